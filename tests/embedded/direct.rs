//! SQL over logs that are asked directly: the same answers as on a table of the embedded store.

use crate::agreement::dice::Dice;
use crate::agreement::{log, traffic};
use crate::direct::reports;
use crate::support::chance::seed;
use crate::support::{Home, Run, cases, dropped, example_log};

/// The statements of the cases in `tests/store/sql`.
fn statements() -> Vec<String> {
    let mut statements = Vec::new();
    for path in cases::files("store/sql", "sql") {
        statements.extend(cases::read(&path).into_iter().map(|case| case.typed));
    }
    statements.retain(|statement| !statement.is_empty());
    statements
}

#[test]
fn sql_answers_as_on_a_table() {
    let home = Home::new();
    let log = example_log();
    assert_eq!(home.run(&["import", &log]).code, 0);
    let mut statements = statements();
    assert!(statements.len() > 50, "{}", statements.len());
    statements.extend(
        [
            "SELECT * FROM logs",
            "WITH s AS (SELECT src, COUNT(*) AS n FROM $table GROUP BY src) SELECT * FROM s ORDER BY n, src",
            "SELECT * FROM ipta_gaps",
            "SELECT COUNT(*) FROM $table WHERE time < $now",
        ]
        .map(str::to_owned),
    );
    let ask = |options: &[&str], some: &[String], log: &[&str]| {
        let mut words = vec!["--now", "2026-10-12 12:00:00", "--continue"];
        words.extend(options);
        some.iter().for_each(|text| words.extend(["-e", text.as_str()]));
        words.extend(log);
        home.run(&words).stdout
    };
    for some in statements.chunks(20) {
        assert_eq!(ask(&[], some, &[&log]), ask(&[], some, &[]), "{some:#?}");
    }
    // The reports heed the options that restrict packets.
    for report in reports() {
        let (report, options) = ([report], ["--no-local", "--no-accept", "--limit", "3"]);
        assert_eq!(ask(&options, &report, &[&log]), ask(&options, &report, &[]), "{report:?}");
    }
    let run = home.run(&["-e", "SELECT 1 FROM fw", &log]);
    let refused =
        "error: there is no table `fw`\n  = help: the packets of the logs are the table `logs`\n";
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.ends_with(refused), "{}", run.stderr);
}

#[test]
fn sql_answers_on_random_packets_as_on_a_table() {
    let home = Home::new();
    let mut dice = Dice::new(seed());
    let lines: String = (0..16).map(|nth| log::write(&traffic::packets(nth, &mut dice))).collect();
    let log = home.write("fw.log", lines);
    assert_eq!(home.run(&["import", &log]).code, 0);
    let mut words = vec!["--now", "2026-10-12 12:00:00", "-e", "SELECT * FROM logs"];
    let reports = reports();
    reports.iter().for_each(|report| words.extend(["-e", report]));
    let table = home.stdout(&words);
    assert!(table.lines().count() > 400, "{table}");
    words.push(&log);
    assert_eq!(home.stdout(&words), table);
}

#[test]
fn sql_reads_the_logs_again_only_if_they_changed() {
    let home = Home::new();
    let bad = dropped(2, "192.0.2.7", 22).replace("DPT=22", "DPT=70000");
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22) + &bad);
    let other = home.write("other.log", dropped(3, "192.0.2.8", 23));
    let count = "SELECT COUNT(*) AS n FROM logs";
    let append = format!("count | sh -c 'cat; cat {other} >>{log}'");
    let run =
        home.run(&["--allow-pipe", "-e", count, "-e", count, "-e", &append, "-e", count, &log]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "n\n1\nn\n1\nn\n1\nn\n2\n"), "{}", run.stderr);
    assert_eq!(run.stderr.matches("1 bad line").count(), 1, "{}", run.stderr);
    // Standard input is read once, and no log has no packets.
    let mut command = home.ipta(&["-e", count, "-e", count, "-"]);
    let run = Run::from(command.write_stdin(dropped(1, "192.0.2.7", 22)).output().unwrap());
    assert_eq!(run.stdout, "n\n1\nn\n1\n");
    let empty = home.write("empty.log", "");
    assert_eq!(home.stdout(&["-e", count, &empty]), "n\n0\n");
    // Packets of several logs and of each of their chunks are there once.
    let one: String = (0..60_000).map(|nth| dropped(nth / 1000, "192.0.2.7", nth as u16)).collect();
    let one = home.write("one.log", one);
    let all = "SELECT COUNT(*) AS n, COUNT(DISTINCT dport) AS ports, MIN(time) AS a FROM logs";
    let answer = home.stdout(&["--format", "csv", "--year", "2026", "-e", all, &one, &other]);
    assert_eq!(answer, "n,ports,a\n60001,60000,2026-10-12 08:00:00\n");
}

#[test]
fn sql_beyond_the_memory_is_an_error() {
    let home = Home::new();
    let source = |nth: u32| format!("10.{}.{}.1", nth / 200 % 200, nth % 200);
    let lines: String = (0..150_000u32)
        .map(|nth| {
            let number = nth.wrapping_mul(2_654_435_761);
            let id = format!("ID={}", number >> 16);
            dropped(nth / 3000, &source(nth), number as u16).replace("ID=10028", &id)
        })
        .collect();
    let (small, temporary) = (home.write("small.log", &lines[..lines.len() / 5]), home.nowhere());
    let log = home.write("fw.log", lines);
    let ask = |text: &str, log: &str| {
        let mut command = home.ipta(&["-e", text, log]);
        command.env("IPTA_MEMORY", "1").env("TMPDIR", &*temporary);
        Run::from(command.output().unwrap())
    };
    let help = "raise `store.memory`, or run `ipta import`: a table answers in less memory";
    for (text, log, message) in [
        (
            "SELECT COUNT(*) FROM logs",
            &log,
            "the packets of these logs take more than 1 MB of memory",
        ),
        ("SELECT * FROM logs ORDER BY id", &small, "this takes more memory than a question may"),
    ] {
        let run = ask(text, log);
        assert!(run.code == 1 && run.stdout.lines().count() < 2, "{text}: {}", run.stdout);
        assert!(run.stderr.contains(message) && run.stderr.contains(help), "{}", run.stderr);
    }
    assert_eq!(ask("SELECT COUNT(*) AS n FROM logs WHERE dport < 0", &small).stdout, "n\n0\n");
}
