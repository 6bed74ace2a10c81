//! Lines: what the program makes of the lines of a log, on every store.

use crate::support::{Home, New, dropped};

on_every_store!(
    lines_that_are_missing_are_told_and_can_be_asked_for,
    a_repeat_is_more_packets,
    seconds_since_the_start_become_times,
    a_marker_leaves_out_other_packets,
    lines_of_other_programs_are_counted_and_not_read,
    texts_are_cut_alike_on_every_store,
    a_repeat_that_cannot_be_is_a_bad_line,
    a_zone_may_be_a_rule_of_posix,
    the_summary_tells_what_a_table_holds,
    a_packet_on_two_interfaces_is_a_pair_of_rows,
    reports_on_a_sample_say_so,
);

once!(
    a_line_is_explained_part_by_part,
    a_last_word_that_does_not_count_is_explained,
    where_reading_stopped_is_shown_with_a_caret,
    explain_line_takes_notices_entries_and_hostile_bytes,
    a_line_of_another_program_is_explained,
    lines_of_other_programs_are_not_followed,
    #[cfg(feature = "embedded")]
    entries_of_other_programs_are_not_read,
    #[cfg(feature = "embedded")]
    the_zone_of_the_system_is_a_rule_or_is_warned_of,
    repeats_that_cannot_be_are_not_followed,
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

# Packets that were logged twice, by two rules or on two interfaces
Pairs of rows
4
";
    assert_eq!(run.stdout, expected);
    let few = home.stdout(&["report", "summary", "limit=1", "--no-local", "--no-accept"]);
    assert!(few.contains("Machine\tPackets\nfw2\t7\n\n"), "{few}");
    let empty = home.stdout(&["-t", "other", "-ct", "-e", ":summary"]);
    assert!(empty.contains("Packets\tFrom\tTo\tWithout a time\n0\tNULL\tNULL\t0\n"), "{empty}");
}

fn a_packet_on_two_interfaces_is_a_pair_of_rows(new: New) {
    let home = new();
    // A question on the web: why does everything appear twice?
    let line = |prefix: &str, interfaces: &str, id: u32| {
        format!(
            "[UFW {prefix}] {interfaces} SRC=192.168.192.254 DST=192.168.192.254 LEN=60 TOS=0x00 \
             PREC=0x00 TTL=64 ID={id} DF PROTO=TCP SPT=59488 DPT=30002 WINDOW=32792 RES=0x00 SYN URGP=0 \n"
        )
    };
    let log = line("AUDIT", "IN= OUT=eth0", 32137)
        + &line("ALLOW", "IN= OUT=eth0", 32137)
        + &line("AUDIT", "IN= OUT=lo", 54579)
        + &line("AUDIT", "IN=lo OUT=", 54579)
        + &line("AUDIT", "IN=lo OUT=", 4319);
    imported(&home, &[], &log);
    let summary = home.stdout(&["report", "summary"]);
    assert!(summary.ends_with("Pairs of rows\n2\n"), "{summary}");
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

fn a_last_word_that_does_not_count_is_explained() {
    let line = "May  4 06:35:08 fw1 kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=UDP \
                SPT=1 DPT=2";
    let said = explained(&[line], b"");
    assert!(said.contains("dport\t2\n") && !said.contains("dropped"), "{said}");
    let said = explained(&[&line.replace("UDP SPT=1 DPT=2", "UD")], b"");
    assert!(said.contains("dropped\t`PROTO=UD`: its value is not a protocol\n"), "{said}");
    let long = line.replace("DROP", &format!("DROP {}", "x".repeat(1020 - line.len())));
    let said = explained(&[&long], b"");
    let dropped = "dropped\t`DPT=2`: a line or message of 1021 bytes may have been cut there\n";
    assert!(said.contains(dropped) && !said.contains("dport"), "{said}");
}

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
        ("May  4 06:35:08 fw1 sudo: IN=a OUT=b SRC=192.0.2.1 ", "but sudo logged it", "sudo"),
        ("May 44 06:35:08 fw1 kernel: IN=a OUT=b SRC=192.0.2.1 ", "no such time", "May"),
    ] {
        let (said, drawn) = explained_and_drawn(&[line], b"");
        assert!(said.contains(why), "{said}");
        let drawn: Vec<&str> = drawn.lines().collect();
        assert_eq!(drawn[1].find(at), drawn[2].find('^'), "{said}");
    }
}

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

/// A line of a program that logged a name which a stranger chose.
fn forged(tag: &str) -> String {
    let packet = dropped(10, "192.0.2.66", 22);
    let body = packet.split_once("IN=").expect("a body").1;
    format!("Oct 12 08:10:00 fw1 {tag} Invalid user IN={body}")
}

fn lines_of_other_programs_are_counted_and_not_read(new: New) {
    let home = new();
    let log = dropped(10, "192.0.2.7", 22)
        + &forged("sshd[812]:").repeat(11)
        + &forged("sshd[813]:")
        + &forged("unheard-of[9]:");
    let told = imported(&home, &["--year", "2026"], &log);
    assert!(
        told.contains("14 lines, 1 packet stored, 13 other lines skipped, 0 bad lines"),
        "{told}"
    );
    assert!(told.contains("  12 lines of sshd look like packets and were not read\n"), "{told}");
    assert!(
        told.contains("  1 line of unheard-of looks like a packet and was not read\n"),
        "{told}"
    );
    assert!(told.contains("the setting `log.tags` names more\n"), "{told}");
    assert_eq!(home.stdout(&["-e", "count"]), "n\n1\n");
    // The user knows better.
    let told = imported(&home, &["--again", "--tags", "unheard-of, other"], &log);
    assert!(told.contains("14 lines, 2 packets stored"), "{told}");
    let config = home.write("conf", "[log]\ntags = 'sshd'\n");
    let told = imported(&home, &["--again", "--config", &config], &log);
    assert!(told.contains("14 lines, 13 packets stored"), "{told}");
    let names: String = (0..200).map(|nth| forged(&format!("p{nth}[1]:"))).collect();
    let told = imported(&home, &["--again"], &(dropped(10, "192.0.2.7", 22) + &names));
    assert!(told.contains("  195 lines of other programs look like packets"), "{told}");
}

fn texts_are_cut_alike_on_every_store(new: New) {
    let home = new();
    let long = "ü".repeat(300);
    let log = dropped(10, "192.0.2.7", 22)
        + &dropped(11, "192.0.2.8", 22).replace("IPT: DROP", &format!("DROP {long}"))
        + &dropped(12, "192.0.2.9", 22).replace("fw1", &"m".repeat(256));
    let told = imported(&home, &["--year", "2026"], &log);
    assert!(told.contains("  2 packets with a text cut to 255 characters\n"), "{told}");
    let lengths =
        home.stdout(&["-e", "SELECT CHAR_LENGTH(prefix), CHAR_LENGTH(fw) FROM logs ORDER BY time"]);
    let rows: Vec<&str> = lengths.lines().skip(1).collect();
    assert_eq!(rows, ["9\t3", "255\t3", "9\t255"]);
}

fn a_repeat_that_cannot_be_is_a_bad_line(new: New) {
    let home = new();
    let notice = "Oct 12 08:10:00 fw1 last message repeated 100000 times\n";
    let log = dropped(10, "192.0.2.7", 22) + &notice.repeat(1000);
    let told = imported(&home, &["--year", "2026"], &log);
    assert!(
        told.contains("1001 lines, 1 packet stored, 0 other lines skipped, 1000 bad lines"),
        "{told}"
    );
    assert!(told.contains("100000 repetitions are more than can be believed"), "{told}");
    assert_eq!(home.stdout(&["-e", "count"]), "n\n1\n");
}

fn a_line_of_another_program_is_explained() {
    let home = Home::new();
    let said = home.run(&["explain-line", forged("sshd[812]:").trim_end()]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stdout.contains("none of netfilter's"), "{}", said.stdout);
    let why = "it looks like a packet, but sshd logged it; only the kernel and programs that log \
               packets for it are believed; the setting `log.tags` names more";
    assert!(said.stdout.contains(why), "{}", said.stdout);
}

fn lines_of_other_programs_are_not_followed() {
    let home = Home::new();
    let log = forged("sshd[812]:") + &forged("sshd[813]:") + &dropped(10, "192.0.2.7", 22);
    let path = home.write("fw.log", log);
    let (shown, said) = followed(&home, &path);
    assert_eq!(shown.lines().count(), 1, "{shown}{said}");
    assert!(said.contains("lines of sshd look like packets and are not read"), "{said}");
    assert!(
        said.contains("2 lines of other programs look like packets and were not read"),
        "{said}"
    );
}

/// `journalctl -o export` writes each field on a line of its own, the program before the message.
#[cfg(feature = "embedded")]
fn entries_of_other_programs_are_not_read() {
    let home = Home::new();
    let body = dropped(10, "192.0.2.7", 22);
    let body = body.split_once("IPT:").expect("a body").1.trim_end();
    let entry = |program: &str| {
        format!(
            "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_TRANSPORT=syslog\n\
             SYSLOG_IDENTIFIER={program}\nMESSAGE=Invalid user {body}\n\n"
        )
    };
    let log = entry("kernel") + &entry("sshd").repeat(3) + &entry("kernel");
    let told = imported(&home, &[], &log);
    assert!(told.contains("2 packets stored"), "{told}");
    assert!(told.contains("  3 lines of sshd look like packets and were not read\n"), "{told}");
    // The journal keeps no order.
    let entry = |program: &str| {
        format!(
            "__CURSOR=s=1\nMESSAGE=Invalid user {body}\nPRIORITY=6\nSYSLOG_IDENTIFIER={program}\n\n"
        )
    };
    let log = entry("kernel") + &entry("sshd").repeat(3) + &entry("kernel");
    let told = imported(&home, &["--again"], &log);
    assert!(told.contains("2 packets stored"), "{told}");
}

#[cfg(feature = "embedded")]
fn the_zone_of_the_system_is_a_rule_or_is_warned_of() {
    let home = Home::new();
    let log = "2026-07-01T10:00:00Z fw1 kernel: DROP IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 LEN=40 PROTO=2 \n";
    let path = home.write("fw.log", log);
    let run = |zone: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ipta"));
        command.env_clear().envs(home.variables()).env_remove("IPTA_TIMEZONE").env("TZ", zone);
        let output = command.args(arguments).output().expect("a run");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    for (nth, (zone, time)) in [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01 12:00:00"),
        (":Europe/Berlin", "2026-07-01 12:00:00"),
        ("EST5EDT", "2026-07-01 06:00:00"),
        ("<+0530>-5:30", "2026-07-01 15:30:00"),
        ("", "2026-07-01 10:00:00"),
        ("Nowhere/City", "2026-07-01 10:00:00"),
    ]
    .into_iter()
    .enumerate()
    {
        let table = format!("t{nth}");
        let (_, said) = run(zone, &["-t", &table, "import", &path]);
        let warning =
            "warning: the system's time zone, TZ=Nowhere/City, is not known, and UTC is taken";
        assert_eq!(said.contains(warning), zone.starts_with('N'), "{zone}: {said}");
        assert!(said.contains("CET-1CEST,M3.5.0") || !said.contains("warning"), "{said}");
        let (times, said) = run("UTC", &["-t", &table, "-e", "values time"]);
        assert_eq!(times, format!("time\n{time}\n"), "{zone}: {said}");
    }
    let (_, said) = run("UTC", &["--timezone", "Nowhere/City", "tables"]);
    assert!(said.contains("a rule of POSIX's as CET-1CEST,M3.5.0,M10.5.0/3"), "{said}");
}

fn a_zone_may_be_a_rule_of_posix(new: New) {
    let home = new();
    let rule = "CET-1CEST,M3.5.0,M10.5.0/3";
    let log = dropped(10, "192.0.2.7", 22).replace("Oct 12 08:10:00", "2026-07-01T10:00:00Z");
    let told = imported(&home, &["--timezone", rule], &log);
    assert!(told.contains(&format!("its times are in the zone {rule}\n")), "{told}");
    let told = imported(&home, &["--timezone", &format!(":{rule}"), "--again"], &log);
    assert!(!told.contains("warning"), "{told}");
    assert_eq!(home.stdout(&["-e", "count by time"]), "time\tn\n2026-07-01 12:00:00\t2\n");
}

fn repeats_that_cannot_be_are_not_followed() {
    let home = Home::new();
    let notice = "Oct 12 08:10:00 fw1 last message repeated 100000 times\n";
    let path = home.write("fw.log", dropped(10, "192.0.2.7", 22) + &notice.repeat(1000));
    let (shown, said) = followed(&home, &path);
    assert_eq!(shown.lines().count(), 1, "{said}");
    assert!(said.contains("1000 lines could not be read"), "{said}");
}

/// What following a file to its end shows, and says.
fn followed(home: &Home, path: &str) -> (String, String) {
    let stream = format!("cat {path} | {} follow - --format json", env!("CARGO_BIN_EXE_ipta"));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &stream]).env_clear().envs(home.variables());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = command.output().expect("a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
