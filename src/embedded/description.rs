//! A description: what `table.json` says of a table.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::fault;
use super::footer::SegmentFooter;
use super::segment::{Listing, Owner, Segment};
use ipta_core::store::StoreError;
use ipta_core::time::Zone;

/// Of tables whose segments are sealed. Those of ipta 0.2 have schema 1 and no seals.
const SCHEMA: u64 = 2;
const UNSEALED: u64 = 1;
/// What restores a description.
const RESTORE: &str = "`ipta tables repair` restores it";

/// What is kept of a table as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The name of its time zone.
    pub zone: String,
    /// What tells it from every other table; `None` for a table of ipta 0.2.
    pub id: Option<u128>,
}

impl Description {
    /// Of a new table.
    pub fn new(zone: &Zone) -> Self {
        let random = || u128::from(RandomState::new().hash_one(0));
        // 0 means no table.
        let id = (random() << u64::BITS | random()).max(1);
        Self { zone: zone.name().to_owned(), id: Some(id) }
    }

    /// The owner of a segment of the table.
    pub fn owner(&self, segment: Segment) -> Owner {
        Owner { table: self.id.unwrap_or_default(), segment }
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let Self { zone, id } = self;
        let table = match id {
            None => json!({ "schema": UNSEALED, "zone": zone }),
            Some(id) => {
                let (id, sum) = (format!("{id:032x}"), sum(zone, *id));
                json!({ "schema": SCHEMA, "zone": zone, "id": id, "sum": sum })
            }
        };
        format!("{table}\n")
    }

    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let text = fs::read_to_string(path).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => fault::damaged(path, format!("it is not text; {RESTORE}")),
            _ => fault::io("read", path, error),
        })?;
        Self::parse(&text).map_err(|reason| fault::damaged(path, reason))
    }

    /// The description that the segments of a folder agree on, or the reason why they do not agree. A table
    /// whose segments say none, because it is empty or of ipta 0.2, needs the zone.
    pub fn restore(folder: &Path, listing: &Listing, zone: Option<&Zone>) -> Result<Self, String> {
        let mut found: Vec<Self> = Vec::new();
        let mut is_old = false;
        for segment in listing.live.iter().chain(&listing.covered) {
            let Ok(footer) = SegmentFooter::open(&folder.join(segment.file_name())) else {
                continue;
            };
            let Some(seal) = &footer.seal else {
                is_old |= footer.is_ours;
                continue;
            };
            // A copied segment says nothing of this table.
            let zone = footer.zone.clone().filter(|_| seal.owner.segment == *segment);
            let id = Some(seal.owner.table).filter(|table| *table != 0);
            let description = zone.map(|zone| Self { zone, id });
            found.extend(description.filter(|description| !found.contains(description)));
        }
        match (found.pop(), zone) {
            (Some(_), _) if !found.is_empty() => Err("there are segments of several tables".into()),
            (Some(description), _) => Ok(description),
            (None, Some(zone)) if is_old => Ok(Self { zone: zone.name().to_owned(), id: None }),
            (None, Some(zone)) => Ok(Self::new(zone)),
            (None, None) => Err("no segment says the table's time zone".into()),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let damaged = |reason: &str| format!("{reason}; {RESTORE}");
        let table: Value = serde_json::from_str(text).map_err(|_| damaged("it cannot be read"))?;
        let zone = table["zone"].as_str().unwrap_or_default().to_owned();
        match table["schema"].as_u64() {
            Some(UNSEALED) => Ok(Self { zone, id: None }),
            Some(SCHEMA) => {
                let id = table["id"].as_str().and_then(|id| u128::from_str_radix(id, 16).ok());
                let id = id.filter(|id| table["sum"] == sum(&zone, *id));
                let id = id.ok_or_else(|| damaged("its checksum does not match"))?;
                Ok(Self { zone, id: Some(id) })
            }
            Some(newer) if newer > SCHEMA => Err(format!("schema {newer} is a newer ipta's")),
            _ => Err(damaged("it names no schema")),
        }
    }
}

fn sum(zone: &str, id: u128) -> String {
    format!("{:016x}", xxh3_64(format!("{SCHEMA} {zone} {id:032x}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_read_back_and_flips_are_found() {
        let description = Description::new(&Zone::utc());
        let text = description.text();
        assert_eq!(Description::parse(&text), Ok(description));
        for place in 0..text.len() - 1 {
            let mut flipped = text.clone().into_bytes();
            flipped[place] ^= 1;
            let flipped = String::from_utf8(flipped).expect("text");
            assert!(Description::parse(&flipped).is_err(), "{flipped}");
        }
        let old = Description { zone: "UTC".into(), id: None };
        assert_eq!(Description::parse(&old.text()), Ok(old));
    }
}
