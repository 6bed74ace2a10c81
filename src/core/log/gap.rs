//! A gap: lines that a log lacks, as its loggers say themselves.

use std::collections::BTreeMap;

use crate::time::Timestamp;

/// The kind of gap that UFW's lines stand for: its rules log no more than three packets a minute
/// at the levels low and medium, so that nobody knows how many there were. Source: ufw,
/// `src/backend_iptables.py`, `limit_args`.
pub const SAMPLED: &str = "packets sampled by UFW";

/// What people must know of numbers that UFW's lines are part of.
pub const SAMPLE_NOTE: &str = "UFW logs at most 3 packets a minute of a kind, unless its level is high \
                               or full: counts that include its lines are lower bounds";

/// Whether packets with that prefix are a sample of those that there were.
pub fn is_sampled(prefix: &str) -> bool {
    prefix.starts_with("[UFW ")
}

/// What one line says of others that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap<'a> {
    /// The machine whose lines are missing.
    pub machine: Option<&'a str>,
    /// What is missing and why, in words that follow a number.
    pub kind: &'static str,
    /// How many lines; `None` where the logger does not know.
    pub lost: Option<u64>,
    /// When the logger said so, in the table's time.
    pub time: Option<Timestamp>,
}

/// The gaps of one kind on one machine, together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many lines spoke of them.
    pub notices: u64,
    /// How many lines are missing; `None` where nobody knows.
    pub lost: Option<u64>,
    /// When it was first said, and when last.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl Sum {
    /// Adds gaps of the same kind.
    pub fn add(&mut self, other: &Self) {
        self.notices = self.notices.saturating_add(other.notices);
        self.lost = match (self.lost, other.lost) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        self.span = match (self.span, other.span) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
    }
}

/// The machine of gaps, `None` where no line names it, and their kind.
pub type GapKey = (Option<String>, String);

/// All gaps of a log, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps(BTreeMap<GapKey, Sum>);

/// How many machines are told apart; what others lost is counted without a name.
const MACHINES: usize = 1000;

/// How many characters of a machine's name are kept, as every store keeps of a packet's.
const NAME: usize = 255;

impl Gaps {
    /// Adds what a line says.
    pub fn add(&mut self, gap: &Gap<'_>) {
        let span = gap.time.map(|time| (time, time));
        let sum = Sum { notices: 1, lost: gap.lost, span };
        self.put((gap.machine.map(str::to_owned), gap.kind.to_owned()), &sum);
    }

    /// Adds gaps of one kind on one machine.
    pub fn put(&mut self, (machine, kind): GapKey, sum: &Sum) {
        let machine = machine.filter(|_| self.0.len() < MACHINES);
        let key = (machine.map(|name| name.chars().take(NAME).collect()), kind);
        self.0.entry(key).or_default().add(sum);
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(key, sum)| self.put(key.clone(), sum));
    }

    /// The gaps by machine and kind.
    pub fn iter(&self) -> impl Iterator<Item = (&GapKey, &Sum)> {
        self.0.iter()
    }

    /// The gaps by kind, whatever the machine.
    pub fn kinds(&self) -> BTreeMap<&str, Sum> {
        let mut kinds: BTreeMap<&str, Sum> = BTreeMap::new();
        self.iter().for_each(|((_, kind), sum)| kinds.entry(kind).or_default().add(sum));
        kinds
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether packets are a sample of those that there were.
    pub fn has_samples(&self) -> bool {
        self.iter().any(|((_, kind), _)| kind == SAMPLED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(machine: &'static str, lost: Option<u64>, time: i64) -> Gap<'static> {
        let machine = Some(machine).filter(|name| !name.is_empty());
        Gap { machine, kind: "x", lost, time: Some(Timestamp(time)) }
    }

    #[test]
    fn gaps_of_a_machine_and_a_kind_are_one() {
        let mut one = Gaps::default();
        one.add(&gap("a", Some(2), 7));
        one.add(&gap("a", Some(3), 5));
        let mut other = Gaps::default();
        other.add(&gap("", None, 9));
        other.add(&gap("a", Some(1), 8));
        one.merge(&other);
        let all: Vec<_> = one.iter().map(|((fw, _), sum)| (fw.as_deref(), sum.clone())).collect();
        let span = |from, to| Some((Timestamp(from), Timestamp(to)));
        let unknown = Sum { notices: 1, lost: None, span: span(9, 9) };
        let known = Sum { notices: 3, lost: Some(6), span: span(5, 8) };
        assert_eq!(all, [(None, unknown), (Some("a"), known)]);
        assert_eq!(one.kinds()["x"], Sum { notices: 4, lost: Some(6), span: span(5, 9) });
    }

    #[test]
    fn the_machines_that_are_told_apart_are_bounded() {
        let mut gaps = Gaps::default();
        for number in 0..10 * MACHINES {
            let name = format!("m{number}");
            gaps.add(&Gap { machine: Some(&name), ..gap("a", Some(1), 1) });
        }
        assert!(gaps.iter().count() <= MACHINES + 1);
        assert_eq!(gaps.kinds()["x"].lost, Some(10_000));
    }
}
