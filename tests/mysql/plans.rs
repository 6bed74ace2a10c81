//! Plans: which indexes the servers use for ipta's statements.

use std::fmt::Write;

use crate::support::New;

on_every_store!(servers_read_from_indexes_what_those_hold_and_walk_none_that_lacks_fields);

/// Packets of many sources to a few destinations.
fn log() -> String {
    let mut log = String::new();
    for nth in 0..6000_u32 {
        let (second, source, port) = (nth / 3, nth % 1500, nth * 7 % 400);
        writeln!(
            log,
            "Oct 12 {:02}:{:02}:{:02} fw1 kernel: IPT: DROP IN=eth0 OUT= SRC=10.0.{}.{} \
             DST=192.0.2.{} LEN={} TTL=56 ID={nth} PROTO=TCP SPT=55844 DPT={port} WINDOW=512 RES=0x00 SYN \
             URGP=0 ",
            second / 3600,
            second / 60 % 60,
            second % 60,
            source / 250,
            source % 250,
            nth % 20,
            40 + nth % 100,
        )
        .unwrap();
    }
    log
}

fn servers_read_from_indexes_what_those_hold_and_walk_none_that_lacks_fields(new: New) {
    let home = new();
    let log = home.write("fw.log", log());
    home.stdout(&["import", "--year", "2026", &log]);
    home.database().execute("ANALYZE TABLE logs");
    // What the report `new` reads.
    let new = "EXPLAIN FORMAT=TRADITIONAL SELECT src, COUNT(*), SUM(verdict = 'deny'), \
               COUNT(DISTINCT dport), MIN(time), MAX(time) FROM logs WHERE src IS NOT NULL GROUP BY src";
    let plan = home.database().lines(new);
    assert!(plan[0].contains(" 'src' ") && plan[0].contains("Using index"), "{plan:?}");
    for (query, wanted) in [
        ("list limit 5", "table l: reads index time, some "),
        ("count by verdict where host 10.0.3.7", "table l: reads index src,dst, some "),
        ("count by verdict where dst 198.51.100.7", "table l: reads index dst, some "),
        ("top dport where denied", "index dport"),
        // The index on ports lacks lengths: each of its entries would be looked up in the table.
        ("top dport where len > 40", "table l: reads all rows"),
        ("top src where iif eth0", "table l: reads all rows"),
    ] {
        let explained = home.stdout(&["explain", query]);
        let plan: Vec<&str> = explained.lines().filter(|line| line.contains("-- plan:")).collect();
        assert!(plan.iter().any(|line| line.contains(wanted)), "{query}: {plan:#?}");
    }
}
