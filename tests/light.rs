//! A build without the embedded engine: it starts, reads what is typed, and says what it lacks.

use crate::support::{Home, Run, example_log};

#[test]
fn a_question_has_no_store_to_go_to() {
    let home = Home::new();
    let run = home.run(&["-e", "top dport where action != ACCEPT"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.contains("no embedded store"), "{}", run.stderr);
}

#[test]
fn what_needs_no_store_works() {
    let home = Home::new();
    assert!(home.stdout(&["--help"]).contains("ipta import"));
    assert!(home.stdout(&["reports"]).contains("interfaces"));
    assert!(home.stdout(&["fields"]).contains("dport"));
}

#[test]
fn what_cannot_be_read_is_said_before_a_store_is_needed() {
    let home = Home::new();
    let nowhere = home.path().join("nowhere");
    let run = home.ipta(&["import", "--journal"]).env("PATH", &nowhere).output().unwrap();
    let run = Run::from(run);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("error: cannot read the journal: journalctl cannot be run: "));
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    let run = home.run(&["import", "-"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(run.stderr, "error: standard input is empty: there is nothing to import\n");
    let log = home.write("fw.log", "a log\n");
    let run = home.run(&["import", &log, "--bad", &log]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot be written over it"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&log).unwrap(), "a log\n");
    assert_eq!(home.run(&["import"]).code, 2, "nothing to import");
}

#[test]
fn sql_over_logs_needs_the_engine() {
    let home = Home::new();
    let missing = "SQL over logs needs the engine, which this build of ipta does not have";
    let run = home.run(&["-e", "SELECT 1 FROM logs", &example_log()]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let help =
        "ask in the language (`top src where denied`), or use a build with the feature `embedded`";
    assert_eq!(run.stderr, format!("error: {missing}\n  = help: {help}\n"));
    let run = home.run(&["report", "sources", &example_log()]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains(&format!("report `sources` is written in SQL: {missing}")),
        "{}",
        run.stderr
    );
    let help = "`ipta import FILE` fills a table on a server; a build with the feature `embedded` needs none";
    assert!(run.stderr.contains(help), "{}", run.stderr);
    assert_eq!(home.run(&["report", "denied", &example_log()]).code, 0);
}
