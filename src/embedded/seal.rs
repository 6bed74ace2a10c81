//! A seal: the checksums of a segment's file, and the table and the commits that it belongs to.
//!
//! ```text
//! pages | page indexes | block sums | seal | Parquet's footer, its length, `PAR1`
//! ```
//!
//! Parquet's own checksums cover the bytes of pages, but neither their headers nor statistics nor the
//! footer, and the parquet crate (59) verifies them without being able to write them. So ipta keeps
//! sums of its own: one for each block of the pages, and one for everything that follows. Other readers
//! find the footer by its length and never see the sums in front of it.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::fault;
use super::segment::{Owner, Segment};
use super::temporary::Temporary;
use ipta_core::store::StoreError;

/// The length of a block: a read is widened to whole blocks, so it is small.
const BLOCK: usize = 8 << 10;
/// The end of every Parquet file: the length of its footer, and the magic.
const END: usize = size_of::<u32>() + PARQUET.len();
const PARQUET: &[u8; 4] = b"PAR1";
const MAGIC: &[u8; 8] = b"iptaseal";
/// The length of a seal: pages, table, first and last commit, sum, magic.
const LENGTH: usize = SUM + size_of::<u128>() + MAGIC.len();
/// Where the sum begins in a seal.
const SUM: usize = size_of::<u64>() * 3 + size_of::<u128>();
/// How much of a file's end is read at once. Most ends fit.
const GUESS: u64 = 64 << 10;

/// A seal that was read and holds.
#[derive(Debug)]
pub struct Seal {
    /// The owner that it names.
    pub owner: Owner,
    /// The length of the pages, which the blocks cover.
    pages: u64,
    sums: Vec<u64>,
}

/// The end of a segment's file, verified if it is sealed.
#[derive(Debug)]
pub struct FileTail {
    /// The seal; segments of ipta 0.2 have none.
    pub seal: Option<Seal>,
    /// Parquet's footer without its length and magic.
    pub footer: Vec<u8>,
}

impl FileTail {
    /// Reads the end of a file.
    pub fn read(path: &Path, file: &File) -> Result<Self, StoreError> {
        let failed = |error| fault::io("read", path, error);
        let length = file.metadata().map_err(failed)?.len();
        let from = |start: u64| {
            let mut bytes = vec![0; usize::try_from(length - start).unwrap_or(usize::MAX)];
            file.read_exact_at(&mut bytes, start).map(|()| bytes).map_err(failed)
        };
        if length < (PARQUET.len() + END) as u64 {
            return Err(fault::damaged(path, "it is cut off"));
        }
        let mut start = length.saturating_sub(GUESS);
        let mut bytes = from(start)?;
        let footer =
            footer_length(&bytes).filter(|footer| footer + (PARQUET.len() + END) as u64 <= length);
        let Some(footer) = footer else {
            return Err(fault::damaged(path, "it does not end as a Parquet file does"));
        };
        // Everything up to where the seal would begin, then up to where the pages end.
        let seal_at = length.saturating_sub(END as u64 + footer + LENGTH as u64);
        if seal_at < start {
            (start, bytes) = (seal_at, from(seal_at)?);
        }
        let at = usize::try_from(seal_at - start).unwrap_or(usize::MAX);
        let footer_of = |bytes: &[u8]| {
            let end = bytes.len() - END;
            bytes[end - usize::try_from(footer).unwrap_or(end)..end].to_vec()
        };
        let Some((owner, pages)) = fields(&bytes[at..]) else {
            return Ok(Self { seal: None, footer: footer_of(&bytes) });
        };
        let broken = || fault::damaged(path, "the checksum of its footer does not match");
        let blocks = pages.div_ceil(BLOCK as u64) * size_of::<u64>() as u64;
        if pages > seal_at || blocks > seal_at - pages {
            return Err(broken());
        }
        if pages < start {
            (start, bytes) = (pages, from(pages)?);
        }
        let ending = &bytes[usize::try_from(pages - start).unwrap_or(bytes.len())..];
        let at = usize::try_from(seal_at - pages).unwrap_or(ending.len());
        if ending[at + SUM..].first_chunk() != Some(&sum(ending, at).to_le_bytes()) {
            return Err(broken());
        }
        let sums = &ending[at - usize::try_from(blocks).unwrap_or(at)..at];
        let (sums, _) = sums.as_chunks::<{ size_of::<u64>() }>();
        let sums = sums.iter().map(|sum| u64::from_le_bytes(*sum)).collect();
        Ok(Self { seal: Some(Seal { owner, pages, sums }), footer: footer_of(ending) })
    }
}

/// The length of the footer that a file's last bytes name.
fn footer_length(bytes: &[u8]) -> Option<u64> {
    let length = bytes.strip_suffix(PARQUET)?.last_chunk()?;
    Some(u32::from_le_bytes(*length).into())
}

/// The owner and the length of the pages of a seal, if there is one.
fn fields(seal: &[u8]) -> Option<(Owner, u64)> {
    let (pages, rest) = seal.split_first_chunk()?;
    let (table, rest) = rest.split_first_chunk()?;
    let (first, rest) = rest.split_first_chunk()?;
    let (last, rest) = rest.split_first_chunk()?;
    let (_, rest) = rest.split_first_chunk::<{ size_of::<u128>() }>()?;
    let [first, last] = [first, last].map(|commit| u64::from_le_bytes(*commit));
    let owner = Owner { table: u128::from_le_bytes(*table), segment: Segment { first, last } };
    rest.starts_with(MAGIC).then_some((owner, u64::from_le_bytes(*pages)))
}

/// The sum of all that follows the pages, whose seal is at `at`, but for the sum itself.
fn sum(ending: &[u8], at: usize) -> u128 {
    let mut sum = Xxh3::new();
    sum.update(&ending[..at + SUM]);
    sum.update(&ending[at + SUM + size_of::<u128>()..]);
    sum.digest128()
}

impl Seal {
    /// Reads a range of the file and verifies the blocks that it touches. What follows the pages was
    /// verified with the seal.
    pub fn read_at(
        &self,
        path: &Path,
        file: &File,
        range: Range<u64>,
    ) -> Result<(Vec<u8>, usize), StoreError> {
        let block = BLOCK as u64;
        let start =
            if range.start < self.pages { range.start / block * block } else { range.start };
        let end = if range.end < self.pages {
            (range.end.div_ceil(block) * block).min(self.pages)
        } else {
            range.end
        };
        let mut bytes = vec![0; usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX)];
        file.read_exact_at(&mut bytes, start).map_err(|error| fault::io("read", path, error))?;
        let pages = usize::try_from(self.pages.saturating_sub(start)).unwrap_or(usize::MAX);
        let first = usize::try_from(start / block).unwrap_or(usize::MAX);
        let checked = bytes[..pages.min(bytes.len())].chunks(BLOCK);
        for (number, bytes) in checked.enumerate() {
            if self.sums.get(first + number) != Some(&xxh3_64(bytes)) {
                let place = start + (number * BLOCK) as u64;
                let reason = format!("the checksum of the block at byte {place} does not match");
                return Err(fault::damaged(path, reason));
            }
        }
        Ok((bytes, usize::try_from(range.start - start).unwrap_or(usize::MAX)))
    }
}

/// A segment's file while its pages are written: sums the blocks as they pass.
pub struct Sealing {
    file: Temporary,
    pages: u64,
    sums: Vec<u64>,
    block: Vec<u8>,
    /// What follows the pages.
    ending: Option<Vec<u8>>,
}

impl Sealing {
    /// Begins with the pages.
    pub fn new(file: Temporary) -> Self {
        Self { file, pages: 0, sums: Vec::new(), block: Vec::with_capacity(BLOCK), ending: None }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Ends the pages: the rest is kept until the seal is known.
    pub fn end_pages(&mut self) {
        self.ending.get_or_insert_default();
    }

    /// The whole file but for its seal.
    pub fn finish(mut self) -> Unsealed {
        if !self.block.is_empty() {
            self.sums.push(xxh3_64(&self.block));
        }
        let Self { file, pages, sums, ending, .. } = self;
        Unsealed { file, pages, sums, ending: ending.unwrap_or_default() }
    }

    fn add(&mut self, mut bytes: &[u8]) {
        self.pages += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            bytes = rest;
            if now.len() == BLOCK {
                self.sums.push(xxh3_64(now));
                continue;
            }
            self.block.extend_from_slice(now);
            if self.block.len() == BLOCK {
                self.sums.push(xxh3_64(&self.block));
                self.block.clear();
            }
        }
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(ending) = &mut self.ending {
            ending.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let written = self.file.write(bytes)?;
        self.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A segment's file whose pages are written, but not its end.
pub struct Unsealed {
    file: Temporary,
    pages: u64,
    sums: Vec<u64>,
    ending: Vec<u8>,
}

impl Unsealed {
    /// Writes the end with a seal of that owner, and waits until all is on the disk. It may be called
    /// again with another owner.
    pub fn seal(&self, owner: Owner) -> Result<&Temporary, StoreError> {
        let Some(footer) = footer_length(&self.ending) else {
            return Err(fault::damaged(self.file.path(), "it does not end as a Parquet file does"));
        };
        let footer = usize::try_from(footer).unwrap_or(usize::MAX);
        let indexes = self.ending.len().saturating_sub(footer.saturating_add(END));
        let mut ending = self.ending[..indexes].to_vec();
        self.sums.iter().for_each(|sum| ending.extend_from_slice(&sum.to_le_bytes()));
        let at = ending.len();
        ending.extend_from_slice(&self.pages.to_le_bytes());
        ending.extend_from_slice(&owner.table.to_le_bytes());
        ending.extend_from_slice(&owner.segment.first.to_le_bytes());
        ending.extend_from_slice(&owner.segment.last.to_le_bytes());
        ending.extend_from_slice(&[0; size_of::<u128>()]);
        ending.extend_from_slice(MAGIC);
        ending.extend_from_slice(&self.ending[indexes..]);
        let sum = sum(&ending, at).to_le_bytes();
        ending[at + SUM..at + SUM + sum.len()].copy_from_slice(&sum);
        self.file.write_at(&ending, self.pages)?;
        self.file.sync()?;
        Ok(&self.file)
    }

    /// The file, once it is sealed.
    pub fn into_file(self) -> Temporary {
        self.file
    }
}
