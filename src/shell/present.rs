//! The presentation: a compiled query's rows on their way to a sink, with the columns, names and
//! limit that the query's shape asks for.

use std::io;
use std::net::Ipv6Addr;

use crate::field::Type;
use crate::packet::TcpFlags;
use crate::query::buckets::Fill;
use crate::query::term::TermPart;
use crate::rows::{Column, ColumnKind, RowSink};
use crate::services::Services;
use crate::sql::{CellSource, Shape};
use crate::value::Value;

/// Shows rows in a shape; without one, passes them on as they come.
pub struct Present<'a> {
    inner: &'a mut dyn RowSink,
    shape: Option<&'a Shape>,
    limit: Option<usize>,
    services: &'a Services,
    fill: Option<Fill>,
    rows: usize,
    rest: Rest,
}

/// Whether there are rows beyond those that were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// No more came.
    None,
    /// At least one came that the limit kept out.
    More,
    /// At least one came that `--limit` kept out.
    Capped,
}

/// What there is to say below an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// Rows that were shown.
    pub rows: usize,
    /// Whether there are more.
    pub rest: Rest,
    /// What the reader must know of the answer, such as packets left out.
    pub notes: Vec<String>,
}

impl Footer {
    /// How many rows there were, in words.
    pub fn count(&self) -> String {
        let rows = self.rows;
        match self.rest {
            Rest::None if rows == 1 => "1 row".into(),
            Rest::None => format!("{rows} rows"),
            Rest::More => format!("{rows} of at least {} rows; add `limit N` for more", rows + 1),
            Rest::Capped => {
                format!("{rows} of at least {} rows; `--limit` allows no more", rows + 1)
            }
        }
    }
}

impl<'a> Present<'a> {
    /// Shows rows in `inner`, with the system's names of services.
    pub fn new(shape: Option<&'a Shape>, inner: &'a mut dyn RowSink) -> Self {
        let fill = shape.and_then(|shape| shape.steps.as_ref()).map(Fill::new);
        let limit = shape.and_then(|shape| shape.limit);
        Self { inner, shape, limit, services: Services::system(), fill, rows: 0, rest: Rest::None }
    }

    /// Shows rows that have their form already, up to a limit.
    pub fn limited(limit: Option<usize>, inner: &'a mut dyn RowSink) -> Self {
        Self { limit, ..Self::new(None, inner) }
    }

    /// The same with other names of services.
    #[must_use]
    pub fn services(self, services: &'a Services) -> Self {
        Self { services, ..self }
    }

    /// Shows one row, unless the limit keeps it out.
    fn show(&mut self, row: Vec<Value>) -> io::Result<bool> {
        if self.limit == Some(self.rows) {
            self.rest = Rest::More;
            return Ok(false);
        }
        let row = match self.shape {
            Some(shape) => {
                shape.columns.iter().map(|shown| value(&shown.cell, &row, self.services)).collect()
            }
            None => row,
        };
        self.rows += 1;
        self.inner.row(row)
    }

    /// What there is to say below the answer, once it has ended.
    pub fn footer(&self) -> Footer {
        let mut notes = self.shape.map(|shape| shape.notes.clone()).unwrap_or_default();
        notes.extend(self.fill.as_ref().and_then(Fill::note));
        Footer { rows: self.rows, rest: self.rest, notes }
    }
}

impl RowSink for Present<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        let Some(shape) = self.shape else { return self.inner.columns(columns) };
        let shown = shape.columns.iter().map(|shown| {
            let kind = match shown.cell {
                CellSource::Service { .. } | CellSource::Column(_, Some(Type::Flags)) => {
                    ColumnKind::Text
                }
                CellSource::Part(_, term) if term.part != TermPart::Hour => ColumnKind::Text,
                // A number that is no field's value was measured.
                CellSource::Column(place, None) if columns[place].kind == ColumnKind::Number => {
                    ColumnKind::Count
                }
                CellSource::Column(place, _) | CellSource::Part(place, _) => columns[place].kind,
            };
            Column::new(shown.heading.as_str(), kind)
        });
        self.inner.columns(&shown.collect::<Vec<_>>())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        while let Some(empty) = self.fill.as_mut().and_then(|fill| fill.before(&row)) {
            if !self.show(empty)? {
                return Ok(false);
            }
        }
        self.show(row)
    }

    fn finish(&mut self) -> io::Result<()> {
        while let Some(empty) = self.fill.as_mut().and_then(Fill::at_end) {
            if self.rest == Rest::More || !self.show(empty)? {
                break;
            }
        }
        self.inner.finish()
    }
}

fn value(cell: &CellSource, row: &[Value], services: &Services) -> Value {
    match cell {
        CellSource::Service { port, proto } => service(&row[*port], &row[*proto], services),
        CellSource::Column(place, Some(Type::Flags)) => flags(&row[*place]),
        CellSource::Column(place, Some(Type::Address)) => address(&row[*place]),
        CellSource::Column(place, _) => row[*place].clone(),
        CellSource::Part(place, term) => term.shown(row[*place].clone()),
    }
}

fn service(port: &Value, proto: &Value, services: &Services) -> Value {
    let (Value::Int(port), Value::Text(proto)) = (port, proto) else { return Value::Null };
    let name = u16::try_from(*port).ok().and_then(|port| services.name(port, proto));
    name.map_or(Value::Null, |name| Value::Text(name.to_owned()))
}

/// The address as RFC 5952 has it, which servers do not follow: they write `2001:db8::1:1:1:1:1` for
/// `2001:db8:0:1:1:1:1:1`.
fn address(text: &Value) -> Value {
    match text {
        Value::Text(text) if text.contains(':') => match text.parse::<Ipv6Addr>() {
            Ok(address) => Value::Text(address.to_string()),
            Err(_) => Value::Text(text.clone()),
        },
        other => other.clone(),
    }
}

fn flags(bits: &Value) -> Value {
    match bits {
        Value::Int(number) => match u16::try_from(*number) {
            Ok(bits) => Value::Text(TcpFlags(bits).to_string()),
            Err(_) => bits.clone(),
        },
        other => other.clone(),
    }
}
