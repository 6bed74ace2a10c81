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

/// Why a source cannot be read to its end: its packing (gzip or another) is cut off or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it can be unpacked up to byte {offset} of its text, no further: {reason}")]
pub struct DamagedSource {
    /// How many bytes of the unpacked source can be read.
    pub offset: u64,
    /// What is wrong behind them.
    pub reason: String,
    /// It is only cut off: what can be read is right. Of a damaged one it may be wrong, since all
    /// packings have their checksums behind what these are of.
    pub is_cut: bool,
}

impl DamagedSource {
    /// What the error says that came behind so many bytes.
    pub fn new(offset: u64, error: &io::Error) -> Self {
        let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
        let reason = if is_cut { "the file is cut off".into() } else { error.to_string() };
        Self { offset, reason, is_cut }
    }

    /// What an error of reading says of a broken source; `None` for any other error.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// A source's first bytes, [`FINGERPRINT`] at most, and why there are no more if it is broken.
pub fn head(source: &mut (impl Read + Seek)) -> io::Result<(Vec<u8>, Option<io::Error>)> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    match source.take(FINGERPRINT as u64).read_to_end(&mut head) {
        Ok(_) => Ok((head, None)),
        Err(error) if DamagedSource::of(&error).is_some() => Ok((head, Some(error))),
        Err(error) => Err(error),
    }
}

/// The furthest of the bookmarks that lie in this source; `None` if it was never read.
///
/// A source that is broken before the place of a bookmark may or may not be the one that the
/// bookmark names: that is an error, since to read it again would count its packets twice.
pub fn find(
    source: &mut (impl Read + Seek),
    bookmarks: &[Bookmark],
) -> io::Result<Option<Bookmark>> {
    let mut marks = alike(source, bookmarks)?;
    // Forwards, since a packed source goes backwards only by being unpacked anew.
    marks.sort_by_key(|mark| mark.offset);
    let mut found = None;
    for mark in marks {
        let tail = bytes_at(source, mark.offset.saturating_sub(mark.tail.len)..mark.offset)?;
        if Fingerprint::of(&tail) == mark.tail {
            found = found.filter(|best: &Bookmark| best.offset == mark.offset).or(Some(mark));
        }
    }
    Ok(found)
}

/// The bookmarks of sources that begin as this one does.
pub fn alike(source: &mut (impl Read + Seek), bookmarks: &[Bookmark]) -> io::Result<Vec<Bookmark>> {
    let (head, fault) = head(source)?;
    let length = |mark: &Bookmark| usize::try_from(mark.head.len).unwrap_or(usize::MAX);
    if let Some(fault) = fault
        && bookmarks.iter().any(|mark| length(mark) > head.len())
    {
        return Err(fault);
    }
    let has_head = |mark: &Bookmark| {
        head.get(..length(mark)).is_some_and(|it| Fingerprint::of(it) == mark.head)
    };
    Ok(bookmarks.iter().copied().filter(has_head).collect())
}

/// The bookmark whose last line is the furthest in this source, and where the line behind it
/// starts. Such a bookmark's tail is the fingerprint of its [`last_line`].
pub fn find_line(
    source: &mut (impl Read + Seek),
    bookmarks: &[Bookmark],
) -> io::Result<Option<(Bookmark, u64)>> {
    let (mut found, mut at) = (None, 0);
    blocks(source, 0..u64::MAX, |block| {
        for line in lines(block) {
            at += line.len() as u64 + 1;
            let print = Fingerprint::of(last_line(line));
            let mark = bookmarks.iter().find(|mark| mark.tail == print);
            found = mark.map(|mark| (*mark, at)).or(found);
        }
        true
    })?;
    Ok(found)
}

/// The last line of a text without its newline, the last [`FINGERPRINT`] - 1 bytes of it at most.
pub fn last_line(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let start = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    &text[start.max(text.len().saturating_sub(FINGERPRINT - 1))..]
}

/// The last bytes before an offset, [`FINGERPRINT`] at most.
pub fn tail(source: &mut (impl Read + Seek), offset: u64) -> io::Result<Vec<u8>> {
    bytes_at(source, offset.saturating_sub(FINGERPRINT as u64)..offset)
}

/// The whole lines among the last bytes before an offset, so many of them at most.
pub fn lines_before(
    source: &mut (impl Read + Seek),
    offset: u64,
    most: usize,
) -> io::Result<Vec<u8>> {
    // A byte more says whether the first line is whole.
    let start = offset.saturating_sub(most as u64 + 1);
    let mut bytes = bytes_at(source, start..offset)?;
    bytes.truncate(memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1));
    if start > 0 {
        let first = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1);
        bytes.drain(..first);
    }
    Ok(bytes)
}

/// Shows a range of a source in pieces of whole lines, until `see` has seen enough (`false`).
///
/// Of a line longer than a megabyte only the start is shown. An error comes behind all that could be
/// read before it.
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
        let read = source.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        let is_over = !matches!(read, Ok(1..));
        let newline = memchr::memrchr(b'\n', &block).map_or(0, |at| at + 1);
        let end = if is_over { block.len() } else { newline };
        if !see(&block[..end]) || is_over {
            return read.map(drop);
        }
        block.drain(..end);
        block.truncate(BLOCK);
    }
}

/// The bytes of that range; fewer where the source ends before.
pub fn bytes_at(source: &mut (impl Read + Seek), range: Range<u64>) -> io::Result<Vec<u8>> {
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
