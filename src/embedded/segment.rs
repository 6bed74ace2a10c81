//! A segment: one Parquet file of a table, named by the range of commits that it holds.

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
use super::seal::{FileTail, Owner, Seal};
use ipta_core::log::gap::Gaps;
use ipta_core::store::StoreError;

/// The key of the Parquet metadata that holds the name of the table's time zone.
pub const ZONE: &str = "ipta.zone";
/// How the names of segments end.
const ENDING: &str = ".parquet";

/// The commits that a segment holds, from the first to the last; the table's first is 1.
///
/// A segment whose commits all lie in another's range was merged into that one, or cleared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    /// The first commit.
    pub first: u64,
    /// The last commit.
    pub last: u64,
}

impl Segment {
    /// The file's name.
    pub fn file_name(self) -> String {
        format!("{:010}-{:010}{ENDING}", self.first, self.last)
    }

    /// The segment of a file; `None` for other files.
    pub fn parse(name: &str) -> Option<Self> {
        let (first, last) = name.strip_suffix(ENDING)?.split_once('-')?;
        let segment = Self { first: first.parse().ok()?, last: last.parse().ok()? };
        (segment.file_name() == name && segment.first <= segment.last).then_some(segment)
    }
}

/// Which segments of a folder are live, in order, and which are covered by one of those.
#[derive(Debug, Default)]
pub struct Listing {
    /// They make up the table.
    pub live: Vec<Segment>,
    /// They are of no use any more.
    pub covered: Vec<Segment>,
    /// Names of other Parquet files.
    pub strange: Vec<String>,
}

impl Listing {
    /// Reads a folder. Hold its readers' lock, or a covered file may be gone when it is opened.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error| fault::io("read", folder, error);
        let mut listing = Self::default();
        let mut all = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            match Segment::parse(&name) {
                Some(segment) => all.push(segment),
                None if name.ends_with(ENDING) => listing.strange.push(name.into_owned()),
                None => {}
            }
        }
        all.sort_unstable_by_key(|segment| (segment.first, u64::MAX - segment.last));
        for segment in all {
            if segment.last <= listing.last() {
                listing.covered.push(segment);
            } else {
                listing.live.push(segment);
            }
        }
        Ok(listing)
    }

    /// The last commit; 0 without any.
    pub fn last(&self) -> u64 {
        self.live.last().map_or(0, |segment| segment.last)
    }

    /// The first commit that no segment holds although a later one is there.
    pub fn missing(&self) -> Option<u64> {
        let mut next = 1;
        for segment in &self.live {
            if segment.first > next {
                return Some(next);
            }
            next = segment.last + 1;
        }
        None
    }
}

/// What a segment's footer says.
#[derive(Debug)]
pub struct SegmentFooter {
    /// How many packets it holds.
    pub packets: u64,
    /// How many bytes its file takes.
    pub bytes: u64,
    /// What it remembers of sources.
    pub progress: Vec<Progress>,
    /// Where the hashes of each source's lines are, in the order of `progress`.
    pub lines: Vec<Option<Stored>>,
    /// What those sources lack.
    pub gaps: Gaps,
    /// The name of its table's time zone; segments of ipta 0.2 do not say.
    pub zone: Option<String>,
    /// The seal that verifies its pages; segments of ipta 0.2 have none.
    pub seal: Option<Arc<Seal>>,
    /// Whether ipta wrote it.
    pub is_ours: bool,
}

/// Footers that were read before: segments never change, but a table may be dropped and made anew.
#[derive(Debug, Default)]
pub struct Footers(Mutex<HashMap<Identity, Arc<SegmentFooter>>>);

/// What tells a file from every other, and from those that had its inode before.
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
    /// Reads a file's footer and verifies it, where the file is sealed.
    pub fn read(path: &Path, file: &File, bytes: u64) -> Result<Self, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_no_segments() {
        let segment = Segment { first: 3, last: 12 };
        assert_eq!(Segment::parse(&segment.file_name()), Some(segment));
        for wrong in ["3-12.parquet", ".x.tmp", "0000000003-0000000002.parquet", "table.json"] {
            assert_eq!(Segment::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_gap_is_seen() {
        let of = |ranges: &[(u64, u64)]| Listing {
            live: ranges.iter().map(|&(first, last)| Segment { first, last }).collect(),
            ..Listing::default()
        };
        assert_eq!(of(&[(1, 2), (3, 3)]).missing(), None);
        assert_eq!(of(&[(1, 2), (4, 4)]).missing(), Some(3));
        assert_eq!(of(&[(2, 2)]).missing(), Some(1));
    }
}
