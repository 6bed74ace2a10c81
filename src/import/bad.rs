//! The bad lines of an import, all of them, in a file of their own.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::ImportError;
use crate::output::safe;

/// Only who imports may read what others' packets made a firewall write.
const MODE: u32 = 0o600;

/// A file that takes bad lines, `FILE:LINE: reason: text` each.
#[derive(Debug)]
pub struct BadLines {
    path: PathBuf,
    file: Mutex<BufWriter<File>>,
}

impl BadLines {
    /// Makes the file, empty, unless it is one of those that are to be imported.
    pub fn create(path: &Path, inputs: &[&Path]) -> Result<Self, ImportError> {
        if inputs.iter().any(|input| is_same(input, path)) {
            return Err(ImportError::BadLinesOver(path.display().to_string()));
        }
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(MODE).open(path);
        let made = file.and_then(|file| {
            // One that was there already keeps its mode otherwise; a device has its own.
            if file.metadata()?.is_file() {
                file.set_permissions(Permissions::from_mode(MODE))?;
            }
            Ok(Self { path: path.to_owned(), file: Mutex::new(BufWriter::new(file)) })
        });
        made.map_err(|source| unwritable(path, source))
    }

    /// Adds a line: the log's name, the line's number in it, what is wrong with it, and its text.
    pub(super) fn add(&self, name: &str, number: u64, bad: &Bad) -> Result<(), ImportError> {
        let Bad { reason, text, .. } = bad;
        let line = format!("{name}:{number}: {reason}: {text}");
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{}", safe::text(&line)).map_err(|source| unwritable(&self.path, source))
    }

    /// Writes what is still in memory.
    pub fn flush(&self) -> Result<(), ImportError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.flush().map_err(|source| unwritable(&self.path, source))
    }
}

/// A bad line of a chunk, whole.
#[derive(Debug)]
pub(super) struct Bad {
    /// Its number in the chunk, from 1.
    pub number: u64,
    /// What is wrong with it.
    pub reason: String,
    /// Its text.
    pub text: String,
}

fn unwritable(path: &Path, source: io::Error) -> ImportError {
    ImportError::BadLines { path: path.display().to_string(), source }
}

/// Whether two paths lead to the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    let number = |path: &Path| path.metadata().map(|file| (file.dev(), file.ino())).ok();
    number(one).is_some() && number(one) == number(other)
}
