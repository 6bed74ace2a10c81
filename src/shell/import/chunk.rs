//! A chunk: a run of whole lines of a source, that one worker reads.

use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::log_input::{Finding, LogInput};
use super::text::LogText;
use super::years::{self, YearHints};
use crate::cancel::Cancel;
use crate::log::feed::LONGEST;
use crate::log::half;
use crate::log::line_hashes::{self, LineHashes};
use crate::log::repeat;
use crate::log::source::{self, Bookmark, FINGERPRINT, Fingerprint};
use crate::log::stamp::{Search, Years};
use crate::log::{Line, LineReader, text};
use crate::packet::Packet;
use crate::store::CommitStep;
use crate::time::Zone;

/// How much is read at a time where a line is longer than a chunk.
const BLOCK: usize = 1 << 16;

/// About how many packets the repeats of a chunk stand for at most: of 60 bytes of a log they could
/// make a hundred thousand.
const REPEATS: u64 = 100_000;

/// Where the reading of a source begins.
#[derive(Debug)]
pub struct ReadStart {
    /// The bookmark there; `None` at the start, and where no import of this text ended.
    pub bookmark: Option<Bookmark>,
    /// The offset, as bookmarks count it.
    pub offset: u64,
    /// The hashes of the lines before it, where an import of a longer text passed them.
    pub shared: Option<LineHashes>,
    /// The first line is what is left of one that was imported.
    pub has_half: bool,
    /// What the tails of bookmarks cover.
    pub finding: Finding,
    /// The source's first bytes, which every bookmark of it names.
    pub head: Fingerprint,
    /// The last bytes before it.
    pub tail: Vec<u8>,
    /// The last whole lines before it, [`repeat::REACH`] bytes of them at most.
    pub before: Arc<Vec<u8>>,
    /// The years, as they stand there.
    pub years: Years,
    /// What all stamps say of the years, where that is looked for while they are read.
    pub search: Option<Search>,
    /// Nobody has written to it for a while: a last line without its end is whole.
    pub is_settled: bool,
    /// How many other sources with this head the store remembers.
    pub others: usize,
    /// The user asked to import once more.
    pub again: bool,
}

impl ReadStart {
    /// The start of a whole log that no table knows. In haste the years are those of the first stamps.
    /// All stamps are checked while they are read.
    pub fn of_log(
        log: &mut LogInput,
        year: Option<i16>,
        zone: &Zone,
        is_hasty: bool,
        cancel: &Cancel,
    ) -> io::Result<Self> {
        let written = zone.at(log.written);
        let end = if is_hasty { years::FIRST_STAMPS } else { u64::MAX };
        let before = log.earlier_lines(Vec::new())?.into();
        let years = years::find(&mut log.text, 0..end, YearHints { year, written }, cancel)?;
        let search = year.is_none().then(|| Search::new(written));
        Ok(Self { before, search, ..Self::bare(log, years) })
    }

    /// The start of a log, before which nothing is known.
    fn bare(log: &LogInput, years: Years) -> Self {
        Self {
            bookmark: None,
            offset: 0,
            shared: None,
            has_half: false,
            finding: log.finding,
            head: Fingerprint::of(b""),
            tail: Vec::new(),
            before: Arc::default(),
            years,
            search: None,
            is_settled: log.is_settled(),
            others: 0,
            again: false,
        }
    }
}

/// Whole lines of a source.
#[derive(Debug)]
pub struct Chunk {
    /// The lines; of one that is longer than [`LONGEST`], a byte more than that.
    pub bytes: Vec<u8>,
    /// The last whole lines before them, [`repeat::REACH`] bytes at most: what "the last message" was.
    pub before: Arc<Vec<u8>>,
    /// How many bytes of the file were read for them, packed as they may be.
    pub taken: u64,
    /// Lines that were left out: the rest of one whose start was imported before.
    pub left_out: u64,
    /// The offset of the first byte, with those that were left out.
    pub start: u64,
    /// The hashes of the lines before these that are to be stored with theirs.
    pub hashes: LineHashes,
    /// The lines before it are in the table, but the log lost those that followed them: the first
    /// line may begin with a part of one of those.
    pub is_cut: bool,
    /// The first line is what is left of one that was imported.
    pub has_half: bool,
    /// The years at its start.
    pub years: Years,
    /// From the bookmark before it to the one behind it.
    pub step: CommitStep,
}

/// A place between two chunks of a log, from which reading continues once the log has grown.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// Where the chunk after it starts.
    offset: u64,
    /// The last bytes before that.
    tail: Vec<u8>,
    /// How many bytes after it had been read.
    rest: usize,
    years: Years,
    search: Option<Search>,
    began: Years,
}

impl Checkpoint {
    /// The start of reading a log from here. `None` if the log has other bytes here now, or if what it
    /// says of its years has changed.
    pub fn start(&self, log: &mut LogInput, zone: &Zone) -> io::Result<Option<ReadStart>> {
        let Self { offset, tail, years, began, .. } = self;
        let search = self.search.clone().map(|mut search| {
            search.extend(zone.at(log.written));
            search
        });
        let has_other_years = search.as_ref().is_some_and(|search| search.years() != *began);
        if has_other_years || source::tail(&mut log.text, *offset)? != *tail {
            return Ok(None);
        }
        let mut before = source::lines_before(&mut log.text, *offset, repeat::REACH)?;
        if *offset <= repeat::REACH as u64 {
            before = log.earlier_lines(before)?;
        }
        log.text.seek(SeekFrom::Start(*offset))?;
        let tail = tail.clone();
        let bare = ReadStart::bare(log, *years);
        let before = before.into();
        Ok(Some(ReadStart { offset: *offset, tail, before, search, ..bare }))
    }
}

/// Cuts a source into chunks.
#[derive(Debug)]
pub struct Chunks {
    source: LogText,
    size: usize,
    place: ReadStart,
    /// The years where it began.
    began: Years,
    offset: u64,
    /// What was read behind the last chunk: lines that it had no room for, and the start of one.
    rest: Vec<u8>,
    is_inside_line: bool,
    /// The source gave fewer bytes than were asked for.
    has_ended: bool,
    /// How much of the file was read for the chunks so far.
    taken: u64,
    state: ChunkState,
    /// The last line has no end yet, and was left out.
    pub is_waiting: bool,
}

/// Whether there is more to come.
#[derive(Debug)]
enum ChunkState {
    /// Perhaps.
    Open,
    /// An error, once all that stands before it was given.
    Failed(io::Error),
    /// Nothing.
    Over,
}

/// Whether a last line without its end is a packet as it is.
fn is_readable(line: &[u8], years: Years) -> bool {
    let (line, mut packet) = (text(line), Packet::default());
    matches!(LineReader::new(Zone::utc(), years).read(&line, &mut packet), Line::Packet { .. })
}

impl Chunks {
    /// Chunks of about `size` bytes from a source that stands at that place.
    pub fn new(mut source: LogText, size: usize, place: ReadStart) -> io::Result<Self> {
        let offset = place.offset;
        let is_inside_line = place.tail.last().is_some_and(|byte| *byte != b'\n');
        let taken = source.taken()?;
        let (rest, state, is_waiting) = (Vec::new(), ChunkState::Open, false);
        let began = place.years;
        Ok(Self {
            source,
            size,
            place,
            began,
            offset,
            rest,
            is_inside_line,
            has_ended: false,
            taken,
            state,
            is_waiting,
        })
    }

    /// Continues from a checkpoint, at which the source stands.
    pub fn resume(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        self.began = checkpoint.began;
        self.source.append(checkpoint.rest, &mut self.rest)?;
        Ok(())
    }

    /// The place before the next chunk.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            offset: self.offset,
            tail: self.place.tail.clone(),
            rest: self.rest.len(),
            years: self.place.years,
            search: self.place.search.clone(),
            began: self.began,
        }
    }

    /// Whether the source was read to its end: the last chunk would have been another if there were more.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The source, for what else is to be done with it.
    pub fn into_source(self) -> LogText {
        self.source
    }

    /// Whether it is looked for the years while they are read.
    pub fn is_searching(&self) -> bool {
        self.place.search.is_some()
    }

    /// Whether all that was read says that the years were others where it began.
    pub fn has_other_years(&self) -> bool {
        self.place.search.as_ref().is_some_and(|search| search.years() != self.began)
    }

    /// The next chunk, in the memory that an earlier one no longer needs; `None` at the end. An
    /// error comes once, behind all whole lines that could be read before it.
    pub fn next(&mut self, memory: Vec<u8>, cancel: &Cancel) -> io::Result<Option<Chunk>> {
        let mut bytes = memory;
        bytes.clear();
        let start = self.offset;
        let unfinished = self.is_inside_line.then(|| self.unfinished_line());
        bytes.append(&mut self.rest);
        if memrchr(b'\n', &bytes).is_some() {
            self.split(&mut bytes);
            self.pass(&bytes);
        } else if matches!(self.state, ChunkState::Open) {
            self.fill(&mut bytes, cancel);
        } else {
            bytes.clear();
        }
        if bytes.is_empty() {
            return match std::mem::replace(&mut self.state, ChunkState::Over) {
                ChunkState::Failed(error) => Err(error),
                ChunkState::Open | ChunkState::Over => Ok(None),
            };
        }
        let left_out = u64::from(self.is_inside_line);
        let mut hashes = LineHashes { start, hashes: Vec::new() };
        if let Some(unfinished) = unfinished {
            let end = memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1);
            self.is_inside_line = !bytes[..end].ends_with(b"\n");
            hashes = whole_line(start, unfinished, &bytes[..end]);
            bytes.drain(..half::rest_len(&bytes[..end]));
        }
        let is_cut = self.place.shared.is_some();
        let has_half = std::mem::take(&mut self.place.has_half);
        if let Some(mut shared) = self.place.shared.take() {
            shared.join(start, hashes);
            hashes = shared;
        }
        let step = self.step();
        let years = self.place.years;
        self.place.years.pass(&bytes);
        if let Some(search) = &mut self.place.search {
            search.pass(&bytes);
        }
        let before = Arc::clone(&self.place.before);
        // What is needed of the lines before is copied, but seldom.
        let mut next = if bytes.len() > repeat::REACH { Vec::new() } else { before.to_vec() };
        repeat::remember(&mut next, &bytes);
        self.place.before = Arc::new(next);
        let taken = self.source.taken()?;
        let taken = taken.saturating_sub(std::mem::replace(&mut self.taken, taken));
        Ok(Some(Chunk {
            bytes,
            before,
            taken,
            left_out,
            start,
            hashes,
            is_cut,
            has_half,
            years,
            step,
        }))
    }

    /// The start of the line that ends after this place; `None` if it is further back than the
    /// bytes that are known.
    fn unfinished_line(&self) -> Option<Vec<u8>> {
        let tail = &self.place.tail;
        match memrchr(b'\n', tail) {
            Some(newline) => Some(tail[newline + 1..].to_vec()),
            None => (tail.len() as u64 == self.offset).then(|| tail.clone()),
        }
    }

    /// The step to where the source stands now.
    fn step(&mut self) -> CommitStep {
        let ReadStart { bookmark, finding, head, tail, others, again, .. } = &mut self.place;
        let tail = match finding {
            Finding::Offset => Fingerprint::of(tail),
            Finding::Line { .. } => Fingerprint::of(source::last_line(tail)),
        };
        let to = Bookmark { head: *head, offset: self.offset, tail };
        CommitStep { from: bookmark.replace(to), to, others: *others, again: *again }
    }

    /// Reads until there is a newline and about as much as a chunk holds, or to the source's end.
    fn fill(&mut self, bytes: &mut Vec<u8>, cancel: &Cancel) {
        let mut passed = 0;
        while !cancel.is_raised() {
            let read = bytes.len();
            let wanted = self.size.saturating_sub(read).max(BLOCK.min(self.size));
            bytes.reserve(wanted);
            let len = match self.source.append(wanted, bytes) {
                Ok(len) => len,
                Err(error) => {
                    self.state = ChunkState::Failed(error);
                    0
                }
            };
            self.has_ended |= len < wanted;
            if memchr(b'\n', &bytes[read..]).is_some() {
                self.split(bytes);
                break;
            }
            if len == 0 {
                self.end(bytes);
                break;
            }
            if bytes.len() > LONGEST {
                self.pass(&bytes[passed..]);
                passed = LONGEST + 1;
                bytes.truncate(passed);
            }
        }
        self.pass(bytes.get(passed..).unwrap_or_default());
    }

    /// Leaves what is not a whole line, and lines whose repeats are too many, to the next chunk.
    fn split(&mut self, bytes: &mut Vec<u8>) {
        let lines = memrchr(b'\n', bytes).map_or(0, |newline| newline + 1);
        let end = repeat::fitting(&self.place.before, &bytes[..lines], REPEATS);
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
    }

    /// Leaves out a last line without its end, unless it is whole.
    ///
    /// It may be half a packet, or become one.
    fn end(&mut self, bytes: &mut Vec<u8>) {
        let is_broken = matches!(self.state, ChunkState::Failed(_));
        let is_whole = self.place.is_settled && is_readable(bytes, self.place.years);
        // Zeros after lines are what a crash left: the next line follows them.
        let is_binary = self.offset == 0 && memchr(0, bytes).is_some();
        let counts = bytes.len() > LONGEST || is_whole || is_binary;
        if is_broken || !counts {
            self.is_waiting = !is_broken && !bytes.is_empty();
            bytes.clear();
        }
    }

    /// Moves on behind those bytes.
    fn pass(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        let tail = &mut self.place.tail;
        tail.extend_from_slice(&bytes[bytes.len().saturating_sub(FINGERPRINT)..]);
        tail.drain(..tail.len().saturating_sub(FINGERPRINT));
    }
}

/// The hash of a line that was committed in two parts, of which the second starts at an offset.
fn whole_line(start: u64, unfinished: Option<Vec<u8>>, rest: &[u8]) -> LineHashes {
    let Some(mut line) = unfinished else {
        return LineHashes { start: start + rest.len() as u64, hashes: Vec::new() };
    };
    let start = start - line.len() as u64;
    line.extend_from_slice(rest.strip_suffix(b"\n").unwrap_or(rest));
    LineHashes { start, hashes: line_hashes::hash(&line).into_iter().collect() }
}
