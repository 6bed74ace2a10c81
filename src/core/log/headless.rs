//! A line whose start was lost: no `IN=` and `OUT=`, but words that only netfilter writes so.
//!
//! Such a line is a packet if it holds one of these, word behind word:
//!
//! ```text
//! SRC=address DST=address LEN=number
//! PROTO=name SPT=number DPT=number
//! PROTO=name TYPE=number CODE=number
//! ```

use crate::field::FIELDS;
use crate::log::header::{self, HeaderLayout};
use crate::log::prefix;

/// Where the words begin that prove a line to be netfilter's, if their first `=` is that one.
pub fn proof(bytes: &[u8], equals: usize) -> Option<usize> {
    let key = [&b"SRC"[..], b"PROTO"].into_iter().find(|key| bytes[..equals].ends_with(key))?;
    let start = equals - key.len();
    if start > 0 && !matches!(bytes[start - 1], b' ' | b'[') {
        return None;
    }
    let is_proven = if key == b"SRC" {
        address(bytes, equals + 1)
            .and_then(|at| address(bytes, behind(bytes, at, b"DST=")?))
            .and_then(|at| number(bytes, behind(bytes, at, b"LEN=")?))
    } else {
        value(bytes, equals + 1, |byte| byte.is_ascii_alphanumeric()).and_then(|at| {
            let pairs: [(&[u8], &[u8]); 2] = [(b"SPT=", b"DPT="), (b"TYPE=", b"CODE=")];
            pairs.into_iter().find_map(|(one, other)| {
                let at = number(bytes, behind(bytes, at, one)?)?;
                number(bytes, behind(bytes, at, other)?)
            })
        })
    };
    // A bracket says that the packet is one that an ICMP error quotes.
    is_proven.map(|_| start - usize::from(bytes[..start].ends_with(b"[")))
}

/// Where the first whole word of a line starts whose proof starts at that place: the first word of
/// its body lost its start, unless the proof begins with it.
pub fn start(text: &str, proof: usize, layout: HeaderLayout) -> usize {
    let rest = header::read(&text[..proof], layout).rest;
    match rest.find(' ') {
        Some(blank) => proof - rest.len() + blank + 1,
        None => proof,
    }
}

/// Keys of the kernel's that set no field.
const OTHERS: [&str; 13] = [
    "RES",
    "URGP",
    "SEQ",
    "ACK",
    "FLOWLBL",
    "SPI",
    "MTU",
    "PARAMETER",
    "GATEWAY",
    "POINTER",
    "VPROTO",
    "VID",
    "MACPROTO",
];

/// Whether a key is one of those that set no field.
pub fn is_other(key: &[u8]) -> bool {
    OTHERS.iter().any(|other| other.as_bytes() == key)
}

/// Whether the words before a line's first whole key are what is left of a body, not a prefix: the
/// end of a key with its value, or a single word as values end.
pub fn is_fragment(head: &str) -> bool {
    let mut words = head.split([' ', '\t']).filter(|word| !word.is_empty());
    let (first, last) = (words.next(), words.next_back());
    let is_end_of_key = |word: &str| {
        let keys = FIELDS.iter().flat_map(|field| field.keys).map(|(key, _)| *key);
        word.split_once('=')
            .is_some_and(|(end, _)| keys.chain(OTHERS).any(|key| key.ends_with(end)))
    };
    let is_end_of_value = |word: &str| {
        let is_part = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".:@_-[]".contains(&byte)
        };
        word.bytes().all(is_part)
            && !word.ends_with([':', ']'])
            && prefix::judge(&[], word).is_none()
    };
    match (first, last) {
        (None, _) => false,
        (Some(only), None) => is_end_of_key(only) || is_end_of_value(only),
        (Some(first), Some(last)) => is_end_of_key(first) || is_end_of_key(last),
    }
}

/// Where a key's value starts, if the key stands there.
fn behind(bytes: &[u8], at: usize, key: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(key).then_some(at + key.len())
}

/// Where the word behind something like an address starts.
fn address(bytes: &[u8], at: usize) -> Option<usize> {
    value(bytes, at, |byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':' | b'x'))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    value(bytes, at, |byte| byte.is_ascii_digit())
}

/// Where the word behind a value of such bytes starts; the text may end behind it.
fn value(bytes: &[u8], at: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    /// More than the longest value has.
    const LONGEST: usize = 64;
    let rest = bytes.get(at..)?;
    let len = rest.iter().take(LONGEST).take_while(|byte| is(**byte)).count();
    let is_whole = rest.get(len).is_none_or(|byte| *byte == b' ');
    (len > 0 && is_whole).then_some(at + len + 1)
}
