//! Output: an answer's rows, laid out for a reader.
//!
//! Each format is one module and one entry of [`Format::ALL`]. All of them stream: memory does not
//! grow with the answer.

use std::io;

use crate::rows::RowSink;

mod bar;
mod cell;
mod csv;
pub mod diagnostic;
mod form;
mod json;
mod markdown;
pub mod packet;
pub mod pager;
pub mod sanitize;
mod table;
pub mod target;
mod tsv;
mod vertical;

pub use cell::with_thousands;
pub use form::{Format, Style};

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
        Format::JsonLines => json_lines(out),
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
        Format::Json | Format::JsonLines => Ok(()),
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
