//! The bad lines of an import, all of them, in a file of their own.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::error::ImportError;
use crate::output::sanitize;
use crate::output::target::{self, Target};

/// Only who imports may read what others' packets made a firewall write.
const MODE: u32 = 0o600;

/// A file that takes bad lines, `FILE:LINE: reason: text` each.
#[derive(Debug)]
pub struct BadLines {
    path: PathBuf,
    file: Mutex<BufWriter<File>>,
}

impl BadLines {
    /// Examines the path of the file, which must not be one of the `inputs`.
    pub fn examine(path: &Path, inputs: &[&Path]) -> Result<Target, ImportError> {
        if inputs.iter().any(|input| is_same(input, path)) {
            return Err(ImportError::BadLinesOver(path.display().to_string()));
        }
        Target::of(path).map_err(|source| unwritable(path, source))
    }

    /// Creates the file, or replaces the one there, which must not be one of the `inputs`.
    pub fn create(path: &Path, inputs: &[&Path]) -> Result<Self, ImportError> {
        Self::open(path, Self::examine(path, inputs)?)
    }

    /// Opens the file, which must still be what it was when it was examined.
    pub fn open(path: &Path, target: Target) -> Result<Self, ImportError> {
        let made = target.open(path, target::Write::Replace, Some(MODE)).and_then(|file| {
            // A file that existed keeps its mode otherwise.
            if target != Target::Stream {
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
        writeln!(file, "{}", sanitize::text(&line)).map_err(|source| unwritable(&self.path, source))
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
