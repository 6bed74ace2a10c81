//! Heads that were read before. Most lines of a log have one of few, but for the digits of the kernel's uptime:
//! a line reader that knows them takes two thirds of the time for a head.

use std::ops::Range;

use super::header;
use crate::packet::{Packet, Verdict};

/// Known heads, by what stands before the uptime. The rules that read them must stay the same.
#[derive(Debug, Clone, Default)]
pub struct KnownHeads(Vec<HeadStart>);

/// How many starts are kept, and how many ends of each.
const STARTS: usize = 4;
const ENDS: usize = 16;

/// What stands before the uptime; nothing in heads without one.
#[derive(Debug, Clone)]
struct HeadStart {
    text: String,
    has_uptime: bool,
    ends: Vec<HeadEnd>,
}

/// What stands behind the uptime, and what the whole head says.
#[derive(Debug, Clone)]
struct HeadEnd {
    text: String,
    /// The machine's name, in the head.
    machine: Option<Range<usize>>,
    /// The prefix, in this text.
    prefix: Option<Range<usize>>,
    /// The action, in this text.
    action: Option<Range<usize>>,
    verdict: Verdict,
}

impl KnownHeads {
    /// Sets what a head says, if it is known. Returns whether it is.
    #[inline]
    pub fn read<'a>(&self, head: &'a str, packet: &mut Packet<'a>) -> bool {
        let found = self.0.iter().find_map(|start| {
            let rest = head.strip_prefix(&*start.text)?;
            let uptime = if start.has_uptime { header::uptime(rest.as_bytes())? } else { 0 };
            let end = &rest[uptime..];
            Some((end, start.ends.iter().find(|known| known.text == end)?))
        });
        let Some((end, known)) = found else { return false };
        packet.fw = known.machine.clone().map(|machine| &head[machine]);
        packet.prefix = known.prefix.clone().map(|prefix| &end[prefix]);
        packet.action = known.action.clone().map(|action| end[action].into());
        packet.verdict = known.verdict;
        true
    }

    /// Remembers what a head says, which was just read into a packet.
    #[cold]
    pub fn note(&mut self, head: &str, packet: &Packet<'_>) {
        let uptimes = memchr::memchr_iter(b'[', head.as_bytes());
        let uptime =
            uptimes.filter_map(|at| Some(at..at + header::uptime(&head.as_bytes()[at..])?)).next();
        let has_uptime = uptime.is_some();
        let uptime = uptime.unwrap_or(0..0);
        let (start, end) = (&head[..uptime.start], &head[uptime.end..]);
        let range = |text: &str, part: &str| {
            let from = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
            Some(from..from + part.len()).filter(|range| range.end <= text.len())
        };
        let prefix = packet.prefix.and_then(|prefix| range(end, prefix));
        let action = packet.action.as_deref().and_then(|action| {
            let from = end.find(action)?;
            Some(from..from + action.len())
        });
        let named = if has_uptime { start } else { end };
        let machine = packet.fw.and_then(|machine| range(named, machine));
        let is_there = prefix.is_some() == packet.prefix.is_some()
            && action.is_some() == packet.action.is_some()
            && machine.is_some() == packet.fw.is_some();
        if !is_there {
            return;
        }
        let known =
            HeadEnd { text: end.to_owned(), machine, prefix, action, verdict: packet.verdict };
        let is_same = |known: &HeadStart| known.text == start && known.has_uptime == has_uptime;
        match self.0.iter().position(is_same) {
            Some(at) if self.0[at].ends.len() < ENDS => self.0[at].ends.push(known),
            None if self.0.len() < STARTS => {
                let ends = vec![known];
                self.0.push(HeadStart { text: start.to_owned(), has_uptime, ends });
            }
            _ => {}
        }
    }
}
