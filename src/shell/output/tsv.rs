//! Tab-separated values with a header, as `mysql --batch` prints them: NULL is the word `NULL`,
//! and tab, line feed, NUL and backslash are `\t`, `\n`, `\0` and `\\`. Carriage return, which
//! mysql lets through, is `\r`, so that a row is always one line.

use std::borrow::Cow;
use std::io;

use crate::output::form::Style;
use crate::output::sanitize;
use crate::rows::{Column, RowSink};
use crate::value::Value;

pub(super) struct Tsv<'w> {
    out: &'w mut dyn io::Write,
    style: Style,
}

impl<'w> Tsv<'w> {
    pub(super) fn new(style: Style, out: &'w mut dyn io::Write) -> Self {
        Self { out, style }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let escaped = escape(text);
        let shown = if self.style.escapes { sanitize::text(&escaped) } else { escaped };
        self.out.write_all(shown.as_bytes())
    }

    fn separator(&mut self, place: usize) -> io::Result<()> {
        if place == 0 { Ok(()) } else { self.out.write_all(b"\t") }
    }
}

impl RowSink for Tsv<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        if !self.style.header {
            return Ok(());
        }
        for (place, column) in columns.iter().enumerate() {
            self.separator(place)?;
            self.text(&column.name)?;
        }
        self.out.write_all(b"\n")
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        for (place, value) in row.iter().enumerate() {
            self.separator(place)?;
            match value {
                Value::Text(text) => self.text(text)?,
                plain => write!(self.out, "{plain}")?,
            }
        }
        self.out.write_all(b"\n")?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['\t', '\n', '\r', '\0', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\0' => escaped.push_str("\\0"),
            '\\' => escaped.push_str("\\\\"),
            plain => escaped.push(plain),
        }
    }
    Cow::Owned(escaped)
}
