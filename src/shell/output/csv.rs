//! Comma-separated values (RFC 4180), with a header; NULL is an empty field.
//!
//! Spreadsheets run a field that begins with `=`, `+`, `-` or `@` as a formula. Such texts get a `'` in
//! front, which makes them text there, unless the style says [`Style::raw_csv`]. Source: OWASP, "CSV
//! Injection".

use std::borrow::Cow;
use std::io;

use crate::output::form::Style;
use crate::output::sanitize;
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
            let shown = if self.style.escapes { sanitize::text(&field) } else { field };
            self.out.write_field(shown.as_bytes()).map_err(cause)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(cause)
    }
}

impl RowSink for Csv<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        if !self.style.header {
            return Ok(());
        }
        let is_raw = self.style.raw_csv;
        self.record(columns.iter().map(|column| harmless(&column.name, is_raw)))
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        let is_raw = self.style.raw_csv;
        self.record(row.iter().map(|value| match value {
            Value::Null => Cow::Borrowed(""),
            Value::Text(text) => harmless(text, is_raw),
            plain => plain.to_string().into(),
        }))?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns the text such that no spreadsheet runs it. A number is not run.
pub(super) fn harmless(text: &str, is_raw: bool) -> Cow<'_, str> {
    if is_raw || !text.contains(runs) || is_number(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 1);
    // Spreadsheets skip blanks and quotes before a formula, and may split a field where ipta did not.
    let mut begins = true;
    for c in text.chars() {
        if begins && runs(c) {
            safe.push('\'');
        }
        begins = matches!(c, ';' | '\t' | '\r' | '\n')
            || begins && (c.is_whitespace() || "\"'".contains(c));
        safe.push(c);
    }
    if safe.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(safe) }
}

/// Returns the line of a title, in quotes where a spreadsheet would find a formula in it.
pub(super) fn title(title: &str, is_raw: bool) -> String {
    let is_harmless = |part: &str| !part.trim_start().starts_with(runs);
    if is_raw || title.split([',', ';', '"']).all(is_harmless) {
        format!("# {title}")
    } else {
        format!("\"# {}\"", title.replace('"', "\"\""))
    }
}

/// Whether a formula can begin with this character; the last four are of full width.
fn runs(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Whether a text is a decimal number and nothing else.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok()
}

/// What the system said: the crate's own conversion would hide a closed pipe.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
