//! Output: an answer's rows, laid out for a reader.
//!
//! Each format is one module and one entry of [`Format::ALL`]. All of them stream: memory does not
//! grow with the answer.

use std::borrow::Cow;
use std::io;

use crate::rows::{ColumnKind, RowSink};
use crate::value::Value;

mod bar;
mod csv;
pub mod diagnostic;
mod json;
mod markdown;
pub mod packet;
pub mod pager;
pub mod sanitize;
mod table;
pub mod target;
mod tsv;
mod vertical;

/// How an answer is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns that fit the terminal.
    Table,
    /// Comma-separated values (RFC 4180); NULL is an empty field.
    Csv,
    /// Tab-separated values, escaped as `mysql --batch` does.
    Tsv,
    /// An array of objects.
    Json,
    /// A pipe table of GitHub-flavoured Markdown.
    Markdown,
    /// One line for each value, as `\G` shows it.
    Vertical,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Table, Self::Csv, Self::Tsv, Self::Json, Self::Markdown, Self::Vertical];

    /// The name that [`Format::parse`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Vertical => "vertical",
        }
    }

    /// The endings of names of files in the format, in addition to its name.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt", "text"],
            Self::Tsv => &["tab"],
            Self::Markdown => &["md"],
            Self::Csv | Self::Json | Self::Vertical => &[],
        }
    }

    /// The format of files whose names have that ending, in either case.
    pub fn by_ending(ending: &str) -> Option<Self> {
        let is_one = |known: &&str| known.eq_ignore_ascii_case(ending);
        Self::ALL.into_iter().find(|format| {
            is_one(&format.name()) || format.endings().iter().any(|known| is_one(&known))
        })
    }

    /// The format of that name, in either case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// What the place that output goes to can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of text that fit side by side; `usize::MAX` where nothing limits them.
    pub width: usize,
    /// Colours may be used.
    pub color: bool,
    /// Line drawing and `…` may be used.
    pub unicode: bool,
    /// It is a terminal: very tall cells may be cut there.
    pub terminal: bool,
    /// Characters that act on a terminal or hide there are shown as escapes in formats for programs too.
    pub escapes: bool,
    /// CSV has fields as they are, also those that a spreadsheet would run.
    pub raw_csv: bool,
    /// Lines that fit below each other; `None` where nothing limits them.
    pub height: Option<usize>,
    /// Bars may stand beside counts.
    pub bars: bool,
}

impl Style {
    /// A file: `width` columns, and nothing that acts on a terminal.
    pub const fn file(width: usize) -> Self {
        let (color, unicode, terminal, bars) = (false, true, false, false);
        let (escapes, raw_csv) = (false, false);
        Self { width, height: None, color, unicode, terminal, bars, escapes, raw_csv }
    }
}

/// A sink that writes rows to `out` in a format.
pub fn sink<'w>(
    format: Format,
    style: &Style,
    out: &'w mut dyn io::Write,
) -> Box<dyn RowSink + 'w> {
    match format {
        Format::Table => Box::new(table::TableSink::new(*style, out)),
        Format::Csv => Box::new(csv::Csv::new(*style, out)),
        Format::Tsv => Box::new(tsv::Tsv::new(*style, out)),
        Format::Json => Box::new(json::Json::new(out)),
        Format::Markdown => Box::new(markdown::Markdown::new(out)),
        Format::Vertical => Box::new(vertical::Vertical::new(*style, out)),
    }
}

/// Writes a title above an answer; `level` is the mark that Markdown has for it.
pub fn title(
    title: &str,
    level: &str,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let title = sanitize::text(title);
    match format {
        Format::Json => Ok(()),
        Format::Csv => writeln!(out, "{}", csv::title(&title, style.raw_csv)),
        Format::Tsv => writeln!(out, "# {title}"),
        Format::Markdown => writeln!(out, "{level}{}\n", markdown::escape(&title)),
        Format::Table | Format::Vertical => writeln!(out, "{title}"),
    }
}

/// A sink that writes each row as a JSON object on a line of its own, for whoever reads them as they
/// come.
pub fn json_lines<'w>(out: &'w mut dyn io::Write) -> Box<dyn RowSink + 'w> {
    Box::new(json::JsonLines::new(out))
}

/// A value as people read it, fit for a terminal: nothing for NULL, and `''` for an empty text.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) if text.is_empty() => Cow::Borrowed("''"),
        Value::Text(text) => sanitize::text(text),
        plain => Cow::Owned(plain.to_string()),
    }
}

/// A cell of a column for people: of counts, the thousands stand apart.
fn shown_to_people(value: &Value, kind: ColumnKind) -> Cow<'_, str> {
    match (value, kind) {
        (Value::Int(number), ColumnKind::Count) => Cow::Owned(with_thousands(*number)),
        _ => shown(value),
    }
}

/// A whole number with a comma between its thousands.
pub fn with_thousands(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
