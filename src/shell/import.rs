//! An import: a log file goes into a table, each of its packets exactly once.
//!
//! Workers take [`chunk`]s in turn, read and seal them side by side; one thread commits the sealed
//! pieces in the order of the source. A table remembers with every commit how far it got, so an
//! import that was stopped, by whatever, goes on there the next time; only one with
//! [`ImportOptions::again`] begins anew.
//!
//! A log may be packed ([`text`]), and come from elsewhere than a file ([`log_input`]).
//!
//! Nothing is imported, and an [`ImportError`] says why, if the source is missing, not a regular
//! file, unreadable, empty or binary. A text without a single line of netfilter's is no error: the
//! [`Summary`] says so.

use std::io::{self, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use indicatif::ProgressBar;

use crate::cancel::Cancel;
use crate::log::prefix::UserRule;
use crate::log::source::{self, Bookmark, DamagedSource};
use crate::log::stamp::{Search, Years};
use crate::log::tag::Tags;
use crate::span::Problem;
use crate::store::{Store, StoreError};
use crate::time::{Timestamp, Zone};

pub mod bad;
pub mod chunk;
mod commit;
mod earlier;
mod half;
mod lines;
pub mod log_input;
mod report;
mod resume;
pub mod summary;
pub mod text;

pub use crate::log::journal::entry_line;
use bad::BadLines;
use chunk::{BEFORE, Chunk, Chunks, ReadStart};
use commit::{Commits, SealedPiece};
use lines::Lines;
pub use log_input::LogInput;
use resume::Resume;
pub use summary::{BadLine, ImportStart, Summary, Unjudged};
use text::LogText;

/// How a file is to be imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Import it once more, whatever the table remembers of it.
    pub again: bool,
    /// A log that begins like one that was imported is another one, unless it is that one whole.
    pub new: bool,
    /// The year of the file's first stamp, if its stamps have none; without it the newest stamp
    /// is taken to be not later than a day after the file was last written.
    pub year: Option<i16>,
    /// The user's own rules for prefixes, which judge before the others.
    pub rules: Vec<UserRule>,
    /// Only lines whose prefix holds this text are packets.
    pub marker: Option<String>,
    /// Programs whose lines are read, too.
    pub tags: Tags,
    /// When the machine started, for stamps that only say how long ago that was.
    pub boot: Option<Timestamp>,
}

/// Why a log could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such file.
    #[error("there is no file {0}")]
    Missing(String),
    /// It is a directory.
    #[error("{0} is a directory, not a log file")]
    Directory(String),
    /// It is a pipe, a device or a socket.
    #[error("{0} is not a regular file")]
    Irregular(String),
    /// The system does not let it be read, or it cannot be unpacked so far as it must.
    #[error("cannot read {name}: {source}")]
    Unreadable {
        /// The log.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Its packing is damaged, so that what can be unpacked may be wrong.
    #[error("{name} is damaged, and nothing of it was imported: {source}")]
    Damaged {
        /// The log.
        name: String,
        /// Where, and what is wrong.
        source: DamagedSource,
    },
    /// It has no bytes.
    #[error("{0} is empty: there is nothing to import")]
    Empty(String),
    /// It is no text.
    #[error("{0} is a binary file, not a log")]
    Binary(String),
    /// Somebody types there.
    #[error("standard input is a terminal")]
    Terminal,
    /// The program that reads the journal did not.
    #[error("cannot read the journal: {0}")]
    Journal(String),
    /// The file for bad lines cannot be written.
    #[error("cannot write bad lines to {path}: {source}")]
    BadLines {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file for bad lines is one of those that are imported.
    #[error("{0} is to be imported: bad lines cannot be written over it")]
    BadLinesOver(String),
    /// It begins like a log that was imported, but it cannot be told how much of it was.
    #[error(
        "{0} begins like a log that was imported before, but is not the same where that import ended"
    )]
    Differs(String),
    /// The store could not take the packets.
    #[error(transparent)]
    Store(StoreError),
    /// The user stopped the import; what was committed stays, and the next import goes on there.
    #[error("cancelled")]
    Cancelled,
}

impl ImportError {
    /// What is wrong, and what to try.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Store(error) => error.problem(),
            Self::Terminal => problem.help("pipe a log into it"),
            Self::Damaged { .. } => problem
                .help("what another program can unpack of it, `ipta import -` takes from a pipe"),
            Self::Differs(_) => problem
                .help("`--new` imports it as another log, `--again` imports all of it once more"),
            _ => problem,
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Server { problem, is_lost: true } => {
                let help = format!(
                    "{}; what was committed stays, and the next import goes on from there",
                    problem.help.as_deref().unwrap_or_default()
                );
                Self::Store(StoreError::Server { problem: problem.help(help), is_lost: true })
            }
            error => Self::Store(error),
        }
    }
}

/// An import with all that it needs but its log.
pub struct Import<'a> {
    /// Where the table is.
    pub store: &'a dyn Store,
    /// The table.
    pub table: &'a str,
    /// What the user asked for.
    pub options: &'a ImportOptions,
    /// Takes all bad lines, if they are wanted.
    pub bad: Option<&'a BadLines>,
    /// Is given the length of what is to be read, and counts bytes; packed ones where it is packed.
    pub bar: &'a ProgressBar,
    /// Stops the import.
    pub cancel: &'a Cancel,
    /// How the work is done.
    pub load: Load,
}

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many threads read.
    pub workers: usize,
    /// About how many bytes a thread reads before it commits.
    pub chunk: usize,
}

impl Default for Load {
    /// As much as the machine can do at once, in little memory.
    fn default() -> Self {
        const MOST_WORKERS: usize = 4;
        /// Memory for the text of all chunks together.
        const TEXT: usize = 64 << 20;
        let workers =
            thread::available_parallelism().map_or(1, |count| count.get().min(MOST_WORKERS));
        Self { workers, chunk: TEXT / workers.max(2) }
    }
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, options, load, .. } = self;
        write!(f, "Import into {table}: {options:?}, {load:?}")
    }
}

/// How much of a packed log says at first which years it is of.
const FIRST_STAMPS: u64 = 1 << 16;

/// Where a piece will arrive, or the reason why it will not.
type Delivery<'s> = Receiver<Result<SealedPiece<'s>, ImportError>>;

impl<'a> Import<'a> {
    /// Imports what the table does not yet have of a file.
    pub fn file(&self, path: &Path) -> Result<Summary, ImportError> {
        self.origin(LogInput::file(path)?)
    }

    /// Imports what the table does not yet have of a log.
    ///
    /// Of a log that cannot be read to its end all before that is imported, and the summary says
    /// where it is broken; but of one whose packing is damaged nothing, since wrong bytes come out
    /// of it before the damage is noticed.
    pub fn origin(&self, mut origin: LogInput) -> Result<Summary, ImportError> {
        let zone = self.store.table(self.table)?.zone;
        let known = self.store.bookmarks(self.table)?;
        let name = origin.name.clone();
        let named = |source| unreadable(&name, source);
        let log = LogContext { name: &name, zone: &zone, has_entries: origin.has_entries() };
        // A packed log is unpacked once, unless its end says other years than its start.
        let mut is_hasty = origin.text.is_packed() && self.store.patience() > 0;
        loop {
            let resume = self.resume(&mut origin, &known)?;
            let (from, start) = (resume.from, resume.start());
            let mut place =
                self.place(&mut origin, resume, &known, &zone, is_hasty).map_err(named)?;
            if matches!(start, ImportStart::AtCut(_)) || from == 0 && !known.is_empty() {
                place.has_half = self.is_half(&mut origin, from, place.years, &log)?;
                if place.has_half && from == 0 {
                    return Ok(Summary { start: ImportStart::NothingNew, ..Summary::default() });
                }
            }
            // The search for the years was a check as well, where it came to the end.
            let is_checked = !is_hasty && origin.text.is_unpacked();
            let check = origin.text.check().map_err(named)?.filter(|_| !is_checked);
            let mut lines = 0;
            if self.bad.is_some() {
                lines = count_lines(&mut origin.text, from).map_err(named)?;
            }
            let chunks = self.chunks(origin.text, place, from).map_err(named)?;
            let commits = Commits::new(self, &log, lines, check);
            let (summary, chunks) = self.run(chunks, &log, commits)?;
            let Some(summary) = summary else {
                (is_hasty, origin.text) = (false, chunks.into_source());
                continue;
            };
            return self.finish(Summary { start, ..summary }, chunks, &log, from, lines);
        }
    }

    /// Says what an import came to that began at that offset, behind so many lines if they are counted.
    fn finish(
        &self,
        mut summary: Summary,
        chunks: Chunks,
        log: &LogContext<'_>,
        from: u64,
        mut lines: u64,
    ) -> Result<Summary, ImportError> {
        summary.is_waiting = chunks.is_waiting;
        // Half a line at the end of a shorter copy is a part of one that was imported.
        let is_half_old = matches!(summary.start, ImportStart::AtCut(_));
        let is_waiting = summary.is_waiting && !is_half_old;
        if summary.bytes == 0 && !is_waiting && summary.broken.is_none() {
            return match from {
                0 => Err(ImportError::Empty(log.name.to_owned())),
                _ => Ok(Summary { start: ImportStart::NothingNew, ..Summary::default() }),
            };
        }
        summary.way = self.store.way()?;
        summary.untidy = self.store.tidy(self.table).err().map(|error| error.to_string());
        if self.bad.is_none() && summary.bad > 0 {
            let named = |source| unreadable(log.name, source);
            lines = count_lines(&mut chunks.into_source(), from).map_err(named)?;
        }
        summary.shift_lines(lines);
        Ok(summary)
    }

    /// Describes where to resume. In haste, the years are those that the first stamps say, and the
    /// others are looked at while they are read.
    fn place(
        &self,
        origin: &mut LogInput,
        resume: Resume,
        known: &[Bookmark],
        zone: &Zone,
        is_hasty: bool,
    ) -> io::Result<ReadStart> {
        let (again, offset) = (self.options.again, resume.offset());
        let Resume { bookmark, from, shared } = resume;
        let head = origin.head(bookmark)?;
        let others = known.iter().filter(|mark| mark.head == head && Some(**mark) != bookmark);
        let others = others.count();
        let LogInput { path, text, written, is_settled, finding, .. } = origin;
        let (finding, is_settled) = (*finding, *is_settled && shared.is_none());
        // In this order a packed log is unpacked no more than twice before it is read.
        let mut before = source::lines_before(text, from, BEFORE)?;
        if from <= BEFORE as u64 {
            before = earlier::lines(path.as_deref(), text, before)?;
        }
        let tail = source::tail(text, from)?;
        let end = if is_hasty { from.saturating_add(FIRST_STAMPS) } else { u64::MAX };
        let years = self.years(text, from..end, *written, zone)?;
        let search =
            (is_hasty && self.options.year.is_none()).then(|| Search::new(zone.at(*written)));
        Ok(ReadStart {
            bookmark,
            offset,
            shared,
            has_half: false,
            finding,
            head,
            tail,
            before,
            years,
            search,
            is_settled,
            others,
            again,
        })
    }

    /// The years where a part of a log begins, as all of it says.
    fn years(
        &self,
        text: &mut LogText,
        part: Range<u64>,
        written: i64,
        zone: &Zone,
    ) -> io::Result<Years> {
        if let Some(year) = self.options.year {
            let mut years = Years::starting(year);
            source::blocks(text, 0..part.start, |lines| {
                years.pass(lines);
                !self.cancel.is_raised()
            })?;
            return Ok(years);
        }
        let mut search = Search::new(zone.at(written));
        match source::blocks(text, part, |lines| search.pass(lines) && !self.cancel.is_raised()) {
            Err(error) if DamagedSource::of(&error).is_none() => Err(error),
            _ => Ok(search.years()),
        }
    }

    fn chunks(&self, mut text: LogText, place: ReadStart, from: u64) -> io::Result<Chunks> {
        text.seek(SeekFrom::Start(from))?;
        self.bar.set_length(text.size()?.saturating_sub(text.taken()?));
        Chunks::new(text, self.load.chunk, place)
    }

    /// Reads all chunks on the workers, and commits them here; nothing is committed, and there is no
    /// summary, if the years were others.
    fn run(
        &self,
        chunks: Chunks,
        log: &LogContext<'_>,
        commits: Commits<'_, 'a>,
    ) -> Result<(Option<Summary>, Chunks), ImportError> {
        // A worker may hold the chunks until its delivery is taken.
        let is_hasty = chunks.is_searching();
        let chunks = Mutex::new(chunks);
        // The queue of deliveries is in the source's order, and its length bounds the memory.
        let (order, deliveries) = sync_channel(self.load.workers);
        let summary = thread::scope(|scope| {
            for _ in 0..self.load.workers {
                let (order, chunks) = (order.clone(), &chunks);
                scope.spawn(move || self.work(chunks, &order, log));
            }
            drop(order);
            match self.commit(deliveries, commits, is_hasty)? {
                Some(commits) if self.cancel.is_raised() || !lock(&chunks).has_other_years() => {
                    commits.end().map(Some)
                }
                _ => Ok(None),
            }
        })?;
        Ok((summary, chunks.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Commits the pieces in their order, up to the end of what can be read, or holds them. `None` is
    /// more than can be held of a log whose years are not yet known.
    fn commit<'c>(
        &self,
        deliveries: Receiver<Delivery<'a>>,
        mut commits: Commits<'c, 'a>,
        is_hasty: bool,
    ) -> Result<Option<Commits<'c, 'a>>, ImportError> {
        for delivery in deliveries {
            // Without a piece its worker has panicked, which the scope passes on.
            let Ok(piece) = delivery.recv() else { break };
            match piece {
                Err(ImportError::Unreadable { source, .. }) => {
                    commits.broken = Some(source);
                    break;
                }
                Ok(_) if is_hasty && !commits.has_room() => return Ok(None),
                piece => commits.take(piece?)?,
            }
        }
        Ok(Some(commits))
    }

    /// Takes chunk after chunk until there are no more, or nobody wants them any longer.
    fn work(&self, chunks: &Mutex<Chunks>, order: &SyncSender<Delivery<'a>>, log: &LogContext<'_>) {
        let mut memory = Vec::new();
        loop {
            let (deliver, delivery) = sync_channel(1);
            let mut chunks = lock(chunks);
            let next = chunks.next(std::mem::take(&mut memory), self.cancel).transpose();
            let Some(next) = next else { return };
            if order.send(delivery).is_err() {
                return;
            }
            drop(chunks);
            let piece = match next {
                Ok(chunk) => self.piece(chunk, log, &mut memory),
                Err(source) => Err(unreadable(log.name, source)),
            };
            let is_last = piece.is_err();
            if deliver.send(piece).is_err() || is_last {
                return;
            }
        }
    }

    /// Reads a chunk's lines and seals its packets; its memory is for the next one.
    fn piece(
        &self,
        mut chunk: Chunk,
        log: &LogContext<'_>,
        memory: &mut Vec<u8>,
    ) -> Result<SealedPiece<'a>, ImportError> {
        let mut batch = self.store.batch(self.table)?;
        let lines = Lines { chunk: &chunk, log, import: self };
        let mut bad = self.bad.map(|_| Vec::new());
        let summary = lines.read(&mut *batch, bad.as_mut())?;
        batch.lacks(&summary.gaps);
        let mut hashes = std::mem::take(&mut chunk.hashes);
        hashes.add(&chunk.bytes);
        batch.add_line_hashes(hashes);
        let has_lines = summary.packets + summary.bad > 0;
        if chunk.start == 0 && !has_lines && memchr::memchr(0, &chunk.bytes).is_some() {
            return Err(ImportError::Binary(log.name.to_owned()));
        }
        batch.seal()?;
        self.bar.inc(chunk.taken);
        *memory = chunk.bytes;
        Ok(SealedPiece { batch, step: chunk.step, summary, bad: bad.unwrap_or_default() })
    }
}

/// What is known of a log while its lines are read.
struct LogContext<'l> {
    name: &'l str,
    /// The zone of the table.
    zone: &'l Zone,
    has_entries: bool,
}

fn lock(chunks: &Mutex<Chunks>) -> MutexGuard<'_, Chunks> {
    chunks.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unreadable(name: &str, source: io::Error) -> ImportError {
    ImportError::Unreadable { name: name.to_owned(), source }
}

fn count_lines(text: &mut LogText, offset: u64) -> io::Result<u64> {
    let mut lines = 0;
    source::blocks(text, 0..offset, |block| {
        lines += memchr::memchr_iter(b'\n', block).count() as u64;
        true
    })?;
    Ok(lines)
}
