//! Rows as text: the answers of cases.

use std::io;

use ipta::rows::{Column, RowSink};
use ipta::value::Value;

/// What an answer's lines begin with.
pub const MARK: &str = "| ";

/// An answer, a line a row behind one of headings; cells stand between ` | `.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Lines(pub String);

impl Lines {
    fn line(&mut self, cells: impl Iterator<Item = String>) {
        self.0 += MARK;
        self.0 += &cells.collect::<Vec<_>>().join(" | ");
        self.0 += "\n";
    }
}

impl RowSink for Lines {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.line(columns.iter().map(|column| column.name.clone()));
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.line(row.iter().map(Value::to_string));
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
