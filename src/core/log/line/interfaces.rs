//! The interfaces with which a body starts.

use std::ops::Range;

/// The longest interface name that is looked for; the kernel's are 15 bytes at most.
const INTERFACE: usize = 32;

/// The start of a body: `IN=… OUT=…`, and `PHYSIN=…` between them in the order of old kernels.
#[derive(Clone, Copy)]
pub struct Interfaces<'a> {
    /// The interface it came in by.
    pub iif: Option<&'a str>,
    /// The bridge port it came in by.
    pub physin: Option<&'a str>,
    /// The interface it went out by.
    pub oif: Option<&'a str>,
    /// Where `IN=` starts.
    pub start: usize,
    /// Where the next word starts.
    pub end: usize,
}

impl<'a> Interfaces<'a> {
    /// The interfaces whose first `=` is that one.
    pub fn at(text: &'a str, equals: usize) -> Option<Self> {
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
    pub fn one(text: &'a str, equals: usize) -> Option<Self> {
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

    /// No interfaces before the body's first whole word, which starts there.
    pub fn none(from: usize) -> Self {
        Self { iif: None, physin: None, oif: None, start: from, end: from }
    }
}

/// The interface's name that starts there, up to a blank or the end of the text.
fn interface(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let name = bytes.get(from..).unwrap_or_default();
    let near = &name[..name.len().min(INTERFACE)];
    let len = near.iter().position(|byte| *byte == b' ');
    let len = len.or((name.len() < INTERFACE).then_some(name.len()))?;
    Some(from..from + len)
}
