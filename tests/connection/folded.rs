//! Folded names: servers with `lower_case_table_names=1`, which keep the names of tables in lower case
//! and find them in any.

use super::*;

#[test]
fn tables_are_found_by_their_names_in_any_case() {
    for kind in ["mariadb", "mysql"] {
        let home = Home::new();
        let options = ["--lower-case-table-names=1", "--local-infile=ON"];
        let server = Running::start(kind, &home.path().join("server"), &options);
        let database = server.database();
        let runs = folded(&home, &database);
        drop(database);
        server.stop();
        for (arguments, run, expected) in runs {
            assert_eq!(run.code, 0, "{kind}: {arguments:?}: {}", run.stderr);
            let said = run.stdout + &run.stderr;
            assert!(said.contains(expected), "{kind}: {arguments:?}: {said}");
        }
    }
}

/// Runs what works with a table under one name and another; each with what it prints.
fn folded<'a>(home: &Home, database: &Database) -> Vec<(Vec<&'a str>, Run, &'a str)> {
    let gap = "Oct 12 08:20:00 fw1 kernel: [  101.5] net_ratelimit: 12 callbacks suppressed\n";
    home.write("fw.log", packets() + gap);
    let cases: [(&[&str], &str); 12] = [
        (&["-t", "Logs", "import", "--year", "2026", "fw.log"], "3 packets stored"),
        (&["-t", "Logs", "-e", "count"], "n\n3\n"),
        (&["-e", "count"], "n\n3\n"),
        // What is known of a source holds whatever the table was called.
        (&["-t", "LOGS", "import", "--year", "2026", "fw.log"], "nothing new"),
        (&["import", "--year", "2026", "fw.log"], "nothing new"),
        (&["-t", "LoGs", "report", "summary"], "12"),
        (&["-t", "LOGS", "-e", "SELECT COUNT(*) AS n FROM Logs"], "n\n3\n"),
        (&["-e", ":use LOGS; :schema Logs"], "dport"),
        (&["-t", "Logs", "clear", "--yes"], "cleared"),
        (&["import", "--year", "2026", "fw.log"], "3 packets stored"),
        (&["tables", "create", "Other"], "created"),
        (&["tables", "drop", "OTHER", "--yes"], "deleted"),
    ];
    let runs = cases.into_iter().map(|(arguments, expected)| {
        let variables = database.variables();
        let mut command = home.ipta(arguments);
        command.current_dir(home.path()).timeout(LIMIT).envs(variables);
        (arguments.to_vec(), Run::from(command.output().expect("a run")), expected)
    });
    runs.collect()
}
