//! Lines: those of a chunk, read in their order into a batch and a summary.

use std::fmt::Display;

use super::bad::Bad;
use super::chunk::{Chunk, LONGEST};
use super::half;
use super::{Import, ImportError, ImportOptions, LogContext, Summary};
use crate::log::gap::{self, Sum};
use crate::log::prefix::UserRule;
use crate::log::repeat::{self, LastLines};
use crate::log::stamp::Years;
use crate::log::{self, Line, LineReader, Reason, journal, source};
use crate::packet::Packet;
use crate::store::Batch;
use crate::time::Timestamp;

/// How many lines pass between two looks at the cancel flag.
const PATIENCE: u64 = 4096;

/// What is wrong with a line among entries that is none.
const UNREAD: &str = "this entry cannot be read";

/// The lines of a chunk, and how they are to be read.
pub(super) struct Lines<'c> {
    pub chunk: &'c Chunk,
    pub log: &'c LogContext<'c>,
    pub import: &'c Import<'c>,
}

/// A line of a chunk.
struct RawLine<'l> {
    /// Its offset in the chunk.
    place: usize,
    /// Its bytes, without the newline.
    bytes: &'l [u8],
    /// The part of it that is read: all, unless it follows half of another one.
    text: &'l str,
}

/// What a notice claims.
struct Repeats {
    times: u64,
    /// The time since the machine's last line can hold them.
    is_believed: bool,
}

/// What a chunk's lines came to so far.
struct Found<'f> {
    batch: &'f mut dyn Batch,
    /// The user's own rules for prefixes.
    rules: &'f [UserRule],
    summary: Summary,
    /// The packets that are a sample.
    sampled: Sum,
    /// All bad lines, if they are wanted.
    bad: Option<&'f mut Vec<Bad>>,
}

impl Lines<'_> {
    /// Reads all lines; the bad ones go into that list, if there is one.
    pub fn read(
        &self,
        batch: &mut dyn Batch,
        bad: Option<&mut Vec<Bad>>,
    ) -> Result<Summary, ImportError> {
        let Chunk { bytes, before, years, step, left_out, start, .. } = self.chunk;
        let summary = Summary { bytes: step.to.offset - start, ..Summary::default() };
        let mut found = Found {
            batch,
            rules: &self.import.options.rules,
            summary,
            sampled: Sum::default(),
            bad,
        };
        found.summary.others(*left_out);
        let mut reader = self.reader(*years);
        let mut last = LastLines::new(before, bytes);
        // To look at all bytes at once takes half the time of looking at each line.
        let whole = std::str::from_utf8(bytes).ok();
        let has_zeros = memchr::memchr(0, bytes).is_some();
        let mut at = 0;
        for line in source::lines(bytes) {
            let place = at;
            at += line.len() + 1;
            if found.summary.lines.is_multiple_of(PATIENCE) && self.import.cancel.is_raised() {
                return Err(ImportError::Cancelled);
            }
            let text = whole.map_or_else(|| log::text(line), |all| all[place..at - 1].into());
            if log::is_message(line) {
                reader.foresee(bytes.get(at..).unwrap_or_default());
            }
            if self.chunk.has_half && place == 0 {
                found.summary.others(1);
                continue;
            }
            let is_joined = self.chunk.is_cut && place == 0;
            let (half, text) = match is_joined || has_zeros {
                true => half::divide(&text, is_joined),
                false => ("", &*text),
            };
            let (half, text, read) = divided(&mut reader, half, text);
            if !half.is_empty() && !is_joined {
                let is_first = *start == 0 && place == 0;
                self.half(half, is_first, &mut reader, &mut found)?;
            }
            let raw = RawLine { place, bytes: line, text };
            self.take(read, &raw, &reader, &mut last, &mut found);
        }
        if found.sampled.notices > 0 {
            found.summary.gaps.put((None, gap::SAMPLED.to_owned()), &found.sampled);
        }
        found.summary.doubts = reader.doubts;
        Ok(found.summary)
    }

    /// Counts what a line was read as.
    fn take(
        &self,
        read: Line<'_>,
        raw: &RawLine<'_>,
        reader: &LineReader<'_>,
        last: &mut LastLines<'_>,
        found: &mut Found<'_>,
    ) {
        let RawLine { place, bytes, text } = *raw;
        match read {
            _ if self.log.has_entries && journal::is_unread(bytes) => found.bad(&UNREAD, text),
            Line::Other => found.summary.others(1),
            Line::Foreign { program } => found.summary.foreign(&program),
            Line::Gap(gap) => found.summary.gap(&gap),
            Line::Repeat { machine, times, time } => {
                let line = last.of(machine, place);
                let times = Repeats { times, is_believed: last.believes(place, times) };
                found.repeat(line, reader, times, time, text);
            }
            _ if bytes.len() > LONGEST => found.bad(&Reason::Long(LONGEST), text),
            Line::Bad(reason) => found.bad(&reason, text),
            Line::Packet { times, .. }
                if times > repeat::FEW && !last.believes(place, times.into()) =>
            {
                found.bad(&Reason::Repeated(times.into()), text);
            }
            Line::Packet { packet, times } => found.packet(&packet, times),
        }
    }

    /// Counts the packet of a half line before another one. One at the start of a log may be what a
    /// crash left of a log that was imported: the table is asked.
    fn half(
        &self,
        half: &str,
        is_first: bool,
        reader: &mut LineReader<'_>,
        found: &mut Found<'_>,
    ) -> Result<(), ImportError> {
        if let Line::Packet { packet, times } = reader.read_half(half)
            && !(is_first && self.import.has(&packet)?)
        {
            found.packet(&packet, times);
            // The line is counted with the other half.
            found.summary.lines -= 1;
        }
        Ok(())
    }

    fn reader(&self, years: Years) -> LineReader<'_> {
        let ImportOptions { boot, marker, tags, rules, .. } = self.import.options;
        let reader = LineReader::new(self.log.zone.clone(), years).with_boot(*boot);
        let reader = reader.with_marker(marker.as_deref()).with_rules(rules).with_tags(tags);
        reader.after(&self.chunk.before)
    }
}

/// Reads a line; one that two packets are mixed in is divided first, if the second has a stamp.
fn divided<'a, 'r: 'a>(
    reader: &mut LineReader<'r>,
    half: &'a str,
    text: &'a str,
) -> (&'a str, &'a str, Line<'a>) {
    let read = reader.read(text);
    if !matches!(read, Line::Bad(Reason::Mixed { .. })) {
        return (half, text, read);
    }
    match half::divide(text, true) {
        ("", _) => (half, text, read),
        (half, text) => (half, text, reader.read(text)),
    }
}

impl Found<'_> {
    fn packet(&mut self, packet: &Packet<'_>, times: u32) {
        let notices = u64::from(times);
        if packet.prefix.is_some_and(gap::is_sampled) {
            let span = packet.time.map(|time| (time, time));
            self.sampled.add(&Sum { notices, lost: None, span });
        }
        self.summary.packet(packet, self.rules, notices);
        (0..times).for_each(|_| self.batch.push(packet));
    }

    fn bad(&mut self, reason: &dyn Display, text: &str) {
        self.summary.bad(reason, text);
        if let Some(bad) = &mut self.bad {
            let (reason, text) = (reason.to_string(), text.trim_end().to_owned());
            bad.push(Bad { number: self.summary.lines, reason, text });
        }
    }

    /// Counts a packet again whose line the machine logged last, at the time of the repeat; a last
    /// line that was no packet, or is not known, counts for nothing.
    fn repeat(
        &mut self,
        last: Option<&[u8]>,
        reader: &LineReader<'_>,
        Repeats { times, is_believed }: Repeats,
        time: Option<Timestamp>,
        text: &str,
    ) {
        let last = last.map(log::text);
        let mut reader = reader.clone();
        let read = last.as_deref().map(|last| reader.read(last));
        let Some(Line::Packet { packet, .. }) = read.filter(|_| times > 0) else {
            return self.summary.others(1);
        };
        match u32::try_from(times).ok().filter(|_| is_believed) {
            Some(times) => self.packet(&Packet { time, ..packet }, times),
            None => self.bad(&Reason::Repeated(times), text),
        }
    }
}
