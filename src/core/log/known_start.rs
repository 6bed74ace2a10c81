//! Starts of lines that were read before. Most lines of a log start alike but for the digits of the clock and of
//! the kernel's uptime, so each start is parsed once. A line then takes 12 % fewer instructions (5,290 instead of
//! 5,990 with the first question of `tests/bench/direct`).
//!
//! ```text
//! Sep 14 00:00:03 fw1 kernel: [1204334.892649] IPT: DROP IN=eth0 OUT= MAC=…
//! date___ clock__ tail_______ uptime__________ end___________________ body
//! ```

use std::ops::Range;

use super::header;
use super::line::Interfaces;
use super::stamp::{self, Stamp, StampMatch};
use crate::packet::{Packet, Verdict};

/// How many starts are kept, and how many ends of each: the last ones.
const STARTS: usize = 4;
const ENDS: usize = 16;

/// How many are noted at most: a log with more has too many for this to pay.
const MOST: usize = 4096;

/// Known starts. The rules that read them must stay the same.
#[derive(Debug, Clone, Default)]
pub struct KnownStarts {
    starts: Vec<KnownStart>,
    noted: usize,
}

/// The text before the uptime.
#[derive(Debug, Clone)]
struct KnownStart {
    date: String,
    /// The point or comma after the clock's seconds, if a fraction follows.
    point: Option<u8>,
    /// The text between the clock and the uptime, or the rest of the stamp if there is no uptime.
    tail: String,
    /// How much of that belongs to the stamp.
    stamp_len: usize,
    has_uptime: bool,
    /// The stamp, with some clock.
    stamp: Stamp,
    ends: Vec<KnownEnd>,
}

/// The text between the uptime and the first word after the interfaces, and what the whole start means.
#[derive(Debug, Clone)]
struct KnownEnd {
    text: String,
    /// Where the body starts in it.
    body: usize,
    /// The machine's name, counted from the end of the clock.
    machine: Option<Range<usize>>,
    /// The prefix and the other texts, in this one.
    prefix: Option<Range<usize>>,
    action: Option<Range<usize>>,
    iif: Option<Range<usize>>,
    physin: Option<Range<usize>>,
    oif: Option<Range<usize>>,
    verdict: Verdict,
}

/// The meaning of the start of a line.
pub struct StartOfLine<'a> {
    /// Its stamp.
    pub stamp: Stamp,
    /// Where the stamp ends.
    pub from: usize,
    /// The interfaces, in the text from there on.
    pub interfaces: Interfaces<'a>,
    machine: Option<&'a str>,
    prefix: Option<&'a str>,
    action: Option<&'a str>,
    verdict: Verdict,
}

impl<'a> StartOfLine<'a> {
    /// Sets the fields that come before the body.
    pub fn set_head(&self, packet: &mut Packet<'a>) {
        packet.fw = self.machine;
        packet.prefix = self.prefix;
        packet.action = self.action.map(Into::into);
        packet.verdict = self.verdict;
    }
}

impl KnownStarts {
    /// The start of a line, if it is known.
    pub fn find<'a>(&self, line: &'a str) -> Option<StartOfLine<'a>> {
        self.starts.iter().find_map(|start| start.find(line))
    }

    /// Remembers the start of a line, which was just read into a packet; its body starts at that place.
    #[cold]
    pub fn note(&mut self, line: &str, stamp: &StampMatch, body: usize, packet: &Packet<'_>) {
        if self.noted >= MOST {
            return;
        }
        let Some((start, end)) = KnownStart::of(line, stamp, body, packet) else { return };
        self.noted += 1;
        match self.starts.iter().position(|known| known.is_like(&start)) {
            Some(at) => push(&mut self.starts[at].ends, ENDS, end),
            None => push(&mut self.starts, STARTS, KnownStart { ends: vec![end], ..start }),
        }
    }
}

/// Adds one, and forgets the first if there are too many.
fn push<T>(all: &mut Vec<T>, most: usize, one: T) {
    if all.len() == most {
        all.remove(0);
    }
    all.push(one);
}

impl KnownStart {
    #[inline]
    fn find<'a>(&self, line: &'a str) -> Option<StartOfLine<'a>> {
        let bytes = line.as_bytes();
        if !bytes.starts_with(self.date.as_bytes()) {
            return None;
        }
        let (clock, micros, clock_end) = stamp::clock(bytes, self.date.len())?;
        let tail = bytes.get(clock_end..)?;
        if stamp::point(bytes, self.date.len()) != self.point
            || !tail.starts_with(self.tail.as_bytes())
        {
            return None;
        }
        let mut at = clock_end + self.tail.len();
        if self.has_uptime {
            at += header::uptime(&bytes[at..])?;
        }
        let rest = &line[at..];
        let end = self.ends.iter().find(|end| rest.starts_with(&*end.text))?;
        let part = |range: &Option<Range<usize>>| range.clone().map(|range| &rest[range]);
        let from = clock_end + self.stamp_len;
        Some(StartOfLine {
            stamp: Stamp { clock, micros, ..self.stamp },
            from,
            interfaces: Interfaces {
                iif: part(&end.iif),
                physin: part(&end.physin),
                oif: part(&end.oif),
                start: at + end.body - from,
                end: at + end.text.len() - from,
            },
            machine: end.machine.clone().map(|name| &line[clock_end..][name]),
            prefix: part(&end.prefix),
            action: part(&end.action),
            verdict: end.verdict,
        })
    }

    fn of(
        line: &str,
        StampMatch { form, stamp, from, end: stamp_end }: &StampMatch,
        body: usize,
        packet: &Packet<'_>,
    ) -> Option<(Self, KnownEnd)> {
        let bytes = line.as_bytes();
        let stamp = stamp.filter(|stamp| stamp.doubt.is_none() && *from == 0 && form.is_usual())?;
        let date = memchr::memchr(b':', bytes)?.checked_sub(2)?;
        let (clock, micros, clock_end) = stamp::clock(bytes, date)?;
        let is_clock = (clock, micros) == (stamp.clock, stamp.micros) && clock_end <= *stamp_end;
        // A first key before the interfaces may be one of the body's.
        let head = line.get(*stamp_end..body).filter(|head| is_clock && !head.contains('='))?;
        let uptime = memchr::memchr_iter(b'[', head.as_bytes()).find_map(|at| {
            let at = stamp_end + at;
            Some(at..at + header::uptime(&bytes[at..])?)
        });
        let (tail_end, end_start) = match &uptime {
            Some(uptime) => (uptime.start, uptime.end),
            None => (*stamp_end, *stamp_end),
        };
        let interfaces = Interfaces::at(line, body + 2).filter(|it| it.end <= line.len())?;
        let text = &line[end_start..interfaces.end];
        let action = match packet.action.as_deref() {
            Some(action) => {
                let at = text.find(action)?;
                Some(at..at + action.len())
            }
            None => None,
        };
        let machine = within(&line[clock_end..body], packet.fw)?;
        // After the uptime its place would depend on the uptime's length.
        if uptime.is_some() && machine.as_ref().is_some_and(|it| clock_end + it.end > tail_end) {
            return None;
        }
        let end = KnownEnd {
            text: text.to_owned(),
            body: body - end_start,
            machine,
            prefix: within(text, packet.prefix)?,
            action,
            iif: within(text, interfaces.iif)?,
            physin: within(text, interfaces.physin)?,
            oif: within(text, interfaces.oif)?,
            verdict: packet.verdict,
        };
        let start = Self {
            date: line[..date].to_owned(),
            point: stamp::point(bytes, date),
            tail: line[clock_end..tail_end].to_owned(),
            stamp_len: stamp_end - clock_end,
            has_uptime: uptime.is_some(),
            stamp,
            ends: Vec::new(),
        };
        Some((start, end))
    }

    /// Whether both begin lines alike.
    fn is_like(&self, other: &Self) -> bool {
        let parts = |start: &Self| (start.point, start.stamp_len, start.has_uptime);
        (&self.date, &self.tail, parts(self)) == (&other.date, &other.tail, parts(other))
    }
}

/// Where a part of a text is in it, if there is one; `None` if it is a part of another text.
#[expect(clippy::option_option, reason = "no part is a part of every text")]
fn within(text: &str, part: Option<&str>) -> Option<Option<Range<usize>>> {
    let Some(part) = part else { return Some(None) };
    let from = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (from + part.len() <= text.len()).then_some(Some(from..from + part.len()))
}
