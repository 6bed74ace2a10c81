//! Settings: whatever values an administrator gave the server's variables, answers and changes are
//! those of a server as shipped.

use std::time::Instant;

use ::mysql::prelude::Queryable;

use super::*;

/// Variables of both servers, each with a value that no server is shipped with.
const HOSTILE: &[(&str, &str)] = &[
    ("autocommit", "0"),
    ("big_tables", "1"),
    ("completion_type", "'CHAIN'"),
    ("completion_type", "'RELEASE'"),
    ("default_storage_engine", "'MyISAM'"),
    ("default_week_format", "3"),
    ("div_precision_increment", "0"),
    ("div_precision_increment", "12"),
    ("group_concat_max_len", "4"),
    ("init_connect", "'SET NAMES latin1'"),
    ("init_connect", "'SET NAMES utf8mb4 COLLATE utf8mb4_bin'"),
    ("init_connect", "'SET autocommit = 0, sql_select_limit = 1'"),
    ("lc_messages", "'de_DE'"),
    ("lc_time_names", "'de_DE'"),
    ("local_infile", "0"),
    ("max_heap_table_size", "16384"),
    ("max_join_size", "1"),
    ("max_sort_length", "64"),
    ("sort_buffer_size", "32768"),
    ("sql_auto_is_null", "1"),
    ("sql_buffer_result", "1"),
    ("sql_mode", "''"),
    (
        "sql_mode",
        "'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,IGNORE_SPACE,HIGH_NOT_PRECEDENCE'",
    ),
    ("sql_notes", "0"),
    ("sql_safe_updates", "1"),
    ("sql_select_limit", "1"),
    ("sql_warnings", "1"),
    ("time_zone", "'+05:30'"),
    ("tmp_table_size", "1024"),
    ("unique_checks", "0"),
];

const OF_MARIADB: &[(&str, &str)] = &[
    ("character_set_filesystem", "'ucs2'"),
    ("default_regex_flags", "'EXTENDED'"),
    ("old_mode", "'ZERO_DATE_TIME_CAST'"),
    ("tx_isolation", "'READ-UNCOMMITTED'"),
    ("tx_isolation", "'SERIALIZABLE'"),
    ("tx_read_only", "1"),
];

const OF_MYSQL: &[(&str, &str)] = &[
    ("information_schema_stats_expiry", "31536000"),
    ("transaction_isolation", "'READ-UNCOMMITTED'"),
    ("transaction_isolation", "'SERIALIZABLE'"),
    ("transaction_read_only", "1"),
    ("windowing_use_high_precision", "0"),
];

/// Each is asked for what one of the variables would change.
const QUESTIONS: &str = r#"
count;
count by dport show count, avg(len), share;
list src, dport, prefix order by dport;
count where prefix = "[ü ' \"]";
top src by distinct dport;
hist every 1h by verdict;
count by weekday(time), hour(time);
SELECT AVG(dport) AS a, 1 / 3 AS b, GROUP_CONCAT(dport ORDER BY dport) AS c FROM logs;
SELECT DISTINCT DAYNAME(time) AS a, MONTHNAME(time) AS b, WEEK(time) AS c, DATE_FORMAT(time, '%W') AS d FROM logs;
SELECT 'a' = 'A' AS a, 'a' || 'b' AS b, NOT 1 BETWEEN -5 AND 5 AS c, '\\' AS d, FROM_UNIXTIME(0) AS e;
SELECT 'a b' REGEXP 'a b' AS a, CAST(TIME'10:00:00' AS DATETIME) > '2000-01-01' AS b, 'ü' AS c;
SELECT RIGHT(p, 1) AS a FROM (SELECT CONCAT(REPEAT('x', 99), 'b') AS p UNION ALL SELECT CONCAT(REPEAT('x', 99), 'a')) AS t ORDER BY p;
SELECT a.dport FROM logs AS a JOIN logs AS b USING (dport) ORDER BY 1;
SELECT 1 FROM logs ORDER BY;
SELECT dport AS a, COUNT(*) AS n FROM logs;
SELECT nothing FROM logs;
"#;

/// Imports, asks, lists, clears and drops; all that was said, without what says how long it took.
fn work(database: &Database) -> String {
    let home = Home::new();
    let odd = packets().replace("IPT: DROP", "[ü ' \"] ");
    let (log, odd) = (home.write("fw.log", packets()), home.write("odd.log", odd));
    let mut said = String::new();
    let mut step = |arguments: &[&str], says_all: bool| {
        let begun = Instant::now();
        let run = on(&home, database, arguments);
        assert!(begun.elapsed() < Duration::from_secs(12), "{arguments:?}: {:?}", begun.elapsed());
        said += &format!("{}: {}\n{}", arguments[1], run.code, run.stdout);
        if says_all || run.code != 0 {
            said += &run.stderr;
        }
    };
    step(&["import", "--year", "2026", &log, &odd], false);
    // Packets that nobody has committed are not there.
    let mut other = database.running.root();
    let fields = "time, fw, verdict, dport";
    let logs = format!("{}.logs", database.name);
    let plain = "SET autocommit = 1, sql_big_selects = 1, sql_select_limit = 100";
    other.query_drop(plain).expect("a plain session");
    other.query_drop("START TRANSACTION READ WRITE").expect("a transaction");
    let more = format!("INSERT INTO {logs} ({fields}) SELECT {fields} FROM {logs}");
    other.query_drop(more).expect("packets");
    step(&["--continue", "-e", QUESTIONS], true);
    other.query_drop("ROLLBACK").expect("the end of the transaction");
    step(&["report", "summary"], true);
    step(&["import", "--year", "2026", &log], false);
    step(&["--yes", "clear"], true);
    step(&["import", "--year", "2026", &log], false);
    step(&["-e", "count"], true);
    step(&["--yes", "tables", "drop", "logs"], true);
    step(&["tables", "list"], true);
    said
}

/// Gives one variable after the other its hostile values, on a server of each kind.
fn check(kind: &str, own: &[(&str, &str)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Running::start_for_now(kind, folder.path(), &["--local-infile=ON"]);
    let database = server.database();
    let expected = work(&database);
    for known in ["n\n3\n", "Monday", "0.3333", "22,22", "[ü ' \"]\t3"] {
        assert!(expected.contains(known), "{known}: {expected}");
    }
    for (variable, value) in HOSTILE.iter().chain(own) {
        server.execute(&format!("SET GLOBAL {variable} = {value}"));
        let found = work(&database);
        assert_eq!(found, expected, "{kind}: {variable} = {value}");
        let shipped = if *variable == "init_connect" { "''" } else { "DEFAULT" };
        server.execute(&format!("SET GLOBAL {variable} = {shipped}"));
    }
}

#[test]
fn no_value_of_a_variable_of_mariadb_changes_an_answer() {
    check("mariadb", OF_MARIADB);
}

#[test]
fn no_value_of_a_variable_of_mysql_changes_an_answer() {
    check("mysql", OF_MYSQL);
}
