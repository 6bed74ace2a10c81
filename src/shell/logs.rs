//! Logs that are asked directly: their packets are read for each question, and nothing is stored.
//!
//! Workers take the chunks of a log in turn, as an import's do, and each puts the packets into its own
//! part of the answer; the parts are merged at the end. The years of stamps without one are first taken
//! from the log's first stamps; if all of them say otherwise in the end, the log is read again.

use std::convert::Infallible;
use std::io::{self, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::cancel::Cancel;
use crate::field::FieldSet;
use crate::import::chunk::{Chunk, Chunks, ReadStart};
use crate::import::{ImportError, LogInput, NamedLog, Summary};
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::gap::Gaps;
use crate::log::source::DamagedSource;
use crate::log::{LineReader, ReadRules};
use crate::packet::Packet;
use crate::query::Plan;
use crate::query::eval::{Evaluation, Matcher};
use crate::span::Problem;
use crate::store::{CommitStep, MakeTable, StoreError};
use crate::time::{Timestamp, Zone};
use kept::KeptTable;
pub use table::LOGS_TABLE;

mod kept;
mod table;

/// About how many bytes a worker reads at a time: two of them stay below 60 MB with all else.
const CHUNK: usize = 8 << 20;

/// How many workers read a log at most.
const MOST_WORKERS: usize = 8;

/// The logs.
pub struct LogSet {
    logs: Vec<NamedLog>,
    rules: Arc<ReadRules>,
    year: Option<i16>,
    /// How many bytes the groups of an answer may take.
    memory: usize,
    /// The user has seen the report on the logs, which is not repeated after every question.
    is_reported: AtomicBool,
    /// Makes the table that SQL is asked of; `None` in a build without the engine.
    pub make_table: Option<MakeTable>,
    /// The table of the last question in SQL.
    table: Mutex<Option<KeptTable>>,
}

/// Why logs cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// A log cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ImportError),
    /// The query holds a pattern that cannot be compiled.
    #[error("{0}")]
    Pattern(String),
    /// The answer has more groups than fit in memory.
    #[error("the answer takes more than {} MB of memory", .0 >> 20)]
    Memory(usize),
    /// SQL was asked in a build without the engine.
    #[error("SQL over logs needs the engine, which this build of ipta does not have")]
    NoEngine,
    /// The table in memory could not be made.
    #[error(transparent)]
    Table(#[from] StoreError),
    /// A log's compression is damaged.
    #[error("{name} is damaged: {source}")]
    Damaged {
        /// The log.
        name: String,
        /// Where, and what is wrong.
        source: DamagedSource,
    },
}

impl LogsError {
    /// Whether the user stopped the reading.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Unreadable(ImportError::Cancelled))
    }

    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Unreadable(error) => error.problem(),
            Self::Memory(_) => problem.help(
                "ask about less (`where`, `last 24h`), raise `store.memory`, or run `ipta import`: a \
                 table answers in less memory",
            ),
            Self::NoEngine => problem.help(
                "ask in the language (`top src where denied`), or use a build with the feature \
                 `embedded`",
            ),
            Self::Table(error) => error.problem(),
            Self::Pattern(_) | Self::Damaged { .. } => problem,
        }
    }
}

/// A part of what is made of packets.
trait Part: Send {
    /// Takes a packet that was logged `times` times.
    fn add(&mut self, packet: &Packet<'_>, times: u32);

    /// How many bytes it takes.
    fn size(&self) -> usize;

    /// Ends a chunk of a log: its packets were added.
    fn end_chunk(&mut self, _chunk: EndedChunk<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes what another part of the same answer holds.
    #[must_use]
    fn merge(self, other: Self) -> Self;
}

/// A chunk that was read.
struct EndedChunk<'c> {
    /// Its number in its log.
    number: usize,
    /// The step that an import would take with it.
    step: CommitStep,
    /// What the log lacks there.
    gaps: &'c Gaps,
}

impl Part for Evaluation {
    fn add(&mut self, packet: &Packet<'_>, times: u32) {
        for _ in 0..times {
            Self::add(self, packet);
        }
    }

    fn size(&self) -> usize {
        Self::size(self)
    }

    fn merge(self, other: Self) -> Self {
        Self::merge(self, other)
    }
}

/// The times of the oldest and the newest packet that a query asks about.
struct Extent {
    matcher: Matcher,
    times: Option<(Timestamp, Timestamp)>,
}

impl Part for Extent {
    fn add(&mut self, packet: &Packet<'_>, _times: u32) {
        if let Some(time) = packet.time.filter(|_| self.matcher.matches(packet)) {
            let (first, last) = self.times.unwrap_or((time, time));
            self.times = Some((first.min(time), last.max(time)));
        }
    }

    fn size(&self) -> usize {
        0
    }

    fn merge(self, other: Self) -> Self {
        let both = self.times.zip(other.times);
        let merged = both.map(|(one, other)| (one.0.min(other.0), one.1.max(other.1)));
        Self { times: merged.or(self.times).or(other.times), ..self }
    }
}

impl LogSet {
    /// The logs, read by `rules`; the first stamp of each is of `year`, if its stamps have none. The
    /// groups of an answer may take `memory` bytes.
    pub fn new(
        logs: Vec<NamedLog>,
        rules: Arc<ReadRules>,
        year: Option<i16>,
        memory: usize,
    ) -> Self {
        let (is_reported, table) = (AtomicBool::new(false), Mutex::default());
        Self { logs, rules, year, memory, is_reported, make_table: None, table }
    }

    /// The zone of the packets' times.
    pub fn zone(&self) -> &Zone {
        &self.rules.zone
    }

    /// The names of the logs, for people.
    pub fn name(&self) -> String {
        match &self.logs[..] {
            [log] => log.name(),
            logs => format!("{} logs", logs.len()),
        }
    }

    /// The names of those that are files.
    pub fn files(&self) -> Vec<String> {
        let files = self.logs.iter().filter(|log| matches!(log, NamedLog::File(_)));
        files.map(NamedLog::name).collect()
    }

    /// A description of the input: `reads 3 logs, 512.0 MB`.
    pub fn outline(&self) -> String {
        let bytes: u64 = self.logs.iter().map(NamedLog::size).sum();
        let noun = if self.logs.len() == 1 { "log" } else { "logs" };
        format!("reads {} {noun}, {:.1} MB", self.logs.len(), bytes as f64 / 1e6)
    }

    /// Answers a plan from all packets. Returns the answer, and a summary of each log where the user has
    /// not seen one yet.
    pub fn evaluate(
        &self,
        plan: &Plan,
        cancel: &Cancel,
    ) -> Result<(Evaluation, Vec<String>), LogsError> {
        let empty = Evaluation::new(plan).map_err(|bad| LogsError::Pattern(bad.to_string()))?;
        let empty = if plan.is_unfitted() { empty.fit() } else { empty };
        let (answer, report) = self.read(plan.fields(), &|_| empty.clone(), cancel)?;
        Ok((answer.unwrap_or(empty), self.once(report)))
    }

    /// The report on the logs, or nothing if the user has seen it.
    fn once(&self, report: Vec<String>) -> Vec<String> {
        if self.is_reported.swap(true, Ordering::Relaxed) { Vec::new() } else { report }
    }

    /// The times of the oldest and the newest packet that a plan asks about.
    pub fn extent(
        &self,
        plan: &Plan,
        cancel: &Cancel,
    ) -> Result<Option<(Timestamp, Timestamp)>, LogsError> {
        let matcher = Matcher::new(plan).map_err(|bad| LogsError::Pattern(bad.to_string()))?;
        let new = |_| Extent { matcher: matcher.clone(), times: None };
        Ok(self.read(plan.fields(), &new, cancel)?.0.and_then(|extent| extent.times))
    }

    /// Reads all logs. `new` begins a part of a log, by the log's number. Returns what was made of them, and
    /// what to report. An empty log, as a rotation leaves it, has no packets.
    fn read<P: Part>(
        &self,
        fields: FieldSet,
        new: &(impl Fn(usize) -> P + Sync),
        cancel: &Cancel,
    ) -> Result<(Option<P>, Vec<String>), LogsError> {
        let (mut merged, mut report): (Option<P>, _) = (None, Vec::new());
        for (nth, log) in self.logs.iter().enumerate() {
            let name = log.name();
            let opened = match log.open() {
                Err(ImportError::Empty(_)) => {
                    report.push(format!("{name}: empty"));
                    continue;
                }
                opened => opened?,
            };
            let size = merged.as_ref().map_or(0, Part::size);
            let reading = Reading { fields, size, cancel };
            let (parts, summary) = self.read_log(opened, &|| new(nth), reading)?;
            merged = merged.into_iter().chain(parts).reduce(Part::merge);
            report.extend(summary.reading(&name));
        }
        Ok((merged, report))
    }

    /// Reads one log.
    fn read_log<P: Part>(
        &self,
        mut log: LogInput,
        new: &(impl Fn() -> P + Sync),
        Reading { fields, size, cancel }: Reading<'_>,
    ) -> Result<(Vec<P>, Summary), LogsError> {
        let name = log.name().to_owned();
        let named = |source| ImportError::Unreadable { name: name.clone(), source };
        let mut is_hasty = self.year.is_none();
        loop {
            let (year, zone) = (self.year, self.zone());
            let start = ReadStart::of_log(&mut log, year, zone, is_hasty, cancel).map_err(named)?;
            let has_entries = log.has_entries();
            log.text.seek(SeekFrom::Start(0)).map_err(named)?;
            let chunks = Chunks::new(log.text, CHUNK, start).map_err(named)?;
            let pass = Pass {
                rules: &self.rules,
                fields,
                memory: self.memory,
                has_entries,
                cancel,
                chunks: Mutex::new(Numbered { chunks, next: 0 }),
                end: Mutex::new(None),
                size: AtomicUsize::new(size),
            };
            let (parts, summary) = pass.run(new);
            let Numbered { chunks, .. } =
                pass.chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
            if cancel.is_raised() {
                return Err(ImportError::Cancelled.into());
            }
            if is_hasty && chunks.has_other_years() {
                (is_hasty, log.text) = (false, chunks.into_source());
                continue;
            }
            let end = pass.end.into_inner().unwrap_or_else(PoisonError::into_inner);
            let summary = Summary { is_waiting: chunks.is_waiting, ..summary };
            return match end {
                None => Ok((parts, summary)),
                Some(End::Memory) => Err(LogsError::Memory(self.memory)),
                Some(End::Table(error)) => Err(error.into()),
                Some(End::Failed(error)) => match DamagedSource::of(&error) {
                    Some(source) if source.is_cut => {
                        Ok((parts, Summary { broken: Some(error.to_string()), ..summary }))
                    }
                    Some(source) => Err(LogsError::Damaged { name, source: source.clone() }),
                    None => Err(named(error).into()),
                },
            };
        }
    }
}

/// The chunks of a log, numbered.
struct Numbered {
    chunks: Chunks,
    next: usize,
}

/// Why a log was not read to its end.
enum End {
    /// The parts take too much memory.
    Memory,
    /// The table in memory does not take its packets.
    Table(StoreError),
    /// The log cannot be read further.
    Failed(io::Error),
}

/// What is to be read of a log.
#[derive(Clone, Copy)]
struct Reading<'r> {
    /// The fields that are asked for.
    fields: FieldSet,
    /// How many bytes of the memory are taken by the logs before it.
    size: usize,
    cancel: &'r Cancel,
}

/// One reading of a log.
struct Pass<'p> {
    rules: &'p Arc<ReadRules>,
    fields: FieldSet,
    /// How many bytes the parts may take together.
    memory: usize,
    has_entries: bool,
    cancel: &'p Cancel,
    chunks: Mutex<Numbered>,
    end: Mutex<Option<End>>,
    /// How many bytes all parts take.
    size: AtomicUsize,
}

impl Pass<'_> {
    /// Reads all chunks on several workers.
    fn run<P: Part>(&self, new: &(impl Fn() -> P + Sync)) -> (Vec<P>, Summary) {
        let workers = thread::available_parallelism().map_or(1, |count| count.get());
        let mut parts = Vec::new();
        let mut summaries = Vec::new();
        thread::scope(|scope| {
            let started: Vec<_> =
                (0..workers.min(MOST_WORKERS)).map(|_| scope.spawn(|| self.work(new()))).collect();
            for worker in started {
                match worker.join() {
                    Ok((part, mut read)) => {
                        parts.push(part);
                        summaries.append(&mut read);
                    }
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        summaries.sort_by_key(|(number, _)| *number);
        let mut summary = Summary::default();
        summaries.into_iter().for_each(|(_, next)| summary.merge(next));
        (parts, summary)
    }

    /// Reads chunk after chunk into `part`. Returns it, and the summaries of the chunks by their numbers.
    fn work<P: Part>(&self, mut part: P) -> (P, Vec<(usize, Summary)>) {
        let (mut summaries, mut memory, mut size) = (Vec::new(), Vec::new(), 0);
        while let Some((number, chunk)) = self.next_chunk(std::mem::take(&mut memory)) {
            let summary = self.read_chunk(&chunk, &mut part);
            let ended = EndedChunk { number, step: chunk.step, gaps: &summary.gaps };
            if let Err(error) = part.end_chunk(ended) {
                self.stop(End::Table(error));
            }
            summaries.push((number, summary));
            memory = chunk.bytes;
            let now = part.size();
            let all = self.size.fetch_add(now.wrapping_sub(size), Ordering::Relaxed);
            if all.wrapping_add(now.wrapping_sub(size)) > self.memory {
                self.stop(End::Memory);
            }
            size = now;
        }
        (part, summaries)
    }

    fn next_chunk(&self, memory: Vec<u8>) -> Option<(usize, Chunk)> {
        let mut numbered = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let is_stopped = self.end.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if is_stopped || self.cancel.is_raised() {
            return None;
        }
        match numbered.chunks.next(memory, self.cancel) {
            Ok(chunk) => {
                let number = numbered.next;
                numbered.next += 1;
                Some((number, chunk?))
            }
            Err(error) => {
                self.stop(End::Failed(error));
                None
            }
        }
    }

    fn stop(&self, end: End) {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(end);
    }

    fn read_chunk(&self, chunk: &Chunk, part: &mut impl Part) -> Summary {
        let rules = self.rules;
        let reader =
            LineReader::with_rules(rules, chunk.years).after(&chunk.before).asked(self.fields);
        let mut feed = Feed::new(reader, self.has_entries);
        let (bytes, before) = (&chunk.bytes[..], &chunk.before[..]);
        let mut summary = Summary::default();
        let run = LineRun { bytes, before, first: FirstLine::Whole };
        let ControlFlow::Continue(()) = feed.read(run, &mut |line| {
            summary.add(&line, &rules.prefixes);
            if let FedLine::Packet(packet, times) | FedLine::Half { packet, times, .. } = line {
                part.add(packet, times);
            }
            ControlFlow::<Infallible>::Continue(())
        });
        summary.end_part(feed.reader.doubts);
        summary
    }
}
