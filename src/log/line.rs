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
//! blank was stripped, or cut. It counts only if a line of the kernel's can end there (`ENDS`) and
//! its value can be read; otherwise it is left out. Flags count once the next key proves that none
//! of them is missing.

use std::ops::Range;

use crate::field;
use crate::log::{Reason, shown};
use crate::packet::{Inner, Packet, TcpFlags};

/// The keys that a line without a last blank may end with: the last words of the kernel's grammar
/// that set a field.
const ENDS: [&[u8]; 5] = [b"PROTO", b"CODE", b"MARK", b"UID", b"GID"];

/// The longest interface name that is looked for; the kernel's are 15 bytes at most.
const INTERFACE: usize = 32;

/// Reads what stands behind a line's stamp into an empty packet, and answers with the text before
/// the body; `None` is not a line of netfilter's.
pub fn read<'a>(text: &'a str, packet: &mut Packet<'a>) -> Result<Option<&'a str>, Reason<'a>> {
    let bytes = text.as_bytes();
    let (mut has_source, mut has_destination) = (false, false);
    for equals in memchr::memchr_iter(b'=', bytes) {
        if let Some(interfaces) = Interfaces::at(text, equals) {
            return body(text, interfaces, packet).map(Some);
        }
        has_source |= is_address(bytes, equals, b"SRC");
        has_destination |= is_address(bytes, equals, b"DST");
    }
    if has_source && has_destination { Err(Reason::Headless) } else { Ok(None) }
}

fn body<'a>(
    text: &'a str,
    mut interfaces: Interfaces<'a>,
    packet: &mut Packet<'a>,
) -> Result<&'a str, Reason<'a>> {
    loop {
        let mut walk = Walk::new(text, packet, interfaces);
        let Some(later) = walk.run() else { return walk.end() };
        // What seemed to be the body was part of the prefix.
        *packet = Packet::default();
        interfaces = later;
    }
}

/// Whether `KEY=` with something like an address behind it ends at that `=`.
fn is_address(bytes: &[u8], equals: usize, key: &[u8]) -> bool {
    bytes[..equals].ends_with(key)
        && bytes.get(equals + 1).is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b':')
}

/// The start of a body: `IN=… OUT=…`, and `PHYSIN=…` between them in the order of old kernels.
struct Interfaces<'a> {
    iif: Option<&'a str>,
    physin: Option<&'a str>,
    oif: Option<&'a str>,
    /// Where `IN=` starts.
    start: usize,
    /// Where the next word starts.
    end: usize,
}

impl<'a> Interfaces<'a> {
    /// The interfaces whose first `=` is that one.
    fn at(text: &'a str, equals: usize) -> Option<Self> {
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
        let end = oif.end + 1;
        let name = |range: Range<usize>| Some(&text[range]).filter(|name| !name.is_empty());
        let (iif, physin, oif) = (name(iif), name(physin), name(oif));
        Some(Self { iif, physin, oif, start: equals - 2, end })
    }
}

/// The walk over a body.
struct Walk<'a, 'p> {
    text: &'a str,
    packet: &'p mut Packet<'a>,
    /// Where the body starts.
    start: usize,
    /// Where the next word starts.
    at: usize,
    /// The last key that was read, empty before the first.
    last: &'a [u8],
    /// The flags so far, from the key before them to the key behind them.
    flags: Option<TcpFlags>,
    /// The quoted packet.
    inner: Option<Packet<'a>>,
    is_inside: bool,
    fault: Option<Reason<'a>>,
}

impl<'a, 'p> Walk<'a, 'p> {
    fn new(text: &'a str, packet: &'p mut Packet<'a>, interfaces: Interfaces<'a>) -> Self {
        let Interfaces { iif, physin, oif, start, end: at } = interfaces;
        (packet.iif, packet.physin, packet.oif) = (iif, physin, oif);
        let (flags, inner, fault) = (None, None, None);
        Self { text, packet, start, at, last: b"", flags, inner, is_inside: false, fault }
    }

    /// Walks to the end of the line, or to the interfaces of another body.
    fn run(&mut self) -> Option<Interfaces<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let end = find(bytes, start, *b" =");
            self.at = end + 1;
            if bytes.get(end) != Some(&b'=') {
                self.word(start..end);
            } else if bytes[..end].ends_with(b"IN")
                && let Some(later) = Interfaces::at(self.text, end)
            {
                return Some(later);
            } else {
                self.key(start, end);
            }
        }
        None
    }

    /// What the body comes to: the text before it.
    fn end(self) -> Result<&'a str, Reason<'a>> {
        if let Some(reason) = self.fault {
            return Err(reason);
        }
        match self.last {
            b"" => return Err(Reason::Cut),
            b"TOS" => self.packet.tos = None, // its other half, PREC, was cut off
            _ => {}
        }
        if let Some(Packet { src, dst, proto, sport, dport, .. }) = self.inner {
            let inner = Inner { src, dst, proto, sport, dport };
            self.packet.inner = (inner != Inner::default()).then_some(inner);
        }
        Ok(&self.text[..self.start])
    }

    /// A key, its `=`, and the value behind it.
    fn key(&mut self, start: usize, equals: usize) {
        let bytes = self.text.as_bytes();
        let mut key = &bytes[start..equals];
        let end = find(bytes, equals + 1, *b"  ");
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
            false => &mut *self.packet,
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

/// Where the first of two bytes stands, from an offset on, or the end. Looks at eight bytes at once:
/// words are shorter than what the usual search is made for.
///
/// Source: Henry S. Warren, "Hacker's Delight", "Find First 0-Byte": a byte equal to the one that is
/// looked for becomes zero, and the lowest bit of the sum marks the first such byte.
#[inline]
fn find(bytes: &[u8], from: usize, either: [u8; 2]) -> usize {
    const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (eights, rest) = bytes[from..].as_chunks::<8>();
    for (nth, eight) in eights.iter().enumerate() {
        let marks = either.map(|byte| {
            let zeroed = u64::from_le_bytes(*eight) ^ (LOW * u64::from(byte));
            zeroed.wrapping_sub(LOW) & !zeroed & HIGH
        });
        let found = marks[0] | marks[1];
        if found != 0 {
            return from + nth * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let len = rest.iter().position(|byte| either.contains(byte)).unwrap_or(rest.len());
    bytes.len() - rest.len() + len
}

/// The interface's name that starts there, up to a blank or the end of the text.
fn interface(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let name = &bytes[from.min(bytes.len())..];
    let len = name.iter().take(INTERFACE).position(|byte| *byte == b' ');
    let len = len.or((name.len() < INTERFACE).then_some(name.len()))?;
    Some(from..from + len)
}
