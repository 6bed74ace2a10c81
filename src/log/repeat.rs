//! A repeat: `last message repeated 3 times` speaks of the line that its machine logged last, of
//! whatever program.
//!
//! Syslog's repeats do not say what they repeat. [`LastLines`] finds it, and looks at a text only
//! where a repeat asks: most logs have none.

use std::collections::HashMap;
use std::ops::Range;

use super::header;
use super::notice;
use super::source;
use super::stamp;
use super::{Line, text};
use crate::log::header::Layout;

/// How far back the line that repeats may start, in bytes: others log meanwhile.
pub const REACH: usize = 1 << 20;

/// How many machines are remembered before those are forgotten that logged too long ago.
const MACHINES: usize = 1 << 16;

/// The last lines of all machines in a text, and in the lines before it.
#[derive(Debug)]
pub struct LastLines<'t> {
    before: &'t [u8],
    text: &'t [u8],
    /// Up to where both together were looked at.
    seen: usize,
    /// Where the last line of each machine stands; lines without one have an empty name.
    last: HashMap<String, Range<usize>>,
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
        let line = self.last.get(machine.unwrap_or_default())?.clone();
        (line.start + REACH >= place).then(|| self.slice(line))
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
            let machine = match header_of(&line) {
                Logged::Machine(machine) => machine.unwrap_or_default(),
                Logged::Repeat => continue,
            };
            match self.last.get_mut(machine) {
                Some(last) => *last = range,
                None => {
                    self.forget(range.start);
                    self.last.insert(machine.to_owned(), range);
                }
            }
        }
    }

    /// Forgets lines that are out of reach, if there are too many.
    fn forget(&mut self, place: usize) {
        if self.last.len() >= MACHINES {
            self.last.retain(|_, line| line.start + REACH >= place);
        }
    }

    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        match range.start.checked_sub(self.before.len()) {
            None => &self.before[range],
            Some(start) => &self.text[start..start + range.len()],
        }
    }
}

/// What a line says of who logged it.
enum Logged<'a> {
    /// That machine, if it is named.
    Machine(Option<&'a str>),
    /// It is a repeat itself, of what that machine had logged before.
    Repeat,
}

fn header_of(line: &str) -> Logged<'_> {
    let start = stamp::find(line.as_bytes());
    let (layout, from) = start.map_or((Layout::Ring, 0), |start| (start.form.layout, start.end));
    match notice::read(&line[from..], layout) {
        Line::Repeat { .. } => Logged::Repeat,
        _ => Logged::Machine(header::read(&line[from..], layout).machine),
    }
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
    fn what_is_out_of_reach_is_not_found() {
        let first = "May  4 06:00:00 a one\n";
        for (between, is_found) in [(REACH - first.len(), true), (REACH - first.len() + 1, false)] {
            let text = format!("{first}{}\n", "x".repeat(between - 1));
            let mut lines = LastLines::new(b"", text.as_bytes());
            assert_eq!(lines.of(Some("a"), text.len()).is_some(), is_found);
        }
    }
}
