//! Servers that are killed while ipta imports, and started again.

use tempfile::TempDir;

use super::*;

/// A server of a test's own, which is stopped with this value.
struct Own {
    running: Running,
    kind: &'static str,
    options: &'static [&'static str],
    folder: TempDir,
}

impl Own {
    fn start(kind: &'static str, options: &'static [&'static str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let running = Running::start(kind, folder.path(), options);
        Self { running, kind, options, folder }
    }

    fn start_again(&self) {
        Running::start(self.kind, self.folder.path(), self.options);
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.running.stop();
    }
}

#[test]
fn mariadb_is_killed() {
    a_server_is_killed(&Own::start("mariadb", &["--local-infile=ON"]));
}

#[test]
fn mysql_is_killed() {
    a_server_is_killed(&Own::start("mysql", &["--local-infile=ON"]));
}

#[test]
fn mysql_without_local_files_is_killed() {
    a_server_is_killed(&Own::start("mysql", &[]));
}

fn a_server_is_killed(own: &Own) {
    const KILLS: u32 = 3;
    let bench = Bench::on(&own.running);
    let begun = std::time::Instant::now();
    assert_eq!(ended(bench.small_chunks("timed").spawn().expect("a process")).code, 0);
    let most = begun.elapsed();
    let mut failed = 0;
    for nth in 0..KILLS {
        // Once the program itself, which says more than the test's own import.
        let child = match nth {
            0 => {
                let log = bench.log.to_str().expect("a plain path");
                bench.ipta(&["import", "--table", "killed", log]).spawn()
            }
            _ => bench.small_chunks("killed").spawn(),
        };
        let child = child.expect("a process");
        std::thread::sleep(bench.chance.within(most));
        own.running.kill();
        let run = ended(child);
        if run.code != 0 {
            assert_lost(assert_told(&run));
            failed += 1;
        }
        own.start_again();
    }
    let run = ended(bench.small_chunks("killed").spawn().expect("a process"));
    assert_eq!(run.code, 0, "{run:?}");
    bench.assert_clean("killed");
    eprintln!("{}: killed {KILLS} times, {failed} times in the midst of it", own.kind);
}
