//! The language: its readings in memory agree with one another: the parser with what it expects and prints, a
//! filter with its complement.

use std::borrow::Cow;

use ipta::packet::{Mac, Packet, Protocol, TcpFlags, Verdict};
use ipta::query::eval::Matcher;
use ipta::query::{Params, check, parse};

use crate::support::cases::NOW;

mod expected;
mod printing;

fn matcher(text: &str) -> Matcher {
    let query = parse(text, &Params::new()).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
    Matcher::new(&check(&query, NOW).unwrap()).unwrap()
}

#[test]
fn a_packet_fits_a_filter_or_its_complement() {
    let packet = Packet {
        time: Some(NOW.plus(-1)),
        prefix: Some("FW-IN_drop 100%"),
        action: Some(Cow::Borrowed("DROP")),
        verdict: Verdict::Deny,
        iif: Some("eth0"),
        smac: Some(Mac([2, 0, 0x5e, 0, 0x53, 1])),
        src: "10.1.2.3".parse().ok(),
        dst: "2001:db8::7".parse().ok(),
        proto: Some(Protocol(254)),
        dport: Some(22),
        flags: Some(TcpFlags(0b1_0010)),
        ..Packet::default()
    };
    for (fits, condition) in [
        (true, "dport 22"),
        (true, "dport ssh, 80-90"),
        (false, "dport 23-65535"),
        (false, "sport 22"),
        (true, "port 22"),
        (false, "has sport"),
        (true, "dport <= 22 and dport >= 22 and not dport < 22"),
        (true, "src in 10.0.0.0/8"),
        (false, "src in a00::/8"),
        (true, "dst in 2001:db8::/32 and dst > 2001:db8::6"),
        (false, "dst > 10.0.0.0"),
        (true, "src is private and not dst is private"),
        (true, "proto 254 and proto like '2%'"),
        (false, "tcp or udp or icmp"),
        (true, "proto != TCP"),
        (true, "denied and inbound and action drop"),
        (true, "prefix = FW-* and prefix like '%100\\%' and prefix ~ /_drop \\d+%$/"),
        (false, "prefix = 'fw-in_drop 100%' or prefix ~ /DROP/"),
        (true, "prefix ~ /DROP/i"),
        (true, "prefix between A and Z"),
        (true, "mac 02:00:5e:* and smac 02-00-5E-00-53-01"),
        (false, "dmac 02:00:5e:*"),
        (true, "flags has syn and flags = syn+ack and flags != none"),
        (false, "flags has syn+rst"),
        (true, "time >= today and time < now and time 2026-10-12"),
        (false, "time < today"),
    ] {
        assert_eq!(
            matcher(&format!("list where {condition}")).matches(&packet),
            fits,
            "{condition}"
        );
        let complement = matcher(&format!("list where not ({condition})"));
        assert_eq!(complement.matches(&packet), !fits, "not {condition}");
    }
    for (fits, window) in [(true, "today"), (true, "last 1h"), (false, "until 11:59"), (true, "")] {
        let list = matcher(&format!("list {window}"));
        assert_eq!(list.matches(&packet), fits, "{window}");
        let timeless = Packet { time: None, ..packet.clone() };
        assert_eq!(list.matches(&timeless), window.is_empty(), "{window} without a time");
    }
}
