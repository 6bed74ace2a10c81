//! Line hashes in segments: after the packets and before the footer, where no other reader of Parquet
//! looks; the footer's metadata says where.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::fault;
use super::progress::Progress;
use super::segment::Footer;
use crate::log::line_hashes::LineHashes;
use crate::store::StoreError;

/// The key of the Parquet metadata that says where they are.
pub const KEY: &str = "ipta.lines";

/// How a source without line hashes is written.
const NONE: &str = "-";

/// Where the line hashes of a source are in a segment's file: 4 bytes each, the lowest first.
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
    /// The XXH3 hash of their bytes.
    checksum: u64,
}

impl Stored {
    /// Describes hashes that are written at that offset of the file as [`bytes`].
    pub fn new(hashes: &LineHashes, offset: u64, bytes: &[u8]) -> Self {
        Self {
            start: hashes.start,
            first: hashes.hashes.first().copied(),
            offset,
            count: hashes.hashes.len() as u64,
            checksum: xxh3_64(bytes),
        }
    }

    fn load(&self, path: &Path) -> Result<LineHashes, StoreError> {
        let damaged = || fault::damaged(path, "the hashes of its sources' lines cannot be read");
        let length = self.count.checked_mul(size_of::<u32>() as u64);
        let file = File::open(path).map_err(|error| fault::io("open", path, error))?;
        let size = file.metadata().map_err(|error| fault::io("read", path, error))?.len();
        let end = length.and_then(|length| length.checked_add(self.offset));
        if end.is_none_or(|end| end > size) {
            return Err(damaged());
        }
        let length = length.and_then(|length| usize::try_from(length).ok()).ok_or_else(damaged)?;
        let mut bytes = vec![0; length];
        file.read_exact_at(&mut bytes, self.offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged(),
            _ => fault::io("read", path, error),
        })?;
        if xxh3_64(&bytes) != self.checksum {
            return Err(damaged());
        }
        let (hashes, _) = bytes.as_chunks::<4>();
        let hashes = hashes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        Ok(LineHashes { start: self.start, hashes })
    }
}

/// The bytes of hashes.
pub fn bytes(hashes: &LineHashes) -> Vec<u8> {
    hashes.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

/// One line for each source, in the order of its progress: start, first hash (or `-`), offset, count and
/// checksum; [`NONE`] for a source without hashes.
pub fn write(stored: &[Option<Stored>]) -> String {
    let line = |stored: &Option<Stored>| match stored {
        None => format!("{NONE}\n"),
        Some(Stored { start, first, offset, count, checksum }) => {
            let first = first.map_or(NONE.to_owned(), |first| first.to_string());
            format!("{start} {first} {offset} {count} {checksum:016x}\n")
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
    let [start, first, offset, count, checksum] = words[..] else { return None };
    let first = if first == NONE { None } else { Some(first.parse().ok()?) };
    let [start, offset, count] = [start, offset, count].map(|word| word.parse::<u64>());
    let checksum = u64::from_str_radix(checksum, 16).ok()?;
    Some(Some(Stored {
        start: start.ok()?,
        first,
        offset: offset.ok()?,
        count: count.ok()?,
        checksum,
    }))
}

/// A source in a run of segments: its progress, and where the hashes of its lines are.
pub struct Source {
    /// From where the run begins to where it ends.
    pub progress: Progress,
    /// For each of its steps the segment's file, the hashes in it, and the offset where the step began.
    /// Empty if a step has none.
    steps: Vec<(PathBuf, Stored, u64)>,
}

impl Source {
    /// The hash of the source's first line.
    pub fn first(&self) -> Option<u32> {
        let (_, stored, at) = self.steps.first()?;
        stored.first.filter(|_| *at == 0 || stored.start == 0)
    }

    /// The hashes of its lines.
    pub fn load(&self) -> Result<Option<LineHashes>, StoreError> {
        let mut all: Option<LineHashes> = None;
        for (path, stored, at) in &self.steps {
            let next = stored.load(path)?;
            match &mut all {
                None => all = Some(next),
                Some(all) => all.join(*at, next),
            }
        }
        Ok(all)
    }
}

/// The sources of segments that follow one another, as [`join`](super::progress::join) has them.
pub fn sources<'f>(segments: impl IntoIterator<Item = (PathBuf, &'f Footer)>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for (path, footer) in segments {
        for (step, stored) in footer.progress.iter().zip(&footer.lines) {
            let at = step.from.map_or(0, |from| from.offset);
            let stored = stored.as_ref().map(|stored| (path.clone(), stored.clone(), at));
            match sources.iter_mut().find(|before| Some(before.progress.to) == step.from) {
                Some(before) => {
                    before.progress.to = step.to;
                    match stored {
                        Some(stored) => before.steps.push(stored),
                        // What follows would not continue what is known.
                        None => before.steps.clear(),
                    }
                }
                None => {
                    sources.push(Source { progress: *step, steps: stored.into_iter().collect() })
                }
            }
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_back() {
        let hashes = LineHashes { start: 7, hashes: vec![1, u32::MAX] };
        let stored = Stored::new(&hashes, 9, &bytes(&hashes));
        let empty = Stored::new(&LineHashes::default(), 0, &[]);
        let all = [None, Some(stored), Some(empty)];
        assert_eq!(read(&write(&all), 3), Some(all.to_vec()));
        assert_eq!(read(&write(&all), 2), None);
        assert_eq!(read("", 2), Some(vec![None, None]));
        for wrong in ["1 2 3", "1 2 3 4 x", "x - 3 4 0", "1 - 3 4 0 6"] {
            assert_eq!(read(wrong, 1), None, "{wrong}");
        }
    }
}
