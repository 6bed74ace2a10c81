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

/// A sink that gives each row to a function, which says whether it takes more.
pub struct EachRow<F>(pub F);

impl<F: FnMut(Vec<Value>) -> bool> RowSink for EachRow<F> {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        Ok((self.0)(row))
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A sink that passes an answer on and shows each row to a function.
pub struct WatchedRows<'s, F> {
    /// The sink that takes the answer.
    pub inner: &'s mut dyn RowSink,
    /// Sees each row before that sink does.
    pub see: F,
}

impl<F: FnMut(&[Value])> RowSink for WatchedRows<'_, F> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.inner.columns(columns)
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        (self.see)(&row);
        self.inner.row(row)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.inner.finish()
    }
}
