//! Logs that the session asks directly, in place of a table.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::{FcntlArg, OFlag, fcntl};

use super::Session;
use super::failure::Failure;
use super::messages::say;
use crate::cancel::Cancel;
use crate::cli;
use crate::cli::follow::WHERE;
use crate::cli::logs::LogArgs;
use crate::files::{self, Devices};
use crate::import::{ImportError, LogInput, NamedLog, unreadable};
use crate::log::journal;
use crate::logs::{self, LogSet};

/// How many megabytes the groups of an answer take at most, unless `store.memory` says.
const MEMORY: u32 = 1024;

/// The command that imports logs.
const IMPORT: &str = "import";

impl Session {
    /// Asks logs from now on, in place of the table.
    pub fn open_logs(&mut self, arguments: &LogArgs) -> Result<(), Failure> {
        let mut files = arguments.files.clone();
        // Standard input that is named twice is one log, as a file is.
        let inputs = files.iter().position(|path| path.as_os_str() == files::STANDARD_INPUT);
        let mut nth = 0..files.len();
        files.retain(|path| {
            let place = nth.next();
            path.as_os_str() != files::STANDARD_INPUT || place == inputs
        });
        let (mut logs, mut empty) = (Vec::new(), Vec::new());
        for log in named_logs(&files, arguments.journal, &self.cancel) {
            match log {
                Err(ImportError::Empty(name)) => empty.push(name),
                log => logs.push(log?),
            }
        }
        // A file that is named twice is one log.
        let mut seen = HashSet::new();
        logs.retain(|log| match log {
            NamedLog::File(path) => {
                let metadata = path.metadata();
                metadata.map_or(true, |metadata| seen.insert((metadata.dev(), metadata.ino())))
            }
            NamedLog::Kept(_) => true,
        });
        if logs.is_empty() && empty.is_empty() {
            return Err(Failure::with_help("no log is named", "write `:open FILE`"));
        }
        // A log that cannot be opened is better known before the first question.
        for log in &logs {
            match log.open() {
                Ok(_) | Err(ImportError::Empty(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let (logs, copies) = logs::without_copies(logs, &self.cancel);
        copies.iter().for_each(|note| say(note));
        let megabytes = self.config.settings.store.memory.unwrap_or(MEMORY);
        let memory = usize::try_from(megabytes).unwrap_or(usize::MAX).saturating_mul(1 << 20);
        let LogArgs { year, marker, tags, .. } = arguments;
        let rules = self.read_rules_with(marker.as_deref(), tags.as_ref());
        empty.iter().for_each(|name| say(&format!("{name}: empty")));
        let mut logs = LogSet::new(logs, rules.into(), *year, memory);
        logs.make_table = self.store.engine.table;
        self.close_logs();
        self.logs = Some(logs);
        Ok(())
    }

    /// Asks the logs no more that were open.
    pub(super) fn close_logs(&mut self) {
        let logs = self.logs.take();
        self.lacked_packets |= logs.is_some_and(|logs| logs.is_cut());
    }

    /// Fails if an answer lacked packets because a log was cut off. Its report said so.
    pub fn check_logs(&self) -> Result<(), Failure> {
        let lacks = self.logs.as_ref().is_some_and(LogSet::is_cut);
        if self.lacked_packets || lacks { Err(Failure::Told(1)) } else { Ok(()) }
    }

    /// The line of a command that works on logs and names none, with the names of those that are open.
    pub(super) fn name_opened_logs(&self, line: &str) -> Option<String> {
        let files = self.logs.as_ref()?.files();
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        if files.is_empty() || name != IMPORT && !cli::FOLLOWERS.contains(&name) {
            return None;
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let is_option = |word: &str| word.starts_with('-') && word != files::STANDARD_INPUT;
        let is_value = |nth: usize| nth > 0 && cli::takes_value(name, words[nth - 1]);
        let first = (0..words.len()).find(|nth| !is_option(words[*nth]) && !is_value(*nth));
        if first.is_some_and(|first| words[first] != WHERE)
            || words.iter().any(|word| ["--journal", "--"].contains(word))
        {
            return None;
        }
        let files = files.iter().filter_map(|file| shlex::try_quote(file).ok());
        Some(format!("{name} {} {rest}", files.collect::<Vec<_>>().join(" ")))
    }
}

/// The logs that the user names. Standard input and the journal are read to their ends at once.
pub(super) fn named_logs(
    files: &[PathBuf],
    has_journal: bool,
    cancel: &Cancel,
) -> impl Iterator<Item = Result<NamedLog, ImportError>> {
    let files = files.iter().map(|path| {
        if path.as_os_str() == files::STANDARD_INPUT {
            standard_input(cancel).map(NamedLog::kept)
        } else if path.metadata().is_ok_and(|data| data.file_type().is_fifo()) {
            // `<(zcat fw.log.gz)` of a shell.
            let name = path.display().to_string();
            let opened = open_pipe(path).map_err(|error| unreadable(&name, error));
            opened
                .and_then(|mut pipe| LogInput::input(&name, &mut pipe, cancel))
                .map(NamedLog::kept)
        } else {
            Ok(NamedLog::File(path.clone()))
        }
    });
    let journal = has_journal
        .then(|| LogInput::journal(OsStr::new(journal::PROGRAM), cancel).map(NamedLog::kept));
    files.chain(journal)
}

/// Opens a pipe. One that nobody writes to is empty, instead of waiting for somebody.
fn open_pipe(path: &Path) -> io::Result<File> {
    let flags = OFlag::O_NONBLOCK.bits();
    let pipe = File::options().read(true).custom_flags(flags).open(path)?;
    fcntl(&pipe, FcntlArg::F_SETFL(OFlag::empty()))?;
    Ok(pipe)
}

fn standard_input(cancel: &Cancel) -> Result<LogInput, ImportError> {
    let input = io::stdin();
    if input.is_terminal() {
        return Err(ImportError::Terminal);
    }
    let name = "standard input".to_owned();
    files::check_input(Devices::None).map_err(|source| unreadable(&name, source))?;
    LogInput::input(&name, &mut input.lock(), cancel)
}
