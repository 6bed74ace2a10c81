//! A cell: a value as people read it.

use std::borrow::Cow;

use crate::output::sanitize;
use crate::rows::ColumnKind;
use crate::value::Value;

/// A value as people read it, fit for a terminal: nothing for NULL, and `''` for an empty text.
pub(super) fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Text(text) if text.is_empty() => Cow::Borrowed("''"),
        Value::Text(text) => sanitize::text(text),
        plain => Cow::Owned(plain.to_string()),
    }
}

/// A cell of a column for people: of counts, the thousands stand apart.
pub(super) fn shown_to_people(value: &Value, kind: ColumnKind) -> Cow<'_, str> {
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
