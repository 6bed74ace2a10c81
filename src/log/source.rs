//! A source: a log file that is imported, and the bookmark that remembers how far.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_128;

/// How many bytes a fingerprint covers at most.
pub const FINGERPRINT: usize = 4096;

/// A hash of a run of bytes of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// How many bytes were hashed.
    pub len: u64,
    /// Their XXH3 hash, 128 bits.
    pub hash: u128,
}

impl Fingerprint {
    /// The fingerprint of those bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { len: bytes.len() as u64, hash: xxh3_128(bytes) }
    }
}

/// How far a source was read: what a store remembers together with the rows it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookmark {
    /// The source's first bytes, as many as there were (4096 at most) when it was first read.
    pub head: Fingerprint,
    /// Bytes read from the start of the (decompressed) source.
    pub offset: u64,
    /// The last bytes (4096 at most) before `offset`.
    pub tail: Fingerprint,
}

/// The furthest of the bookmarks that lie in this source; `None` if it was never read.
pub fn find(
    source: &mut (impl Read + Seek),
    bookmarks: &[Bookmark],
) -> io::Result<Option<Bookmark>> {
    let length = source.seek(SeekFrom::End(0))?;
    let head = bytes_at(source, 0..length.min(FINGERPRINT as u64))?;
    let has_head = |mark: &&Bookmark| {
        let len = usize::try_from(mark.head.len).unwrap_or(usize::MAX);
        mark.offset <= length && head.get(..len).is_some_and(|it| Fingerprint::of(it) == mark.head)
    };
    let mut found = None;
    for mark in bookmarks.iter().filter(has_head) {
        let tail = bytes_at(source, mark.offset.saturating_sub(mark.tail.len)..mark.offset)?;
        if Fingerprint::of(&tail) == mark.tail {
            found = found.filter(|best: &Bookmark| best.offset >= mark.offset).or(Some(*mark));
        }
    }
    Ok(found)
}

/// The last bytes before an offset, [`FINGERPRINT`] at most.
pub fn tail(source: &mut (impl Read + Seek), offset: u64) -> io::Result<Vec<u8>> {
    bytes_at(source, offset.saturating_sub(FINGERPRINT as u64)..offset)
}

/// Shows a range of a source in pieces of whole lines, until `see` has seen enough (`false`).
///
/// Of a line longer than a megabyte only the start is shown.
pub fn blocks(
    source: &mut (impl Read + Seek),
    range: Range<u64>,
    mut see: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    const BLOCK: usize = 1 << 20;
    source.seek(SeekFrom::Start(range.start))?;
    let mut source = source.take(range.end - range.start);
    let mut block = Vec::new();
    loop {
        let is_over = source.by_ref().take(BLOCK as u64).read_to_end(&mut block)? == 0;
        let newline = memchr::memrchr(b'\n', &block).map_or(0, |at| at + 1);
        let end = if is_over { block.len() } else { newline };
        if !see(&block[..end]) || is_over {
            return Ok(());
        }
        block.drain(..end);
        block.truncate(BLOCK);
    }
}

fn bytes_at(source: &mut (impl Read + Seek), range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(range.start))?;
    source.take(range.end - range.start).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The lines of a text, without their newlines; what stands behind the last newline is one too.
pub fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = (!text.ends_with(b"\n") && !text.is_empty()).then_some(text.len());
    let mut from = 0;
    memchr::memchr_iter(b'\n', text).chain(end).map(move |end| {
        let line = &text[from..end];
        from = end + 1;
        line
    })
}
