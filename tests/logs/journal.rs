//! The system's journal: entries as `journalctl -o json` writes them, in files and from the program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use ipta::import::{ImportError, ImportOptions, ImportStart, LogInput, Summary};

use super::import::{Bench, append, lines};
use super::packed::gzip;

/// The time of the first entry, 2024-05-04 06:35:08, in microseconds.
const FIRST: u64 = 1_714_804_508_000_000;

/// An entry with more fields than are needed.
fn entry(nth: u64, message: &str) -> String {
    format!(
        "{{\"__CURSOR\":\"s=c0;i={nth:x}\",\"__REALTIME_TIMESTAMP\":\"{}\",\
         \"__MONOTONIC_TIMESTAMP\":\"{nth}\",\"_BOOT_ID\":\"b0\",\"_MACHINE_ID\":\"m0\",\
         \"SYSLOG_IDENTIFIER\":\"kernel\",\"PRIORITY\":\"4\",\"_TRANSPORT\":\"kernel\",\
         \"_HOSTNAME\":\"fw\",\"MESSAGE\":{message}}}\n",
        FIRST + nth
    )
}

fn packet(port: u64) -> String {
    format!(
        "IPT: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=64 \
         ID=1 PROTO=UDP SPT=53 DPT={port} LEN=20 "
    )
}

fn entries(range: std::ops::Range<u64>) -> String {
    range.map(|nth| entry(nth, &format!("\"{}\"", packet(nth)))).collect()
}

/// The lines that the entries are read as.
fn short(range: std::ops::Range<u64>) -> String {
    let line = |nth| format!("2024-05-04T06:35:08.{nth:06}+00:00 fw kernel: {}\n", packet(nth));
    range.map(line).collect()
}

fn bench() -> Bench {
    Bench { options: ImportOptions::default(), ..Bench::new() }
}

#[test]
fn a_file_of_entries_is_read_as_lines() {
    let plain = bench();
    plain.summary(&plain.file("a.log", short(0..200)));
    for pack in [<[u8]>::to_vec, gzip as fn(&[u8]) -> Vec<u8>] {
        let bench = bench();
        let path = bench.file("a.json", pack(entries(0..200).as_bytes()));
        assert_eq!(bench.summary(&path).packets, 200);
        assert_eq!(bench.store.packets(), plain.store.packets());
        assert_eq!(bench.summary(&path).start, ImportStart::NothingNew);
        let path = bench.file("a.json", pack(entries(0..230).as_bytes()));
        assert_eq!(bench.summary(&path).packets, 30);
    }
}

#[test]
fn a_file_of_entries_that_is_being_written_goes_on() {
    let bench = bench();
    let text = entries(0..5);
    let half = text.len() - 40;
    let path = bench.settled("a.json", &text[..half]);
    assert_eq!(bench.summary(&path).packets, 4);
    append(&path, text[half..].trim_end());
    assert_eq!(bench.summary(&path).packets, 1, "the entry is whole");
    append(&path, "\n");
    append(&path, &entries(5..6));
    assert_eq!(bench.summary(&path).packets, 1);
    assert_eq!(bench.store.packets().len(), 6);
}

#[test]
fn a_file_of_other_objects_is_read_as_the_lines_that_they_carry() {
    let object = |line: &str| {
        let message = line.trim_end_matches('\n');
        format!("{{\"time\":\"2024-06-01T00:00:00Z\",\"message\":\"{message}\"}}\n")
    };
    let objects = |ports| lines(ports).split_inclusive('\n').map(object).collect::<String>();
    let plain = Bench::new();
    plain.summary(&plain.file("a.log", lines(0..50)));
    for pack in [<[u8]>::to_vec, gzip as fn(&[u8]) -> Vec<u8>] {
        let bench = Bench::new();
        let text = objects(0..40) + &lines(40..50) + "{\"message\":\"cut\n";
        let summary = bench.summary(&bench.file("a.json", pack(text.as_bytes())));
        assert_eq!((summary.packets, summary.bad), (50, 1), "lines among them are lines");
        assert_eq!(bench.store.packets(), plain.store.packets());
        let path = bench.file("a.json", pack((text + &objects(50..53)).as_bytes()));
        assert_eq!(bench.summary(&path).packets, 3);
    }
}

#[test]
fn messages_come_in_several_forms() {
    let bytes: Vec<String> = packet(3).bytes().map(|byte| byte.to_string()).collect();
    let raw = format!("[{},255]", bytes.join(","));
    let twice = format!("[\"{}\",\"DROP IN=\"]", packet(4));
    let lines = format!("\"up\\n{}\"", packet(5).replace("DROP", "\\u0044ROP"));
    let text = [
        entry(1, "null"),
        entry(2, "\"eth0: link up\""),
        entry(3, &raw),
        entry(4, &twice),
        entry(5, &lines),
        entry(6, "[256]"),
        entry(7, "\"cut").trim_end().to_owned() + "\n",
        "-- No entries --\n".to_owned(),
        format!("{{\"MESSAGE\":\"{}\"}}\n", packet(8)),
    ];
    let bench = bench();
    let summary = bench.summary(&bench.file("a.json", text.concat()));
    assert_eq!((summary.lines, summary.packets, summary.other, summary.bad), (9, 4, 3, 2));
    assert_eq!(summary.untimed, 1);
    assert_eq!(summary.first_bad[0].line, 6);
    assert_eq!(summary.first_bad[0].reason, "this entry cannot be read");
    let packets = bench.store.packets();
    assert!(packets[0].contains("sport: Some(53)"), "{}", packets[0]);
    assert!(packets[2].contains("DROP"), "{}", packets[2]);
}

#[test]
fn an_entry_of_megabytes_is_a_bad_line() {
    let bench = bench();
    let long = entry(2, &format!("\"{}\"", "x".repeat(3 << 20)));
    let summary = bench.summary(&bench.file("a.json", entries(0..2) + &long + &entries(3..4)));
    assert_eq!((summary.lines, summary.packets, summary.bad), (4, 3, 1));
}

#[test]
fn other_objects_are_no_journal() {
    let bench = bench();
    let text = format!("{{\"log\":\"x\"}}\n{}", lines(0..3));
    let summary = bench.summary(&bench.file("a.json", text));
    assert_eq!((summary.lines, summary.packets, summary.bad), (4, 3, 0));
}

/// A program that stands for `journalctl`.
fn program(bench: &Bench, script: &str) -> PathBuf {
    let path = bench.folder.path().join("journalctl");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("to be run");
    path
}

/// Imports a journal of those entries.
fn journal(bench: &Bench, text: &str) -> Summary {
    let file = bench.file("entries", text);
    let program = program(bench, &format!("cat {}", file.display()));
    let origin = LogInput::journal(program.as_os_str(), &bench.cancel).expect("a journal");
    bench.origin(origin, None).expect("an import")
}

#[test]
fn a_journal_is_imported_once() {
    for chunk in [1, 1000, 1 << 20] {
        let bench = Bench { chunk, ..bench() };
        assert_eq!(journal(&bench, &entries(0..100)).packets, 100);
        assert_eq!(journal(&bench, &entries(0..100)).start, ImportStart::NothingNew);
        let rest = journal(&bench, &entries(0..130));
        assert_eq!((rest.packets, bench.store.packets().len()), (30, 130));
    }
}

#[test]
fn a_journal_that_gave_up_its_start_goes_on() {
    let clean = bench();
    clean.summary(&clean.file("a.log", short(0..200)));
    let bench = bench();
    for range in [0..100, 40..100, 99..110, 100..111, 111..150, 160..170, 169..170] {
        journal(&bench, &entries(range));
    }
    let packets = clean.store.packets();
    let expected = [&packets[..150], &packets[160..170]].concat();
    assert_eq!(bench.store.packets(), expected);
}

#[test]
fn a_journal_that_lost_its_end_goes_on_there() {
    let bench = bench();
    journal(&bench, &entries(0..100));
    // The first ten were given up, the last thirty were lost in a crash.
    assert_eq!(journal(&bench, &entries(10..70)).start, ImportStart::NothingNew);
    let rest = journal(&bench, &(entries(10..70) + &entries(200..220)));
    assert_eq!((rest.packets, bench.store.packets().len()), (20, 120));
    let more = journal(&bench, &(entries(20..70) + &entries(200..225)));
    assert_eq!((more.packets, bench.store.packets().len()), (5, 125));
    // All that was imported was given up.
    assert_eq!(journal(&bench, &entries(300..310)).packets, 10);
}

#[test]
fn an_import_of_a_journal_that_failed_goes_on() {
    use std::sync::atomic::Ordering;
    let bench = bench();
    bench.store.commits_left.store(3, Ordering::Relaxed);
    let file = bench.file("entries", entries(0..100));
    let program = program(&bench, &format!("cat {}", file.display()));
    let origin = LogInput::journal(program.as_os_str(), &bench.cancel).expect("a journal");
    bench.origin(origin, None).expect_err("a full disk");
    bench.store.commits_left.store(0, Ordering::Relaxed);
    let stored = bench.store.packets().len();
    assert!((1..100).contains(&stored));
    assert_eq!(journal(&bench, &entries(2..100)).packets as usize, 100 - stored);
}

#[test]
fn journalctl_is_asked_for_the_kernel_s_entries_of_all_boots() {
    let bench = bench();
    let said = bench.folder.path().join("said");
    let file = bench.file("entries", entries(0..1));
    let script = format!("echo \"$*\" >{}; cat {}", said.display(), file.display());
    let program = program(&bench, &script);
    LogInput::journal(program.as_os_str(), &bench.cancel).expect("a journal");
    let said = fs::read_to_string(said).expect("what was said");
    assert_eq!(said, "-k -o json --no-pager -b all\n");
}

#[test]
fn what_is_wrong_with_journalctl_is_said_in_one_line() {
    let bench = bench();
    let error = |program: &PathBuf| {
        let opened = LogInput::journal(program.as_os_str(), &bench.cancel);
        opened.map(drop).expect_err("an error").to_string()
    };
    let missing = bench.folder.path().join("no-such-program");
    assert!(error(&missing).starts_with("cannot read the journal: "), "{}", error(&missing));
    assert!(error(&missing).contains("cannot be run: No such file"), "{}", error(&missing));
    let denied = program(&bench, "echo one >&2; echo 'No journal files: denied' >&2; exit 1");
    let expected = "failed (exit status: 1): No journal files: denied";
    assert!(error(&denied).ends_with(expected), "{}", error(&denied));
    let empty = program(&bench, "true");
    assert_eq!(error(&empty), "the journal is empty: there is nothing to import");
    let hidden = program(&bench, "echo 'Hint: you may not read it' >&2");
    assert!(error(&hidden).ends_with("journalctl says: Hint: you may not read it"));
    bench.cancel.raise();
    let endless = program(&bench, "while :; do echo '{}'; done");
    let stopped = LogInput::journal(endless.as_os_str(), &bench.cancel);
    assert!(matches!(stopped, Err(ImportError::Cancelled)));
}
