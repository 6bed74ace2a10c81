//! Imports of log files, into a store in memory.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use indicatif::ProgressBar;
use ipta::cancel::Cancel;
use ipta::import::bad::BadLines;
use ipta::import::{Import, ImportError, ImportOptions, ImportStart, Load, LogInput, Summary};
use ipta::time::Timestamp;
use tempfile::TempDir;

use super::memory::Memory;
use crate::accidents::settle;

/// A log file in a folder of its own, and a store to import it into.
pub struct Bench {
    pub folder: TempDir,
    pub store: Memory,
    pub options: ImportOptions,
    pub chunk: usize,
    pub cancel: Cancel,
}

impl Bench {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = ImportOptions { year: Some(2024), ..ImportOptions::default() };
        Self { folder, store: Memory::default(), options, chunk: 1000, cancel: Cancel::default() }
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// A file that nobody has written to for two minutes.
    pub fn settled(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name, bytes);
        settle(&path);
        path
    }

    pub fn import(&self, path: &Path) -> Result<Summary, ImportError> {
        self.origin(LogInput::file(path)?, None)
    }

    pub fn origin(&self, origin: LogInput, bad: Option<&BadLines>) -> Result<Summary, ImportError> {
        let bar = ProgressBar::hidden();
        let Self { store, options, cancel, chunk, .. } = self;
        let load = Load { workers: 3, chunk: *chunk };
        Import { store, table: "log", options, bad, bar: &bar, cancel, load }.origin(origin)
    }

    pub fn summary(&self, path: &Path) -> Summary {
        self.import(path).expect("an import")
    }

    /// The years of the packets, in the order of their commits.
    pub fn years(&self) -> Vec<i16> {
        let year = |packet: String| {
            let micros = packet.split_once("Timestamp(").expect("a time").1;
            let micros = micros.split_once(')').expect("a time").0.parse().expect("a number");
            Timestamp(micros).to_civil().expect("a date").year()
        };
        self.store.packets().into_iter().map(year).collect()
    }
}

/// Lines of packets that differ in their port.
pub fn lines(ports: std::ops::Range<u32>) -> String {
    ports.map(|port| stamped("May  4 06:35:08", port)).collect()
}

pub fn stamped(stamp: &str, port: u32) -> String {
    format!(
        "{stamp} fw kernel: [12.5] IPT: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=198.51.100.1 LEN=40 \
         TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=UDP SPT=53 DPT={port} LEN=20 \n"
    )
}

pub fn append(path: &Path, text: &str) {
    let mut file = File::options().append(true).open(path).expect("a file");
    file.write_all(text.as_bytes()).expect("to write");
}

#[test]
fn a_file_is_imported_once() {
    let bench = Bench::new();
    let path = bench.file("a.log", lines(0..100));
    let first = bench.summary(&path);
    assert_eq!((first.start, first.lines, first.packets), (ImportStart::Beginning, 100, 100));
    assert_eq!(first.bytes, fs::metadata(&path).expect("a file").len());
    assert_eq!(
        bench.summary(&path),
        Summary { start: ImportStart::NothingNew, ..Summary::default() }
    );
    let renamed = bench.folder.path().join("a.log.1");
    fs::rename(&path, &renamed).expect("a rename");
    assert_eq!(bench.summary(&renamed).start, ImportStart::NothingNew);
    assert_eq!(bench.store.packets().len(), 100);
}

#[test]
fn packets_come_in_the_order_of_the_file_whatever_the_chunks() {
    let whole = Bench::new();
    whole.summary(&whole.file("a.log", lines(0..200)));
    for chunk in [1, 10, 100, 150, 1 << 20] {
        let bench = Bench { chunk, ..Bench::new() };
        bench.summary(&bench.file("a.log", lines(0..200)));
        assert_eq!(bench.store.packets(), whole.store.packets(), "in chunks of {chunk}");
    }
    assert_eq!(whole.store.tidied.load(Ordering::Relaxed), 1);
}

#[test]
fn the_usual_load_imports_the_same_and_the_bar_comes_to_its_end() {
    let bench = Bench::new();
    let path = bench.file("a.log", lines(0..10));
    let bar = ProgressBar::hidden();
    let Bench { store, options, cancel, .. } = &bench;
    let load = Load::default();
    let import = Import { store, table: "log", options, bad: None, bar: &bar, cancel, load };
    assert_eq!(import.file(&path).expect("an import").packets, 10);
    assert_eq!(bar.length(), Some(bar.position()));
}

#[test]
fn what_grew_is_imported_from_where_the_last_import_ended() {
    let bench = Bench::new();
    let path = bench.file("a.log", lines(0..50));
    let old = bench.summary(&path).bytes;
    append(&path, &lines(50..60));
    append(&path, "May  4 06:35:08 fw kernel: DROP IN=eth0 OUT= SRC=999.0.2.1 \n");
    let new = bench.summary(&path);
    assert_eq!((new.start, new.packets, new.bad), (ImportStart::At(old), 10, 1));
    assert_eq!(new.first_bad[0].line, 61);
    assert_eq!(bench.store.packets().len(), 60);
}

#[test]
fn the_rest_of_a_line_that_was_imported_half_is_left_out() {
    let bench = Bench::new();
    let text = lines(0..3);
    let half = text.len() - 30;
    let path = bench.settled("a.log", &text[..half]);
    assert_eq!(bench.summary(&path).packets, 3);
    append(&path, &text[half..]);
    append(&path, &lines(3..5));
    let rest = bench.summary(&path);
    assert_eq!((rest.lines, rest.packets, rest.other), (3, 2, 1));
    assert_eq!(bench.store.packets().len(), 5);
}

#[test]
fn half_a_packet_waits_as_long_as_somebody_may_be_writing_it() {
    let bench = Bench::new();
    let text = lines(0..3);
    let half = text.len() - 30;
    let path = bench.file("a.log", &text[..half]);
    let first = bench.summary(&path);
    assert_eq!((first.packets, first.is_waiting), (2, true));
    append(&path, &text[half..]);
    let rest = bench.summary(&path);
    assert_eq!((rest.packets, rest.other, rest.is_waiting), (1, 0, false));
}

#[test]
fn a_half_line_that_is_no_packet_yet_waits() {
    let bench = Bench { chunk: 1, ..Bench::new() };
    let path = bench.file("a.log", "May  4 06:35:08 fw");
    assert_eq!(bench.summary(&path).lines, 0);
    append(&path, " kernel: DROP");
    assert_eq!(bench.summary(&path).lines, 0);
    append(&path, " IN=eth0 OUT= SRC=192.0.2.1 \n");
    assert_eq!(bench.summary(&path).packets, 1);
}

#[test]
fn the_rest_of_half_a_packet_is_left_out_in_small_chunks_too() {
    let bench = Bench { chunk: 1, ..Bench::new() };
    let half = "May  4 06:35:08 fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=19";
    let path = bench.settled("a.log", half);
    assert_eq!(bench.summary(&path).packets, 1);
    append(&path, "2.0.2.2 LEN=40");
    settle(&path);
    assert_eq!(bench.summary(&path).lines, 0, "it has no end yet");
    append(&path, " TOS=0x00 \n");
    let rest = bench.summary(&path);
    assert_eq!((rest.lines, rest.packets, rest.other), (1, 0, 1));
}

#[test]
fn again_imports_once_more() {
    let mut bench = Bench::new();
    let path = bench.file("a.log", lines(0..30));
    bench.summary(&path);
    bench.options.again = true;
    assert_eq!(bench.summary(&path).packets, 30);
    assert_eq!(bench.store.packets().len(), 60);
    bench.options.again = false;
    assert_eq!(bench.summary(&path).start, ImportStart::NothingNew);
}

#[test]
fn an_import_that_failed_between_commits_goes_on() {
    let clean = Bench::new();
    let text = lines(0..100) + "other\n" + &lines(100..200);
    clean.summary(&clean.file("a.log", &text));
    for commits in 2..10 {
        let bench = Bench::new();
        bench.store.commits_left.store(commits, Ordering::Relaxed);
        let path = bench.file("a.log", &text);
        let failed = bench.import(&path).expect_err("a full disk");
        assert_eq!(failed.to_string(), "the disk is full");
        assert!(bench.store.packets().len() < 200);
        bench.store.commits_left.store(0, Ordering::Relaxed);
        assert!(matches!(bench.summary(&path).start, ImportStart::At(_)));
        assert_eq!(bench.store.packets(), clean.store.packets(), "after {commits} commits");
    }
}

#[test]
fn a_cancelled_import_commits_nothing_more() {
    let bench = Bench::new();
    let path = bench.file("a.log", lines(0..100));
    bench.cancel.raise();
    assert!(matches!(bench.import(&path), Err(ImportError::Cancelled)));
    assert_eq!(bench.store.packets().len(), 0);
    bench.cancel.reset();
    assert_eq!(bench.summary(&path).packets, 100);
}

#[test]
fn of_several_bookmarks_the_furthest_counts() {
    let bench = Bench::new();
    let text = lines(0..90);
    let part = |to: usize| &text[..text.len() / 90 * to];
    let path = bench.file("a.log", part(60));
    bench.summary(&path);
    // A shorter copy of the same source, imported on purpose, leaves a nearer bookmark.
    let copy = bench.file("b.log", part(50));
    let options = ImportOptions { again: true, ..bench.options.clone() };
    let again = Import {
        store: &bench.store,
        table: "log",
        options: &options,
        bad: None,
        bar: &ProgressBar::hidden(),
        cancel: &bench.cancel,
        load: Load { workers: 1, chunk: 1 << 20 },
    };
    again.file(&copy).expect("an import");
    let path = bench.file("a.log", part(90));
    assert_eq!(bench.summary(&path).packets, 30);
}

#[test]
fn years_do_not_depend_on_chunks() {
    let text: String =
        ["Nov 30", "Dec 31", "Jan  1", "Dec 31", "Jan  2", "Mar  1", "Feb 28", "Jul  1"]
            .into_iter()
            .flat_map(|day| (0..3).map(move |port| stamped(&format!("{day} 12:00:00"), port)))
            .collect();
    let years = [2024, 2024, 2025, 2024, 2025, 2025, 2025, 2025];
    let expected: Vec<i16> = years.into_iter().flat_map(|year| [year; 3]).collect();
    for chunk in [1, 400, 1 << 20] {
        let bench = Bench { chunk, ..Bench::new() };
        bench.summary(&bench.file("a.log", &text));
        assert_eq!(bench.years(), expected, "in chunks of {chunk}");
    }
}

#[test]
fn a_failed_import_goes_on_in_the_right_year() {
    let day = |nth: u32| nth / 2 % 7 * 4 + 1; // never one soon after that of the year before
    let month = |nth: u32| ["Jun", "Nov"][nth as usize % 2];
    let text: String = (0..40)
        .map(|nth| stamped(&format!("{} {:2} 12:00:00", month(nth), day(nth)), nth))
        .collect();
    let options =
        [ImportOptions { year: Some(2001), ..ImportOptions::default() }, ImportOptions::default()];
    for options in options {
        let clean = Bench { options: options.clone(), ..Bench::new() };
        let path = clean.file("a.log", &text);
        set_written(&path, 1_736_000_000); // January 2025
        clean.summary(&path);
        let last = clean.years().last().copied();
        assert_eq!(last, Some(options.year.map_or(2024, |year| year + 19)));
        for commits in 2..5 {
            let bench = Bench { options: options.clone(), ..Bench::new() };
            bench.store.commits_left.store(commits, Ordering::Relaxed);
            bench.import(&path).expect_err("a full disk");
            bench.store.commits_left.store(0, Ordering::Relaxed);
            bench.summary(&path);
            assert_eq!(bench.store.packets(), clean.store.packets());
        }
    }
}

pub fn set_written(path: &Path, seconds: u64) {
    let file = File::options().append(true).open(path).expect("a file");
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).expect("a time");
}

#[test]
fn the_year_comes_from_the_time_the_file_was_written() {
    for (first, last, written, years) in [
        ("Dec 31 23:00:00", "Jan  1 01:00:00", 1_704_100_000, [2023, 2024]), // 2024-01-01
        ("May  4 06:35:08", "May  5 06:35:08", 1_714_900_000, [2024, 2024]), // 2024-05-05
        ("May  4 06:35:08", "May  7 06:35:08", 1_714_900_000, [2023, 2023]),
    ] {
        let bench = Bench { options: ImportOptions::default(), ..Bench::new() };
        let path = bench.file("a.log", stamped(first, 1) + "other\n" + &stamped(last, 2));
        set_written(&path, written);
        let summary = bench.summary(&path);
        assert_eq!(bench.years(), years, "{first} to {last}");
        assert_eq!(summary.span.expect("a span").0.to_string()[..4], years[0].to_string());
    }
}

#[test]
fn a_file_that_lost_its_time_has_packets_without_one() {
    let bench = Bench { options: ImportOptions::default(), ..Bench::new() };
    let path = bench.file("a.log", lines(0..2));
    set_written(&path, 0);
    assert_eq!(bench.summary(&path).untimed, 2);
    assert_eq!(bench.store.packets().iter().filter(|it| it.contains("time: None")).count(), 2);
    // One of the future is as young as it can be.
    let bench = Bench { options: ImportOptions::default(), ..Bench::new() };
    let path = bench.file("a.log", lines(0..1));
    set_written(&path, 4_000_000_000); // 2096
    bench.summary(&path);
    let now = ipta::time::Zone::utc().now().to_civil().expect("a date").year();
    assert!((now - 1..=now).contains(&bench.years()[0]), "{:?}", bench.years());
}

#[test]
fn a_machine_that_starts_with_a_wrong_clock_is_in_no_other_year() {
    let days = ["May  2", "May  3", "Jan  1", "May  3", "Dec 31", "May  3", "May  4"];
    let text: String =
        days.iter().zip(0..).map(|(day, nth)| stamped(&format!("{day} 12:00:00"), nth)).collect();
    for chunk in [1, 1 << 20] {
        let bench = Bench { options: ImportOptions::default(), chunk, ..Bench::new() };
        let path = bench.file("a.log", &text);
        set_written(&path, 1_714_900_000); // 2024-05-05
        bench.summary(&path);
        assert_eq!(
            bench.years(),
            [2024, 2024, 2024, 2024, 2023, 2024, 2024],
            "in chunks of {chunk}"
        );
    }
}

#[test]
fn lines_are_counted_by_kind() {
    let bench = Bench { chunk: 1, ..Bench::new() };
    let mut bytes = lines(0..2).into_bytes();
    bytes.extend(b"\n\xff\xfe\0 not a packet\n");
    bytes.extend(b"May  4 06:35:09 f\xfc kernel: MINE IN=eth0 OUT= SRC=192.0.2.1 \r\n");
    bytes.extend(b"May  4 06:35:08 fw kernel: MINE IN=eth0 OUT= SRC=192.0.2.1 DPT=70000 \n");
    bytes.extend(b"May  4 06:35:08 fw kernel: IN=eth0 OUT= SRC=192.0.2.1 DPT=80 \n");
    bytes.extend(b"[12.5] MINE IN=eth0 OUT= SRC=192.0.2.1 ");
    let summary = bench.summary(&bench.settled("a.log", bytes));
    assert_eq!((summary.lines, summary.packets, summary.other, summary.bad), (8, 5, 2, 1));
    assert_eq!(summary.untimed, 1);
    assert_eq!(summary.unjudged.prefixes(), [("MINE", 2), ("", 1)]);
    assert_eq!(summary.first_bad[0].line, 6);
    assert_eq!(summary.first_bad[0].reason, "DPT=70000: not a number in range");
    let (first, last) = summary.span.expect("a span");
    assert_eq!(first.to_string(), "2024-05-04 06:35:08");
    assert_eq!(last.to_string(), "2024-05-04 06:35:09");
}

#[test]
fn lines_of_megabytes_are_skipped() {
    let bench = Bench::new();
    let long = "x".repeat(3 << 20);
    let text = lines(0..1) + &long + "\n" + "DROP IN=eth0 OUT= SRC=192.0.2.1 " + &long + "\n";
    let path = bench.file("a.log", text.clone() + &lines(1..2) + &long);
    let summary = bench.summary(&path);
    assert_eq!((summary.lines, summary.packets, summary.other, summary.bad), (5, 2, 2, 1));
    assert_eq!(summary.first_bad[0].reason, "the line is longer than 1048576 bytes");
    assert!(summary.first_bad[0].text.len() <= 160);
    assert_eq!(summary.bytes, fs::metadata(&path).expect("a file").len());
    assert_eq!(bench.summary(&path).start, ImportStart::NothingNew);
}

#[test]
fn what_cannot_be_imported_is_named() {
    let bench = Bench::new();
    let folder = bench.folder.path();
    let error = |path: &Path| bench.import(path).expect_err("an error").to_string();
    let missing = folder.join("missing.log");
    assert_eq!(error(&missing), format!("there is no file {}", missing.display()));
    assert_eq!(error(folder), format!("{} is a directory, not a log file", folder.display()));
    let empty = bench.file("empty.log", "");
    assert!(error(&empty).ends_with("empty.log is empty: there is nothing to import"));
    let binary = bench.file("binary", b"\x7fELF\x02\x01\x01\0\0\0\nmore\0");
    assert!(error(&binary).ends_with("binary is a binary file, not a log"));
    assert!(error(Path::new("/dev/null")).ends_with("null is not a regular file"));
    assert_eq!(bench.store.packets().len(), 0);
}

#[test]
fn a_text_without_packets_is_no_error() {
    let bench = Bench::new();
    let summary = bench.summary(&bench.file("notes.txt", "one\ntwo\n"));
    assert_eq!((summary.lines, summary.packets, summary.other), (2, 0, 2));
}
