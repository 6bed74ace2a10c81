//! Seals: bit rot and files that do not belong to a table are reported, and never counted.

use std::fs::{self, File};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipta::store::embedded::Embedded;
use ipta::time::Timestamp;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use tempfile::TempDir;

use super::*;

/// The first segment of a table.
fn segment(folder: &Path, table: &str, commit: u64) -> PathBuf {
    folder.join("store").join(table).join(format!("{commit:010}-{commit:010}.parquet"))
}

/// Adds a commit of packets whose fields differ.
fn commit(store: &dyn Store, table: &str, source: u128, number: u64) {
    let packets = (0..40_u32).map(|nth| Packet {
        id: Some(nth),
        time: Some(Timestamp(i64::from(nth) * Timestamp::SECOND)),
        src: Some(IpAddr::from([10, 0, 0, (nth % 7) as u8])),
        dport: Some((nth % 5) as u16),
        prefix: (nth % 3 == 0).then_some("DROP"),
        ..Packet::default()
    });
    let packets: Vec<Packet<'_>> = packets.collect();
    append(store, table, &packets, &step(source, number - 1, number)).expect("packets");
}

const ALL: &str = "SELECT * FROM `logs` ORDER BY `time`, `id`";

fn assert_damaged(error: &StoreError, file: &Path, what: &str) {
    let StoreError::Damaged { path, .. } = error else { panic!("{what}: {error}") };
    assert_eq!(Path::new(path), file, "{what}: {error}");
    assert!(!error.to_string().contains('\n'), "{what}: {error}");
}

/// Some hundred places of a segment: every one of its last bytes, and others evenly.
fn places(length: usize) -> Vec<usize> {
    let ends = length - 80..length;
    let step = length / 300 + 1;
    (0..length).step_by(step).chain(ends).collect()
}

#[test]
fn a_flipped_byte_anywhere_is_reported_or_does_no_harm() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    commit(&store, LOGS, 1, 1);
    let rows = lines(&query(&store, ALL, &[]));
    let bookmarks = store.bookmarks(LOGS).expect("bookmarks");
    let path = segment(folder.path(), LOGS, 1);
    let whole = fs::read(&path).expect("a segment");
    let mut reported = 0;
    for (nth, place) in places(whole.len()).into_iter().enumerate() {
        let what = format!("byte {place} of {}", whole.len());
        let mut bytes = whole.clone();
        bytes[place] ^= [1, 0xff, 0x80][nth % 3];
        fs::write(&path, bytes).expect("written");
        let store = open(folder.path());
        match try_query(&store, ALL, &[]) {
            Ok(answer) => assert_eq!(lines(&answer), rows, "{what}"),
            Err(error) => {
                assert_damaged(&error, &path, &what);
                reported += 1;
            }
        }
        match store.bookmarks(LOGS) {
            Ok(known) => assert_eq!(known, bookmarks, "{what}"),
            Err(error) => assert_damaged(&error, &path, &what),
        }
        let again = append(&store, LOGS, &[Packet::default()], &step(1, 0, 1));
        let error = again.expect_err("the step was taken before");
        assert!(matches!(error, StoreError::Busy | StoreError::Damaged { .. }), "{what}: {error}");
    }
    assert!(reported > 300, "{reported}");
    fs::write(&path, whole).expect("written");
    assert_eq!(lines(&query(&open(folder.path()), ALL, &[])), rows);
}

/// A question that reads some columns verifies those, and merging verifies all.
/// A way to use a table.
type Asked = fn(&Embedded) -> Result<(), StoreError>;

#[test]
fn flipped_bytes_are_never_merged() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    commit(&store, LOGS, 1, 1);
    commit(&store, LOGS, 1, 2);
    let path = segment(folder.path(), LOGS, 2);
    let mut bytes = fs::read(&path).expect("a segment");
    bytes[100] ^= 1;
    fs::write(&path, bytes).expect("written");
    let error = open(folder.path()).tidy(LOGS).expect_err("damaged");
    assert_damaged(&error, &path, "merging");
    assert!(path.exists() && segment(folder.path(), LOGS, 1).exists());
}

/// Every way to ask for a table must report that file.
fn assert_reported(folder: &Path, path: &Path, reason: &str) {
    let asked: [Asked; 5] = [
        |store| try_query(store, "SELECT COUNT(*) FROM `logs`", &[]).map(drop),
        |store| store.table(LOGS).map(drop),
        |store| store.bookmarks(LOGS).map(drop),
        |store| store.tidy(LOGS),
        |store| append(store, LOGS, &[], &step(1, 1, 2)),
    ];
    for (nth, ask) in asked.into_iter().enumerate() {
        let error = ask(&open(folder)).expect_err("a strange file");
        assert_damaged(&error, path, &format!("question {nth}"));
        assert!(error.to_string().contains(reason), "{error}");
        let help = "`ipta tables repair` sets it aside";
        assert!(error.to_string().ends_with(help), "{error}");
    }
    let mut done = Vec::new();
    let store = open(folder);
    store.repair(LOGS, None, &mut |line| done.push(line.to_owned())).expect("repaired");
    assert_eq!(done.len(), 1, "{done:?}");
    assert!(done[0].contains("set aside"), "{done:?}");
    assert!(!path.exists() && path.with_extension("parquet.set-aside").exists());
    assert_eq!(count(&store, LOGS), 40);
    fs::remove_file(path.with_extension("parquet.set-aside")).expect("removed");
}

#[test]
fn copied_and_foreign_files_are_reported_and_set_aside() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    for table in [LOGS, "other"] {
        store.create(table, &Zone::utc()).expect("a table");
        commit(&store, table, 1, 1);
    }
    commit(&store, "other", 1, 2);
    let (first, second) = (segment(folder.path(), LOGS, 1), segment(folder.path(), LOGS, 2));

    fs::copy(&first, &second).expect("copied");
    assert_reported(folder.path(), &second, "it is a copy of 0000000001-0000000001.parquet");

    fs::copy(segment(folder.path(), "other", 2), &second).expect("copied");
    assert_reported(folder.path(), &second, "it belongs to another table");

    // One whose name says that it holds all commits would cover the table's own segment.
    let covering = first.with_file_name("0000000001-0000000009.parquet");
    fs::copy(&first, &covering).expect("copied");
    assert_reported(folder.path(), &covering, "it is a copy of");

    let strange = first.with_file_name("copy.parquet");
    fs::copy(&first, &strange).expect("copied");
    assert_reported(folder.path(), &strange, "it is not a segment's");

    // The same packets, as another program would write them.
    let file = File::open(&first).expect("a file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
    let batches = reader.build().expect("a reader").map(|batch| batch.expect("packets"));
    let batches: Vec<_> = batches.collect();
    let file = File::create(&second).expect("a file");
    let mut writer = ArrowWriter::try_new(file, batches[0].schema(), None).expect("a writer");
    batches.iter().for_each(|batch| writer.write(batch).expect("written"));
    writer.close().expect("closed");
    assert_reported(folder.path(), &second, "ipta did not write it");
}

/// The seal is between what other readers look at.
#[test]
fn other_readers_do_not_see_the_seal() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    commit(&store, LOGS, 1, 1);
    let file = File::open(segment(folder.path(), LOGS, 1)).expect("a file");
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    assert_eq!(reader.metadata().file_metadata().num_rows(), 40);
    assert_eq!(reader.into_iter().filter(|row| row.is_ok()).count(), 40);
}

/// A table as ipta 0.2 made it: its description has no identity, its segments have no seals.
fn old_table(folder: &Path) -> PathBuf {
    let store = open(folder);
    store.create(LOGS, &Zone::utc()).expect("a table");
    let table = folder.join("store").join(LOGS);
    fs::write(table.join("table.json"), "{\"schema\":1,\"zone\":\"UTC\"}\n").expect("written");
    fs::copy("tests/store/segment-0.2.parquet", segment(folder, LOGS, 1)).expect("copied");
    table
}

#[test]
fn tables_of_the_version_before_are_read_and_written() {
    let folder = TempDir::new().expect("a folder");
    old_table(folder.path());
    let store = open(folder.path());
    assert_eq!(count(&store, LOGS), 3);
    append(&store, LOGS, &[Packet::default()], &step(9, 0, 1)).expect("one more");
    assert_eq!(count(&open(folder.path()), LOGS), 4);
    // What is added is sealed: a flip in it is found, and so is a copy.
    let (second, third) = (segment(folder.path(), LOGS, 2), segment(folder.path(), LOGS, 3));
    fs::copy(&second, &third).expect("copied");
    let error = open(folder.path()).bookmarks(LOGS).expect_err("a copy");
    assert_damaged(&error, &third, "a copy");
    fs::remove_file(&third).expect("removed");
    open(folder.path()).tidy(LOGS).expect("merged");
    assert_eq!(count(&open(folder.path()), LOGS), 4);
}

#[test]
fn missing_files_of_a_table_are_restored() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    let zone = Zone::parse("Asia/Kathmandu").expect("a zone");
    store.create(LOGS, &zone).expect("a table");
    commit(&store, LOGS, 1, 1);
    let table = folder.path().join("store").join(LOGS);
    for name in ["lock", "readers", "table.json"] {
        let before = fs::read(table.join(name)).expect("a file");
        fs::remove_file(table.join(name)).expect("removed");
        let store = open(folder.path());
        assert_eq!(store.names().expect("names"), [LOGS]);
        assert_eq!(
            (count(&store, LOGS), store.table(LOGS).expect("a table").zone),
            (40, zone.clone())
        );
        append(&store, LOGS, &[], &CommitStep { again: true, ..step(1, 1, 2) }).expect("a step");
        store.tidy(LOGS).expect("tidy");
        assert_eq!(fs::read(table.join(name)).expect("a file"), before, "{name}");
    }
    fs::remove_dir_all(&table).expect("removed");
    assert!(matches!(open(folder.path()).table(LOGS), Err(StoreError::NoTable(_))));
}

/// A zone that no segment says is never guessed.
#[test]
fn a_zone_that_is_lost_is_asked_for() {
    let old: fn(&Path) = |folder| drop(old_table(folder));
    let empty: fn(&Path) = |folder| open(folder).create(LOGS, &Zone::utc()).expect("a table");
    for make in [old, empty] {
        let folder = TempDir::new().expect("a folder");
        make(folder.path());
        let table = folder.path().join("store").join(LOGS);
        let before = store_count(folder.path());
        fs::remove_file(table.join("table.json")).expect("removed");
        let store = open(folder.path());
        let mut done = Vec::new();
        for error in [
            store.table(LOGS).map(drop).expect_err("no zone"),
            store.repair(LOGS, None, &mut |_| ()).expect_err("no zone"),
        ] {
            assert_damaged(&error, &table.join("table.json"), "no zone");
            assert!(error.to_string().contains("ipta tables repair logs --zone ZONE"), "{error}");
        }
        let zone = Zone::parse("+05:45").expect("a zone");
        let mut report = |line: &str| done.push(line.to_owned());
        store.repair(LOGS, Some(&zone), &mut report).expect("repaired");
        assert_eq!(done, ["table.json restored, with the time zone +05:45"]);
        assert_eq!(store.table(LOGS).expect("a table").zone, zone);
        assert_eq!(store_count(folder.path()), before);
    }
}

fn store_count(folder: &Path) -> u64 {
    count(&open(folder), LOGS)
}

/// Of a table whose description rotted, the segments say the right one.
#[test]
fn a_damaged_description_is_repaired() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::parse("Etc/GMT+3").expect("a zone")).expect("a table");
    commit(&store, LOGS, 1, 1);
    let path = folder.path().join("store").join(LOGS).join("table.json");
    let before = fs::read_to_string(&path).expect("a description");
    fs::write(&path, before.replace("GMT+3", "GMT+2")).expect("written");
    let error = open(folder.path()).table(LOGS).expect_err("another zone");
    assert_damaged(&error, &path, "another zone");
    assert!(error.to_string().contains("ipta tables repair"), "{error}");
    open(folder.path()).repair(LOGS, None, &mut |_| ()).expect("repaired");
    assert_eq!(fs::read_to_string(&path).expect("a description"), before);
}

/// Packets whose bytes are gone cannot be restored, and are not passed over either.
#[test]
fn a_repair_says_what_is_lost() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    commit(&store, LOGS, 1, 1);
    let path = segment(folder.path(), LOGS, 1);
    let mut bytes = fs::read(&path).expect("a segment");
    bytes[100] ^= 1;
    fs::write(&path, bytes).expect("written");
    let error = open(folder.path()).repair(LOGS, None, &mut |_| ()).expect_err("damaged");
    assert_damaged(&error, &path, "lost");
    assert!(error.to_string().contains("its packets cannot be restored"), "{error}");
}

/// Creations and deletions that were killed leave folders without a table's name.
#[test]
fn folders_of_the_dead_are_removed_and_those_of_the_living_stay() {
    let folder = TempDir::new().expect("a folder");
    let root = folder.path().join("store");
    open(folder.path());
    let (dead, living) = (root.join(".table-77-0.tmp"), root.join(".table-78-0.tmp"));
    for path in [&dead, &living] {
        fs::create_dir(path).expect("a folder");
        fs::write(path.join("table.json"), "half").expect("a file");
    }
    let lock = File::open(&living).expect("a folder");
    lock.lock().expect("a lock");
    open(folder.path());
    assert!(!dead.exists() && living.exists());
    drop(lock);
    open(folder.path());
    assert!(!living.exists());
}
