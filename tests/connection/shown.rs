//! What a server's administrator sees of ipta, and what ipta asks of the server: names, comments, limits
//! in time, memory.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::*;
use crate::support::servers::ForNow;

/// The options of a server that keeps a log of statements and knows the attributes of connections.
const WATCHED: [&str; 4] =
    ["--local-infile=ON", "--general-log=ON", "--log-output=FILE", "--performance-schema=ON"];

/// A server of the test's own whose log of statements is read.
struct Watched {
    server: ForNow,
    log: String,
    read: usize,
    _folder: tempfile::TempDir,
}

impl Watched {
    fn start(kind: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("statements").to_str().expect("a plain path").to_owned();
        let file = format!("--general-log-file={log}");
        let options: Vec<&str> = WATCHED.into_iter().chain([file.as_str()]).collect();
        let server = Running::start_for_now(kind, folder.path(), &options);
        Self { server, log, read: 0, _folder: folder }
    }

    /// The statements that came since this was asked last: prepared, executed or plain.
    fn statements(&mut self) -> Vec<String> {
        let log = fs::read(&self.log).expect("the log of statements");
        let new = String::from_utf8_lossy(&log[self.read..]).into_owned();
        self.read = log.len();
        let statement = |line: &str| {
            let verbs = [" Query\t", " Prepare\t", " Execute\t"];
            let found = verbs.iter().find_map(|verb| line.split_once(verb))?;
            Some(found.1.to_owned())
        };
        new.lines().filter_map(statement).collect()
    }
}

/// The program on a database, as a process whose answer is read; its first row is there.
fn running(home: &Home, database: &Database, arguments: &[&str]) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    home.alone(&mut command);
    command.envs(database.variables()).args(arguments).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a process");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    lines.next().expect("a heading").expect("text");
    child
}

#[test]
fn every_statement_and_connection_has_iptas_name() {
    for kind in ["mariadb", "mysql"] {
        let mut watched = Watched::start(kind);
        let (home, database) = (Home::new(), watched.server.database());
        let log = home.write("fw.log", packets());
        watched.statements();
        for (arguments, label) in [
            (&["import", "--year", "2026", log.as_str()][..], "/* ipta import */"),
            (&["-e", "count where prefix = 'x */'"], "/* ipta -e */"),
            (&["-e", "SELECT COUNT(*) AS n FROM logs"], "/* ipta -e */"),
            (&["report", "summary"], "/* ipta report summary */"),
            (&["report", "host", "address=192.0.2.7"], "/* ipta report host */"),
            (&["--analyze"], "/* ipta report denied */"),
            (&["tables"], "/* ipta tables */"),
            (&["--yes", "clear"], "/* ipta clear */"),
            (&["--yes", "tables", "drop", "logs"], "/* ipta tables */"),
        ] {
            let run = on(&home, &database, arguments);
            assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
            let statements = watched.statements();
            let unnamed: Vec<_> =
                statements.iter().filter(|it| !it.starts_with("/* ipta")).collect();
            assert!(unnamed.is_empty(), "{kind}: {arguments:?}: {unnamed:#?}");
            assert!(statements.iter().any(|it| it.starts_with(label)), "{statements:#?}");
        }
        // A row every second, too long for any buffer to hold it back.
        database.execute(
            "CREATE VIEW slow AS SELECT REPEAT('x', 60000) AS x, SLEEP(1) AS s FROM ipta_tables",
        );
        database.execute("INSERT INTO ipta_tables (name) VALUES ('a'), ('b'), ('c'), ('d'), ('e')");
        let mut child = running(&home, &database, &["-e", "SELECT x, s FROM slow"]);
        let attributes = database.lines(&format!(
            "SELECT ATTR_NAME, ATTR_VALUE FROM performance_schema.session_connect_attrs \
             WHERE ATTR_NAME LIKE 'program%' AND PROCESSLIST_ID IN \
             (SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{}') ORDER BY 1",
            database.name
        ));
        let version = format!("'program_version' '{}'", env!("CARGO_PKG_VERSION"));
        assert_eq!(attributes, ["'program_name' 'ipta'".to_owned(), version], "{kind}");
        let _ = child.kill();
        let _ = child.wait();
    }
}

#[test]
fn only_statements_that_group_or_sort_ask_for_memory() {
    for kind in ["mariadb", "mysql"] {
        let mut watched = Watched::start(kind);
        let home = Home::new();
        let database = watched.server.database();
        let log = home.write("fw.log", packets());
        assert_eq!(on(&home, &database, &["import", "--year", "2026", &log]).code, 0);
        watched.statements();
        for (asks, query) in [
            (false, "count"),
            (false, "count where prefix = 'IPT: DROP '"),
            (false, "list src limit 10"),
            (false, "hist every 1h"),
            (false, "SELECT MIN(src) AS a FROM logs"),
            (true, "count by src, dst, dport"),
            (true, "count by src where prefix = 'IPT: DROP '"),
            (true, "count distinct src"),
            (true, "list src order by dport limit 1000000"),
            (true, "SELECT src, COUNT(*) AS n FROM logs GROUP BY src"),
        ] {
            let run = on(&home, &database, &["-e", query]);
            assert_eq!(run.code, 0, "{query}: {}", run.stderr);
            let statements = watched.statements();
            let asking = statements.iter().filter(|it| it.contains("sort_buffer_size")).count();
            assert_eq!(asking > 0, asks, "{kind}: {query}: {statements:#?}");
        }
        // The session keeps the server's own values, and the hint is one that the server takes.
        let sizes = "@@sort_buffer_size AS a, @@tmp_table_size AS b, @@max_heap_table_size AS c";
        let shipped = database.lines(&format!("SELECT {sizes}"));
        let shipped = shipped[0].replace('\'', "").replace(' ', "\t");
        let run = on(&home, &database, &["-e", &format!("count by src; SELECT {sizes}")]);
        assert!(run.stdout.ends_with(&format!("\n{shipped}\n")), "{}", run.stdout);
        let asked = format!("SELECT {sizes} FROM logs GROUP BY dport LIMIT 1");
        let run = on(&home, &database, &["-e", &asked]);
        assert!(run.stdout.contains("268435456\t268435456\t268435456"), "{kind}: {}", run.stdout);
    }
}

#[test]
fn a_limit_in_time_stops_what_reads_and_says_which_setting_it_is() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        // Long work that is no sleep, which would only end early.
        database.execute(
            "CREATE VIEW slow AS SELECT COUNT(*) AS n, SUM(SHA2(REPEAT(a.prefix, 20000), 512) > b.time) AS s \
             FROM logs a, logs b, logs c, logs d, logs e, logs f, logs g, logs h, logs i",
        );
        let sql = "SELECT n FROM slow WHERE s > 0";
        for (arguments, variable) in [(&["--timeout", "1", "-e", sql][..], ""), (&["-e", sql], "1")]
        {
            let all = database.variables();
            let mut all: Vec<_> = all.iter().map(|(name, it)| (*name, it.as_str())).collect();
            if !variable.is_empty() {
                all.push(("IPTA_TIMEOUT", variable));
            }
            let run = run(&home, &all, arguments);
            assert_eq!(run.code, 1, "{}", run.stderr);
            let said =
                "error: the statement was stopped: `store.timeout` (`--timeout`) allows 1 s\n";
            assert!(run.stderr.starts_with(said), "{}", run.stderr);
        }
        // What takes less is answered, and what writes has no limit.
        let run = on(&home, &database, &["--timeout", "1", "-e", "count"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "n\n3\n"), "{}", run.stderr);
        let write =
            ["--timeout", "1", "--write", "-e", "UPDATE logs SET fw = 'x' WHERE SLEEP(0.6) = 0"];
        let run = on(&home, &database, &write);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}
