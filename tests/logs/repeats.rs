//! Repeats and gaps in imports: `last message repeated 3 times` is three more packets of the line that
//! its machine logged last, however the log is cut into chunks.

use ipta::import::{ImportOptions, Summary};
use ipta::log::ReadRules;
use ipta::log::gap::SAMPLED;
use ipta::log::prefix::UserRule;
use ipta::packet::Verdict;

use super::import::{Bench, append};
use super::packed::gzip;

const BODY: &str =
    "SRC=192.0.2.1 DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=UDP ";

/// A line of a machine: a packet to a port if it is a number, and another line otherwise.
fn line(second: usize, machine: &str, what: &str) -> String {
    let stamp = format!("May  4 06:{:02}:{:02} {machine}", second / 60, second % 60);
    match what.parse::<u16>() {
        Ok(port) => {
            format!("{stamp} kernel: IPT: DROP IN=eth0 OUT= {BODY}SPT=53 DPT={port} LEN=20 \n")
        }
        Err(_) => format!("{stamp} {what}\n"),
    }
}

/// The packets that a log of such lines comes to, `second:machine:port` each, in chunks of that size.
fn packets(log: &[(&str, &str)], chunk: usize) -> (Vec<String>, Summary) {
    let bench = Bench { chunk, ..Bench::new() };
    let text: String =
        log.iter().enumerate().map(|(at, (machine, what))| line(at, machine, what)).collect();
    let summary = bench.summary(&bench.file("a.log", text));
    (bench.store.packets().iter().map(|packet| shown(packet)).collect(), summary)
}

fn shown(packet: &str) -> String {
    let part = |from: &str, to: &str| {
        let start = packet.find(from).expect(from) + from.len();
        &packet[start..start + packet[start..].find(to).expect(to)]
    };
    let micros: i64 = part("Timestamp(", ")").parse().expect("a number");
    let second = micros / 1_000_000 % 3600;
    format!("{second}:{}:{}", part("fw: Some(\"", "\""), part("dport: Some(", ")"))
}

/// The chunks that a log is cut into must not matter.
fn check(log: &[(&str, &str)], expected: &[&str], others: u64) {
    for chunk in [1, 100, 250, 1 << 20] {
        let (found, summary) = packets(log, chunk);
        assert_eq!(found, expected, "in chunks of {chunk}");
        assert_eq!(summary.packets, expected.len() as u64, "in chunks of {chunk}");
        assert_eq!((summary.other, summary.lines), (others, log.len() as u64));
    }
}

const TWICE: &str = "last message repeated 2 times";

#[test]
fn a_repeat_is_more_packets_of_the_machines_last_line() {
    check(&[("a", "1"), ("a", TWICE), ("a", "2")], &["0:a:1", "1:a:1", "1:a:1", "2:a:2"], 0);
    // The lines of other machines between the two do not matter, and a repeat may repeat.
    check(
        &[("a", "1"), ("b", "2"), ("c", "cron: x"), ("a", TWICE), ("b", "3"), ("a", TWICE)],
        &["0:a:1", "1:b:2", "3:a:1", "3:a:1", "4:b:3", "5:a:1", "5:a:1"],
        1,
    );
}

#[test]
fn a_repeat_of_another_line_is_no_packet() {
    // The last line of the machine was another program's.
    check(&[("a", "1"), ("a", "cron: x"), ("a", TWICE)], &["0:a:1"], 2);
    // It is not known; it never came.
    check(&[("a", TWICE), ("a", "1"), ("b", TWICE)], &["1:a:1"], 2);
    check(&[("a", "1"), ("a", "last message repeated 0 times")], &["0:a:1"], 1);
}

#[test]
fn a_repeat_of_a_repeated_packet_is_that_packet() {
    let repeated = format!(
        "kernel: message repeated 2 times: [ IPT: DROP IN=eth0 OUT= {BODY}SPT=53 DPT=7 LEN=20 ]"
    );
    check(&[("a", &repeated), ("a", TWICE)], &["0:a:7", "0:a:7", "1:a:7", "1:a:7"], 0);
}

#[test]
fn more_repetitions_than_can_be_believed_are_bad() {
    let more = "last message repeated 100001 times";
    let most = line(30, "a", "last message repeated 100000 times");
    let log = line(0, "a", "1") + &most + &line(900, "a", more);
    let bench = Bench::new();
    let summary = bench.summary(&bench.file("a.log", log));
    assert_eq!((bench.store.packets().len(), summary.bad), (100_001, 1));
    assert_eq!(summary.first_bad[0].reason, "100001 repetitions are more than can be believed");
    // Of a line that is no packet any number is.
    assert_eq!(packets(&[("a", "cron: x"), ("a", more)], 1000).1.bad, 0);
}

/// 54 KB of notices must not become a hundred million packets.
#[test]
fn a_second_holds_only_so_many_repetitions() {
    let notice = line(1, "a", "last message repeated 100000 times");
    let rsyslog = line(1, "a", "1").replace("IPT:", "message repeated 100000 times: [ IPT:");
    let some = line(1, "a", "last message repeated 9000 times");
    for (repeats, packets, bad) in [
        (notice.repeat(1000), 2, 1000),
        (rsyslog.repeat(400), 2, 400),
        (some.repeat(900), 9002, 899),
    ] {
        for chunk in [1000, 1 << 20] {
            let bench = Bench { chunk, ..Bench::new() };
            let log = line(0, "a", "1") + &line(1, "a", "1") + &repeats;
            let summary = bench.summary(&bench.file("a.log", log));
            assert_eq!((summary.packets, summary.bad), (packets, bad), "in chunks of {chunk}");
        }
    }
}

/// However many packets its lines stand for, a batch holds few, and the import goes on behind each.
#[test]
fn a_batch_is_bounded_by_its_packets() {
    let notice = |second| line(second, "a", "last message repeated 60000 times");
    let log: String =
        [line(0, "a", "1")].into_iter().chain((1..5).map(|nth| notice(nth * 60))).collect();
    let whole = Bench { chunk: 1 << 20, ..Bench::new() };
    let path = whole.file("a.log", &log);
    assert_eq!(whole.summary(&path).packets, 1 + 4 * 60_000);
    assert!(whole.store.largest() <= 200_000, "{}", whole.store.largest());
    let stopped = Bench { chunk: 1 << 20, ..Bench::new() };
    stopped.store.commits_left.store(2, std::sync::atomic::Ordering::Relaxed);
    let path = stopped.file("a.log", &log);
    assert!(stopped.import(&path).is_err());
    stopped.store.commits_left.store(0, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(stopped.summary(&path).start, ipta::import::ImportStart::At(_)));
    assert_eq!(stopped.store.packets().len(), 1 + 4 * 60_000);
}

#[test]
fn a_repeat_goes_on_where_the_last_import_ended() {
    let bench = Bench::new();
    let path = bench.file("a.log", line(0, "a", "1"));
    bench.summary(&path);
    append(&path, &line(1, "a", TWICE));
    assert_eq!(bench.summary(&path).packets, 2);
    append(&path, &line(2, "a", TWICE));
    assert_eq!(bench.summary(&path).packets, 2);
    assert_eq!(bench.store.packets().len(), 5);
}

#[test]
fn a_repeat_at_the_start_speaks_of_the_file_that_was_rotated() {
    let earlier = line(0, "a", "1") + &line(1, "b", "2") + &line(2, "c", "3");
    let log = line(3, "a", TWICE) + &line(4, "b", "cron: x") + &line(5, "b", TWICE);
    let log = log + &line(6, "c", TWICE) + &line(7, "a", TWICE);
    let again = ["3:a:1", "3:a:1", "6:c:3", "6:c:3", "7:a:1", "7:a:1"];
    let shown = |bench: &Bench| -> Vec<String> {
        bench.store.packets().iter().map(|packet| shown(packet)).collect()
    };
    for (name, bytes) in [
        ("fw.log.1", earlier.clone().into_bytes()),
        ("fw.log.1.gz", gzip(earlier.as_bytes())),
        ("fw.log-20260504", earlier.clone().into_bytes()),
    ] {
        for chunk in [1, 100, 1 << 20] {
            let bench = Bench { chunk, ..Bench::new() };
            bench.file(name, &bytes);
            let path = bench.file("fw.log", &log);
            assert_eq!(bench.summary(&path).packets, 6);
            assert_eq!(shown(&bench), again, "{name}, in chunks of {chunk}");
            // The same, where the import was stopped between two repeats.
            let stopped = Bench { chunk, ..Bench::new() };
            stopped.file(name, &bytes);
            let path = stopped.file("fw.log", &log[..log.find("06:00:06").expect("a line") - 7]);
            stopped.summary(&path);
            stopped.file("fw.log", &log);
            stopped.summary(&path);
            assert_eq!(stopped.store.packets(), bench.store.packets(), "{name}");
        }
    }
    // Files that are not the one before.
    for name in ["fw.log.2", "fw.log.bak", "other.log.1"] {
        let bench = Bench::new();
        bench.file(name, &earlier);
        assert_eq!(bench.summary(&bench.file("fw.log", &log)).packets, 0, "{name}");
    }
    let bench = Bench::new();
    bench.file("fw.log.1", log.clone() + &earlier);
    assert_eq!(bench.summary(&bench.file("fw.log", &log)).packets, 0, "a copy of itself");
}

fn reading_by(rules: ReadRules) -> Bench {
    let options = ImportOptions { rules: rules.into(), ..Bench::new().options };
    Bench { options, ..Bench::new() }
}

#[test]
fn a_marker_holds_for_what_repeats() {
    let log = line(0, "a", "1") + &line(1, "a", TWICE);
    for (marker, packets) in [("IPT: ", 3), ("FW: ", 0)] {
        let rules = ReadRules { marker: Some(marker.into()), ..ReadRules::default() };
        let bench = reading_by(rules);
        assert_eq!(bench.summary(&bench.file("a.log", &log)).packets, packets, "{marker}");
    }
}

#[test]
fn the_users_own_rules_judge_what_is_imported() {
    let prefixes = vec![UserRule::new("IPT: DROP", "tarpit", Verdict::Accept)];
    let bench = reading_by(ReadRules { prefixes, ..ReadRules::default() });
    bench.summary(&bench.file("a.log", line(0, "a", "1")));
    assert!(bench.store.packets()[0].contains("TARPIT"), "{:?}", bench.store.packets());
}

#[test]
fn a_prefix_that_a_rule_judges_as_none_is_judged() {
    let prefixes = vec![UserRule::new("MINE*", "", Verdict::None)];
    let bench = reading_by(ReadRules { prefixes, ..ReadRules::default() });
    let other = |prefix: &str| line(0, "a", "1").replace("IPT: DROP", prefix);
    let text = other("MINE") + &other("YOURS") + &other("FORWARDFW") + &other("YOURS");
    let summary = bench.summary(&bench.file("a.log", text));
    assert_eq!(summary.unjudged.prefixes(), [("YOURS", 2)]);
}

#[test]
fn what_a_log_lacks_is_kept_with_its_packets() {
    let log = [
        ("a", "kernel: net_ratelimit: 12 callbacks suppressed"),
        ("a", "1"),
        ("b", "kernel: net_ratelimit: 3 callbacks suppressed"),
        ("a", "kernel: net_ratelimit: 5 callbacks suppressed"),
        ("a", "journal: Missed 7 kernel messages"),
    ];
    for chunk in [1, 100, 1 << 20] {
        let bench = Bench { chunk, ..Bench::new() };
        let text: String =
            log.iter().enumerate().map(|(at, (machine, what))| line(at, machine, what)).collect();
        let path = bench.file("a.log", text);
        let summary = bench.summary(&path);
        let gaps = bench.store.gaps();
        assert_eq!(summary.gaps, gaps, "in chunks of {chunk}");
        let all: Vec<String> = gaps
            .iter()
            .map(|((machine, kind), sum)| {
                let (first, last) = sum.span.expect("a time");
                let (first, last) = (&first.to_string()[14..], &last.to_string()[14..]);
                let machine = machine.as_deref().unwrap_or("-");
                format!("{machine} {kind} {} {:?} {first} {last}", sum.notices, sum.lost)
            })
            .collect();
        assert_eq!(
            all,
            [
                "a callbacks suppressed 2 Some(17) 00:00 00:03",
                "a kernel messages missed 1 Some(7) 00:04 00:04",
                "b callbacks suppressed 1 Some(3) 00:02 00:02",
            ]
        );
        assert_eq!((summary.other, summary.packets), (4, 1));
        bench.summary(&path);
        assert_eq!(bench.store.gaps(), gaps, "once");
    }
}

#[test]
fn packets_of_ufw_are_known_to_be_a_sample() {
    let bench = Bench::new();
    let ufw = line(0, "a", "1").replace("IPT: DROP", "[UFW BLOCK]");
    let path = bench.file("a.log", ufw.clone() + &line(1, "a", TWICE) + &line(2, "a", "1"));
    let summary = bench.summary(&path);
    assert!(summary.gaps.has_samples());
    assert_eq!(bench.store.gaps().kinds()[SAMPLED].notices, 3);
    assert!(!packets(&[("a", "1")], 1000).1.gaps.has_samples());
}
