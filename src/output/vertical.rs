//! The vertical layout: one line for each value, one paragraph for each row, as `\G` shows it.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::output::{safe, shown};
use crate::rows::{Column, RowSink};
use crate::value::Value;

pub(super) struct Vertical<'w> {
    out: &'w mut dyn io::Write,
    records: Records,
}

impl<'w> Vertical<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Self { out, records: Records::new(&[]) }
    }
}

impl RowSink for Vertical<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.records = Records::new(columns);
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.records.write(self.out, &row)?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rows as numbered paragraphs.
pub(super) struct Records {
    /// The columns' names, padded to the width of the widest.
    names: Vec<String>,
    count: usize,
}

impl Records {
    pub(super) fn new(columns: &[Column]) -> Self {
        let names = columns.iter().map(|column| safe::text(&column.name));
        let widest = names.clone().map(|name| name.width()).max().unwrap_or(0);
        let pad = |name: &str| " ".repeat(widest - name.width()) + name;
        Self { names: names.map(|name| pad(&name)).collect(), count: 0 }
    }

    pub(super) fn write(&mut self, out: &mut dyn io::Write, row: &[Value]) -> io::Result<()> {
        self.count += 1;
        writeln!(out, "*** {}. row ***", self.count)?;
        for (name, value) in self.names.iter().zip(row) {
            writeln!(out, "{}", format!("{name}: {}", shown(value)).trim_end())?;
        }
        Ok(())
    }
}
