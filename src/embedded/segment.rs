//! A segment: one Parquet file of a table, named by the range of commits that it holds.

use std::fs;
use std::path::Path;

use super::fault;
use ipta_core::store::StoreError;

/// How the names of segments end.
const ENDING: &str = ".parquet";

/// The commits that a segment holds, from the first to the last; the table's first is 1.
///
/// A segment whose commits all lie in another's range was merged into that one, or cleared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    /// The first commit.
    pub first: u64,
    /// The last commit.
    pub last: u64,
}

impl Segment {
    /// The file's name.
    pub fn file_name(self) -> String {
        format!("{:010}-{:010}{ENDING}", self.first, self.last)
    }

    /// The segment of a file; `None` for other files.
    pub fn parse(name: &str) -> Option<Self> {
        let (first, last) = name.strip_suffix(ENDING)?.split_once('-')?;
        let segment = Self { first: first.parse().ok()?, last: last.parse().ok()? };
        (segment.file_name() == name && segment.first <= segment.last).then_some(segment)
    }
}

/// The table and the commits that a segment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The identity of its table, 0 for a table that has none.
    pub table: u128,
    /// The commits it holds.
    pub segment: Segment,
}

/// Which segments of a folder are live, in order, and which are covered by one of those.
#[derive(Debug, Default)]
pub struct Listing {
    /// They make up the table.
    pub live: Vec<Segment>,
    /// They are of no use any more.
    pub covered: Vec<Segment>,
    /// Names of other Parquet files.
    pub strange: Vec<String>,
}

impl Listing {
    /// Reads a folder. Hold its readers' lock, or a covered file may be gone when it is opened.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error| fault::io("read", folder, error);
        let mut listing = Self::default();
        let mut all = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            match Segment::parse(&name) {
                Some(segment) => all.push(segment),
                None if name.ends_with(ENDING) => listing.strange.push(name.into_owned()),
                None => {}
            }
        }
        all.sort_unstable_by_key(|segment| (segment.first, u64::MAX - segment.last));
        for segment in all {
            if segment.last <= listing.last() {
                listing.covered.push(segment);
            } else {
                listing.live.push(segment);
            }
        }
        Ok(listing)
    }

    /// The last commit; 0 without any.
    pub fn last(&self) -> u64 {
        self.live.last().map_or(0, |segment| segment.last)
    }

    /// The first commit that no segment holds although a later one is there.
    pub fn missing(&self) -> Option<u64> {
        let mut next = 1;
        for segment in &self.live {
            if segment.first > next {
                return Some(next);
            }
            next = segment.last + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_no_segments() {
        let segment = Segment { first: 3, last: 12 };
        assert_eq!(Segment::parse(&segment.file_name()), Some(segment));
        for wrong in ["3-12.parquet", ".x.tmp", "0000000003-0000000002.parquet", "table.json"] {
            assert_eq!(Segment::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_gap_is_seen() {
        let of = |ranges: &[(u64, u64)]| Listing {
            live: ranges.iter().map(|&(first, last)| Segment { first, last }).collect(),
            ..Listing::default()
        };
        assert_eq!(of(&[(1, 2), (3, 3)]).missing(), None);
        assert_eq!(of(&[(1, 2), (4, 4)]).missing(), Some(3));
        assert_eq!(of(&[(2, 2)]).missing(), Some(1));
    }
}
