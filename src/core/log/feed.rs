//! The feed: the lines of a log as packets, for everything that reads a log.
//!
//! Imports, following and logs that are asked directly share the one loop here. It finds the lines that
//! repeats repeat, divides lines in which another one begins, and passes each line on.

use std::ops::{ControlFlow, Range};

use super::gap::Gap;
use super::half::{self, Joined};
use super::repeat::{self, LastLines};
use super::{Line, LineReader, Reason, journal, source};
use crate::packet::Packet;
use crate::time::Timestamp;

/// The longest line that is read, in bytes. The kernel's have 1,019 at most.
pub const LONGEST: usize = 1 << 20;

/// A run of whole lines of a log.
#[derive(Debug, Clone, Copy)]
pub struct LineRun<'t> {
    /// The lines.
    pub bytes: &'t [u8],
    /// The last whole lines before them, in which repeats find what they repeat.
    pub before: &'t [u8],
    /// How the first line begins.
    pub first: FirstLine,
}

/// How the first line of a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstLine {
    /// At its own start.
    Whole,
    /// Perhaps with a part of a line that the log has lost since.
    Joined,
    /// It is the rest of a line that was read before.
    Rest,
}

/// A line of a run. Every line is passed on once, and what another line left in front of it as a half.
#[derive(Debug)]
pub enum FedLine<'a> {
    /// One packet, logged `times` times.
    Packet(&'a Packet<'a>, u32),
    /// The packet of a line that lost its end before the line at offset `at` of the run begins.
    Half {
        /// The packet, as far as its line goes.
        packet: &'a Packet<'a>,
        /// How often it was logged.
        times: u32,
        /// Where both lines are in the run.
        at: usize,
    },
    /// The log's own notice that lines are missing.
    Gap(&'a Gap<'a>),
    /// It looks like a packet, but this program logs none.
    Foreign(&'a str),
    /// A line of netfilter that cannot be read, and its text.
    Bad(Reason<'a>, &'a str),
    /// Anything else.
    Other,
}

/// Reads runs of lines of one log.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Reads the lines; counts the doubtful times.
    pub reader: LineReader,
    /// The lines come from entries: one that still looks like an entry could not be read.
    pub has_entries: bool,
}

impl Feed {
    /// A feed of lines that `reader` reads; `has_entries` says whether they were made from entries.
    pub fn new(reader: LineReader, has_entries: bool) -> Self {
        Self { reader, has_entries }
    }

    /// Reads the lines of a run in order and passes each to `see`, until that breaks.
    pub fn read<B>(
        &mut self,
        run: LineRun<'_>,
        see: &mut impl FnMut(FedLine<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        /// About how many bytes are looked at more than once: they stay in the processor's cache.
        const BLOCK: usize = 1 << 16;
        let mut last = LastLines::new(run.before, run.bytes);
        let mut start = 0;
        while start < run.bytes.len() {
            let near = run.bytes.len().min(start + BLOCK);
            let newline = memchr::memchr(b'\n', &run.bytes[near..]);
            let end = newline.map_or(run.bytes.len(), |at| near + at + 1);
            self.read_block(run, start..end, &mut last, see)?;
            start = end;
        }
        ControlFlow::Continue(())
    }

    /// Reads the whole lines at that place of a run.
    fn read_block<B>(
        &mut self,
        LineRun { bytes, first, .. }: LineRun<'_>,
        place: Range<usize>,
        last: &mut LastLines<'_>,
        see: &mut impl FnMut(FedLine<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (mut next, block) = (place.start, &bytes[place]);
        // Checking all bytes at once takes half the time of checking each line.
        let mut rest = std::str::from_utf8(block).ok();
        let has_zeros = memchr::memchr(0, block).is_some();
        for line in source::lines(block) {
            let at = next;
            next += line.len() + 1;
            let whole = rest.map(|text| text.split_at(line.len()));
            rest = whole.map(|(_, rest)| rest.get(1..).unwrap_or_default());
            let text = whole.map_or_else(|| super::text(line), |(line, _)| line.into());
            if super::is_message(line) {
                self.reader.foresee(bytes.get(next..).unwrap_or_default());
            }
            let first = if at == 0 { first } else { FirstLine::Whole };
            let (half, text) = match first {
                FirstLine::Rest => {
                    see(FedLine::Other)?;
                    continue;
                }
                FirstLine::Joined => ("", half::divide(&text, Joined::AtAnyStamp).1),
                FirstLine::Whole if has_zeros => half::divide(&text, Joined::AfterZeros),
                FirstLine::Whole => ("", &*text),
            };
            let mut packet = Packet::default();
            let (half, text, read) = self.read_divided(half, text, first, &mut packet);
            self.read_half(half, at, see)?;
            if self.has_entries && journal::is_unread(line) {
                see(FedLine::Bad(Reason::Entry, text))?;
                continue;
            }
            match read {
                Line::Other => see(FedLine::Other)?,
                Line::Foreign { program } => see(FedLine::Foreign(&program))?,
                Line::Gap(gap) => see(FedLine::Gap(&gap))?,
                Line::Repeat { machine, times, time } => {
                    let repeated = last.of(machine, at).map(super::text);
                    let claim = Claim { times, time, is_believed: last.believes(at, times) };
                    self.repeat(repeated.as_deref(), claim, text, see)?;
                }
                _ if line.len() > LONGEST => see(FedLine::Bad(Reason::Long(LONGEST), text))?,
                Line::Bad(reason) => see(FedLine::Bad(reason, text))?,
                Line::Packet { times }
                    if times > repeat::FEW && !last.believes(at, times.into()) =>
                {
                    see(FedLine::Bad(Reason::Repeated(times.into()), text))?;
                }
                Line::Packet { times } => see(FedLine::Packet(&packet, times))?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads what is left of a line before another, if anything is.
    fn read_half<B>(
        &mut self,
        half: &str,
        at: usize,
        see: &mut impl FnMut(FedLine<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut packet = Packet::default();
        if half.is_empty() {
            return ControlFlow::Continue(());
        }
        match self.reader.read_half(half, &mut packet) {
            Line::Packet { times } => see(FedLine::Half { packet: &packet, times, at }),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Reads a line. If two packets are mixed in it and the second has a stamp, divides it first.
    fn read_divided<'a>(
        &mut self,
        half: &'a str,
        text: &'a str,
        first: FirstLine,
        packet: &mut Packet<'a>,
    ) -> (&'a str, &'a str, Line<'a>) {
        let read = self.reader.read(text, packet);
        if !matches!(read, Line::Bad(Reason::Mixed { .. })) {
            return (half, text, read);
        }
        match half::divide(text, Joined::AtAnyStamp) {
            ("", _) => (half, text, read),
            (half, text) => {
                let half = if first == FirstLine::Joined { "" } else { half };
                *packet = Packet::default();
                (half, text, self.reader.read(text, packet))
            }
        }
    }

    /// Passes on the packet of `repeated`, the line that the machine logged last, at the time of the
    /// repeat. If that line is unknown or not a packet, the repeat counts for nothing.
    fn repeat<B>(
        &self,
        repeated: Option<&str>,
        claim: Claim,
        text: &str,
        see: &mut impl FnMut(FedLine<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut reader = self.reader.clone();
        let mut packet = Packet::default();
        let read = repeated.map(|line| reader.read(line, &mut packet));
        if claim.times == 0 || !matches!(read, Some(Line::Packet { .. })) {
            return see(FedLine::Other);
        }
        match u32::try_from(claim.times).ok().filter(|_| claim.is_believed) {
            Some(times) => see(FedLine::Packet(&Packet { time: claim.time, ..packet }, times)),
            None => see(FedLine::Bad(Reason::Repeated(claim.times), text)),
        }
    }
}

/// The claim of a repeat.
struct Claim {
    times: u64,
    time: Option<Timestamp>,
    /// The time since the machine's last line can hold that many.
    is_believed: bool,
}
