//! Logs that are asked directly: their packets are read for a question, and nothing is stored. Where more
//! questions follow, the packets stay in memory (`cache`).
//!
//! Workers take the chunks of a log in turn, as an import's do, and each puts the packets into its own
//! part of the answer; the parts are merged at the end. The years of stamps without one are first taken
//! from the log's first stamps; if all of them say otherwise in the end, the log is read again.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::cancel::Cancel;
use crate::field::{FIELDS, FieldSet};
use crate::import::chunk::{Checkpoint, Chunk, Chunks};
use crate::import::{ImportError, NamedLog, Summary};
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::gap::Gaps;
use crate::log::source::DamagedSource;
use crate::log::{LineReader, ReadRules};
use crate::packet::Packet;
use crate::query::Plan;
use crate::query::eval::{Evaluation, Matcher, PacketBlock, PacketBlockBuilder};
use crate::span::Problem;
use crate::store::{CommitStep, MakeTable, StoreError};
use crate::time::{Timestamp, Zone};

mod cache;
mod copies;
mod progress;
mod reading;
mod table;

pub use copies::without_copies;
pub use progress::ReadProgress;
pub use table::LOGS_TABLE;

use cache::{Cache, KeptTable, ReadChunk};

/// About how many bytes a worker reads at a time: two of them stay below 60 MB with all else.
const CHUNK: usize = 8 << 20;

/// How many workers read a log at most.
const MOST_WORKERS: usize = 8;

/// The logs.
pub struct LogSet {
    logs: Vec<NamedLog>,
    rules: Arc<ReadRules>,
    year: Option<i16>,
    /// About how many bytes a worker reads at a time.
    chunk: usize,
    /// How many bytes the groups of an answer may take, with the packets that are kept.
    memory: usize,
    /// The packets that are kept for later questions.
    cache: Cache,
    progress: Arc<ReadProgress>,
    /// The user has seen the report on the logs, which is not repeated after every question.
    is_reported: AtomicBool,
    /// That report said that a log is cut off.
    is_reported_cut: AtomicBool,
    /// A log was cut off: answers lack what followed.
    is_cut: AtomicBool,
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
        let (cache, progress) = (Cache::default(), Arc::default());
        Self {
            logs,
            rules,
            year,
            chunk: CHUNK,
            memory,
            cache,
            progress,
            is_reported: AtomicBool::new(false),
            is_reported_cut: AtomicBool::new(false),
            is_cut: AtomicBool::new(false),
            make_table: None,
            table: Mutex::default(),
        }
    }

    /// Reads about `bytes` at a time.
    #[must_use]
    pub fn in_chunks_of(self, bytes: usize) -> Self {
        Self { chunk: bytes, ..self }
    }

    /// Keeps packets in memory from now on, as far as they fit: more questions will be asked.
    pub fn keep_packets(&self) {
        self.cache.keep();
    }

    /// Whether an answer lacks packets because the compression of a log is cut off.
    pub fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::Relaxed)
    }

    /// How far the reading for a question has come.
    pub fn progress(&self) -> Arc<ReadProgress> {
        Arc::clone(&self.progress)
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

    /// The names of all of them.
    pub fn names(&self) -> Vec<String> {
        self.logs.iter().map(NamedLog::name).collect()
    }

    /// The paths of those that are files, none of which looks like an option.
    pub fn files(&self) -> Vec<String> {
        let files = self.logs.iter().filter(|log| matches!(log, NamedLog::File(_)));
        let paths = files.map(NamedLog::name);
        paths.map(|path| if path.starts_with('-') { format!("./{path}") } else { path }).collect()
    }

    /// A description of the input: `reads 3 logs, 512.0 MB`.
    pub fn outline(&self) -> String {
        let bytes = self.bytes();
        let noun = if self.logs.len() == 1 { "log" } else { "logs" };
        format!("reads {} {noun}, {:.1} MB", self.logs.len(), bytes as f64 / 1e6)
    }

    fn bytes(&self) -> u64 {
        self.logs.iter().map(NamedLog::size).sum()
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
        let new = |_| empty.clone();
        let (fields, keeping) = (plan.fields(), Keeping::Packets);
        let (answer, report) = self.read(&Reading { new, fields, keeping, cancel })?;
        Ok((answer.unwrap_or(empty), self.once(report)))
    }

    /// The report on the logs, or nothing if the user has seen it and no log was cut off since.
    fn once(&self, report: Vec<String>) -> Vec<String> {
        let is_cut = self.is_cut();
        let was_cut = self.is_reported_cut.swap(is_cut, Ordering::Relaxed);
        let is_known = self.is_reported.swap(true, Ordering::Relaxed) && was_cut == is_cut;
        if is_known { Vec::new() } else { report }
    }

    /// The times of the oldest and the newest packet that a plan asks about.
    pub fn extent(
        &self,
        plan: &Plan,
        cancel: &Cancel,
    ) -> Result<Option<(Timestamp, Timestamp)>, LogsError> {
        let matcher = Matcher::new(plan).map_err(|bad| LogsError::Pattern(bad.to_string()))?;
        let new = |_| Extent { matcher: matcher.clone(), times: None };
        let (mut fields, keeping) = (plan.fields(), Keeping::Packets);
        fields.insert(&FIELDS[0]);
        let reading = Reading { new, fields, keeping, cancel };
        Ok(self.read(&reading)?.0.and_then(|extent| extent.times))
    }
}

/// What is made of packets.
struct Reading<'r, N> {
    /// Makes a part before its first packet, for the log with that number.
    new: N,
    /// The fields of packets that parts read.
    fields: FieldSet,
    keeping: Keeping,
    cancel: &'r Cancel,
}

/// Whether packets that are read are kept for later questions, where those are to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    /// They are, and those that were kept are not read again.
    Packets,
    /// They are not: what is made of them is kept.
    Nothing,
}

/// The chunks of a log, numbered.
struct Numbered {
    chunks: Chunks,
    next: usize,
    /// The place before the first chunk that would be another if the log were longer.
    open: Option<OpenChunk>,
}

/// A place before a chunk.
struct OpenChunk {
    number: usize,
    checkpoint: Checkpoint,
}

/// The end of a pass.
struct PassEnd {
    chunks: Chunks,
    read: Vec<ReadChunk>,
    open: Option<OpenChunk>,
    error: Option<PassError>,
}

/// Why a log was not read to its end.
enum PassError {
    /// The parts take too much memory.
    Memory,
    /// The table in memory does not take its packets.
    Table(StoreError),
    /// The log cannot be read further.
    Failed(io::Error),
}

/// One reading of a log.
struct Pass<'p> {
    rules: &'p Arc<ReadRules>,
    fields: FieldSet,
    keeping: Keeping,
    /// How many bytes the parts may take together, with the packets that are kept.
    memory: usize,
    cache: &'p Cache,
    progress: &'p ReadProgress,
    has_entries: bool,
    cancel: &'p Cancel,
    chunks: Mutex<Numbered>,
    read: Mutex<Vec<ReadChunk>>,
    error: Mutex<Option<PassError>>,
    /// How many bytes all parts take.
    size: AtomicUsize,
}

/// Takes what a lock protects, also after a panic, which the scope of its thread passes on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does the same work on several threads.
fn on_workers<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let workers = thread::available_parallelism().map_or(1, |count| count.get()).min(MOST_WORKERS);
    thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(&work)).collect();
        let joined = started.into_iter().map(|worker| worker.join());
        joined.map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

impl<'p> Pass<'p> {
    fn new<N>(
        logs: &'p LogSet,
        chunks: Chunks,
        has_entries: bool,
        size: usize,
        &Reading { fields, keeping, cancel, .. }: &Reading<'p, N>,
    ) -> Self {
        Self {
            rules: &logs.rules,
            fields,
            keeping,
            memory: logs.memory,
            cache: &logs.cache,
            progress: &logs.progress,
            has_entries,
            cancel,
            chunks: Mutex::new(Numbered { chunks, next: 0, open: None }),
            read: Mutex::default(),
            error: Mutex::default(),
            size: AtomicUsize::new(size),
        }
    }

    fn into_end(self) -> PassEnd {
        let Numbered { chunks, open, .. } =
            self.chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read = self.read.into_inner().unwrap_or_else(PoisonError::into_inner);
        let error = self.error.into_inner().unwrap_or_else(PoisonError::into_inner);
        PassEnd { chunks, read, open, error }
    }

    fn is_keeping(&self) -> bool {
        self.keeping == Keeping::Packets && self.cache.is_keeping()
    }

    /// Reads chunk after chunk into `part`.
    fn work<P: Part>(&self, mut part: P) -> P {
        let (mut memory, mut size) = (Vec::new(), 0);
        let mut kept = self.is_keeping().then(PacketBlockBuilder::default);
        while let Some((number, chunk)) = self.next_chunk(std::mem::take(&mut memory)) {
            let summary = self.read_chunk(&chunk, &mut |packet, times| {
                part.add(packet, times);
                if let Some(kept) = &mut kept {
                    kept.add(packet, times);
                }
            });
            kept = kept.filter(|_| self.is_keeping());
            let ended = EndedChunk { number, step: chunk.step, gaps: &summary.gaps };
            if let Err(error) = part.end_chunk(ended) {
                self.stop(PassError::Table(error));
            }
            let block = kept.as_mut().map(PacketBlockBuilder::seal);
            self.progress.add(chunk.taken);
            memory = chunk.bytes;
            let kept_size = block.as_ref().map_or(0, PacketBlock::size);
            lock(&self.read).push(ReadChunk { number, summary, block });
            let now = part.size();
            self.spend(now.wrapping_sub(size), kept_size);
            size = now;
        }
        part
    }

    /// Counts what a part has grown by, and a block. Blocks are given up where there is no room for both.
    fn spend(&self, part: usize, block: usize) {
        let (cache, memory) = (self.cache, self.memory);
        let parts = self.size.fetch_add(part, Ordering::Relaxed).wrapping_add(part);
        cache.count(block);
        if cache.is_keeping() && parts + cache.size() > memory {
            cache.give_up(memory);
            lock(&self.read).iter_mut().for_each(|read| read.block = None);
        }
        if parts > memory {
            self.stop(PassError::Memory);
        }
    }

    fn next_chunk(&self, memory: Vec<u8>) -> Option<(usize, Chunk)> {
        let mut numbered = lock(&self.chunks);
        if lock(&self.error).is_some() || self.cancel.is_raised() {
            return None;
        }
        if self.is_keeping() && !numbered.chunks.has_ended() {
            let (number, checkpoint) = (numbered.next, numbered.chunks.checkpoint());
            numbered.open = Some(OpenChunk { number, checkpoint });
        }
        match numbered.chunks.next(memory, self.cancel) {
            Ok(chunk) => {
                let number = numbered.next;
                numbered.next += 1;
                Some((number, chunk?))
            }
            Err(error) => {
                self.stop(PassError::Failed(error));
                None
            }
        }
    }

    fn stop(&self, error: PassError) {
        lock(&self.error).get_or_insert(error);
    }

    fn read_chunk(&self, chunk: &Chunk, take: &mut impl FnMut(&Packet<'_>, u32)) -> Summary {
        let rules = self.rules;
        // Packets that are kept must have all of their fields.
        let fields = if self.is_keeping() { FieldSet::ALL } else { self.fields };
        let reader = LineReader::with_rules(rules, chunk.years).after(&chunk.before).asked(fields);
        let mut feed = Feed::new(reader, self.has_entries);
        let (bytes, before) = (&chunk.bytes[..], &chunk.before[..]);
        let mut summary = Summary::default();
        let run = LineRun { bytes, before, first: FirstLine::Whole };
        // Whoever stops the reading knows that the chunk is not whole.
        let _ = feed.read(run, &mut |line| {
            summary.add(&line, &rules.prefixes);
            if let FedLine::Packet(packet, times) | FedLine::Half { packet, times, .. } = line {
                take(packet, times);
            }
            if self.cancel.is_raised() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        summary.end_part(feed.reader.doubts);
        summary
    }
}
