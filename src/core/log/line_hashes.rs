//! Line hashes: a short hash of every line of a source that was imported.
//!
//! They recognise a copy that is shorter, older, or was cut and written on since: it has the same
//! lines up to some place, and reading goes on exactly there. A bookmark alone knows one place.

use std::io::{self, Read, Seek, SeekFrom};

use memchr::memchr;
use xxhash_rust::xxh3::xxh3_64;

use super::source::{self, DamagedSource};

/// How many bytes at the start of a line its hash covers.
pub const HASHED: usize = 1 << 20;

/// The shortest line that has a hash, in bytes: no packet and no notice is shorter, and a file full
/// of newlines has no hash for each.
const SHORTEST: usize = 16;

/// The hashes of the lines of a source, from one place in it on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineHashes {
    /// The offset of the first line.
    pub start: u64,
    /// The hash of each line that is not too short to have one.
    pub hashes: Vec<u32>,
}

/// How much of a text was read before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Common {
    /// The number of hashes whose lines it has, from the first on.
    pub hashes: usize,
    /// The offset after the last of those lines, and after lines without a hash that follow it; 0 if
    /// there is none.
    pub end: u64,
    /// The lines include one that may be a packet.
    pub has_packets: bool,
}

/// The hash of a line without its newline; `None` if it is too short.
///
/// 32 bits: a text goes on after the first line that differs, and one line in four billion would be
/// taken for the one that was there.
pub fn hash(line: &[u8]) -> Option<u32> {
    let hashed = &line[..line.len().min(HASHED)];
    // The low half of the 64 bits, all of which are well mixed.
    (line.len() >= SHORTEST).then(|| xxh3_64(hashed) as u32)
}

/// The hash of a text's first line that has one, among its first 64 kilobytes.
pub fn first(text: &mut (impl Read + Seek)) -> io::Result<Option<u32>> {
    const SEARCHED: u64 = 1 << 16;
    let head = match source::bytes_at(text, 0..SEARCHED) {
        Err(error) if DamagedSource::of(&error).is_some() => return Ok(None),
        head => head?,
    };
    Ok(source::lines(&head).find_map(hash))
}

impl LineHashes {
    /// Adds the hashes of whole lines, the last of which may lack its newline.
    pub fn add(&mut self, lines: &[u8]) {
        self.hashes.extend(source::lines(lines).filter_map(hash));
    }

    /// Adds the hashes of what follows in the source, where these end at the offset `end`.
    ///
    /// If the last line had no end yet, `next` starts at that line, and its hash replaces the one
    /// of the part. What starts after `end` does not continue these: only `next` is left.
    pub fn join(&mut self, end: u64, next: Self) {
        if next.start > end {
            *self = next;
            return;
        }
        if end - next.start >= SHORTEST as u64 {
            self.hashes.pop();
        }
        self.hashes.extend(next.hashes);
    }

    /// Removes all hashes but the first `kept`.
    pub fn truncate(&mut self, kept: usize) {
        self.hashes.truncate(kept);
    }

    /// How much of a text has these lines, at the same place and in the same order.
    pub fn common(&self, text: &mut (impl Read + Seek)) -> io::Result<Common> {
        let mut common = Common { end: self.start, ..Common::default() };
        each_line(text, self.start, |line, end, is_whole| {
            let Some(hash) = hash(line) else {
                if is_whole && common.hashes > 0 {
                    common.end = end;
                }
                return true;
            };
            if self.hashes.get(common.hashes) != Some(&hash) {
                return false;
            }
            common.hashes += 1;
            common.end = end;
            common.has_packets |= may_be_packet(line);
            true
        })?;
        if common.hashes == 0 {
            common.end = 0;
        }
        Ok(common)
    }

    /// Like [`common`](Self::common) for a text that may have lost its first lines: how many hashes
    /// precede and match its lines, which begin with any of these.
    pub fn common_anywhere(&self, text: &mut (impl Read + Seek)) -> io::Result<Common> {
        let mut best = Common::default();
        let Some(first) = first(text)? else { return Ok(best) };
        let places = self.hashes.iter().enumerate().filter(|(_, hash)| **hash == first);
        for (place, _) in places {
            let rest = Self { start: 0, hashes: self.hashes[place..].to_vec() };
            let common = rest.common(text)?;
            if common.end > best.end {
                best = Common { hashes: place + common.hashes, ..common };
            }
        }
        Ok(best)
    }
}

/// Whether a line holds what no packet lacks.
fn may_be_packet(line: &[u8]) -> bool {
    let shown = &line[..line.len().min(HASHED)];
    [&b"IN="[..], b"OUT=", b"SRC="].iter().any(|key| memchr::memmem::find(shown, key).is_some())
}

/// Shows each line from an offset on, at most [`HASHED`] and one bytes of it, with the offset after
/// it and whether it has its newline, until `see` has seen enough (`false`). A text that is broken
/// somewhere ends there.
fn each_line(
    text: &mut (impl Read + Seek),
    from: u64,
    mut see: impl FnMut(&[u8], u64, bool) -> bool,
) -> io::Result<()> {
    const BLOCK: usize = 1 << 18;
    text.seek(SeekFrom::Start(from))?;
    let (mut block, mut line, mut at) = (Vec::new(), Vec::new(), from);
    loop {
        block.clear();
        let read = text.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        match read {
            Err(error) if DamagedSource::of(&error).is_none() => return Err(error),
            _ if block.is_empty() => break,
            _ => {}
        }
        let mut rest = block.as_slice();
        while let Some(newline) = memchr(b'\n', rest) {
            at += newline as u64 + 1;
            let is_enough = if line.is_empty() {
                !see(&rest[..newline], at, true)
            } else {
                append(&mut line, &rest[..newline]);
                !see(&std::mem::take(&mut line), at, true)
            };
            if is_enough {
                return Ok(());
            }
            rest = &rest[newline + 1..];
        }
        at += rest.len() as u64;
        append(&mut line, rest);
    }
    if !line.is_empty() {
        see(&line, at, false);
    }
    Ok(())
}

fn append(line: &mut Vec<u8>, more: &[u8]) {
    let room = (HASHED + 1).saturating_sub(line.len());
    line.extend_from_slice(&more[..more.len().min(room)]);
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn text(lines: std::ops::Range<u32>) -> Vec<u8> {
        lines.flat_map(|nth| format!("line {nth} SRC=192.0.2.1\n").into_bytes()).collect()
    }

    fn hashes(bytes: &[u8]) -> LineHashes {
        let mut hashes = LineHashes::default();
        hashes.add(bytes);
        hashes
    }

    #[test]
    fn what_a_text_shares_is_found_to_the_line() {
        let known = hashes(&text(0..100));
        let whole = text(0..100);
        for (other, lines, end) in [
            (text(0..40), 40, text(0..40).len()),
            (whole[..whole.len() - 10].to_vec(), 99, text(0..99).len()),
            // Only the last newline is missing.
            (whole[..whole.len() - 1].to_vec(), 100, whole.len() - 1),
            ([text(0..30), text(200..300)].concat(), 30, text(0..30).len()),
            (text(1..100), 0, 0),
            (Vec::new(), 0, 0),
        ] {
            let common = known.common(&mut Cursor::new(other)).expect("to read");
            assert_eq!((common.hashes, common.end), (lines, end as u64));
            assert_eq!(common.has_packets, lines > 0);
        }
        let later = Cursor::new([text(60..80), text(200..210)].concat());
        let common = known.common_anywhere(&mut { later }).expect("to read");
        assert_eq!((common.hashes, common.end), (80, text(60..80).len() as u64));
    }

    #[test]
    fn a_line_that_was_taken_before_its_end_has_one_hash() {
        let whole = text(0..3);
        for cut in 1..whole.len() {
            let mut joined = hashes(&whole[..cut]);
            let start = memchr::memrchr(b'\n', &whole[..cut]).map_or(0, |at| at + 1);
            let mut next = LineHashes { start: start as u64, hashes: Vec::new() };
            next.add(&whole[start..]);
            joined.join(cut as u64, next);
            assert_eq!(joined, hashes(&whole), "cut at {cut}");
        }
        let mut joined = hashes(&whole);
        let far = LineHashes { start: 500, hashes: vec![7] };
        joined.join(whole.len() as u64, far.clone());
        assert_eq!(joined, far);
    }

    #[test]
    fn long_lines_have_the_hash_of_their_start() {
        let long = [vec![b'x'; HASHED + 10], b"\n".to_vec(), text(0..1)].concat();
        let known = hashes(&long);
        assert_eq!(known.hashes[0], hash(&long[..HASHED]).expect("a hash"));
        let common = known.common(&mut Cursor::new(&long)).expect("to read");
        assert_eq!((common.hashes, common.end), (2, long.len() as u64));
    }
}
