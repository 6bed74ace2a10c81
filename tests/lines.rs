//! Lines: what the program makes of the lines of a log, on every store.

use crate::support::{Home, New, dropped};

on_every_store!(
    lines_that_are_missing_are_told_and_can_be_asked_for,
    a_repeat_is_more_packets,
    seconds_since_the_start_become_times,
    a_marker_leaves_out_other_packets,
    the_summary_tells_what_a_table_holds,
    reports_on_a_sample_say_so,
);

fn imported(home: &Home, arguments: &[&str], log: &str) -> String {
    let path = home.write("fw.log", log);
    let all: Vec<&str> = ["import"].iter().chain(arguments).copied().chain([&*path]).collect();
    let run = home.run(&all);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    run.stderr
}

const SUPPRESSED: &str =
    "Oct 12 08:10:05 fw1 kernel: [  1.5] net_ratelimit: 12 callbacks suppressed\n";

fn lines_that_are_missing_are_told_and_can_be_asked_for(new: New) {
    let home = new();
    let log = dropped(10, "192.0.2.7", 22)
        + SUPPRESSED
        + SUPPRESSED
        + "Oct 12 08:11:00 fw1 journal: Missed 7 kernel messages\n"
        + "Oct 12 08:12:00 fw1 systemd-journald[1]: /dev/kmsg buffer overrun, some messages lost.\n";
    let told = imported(&home, &["--year", "2026"], &log);
    assert!(
        told.contains("5 lines, 1 packet stored, 4 other lines skipped, 0 bad lines"),
        "{told}"
    );
    let missing = "  lines are missing in it: 24 callbacks suppressed, 7 kernel messages missed\n";
    assert!(told.contains(missing), "{told}");
    let sql = "SELECT kind, notices, lost, first_said, last_said FROM ipta_gaps ORDER BY kind";
    assert_eq!(
        home.stdout(&["-e", sql]),
        "kind\tnotices\tlost\tfirst_said\tlast_said\n\
         callbacks suppressed\t2\t24\t2026-10-12 08:10:05\t2026-10-12 08:10:05\n\
         kernel messages missed\t2\t7\t2026-10-12 08:11:00\t2026-10-12 08:12:00\n"
    );
}

fn a_repeat_is_more_packets(new: New) {
    let home = new();
    let log = dropped(10, "192.0.2.7", 22) + "Oct 12 08:20:00 fw1 last message repeated 2 times\n";
    let told = imported(&home, &["--year", "2026"], &log);
    assert!(told.contains("2 lines, 3 packets stored, 0 other lines"), "{told}");
    let times = home.stdout(&["-e", "count by time, src, dport"]);
    let rows = "2026-10-12 08:20:00\t192.0.2.7\t22\t2\n2026-10-12 08:10:00\t192.0.2.7\t22\t1\n";
    assert_eq!(times, format!("time\tsrc\tdport\tn\n{rows}"));
}

fn seconds_since_the_start_become_times(new: New) {
    let home = new();
    let line = dropped(10, "192.0.2.7", 22);
    let ring = format!("[ 90061.5] {}", line.split_once("] ").unwrap().1);
    let told = imported(&home, &["--boot-time", "2026-10-12 08:00:00"], &(ring.clone() + &line));
    assert!(!told.contains("without a time"), "{told}");
    let times = home.stdout(&["-e", "list time since 2026-10-13"]);
    assert_eq!(times, "time\n2026-10-13 09:01:01.500000\n");
    let told = imported(&home, &["--again"], &ring);
    assert!(told.contains("  1 packet without a time\n"), "{told}");
    let wrong = home.run(&["import", "--boot-time", "yesterday", "fw.log"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("write a time as 2026-10-12T08:30"), "{}", wrong.stderr);
}

fn a_marker_leaves_out_other_packets(new: New) {
    let home = new();
    let other = dropped(11, "192.0.2.8", 23).replace("IPT: DROP", "[UFW BLOCK]");
    let log = dropped(10, "192.0.2.7", 22) + &other;
    let told = imported(&home, &["--year", "2026", "--marker", "IPT: "], &log);
    assert!(told.contains("2 lines, 1 packet stored, 1 other line skipped"), "{told}");
    assert_eq!(home.stdout(&["-e", "values src"]), "src\n192.0.2.7\n");
}

/// A line of UFW's on machine fw2, of a packet with that IP ID.
fn ufw(seconds: &str, word: &str, id: u16) -> String {
    let line = dropped(30, "192.0.2.9", 25).replace("IPT: DROP", &format!("[UFW {word}]"));
    let line = line.replace("fw1", "fw2").replace("ID=10028", &format!("ID={id}"));
    line.replace("08:30:00", seconds)
}

fn the_summary_tells_what_a_table_holds(new: New) {
    let home = new();
    let log = dropped(10, "192.0.2.7", 22)
        + SUPPRESSED
        + &dropped(11, "192.0.2.7", 22).replace("IPT: DROP", "MINE")
        // One packet by two rules, one by three, and one that came twice by one rule.
        + &ufw("08:30:01", "AUDIT", 1)
        + &ufw("08:30:01", "BLOCK", 1)
        + &ufw("08:30:02", "AUDIT", 2)
        + &ufw("08:30:02", "AUDIT INVALID", 2)
        + &ufw("08:30:02", "BLOCK", 2)
        + &ufw("08:30:03", "BLOCK", 3)
        + &ufw("08:30:03", "BLOCK", 3);
    imported(&home, &["--year", "2026"], &log);
    let run = home.run(&["report", "summary"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let expected = "\
# Packets
Packets\tFrom\tTo\tWithout a time
9\t2026-10-12 08:10:00\t2026-10-12 08:30:03\t0

# By verdict
Verdict\tPackets
deny\t5
none\t4

# By machine
Machine\tPackets
fw2\t7
fw1\t2

# Prefixes that no rule could judge
Prefix\tPackets
MINE\t1

# Lines that the logs lack
Machine\tWhat\tLines\tSaid\tFrom\tTo
fw1\tcallbacks suppressed\t12\t1\t2026-10-12 08:10:05\t2026-10-12 08:10:05
NULL\tpackets sampled by UFW\tNULL\t7\t2026-10-12 08:30:01\t2026-10-12 08:30:03

# Packets that two rules logged, each a row of its own
Pairs of rows
4
";
    assert_eq!(run.stdout, expected);
    let few = home.stdout(&["report", "summary", "limit=1", "--no-local", "--no-accept"]);
    assert!(few.contains("Machine\tPackets\nfw2\t7\n\n"), "{few}");
    let empty = home.stdout(&["-t", "other", "-ct", "-e", ":summary"]);
    assert!(empty.contains("Packets\tFrom\tTo\tWithout a time\n0\tNULL\tNULL\t0\n"), "{empty}");
}

fn reports_on_a_sample_say_so(new: New) {
    let home = new();
    let note = "note: UFW logs at most 3 packets a minute";
    let told = imported(&home, &["--year", "2026"], &dropped(10, "192.0.2.7", 22));
    assert!(!told.contains("UFW logs"), "{told}");
    assert!(!home.run(&["report", "denied"]).stderr.contains(note));
    let path = home.write("ufw.log", ufw("08:30:01", "BLOCK", 1));
    let told = home.run(&["import", "--year", "2026", &path]).stderr;
    assert!(told.contains("  UFW logs at most 3 packets a minute"), "{told}");
    for arguments in [&["report", "denied"][..], &["-a"], &["-e", ":summary"]] {
        let run = home.run(arguments);
        assert_eq!(run.stderr.matches(note).count(), 1, "{arguments:?}: {}", run.stderr);
        assert!(!run.stdout.contains(note));
    }
    assert_eq!(home.run(&["-e", "count"]).stderr, "");
}

/// What `explain-line` says of a line on standard output, and where it says that reading stopped.
fn explained_and_drawn(arguments: &[&str], input: &[u8]) -> (String, String) {
    let home = Home::new();
    let mut command = home.ipta(&[&["explain-line"], arguments].concat());
    let run = crate::support::Run::from(command.write_stdin(input).output().unwrap());
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    (run.stdout, run.stderr)
}

fn explained(arguments: &[&str], input: &[u8]) -> String {
    explained_and_drawn(arguments, input).0
}

#[test]
fn a_line_is_explained_part_by_part() {
    let line = "<4>2026-05-04T06:35:08+02:00 fw1 kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= \
                SRC=192.0.2.1 DST=192.0.2.2 LEN=40 PROTO=TCP SPT=1 DPT=22 WINDOW=5 SYN URGP=0 ";
    let expected = "\
part\tis
line\ta packet
stamp\tISO 8601
machine\tfw1
program\tkernel
rule\tufw(8) and the rules that ufw generates; ufw-docker's
time\t2026-05-04 04:35:08
action\tBLOCK
verdict\tdeny
prefix\t[UFW BLOCK]
iif\teth0
src\t192.0.2.1
dst\t192.0.2.2
proto\tTCP
sport\t1
dport\t22
len\t40
window\t5
flags\tSYN
";
    assert_eq!(explained(&[line], b""), expected);
    assert_eq!(explained(&[], line.as_bytes()), expected);
    let words: Vec<&str> = line.trim_end().split(' ').collect();
    assert_eq!(explained(&words, b""), expected);
    assert_eq!(Home::new().stdout(&["-e", &format!(":explain-line {line}")]), expected);
}

#[test]
fn where_reading_stopped_is_shown_with_a_caret() {
    let line = "May  4 06:35:08 fw1 kernel: X IN=eth0 OUT= SRC=192.0.2.1 DPT=70000 LEN=40 ";
    let (said, drawn) = explained_and_drawn(&[line], b"");
    assert!(said.ends_with("program\tkernel\n"), "{said}");
    assert!(said.contains("why\tDPT=70000: not a number in range\n"), "{said}");
    let drawn: Vec<&str> = drawn.lines().collect();
    assert_eq!(drawn[0], "error: DPT=70000: not a number in range");
    let (text, caret) = (drawn[1], drawn[2]);
    assert_eq!(text.find("DPT=70000"), caret.find('^'), "{said}");
    assert_eq!(caret.matches('^').count(), "DPT=70000".len());

    for (line, why, at) in [
        ("May  4 06:35:08 fw1 cron[1]: done", "it says nothing of a packet", "done"),
        ("May  4 06:35:08 fw1 sudo: IN=a OUT=b SRC=192.0.2.1 ", "writes down commands", "IN=a"),
        ("May 44 06:35:08 fw1 kernel: IN=a OUT=b SRC=192.0.2.1 ", "no such time", "May"),
    ] {
        let (said, drawn) = explained_and_drawn(&[line], b"");
        assert!(said.contains(why), "{said}");
        let drawn: Vec<&str> = drawn.lines().collect();
        assert_eq!(drawn[1].find(at), drawn[2].find('^'), "{said}");
    }
}

#[test]
fn explain_line_takes_notices_entries_and_hostile_bytes() {
    let said = explained(&["May  4 06:35:08 fw1 last message repeated 3 times"], b"");
    assert!(said.contains("line\tthe last line of fw1 came 3 times more\n"), "{said}");
    let said = explained(&[SUPPRESSED.trim_end()], b"");
    assert!(said.contains("line\tlines are missing: 12 callbacks suppressed\n"), "{said}");
    let entry = r#"{"__CURSOR":"x","__REALTIME_TIMESTAMP":"1791793800000000","_HOSTNAME":"fw1",
        "MESSAGE":"DROP IN=eth0 OUT= SRC=192.0.2.1 "}"#;
    let said = explained(&[&entry.replace('\n', "")], b"");
    assert!(said.contains("line\ta packet\n") && said.contains("action\tDROP\n"), "{said}");
    let said = explained(&[], b"\x1b]0;x\x07 IN=e\x1b[2J OUT= SRC=1.2.3.4 \n\xff\xfe\0\nx\r\n");
    assert!(!said.contains(['\x1b', '\x07', '\0', '\r']), "{said:?}");
    assert_eq!(said.matches("part\tis\n").count(), 3, "{said}");
}
