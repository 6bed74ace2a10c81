//! The vertical layout: one line for each value, one paragraph for each row, as `\G` shows it.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::output::cell::shown_to_people;
use crate::output::form::Style;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind, RowSink};
use crate::value::Value;

pub(super) struct Vertical<'w> {
    out: &'w mut dyn io::Write,
    style: Style,
    records: Records,
}

impl<'w> Vertical<'w> {
    pub(super) fn new(style: Style, out: &'w mut dyn io::Write) -> Self {
        Self { out, style, records: Records::new(&[], style) }
    }
}

impl RowSink for Vertical<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.records = Records::new(columns, self.style);
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
    kinds: Vec<ColumnKind>,
    count: usize,
}

impl Records {
    /// No rows yet of these columns; thousands stand apart on a terminal.
    pub(super) fn new(columns: &[Column], style: Style) -> Self {
        let kind = |column: &Column| if style.terminal { column.kind } else { ColumnKind::Text };
        let names = columns.iter().map(|column| sanitize::text(&column.name));
        let widest = names.clone().map(|name| name.width()).max().unwrap_or(0);
        let pad = |name: &str| " ".repeat(widest - name.width()) + name;
        let names = names.map(|name| pad(&name)).collect();
        Self { names, kinds: columns.iter().map(kind).collect(), count: 0 }
    }

    pub(super) fn write(&mut self, out: &mut dyn io::Write, row: &[Value]) -> io::Result<()> {
        self.count += 1;
        writeln!(out, "*** {}. row ***", self.count)?;
        for ((name, kind), value) in self.names.iter().zip(&self.kinds).zip(row) {
            let value = shown_to_people(value, *kind);
            writeln!(out, "{}", format!("{name}: {value}").trim_end())?;
        }
        Ok(())
    }
}
