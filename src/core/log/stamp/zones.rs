//! Zones by name, as journalctl, date(1) and some loggers write them after a time: `CEST`, `EDT`.
//!
//! Source: the IANA time zone database, release 2025b: every abbreviation that is letters and that was in
//! use in or after 1999. A name with an offset is honoured; `MSK` and `KST` have the one of today, though
//! Moscow's was another from 2011 to 2014 and Pyongyang's from 2015 to 2018. A name without an offset
//! has several there, or another outside the database (`BST` and `GST` in Asia): it means what the
//! table's zone means by it, or else the table's own time, which an import reports.

/// The part of a stamp that may mean another time than the one it is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The name of a month is that of another month in another language.
    Month,
    /// The name of the zone does not say which offset it has.
    Zone(ZoneName),
}

/// Minutes east of UTC by name.
#[rustfmt::skip]
static ZONES: [(&str, Option<i32>); 56] = [
    ("ACDT", Some(630)), ("ACST", Some(570)), ("ADT", Some(-180)), ("AEDT", Some(660)),
    ("AEST", Some(600)), ("AKDT", Some(-480)), ("AKST", Some(-540)), ("AST", Some(-240)),
    ("AWDT", Some(540)), ("AWST", Some(480)), ("BST", None), ("CAT", Some(120)),
    ("CDT", None), ("CEST", Some(120)), ("CET", Some(60)), ("CST", None),
    ("EAT", Some(180)), ("EDT", Some(-240)), ("EEST", Some(180)), ("EET", Some(120)),
    ("EST", Some(-300)), ("GMT", Some(0)), ("GST", None), ("HDT", Some(-540)),
    ("HKT", Some(480)), ("HST", Some(-600)), ("IDT", Some(180)), ("IST", None),
    ("JST", Some(540)), ("KST", Some(540)), ("MDT", Some(-360)), ("MEST", Some(120)),
    ("MESZ", Some(120)), ("MET", Some(60)), ("MEZ", Some(60)), ("MSD", Some(240)),
    ("MSK", Some(180)), ("MST", Some(-420)), ("NDT", Some(-150)), ("NST", Some(-210)),
    ("NZDT", Some(780)), ("NZST", Some(720)), ("PDT", Some(-420)), ("PKST", Some(360)),
    ("PKT", Some(300)), ("PST", None), ("SAST", Some(120)), ("SST", Some(-660)),
    ("UCT", Some(0)), ("UTC", Some(0)), ("WAT", Some(60)),
    ("WEST", Some(60)), ("WET", Some(0)), ("WIB", Some(420)), ("WIT", Some(540)),
    ("WITA", Some(480)),
];

/// The longest name of a zone that is read.
pub(super) const LONGEST: usize = 6;

/// The name of a zone, padded with zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ZoneName([u8; LONGEST]);

impl ZoneName {
    fn new(word: &[u8]) -> Option<Self> {
        let mut name = [0; LONGEST];
        name.get_mut(..word.len())?.copy_from_slice(word);
        Some(Self(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        let len = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        std::str::from_utf8(&self.0[..len]).unwrap_or_default()
    }
}

/// The offset of a zone in seconds, or the doubt about it.
pub(super) type Meaning = (Option<i32>, Option<Doubt>);

/// What a word means as the name of a zone; `None` if it is not one.
pub(super) fn known(word: &[u8]) -> Option<Meaning> {
    let place = ZONES.binary_search_by(|(name, _)| name.as_bytes().cmp(word)).ok()?;
    Some(match ZONES[place].1 {
        Some(minutes) => (Some(60 * minutes), None),
        None => (None, ZoneName::new(word).map(Doubt::Zone)),
    })
}

/// The meaning of a word that is certainly the name of a zone.
pub(super) fn certain(word: &[u8]) -> Meaning {
    known(word).unwrap_or_else(|| (None, ZoneName::new(word).map(Doubt::Zone)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Timestamp, Zone};

    #[test]
    fn the_table_is_sorted() {
        assert!(ZONES.is_sorted());
    }

    /// Zones that use a name, with the month in which they do.
    #[test]
    fn the_offsets_are_those_of_the_database() {
        for (name, zone, month) in [
            ("CET", "Europe/Berlin", 1),
            ("CEST", "Europe/Berlin", 7),
            ("EDT", "America/New_York", 7),
            ("EST", "America/New_York", 1),
            ("MDT", "America/Denver", 7),
            ("PDT", "America/Los_Angeles", 7),
            ("AKST", "America/Anchorage", 1),
            ("HST", "Pacific/Honolulu", 1),
            ("NDT", "America/St_Johns", 7),
            ("MSK", "Europe/Moscow", 1),
            ("EEST", "Europe/Helsinki", 7),
            ("WEST", "Europe/Lisbon", 7),
            ("SAST", "Africa/Johannesburg", 1),
            ("JST", "Asia/Tokyo", 1),
            ("WIB", "Asia/Jakarta", 1),
            ("PKT", "Asia/Karachi", 1),
            ("AEDT", "Australia/Sydney", 1),
            ("ACST", "Australia/Darwin", 1),
            ("NZDT", "Pacific/Auckland", 1),
            ("IDT", "Asia/Jerusalem", 7),
        ] {
            let zone = Zone::parse(zone).expect(name);
            let time = Timestamp::parse(&format!("2026-0{month}-15")).expect("a date");
            let offset = zone.offset_named(name, time);
            assert!(offset.is_some(), "{name}");
            assert_eq!(known(name.as_bytes()), Some((offset, None)), "{name}");
        }
    }
}
