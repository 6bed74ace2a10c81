//! The last answer: its rows, kept to be shown again.

use std::io;

use crate::rows::{Column, RowSink};
use crate::value::Value;

/// Cells that are kept of an answer at most.
const MOST_CELLS: usize = 200_000;

/// The rows of an answer.
#[derive(Debug, Default)]
pub(super) struct LastAnswer {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
    /// They are not kept: there were too many, or the user does not type and cannot ask again.
    pub(super) is_cut: bool,
}

impl LastAnswer {
    /// An answer whose rows are not kept.
    pub(super) fn unkept() -> Self {
        Self { is_cut: true, ..Self::default() }
    }

    /// Writes the rows.
    pub(super) fn write(&self, sink: &mut dyn RowSink) -> io::Result<()> {
        sink.columns(&self.columns)?;
        for row in &self.rows {
            if !sink.row(row.clone())? {
                break;
            }
        }
        sink.finish()
    }
}

/// Passes rows on and keeps them, unless they are too many.
pub(super) struct KeepingSink<'a> {
    /// The kept rows.
    pub last: &'a mut LastAnswer,
    /// Who takes the rows.
    pub inner: &'a mut dyn RowSink,
}

impl RowSink for KeepingSink<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.last.columns = columns.to_vec();
        self.inner.columns(columns)
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        if (self.last.rows.len() + 1) * row.len() > MOST_CELLS {
            (self.last.is_cut, self.last.rows) = (true, Vec::new());
        }
        if !self.last.is_cut {
            self.last.rows.push(row.clone());
        }
        self.inner.row(row)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.inner.finish()
    }
}
