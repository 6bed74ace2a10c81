//! Reach: settings of reports concern reports and queries; exports and SQL are whole, and only options of
//! the command line change them or say that they cannot.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Home, New, dropped};

on_every_store!(
    settings_of_reports_reach_no_export,
    settings_of_reports_reach_no_sql,
    settings_of_reports_reach_reports_and_queries,
    a_limit_of_the_settings_gives_way_to_a_querys_own,
    the_option_for_rows_is_a_cap,
    names_and_formats_of_the_settings_reach_no_export,
);

const CONFIGURATION: &str = "[reports]\nlimit = 2\nno_local = true\nno_accept = true\n";

/// A home with five packets: three from outside, one of them accepted, and two of the interface lo.
fn home(new: New) -> Home {
    let home = new();
    let lo = |minute| dropped(minute, "127.0.0.1", 80 + minute as u16).replace("IN=eth0", "IN=lo");
    let accepted = dropped(3, "192.0.2.8", 22).replace("IPT: DROP", "IPT: ACCEPT");
    let lines = [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), accepted, lo(4), lo(5)];
    let log = home.write("fw.log", lines.concat());
    home.stdout(&["import", "--year", "2026", &log]);
    configure(&home, CONFIGURATION);
    home
}

fn configure(home: &Home, text: &str) {
    let path = home.write("home/.ipta-conf", text);
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn rows(text: &str) -> usize {
    text.lines().count() - 1
}

fn settings_of_reports_reach_no_export(new: New) {
    let home = home(new);
    let file = home.path().join("all.csv");
    let all = home.run(&["export", file.to_str().unwrap()]);
    assert!(all.stderr.starts_with("5 rows written to "), "{}", all.stderr);
    assert_eq!(rows(&fs::read_to_string(&file).unwrap()), 5);
    for query in ["list src", "list src where not denied or denied", "SELECT src FROM logs"] {
        assert_eq!(rows(&home.stdout(&["export", "-", query])), 5, "{query}");
        assert_eq!(rows(&home.stdout(&["-e", &format!(":export - {query}")])), 5, "{query}");
    }
    let set = ":set limit 1; :set no_local on; :export - list src";
    assert_eq!(rows(&home.stdout(&["-e", set])), 5);
    assert_eq!(rows(&home.stdout(&["export", "-", "list src limit 4"])), 4);
    let limited = home.ipta(&["export", "-", "list src"]).env("IPTA_LIMIT", "1").output().unwrap();
    assert_eq!(rows(&String::from_utf8(limited.stdout).unwrap()), 5);
    // Options are typed for this export.
    assert_eq!(rows(&home.stdout(&["-l", "3", "export", "-", "list src"])), 3);
    assert_eq!(rows(&home.stdout(&["--no-local", "export", "-", "list src"])), 3);
    assert_eq!(rows(&home.stdout(&["--no-accept", "export", "-", "list src"])), 4);
}

fn settings_of_reports_reach_no_sql(new: New) {
    let home = home(new);
    let count = "SELECT COUNT(*) AS n FROM logs";
    assert_eq!(home.stdout(&["-e", count]), "n\n5\n");
    assert_eq!(rows(&home.stdout(&["-e", "SELECT src FROM logs"])), 5);
    let script = home.ipta(&[]).write_stdin(format!("{count};\n")).output().unwrap();
    assert_eq!(String::from_utf8(script.stdout).unwrap(), "n\n5\n");
    assert_eq!(home.stdout(&["-e", &format!(":set limit 1; {count}")]), "n\n5\n");
    home.stdout(&["save", "ours", "SELECT src FROM logs"]);
    assert_eq!(rows(&home.stdout(&["report", "ours"])), 5);
    // Who names the table by `$table` asks for what the settings leave.
    assert_eq!(home.stdout(&["-e", "SELECT COUNT(*) AS n FROM $table"]), "n\n2\n");
    let why = "`--no-local` and `--no-accept` do not work on SQL";
    for option in ["--no-local", "--no-accept"] {
        for asked in [&["-e", count][..], &["export", "-", count], &["report", "ours"]] {
            let run = home.run(&[&[option], asked].concat());
            assert_eq!(run.code, 1, "{option:?} {asked:?}");
            assert!(run.stderr.contains(why), "{option:?} {asked:?}: {}", run.stderr);
        }
    }
}

fn settings_of_reports_reach_reports_and_queries(new: New) {
    let home = home(new);
    assert_eq!(home.stdout(&["-e", "count"]), "n\n2\n");
    assert_eq!(rows(&home.stdout(&["-e", "list dport"])), 2);
    let ports = home.stdout(&["report", "ports"]);
    assert!(rows(&ports) == 2 && !ports.contains("84"), "{ports}");
    let summary = home.stdout(&["report", "summary"]);
    assert!(summary.contains("\n2\t2026-10-12 08:01:00"), "{summary}");
    home.stdout(&["analyze"]);
    home.stdout(&["save", "ours", "values dport"]);
    assert_eq!(home.stdout(&["report", "ours"]), "dport\n22\n23\n");
}

fn a_limit_of_the_settings_gives_way_to_a_querys_own(new: New) {
    let home = home(new);
    configure(&home, "[reports]\nlimit = 2\n");
    assert_eq!(rows(&home.stdout(&["-e", "list src"])), 2);
    assert_eq!(rows(&home.stdout(&["-e", "list src limit 4"])), 4);
    assert_eq!(rows(&home.stdout(&["-e", ":set limit 1; list src limit 4"])), 4);
    // SQL has no default of rows.
    assert_eq!(rows(&home.stdout(&["-e", "SELECT src FROM logs"])), 5);
    // It gives way to a report's limit that is given by its place or by its name, too.
    home.stdout(&["save", "ours", "list src limit $limit:3"]);
    for (call, count) in [(&["ours"][..], 2), (&["ours", "4"], 4), (&["ours", "limit=4"], 4)] {
        assert_eq!(rows(&home.stdout(&[&["report"], call].concat())), count, "{call:?}");
    }
}

fn the_option_for_rows_is_a_cap(new: New) {
    let home = home(new);
    configure(&home, "");
    home.stdout(&["save", "ours", "list src limit $limit:4"]);
    home.stdout(&["save", "sorted", "SELECT src FROM $table ORDER BY src LIMIT $limit:4"]);
    let cases: &[(&[&str], usize)] = &[
        (&["-e", "list src"], 3),
        (&["-e", "list src limit 4"], 3),
        (&["-e", "list src limit 2"], 2),
        (&["-e", "top 2 time"], 2),
        (&["-e", "SELECT src FROM logs"], 3),
        (&["-e", "SELECT src FROM logs LIMIT 2"], 2),
        (&["-e", ":set limit 1; list src limit 2"], 2),
        (&["export", "-", "list src limit 2"], 2),
        (&["export", "-", "SELECT src FROM logs"], 3),
        (&["report", "ours", "limit=5"], 3),
        (&["report", "ours", "2"], 2),
        (&["report", "sorted"], 3),
        (&["report", "sources", "limit=9"], 3),
    ];
    for (asked, count) in cases {
        assert_eq!(rows(&home.stdout(&[&["-l", "3"], *asked].concat())), *count, "{asked:?}");
    }
    // What is cut off is reported, and not as if a clause could help.
    for query in ["list src limit 4", "list src", "SELECT src FROM logs"] {
        let run = home.run(&["-l", "3", "-e", query]);
        let note = "3 of at least 4 rows; `--limit` allows no more\n";
        assert_eq!(run.stderr, note, "{query}");
    }
    let run = home.run(&["-l", "4", "-e", "list src limit 3"]);
    assert_eq!(run.stderr, "3 of at least 4 rows; add `limit N` for more\n");
}

fn names_and_formats_of_the_settings_reach_no_export(new: New) {
    let home = home(new);
    let text = "[output]\nformat = 'json'\nservices = true\n[rdns]\non = true\nbudget = 1\nserver = '127.0.0.1:1'\n";
    configure(&home, text);
    let row = "src,dport,proto\n192.0.2.7,22,TCP\n";
    let query = "list src, dport, proto where dport 22 and denied";
    assert_eq!(home.stdout(&["export", "-", query]), row);
    let file = home.path().join("x.csv");
    let file = file.to_str().unwrap();
    home.stdout(&["export", file, query]);
    assert_eq!(fs::read_to_string(file).unwrap(), row);
    let named = home.stdout(&["--services", "--format", "csv", "export", "-", query]);
    assert_eq!(named, row.replace("22", "ssh"));
    // SQL says what it wants; a query is shown as the settings say.
    let sql = "SELECT dport, proto FROM logs WHERE dport = 22 LIMIT 1";
    assert_eq!(home.stdout(&["--format", "csv", "-e", sql]), "dport,proto\n22,TCP\n");
    let shown = home.stdout(&["--format", "csv", "-e", "top dport, proto where dport 22"]);
    assert!(shown.contains("ssh"), "{shown}");
}
