//! Repair: restores what a table's folder lacks, and sets aside what does not belong there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::description::Description;
use super::fault;
use super::folder::Folder;
use super::segment::{Listing, Segment, SegmentFooter, packets};
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
        let restored = restore_description(folder, zone)?;
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
        packets(&path, &read_footer(&path)?).map_err(lost)?;
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

fn read_footer(path: &Path) -> Result<SegmentFooter, StoreError> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|data| (file, data.len())));
    let (file, bytes) = opened.map_err(|error| fault::io("read", path, error))?;
    SegmentFooter::read(path, &file, bytes).map_err(lost)
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
        if read_footer(&path)?.stranger(table.owner(segment)).is_some() {
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

/// Writes the description that the table's segments say. A table whose segments say none, because it is
/// empty or of ipta 0.2, needs the zone.
pub fn restore_description(
    folder: &Folder,
    zone: Option<&Zone>,
) -> Result<Description, StoreError> {
    let mut said: Vec<Description> = Vec::new();
    let mut is_old = false;
    let listing = Listing::read(folder.path())?;
    for segment in listing.live.iter().chain(&listing.covered) {
        match of_segment(folder, *segment) {
            Some(Some(description)) if !said.contains(&description) => said.push(description),
            Some(None) => is_old = true,
            _ => {}
        }
    }
    let missing = |reason: &str| {
        let name = folder.name();
        let reason = format!(
            "it is missing or damaged, and {reason}; run `ipta tables repair {name} --zone ZONE`"
        );
        fault::damaged(&folder.path().join("table.json"), reason)
    };
    let found = match (said.pop(), zone) {
        (Some(_), _) if !said.is_empty() => {
            return Err(missing("there are segments of several tables"));
        }
        (Some(description), _) => description,
        (None, Some(zone)) if is_old => Description { zone: zone.name().to_owned(), id: None },
        (None, Some(zone)) => Description::new(zone),
        (None, None) => return Err(missing("no segment says the table's time zone")),
    };
    folder.describe(&found)?;
    Ok(found)
}

/// What a segment says of its table; `Some(None)` if it is a segment of ipta 0.2, and nothing if it cannot
/// be read or was copied.
fn of_segment(folder: &Folder, segment: Segment) -> Option<Option<Description>> {
    let footer = read_footer(&folder.file(segment)).ok()?;
    let Some(seal) = &footer.seal else { return footer.is_ours.then_some(None) };
    let id = Some(seal.owner.table).filter(|table| *table != 0);
    let description = Description { zone: footer.zone.clone()?, id };
    (seal.owner.segment == segment).then_some(Some(description))
}
