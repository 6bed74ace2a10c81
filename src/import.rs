//! An import: a log file goes into a table, each of its packets exactly once.
//!
//! Workers take [`chunk`]s in turn, read and seal them side by side; one thread commits the sealed
//! pieces in the order of the source. A table remembers with every commit how far it got, so an
//! import that was stopped, by whatever, goes on there the next time; only one with
//! [`Options::again`] begins anew.
//!
//! Nothing is imported, and an [`ImportError`] says why, if the source is missing, not a regular
//! file, unreadable, empty or binary. A text without a single line of netfilter's is no error: the
//! [`Summary`] says so.

use std::fs::{File, Metadata};
use std::io::{self, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use indicatif::ProgressBar;

use crate::cancel::Cancel;
use crate::log::source::{self, Bookmark, FINGERPRINT, Fingerprint};
use crate::log::stamp::{Search, Years};
use crate::log::{Line, Reader, Reason, text};
use crate::store::{Batch, Step, Store, StoreError};
use crate::time::Zone;

pub mod chunk;
mod report;
pub mod summary;

use chunk::{Chunk, Chunks, LONGEST, Place};
pub use summary::{BadLine, Start, Summary, Unjudged};

/// How a file is to be imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Import it once more, whatever the table remembers of it.
    pub again: bool,
    /// The year of the file's first stamp, if its stamps have none; without it the newest stamp
    /// is taken to be not later than a day after the file was last written.
    pub year: Option<i16>,
}

/// How long nobody must have written to a file for its last line to count without its end: a logger
/// that was seen in the middle of a line has long ended it then.
const SETTLED: Duration = Duration::from_secs(60);

/// Why a file could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    Missing(PathBuf),
    /// It is a directory.
    #[error("{} is a directory, not a log file", .0.display())]
    Directory(PathBuf),
    /// It is a pipe, a device or a socket.
    #[error("{} is not a regular file", .0.display())]
    Irregular(PathBuf),
    /// The system does not let it be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It has no bytes.
    #[error("{} is empty: there is nothing to import", .0.display())]
    Empty(PathBuf),
    /// It is no text.
    #[error("{} is a binary file, not a log", .0.display())]
    Binary(PathBuf),
    /// The store could not take the packets.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The user stopped the import; what was committed stays, and the next import goes on there.
    #[error("cancelled")]
    Cancelled,
}

/// Imports what a table does not yet have of a file.
///
/// The bar is given its length and counts bytes.
pub fn import(
    store: &dyn Store,
    table: &str,
    path: &Path,
    options: &Options,
    bar: &ProgressBar,
    cancel: &Cancel,
) -> Result<Summary, ImportError> {
    const MOST_WORKERS: usize = 4;
    /// Memory for the text of all chunks together.
    const TEXT: usize = 64 << 20;
    let workers = thread::available_parallelism().map_or(1, |count| count.get().min(MOST_WORKERS));
    let chunk = TEXT / workers.max(2);
    Import { store, table, options, bar, cancel, workers, chunk }.file(path)
}

/// An import with all that it needs but its file.
pub struct Import<'a> {
    /// Where the table is.
    pub store: &'a dyn Store,
    /// The table.
    pub table: &'a str,
    /// What the user asked for.
    pub options: &'a Options,
    /// Counts bytes.
    pub bar: &'a ProgressBar,
    /// Stops the import.
    pub cancel: &'a Cancel,
    /// How many threads read.
    pub workers: usize,
    /// About how many bytes a thread reads before it commits.
    pub chunk: usize,
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, options, workers, chunk, .. } = self;
        write!(f, "Import into {table}: {options:?}, {workers} workers, {chunk} bytes")
    }
}

/// A sealed piece of an import, ready to be committed.
struct Piece<'s> {
    batch: Box<dyn Batch + 's>,
    step: Step,
    summary: Summary,
}

/// Where a piece will arrive, or the reason why it will not.
type Delivery<'s> = Receiver<Result<Piece<'s>, ImportError>>;

/// A source that was opened, and where to go on in it.
struct Opened {
    file: File,
    length: u64,
    place: Place,
}

impl<'a> Import<'a> {
    /// Imports a file.
    pub fn file(&self, path: &Path) -> Result<Summary, ImportError> {
        let metadata = inspect(path)?;
        let zone = self.store.table(self.table)?.zone;
        let known = self.store.bookmarks(self.table)?;
        let mut opened =
            self.open(path, &metadata, &known, &zone).map_err(|source| unreadable(path, source))?;
        let from = opened.place.bookmark.map_or(0, |mark| mark.offset);
        let start = match from {
            0 => Start::Beginning,
            _ if from == opened.length => {
                return Ok(Summary { start: Start::NothingNew, ..Summary::default() });
            }
            _ => Start::At(from),
        };
        self.bar.set_length(opened.length - from);
        let chunks = Chunks::new(&opened.file, self.chunk, opened.place);
        let mut summary = Summary { start, ..self.run(chunks, path, &zone)? };
        summary.is_waiting = from + summary.bytes < opened.length;
        summary.way = self.store.way()?;
        summary.untidy = self.store.tidy(self.table).err().map(|error| error.to_string());
        if from > 0 && summary.bad > 0 {
            let lines = lines_before(&mut opened.file, from);
            summary.shift_lines(lines.map_err(|source| unreadable(path, source))?);
        }
        Ok(summary)
    }

    /// Opens a source, finds the place to go on, and puts the file there.
    fn open(
        &self,
        path: &Path,
        metadata: &Metadata,
        known: &[Bookmark],
        zone: &Zone,
    ) -> io::Result<Opened> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let bookmark = match self.options.again {
            true => None,
            false => source::find(&mut file, known)?,
        };
        let offset = bookmark.map_or(0, |mark| mark.offset);
        let head = match bookmark {
            Some(mark) => mark.head,
            None => Fingerprint::of(&source::tail(&mut file, length.min(FINGERPRINT as u64))?),
        };
        let years = self.years(&mut file, offset..length, written(metadata)?, zone)?;
        let tail = source::tail(&mut file, offset)?;
        file.seek(SeekFrom::Start(offset))?;
        let others = known.iter().filter(|mark| mark.head == head && Some(**mark) != bookmark);
        let others = others.count();
        let is_settled = metadata.modified()?.elapsed().is_ok_and(|since| since > SETTLED);
        let again = self.options.again;
        let place = Place { bookmark, head, tail, years, is_settled, others, again };
        Ok(Opened { file, length, place })
    }

    /// The years at the start of the part of a source that is to be read.
    fn years(
        &self,
        file: &mut File,
        part: Range<u64>,
        written: i64,
        zone: &Zone,
    ) -> io::Result<Years> {
        if let Some(year) = self.options.year {
            let mut years = Years::starting(year);
            source::blocks(file, 0..part.start, |lines| {
                years.pass(lines);
                !self.cancel.is_raised()
            })?;
            return Ok(years);
        }
        let mut search = Search::new(zone.at(written));
        source::blocks(file, part, |lines| search.pass(lines) && !self.cancel.is_raised())?;
        Ok(search.years())
    }

    /// Reads all chunks on the workers, and commits them here.
    fn run(&self, chunks: Chunks<&File>, path: &Path, zone: &Zone) -> Result<Summary, ImportError> {
        let chunks = Mutex::new(chunks);
        // The queue of deliveries is in the source's order, and its length bounds the memory.
        let (order, deliveries) = sync_channel(self.workers);
        thread::scope(|scope| {
            for _ in 0..self.workers {
                let (order, chunks) = (order.clone(), &chunks);
                scope.spawn(move || self.work(chunks, &order, path, zone));
            }
            drop(order);
            let mut summary = Summary::default();
            for delivery in deliveries {
                // Without a piece its worker has panicked, which the scope passes on.
                let Ok(piece) = delivery.recv() else { break };
                let Piece { batch, step, summary: part } = piece?;
                if self.cancel.is_raised() {
                    return Err(ImportError::Cancelled);
                }
                batch.commit(&step)?;
                summary.merge(part);
            }
            if self.cancel.is_raised() { Err(ImportError::Cancelled) } else { Ok(summary) }
        })
    }

    /// Takes chunk after chunk until there are no more, or nobody wants them any longer.
    fn work(
        &self,
        chunks: &Mutex<Chunks<&File>>,
        order: &SyncSender<Delivery<'a>>,
        path: &Path,
        zone: &Zone,
    ) {
        let mut memory = Vec::new();
        loop {
            let (deliver, delivery) = sync_channel(1);
            let mut chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
            let next = chunks.next(std::mem::take(&mut memory), self.cancel).transpose();
            let Some(next) = next else { return };
            if order.send(delivery).is_err() {
                return;
            }
            drop(chunks);
            let piece = match next {
                Ok(chunk) => self.piece(chunk, path, zone, &mut memory),
                Err(source) => Err(unreadable(path, source)),
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
        chunk: Chunk,
        path: &Path,
        zone: &Zone,
        memory: &mut Vec<u8>,
    ) -> Result<Piece<'a>, ImportError> {
        let mut batch = self.store.batch(self.table)?;
        let Chunk { bytes, step, .. } = &chunk;
        let summary = self.read(&chunk, zone, &mut *batch)?;
        let has_lines = summary.packets + summary.bad > 0;
        if step.from.is_none() && !has_lines && memchr::memchr(0, bytes).is_some() {
            return Err(ImportError::Binary(path.to_owned()));
        }
        batch.seal()?;
        *memory = chunk.bytes;
        Ok(Piece { batch, step: chunk.step, summary })
    }

    fn read(
        &self,
        chunk: &Chunk,
        zone: &Zone,
        batch: &mut dyn Batch,
    ) -> Result<Summary, ImportError> {
        /// How many lines pass between two looks at the cancel flag.
        const PATIENCE: u64 = 4096;
        let mut reader = Reader::new(zone.clone(), chunk.years);
        let before = chunk.step.from.map_or(0, |mark| mark.offset);
        let bytes = chunk.step.to.offset - before;
        let mut summary = Summary { bytes, ..Summary::default() };
        summary.others(chunk.left_out);
        // To look at all bytes at once takes half the time of looking at each line.
        let whole = std::str::from_utf8(&chunk.bytes).ok();
        let (mut at, mut reported) = (0, 0);
        for line in source::lines(&chunk.bytes) {
            let text = whole.map_or_else(|| text(line), |all| all[at..at + line.len()].into());
            at += line.len() + 1;
            if summary.lines.is_multiple_of(PATIENCE) {
                if self.cancel.is_raised() {
                    return Err(ImportError::Cancelled);
                }
                self.bar.inc((at - reported) as u64);
                reported = at;
            }
            match reader.read(&text) {
                Line::Other | Line::Repeat { .. } | Line::Gap { .. } => summary.others(1),
                _ if line.len() > LONGEST => summary.bad(Reason::Long(LONGEST), &text),
                Line::Bad(reason) => summary.bad(reason, &text),
                Line::Packet { packet, times } => {
                    summary.packet(&packet, times.into());
                    (0..times).for_each(|_| batch.push(&packet));
                }
            }
        }
        self.bar.inc((at - reported) as u64);
        Ok(summary)
    }
}

fn inspect(path: &Path) -> Result<Metadata, ImportError> {
    let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => ImportError::Missing(path.to_owned()),
        _ => unreadable(path, source),
    })?;
    if metadata.is_dir() {
        return Err(ImportError::Directory(path.to_owned()));
    }
    if !metadata.is_file() {
        return Err(ImportError::Irregular(path.to_owned()));
    }
    if metadata.len() == 0 {
        return Err(ImportError::Empty(path.to_owned()));
    }
    Ok(metadata)
}

fn unreadable(path: &Path, source: io::Error) -> ImportError {
    ImportError::Unreadable { path: path.to_owned(), source }
}

/// When a file was last written, in microseconds of UTC since 1970.
fn written(metadata: &Metadata) -> io::Result<i64> {
    let since_epoch = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
}

fn lines_before(file: &mut File, offset: u64) -> io::Result<u64> {
    let mut lines = 0;
    source::blocks(file, 0..offset, |block| {
        lines += memchr::memchr_iter(b'\n', block).count() as u64;
        true
    })?;
    Ok(lines)
}
