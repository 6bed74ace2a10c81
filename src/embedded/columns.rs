//! Columns: packets in memory, one growing Arrow array a field.

use std::mem::take;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, BinaryArray, BooleanBufferBuilder, PrimitiveArray, RecordBatch,
    TimestampMicrosecondArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Field, Schema, SchemaRef, TimeUnit, UInt8Type, UInt16Type,
    UInt32Type,
};

use super::dictionary::Words;
use ipta_core::field::{Datum, FIELDS, Type};
use ipta_core::packet::Packet;
use ipta_core::sql::schema::fitting;
use ipta_core::store::StoreError;

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

/// The same schema as [`PacketColumns`] hold it: of a text every value once.
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
struct FieldColumn {
    values: ColumnValues,
    rows: usize,
    /// Which of them have a value, up to the last one that has none; the values hold anything there.
    known: BooleanBufferBuilder,
}

enum ColumnValues {
    Time(Vec<i64>),
    Text(Words),
    Bytes { bytes: Vec<u8>, ends: Vec<i32> },
    Int8(Vec<u8>),
    Int16(Vec<u16>),
    Int32(Vec<u32>),
}

impl FieldColumn {
    fn new(kind: Type) -> Self {
        let values = match data_type(kind) {
            DataType::Timestamp(..) => ColumnValues::Time(Vec::new()),
            DataType::Binary => ColumnValues::Bytes { bytes: Vec::new(), ends: Vec::new() },
            DataType::UInt8 => ColumnValues::Int8(Vec::new()),
            DataType::UInt16 => ColumnValues::Int16(Vec::new()),
            DataType::UInt32 => ColumnValues::Int32(Vec::new()),
            _ => ColumnValues::Text(Words::default()),
        };
        Self { values, rows: 0, known: BooleanBufferBuilder::new(0) }
    }

    /// Appends the value of a row; those before it that were not given have none.
    #[inline]
    fn push(&mut self, row: usize, datum: Datum<'_>) {
        if self.rows < row {
            self.fill(row);
        }
        if self.values.push(datum) {
            self.rows += 1;
        }
    }

    /// Appends rows without a value until there are so many.
    fn fill(&mut self, rows: usize) {
        self.known.append_n(self.rows - self.known.len(), true);
        self.known.append_n(rows - self.rows, false);
        self.rows = rows;
        self.values.resize(rows);
    }

    fn finish(&mut self, rows: usize) -> ArrayRef {
        if self.rows < rows {
            self.fill(rows);
        }
        self.rows = 0;
        let known = (!self.known.is_empty()).then(|| {
            self.known.append_n(rows - self.known.len(), true);
            NullBuffer::new(self.known.finish())
        });
        self.values.finish(known)
    }
}

impl ColumnValues {
    /// Appends a value; `false` if it is none of this type.
    #[inline]
    fn push(&mut self, datum: Datum<'_>) -> bool {
        match (self, datum) {
            (Self::Time(times), Datum::Time(time)) => times.push(time.0),
            (Self::Text(words), Datum::Text(text)) => {
                let text = fitting(text);
                words.push(text.as_bytes(), || text.into());
            }
            (Self::Text(words), Datum::Protocol(protocol)) => {
                words.push(&protocol.0.to_le_bytes(), || protocol.name());
            }
            (Self::Text(words), Datum::Mac(mac)) => words.push(&mac.0, || mac.to_string().into()),
            (Self::Bytes { bytes, ends }, Datum::Address(address)) => {
                match address {
                    IpAddr::V4(v4) => bytes.extend_from_slice(&v4.octets()),
                    IpAddr::V6(v6) => bytes.extend_from_slice(&v6.octets()),
                }
                ends.push(bytes.len() as i32);
            }
            (Self::Int8(numbers), Datum::Int(number)) => return fit(numbers, number),
            (Self::Int16(numbers), Datum::Int(number)) => return fit(numbers, number),
            (Self::Int32(numbers), Datum::Int(number)) => numbers.push(number),
            _ => return false,
        }
        true
    }

    fn resize(&mut self, rows: usize) {
        match self {
            Self::Time(times) => times.resize(rows, 0),
            Self::Text(words) => words.resize(rows),
            Self::Bytes { bytes, ends } => ends.resize(rows, bytes.len() as i32),
            Self::Int8(numbers) => numbers.resize(rows, 0),
            Self::Int16(numbers) => numbers.resize(rows, 0),
            Self::Int32(numbers) => numbers.resize(rows, 0),
        }
    }

    fn finish(&mut self, known: Option<NullBuffer>) -> ArrayRef {
        match self {
            Self::Time(times) => {
                Arc::new(TimestampMicrosecondArray::new(take(times).into(), known))
            }
            Self::Text(words) => Arc::new(words.finish(known)),
            Self::Bytes { bytes, ends } => {
                ends.insert(0, 0);
                let offsets = OffsetBuffer::new(take(ends).into());
                Arc::new(BinaryArray::new(offsets, take(bytes).into(), known))
            }
            Self::Int8(numbers) => integers::<UInt8Type>(numbers, known),
            Self::Int16(numbers) => integers::<UInt16Type>(numbers, known),
            Self::Int32(numbers) => integers::<UInt32Type>(numbers, known),
        }
    }
}

/// Appends a number if it fits.
#[inline]
fn fit<T: TryFrom<u32>>(numbers: &mut Vec<T>, number: u32) -> bool {
    T::try_from(number).map(|number| numbers.push(number)).is_ok()
}

fn integers<T: ArrowPrimitiveType>(
    numbers: &mut Vec<T::Native>,
    known: Option<NullBuffer>,
) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::new(take(numbers).into(), known))
}

/// Packets that are not in a segment yet.
pub struct PacketColumns {
    columns: Vec<FieldColumn>,
    rows: usize,
}

impl PacketColumns {
    /// No packets.
    pub fn new() -> Self {
        Self { columns: FIELDS.iter().map(|field| FieldColumn::new(field.kind)).collect(), rows: 0 }
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
        let rows = take(&mut self.rows);
        let schema = words_schema();
        let arrays = self.columns.iter_mut().zip(schema.fields()).map(|(column, field)| {
            if column.rows == 0 {
                return new_null_array(field.data_type(), rows);
            }
            column.finish(rows)
        });
        let arrays = arrays.collect();
        RecordBatch::try_new(schema, arrays).map_err(|error| StoreError::query(error.to_string()))
    }
}
