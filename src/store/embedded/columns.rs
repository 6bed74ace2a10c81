//! Columns: packets in memory, one growing Arrow array a field.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, BinaryBuilder, RecordBatch, TimestampMicrosecondBuilder, UInt8Builder, UInt16Builder,
    UInt32Builder, new_null_array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::words::Words;
use crate::field::{Datum, FIELDS, Type};
use crate::packet::Packet;
use crate::store::StoreError;

/// The schema of every segment: one column a field, in the order of [`FIELDS`].
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| schema_by(data_type));
    Arc::clone(&SCHEMA)
}

/// The same schema as queries read it: text and bytes as views, which the engine copies less.
pub fn view_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        schema_by(|kind| match data_type(kind) {
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            other => other,
        })
    });
    Arc::clone(&SCHEMA)
}

/// The same schema as [`Columns`] hold it: of a text every value once.
fn words_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        schema_by(|kind| match data_type(kind) {
            DataType::Utf8 => Words::data_type(),
            other => other,
        })
    });
    Arc::clone(&SCHEMA)
}

fn schema_by(data_type: impl Fn(Type) -> DataType) -> SchemaRef {
    let fields: Vec<Field> =
        FIELDS.iter().map(|f| Field::new(f.name, data_type(f.kind), f.is_nullable())).collect();
    Arc::new(Schema::new(fields))
}

/// How values of a type are stored.
fn data_type(kind: Type) -> DataType {
    match kind {
        Type::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
        Type::Text | Type::Word | Type::Verdict | Type::Protocol | Type::Mac => DataType::Utf8,
        Type::Address => DataType::Binary,
        Type::Port | Type::Flags => DataType::UInt16,
        Type::Int8 => DataType::UInt8,
        Type::Int32 => DataType::UInt32,
    }
}

/// The values of one field, up to the last row that has one.
struct Column {
    array: Growing,
    rows: usize,
}

#[expect(
    clippy::large_enum_variant,
    reason = "there is one a field, and it is written to all the time"
)]
enum Growing {
    Time(TimestampMicrosecondBuilder),
    Text(Words),
    Bytes(BinaryBuilder),
    Int8(UInt8Builder),
    Int16(UInt16Builder),
    Int32(UInt32Builder),
}

/// Does the same with an array of any kind.
macro_rules! each {
    ($growing:expr, $array:ident => $does:expr) => {
        match $growing {
            Growing::Time($array) => $does,
            Growing::Text($array) => $does,
            Growing::Bytes($array) => $does,
            Growing::Int8($array) => $does,
            Growing::Int16($array) => $does,
            Growing::Int32($array) => $does,
        }
    };
}

impl Column {
    fn new(kind: Type) -> Self {
        let array = match data_type(kind) {
            DataType::Timestamp(..) => Growing::Time(TimestampMicrosecondBuilder::new()),
            DataType::Binary => Growing::Bytes(BinaryBuilder::new()),
            DataType::UInt8 => Growing::Int8(UInt8Builder::new()),
            DataType::UInt16 => Growing::Int16(UInt16Builder::new()),
            DataType::UInt32 => Growing::Int32(UInt32Builder::new()),
            _ => Growing::Text(Words::default()),
        };
        Self { array, rows: 0 }
    }

    /// Appends the value of a row, and NULL for those before it that have none.
    #[inline]
    fn push(&mut self, row: usize, datum: Datum<'_>) {
        if self.rows < row {
            self.fill(row);
        }
        self.rows += 1;
        match (&mut self.array, datum) {
            (Growing::Time(array), Datum::Time(time)) => array.append_value(time.0),
            (Growing::Text(array), Datum::Text(text)) => {
                array.append(text.as_bytes(), || text.into());
            }
            (Growing::Text(array), Datum::Protocol(protocol)) => {
                array.append(&[protocol.0], || protocol.name());
            }
            (Growing::Text(array), Datum::Mac(mac)) => {
                array.append(&mac.0, || mac.to_string().into());
            }
            (Growing::Bytes(array), Datum::Address(IpAddr::V4(v4))) => {
                array.append_value(v4.octets());
            }
            (Growing::Bytes(array), Datum::Address(IpAddr::V6(v6))) => {
                array.append_value(v6.octets());
            }
            (Growing::Int8(array), Datum::Int(number)) => {
                array.append_option(u8::try_from(number).ok());
            }
            (Growing::Int16(array), Datum::Int(number)) => {
                array.append_option(u16::try_from(number).ok());
            }
            (Growing::Int32(array), Datum::Int(number)) => array.append_value(number),
            (array, _) => each!(array, array => array.append_nulls(1)),
        }
    }

    /// Appends NULL until there are so many rows.
    fn fill(&mut self, rows: usize) {
        each!(&mut self.array, array => array.append_nulls(rows - self.rows));
        self.rows = rows;
    }

    fn finish(&mut self) -> ArrayRef {
        self.rows = 0;
        each!(&mut self.array, array => Arc::new(array.finish()))
    }
}

/// Packets that are not in a segment yet.
pub struct Columns {
    columns: Vec<Column>,
    rows: usize,
}

impl Columns {
    /// No packets.
    pub fn new() -> Self {
        Self { columns: FIELDS.iter().map(|field| Column::new(field.kind)).collect(), rows: 0 }
    }

    /// Adds a packet. Most fields of most packets are unknown: that takes no work.
    pub fn push(&mut self, packet: &Packet<'_>) {
        for (column, field) in self.columns.iter_mut().zip(FIELDS) {
            let datum = (field.get)(packet);
            if !matches!(datum, Datum::Null) {
                column.push(self.rows, datum);
            }
        }
        self.rows += 1;
    }

    /// Takes all packets out.
    pub fn take(&mut self) -> Result<RecordBatch, StoreError> {
        let rows = std::mem::take(&mut self.rows);
        let schema = words_schema();
        let arrays = self.columns.iter_mut().zip(schema.fields()).map(|(column, field)| {
            if column.rows == 0 {
                return new_null_array(field.data_type(), rows);
            }
            column.fill(rows);
            column.finish()
        });
        let arrays = arrays.collect();
        RecordBatch::try_new(schema, arrays).map_err(|error| StoreError::Query(error.to_string()))
    }
}
