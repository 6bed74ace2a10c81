//! A pipe table of GitHub-flavoured Markdown (its specification, "Tables").

use std::io;

use crate::output::{safe, shown};
use crate::rows::{Column, Kind, RowSink};
use crate::value::Value;

pub(super) struct Markdown<'w> {
    out: &'w mut dyn io::Write,
}

impl<'w> Markdown<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Self { out }
    }
}

impl RowSink for Markdown<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        for column in columns {
            write!(self.out, "| {} ", escape(&safe::text(&column.name)))?;
        }
        self.out.write_all(b"|\n")?;
        for column in columns {
            self.out.write_all(match column.kind {
                Kind::Text => b"| --- ",
                Kind::Number | Kind::Count => b"| --: ",
            })?;
        }
        self.out.write_all(b"|\n")
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        for value in &row {
            write!(self.out, "| {} ", escape(&shown(value)))?;
        }
        self.out.write_all(b"|\n")?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text such that Markdown shows it: no cell ends early, and nothing becomes a tag, a link,
/// code or emphasis.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if matches!(c, '\\' | '|' | '<' | '&' | '[' | '`' | '*') {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}
