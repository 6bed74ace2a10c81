//! Cells: the engine's arrays as values of rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
    UInt64Type,
};
use arrow::error::ArrowError;

use ipta_core::time::Timestamp;
use ipta_core::value::Value;

/// The rows of a batch.
pub fn rows(batch: &RecordBatch) -> Result<impl Iterator<Item = Vec<Value>>, ArrowError> {
    let arrays = batch.columns().iter().map(plain).collect::<Result<Vec<_>, _>>()?;
    Ok((0..batch.num_rows())
        .map(move |row| arrays.iter().map(|array| value(array.as_ref(), row)).collect()))
}

/// The array in one of the few types that [`value`] reads.
pub fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let data_type = match array.data_type() {
        DataType::Null => DataType::Null,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => DataType::Float64,
        DataType::Boolean => DataType::Int64,
        unsigned if unsigned.is_unsigned_integer() => DataType::UInt64,
        signed if signed.is_signed_integer() => DataType::Int64,
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => DataType::BinaryView,
        DataType::Timestamp(..) => DataType::Timestamp(TimeUnit::Microsecond, None),
        DataType::Decimal128(_, 0) => return Ok(Arc::clone(array)),
        decimal if decimal.is_decimal() => DataType::Float64,
        _ => DataType::Utf8View,
    };
    cast(array, &data_type)
}

/// A value of a plain array.
pub fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Int64 => Value::Int(array.as_primitive::<Int64Type>().value(row).into()),
        DataType::UInt64 => Value::Int(array.as_primitive::<UInt64Type>().value(row).into()),
        DataType::Decimal128(..) => Value::Int(array.as_primitive::<Decimal128Type>().value(row)),
        DataType::Float64 => Value::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::BinaryView => Value::Bytes(array.as_binary_view().value(row).to_vec()),
        DataType::Utf8View => Value::Text(array.as_string_view().value(row).to_owned()),
        DataType::Timestamp(..) => {
            Value::Time(Timestamp(array.as_primitive::<TimestampMicrosecondType>().value(row)))
        }
        _ => Value::Null,
    }
}
