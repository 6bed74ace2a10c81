//! Lines: what the program makes of the lines of a log, on every store.

use crate::support::{Home, New, dropped};

on_every_store!(
    lines_that_are_missing_are_told_and_can_be_asked_for,
    a_repeat_is_more_packets,
    seconds_since_the_start_become_times,
    a_marker_leaves_out_other_packets,
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
