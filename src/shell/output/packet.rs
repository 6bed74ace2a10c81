//! The packet: one line for each, in columns that stay where they are, as followed logs are shown.
//!
//! ```text
//!   Count IF     Source                Port Destination           Port Proto  Action
//!    1951 eth0   *.bredbandsbolaget.se 35396 zathras.ichimusai.org 15003 TCP    DROP
//! ```
//!
//! Names and addresses share the room that the other columns leave. What is too long is cut: names on
//! the left, behind a `*`, since their ends tell most.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::form::Style;
use crate::output::sanitize;
use crate::packet::Verdict;
use crate::rows::ColumnKind;

/// After how many packets the heading is shown again.
const EVERY: u64 = 20;

/// The widest address, `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff`.
const WIDEST: usize = 39;

/// The width that an IPv4 address takes.
const NARROWEST: usize = 15;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// How many packets there were with this one.
    Count,
    /// When it was logged.
    Time,
    /// The machine that logged it.
    Machine,
    /// The interface it came in by, or went out by.
    Interface,
    /// Source address or name.
    Source,
    /// Source port or service.
    SourcePort,
    /// Destination address or name.
    Destination,
    /// Destination port or service.
    DestinationPort,
    /// Protocol.
    Protocol,
    /// What became of it, as the log says.
    Action,
}

/// A column: its heading and width; a width of 0 is a share of what is left.
struct PacketColumn {
    shows: Shows,
    heading: &'static str,
    width: usize,
    kind: ColumnKind,
    /// Columns of the highest numbers give way first where the window is narrow.
    rank: u8,
}

const fn column(
    shows: Shows,
    heading: &'static str,
    width: usize,
    kind: ColumnKind,
    rank: u8,
) -> PacketColumn {
    PacketColumn { shows, heading, width, kind, rank }
}

/// Every column, from left to right.
static COLUMNS: [PacketColumn; 10] = [
    column(Shows::Count, "Count", 7, ColumnKind::Number, 7),
    column(Shows::Time, "Time", 19, ColumnKind::Text, 6),
    column(Shows::Machine, "Machine", 12, ColumnKind::Text, 8),
    column(Shows::Interface, "IF", 7, ColumnKind::Text, 4),
    column(Shows::Source, "Source", 0, ColumnKind::Text, 0),
    column(Shows::SourcePort, "Port", 5, ColumnKind::Number, 5),
    column(Shows::Destination, "Destination", 0, ColumnKind::Text, 2),
    column(Shows::DestinationPort, "Port", 5, ColumnKind::Number, 1),
    column(Shows::Protocol, "Proto", 6, ColumnKind::Text, 3),
    column(Shows::Action, "Action", 8, ColumnKind::Text, 1),
];

/// How packets are to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The heading is shown, now and then.
    pub header: bool,
    /// Packets are counted.
    pub counter: bool,
    /// The time is shown.
    pub time: bool,
    /// The machine is shown.
    pub machine: bool,
    /// Ports may be names of services, which are wider.
    pub services: bool,
    /// What the terminal can show.
    pub style: Style,
}

/// A packet's cells, as text from outside; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// How many packets there were with this one.
    pub count: u64,
    /// When it was logged.
    pub time: String,
    /// The machine that logged it.
    pub machine: String,
    /// The interface.
    pub interface: String,
    /// Source address or name.
    pub source: String,
    /// Source port or service.
    pub source_port: String,
    /// Destination address or name.
    pub destination: String,
    /// Destination port or service.
    pub destination_port: String,
    /// Protocol.
    pub protocol: String,
    /// What became of it.
    pub action: String,
    /// What the action means.
    pub verdict: Verdict,
    /// It is to stand out.
    pub is_marked: bool,
}

/// Lays packets out.
#[derive(Debug)]
pub struct Packets {
    look: Look,
    /// The columns that are shown, and their widths.
    columns: Vec<(usize, usize)>,
    shown: u64,
}

impl Packets {
    /// Packets that look so.
    pub fn new(look: Look) -> Self {
        Self { columns: columns(&look), look, shown: 0 }
    }

    /// Fits the lines to another width of the window; the heading is shown again then.
    pub fn resize(&mut self, width: usize) {
        if self.look.style.width != width {
            self.look.style.width = width;
            self.columns = columns(&self.look);
            self.shown = 0;
        }
    }

    /// Appends a packet's line, with the heading above it where that is due.
    pub fn line(&mut self, cells: &Cells, out: &mut String) {
        if self.look.header && self.shown.is_multiple_of(EVERY) {
            self.heading(out);
        }
        self.shown += 1;
        let color = self.look.style.color;
        if cells.is_marked && color {
            out.push_str("\x1b[7m");
        }
        let last = self.columns.len().saturating_sub(1);
        for (place, (nth, width)) in self.columns.iter().enumerate() {
            let PacketColumn { shows, kind, .. } = COLUMNS[*nth];
            let cell = fitted(shows, &cells.text(shows), *width);
            let paint = if shows == Shows::Action && color { paint(cells.verdict) } else { "" };
            out.push_str(paint);
            put(&cell, kind, if place == last { 0 } else { *width }, out);
            if !paint.is_empty() {
                out.push_str("\x1b[39m");
            }
            if place < last {
                out.push(' ');
            }
        }
        if cells.is_marked {
            out.push_str(if color { "\x1b[27m" } else { " <" });
        }
        out.push('\n');
    }

    fn heading(&self, out: &mut String) {
        let color = self.look.style.color;
        out.push_str(if color { "\x1b[1m" } else { "" });
        let last = self.columns.len().saturating_sub(1);
        for (place, (nth, width)) in self.columns.iter().enumerate() {
            let PacketColumn { heading, kind, .. } = &COLUMNS[*nth];
            let heading: String = cut(heading.chars(), *width).into_iter().collect();
            put(&heading, *kind, if place == last { 0 } else { *width }, out);
            if place < last {
                out.push(' ');
            }
        }
        out.push_str(if color { "\x1b[22m\n" } else { "\n" });
    }
}

impl Cells {
    fn text(&self, shows: Shows) -> Cow<'_, str> {
        sanitize::text(match shows {
            Shows::Count => return Cow::Owned(self.count.to_string()),
            Shows::Time => &self.time,
            Shows::Machine => &self.machine,
            Shows::Interface => &self.interface,
            Shows::Source => &self.source,
            Shows::SourcePort => &self.source_port,
            Shows::Destination => &self.destination,
            Shows::DestinationPort => &self.destination_port,
            Shows::Protocol => &self.protocol,
            Shows::Action => &self.action,
        })
    }
}

fn paint(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "\x1b[32m",
        Verdict::Deny => "\x1b[31m",
        Verdict::None => "",
    }
}

/// Which columns fit, and how wide they are.
fn columns(look: &Look) -> Vec<(usize, usize)> {
    let is_wanted = |column: &PacketColumn| match column.shows {
        Shows::Count => look.counter,
        Shows::Time => look.time,
        Shows::Machine => look.machine,
        _ => true,
    };
    let is_port = |shows| matches!(shows, Shows::SourcePort | Shows::DestinationPort);
    let width = |column: &PacketColumn| match column.shows {
        shows if is_port(shows) && look.services => 12,
        _ => column.width,
    };
    let mut shown: Vec<usize> =
        (0..COLUMNS.len()).filter(|nth| is_wanted(&COLUMNS[*nth])).collect();
    loop {
        let fixed: usize = shown.iter().map(|nth| width(&COLUMNS[*nth]) + 1).sum();
        let shares = shown.iter().filter(|nth| COLUMNS[**nth].width == 0).count();
        let left = (look.style.width + 1).saturating_sub(fixed);
        let share = left.checked_div(shares).unwrap_or(0);
        if share >= NARROWEST || shown.len() <= 1 {
            let share = share.clamp(1, WIDEST);
            let widths = shown.iter().map(|nth| match width(&COLUMNS[*nth]) {
                0 => (*nth, share),
                width => (*nth, width),
            });
            return widths.collect();
        }
        let last = shown.iter().enumerate().max_by_key(|(_, nth)| COLUMNS[**nth].rank);
        let Some((place, _)) = last else { return Vec::new() };
        shown.remove(place);
    }
}

/// A cell's text in that width.
fn fitted(shows: Shows, text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    match shows {
        // A number that does not fit says more than one that was cut.
        Shows::Count => text.to_owned(),
        Shows::Source | Shows::Destination => fitted_name(text, width),
        _ => cut(text.chars(), kept).into_iter().chain(std::iter::once('*')).collect(),
    }
}

/// The name of a machine in at most so many columns, cut on the left with a `*` for what is gone: its
/// end says more than its start.
pub fn fitted_name(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept: Vec<char> = cut(text.chars().rev(), width.saturating_sub(1));
    std::iter::once('*').take(width).chain(kept.into_iter().rev()).collect()
}

/// As many characters as fit.
fn cut(chars: impl Iterator<Item = char>, room: usize) -> Vec<char> {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or(0);
        taken <= room
    };
    chars.take_while(fits).collect()
}

/// Appends a cell, filled with spaces to its width.
fn put(text: &str, kind: ColumnKind, width: usize, out: &mut String) {
    let room = width.saturating_sub(text.width());
    // A string takes all that is written.
    let _ = match kind {
        ColumnKind::Text => write!(out, "{text}{:room$}", ""),
        ColumnKind::Number | ColumnKind::Count => write!(out, "{:room$}{text}", ""),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(width: usize) -> Look {
        let style =
            Style { height: Some(24), unicode: false, terminal: true, ..Style::file(width) };
        Look { header: true, counter: true, time: false, machine: false, services: false, style }
    }

    fn cells() -> Cells {
        Cells {
            count: 1951,
            interface: "eth0".into(),
            source: "h-155-4-6f44.cust.bredbandsbolaget.se".into(),
            source_port: "35396".into(),
            destination: "zathras.ichimusai.org".into(),
            destination_port: "15003".into(),
            protocol: "TCP".into(),
            action: "DROP".into(),
            ..Cells::default()
        }
    }

    #[test]
    fn lines_are_as_the_manual_shows_them_and_fit() {
        let mut out = String::new();
        Packets::new(look(100)).line(&cells(), &mut out);
        let expected = "  Count IF      Source                       Port Destination                  Port Proto  Action
   1951 eth0    *4.cust.bredbandsbolaget.se 35396 zathras.ichimusai.org       15003 TCP    DROP\n";
        assert_eq!(out, expected);
        for width in [1, 10, 20, 40, 60, 80, 200] {
            let mut out = String::new();
            Packets::new(look(width)).line(&cells(), &mut out);
            assert!(out.lines().all(|line| line.len() <= width.max(1)), "{width}:\n{out}");
        }
    }

    #[test]
    fn the_heading_comes_every_twenty_lines_and_with_another_width() {
        let mut packets = Packets::new(look(100));
        let mut out = String::new();
        (0..41).for_each(|_| packets.line(&cells(), &mut out));
        packets.resize(100);
        packets.resize(90);
        packets.line(&cells(), &mut out);
        let headings = out.lines().enumerate().filter(|(_, line)| line.contains("Count"));
        assert_eq!(headings.map(|(nth, _)| nth).collect::<Vec<_>>(), [0, 21, 42, 44]);
    }

    #[test]
    fn text_from_outside_is_escaped() {
        let mut out = String::new();
        let cells = Cells { interface: "\x1b[2J".into(), ..cells() };
        Packets::new(look(100)).line(&cells, &mut out);
        assert!(!out.contains('\x1b'), "{out:?}");
    }
}
