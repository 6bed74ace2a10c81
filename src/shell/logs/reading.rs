//! Reading logs for a question: from memory, from where they have grown, or from their start.

use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::cache::{Change, KeptChunks, KeptLog, LogState};
use super::{Keeping, LogSet, LogsError, Part, Pass, PassEnd, PassError, Reading, on_workers};
use crate::import::chunk::{Chunks, ReadStart};
use crate::import::{ImportError, LogInput, Summary, unreadable};
use crate::log::source::DamagedSource;
use crate::query::eval::PacketBlock;

/// A log that is to be read.
struct LogToRead {
    /// Its number in the set.
    number: usize,
    log: LogInput,
    /// Its state now, if its packets are to be kept.
    state: Option<LogState>,
    /// The packets that were kept before it grew.
    before: Option<Arc<KeptLog>>,
    /// How many bytes of the memory the logs before it take.
    size: usize,
}

/// The packets of a log that were kept.
struct KeptBlocks<'b> {
    /// The log's number in the set.
    log: usize,
    blocks: &'b [Arc<PacketBlock>],
    /// How many bytes of the memory all that was read before takes.
    size: usize,
}

impl LogSet {
    /// Reads all logs. Returns what was made of them, and what to report.
    pub(super) fn read<P: Part, N: Fn(usize) -> P + Sync>(
        &self,
        reading: &Reading<'_, N>,
    ) -> Result<(Option<P>, Vec<String>), LogsError> {
        self.cache.begin();
        self.progress.begin(self.bytes());
        let read = match self.read_logs(reading) {
            Err(LogsError::Memory(_)) if self.cache.is_keeping() => {
                self.cache.give_up(self.memory);
                self.progress.go_back(0);
                self.read_logs(reading)
            }
            read => read,
        };
        self.progress.end();
        read
    }

    /// Reads all logs. An empty one, as a rotation leaves it, has no packets.
    fn read_logs<P: Part, N: Fn(usize) -> P + Sync>(
        &self,
        reading: &Reading<'_, N>,
    ) -> Result<(Option<P>, Vec<String>), LogsError> {
        let (mut merged, mut report): (Option<P>, _) = (None, Vec::new());
        for (number, log) in self.logs.iter().enumerate() {
            let name = log.name();
            let log = match log.open() {
                Err(ImportError::Empty(_)) => {
                    report.push(format!("{name}: empty"));
                    continue;
                }
                opened => opened?,
            };
            let size = merged.as_ref().map_or(0, Part::size);
            let log = LogToRead { number, log, state: None, before: None, size };
            let (parts, summary) = self.read_known(log, reading)?;
            merged = merged.into_iter().chain(parts).reduce(Part::merge);
            report.extend(summary.reading(&name));
        }
        Ok((merged, report))
    }

    /// Reads one log, as far as its packets are not kept.
    fn read_known<P: Part, N: Fn(usize) -> P + Sync>(
        &self,
        mut to_read: LogToRead,
        reading: &Reading<'_, N>,
    ) -> Result<(Vec<P>, Summary), LogsError> {
        let log = &mut to_read.log;
        if self.cache.is_keeping() && reading.keeping == Keeping::Packets {
            let state = LogState::of(log).map_err(|error| unreadable(log.name(), error))?;
            match self.cache.change(to_read.number, &state, log) {
                Change::None(kept) => {
                    self.progress.add(state.size());
                    let chunks = kept.chunks.whole();
                    let blocks = KeptBlocks {
                        log: to_read.number,
                        blocks: &chunks.blocks,
                        size: to_read.size,
                    };
                    let parts = self.read_blocks(blocks, reading)?;
                    return Ok((parts, chunks.summary));
                }
                Change::Grown(kept) => to_read.before = Some(kept),
                Change::Other => {}
            }
            to_read.state = Some(state);
        }
        self.read_log(to_read, reading)
    }

    /// Reads one log, from where it has grown or from its start.
    fn read_log<P: Part, N: Fn(usize) -> P + Sync>(
        &self,
        to_read: LogToRead,
        reading: &Reading<'_, N>,
    ) -> Result<(Vec<P>, Summary), LogsError> {
        let LogToRead { number, mut log, state, mut before, size } = to_read;
        let name = log.name().to_owned();
        let named = |error| unreadable(&name, error);
        let (read, mut is_hasty) = (self.progress.read(), self.year.is_none());
        loop {
            self.progress.go_back(read);
            let start = match &before {
                Some(kept) => kept.checkpoint.start(&mut log, self.zone()),
                None => self.start(&mut log, is_hasty, reading).map(Some),
            };
            let Some(start) = start.map_err(named)? else {
                before = None;
                continue;
            };
            self.progress.add(start.offset);
            let has_entries = log.has_entries();
            let mut chunks = Chunks::new(log.text, self.chunk, start).map_err(named)?;
            if let Some(kept) = &before {
                chunks.resume(&kept.checkpoint).map_err(named)?;
            }
            let pass = Pass::new(self, chunks, has_entries, size, reading);
            let mut parts = on_workers(|| pass.work((reading.new)(number)));
            if reading.cancel.is_raised() {
                return Err(ImportError::Cancelled.into());
            }
            let PassEnd { chunks, read, open, error } = pass.into_end();
            if (is_hasty || before.is_some()) && chunks.has_other_years() {
                is_hasty &= before.take().is_some();
                log.text = chunks.into_source();
                continue;
            }
            let done = before.map(|kept| kept.chunks.done.clone()).unwrap_or_default();
            let blocks = KeptBlocks { log: number, blocks: &done.blocks, size };
            parts.extend(self.read_blocks(blocks, reading)?);
            let mut kept = KeptChunks { done, ..KeptChunks::default() };
            kept.last.summary.is_waiting = chunks.is_waiting;
            kept.last.summary.broken = error.map_or(Ok(None), |error| self.broken(&name, error))?;
            kept.add(read, open.as_ref().map_or(0, |open| open.number));
            let summary = kept.whole().summary;
            if let Some((open, state)) = open.zip(state) {
                self.cache
                    .put(number, KeptLog { state, chunks: kept, checkpoint: open.checkpoint });
            }
            return Ok((parts, summary));
        }
    }

    /// The start of a whole log.
    fn start<N>(
        &self,
        log: &mut LogInput,
        is_hasty: bool,
        reading: &Reading<'_, N>,
    ) -> io::Result<ReadStart> {
        let start = ReadStart::of_log(log, self.year, self.zone(), is_hasty, reading.cancel)?;
        log.text.seek(SeekFrom::Start(0))?;
        Ok(start)
    }

    /// Why a log was not read to its end, if what was read before can be believed.
    fn broken(&self, name: &str, error: PassError) -> Result<Option<String>, LogsError> {
        let error = match error {
            PassError::Memory => return Err(LogsError::Memory(self.memory)),
            PassError::Table(error) => return Err(error.into()),
            PassError::Failed(error) => error,
        };
        match DamagedSource::of(&error) {
            Some(source) if source.is_cut => {
                self.is_cut.store(true, Ordering::Relaxed);
                Ok(Some(error.to_string()))
            }
            Some(source) => {
                Err(LogsError::Damaged { name: name.to_owned(), source: source.clone() })
            }
            None => Err(unreadable(name, error).into()),
        }
    }

    /// Reads blocks.
    fn read_blocks<P: Part, N: Fn(usize) -> P + Sync>(
        &self,
        KeptBlocks { log, blocks, size }: KeptBlocks<'_>,
        reading: &Reading<'_, N>,
    ) -> Result<Vec<P>, LogsError> {
        if blocks.is_empty() {
            return Ok(Vec::new());
        }
        let (next, is_full) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (size, memory) = (AtomicUsize::new(size + self.cache.size()), self.memory);
        let parts = on_workers(|| {
            let mut part = (reading.new)(log);
            while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                if reading.cancel.is_raised() || is_full.load(Ordering::Relaxed) {
                    break;
                }
                let before = part.size();
                block.read(reading.fields, &mut |packet, times| part.add(packet, times));
                let grown = part.size().wrapping_sub(before);
                let all = size.fetch_add(grown, Ordering::Relaxed).wrapping_add(grown);
                is_full.fetch_or(all > memory, Ordering::Relaxed);
            }
            part
        });
        match () {
            () if reading.cancel.is_raised() => Err(ImportError::Cancelled.into()),
            () if is_full.into_inner() => Err(LogsError::Memory(memory)),
            () => Ok(parts),
        }
    }
}
