//! Sources: what `import` can be given on the command line, on every store.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Home, New, Run, dropped};

on_every_store!(
    several_logs_are_imported_in_the_order_of_their_times,
    a_log_that_fails_does_not_stop_the_others,
    a_rotated_and_packed_log_adds_nothing,
    a_packed_log_that_was_cut_off_fails_and_nothing_is_lost,
    standard_input_is_a_log,
    the_journal_is_a_log,
    all_bad_lines_are_written_to_a_file,
);

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Runs the program with a log on its standard input.
fn piped(home: &Home, arguments: &[&str], log: &[u8]) -> Run {
    Run::from(home.ipta(arguments).write_stdin(log).output().unwrap())
}

fn count(home: &Home) -> String {
    home.stdout(&["-e", "count"]).lines().nth(1).unwrap().to_owned()
}

fn several_logs_are_imported_in_the_order_of_their_times(new: New) {
    let home = new();
    let newest = home.write("fw.log", dropped(30, "192.0.2.7", 22));
    let middle = home.write("fw.log.1", dropped(20, "192.0.2.7", 22));
    let oldest = home.write("fw.log.2.gz", gzip(&dropped(10, "192.0.2.7", 22)));
    let run = home.run(&["import", "--year", "2026", &newest, &middle, &oldest]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = run.stderr.lines().filter_map(|line| line.split_once(": 1 line, 1 packet"));
    let told: Vec<&str> = told.map(|(name, _)| name).collect();
    assert_eq!(told, [&oldest, &middle, &newest], "{}", run.stderr);
    assert_eq!(count(&home), "3");
}

fn a_log_that_fails_does_not_stop_the_others(new: New) {
    let home = new();
    let good = home.write("good.log", dropped(1, "192.0.2.7", 22));
    let missing = home.path().join("missing.log");
    let empty = home.write("empty.log", "");
    let run = home.run(&["import", missing.to_str().unwrap(), &empty, &good]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error: there is no file"), "{}", run.stderr);
    assert!(run.stderr.contains("empty.log is empty"), "{}", run.stderr);
    assert!(run.stderr.ends_with("error: 2 of 3 logs failed\n"), "{}", run.stderr);
    assert_eq!(count(&home), "1");
}

fn a_rotated_and_packed_log_adds_nothing(new: New) {
    let home = new();
    let text = dropped(1, "192.0.2.7", 22) + &dropped(2, "192.0.2.7", 23);
    home.stdout(&["import", "--year", "2026", &home.write("fw.log", &text)]);
    let packed = home.write("fw.log.2.gz", gzip(&text));
    let again = home.run(&["import", "--year", "2026", &packed]);
    assert!(again.stderr.contains("nothing new"), "{}", again.stderr);
    let grown = home.write("fw.log.3.gz", gzip(&(text + &dropped(3, "192.0.2.7", 24))));
    home.stdout(&["import", "--year", "2026", &grown]);
    assert_eq!(count(&home), "3");
}

fn a_packed_log_that_was_cut_off_fails_and_nothing_is_lost(new: New) {
    let home = new();
    let text: String = (0..60).map(|nth| dropped(nth, "192.0.2.7", 1000 + nth as u16)).collect();
    let packed = gzip(&text);
    let log = home.write("fw.log.gz", &packed[..packed.len() - 9]);
    let run = home.run(&["import", "--year", "2026", &log]);
    assert_eq!(run.code, 1);
    let errors: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{}", run.stderr);
    assert!(errors[0].contains(&log) && errors[0].contains("cut off"), "{}", errors[0]);
    assert_ne!(count(&home), "0");
    home.write("fw.log.gz", &packed);
    home.stdout(&["import", "--year", "2026", &log]);
    assert_eq!(count(&home), "60");
}

fn standard_input_is_a_log(new: New) {
    let home = new();
    let text = dropped(1, "192.0.2.7", 22) + &dropped(2, "192.0.2.8", 22);
    let first = piped(&home, &["import", "-"], text.as_bytes());
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stderr.contains("standard input: 2 lines, 2 packets"), "{}", first.stderr);
    let again = piped(&home, &["-i", "-"], text.as_bytes());
    assert!(again.stderr.contains("standard input: nothing new"), "{}", again.stderr);
    let longer = gzip(&(text + &dropped(3, "192.0.2.9", 22)));
    assert_eq!(piped(&home, &["import", "-"], &longer).code, 0);
    assert_eq!(count(&home), "3");
}

fn the_journal_is_a_log(new: New) {
    let home = new();
    let entry = |nth: u32| {
        let line = dropped(nth, "192.0.2.7", 22);
        let message = line.split_once("] ").unwrap().1.trim_end_matches('\n');
        format!(
            "{{\"__REALTIME_TIMESTAMP\":\"17918784{nth:02}000000\",\"_HOSTNAME\":\"fw1\",\
             \"MESSAGE\":\"{message}\"}}\n"
        )
    };
    let folder = home.path().join("bin");
    std::fs::create_dir(&folder).unwrap();
    let script = home.write("bin/journalctl", "#!/bin/sh\ncat \"$HOME/entries\"\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    for (range, all) in [(0..3, "3"), (0..3, "3"), (2..5, "5")] {
        home.write("home/entries", range.map(entry).collect::<String>());
        let run = home.ipta(&["import", "--journal"]).env("PATH", &path).output().unwrap();
        assert!(run.status.success(), "{}", Run::from(run).stderr);
        assert_eq!(count(&home), all);
    }
    let times = home.stdout(&["-e", "list time"]);
    assert!(times.contains("2026-10-13"), "{times}");
}

fn all_bad_lines_are_written_to_a_file(new: New) {
    let home = new();
    let bad = |nth: u32| dropped(nth, "999.0.2.7", 22);
    let text: String = (0..9).map(|nth| dropped(nth, "192.0.2.7", 22) + &bad(nth)).collect();
    let log = home.write("fw.log", text);
    let file = home.path().join("bad.txt");
    let file = file.to_str().unwrap();
    home.stdout(&["import", "--year", "2026", "--bad", file, &log]);
    let written = std::fs::read_to_string(file).unwrap();
    assert_eq!(written.lines().count(), 9, "{written}");
    assert!(written.starts_with(&format!("{log}:2: SRC=999.0.2.7: ")), "{written}");
    assert_eq!(count(&home), "9");
}
