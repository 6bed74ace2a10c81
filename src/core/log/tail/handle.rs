//! A handle: an open log file that is read as it grows, and knows when it is no longer the same text.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::pieces::Pieces;
use crate::files;

/// How many bytes before the place of reading are read again, to see whether they are the same.
const SEEN: usize = 64;

/// How many bytes before the place of reading are remembered, to find where a file that lost its end
/// still is what was read.
const PAST: usize = 1 << 16;

/// How many bytes at the start of a file tell it from others.
const HEAD: usize = 512;

/// Which file it is, whatever its name. A number is used again when a file is gone; the time of
/// making, where the file system keeps it, tells the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Id {
    device: u64,
    number: u64,
    made: Option<SystemTime>,
}

impl Id {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let made = metadata.created().ok();
        Self { device: metadata.dev(), number: metadata.ino(), made }
    }
}

/// What a look at a file found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileState {
    /// More of it.
    More,
    /// Nothing new.
    End,
    /// Another text: it was cut off, and perhaps written anew.
    Cut,
}

/// An open log file.
#[derive(Debug)]
pub struct Handle {
    file: File,
    pub(super) id: Id,
    /// Where reading goes on.
    pub(super) offset: u64,
    /// The bytes before that, [`PAST`] at most.
    past: Vec<u8>,
    /// The first bytes that were read, [`HEAD`] at most.
    start: Vec<u8>,
    /// Bytes behind that which were there at the last look, [`SEEN`] at most: of a file that is not
    /// read yet, to notice if it is cut off before it is.
    ahead: Vec<u8>,
    pub(super) lines: Pieces,
    /// When it was last seen to have grown.
    pub(super) grew: Instant,
    /// Nobody is going to write to it: it is a copy.
    pub(super) is_final: bool,
    /// It was cut off and nothing was read of it since.
    pub(super) is_fresh: bool,
}

impl Handle {
    /// Opens a file to be read from its start.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = files::open_regular(path)?;
        let id = Id::of(&file.metadata()?);
        let (past, start, ahead) = (Vec::new(), Vec::new(), Vec::new());
        let (lines, grew) = (Pieces::default(), Instant::now());
        let (is_final, is_fresh) = (false, false);
        Ok(Self { file, id, offset: 0, past, start, ahead, lines, grew, is_final, is_fresh })
    }

    /// Goes to an offset, or to the end if that comes before it.
    pub(super) fn seek(&mut self, offset: u64) -> io::Result<()> {
        self.offset = offset.min(self.file.metadata()?.len());
        self.remember()
    }

    /// Goes on in this file where another handle on the same text stands.
    pub(super) fn take_over(&mut self, other: &mut Self) {
        self.offset = other.offset;
        self.past = std::mem::take(&mut other.past);
        self.start = std::mem::take(&mut other.start);
        self.ahead = std::mem::take(&mut other.ahead);
        self.lines = std::mem::take(&mut other.lines);
    }

    fn remember(&mut self) -> io::Result<()> {
        let start = self.offset.saturating_sub(PAST as u64);
        let mut past = vec![0; usize::try_from(self.offset - start).unwrap_or(PAST)];
        let len = fill(&self.file, &mut past, start)?;
        past.truncate(len);
        self.past = past;
        self.start = self.head()?;
        self.start.truncate(usize::try_from(self.offset).unwrap_or(HEAD));
        Ok(())
    }

    /// The bytes before the place of reading, [`SEEN`] at most.
    fn seen(&self) -> &[u8] {
        &self.past[self.past.len().saturating_sub(SEEN)..]
    }

    /// Keeps the last bytes that were read.
    fn keep(&mut self, new: &[u8]) {
        let new = &new[new.len().saturating_sub(PAST)..];
        let gone = (self.past.len() + new.len()).saturating_sub(PAST);
        self.past.drain(..gone.min(self.past.len()));
        self.past.extend_from_slice(new);
    }

    /// Goes back to the last place up to which the file is what was read, if it only lost its end;
    /// what was written since follows there. Returns `false` if it is another text.
    pub(super) fn go_back(&mut self) -> io::Result<bool> {
        if self.past.is_empty() {
            return Ok(false);
        }
        let from = self.offset - self.past.len() as u64;
        let mut bytes = vec![0; self.past.len()];
        let len = fill(&self.file, &mut bytes, from)?;
        let same = self.past.iter().zip(&bytes[..len]).take_while(|(one, other)| one == other);
        let same = same.count();
        let line = memchr::memrchr(b'\n', &self.past[..same]).map_or(0, |newline| newline + 1);
        let is_whole = same == len;
        let place = match () {
            // Not even what is remembered is left of it.
            () if len == 0 => self.len()?,
            () if is_whole => from + same as u64,
            () => from + line as u64,
        };
        let is_same = is_whole || line > 0;
        let head = self.head()?;
        let is_start = head.len() >= self.start.len().min(usize::try_from(place).unwrap_or(HEAD))
            && head.iter().zip(&self.start).all(|(one, other)| one == other);
        if place == 0 || !is_same || !is_start {
            return Ok(false);
        }
        // A line that was not whole yet was not shown either.
        let shown = self.offset - self.lines.len() as u64;
        self.offset = place.min(shown);
        self.lines = Pieces::default();
        self.ahead.clear();
        match self.offset.checked_sub(from).filter(|len| *len > 0) {
            Some(len) => self.past.truncate(usize::try_from(len).unwrap_or(PAST)),
            None => self.remember()?,
        }
        self.start.truncate(usize::try_from(self.offset).unwrap_or(HEAD));
        Ok(true)
    }

    /// Reads on, as much as the buffer holds, and shows the whole lines.
    pub(super) fn read(
        &mut self,
        buffer: &mut [u8],
        see: &mut dyn FnMut(&[u8]),
    ) -> io::Result<FileState> {
        // One call reads both what is known and what is new, so that nothing can happen between.
        let back = self.seen().len();
        let len = read_at(&self.file, buffer, self.offset - back as u64)?;
        if buffer.get(..back.min(len)) != Some(self.seen()) {
            return Ok(FileState::Cut);
        }
        let new = &buffer[back..len];
        if !new.starts_with(&self.ahead) {
            return Ok(FileState::Cut);
        }
        if new.is_empty() {
            let is_shorter = back == 0 && self.file.metadata()?.len() < self.offset;
            return Ok(if is_shorter { FileState::Cut } else { FileState::End });
        }
        self.ahead.clear();
        self.is_fresh = false;
        self.lines.add(new, see);
        if self.start.len() < HEAD && self.start.len() as u64 == self.offset {
            let room = HEAD - self.start.len();
            self.start.extend_from_slice(&new[..room.min(new.len())]);
        }
        self.offset += new.len() as u64;
        self.keep(new);
        self.grew = Instant::now();
        Ok(FileState::More)
    }

    /// Begins anew, at the start of the text that stands there now.
    pub(super) fn restart(&mut self) {
        self.offset = 0;
        self.is_fresh = true;
        (self.past, self.start, self.ahead) = (Vec::new(), Vec::new(), Vec::new());
        self.lines = Pieces::default();
    }

    /// Looks at the first bytes, if nothing was read yet; whether there are any.
    pub(super) fn anchor(&mut self) -> bool {
        if self.offset == 0 && self.ahead.is_empty() {
            let mut ahead = vec![0; SEEN];
            let len = fill(&self.file, &mut ahead, 0).unwrap_or(0);
            ahead.truncate(len);
            self.ahead = ahead;
        }
        !self.ahead.is_empty()
    }

    /// Whether another file has the same text around this place.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let known = [self.seen(), &self.ahead].concat();
        let mut bytes = vec![0; known.len()];
        let read = fill(&other.file, &mut bytes, self.offset - self.seen().len() as u64);
        !known.is_empty() && read.is_ok_and(|len| len == bytes.len()) && bytes == known
    }

    /// The first bytes, which tell a file from all but its copies.
    pub(super) fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = vec![0; HEAD];
        let len = fill(&self.file, &mut head, 0)?;
        head.truncate(len);
        Ok(head)
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// When it was last written.
    pub(super) fn written(&self) -> io::Result<SystemTime> {
        self.file.metadata()?.modified()
    }

    /// Whether nobody has written to it for so long.
    pub(super) fn is_quiet(&self, since: Instant, quiet: Duration) -> bool {
        let is_old = self.written().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > quiet));
        is_old || since.max(self.grew).elapsed() > quiet
    }

    /// Where the line starts in which an offset lies, or the offset if that is further back than
    /// any line is long.
    pub(super) fn line_start(&self, offset: u64) -> io::Result<u64> {
        const BACK: u64 = 1 << 16;
        let start = offset.saturating_sub(BACK);
        let mut bytes = vec![0; usize::try_from(offset - start).unwrap_or_default()];
        let len = fill(&self.file, &mut bytes, start)?;
        let newline = memchr::memrchr(b'\n', &bytes[..len]);
        Ok(match newline {
            Some(at) => start + at as u64 + 1,
            None if start == 0 => 0,
            None => offset,
        })
    }

    /// Another handle on the same open file. They share their position, which a tail does not use.
    pub fn file(&self) -> io::Result<File> {
        self.file.try_clone()
    }
}

fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        match file.read_at(buffer, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match read_at(file, &mut buffer[len..], offset + len as u64)? {
            0 => break,
            read => len += read,
        }
    }
    Ok(len)
}
