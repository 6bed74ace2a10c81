//! The MySQL store on MariaDB and on MySQL, with and without LOAD DATA LOCAL.

use std::process::Command;

use ::mysql::prelude::Queryable;

use ipta::cancel::Cancel;
use ipta::store::{Store, StoreError};
use ipta::time::Zone;

use crate::store::*;
use crate::support::servers::{Database, Running};
use crate::support::{Home, Run, dropped};
use ipta::sql::raw::function::BUILT_IN;

mod plans;
mod readings;
mod recovery;

conformance!(on_mariadb, crate::mysql::on_mariadb);
conformance!(on_mysql, crate::mysql::on_mysql);
conformance!(on_mysql_without_local_files, crate::mysql::on_mysql_without_local_files);

/// Runs a case in a new database of a shared server.
fn with(server: &str, case: fn(&dyn Store)) {
    let database = Running::shared(server).database();
    case(&database.open());
}

pub fn on_mariadb(case: fn(&dyn Store)) {
    with("mariadb", case);
}

pub fn on_mysql(case: fn(&dyn Store)) {
    with("mysql", case);
}

pub fn on_mysql_without_local_files(case: fn(&dyn Store)) {
    with("mysql-plain", case);
}

/// The server of each family.
const FAMILIES: [&str; 2] = ["mariadb", "mysql"];

/// The program with its packets in that database.
fn run_on(home: &Home, database: &Database, arguments: &[&str]) -> Run {
    let mut command: Command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    home.alone(&mut command);
    Run::from(command.envs(database.variables()).args(arguments).output().expect("it starts"))
}

/// A table as the 2015 program made it, and rows as it wrote them.
fn table_of_2015(database: &Database) {
    database.execute(
        "CREATE TABLE old (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, \
         `timestamp` TIMESTAMP NOT NULL DEFAULT '2015-01-01 00:00:00', if_in VARCHAR(10), \
         if_out VARCHAR(10), src_ip INT UNSIGNED, src_prt INT UNSIGNED, dst_ip INT UNSIGNED, \
         dst_prt INT UNSIGNED, proto VARCHAR(10), action VARCHAR(10), mac VARCHAR(40)) \
         DEFAULT CHARSET = latin1",
    );
    database.execute(
        "INSERT INTO old (if_in, if_out, src_ip, src_prt, dst_ip, dst_prt, proto, action, mac) \
         VALUES ('eth0', '', INET_ATON('192.0.2.7'), 40000, INET_ATON('192.0.2.1'), 22, 'TCP', \
         'DROP', '02:00:5E:00:53:01:02:00:5e:00:53:fe:08:0'), \
         ('eth0', '', INET_ATON('192.0.2.7'), 40001, INET_ATON('192.0.2.1'), 22, 'TCP\\n', 'DROP', \
         NULL), ('', 'lo', NULL, 0, NULL, 0, 'ICMPv6', 'ACCEPT', '')",
    );
}

#[test]
fn a_table_of_the_2015_program_is_read_and_never_changed() {
    for family in FAMILIES {
        let (home, database) = (Home::new(), Running::shared(family).database());
        table_of_2015(&database);
        let ask = |arguments: &[&str]| {
            let all: Vec<&str> = ["-t", "old"].iter().chain(arguments).copied().collect();
            run_on(&home, &database, &all)
        };
        let summary = ask(&["report", "summary"]);
        assert_eq!(summary.code, 0, "{}", summary.stderr);
        let packets = "Packets\tFrom\tTo\tWithout a time\n3\tNULL\tNULL\t3\n";
        assert!(summary.stdout.contains(packets), "{}", summary.stdout);
        for (query, answer) in [
            (
                "top src, dport, proto",
                "src\tdport\tproto\tn\n192.0.2.7\t22\tTCP\t2\nNULL\tNULL\tICMPv6\t1\n",
            ),
            ("count by verdict, iif", "verdict\tiif\tn\ndeny\teth0\t2\naccept\tNULL\t1\n"),
            ("count where has sport or has src or has time", "n\n2\n"),
            ("count where has time", "n\n0\n"),
            ("values dmac", "dmac\n02:00:5e:00:53:01\n"),
            ("values smac", "smac\n02:00:5e:00:53:fe\n"),
            ("count where src in 192.0.2.0/24 and proto tcp", "n\n2\n"),
            ("SELECT COUNT(*) AS c FROM old WHERE dst_prt = 22", "c\n2\n"),
        ] {
            let run = ask(&["-e", query]);
            assert_eq!((run.code, run.stdout.as_str()), (0, answer), "{query}: {}", run.stderr);
        }
        assert_eq!(ask(&["-a"]).code, 0);
        let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
        for refused in [&["-y", "clear"][..], &["import", &log], &["-y", "tables", "drop", "old"]] {
            let run = ask(refused);
            assert_eq!(run.code, 1, "{refused:?}");
            assert!(run.stderr.contains("2015"), "{refused:?}: {}", run.stderr);
        }
        let listed = ask(&["-lt"]).stdout;
        assert!(listed.contains("old\t3\t"), "{listed}");
    }
}

#[test]
fn delete_all_leaves_what_is_not_iptas() {
    let (home, database) = (Home::new(), Running::shared("mysql").database());
    database.execute("CREATE TABLE mine (a INT)");
    table_of_2015(&database);
    assert_eq!(run_on(&home, &database, &["-ct"]).code, 0);
    let run = run_on(&home, &database, &["-y", "-da"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let left = database.lines("SHOW TABLES");
    let own = ["'ipta_gaps'", "'ipta_line_hashes'", "'ipta_sources'", "'ipta_tables'"];
    assert_eq!(left, [&own[..], &["'mine'", "'old'"]].concat());
}

#[test]
fn an_older_schema_is_migrated_on_command() {
    for family in FAMILIES {
        let (home, database) = (Home::new(), Running::shared(family).database());
        let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
        assert_eq!(run_on(&home, &database, &["import", &log]).code, 0);
        database.execute("ALTER TABLE logs DROP COLUMN gid, COMMENT = 'ipta schema 0, zone UTC'");
        let before = run_on(&home, &database, &["-e", "count"]);
        assert_eq!(before.code, 1);
        assert!(before.stderr.contains("`ipta tables migrate"), "{}", before.stderr);
        let unasked = run_on(&home, &database, &["tables", "migrate", "logs"]);
        assert_eq!(unasked.code, 1);
        let said = &unasked.stderr;
        assert!(
            said.contains("ADD COLUMN `gid` INT UNSIGNED NULL") && said.contains("--yes"),
            "{said}"
        );
        assert_eq!(run_on(&home, &database, &["-y", "tables", "migrate", "logs"]).code, 0);
        let after = run_on(&home, &database, &["-e", "count where not has gid"]);
        assert_eq!(after.stdout, "n\n1\n", "{}", after.stderr);
        let again = run_on(&home, &database, &["tables", "migrate", "logs"]);
        assert!(again.code == 0 && again.stderr.contains("nothing to do"), "{}", again.stderr);
        // Tables of ipta 0.2 lack one index and a field of another, and work without.
        database.execute("ALTER TABLE logs DROP KEY dst, DROP KEY src, ADD KEY src (src, dst)");
        assert_eq!(run_on(&home, &database, &["-e", "count"]).stdout, "n\n1\n");
        let index = run_on(&home, &database, &["-y", "tables", "migrate", "logs"]);
        for part in
            ["DROP KEY `src`, ADD KEY `src` (`src`, `dst`, `dport`, ", "ADD KEY `dst` (`dst`)"]
        {
            assert!(index.stderr.contains(part), "{}", index.stderr);
        }
        let again = run_on(&home, &database, &["tables", "migrate", "logs"]);
        assert!(again.code == 0 && again.stderr.contains("nothing to do"), "{}", again.stderr);
        database.execute("ALTER TABLE logs COMMENT = 'ipta schema 99, zone UTC'");
        let newer = run_on(&home, &database, &["-e", "count"]);
        assert!(newer.code == 1 && newer.stderr.contains("newer ipta"), "{}", newer.stderr);
    }
}

#[test]
fn sql_writes_only_if_that_was_asked_for() {
    for family in FAMILIES {
        let (home, database) = (Home::new(), Running::shared(family).database());
        let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
        assert_eq!(run_on(&home, &database, &["import", &log]).code, 0);
        let change = "UPDATE logs SET fw = 'other' WHERE dport = 22";
        let refused = run_on(&home, &database, &["-e", change]);
        assert!(refused.code == 1 && refused.stderr.contains("--write"), "{}", refused.stderr);
        let run = run_on(&home, &database, &["--write", "-e", change, "-e", "values fw"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "fw\nother\n"), "{}", run.stderr);
        assert!(run.stderr.contains("rows changed: 1"), "{}", run.stderr);
    }
}

#[test]
fn what_the_guard_lets_through_the_server_refuses_to_write() {
    for family in FAMILIES {
        let database = Running::shared(family).database();
        database.execute("CREATE FUNCTION writes() RETURNS INT DETERMINISTIC NO SQL RETURN 1");
        let store = database.open();
        store.create(LOGS, &Zone::utc()).expect("a table");
        for sql in ["DELETE FROM logs", "CREATE TEMPORARY TABLE x (a INT)", "SELECT 1; SELECT 2"] {
            assert!(try_query(&store, sql, &[]).is_err(), "{sql}");
        }
        assert_eq!(lines(&query(&store, "SELECT COUNT(*) FROM logs", &[])), ["0"]);
    }
}

#[test]
fn no_stored_function_is_called() {
    for family in FAMILIES {
        let (home, database) = (Home::new(), Running::shared(family).database());
        database.execute("CREATE TABLE written (n INT)");
        for name in ["g", "max ", "`Count`", "date_format_"] {
            database.execute(&format!(
                "CREATE FUNCTION {name} (n INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA \
                 BEGIN INSERT INTO written VALUES (n); RETURN n; END"
            ));
        }
        let own = format!("SELECT {}.g(77)", database.name);
        for sql in [
            "SELECT g(77)",
            "SELECT G (77)",
            "SELECT `g`(77)",
            "SELECT /* x */ g /* y */ (77)",
            "SELECT g\n-- x\n(77)",
            "SELECT max (77)",
            "SELECT max\t(77)",
            "SELECT max/**/(77)",
            "SELECT `max`(77)",
            "SELECT `Count`(77)",
            "SELECT COUNT (77)",
            "SELECT date_format_(77)",
            "SELECT 1 WHERE 77 = g(77)",
            "SELECT (SELECT g(77)) + 1",
            "SELECT 1 ORDER BY g(77)",
            "SELECT 1 LIMIT 1 UNION SELECT g(77)",
            "WITH g (n) AS (SELECT 1) SELECT g(77) FROM g",
            "SELECT CASE WHEN 1 THEN g(77) END",
            "EXPLAIN SELECT g(77)",
            &own,
        ] {
            let refused = run_on(&home, &database, &["-e", sql]);
            assert_eq!(refused.code, 1, "{family}: {sql}");
            let why = [
                "is not a built-in function",
                "could be a stored function",
                "stored function is refused",
            ];
            assert!(
                why.iter().any(|why| refused.stderr.contains(why)),
                "{sql}: {}",
                refused.stderr
            );
            // Nor is it called to complete, to list columns or to explain.
            let explained = run_on(&home, &database, &["save", "mine", sql]);
            assert_eq!(explained.code, 1, "{sql}");
        }
        assert_eq!(database.lines("SELECT COUNT(*) FROM written"), ["'0'"], "{family}");
        let run = run_on(&home, &database, &["--write", "-e", "SELECT g(77) AS n"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "n\n77\n"), "{}", run.stderr);
        assert_eq!(database.lines("SELECT n FROM written"), ["'77'"], "{family}");
    }
}

/// Whether a server keeps a name of a function for itself: all others could be stored functions there.
fn is_built_in(server: &mut ::mysql::Conn, name: &str) -> bool {
    const UNKNOWN: [u16; 2] = [1305, 1630];
    match server.query_drop(format!("SELECT {name}()")) {
        Err(::mysql::Error::MySqlError(error)) => !UNKNOWN.contains(&error.code),
        Err(error) => panic!("{name}: {error}"),
        Ok(()) => true,
    }
}

#[test]
fn every_built_in_function_is_one() {
    let databases = FAMILIES.map(|family| Running::shared(family).database());
    let mut servers = databases.each_ref().map(|database| {
        let mut root = database.running.root();
        root.query_drop(format!("USE {}", database.name)).expect("the database");
        root
    });
    assert!(!servers.iter_mut().any(|server| is_built_in(server, "frobnicate")));
    let mut number = 0;
    for name in BUILT_IN.split(' ') {
        let is_known = servers.iter_mut().any(|server| is_built_in(server, name));
        assert!(is_known, "neither server has the function `{name}`");
        number += 1;
    }
    assert!(number > 400, "only {number}");
    // And what the servers' own help knows is in the table.
    for (database, server) in databases.iter().zip(&mut servers) {
        let sql = "SELECT DISTINCT UPPER(t.name) FROM mysql.help_topic t \
                   JOIN mysql.help_category c USING (help_category_id) \
                   WHERE c.name LIKE '%Functions%' AND t.name REGEXP '^[A-Za-z_0-9]+$'";
        let names = database.lines(sql).into_iter().map(|name| name.trim_matches('\'').to_owned());
        let missing: Vec<String> = names
            .filter(|name| !BUILT_IN.split(' ').chain(NOT_CALLED).any(|known| known == name))
            .filter(|name| !INTERNAL.iter().any(|start| name.starts_with(start)))
            .filter(|name| is_built_in(server, name))
            .collect();
        assert!(missing.is_empty(), "not in the table: {missing:?}");
    }
}

/// Topics of the servers' help on functions that are refused or operators.
const NOT_CALLED: [&str; 13] = [
    "BENCHMARK",
    "DIV",
    "GET_LOCK",
    "IS_FREE_LOCK",
    "IS_USED_LOCK",
    "LAST_INSERT_ID",
    "LIKE",
    "LOAD_FILE",
    "REGEXP",
    "RELEASE_ALL_LOCKS",
    "RELEASE_LOCK",
    "ROLES_GRAPHML",
    "SLEEP",
];

/// How the names of functions begin that MySQL has for itself.
const INTERNAL: [&str; 4] = ["CAN_ACCESS_", "GET_DD_", "INTERNAL_", "IS_VISIBLE_"];

#[test]
fn calls_of_built_in_functions_are_read() {
    for sql in [
        "SELECT COUNT(*), MAX(dport), GROUP_CONCAT(DISTINCT src ORDER BY src SEPARATOR ', ') FROM logs",
        "SELECT ROW_NUMBER() OVER (PARTITION BY src ORDER BY time), LAG(time, 1) OVER w FROM logs WINDOW w AS (ORDER BY time)",
        "SELECT INET6_NTOA(src), UUID(), JSON_EXTRACT('{}', '$.a'), ST_AsText(ST_GeomFromText('POINT(1 1)')) FROM logs",
        "SELECT CAST(dport AS CHAR(10)), CONVERT(dport, DECIMAL(10, 2)), CONVERT('a' USING utf8mb4) FROM logs",
        "SELECT * FROM logs WHERE src IN (SELECT dst FROM logs) AND (dport) IN (1, 2) AND NOT (1) OR (2) XOR (3)",
        "SELECT * FROM logs USE INDEX (time) WHERE EXISTS (SELECT 1) AND dport = ANY (SELECT 1)",
        "WITH a (n, m) AS (SELECT 1, 2), b (n) AS (SELECT 3) SELECT a.n FROM a JOIN b USING (n)",
        "WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 5) SELECT n FROM a",
        "SELECT t.a FROM (SELECT 1, 2) AS t (a, b)",
        "SELECT IF (1, 2, 3), ABS (-1), LEFT('abc', 2), REPLACE('a', 'b', 'c'), INSERT('a', 1, 1, 'b')",
        "SELECT EXTRACT(HOUR FROM time), TRIM(BOTH 'x' FROM prefix), SUBSTRING(prefix FROM 1 FOR 2) FROM logs",
        "SELECT DATE_ADD(time, INTERVAL (1) DAY), TIMESTAMPDIFF(SECOND, time, NOW()), 7 MOD (2), 7 DIV (2) FROM logs",
        "SELECT CASE (dport) WHEN (1) THEN (2) ELSE (3) END, dport BETWEEN (1) AND (2), prefix LIKE ('a') FROM logs",
        "(SELECT 1) UNION ALL (SELECT 2) ORDER BY (1) LIMIT 1",
        "SELECT DISTINCT(dport) FROM logs HAVING (dport) > 1",
    ] {
        let read = ipta::sql::raw::parse_read_only(sql);
        assert!(read.is_ok(), "{sql}: {read:?}");
    }
}

#[test]
fn values_of_every_type_are_read() {
    for family in FAMILIES {
        let database = Running::shared(family).database();
        database.execute(
            "CREATE TABLE t (a DATE, b TIME(1), c YEAR, d DECIMAL(20,3), e FLOAT, f DOUBLE, g BIT(9), \
             h JSON, i BLOB, j BIGINT UNSIGNED, k TINYINT, l CHAR(3), m SET('x', 'y'), n TIMESTAMP)",
        );
        database.execute(
            "INSERT INTO t VALUES ('2026-10-12', '-26:03:00.5', 2026, -1.5, 0.5, 1e300, b'100000001', \
             '{}', x'00ff', 18446744073709551615, -128, 'ü', 'x,y', '2026-10-12 00:00:01')",
        );
        let answer = query(&database.open(), "SELECT * FROM t", &[]);
        let shown = answer.rows[0].iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            shown,
            [
                "2026-10-12",
                "-26:03:00.500000",
                "2026",
                "-1.5",
                "0.5",
                &1e300.to_string(),
                "0x0101",
                "{}",
                "0x00ff",
                "18446744073709551615",
                "-128",
                "ü",
                "x,y",
                "2026-10-12 00:00:01"
            ],
            "{family}"
        );
    }
}
