//! The MySQL store on MariaDB and on MySQL, with and without LOAD DATA LOCAL.

use std::process::Command;

use super::*;
use crate::support::servers::{Database, Running};
use crate::support::{Home, Run, dropped};

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
fn ipta(home: &Home, database: &Database, arguments: &[&str]) -> Run {
    let mut command: Command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    command.env_clear().envs(home.variables()).envs(database.variables());
    Run::from(command.env("IPTA_TIMEZONE", "UTC").args(arguments).output().expect("it starts"))
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
            ipta(&home, &database, &all)
        };
        let summary = ask(&["report", "summary"]);
        assert_eq!(summary.code, 0, "{}", summary.stderr);
        let packets = "Packets\tFrom\tTo\tWithout a time\n3\tNULL\tNULL\t3\n";
        assert!(summary.stdout.contains(packets), "{}", summary.stdout);
        for (query, answer) in [
            ("top src, dport, proto", "src\tdport\tproto\tn\n192.0.2.7\t22\tTCP\t2\n"),
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
    assert_eq!(ipta(&home, &database, &["-ct"]).code, 0);
    let run = ipta(&home, &database, &["-y", "-da"]);
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
        assert_eq!(ipta(&home, &database, &["import", &log]).code, 0);
        database.execute("ALTER TABLE logs DROP COLUMN gid, COMMENT = 'ipta schema 0, zone UTC'");
        let before = ipta(&home, &database, &["-e", "count"]);
        assert_eq!(before.code, 1);
        assert!(before.stderr.contains("`ipta tables migrate"), "{}", before.stderr);
        let unasked = ipta(&home, &database, &["tables", "migrate", "logs"]);
        assert_eq!(unasked.code, 1);
        let said = &unasked.stderr;
        assert!(
            said.contains("ADD COLUMN `gid` INT UNSIGNED NULL") && said.contains("--yes"),
            "{said}"
        );
        assert_eq!(ipta(&home, &database, &["-y", "tables", "migrate", "logs"]).code, 0);
        let after = ipta(&home, &database, &["-e", "count where not has gid"]);
        assert_eq!(after.stdout, "n\n1\n", "{}", after.stderr);
        let again = ipta(&home, &database, &["tables", "migrate", "logs"]);
        assert!(again.code == 0 && again.stderr.contains("nothing to do"), "{}", again.stderr);
        database.execute("ALTER TABLE logs COMMENT = 'ipta schema 99, zone UTC'");
        let newer = ipta(&home, &database, &["-e", "count"]);
        assert!(newer.code == 1 && newer.stderr.contains("newer ipta"), "{}", newer.stderr);
    }
}

#[test]
fn sql_writes_only_if_that_was_asked_for() {
    for family in FAMILIES {
        let (home, database) = (Home::new(), Running::shared(family).database());
        let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
        assert_eq!(ipta(&home, &database, &["import", &log]).code, 0);
        let change = "UPDATE logs SET fw = 'other' WHERE dport = 22";
        let refused = ipta(&home, &database, &["-e", change]);
        assert!(refused.code == 1 && refused.stderr.contains("--write"), "{}", refused.stderr);
        let run = ipta(&home, &database, &["--write", "-e", change, "-e", "values fw"]);
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
