//! Repair: restores what a table's folder lacks, and sets aside what does not belong there.

use std::fs;
use std::path::{Path, PathBuf};

use super::fault;
use super::folder::Folder;
use super::footer::{SegmentFooter, packets};
use super::segment::Listing;
use ipta_core::store::StoreError;
use ipta_core::time::Zone;

/// Restores what a table lacks, sets aside what is not its own, and verifies the rest. Reports what it
/// does, line by line. `zone` is the zone of the table's times, where no segment says it.
pub fn repair(
    folder: &Folder,
    zone: Option<&Zone>,
    report: &mut dyn FnMut(&str),
) -> Result<(), StoreError> {
    if folder.description().is_err() {
        let restored = folder.restore_description(zone)?;
        report(&format!("table.json restored, with the time zone {}", restored.zone));
    }
    for name in folder.missing_locks() {
        report(&format!("{name} restored"));
    }
    let _alone = folder.lock_alone()?;
    while let Some(path) = first_stranger(folder)? {
        let aside = set_aside(&path)?;
        report(&format!("{} set aside as {}", path.display(), aside.display()));
    }
    let _reading = folder.read_lock()?;
    for segment in folder.listing()?.live {
        let path = folder.file(segment);
        let footer = SegmentFooter::open(&path).map_err(lost)?;
        packets(&path, &footer).map_err(lost)?;
    }
    Ok(())
}

/// Nothing can be done for packets whose bytes are gone.
fn lost(error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { path, reason } => {
            let help = "its packets cannot be restored: copy the file from a backup, or clear the \
                        table and import its logs again";
            StoreError::Damaged { path, reason: format!("{reason}; {help}") }
        }
        other => other,
    }
}

/// The first Parquet file that is not a segment of the table.
fn first_stranger(folder: &Folder) -> Result<Option<PathBuf>, StoreError> {
    let table = folder.description()?;
    let listing = Listing::read(folder.path())?;
    if let Some(name) = listing.strange.first() {
        return Ok(Some(folder.path().join(name)));
    }
    for segment in listing.live {
        let path = folder.file(segment);
        if SegmentFooter::open(&path).map_err(lost)?.stranger(table.owner(segment)).is_some() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Renames a file so that it is not a segment any more.
fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let names = (1..).map(|number| {
        let mut name = path.as_os_str().to_owned();
        name.push(if number == 1 {
            ".set-aside".to_owned()
        } else {
            format!(".set-aside-{number}")
        });
        PathBuf::from(name)
    });
    let mut free = names.filter(|name| !name.exists());
    let aside = free.next().unwrap_or_default();
    fs::rename(path, &aside).map_err(|error| fault::io("rename", path, error))?;
    Ok(aside)
}
