//! The body of a line that ebtables(8) logs for a bridge, behind its interfaces.
//!
//! ```text
//! MAC source = mac MAC dest = mac proto = 0x0800
//!   [ " IP SRC=" address " IP DST=" address ", IP tos=0x" hex ", IP proto=" number
//!   | " IPv6 SRC=" address " IPv6 DST=" address ", IPv6 priority=0x" hex ", Next Header=" number
//!   | " ARP HTYPE=" number ", PTYPE=0x" hex ", OPCODE=" number
//!     [ " ARP MAC SRC=" mac " ARP IP SRC=" address " ARP MAC DST=" mac " ARP IP DST=" address ] ]
//!   [ " SPT=" port " DPT=" port ]
//! ```
//!
//! Source: Linux, `net/bridge/netfilter/ebt_log.c`. No blank ends its lines, so the last word counts
//! unless it may be cut. The Ethernet addresses of an ARP packet count where the frame has none.

use crate::field;
use crate::log::ending::{self, Dropped, TailDoubt};
use crate::log::{Reason, shown};
use crate::packet::{Packet, Protocol};

const SOURCE: &str = "MAC source = ";
const DESTINATION: &str = " MAC dest = ";

/// The keys that set a field, and the log keys of [`field::FIELDS`] that do the same.
const KEYS: [(&str, &str); 7] = [
    ("SRC", "SRC"),
    ("DST", "DST"),
    ("tos", "TOS"),
    ("proto", "PROTO"),
    ("Header", "PROTO"),
    ("SPT", "SPT"),
    ("DPT", "DPT"),
];

/// Whether what stands behind the interfaces was written by ebtables.
pub fn is_body(text: &str) -> bool {
    text.starts_with(SOURCE)
}

/// Reads such a body into a packet. Returns its last word if that does not count; with a doubt about
/// the line's end it never does.
pub fn read<'a>(
    text: &'a str,
    doubt: Option<TailDoubt>,
    packet: &mut Packet<'a>,
) -> Result<Option<Dropped<'a>>, Reason<'a>> {
    let Some(mut rest) = mac(text, SOURCE, "MACSRC", packet)? else { return Err(Reason::Cut) };
    match mac(rest, DESTINATION, "MACDST", packet)? {
        Some(behind) => rest = behind,
        None => {
            let word = shown(rest.trim_start());
            let why = doubt.unwrap_or(TailDoubt::Part);
            return Ok((!word.is_empty()).then_some(Dropped { word, why }));
        }
    }
    let mut before = "";
    for (word, is_last) in words(rest) {
        if word == "ARP" {
            packet.proto.get_or_insert(Protocol::ARP);
        }
        let kind = std::mem::replace(&mut before, word);
        let Some((key, value)) = word.split_once('=') else { continue };
        let known = match (kind, key) {
            ("MAC", "SRC") => "MACSRC",
            ("MAC", "DST") => "MACDST",
            _ => match KEYS.iter().find(|(ours, _)| *ours == key) {
                Some((_, known)) => known,
                None => continue,
            },
        };
        let value = value.trim_end_matches(',');
        if !is_last {
            set(packet, known, word, value)?;
            continue;
        }
        let doubt = doubt.or_else(|| {
            ending::is_part(known.as_bytes(), value, packet).then_some(TailDoubt::Part)
        });
        let why = doubt.or_else(|| match set(packet, known, word, value) {
            Err(Reason::Value { fault, .. }) => Some(TailDoubt::Value(fault)),
            _ => None,
        });
        return Ok(why.map(|why| Dropped { word: shown(word), why }));
    }
    Ok(None)
}

/// Reads an Ethernet address behind its words; what stands behind it, if it is whole.
fn mac<'a>(
    text: &'a str,
    words: &str,
    key: &str,
    packet: &mut Packet<'a>,
) -> Result<Option<&'a str>, Reason<'a>> {
    const LEN: usize = 17;
    let Some(rest) = text.strip_prefix(words) else { return Ok(None) };
    let Some((address, behind)) = rest.split_at_checked(LEN) else { return Ok(None) };
    set(packet, key, address, address)?;
    Ok(Some(behind))
}

fn set<'a>(
    packet: &mut Packet<'a>,
    key: &str,
    token: &'a str,
    value: &'a str,
) -> Result<(), Reason<'a>> {
    let Some(set) = field::by_key(key.as_bytes()) else { return Ok(()) };
    set(packet, value.as_bytes()).map_err(|fault| Reason::Value { token: shown(token), fault })
}

/// The words of a text, and which is the last with nothing behind it.
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (word, behind) = match rest?.split_once(' ') {
            Some((word, behind)) => (word, Some(behind)),
            None => (rest?, None),
        };
        rest = behind;
        Some((word, behind.is_none()))
    })
}
