//! The embedded store: its files, and what may befall them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ipta::store::embedded::Embedded;
use ipta::time::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use tempfile::TempDir;

use ipta::cancel::Cancel;
use ipta::packet::Packet;
use ipta::store::{CommitStep, Store, StoreError};
use ipta::time::Zone;

use crate::store::*;

mod direct;
mod limits;
mod memory;
mod nested;
mod readings;
mod seals;
mod together;

conformance!(on_the_embedded_store, crate::embedded::with_store);

/// Runs a case on a new store in a folder of its own.
pub fn with_store(case: fn(&dyn Store)) {
    let folder = TempDir::new().expect("a folder");
    case(&open(folder.path()));
}

pub fn open(folder: &Path) -> Embedded {
    Embedded::open(folder.join("store"), None).expect("a store")
}

/// A store with the table [`LOGS`], of as many commits of one packet each.
fn commits(folder: &Path, commits: u64) -> Embedded {
    let store = open(folder);
    store.create(LOGS, &Zone::utc()).expect("a table");
    for commit in 0..commits {
        let number = u32::try_from(commit).expect("few");
        let time = Some(Timestamp(1000 - i64::from(number) / 2));
        let packet = Packet { id: Some(number), time, ..Packet::default() };
        append(&store, LOGS, &[packet], &step(1, commit, commit + 1)).expect("a packet");
    }
    store
}

fn table(folder: &Path) -> PathBuf {
    folder.join("store").join(LOGS)
}

/// The names of the table's files that end so, sorted.
fn files(folder: &Path, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(table(folder)).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}

/// Tidies the table until these segments alone are left, and no temporary files. A program that another test starts
/// has this process's locks until it runs, and keeps files from being deleted.
fn tidy(store: &Embedded, folder: &Path, left: &[&str]) {
    let begun = Instant::now();
    loop {
        store.tidy(LOGS).expect("tidy");
        let is_tidy = files(folder, ".parquet") == left && files(folder, ".tmp").is_empty();
        if is_tidy || begun.elapsed() > Duration::from_secs(20) {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(files(folder, ".parquet"), left);
    assert_eq!(files(folder, ".tmp"), [] as [&str; 0]);
}

fn parquet_file(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).expect("a file")).expect("a Parquet file")
}

/// The place of the `id` column.
fn id_column(reader: &SerializedFileReader<File>) -> usize {
    let schema = reader.metadata().file_metadata().schema_descr();
    schema.columns().iter().position(|column| column.name() == "id").expect("a column")
}

/// The `id` column in the order of a segment's file.
fn ids_in_file(path: &Path) -> Vec<u32> {
    let reader = parquet_file(path);
    let id = id_column(&reader);
    reader.into_iter().map(|row| row.expect("a row").get_uint(id).expect("a number")).collect()
}

#[test]
fn a_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a folder");
    commits(folder.path(), 1);
    for path in [folder.path().join("store"), table(folder.path())] {
        assert_eq!(fs::metadata(path).expect("a folder").permissions().mode() & 0o777, 0o700);
    }
    let segment = table(folder.path()).join(&files(folder.path(), ".parquet")[0]);
    assert_eq!(fs::metadata(segment).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn any_reader_of_parquet_sees_plain_columns() {
    use arrow::datatypes::{DataType, TimeUnit};
    let folder = TempDir::new().expect("a folder");
    commits(folder.path(), 1);
    let path = table(folder.path()).join(&files(folder.path(), ".parquet")[0]);
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).expect("a file"));
    let schema = reader.expect("a Parquet file").schema().clone();
    let of = |name| schema.field_with_name(name).expect("a column").data_type().clone();
    assert_eq!(of("time"), DataType::Timestamp(TimeUnit::Microsecond, None));
    assert_eq!(of("prefix"), DataType::Utf8);
    assert_eq!(of("src"), DataType::Binary);
    assert_eq!(
        (of("dport"), of("ttl"), of("mark")),
        (DataType::UInt16, DataType::UInt8, DataType::UInt32)
    );
}

#[test]
fn merging_keeps_rows_order_and_bookmarks() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 9);
    append(&store, LOGS, &[], &step(2, 0, 5)).expect("a bookmark");
    let sql = "SELECT `id`, `time` FROM `logs` ORDER BY `id`";
    let before = lines(&query(&store, sql, &[]));
    tidy(&store, folder.path(), &["0000000001-0000000010.parquet"]);
    assert_eq!(lines(&query(&store, sql, &[])), before);
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, 9), bookmark(2, 5)]);
    let merged = table(folder.path()).join("0000000001-0000000010.parquet");
    assert_eq!(ids_in_file(&merged), [8, 6, 7, 4, 5, 2, 3, 0, 1], "by time, then as they came");

    append(&store, LOGS, &[Packet::default()], &step(1, 9, 10)).expect("one more");
    assert_eq!(files(folder.path(), ".parquet").len(), 2);
    tidy(&store, folder.path(), &["0000000001-0000000011.parquet"]);
    assert_eq!(count(&store, LOGS), 10);
}

/// A field that all packets of a segment have is written as one that each must have; the fields differ
/// from segment to segment.
#[test]
fn segments_whose_packets_lack_different_fields_are_read_and_merged() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 2);
    let port = |dport| Packet { dport: Some(dport), ..Packet::default() };
    let both = Packet { id: Some(7), ..port(23) };
    append(&store, LOGS, &[port(22), port(80)], &step(1, 2, 3)).expect("packets without id");
    append(&store, LOGS, &[both, Packet::default()], &step(1, 3, 4)).expect("one of each");
    let optional = |file: &str, column| {
        let reader = parquet_file(&table(folder.path()).join(file));
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let place = schema.columns().iter().position(|of| of.name() == column).expect("a column");
        schema.column(place).max_def_level() > 0
    };
    let written = files(folder.path(), ".parquet");
    let fields = written.iter().map(|file| (optional(file, "id"), optional(file, "dport")));
    let lacking: Vec<(bool, bool)> = fields.collect();
    assert_eq!(lacking, [(false, true), (false, true), (true, false), (true, true)]);

    let sql = "SELECT `id`, `dport` FROM `logs` ORDER BY `id`, `dport`";
    let rows = ["NULL NULL", "NULL 22", "NULL 80", "0 NULL", "1 NULL", "7 23"];
    assert_eq!(lines(&query(&store, sql, &[])), rows);
    tidy(&store, folder.path(), &["0000000001-0000000004.parquet"]);
    assert_eq!(lines(&query(&store, sql, &[])), rows);
}

#[test]
fn what_a_crash_leaves_is_ignored_and_removed() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 3);
    let path = table(folder.path());
    let readers = File::open(path.join("readers")).expect("a lock");
    readers.lock_shared().expect("a reader");
    fs::write(path.join(".77-0.tmp"), "half a segm").expect("a dead writer's file");
    let living = File::create(path.join(".78-0.tmp")).expect("a file");
    living.lock().expect("a living writer");

    store.tidy(LOGS).expect("tidy");
    assert_eq!(files(folder.path(), ".parquet").len(), 4, "kept while somebody reads");
    assert_eq!(files(folder.path(), ".tmp"), [".78-0.tmp"]);
    assert_eq!(count(&store, LOGS), 3);
    assert_eq!(store.table(LOGS).expect("a table").packets, 3);

    drop((readers, living));
    tidy(&store, folder.path(), &["0000000001-0000000003.parquet"]);
    assert_eq!(count(&store, LOGS), 3);
}

#[test]
fn a_batch_that_is_given_up_leaves_nothing() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 1);
    let mut batch = store.batch(LOGS).expect("a batch");
    batch.push(&Packet::default());
    batch.seal().expect("sealed");
    assert_eq!(files(folder.path(), ".tmp").len(), 1);
    drop(batch);
    assert_eq!(files(folder.path(), ".tmp").len(), 0);
    assert!(matches!(append(&store, LOGS, &[], &step(1, 0, 1)), Err(StoreError::Busy)));
    assert_eq!((files(folder.path(), ".tmp").len(), count(&store, LOGS)), (0, 1));
}

#[test]
fn a_batch_outlives_no_table() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 1);
    let mut sealed = store.batch(LOGS).expect("a batch");
    sealed.seal().expect("sealed");
    let mut open = store.batch(LOGS).expect("a batch");
    store.delete(LOGS, &Cancel::default()).expect("dropped");
    assert!(matches!(sealed.commit(&step(1, 1, 2)), Err(StoreError::NoTable(_))));
    assert!(matches!(open.seal(), Err(StoreError::NoTable(_))));
    assert_eq!(fs::read_dir(folder.path().join("store")).expect("a folder").count(), 0);
}

/// The error of the first packet's count, which must name the damaged file.
fn damage(folder: &Path, file: &str, harm: fn(&Path)) -> String {
    let store = commits(folder, 3);
    store.create("other", &Zone::utc()).expect("a table");
    let path = table(folder).join(file);
    harm(&path);
    for error in [
        try_query(&store, "SELECT `prefix`, `id` FROM `logs`", &[]).map(drop),
        append(&open(folder), LOGS, &[], &step(1, 3, 4)),
    ] {
        let error = error.expect_err("the table is damaged");
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(!error.to_string().contains('\n'));
    }
    assert_eq!(count(&store, "other"), 0, "other tables are as they were");
    let error = store.tidy(LOGS).expect_err("damaged").to_string();
    store.clear(LOGS, &Cancel::default()).expect("a damaged table can be cleared");
    assert_eq!(count(&store, LOGS), 0);
    error
}

#[test]
fn a_damaged_segment_is_named() {
    let cut: fn(&Path) = |path| {
        let file = File::options().write(true).open(path).expect("a file");
        file.set_len(file.metadata().expect("its size").len() / 2).expect("cut");
    };
    for harm in [
        cut,
        |path| fs::write(path, "").expect("emptied"),
        |path| {
            fs::write(path, "PAR1 this is not what it was PAR1").expect("overwritten");
        },
    ] {
        let folder = TempDir::new().expect("a folder");
        let file = "0000000002-0000000002.parquet";
        let error = damage(folder.path(), file, harm);
        assert!(error.contains(file), "{error}");
    }
    let folder = TempDir::new().expect("a folder");
    let error = damage(folder.path(), "0000000002-0000000002.parquet", |path| {
        fs::remove_file(path).expect("removed");
    });
    assert!(error.contains("commit 2 is missing"), "{error}");
}

#[test]
fn damaged_pages_are_found_too() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 1);
    let packet = |id| Packet { id: Some(id), ..Packet::default() };
    append(&store, LOGS, &[packet(1), packet(2)], &step(1, 1, 2)).expect("two packets");
    let file = "0000000002-0000000002.parquet";
    let path = table(folder.path()).join(file);
    let mut bytes = fs::read(&path).expect("a segment");
    let reader = parquet_file(&path);
    let (start, length) = reader.metadata().row_group(0).column(id_column(&reader)).byte_range();
    let [start, length] = [start, length].map(|n| usize::try_from(n).expect("small"));
    bytes[start..start + length].fill(0xa5);
    fs::write(&path, bytes).expect("overwritten");
    let error = try_query(&store, "SELECT * FROM `logs`", &[]).map(drop).expect_err("damaged");
    assert!(matches!(&error, StoreError::Damaged { path, .. } if path.ends_with(file)), "{error}");
}

#[test]
fn a_damaged_description_is_named() {
    for (text, part) in [
        ("{", "table.json"),
        (r#"{"schema":3,"zone":"UTC"}"#, "newer"),
        (r#"{"schema":2,"zone":"UTC"}"#, "checksum"),
        (r#"{"schema":1,"zone":"Mars/Olympus"}"#, "Mars/Olympus"),
    ] {
        let folder = TempDir::new().expect("a folder");
        let store = commits(folder.path(), 1);
        fs::write(table(folder.path()).join("table.json"), text).expect("written");
        let error = store.table(LOGS).expect_err("damaged").to_string();
        assert!(error.contains(part), "{error}");
    }
}

/// The permissions of a file system that nobody may write to hold for the superuser too.
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let error =
        Embedded::open("/proc/ipta-store".into(), None).map(drop).expect_err("no such folder");
    assert!(error.to_string().contains("cannot create /proc/ipta-store: "), "{error}");
    let store = Embedded::open("/proc/self".into(), None).expect("a folder that is there");
    let error = store.create(LOGS, &Zone::utc()).expect_err("not to be written");
    assert!(error.to_string().contains("cannot create /proc/self/logs: "), "{error}");

    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("store"), "a file").expect("a file");
    let error = Embedded::open(folder.path().join("store"), None).map(drop).expect_err("a file");
    assert!(matches!(error, StoreError::Io { doing: "create", .. }), "{error}");
}

#[test]
fn a_statement_is_explained() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 1);
    let sql = "EXPLAIN SELECT INET6_NTOA(l.`src`) AS `src`, COUNT(*) AS `n` FROM `logs` AS l \
               GROUP BY l.`src` ORDER BY `n`, l.`src`";
    let plan = lines(&query(&store, sql, &[])).join("\n");
    assert!(plan.contains("0000000001-0000000001.parquet"), "{plan}");
}

#[test]
fn an_outline_tells_which_segments_are_read() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 7);
    let outline = |sql: &str| store.outline(&statement(sql, &[])).expect("an outline").join("\n");
    let reads = |number: usize| {
        format!(
            "table logs: reads {number} of 7 segments, {number} of 7 row groups, \
             {number} of 7 packets"
        )
    };
    assert_eq!(outline("SELECT MAX(id) FROM logs"), reads(7));
    assert_eq!(outline("SELECT dport FROM logs WHERE id = 3"), reads(1));
    assert_eq!(outline("SELECT id FROM logs WHERE id + 1 = 4"), reads(7));
    assert_eq!(outline("SELECT id FROM logs WHERE dport = 22"), reads(0));
    let joined =
        outline("SELECT a.id FROM logs a, logs b WHERE a.dst = b.src AND a.id BETWEEN 2 AND 4");
    assert_eq!(joined, [reads(3), reads(7)].join("\n"));
    store.create("empty", &Zone::utc()).expect("a table");
    assert_eq!(outline("SELECT id FROM empty"), "table empty: is empty");
    let missing = store.outline(&statement("SELECT id FROM other", &[]));
    assert!(matches!(missing, Err(StoreError::NoTable(name)) if name == "other"));
}

#[test]
fn what_a_server_would_take_otherwise_is_said() {
    let folder = TempDir::new().expect("a folder");
    let store = commits(folder.path(), 1);
    for (sql, parts) in [
        ("SELECT src FROM logs; SELECT dst FROM logs", &["one statement"][..]),
        ("SELECT src FROM logs WHERE prefix REGEXP '(a'", &["unclosed group"]),
        ("SELECT src FROM logs WHERE time >= 'yesterday'", &["yesterday"]),
        ("SELECT src FROM other.logs", &["no table"]),
        ("SELECT src, COUNT(*) FROM logs GROUP BY src WITH  ROLLUP", &["ROLLUP", "MySQL store"]),
        ("SELECT src FROM logs WHERE dport = 22 || dport = 23", &["OR", "CONCAT"]),
    ] {
        queries::says(&store, sql, parts);
    }
}
