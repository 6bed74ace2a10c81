//! Putting a field's value into a packet: the other direction of [`Field::get`].

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Datum, Field};
use crate::packet::{Inner, Mac, Packet, Protocol, TcpFlags, Verdict};
use crate::time::Timestamp;

/// Gives a packet a field's value, as [`Field::get`] returned it.
pub type Put = for<'p> fn(&mut Packet<'p>, Datum<'p>);

impl Field {
    /// The function that gives a packet this field's value.
    pub fn put(&self) -> Put {
        match self.name {
            "time" => |p, d| p.time = d.time(),
            "fw" => |p, d| p.fw = d.text(),
            "action" => |p, d| p.action = d.text().map(Cow::Borrowed),
            "verdict" => |p, d| p.verdict = d.verdict(),
            "prefix" => |p, d| p.prefix = d.text(),
            "iif" => |p, d| p.iif = d.text(),
            "oif" => |p, d| p.oif = d.text(),
            "physin" => |p, d| p.physin = d.text(),
            "physout" => |p, d| p.physout = d.text(),
            "smac" => |p, d| p.smac = d.mac(),
            "dmac" => |p, d| p.dmac = d.mac(),
            "src" => |p, d| p.src = d.address(),
            "dst" => |p, d| p.dst = d.address(),
            "proto" => |p, d| p.proto = d.protocol(),
            "sport" => |p, d| p.sport = d.number(),
            "dport" => |p, d| p.dport = d.number(),
            "len" => |p, d| p.len = d.number(),
            "ttl" => |p, d| p.ttl = d.number(),
            "id" => |p, d| p.id = d.number(),
            "tos" => |p, d| p.tos = d.number(),
            "window" => |p, d| p.window = d.number(),
            "flags" => |p, d| p.flags = d.number().map(TcpFlags),
            "icmptype" => |p, d| p.icmptype = d.number(),
            "icmpcode" => |p, d| p.icmpcode = d.number(),
            "mark" => |p, d| p.mark = d.number(),
            "uid" => |p, d| p.uid = d.number(),
            "gid" => |p, d| p.gid = d.number(),
            "inner_src" => |p, d| inner(p).src = d.address(),
            "inner_dst" => |p, d| inner(p).dst = d.address(),
            "inner_proto" => |p, d| inner(p).proto = d.protocol(),
            "inner_sport" => |p, d| inner(p).sport = d.number(),
            "inner_dport" => |p, d| inner(p).dport = d.number(),
            name => unreachable!("field {name} cannot be put into a packet"),
        }
    }
}

fn inner<'p>(packet: &'p mut Packet<'_>) -> &'p mut Inner {
    packet.inner.get_or_insert_default()
}

impl<'p> Datum<'p> {
    fn number<T: TryFrom<u32>>(self) -> Option<T> {
        if let Self::Int(number) = self { number.try_into().ok() } else { None }
    }

    fn text(self) -> Option<&'p str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn verdict(self) -> Verdict {
        let named = |verdict: &Verdict| self.text() == Some(verdict.name());
        Verdict::ALL.into_iter().find(named).unwrap_or_default()
    }

    fn protocol(self) -> Option<Protocol> {
        if let Self::Protocol(protocol) = self { Some(protocol) } else { None }
    }

    fn address(self) -> Option<IpAddr> {
        if let Self::Address(address) = self { Some(address) } else { None }
    }

    fn mac(self) -> Option<Mac> {
        if let Self::Mac(mac) = self { Some(mac) } else { None }
    }

    fn time(self) -> Option<Timestamp> {
        if let Self::Time(time) = self { Some(time) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FIELDS;

    /// A packet in which every field has a value.
    fn full() -> Packet<'static> {
        let mac = Some(Mac([2, 0, 0x5e, 0, 0x53, 1]));
        let (four, six) = (IpAddr::from([192, 0, 2, 7]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1u16]));
        Packet {
            time: Some(Timestamp(-1)),
            fw: Some("fw"),
            prefix: Some("[UFW BLOCK]"),
            action: Some("BLOCK".into()),
            verdict: Verdict::Deny,
            iif: Some("eth0"),
            oif: Some("eth1"),
            physin: Some("p0"),
            physout: Some("p1"),
            smac: mac,
            dmac: mac,
            src: Some(four),
            dst: Some(six),
            proto: Some(Protocol::ARP),
            sport: Some(0),
            dport: Some(65_535),
            len: Some(60),
            ttl: Some(64),
            id: Some(1),
            tos: Some(8),
            window: Some(1024),
            flags: Some(TcpFlags(0)),
            icmptype: Some(3),
            icmpcode: Some(1),
            mark: Some(u32::MAX),
            uid: Some(0),
            gid: Some(7),
            inner: Some(Inner {
                src: Some(six),
                dst: Some(four),
                proto: Some(Protocol::TCP),
                sport: Some(1),
                dport: Some(2),
            }),
        }
    }

    #[test]
    fn a_packet_takes_every_value_of_another() {
        let (packet, empty) = (full(), Packet::default());
        let mut taken = Packet::default();
        for field in FIELDS {
            assert_ne!((field.get)(&packet), (field.get)(&empty), "{field}");
            (field.put())(&mut taken, (field.get)(&packet));
        }
        assert_eq!(taken, packet);
        FIELDS.iter().for_each(|field| (field.put())(&mut taken, (field.get)(&empty)));
        for field in FIELDS {
            assert_eq!((field.get)(&taken), (field.get)(&empty), "{field}");
        }
    }
}
