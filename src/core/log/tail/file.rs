//! A followed file: what has that name now and what had it before, read in the order of the log.
//!
//! A log is renamed and made anew, or copied and cut off, or deleted; meanwhile its writer may go on
//! in the file that it has open. The file of the name is the last of a queue; one before it is
//! finished when the next has lines and nobody has written to it for a while.

use std::collections::{HashSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::handle::{FileState, Handle, Id};
use super::news::{News, Note};
use super::rotation;

/// How long a file that lost its name must be quiet before the next one's lines are shown: a writer
/// goes on in it until it opens the new one.
const QUIET: Duration = Duration::from_millis(500);

/// How long a file that lost its name is waited for at most.
const HOLD: Duration = Duration::from_secs(5);

/// How long a finished file is still looked at.
const LATE: Duration = Duration::from_secs(60);

/// How many finished files are still looked at.
const MOST_LATE: usize = 4;

/// A followed file.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) path: PathBuf,
    /// Files in the order in which their lines were logged; the first is being read.
    queue: VecDeque<Handle>,
    /// When the second of them was first seen to have lines.
    succeeded: Option<Instant>,
    /// Finished files, and when they were.
    late: Vec<(Handle, Instant)>,
    /// Every file that had the name, or one of a rotated log.
    known: HashSet<Id>,
    /// Whether the user was told that there is no such file.
    is_missed: bool,
    /// Whether the user was told that it cannot be read.
    has_failed: bool,
}

/// Takes what is found, in order.
pub(super) type See<'s> = &'s mut dyn FnMut(News<'_>);

impl Followed {
    /// A file that may not be there yet, to be read from an offset; `None` is its end.
    pub(super) fn new(path: &Path, from: Option<u64>) -> io::Result<Self> {
        let known = rotation::rotated(path).iter().map(|handle| handle.id).collect();
        let mut followed = Self {
            path: path.to_owned(),
            queue: VecDeque::new(),
            succeeded: None,
            late: Vec::new(),
            known,
            is_missed: false,
            has_failed: false,
        };
        match Handle::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(mut handle) => {
                let end = handle.len()?;
                let from = from.map_or_else(|| handle.line_start(end), Ok)?;
                handle.seek(from)?;
                followed.push(handle);
            }
        }
        Ok(followed)
    }

    fn push(&mut self, handle: Handle) {
        self.known.insert(handle.id);
        self.queue.push_back(handle);
    }

    /// Whether a file that lost its name is waited for, so that looks should come soon.
    pub(super) fn is_waiting(&self) -> bool {
        self.queue.len() > 1
    }

    /// The file that is being read.
    pub(super) fn current(&self) -> Option<&Handle> {
        self.queue.front()
    }

    /// Reads what has come, at most a buffer full; whether anything had.
    pub(super) fn turn(&mut self, buffer: &mut [u8], see: See<'_>) -> bool {
        for handle in &mut self.queue {
            handle.anchor();
        }
        self.recover();
        if self.read_first(buffer, see) {
            return true;
        }
        self.look(see);
        if self.advance(buffer, see) {
            return true;
        }
        self.read_late(buffer, see)
    }

    /// Finds what was logged and copied away since the first file was cut off, if nothing was read of
    /// it since: it may have been cut off again meanwhile.
    fn recover(&mut self) {
        let Some(first) = self.queue.front_mut() else { return };
        // What stands there now is known before the others are looked for: if it is cut off
        // meanwhile, reading notices.
        if !first.is_fresh || !first.anchor() {
            return;
        }
        let (head, id) = (first.head().unwrap_or_default(), first.id);
        let mut missed = rotation::rotated(&self.path);
        missed.retain(|handle| {
            let is_other = handle.id != id && self.known.insert(handle.id);
            is_other && handle.head().is_ok_and(|it| !it.is_empty() && !is_copy(&head, &it))
        });
        if let Some(first) = self.queue.front_mut() {
            first.is_fresh = false;
        }
        for mut handle in missed.into_iter().rev() {
            handle.is_final = true;
            self.queue.push_front(handle);
        }
    }

    fn read_first(&mut self, buffer: &mut [u8], see: See<'_>) -> bool {
        let Some(first) = self.queue.front_mut() else { return false };
        match first.read(buffer, &mut |lines| see(News::Lines(lines))) {
            Ok(FileState::More) => true,
            Ok(FileState::End) => false,
            Ok(FileState::Cut) => {
                self.was_cut(see);
                true
            }
            Err(error) => {
                self.reopen(&error, see);
                false
            }
        }
    }

    /// The file system has lost the first file: where its name leads to the same text, reading goes
    /// on there.
    fn reopen(&mut self, error: &io::Error, see: See<'_>) {
        if !std::mem::replace(&mut self.has_failed, true) {
            see(News::Note(Note::Failed(error.to_string())));
        }
        let Some(lost) = self.queue.front_mut() else { return };
        if let Ok(mut handle) = Handle::open(&self.path)
            && lost.is_same_as(&handle)
        {
            handle.take_over(lost);
            *lost = handle;
        }
    }

    /// The first file was cut off. Where it begins as it did, it only lost its end; otherwise what was
    /// not yet read of it may be in a copy.
    fn was_cut(&mut self, see: See<'_>) {
        if self.queue.front_mut().is_some_and(|first| first.go_back().unwrap_or(false)) {
            return see(News::Note(Note::Shorter));
        }
        let Some(mut first) = self.queue.pop_front() else { return };
        let mut others = rotation::rotated(&self.path);
        others.retain(|other| other.id != first.id);
        let copy = others.iter().rposition(|other| first.is_same_as(other));
        let mut between = VecDeque::new();
        let before = others.iter().take(copy.unwrap_or(0));
        self.known.extend(before.map(|handle| handle.id));
        match copy {
            Some(place) => {
                let unread = others.split_off(place);
                for (nth, mut handle) in unread.into_iter().enumerate() {
                    if nth == 0 {
                        handle.take_over(&mut first);
                    } else if self.known.contains(&handle.id) {
                        continue;
                    }
                    handle.is_final = true;
                    self.known.insert(handle.id);
                    between.push_back(handle);
                }
            }
            None => {
                first.lines.give_up(&mut |line| see(News::Lines(line)));
                see(News::Note(Note::Cut));
            }
        }
        first.restart();
        between.push_back(first);
        between.append(&mut self.queue);
        self.queue = between;
        self.succeeded = None;
    }

    /// Looks which file has the name now.
    fn look(&mut self, see: See<'_>) {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(_) => {
                if self.queue.is_empty() && !std::mem::replace(&mut self.is_missed, true) {
                    see(News::Note(Note::Missing));
                }
                return;
            }
        };
        let id = Id::of(&metadata);
        if self.queue.back().is_some_and(|last| last.id == id) || !metadata.is_file() {
            return;
        }
        let Ok(mut handle) = Handle::open(&self.path) else { return };
        if self.queue.len() == 1
            && let Some(only) = self.queue.front_mut()
            && only.is_same_as(&handle)
        {
            // The log was written anew with all it held, as by `sed -i` or rsync.
            handle.take_over(only);
            self.known.insert(handle.id);
            *only = handle;
            return;
        }
        if std::mem::replace(&mut self.is_missed, false) {
            see(News::Note(Note::Appeared));
        }
        for missed in self.missed(&handle) {
            self.push(missed);
        }
        self.push(handle);
    }

    /// The files that had the name between the last one known and the one that has it now; before any
    /// was, those that had it since it is waited for.
    fn missed(&self, current: &Handle) -> Vec<Handle> {
        let last = self.queue.back();
        let since = last.and_then(|last| last.written().ok());
        let head = last.unwrap_or(current).head().unwrap_or_default();
        let mut missed = rotation::rotated(&self.path);
        missed.retain(|handle| {
            !self.known.contains(&handle.id)
                && handle.id != current.id
                && handle.written().ok() >= since
                && handle.head().is_ok_and(|other| !other.is_empty() && !is_copy(&head, &other))
        });
        missed
    }

    /// Goes on to the next file, once the first has come to its end; whether anything was done.
    fn advance(&mut self, buffer: &mut [u8], see: See<'_>) -> bool {
        let has_lines = |handle: &Handle| handle.len().is_ok_and(|len| len > handle.offset);
        if !self.queue.iter().skip(1).any(has_lines) {
            self.succeeded = None;
            return false;
        }
        let since = *self.succeeded.get_or_insert_with(Instant::now);
        let Some(first) = self.queue.front() else { return false };
        let is_quiet = first.is_final || first.is_quiet(since, QUIET);
        if !(is_quiet && first.lines.is_whole()) && since.elapsed() < HOLD {
            return false;
        }
        // Who writes the next file's lines wrote these before, perhaps after they were last read.
        if self.read_first(buffer, see) && since.elapsed() < HOLD {
            return true;
        }
        let Some(mut first) = self.queue.pop_front() else { return false };
        first.lines.give_up(&mut |line| see(News::Lines(line)));
        see(News::Finished(&first));
        self.late.push((first, Instant::now()));
        if self.late.len() > MOST_LATE {
            self.late.remove(0);
        }
        self.succeeded = None;
        true
    }

    fn read_late(&mut self, buffer: &mut [u8], see: See<'_>) -> bool {
        let mut has_more = false;
        self.late.retain_mut(|(handle, since)| {
            let found = handle.read(buffer, &mut |lines| see(News::Lines(lines)));
            has_more |= matches!(found, Ok(FileState::More));
            matches!(found, Ok(FileState::More | FileState::End)) && since.elapsed() < LATE
        });
        has_more
    }
}

/// Whether one file begins as the other does.
fn is_copy(head: &[u8], other: &[u8]) -> bool {
    let len = head.len().min(other.len());
    len > 0 && head[..len] == other[..len]
}
