//! The end of a line: a last word that no blank follows.
//!
//! The kernel ends every word with a blank, but lines that people copy and programs trim lack the
//! last one. So the last word counts like any other, unless it may be a part of a word:
//!
//! - the line is as long as a limit lets it be (`LIMITS`), or is known to have lost its end;
//! - its value cannot be whole, such as `SRC=192.0.2` or `PROTO=TC`.

use crate::field::{FIELDS, Fault};
use crate::log::header::{self, HeaderLayout};
use crate::packet::{Packet, Protocol, TcpFlags};

/// How a line's text came to the reader.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The form of the text after the stamp.
    pub layout: HeaderLayout,
    /// How many bytes of the line precede the text.
    pub before: usize,
    /// The line is what a crash or another line left of one.
    pub lost_end: bool,
    /// The caller needs the Ethernet addresses. No text of theirs is an error.
    pub has_ethernet: bool,
}

/// A last word that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped<'a> {
    /// The word, at most [`crate::log::SHOWN`] bytes of it.
    pub word: &'a str,
    /// Why it does not count.
    pub why: TailDoubt,
}

/// Why a last word does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TailDoubt {
    /// The line has the length of lines that were cut.
    #[error("a line or message of {0} bytes may have been cut there")]
    Limit(usize),
    /// The line lost its end.
    #[error("the line lost its end")]
    LostEnd,
    /// A value, or a word, of which the end is missing.
    #[error("it is not whole")]
    Part,
    /// A value that cannot be read.
    #[error("its value is {0}")]
    Value(Fault),
    /// A quote that is not closed.
    #[error("its quote is not closed")]
    Quote,
}

/// The lengths at which lines are cut, in bytes. Sources: Linux, `net/netfilter/nf_log.c` (a buffer
/// of 1,019 bytes) and `kernel/printk/printk.c` (1,024 bytes for a record and what precedes it, which
/// is up to 48); RFC 3164 §4.1 (1,024); RFC 5424 §6.1 (2,048); rsyslog's `MaxMessageSize` and
/// syslog-ng's `log-msg-size` (8,192).
const LIMITS: [usize; 3] = [1024, 2048, 8192];

/// How much shorter than a limit a line may be that was cut there: the limit may count a priority or
/// a head that is not in the log.
const SLACK: usize = 50;

/// Returns why the last word of a text may be cut, whatever its value; its body starts at `body`.
pub fn doubt(text: &str, body: usize, frame: Frame) -> Option<TailDoubt> {
    if frame.lost_end {
        return Some(TailDoubt::LostEnd);
    }
    let line = frame.before + text.len();
    if line < LIMITS[0] - SLACK {
        return None;
    }
    let head = header::read(&text[..body], frame.layout).rest.len();
    let is_limit = |len: &usize| LIMITS.iter().any(|end| (end - SLACK..=*end).contains(len));
    [line, text.len() - body + head].into_iter().find(is_limit).map(TailDoubt::Limit)
}

/// Whether the value of a last key is a part of one, though it can be read.
pub fn is_part(key: &[u8], value: &str, packet: &Packet<'_>) -> bool {
    /// The length of an Ethernet header, and of an address, as text.
    const HEADER: usize = 14 * 3 - 1;
    const ADDRESS: usize = 6 * 3 - 1;
    match key {
        b"TOS" | b"PREC" => value.strip_prefix("0x").unwrap_or(value).len() != 2,
        b"SRC" | b"DST" | b"IPSRC" | b"IPDST" => is_part_of_address(value),
        b"MAC" => value.len() < HEADER,
        b"MACSRC" | b"MACDST" => value.len() < ADDRESS,
        b"PROTO" => value == Protocol::ICMP.name() && packet.src.is_some_and(|src| src.is_ipv6()),
        _ => false,
    }
}

/// The kernel writes all digits of an IPv6 address: where the other groups have their zeros, the
/// last one has them too.
fn is_part_of_address(value: &str) -> bool {
    let groups: Vec<&str> = value.split(':').collect();
    let Some((last, others)) = groups.split_last() else { return false };
    others.len() == 7
        && others.iter().all(|group| group.len() == 4)
        && others.iter().any(|group| group.starts_with('0'))
        && last.len() < 4
}

/// Whether a last word without `=` is the start of another one.
pub fn is_start(word: &str) -> bool {
    let mut keys = FIELDS.iter().flat_map(|field| field.keys).map(|(key, _)| *key);
    TcpFlags::from_word(word).is_none()
        && keys
            .by_ref()
            .chain(TcpFlags::NAMES)
            .chain(["URGP", "WINDOW", "RES"])
            .any(|known| known.starts_with(word))
}

/// Whether a last word is what is left of `URGP=`: it follows flags that the flag URG precedes.
/// Source: Linux, `net/netfilter/nf_log_syslog.c`, `dump_tcp_header`.
pub fn is_urgent_pointer(word: &str, flags: TcpFlags) -> bool {
    let later = ["ACK", "PSH", "RST", "SYN", "FIN"].into_iter().filter_map(TcpFlags::from_word);
    "URGP".starts_with(word) && later.fold(0, |all, flag| all | flag.0) & flags.0 != 0
}
