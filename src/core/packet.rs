//! A packet: what one line of a firewall's log says about it. Text is borrowed from the line.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use crate::time::Timestamp;

/// One logged packet. What the line does not say is `None`, never a guess.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packet<'a> {
    /// When the line says it was logged, in the table's wall-clock time.
    pub time: Option<Timestamp>,
    /// The machine that logged it.
    pub fw: Option<&'a str>,
    /// The log prefix as written, trimmed; `None` where the rule has none.
    pub prefix: Option<&'a str>,
    /// The signal word, upper case: what the prefix says was done.
    pub action: Option<Cow<'a, str>>,
    /// What became of the packet.
    pub verdict: Verdict,
    /// The interface it came in by.
    pub iif: Option<&'a str>,
    /// The interface it went out by.
    pub oif: Option<&'a str>,
    /// The bridge port it came in by.
    pub physin: Option<&'a str>,
    /// The bridge port it went out by.
    pub physout: Option<&'a str>,
    /// Ethernet source.
    pub smac: Option<Mac>,
    /// Ethernet destination.
    pub dmac: Option<Mac>,
    /// Source address.
    pub src: Option<IpAddr>,
    /// Destination address.
    pub dst: Option<IpAddr>,
    /// Transport protocol.
    pub proto: Option<Protocol>,
    /// Source port.
    pub sport: Option<u16>,
    /// Destination port.
    pub dport: Option<u16>,
    /// Length of the IP packet in bytes.
    pub len: Option<u32>,
    /// Time to live; the hop limit of IPv6.
    pub ttl: Option<u8>,
    /// Identification of the IP packet.
    pub id: Option<u32>,
    /// Type of service and precedence as one byte; the traffic class of IPv6.
    pub tos: Option<u8>,
    /// TCP window.
    pub window: Option<u32>,
    /// TCP flags; `Some` of none for a TCP packet without flags (a NULL scan).
    pub flags: Option<TcpFlags>,
    /// ICMP or ICMPv6 type.
    pub icmptype: Option<u8>,
    /// ICMP or ICMPv6 code.
    pub icmpcode: Option<u8>,
    /// The packet's mark (`fwmark`).
    pub mark: Option<u32>,
    /// User id of the local socket.
    pub uid: Option<u32>,
    /// Group id of the local socket.
    pub gid: Option<u32>,
    /// The packet that an ICMP error quotes.
    pub inner: Option<Inner>,
}

/// The packet quoted inside an ICMP error; never mixed with the one that carries it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inner {
    /// Source address.
    pub src: Option<IpAddr>,
    /// Destination address.
    pub dst: Option<IpAddr>,
    /// Transport protocol.
    pub proto: Option<Protocol>,
    /// Source port.
    pub sport: Option<u16>,
    /// Destination port.
    pub dport: Option<u16>,
}

/// What became of a packet, as far as the rule that logged it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It was let through.
    Accept,
    /// It was dropped or rejected.
    Deny,
    /// The line does not say: an audit, a trace, or a prefix that no rule knows.
    #[default]
    None,
}

impl Verdict {
    /// Every verdict, by name.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Deny, Self::None];

    /// The name in a table and in the language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Deny => "deny",
            Self::None => "none",
        }
    }
}

/// An Ethernet address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mac(pub [u8; 6]);

impl fmt::Display for Mac {
    /// Six groups of two lower-case digits, joined by colons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

/// TCP flags, as the bits of the header from FIN (lowest) to AE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TcpFlags(pub u16);

impl TcpFlags {
    /// The flags' names, lowest bit first. Source: RFC 9293 §3.1; AE: RFC 9768.
    pub const NAMES: [&'static str; 9] =
        ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];

    /// The flag that a name stands for, in either case.
    pub fn from_name(name: &str) -> Option<Self> {
        let bit = Self::NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Some(Self(1 << bit))
    }

    /// The same for a name as the kernel writes it, in upper case.
    pub fn from_word(word: &str) -> Option<Self> {
        let bit = Self::NAMES.iter().position(|known| *known == word)?;
        Some(Self(1 << bit))
    }
}

impl fmt::Display for TcpFlags {
    /// The names in the order of the bits, joined by a space; `none` without flags.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("none");
        }
        let names = Self::NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (1 << bit) != 0);
        for (nth, (_, name)) in names.enumerate() {
            write!(f, "{}{name}", if nth == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// A protocol: one above IP by its IANA number, which is below 256, or [`ARP`](Self::ARP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u16);

impl Protocol {
    /// ICMP.
    pub const ICMP: Self = Self(1);
    /// TCP.
    pub const TCP: Self = Self(6);
    /// UDP.
    pub const UDP: Self = Self(17);
    /// ICMP for IPv6.
    pub const ICMPV6: Self = Self(58);
    /// UDP-Lite.
    pub const UDPLITE: Self = Self(136);
    /// ARP, which is not above IP and has no number there.
    pub const ARP: Self = Self(256);
    /// How many protocols there are.
    pub const COUNT: usize = 257;

    /// Protocols with a name, by number. Source: IANA, "Assigned Internet Protocol Numbers";
    /// where the kernel's log writes a name, it is the kernel's.
    pub const NAMED: [(u16, &'static str); 39] = [
        (0, "HOPOPT"),
        (1, "ICMP"),
        (2, "IGMP"),
        (3, "GGP"),
        (4, "IPv4"),
        (5, "ST"),
        (6, "TCP"),
        (8, "EGP"),
        (9, "IGP"),
        (17, "UDP"),
        (27, "RDP"),
        (33, "DCCP"),
        (41, "IPv6"),
        (43, "IPv6-Route"),
        (44, "IPv6-Frag"),
        (45, "IDRP"),
        (46, "RSVP"),
        (47, "GRE"),
        (50, "ESP"),
        (51, "AH"),
        (58, "ICMPv6"),
        (59, "IPv6-NoNxt"),
        (60, "IPv6-Opts"),
        (88, "EIGRP"),
        (89, "OSPF"),
        (94, "IPIP"),
        (97, "ETHERIP"),
        (98, "ENCAP"),
        (103, "PIM"),
        (108, "IPComp"),
        (112, "VRRP"),
        (115, "L2TP"),
        (132, "SCTP"),
        (133, "FC"),
        (135, "MH"),
        (136, "UDPLITE"),
        (137, "MPLS-in-IP"),
        (139, "HIP"),
        (256, "ARP"),
    ];

    /// Other names, by number. Source: IANA, where its name is not the kernel's.
    const ALIASES: [(u16, &'static str); 2] = [(58, "IPv6-ICMP"), (89, "OSPFIGP")];

    /// All protocols, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=Self::ARP.0).map(Self)
    }

    /// The protocol's name; its number as text where IANA's list, as kept here, has none.
    pub fn name(self) -> Cow<'static, str> {
        match Self::NAMED.binary_search_by_key(&self.0, |(number, _)| *number) {
            Ok(at) => Cow::Borrowed(Self::NAMED[at].1),
            Err(_) => Cow::Owned(self.0.to_string()),
        }
    }

    /// The protocol that a name (in either case) or a number stands for.
    pub fn parse(text: &str) -> Option<Self> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse::<u8>().ok().map(|number| Self(number.into()));
        }
        let mut names = Self::NAMED.iter().chain(&Self::ALIASES);
        let (number, _) = names.find(|(_, name)| name.eq_ignore_ascii_case(text))?;
        Some(Self(*number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_sorted_and_read_back() {
        assert!(Protocol::NAMED.is_sorted());
        assert_eq!(Protocol::all().count(), Protocol::COUNT);
        for protocol in Protocol::all() {
            assert_eq!(Protocol::parse(&protocol.name()), Some(protocol));
        }
        assert_eq!(Protocol::parse("arp"), Some(Protocol::ARP));
        assert_eq!(Protocol::parse("icmpv6"), Some(Protocol::ICMPV6));
        assert_eq!(Protocol::parse("ipv6-icmp"), Some(Protocol::ICMPV6));
        assert_eq!(Protocol::parse("256"), None);
    }

    #[test]
    fn flags_read_as_words() {
        assert_eq!(TcpFlags(0).to_string(), "none");
        assert_eq!(TcpFlags(0b1_0010).to_string(), "SYN ACK");
        assert_eq!(TcpFlags::from_name("syn"), Some(TcpFlags(2)));
    }
}
