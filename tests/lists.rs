//! Lists: packets of one time come in one order, on every store and whatever the limit is.

use std::fmt::Write;

use crate::support::New;

on_every_store!(packets_of_one_time_are_listed_in_one_order_whatever_the_limit);

/// Packets of three seconds and of none, the ports of each in no order.
fn log() -> String {
    let mut log = String::new();
    for nth in 0..60_u32 {
        let port = nth * 37 % 60;
        let head = match nth % 4 {
            0 => "[  100.5] ".to_owned(),
            second => format!("Oct 12 08:00:0{second} fw1 kernel: "),
        };
        writeln!(
            log,
            "{head}IPT: DROP IN=eth0 OUT= SRC=192.0.2.{} DST=192.0.2.1 LEN=40 TTL=56 ID=1 PROTO=TCP \
             SPT=55844 DPT={port} WINDOW=512 RES=0x00 SYN URGP=0 ",
            nth % 3
        )
        .unwrap();
    }
    log
}

fn packets_of_one_time_are_listed_in_one_order_whatever_the_limit(new: New) {
    let home = new();
    // In two imports, so that the embedded store has two segments.
    let log = log();
    let (one, two) = log.split_at(log.match_indices('\n').nth(29).unwrap().0 + 1);
    for (name, text) in [("one.log", one), ("two.log", two)] {
        let path = home.write(name, text);
        home.stdout(&["import", "--year", "2026", &path]);
    }
    let mut packets: Vec<(Option<u32>, u32, u32)> = (0..60_u32)
        .map(|nth| (Some(nth % 4).filter(|second| *second > 0), nth * 37 % 60, nth % 3))
        .collect();
    for (order, is_descending) in [("desc", true), ("asc", false)] {
        packets.sort_by_key(|(time, port, source)| (*port, *source, *time));
        packets
            .sort_by(|one, two| if is_descending { two.0.cmp(&one.0) } else { one.0.cmp(&two.0) });
        let expected: Vec<String> = packets
            .iter()
            .map(|(time, port, source)| {
                let time = time.map_or("NULL".into(), |at| format!("2026-10-12 08:00:0{at}"));
                format!("{time},{port},192.0.2.{source}")
            })
            .collect();
        for limit in [1, 7, 15, 16, 29, 30, 44, 46, 60, 100] {
            let query = format!("list time, dport, src order by time {order} limit {limit}");
            let listed = home.stdout(&["--format", "csv", "-e", &query]);
            let rows: Vec<&str> = listed.lines().skip(1).collect();
            let shown = |row: &str| row.replace("NULL", "");
            let expected: Vec<String> = expected.iter().take(limit).map(|row| shown(row)).collect();
            assert_eq!(rows, expected, "{query}");
        }
    }
}
