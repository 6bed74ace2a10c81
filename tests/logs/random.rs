//! Lines made up at random: what the kernel would print reads back, and nothing panics.

use std::fmt::{self, Write};
use std::net::IpAddr;

use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader, text};
use ipta::packet::{Inner, Mac, Packet, Protocol, TcpFlags, Verdict};
use ipta::time::{Timestamp, Zone};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::support::chance::properties;

fn read(line: &str) -> (Line<'_>, Option<Packet<'_>>) {
    super::read(LineReader::new(Zone::utc(), Years::starting(2024)), line)
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

/// What the kernel prints beside the fields.
#[derive(Debug, Clone)]
struct Style {
    /// The link layer is decoded; with the id of a VLAN.
    decoded: Option<Option<u16>>,
    /// A later fragment, which has no ports.
    is_late: bool,
    /// The headers behind that of IP are cut.
    is_short: bool,
    has_sequence: bool,
    /// Options of IP and of TCP, in hexadecimal digits.
    options: [String; 2],
    /// CE, DF and MF.
    bits: u8,
    /// Extension headers of IPv6, and whether the flag for their options is set.
    extensions: Vec<Extension>,
    has_extension_options: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Extension {
    Options,
    Fragment(u32),
    Ah,
    Esp,
    Unknown,
}

/// A packet with the way it is printed.
#[derive(Debug, Clone)]
struct Printed {
    packet: Packet<'static>,
    style: Style,
}

fn extensions() -> impl Strategy<Value = Vec<Extension>> {
    let passing = prop_oneof![
        Just(Extension::Options),
        Just(Extension::Ah),
        any::<u32>().prop_map(Extension::Fragment)
    ];
    let last = prop_oneof![6 => Just(None), 1 => Just(Some(Extension::Esp)),
        1 => Just(Some(Extension::Unknown))];
    (prop_oneof![2 => Just(Vec::new()), 1 => vec(passing, 1..4)], last).prop_map(|(all, last)| {
        // The kernel stops at the second fragment header, as no packet has two.
        let first = all.iter().position(|it| matches!(it, Extension::Fragment(_)));
        let kept = all
            .iter()
            .enumerate()
            .filter(|(at, it)| !matches!(it, Extension::Fragment(_)) || Some(*at) == first);
        kept.map(|(_, it)| *it).chain(last).collect()
    })
}

prop_compose! {
    fn style()(
        decoded in option::of(option::of(0..4096_u16)),
        (is_late, is_short, has_sequence, has_extension_options) in any::<(bool, bool, bool, bool)>(),
        bits in 0..8_u8,
        options in (0..3_usize, 0..3_usize),
        extensions in extensions(),
    ) -> Style {
        let options = [options.0, options.1].map(|words| "0204ABCD".repeat(words));
        Style { decoded, is_late, is_short, has_sequence, options, bits, extensions,
            has_extension_options }
    }
}

prop_compose! {
    /// What the kernel says of the packet itself.
    fn network()(
        (src, dst) in addresses(),
        (len, ttl, id, tos) in any::<(u16, u8, u16, u8)>(),
        proto in prop_oneof![
            prop::sample::select(vec![1, 6, 17, 50, 51, 58, 136]),
            0..=255_u8,
        ],
        numbers in any::<[u16; 4]>(),
        (kind, code) in (prop_oneof![prop::sample::select(vec![0, 2, 3, 5, 8, 128]), any::<u8>()],
            any::<u8>()),
        style in style(),
    ) -> Printed {
        let packet = Packet {
            src: Some(src),
            dst: Some(dst),
            len: Some(len.into()),
            ttl: Some(ttl),
            id: src.is_ipv4().then_some(id.into()),
            tos: Some(if src.is_ipv4() { tos & 0xFE } else { tos }),
            proto: Some(Protocol(proto.into())),
            ..Packet::default()
        };
        transport(Printed { packet, style }, numbers, kind, code)
    }
}

/// Adds what stands behind the IP header, as far as it is printed.
fn transport(printed: Printed, numbers: [u16; 4], kind: u8, code: u8) -> Printed {
    let [sport, dport, window, flags] = numbers;
    let Printed { mut packet, mut style } = printed;
    let is_v4 = packet.src.is_some_and(|src| src.is_ipv4());
    if !is_v4 {
        // Whether a fragment is a later one, its extension header says.
        style.is_late &= style.extensions.iter().any(|it| matches!(it, Extension::Fragment(_)));
        for extension in &style.extensions {
            match extension {
                Extension::Fragment(id) => packet.id = Some(*id),
                Extension::Esp | Extension::Unknown => packet.proto = None,
                Extension::Options | Extension::Ah => {}
            }
        }
    }
    let proto = packet.proto.map_or(0, |proto| proto.0);
    if is_v4 && proto == 51 && style.is_late {
        packet.proto = None;
    }
    if style.is_late || style.is_short {
        return Printed { packet, style };
    }
    if matches!(proto, 6 | 17 | 136) {
        (packet.sport, packet.dport) = (Some(sport), Some(dport));
    }
    if proto == 6 {
        (packet.window, packet.flags) = (Some(window.into()), Some(TcpFlags(flags & 0x1FF)));
    }
    if proto == if is_v4 { 1 } else { 58 } {
        (packet.icmptype, packet.icmpcode) = (Some(kind), Some(code));
    }
    Printed { packet, style }
}

prop_compose! {
    fn packet()(
        network in network(),
        quoted in network(),
        (iif, oif, physin, physout) in (name(), name(), name(), name()),
        macs in option::of(any::<([u8; 6], [u8; 6])>()),
        (mark, uid, gid) in any::<(Option<u32>, Option<u32>, u32)>(),
        seconds in 0..4_000_000_000_i64,
    ) -> (Printed, Printed) {
        let Packet { src, dst, proto, sport, dport, .. } = quoted.packet;
        let Printed { packet, style } = network;
        let inner = has_inner(&packet).then_some(Inner { src, dst, proto, sport, dport });
        // Behind a header that it cannot read the kernel says no more.
        let is_over = packet.src.is_some_and(|src| src.is_ipv6())
            && matches!(style.extensions.last(), Some(Extension::Esp | Extension::Unknown));
        let (mark, uid) = if is_over { (None, None) } else { (mark, uid) };
        let packet = Packet {
            time: Some(Timestamp(seconds * Timestamp::SECOND)),
            fw: Some("fw"),
            prefix: Some("drop:"),
            action: Some("DROP".into()),
            verdict: Verdict::Deny,
            smac: macs.map(|macs| Mac(macs.0)),
            dmac: macs.map(|macs| Mac(macs.1)),
            gid: uid.map(|_| gid),
            inner, iif, oif, physin, physout, mark, uid,
            ..packet
        };
        (Printed { packet, style }, quoted)
    }
}

/// Whether the kernel prints the packet that an ICMP error quotes.
fn has_inner(packet: &Packet<'_>) -> bool {
    match packet.proto {
        Some(Protocol::ICMP) => matches!(packet.icmptype, Some(3 | 4 | 5 | 11)),
        Some(Protocol::ICMPV6) => matches!(packet.icmptype, Some(1..=4)),
        _ => false,
    }
}

/// Prints a packet as `net/netfilter/nf_log_syslog.c` does.
fn print(printed: &Printed, quoted: &Printed) -> String {
    let mut line = printed.packet.time.expect("a time").to_string().replace(' ', "T");
    line += " fw kernel: [   12.000001] drop:";
    print_body(&mut line, printed, quoted).expect("a text takes what is written");
    line
}

fn print_body(line: &mut String, printed: &Printed, quoted: &Printed) -> fmt::Result {
    let Printed { packet, style } = printed;
    write!(line, "IN={} OUT={} ", packet.iif.unwrap_or(""), packet.oif.unwrap_or(""))?;
    for (key, value) in [("PHYSIN", packet.physin), ("PHYSOUT", packet.physout)] {
        if let Some(value) = value {
            write!(line, "{key}={value} ")?;
        }
    }
    if let (Some(smac), Some(dmac)) = (packet.smac, packet.dmac) {
        match style.decoded {
            None => write!(line, "MAC={dmac}:{smac}:08:00 ")?,
            Some(None) => write!(line, "MACSRC={smac} MACDST={dmac} MACPROTO=0800 ")?,
            Some(Some(id)) => {
                write!(line, "MACSRC={smac} MACDST={dmac} VPROTO=8100 VID={id} MACPROTO=0800 ")?
            }
        }
    }
    print_network(line, printed, Some(quoted))?;
    if let (Some(uid), Some(gid)) = (packet.uid, packet.gid) {
        write!(line, "UID={uid} GID={gid} ")?;
    }
    if let Some(mark) = packet.mark {
        write!(line, "MARK=0x{mark:x} ")?;
    }
    Ok(())
}

/// Prints from the addresses on; the quoted packet is left out in one that is quoted itself.
fn print_network(line: &mut String, printed: &Printed, quoted: Option<&Printed>) -> fmt::Result {
    let Printed { packet, style } = printed;
    let (src, dst) = (packet.src.expect("a source"), packet.dst.expect("a destination"));
    let (len, ttl) = (packet.len.expect("a length"), packet.ttl.expect("a hop limit"));
    let tos = packet.tos.expect("a type of service");
    let IpAddr::V6(src6) = src else {
        let (low, high, id) = (tos & 0x1E, tos & 0xE0, packet.id.expect("an identification"));
        write!(line, "SRC={src} DST={dst} LEN={len} TOS=0x{low:02X} PREC=0x{high:02X} ")?;
        write!(line, "TTL={ttl} ID={id} ")?;
        for (bit, name) in ["CE", "DF", "MF"].iter().enumerate() {
            if style.bits & (1 << bit) != 0 {
                write!(line, "{name} ")?;
            }
        }
        if style.is_late {
            *line += "FRAG:185 ";
        }
        if !style.options[0].is_empty() {
            write!(line, "OPT ({}) ", style.options[0])?;
        }
        return print_transport(line, printed, quoted);
    };
    let all_groups = |address: IpAddr| match address {
        IpAddr::V6(address) => address.segments().map(|group| format!("{group:04x}")).join(":"),
        IpAddr::V4(address) => address.to_string(),
    };
    write!(line, "SRC={} DST={} ", all_groups(src6.into()), all_groups(dst))?;
    write!(line, "LEN={len} TC={tos} HOPLIMIT={ttl} FLOWLBL=7 ")?;
    for extension in &style.extensions {
        if print_extension(line, style, *extension)? {
            return Ok(());
        }
    }
    print_transport(line, printed, quoted)
}

/// Prints an extension header, and says whether the line ends with it.
fn print_extension(
    line: &mut String,
    style: &Style,
    extension: Extension,
) -> Result<bool, fmt::Error> {
    if extension == Extension::Unknown {
        *line += "Unknown Ext Hdr 139";
        return Ok(true);
    }
    if style.has_extension_options {
        *line += "OPT ( ";
    }
    match extension {
        Extension::Fragment(id) => {
            let offset = if style.is_late { 1448 } else { 0 };
            let more = if style.bits & 4 != 0 { "INCOMPLETE " } else { "" };
            write!(line, "FRAG:{offset} {more}ID:{id:08x} ")?;
        }
        Extension::Ah if style.has_extension_options => *line += "AH SPI=0x1f ",
        Extension::Esp if style.has_extension_options => {
            *line += "ESP SPI=0x1f )";
            return Ok(true);
        }
        Extension::Esp => return Ok(true),
        Extension::Ah | Extension::Options | Extension::Unknown => {}
    }
    if style.has_extension_options {
        *line += ") ";
    }
    Ok(false)
}

fn print_transport(line: &mut String, printed: &Printed, quoted: Option<&Printed>) -> fmt::Result {
    let Printed { packet, style } = printed;
    let Some(proto) = packet.proto else { return Ok(()) };
    let is_v4 = packet.src.is_some_and(|src| src.is_ipv4());
    let is_icmp = proto == if is_v4 { Protocol::ICMP } else { Protocol::ICMPV6 };
    match proto {
        Protocol(6 | 17 | 50 | 51 | 136) => write!(line, "PROTO={} ", proto.name())?,
        _ if is_icmp => write!(line, "PROTO={} ", proto.name())?,
        Protocol(number) => {
            return write!(line, "PROTO={number} ");
        }
    }
    if style.is_late {
        return Ok(());
    }
    if style.is_short {
        *line += "INCOMPLETE [4 bytes] ";
        return Ok(());
    }
    if let (Some(sport), Some(dport)) = (packet.sport, packet.dport) {
        write!(line, "SPT={sport} DPT={dport} ")?;
    }
    match proto.0 {
        6 => print_tcp(line, printed),
        17 | 136 => write!(line, "LEN=8 "),
        50 | 51 => write!(line, "SPI=0xcb886522 "),
        _ => print_icmp(line, packet, quoted),
    }
}

fn print_tcp(line: &mut String, printed: &Printed) -> fmt::Result {
    let Printed { packet, style } = printed;
    let window = packet.window.expect("a window");
    if style.has_sequence {
        *line += "SEQ=1 ACK=0 ";
    }
    write!(line, "WINDOW={window} RES=0x00 ")?;
    let bits = packet.flags.expect("flags").0;
    // The order of the kernel's, which is that of the bits but for ACK and PSH.
    for name in ["AE", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"] {
        if TcpFlags::from_name(name).is_some_and(|flag| bits & flag.0 != 0) {
            write!(line, "{name} ")?;
        }
    }
    *line += "URGP=0 ";
    if !style.options[1].is_empty() {
        write!(line, "OPT ({}) ", style.options[1])?;
    }
    Ok(())
}

fn print_icmp(line: &mut String, packet: &Packet<'_>, quoted: Option<&Printed>) -> fmt::Result {
    let (kind, code) = (packet.icmptype.expect("a type"), packet.icmpcode.expect("a code"));
    write!(line, "TYPE={kind} CODE={code} ")?;
    let is_v4 = packet.proto == Some(Protocol::ICMP);
    match kind {
        0 | 8 if is_v4 => *line += "ID=77 SEQ=1 ",
        128 | 129 if !is_v4 => *line += "ID=77 SEQ=1 ",
        12 if is_v4 => *line += "PARAMETER=9 ",
        4 if !is_v4 => *line += "POINTER=00000028 ",
        5 if is_v4 => *line += "GATEWAY=192.0.2.1 ",
        _ => {}
    }
    if has_inner(packet)
        && let Some(quoted) = quoted
    {
        line.push('[');
        print_network(line, quoted, None)?;
        *line += "] ";
    }
    if kind == if is_v4 { 3 } else { 2 } {
        *line += "MTU=1400 ";
    }
    Ok(())
}

prop_compose! {
    /// The words of a packet as a log shipper may write them, and the packet.
    fn shuffled()(
        (src, dst) in addresses(),
        (iif, oif) in (name(), name()),
        (has_iif, has_oif) in any::<(bool, bool)>(),
        macs in option::of(any::<([u8; 6], [u8; 6])>()),
        (sport, dport, ttl, window) in any::<(u16, u16, u8, u16)>(),
        (len, id, mark) in any::<(Option<u16>, Option<u16>, Option<u32>)>(),
    )(
        words in Just({
            let mut words = vec![
                format!("SRC={src}"), format!("DST={dst}"), "PROTO=TCP".to_owned(),
                format!("SPT={sport}"), format!("DPT={dport}"), format!("TTL={ttl}"),
                format!("WINDOW={window}"), "RES=0x00 SYN URGP=0".to_owned(),
            ];
            let macs = macs.map(|(smac, dmac)| format!("MAC={}:{}:08:00", Mac(dmac), Mac(smac)));
            words.extend(macs);
            words.extend(has_iif.then(|| format!("IN={}", iif.unwrap_or(""))));
            words.extend(has_oif.then(|| format!("OUT={}", oif.unwrap_or(""))));
            words.extend(len.map(|len| format!("LEN={len}")));
            words.extend(id.map(|id| format!("ID={id}")));
            words.extend(mark.map(|mark| format!("MARK=0x{mark:x}")));
            words
        }).prop_shuffle(),
        packet in Just(Packet {
            time: Some(Timestamp(1_714_804_508 * Timestamp::SECOND)),
            fw: Some("fw"),
            prefix: Some("drop:"),
            action: Some("DROP".into()),
            verdict: Verdict::Deny,
            iif: iif.filter(|_| has_iif),
            oif: oif.filter(|_| has_oif),
            smac: macs.map(|macs| Mac(macs.0)),
            dmac: macs.map(|macs| Mac(macs.1)),
            src: Some(src),
            dst: Some(dst),
            proto: Some(Protocol::TCP),
            sport: Some(sport),
            dport: Some(dport),
            ttl: Some(ttl),
            window: Some(window.into()),
            flags: Some(TcpFlags(2)),
            len: len.map(u32::from),
            id: id.map(u32::from),
            mark,
            ..Packet::default()
        }),
    ) -> (Vec<String>, Packet<'static>) {
        (words, packet)
    }
}

prop_compose! {
    /// What the kernel prints of an ARP packet, and the packet that it says.
    fn arp()(
        (iif, oif, physin) in (name(), name(), name()),
        macs in option::of(any::<([u8; 6], [u8; 6])>()),
        decoded in option::of(option::of(0..4096_u16)),
        addresses in option::of(any::<([u8; 6], [u8; 4], [u8; 6], [u8; 4])>()),
        opcode in any::<u16>(),
    ) -> (String, Packet<'static>) {
        let mut line = "May  4 06:35:08 fw kernel: [ 1.5] drop:".to_owned();
        line += &format!("IN={} OUT={} ", iif.unwrap_or(""), oif.unwrap_or(""));
        line += &physin.map(|port| format!("PHYSIN={port} ")).unwrap_or_default();
        if let Some((smac, dmac)) = macs.map(|(smac, dmac)| (Mac(smac), Mac(dmac))) {
            let vlan = decoded.flatten().map(|id| format!("VPROTO=8100 VID={id} "));
            line += &match decoded {
                None => format!("MAC={dmac}:{smac}:08:06 "),
                Some(_) => format!("MACSRC={smac} MACDST={dmac} {}MACPROTO=0806 ",
                    vlan.unwrap_or_default()),
            };
        }
        line += &format!("ARP HTYPE=1 PTYPE=0x0800 OPCODE={opcode}");
        if let Some((smac, src, dmac, dst)) = addresses {
            let [src, dst] = [src, dst].map(std::net::Ipv4Addr::from);
            line += &format!(" MACSRC={} IPSRC={src} MACDST={} IPDST={dst}", Mac(smac), Mac(dmac));
        }
        let packet = Packet {
            time: Some(Timestamp(1_714_804_508 * Timestamp::SECOND)),
            fw: Some("fw"),
            prefix: Some("drop:"),
            action: Some("DROP".into()),
            verdict: Verdict::Deny,
            smac: macs.map(|macs| Mac(macs.0)).or(addresses.map(|it| Mac(it.0))),
            dmac: macs.map(|macs| Mac(macs.1)).or(addresses.map(|it| Mac(it.2))),
            src: addresses.map(|it| it.1.into()),
            dst: addresses.map(|it| it.3.into()),
            proto: Some(Protocol::ARP),
            iif, oif, physin,
            ..Packet::default()
        };
        (line, packet)
    }
}

proptest! {
    #![proptest_config(properties(256))]

    #[test]
    fn what_the_kernel_prints_of_arp_reads_back((line, packet) in arp()) {
        prop_assert_eq!(read(&line), (Line::Packet { times: 1 }, Some(packet)), "{}", line);
    }

    #[test]
    fn what_is_trimmed_says_the_same((printed, quoted) in packet()) {
        let line = print(&printed, &quoted);
        prop_assert_eq!(read(line.trim_end()), read(&line), "{}", line);
    }

    #[test]
    fn keys_in_any_order_say_the_same((words, packet) in shuffled(), is_trimmed in any::<bool>()) {
        let line = format!("May  4 06:35:08 fw kernel: drop: {} ", words.join(" "));
        let line = if is_trimmed { line.trim_end() } else { &line };
        prop_assert_eq!(read(line), (Line::Packet { times: 1 }, Some(packet)), "{}", line);
    }

    #[test]
    fn what_the_kernel_prints_reads_back((printed, quoted) in packet()) {
        let line = print(&printed, &quoted);
        let expected = (Line::Packet { times: 1 }, Some(printed.packet));
        prop_assert_eq!(read(&line), expected, "{}", line);
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
        "<4>1 2024-02-03T00:00:00Z a b c d", "[a b=\"", "1 2 c 20/Jun/2022:13:13:32 +0200", "x:", "x: IN=",
        "MAC source = ", "02:00:5e:00:53:01", " MAC dest = ", "SRC=1.2.3.4 DST=1.2.3.4 LEN=4", "MAC=",
        "message repeated ", "2", " times: [ ", " times", "last message repeated ", "Last message '",
        "' repeated 2 times, suppressed by syslog-ng", "[Thu Apr  2 21:55:11 2020]", "\u{FEFF}",
        "ARP", "IPSRC=1.2.3.4", "ARP IP SRC=1.2.3.4", "ARP MAC DST=02:00:5e:00:53:01", "SPT=1", "DPT=2",
        "OUT=eth1", "IN=eth0 SRC=1.2.3.4", "PREC=", "TTL=9", "nf_ct_tcp: ", "[FW_ADT]A=A ", "would-drop: ",
        "fw", "stdout F ", "Kernel.Warning\t", "1795588508.5", "2026/11/25 06:35:08", "[Nov25 06:35]",
        "[  +0.5]", "\"", "212 <4>", " callbacks suppressed", " messages lost due to rate-limiting",
    ]), 0..40)) {
        read(&words.join(" "));
        read(&words.concat());
    }
}
