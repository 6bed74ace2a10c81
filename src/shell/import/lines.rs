//! Reads the lines of a chunk into a batch and a summary.

use std::fmt::Display;
use std::ops::ControlFlow;

use super::bad::Bad;
use super::chunk::Chunk;
use super::error::ImportError;
use super::job::{Import, LogContext};
use super::summary::Summary;
use crate::log::LineReader;
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::gap::{self, Sum};
use crate::packet::Packet;
use crate::store::Batch;

/// How many lines are read between two checks for cancellation.
const CANCEL_CHECK: u64 = 4096;

/// Where the lines of a chunk go.
pub(super) struct ChunkLines<'c> {
    pub import: &'c Import<'c>,
    pub batch: &'c mut dyn Batch,
    /// The chunk's summary.
    pub summary: Summary,
    /// Packets that a sample logged.
    pub sampled: Sum,
    /// Takes all bad lines, if the user asked for them.
    pub bad: Option<Vec<Bad>>,
}

impl<'c> ChunkLines<'c> {
    /// Reads all lines of `chunk`.
    pub fn read(&mut self, chunk: &Chunk, log: &LogContext<'_>) -> Result<(), ImportError> {
        self.summary.bytes = chunk.step.to.offset - chunk.start;
        self.summary.others(chunk.left_out);
        let reader = LineReader::with_rules(&log.rules, chunk.years).after(&chunk.before);
        let mut feed = Feed::new(reader, log.has_entries);
        let first = if chunk.has_half {
            FirstLine::Rest
        } else if chunk.is_cut {
            FirstLine::Joined
        } else {
            FirstLine::Whole
        };
        let run = LineRun { bytes: &chunk.bytes, before: &chunk.before, first };
        let is_start = chunk.start == 0;
        if let ControlFlow::Break(error) = feed.read(run, &mut |line| self.take(line, is_start)) {
            return Err(error);
        }
        if self.sampled.notices > 0 {
            self.summary.gaps.put((None, gap::SAMPLED.to_owned()), &self.sampled);
        }
        self.summary.doubts = feed.reader.doubts;
        Ok(())
    }

    /// Counts a line. `is_start` says whether its chunk begins the log.
    fn take(&mut self, line: FedLine<'_>, is_start: bool) -> ControlFlow<ImportError> {
        let is_check = self.summary.lines.is_multiple_of(CANCEL_CHECK);
        if is_check && self.import.cancel.is_raised() {
            return ControlFlow::Break(ImportError::Cancelled);
        }
        match line {
            FedLine::Packet(packet, times) => self.packet(packet, times),
            FedLine::Other => self.summary.others(1),
            FedLine::Foreign(program) => self.summary.foreign(program),
            FedLine::Gap(gap) => self.summary.gap(gap),
            FedLine::Bad(reason, text) => self.bad(&reason, text),
            FedLine::Half { packet, times, at } => {
                // At the start of a log it may be what a crash left of a log that was imported.
                let is_known = match is_start && at == 0 {
                    true => self.import.has(packet),
                    false => Ok(false),
                };
                match is_known {
                    Err(error) => return ControlFlow::Break(error),
                    Ok(true) => {}
                    Ok(false) => {
                        self.packet(packet, times);
                        // The line is counted with the line that follows in it.
                        self.summary.lines -= 1;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn packet(&mut self, packet: &Packet<'_>, times: u32) {
        let notices = u64::from(times);
        if packet.prefix.is_some_and(gap::is_sampled) {
            let span = packet.time.map(|time| (time, time));
            self.sampled.add(&Sum { notices, lost: None, span });
        }
        self.summary.packet(packet, &self.import.options.rules.prefixes, notices);
        (0..times).for_each(|_| self.batch.push(packet));
    }

    fn bad(&mut self, reason: &dyn Display, text: &str) {
        self.summary.bad(reason, text);
        if let Some(bad) = &mut self.bad {
            let (reason, text) = (reason.to_string(), text.trim_end().to_owned());
            bad.push(Bad { number: self.summary.lines, reason, text });
        }
    }
}
