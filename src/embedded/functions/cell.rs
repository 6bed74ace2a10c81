//! A cell: one value on its way into a function, as MySQL converts it.

use arrow::array::ArrayRef;
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::Result;

use super::calendar;
use crate::cells;
use ipta_core::time::Timestamp;
use ipta_core::value::Value;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A point in time.
    Time,
    /// A day.
    Date,
    /// As an argument: bytes as they are, all else as text.
    Any,
}

const TIME: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// An array in one of the few types of which values are read.
pub fn plain(array: &ArrayRef, kind: Kind) -> Result<ArrayRef> {
    Ok(match (array.data_type(), kind) {
        (DataType::Date32, Kind::Int | Kind::Float) => cast(array, &TIME)?,
        _ => cells::plain(array)?,
    })
}

impl Kind {
    pub fn data_type(self) -> DataType {
        match self {
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text | Self::Any => DataType::Utf8View,
            Self::Bytes => DataType::BinaryView,
            Self::Time => TIME,
            Self::Date => DataType::Date32,
        }
    }

    /// A value as an argument of this kind.
    pub fn convert(self, value: Value) -> Value {
        match (self, value) {
            (Self::Any, bytes @ Value::Bytes(_)) => bytes,
            (kind, Value::Bytes(bytes)) => {
                kind.convert(Value::Text(String::from_utf8_lossy(&bytes).into_owned()))
            }
            (Self::Int, Value::Float(number)) => Value::Int(number.round() as i128),
            (Self::Int, Value::Text(text)) => Value::Int(whole_number(&text)),
            (Self::Int, Value::Time(time)) => Value::Int(calendar::as_number(time.0) as i128),
            (Self::Float, Value::Int(number)) => Value::Float(number as f64),
            (Self::Float, Value::Text(text)) => Value::Float(leading_number(&text)),
            (Self::Float, Value::Time(time)) => Value::Float(calendar::as_number(time.0)),
            (Self::Time | Self::Date, Value::Text(text)) => {
                let micros = calendar::parse(&text).or_else(|| calendar::parse_clock(&text));
                micros.map_or(Value::Null, |micros| Value::Time(Timestamp(micros)))
            }
            // A number is a moment in digits: 20261012083000.
            (Self::Time | Self::Date, number @ (Value::Int(_) | Value::Float(_))) => {
                self.convert(Value::Text(number.to_string()))
            }
            (Self::Text | Self::Any, Value::Time(time)) => Value::Text(calendar::full(time.0)),
            (Self::Text | Self::Any, number @ (Value::Int(_) | Value::Float(_))) => {
                Value::Text(number.to_string())
            }
            (_, value) => value,
        }
    }
}

/// A whole number; one that is greater has the bits of an unsigned one, as in MySQL.
pub fn int(value: &Value) -> i64 {
    let Value::Int(number) = value else { return 0 };
    (*number).clamp(i64::MIN.into(), u64::MAX.into()) as i64
}

pub fn float(value: &Value) -> f64 {
    if let Value::Float(number) = value { *number } else { 0.0 }
}

pub fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "" }
}

pub fn bytes(value: &Value) -> &[u8] {
    if let Value::Bytes(bytes) = value { bytes } else { text(value).as_bytes() }
}

/// A point in time, in microseconds of the table's clock since 1970.
pub fn time(value: &Value) -> i64 {
    if let Value::Time(time) = value { time.0 } else { 0 }
}

/// The number that a text begins with; 0 where it begins with none.
fn leading_number(text: &str) -> f64 {
    /// No number has more digits that count.
    const LONGEST: usize = 400;
    let text = text.trim_start();
    let is_other = |c: char| !c.is_ascii_digit() && !"+-.eE".contains(c);
    let end = text.find(is_other).unwrap_or(text.len()).min(LONGEST);
    (1..=end).rev().find_map(|end| text[..end].parse().ok()).unwrap_or_default()
}

/// The whole number that a text begins with; 0 where it begins with none.
fn whole_number(text: &str) -> i128 {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    let most = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    if digits == 0 { 0 } else { text[..sign + digits].parse().unwrap_or(most) }
}
