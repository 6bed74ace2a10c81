//! Reads the lines of a chunk into a batch and a summary.

use std::ops::ControlFlow;

use super::bad::Bad;
use super::chunk::Chunk;
use super::error::ImportError;
use super::job::{Import, LogContext};
use super::summary::Summary;
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::{LineReader, Reason};
use crate::store::Batch;

/// How many lines are read between two checks for cancellation.
const CANCEL_CHECK: u64 = 4096;

/// Where the lines of a chunk go.
pub(super) struct ChunkLines<'c> {
    pub import: &'c Import<'c>,
    pub batch: &'c mut dyn Batch,
    /// The chunk's summary.
    pub summary: Summary,
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
        self.summary.end_part(feed.reader.doubts);
        Ok(())
    }

    /// Counts a line. `is_start` says whether its chunk begins the log.
    fn take(&mut self, line: FedLine<'_>, is_start: bool) -> ControlFlow<ImportError> {
        let is_check = self.summary.lines.is_multiple_of(CANCEL_CHECK);
        if is_check && self.import.cancel.is_raised() {
            return ControlFlow::Break(ImportError::Cancelled);
        }
        // A half at the start of a log may be what a crash left of a log that was imported.
        if let FedLine::Half { packet, at: 0, .. } = line
            && is_start
        {
            match self.import.has(packet) {
                Err(error) => return ControlFlow::Break(error),
                Ok(true) => return ControlFlow::Continue(()),
                Ok(false) => {}
            }
        }
        self.summary.add(&line, &self.import.options.rules.prefixes);
        match line {
            FedLine::Packet(packet, times) | FedLine::Half { packet, times, .. } => {
                (0..times).for_each(|_| self.batch.push(packet));
            }
            FedLine::Bad(reason, text) => self.keep_bad(&reason, text),
            FedLine::Other | FedLine::Foreign(_) | FedLine::Gap(_) => {}
        }
        ControlFlow::Continue(())
    }

    fn keep_bad(&mut self, reason: &Reason<'_>, text: &str) {
        if let Some(bad) = &mut self.bad {
            let (reason, text) = (reason.to_string(), text.trim_end().to_owned());
            bad.push(Bad { number: self.summary.lines, reason, text });
        }
    }
}
