//! Together: several threads and processes on one embedded store, killed and out of space.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tempfile::TempDir;

use super::*;

/// Names the store's folder to a child process: one of the ignored tests of this file.
const FOLDER: &str = "IPTA_TEST_FOLDER";
/// Packets of a batch.
const BATCH: u64 = 10;

fn packets() -> Vec<Packet<'static>> {
    let packet = |number| Packet { id: Some(number), prefix: Some("FW-IN"), ..Packet::default() };
    (0..10).map(packet).collect()
}

/// Appends batches of a source, one after the other.
fn write(store: &dyn Store, source: u128, batches: u64, committed: impl Fn()) {
    for batch in 0..batches {
        let step = step(source, batch * BATCH, (batch + 1) * BATCH);
        append(store, LOGS, &packets(), &step).expect("a batch");
        committed();
    }
}

/// The test binary, to run one of its ignored tests in a process of its own.
fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(FOLDER, folder);
    command.stdout(Stdio::null());
    command
}

fn folder() -> PathBuf {
    std::env::var_os(FOLDER).expect("run by another test").into()
}

#[test]
fn readers_see_whole_batches_while_threads_write_and_merge() {
    const WRITERS: u64 = 3;
    const BATCHES: u64 = 15;
    let folder = TempDir::new().expect("a folder");
    open(folder.path()).create(LOGS, &Zone::utc()).expect("a table");
    let (begun, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let running = AtomicBool::new(true);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (begun, done, path) = (&begun, &done, folder.path());
                scope.spawn(move || {
                    let store = open(path);
                    begun.fetch_add(1, Ordering::SeqCst);
                    write(&store, writer.into(), BATCHES, || {
                        done.fetch_add(1, Ordering::SeqCst);
                        begun.fetch_add(1, Ordering::SeqCst);
                        if done.load(Ordering::SeqCst) % 4 == 0 {
                            store.tidy(LOGS).expect("tidy");
                        }
                    });
                })
            })
            .collect();
        for _ in 0..2 {
            scope.spawn(|| {
                let store = open(folder.path());
                while running.load(Ordering::SeqCst) {
                    let least = done.load(Ordering::SeqCst) * BATCH;
                    let seen = [count(&store, LOGS), store.table(LOGS).expect("told").packets];
                    let most = begun.load(Ordering::SeqCst) * BATCH;
                    for seen in seen {
                        assert!(seen % BATCH == 0, "{seen}");
                        assert!((least..=most).contains(&seen), "{least} {seen} {most}");
                    }
                }
            });
        }
        let ended: Vec<_> = writers.into_iter().map(|writer| writer.join()).collect();
        running.store(false, Ordering::SeqCst);
        ended.into_iter().for_each(|end| end.expect("a writer"));
    });
    let store = open(folder.path());
    store.tidy(LOGS).expect("tidy");
    assert_eq!(count(&store, LOGS), WRITERS * BATCHES * BATCH);
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks").len(), 3);
}

#[test]
#[ignore = "a child process of the next test"]
fn process_that_writes() {
    write(&open(&folder()), std::process::id().into(), 8, || ());
}

#[test]
fn processes_write_at_once() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    let spawn = |_| child("embedded::together::process_that_writes", folder.path()).spawn();
    let writers: Vec<Child> = (0..3).map(|n| spawn(n).expect("a process")).collect();
    for mut writer in writers {
        while writer.try_wait().expect("a process").is_none() {
            assert_eq!(count(&store, LOGS) % BATCH, 0);
            store.tidy(LOGS).expect("tidy");
        }
        assert!(writer.wait().expect("a process").success());
    }
    assert_eq!(count(&store, LOGS), 3 * 8 * BATCH);
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks").len(), 3);
}

#[test]
#[ignore = "a child process of the next test"]
fn process_that_writes_for_ever() {
    write(&open(&folder()), 1, u64::MAX, || ());
}

#[test]
fn a_killed_writer_leaves_rows_and_bookmark_in_step() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    for round in 1..=4 {
        store.clear(LOGS, &Cancel::default()).expect("cleared");
        let mut writer = child("embedded::together::process_that_writes_for_ever", folder.path())
            .spawn()
            .expect("a process");
        while count(&store, LOGS) < round * 3 * BATCH {
            assert!(
                writer.try_wait().expect("a process").is_none(),
                "it writes until it is killed"
            );
        }
        writer.kill().expect("killed");
        writer.wait().expect("a process");
        store.tidy(LOGS).expect("tidy");
        let told = count(&store, LOGS);
        assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, told)]);
        let left = std::fs::read_dir(folder.path().join("store").join(LOGS)).expect("a folder");
        let hidden = left.filter(|entry| {
            entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with('.'))
        });
        assert_eq!(hidden.count(), 0);
        append(&store, LOGS, &packets(), &step(1, told, told + BATCH)).expect("it goes on");
    }
}

#[test]
#[ignore = "a child process of the next test"]
fn process_without_space() {
    let store = open(&folder());
    let names: Vec<String> =
        (0..20_000_u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    let much: Vec<Packet<'_>> =
        names.iter().map(|name| Packet { prefix: Some(name), ..Packet::default() }).collect();
    let error = append(&store, LOGS, &much, &step(2, 0, 9)).expect_err("no space");
    assert!(matches!(error, StoreError::Io { doing: "write", .. }), "{error}");
    assert_eq!(count(&store, LOGS), BATCH, "what was stored is there");
}

/// A limit on the size of a file makes the same call fail as a full disk does, and needs no rights.
#[test]
fn a_full_disk_loses_nothing_that_was_stored() {
    let folder = TempDir::new().expect("a folder");
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    write(&store, 1, 1, || ());
    let limited = child("embedded::together::process_without_space", folder.path());
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let status = Command::new("sh")
        .args(["-c", script])
        .arg(limited.get_program())
        .args(limited.get_args())
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("a shell").success());
    let left = std::fs::read_dir(folder.path().join("store").join(LOGS)).expect("a folder");
    assert_eq!(left.count(), 4, "table.json, two locks and one segment");
    assert_eq!(count(&store, LOGS), BATCH);
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, BATCH)]);
}
