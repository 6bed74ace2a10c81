//! A cell: a field's value in an answer, how it is ordered and how it is shown.

use std::cmp::Ordering;

use crate::field::{Field, Type};
use crate::packet::TcpFlags;
use crate::query::term::{Term, TermPart};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

/// A measure with an order: the unknown first.
#[derive(Debug, Clone)]
pub(super) struct Ranked(pub(super) Value);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Value::Int(one), Value::Int(two)) => one.cmp(two),
            (Value::Float(one), Value::Float(two)) => one.total_cmp(two),
            // One column holds numbers of one type, or nothing.
            (one, two) => (*one != Value::Null).cmp(&(*two != Value::Null)),
        }
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// The column of a field.
pub(super) fn column(field: &Field) -> Column {
    let kind = match field.kind {
        Type::Port | Type::Int8 | Type::Int32 => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    Column::new(field.name, kind)
}

/// The column of a term.
pub(super) fn column_of(term: Term) -> Column {
    let kind = match term.part {
        TermPart::Whole => column(term.field).kind,
        TermPart::Hour => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    Column::new(term.column(), kind)
}

/// A term's value as it is shown.
pub(super) fn shown_of(term: Term, value: &Value) -> Value {
    match term.part {
        TermPart::Whole => shown(term.field, value),
        _ => term.shown(value.clone()),
    }
}

/// A field's value as it is shown: addresses and flags as text.
pub(super) fn shown(field: &Field, value: &Value) -> Value {
    match (field.kind, value) {
        (Type::Address, Value::Bytes(_)) => Value::Text(value.to_string()),
        (Type::Flags, Value::Int(bits)) => match u16::try_from(*bits) {
            Ok(bits) => Value::Text(TcpFlags(bits).to_string()),
            Err(_) => value.clone(),
        },
        _ => value.clone(),
    }
}
