//! Agreement: the readings of the language — in memory and on the stores — mean the same.

use std::borrow::Cow;

use ipta::ask::{Asked, Question};
use ipta::cancel::Cancel;
use ipta::log::source::{Bookmark, Fingerprint};
use ipta::packet::{Mac, Packet, Protocol, TcpFlags, Verdict};
use ipta::query::eval::Matcher;
use ipta::query::{Params, check, parse};
use ipta::store::{Step, Store};
use ipta::time::{Now, Zone};

use crate::queries::{NOW, cases};
use crate::support::packets::packets;
use crate::support::rows::{Lines, MARK};
use crate::support::servers::Running;

mod conditions;
mod dice;
mod expected;
mod injection;
mod printing;
mod random;
mod sentences;
mod traffic;

/// The table of all queries.
const LOGS: &str = "logs";

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

/// Stores packets.
fn fill(store: &dyn Store, packets: &[Packet<'_>]) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    let mut batch = store.batch(LOGS).expect("a batch");
    packets.iter().for_each(|packet| batch.push(packet));
    let print = Fingerprint { len: 1, hash: 1 };
    let to = Bookmark { head: print, offset: 1, tail: print };
    batch.commit(&Step { from: None, to, others: 0, again: false }).expect("stored");
}

/// The answer of a store, or what is wrong with the question.
fn answer(store: &dyn Store, text: &str) -> String {
    let (zone, cancel) = (Zone::utc(), Cancel::default());
    let asked = Asked { store, table: LOGS, zone: Some(&zone), now: Now::At(NOW), cancel: &cancel };
    let question = Question { text, params: Params::default(), ..Question::default() };
    let mut lines = Lines::default();
    let told = asked.prepare(&question).and_then(|ready| asked.run(&ready, &mut lines));
    told.map_or_else(|error| error.to_string(), |_| lines.0)
}

/// Every case has on the store the rows that stand in its file.
fn check_cases(store: &dyn Store) {
    fill(store, &packets());
    let (mut wrong, mut number) = (String::new(), 0);
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let expected = case.expected.lines().filter(|line| line.starts_with(MARK.trim_end()));
            let expected: Vec<&str> = expected.collect();
            let found = answer(store, case.typed.strip_prefix("explain ").unwrap_or(&case.typed));
            let found: Vec<&str> = found.lines().map(str::trim_end).collect();
            number += 1;
            if found != expected {
                let [expected, found] = [expected, found].map(|lines| lines.join("\n"));
                wrong += &format!("> {}\nexpected:\n{expected}\nfound:\n{found}\n\n", case.typed);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(number >= 300, "only {number} cases");
}

#[test]
fn every_case_has_its_rows_on_mariadb() {
    let database = Running::shared("mariadb").database();
    check_cases(&database.open());
}

#[test]
fn every_case_has_its_rows_on_mysql() {
    let database = Running::shared("mysql").database();
    check_cases(&database.open());
}

#[cfg(feature = "embedded")]
#[test]
fn every_case_has_its_rows_on_the_embedded_store() {
    let folder = tempfile::tempdir().expect("a folder");
    check_cases(&*ipta::store::open(&folder.path().join("store"), None).expect("a store"));
}
