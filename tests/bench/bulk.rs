//! The bulk log: as many lines as are asked for, over four weeks, for the benchmarks.

use std::io;

use super::line::{Address, Body, DAY, Detail, Fragment, Machine, Packet, Tcp, Text};
use super::random::Random;

/// Whole lines are handed on in pieces of this size.
const PIECE: usize = 1 << 18;

/// Ports that packets go to, the usual ones.
const PORTS: [u32; 16] =
    [23, 22, 445, 80, 443, 3389, 8080, 5060, 25, 53, 123, 1433, 3306, 5900, 6379, 8443];

const FLAGS: [&str; 8] =
    ["SYN ", "SYN ", "SYN ", "SYN ", "ACK SYN ", "ACK PSH ", "RST ", "ACK FIN "];

pub fn write(out: &mut dyn io::Write, lines: u64, seed: u64) -> io::Result<()> {
    let mut random = Random(seed);
    let mut text = Text::default();
    let step = 28 * DAY / lines.max(1) * 2;
    let mut at = 0;
    for _ in 0..lines {
        at += random.below(step.max(1));
        let packet = packet(&mut random);
        let machine = match packet.prefix.as_bytes()[0] {
            b'[' => Machine::Iso("gw2.example"),
            _ => Machine::Classic("fw1.example"),
        };
        machine.line(&mut text, at, &packet);
        text.put("\n");
        if text.0.len() >= PIECE {
            out.write_all(&text.0)?;
            text.0.clear();
        }
    }
    out.write_all(&text.0)
}

fn packet(random: &mut Random) -> Packet {
    let prefix = random.pick(&[
        "IPT: ACCEPT ",
        "IPT: ACCEPT ",
        "IPT: DROP ",
        "IPT: DROP ",
        "IPT: INVALID ",
        "[UFW BLOCK] ",
        "[UFW BLOCK] ",
        "[UFW ALLOW] ",
    ]);
    let is_v6 = random.below(12) == 0;
    let source = 1 + random.skewed(12) as u16;
    let target = random.below(14) as u8;
    let body = body(random, if is_v6 { 128 } else { 8 });
    let len = match &body {
        Body::Tcp(_) => random.pick(&[40, 44, 52, 60, 60]),
        _ => random.range(40, 520),
    };
    Packet {
        prefix,
        iif: "eth0",
        oif: if random.below(5) == 0 { "eth1" } else { "" },
        src: if is_v6 {
            Address::V6([0x2001, 0xdb8, 0xbad, source >> 4, 0, 0, 0, source])
        } else {
            let [high, low] = source.wrapping_mul(40_503).to_be_bytes();
            Address::V4([198, 18, high, low])
        },
        dst: if is_v6 {
            Address::V6([0x2001, 0xdb8, 1, 0, 0, 0, 0, target.into()])
        } else {
            Address::V4([192, 0, 2, 16 + target])
        },
        len,
        tos: 0,
        ttl: 40 + (source % 24) as u8,
        id: random.below(1 << 16) as u16,
        fragment: if len == 60 { Fragment::Never } else { Fragment::None },
        body,
        owner: None,
        mark: 0,
    }
}

/// What the packet carries; `echo` is the type of a ping.
fn body(random: &mut Random, echo: u8) -> Body {
    let dport = match random.below(8) {
        0 => random.range(1024, 65_535),
        _ => PORTS[random.skewed(4) as usize],
    };
    let sport = random.range(32_768, 60_999);
    match random.below(10) {
        0 | 1 => Body::Udp(sport, dport),
        2 => {
            Body::Icmp(echo, 0, Detail::Echo(random.below(1 << 16) as u16, random.below(9) as u16))
        }
        _ => Body::Tcp(Tcp {
            sport,
            dport,
            window: random.pick(&[1024, 14_600, 29_200, 64_240, 65_535]),
            flags: random.pick(&FLAGS),
            options: "",
        }),
    }
}
