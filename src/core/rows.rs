//! Rows: what a store answers with, pushed one by one into a sink.

use std::io;

use crate::value::Value;

/// How the cells of a column are to be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Left-aligned.
    Text,
    /// Right-aligned.
    Number,
    /// How much there is of something: right-aligned, its thousands apart for people, who may see a
    /// bar beside it.
    Count,
}

impl ColumnKind {
    /// Whether the cells are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Count)
    }
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in the heading.
    pub name: String,
    /// How its cells are laid out.
    pub kind: ColumnKind,
}

impl Column {
    /// A column called `name`.
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// Takes an answer: `columns` once, `row` for each row until it says enough, `finish` once.
pub trait RowSink {
    /// The columns of the rows to come.
    fn columns(&mut self, columns: &[Column]) -> io::Result<()>;

    /// One row, as many values as there are columns; `false` means enough: send no more.
    fn row(&mut self, row: Vec<Value>) -> io::Result<bool>;

    /// No more rows will come.
    fn finish(&mut self) -> io::Result<()>;
}
