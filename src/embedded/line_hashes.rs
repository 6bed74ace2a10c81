//! Line hashes in segments: after the packets and before the footer, where no other reader of Parquet
//! looks; the footer's metadata says where.

use std::fs::File;
use std::path::Path;

use super::fault;
use super::seal::Seal;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::store::StoreError;

/// The key of the Parquet metadata that says where they are.
pub const KEY: &str = "ipta.lines";

/// How a source without line hashes is written.
const NONE: &str = "-";

/// Where the line hashes of a source are in a segment's file: 4 bytes each, the lowest first. They are
/// among the pages that the file's seal verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The offset in the source of the first line.
    pub start: u64,
    /// The first hash.
    pub first: Option<u32>,
    /// The offset in the file.
    offset: u64,
    /// The number of hashes.
    count: u64,
}

impl Stored {
    /// Describes hashes whose [`bytes`] are written at that offset of the file.
    pub fn new(hashes: &LineHashes, offset: u64) -> Self {
        let first = hashes.hashes.first().copied();
        Self { start: hashes.start, first, offset, count: hashes.hashes.len() as u64 }
    }

    /// Reads the hashes from a sealed file of `bytes` bytes.
    pub fn load(&self, path: &Path, bytes: u64, seal: &Seal) -> Result<LineHashes, StoreError> {
        let damaged = || unreadable(path);
        let length = self.count.checked_mul(size_of::<u32>() as u64);
        let end = length.and_then(|length| length.checked_add(self.offset));
        let end = end.filter(|end| *end <= bytes).ok_or_else(damaged)?;
        let file = File::open(path).map_err(|error| fault::io("open", path, error))?;
        let (bytes, at) = seal.read_at(path, &file, self.offset..end)?;
        let length = usize::try_from(end - self.offset).unwrap_or(usize::MAX);
        let bytes = bytes.get(at..).and_then(|bytes| bytes.get(..length)).ok_or_else(damaged)?;
        let (hashes, _) = bytes.as_chunks::<4>();
        let hashes = hashes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        Ok(LineHashes { start: self.start, hashes })
    }
}

/// The error of hashes that cannot be read.
pub fn unreadable(path: &Path) -> StoreError {
    fault::damaged(path, "the hashes of its sources' lines cannot be read")
}

/// The bytes of hashes.
pub fn bytes(hashes: &LineHashes) -> Vec<u8> {
    hashes.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

/// One line for each source, in the order of its progress: start, first hash (or `-`), offset and
/// count; [`NONE`] for a source without hashes.
pub fn write(stored: &[Option<Stored>]) -> String {
    let line = |stored: &Option<Stored>| match stored {
        None => format!("{NONE}\n"),
        Some(Stored { start, first, offset, count }) => {
            let first = first.map_or(NONE.to_owned(), |first| first.to_string());
            format!("{start} {first} {offset} {count}\n")
        }
    };
    stored.iter().map(line).collect()
}

/// Reads what [`write()`] wrote, for `sources` sources; none of an empty text. `None` for anything else.
pub fn read(text: &str, sources: usize) -> Option<Vec<Option<Stored>>> {
    if text.is_empty() {
        return Some(vec![None; sources]);
    }
    let stored = text.lines().map(read_line).collect::<Option<Vec<_>>>()?;
    (stored.len() == sources).then_some(stored)
}

fn read_line(line: &str) -> Option<Option<Stored>> {
    if line == NONE {
        return Some(None);
    }
    let words: Vec<&str> = line.split(' ').collect();
    let [start, first, offset, count] = words[..] else { return None };
    let first = if first == NONE { None } else { Some(first.parse().ok()?) };
    let [start, offset, count] = [start, offset, count].map(|word| word.parse::<u64>().ok());
    Some(Some(Stored { start: start?, first, offset: offset?, count: count? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_back() {
        let hashes = LineHashes { start: 7, hashes: vec![1, u32::MAX] };
        let stored = Stored::new(&hashes, 9);
        let empty = Stored::new(&LineHashes::default(), 0);
        let all = [None, Some(stored), Some(empty)];
        assert_eq!(read(&write(&all), 3), Some(all.to_vec()));
        assert_eq!(read(&write(&all), 2), None);
        assert_eq!(read("", 2), Some(vec![None, None]));
        for wrong in ["1 2 3", "1 2 3 x", "x - 3 4", "1 - 3 4 0"] {
            assert_eq!(read(wrong, 1), None, "{wrong}");
        }
    }
}
