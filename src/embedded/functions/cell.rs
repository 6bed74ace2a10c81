//! A cell: one value on its way into or out of a function, and the columns of such values.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, BinaryViewBuilder, Date32Builder, Float64Array,
    Float64Builder, Int64Array, Int64Builder, StringViewArray, StringViewBuilder,
    TimestampMicrosecondArray, TimestampMicrosecondBuilder,
};
use arrow::compute::{CastOptions, cast, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};
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
}

impl ScalarKind {
    pub fn data_type(self) -> DataType {
        match self {
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text | Self::Any => DataType::Utf8View,
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
    /// A result that its kind cannot hold.
    OutOfRange,
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

    pub fn time(&self) -> i64 {
        if let Self::Time(micros) = self { *micros } else { 0 }
    }
}

impl From<String> for SqlValue<'static> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&str> for SqlValue<'static> {
    fn from(text: &str) -> Self {
        Self::Text(Cow::Owned(text.to_owned()))
    }
}

impl From<Vec<u8>> for SqlValue<'static> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(bytes))
    }
}

impl From<i64> for SqlValue<'static> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for SqlValue<'static> {
    fn from(holds: bool) -> Self {
        Self::Int(holds.into())
    }
}

impl From<f64> for SqlValue<'static> {
    /// What is no number is NULL, as in MySQL.
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Float(number) } else { Self::Null }
    }
}

impl<T: Into<SqlValue<'static>>> From<Option<T>> for SqlValue<'static> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of an argument, for every row or one for all.
pub struct ArgumentColumn {
    values: ArgumentValues,
    is_constant: bool,
}

enum ArgumentValues {
    Null,
    Int(Int64Array),
    Float(Float64Array),
    Text(StringViewArray),
    Bytes(BinaryViewArray),
    Time(TimestampMicrosecondArray),
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
        match &self.values {
            ArgumentValues::Null => SqlValue::Null,
            ArgumentValues::Int(array) if array.is_valid(row) => SqlValue::Int(array.value(row)),
            ArgumentValues::Float(array) if array.is_valid(row) => {
                SqlValue::Float(array.value(row))
            }
            ArgumentValues::Text(array) if array.is_valid(row) => {
                SqlValue::Text(Cow::Borrowed(array.value(row)))
            }
            ArgumentValues::Bytes(array) if array.is_valid(row) => {
                SqlValue::Bytes(Cow::Borrowed(array.value(row)))
            }
            ArgumentValues::Time(array) if array.is_valid(row) => SqlValue::Time(array.value(row)),
            _ => SqlValue::Null,
        }
    }
}

/// The values of an array as another kind, by MySQL's rules.
fn values(array: &ArrayRef, kind: ScalarKind) -> Result<ArgumentValues> {
    let from = array.data_type();
    if *from == DataType::Null {
        return Ok(ArgumentValues::Null);
    }
    let to = |data_type: DataType| cast(array, &data_type);
    Ok(match kind {
        ScalarKind::Int if is_text(from) => {
            let read = |text: Option<&str>| Some(whole_number(text?));
            ArgumentValues::Int(as_text(array)?.iter().map(read).collect())
        }
        ScalarKind::Int if from.is_floating() => {
            let floats = to(DataType::Float64)?;
            let read = |number: Option<f64>| number.map(rounded);
            ArgumentValues::Int(floats.as_primitive::<Float64Type>().iter().map(read).collect())
        }
        // A number that does not fit is an error, not NULL.
        ScalarKind::Int => {
            let options = CastOptions { safe: false, ..CastOptions::default() };
            let numbers = cast_with_options(array, &DataType::Int64, &options)?;
            ArgumentValues::Int(numbers.as_primitive::<Int64Type>().clone())
        }
        ScalarKind::Float if is_text(from) => {
            let read = |text: Option<&str>| text.map(leading_number);
            ArgumentValues::Float(as_text(array)?.iter().map(read).collect())
        }
        ScalarKind::Float if matches!(from, DataType::Timestamp(..)) => {
            let micros = times(array)?;
            let read = |micros: Option<i64>| Some(calendar::as_number(micros?));
            ArgumentValues::Float(micros.iter().map(read).collect())
        }
        ScalarKind::Float => {
            ArgumentValues::Float(to(DataType::Float64)?.as_primitive::<Float64Type>().clone())
        }
        ScalarKind::Time | ScalarKind::Date if is_text(from) => {
            let read = |text: Option<&str>| {
                let text = text?;
                calendar::parse(text).or_else(|| calendar::parse_clock(text))
            };
            ArgumentValues::Time(as_text(array)?.iter().map(read).collect())
        }
        ScalarKind::Time | ScalarKind::Date => ArgumentValues::Time(times(array)?),
        ScalarKind::Bytes | ScalarKind::Any if is_binary(from) => {
            ArgumentValues::Bytes(to(DataType::BinaryView)?.as_binary_view().clone())
        }
        ScalarKind::Bytes | ScalarKind::Text | ScalarKind::Any => {
            ArgumentValues::Text(as_text(array)?)
        }
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
pub fn leading_number(text: &str) -> f64 {
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

/// The nearest whole number, halves away from zero.
fn rounded(number: f64) -> i64 {
    number.round() as i64
}

/// Collects the values that a function gives.
pub enum Builder {
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringViewBuilder),
    Bytes(BinaryViewBuilder),
    Time(TimestampMicrosecondBuilder),
    Date(Date32Builder),
}

impl Builder {
    pub fn new(kind: ScalarKind, rows: usize) -> Self {
        match kind {
            ScalarKind::Int => Self::Int(Int64Builder::with_capacity(rows)),
            ScalarKind::Float => Self::Float(Float64Builder::with_capacity(rows)),
            ScalarKind::Text | ScalarKind::Any => {
                Self::Text(StringViewBuilder::with_capacity(rows))
            }
            ScalarKind::Bytes => Self::Bytes(BinaryViewBuilder::with_capacity(rows)),
            ScalarKind::Time => Self::Time(TimestampMicrosecondBuilder::with_capacity(rows)),
            ScalarKind::Date => Self::Date(Date32Builder::with_capacity(rows)),
        }
    }

    /// Adds a value; one of another kind is NULL.
    pub fn push(&mut self, cell: SqlValue<'_>) {
        match (self, cell) {
            (Self::Int(builder), SqlValue::Int(number)) => builder.append_value(number),
            (Self::Int(builder), _) => builder.append_null(),
            (Self::Float(builder), SqlValue::Float(number)) => builder.append_value(number),
            (Self::Float(builder), _) => builder.append_null(),
            (Self::Text(builder), SqlValue::Text(text)) => builder.append_value(text),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Bytes(builder), SqlValue::Bytes(bytes)) => builder.append_value(bytes),
            (Self::Bytes(builder), _) => builder.append_null(),
            (Self::Time(builder), SqlValue::Time(micros)) => builder.append_value(micros),
            (Self::Time(builder), _) => builder.append_null(),
            (Self::Date(builder), SqlValue::Time(micros)) => {
                builder.append_option(i32::try_from(micros.div_euclid(Timestamp::DAY)).ok());
            }
            (Self::Date(builder), _) => builder.append_null(),
        }
    }

    pub fn finish(self) -> ArrayRef {
        match self {
            Self::Int(mut builder) => Arc::new(builder.finish()),
            Self::Float(mut builder) => Arc::new(builder.finish()),
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Bytes(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
            Self::Date(mut builder) => Arc::new(builder.finish()) as ArrayRef,
        }
    }
}
