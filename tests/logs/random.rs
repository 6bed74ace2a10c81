//! Lines made up at random: what the kernel would print reads back, and nothing panics.

use std::fmt::{self, Write};
use std::net::IpAddr;

use ipta::log::stamp::Years;
use ipta::log::{Line, Reader, text};
use ipta::packet::{Inner, Mac, Packet, Protocol, TcpFlags, Verdict};
use ipta::time::{Timestamp, Zone};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn read(line: &str) -> Line<'_> {
    Reader::new(Zone::utc(), Years::starting(2024)).read(line)
}

fn name() -> impl Strategy<Value = Option<&'static str>> {
    option::of(prop::sample::select(vec!["eth0", "br-lan", "ppp0", "eth0.90", "wlp3s0@if2"]))
}

fn addresses() -> impl Strategy<Value = (IpAddr, IpAddr)> {
    prop_oneof![
        any::<([u8; 4], [u8; 4])>().prop_map(|(src, dst)| (src.into(), dst.into())),
        any::<([u8; 16], [u8; 16])>().prop_map(|(src, dst)| (src.into(), dst.into())),
    ]
}

/// What the kernel says of the packet itself.
fn network() -> impl Strategy<Value = Packet<'static>> {
    let numbers = any::<(u16, u8, u16, u8)>();
    (addresses(), numbers, prop_oneof![Just(6), Just(17), Just(1), 0..=255_u8])
        .prop_map(|((src, dst), (len, ttl, id, tos), proto)| Packet {
            src: Some(src),
            dst: Some(dst),
            len: Some(len.into()),
            ttl: Some(ttl),
            id: src.is_ipv4().then_some(id.into()),
            tos: Some(if src.is_ipv4() { tos & 0xFE } else { tos }),
            proto: Some(Protocol(proto)),
            ..Packet::default()
        })
        .prop_flat_map(transport)
}

fn transport(packet: Packet<'static>) -> impl Strategy<Value = Packet<'static>> {
    let icmp_type = prop_oneof![Just(3), any::<u8>()];
    (any::<[u16; 4]>(), icmp_type, any::<u8>()).prop_map(move |(numbers, kind, code)| {
        let [sport, dport, window, flags] = numbers;
        let mut packet = packet.clone();
        let proto = packet.proto.expect("a protocol");
        if proto == Protocol::TCP || proto == Protocol::UDP {
            (packet.sport, packet.dport) = (Some(sport), Some(dport));
        }
        if proto == Protocol::TCP {
            (packet.window, packet.flags) = (Some(window.into()), Some(TcpFlags(flags & 0x1FF)));
        }
        if proto == Protocol::ICMP || proto == Protocol::ICMPV6 {
            (packet.icmptype, packet.icmpcode) = (Some(kind), Some(code));
        }
        packet
    })
}

prop_compose! {
    fn packet()(
        packet in network(),
        quoted in network(),
        (iif, oif, physin, physout) in (name(), name(), name(), name()),
        macs in option::of(any::<([u8; 6], [u8; 6])>()),
        (mark, uid, gid) in any::<(Option<u32>, Option<u32>, u32)>(),
        seconds in 0..4_000_000_000_i64,
    ) -> Packet<'static> {
        let Packet { src, dst, proto, sport, dport, .. } = quoted;
        let is_error = packet.proto == Some(Protocol::ICMP) && packet.icmptype == Some(3);
        Packet {
            time: Some(Timestamp(seconds * Timestamp::SECOND)),
            fw: Some("fw"),
            prefix: Some("drop:"),
            action: Some("DROP".into()),
            verdict: Verdict::Deny,
            smac: macs.map(|macs| Mac(macs.0)),
            dmac: macs.map(|macs| Mac(macs.1)),
            inner: is_error.then_some(Inner { src, dst, proto, sport, dport }),
            gid: uid.map(|_| gid),
            iif, oif, physin, physout, mark, uid,
            ..packet
        }
    }
}

/// Prints a packet as `net/netfilter/nf_log_syslog.c` does.
fn print(packet: &Packet<'_>) -> String {
    let mut line = packet.time.expect("a time").to_string().replace(' ', "T");
    line += " fw kernel: [   12.000001] drop:";
    print_body(&mut line, packet).expect("a text takes what is written");
    line
}

fn print_body(line: &mut String, packet: &Packet<'_>) -> fmt::Result {
    write!(line, "IN={} OUT={} ", packet.iif.unwrap_or(""), packet.oif.unwrap_or(""))?;
    for (key, value) in [("PHYSIN", packet.physin), ("PHYSOUT", packet.physout)] {
        if let Some(value) = value {
            write!(line, "{key}={value} ")?;
        }
    }
    if let (Some(smac), Some(dmac)) = (packet.smac, packet.dmac) {
        write!(line, "MAC={dmac}:{smac}:08:00 ")?;
    }
    print_network(line, packet)?;
    if let Some(Inner { src, dst, proto, sport, dport }) = packet.inner {
        let inner = Packet { src, dst, proto, sport, dport, ..Packet::default() };
        line.push('[');
        print_network(line, &inner)?;
        *line += "] ";
    }
    if let (Some(uid), Some(gid)) = (packet.uid, packet.gid) {
        write!(line, "UID={uid} GID={gid} ")?;
    }
    if let Some(mark) = packet.mark {
        write!(line, "MARK=0x{mark:x} ")?;
    }
    Ok(())
}

fn print_network(line: &mut String, packet: &Packet<'_>) -> fmt::Result {
    let (src, dst) = (packet.src.expect("a source"), packet.dst.expect("a destination"));
    let (len, ttl) = (packet.len.unwrap_or(20), packet.ttl.unwrap_or(64));
    let (id, tos) = (packet.id.unwrap_or(0), packet.tos.unwrap_or(0));
    write!(line, "SRC={src} DST={dst} LEN={len} ")?;
    if src.is_ipv4() {
        let (low, high) = (tos & 0x1E, tos & 0xE0);
        write!(line, "TOS=0x{low:02X} PREC=0x{high:02X} TTL={ttl} ID={id} DF ")?;
    } else {
        write!(line, "TC={tos} HOPLIMIT={ttl} FLOWLBL=7 ")?;
    }
    print_transport(line, packet)
}

fn print_transport(line: &mut String, packet: &Packet<'_>) -> fmt::Result {
    let proto = packet.proto.expect("a protocol");
    match proto {
        Protocol::TCP | Protocol::UDP | Protocol::ICMP | Protocol::ICMPV6 => {
            write!(line, "PROTO={} ", proto.name())?;
        }
        Protocol(number) => write!(line, "PROTO={number} ")?,
    }
    if let (Some(sport), Some(dport)) = (packet.sport, packet.dport) {
        write!(line, "SPT={sport} DPT={dport} ")?;
    }
    if proto == Protocol::UDP {
        *line += "LEN=8 ";
    }
    if let (Some(window), Some(TcpFlags(bits))) = (packet.window, packet.flags) {
        write!(line, "SEQ=1 ACK=0 WINDOW={window} RES=0x00 ")?;
        for (bit, name) in TcpFlags::NAMES.iter().enumerate().rev() {
            if bits & (1 << bit) != 0 {
                write!(line, "{name} ")?;
            }
        }
        *line += "URGP=0 ";
    }
    if let (Some(kind), Some(code)) = (packet.icmptype, packet.icmpcode) {
        write!(line, "TYPE={kind} CODE={code} ")?;
        if matches!(kind, 0 | 8 | 128 | 129) {
            *line += "ID=77 SEQ=1 ";
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_the_kernel_prints_reads_back(packet in packet()) {
        let line = print(&packet);
        prop_assert_eq!(read(&line), Line::Packet(packet), "{}", line);
    }

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        read(&text(&bytes));
    }

    #[test]
    fn random_words_never_panic(words in vec(prop::sample::select(vec![
        "IN=", "OUT=", "PHYSIN=", "SRC=", "DST=1.2.3.4", "[", "]", "[SRC=", "MAC=a:b", "ü", "=",
        " ", "ID:", "ID:00ff", "WINDOW=1", "ACK", "URGP=0", "TOS=0x1", "PREC=0x20", "\0", "<1>",
        "May  4 06:35:08", "2024-02-30T00:00:00Z", "kernel:", "[12.5]", "IPT: ", "PROTO=TCP", "eth0",
    ]), 0..40)) {
        read(&words.join(" "));
        read(&words.concat());
    }
}
