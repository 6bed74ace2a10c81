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
//!       | "ARP" …                an ARP packet: its keys follow
//!       | "TRUNCATED" | "INCOMPLETE" …
//! ```
//!
//! **Cut lines.** A last word that no blank follows counts unless it may be cut ([`ending`]). Flags
//! that end a line count too; before any other key they are proven to be complete. A line whose start
//! was lost is read from the first whole word on, if it holds words that only netfilter writes
//! ([`headless`]); so is one whose keys are in another order, or lack `IN=` or `OUT=` ([`scattered`]).

mod interfaces;

use std::ops::Range;

use memchr::memmem;

use crate::field::{self, Key, WordRole};
use crate::log::body::Body;
use crate::log::ending::{self, Dropped, Frame, TailDoubt};
use crate::log::header::{self, HeaderLayout};
use crate::log::word_ends::Marks;
use crate::log::{Reason, ebtables, headless, scattered, shown, utm};
use crate::packet::{Inner, Packet, Protocol, TcpFlags};

pub(super) use interfaces::Interfaces;

/// Keys that a quoted packet never has: its bracket was lost where one stands behind it.
const OUTSIDE: [&[u8]; 3] = [b"MARK", b"UID", b"GID"];

/// What can follow the interfaces.
const FIRST: [&str; 8] =
    ["PHYSIN=", "PHYSOUT=", "MAC=", "MACSRC=", "SRC=", "ARP ", "TRUNCATED", "INCOMPLETE "];

/// Reads the text after a line's stamp into an empty packet; `None` if it is not a netfilter line.
pub fn read<'a>(text: &'a str, frame: Frame, packet: &mut Packet<'a>) -> Option<Body<'a>> {
    let bytes = text.as_bytes();
    let (mut found, mut proof, mut has_key) = (None, None, false);
    for equals in memchr::memchr_iter(b'=', bytes) {
        found = Interfaces::at(text, equals);
        if frame.layout == HeaderLayout::Proxmox && found.is_none() {
            found = Interfaces::one(text, equals);
        }
        if found.is_some() {
            break;
        }
        proof = proof.or_else(|| headless::proof(bytes, equals));
        has_key |= scattered::is_key(bytes, equals);
    }
    match found {
        Some(interfaces) if has_key => late_interfaces(text, interfaces, frame, packet),
        Some(interfaces) => body(text, interfaces, WHOLE, frame, packet),
        None if has_key || proof.is_some() => without_interfaces(text, proof, frame, packet),
        None => utm::read(text, packet),
    }
}

/// Reads the text after a line's stamp into an empty packet, whose interfaces are known.
pub fn read_behind<'a>(
    text: &'a str,
    interfaces: Interfaces<'a>,
    frame: Frame,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    body(text, interfaces, WHOLE, frame, packet)
}

/// Reads a line with another key before `IN=… OUT=…`, which may belong to the body or to the prefix.
#[cold]
fn late_interfaces<'a>(
    text: &'a str,
    interfaces: Interfaces<'a>,
    frame: Frame,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    let second = interfaces.start;
    let Some(first) = scattered::first_key(text, false).filter(|first| *first < second) else {
        return body(text, interfaces, WHOLE, frame, packet);
    };
    let mut body = any_order(text, first, frame, packet)?;
    if let Some(Reason::Value { fault: field::Fault::Twice, .. }) = body.fault {
        body.fault = Some(Reason::Mixed { second: shown(text[second..].trim_end()) });
    }
    Some(body)
}

/// Reads a line without `IN=… OUT=…`, with the place of words that prove it to be netfilter's, if
/// there are any.
#[cold]
fn without_interfaces<'a>(
    text: &'a str,
    proof: Option<usize>,
    frame: Frame,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    let first = scattered::first_key(text, proof.is_some()).or(proof);
    let Some(first) = first else { return utm::read(text, packet) };
    // A connection, of conntrack or ulogd, is no packet.
    if memmem::find(text.as_bytes(), b"ORIG:").is_some() {
        return None;
    }
    any_order(text, first, frame, packet)
}

/// Reads a line whose keys are in any order; the first whole one starts at that place.
fn any_order<'a>(
    text: &'a str,
    first: usize,
    frame: Frame,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    let head = header::read(&text[..first], frame.layout).rest;
    // A first `ID` may be the end of `VID`, `UID` or `GID`.
    let is_end = head.trim_ascii().is_empty() && text[first..].starts_with("ID=");
    let is_lost = is_end || headless::is_fragment(head);
    let start = match text[first..].find(' ') {
        Some(blank) if is_end => first + blank + 1,
        _ if is_lost => headless::start(text, first, frame.layout),
        _ => first,
    };
    body(
        text,
        Interfaces::none(start),
        KeyOrder { has_start: !is_lost, is_kernels: false },
        frame,
        packet,
    )
}

/// How much of the kernel's order a body has.
#[derive(Clone, Copy)]
struct KeyOrder {
    /// Whether the body has its start.
    has_start: bool,
    /// Whether the keys have the kernel's order.
    is_kernels: bool,
}

/// That of a line as the kernel writes it.
const WHOLE: KeyOrder = KeyOrder { has_start: true, is_kernels: true };

fn body<'a>(
    text: &'a str,
    mut interfaces: Interfaces<'a>,
    order: KeyOrder,
    mut frame: Frame,
    packet: &mut Packet<'a>,
) -> Option<Body<'a>> {
    loop {
        let rest = text.get(interfaces.end..).unwrap_or_default();
        if order.is_kernels && ebtables::is_body(rest) {
            let Interfaces { iif, oif, start, .. } = interfaces;
            (packet.iif, packet.oif) = (iif, oif);
            let doubt = ending::doubt(text, start, frame);
            let (dropped, fault) = match ebtables::read(rest, doubt, packet) {
                Ok(dropped) => (dropped, None),
                Err(reason) => (None, Some(reason)),
            };
            return Some(Body { head: &text[..start], has_start: true, fault, dropped });
        }
        let mut walk = Walk::new(text, packet, interfaces, frame);
        (walk.has_start, walk.is_ordered) = (order.has_start, order.is_kernels);
        let Some(later) = walk.run() else { return walk.end() };
        if !std::mem::replace(&mut frame.has_ethernet, true) {
            // What the second body is depends on the first one's addresses.
            *packet = Packet::default();
            continue;
        }
        if walk.packet.src.is_some() || walk.packet.dmac.is_some() {
            let fault = Some(Reason::Mixed { second: shown(text[later.start..].trim_end()) });
            let head = &text[..walk.start];
            return Some(Body { head, has_start: true, fault, dropped: None });
        }
        // What seemed to be the body was part of the prefix.
        *packet = Packet::default();
        interfaces = later;
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
    /// Whether the keys have the kernel's order.
    is_ordered: bool,
    frame: Frame,
    /// The last key that was read, empty before the first.
    last: &'a [u8],
    /// Whether there was any word that only netfilter writes.
    is_known: bool,
    /// The flags so far, from the key before them to the key behind them.
    flags: Option<TcpFlags>,
    /// The quoted packet.
    inner: Option<Box<Packet<'a>>>,
    is_inside: bool,
    is_arp: bool,
    fault: Option<Reason<'a>>,
    dropped: Option<Dropped<'a>>,
}

impl<'a, 'p> Walk<'a, 'p> {
    fn new(
        text: &'a str,
        packet: &'p mut Packet<'a>,
        interfaces: Interfaces<'a>,
        frame: Frame,
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
            is_ordered: true,
            frame,
            last: b"",
            is_known: false,
            flags: None,
            inner: None,
            is_inside: false,
            is_arp: false,
            fault: None,
            dropped: None,
        }
    }

    /// Walks to the end of the line, or to the interfaces of another body.
    fn run(&mut self) -> Option<Interfaces<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            if self.at < bytes.len() && self.is_ordered && !self.is_inside {
                self.plain_words();
            }
            if self.at >= bytes.len() {
                return None;
            }
            let start = self.at;
            let end = self.marks.next_mark();
            self.at = end + 1;
            if bytes.get(end) != Some(&b'=') {
                self.word(start..end);
            } else if bytes[..end].ends_with(b"IN")
                && self.is_ordered
                && let Some(later) = Interfaces::at(self.text, end)
            {
                return Some(later);
            } else {
                self.key(start, end);
            }
        }
    }

    /// Reads fields and flags up to a word that may say something else, or is the last of the line. Most
    /// words are so; this loop keeps all that it needs in registers.
    fn plain_words(&mut self) {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let (mut at, mut marks, mut flags) = (self.at, self.marks, self.flags);
        let mut last = 0..0;
        loop {
            let before = marks;
            let equals = marks.next_mark();
            if bytes.get(equals) == Some(&b' ') {
                match &mut flags {
                    Some(flags) => {
                        let flag = TcpFlags::from_word(&text[at..equals]);
                        flags.0 |= flag.map_or(0, |flag| flag.0);
                    }
                    // `DF`, `MF`, `CE`
                    None if equals - at <= 2 => {}
                    None => break self.marks = before,
                }
                at = equals + 1;
                continue;
            }
            let end = marks.next_blank();
            let key = Key::before(bytes, equals, equals - at);
            let (role, set) = match key.known() {
                Some(known) => (known.role, known.set),
                None if key.may_turn() => break self.marks = before,
                None => (WordRole::Plain, None),
            };
            if role == WordRole::Start || end >= bytes.len() {
                break self.marks = before;
            }
            if role == WordRole::BeforeFlags {
                flags = begin_flags(flags, self.packet);
            } else if let Some(complete) = flags.take() {
                self.end_flags(complete, role == WordRole::BehindFlags);
            }
            last = at..equals;
            if let Some(set) = set {
                self.is_known = true;
                if (role != WordRole::Ethernet || self.frame.has_ethernet)
                    && let Err(fault) = set(self.packet, &bytes[equals + 1..end])
                    && self.fault.is_none()
                {
                    self.fault = Some(Reason::Value { token: shown(&text[at..end]), fault });
                }
            }
            at = end + 1;
        }
        (self.at, self.flags) = (at, flags);
        if !last.is_empty() {
            self.last = &bytes[last];
        }
    }

    /// What the body comes to; `None` if it was none.
    fn end(&mut self) -> Option<Body<'a>> {
        let head = &self.text[..self.start];
        let (has_start, dropped) = (self.has_start, self.dropped);
        let body = |fault| Some(Body { head, has_start, fault, dropped });
        if self.fault.is_some() {
            return body(self.fault);
        }
        if !self.is_known {
            let rest = self.text.get(self.from..).unwrap_or_default();
            let is_cut = FIRST.iter().any(|word| word.starts_with(rest) || rest.starts_with(word));
            return if is_cut { body(Some(Reason::Cut)) } else { None };
        }
        if self.last == b"TOS" && !self.has(b" PREC=") {
            self.packet.tos = None; // its other half, PREC, was cut off
        }
        if let Some(flags) = self.flags.take() {
            self.last_flags(flags);
        }
        if self.is_arp {
            self.packet.proto.get_or_insert(Protocol::ARP);
        }
        if let Some(quoted) = self.inner.take() {
            let Packet { src, dst, proto, sport, dport, .. } = *quoted;
            let inner = Inner { src, dst, proto, sport, dport };
            self.packet.inner = (inner != Inner::default()).then_some(inner);
        }
        body(None)
    }

    /// Sets the flags that end a line. Without any, only Proxmox's lines can end there.
    #[cold]
    fn last_flags(&mut self, flags: TcpFlags) {
        let may_end = flags != TcpFlags::default() || self.is_proxmox();
        if may_end && ending::doubt(self.text, self.start, self.frame).is_none() {
            self.packet.flags = Some(flags);
        }
    }

    fn is_proxmox(&self) -> bool {
        self.frame.layout == HeaderLayout::Proxmox
    }

    /// Whether the body holds that text.
    fn has(&self, part: &[u8]) -> bool {
        memmem::find(&self.text.as_bytes()[self.from..], part).is_some()
    }

    /// A key, its `=`, and the value behind it.
    fn key(&mut self, start: usize, equals: usize) {
        let bytes = self.text.as_bytes();
        let mut key = &bytes[start..equals];
        let mut end = self.marks.next_blank();
        self.at = end + 1;
        let mut is_last = end == bytes.len();
        let mut set = field::by_key(key);
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
        if is_last {
            self.last_key(set, key, equals);
        } else {
            self.set(set, key, equals, end);
        }
        self.is_inside &= !closes;
    }

    /// Sets the field of a key to the value between its `=` and `end`.
    fn set(&mut self, set: Option<field::Set>, key: &'a [u8], equals: usize, end: usize) {
        let is_half = !self.is_ordered && self.is_half_byte(key);
        self.last = key;
        let Some(set) = set.filter(|_| !is_half) else { return };
        let packet = match self.is_inside {
            true => self.inner.get_or_insert_default(),
            false => &mut *self.packet,
        };
        self.is_known = true;
        if let Err(fault) = set(packet, &self.text.as_bytes()[equals + 1..end])
            && self.fault.is_none()
        {
            let token = shown(&self.text[equals - key.len()..end]);
            self.fault = Some(Reason::Value { token, fault });
        }
    }

    /// The same for the last key of a line, which counts unless it may be cut.
    #[cold]
    fn last_key(&mut self, set: Option<field::Set>, key: &'a [u8], equals: usize) {
        let is_half = !self.is_ordered && self.is_half_byte(key);
        self.last = key;
        let Some(set) = set.filter(|_| !is_half) else { return };
        let value = &self.text[equals + 1..];
        let packet = match self.is_inside {
            true => self.inner.get_or_insert_default(),
            false => &mut *self.packet,
        };
        let doubt = ending::doubt(self.text, self.start, self.frame)
            .or_else(|| ending::is_part(key, value, packet).then_some(TailDoubt::Part))
            .or_else(|| set(packet, value.as_bytes()).err().map(TailDoubt::Value));
        match doubt {
            None => self.is_known = true,
            Some(why) => {
                if key == b"PREC" {
                    packet.tos = None; // the other half of it is known alone
                }
                self.drop_last(equals - key.len(), why);
            }
        }
    }

    /// Whether a key is that of half a byte, whose other half was lost with the start.
    fn is_half_byte(&self, key: &[u8]) -> bool {
        key == b"PREC" && self.last != b"TOS" && !self.has(b" TOS=")
    }

    /// Leaves out the last word, which starts there.
    fn drop_last(&mut self, start: usize, why: TailDoubt) {
        self.dropped = Some(Dropped { word: shown(&self.text[start..]), why });
    }

    /// Flags begin after `WINDOW=` or `RES=`, and end before any other key.
    fn flags_at(&mut self, key: &[u8]) {
        if key == b"RES" || key == b"WINDOW" {
            self.flags = begin_flags(self.flags, self.packet);
        } else if let Some(flags) = self.flags.take() {
            self.end_flags(flags, key == b"URGP");
        }
    }

    /// Sets the flags that a key follows. That there are none only the key proves that follows them in the
    /// kernel's order.
    fn end_flags(&mut self, flags: TcpFlags, is_behind: bool) {
        if flags != TcpFlags::default() || is_behind || self.is_proxmox() {
            self.packet.flags = Some(flags);
        }
    }

    /// A word without `=`.
    fn word(&mut self, range: Range<usize>) {
        let word = &self.text[range.clone()];
        if self.is_inside {
            self.is_inside = !word.ends_with(']') || word == "bytes]";
        } else if range.end == self.text.len() {
            self.last_word(range.start);
        } else if let Some(flags) = &mut self.flags {
            flags.0 |= TcpFlags::from_word(word).map_or(0, |flag| flag.0);
        } else if matches!(word, "TRUNCATED" | "INCOMPLETE") {
            self.is_known = true;
        } else if word == "ARP" && self.packet.src.is_none() {
            self.is_known = true;
            self.is_arp = true;
        } else if let Some(id) = word.strip_prefix("ID:") {
            self.fragment(id);
        }
    }

    /// The same for the last word of a line, which the kernel writes with eight digits.
    #[cold]
    fn last_fragment(&mut self, id: &'a str) {
        let doubt = ending::doubt(self.text, self.start, self.frame);
        match doubt.or((id.len() != 8).then_some(TailDoubt::Part)) {
            None => self.packet.id = u32::from_str_radix(id, 16).ok(),
            Some(why) => self.drop_last(self.text.len() - id.len(), why),
        }
    }

    /// The last word of a line, which starts there and has no `=`.
    #[cold]
    fn last_word(&mut self, start: usize) {
        let word = &self.text[start..];
        if matches!(word, "TRUNCATED" | "INCOMPLETE" | "ARP") {
            self.is_known = true;
            self.is_arp |= word == "ARP" && self.packet.src.is_none();
            return;
        }
        if let Some(id) = word.strip_prefix("ID:").filter(|id| !id.is_empty()) {
            return self.last_fragment(id);
        }
        let flag = TcpFlags::from_word(word);
        let doubt = ending::doubt(self.text, self.start, self.frame);
        let Some(flags) = &mut self.flags else {
            if ending::is_start(word) {
                self.drop_last(start, doubt.unwrap_or(TailDoubt::Part));
            }
            return;
        };
        if ending::is_urgent_pointer(word, *flags) {
            self.drop_last(start, doubt.unwrap_or(TailDoubt::Part));
        } else if let (Some(flag), None) = (flag, doubt) {
            flags.0 |= flag.0;
        } else if flag.is_some() || ending::is_start(word) {
            self.flags = None;
            self.drop_last(start, doubt.unwrap_or(TailDoubt::Part));
        }
    }

    /// The identification behind `ID:`, in the word behind it if that is empty.
    fn fragment(&mut self, mut id: &'a str) {
        if id.is_empty() {
            let end = self.marks.next_blank();
            id = &self.text[self.at..end];
            self.at = end + 1;
            if end == self.text.len() {
                return self.last_fragment(id);
            }
        }
        self.packet.id = u32::from_str_radix(id, 16).ok();
    }
}

/// The flags that begin here, if the packet has none yet: in another order they may stand before.
fn begin_flags(flags: Option<TcpFlags>, packet: &Packet<'_>) -> Option<TcpFlags> {
    let has_none = packet.flags.is_none_or(|flags| flags == TcpFlags::default());
    flags.or(has_none.then_some(TcpFlags::default()))
}
