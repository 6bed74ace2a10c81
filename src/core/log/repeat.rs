//! A repeat: `last message repeated 3 times` speaks of the line that its machine logged last, of
//! whatever program.
//!
//! Syslog's repeats do not say what they repeat. [`LastLines`] finds it, and looks at a text only
//! where a repeat asks: most logs have none. It also knows how many repetitions can be: no more than
//! [`RATE`] in each second since the machine's line or notice before.

use std::collections::HashMap;
use std::ops::Range;

use super::header;
use super::notice;
use super::notice::{MOST, RATE};
use super::source;
use super::stamp::{self, StampMatch};
use super::tag::Sender;
use super::{Line, text};
use crate::log::header::HeaderLayout;
use crate::time::{Timestamp, Zone};

/// How far back the line that repeats may start, in bytes: others log meanwhile.
pub const REACH: usize = 1 << 20;

/// The longest that a log keeps repeats back, in seconds. Source: sysklogd, syslogd.c, `repeatinterval`.
const INTERVAL: u64 = 600;

/// So few packets in a line are stored without asking when the machine logged before.
pub const FEW: u32 = 100;

/// How many machines are remembered before those are forgotten that logged too long ago.
const MACHINES: usize = 1 << 16;

/// The last lines of all machines in a text, and in the lines before it.
#[derive(Debug)]
pub struct LastLines<'t> {
    before: &'t [u8],
    text: &'t [u8],
    /// Up to where both together were looked at.
    seen: usize,
    /// The last line of each machine; lines without one have an empty name.
    last: HashMap<String, LastLine>,
}

/// The last line of a machine, and its notices since.
#[derive(Debug, Default)]
struct LastLine {
    /// Where the line is.
    line: Range<usize>,
    /// When the machine logged last, that line or a notice.
    time: Option<Timestamp>,
    /// The repetitions of that second.
    spent: u64,
}

impl LastLine {
    /// How many seconds passed until that time.
    fn elapsed(&self, time: Option<Timestamp>) -> u64 {
        const YEAR: i64 = 366 * Timestamp::DAY;
        let Some((before, time)) = self.time.zip(time) else { return 0 };
        let micros = time.0.saturating_sub(before.0);
        // Stamps may lack their year.
        let micros = if micros < -YEAR / 2 { micros + YEAR } else { micros };
        u64::try_from(micros / Timestamp::SECOND).unwrap_or(0).min(INTERVAL)
    }

    /// Whether a notice of that time can claim so many repetitions.
    fn believes(&self, time: Option<Timestamp>, claim: u64) -> bool {
        let room = match self.elapsed(time) {
            0 => RATE.saturating_sub(self.spent),
            elapsed => RATE * (elapsed + 1),
        };
        claim <= room.min(MOST)
    }

    /// Counts a line or a notice of that time.
    fn pass(&mut self, time: Option<Timestamp>, claim: u64) {
        let claim = if self.believes(time, claim) { claim } else { 0 };
        let before = if self.elapsed(time) == 0 { self.spent } else { 0 };
        self.spent = (before + claim).min(RATE);
        self.time = time.or(self.time);
    }
}

impl<'t> LastLines<'t> {
    /// Those of a text, which follows those lines.
    pub fn new(before: &'t [u8], text: &'t [u8]) -> Self {
        Self { before, text, seen: 0, last: HashMap::new() }
    }

    /// The line that a machine logged last before that place in the text.
    pub fn of(&mut self, machine: Option<&str>, place: usize) -> Option<&'t [u8]> {
        let place = self.before.len() + place;
        self.look(place);
        let line = self.last.get(machine.unwrap_or_default())?.line.clone();
        (line.start + REACH >= place && !line.is_empty()).then(|| self.slice(line))
    }

    /// Whether the line at that place in the text can claim so many repetitions.
    pub fn believes(&mut self, place: usize, claim: u64) -> bool {
        let line = text(self.line(place));
        self.believes_logged(place, &Logged { claim, ..Logged::of(&line) })
    }

    /// How many repetitions the line at that place in the text claims, if it can.
    fn claim(&mut self, place: usize) -> u64 {
        let line = text(self.line(place));
        let logged = Logged::of(&line);
        if self.believes_logged(place, &logged) { logged.claim } else { 0 }
    }

    fn line(&self, place: usize) -> &'t [u8] {
        source::lines(&self.text[place..]).next().unwrap_or_default()
    }

    fn believes_logged(&mut self, place: usize, logged: &Logged<'_>) -> bool {
        self.look(self.before.len() + place);
        let Logged { machine, time, claim, .. } = *logged;
        match self.last.get(machine.unwrap_or_default()) {
            Some(last) => last.believes(time, claim),
            None => LastLine::default().believes(time, claim),
        }
    }

    /// Looks at all lines that start before that place.
    fn look(&mut self, place: usize) {
        while self.seen < place {
            let is_before = self.seen < self.before.len();
            let (part, from) =
                if is_before { (self.before, 0) } else { (self.text, self.before.len()) };
            let Some(line) = source::lines(&part[self.seen - from..]).next() else { break };
            let range = self.seen..self.seen + line.len();
            self.seen = range.end + 1;
            let line = text(line);
            let Logged { machine, time, claim, is_notice } = Logged::of(&line);
            let machine = machine.unwrap_or_default();
            if !self.last.contains_key(machine) {
                self.forget(range.start);
                self.last.insert(machine.to_owned(), LastLine::default());
            }
            let Some(last) = self.last.get_mut(machine) else { continue };
            last.pass(time, claim);
            if !is_notice {
                last.line = range;
            }
        }
    }

    /// Forgets lines that are out of reach, if there are too many.
    fn forget(&mut self, place: usize) {
        if self.last.len() >= MACHINES {
            self.last.retain(|_, last| last.line.start + REACH >= place);
        }
    }

    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        match range.start.checked_sub(self.before.len()) {
            None => &self.before[range],
            Some(start) => &self.text[start..start + range.len()],
        }
    }
}

/// Adds `lines` to `before`, the whole lines that came before them, and keeps the last [`REACH`] bytes
/// of whole lines.
pub fn remember(before: &mut Vec<u8>, lines: &[u8]) {
    // The byte before those that may stay says whether the first line is whole.
    let whole_lines = |text: &[u8]| {
        let start = text.len().saturating_sub(REACH + 1);
        let newline = memchr::memchr(b'\n', &text[start..]);
        newline.map_or(text.len(), |at| start + at + 1)
    };
    if lines.len() > REACH {
        before.clear();
        before.extend_from_slice(&lines[whole_lines(lines)..]);
        return;
    }
    before.extend_from_slice(lines);
    if before.len() > REACH {
        before.drain(..whole_lines(before));
    }
}

/// What a line says of who logged it.
struct Logged<'a> {
    /// The machine, if it is named.
    machine: Option<&'a str>,
    /// Its stamp, in some year if it has none.
    time: Option<Timestamp>,
    /// How many repetitions it claims.
    claim: u64,
    /// It repeats what the machine had logged before.
    is_notice: bool,
}

impl<'a> Logged<'a> {
    fn of(line: &'a str) -> Self {
        /// A leap year, so that every day is one of it.
        const SOME_YEAR: i16 = 2000;
        let start = stamp::find(line.as_bytes());
        let stamp = start.as_ref().and_then(|start| start.stamp.as_ref());
        let time = stamp.and_then(|it| it.at(it.year.unwrap_or(SOME_YEAR), &Zone::utc()));
        let (layout, from) = match start {
            Some(StampMatch { form, end, .. }) => (form.layout, end),
            None => (HeaderLayout::Ring, 0),
        };
        if let Line::Repeat { machine, times, .. } = notice::read(&line[from..], layout) {
            return Self { machine, time, claim: times, is_notice: true };
        }
        let header = header::read(&line[from..], layout);
        let is_foreign = header.origin == Sender::Foreign;
        let repeated = notice::repeated(header.rest).filter(|_| !is_foreign);
        let claim = repeated.map_or(0, |(times, _)| times);
        Self { machine: header.machine, time, claim, is_notice: false }
    }
}

/// The length of the first lines of a text, which follows those lines, that stand for not many more
/// repetitions than `room`.
pub fn fitting(before: &[u8], text: &[u8], room: u64) -> usize {
    if notice::claims(text).map(|(claim, _)| claim).sum::<u64>() <= room {
        return text.len();
    }
    let mut last = LastLines::new(before, text);
    let (mut left, mut end) = (room, 0);
    for (_, at) in notice::claims(text) {
        if at < end {
            continue; // the line was looked at
        }
        let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
        end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1);
        left = left.saturating_sub(last.claim(start));
        if left == 0 {
            return end;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "\
May  4 06:00:00 a one
May  4 06:00:01 b two
May  4 06:00:02 a last message repeated 2 times
May  4 06:00:03 a last message repeated 3 times
May  4 06:00:04 three
May  4 06:00:05 b last message repeated 2 times
";

    #[test]
    fn a_machines_last_line_is_no_repeat() {
        let find = |line: &str| LINES.find(line).expect("a line");
        for cut in [0, find("May  4 06:00:01"), find("May  4 06:00:03"), LINES.len()] {
            let (before, rest) = LINES.as_bytes().split_at(cut);
            let mut lines = LastLines::new(before, rest);
            let end = rest.len();
            let last = |lines: &mut LastLines<'_>, machine| {
                lines.of(machine, end).map(|line| String::from_utf8_lossy(line).into_owned())
            };
            assert_eq!(last(&mut lines, Some("a")).as_deref(), Some("May  4 06:00:00 a one"));
            assert_eq!(last(&mut lines, Some("b")).as_deref(), Some("May  4 06:00:01 b two"));
            assert_eq!(last(&mut lines, Some("c")), None);
        }
        let mut lines = LastLines::new(b"", LINES.as_bytes());
        assert_eq!(lines.of(Some("b"), find("May  4 06:00:01")), None, "it comes later");
        assert!(lines.of(Some("b"), find("May  4 06:00:02")).is_some());
    }

    #[test]
    fn a_second_holds_only_so_many_repetitions() {
        let line = |second: u64, what: &str| {
            let (minute, second) = (second / 60, second % 60);
            format!("May  4 06:{minute:02}:{second:02} a {what}\n")
        };
        let log = [
            (0, "last message repeated 10000 times", true), // nothing is known before it
            (0, "last message repeated 1 times", false),
            (0, "cron: x", true),
            (0, "last message repeated 1 times", false),
            (2, "last message repeated 30001 times", false),
            (3, "last message repeated 20001 times", false),
            (4, "last message repeated 20000 times", true),
            (4, "last message repeated 1 times", false),
            (5, "kernel: message repeated 20001 times: [ x ]", false),
            (9, "kernel: message repeated 50000 times: [ x ]", true),
            (900, "last message repeated 100000 times", true),
            (2000, "last message repeated 100001 times", false),
            (1999, "last message repeated 10000 times", true), // a clock was set
        ];
        let text: String = log.iter().map(|(second, what, _)| line(*second, what)).collect();
        for cut in 0..=log.len() {
            let cut: usize = text.split_inclusive('\n').take(cut).map(str::len).sum();
            let (before, rest) = text.as_bytes().split_at(cut);
            let mut last = LastLines::new(before, rest);
            let mut at = 0;
            for (second, what, is_believed) in log {
                let claim = what.split(' ').find_map(|word| word.parse().ok()).unwrap_or(0);
                if at >= cut {
                    assert_eq!(last.believes(at - cut, claim), is_believed, "{second} {what}");
                }
                at += line(second, what).len();
            }
        }
    }

    #[test]
    fn a_text_is_cut_where_its_repeats_are_too_many() {
        let claim = "May  4 06:00:00 a last message repeated 6000 times\n";
        let text = LINES.to_owned() + &claim.replace("06:00:00", "06:00:09") + "x\n";
        let all = text.clone() + &claim.replace("06:00:00", "06:00:19");
        assert_eq!(fitting(b"", all.as_bytes(), 100_000), all.len());
        assert_eq!(fitting(b"", all.as_bytes(), 6000), text.len() - "x\n".len());
        // What is not believed takes no room.
        let all = LINES.to_owned() + &claim.replace(" 6000 ", " 99999 ").repeat(100);
        assert_eq!(fitting(b"", all.as_bytes(), 6000), all.len());
        // Nor does what other programs write.
        let all = "May  4 06:00:09 a sshd[1]: x last message repeated 6000 times\n".repeat(9);
        assert_eq!(fitting(b"", all.as_bytes(), 6000), all.len());
    }

    #[test]
    fn what_is_out_of_reach_is_not_found() {
        let first = "May  4 06:00:00 a one\n";
        for (between, is_found) in [(REACH - first.len(), true), (REACH - first.len() + 1, false)] {
            let text = format!("{first}{}\n", "x".repeat(between - 1));
            let mut lines = LastLines::new(b"", text.as_bytes());
            assert_eq!(lines.of(Some("a"), text.len()).is_some(), is_found);
        }
    }
}
