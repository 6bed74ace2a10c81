//! Encoding: packets in memory become the bytes of a segment.

use std::io::Write;
use std::sync::{Arc, LazyLock};

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema, TimestampMicrosecondType};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use super::fault;
use super::footer;
use super::gaps;
use super::line_hashes::{self, Stored};
use super::progress::{self, Progress};
use super::seal::{Sealing, Unsealed};
use super::temporary::Temporary;
use ipta_core::field::{FIELDS, Type};
use ipta_core::log::gap::Gaps;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::store::StoreError;

/// Rows that share one set of statistics, and that a query skips or reads together.
const ROW_GROUP: usize = 128 * 1024;

/// A segment whose packets are written, but not its footer.
pub struct Encoded(ArrowWriter<Sealing>);

impl Encoded {
    /// Writes packets, in the order of their times, into a file.
    pub fn write(file: Temporary, packets: &RecordBatch) -> Result<Self, StoreError> {
        let path = file.path().to_owned();
        let failed = |error| fault::writing(&path, error);
        let mut writer = write_packets(Sealing::new(file), packets).map_err(failed)?;
        writer.flush().map_err(failed)?;
        Ok(Self(writer))
    }

    /// Ends the file with the hashes of the sources' lines, what is remembered of the sources and what
    /// those lack, and the table's zone.
    pub fn finish(
        mut self,
        sources: &[(Progress, Option<LineHashes>)],
        gaps: &Gaps,
        zone: &str,
    ) -> Result<Unsealed, StoreError> {
        let path = self.0.inner().path().to_owned();
        let failed = |error| fault::io("write", &path, error);
        let mut lines: Vec<Option<Stored>> = Vec::new();
        for (_, hashes) in sources {
            let offset = self.0.bytes_written() as u64;
            lines.push(hashes.as_ref().map(|hashes| Stored::new(hashes, offset)));
            if let Some(hashes) = hashes {
                self.0.write_all(&line_hashes::bytes(hashes)).map_err(failed)?;
            }
        }
        self.0.sync().map_err(failed)?;
        self.0.inner_mut().end_pages();
        let progress: Vec<Progress> = sources.iter().map(|(progress, _)| *progress).collect();
        let mut append = |key: &str, value: String| {
            self.0.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        };
        append(progress::KEY, progress::write(&progress));
        append(line_hashes::KEY, line_hashes::write(&lines));
        append(footer::ZONE, zone.to_owned());
        if !gaps.is_empty() {
            append(gaps::KEY, gaps::write(gaps));
        }
        let written = self.0.into_inner().map_err(|error| fault::writing(&path, error))?;
        Ok(written.finish())
    }
}

/// Encodes packets as a segment in memory, without what a table in a folder keeps in its footer.
pub fn in_memory(packets: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    write_packets(Vec::new(), packets)?.into_inner()
}

/// Writes packets in the order of their times.
fn write_packets<W: Write + Send>(
    out: W,
    packets: &RecordBatch,
) -> Result<ArrowWriter<W>, ParquetError> {
    let options = ArrowWriterOptions::new()
        .with_properties(PROPERTIES.clone())
        .with_skip_arrow_metadata(true);
    let packets = by_time(packets).and_then(|packets| required(&packets))?;
    let mut writer = ArrowWriter::try_new_with_options(out, packets.schema(), options)?;
    writer.write(&packets)?;
    Ok(writer)
}

static PROPERTIES: LazyLock<WriterProperties> = LazyLock::new(|| {
    let zstd = ZstdLevel::try_new(1).unwrap_or_default();
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("ipta {}", env!("CARGO_PKG_VERSION")))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_compression(Compression::ZSTD(zstd));
    for field in FIELDS {
        let column = ColumnPath::from(field.name);
        match field.kind {
            Type::Time => properties = without_dictionary(properties, column),
            _ if VARIED.contains(&field.name) => {
                properties = without_dictionary(properties, column.clone())
                    .set_column_compression(column, Compression::UNCOMPRESSED);
            }
            Type::Text | Type::Word | Type::Verdict | Type::Protocol | Type::Mac => {
                // The least and the greatest text of so many packets would rule out no query.
                properties =
                    properties.set_column_statistics_enabled(column, EnabledStatistics::None);
            }
            Type::Address | Type::Port | Type::Flags | Type::Int8 | Type::Int32 => {}
        }
    }
    properties.build()
});

/// Numbers that differ so much from packet to packet that a dictionary would only add to them.
const VARIED: [&str; 2] = ["sport", "id"];

fn without_dictionary(
    properties: WriterPropertiesBuilder,
    column: ColumnPath,
) -> WriterPropertiesBuilder {
    properties
        .set_column_dictionary_enabled(column.clone(), false)
        .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED)
}

/// The same packets, where fields that all of them have are said to be in each: which rows have a value
/// is neither written nor read then.
fn required(packets: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = packets.schema();
    let fields = schema.fields().iter().zip(packets.columns()).map(|(field, column)| {
        let is_nullable = column.null_count() > 0;
        field.as_ref().clone().with_nullable(is_nullable)
    });
    let fields: Vec<Field> = fields.collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), packets.columns().to_vec())
}

/// The packets sorted by time, those without one first; packets of one time keep their order.
fn by_time(packets: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let Some(place) = FIELDS.iter().position(|field| field.kind == Type::Time) else {
        return Ok(packets.clone());
    };
    let times = packets.column(place).as_primitive::<TimestampMicrosecondType>();
    if times.iter().is_sorted() {
        return Ok(packets.clone());
    }
    // A time with its row as one number: that is compared with less work than the two.
    let key = |(time, row): (Option<i64>, u32)| {
        let time = time.map_or(0, |time| 1 + i128::from(time).abs_diff(i64::MIN.into()));
        time << u32::BITS | u128::from(row)
    };
    let mut keys: Vec<u128> = times.iter().zip(0..).map(key).collect();
    keys.sort_unstable();
    let order = UInt32Array::from_iter_values(keys.into_iter().map(|key| key as u32));
    let columns = packets.columns().iter().map(|column| {
        let is_unknown = column.null_count() == column.len();
        if is_unknown { Ok(Arc::clone(column)) } else { take(column, &order, None) }
    });
    RecordBatch::try_new(packets.schema(), columns.collect::<Result<_, _>>()?)
}
