//! The reader: one line after the other becomes a packet, a notice, or the reason why it is neither.

use std::borrow::Cow;
use std::sync::Arc;

use super::body::Body;
use super::doubts::{self, Doubts};
use super::ending::{Dropped, Frame};
use super::gap::Gap;
use super::header::{self, Header, HeaderLayout};
use super::known_start::KnownStarts;
use super::line;
use super::parsed::offset_of;
use super::prefix::{self, UserRule};
use super::stamp::{self, Stamp, StampMatch, Years};
use super::tag::{self, Sender, Tags};
use super::{Line, Reason, notice, source, text};
use crate::field::{self, FieldSet};
use crate::packet::Packet;
use crate::time::{Timestamp, Zone};

/// The user's rules for reading lines.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRules {
    /// The zone of stamps that name none, and of the packets' times.
    pub zone: Zone,
    /// Rules for prefixes, which judge before ipta's own.
    pub prefixes: Vec<UserRule>,
    /// Only lines whose prefix contains this text are packets.
    pub marker: Option<String>,
    /// Programs whose lines are read in addition to the kernel's and other firewalls'.
    pub tags: Tags,
    /// When the machine started: gives a time to stamps that only count the seconds since then.
    pub boot: Option<Timestamp>,
}

impl Default for ReadRules {
    /// No rules; stamps are in UTC.
    fn default() -> Self {
        let (prefixes, tags) = (Vec::new(), Tags::default());
        Self { zone: Zone::utc(), prefixes, marker: None, tags, boot: None }
    }
}

/// Reads lines, in the order in which they were logged.
#[derive(Debug, Clone)]
pub struct LineReader {
    years: Years,
    rules: Arc<ReadRules>,
    starts: KnownStarts,
    /// The program of the journal's entry whose fields are being read, a line each.
    entry: Option<String>,
    /// The packets with a doubtful time so far.
    pub doubts: Doubts,
    /// The line that is read lost its end.
    lost_end: bool,
    /// Somebody asks for the Ethernet addresses.
    has_ethernet: bool,
}

/// How a line was read, for people who wonder: the same reader says so that reads all lines.
#[derive(Debug, Clone, PartialEq)]
pub struct LineExplanation<'a> {
    /// What the line is.
    pub line: Line<'a>,
    /// The packet, if it is one.
    pub packet: Packet<'a>,
    /// The name of the form of its stamp.
    pub form: Option<&'static str>,
    /// The machine that logged it.
    pub machine: Option<&'a str>,
    /// The program that logged it.
    pub program: Option<&'a str>,
    /// The source of the rule that judged its prefix.
    pub rule: Option<&'static str>,
    /// Why its time is doubtful, if it is.
    pub doubt: Option<String>,
    /// Why the line is none of netfilter's, if it is none.
    pub why: Option<&'static str>,
    /// Its last word, if that does not count.
    pub dropped: Option<Dropped<'a>>,
    /// Where reading stopped, in bytes, if the line is no packet.
    pub stopped: Option<usize>,
}

/// What a reader notes beside the packet.
#[derive(Debug, Default)]
struct Trace<'a> {
    /// Somebody wants to see it.
    is_wanted: bool,
    form: Option<&'static str>,
    machine: Option<&'a str>,
    program: Option<&'a str>,
    rule: Option<&'static str>,
    why: Option<&'static str>,
    doubt: Option<String>,
    dropped: Option<Dropped<'a>>,
    /// How many relays put their stamps before the line.
    relays: u8,
}

/// How many relays a line may have.
const RELAYS: u8 = 4;

/// Why a line is not a packet as it stands.
enum Refusal<'a> {
    /// It is not netfilter's, or not one that was asked for.
    Other,
    /// Another program logged it.
    Foreign(Cow<'a, str>),
    /// It cannot be what the kernel wrote.
    Bad(Reason<'a>),
    /// A relay put its own stamp and name before the line that stands there.
    Relayed(&'a str),
}

/// Why a line is none of netfilter's.
mod why {
    pub const NO_PACKET: &str = "it says nothing of a packet as netfilter does: IN= OUT= SRC= …";
    pub const QUOTED: &str = "it quotes another line";
    pub const MARKER: &str = "its prefix does not hold the marker";
}

impl LineReader {
    /// A reader that has no rules but `zone`; stamps without a year begin in `years`.
    pub fn new(zone: Zone, years: Years) -> Self {
        Self::with_rules(&Arc::new(ReadRules { zone, ..ReadRules::default() }), years)
    }

    /// A reader with the user's rules; stamps without a year begin in `years`.
    pub fn with_rules(rules: &Arc<ReadRules>, years: Years) -> Self {
        Self {
            rules: Arc::clone(rules),
            years,
            starts: KnownStarts::default(),
            entry: None,
            doubts: Doubts::default(),
            lost_end: false,
            has_ethernet: true,
        }
    }

    /// Leaves out of packets what is not among these fields, if that saves time. All values are checked.
    #[must_use]
    pub fn asked(mut self, fields: FieldSet) -> Self {
        let is_asked = |name| field::by_name(name).is_some_and(|field| fields.contains(field));
        self.has_ethernet = ["smac", "dmac"].into_iter().any(is_asked);
        self
    }

    /// Goes on after these lines: the last of them may be fields of an entry of the journal's.
    #[must_use]
    pub fn after(mut self, lines: &[u8]) -> Self {
        /// How many bytes the fields before a message take at most.
        const FIELDS: usize = 1 << 12;
        let start = lines.len().saturating_sub(FIELDS);
        for line in source::lines(&lines[start..]) {
            self.note_entry(&text(line));
        }
        self
    }

    /// Looks for the program of an entry of the journal's among the fields that follow its message.
    #[cold]
    pub fn foresee(&mut self, following: &[u8]) {
        /// How many fields of an entry are read.
        const FIELDS: usize = 64;
        if self.entry.is_some() {
            return;
        }
        for line in source::lines(following).take(FIELDS) {
            if line.is_empty() || line.starts_with(b"__CURSOR=") {
                return;
            }
            self.note_entry(&text(line));
        }
    }

    /// Reads a line without its newline into an empty packet, which is only of use if the line is one. Any
    /// text will do; the time it takes is linear in length.
    pub fn read<'a>(&mut self, line: &'a str, packet: &mut Packet<'a>) -> Line<'a> {
        let line = trimmed(line);
        let known = self.read_known(line, packet);
        known.unwrap_or_else(|| self.trace(line, packet, &mut Trace::default()))
    }

    /// Reads a line whose start was read before; `None` if it was not, or if anything else is unusual.
    fn read_known<'a>(&mut self, line: &'a str, packet: &mut Packet<'a>) -> Option<Line<'a>> {
        if self.entry.is_some() {
            return None;
        }
        let start = self.starts.find(line)?;
        let mut years = self.years;
        let time = start.stamp.at(years.of(&start.stamp)?, &self.rules.zone)?;
        let (text, head) = (&line[start.from..], start.interfaces.start);
        let frame = self.frame(HeaderLayout::Syslog, start.from);
        let body = line::read_behind(text, start.interfaces, frame, packet);
        if body.is_none_or(|body| body.fault.is_some() || body.head.len() != head) {
            *packet = Packet::default();
            return None;
        }
        start.set_head(packet);
        (self.years, packet.time) = (years, Some(time));
        Some(Line::Packet { times: 1 })
    }

    fn frame(&self, layout: HeaderLayout, before: usize) -> Frame {
        let (lost_end, has_ethernet) = (self.lost_end, self.has_ethernet);
        Frame { layout, before, lost_end, has_ethernet }
    }

    /// Reads what is left of a line that lost its end, after a crash or before another line: a last
    /// word that no blank follows counts for nothing.
    pub fn read_half<'a>(&mut self, line: &'a str, packet: &mut Packet<'a>) -> Line<'a> {
        self.lost_end = true;
        let read = self.read(line, packet);
        self.lost_end = false;
        read
    }

    /// Reads a line, and says how.
    pub fn explain<'a>(&mut self, line: &'a str) -> LineExplanation<'a> {
        let mut packet = Packet::default();
        let mut trace = Trace { is_wanted: true, ..Trace::default() };
        let read = self.trace(trimmed(line), &mut packet, &mut trace);
        let Trace { form, mut machine, mut program, rule, mut why, doubt, dropped, .. } = trace;
        let mut stopped = stopped(line, &read);
        if read == Line::Other {
            let start = stamp::find(line.as_bytes());
            let (layout, from) =
                start.map_or((HeaderLayout::Ring, 0), |start| (start.form.layout, start.end));
            let header = header::read(&line[from..], layout);
            machine = header.machine;
            program = header.program.filter(|_| header.origin != Sender::Unsure);
            stopped = Some(offset_of(line, header.rest));
            why = why.or(Some(why::NO_PACKET));
        }
        LineExplanation {
            line: read,
            packet,
            form,
            machine,
            program,
            rule,
            doubt,
            why,
            dropped,
            stopped,
        }
    }

    fn trace<'a>(
        &mut self,
        line: &'a str,
        packet: &mut Packet<'a>,
        trace: &mut Trace<'a>,
    ) -> Line<'a> {
        let start = stamp::find(line.as_bytes());
        let (layout, from) = match &start {
            Some(start) => (start.form.layout, start.end),
            None => (HeaderLayout::Ring, 0),
        };
        trace.form = start.as_ref().map(|start| start.form.name);
        let year = start.as_ref().and_then(|start| start.stamp.as_ref());
        let year = year.and_then(|stamp| self.years.of(stamp));
        let text = notice::unwrapped(&line[from..]);
        let text = if start.is_none() {
            self.note_entry(line);
            unnamed(text)
        } else {
            self.entry = None;
            text
        };
        let frame = self.frame(layout, offset_of(line, text));
        let Some(body) = line::read(text, frame, packet) else {
            return self.notice(notice::read(text, layout), line, start, year);
        };
        trace.dropped = body.dropped;
        let lead = start.as_ref().map_or("", |start| &line[..start.from]);
        let lead = &lead[header::priority(lead.as_bytes())..];
        let times = match self.head(&body, (layout, lead), packet, trace) {
            Ok(times) => times,
            Err(Refusal::Bad(reason)) => return Line::Bad(reason),
            Err(Refusal::Foreign(program)) => return Line::Foreign { program },
            Err(Refusal::Relayed(original)) => {
                return self.relayed(&line[offset_of(line, original)..], packet, trace);
            }
            Err(Refusal::Other) => {
                return self.notice(notice::read(text, layout), line, start, year);
            }
        };
        let stamp = start.as_ref().and_then(|start| start.stamp).filter(|it| it.doubt.is_some());
        match self.time(line, start, year) {
            Ok(time) => packet.time = time,
            Err(reason) => return Line::Bad(reason),
        }
        if let Some((stamp, time)) = stamp.zip(packet.time) {
            self.note_doubt(&stamp, time, times, trace);
        }
        if let Some(start) = start.filter(|start| times == 1 && text == &line[start.end..])
            && self.entry.is_none()
            && trace.relays == 0
            && !trace.is_wanted
        {
            self.starts.note(line, &start, frame.before + body.head.len(), packet);
        }
        Line::Packet { times }
    }

    /// Counts packets whose stamp may mean another time.
    #[cold]
    fn note_doubt(&mut self, stamp: &Stamp, time: Timestamp, packets: u32, trace: &mut Trace<'_>) {
        if let Some(doubt) = stamp.doubt_in(&self.rules.zone, time) {
            self.doubts.add(doubt, stamp.month, packets.into());
            trace.doubt = Some(doubts::reason(doubt, stamp.month));
        }
    }

    /// Remembers the program of the journal's entry that a line without a stamp is a field of.
    /// Source: systemd, "Journal Export Formats": each entry begins with its cursor.
    fn note_entry(&mut self, line: &str) {
        let Some((field, value)) = line.trim_ascii_start().split_once('=') else { return };
        match field {
            "__CURSOR" => self.entry = None,
            "SYSLOG_IDENTIFIER" => self.entry = Some(value.to_owned()),
            "_COMM" if self.entry.is_none() => self.entry = Some(value.to_owned()),
            _ => {}
        }
    }

    /// Reads a line that a relay put its own stamp and name before: what stands there is the line as
    /// its machine wrote it, which may name none.
    fn relayed<'a>(
        &mut self,
        original: &'a str,
        packet: &mut Packet<'a>,
        trace: &mut Trace<'a>,
    ) -> Line<'a> {
        let relay = std::mem::take(packet).fw;
        trace.relays += 1;
        if trace.relays > RELAYS {
            trace.why = Some(why::QUOTED);
            return Line::Other;
        }
        let line = self.trace(original, packet, trace);
        trace.machine = trace.machine.or(relay);
        packet.fw = packet.fw.or(relay);
        line
    }

    /// The time of a line with that stamp, in that year where it names none.
    fn time<'a>(
        &self,
        line: &'a str,
        start: Option<StampMatch>,
        year: Option<i16>,
    ) -> Result<Option<Timestamp>, Reason<'a>> {
        let Some(StampMatch { stamp, from, end, .. }) = start else { return Ok(None) };
        match (stamp, year) {
            (Some(stamp), Some(year)) => {
                let time = stamp.at(year, &self.rules.zone);
                time.map(Some).ok_or_else(|| Reason::Time { stamp: line[from..end].trim(), year })
            }
            _ => {
                Ok(self.rules.boot.and_then(|boot| stamp::since(boot, &line.as_bytes()[from..end])))
            }
        }
    }

    /// The same notice with the time when its line was logged.
    fn notice<'a>(
        &self,
        mut notice: Line<'a>,
        line: &'a str,
        start: Option<StampMatch>,
        year: Option<i16>,
    ) -> Line<'a> {
        if let Line::Repeat { time, .. } | Line::Gap(Gap { time, .. }) = &mut notice {
            // A notice counts whenever it was.
            *time = self.time(line, start, year).unwrap_or_default();
        }
        notice
    }

    /// Reads what stands before a body; returns how many packets there are.
    fn head<'a>(
        &mut self,
        body: &Body<'a>,
        (layout, lead): (HeaderLayout, &'a str),
        packet: &mut Packet<'a>,
        trace: &mut Trace<'a>,
    ) -> Result<u32, Refusal<'a>> {
        let header = header::read(body.head, layout);
        trace.machine = header.machine;
        trace.program = header.program.filter(|_| header.origin != Sender::Unsure);
        if notice::is_quote(header.rest) {
            trace.why = Some(why::QUOTED);
            return Err(Refusal::Other);
        }
        let mut rest = self.believed(&header, lead).map_err(Refusal::Foreign)?;
        let mut times = 1;
        if let Some((repeats, inner)) = notice::repeated(rest) {
            times = repeats;
            rest = self.believed(&inner, "").map_err(Refusal::Foreign)?;
        }
        let has_marker =
            self.rules.marker.as_ref().is_none_or(|marker| body.has_start && rest.contains(marker));
        trace.why = match () {
            () if notice::is_quote(rest) || times == 0 => Some(why::QUOTED),
            () if !has_marker => Some(why::MARKER),
            () => None,
        };
        if trace.why.is_some() {
            return Err(Refusal::Other);
        }
        if let Some(reason) = body.fault {
            return Err(Refusal::Bad(reason));
        }
        let believed = u32::try_from(times).ok().filter(|_| times <= notice::MOST);
        let times = believed.ok_or(Refusal::Bad(Reason::Repeated(times)))?;
        packet.fw = header.machine;
        let prefix = packet.prefix.unwrap_or_else(|| rest.trim());
        if body.has_start && !prefix.is_empty() {
            packet.prefix = Some(prefix);
            if let Some((judgement, source)) = prefix::judge(&self.rules.prefixes, prefix) {
                packet.action = judgement.action;
                packet.verdict = judgement.verdict;
                trace.rule = Some(source);
            }
        }
        match packet.prefix.filter(|prefix| stamp::is_at(prefix.as_bytes())) {
            Some(original) => Err(Refusal::Relayed(original)),
            None => Ok(times),
        }
    }

    /// Returns the prefix of a line from the kernel or from a program that logs packets; the error is
    /// another program, whose text may be a stranger's.
    fn believed<'a>(&self, header: &Header<'a>, lead: &'a str) -> Result<&'a str, Cow<'a, str>> {
        let is_named = |program: &str| self.rules.tags.names(program);
        if let Some(program) = &self.entry
            && tag::named(program) != Sender::Netfilter
            && !is_named(program)
        {
            return Err(Cow::Owned(program.clone()));
        }
        if !lead.is_empty()
            && let Some(program) = tag::before_stamp(lead).filter(|program| !is_named(program))
        {
            return Err(program.into());
        }
        let Header { program: Some(program), origin, rest, .. } = *header else {
            return Ok(header.rest);
        };
        let is_believed = match origin {
            Sender::Untagged | Sender::Netfilter => true,
            _ if is_named(program) => return Ok(header.trusted()),
            Sender::Log => stamp::is_at(rest.as_bytes()),
            Sender::Unsure => tag::is_prefix(program, rest, &self.rules.prefixes),
            Sender::Foreign => false,
        };
        if is_believed { Ok(rest) } else { Err(program.into()) }
    }
}

/// A line without what some programs leave at its end.
fn trimmed(line: &str) -> &str {
    match line.as_bytes().last() {
        Some(b'\r' | b'\t') => line.trim_end_matches(['\r', '\t']),
        _ => line,
    }
}

/// Where reading a bad line stopped, in bytes; `None` for any other line.
fn stopped(line: &str, read: &Line<'_>) -> Option<usize> {
    match read {
        Line::Bad(Reason::Value { token: part, .. })
        | Line::Bad(Reason::Time { stamp: part, .. } | Reason::Mixed { second: part }) => {
            Some(offset_of(line, part))
        }
        Line::Foreign { program: Cow::Borrowed(program) } => Some(offset_of(line, program)),
        Line::Bad(_) => Some(line.len()),
        _ => None,
    }
}

/// Whether a line is the message of an entry that `journalctl -o verbose` and `-o export` write, whose
/// program may follow it.
pub fn is_message(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'M' | b' ' | b'\t'))
        && line.trim_ascii_start().starts_with(MESSAGE.as_bytes())
}

/// The name of an entry's message.
const MESSAGE: &str = "MESSAGE=";

/// A line without the name that `journalctl -o verbose` and `-o export` write before a message.
#[cold]
fn unnamed(text: &str) -> &str {
    if let Some(message) = text.trim_ascii_start().strip_prefix(MESSAGE) {
        return message;
    }
    let from = text.len() - text.trim_ascii_start().len();
    let number = stamp::form::line_number(text.as_bytes(), from);
    number.and_then(|end| text.get(end..)).unwrap_or(text)
}
