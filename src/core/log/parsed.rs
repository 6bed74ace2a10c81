//! A line of a log, once it has been read.

use std::borrow::Cow;

use crate::field::Fault;
use crate::log::gap::Gap;
use crate::time::Timestamp;

/// A line of a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Line<'a> {
    /// A logged packet.
    Packet {
        /// The number of packets in the line: one, or the number that `message repeated` gives.
        times: u32,
    },
    /// The last line of a machine came again: `last message repeated 3 times`.
    Repeat {
        /// The machine, where the line names it.
        machine: Option<&'a str>,
        /// How often it came again.
        times: u64,
        /// When the line says so.
        time: Option<Timestamp>,
    },
    /// Lines of whatever kind are missing from the log.
    Gap(Gap<'a>),
    /// Not a netfilter line.
    Other,
    /// A line that looks like a packet, logged by a program that does not log packets.
    Foreign {
        /// The program.
        program: Cow<'a, str>,
    },
    /// A netfilter line that the kernel cannot have written.
    Bad(Reason<'a>),
}

/// The reason why a netfilter line is not a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason<'a> {
    /// A value that cannot be.
    #[error("{token}: {fault}")]
    Value {
        /// The key with its value, at most [`SHOWN`] bytes of it.
        token: &'a str,
        /// The fault of the value.
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
    /// The line ends after the interfaces.
    #[error("the line is cut before it says anything about the packet")]
    Cut,
    /// A second packet begins inside the first.
    #[error("another packet begins inside it: {second}")]
    Mixed {
        /// Where it begins, at most [`SHOWN`] bytes of it.
        second: &'a str,
    },
    /// More repetitions than can be.
    #[error("{0} repetitions are more than can be believed")]
    Repeated(u64),
    /// An entry of a journal, an object or a row that cannot be read.
    #[error("this entry cannot be read")]
    Entry,
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

/// A line as text; invalid UTF-8 becomes U+FFFD.
pub fn text(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(line),
    }
}

/// The offset in `line` at which `part`, a slice of it, begins.
pub(super) fn offset_of(line: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize)
}
