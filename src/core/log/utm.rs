//! The body of a line that ulogd writes on Sophos UTM, before Astaro Security Gateway: keys of its
//! own, their values in quotes.
//!
//! ```text
//! id="2001" … sub="packetfilter" name="Packet dropped" action="drop" fwrule="60001" initf="eth1"
//!   srcmac="0:50:56:1:2:3" … srcip="192.0.2.1" dstip="198.51.100.1" proto="6" length="52" …
//!   srcport="44321" dstport="22" tcpflags="SYN"
//! ```
//!
//! What became of the packet stands in the name of the event, which takes the place of a prefix. A
//! last value without its quote was cut, and is left out.

use memchr::memmem;

use crate::field;
use crate::log::body::Body;
use crate::log::ending::{Dropped, TailDoubt};
use crate::log::{Reason, shown};
use crate::packet::{Mac, Packet, TcpFlags};

/// The keys that set a field, and the log keys of [`field::FIELDS`] that do the same.
const KEYS: [(&str, &str); 11] = [
    ("srcip", "SRC"),
    ("dstip", "DST"),
    ("proto", "PROTO"),
    ("tos", "TOS"),
    ("prec", "PREC"),
    ("ttl", "TTL"),
    ("srcport", "SPT"),
    ("dstport", "DPT"),
    ("type", "TYPE"),
    ("code", "CODE"),
    ("mark", "MARK"),
];

/// What tells such a line from those of the machine's other programs.
const PROOF: &[u8] = b" sub=\"packetfilter\" ";

/// Reads what stands behind a line's stamp into an empty packet; `None` is another line.
#[cold]
pub fn read<'a>(text: &'a str, packet: &mut Packet<'a>) -> Option<Body<'a>> {
    let proof = memmem::find(text.as_bytes(), PROOF)?;
    let start = text[..proof].find("id=\"")?;
    let mut rest = &text[start..];
    let (mut fault, mut has_tos) = (None, false);
    while let Some((key, behind)) = rest.split_once("=\"") {
        let Some((value, behind)) = behind.split_once('"') else { break };
        has_tos |= key == "prec";
        let known = fault.is_none() && !value.is_empty();
        if known && let Err(error) = set(packet, key, value) {
            let token = shown(&rest[..key.len() + value.len() + 3]);
            fault = Some(Reason::Value { token, fault: error });
        }
        rest = behind.trim_ascii_start();
    }
    if !has_tos {
        packet.tos = None;
    }
    let dropped =
        rest.contains('=').then_some(Dropped { word: shown(rest), why: TailDoubt::Quote });
    let is_packet = packet.src.is_some() || packet.dst.is_some() || fault.is_some();
    is_packet.then_some(Body { head: &text[..start], has_start: true, fault, dropped })
}

fn set<'a>(packet: &mut Packet<'a>, key: &str, value: &'a str) -> Result<(), field::Fault> {
    match key {
        "name" => packet.prefix = Some(value.trim()).filter(|name| !name.is_empty()),
        // In the kernel's grammar, a length behind the protocol is another one.
        "length" => packet.len = Some(value.parse().map_err(|_| field::Fault::Number)?),
        "initf" => packet.iif = Some(value),
        "outitf" => packet.oif = Some(value),
        "srcmac" => packet.smac = mac(value),
        "dstmac" => packet.dmac = mac(value),
        "tcpflags" => {
            let flags = value.split(' ').filter_map(TcpFlags::from_word);
            packet.flags = Some(TcpFlags(flags.fold(0, |all, flag| all | flag.0)));
        }
        _ => {
            let known = KEYS.iter().find(|(ours, _)| *ours == key);
            let set = known.and_then(|(_, known)| field::by_key(known.as_bytes()));
            return set.map_or(Ok(()), |set| set(packet, value.as_bytes()));
        }
    }
    Ok(())
}

/// An Ethernet address whose parts lack their leading zeros.
fn mac(text: &str) -> Option<Mac> {
    let mut mac = Mac([0; 6]);
    let mut parts = text.split(':');
    for byte in &mut mac.0 {
        *byte = u8::from_str_radix(parts.next()?, 16).ok()?;
    }
    parts.next().is_none().then_some(mac)
}
