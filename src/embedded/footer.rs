//! A footer: what the end of a segment's file says of its packets, and whose segment it is.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaDataReader;

use super::fault;
use super::gaps;
use super::line_hashes::{self, Stored};
use super::progress::{self, Progress};
use super::seal::{FileTail, Seal};
use super::segment::Owner;
use ipta_core::log::gap::Gaps;
use ipta_core::store::StoreError;

/// The key of the Parquet metadata that holds the name of the table's time zone.
pub const ZONE: &str = "ipta.zone";

/// The contents of a segment's footer.
#[derive(Debug)]
pub struct SegmentFooter {
    /// How many packets it holds.
    pub packets: u64,
    /// How many bytes its file takes.
    pub bytes: u64,
    /// How far its sources were imported.
    pub progress: Vec<Progress>,
    /// Where the hashes of each source's lines are, in the order of `progress`.
    pub lines: Vec<Option<Stored>>,
    /// The gaps in those sources.
    pub gaps: Gaps,
    /// The name of its table's time zone; segments of ipta 0.2 do not say.
    pub zone: Option<String>,
    /// The seal that verifies its pages; segments of ipta 0.2 have none.
    pub seal: Option<Arc<Seal>>,
    /// Whether ipta wrote it.
    pub is_ours: bool,
}

/// Footers that were read before: segments never change, but a table may be dropped and created again.
#[derive(Debug, Default)]
pub struct Footers(Mutex<HashMap<Identity, Arc<SegmentFooter>>>);

/// The attributes that distinguish a file from every other, and from those that had its inode before.
pub type Identity = (u64, u64, i64, i64, u64);

fn identity(data: &Metadata) -> Identity {
    (data.dev(), data.ino(), data.mtime(), data.mtime_nsec(), data.len())
}

impl Footers {
    /// The footer of a segment's file, which must belong to that owner.
    pub fn of(&self, path: &Path, owner: Owner) -> Result<Arc<SegmentFooter>, StoreError> {
        let (file, data) = open(path)?;
        let identity = identity(&data);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let footer = match known.get(&identity) {
            Some(footer) => Arc::clone(footer),
            None => {
                let footer = Arc::new(SegmentFooter::read(path, &file, data.len())?);
                known.insert(identity, Arc::clone(&footer));
                footer
            }
        };
        refuse_stranger(path, footer.stranger(owner))?;
        Ok(footer)
    }
}

/// A file whose end was verified, and its seal; segments of ipta 0.2 have none.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The file.
    pub identity: Identity,
    /// The seal that verifies its pages.
    pub seal: Option<Arc<Seal>>,
}

/// Verifies the end of a file, which must belong to that owner; `None` if it is the file `known` from
/// before.
pub fn verify(
    path: &Path,
    owner: Owner,
    known: Option<Identity>,
) -> Result<Option<Verified>, StoreError> {
    let (file, data) = open(path)?;
    let identity = identity(&data);
    if known == Some(identity) {
        return Ok(None);
    }
    let (seal, is_ours) = match FileTail::read(path, &file)?.seal {
        Some(seal) => (Some(Arc::new(seal)), true),
        None => (None, SegmentFooter::read(path, &file, data.len())?.is_ours),
    };
    refuse_stranger(path, stranger(seal.as_deref(), is_ours, owner))?;
    Ok(Some(Verified { identity, seal }))
}

fn open(path: &Path) -> Result<(File, Metadata), StoreError> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|data| (file, data)));
    opened.map_err(|error| match error.kind() {
        ErrorKind::NotFound => fault::damaged(path, "it is missing"),
        _ => fault::io("read", path, error),
    })
}

/// Why a file is not the owner's: it was copied or renamed, or another program wrote it.
fn stranger(seal: Option<&Seal>, is_ours: bool, owner: Owner) -> Option<String> {
    Some(match seal.map(|seal| seal.owner) {
        Some(found) if found == owner => return None,
        None if !is_ours => "ipta did not write it".to_owned(),
        // Tables of ipta 0.2 have segments without seals.
        None if owner.table == 0 => return None,
        None => "it has no checksums, as this table's segments have".to_owned(),
        Some(found) if found.table != owner.table => "it belongs to another table".to_owned(),
        Some(found) => format!("it is a copy of {}", found.segment.file_name()),
    })
}

fn refuse_stranger(path: &Path, reason: Option<String>) -> Result<(), StoreError> {
    let refuse = |reason| Err(fault::damaged(path, format!("{reason}; {}", fault::SET_ASIDE)));
    reason.map_or(Ok(()), refuse)
}

impl SegmentFooter {
    /// Opens a file and reads its footer.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (file, data) = open(path)?;
        Self::read(path, &file, data.len())
    }

    /// Reads a file's footer and verifies it, where the file is sealed.
    fn read(path: &Path, file: &File, bytes: u64) -> Result<Self, StoreError> {
        let ending = FileTail::read(path, file)?;
        let metadata = ParquetMetaDataReader::decode_metadata(&ending.footer)
            .map_err(|error| fault::reading(path, error))?;
        let metadata = metadata.file_metadata();
        let text = |key: &str| {
            let pairs = metadata.key_value_metadata();
            let pair = pairs.and_then(|pairs| pairs.iter().find(|pair| pair.key == key))?;
            Some(pair.value.as_deref().unwrap_or_default())
        };
        let is_ours = text(progress::KEY).is_some();
        let progress = progress::read(text(progress::KEY).unwrap_or_default())
            .ok_or_else(|| fault::damaged(path, "its sources' bookmarks cannot be read"))?;
        let lines = line_hashes::read(text(line_hashes::KEY).unwrap_or_default(), progress.len())
            .ok_or_else(|| {
            fault::damaged(path, "the places of its line hashes cannot be read")
        })?;
        let gaps = gaps::read(text(gaps::KEY).unwrap_or_default())
            .ok_or_else(|| fault::damaged(path, "what its sources lack cannot be read"))?;
        let packets = u64::try_from(metadata.num_rows()).unwrap_or_default();
        let zone = text(ZONE).map(str::to_owned);
        if zone.is_some() && ending.seal.is_none() {
            return Err(fault::damaged(path, "its checksums are gone"));
        }
        let seal = ending.seal.map(Arc::new);
        Ok(Self { packets, bytes, progress, lines, gaps, zone, seal, is_ours })
    }

    /// Why the file is not the owner's, if it is not.
    pub fn stranger(&self, owner: Owner) -> Option<String> {
        stranger(self.seal.as_deref(), self.is_ours, owner)
    }
}

/// The gaps of several segments.
pub fn join_gaps(footers: &[Arc<SegmentFooter>]) -> Gaps {
    let mut gaps = Gaps::default();
    footers.iter().for_each(|footer| gaps.merge(&footer.gaps));
    gaps
}

/// All packets of a segment, its pages verified.
pub fn packets(path: &Path, footer: &SegmentFooter) -> Result<Vec<RecordBatch>, StoreError> {
    let (file, data) = open(path)?;
    let bytes = match &footer.seal {
        Some(seal) => seal.read_at(path, &file, 0..data.len())?.0,
        None => fs::read(path).map_err(|error| fault::io("read", path, error))?,
    };
    let failed = |error| fault::reading(path, error);
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .and_then(|builder| builder.build())
        .map_err(failed)?;
    reader.map(|batch| batch.map_err(|error| failed(ParquetError::from(error)))).collect()
}
