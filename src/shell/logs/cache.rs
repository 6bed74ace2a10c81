//! The packets of logs that were read, kept in memory for the questions that follow.
//!
//! A log that has not changed is not read again. One that only grew is read from the last place at which
//! reading it from its start would begin a chunk, too: the answers are the same either way.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::import::chunk::Checkpoint;
use crate::import::text::FileVersion;
use crate::import::{LogInput, Summary};
use crate::log::source::{self, Fingerprint};
use crate::query::eval::PacketBlock;
use crate::store::MemoryTable;

/// The state of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LogState {
    version: FileVersion,
    /// When it was last written: the years of its stamps depend on it.
    written: i64,
    /// A last line without its end counts.
    is_settled: bool,
    head: Fingerprint,
    /// The lines of the earlier file that its first lines may repeat.
    earlier: Fingerprint,
}

impl LogState {
    /// The state of an open log.
    pub fn of(log: &mut LogInput) -> io::Result<Self> {
        Ok(Self {
            version: log.text.version()?,
            written: log.written,
            is_settled: log.is_settled(),
            head: Fingerprint::of(&source::head(&mut log.text)?.0),
            earlier: Fingerprint::of(&log.earlier_lines(Vec::new())?),
        })
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.version.size
    }

    /// Whether the log is as it was when those packets were kept.
    fn is_of(&self, kept: &KeptLog) -> bool {
        let is_settled = kept.state.is_settled;
        let is_waiting = kept.chunks.last.summary.is_waiting;
        (Self { is_settled, ..*self }) == kept.state
            && (self.is_settled == is_settled || !is_waiting)
    }

    /// Whether the log may have grown from that state, and changed in no other way.
    fn is_grown(&self, before: &Self) -> bool {
        let (now, then) = (self.version, before.version);
        now.file == then.file
            && (now.size > then.size || now == then)
            && (self.head, self.earlier) == (before.head, before.earlier)
    }
}

/// A table that is kept for the next question, and the states of the logs that it was made of; `None` is an
/// empty log.
pub(super) struct KeptTable {
    pub logs: Vec<Option<LogState>>,
    pub table: Arc<dyn MemoryTable>,
}

/// A chunk of a log that was read.
#[derive(Debug)]
pub(super) struct ReadChunk {
    pub number: usize,
    pub summary: Summary,
    /// Its packets, if they are kept.
    pub block: Option<PacketBlock>,
}

/// Consecutive chunks of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptPart {
    pub blocks: Vec<Arc<PacketBlock>>,
    pub summary: Summary,
}

/// All chunks of a log.
#[derive(Debug, Default)]
pub(super) struct KeptChunks {
    /// Those that stay as they are when the log grows.
    pub done: KeptPart,
    /// Those after them.
    pub last: KeptPart,
}

impl KeptChunks {
    /// Adds chunks; those from the number `open` on would be others if the log were longer.
    pub fn add(&mut self, mut read: Vec<ReadChunk>, open: usize) {
        read.sort_by_key(|chunk| chunk.number);
        for ReadChunk { number, summary, block } in read {
            let part = if number < open { &mut self.done } else { &mut self.last };
            part.summary.merge(summary);
            part.blocks.extend(block.map(Arc::new));
        }
    }

    /// All of them as one part.
    pub fn whole(&self) -> KeptPart {
        let (mut whole, last) = (self.done.clone(), &self.last);
        whole.blocks.extend(last.blocks.iter().cloned());
        whole.summary.merge(last.summary.clone());
        whole.summary.is_waiting = last.summary.is_waiting;
        whole.summary.broken.clone_from(&last.summary.broken);
        whole
    }
}

/// A log whose packets are kept.
#[derive(Debug)]
pub(super) struct KeptLog {
    pub state: LogState,
    pub chunks: KeptChunks,
    /// The place before the last chunks.
    pub checkpoint: Checkpoint,
}

impl KeptLog {
    fn size(&self) -> usize {
        let blocks = self.chunks.done.blocks.iter().chain(&self.chunks.last.blocks);
        blocks.map(|block| block.size()).sum()
    }
}

/// What became of a log since its packets were kept.
#[derive(Debug)]
pub(super) enum Change {
    /// It is the same.
    None(Arc<KeptLog>),
    /// It may have grown.
    Grown(Arc<KeptLog>),
    /// It is another one, or nothing was kept.
    Other,
}

/// Whether packets are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum KeepPhase {
    /// There is only one question.
    #[default]
    Never,
    /// They are.
    Now,
    /// They do not fit beside the groups of this answer.
    NotNow,
    /// They take most of the memory on their own.
    NoLonger,
}

#[derive(Debug, Default)]
struct CacheState {
    keeping: KeepPhase,
    logs: Vec<Option<Arc<KeptLog>>>,
    /// How many bytes all take, with those of a log that is being read.
    size: usize,
}

impl CacheState {
    fn measure(&mut self) {
        self.size = self.logs.iter().flatten().map(|log| log.size()).sum();
    }
}

/// The packets of a set of logs, as far as they fit in memory.
#[derive(Debug, Default)]
pub(super) struct Cache {
    state: Mutex<CacheState>,
}

impl Cache {
    /// Keeps packets from now on.
    pub fn keep(&self) {
        let mut state = self.state();
        if state.keeping == KeepPhase::Never {
            state.keeping = KeepPhase::Now;
        }
    }

    /// Begins a question.
    pub fn begin(&self) {
        let mut state = self.state();
        if state.keeping == KeepPhase::NotNow {
            state.keeping = KeepPhase::Now;
        }
        state.measure();
    }

    /// Whether packets are kept.
    pub fn is_keeping(&self) -> bool {
        self.state().keeping == KeepPhase::Now
    }

    /// How many bytes they take.
    pub fn size(&self) -> usize {
        self.state().size
    }

    /// Counts the bytes of a log that is being read.
    pub fn count(&self, bytes: usize) {
        self.state().size += bytes;
    }

    /// Forgets all packets, to leave their memory to the answer. If they take most of the `memory`,
    /// later questions would find no room for them either.
    pub fn give_up(&self, memory: usize) {
        let mut state = self.state();
        if state.keeping == KeepPhase::Now {
            let is_most = state.size > memory / 2;
            state.keeping = if is_most { KeepPhase::NoLonger } else { KeepPhase::NotNow };
            state.logs.clear();
            state.size = 0;
        }
    }

    /// What became of the log of that number, which is now in that state. Text that is unpacked is read
    /// from its start in any case.
    pub fn change(&self, number: usize, now: &LogState, log: &LogInput) -> Change {
        let mut state = self.state();
        let kept = state.logs.get_mut(number).and_then(Option::take);
        let change = match kept {
            Some(kept) if now.is_of(&kept) => {
                state.logs[number] = Some(Arc::clone(&kept));
                Change::None(kept)
            }
            Some(kept) if now.is_grown(&kept.state) && !log.text.is_wrapped() => {
                Change::Grown(kept)
            }
            _ => Change::Other,
        };
        state.measure();
        change
    }

    /// Keeps the packets of the log of that number.
    pub fn put(&self, number: usize, log: KeptLog) {
        let mut state = self.state();
        if state.keeping == KeepPhase::Now {
            let all = state.logs.len().max(number + 1);
            state.logs.resize(all, None);
            state.logs[number] = Some(Arc::new(log));
            state.measure();
        }
    }

    fn state(&self) -> MutexGuard<'_, CacheState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
