//! Tables: files whose rows, pairs or objects carry the lines of a log.

use super::import::{Bench, lines};
use super::packed::gzip;

/// A file of 50 packets in some form, with what stands before and after its rows.
fn carried(before: &str, row: impl Fn(&str) -> String, after: &str) -> String {
    let rows: Vec<String> = lines(0..50).lines().map(row).collect();
    before.to_owned() + &rows.join(if after == "]" { "," } else { "\n" }) + after
}

#[test]
fn a_table_is_read_as_the_lines_that_it_carries() {
    let quoted = |line: &str| line.replace('"', "\"\"");
    let plain = Bench::new();
    plain.summary(&plain.file("a.log", lines(0..50)));
    for (text, others) in [
        (
            carried(
                "",
                |line| format!("\"2024-06-01T00:00:00Z\",\"x\",\"{}\"", quoted(line)),
                "\n",
            ),
            0,
        ),
        (carried("Time,Host,Message\n", |line| format!("1717200000,x,{line}"), "\n"), 1),
        (carried("\u{feff}\"id\";\"Line\"\r\n", |line| format!("1;\"{line}\"\r"), "\n"), 1),
        (
            carried(
                "sep=,\n\"Line\",\"labels\"\n",
                |line| format!("{line},\"{{\"\"host\"\":\"\"x\"\"}}\""),
                "\n",
            ),
            2,
        ),
        (
            carried(
                "Zeit,Rechner,Nachricht\n",
                |line| format!("2024-06-01T00:00:00Z,x,{line}"),
                "\n",
            ),
            1,
        ),
        (carried("", |line| format!("ts=2024-06-01T00:00:00Z host=x msg=\"{line}\""), "\n"), 0),
        (carried("", |line| format!("2024-06-01T00:00:00Z {{host=\"x\"}} {line}"), "\n"), 0),
        (
            carried(
                "[",
                |line| format!("{{\"line\":\"{line}\",\"fields\":{{\"host\":\"x\"}}}}"),
                "]",
            ),
            0,
        ),
        (
            carried(
                "[\n  ",
                |line| {
                    format!("{{\n  \"date\": \"2024-06-01T00:00:00Z\",\n\"line\": \"{line}\"\n}}\n")
                },
                "]",
            ),
            0,
        ),
    ] {
        for pack in [<[u8]>::to_vec, gzip as fn(&[u8]) -> Vec<u8>] {
            let bench = Bench::new();
            let path = bench.file("a.txt", pack(text.as_bytes()));
            let summary = bench.summary(&path);
            assert_eq!(
                (summary.packets, summary.other, summary.bad),
                (50, others, 0),
                "{text:.200}"
            );
            assert_eq!(bench.store.packets(), plain.store.packets(), "{text:.200}");
            assert_eq!(bench.summary(&path).packets, 0, "nothing new: {text:.200}");
        }
    }
}

#[test]
fn a_table_that_grows_goes_on() {
    let row = |line: &str| format!("2024-06-01T00:00:00Z,x,{line}");
    let text = carried("time,host,message\n", row, "\n");
    let (first, bench) = (text.len() / 2, Bench::new());
    let first = text[..first].rfind('\n').expect("a row") + 1;
    for end in [18, first, text.len()] {
        bench.summary(&bench.file("a.csv", &text[..end]));
    }
    let plain = Bench::new();
    plain.summary(&plain.file("a.log", lines(0..50)));
    assert_eq!(bench.store.packets(), plain.store.packets());
}

#[test]
fn doubtful_times_are_counted_by_their_reason() {
    let line = |stamp: &str| lines(0..1).replace("May  4 06:35:08", stamp);
    let stamps = [
        "2024-05-04 06:35:08 IST",
        "2024-05-04 06:35:09 IST",
        "lis 04 06:35:08",
        "2024-05-04 06:35:08 CET",
    ];
    let bench = Bench::new();
    let text = stamps.map(line).concat();
    let report = bench.summary(&bench.file("a.log", text)).report("a.log").join("\n");
    for said in [
        "  2 packets with a doubtful time: the zone `IST` does not name one offset; read as the table's time",
        "  1 packet with a doubtful time: the month has a name of other months, too; read as November",
    ] {
        assert!(report.contains(said), "{report}");
    }
    assert!(!report.contains("CET"), "{report}");
}
