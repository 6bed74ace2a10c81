//! A redirection: the file that answers go to instead of standard output.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::answer_output::RedirectForm;
use super::failure::Failure;
use crate::output::Format;
use crate::output::target::{self, Target};

/// The file that answers go to.
pub(super) struct Redirect {
    pub file: BufWriter<File>,
    pub path: PathBuf,
    pub form: RedirectForm,
}

impl Redirect {
    /// Opens the file.
    pub fn open(path: &Path, target: Target, how: target::Write) -> Result<Self, Failure> {
        let file = target.open(path, how, None).map_err(|error| cannot("write", path, &error))?;
        let form = RedirectForm { format: format_of(path), is_terminal: file.is_terminal() };
        Ok(Self { file: BufWriter::new(file), path: path.to_owned(), form })
    }

    /// Writes what is still in memory.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| cannot("write", &self.path, &error))
    }
}

/// The format that a file's name ends with.
pub(super) fn format_of(path: &Path) -> Option<Format> {
    path.extension().and_then(OsStr::to_str).and_then(Format::by_ending)
}

/// The failure of reading or writing a file.
pub(super) fn cannot(doing: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::other(format!("cannot {doing} {}: {error}", path.display()))
}
