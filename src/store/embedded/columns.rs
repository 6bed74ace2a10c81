//! Columns: packets in memory, one growing Arrow array a field.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, BinaryBuilder, RecordBatch, StringBuilder, TimestampMicrosecondBuilder, UInt8Builder,
    UInt16Builder, UInt32Builder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::field::{Datum, FIELDS, Type};
use crate::packet::{Mac, Packet};
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

/// The values of one field.
enum Column {
    Time(TimestampMicrosecondBuilder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
    Int8(UInt8Builder),
    Int16(UInt16Builder),
    Int32(UInt32Builder),
}

impl Column {
    fn new(kind: Type) -> Self {
        match data_type(kind) {
            DataType::Timestamp(..) => Self::Time(TimestampMicrosecondBuilder::new()),
            DataType::Binary => Self::Bytes(BinaryBuilder::new()),
            DataType::UInt8 => Self::Int8(UInt8Builder::new()),
            DataType::UInt16 => Self::Int16(UInt16Builder::new()),
            DataType::UInt32 => Self::Int32(UInt32Builder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, datum: Datum<'_>) {
        match (self, datum) {
            (Self::Time(array), Datum::Time(time)) => array.append_value(time.0),
            (Self::Time(array), _) => array.append_null(),
            (Self::Text(array), Datum::Text(text)) => array.append_value(text),
            (Self::Text(array), Datum::Protocol(protocol)) => array.append_value(protocol.name()),
            (Self::Text(array), Datum::Mac(mac)) => push_mac(array, mac),
            (Self::Text(array), _) => array.append_null(),
            (Self::Bytes(array), Datum::Address(IpAddr::V4(v4))) => array.append_value(v4.octets()),
            (Self::Bytes(array), Datum::Address(IpAddr::V6(v6))) => array.append_value(v6.octets()),
            (Self::Bytes(array), _) => array.append_null(),
            (Self::Int8(array), datum) => array.append_option(number(datum)),
            (Self::Int16(array), datum) => array.append_option(number(datum)),
            (Self::Int32(array), datum) => array.append_option(number(datum)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Time(array) => Arc::new(array.finish()),
            Self::Text(array) => Arc::new(array.finish()),
            Self::Bytes(array) => Arc::new(array.finish()),
            Self::Int8(array) => Arc::new(array.finish()),
            Self::Int16(array) => Arc::new(array.finish()),
            Self::Int32(array) => Arc::new(array.finish()),
        }
    }
}

fn number<T: TryFrom<u32>>(datum: Datum<'_>) -> Option<T> {
    let Datum::Int(number) = datum else { return None };
    T::try_from(number).ok()
}

/// Formatted into a buffer of its own: twice a packet, the general formatter would be felt.
fn push_mac(array: &mut StringBuilder, Mac(octets): Mac) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b':'; 17];
    for (group, octet) in text.chunks_mut(3).zip(octets) {
        group[0] = DIGITS[usize::from(octet >> 4)];
        group[1] = DIGITS[usize::from(octet & 15)];
    }
    array.append_value(std::str::from_utf8(&text).expect("digits and colons are ASCII"));
}

/// Packets that are not in a segment yet.
pub struct Columns(Vec<Column>);

impl Columns {
    /// No packets.
    pub fn new() -> Self {
        Self(FIELDS.iter().map(|field| Column::new(field.kind)).collect())
    }

    /// Adds a packet.
    pub fn push(&mut self, packet: &Packet<'_>) {
        for (column, field) in self.0.iter_mut().zip(FIELDS) {
            column.push((field.get)(packet));
        }
    }

    /// Takes all packets out.
    pub fn take(&mut self) -> Result<RecordBatch, StoreError> {
        let arrays = self.0.iter_mut().map(Column::finish).collect();
        RecordBatch::try_new(schema(), arrays).map_err(|error| StoreError::Query(error.to_string()))
    }
}
