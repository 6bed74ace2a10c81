//! Deletions that are stopped, broken off or left behind.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::Instant;

use mysql::Conn;
use mysql::prelude::Queryable;

use super::lost::{End, command, connections, wait_for};
use super::*;
use crate::support::terminal::Terminal;

const SERVERS: [&str; 2] = ["mariadb", "mysql"];

/// The commands that delete, and what the server then runs.
const DELETIONS: [(&[&str], &str); 3] = [
    (&["--yes", "clear"], "TRUNCATE"),
    (&["--yes", "tables", "drop", "logs"], "DROP TABLE"),
    (&["--yes", "-da"], "DROP TABLE"),
];

/// Another session that reads the table in a transaction: nobody can empty or drop it until it ends.
fn reader(database: &Database) -> Conn {
    let mut reader = database.running.root();
    for sql in [&format!("USE {}", database.name), "BEGIN", "SELECT COUNT(*) FROM logs"] {
        reader.query_drop(sql).expect("it reads");
    }
    reader
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status();
    assert!(sent.expect("kill").success());
}

/// Marks the table as if a deletion were under way.
fn mark(database: &Database, since: &str) {
    database.execute(&format!("UPDATE ipta_tables SET emptying_since = {since}"));
}

fn is_marked(database: &Database) -> bool {
    let sql = "SELECT COUNT(*) FROM ipta_tables WHERE emptying_since IS NOT NULL";
    database.lines(sql) != ["'0'"]
}

fn packets_in(database: &Database) -> String {
    database.lines("SELECT COUNT(*) FROM logs")[0].trim_matches('\'').to_owned()
}

/// A deletion that waits for a reader.
fn waiting(home: &Home, database: &Database, (arguments, statement): (&[&str], &str)) -> Child {
    let running = command(home, database, arguments).spawn().expect("a process");
    wait_for(database, statement, true);
    running
}

#[test]
fn signals_stop_a_deletion_on_the_server() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        for deletion in DELETIONS {
            for (name, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
                let case = format!("{server}, {:?}, {name}", deletion.0);
                let reader = reader(&database);
                let mut running = waiting(&home, &database, deletion);
                let begun = Instant::now();
                signal(name, running.id());
                let (ended, stderr) = running.wait_with_output_of();
                assert!(begun.elapsed() < Duration::from_secs(3), "{case}: {:?}", begun.elapsed());
                assert_eq!(ended, Some(code), "{case}: {stderr}");
                assert!(
                    stderr.contains("nothing was removed from table `logs`"),
                    "{case}: {stderr}"
                );
                assert_eq!(connections(&database, deletion.1), Vec::<String>::new(), "{case}");
                assert!(!is_marked(&database), "{case}");
                drop(reader);
                assert_eq!(packets_in(&database), "3", "{case}");
            }
        }
    }
}

#[test]
fn a_deletion_that_an_administrator_kills_removes_nothing() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        for deletion in DELETIONS {
            for (kill, said) in [("CONNECTION", "broke off"), ("QUERY", "by another session")] {
                let case = format!("{server}, {:?}, {kill}", deletion.0);
                let reader = reader(&database);
                let mut running = waiting(&home, &database, deletion);
                for id in connections(&database, deletion.1) {
                    database.execute(&format!("KILL {kill} {id}"));
                }
                let (code, stderr) = running.wait_with_output_of();
                assert_eq!(code, Some(1), "{case}: {stderr}");
                assert!(
                    stderr.contains("nothing was removed from table `logs`"),
                    "{case}: {stderr}"
                );
                assert!(stderr.contains(said), "{case}: {stderr}");
                assert!(!is_marked(&database), "{case}");
                drop(reader);
                assert_eq!(packets_in(&database), "3", "{case}");
            }
        }
    }
}

#[test]
fn a_count_that_waits_is_stopped_too() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        let mut writer = database.running.root();
        for sql in [&format!("USE {}", database.name), "LOCK TABLES logs WRITE"] {
            writer.query_drop(sql).expect("it locks");
        }
        for (name, code) in [("-INT", 130), ("-TERM", 143)] {
            let mut running = waiting(&home, &database, (DELETIONS[0].0, "SELECT COUNT"));
            signal(name, running.id());
            let (ended, stderr) = running.wait_with_output_of();
            assert_eq!((ended, stderr.as_str()), (Some(code), "error: cancelled\n"), "{server}");
            wait_for(&database, "SELECT COUNT", false);
        }
        drop(writer);
        assert_eq!(packets_in(&database), "3", "{server}");
    }
}

#[test]
fn control_c_stops_a_deletion_at_the_prompt() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        for (line, statement) in [(":clear", "TRUNCATE"), (":tables drop logs", "DROP TABLE")] {
            let reader = reader(&database);
            let mut terminal = Terminal::open_with(&home, &["shell"], database.variables());
            terminal.prompt();
            terminal.press(&format!("{line}\r"));
            terminal.wait("the question", |text| text.contains("[y/N]"));
            terminal.press("y\r");
            wait_for(&database, statement, true);
            terminal.press("\x03");
            terminal.wait("the message", |text| {
                text.contains("nothing was removed from table `logs`") && text.contains("cancelled")
            });
            assert_eq!(connections(&database, statement), Vec::<String>::new());
            drop(reader);
            terminal.say("count by dport", "23");
            assert!(!is_marked(&database), "{server}");
            // And the next deletion is as it always was.
            terminal.prompt();
            terminal.press(&format!("{line}\r"));
            terminal.wait("the question", |text| text.trim_end().ends_with("[y/N]"));
            terminal.press("y\r");
            terminal.wait("the end", |text| {
                text.contains("table `logs` cleared") || text.contains("table `logs` deleted")
            });
            drop(terminal);
            let log = home.write("fw.log", packets());
            assert_eq!(on(&home, &database, &["import", "--year", "2026", &log]).code, 0);
            assert_eq!(packets_in(&database), "3");
        }
    }
}

#[test]
fn a_server_that_cannot_be_told_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Running::start("mariadb", folder.path(), &[]);
    let (home, database) = (Home::new(), server.database());
    let log = home.write("fw.log", packets());
    assert_eq!(on(&home, &database, &["import", "--year", "2026", &log]).code, 0);
    let reader = reader(&database);
    let mut running = waiting(&home, &database, DELETIONS[0]);
    let process = fs::read_to_string(server.file("pid")).expect("a number");
    let process = process.trim().parse().expect("a number");
    signal("-STOP", process);
    signal("-TERM", running.id());
    let (code, stderr) = running.wait_with_output_of();
    signal("-CONT", process);
    assert_eq!(code, Some(143), "{stderr}");
    assert!(stderr.contains("it may still empty table `logs`, within 20 s"), "{stderr}");
    drop((reader, database));
    server.stop();
}

#[test]
fn a_stale_mark_is_undone_and_never_completed() {
    for server in SERVERS {
        for since in ["NOW()", "'2026-01-01'"] {
            let home = Home::new();
            let database = filled(server, &home);
            mark(&database, since);
            let more = home.write("more.log", dropped(9, "192.0.2.9", 80));
            let run = on(&home, &database, &["import", "--year", "2026", &more]);
            assert_eq!(run.code, 0, "{server}: {}", run.stderr);
            let warning = "warning: an earlier clear or drop of table `logs` was broken off";
            assert_eq!(run.stderr.matches(warning).count(), 1, "{server}: {}", run.stderr);
            assert_eq!(packets_in(&database), "4", "{server}, {since}");
            assert!(!is_marked(&database), "{server}");
            // What was imported before is still known.
            let log = home.write("fw.log", packets());
            let run = on(&home, &database, &["import", "--year", "2026", &log]);
            assert!(run.code == 0 && !run.stderr.contains(warning), "{server}: {}", run.stderr);
            assert_eq!(packets_in(&database), "4", "{server}, {since}");
        }
    }
}

#[test]
fn a_table_that_was_emptied_under_a_mark_takes_its_logs_again() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        mark(&database, "NOW()");
        database.execute("TRUNCATE TABLE logs");
        let log = home.write("fw.log", packets());
        let run = on(&home, &database, &["import", "--year", "2026", &log]);
        assert_eq!(run.code, 0, "{server}: {}", run.stderr);
        assert!(run.stderr.contains("an earlier clear emptied table `logs`"), "{}", run.stderr);
        assert_eq!(packets_in(&database), "3", "{server}");

        mark(&database, "NOW()");
        database.execute("DROP TABLE logs");
        let run = on(&home, &database, &["import", "--year", "2026", &log]);
        assert_eq!(run.code, 0, "{server}: {}", run.stderr);
        assert_eq!(packets_in(&database), "3", "{server}");
    }
}

#[test]
fn a_deletion_whose_program_was_killed_ends_on_the_server_alone() {
    for server in SERVERS {
        let home = Home::new();
        let database = filled(server, &home);
        let log = home.write("fw.log", packets());
        let reader = reader(&database);
        let mut running = waiting(&home, &database, DELETIONS[0]);
        signal("-KILL", running.id());
        running.wait().expect("an end");
        // The server may still wait with the statement: then nothing is imported.
        if !connections(&database, "TRUNCATE").is_empty() {
            let run = on(&home, &database, &["import", "--year", "2026", &log]);
            if run.code != 0 {
                failed(&run, 1, &["table `logs` is being emptied"]);
            }
        }
        drop(reader);
        wait_for(&database, "TRUNCATE", false);
        let end = Instant::now() + LIMIT;
        loop {
            let run = on(&home, &database, &["import", "--year", "2026", &log]);
            if run.code == 0 {
                break;
            }
            assert!(Instant::now() < end, "{server}: {}", run.stderr);
            thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(packets_in(&database), "3", "{server}");
        assert!(!is_marked(&database), "{server}");
    }
}
