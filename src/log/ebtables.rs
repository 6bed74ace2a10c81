//! The body of a line that ebtables(8) logs for a bridge, behind its interfaces.
//!
//! ```text
//! MAC source = mac MAC dest = mac proto = 0x0800
//!   [ " IP SRC=" address " IP DST=" address ", IP tos=0x" hex ", IP proto=" number
//!   | " IPv6 SRC=" address " IPv6 DST=" address ", IPv6 priority=0x" hex ", Next Header=" number
//!   | " ARP HTYPE=" … ]
//!   [ " SPT=" port " DPT=" port ]
//! ```
//!
//! Source: Linux, `net/bridge/netfilter/ebt_log.c`. No blank ends its lines, so the last word counts
//! if a line can end there.

use crate::field;
use crate::log::{Reason, shown};
use crate::packet::Packet;

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

/// The keys that a line can end with.
const ENDS: [&str; 3] = ["proto", "Header", "DPT"];

/// Whether what stands behind the interfaces was written by ebtables.
pub fn is_body(text: &str) -> bool {
    text.starts_with(SOURCE)
}

/// Reads such a body into a packet.
pub fn read<'a>(text: &'a str, packet: &mut Packet<'a>) -> Result<(), Reason<'a>> {
    let Some(mut rest) = mac(text, SOURCE, "MACSRC", packet)? else { return Err(Reason::Cut) };
    match mac(rest, DESTINATION, "MACDST", packet)? {
        Some(behind) => rest = behind,
        None => return Ok(()),
    }
    for (word, is_last) in words(rest) {
        if word == "ARP" {
            break;
        }
        let Some((key, value)) = word.split_once('=') else { continue };
        let Some((_, known)) = KEYS.iter().find(|(ours, _)| *ours == key) else { continue };
        if is_last && !ENDS.contains(&key) {
            continue;
        }
        if let Err(reason) = set(packet, known, word, value.trim_end_matches(','))
            && !is_last
        {
            return Err(reason);
        }
    }
    Ok(())
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
    set(packet, value).map_err(|fault| Reason::Value { token: shown(token), fault })
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
