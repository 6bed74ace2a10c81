//! A pipe table of GitHub-flavoured Markdown (its specification, "Tables").

use std::io;
use std::sync::LazyLock;

use regex::Regex;

use crate::output::cell::shown;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind, RowSink};
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
            write!(self.out, "| {} ", escape(&sanitize::text(&column.name)))?;
        }
        self.out.write_all(b"|\n")?;
        for column in columns {
            self.out.write_all(match column.kind {
                ColumnKind::Text => b"| --- ",
                ColumnKind::Number | ColumnKind::Count => b"| --: ",
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

/// What GitHub makes a link, a mention, a formula or a picture of although it is escaped: it looks at the
/// text that comes of the escapes. Between colons it knows names; those of two digits are times.
///
/// Source: GitHub Flavored Markdown Spec, "Autolinks (extension)"; GitHub Docs, "Basic writing and
/// formatting syntax".
static SPECIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let special = r"(?i)@|://|www\.|mailto:|xmpp:|\$|#[0-9]|\bgh-[0-9]|:([a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*|[0-9]{3,}):";
    // A test has each of them.
    Regex::new(special).ok()
});

/// Returns the text such that Markdown shows it as it is: no cell ends early, and nothing becomes a tag, a
/// link, code or emphasis.
pub(super) fn escape(text: &str) -> String {
    if SPECIAL.as_ref().is_some_and(|special| special.is_match(text)) {
        return code(text);
    }
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        if matches!(c, '\\' | '|' | '<' | '>' | '&' | '[' | ']' | '`' | '*' | '_' | '~' | '#' | '!')
        {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}

/// Returns the text as code, in which only the `|` of tables must be escaped.
fn code(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    let text = text.replace('|', "\\|");
    // A blank on both sides is not shown.
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if is_padded { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
