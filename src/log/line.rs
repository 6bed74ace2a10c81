//! A line's body: the kernel's `KEY=value` words, from `IN=` on.
//!
//! Source: Linux, `net/netfilter/nf_log_syslog.c`. Every word there ends with one blank:
//!
//! ```text
//! body  = "IN=" name " OUT=" name " " { word " " }
//! word  = KEY "=" value          a key of field::FIELDS sets its field; others are skipped
//!       | flag                   SYN, ACK …: between WINDOW= or RES= and the next key
//!       | "ID:" 8 hex digits     the identification of an IPv6 fragment; ulogd puts a blank between
//!       | "[" word … "]"         the packet that an ICMP error quotes, kept apart
//!       | "ARP" …                no fields behind it
//!       | "TRUNCATED" | "INCOMPLETE" …
//! ```
//!
//! **Cut lines.** The last word of a line that does not end with a blank is either whole, and the
//! blank was stripped, or cut. It counts only if a line of the kernel's can end there (`ENDS`) and
//! its value can be read; otherwise it is left out. Flags count once the next key proves that none
//! of them is missing; Proxmox's lines end with them and a blank. A line whose start was lost is read from the
//! first whole word on, if it holds what only netfilter writes ([`lost`]).

use std::ops::Range;

use memchr::memmem;

use crate::field;
use crate::log::header::Layout;
use crate::log::marks::Marks;
use crate::log::{Reason, ebtables, lost, shown, utm};
use crate::packet::{Inner, Packet, TcpFlags};

/// The keys that a line without a last blank may end with: the last words of the kernel's grammar
/// that set a field.
const ENDS: [&[u8]; 5] = [b"PROTO", b"CODE", b"MARK", b"UID", b"GID"];

/// Keys that a quoted packet never has: its bracket was lost where one stands behind it.
const OUTSIDE: [&[u8]; 3] = [b"MARK", b"UID", b"GID"];

/// What can follow the interfaces.
const FIRST: [&str; 8] =
    ["PHYSIN=", "PHYSOUT=", "MAC=", "MACSRC=", "SRC=", "ARP ", "TRUNCATED", "INCOMPLETE "];

/// The longest interface name that is looked for; the kernel's are 15 bytes at most.
const INTERFACE: usize = 32;

/// What a line of netfilter's says.
#[derive(Debug)]
pub struct Body<'a> {
    /// The text before the body.
    pub head: &'a str,
    /// Whether the line has its start: without it the head ends with no prefix.
    pub has_start: bool,
    /// Why it is no packet, if it is none.
    pub fault: Option<Reason<'a>>,
}

/// Reads what stands behind a line's stamp into an empty packet; `None` is not a line of
/// netfilter's.
pub fn read<'a>(text: &'a str, layout: Layout, packet: &mut Packet<'a>) -> Option<Body<'a>> {
    let bytes = text.as_bytes();
    let is_proxmox = layout == Layout::Proxmox;
    let (mut found, mut proof) = (None, None);
    for equals in memchr::memchr_iter(b'=', bytes) {
        found = Interfaces::at(text, equals);
        if is_proxmox && found.is_none() {
            found = Interfaces::one(text, equals);
        }
        if found.is_some() {
            break;
        }
        proof = proof.or_else(|| lost::proof(bytes, equals));
    }
    match found {
        Some(interfaces) => body(text, interfaces, true, is_proxmox, packet),
        None => without_interfaces(text, proof, layout, packet),
    }
}

/// Reads a line without `IN=… OUT=…`, with the place of what proves it to be netfilter's, if any does.
#[cold]
fn without_interfaces<'a>(
    text: &'a str,
    proof: Option<usize>,
    layout: Layout,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    let Some(proof) = proof else { return utm::read(text, packet) };
    // A connection, of conntrack or ulogd, is no packet.
    if memmem::find(text.as_bytes(), b"ORIG: ").is_some() {
        return None;
    }
    let is_proxmox = layout == Layout::Proxmox;
    match Interfaces::half(&text[..proof]) {
        Some(interfaces) => body(text, interfaces, true, is_proxmox, packet),
        None => {
            let interfaces = Interfaces::none(lost::start(text, proof, layout));
            body(text, interfaces, false, is_proxmox, packet)
        }
    }
}

fn body<'a>(
    text: &'a str,
    mut interfaces: Interfaces<'a>,
    has_start: bool,
    is_proxmox: bool,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    loop {
        let rest = text.get(interfaces.end..).unwrap_or_default();
        if ebtables::is_body(rest) {
            let Interfaces { iif, oif, start, .. } = interfaces;
            (packet.iif, packet.oif) = (iif, oif);
            let fault = ebtables::read(rest, packet).err();
            return Some(Body { head: &text[..start], has_start: true, fault });
        }
        let mut walk = Walk::new(text, packet, interfaces, is_proxmox);
        walk.has_start = has_start;
        let Some(later) = walk.run() else { return walk.end() };
        if walk.packet.src.is_some() || walk.packet.dmac.is_some() {
            let fault = Some(Reason::Mixed { second: shown(text[later.start..].trim_end()) });
            return Some(Body { head: &text[..walk.start], has_start: true, fault });
        }
        // What seemed to be the body was part of the prefix.
        *packet = Packet::default();
        interfaces = later;
    }
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

    /// The only interface of a packet, as Proxmox writes it: behind `ACTION: `, before an address.
    fn one(text: &'a str, equals: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_in = bytes[..equals].ends_with(b": IN");
        if !is_in && !bytes[..equals].ends_with(b": OUT") {
            return None;
        }
        let name = interface(bytes, equals + 1)?;
        let (start, end) = (equals - if is_in { 2 } else { 3 }, name.end + 1);
        let next = text.get(end..)?;
        if name.is_empty() || !["MAC=", "SRC=", "PHYS"].iter().any(|key| next.starts_with(key)) {
            return None;
        }
        let name = Some(&text[name]);
        let (iif, oif) = if is_in { (name, None) } else { (None, name) };
        Some(Self { iif, physin: None, oif, start, end })
    }

    /// The interface at the end of a text or before other words of a body, where `OUT=` was left out by
    /// whoever copied the line.
    fn half(text: &'a str) -> Option<Self> {
        let start = text.rfind("IN=").filter(|start| {
            matches!(text[..*start].bytes().next_back(), None | Some(b' ' | b':' | b']'))
        })?;
        let name = interface(text.as_bytes(), start + 3).filter(|name| !name.is_empty())?;
        let end = name.end + 1;
        let next = text.get(end..)?;
        let is_body = next.is_empty() || ["MAC=", "SRC="].iter().any(|key| next.starts_with(key));
        let iif = is_body.then(|| &text[name])?;
        Some(Self { iif: Some(iif), physin: None, oif: None, start, end })
    }

    /// A body whose start was lost, and whose first whole word starts there.
    fn none(from: usize) -> Self {
        Self { iif: None, physin: None, oif: None, start: from, end: from }
    }
}

/// The walk over a body.
struct Walk<'a, 'p> {
    text: &'a str,
    packet: &'p mut Packet<'a>,
    /// Where the body starts.
    start: usize,
    /// Where the first word behind the interfaces starts.
    from: usize,
    /// Where the next word starts.
    at: usize,
    /// Where the words end.
    marks: Marks<'a>,
    /// Whether the body has its start.
    has_start: bool,
    /// Whether a line can end with flags.
    is_proxmox: bool,
    /// The last key that was read, empty before the first.
    last: &'a [u8],
    /// Whether there was any word that only netfilter writes.
    is_known: bool,
    /// The flags so far, from the key before them to the key behind them.
    flags: Option<TcpFlags>,
    /// The quoted packet.
    inner: Option<Packet<'a>>,
    is_inside: bool,
    fault: Option<Reason<'a>>,
}

impl<'a, 'p> Walk<'a, 'p> {
    fn new(
        text: &'a str,
        packet: &'p mut Packet<'a>,
        interfaces: Interfaces<'a>,
        is_proxmox: bool,
    ) -> Self {
        let Interfaces { iif, physin, oif, start, end: from } = interfaces;
        (packet.iif, packet.physin, packet.oif) = (iif, physin, oif);
        Self {
            text,
            packet,
            start,
            from,
            at: from,
            marks: Marks::new(text.as_bytes(), from),
            has_start: true,
            is_proxmox,
            last: b"",
            is_known: false,
            flags: None,
            inner: None,
            is_inside: false,
            fault: None,
        }
    }

    /// Walks to the end of the line, or to the interfaces of another body.
    fn run(&mut self) -> Option<Interfaces<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let end = self.marks.next_mark();
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

    /// What the body comes to; `None` if it was none.
    fn end(self) -> Option<Body<'a>> {
        let head = &self.text[..self.start];
        let body = |fault| Some(Body { head, has_start: self.has_start, fault });
        if self.fault.is_some() {
            return body(self.fault);
        }
        if !self.is_known {
            let rest = self.text.get(self.from..).unwrap_or_default();
            let is_cut = FIRST.iter().any(|word| word.starts_with(rest) || rest.starts_with(word));
            return if is_cut { body(Some(Reason::Cut)) } else { None };
        }
        if self.last == b"TOS" {
            self.packet.tos = None; // its other half, PREC, was cut off
        }
        if self.is_proxmox && self.flags.is_some() && self.text.ends_with(' ') {
            self.packet.flags = self.flags;
        }
        if let Some(Packet { src, dst, proto, sport, dport, .. }) = self.inner {
            let inner = Inner { src, dst, proto, sport, dport };
            self.packet.inner = (inner != Inner::default()).then_some(inner);
        }
        body(None)
    }

    /// A key, its `=`, and the value behind it.
    fn key(&mut self, start: usize, equals: usize) {
        let bytes = self.text.as_bytes();
        let mut key = &bytes[start..equals];
        let mut end = self.marks.next_blank();
        self.at = end + 1;
        let mut is_last = end == bytes.len();
        let mut set = field::by_key_before(bytes, equals, key.len());
        let mut closes = false;
        if self.is_inside {
            self.is_inside = !OUTSIDE.contains(&key);
            closes = self.is_inside && bytes[equals + 1..end].ends_with(b"]");
            end -= usize::from(closes);
            is_last &= !closes;
        } else if set.is_none() && key.first() == Some(&b'[') {
            key = &key[1..];
            set = field::by_key(key);
            self.is_inside = set.is_some();
        }
        if !self.is_inside {
            self.flags_at(key);
        }
        if !is_last || !self.is_inside && ENDS.contains(&key) {
            self.set(set, key, equals, end);
        }
        self.is_inside &= !closes;
    }

    /// Sets the field of a key to the value between its `=` and `end`.
    fn set(&mut self, set: Option<field::Set>, key: &'a [u8], equals: usize, end: usize) {
        // The half of a byte whose other half was lost with the start.
        let is_half = !self.has_start && key == b"PREC" && self.last != b"TOS";
        self.last = key;
        let Some(set) = set.filter(|_| !is_half) else { return };
        let packet = match self.is_inside {
            true => self.inner.get_or_insert_default(),
            false => &mut *self.packet,
        };
        self.is_known = true;
        if let Err(fault) = set(packet, &self.text[equals + 1..end])
            && end < self.text.len()
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
        if self.is_inside {
            self.is_inside = !word.ends_with(']') || word == "bytes]";
        } else if let Some(flags) = &mut self.flags
            && !is_last
        {
            flags.0 |= TcpFlags::from_word(word).map_or(0, |flag| flag.0);
        } else if matches!(word, "TRUNCATED" | "INCOMPLETE") {
            self.is_known = true;
        } else if is_last {
            // Cut, or nothing that a field holds.
        } else if word == "ARP" && self.packet.src.is_none() {
            self.at = self.text.len();
            self.is_known = true;
        } else if let Some(id) = word.strip_prefix("ID:") {
            self.fragment(id);
        }
    }

    /// The identification behind `ID:`, in the word behind it if that is empty.
    fn fragment(&mut self, mut id: &'a str) {
        if id.is_empty() {
            let end = self.marks.next_blank();
            if end == self.text.len() {
                return;
            }
            id = &self.text[self.at..end];
            self.at = end + 1;
        }
        self.packet.id = u32::from_str_radix(id, 16).ok();
    }
}

/// The interface's name that starts there, up to a blank or the end of the text.
fn interface(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let name = &bytes[from.min(bytes.len())..];
    let len = name.iter().take(INTERFACE).position(|byte| *byte == b' ');
    let len = len.or((name.len() < INTERFACE).then_some(name.len()))?;
    Some(from..from + len)
}
