//! A segment: one Parquet file of a table, named by the range of commits that it holds.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaDataReader;

use super::fault;
use super::gaps;
use super::line_hashes::{self, Stored};
use super::progress::{self, Progress};
use crate::log::gap::Gaps;
use crate::store::StoreError;

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
        format!("{:010}-{:010}.parquet", self.first, self.last)
    }

    /// The segment of a file; `None` for other files.
    pub fn parse(name: &str) -> Option<Self> {
        let (first, last) = name.strip_suffix(".parquet")?.split_once('-')?;
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
}

impl Listing {
    /// Reads a folder. Hold its readers' lock, or a covered file may be gone when it is opened.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error| fault::io("read", folder, error);
        let mut all = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            all.extend(name.to_str().and_then(Segment::parse));
        }
        all.sort_unstable_by_key(|segment| (segment.first, u64::MAX - segment.last));
        let mut listing = Self::default();
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
pub struct Footer {
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
}

/// Footers that were read before: segments never change, but a table may be dropped and made anew.
#[derive(Debug, Default)]
pub struct Footers(Mutex<HashMap<Identity, Arc<Footer>>>);

/// What tells a file from every other, and from those that had its inode before.
type Identity = (u64, u64, i64, i64, u64);

impl Footers {
    /// The footer of a segment's file.
    pub fn of(&self, path: &Path) -> Result<Arc<Footer>, StoreError> {
        let failed = |error| fault::io("read", path, error);
        let file = File::open(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => fault::damaged(path, "it is missing"),
            _ => failed(error),
        })?;
        let data = file.metadata().map_err(failed)?;
        let identity = (data.dev(), data.ino(), data.mtime(), data.mtime_nsec(), data.len());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(footer) = known.get(&identity) {
            return Ok(Arc::clone(footer));
        }
        let footer = Arc::new(read_footer(path, &file, data.len())?);
        known.insert(identity, Arc::clone(&footer));
        Ok(footer)
    }
}

fn read_footer(path: &Path, file: &File, bytes: u64) -> Result<Footer, StoreError> {
    let metadata = ParquetMetaDataReader::new()
        .parse_and_finish(file)
        .map_err(|error| fault::reading(path, error))?;
    let metadata = metadata.file_metadata();
    let text = |key: &str| {
        let pairs = metadata.key_value_metadata();
        let pair = pairs.and_then(|pairs| pairs.iter().find(|pair| pair.key == key));
        pair.and_then(|pair| pair.value.as_deref()).unwrap_or_default()
    };
    let progress = progress::read(text(progress::KEY))
        .ok_or_else(|| fault::damaged(path, "its sources' bookmarks cannot be read"))?;
    let lines = line_hashes::read(text(line_hashes::KEY), progress.len())
        .ok_or_else(|| fault::damaged(path, "the places of its line hashes cannot be read"))?;
    let gaps = gaps::read(text(gaps::KEY))
        .ok_or_else(|| fault::damaged(path, "what its sources lack cannot be read"))?;
    let packets = u64::try_from(metadata.num_rows()).unwrap_or_default();
    Ok(Footer { packets, bytes, progress, lines, gaps })
}

/// Whether a file ends as Parquet files do. The engine passes over an empty file as if it had never
/// been there, and gives up on one that promises a longer footer than it has room for.
pub fn check_end(path: &Path) -> Result<(), StoreError> {
    const MAGIC: usize = 4;
    let mut end = [0; size_of::<u32>() + MAGIC];
    let least = (MAGIC + end.len()) as u64;
    let failed = |error| fault::io("read", path, error);
    let file = File::open(path).map_err(failed)?;
    let room = file.metadata().map_err(failed)?.len().checked_sub(least);
    let Some(room) = room else { return Err(fault::damaged(path, "it is cut off")) };
    file.read_exact_at(&mut end, room + MAGIC as u64).map_err(failed)?;
    let (length, magic) = end.split_at(size_of::<u32>());
    let length = length.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    if magic != b"PAR1" || length > room {
        return Err(fault::damaged(path, "it does not end as a Parquet file does"));
    }
    Ok(())
}

/// All packets of a segment.
pub fn packets(path: &Path) -> Result<Vec<RecordBatch>, StoreError> {
    let file = File::open(path).map_err(|error| fault::io("read", path, error))?;
    let failed = |error| fault::reading(path, error);
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
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
            covered: Vec::new(),
        };
        assert_eq!(of(&[(1, 2), (3, 3)]).missing(), None);
        assert_eq!(of(&[(1, 2), (4, 4)]).missing(), Some(3));
        assert_eq!(of(&[(2, 2)]).missing(), Some(1));
    }
}
