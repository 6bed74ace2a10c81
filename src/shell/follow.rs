//! A follower: the packets of logs that are being written, as they are logged.
//!
//! [`Follower`] reads the lines that a [`Tail`] gives, asks the conditions, and shows the packets that
//! fit; [`queue`] carries them to whoever shows them, who may be slower.

use std::convert::Infallible;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::log::doubts::Doubts;
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::stamp::{Search, Years};
use crate::log::tag::{self, Unread};
use crate::log::tail::{Handle, News, Tail, TailState};
use crate::log::{LineReader, ReadRules, journal, repeat};
use crate::packet::Packet;
use crate::query::eval::Matcher;

pub mod own;
pub mod queue;
pub mod row;
mod start;

use own::OwnTraffic;
pub use start::{FollowStart, offset};

/// Which packets are shown.
#[derive(Debug, Clone)]
pub struct PacketFilter {
    /// Those that fit.
    pub matcher: Matcher,
    /// Those among them that stand out.
    pub highlight: Option<Matcher>,
    /// ipta's own traffic, which is not shown.
    pub own: OwnTraffic,
}

/// The counts so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FollowCounts {
    /// Lines, of whatever kind.
    pub lines: u64,
    /// Packets.
    pub packets: u64,
    /// Packets among them that were shown.
    pub matched: u64,
    /// Netfilter lines that cannot be read.
    pub bad: u64,
    /// Lines that look like packets, of programs that log none.
    pub foreign: u64,
    /// Lines that loggers say are missing.
    pub lost: u64,
    /// ipta's own packets, which were not shown.
    pub own: u64,
}

impl FollowCounts {
    /// A summary for the user; `dropped` packets were never shown.
    pub fn summary(&self, dropped: u64) -> String {
        let Self { lines, packets, matched, bad, foreign, lost, own } = self;
        let shown = matched.saturating_sub(dropped);
        let mut text = format!("{shown} packets shown of {packets} in {lines} lines");
        let more = [
            (*bad, "lines could not be read"),
            (*foreign, "lines of other programs look like packets and were not read"),
            (*lost, "lines are missing from the log"),
            (*own, "packets of ipta's own left out"),
            (dropped, "packets not shown, since the terminal did not keep up"),
        ];
        for (number, what) in more.into_iter().filter(|(number, _)| *number > 0) {
            text += &format!("; {number} {what}");
        }
        text
    }
}

/// Something that a follower shows.
#[derive(Debug)]
pub enum Event<'a> {
    /// A packet that the filter accepts, and whether it is highlighted.
    Packet(&'a Packet<'a>, bool),
    /// Something that the user should know.
    Note(String),
    /// Lines came from the log of that number, counted from 0.
    Lines(usize),
    /// The log of that number has another file now; this one was read to its end.
    Finished(usize, &'a Handle),
}

/// One log.
struct FollowedLog {
    name: String,
    /// Reads its lines; unknown until the first lines say which year they are of.
    feed: Option<Feed>,
    /// The last whole lines, in which repeats find what they repeat.
    before: Vec<u8>,
}

/// Follows logs.
pub struct Follower {
    tail: Tail,
    logs: Vec<FollowedLog>,
    rules: Arc<ReadRules>,
    filter: PacketFilter,
    /// The user knows that ipta's own traffic is not shown.
    has_told: bool,
    /// The programs whose lines look like packets.
    unread: Unread,
    /// The counts so far.
    pub counts: FollowCounts,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Follower of {} logs: {:?}", self.logs.len(), self.counts)
    }
}

impl Follower {
    /// A follower of no logs.
    pub fn new(rules: Arc<ReadRules>, filter: PacketFilter) -> Self {
        Self {
            tail: Tail::new(),
            logs: Vec::new(),
            rules,
            filter,
            has_told: false,
            unread: Unread::default(),
            counts: FollowCounts::default(),
        }
    }

    /// Follows a file from `start`.
    pub fn add_file(&mut self, path: &Path, start: &FollowStart) -> io::Result<()> {
        let from = offset(path, start, &self.rules, &self.filter.matcher)?;
        let years = match from {
            Some(from) => Some(start::years(path, from, &self.rules.zone)?),
            None => None,
        };
        self.tail.file(path, from)?;
        self.add_log(path.display().to_string(), years);
        Ok(())
    }

    /// Follows a stream to its end.
    pub fn add_stream(&mut self, name: &str, reader: impl io::Read + Send + 'static) {
        self.tail.stream(reader);
        self.add_log(name.to_owned(), None);
    }

    /// Follows the journal, which `program`, `journalctl` or one like it, prints when it is given
    /// `arguments` in addition to the usual ones.
    pub fn add_journal(
        &mut self,
        program: &std::ffi::OsStr,
        arguments: &[std::ffi::OsString],
    ) -> io::Result<()> {
        self.tail.journal(program, arguments)?;
        self.add_log(journal::NAME.to_owned(), None);
        Ok(())
    }

    fn add_log(&mut self, name: String, years: Option<Years>) {
        let feed = years.map(|years| Feed::new(LineReader::with_rules(&self.rules, years), false));
        self.logs.push(FollowedLog { name, feed, before: Vec::new() });
    }

    /// From now on shows only packets that `matcher` accepts.
    pub fn set_matcher(&mut self, matcher: Matcher) {
        self.filter.matcher = matcher;
    }

    /// The file that a log is read from now.
    pub fn handle(&self, log: usize) -> Option<&Handle> {
        self.tail.handle(log)
    }

    /// Shows what has come; if nothing has, waits up to `patience` for it.
    pub fn turn(&mut self, patience: Duration, see: &mut dyn FnMut(Event<'_>)) -> TailState {
        let Self { tail, logs, rules, filter, has_told, unread, counts } = self;
        tail.turn(patience, &mut |nth, news| {
            let Some(log) = logs.get_mut(nth) else { return };
            match news {
                News::Note(note) => see(Event::Note(format!("{}: {note}", log.name))),
                News::Finished(handle) => see(Event::Finished(nth, handle)),
                News::Lines(bytes) => {
                    let own = counts.own;
                    let name = log.name.clone();
                    let mut shown = Shown { name: &name, filter, unread, counts, see };
                    log.read(bytes, rules, &mut shown);
                    if counts.own > own && !std::mem::replace(has_told, true) {
                        see(Event::Note(OwnTraffic::TOLD.to_owned()));
                    }
                    see(Event::Lines(nth));
                }
            }
        })
    }
}

impl FollowedLog {
    /// Reads lines that came together.
    fn read(&mut self, bytes: &[u8], rules: &Arc<ReadRules>, shown: &mut Shown<'_, '_>) {
        let is_made = self.feed.as_ref().is_some_and(|feed| feed.has_entries);
        let has_entries = is_made || journal::is_made_of(bytes);
        let carried = has_entries.then(|| journal::carried(bytes));
        let bytes = carried.as_deref().unwrap_or(bytes);
        let mut feed = self.feed.take().unwrap_or_else(|| {
            let mut search = Search::new(rules.zone.now());
            search.pass(bytes);
            Feed::new(LineReader::with_rules(rules, search.years()), has_entries)
        });
        feed.has_entries = has_entries;
        let had_doubts = feed.reader.doubts != Doubts::default();
        let run = LineRun { bytes, before: &self.before, first: FirstLine::Whole };
        let ControlFlow::Continue(()) = feed.read(run, &mut |line| {
            shown.take(line);
            ControlFlow::<Infallible>::Continue(())
        });
        if !had_doubts {
            feed.reader.doubts.report().iter().for_each(|note| shown.note(note));
        }
        repeat::remember(&mut self.before, bytes);
        self.feed = Some(feed);
    }
}

/// Where the lines of one log go.
struct Shown<'s, 'e> {
    name: &'s str,
    filter: &'s PacketFilter,
    unread: &'s mut Unread,
    counts: &'s mut FollowCounts,
    see: &'s mut (dyn FnMut(Event<'_>) + 'e),
}

impl Shown<'_, '_> {
    fn take(&mut self, line: FedLine<'_>) {
        if !matches!(line, FedLine::Half { .. }) {
            self.counts.lines += 1;
        }
        match line {
            FedLine::Packet(packet, times) => self.packet(packet, times),
            // It was shown when its line was whole.
            FedLine::Half { .. } => {}
            FedLine::Gap(gap) => self.counts.lost += gap.lost.unwrap_or(1),
            FedLine::Foreign(program) => self.foreign(program),
            FedLine::Bad(..) => self.counts.bad += 1,
            FedLine::Other => {}
        }
    }

    fn note(&mut self, note: &str) {
        (self.see)(Event::Note(format!("{}: {note}", self.name)));
    }

    /// Counts a line that looks like a packet; the first of each program is worth a note.
    fn foreign(&mut self, program: &str) {
        self.counts.foreign += 1;
        if self.unread.add(program) {
            let advice = tag::ADVICE;
            self.note(&format!("lines of {program} look like packets and are not read; {advice}"));
        }
    }

    fn packet(&mut self, packet: &Packet<'_>, times: u32) {
        self.counts.packets += u64::from(times);
        if !self.filter.matcher.matches(packet) {
            return;
        }
        if self.filter.own.is_own(packet) {
            self.counts.own += u64::from(times);
            return;
        }
        let highlight = self.filter.highlight.as_ref();
        let is_marked = highlight.is_some_and(|matcher| matcher.matches(packet));
        for _ in 0..times {
            self.counts.matched += 1;
            (self.see)(Event::Packet(packet, is_marked));
        }
    }
}
