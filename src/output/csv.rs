//! Comma-separated values (RFC 4180), with a header; NULL is an empty field.

use std::borrow::Cow;
use std::io;

use crate::output::{Style, safe};
use crate::rows::{Column, RowSink};
use crate::value::Value;

pub(super) struct Csv<'w> {
    out: csv::Writer<&'w mut dyn io::Write>,
    style: Style,
}

impl<'w> Csv<'w> {
    pub(super) fn new(style: Style, out: &'w mut dyn io::Write) -> Self {
        Self { out: csv::Writer::from_writer(out), style }
    }

    fn record<'a>(&mut self, fields: impl Iterator<Item = Cow<'a, str>>) -> io::Result<()> {
        for field in fields {
            let shown =
                if self.style.terminal { safe::text(&field) } else { field.as_ref().into() };
            self.out.write_field(shown.as_bytes()).map_err(cause)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(cause)
    }
}

impl RowSink for Csv<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.record(columns.iter().map(|column| column.name.as_str().into()))
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.record(row.iter().map(|value| match value {
            Value::Null => Cow::Borrowed(""),
            Value::Text(text) => text.as_str().into(),
            plain => plain.to_string().into(),
        }))?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What the system said: the crate's own conversion would hide a closed pipe.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
