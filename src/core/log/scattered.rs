//! Keys in any order, as log shippers write them, and lines that lack `IN=` or `OUT=`.
//!
//! Such a line is netfilter's if it holds three of netfilter's keys with values that fit them, one
//! of them an address:
//!
//! ```text
//! PREFIX SRC=192.0.2.1 SPT=1234 DST=198.51.100.2 DPT=80 PROTO=TCP IN=eth0 OUT=eth1
//! ```

use crate::field;
use crate::log::headless;
use crate::packet::Packet;

/// The keys that tell netfilter's lines from others; `ID`, `TYPE` and the like are anyone's.
const KEYS: [&[u8]; 20] = [
    b"SRC",
    b"DST",
    b"IPSRC",
    b"IPDST",
    b"PROTO",
    b"SPT",
    b"DPT",
    b"IN",
    b"OUT",
    b"PHYSIN",
    b"PHYSOUT",
    b"MAC",
    b"MACSRC",
    b"MACDST",
    b"LEN",
    b"TTL",
    b"HOPLIMIT",
    b"TOS",
    b"PREC",
    b"WINDOW",
];

/// How many of [`KEYS`] are addresses; they are the first.
const ADDRESSES: usize = 4;

/// How many keys prove a line.
const ENOUGH: u32 = 3;

/// The ends of keys that lines may begin with where `IN=` is not the first.
const ENDS: [&[u8; 3]; 17] = [
    b" ID", b"RES", b"RGP", b"SEQ", b"ACK", b"SRC", b"DST", b"OTO", b"SPT", b"DPT", b"MAC", b"LEN",
    b"TTL", b"DOW", b"TOS", b"REC", b"ARK",
];

/// Whether the `=` at that place may follow one of netfilter's keys.
pub fn is_key(bytes: &[u8], equals: usize) -> bool {
    bytes[..equals].last_chunk().is_some_and(|end| ENDS.contains(&end))
}

/// Returns where the first of netfilter's keys starts, in a text that has enough of them or is
/// proven to be netfilter's by other words. A quoted packet's keys do not count.
pub fn first_key(text: &str, is_proven: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut first, mut fitting) = (None, 0_u32);
    for equals in memchr::memchr_iter(b'=', bytes) {
        let head = &bytes[..equals];
        let len = head.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
        let start = equals - len;
        match head[..start].last() {
            Some(b'[') => break,
            Some(before) if !b" \t:])>\"',;|".contains(before) => continue,
            _ => {}
        }
        let key = &head[start..];
        let nth = KEYS.iter().position(|known| *known == key);
        let is_fitting = fits(key, text, equals + 1);
        if nth.is_some() || is_fitting || headless::is_other(key) {
            first = first.or(Some(start));
        }
        if let Some(nth) = nth.filter(|_| is_fitting) {
            fitting |= 1 << nth;
        }
    }
    let has_address = fitting & ((1 << ADDRESSES) - 1) != 0;
    first.filter(|_| is_proven || has_address && fitting.count_ones() >= ENOUGH)
}

/// Whether a key's value, which starts at that place, says something of a packet.
fn fits(key: &[u8], text: &str, from: usize) -> bool {
    let value = text[from..].split(' ').next().unwrap_or_default();
    let mut packet = Packet::default();
    let is_read = field::by_key(key).is_some_and(|set| set(&mut packet, value.as_bytes()).is_ok());
    is_read && packet != Packet::default()
}
