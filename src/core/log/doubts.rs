//! Doubts: the stamps of packets that may mean other times, counted by their reason.

use std::collections::BTreeMap;

use super::stamp::Doubt;

/// The packets whose time is doubtful.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubts(BTreeMap<String, u64>);

/// How many reasons are counted apart.
const REASONS: usize = 20;

/// The reason of those beyond [`REASONS`].
const OTHERS: &str = "their zones have names that are not known";

/// The English names of months.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The reason why a time in that month is doubtful, and how it was read.
pub fn reason(doubt: Doubt, month: u8) -> String {
    match doubt {
        Doubt::Zone(name) => {
            let name = name.as_str();
            format!("the zone `{name}` does not name one offset; read as the table's time")
        }
        Doubt::Month => {
            let name = MONTHS.get(usize::from(month).wrapping_sub(1)).unwrap_or(&"no month");
            format!("the month has a name of other months, too; read as {name}")
        }
    }
}

impl Doubts {
    /// Counts packets; returns whether they are the first with any doubt.
    pub fn add(&mut self, doubt: Doubt, month: u8, packets: u64) -> bool {
        let is_first = self.0.is_empty();
        self.put(&reason(doubt, month), packets);
        is_first
    }

    /// Adds those of another part of the log.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(reason, packets)| self.put(reason, *packets));
    }

    fn put(&mut self, reason: &str, packets: u64) {
        let is_known = self.0.len() < REASONS || self.0.contains_key(reason);
        *self.0.entry(if is_known { reason } else { OTHERS }.to_owned()).or_default() += packets;
    }

    /// A sentence for each reason; empty without doubts.
    pub fn report(&self) -> Vec<String> {
        let said = |(reason, packets): (&String, &u64)| match packets {
            1 => format!("1 packet with a doubtful time: {reason}"),
            _ => format!("{packets} packets with a doubtful time: {reason}"),
        };
        self.0.iter().map(said).collect()
    }
}
