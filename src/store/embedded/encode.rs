//! Encoding: packets in memory become the bytes of a segment.

use std::sync::LazyLock;

use arrow::array::{AsArray, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use super::progress::{self, Progress};
use super::temporary::Temporary;
use super::{columns, fault};
use crate::field::{FIELDS, Type};
use crate::store::StoreError;

/// Rows that share one set of statistics, and that a query skips or reads together.
const ROW_GROUP: usize = 128 * 1024;

/// A segment whose packets are written, but not its footer.
pub struct Encoded(ArrowWriter<Temporary>);

impl Encoded {
    /// Writes packets, in the order of their times, into a file.
    pub fn write(file: Temporary, packets: &RecordBatch) -> Result<Self, StoreError> {
        let path = file.path().to_owned();
        let failed = |error| fault::writing(&path, error);
        let options = ArrowWriterOptions::new()
            .with_properties(PROPERTIES.clone())
            .with_skip_arrow_metadata(true);
        let mut writer =
            ArrowWriter::try_new_with_options(file, columns::schema(), options).map_err(failed)?;
        let packets = by_time(packets)
            .map_err(|error| fault::writing(&path, parquet::errors::ParquetError::from(error)))?;
        writer.write(&packets).map_err(failed)?;
        writer.flush().map_err(failed)?;
        Ok(Self(writer))
    }

    /// Writes the footer with what is remembered of the packets' sources.
    pub fn finish(mut self, progress: &[Progress]) -> Result<Temporary, StoreError> {
        let path = self.0.inner().path().to_owned();
        let remembered = KeyValue::new(progress::KEY.to_owned(), progress::write(progress));
        self.0.append_key_value_metadata(remembered);
        self.0.into_inner().map_err(|error| fault::writing(&path, error))
    }
}

static PROPERTIES: LazyLock<WriterProperties> = LazyLock::new(|| {
    let zstd = ZstdLevel::try_new(1).unwrap_or_default();
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("ipta {}", env!("CARGO_PKG_VERSION")))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_compression(Compression::ZSTD(zstd));
    for field in FIELDS.iter().filter(|field| field.kind == Type::Time) {
        let column = ColumnPath::from(field.name);
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
    }
    properties.build()
});

/// The packets sorted by time, those without one first; packets of one time keep their order.
fn by_time(packets: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
    let Some(place) = FIELDS.iter().position(|field| field.kind == Type::Time) else {
        return Ok(packets.clone());
    };
    let times = packets.column(place).as_primitive::<TimestampMicrosecondType>();
    if times.iter().is_sorted() {
        return Ok(packets.clone());
    }
    let mut keyed: Vec<(Option<i64>, u32)> = times.iter().zip(0_u32..).collect();
    keyed.sort_by_key(|(time, _)| *time);
    let order: UInt32Array = keyed.into_iter().map(|(_, row)| row).collect();
    take_record_batch(packets, &order)
}
