//! A folder: one table on the disk, with the locks that let several processes use it at once.
//!
//! - `table.json`: the schema's version, the time zone and the table's identity ([`Description`]).
//! - `FIRST-LAST.parquet`: the segments ([`Listing`] says which are live).
//! - `lock`: held alone, for moments, by whoever gives a segment its name.
//! - `readers`: held shared by whoever reads segments, alone by whoever deletes covered ones.
//! - `.….tmp`: files being written ([`Temporary`]).
//!
//! The locks are the kernel's (flock) and end with the process that holds them. Files of locks that are
//! missing are made again; `repair` restores the rest.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::description::Description;
use super::fault;
use super::footer::{Footers, SegmentFooter};
use super::seal::Unsealed;
use super::segment::{Listing, Segment};
use super::temporary::{self, Temporary};
use super::unnamed::Unnamed;
use ipta_core::store::{StoreError, check_name};
use ipta_core::time::Zone;

const TABLE: &str = "table.json";
const LOCK: &str = "lock";
const READERS: &str = "readers";

/// A table's folder.
#[derive(Debug, Clone)]
pub struct Folder {
    name: String,
    path: PathBuf,
}

impl Folder {
    /// The folder of a table that is there. A description that is missing is restored from the segments,
    /// where they say it.
    pub fn open(root: &Path, name: &str) -> Result<Self, StoreError> {
        let folder = Self::of(root, name)?;
        match folder.path.join(TABLE).try_exists() {
            Ok(true) => {}
            Ok(false) if folder.is_table() => folder.restore_description(None).map(drop)?,
            Ok(false) => return Err(StoreError::NoTable(name.to_owned())),
            Err(error) => return Err(fault::io("read", &folder.path, error)),
        }
        Ok(folder)
    }

    /// The folder of a table, whatever it lacks.
    pub fn find(root: &Path, name: &str) -> Result<Self, StoreError> {
        let folder = Self::of(root, name)?;
        if folder.is_table() { Ok(folder) } else { Err(StoreError::NoTable(name.to_owned())) }
    }

    /// Whether there is a file that only a table's folder has.
    fn is_table(&self) -> bool {
        let has = |name: &str| self.path.join(name).exists();
        has(TABLE) || has(LOCK) || has(READERS) || !self.listed().live.is_empty()
    }

    fn listed(&self) -> Listing {
        Listing::read(&self.path).unwrap_or_default()
    }

    /// Makes a table.
    pub fn create(root: &Path, name: &str, zone: &Zone) -> Result<(), StoreError> {
        let folder = Self::of(root, name)?;
        let failed = |error| fault::io("create", &folder.path, error);
        let unnamed = Unnamed::create(root).map_err(failed)?;
        let made = fill(unnamed.path(), &Description::new(zone))
            .and_then(|()| fs::rename(unnamed.path(), &folder.path));
        made.map_err(|error| match error.kind() {
            ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists => {
                StoreError::TableExists(name.to_owned())
            }
            _ => failed(error),
        })?;
        sync_folder(root)
    }

    /// Removes the table.
    pub fn remove(self, root: &Path) -> Result<(), StoreError> {
        let failed = |error| fault::io("remove", &self.path, error);
        let unnamed = Unnamed::take(root, &self.path).map_err(failed)?;
        sync_folder(root)?;
        unnamed.remove().map_err(failed)
    }

    /// The names of all tables, sorted.
    pub fn names(root: &Path) -> Result<Vec<String>, StoreError> {
        let failed = |error| fault::io("read", root, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(root).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_str().filter(|name| Self::find(root, name).is_ok());
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

    /// Where the files are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is kept of the table as such.
    pub fn description(&self) -> Result<Description, StoreError> {
        Description::read(&self.path.join(TABLE)).map_err(|error| self.gone(error))
    }

    /// Restores a missing or damaged description from the segments. `zone` is the zone of the table's
    /// times, where no segment says it.
    pub fn restore_description(&self, zone: Option<&Zone>) -> Result<Description, StoreError> {
        let listing = Listing::read(&self.path)?;
        let restored = Description::restore(&self.path, &listing, zone).map_err(|reason| {
            let name = &self.name;
            let reason = format!(
                "it is missing or damaged, and {reason}; run `ipta tables repair {name} --zone ZONE`"
            );
            fault::damaged(&self.path.join(TABLE), reason)
        })?;
        let file = self.temporary()?;
        file.write_at(restored.text().as_bytes(), 0)?;
        file.sync()?;
        file.publish(&self.path.join(TABLE))?;
        sync_folder(&self.path)?;
        Ok(restored)
    }

    /// The zone of the table's times.
    pub fn zone(&self) -> Result<Zone, StoreError> {
        let name = self.description()?.zone;
        Zone::parse(&name).ok_or_else(|| {
            let path = self.path.join(TABLE);
            fault::damaged(&path, format!("`{name}` is no time zone of this system"))
        })
    }

    /// The footers of segments, each of which must be the table's own.
    pub fn footers(
        &self,
        known: &Footers,
        segments: &[Segment],
    ) -> Result<Vec<Arc<SegmentFooter>>, StoreError> {
        let table = self.description()?;
        let footer = |segment: &Segment| known.of(&self.file(*segment), table.owner(*segment));
        segments.iter().map(footer).collect()
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
            if let Some(name) = listing.strange.first() {
                let reason = format!("it is not a segment's; {}", fault::SET_ASIDE);
                return Err(fault::damaged(&self.path.join(name), reason));
            }
            match listing.missing() {
                None => return Ok(listing),
                Some(commit) => missing = commit,
            }
        }
        Err(fault::damaged(&self.path, format!("the segment of commit {missing} is missing")))
    }

    /// The last commit, even of a damaged table; 0 for a new one.
    pub fn last_commit(&self) -> Result<u64, StoreError> {
        Ok(Listing::read(&self.path).map_err(|error| self.gone(error))?.last())
    }

    /// An empty file beside the segments.
    pub fn temporary(&self) -> Result<Temporary, StoreError> {
        Temporary::create(&self.path).map_err(|error| self.gone(error))
    }

    /// Makes a file a segment: `choose` says which while no other process can add one; mostly it is
    /// `likely`, with which the file waits for the disk before. Returns whether it chose any.
    pub fn publish(
        &self,
        file: Unsealed,
        likely: Segment,
        choose: impl FnOnce() -> Result<Option<Segment>, StoreError>,
    ) -> Result<bool, StoreError> {
        let table = self.description()?;
        file.seal(table.owner(likely))?;
        let _alone = self.lock_alone()?;
        let Some(segment) = choose()? else { return Ok(false) };
        if segment != likely {
            file.seal(table.owner(segment))?;
        }
        file.into_file().publish(&self.file(segment))?;
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
        let readers = open_lock(&path).map_err(|error| fault::io("open", &path, error))?;
        if readers.try_lock().is_err() {
            return Ok(());
        }
        for segment in Listing::read(&self.path)?.covered {
            let file = self.file(segment);
            fs::remove_file(&file).map_err(|error| fault::io("remove", &file, error))?;
        }
        Ok(())
    }

    fn locked(&self, name: &str, lock: fn(&File) -> io::Result<()>) -> Result<File, StoreError> {
        let path = self.path.join(name);
        let failed = |error| self.gone(fault::io("lock", &path, error));
        loop {
            let file = open_lock(&path).map_err(failed)?;
            lock(&file).map_err(failed)?;
            // A file that was removed meanwhile locks nobody out.
            let held = file.metadata().map_err(failed)?.ino();
            if fs::metadata(&path).is_ok_and(|data| data.ino() == held) {
                return Ok(file);
            }
        }
    }

    /// Keeps other processes from adding segments until the lock is dropped.
    pub fn lock_alone(&self) -> Result<File, StoreError> {
        self.locked(LOCK, File::lock)
    }

    /// The names of locks whose files are missing; they are made when they are needed.
    pub fn missing_locks(&self) -> impl Iterator<Item = &'static str> {
        [LOCK, READERS].into_iter().filter(|name| !self.path.join(name).exists())
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

/// Opens the file of a lock, and makes it if it is missing.
fn open_lock(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            File::options().append(true).create(true).mode(0o600).open(path)
        }
        opened => opened,
    }
}

fn fill(folder: &Path, description: &Description) -> io::Result<()> {
    fs::write(folder.join(TABLE), description.text())?;
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
