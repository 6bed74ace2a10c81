//! A folder: one table on the disk, with the locks that let several processes use it at once.
//!
//! - `table.json`: the schema's version and the time zone.
//! - `FIRST-LAST.parquet`: the segments ([`Listing`] says which are live).
//! - `lock`: held alone, for moments, by whoever gives a segment its name.
//! - `readers`: held shared by whoever reads segments, alone by whoever deletes covered ones.
//! - `.….tmp`: files being written ([`Temporary`]).
//!
//! The locks are the kernel's (flock) and end with the process that holds them.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::fault;
use super::segment::{Listing, Segment};
use super::temporary::{self, Temporary};
use crate::store::{StoreError, check_name};
use crate::time::Zone;

const TABLE: &str = "table.json";
const LOCK: &str = "lock";
const READERS: &str = "readers";
/// The version of the layout described above and of the segments' columns.
const SCHEMA: u64 = 1;
/// Folders that are being made or deleted begin so.
const UNNAMED: &str = ".table-";

/// A table's folder.
#[derive(Debug, Clone)]
pub struct Folder {
    name: String,
    path: PathBuf,
}

impl Folder {
    /// The folder of a table that is there.
    pub fn open(root: &Path, name: &str) -> Result<Self, StoreError> {
        let folder = Self::of(root, name)?;
        match folder.path.join(TABLE).try_exists() {
            Ok(true) => Ok(folder),
            Ok(false) => Err(StoreError::NoTable(name.to_owned())),
            Err(error) => Err(fault::io("read", &folder.path, error)),
        }
    }

    /// Makes a table.
    pub fn create(root: &Path, name: &str, zone: &Zone) -> Result<(), StoreError> {
        let folder = Self::of(root, name)?;
        remove_unnamed(root);
        let unnamed = root.join(temporary::unique_name(UNNAMED));
        let failed = |error| fault::io("create", &folder.path, error);
        let made = fill(&unnamed, zone).and_then(|()| fs::rename(&unnamed, &folder.path));
        if let Err(error) = made {
            // It is removed by a later creation if it cannot be now.
            let _ = fs::remove_dir_all(&unnamed);
            return Err(match error.kind() {
                ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists => {
                    StoreError::TableExists(name.to_owned())
                }
                _ => failed(error),
            });
        }
        sync_folder(root)
    }

    /// Removes the table.
    pub fn remove(self, root: &Path) -> Result<(), StoreError> {
        let unnamed = root.join(temporary::unique_name(UNNAMED));
        let failed = |error| fault::io("remove", &self.path, error);
        fs::rename(&self.path, &unnamed).map_err(failed)?;
        sync_folder(root)?;
        fs::remove_dir_all(&unnamed).map_err(failed)
    }

    /// The names of all tables, sorted.
    pub fn names(root: &Path) -> Result<Vec<String>, StoreError> {
        let failed = |error| fault::io("read", root, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(root).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_str().filter(|name| Self::open(root, name).is_ok());
            names.extend(name.map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    fn of(root: &Path, name: &str) -> Result<Self, StoreError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), path: root.join(name) })
    }

    /// The table's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where a segment is.
    pub fn file(&self, segment: Segment) -> PathBuf {
        self.path.join(segment.file_name())
    }

    /// The zone of the table's times.
    pub fn zone(&self) -> Result<Zone, StoreError> {
        let path = self.path.join(TABLE);
        let text = fs::read_to_string(&path).map_err(|error| fault::io("read", &path, error))?;
        let table: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| fault::damaged(&path, error))?;
        match table["schema"].as_u64() {
            Some(SCHEMA) => {}
            Some(newer) if newer > SCHEMA => {
                return Err(fault::damaged(&path, format!("schema {newer} is a newer ipta's")));
            }
            _ => return Err(fault::damaged(&path, "it names no schema")),
        }
        let name = table["zone"].as_str().unwrap_or_default();
        Zone::parse(name).ok_or_else(|| {
            fault::damaged(&path, format!("`{name}` is no time zone of this system"))
        })
    }

    /// Holds off the deletion of covered segments until the lock is dropped.
    pub fn read_lock(&self) -> Result<File, StoreError> {
        self.locked(READERS, File::lock_shared)
    }

    /// Every live segment, none missing. The caller holds a lock.
    pub fn listing(&self) -> Result<Listing, StoreError> {
        // A folder is not read in one step: a segment may have come while a later one was seen.
        const TRIES: usize = 20;
        let mut missing = 0;
        for _ in 0..TRIES {
            let listing = Listing::read(&self.path)?;
            match listing.missing() {
                None => return Ok(listing),
                Some(commit) => missing = commit,
            }
        }
        Err(fault::damaged(&self.path, format!("the segment of commit {missing} is missing")))
    }

    /// The last commit, even of a damaged table; 0 for a new one.
    pub fn last_commit(&self) -> Result<u64, StoreError> {
        Ok(Listing::read(&self.path)?.last())
    }

    /// An empty file beside the segments.
    pub fn temporary(&self) -> Result<Temporary, StoreError> {
        Temporary::create(&self.path).map_err(|error| self.gone(error))
    }

    /// Makes a file a segment: `choose` says which while no other process can add one. Answers
    /// whether it chose any.
    pub fn publish(
        &self,
        file: Temporary,
        choose: impl FnOnce() -> Result<Option<Segment>, StoreError>,
    ) -> Result<bool, StoreError> {
        file.sync()?;
        let _alone = self.locked(LOCK, File::lock)?;
        let Some(segment) = choose()? else { return Ok(false) };
        file.publish(&self.file(segment))?;
        sync_folder(&self.path)?;
        Ok(true)
    }

    /// Removes covered segments, unless somebody reads, and the temporaries of dead writers.
    pub fn sweep(&self) -> Result<(), StoreError> {
        let failed = |error| fault::io("read", &self.path, error);
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name().to_str().is_some_and(temporary::is_temporary) {
                temporary::remove_dead(&entry.path())?;
            }
        }
        let path = self.path.join(READERS);
        let readers = File::open(&path).map_err(|error| fault::io("open", &path, error))?;
        if readers.try_lock().is_err() {
            return Ok(());
        }
        for segment in Listing::read(&self.path)?.covered {
            let file = self.file(segment);
            fs::remove_file(&file).map_err(|error| fault::io("remove", &file, error))?;
        }
        Ok(())
    }

    fn locked(
        &self,
        name: &str,
        lock: impl FnOnce(&File) -> io::Result<()>,
    ) -> Result<File, StoreError> {
        let path = self.path.join(name);
        let file = File::open(&path).map_err(|error| self.gone(fault::io("open", &path, error)))?;
        lock(&file).map_err(|error| fault::io("lock", &path, error))?;
        Ok(file)
    }

    /// The error of a file that is not there because the table was dropped meanwhile.
    fn gone(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::Io { source, .. }
                if source.kind() == ErrorKind::NotFound && !self.path.exists() =>
            {
                StoreError::NoTable(self.name.clone())
            }
            other => other,
        }
    }
}

fn fill(folder: &Path, zone: &Zone) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)?;
    let table = serde_json::json!({ "schema": SCHEMA, "zone": zone.name() });
    fs::write(folder.join(TABLE), format!("{table}\n"))?;
    for name in [LOCK, READERS] {
        File::create(folder.join(name))?;
    }
    File::open(folder.join(TABLE))?.sync_all()?;
    File::open(folder)?.sync_all()
}

fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| fault::io("write", folder, error))
}

/// Removes what crashes left of folders that were being made or deleted, as far as it can: folders
/// that are not a table's do no harm.
fn remove_unnamed(root: &Path) {
    const DEAD: Duration = Duration::from_secs(3600);
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let unnamed = entry.file_name().to_str().is_some_and(|name| name.starts_with(UNNAMED));
        let age = entry.metadata().and_then(|data| data.modified()).map(|time| time.elapsed());
        if unnamed && matches!(age, Ok(Ok(age)) if age > DEAD) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
