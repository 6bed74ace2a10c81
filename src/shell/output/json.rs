//! JSON (RFC 8259): an array with one object a line; numbers of any width stay numbers.

use std::collections::HashSet;
use std::io;

use crate::output::sanitize;
use crate::rows::{Column, RowSink};
use crate::value::Value;

pub(super) struct Json<'w> {
    out: &'w mut dyn io::Write,
    /// The names of the columns as JSON strings.
    keys: Vec<String>,
    rows: JsonArray,
}

enum JsonArray {
    None,
    Some,
}

impl<'w> Json<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Self { out, keys: Vec::new(), rows: JsonArray::None }
    }
}

impl RowSink for Json<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = unique(columns).iter().map(|name| quoted(name)).collect();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        let before = match std::mem::replace(&mut self.rows, JsonArray::Some) {
            JsonArray::None => "[\n",
            JsonArray::Some => ",\n",
        };
        self.out.write_all(before.as_bytes())?;
        write_object(self.out, &self.keys, &row)?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        let end: &[u8] = match self.rows {
            JsonArray::None => b"[]\n",
            JsonArray::Some => b"\n]\n",
        };
        self.out.write_all(end)?;
        self.out.flush()
    }
}

/// Objects without an array round them, each on a line.
pub(super) struct JsonLines<'w> {
    out: &'w mut dyn io::Write,
    keys: Vec<String>,
}

impl<'w> JsonLines<'w> {
    pub(super) fn new(out: &'w mut dyn io::Write) -> Self {
        Self { out, keys: Vec::new() }
    }
}

impl RowSink for JsonLines<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = unique(columns).iter().map(|name| quoted(name)).collect();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        write_object(self.out, &self.keys, &row)?;
        self.out.write_all(b"\n")?;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write_object(out: &mut dyn io::Write, keys: &[String], row: &[Value]) -> io::Result<()> {
    let mut before = "{";
    for (key, value) in keys.iter().zip(row) {
        write!(out, "{before}{key}:")?;
        write_value(out, value)?;
        before = ",";
    }
    out.write_all(b"}")
}

fn write_value(out: &mut dyn io::Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"null"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Float(number) if number.is_finite() => write!(out, "{number}"),
        Value::Float(_) => out.write_all(b"null"),
        Value::Text(text) => out.write_all(quoted(text).as_bytes()),
        Value::Bytes(_) | Value::Time(_) => out.write_all(quoted(&value.to_string()).as_bytes()),
    }
}

/// The text as a JSON string; what could act on a terminal is escaped beyond what JSON asks.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if !json.contains(sanitize::is_hostile) {
        return json;
    }
    json.chars().fold(String::new(), |mut escaped, c| {
        if sanitize::is_hostile(c) {
            let units = &mut [0; 2];
            for unit in c.encode_utf16(units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(c);
        }
        escaped
    })
}

/// The columns' names; one that is there already gets the next free number: `n`, `n_2`, `n_3`.
fn unique(columns: &[Column]) -> Vec<String> {
    let given: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for Column { name, .. } in columns {
        let unused = |candidate: &String| !names.contains(candidate);
        let numbered = (2..).map(|nth| format!("{name}_{nth}"));
        let free = numbered.filter(|candidate| !given.contains(candidate.as_str()));
        names.extend(std::iter::once(name.clone()).chain(free).find(unused));
    }
    names
}
