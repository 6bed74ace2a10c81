//! The log: lines of a firewall's log become packets.
//!
//! A line is an envelope (syslog's stamp, machine and tag), a prefix (the text of the rule that
//! logged it) and a body (the kernel's `KEY=value` words). One walk over its bytes reads all three:
//!
//! ```text
//! May  4 06:35:08 fw kernel: [1749207.946614] IPT: DROP IN=eth0 OUT= MAC=… SRC=… DST=… … URGP=0
//! └── stamp ────┘ └─ header ────────────────┘ └prefix┘  └── body ──────────────────────────────┘
//! ```
//!
//! - [`stamp`]: the forms of a date and time; a new one is a function in its table.
//! - [`header`]: machine, tag and uptime.
//! - [`prefix`]: the rules that judge a prefix; a new vendor is an entry in its table.
//! - [`mod@line`]: the kernel's grammar; its keys are those of `field::FIELDS`.
//! - [`source`]: log files, and the bookmarks that remember how far they were read.

use std::borrow::Cow;

use crate::field::Fault;
use crate::packet::Packet;
use crate::time::Zone;

pub mod header;
pub mod line;
pub mod prefix;
pub mod source;
pub mod stamp;

use stamp::Years;

/// What a line of a log is.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "it lives for one line; a box would allocate each")]
pub enum Line<'a> {
    /// A logged packet.
    Packet(Packet<'a>),
    /// Not a line of netfilter's.
    Other,
    /// A line of netfilter's that cannot be what the kernel wrote.
    Bad(Reason<'a>),
}

/// Why a line of netfilter's is no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason<'a> {
    /// A value that cannot be.
    #[error("{token}: {fault}")]
    Value {
        /// The key with its value, at most [`SHOWN`] bytes of it.
        token: &'a str,
        /// What is wrong with the value.
        fault: Fault,
    },
    /// A stamp that names no moment.
    #[error("{stamp}: there is no such time in {year}")]
    Time {
        /// The stamp.
        stamp: &'a str,
        /// The year it names, or belongs to.
        year: i16,
    },
    /// The line ends behind the interfaces.
    #[error("the line is cut before it says anything about the packet")]
    Cut,
    /// Addresses without the interfaces that stand before them.
    #[error("the start of the line is missing")]
    Headless,
    /// The line is longer than any that a kernel writes.
    #[error("the line is longer than {0} bytes")]
    Long(usize),
}

/// How much of a line or of a value is kept to show, in bytes.
pub const SHOWN: usize = 160;

/// The first bytes of a text, [`SHOWN`] at most.
pub fn shown(text: &str) -> &str {
    &text[..text.floor_char_boundary(SHOWN)]
}

/// A line as text: what is no UTF-8 in it becomes U+FFFD.
pub fn text(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(line),
    }
}

/// Reads lines, in the order in which they were logged.
#[derive(Debug, Clone)]
pub struct Reader {
    zone: Zone,
    years: Years,
}

impl Reader {
    /// A reader whose times are in that zone, and whose stamps without a year begin in that year.
    pub fn new(zone: Zone, years: Years) -> Self {
        Self { zone, years }
    }

    /// Reads a line without its newline. Any text will do; the time it takes is linear in length.
    pub fn read<'a>(&mut self, line: &'a str) -> Line<'a> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (stamp, from) = stamp::read(line.as_bytes()).unzip();
        let from = from.unwrap_or(0);
        let year = stamp.as_ref().map(|stamp| self.years.of(stamp));
        let mut packet = Packet::default();
        let head = match line::read(&line[from..], &mut packet) {
            Ok(Some(head)) => head,
            Ok(None) => return Line::Other,
            Err(reason) => return Line::Bad(reason),
        };
        if let (Some(stamp), Some(year)) = (stamp, year) {
            match stamp.at(year, &self.zone) {
                Some(time) => packet.time = Some(time),
                None => return Line::Bad(Reason::Time { stamp: line[..from].trim(), year }),
            }
        }
        let header = header::read(head, packet.time.is_some());
        packet.fw = header.machine;
        let prefix = header.rest.trim();
        packet.prefix = (!prefix.is_empty()).then_some(prefix);
        if let Some(judgement) = prefix::judge(prefix) {
            packet.action = Some(judgement.action);
            packet.verdict = judgement.verdict;
        }
        Line::Packet(packet)
    }
}
