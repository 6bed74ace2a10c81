//! The example log: two days of two machines in which every report finds something.

use std::io;

use super::line::{
    Address, Body, DAY, Detail, Fragment, Machine, Moment, Packet, SECOND, Tcp, Text,
};
use super::random::Random;

/// A firewall with hand-written rules (`IPT: WORD`), in front of a small network.
const FW1: Machine = Machine::Classic("fw1.example");
/// A host with UFW.
const GW2: Machine = Machine::Iso("gw2.example");

/// 11 October 2026, the first of the two days.
const START: Moment = 27 * DAY;
const HOUR: Moment = 3600 * SECOND;
const MINUTE: Moment = 60 * SECOND;

/// When no packet was logged: on the second day from 03:10 to 06:40.
const GAP: std::ops::Range<Moment> = START + DAY + 190 * MINUTE..START + DAY + 400 * MINUTE;

/// The firewall itself, and the servers behind it.
const FIREWALL: Address = Address::V4([192, 0, 2, 1]);
const WEB: Address = Address::V4([192, 0, 2, 20]);
const MAIL: Address = Address::V4([192, 0, 2, 25]);
const NAMES: Address = Address::V4([192, 0, 2, 53]);
const HOST: Address = Address::V4([192, 0, 2, 130]);
const WEB6: Address = Address::V6([0x2001, 0xdb8, 1, 0, 0, 0, 0, 0x20]);

/// Writes the log; the same bytes every time.
pub fn write(out: &mut dyn io::Write) -> io::Result<()> {
    let mut log = Log { random: Random(2026), lines: Vec::new() };
    log.traffic();
    log.noise();
    log.egress();
    log.blocked_countries();
    log.invalid();
    log.scans();
    log.sweeps();
    log.ping_storm();
    log.stealth();
    log.icmp_errors();
    log.ipv6();
    log.local();
    log.oddities();
    log.ufw();
    log.unjudged();
    log.daemons();
    log.broken();
    log.lines.sort_by_key(|(at, _)| *at);
    log.lines.iter().try_for_each(|(_, line)| {
        out.write_all(line)?;
        out.write_all(b"\n")
    })
}

struct Log {
    random: Random,
    lines: Vec<(Moment, Vec<u8>)>,
}

/// A packet that came in by eth0, without transport.
fn inbound(prefix: &'static str, src: Address, dst: Address, body: Body) -> Packet {
    let (len, fragment) = match &body {
        Body::Tcp(tcp) if tcp.flags == "SYN " => (60, Fragment::Never),
        Body::Tcp(_) => (40, Fragment::None),
        Body::Icmp(..) => (84, Fragment::None),
        _ => (76, Fragment::None),
    };
    let (iif, oif) = ("eth0", "");
    Packet {
        prefix,
        iif,
        oif,
        src,
        dst,
        len,
        tos: 0,
        ttl: 52,
        id: 0,
        fragment,
        body,
        owner: None,
        mark: 0,
    }
}

/// A packet that the machine itself sends.
fn outbound(prefix: &'static str, src: Address, dst: Address, body: Body) -> Packet {
    Packet { iif: "", oif: "eth0", ttl: 64, ..inbound(prefix, src, dst, body) }
}

/// The same packet, passed on from eth0 to eth1.
fn forwarded(packet: Packet) -> Packet {
    Packet { oif: "eth1", ttl: packet.ttl - 1, ..packet }
}

fn tcp(sport: u32, dport: u32, flags: &'static str) -> Body {
    let window = if flags == "SYN " { 64_240 } else { 501 };
    Body::Tcp(Tcp { sport, dport, window, flags, options: "" })
}

impl Log {
    fn add(&mut self, machine: Machine, at: Moment, packet: Packet) {
        let at = if GAP.contains(&at) { at + (GAP.end - GAP.start) } else { at };
        let id = self.random.range(1, 65_535) as u16;
        let mut text = Text::default();
        machine.line(&mut text, at, &Packet { id, ..packet });
        self.lines.push((at, text.0));
    }

    /// A line that is not a packet of the kernel's: stamped, then as given.
    fn say(&mut self, at: Moment, words: &str) {
        let mut text = Text::default();
        FW1.stamp(&mut text, at);
        self.lines.push((at, text.put(words).0.clone()));
    }

    /// A moment of the two days.
    fn moment(&mut self) -> Moment {
        START + self.random.below(2 * DAY)
    }

    /// A moment within `span` from `from`.
    fn within(&mut self, from: Moment, span: Moment) -> Moment {
        START + from + self.random.below(span)
    }

    fn port(&mut self) -> u32 {
        self.random.range(32_768, 60_999)
    }

    /// Somebody outside: a few of them often.
    fn stranger(&mut self) -> Address {
        let last = 10 + self.random.skewed(7) as u8;
        self.random.pick(&[Address::V4([198, 51, 100, last]), Address::V4([203, 0, 113, last])])
    }

    /// What the rules let through.
    fn traffic(&mut self) {
        for _ in 0..360 {
            let (dst, port) = self.random.pick(&[
                (WEB, 443),
                (WEB, 443),
                (WEB, 443),
                (WEB, 80),
                (MAIL, 25),
                (MAIL, 587),
                (NAMES, 53),
            ]);
            let (at, src, sport) = (self.moment(), self.stranger(), self.port());
            let body = if port == 53 { Body::Udp(sport, port) } else { tcp(sport, port, "SYN ") };
            self.add(FW1, at, forwarded(inbound("IPT: ACCEPT ", src, dst, body)));
        }
        for quarter in 0..60 {
            let (at, sport) = (self.within(quarter * 48 * MINUTE, MINUTE), self.port());
            let clock = Address::V4([203, 0, 113, 123]);
            let packet = outbound("IPT: ACCEPT ", FIREWALL, clock, Body::Udp(sport, 123));
            self.add(FW1, at, Packet { owner: Some((112, 118)), tos: 0xb8, ..packet });
        }
        for _ in 0..24 {
            let (at, sport, dst) = (self.moment(), self.port(), self.stranger());
            let packet = outbound("IPT: ACCEPT ", FIREWALL, dst, tcp(sport, 443, "SYN "));
            self.add(FW1, at, Packet { owner: Some((1000, 1000)), mark: 0x2a, ..packet });
        }
    }

    /// What the internet tries all day. The second day has sources that the first did not know.
    fn noise(&mut self) {
        for nth in 0..280 {
            let at = self.moment();
            let (port, protocol) = self.random.pick(&[
                (23, 6),
                (23, 6),
                (22, 6),
                (22, 6),
                (445, 6),
                (3389, 6),
                (8080, 6),
                (6379, 6),
                (1433, 6),
                (5060, 17),
                (161, 17),
                (1900, 17),
            ]);
            let newcomer = Address::V4([198, 51, 100, 200 + (nth % 40) as u8]);
            let is_second = at > START + DAY && nth % 3 == 0;
            let src = if is_second { newcomer } else { self.stranger() };
            let sport = self.port();
            let body =
                if protocol == 6 { tcp(sport, port, "SYN ") } else { Body::Udp(sport, port) };
            self.add(FW1, at, inbound("IPT: DROP ", src, FIREWALL, body));
        }
    }

    /// What the servers behind the firewall may not do.
    fn egress(&mut self) {
        for nth in 0..26 {
            let (at, sport, dst) = (self.moment(), self.port(), self.stranger());
            let (src, port) = self.random.pick(&[(WEB, 25), (WEB, 6667), (MAIL, 80)]);
            let prefix = if nth % 5 == 0 { "IPT: INVALID " } else { "IPT: DROP " };
            let packet = inbound(prefix, src, dst, tcp(sport, port, "SYN "));
            self.add(FW1, at, Packet { iif: "eth1", oif: "eth0", ttl: 63, ..packet });
        }
    }

    /// Sources that a list of blocked countries stops: each tries three times.
    fn blocked_countries(&mut self) {
        for nth in 0..30 {
            let (at, sport) = (self.moment(), self.port());
            let port = self.random.pick(&[110, 143, 445, 993]);
            let src = Address::V4([203, 0, 113, 220 + nth % 12]);
            for pause in [0, 1, 3] {
                let packet = inbound("IPT: CBLK ", src, FIREWALL, tcp(sport, port, "SYN "));
                self.add(FW1, at + pause * SECOND, packet);
            }
        }
    }

    /// Packets that belong to no connection.
    fn invalid(&mut self) {
        for nth in 0..78 {
            let (at, sport) = (self.moment(), self.port());
            let src = Address::V4([198, 51, 100, 70 + self.random.skewed(4) as u8]);
            let (flags, port) =
                self.random.pick(&[("RST ", 80), ("ACK RST ", 443), ("ACK FIN ", 80)]);
            let packet = inbound("IPT: INVALID ", src, WEB, tcp(sport, port, flags));
            self.add(FW1, at, if nth % 2 == 0 { packet } else { forwarded(packet) });
        }
    }

    /// One scan of 400 ports, one of 26 and one of 7.
    fn scans(&mut self) {
        let scans = [(66, 400, 9 * HOUR), (67, 26, 20 * HOUR), (68, 7, DAY + 15 * HOUR)];
        for (last, ports, from) in scans {
            let src = Address::V4([203, 0, 113, last]);
            let sport = self.port();
            for nth in 0..ports {
                let at = START + from + u64::from(nth) * 700_000 + self.random.below(SECOND);
                let body = Body::Tcp(Tcp {
                    sport,
                    dport: 1 + nth * 37 % 1021,
                    window: 1024,
                    flags: "SYN ",
                    options: "020405B4",
                });
                let packet =
                    Packet { len: 44, ttl: 47, ..inbound("IPT: DROP ", src, FIREWALL, body) };
                self.add(FW1, at, Packet { fragment: Fragment::None, ..packet });
            }
        }
    }

    /// One port on every address of the network.
    fn sweeps(&mut self) {
        for (source, port, hosts, from) in [(91, 445, 60, 14 * HOUR), (92, 23, 34, DAY + HOUR)] {
            let src = Address::V4([198, 51, 100, source]);
            for host in 1..=hosts {
                let (at, sport) = (self.within(from, 10 * MINUTE), self.port());
                let dst = Address::V4([192, 0, 2, host]);
                let packet = inbound("IPT: DROP ", src, dst, tcp(sport, port, "SYN "));
                self.add(FW1, at, forwarded(packet));
            }
        }
    }

    /// Pings: some are answered, and a storm that soon is not.
    fn ping_storm(&mut self) {
        let src = Address::V4([203, 0, 113, 8]);
        for sequence in 0..110 {
            let at = START + 18 * HOUR + u64::from(sequence) * SECOND / 4;
            let prefix = if sequence < 20 { "IPT: ACCEPT " } else { "IPT: DROP " };
            let body = Body::Icmp(8, 0, Detail::Echo(4711, sequence));
            self.add(FW1, at, inbound(prefix, src, FIREWALL, body));
        }
        for _ in 0..4 {
            let (at, src) = (self.moment(), self.stranger());
            let timestamp = Body::Icmp(13, 0, Detail::None);
            self.add(FW1, at, inbound("IPT: DROP ", src, FIREWALL, timestamp));
        }
        for sequence in 0..14 {
            let (at, src) = (self.moment(), self.stranger());
            let body = Body::Icmp(8, 0, Detail::Echo(9, sequence));
            self.add(FW1, at, inbound("IPT: ACCEPT ", src, FIREWALL, body));
        }
    }

    /// TCP packets without flags, with FIN alone, and with FIN, PSH and URG.
    fn stealth(&mut self) {
        for nth in 0..27 {
            let (at, sport) = (self.within(DAY + 11 * HOUR, 30 * MINUTE), self.port());
            let src = Address::V4([198, 51, 100, 166 + nth % 3]);
            let flags = ["", "FIN ", "URG PSH FIN "][usize::from(nth % 3)];
            let port = [22, 80, 443, 3306, 8443][usize::from(nth % 5)];
            let packet = inbound("IPT: DROP ", src, WEB, tcp(sport, port, flags));
            self.add(FW1, at, packet);
        }
    }

    /// Errors that quote the packet they speak of.
    fn icmp_errors(&mut self) {
        let router = Address::V4([203, 0, 113, 254]);
        for nth in 0..16 {
            let (at, sport, dst) = (self.moment(), self.port(), self.stranger());
            let body = if nth % 3 == 0 { tcp(sport, 25, "SYN ") } else { Body::Udp(sport, 33_434) };
            let inner = Box::new(Packet { len: 60, ..outbound("", FIREWALL, dst, body) });
            let (kind, code, detail) = match nth % 5 {
                0 => (3, 3, Detail::Inner(inner)),
                1 => (3, 1, Detail::Inner(inner)),
                2 => (11, 0, Detail::Inner(inner)),
                3 => (3, 4, Detail::Mtu(inner, 1480)),
                _ => (5, 1, Detail::Gateway(Address::V4([203, 0, 113, 253]), inner)),
            };
            let prefix = if kind == 5 { "IPT: DROP " } else { "IPT: ACCEPT " };
            let src = if kind == 3 && code == 3 { dst } else { router };
            let packet = inbound(prefix, src, FIREWALL, Body::Icmp(kind, code, detail));
            self.add(FW1, at, Packet { tos: 0xc0, len: 88, ..packet });
        }
        let router = Address::V6([0x2001, 0xdb8, 0xffff, 0, 0, 0, 0, 1]);
        for nth in 0..6 {
            let (at, sport) = (self.moment(), self.port());
            let dst = Address::V6([0x2001, 0xdb8, 0xbad, nth, 0, 0, 0, 7]);
            let inner = Box::new(outbound("", WEB6, dst, Body::Udp(sport, 53)));
            let (kind, code, detail) = match nth % 2 {
                0 => (1, 4, Detail::Inner(inner)),
                _ => (2, 0, Detail::Mtu(inner, 1280)),
            };
            let packet = inbound("IPT: ACCEPT ", router, WEB6, Body::Icmp(kind, code, detail));
            self.add(FW1, at, Packet { len: 124, ..packet });
        }
    }

    fn ipv6(&mut self) {
        for nth in 0..84 {
            let (at, sport) = (self.moment(), self.port());
            let host = self.random.skewed(5) as u16;
            let src = Address::V6([0x2001, 0xdb8, 0xbad, host, 0, 0, 0, 7]);
            let (prefix, body) = match nth % 6 {
                0 | 1 => ("IPT: ACCEPT ", tcp(sport, 443, "SYN ")),
                2 => ("IPT: DROP ", tcp(sport, 22, "SYN ")),
                3 => ("IPT: DROP ", tcp(sport, 8080, "SYN ")),
                4 => ("IPT: DROP ", Body::Udp(sport, 5060)),
                _ => ("IPT: ACCEPT ", Body::Icmp(128, 0, Detail::Echo(17, nth))),
            };
            self.add(FW1, at, Packet { len: 80, ..inbound(prefix, src, WEB6, body) });
        }
    }

    /// The machine's talk with itself.
    fn local(&mut self) {
        for nth in 0..32 {
            let (at, sport) = (self.moment(), self.port());
            let (iif, oif) = if nth % 2 == 0 { ("lo", "") } else { ("", "lo") };
            let prefix = if nth % 8 < 6 { "IPT: ACCEPT " } else { "IPT: DROP " };
            let packet = inbound(prefix, FIREWALL, FIREWALL, Body::Udp(sport, 53));
            self.add(FW1, at, Packet { iif, oif, ttl: 64, ..packet });
        }
    }

    /// Protocols by number, and fragments of which only the first has ports.
    fn oddities(&mut self) {
        for nth in 0..18 {
            let (at, src) = (self.moment(), self.stranger());
            let body = match nth % 6 {
                0 => Body::Other(2),
                1 => Body::Other(47),
                2 => Body::Other(132),
                3 => Body::Other(253),
                4 => Body::Esp(0x1f4e_0d55),
                _ => Body::Ah(0x3ad0_771c),
            };
            self.add(FW1, at, inbound("IPT: DROP ", src, FIREWALL, body));
        }
        for _ in 0..6 {
            let (at, src) = (self.moment(), self.stranger());
            let packet = inbound("IPT: DROP ", src, NAMES, Body::Udp(53, 53));
            let first = Packet { len: 1500, fragment: Fragment::First, ..packet };
            self.add(FW1, at, first.clone());
            let later = Packet { len: 924, fragment: Fragment::Later(185), ..first };
            self.add(FW1, at + 40, later);
        }
    }

    /// A machine with UFW. An audited packet is logged a second time with its verdict.
    fn ufw(&mut self) {
        for nth in 0..190 {
            let (at, sport, src) = (self.moment(), self.port(), self.stranger());
            let (prefix, body) = match nth % 10 {
                0..=4 => {
                    let port = self.random.pick(&[22, 23, 80, 445, 5900, 8728]);
                    ("[UFW BLOCK] ", tcp(sport, port, "SYN "))
                }
                5 => ("[UFW BLOCK] ", Body::Udp(sport, self.random.pick(&[137, 161, 5353]))),
                6..=8 => ("[UFW ALLOW] ", tcp(sport, 443, "SYN ")),
                _ => ("[UFW LIMIT BLOCK] ", tcp(sport, 22, "SYN ")),
            };
            let packet = inbound(prefix, src, HOST, body);
            if nth % 5 == 0 {
                self.add(GW2, at, Packet { prefix: "[UFW AUDIT] ", ..packet.clone() });
            }
            self.add(GW2, at + 12, packet);
        }
        for _ in 0..9 {
            let (at, sport, src) = (self.moment(), self.port(), self.stranger());
            let packet = inbound("[UFW AUDIT INVALID] ", src, HOST, tcp(sport, 443, "RST "));
            self.add(GW2, at, packet.clone());
            self.add(GW2, at + 15, Packet { prefix: "[UFW BLOCK] ", ..packet });
        }
    }

    /// Prefixes that do not say what became of the packet.
    fn unjudged(&mut self) {
        for nth in 0..17 {
            let (at, sport, src) = (self.moment(), self.port(), self.stranger());
            let prefix = if nth < 12 { "FW-NOTE: " } else { "geo-watch " };
            self.add(FW1, at, inbound(prefix, src, WEB, tcp(sport, 8443, "SYN ")));
        }
    }

    /// Lines of others in the same file.
    fn daemons(&mut self) {
        for hour in 0..48 {
            let process = 2200 + hour * 41;
            let words = format!("CRON[{process}]: (root) CMD (run-parts /etc/cron.hourly)");
            self.say(START + hour * HOUR + 17 * MINUTE + SECOND, &words);
        }
        for nth in 0..22 {
            let (at, sport) = (self.moment(), self.port());
            let process = 9000 + nth * 7;
            let words = format!(
                "sshd[{process}]: Failed password for invalid user admin from 203.0.113.{} port {sport} ssh2",
                20 + nth % 9
            );
            self.say(at, &words);
        }
    }

    /// Lines that cannot be: a port beyond 65535, an address beyond 255, and lines that were cut.
    fn broken(&mut self) {
        let src = Address::V4([203, 0, 113, 99]);
        self.add(FW1, START + 7 * HOUR, inbound("IPT: DROP ", src, WEB, tcp(70_000, 22, "SYN ")));
        self.add(GW2, START + 31 * HOUR, inbound("[UFW BLOCK] ", src, HOST, Body::Udp(53, 70_000)));
        for (at, line) in [
            (
                8 * HOUR,
                "IPT: DROP IN=eth0 OUT= MAC= SRC=192.0.2.999 DST=192.0.2.1 LEN=40 TOS=0x00 ",
            ),
            (13 * HOUR, "IPT: DROP IN=eth0 OUT= MAC= SRC=203.0.113.99 DST=192.0."),
            (
                33 * HOUR,
                "=44 ID=8698 DF PROTO=TCP SPT=40122 DPT=23 WINDOW=1024 RES=0x00 SYN URGP=0 ",
            ),
        ] {
            self.say(START + at, &format!("kernel: {line}"));
        }
    }
}
