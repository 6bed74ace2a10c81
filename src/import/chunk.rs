//! A chunk: a run of whole lines of a source, that one worker reads.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

use crate::cancel::Cancel;
use crate::log::source::{Bookmark, FINGERPRINT, Fingerprint};
use crate::log::stamp::Years;
use crate::log::{Line, Reader, text};
use crate::store::Step;
use crate::time::Zone;

/// The longest line that is kept whole, in bytes. The kernel's have 1,019 at most.
pub const LONGEST: usize = 1 << 20;

/// How much is read at a time where a line is longer than a chunk.
const BLOCK: usize = 1 << 16;

/// Where the reading of a source begins.
#[derive(Debug, Clone)]
pub struct Place {
    /// The bookmark there; `None` at the start.
    pub bookmark: Option<Bookmark>,
    /// The source's first bytes, which every bookmark of it names.
    pub head: Fingerprint,
    /// The last bytes before it.
    pub tail: Vec<u8>,
    /// The years, as they stand there.
    pub years: Years,
    /// Nobody has written to it for a while: a last line without its end is whole.
    pub is_settled: bool,
    /// How many other sources with this head the store remembers.
    pub others: usize,
    /// The user asked to import once more.
    pub again: bool,
}

/// Whole lines of a source.
#[derive(Debug)]
pub struct Chunk {
    /// The lines; of one that is longer than [`LONGEST`], a byte more than that.
    pub bytes: Vec<u8>,
    /// Lines that were left out: the rest of one whose start was imported before.
    pub left_out: u64,
    /// The years at its start.
    pub years: Years,
    /// From the bookmark before it to the one behind it.
    pub step: Step,
}

/// Cuts a source into chunks.
#[derive(Debug)]
pub struct Chunks<R> {
    source: R,
    size: usize,
    place: Place,
    offset: u64,
    /// What was read behind the last chunk: the start of a line.
    rest: Vec<u8>,
    is_inside_line: bool,
}

/// Whether a last line without its end is a packet as it is.
fn is_readable(line: &[u8], years: Years) -> bool {
    matches!(Reader::new(Zone::utc(), years).read(&text(line)), Line::Packet { .. })
}

impl<R: Read> Chunks<R> {
    /// Chunks of about `size` bytes from a source that stands at that place.
    pub fn new(source: R, size: usize, place: Place) -> Self {
        let offset = place.bookmark.map_or(0, |mark| mark.offset);
        let is_inside_line = place.tail.last().is_some_and(|byte| *byte != b'\n');
        Self { source, size, place, offset, rest: Vec::new(), is_inside_line }
    }

    /// The next chunk, in the memory that an earlier one no longer needs; `None` at the end.
    pub fn next(&mut self, memory: Vec<u8>, cancel: &Cancel) -> io::Result<Option<Chunk>> {
        let mut bytes = memory;
        bytes.clear();
        bytes.append(&mut self.rest);
        self.fill(&mut bytes, cancel)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let left_out = u64::from(self.is_inside_line);
        if self.is_inside_line {
            let end = memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1);
            self.is_inside_line = !bytes[..end].ends_with(b"\n");
            bytes.drain(..end);
        }
        let from = self.place.bookmark;
        let tail = Fingerprint::of(&self.place.tail);
        let to = Bookmark { head: self.place.head, offset: self.offset, tail };
        self.place.bookmark = Some(to);
        let years = self.place.years;
        self.place.years.pass(&bytes);
        let step = Step { from, to, others: self.place.others, again: self.place.again };
        Ok(Some(Chunk { bytes, left_out, years, step }))
    }

    /// Reads until there is a newline and about as much as a chunk holds, or to the source's end.
    fn fill(&mut self, bytes: &mut Vec<u8>, cancel: &Cancel) -> io::Result<()> {
        let mut passed = 0;
        while !cancel.is_raised() {
            let read = bytes.len();
            let wanted = self.size.saturating_sub(read).max(BLOCK.min(self.size));
            bytes.reserve(wanted);
            let is_end = self.source.by_ref().take(wanted as u64).read_to_end(bytes)? == 0;
            if let Some(newline) = memrchr(b'\n', &bytes[read..]) {
                self.rest.extend_from_slice(&bytes[read + newline + 1..]);
                bytes.truncate(read + newline + 1);
                break;
            }
            if is_end {
                // A line without its end may be half a packet, or become one; binary data has no lines.
                let is_whole = self.place.is_settled && is_readable(bytes, self.place.years);
                if bytes.len() <= LONGEST && !is_whole && memchr(0, bytes).is_none() {
                    bytes.clear();
                }
                break;
            }
            if bytes.len() > LONGEST {
                self.pass(&bytes[passed..]);
                passed = LONGEST + 1;
                bytes.truncate(passed);
            }
        }
        self.pass(&bytes[passed..]);
        Ok(())
    }

    /// Moves on behind those bytes.
    fn pass(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        let tail = &mut self.place.tail;
        tail.extend_from_slice(&bytes[bytes.len().saturating_sub(FINGERPRINT)..]);
        tail.drain(..tail.len().saturating_sub(FINGERPRINT));
    }
}
