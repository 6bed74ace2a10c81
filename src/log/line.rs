//! A line's body: the kernel's `KEY=value` words, from `IN=` on.
//!
//! Source: Linux, `net/netfilter/nf_log_syslog.c`. Every word there ends with one blank:
//!
//! ```text
//! body  = "IN=" name " OUT=" name " " { word " " }
//! word  = KEY "=" value          a key of field::FIELDS sets its field; others are skipped
//!       | flag                   SYN, ACK …: between WINDOW= or RES= and the next key
//!       | "ID:" 8 hex digits     the identification of an IPv6 fragment
//!       | "[" word … "]"         the packet that an ICMP error quotes, kept apart
//!       | "ARP" …                no fields behind it
//! ```
//!
//! **Cut lines.** The last word of a line that does not end with a blank is either whole, and the
//! blank was stripped, or cut. It counts only if a line of the kernel's can end there ([`ENDS`]) and
//! its value can be read; otherwise it is left out. Flags count once the next key proves that none
//! of them is missing.

use std::ops::Range;

use crate::field;
use crate::log::{Reason, shown};
use crate::packet::{Inner, Packet, TcpFlags};

/// What is in a line, as far as its body tells.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it lives for one line; a box would allocate each")]
pub enum Body<'a> {
    /// A packet, and the text before its body.
    Packet {
        /// Header and prefix.
        head: &'a str,
        /// What the body says.
        packet: Packet<'a>,
    },
    /// Not a line of netfilter's.
    Other,
    /// A line of netfilter's that cannot be.
    Bad(Reason<'a>),
}

/// The keys that a line without a last blank may end with: the last words of the kernel's grammar
/// that set a field.
const ENDS: [&[u8]; 5] = [b"PROTO", b"CODE", b"MARK", b"UID", b"GID"];

/// The longest interface name that is looked for; the kernel's are 15 bytes at most.
const INTERFACE: usize = 32;

/// Reads what stands behind a line's stamp.
pub fn read(text: &str) -> Body<'_> {
    let bytes = text.as_bytes();
    let (mut has_source, mut has_destination) = (false, false);
    for equals in memchr::memchr_iter(b'=', bytes) {
        if let Some(walk) = Walk::start(text, equals) {
            return walk.run();
        }
        has_source |= is_address(bytes, equals, b"SRC");
        has_destination |= is_address(bytes, equals, b"DST");
    }
    if has_source && has_destination { Body::Bad(Reason::Headless) } else { Body::Other }
}

/// Whether `KEY=` with something like an address behind it ends at that `=`.
fn is_address(bytes: &[u8], equals: usize, key: &[u8]) -> bool {
    bytes[..equals].ends_with(key)
        && bytes.get(equals + 1).is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b':')
}

/// The walk over a body.
struct Walk<'a> {
    text: &'a str,
    /// Where the next word starts.
    at: usize,
    /// Where the body starts.
    start: usize,
    packet: Packet<'a>,
    /// The quoted packet.
    inner: Option<Packet<'a>>,
    is_inside: bool,
    /// The flags so far, from the key before them to the key behind them.
    flags: Option<TcpFlags>,
    /// The last key that was read, empty before the first.
    last: &'a [u8],
    fault: Option<Reason<'a>>,
}

impl<'a> Walk<'a> {
    /// A walk that starts at the interfaces, if their first `=` is that one: `IN=… OUT=…`, and
    /// `PHYSIN=…` between them in the order of old kernels.
    fn start(text: &'a str, equals: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let head = &bytes[..equals];
        if !head.ends_with(b"IN") || head.ends_with(b"PHYSIN") {
            return None;
        }
        let iif = interface(bytes, equals + 1)?;
        let mut at = iif.end + 1;
        let mut physin = 0..0;
        if bytes.get(at..)?.starts_with(b"PHYSIN=") {
            physin = interface(bytes, at + 7)?;
            at = physin.end + 1;
        }
        if !bytes.get(at..)?.starts_with(b"OUT=") {
            return None;
        }
        let oif = interface(bytes, at + 4)?;
        let name = |range: Range<usize>| Some(&text[range]).filter(|name| !name.is_empty());
        let at = oif.end + 1;
        let packet =
            Packet { iif: name(iif), oif: name(oif), physin: name(physin), ..Packet::default() };
        Some(Self {
            text,
            at,
            start: equals - 2,
            packet,
            inner: None,
            is_inside: false,
            flags: None,
            last: b"",
            fault: None,
        })
    }

    fn run(mut self) -> Body<'a> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let is_end = |byte: &u8| matches!(byte, b' ' | b'=');
            let len = bytes[start..].iter().position(is_end).unwrap_or(bytes.len() - start);
            let end = start + len;
            self.at = end + 1;
            if bytes.get(end) == Some(&b'=') {
                self.key(start, end);
            } else {
                self.word(start..end);
            }
        }
        if let Some(reason) = self.fault {
            return Body::Bad(reason);
        }
        match self.last {
            b"" => return Body::Bad(Reason::Cut),
            b"TOS" => self.packet.tos = None, // its other half, PREC, was cut off
            _ => {}
        }
        self.packet.inner = self.inner.as_ref().map(quoted).filter(|it| *it != Inner::default());
        Body::Packet { head: &self.text[..self.start], packet: self.packet }
    }

    /// A key, its `=`, and the value behind it.
    fn key(&mut self, start: usize, equals: usize) {
        let bytes = self.text.as_bytes();
        let mut key = &bytes[start..equals];
        if key.ends_with(b"IN")
            && let Some(later) = Self::start(self.text, equals)
        {
            *self = later; // what seemed to be the body was part of the prefix
            return;
        }
        let value = &bytes[equals + 1..];
        let len = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
        let end = equals + 1 + len;
        self.at = end + 1;
        let is_last = end == bytes.len();
        let mut set = field::by_key(key);
        if set.is_none() && key.first() == Some(&b'[') && !self.is_inside {
            key = &key[1..];
            set = field::by_key(key);
            self.is_inside = set.is_some();
        }
        if !self.is_inside {
            self.flags_at(key);
        }
        if is_last && (self.is_inside || !ENDS.contains(&key)) {
            return;
        }
        self.last = key;
        let Some(set) = set else { return };
        let packet = match self.is_inside {
            true => self.inner.get_or_insert_default(),
            false => &mut self.packet,
        };
        if let Err(fault) = set(packet, &self.text[equals + 1..end])
            && !is_last
            && self.fault.is_none()
        {
            let token = shown(&self.text[equals - key.len()..end]);
            self.fault = Some(Reason::Value { token, fault });
        }
    }

    /// Flags begin behind `WINDOW=` or `RES=`, and end before any other key.
    fn flags_at(&mut self, key: &[u8]) {
        if key == b"RES" || key == b"WINDOW" {
            self.flags.get_or_insert_default();
        } else if self.flags.is_some() {
            self.packet.flags = self.flags.take();
        }
    }

    /// A word without `=`.
    fn word(&mut self, range: Range<usize>) {
        let is_last = range.end == self.text.len();
        let word = &self.text[range];
        if word == "]" {
            self.is_inside = false;
        } else if self.is_inside || is_last {
            // Nothing that a field holds.
        } else if let Some(flags) = &mut self.flags {
            flags.0 |= TcpFlags::from_name(word).map_or(0, |flag| flag.0);
        } else if let Some(id) = word.strip_prefix("ID:") {
            self.packet.id = u32::from_str_radix(id, 16).ok();
        } else if word == "ARP" && self.packet.src.is_none() {
            self.at = self.text.len();
            self.last = b"ARP";
        }
    }
}

/// The interface's name that starts there, up to a blank or the end of the text.
fn interface(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let name = &bytes[from.min(bytes.len())..];
    let len = name.iter().take(INTERFACE).position(|byte| *byte == b' ');
    let len = len.or((name.len() < INTERFACE).then_some(name.len()))?;
    Some(from..from + len)
}

fn quoted(packet: &Packet<'_>) -> Inner {
    let Packet { src, dst, proto, sport, dport, .. } = *packet;
    Inner { src, dst, proto, sport, dport }
}
