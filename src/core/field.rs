//! A field: one thing that is known about a packet. [`FIELDS`] is the one table of them.
//!
//! The log parser's keys, the columns of every store, the names in the language, completion and
//! `:fields` all read this table; adding a field is one entry here and one in `Packet`.

use std::net::IpAddr;

use crate::packet::{Inner, Mac, Packet, Protocol, TcpFlags};
use crate::time::Timestamp;
use crate::value::{Value, octets};

mod digits;
mod key;
mod put;
mod set;

pub use key::{Key, WordRole, by_key};
pub use put::Put;
pub use set::FieldSet;

/// A field's type: how it is stored, and how a word that is compared with it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A timestamp.
    Time,
    /// Text whose case counts.
    Text,
    /// A word that is kept in upper case.
    Word,
    /// `accept`, `deny` or `none`.
    Verdict,
    /// A protocol's name as [`Protocol::name`] gives it.
    Protocol,
    /// An IPv4 or IPv6 address.
    Address,
    /// An Ethernet address, kept as text.
    Mac,
    /// A TCP or UDP port: 16 bits, with service names.
    Port,
    /// An unsigned number of 8 bits.
    Int8,
    /// An unsigned number of 32 bits.
    Int32,
    /// TCP flags, kept as the header's bits (16 bits).
    Flags,
}

/// One value of a packet, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum<'p> {
    /// The line does not say.
    Null,
    /// A number.
    Int(u32),
    /// Text.
    Text(&'p str),
    /// A protocol.
    Protocol(Protocol),
    /// An address.
    Address(IpAddr),
    /// An Ethernet address.
    Mac(Mac),
    /// A timestamp.
    Time(Timestamp),
}

impl From<Datum<'_>> for Value {
    fn from(datum: Datum<'_>) -> Self {
        match datum {
            Datum::Null => Self::Null,
            Datum::Int(number) => Self::Int(number.into()),
            Datum::Text(text) => Self::Text(text.to_owned()),
            Datum::Protocol(protocol) => Self::Text(protocol.name().into_owned()),
            Datum::Address(address) => Self::Bytes(octets(address)),
            Datum::Mac(mac) => Self::Text(mac.to_string()),
            Datum::Time(time) => Self::Time(time),
        }
    }
}

/// Why a value in a log line cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not the number that belongs here, or out of its range.
    #[error("not a number in range")]
    Number,
    /// Not an address.
    #[error("not an address")]
    Address,
    /// Neither a protocol's name nor a number up to 255.
    #[error("not a protocol")]
    Protocol,
    /// The same key stood there before, with another packet's value: two lines are mixed into one.
    #[error("the second in one line")]
    Twice,
}

/// Sets the field of a log key in a packet. The bytes after the `=` are part of a text, hence UTF-8.
pub type Set = for<'a> fn(&mut Packet<'a>, &'a [u8]) -> Result<(), Fault>;

/// One field of a packet.
pub struct Field {
    /// The name: of the column, and in the language.
    pub name: &'static str,
    /// Other names in the language.
    pub aliases: &'static [&'static str],
    /// How it is stored and read.
    pub kind: Type,
    /// What it means, in a line.
    pub help: &'static str,
    /// The keys that set it in the kernel's log grammar (`KEY=value`).
    pub keys: &'static [(&'static str, Set)],
    /// The value of a packet.
    pub get: for<'p> fn(&'p Packet<'_>) -> Datum<'p>,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Field {
    /// Whether the field may be unknown (every field but the verdict).
    pub fn is_nullable(&self) -> bool {
        self.kind != Type::Verdict
    }
}

/// Names that Wireshark, nftables and plain English have for fields; they are understood and not offered.
const OTHER_NAMES: [(&str, &str); 17] = [
    ("daddr", "dst"),
    ("destinations", "dst"),
    ("iifname", "iif"),
    ("ip.dst", "dst"),
    ("ip.proto", "proto"),
    ("ip.src", "src"),
    ("ip.ttl", "ttl"),
    ("ipv6.dst", "dst"),
    ("ipv6.src", "src"),
    ("oifname", "oif"),
    ("protocols", "proto"),
    ("saddr", "src"),
    ("sources", "src"),
    ("tcp.dstport", "dport"),
    ("tcp.srcport", "sport"),
    ("udp.dstport", "dport"),
    ("udp.srcport", "sport"),
];

/// The field of that name or alias, in either case.
pub fn by_name(name: &str) -> Option<&'static Field> {
    let other = OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let name = other.map_or(name, |(_, name)| name);
    FIELDS.iter().find(|field| {
        field.name.eq_ignore_ascii_case(name)
            || field.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

const fn field(name: &'static str, kind: Type, help: &'static str, get: Get) -> Field {
    Field { name, aliases: &[], kind, help, keys: &[], get }
}

type Get = for<'p> fn(&'p Packet<'_>) -> Datum<'p>;

/// Every field, in the order of a table's columns.
pub static FIELDS: &[Field] = &[
    Field {
        aliases: &["timestamp"],
        ..field("time", Type::Time, "when it was logged, in the table's time zone", |p| {
            p.time.map_or(Datum::Null, Datum::Time)
        })
    },
    Field {
        aliases: &["machine"],
        ..field("fw", Type::Text, "the machine that logged it", |p| text(p.fw))
    },
    field(
        "action",
        Type::Word,
        "the signal word of the log prefix: DROP, ACCEPT, BLOCK …",
        |p| text(p.action.as_deref()),
    ),
    field("verdict", Type::Verdict, "what became of it: accept, deny or none", |p| {
        Datum::Text(p.verdict.name())
    }),
    field("prefix", Type::Text, "the log prefix as written", |p| text(p.prefix)),
    Field {
        aliases: &["in"],
        keys: &[("IN", |p, v| name(&mut p.iif, v))],
        ..field("iif", Type::Text, "interface it came in by", |p| text(p.iif))
    },
    Field {
        aliases: &["out"],
        keys: &[("OUT", |p, v| name(&mut p.oif, v))],
        ..field("oif", Type::Text, "interface it went out by", |p| text(p.oif))
    },
    Field {
        keys: &[("PHYSIN", |p, v| name(&mut p.physin, v))],
        ..field("physin", Type::Text, "bridge port it came in by", |p| text(p.physin))
    },
    Field {
        keys: &[("PHYSOUT", |p, v| name(&mut p.physout, v))],
        ..field("physout", Type::Text, "bridge port it went out by", |p| text(p.physout))
    },
    Field {
        keys: &[("MACSRC", |p, v| ethernet(&mut p.smac, v)), ("TUNNEL", tunnel)],
        ..field("smac", Type::Mac, "Ethernet source", |p| p.smac.map_or(Datum::Null, Datum::Mac))
    },
    Field {
        keys: &[("MAC", mac_header), ("MACDST", |p, v| ethernet(&mut p.dmac, v))],
        ..field("dmac", Type::Mac, "Ethernet destination", |p| {
            p.dmac.map_or(Datum::Null, Datum::Mac)
        })
    },
    Field {
        aliases: &["source"],
        keys: &[
            ("SRC", |p, v| address(&mut p.src, v)),
            ("IPSRC", |p, v| address(&mut p.src, v)), // ARP's
        ],
        ..field("src", Type::Address, "source address", |p| addr(p.src))
    },
    Field {
        aliases: &["dest", "destination"],
        keys: &[
            ("DST", |p, v| address(&mut p.dst, v)),
            ("IPDST", |p, v| address(&mut p.dst, v)), // ARP's
        ],
        ..field("dst", Type::Address, "destination address", |p| addr(p.dst))
    },
    Field {
        aliases: &["protocol"],
        keys: &[("PROTO", protocol)],
        ..field("proto", Type::Protocol, "protocol: TCP, UDP, ICMP, ICMPv6, ARP …", |p| {
            proto(p.proto)
        })
    },
    Field {
        aliases: &["spt"],
        keys: &[("SPT", |p, v| number(&mut p.sport, v))],
        ..field("sport", Type::Port, "source port", |p| int(p.sport))
    },
    Field {
        aliases: &["dpt"],
        keys: &[("DPT", |p, v| number(&mut p.dport, v))],
        ..field("dport", Type::Port, "destination port", |p| int(p.dport))
    },
    Field {
        aliases: &["length"],
        keys: &[("LEN", |p, v| first(&mut p.len, p.proto, UDP, v))],
        ..field("len", Type::Int32, "length of the IP packet in bytes", |p| int(p.len))
    },
    Field {
        aliases: &["hoplimit"],
        keys: &[("TTL", |p, v| number(&mut p.ttl, v)), ("HOPLIMIT", |p, v| number(&mut p.ttl, v))],
        ..field("ttl", Type::Int8, "time to live, or IPv6 hop limit", |p| int(p.ttl))
    },
    Field {
        keys: &[("ID", |p, v| first(&mut p.id, p.proto, ICMP, v))],
        ..field("id", Type::Int32, "identification of the IP packet", |p| int(p.id))
    },
    Field {
        keys: &[("TOS", tos), ("PREC", tos), ("TC", |p, v| number(&mut p.tos, v))],
        ..field("tos", Type::Int8, "type of service, or IPv6 traffic class", |p| int(p.tos))
    },
    Field {
        keys: &[("WINDOW", |p, v| number(&mut p.window, v))],
        ..field("window", Type::Int32, "TCP window", |p| int(p.window))
    },
    field("flags", Type::Flags, "TCP flags: FIN SYN RST PSH ACK URG ECE CWR AE", |p| {
        p.flags.map_or(Datum::Null, |TcpFlags(bits)| Datum::Int(bits.into()))
    }),
    Field {
        keys: &[("TYPE", |p, v| number(&mut p.icmptype, v))],
        ..field("icmptype", Type::Int8, "ICMP type", |p| int(p.icmptype))
    },
    Field {
        keys: &[("CODE", |p, v| number(&mut p.icmpcode, v))],
        ..field("icmpcode", Type::Int8, "ICMP code", |p| int(p.icmpcode))
    },
    Field {
        keys: &[("MARK", mark)],
        ..field("mark", Type::Int32, "the packet's mark (fwmark)", |p| int(p.mark))
    },
    Field {
        keys: &[("UID", |p, v| number(&mut p.uid, v))],
        ..field("uid", Type::Int32, "user id of the local socket", |p| int(p.uid))
    },
    Field {
        keys: &[("GID", |p, v| number(&mut p.gid, v))],
        ..field("gid", Type::Int32, "group id of the local socket", |p| int(p.gid))
    },
    field("inner_src", Type::Address, "source of the packet an ICMP error quotes", |p| {
        addr(inner(p).src)
    }),
    field("inner_dst", Type::Address, "destination of the packet an ICMP error quotes", |p| {
        addr(inner(p).dst)
    }),
    field("inner_proto", Type::Protocol, "protocol of the packet an ICMP error quotes", |p| {
        proto(inner(p).proto)
    }),
    field("inner_sport", Type::Port, "source port of the packet an ICMP error quotes", |p| {
        int(inner(p).sport)
    }),
    field("inner_dport", Type::Port, "destination port of the packet an ICMP error quotes", |p| {
        int(inner(p).dport)
    }),
];

fn inner(packet: &Packet<'_>) -> Inner {
    packet.inner.unwrap_or_default()
}

fn text(value: Option<&str>) -> Datum<'_> {
    value.map_or(Datum::Null, Datum::Text)
}

fn int<'p>(value: Option<impl Into<u32>>) -> Datum<'p> {
    value.map_or(Datum::Null, |number| Datum::Int(number.into()))
}

fn addr<'p>(value: Option<IpAddr>) -> Datum<'p> {
    value.map_or(Datum::Null, Datum::Address)
}

fn proto<'p>(value: Option<Protocol>) -> Datum<'p> {
    value.map_or(Datum::Null, Datum::Protocol)
}

fn name<'a>(slot: &mut Option<&'a str>, value: &'a [u8]) -> Result<(), Fault> {
    *slot = str::from_utf8(value).ok().filter(|name| !name.is_empty());
    Ok(())
}

/// Sets what a line says once.
fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Fault> {
    match slot {
        None => *slot = Some(value),
        Some(_) => return Err(Fault::Twice),
    }
    Ok(())
}

fn number<T: TryFrom<u64>>(slot: &mut Option<T>, value: &[u8]) -> Result<(), Fault> {
    once(slot, digits::decimal(value).ok_or(Fault::Number)?)
}

/// The protocols with a length and an identification of their own.
const UDP: [Protocol; 2] = [Protocol::UDP, Protocol::UDPLITE];
const ICMP: [Protocol; 2] = [Protocol::ICMP, Protocol::ICMPV6];

/// `LEN` and `ID` are the IP header's, unless they follow the name of a protocol that has its own.
fn first<T: TryFrom<u64>>(
    slot: &mut Option<T>,
    proto: Option<Protocol>,
    own: [Protocol; 2],
    value: &[u8],
) -> Result<(), Fault> {
    let read = digits::decimal(value).ok_or(Fault::Number)?;
    if proto.is_none_or(|proto| !own.contains(&proto)) {
        slot.get_or_insert(read);
    }
    Ok(())
}

/// `TOS` and `PREC` are two parts of one byte.
fn tos<'a>(packet: &mut Packet<'a>, value: &'a [u8]) -> Result<(), Fault> {
    let bits = digits::hexadecimal(value).and_then(|bits| u8::try_from(bits).ok());
    packet.tos = Some(packet.tos.unwrap_or(0) | bits.ok_or(Fault::Number)?);
    Ok(())
}

fn mark<'a>(packet: &mut Packet<'a>, value: &'a [u8]) -> Result<(), Fault> {
    once(&mut packet.mark, digits::hexadecimal(value).ok_or(Fault::Number)?)
}

fn protocol<'a>(packet: &mut Packet<'a>, value: &'a [u8]) -> Result<(), Fault> {
    let read = match value {
        b"TCP" => Some(Protocol::TCP),
        b"UDP" => Some(Protocol::UDP),
        _ => str::from_utf8(value).ok().and_then(Protocol::parse),
    };
    once(&mut packet.proto, read.ok_or(Fault::Protocol)?)
}

fn address(slot: &mut Option<IpAddr>, value: &[u8]) -> Result<(), Fault> {
    once(slot, digits::address(value).ok_or(Fault::Address)?)
}

/// `MAC=` holds the link-layer header: for Ethernet destination, source and type, 14 bytes. More
/// bytes may follow a type that is known; others are other link layers, of which nothing is known.
fn mac_header<'a>(packet: &mut Packet<'a>, value: &'a [u8]) -> Result<(), Fault> {
    const ETHERNET: usize = 14 * 3 - 1;
    let is_ethernet = value.get(36..ETHERNET).is_some_and(|kind| {
        value.len() == ETHERNET || value[ETHERNET] == b':' && ETHER_TYPES.contains(&kind)
    });
    if is_ethernet {
        packet.dmac = digits::ethernet(&value[..17]);
        packet.smac = digits::ethernet(&value[18..35]);
    }
    Ok(())
}

/// Types of Ethernet frames that firewalls see. Source: IANA, "IEEE 802 Numbers".
const ETHER_TYPES: [&[u8]; 7] =
    [b"08:00", b"86:dd", b"81:00", b"08:06", b"88:a8", b"88:64", b"80:35"];

/// A tunnel's link-layer header is the outer IPv4 header: what was read of it is no address.
fn tunnel<'a>(packet: &mut Packet<'a>, _: &'a [u8]) -> Result<(), Fault> {
    (packet.smac, packet.dmac) = (None, None);
    Ok(())
}

/// The addresses of the frame come before those of an ARP packet in it.
fn ethernet(slot: &mut Option<Mac>, value: &[u8]) -> Result<(), Fault> {
    *slot = slot.or_else(|| digits::ethernet(value));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_key_is_given_once() {
        let mut names: Vec<&str> =
            FIELDS.iter().flat_map(|f| f.aliases.iter().copied().chain([f.name])).collect();
        let mut keys: Vec<&str> = FIELDS.iter().flat_map(|f| f.keys.iter().map(|k| k.0)).collect();
        for list in [&mut names, &mut keys] {
            let all = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), all);
        }
    }

    #[test]
    fn numbers_out_of_range_are_faults() {
        let mut packet = Packet::default();
        let (_, set) = by_name("dport").expect("a field").keys[0];
        assert_eq!(set(&mut packet, b"65535"), Ok(()));
        assert_eq!(set(&mut packet, b"65535"), Err(Fault::Twice));
        for wrong in ["65536", "-1", "+1", "", "1e3", "99999999999"] {
            assert_eq!(set(&mut packet, wrong.as_bytes()), Err(Fault::Number), "{wrong}");
        }
    }

    #[test]
    fn a_mac_header_holds_both_addresses() {
        let known = "02:00:bc:7e:5d:a0:00:13:5f:21:29:40:08:00";
        for header in [known, &format!("{known}:45:00"), &known.replace("08:00", "99:99")] {
            let mut packet = Packet::default();
            mac_header(&mut packet, header.as_bytes()).expect("a header");
            assert_eq!(packet.dmac.map(|mac| mac.to_string()).as_deref(), Some(&known[..17]));
            assert_eq!(packet.smac.map(|mac| mac.to_string()).as_deref(), Some(&known[18..35]));
        }
        let outer = "45:00:00:3c:00:00:40:00:40:29:b5:c3:c0:00:02:01:c6:33:64:02";
        for header in ["", "45:00:00:4e", outer, &known[..38]] {
            let mut packet = Packet::default();
            mac_header(&mut packet, header.as_bytes()).expect("a header");
            assert_eq!(packet, Packet::default(), "{header}");
        }
    }
}
