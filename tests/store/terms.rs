//! Terms, histograms and comparisons: what the language asks of each store beside MySQL's own.

use std::net::IpAddr;

use super::*;
use ipta::present::Present;
use ipta::query::{self, Params};
use ipta::sql::{self, TableLayout};
use ipta::time::Timestamp;

/// 2026-10-12 12:00:00, a Monday.
const NOON: Timestamp = Timestamp(1_791_806_400 * Timestamp::SECOND);

/// Minutes before noon, source, length.
const PACKETS: [(i64, &str, u32); 9] = [
    (1, "192.0.2.7", 40),
    (1, "192.0.2.200", 60),
    (59, "192.0.3.7", 40),
    (61, "192.0.2.7", 1500),
    (62, "2001:db8:1:8000::1", 60),
    (130, "2001:db8:1:ffff::1", 60),
    (60 * 24, "10.0.0.1", 40),
    (60 * 24 * 7 + 5, "192.0.2.7", 44),
    // A machine without a clock, west of Greenwich: 1969-12-31 23:59:59.5.
    (29_863_440, "255.255.255.255", 40),
];

fn packet((minutes, src, len): &(i64, &str, u32)) -> Packet<'static> {
    let time = match NOON.plus(-minutes * 60 * Timestamp::SECOND) {
        Timestamp(0) => Timestamp(-Timestamp::SECOND / 2),
        time => time,
    };
    let src: IpAddr = src.parse().expect("an address");
    Packet { time: Some(time), src: Some(src), len: Some(*len), ..Packet::default() }
}

/// What a query answers, as it is shown.
fn asked(store: &dyn Store, text: &str) -> Vec<String> {
    let query = query::parse(text, &Params::new()).expect("a query");
    let plan = query::check(&query, NOON).expect("a plan");
    let statement = sql::compile(&plan, LOGS, TableLayout::Current);
    let mut answer = Answer::default();
    let mut shown = Present::new(statement.shape.as_ref(), &mut answer);
    store
        .query(&statement, &Cancel::default(), &mut shown)
        .unwrap_or_else(|error| panic!("{text}: {error}\n{statement}"));
    lines(&answer)
}

pub fn parts_of_fields_are_grouped(store: &dyn Store) {
    let mut packets: Vec<Packet<'_>> = PACKETS.iter().map(packet).collect();
    packets.push(Packet::default());
    fill(store, &packets);
    for (text, expected) in [
        (
            "top net(src, 24)",
            &[
                "192.0.2.0/24 4",
                "10.0.0.0/24 1",
                "2001:db8:1:8000::/64 1",
                "2001:db8:1:ffff::/64 1",
                "192.0.3.0/24 1",
                "255.255.255.0/24 1",
            ][..],
        ),
        (
            "values net(src, 23, 49)",
            &["10.0.0.0/23", "2001:db8:1:8000::/49", "192.0.2.0/23", "255.255.254.0/23"],
        ),
        ("top 1 net(src, 1)", &["128.0.0.0/1 6"]),
        ("count by net(src, 0, 128) having count > 1", &["0.0.0.0/0 7"]),
        ("values weekday(time)", &["Mon", "Wed", "Sun"]),
        ("values day(time)", &["1969-12-31", "2026-10-05", "2026-10-11", "2026-10-12"]),
        ("count by hour(time) having count < 2", &["NULL 1", "9 1", "12 1", "23 1"]),
        (
            "top day(time), hour(time) by bytes limit 2",
            &["2026-10-12 10 1560", "2026-10-12 11 140"],
        ),
        (
            "top net(src, 24), src where src in 192.0.2.0/24 show count, net(src, 24), same(len)",
            &["3 192.0.2.0/24 *", "1 192.0.2.0/24 60"],
        ),
    ] {
        assert_eq!(asked(store, text), expected, "{text}");
    }
}

pub fn a_histogram_has_every_step(store: &dyn Store) {
    fill(store, &PACKETS.iter().map(packet).collect::<Vec<_>>());
    for (text, expected) in [
        (
            "hist every 1h last 4h",
            &[
                "2026-10-12 08:00:00 0",
                "2026-10-12 09:00:00 1",
                "2026-10-12 10:00:00 2",
                "2026-10-12 11:00:00 3",
            ][..],
        ),
        ("hist every 1h last 4h limit 2", &["2026-10-12 08:00:00 0", "2026-10-12 09:00:00 1"]),
        (
            "hist every 45m since 10:00 until 11:00",
            &["2026-10-12 09:45:00 0", "2026-10-12 10:30:00 2"],
        ),
        (
            "hist max(len) every 1d since 2026-10-10 until 2026-10-13",
            &["2026-10-10 00:00:00 NULL", "2026-10-11 00:00:00 40", "2026-10-12 00:00:00 1500"],
        ),
        (
            "hist every 1w last 2w",
            &["2026-09-28 00:00:00 0", "2026-10-05 00:00:00 2", "2026-10-12 00:00:00 6"],
        ),
        (
            "hist bytes every 2h by net(src, 24) since 08:00",
            &[
                "2026-10-12 08:00:00 2001:db8:1:ffff::/64 60",
                "2026-10-12 10:00:00 192.0.2.0/24 1600",
                "2026-10-12 10:00:00 2001:db8:1:8000::/64 60",
                "2026-10-12 10:00:00 192.0.3.0/24 40",
            ],
        ),
        ("hist every 1h last 4h having count > 2", &["2026-10-12 11:00:00 3"]),
        ("hist every 1d until 1970-01-02", &["1969-12-31 00:00:00 1", "1970-01-01 00:00:00 0"]),
    ] {
        assert_eq!(asked(store, text), expected, "{text}");
    }
    assert_eq!(asked(store, "hist every 1m last 1h").len(), 60);
    let split = asked(store, "hist every 30m by src last 3h");
    assert_eq!(split[0], "2026-10-12 09:00:00 NULL 0");
    // 57 years of empty hours are not shown.
    assert_eq!(asked(store, "hist every 1h where src not in 10.0.0.1").len(), 170);
}

pub fn two_windows_are_compared(store: &dyn Store) {
    fill(store, &PACKETS.iter().map(packet).collect::<Vec<_>>());
    for (text, expected) in [
        ("count last 1h vs previous", &["3 2 1"][..]),
        ("count last 1h vs 7d ago", &["3 1 2"]),
        ("count distinct src last 2h vs 1h ago", &["4 3 1"]),
        (
            "top src last 1h vs previous",
            // Ties of the difference follow the measure now, then the keys.
            &[
                "192.0.2.200 1 0 1",
                "192.0.3.7 1 0 1",
                "2001:db8:1:8000::1 0 1 -1",
                "192.0.2.7 1 1 0",
            ],
        ),
        ("top src by bytes last 1h vs previous limit 1", &["192.0.2.7 40 1500 -1460"]),
        ("bottom src last 1h vs previous limit 1", &["192.0.2.7 1 1 0"]),
        ("count by net(src, 23, 32) last 1h vs previous having count > 0", &["192.0.2.0/23 3 1 2"]),
        ("top src by min(len) last 1h vs previous limit 1", &["192.0.2.7 40 1500 -1460"]),
        ("top src by avg(len) last 1h vs previous limit 1", &["192.0.2.7 40 1500 -1460"]),
    ] {
        assert_eq!(asked(store, text), expected, "{text}");
    }
}
