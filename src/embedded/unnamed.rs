//! Unnamed folders: tables that are being made or deleted.
//!
//! Whoever works on one holds a lock on it that the kernel drops when the process dies, so a folder whose
//! lock can be taken is a dead process's, and any process may remove it.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::temporary::unique_name;

/// Their names begin so.
const PREFIX: &str = ".table-";

/// A folder without a table's name, which is removed when it is dropped, unless it has got one.
pub struct Unnamed {
    path: PathBuf,
    _lock: File,
}

impl Unnamed {
    /// Makes an empty folder in `root`, for its owner alone.
    pub fn create(root: &Path) -> io::Result<Self> {
        loop {
            let path = root.join(unique_name(PREFIX));
            match DirBuilder::new().mode(0o700).create(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                made => made?,
            }
            // Before it is locked another process may take it for a dead one's.
            match locked(&path) {
                Ok(lock) if lock.metadata()?.nlink() > 0 => return Ok(Self { path, _lock: lock }),
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }

    /// Takes a table's name away.
    pub fn take(root: &Path, table: &Path) -> io::Result<Self> {
        let lock = locked(table)?;
        let path = root.join(unique_name(PREFIX));
        fs::rename(table, &path)?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it with all that is in it.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_dir_all(&self.path)
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        // It has a name, or is removed by the next process if it cannot be now.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn locked(path: &Path) -> io::Result<File> {
    let folder = File::open(path)?;
    folder.lock()?;
    Ok(folder)
}

/// Removes what dead processes left, as far as it can: such folders do no harm.
pub fn remove_dead(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        let Ok(folder) = File::open(entry.path()) else { continue };
        if folder.try_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
