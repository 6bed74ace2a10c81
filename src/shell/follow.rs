//! A follower: the packets of logs that are being written, as they are logged.
//!
//! [`Follower`] reads the lines that a [`Tail`] gives, asks the conditions, and shows the packets that
//! fit; [`queue`] carries them to whoever shows them, who may be slower.

use std::io;
use std::path::Path;
use std::time::Duration;

use crate::log::doubts::Doubts;
use crate::log::prefix::UserRule;
use crate::log::repeat::{self, LastLines};
use crate::log::source;
use crate::log::stamp::{Search, Years};
use crate::log::tag::{self, Tags, Unread};
use crate::log::tail::{Handle, News, Tail, TailState};
use crate::log::{self, Line, LineReader, journal};
use crate::packet::Packet;
use crate::query::eval::Matcher;
use crate::time::{Timestamp, Zone};

pub mod own;
pub mod queue;
pub mod row;
mod start;

use own::OwnTraffic;
pub use start::{FollowStart, offset};

/// How many bytes before a line are remembered, for repeats to find what they repeat.
const BEFORE: usize = 1 << 16;

/// How lines are to be read.
#[derive(Debug, Clone)]
pub struct Lines<'r> {
    /// The zone of times.
    pub zone: Zone,
    /// The user's own rules for prefixes.
    pub rules: &'r [UserRule],
    /// Only lines whose prefix holds this text are packets.
    pub marker: Option<&'r str>,
    /// Programs whose lines are read, too.
    pub tags: &'r Tags,
}

impl<'r> Lines<'r> {
    fn reader(&self, years: Years) -> LineReader<'r> {
        let reader = LineReader::new(self.zone.clone(), years).with_rules(self.rules);
        reader.with_marker(self.marker).with_tags(self.tags)
    }
}

/// Which packets are shown.
#[derive(Debug, Clone)]
pub struct PacketFilter {
    /// Those that fit.
    pub matcher: Matcher,
    /// Those among them that stand out.
    pub highlight: Option<Matcher>,
    /// ipta's own traffic, to be left out.
    pub own: OwnTraffic,
}

/// What was found so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FollowCounts {
    /// Lines, of whatever kind.
    pub lines: u64,
    /// Packets.
    pub packets: u64,
    /// Packets among them that were shown.
    pub matched: u64,
    /// Lines of netfilter's that cannot be.
    pub bad: u64,
    /// Lines that look like packets, of programs that log none.
    pub foreign: u64,
    /// Lines that loggers say are missing.
    pub lost: u64,
    /// Packets of ipta's own that were left out.
    pub own: u64,
}

/// What a follower has to show.
#[derive(Debug)]
pub enum Event<'a> {
    /// A packet that fits; whether it stands out.
    Packet(&'a Packet<'a>, bool),
    /// Something that the user should know.
    Note(String),
    /// Lines came from the log of that number, counted from 0.
    Lines(usize),
    /// The log of that number has another file now; this one was read to its end.
    Finished(usize, &'a Handle),
}

/// One log.
struct FollowedLog<'r> {
    name: String,
    reader: Option<LineReader<'r>>,
    /// Its lines stand in entries, of JSON: those that came before said so.
    has_entries: bool,
    /// The last whole lines, as they stood in entries if there were any.
    before: Vec<u8>,
}

/// Follows logs.
pub struct Follower<'r> {
    tail: Tail,
    lanes: Vec<FollowedLog<'r>>,
    lines: Lines<'r>,
    wanted: PacketFilter,
    has_told: bool,
    /// The programs whose lines look like packets.
    unread: Unread,
    /// What was found so far.
    pub counts: FollowCounts,
}

impl std::fmt::Debug for Follower<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Follower of {} logs: {:?}", self.lanes.len(), self.counts)
    }
}

impl<'r> Follower<'r> {
    /// A follower of no logs.
    pub fn new(lines: Lines<'r>, wanted: PacketFilter) -> Self {
        let (tail, lanes, counts) = (Tail::new(), Vec::new(), FollowCounts::default());
        let unread = Unread::default();
        Self { tail, lanes, lines, wanted, has_told: false, unread, counts }
    }

    /// Follows a file from there on.
    pub fn file(&mut self, path: &Path, start: &FollowStart) -> io::Result<()> {
        let from = offset(path, start, &self.lines, &self.wanted.matcher)?;
        let years = match from {
            Some(from) => Some(start::years(path, from, &self.lines.zone)?),
            None => None,
        };
        self.tail.file(path, from)?;
        let reader = years.map(|years| self.lines.reader(years));
        self.lane(path.display().to_string(), reader);
        Ok(())
    }

    /// Follows a stream to its end.
    pub fn stream(&mut self, name: &str, reader: impl io::Read + Send + 'static) {
        self.tail.stream(reader);
        self.lane(name.to_owned(), None);
    }

    /// Follows the journal, as that program tells it with these arguments more.
    pub fn journal(
        &mut self,
        program: &std::ffi::OsStr,
        more: &[std::ffi::OsString],
    ) -> io::Result<()> {
        self.tail.journal(program, more)?;
        self.lane("the journal".to_owned(), None);
        Ok(())
    }

    fn lane(&mut self, name: String, reader: Option<LineReader<'r>>) {
        self.lanes.push(FollowedLog { name, reader, has_entries: false, before: Vec::new() });
    }

    /// From now on shows only packets that fit this.
    pub fn want(&mut self, matcher: Matcher) {
        self.wanted.matcher = matcher;
    }

    /// The file that a log is read from now.
    pub fn handle(&self, lane: usize) -> Option<&Handle> {
        self.tail.handle(lane)
    }

    /// Shows what has come; if nothing has, waits for it at most so long.
    pub fn turn(&mut self, most: Duration, see: &mut dyn FnMut(Event<'_>)) -> TailState {
        let Self { tail, lanes, lines, wanted, has_told, unread, counts } = self;
        tail.turn(most, &mut |nth, news| {
            let Some(lane) = lanes.get_mut(nth) else { return };
            match news {
                News::Note(note) => see(Event::Note(format!("{}: {note}", lane.name))),
                News::Finished(handle) => see(Event::Finished(nth, handle)),
                News::Lines(text) => {
                    let own = counts.own;
                    FeedBlock { lane, lines, wanted, unread, counts }.read(text, see);
                    if counts.own > own && !std::mem::replace(has_told, true) {
                        see(Event::Note(OwnTraffic::TOLD.to_owned()));
                    }
                    see(Event::Lines(nth));
                }
            }
        })
    }
}

/// Lines that came together.
struct FeedBlock<'b, 'r> {
    lane: &'b mut FollowedLog<'r>,
    lines: &'b Lines<'r>,
    wanted: &'b PacketFilter,
    unread: &'b mut Unread,
    counts: &'b mut FollowCounts,
}

impl FeedBlock<'_, '_> {
    fn read(self, bytes: &[u8], see: &mut dyn FnMut(Event<'_>)) {
        self.lane.has_entries = self.lane.has_entries || journal::is_made_of(bytes);
        if self.lane.has_entries {
            self.read_lines(&journal::carried(bytes), see);
        } else {
            self.read_lines(bytes, see);
        }
    }

    fn read_lines(mut self, bytes: &[u8], see: &mut dyn FnMut(Event<'_>)) {
        let reader = self.lane.reader.take();
        let mut reader = reader.unwrap_or_else(|| {
            let mut search = Search::new(self.lines.zone.now());
            search.pass(bytes);
            self.lines.reader(search.years())
        });
        let had_doubts = reader.doubts != Doubts::default();
        let before = std::mem::take(&mut self.lane.before);
        let mut last = LastLines::new(&before, bytes);
        let whole = std::str::from_utf8(bytes).ok();
        let mut at = 0;
        for line in source::lines(bytes) {
            let place = at;
            at += line.len() + 1;
            let text = whole.map_or_else(|| log::text(line), |all| all[place..at - 1].into());
            if log::is_message(line) {
                reader.foresee(bytes.get(at..).unwrap_or_default());
            }
            self.counts.lines += 1;
            match reader.read(&text) {
                _ if self.lane.has_entries && journal::is_unread(line) => self.counts.bad += 1,
                Line::Other => {}
                Line::Foreign { program } => self.foreign(&program, see),
                Line::Bad(_) => self.counts.bad += 1,
                Line::Gap(gap) => self.counts.lost += gap.lost.unwrap_or(1),
                Line::Packet { times, .. }
                    if times > repeat::FEW && !last.believes(place, times.into()) =>
                {
                    self.counts.bad += 1;
                }
                Line::Packet { packet, times } => self.packet(&packet, times, see),
                Line::Repeat { machine, times, time } => {
                    let line = last.of(machine, place).map(log::text);
                    let times = u32::try_from(times).ok();
                    let times = times.filter(|times| last.believes(place, (*times).into()));
                    self.repeat(line.as_deref(), &reader, times, time, see);
                }
            }
        }
        drop(last);
        if !had_doubts {
            let notes = reader.doubts.report();
            notes.iter().for_each(|note| see(Event::Note(format!("{}: {note}", self.lane.name))));
        }
        self.lane.before = remembered(before, bytes);
        self.lane.reader = Some(reader);
    }

    /// Counts a line that looks like a packet; the first of each program is worth a note.
    fn foreign(&mut self, program: &str, see: &mut dyn FnMut(Event<'_>)) {
        self.counts.foreign += 1;
        if self.unread.add(program) {
            let name = &self.lane.name;
            let advice = tag::ADVICE;
            see(Event::Note(format!(
                "{name}: lines of {program} look like packets and are not read; {advice}"
            )));
        }
    }

    fn packet(&mut self, packet: &Packet<'_>, times: u32, see: &mut dyn FnMut(Event<'_>)) {
        self.counts.packets += u64::from(times);
        if !self.wanted.matcher.matches(packet) {
            return;
        }
        if self.wanted.own.is_own(packet) {
            self.counts.own += u64::from(times);
            return;
        }
        let is_marked = self.wanted.highlight.as_ref().is_some_and(|it| it.matches(packet));
        for _ in 0..times {
            self.counts.matched += 1;
            see(Event::Packet(packet, is_marked));
        }
    }

    /// A packet again, whose line the machine logged last; `times` is `None` if it cannot be so often.
    fn repeat(
        &mut self,
        line: Option<&str>,
        reader: &LineReader<'_>,
        times: Option<u32>,
        time: Option<Timestamp>,
        see: &mut dyn FnMut(Event<'_>),
    ) {
        let mut reader = reader.clone();
        let Some(Line::Packet { packet, .. }) = line.map(|line| reader.read(line)) else { return };
        match times {
            Some(times) => self.packet(&Packet { time, ..packet }, times, see),
            None => self.counts.bad += 1,
        }
    }
}

/// The last lines of those before and of the ones that followed.
fn remembered(mut before: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    let room = BEFORE.saturating_sub(bytes.len().min(BEFORE));
    let gone = before.len().saturating_sub(room);
    before.drain(..gone);
    before.extend_from_slice(&bytes[bytes.len().saturating_sub(BEFORE)..]);
    if gone > 0 || bytes.len() > BEFORE {
        let first = memchr::memchr(b'\n', &before).map_or(before.len(), |at| at + 1);
        before.drain(..first);
    }
    before
}
