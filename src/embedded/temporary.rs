//! A temporary: a file on its way to become a segment.
//!
//! Its writer holds a lock on it that the kernel drops when the writer dies, so a temporary whose
//! lock can be taken is a dead writer's, and anybody may remove it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::fault;
use ipta_core::store::StoreError;

const ENDING: &str = ".tmp";

/// A name that nobody else in this folder uses, as far as this process knows.
pub fn unique_name(prefix: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}{}-{count}{ENDING}", std::process::id())
}

/// A file that is removed when it is dropped before [`Temporary::publish`].
pub struct Temporary {
    file: File,
    path: PathBuf,
    published: bool,
}

impl Temporary {
    /// An empty file in the folder.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        loop {
            let path = folder.join(unique_name("."));
            let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            let file = match opened {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(fault::io("create", &path, error)),
            };
            // Between the two calls somebody may have taken the file for a dead writer's.
            let links = file.lock().and_then(|()| file.metadata()).map(|data| data.nlink());
            match links {
                Ok(0) => {}
                Ok(_) => return Ok(Self { file, path, published: false }),
                Err(error) => return Err(fault::io("lock", &path, error)),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the end of the file from that place on.
    pub fn write_at(&self, bytes: &[u8], start: u64) -> Result<(), StoreError> {
        let written = self.file.write_all_at(bytes, start);
        let ended = written.and_then(|()| self.file.set_len(start + bytes.len() as u64));
        ended.map_err(|error| fault::io("write", &self.path, error))
    }

    /// Waits until what was written is on the disk.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.file.sync_all().map_err(|error| fault::io("write", &self.path, error))
    }

    /// Gives the file its final name.
    pub fn publish(mut self, path: &Path) -> Result<(), StoreError> {
        fs::rename(&self.path, path).map_err(|error| fault::io("write", path, error))?;
        self.published = true;
        Ok(())
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed now is removed by the next tidying.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether a file's name is a temporary's.
pub fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(ENDING)
}

/// Removes a temporary whose writer is dead.
pub fn remove_dead(path: &Path) -> Result<(), StoreError> {
    let removed = File::open(path).and_then(|file| match file.try_lock() {
        Ok(()) => fs::remove_file(path),
        Err(fs::TryLockError::WouldBlock) => Ok(()),
        Err(fs::TryLockError::Error(error)) => Err(error),
    });
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(fault::io("remove", path, error)),
        _ => Ok(()),
    }
}
