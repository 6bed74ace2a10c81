//! Logs that are shorter, older, cut or written on: every packet is counted once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use ipta::import::{ImportStart, Summary};

use super::import::{Bench, append, lines};
use crate::accidents::{ROUNDS, check, seeds};

/// The number in the text of a packet.
fn id(packet: &str) -> u32 {
    let Some((_, id)) = packet.split_once(" id: Some(") else { return u32::MAX };
    id.split_once(')').expect("a number").0.parse().expect("a number")
}

#[test]
fn every_packet_is_counted_once_in_memory() {
    for seed in seeds(ROUNDS) {
        let bench = Bench::new();
        check(&bench.store, seed, false, |_| {
            let mut counted = BTreeMap::new();
            for packet in bench.store.packets() {
                *counted.entry(id(&packet)).or_insert(0) += 1;
            }
            counted
        });
    }
}

fn cut(path: &Path, lost: u64) {
    let file = File::options().write(true).open(path).expect("a file");
    let length = file.metadata().expect("a file").len();
    file.set_len(length - lost).expect("to cut");
}

fn start(summary: &Summary) -> ImportStart {
    summary.start
}

#[test]
fn a_log_that_lost_its_end_goes_on_there() {
    for lost in [1, 30, 130, 160, 200, 3000] {
        let bench = Bench::new();
        let path = bench.file("a.log", lines(0..1000));
        bench.summary(&path);
        cut(&path, lost);
        assert_eq!(start(&bench.summary(&path)), ImportStart::NothingNew, "{lost} bytes lost");
        append(&path, &lines(1000..1001));
        let rest = bench.summary(&path);
        assert!(matches!(rest.start, ImportStart::AtCut(_)));
        assert_eq!((rest.packets, rest.bad), (1, 0), "{lost} bytes lost");
        assert_eq!(bench.store.packets().len(), 1001);
        assert!(bench.store.packets()[1000].contains("dport: Some(1000)"));
        assert_eq!(start(&bench.summary(&path)), ImportStart::NothingNew);
        append(&path, &lines(1001..1003));
        assert_eq!(bench.summary(&path).packets, 2);
    }
}

#[test]
fn a_shorter_copy_adds_nothing() {
    let bench = Bench::new();
    let text = lines(0..300);
    bench.summary(&bench.file("a.log", &text));
    for length in [200, 4000, 4095, 4097, 20_000, text.len() - 1] {
        let copy = bench.settled("b.log", &text[..length]);
        assert_eq!(start(&bench.summary(&copy)), ImportStart::NothingNew, "{length} bytes");
    }
    assert_eq!(bench.store.packets().len(), 300);
}

#[test]
fn zeros_after_a_crash_are_passed() {
    let bench = Bench::new();
    let text = lines(0..100);
    let path = bench.file("a.log", &text);
    bench.summary(&path);
    cut(&path, 50);
    let mut file = File::options().append(true).open(&path).expect("a file");
    file.write_all(&[0; 4096]).expect("to write");
    append(&path, &lines(100..103));
    let rest = bench.summary(&path);
    assert_eq!((rest.packets, rest.bad), (3, 0));
    // The same in a log that was never imported: half a packet is one.
    let other = Bench::new();
    let whole = other.summary(&other.file("a.log", fs::read(&path).expect("a log")));
    assert_eq!((whole.lines, whole.packets, whole.bad), (102, 103, 0));
}

#[test]
fn another_log_that_begins_alike_is_imported_with_new() {
    let mut bench = Bench::new();
    let shared = lines(0..50);
    bench.summary(&bench.file("a.log", shared.clone() + &lines(100..110)));
    let other = bench.file("b.log", shared + &lines(200..220));
    bench.options.new = true;
    let whole = bench.summary(&other);
    assert_eq!((whole.start, whole.packets), (ImportStart::Beginning, 70));
    bench.options.new = false;
    assert_eq!(start(&bench.summary(&other)), ImportStart::NothingNew);
    append(&other, &lines(220..225));
    assert_eq!(bench.summary(&other).packets, 5);
}

#[test]
fn a_log_of_which_no_hashes_are_known_is_asked_about() {
    let mut bench = Bench::new();
    let path = bench.file("a.log", lines(0..100));
    bench.summary(&path);
    bench.store.forget_hashes();
    assert_eq!(start(&bench.summary(&path)), ImportStart::NothingNew);
    cut(&path, 200);
    let error = bench.import(&path).expect_err("an error").problem().one_line();
    assert!(error.contains("`--new` imports it as another log"), "{error}");
    assert!(error.contains("`--again` imports all of it once more"), "{error}");
    assert_eq!(bench.store.packets().len(), 100);
    bench.options.new = true;
    assert_eq!(bench.summary(&path).packets, 98);
}
