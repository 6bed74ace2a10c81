//! A cell: one value on its way into or out of a function, and the columns of such values.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, Date32Array, Float64Array, Int64Array, ListArray,
    StringViewArray, TimestampMicrosecondArray,
};
use arrow::compute::{CastOptions, cast, cast_with_options, unary};
use arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::Result;
use datafusion::logical_expr::ColumnarValue;

use super::calendar;
use ipta_core::time::Timestamp;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
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
    /// As an argument: a list of texts.
    List,
}

impl ScalarKind {
    pub fn data_type(self) -> DataType {
        match self {
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text | Self::Any | Self::List => DataType::Utf8View,
            Self::Bytes => DataType::BinaryView,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Date => DataType::Date32,
        }
    }
}

/// One value. A time is in microseconds of the table's clock since 1970.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlValue<'a> {
    Null,
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    Time(i64),
    List(ArrayRef),
}

impl<'a> SqlValue<'a> {
    pub fn int(&self) -> i64 {
        if let Self::Int(number) = self { *number } else { 0 }
    }

    pub fn float(&self) -> f64 {
        if let Self::Float(number) = self { *number } else { 0.0 }
    }

    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
            _ => &[],
        }
    }

    pub fn list(&self) -> Vec<&str> {
        match self {
            Self::List(texts) => texts.as_string_view().iter().flatten().collect(),
            _ => Vec::new(),
        }
    }

    pub fn time(&self) -> i64 {
        if let Self::Time(micros) = self { *micros } else { 0 }
    }
}

/// The values of an argument, for every row or one for all.
pub struct ArgumentColumn {
    values: ArrayRef,
    is_constant: bool,
}

impl ArgumentColumn {
    pub fn of(value: &ColumnarValue, kind: ScalarKind) -> Result<Self> {
        let (array, is_constant) = match value {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
        };
        Ok(Self { values: values(&array, kind)?, is_constant })
    }

    pub fn cell(&self, row: usize) -> SqlValue<'_> {
        let row = if self.is_constant { 0 } else { row };
        let values = &self.values;
        if values.is_null(row) {
            return SqlValue::Null;
        }
        match values.data_type() {
            DataType::Int64 => SqlValue::Int(values.as_primitive::<Int64Type>().value(row)),
            DataType::Float64 => SqlValue::Float(values.as_primitive::<Float64Type>().value(row)),
            DataType::Utf8View => SqlValue::Text(values.as_string_view().value(row).into()),
            DataType::BinaryView => SqlValue::Bytes(values.as_binary_view().value(row).into()),
            DataType::Timestamp(..) => {
                SqlValue::Time(values.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            DataType::List(_) => SqlValue::List(values.as_list::<i32>().value(row)),
            _ => SqlValue::Null,
        }
    }
}

/// The values of an array as another kind, by MySQL's rules.
fn values(array: &ArrayRef, kind: ScalarKind) -> Result<ArrayRef> {
    let from = array.data_type();
    if *from == DataType::Null {
        return Ok(Arc::clone(array));
    }
    Ok(match kind {
        ScalarKind::Int if is_text(from) => {
            let read = |text: Option<&str>| Some(whole_number(text?));
            Arc::new(as_text(array)?.iter().map(read).collect::<Int64Array>())
        }
        ScalarKind::Int if from.is_floating() => {
            let floats = cast(array, &DataType::Float64)?;
            let read = |number: f64| number.round() as i64;
            Arc::new(unary::<_, _, Int64Type>(floats.as_primitive::<Float64Type>(), read))
        }
        // A number that does not fit is an error, not NULL.
        ScalarKind::Int => {
            let options = CastOptions { safe: false, ..CastOptions::default() };
            cast_with_options(array, &DataType::Int64, &options)?
        }
        ScalarKind::Float if is_text(from) => {
            let read = |text: Option<&str>| text.map(leading_number);
            Arc::new(as_text(array)?.iter().map(read).collect::<Float64Array>())
        }
        ScalarKind::Float if matches!(from, DataType::Timestamp(..)) => {
            let read = |micros: i64| calendar::as_number(micros);
            Arc::new(unary::<_, _, Float64Type>(&times(array)?, read))
        }
        ScalarKind::Float => cast(array, &DataType::Float64)?,
        ScalarKind::Time | ScalarKind::Date if is_text(from) => {
            let read = |text: Option<&str>| {
                let text = text?;
                calendar::parse(text).or_else(|| calendar::parse_clock(text))
            };
            Arc::new(as_text(array)?.iter().map(read).collect::<TimestampMicrosecondArray>())
        }
        ScalarKind::Time | ScalarKind::Date => Arc::new(times(array)?),
        ScalarKind::List => {
            let (_, offsets, values, nulls) = array.as_list::<i32>().clone().into_parts();
            let field = Arc::new(Field::new_list_field(DataType::Utf8View, true));
            Arc::new(ListArray::try_new(field, offsets, Arc::new(as_text(&values)?), nulls)?)
        }
        ScalarKind::Bytes | ScalarKind::Any if is_binary(from) => {
            cast(array, &DataType::BinaryView)?
        }
        ScalarKind::Bytes | ScalarKind::Text | ScalarKind::Any => Arc::new(as_text(array)?),
    })
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn is_binary(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

fn times(array: &ArrayRef) -> Result<TimestampMicrosecondArray> {
    let micros = match array.data_type() {
        // A number is a moment in digits: 20261012083000.
        number if number.is_numeric() => {
            let digits = cast(&cast(array, &DataType::Int64)?, &DataType::Utf8View)?;
            let read = |text: Option<&str>| calendar::parse(text?);
            return Ok(digits.as_string_view().iter().map(read).collect());
        }
        _ => cast(array, &DataType::Timestamp(TimeUnit::Microsecond, None))?,
    };
    Ok(micros.as_primitive::<TimestampMicrosecondType>().clone())
}

/// Values as MySQL writes them: 1 for true, no `T` between day and hour, bytes as text.
fn as_text(array: &ArrayRef) -> Result<StringViewArray> {
    let array = match array.data_type() {
        DataType::Boolean => cast(array, &DataType::Int64)?,
        DataType::Timestamp(..) => {
            let text = |micros: Option<i64>| Some(calendar::full(micros?));
            return Ok(times(array)?.iter().map(text).collect());
        }
        number if number.is_floating() => {
            let floats = cast(array, &DataType::Float64)?;
            let text = |number: Option<f64>| Some(number?.to_string());
            return Ok(floats.as_primitive::<Float64Type>().iter().map(text).collect());
        }
        binary if is_binary(binary) => {
            let bytes = cast(array, &DataType::BinaryView)?;
            let text = |bytes: Option<&[u8]>| Some(String::from_utf8_lossy(bytes?).into_owned());
            return Ok(bytes.as_binary_view().iter().map(text).collect());
        }
        _ => Arc::clone(array),
    };
    Ok(cast(&array, &DataType::Utf8View)?.as_string_view().clone())
}

/// The number that a text begins with; 0 where it begins with none.
fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = usize::from(text.starts_with(['-', '+']));
    end += digits(&text[end..]);
    if text[end..].starts_with('.') {
        end += 1 + digits(&text[end + 1..]);
    }
    if let Some(rest) = text[end..].strip_prefix(['e', 'E']) {
        let sign = usize::from(rest.starts_with(['-', '+']));
        let exponent = digits(&rest[sign..]);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    text[..end].parse().unwrap_or_default()
}

/// The whole number that a text begins with; the nearest of 64 bits, where it is larger.
fn whole_number(text: &str) -> i64 {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with(['-', '+']));
    let end = text[sign..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |end| sign + end);
    let most = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    if end == sign { 0 } else { text[..end].parse().unwrap_or(most) }
}

/// The array of the values that a function gives; one of another kind is NULL.
pub fn array(kind: ScalarKind, cells: &[SqlValue<'static>]) -> ArrayRef {
    let time =
        |cell: &SqlValue<'_>| if let SqlValue::Time(time) = cell { Some(*time) } else { None };
    match kind {
        ScalarKind::Int => Arc::new(Int64Array::from_iter(cells.iter().map(|cell| match cell {
            SqlValue::Int(number) => Some(*number),
            _ => None,
        }))),
        ScalarKind::Float => {
            Arc::new(Float64Array::from_iter(cells.iter().map(|cell| match cell {
                SqlValue::Float(number) => Some(*number),
                _ => None,
            })))
        }
        ScalarKind::Text | ScalarKind::Any | ScalarKind::List => {
            Arc::new(StringViewArray::from_iter(cells.iter().map(|cell| match cell {
                SqlValue::Text(text) => Some(text),
                _ => None,
            })))
        }
        ScalarKind::Bytes => Arc::new(BinaryViewArray::from_iter(
            cells
                .iter()
                .map(|cell| if let SqlValue::Bytes(bytes) = cell { Some(bytes) } else { None }),
        )),
        ScalarKind::Time => Arc::new(TimestampMicrosecondArray::from_iter(cells.iter().map(time))),
        ScalarKind::Date => Arc::new(Date32Array::from_iter(
            cells.iter().map(|cell| i32::try_from(time(cell)?.div_euclid(Timestamp::DAY)).ok()),
        )),
    }
}
