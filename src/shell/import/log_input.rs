//! An origin: where a log comes from: a file, standard input, or the system's journal.
//!
//! What does not stay is first copied to a temporary file without a name: the years of stamps that
//! name none are known only at the end of a log, and what cannot be read to its end, because the
//! command that writes it fails, is better not begun.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::earlier;
use super::error::ImportError;
use super::text::LogText;
use crate::cancel::Cancel;
use crate::cancel::children::Guest;
use crate::files;
use crate::log::journal::{self, Entries};
use crate::log::source::{self, Bookmark, Fingerprint};
use crate::log::stamp::{self, Search, Years};
use crate::time::{Timestamp, Zone};

/// How long nobody must have written to a file for its last line to count without its end: a logger
/// that was seen in the middle of a line has long ended it then.
const SETTLED: Duration = Duration::from_secs(60);

/// How the place where an earlier import ended is found again, and what its bookmark's tail covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Where the bookmark says: a log's start stays where it is. The tail is the last bytes.
    Offset,
    /// Behind the same line, wherever that stands now: a journal gives up its oldest entries, so
    /// that its start and with it all offsets change. The tail is the last line. Lines of a journal
    /// are told apart by their times, microseconds that it takes when it stores an entry.
    Line {
        /// Stands for the journal's first bytes: a journal is known by its machine.
        head: Fingerprint,
    },
}

/// A log, ready to be imported.
#[derive(Debug)]
pub struct LogInput {
    pub(super) name: String,
    /// The file, if it is one.
    pub(super) path: Option<PathBuf>,
    pub(crate) text: LogText,
    /// When it was last written, in microseconds of UTC since 1970.
    pub(crate) written: i64,
    pub(super) is_settled: bool,
    pub(super) finding: Finding,
}

impl LogInput {
    /// A regular file.
    pub fn file(path: &Path) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let metadata = inspect(path)?;
        let text = files::open_regular(path)
            .and_then(|file| Ok((LogText::new(file)?, metadata.modified()?)));
        match text {
            Ok((text, written)) => Ok(Self::written(name, Some(path.to_owned()), text, written)),
            Err(source) => Err(ImportError::Unreadable { name, source }),
        }
    }

    /// A regular file that is open, and may have another name by now.
    pub fn opened(name: &str, file: File) -> Result<Self, ImportError> {
        let name = name.to_owned();
        let read = file.metadata().and_then(|metadata| {
            let written = metadata.modified()?;
            Ok((LogText::new(file)?, written, metadata.len()))
        });
        match read {
            Ok((_, _, 0)) => Err(ImportError::Empty(name)),
            Ok((text, written, _)) => Ok(Self::written(name, None, text, written)),
            Err(source) => Err(ImportError::Unreadable { name, source }),
        }
    }

    fn written(name: String, path: Option<PathBuf>, text: LogText, written: SystemTime) -> Self {
        Self {
            name,
            path,
            text,
            // No log was written in the future.
            written: micros(written.min(SystemTime::now())),
            is_settled: written.elapsed().is_ok_and(|since| since > SETTLED),
            finding: Finding::Offset,
        }
    }

    /// What standard input, or anything like it that is called `name`, says up to its end.
    pub fn input(name: &str, input: &mut dyn Read, cancel: &Cancel) -> Result<Self, ImportError> {
        let name = name.to_owned();
        match spool(input, cancel)
            .and_then(|file| Ok((file.metadata()?.len(), LogText::new(file)?)))
        {
            Err(_) if cancel.is_raised() => Err(ImportError::Cancelled),
            Err(source) => Err(ImportError::Unreadable { name, source }),
            Ok((0, _)) => Err(ImportError::Empty(name)),
            Ok((_, text)) => Ok(Self::spooled(name, text, Finding::Offset)),
        }
    }

    /// What the kernel wrote into the system's journal, as `journalctl` or another such program says.
    pub fn journal(program: &OsStr, cancel: &Cancel) -> Result<Self, ImportError> {
        let name = journal::NAME.to_owned();
        let (file, head) = read_journal(program, cancel)?;
        let text = LogText::new(file).and_then(|text| Ok((text.size()?, text)));
        match text {
            Err(source) => Err(ImportError::Unreadable { name, source }),
            Ok((0, _)) => Err(ImportError::Empty(name)),
            Ok((_, text)) => Ok(Self::spooled(name, text, Finding::Line { head })),
        }
    }

    /// The same log once more, from its start.
    pub fn reopen(&self) -> Result<Self, ImportError> {
        if let Some(path) = &self.path {
            return Self::file(path);
        }
        let name = self.name.clone();
        match self.text.reopen() {
            Ok(text) => Ok(Self { name, path: None, text, ..*self }),
            Err(source) => Err(ImportError::Unreadable { name, source }),
        }
    }

    fn spooled(name: String, text: LogText, finding: Finding) -> Self {
        let written = micros(SystemTime::now());
        Self { name, path: None, text, written, is_settled: false, finding }
    }

    /// The name of the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The time of its first stamp, if one of its first lines has one. Where the stamp has no year
    /// that is the one given, or the last in which it was not written in the future.
    pub fn first_time(&mut self, year: Option<i16>, zone: &Zone) -> Option<Timestamp> {
        /// How much is looked at: lines without stamps are rare in a log.
        const LOOKED_AT: u64 = 1 << 16;
        let mut found = None;
        // What cannot be read has no stamp either.
        let _ = source::blocks(&mut self.text, 0..LOOKED_AT, |block| {
            let stamped = |line: &[u8]| Some((stamp::read(line)?, line.to_owned()));
            found = source::lines(block).find_map(stamped);
            found.is_none()
        });
        let (stamp, line) = found?;
        let mut years = year.map_or_else(
            || {
                let mut search = Search::new(zone.at(self.written));
                search.pass(&line);
                search.years()
            },
            Years::starting,
        );
        stamp.at(years.of(&stamp)?, zone)
    }

    /// Whether a last line without its end counts: the log has not been written for a while, or was read
    /// to its end before.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_settled || self.path.is_none()
    }

    /// The lines before a place in the log, with those of the earlier file that repeats may speak of.
    pub(crate) fn earlier_lines(&mut self, own: Vec<u8>) -> io::Result<Vec<u8>> {
        earlier::lines(self.path.as_deref(), &mut self.text, own)
    }

    /// Whether its lines are made of entries.
    pub(crate) fn has_entries(&self) -> bool {
        self.text.has_entries() || self.finding != Finding::Offset
    }

    /// The head that its bookmarks have: that of the one that was found, or its own.
    pub(super) fn head(&mut self, found: Option<Bookmark>) -> io::Result<Fingerprint> {
        match (found, self.finding) {
            (Some(mark), _) => Ok(mark.head),
            (None, Finding::Line { head }) => Ok(head),
            (None, Finding::Offset) => Ok(Fingerprint::of(&source::head(&mut self.text)?.0)),
        }
    }
}

/// A log that the user named.
#[derive(Debug)]
pub enum NamedLog {
    /// A file, opened when it is its turn: there may be more of them than files may be open.
    File(PathBuf),
    /// Standard input or the journal, kept in a temporary file without a name.
    Kept(Box<LogInput>),
}

impl NamedLog {
    /// A log that was read already.
    pub fn kept(log: LogInput) -> Self {
        Self::Kept(Box::new(log))
    }

    /// What the log is called.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Kept(log) => log.name.clone(),
        }
    }

    /// Whether it can be opened, as far as its name says.
    pub fn is_there(&self) -> bool {
        match self {
            Self::File(path) => path.is_file(),
            Self::Kept(_) => true,
        }
    }

    /// How many bytes it has, compressed as they may be.
    pub fn size(&self) -> u64 {
        match self {
            Self::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
            Self::Kept(log) => log.text.size().unwrap_or(0),
        }
    }

    /// Opens it, at its start.
    pub fn open(&self) -> Result<LogInput, ImportError> {
        match self {
            Self::File(path) => LogInput::file(path),
            Self::Kept(log) => log.reopen(),
        }
    }
}

fn inspect(path: &Path) -> Result<Metadata, ImportError> {
    let name = path.display().to_string();
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ImportError::Missing(name));
        }
        Err(source) => return Err(ImportError::Unreadable { name, source }),
    };
    if metadata.is_dir() {
        return Err(ImportError::Directory(name));
    }
    if !metadata.is_file() {
        return Err(ImportError::Irregular(name));
    }
    if metadata.len() == 0 {
        return Err(ImportError::Empty(name));
    }
    Ok(metadata)
}

fn micros(time: SystemTime) -> i64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX)
}

/// Copies a stream to its end into a temporary file that nobody else can open.
fn spool(input: &mut dyn Read, cancel: &Cancel) -> io::Result<File> {
    const BLOCK: u64 = 1 << 18;
    /// More zeros than a log that lost its start holds; `/dev/zero` has no end.
    const MOST_ZEROS: u64 = 1 << 30;
    let mut file = BufWriter::new(tempfile::tempfile()?);
    let mut block = Vec::new();
    let mut zeros = Some(0);
    while (&mut *input).take(BLOCK).read_to_end(&mut block)? > 0 {
        zeros = zeros.filter(|_| block.iter().all(|byte| *byte == 0)).map(|it| it + BLOCK);
        if zeros > Some(MOST_ZEROS) {
            return Err(io::Error::other("it is nothing but zeros"));
        }
        file.write_all(&block)?;
        block.clear();
        if cancel.is_raised() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Runs a program as `journalctl`, and keeps the lines that its entries become, and the head of all
/// their bookmarks.
fn read_journal(program: &OsStr, cancel: &Cancel) -> Result<(File, Fingerprint), ImportError> {
    let failed = |error: io::Error| ImportError::Journal(error.to_string());
    let said = tempfile::tempfile().map_err(failed)?;
    // Of all boots: `-k` alone means the running one, and what the last one logged would be lost.
    let said_too = said.try_clone().map_err(failed)?;
    let child = journal::command(program).args(["-b", "all"]).stderr(said_too).spawn();
    let mut child = child.map_err(|error| {
        ImportError::Journal(format!("{} cannot be run: {error}", program.display()))
    })?;
    let _guest = Guest::new(&child);
    let copied = copy_entries(&mut child, cancel);
    if copied.is_err() {
        // It may have ended meanwhile.
        let _ = child.kill();
    }
    let status = child.wait().map_err(failed)?;
    if cancel.is_raised() {
        return Err(ImportError::Cancelled);
    }
    let (file, head) = copied.map_err(failed)?;
    let program = program.display();
    let reason = last_line(said);
    if !status.success() {
        let reason = reason.map(|line| format!(": {line}")).unwrap_or_default();
        return Err(ImportError::Journal(format!("{program} failed ({status}){reason}")));
    }
    match (file.metadata().map_err(failed)?.len(), reason) {
        // Who may not read the journal is told so, and shown an empty one.
        (0, Some(reason)) => Err(ImportError::Journal(format!("{program} says: {reason}"))),
        _ => Ok((file, head)),
    }
}

fn copy_entries(child: &mut Child, cancel: &Cancel) -> io::Result<(File, Fingerprint)> {
    let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let mut entries = Entries::new(BufReader::with_capacity(1 << 16, output));
    let file = spool(&mut entries, cancel)?;
    let head = [b"the journal of machine ", entries.machine()].concat();
    Ok((file, Fingerprint::of(&head)))
}

/// The last thing that a program said before it failed.
fn last_line(mut said: File) -> Option<String> {
    const MOST: u64 = 1 << 16;
    let mut text = Vec::new();
    said.rewind().ok()?;
    said.take(MOST).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
}
