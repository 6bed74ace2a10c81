//! An import: a log file goes into a table, each of its packets exactly once.
//!
//! Workers take [`chunk`]s in turn, read and seal them side by side; one thread commits the sealed
//! pieces in the order of the source. A table remembers with every commit how far it got, so an
//! import that was stopped, by whatever, goes on there the next time; only one with
//! [`ImportOptions::again`] begins again.
//!
//! A log may be packed ([`text`]), and come from elsewhere than a file ([`log_input`]).
//!
//! Nothing is imported, and an [`ImportError`] says why, if the source is missing, not a regular
//! file, unreadable, empty or binary. A text without a single line of netfilter's is no error: the
//! [`Summary`] says so.

use std::io::{self, Seek, SeekFrom};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::log::ReadRules;
use crate::log::repeat::REACH;
use crate::log::source::{self, Bookmark};
use crate::log::stamp::Search;
use crate::time::Zone;

pub mod bad;
pub mod chunk;
mod commit;
mod earlier;
mod error;
mod half;
mod job;
mod lines;
pub mod log_input;
mod report;
mod resume;
pub mod summary;
pub mod text;
mod years;

use chunk::{Chunk, Chunks, ReadStart};
use commit::{Commits, SealedPiece};
pub use error::{ImportError, unreadable};

use job::LogContext;
pub use job::{Import, ImportOptions, Load};
use lines::ChunkLines;
pub use log_input::{LogInput, NamedLog};
use resume::Resume;
pub use summary::{BadLine, ImportStart, Summary, Unjudged};
use text::LogText;
use years::YearHints;

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
        let rules = ReadRules { zone: zone.clone(), ..ReadRules::clone(&self.options.rules) };
        let log =
            LogContext { name: &name, rules: Arc::new(rules), has_entries: origin.has_entries() };
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
        let mut before = source::lines_before(text, from, REACH)?;
        if from <= REACH as u64 {
            before = earlier::lines(path.as_deref(), text, before)?;
        }
        let tail = source::tail(text, from)?;
        let end = if is_hasty { from.saturating_add(years::FIRST_STAMPS) } else { u64::MAX };
        let years = years::find(
            text,
            from..end,
            YearHints { year: self.options.year, written: zone.at(*written) },
            self.cancel,
        )?;
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
            before: before.into(),
            years,
            search,
            is_settled,
            others,
            again,
        })
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
        let mut lines = ChunkLines {
            import: self,
            batch: &mut *batch,
            summary: Summary::default(),
            bad: self.bad.map(|_| Vec::new()),
        };
        lines.read(&chunk, log)?;
        let ChunkLines { summary, bad, .. } = lines;
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

fn lock(chunks: &Mutex<Chunks>) -> MutexGuard<'_, Chunks> {
    chunks.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count_lines(text: &mut LogText, offset: u64) -> io::Result<u64> {
    let mut lines = 0;
    source::blocks(text, 0..offset, |block| {
        lines += memchr::memchr_iter(b'\n', block).count() as u64;
        true
    })?;
    Ok(lines)
}
