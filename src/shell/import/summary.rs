//! A summary: what an import found in a source.

use std::collections::HashMap;

use crate::log::doubts::Doubts;
use crate::log::feed::FedLine;
use crate::log::gap::{self, Gap, Gaps, Sum};
use crate::log::prefix::{self, UserRule};
use crate::log::shown;
use crate::log::tag::Unread;
use crate::packet::Packet;
use crate::sql::schema;
use crate::time::Timestamp;

/// How many bad lines are kept to show.
const BAD_LINES: usize = 5;
/// How many different prefixes are counted apart.
const PREFIXES: usize = 1000;

/// Where an import began to read its source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ImportStart {
    /// At the first byte.
    #[default]
    Beginning,
    /// At that byte, where an earlier import had ended.
    At(u64),
    /// At that byte: the log was imported further than that, but lost what followed there.
    AtCut(u64),
    /// Nowhere: all of it was imported before.
    NothingNew,
}

/// What was found in a source, or in a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Where reading began.
    pub start: ImportStart,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read: packets, others and bad ones.
    pub lines: u64,
    /// Packets stored.
    pub packets: u64,
    /// Packets among them without a time.
    pub untimed: u64,
    /// Packets among them whose stamps may mean other times.
    pub doubts: Doubts,
    /// Packets among them with a text that was cut to what a table keeps.
    pub cut: u64,
    /// Lines that are not netfilter's.
    pub other: u64,
    /// Lines among those that look like packets, but were logged by other programs.
    pub unread: Unread,
    /// Lines of netfilter's that cannot be.
    pub bad: u64,
    /// The first of the bad lines.
    pub first_bad: Vec<BadLine>,
    /// The earliest and the latest time of a packet.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Prefixes that no rule could judge.
    pub unjudged: Unjudged,
    /// What the log lacks.
    pub gaps: Gaps,
    /// Packets of a sample; [`Summary::end_part`] counts them among the gaps.
    pub sampled: Sum,
    /// The last line has no end yet, and waits for the next import.
    pub is_waiting: bool,
    /// Why the source could not be read to its end.
    pub broken: Option<String>,
    /// How the packets travelled, where there is more than one way.
    pub way: Option<&'static str>,
    /// Why the table could not be tidied after all was stored.
    pub untidy: Option<String>,
}

/// A line of netfilter's that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the source, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// Its text as it came, cut to [`crate::log::SHOWN`] bytes.
    pub text: String,
}

/// How many packets have which prefix; at most a thousand different ones are told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unjudged {
    counts: HashMap<String, u64>,
    /// Packets with a prefix beyond those.
    pub uncounted: u64,
}

impl Unjudged {
    /// The prefixes (an empty one for packets without) and their counts, the largest first.
    pub fn prefixes(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.counts.iter().map(|(it, count)| (it.as_str(), *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all
    }

    /// All packets that could not be judged.
    pub fn packets(&self) -> u64 {
        self.counts.values().sum::<u64>() + self.uncounted
    }

    /// Adds packets that have no action, unless a rule judged them all the same.
    fn add(&mut self, prefix: Option<&str>, own: &[UserRule], packets: u64) {
        let name = shown(prefix.unwrap_or_default());
        let is_judged = |prefix| prefix::judge(own, prefix).is_some();
        if self.counts.contains_key(name) || !prefix.is_some_and(is_judged) {
            self.count(name, packets);
        }
    }

    fn count(&mut self, prefix: &str, packets: u64) {
        if let Some(count) = self.counts.get_mut(prefix) {
            *count += packets;
        } else if self.counts.len() < PREFIXES {
            self.counts.insert(prefix.to_owned(), packets);
        } else {
            self.uncounted += packets;
        }
    }
}

impl Summary {
    /// Counts a line, whose prefix the user's rules `own` judge first. A half is not a whole line: the line
    /// that follows it in the same place is counted.
    pub fn add(&mut self, line: &FedLine<'_>, own: &[UserRule]) {
        match line {
            FedLine::Packet(packet, times) => {
                self.lines += 1;
                self.packet(packet, own, *times);
            }
            FedLine::Half { packet, times, .. } => self.packet(packet, own, *times),
            FedLine::Other => self.others(1),
            FedLine::Foreign(program) => self.foreign(program),
            FedLine::Gap(gap) => self.gap(gap),
            FedLine::Bad(reason, text) => self.bad(reason, text),
        }
    }

    /// Ends a part of a log, in which stamps were doubtful.
    pub fn end_part(&mut self, doubts: Doubts) {
        self.doubts = doubts;
        if self.sampled.notices > 0 {
            self.gaps.put((None, gap::SAMPLED.to_owned()), &std::mem::take(&mut self.sampled));
        }
    }

    fn packet(&mut self, packet: &Packet<'_>, own: &[UserRule], times: u32) {
        let times = u64::from(times);
        if packet.prefix.is_some_and(gap::is_sampled) {
            self.sampled.notices = self.sampled.notices.saturating_add(times);
            widen(&mut self.sampled.span, packet.time);
        }
        self.packets += times;
        widen(&mut self.span, packet.time);
        if packet.time.is_none() {
            self.untimed += times;
        }
        if is_cut(packet) {
            self.cut += times;
        }
        if packet.action.is_none() {
            self.unjudged.add(packet.prefix, own, times);
        }
    }

    /// Counts a line that speaks of missing ones.
    fn gap(&mut self, gap: &Gap<'_>) {
        self.others(1);
        self.gaps.add(gap);
    }

    /// Counts lines that are not netfilter's.
    pub fn others(&mut self, lines: u64) {
        self.lines += lines;
        self.other += lines;
    }

    /// Counts a line that looks like a packet, of a program that logs none.
    fn foreign(&mut self, program: &str) {
        self.others(1);
        self.unread.add(program);
    }

    /// Counts a bad line.
    fn bad(&mut self, reason: impl ToString, text: &str) {
        self.lines += 1;
        self.bad += 1;
        if self.first_bad.len() < BAD_LINES {
            let (reason, text) = (reason.to_string(), shown(text).to_owned());
            self.first_bad.push(BadLine { line: self.lines, reason, text });
        }
    }

    /// Adds what was found in the part of the source that follows.
    pub fn merge(&mut self, mut next: Self) {
        next.shift_lines(self.lines);
        self.bytes += next.bytes;
        self.lines += next.lines;
        self.packets += next.packets;
        self.untimed += next.untimed;
        self.doubts.merge(&next.doubts);
        self.cut += next.cut;
        self.other += next.other;
        self.unread.merge(&next.unread);
        self.bad += next.bad;
        self.first_bad.append(&mut next.first_bad);
        self.first_bad.truncate(BAD_LINES);
        self.span = union(self.span, next.span);
        for (prefix, packets) in &next.unjudged.counts {
            self.unjudged.count(prefix, *packets);
        }
        self.unjudged.uncounted += next.unjudged.uncounted;
        self.gaps.merge(&next.gaps);
    }

    /// Counts the bad lines' numbers from so many lines earlier.
    pub fn shift_lines(&mut self, lines: u64) {
        self.first_bad.iter_mut().for_each(|bad| bad.line += lines);
    }
}

/// Whether a text of a packet is longer than a table keeps.
fn is_cut(packet: &Packet<'_>) -> bool {
    let Packet { fw, prefix, iif, oif, physin, physout, .. } = *packet;
    let texts = [packet.action.as_deref(), fw, prefix, iif, oif, physin, physout];
    // Few packets have a long text.
    let bytes = texts.iter().flatten().fold(0, |sum, text| sum + text.len());
    bytes > schema::TEXT
        && texts.into_iter().flatten().any(|text| schema::fitting(text).len() < text.len())
}

type Times = Option<(Timestamp, Timestamp)>;

/// Makes a span hold a time.
#[inline]
fn widen(span: &mut Times, time: Option<Timestamp>) {
    match (time, span) {
        (Some(time), Some((first, last))) => {
            *first = time.min(*first);
            *last = time.max(*last);
        }
        (Some(time), span) => *span = Some((time, time)),
        (None, _) => {}
    }
}

fn union(one: Times, other: Times) -> Times {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}
