//! Queries: statements such as the language compiles to, and a user's own.

use std::borrow::Cow;
use std::net::IpAddr;
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use ipta::packet::{Protocol, TcpFlags, Verdict};
use ipta::rows::ColumnKind;
use ipta::time::Timestamp;
use ipta::value::octets;

const HOUR: i64 = 3600 * Timestamp::SECOND;
/// 2026-10-12 00:00:00.
const DAY: Timestamp = Timestamp(1_791_763_200 * Timestamp::SECOND);

struct Row(i64, &'static str, &'static str, &'static str, Option<u16>, u32, &'static str);

/// Hour, action, source, protocol, destination port, length, prefix.
const ROWS: [Row; 10] = [
    Row(1, "DROP", "192.0.2.7", "TCP", Some(22), 60, "FW-IN-DROP"),
    Row(2, "DROP", "192.0.2.7", "TCP", Some(23), 60, "FW-IN-DROP"),
    Row(3, "DROP", "192.0.2.9", "TCP", Some(22), 40, "FW-OUT-DROP"),
    Row(4, "ACCEPT", "192.0.2.9", "UDP", Some(53), 70, "fw-in-ok"),
    Row(5, "ACCEPT", "10.1.2.3", "UDP", Some(53), 80, "FW_IN_ok"),
    Row(6, "REJECT", "2001:db8::5", "TCP", Some(443), 1500, "100% it's"),
    Row(7, "DROP", "2001:db8::5", "ICMPv6", None, 100, ""),
    Row(8, "DROP", "10.1.2.3", "ICMP", None, 84, "FW-IN-DROP"),
    Row(9, "DROP", "a00::1", "TCP", Some(65535), 84, "FW-IN-DROP"),
    Row(10, "", "", "", None, 0, ""),
];

fn packet(row: &Row) -> Packet<'static> {
    let Row(hour, action, src, proto, dport, len, prefix) = *row;
    let known = |text: &'static str| (!text.is_empty()).then_some(text);
    Packet {
        time: Some(DAY.plus(hour * HOUR)),
        action: known(action).map(Cow::Borrowed),
        verdict: match action {
            "" => Verdict::None,
            "ACCEPT" => Verdict::Accept,
            _ => Verdict::Deny,
        },
        src: src.parse().ok(),
        proto: Protocol::parse(proto).filter(|_| !proto.is_empty()),
        dport,
        len: (len > 0).then_some(len),
        prefix: known(prefix),
        flags: (proto == "TCP").then_some(TcpFlags(if hour == 1 { 2 } else { 0 })),
        ..Packet::default()
    }
}

pub fn filled(store: &dyn Store) {
    let packets: Vec<Packet<'_>> = ROWS.iter().map(packet).collect();
    let (head, tail) = packets.split_at(4);
    fill(store, head);
    append(store, LOGS, tail, &step(1, 1, 2)).expect("packets");
}

fn bytes(address: &str) -> Value {
    Value::Bytes(octets(address.parse::<IpAddr>().expect("an address")))
}

fn at(hour: i64) -> Value {
    Value::Time(DAY.plus(hour * HOUR))
}

fn check(store: &dyn Store, sql: &str, values: &[Value], expected: &[&str]) {
    assert_eq!(lines(&query(store, sql, values)), expected, "{sql}");
}

pub fn compiled_statements_answer(store: &dyn Store) {
    filled(store);
    top(store);
    windows_and_sets(store);
    addresses(store);
    patterns(store);
    comparisons_of_two_windows(store);
}

/// The embedded store sorts and joins such texts with marks between them, which must not be theirs.
pub fn texts_are_gathered_whatever_is_in_them(store: &dyn Store) {
    let texts =
        ["b", "a\u{1}z", "a\u{2}b", "a", "a\u{3}1\u{1}", "a\u{1}", "\u{2}", "a\u{4}", "a", "\u{3}"];
    let packet = |text| Packet { prefix: Some(text), ..Packet::default() };
    let packets: Vec<Packet<'_>> = texts.into_iter().map(packet).collect();
    fill(store, &packets);
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let gathered = |order: &str| {
        let sql = format!(
            "SELECT GROUP_CONCAT(DISTINCT `prefix` ORDER BY `prefix` {order} SEPARATOR '|') AS `all` \
             FROM `logs`"
        );
        lines(&query(store, &sql, &[]))
    };
    assert_eq!(gathered(""), [sorted.join("|")]);
    sorted.reverse();
    assert_eq!(gathered("DESC"), [sorted.join("|")]);
}

fn top(store: &dyn Store) {
    check(
        store,
        "SELECT l.`dport` AS `dport`, COUNT(*) AS `n` FROM `logs` AS l WHERE (l.`action` <> ?) \
         AND (l.`dport` IS NOT NULL) GROUP BY l.`dport` ORDER BY `n` DESC, l.`dport` LIMIT 10",
        &[text("ACCEPT")],
        &["22 2", "23 1", "443 1", "65535 1"],
    );
    check(
        store,
        "SELECT SQL_BIG_RESULT INET6_NTOA(l.`src`) AS `src`, COUNT(DISTINCT l.`dport`) AS \
         `distinct_dport` FROM `logs` AS l WHERE (l.`time` >= ? AND l.`time` < ?) AND \
         (l.`verdict` = ?) GROUP BY l.`src` HAVING COUNT(DISTINCT l.`dport`) > ? \
         ORDER BY `distinct_dport` DESC, l.`src` LIMIT ?",
        &[at(0), at(9), text("deny"), Value::Int(0), Value::Int(20)],
        &["192.0.2.7 2", "2001:db8::5 1", "192.0.2.9 1"],
    );
    check(
        store,
        "SELECT INET6_NTOA(l.`src`) AS `src`, l.`dport` AS `dport`, l.`proto` AS `proto`, \
         SUM(l.`len`) AS `sum_len` FROM `logs` AS l GROUP BY l.`src`, l.`dport`, l.`proto` \
         HAVING SUM(l.`len`) >= ? ORDER BY `sum_len` ASC, l.`src`, l.`dport`, l.`proto`",
        &[Value::Int(84)],
        &[
            "a00::1 65535 TCP 84",
            "10.1.2.3 NULL ICMP 84",
            "2001:db8::5 NULL ICMPv6 100",
            "2001:db8::5 443 TCP 1500",
        ],
    );
    check(
        store,
        "SELECT l.`action` AS `action`, l.`proto` AS `proto`, COUNT(*) AS `n` FROM `logs` AS l \
         GROUP BY l.`action`, l.`proto` ORDER BY `n` DESC, l.`action`, l.`proto`",
        &[],
        &[
            "DROP TCP 4",
            "ACCEPT UDP 2",
            "NULL NULL 1",
            "DROP ICMP 1",
            "DROP ICMPv6 1",
            "REJECT TCP 1",
        ],
    );
    check(
        store,
        "SELECT MIN(l.`len`) AS `a`, MAX(l.`len`) AS `b`, AVG(l.`len`) AS `c`, \
         SUM(l.`len`) AS `d` FROM `logs` AS l WHERE l.`verdict` = ? AND l.`dport` = ?",
        &[text("deny"), Value::Int(22)],
        &["40 60 50 100"],
    );
}

fn windows_and_sets(store: &dyn Store) {
    check(store, "SELECT COUNT(*) AS `n` FROM `logs`", &[], &["10"]);
    check(
        store,
        "SELECT COUNT(DISTINCT l.`src`) AS `distinct_src` FROM `logs` AS l WHERE l.`dport` = ?",
        &[Value::Int(22)],
        &["2"],
    );
    check(
        store,
        "SELECT l.`time` AS `time`, INET6_NTOA(l.`src`) AS `src`, l.`dport` AS `dport` FROM \
         `logs` AS l WHERE (l.`dport` IN (?, ?) OR l.`dport` BETWEEN ? AND ?) \
         ORDER BY l.`time` DESC LIMIT 2",
        &[Value::Int(22), Value::Int(443), Value::Int(50), Value::Int(60)],
        &["2026-10-12 06:00:00 2001:db8::5 443", "2026-10-12 05:00:00 10.1.2.3 53"],
    );
    check(
        store,
        "SELECT l.`dport` AS `dport` FROM `logs` AS l WHERE (l.`dport` IS NULL OR l.`dport` \
         NOT IN (?, ?)) AND (l.`len` > ? AND NOT (l.`len` >= ?)) ORDER BY l.`time` ASC",
        &[Value::Int(22), Value::Int(53), Value::Int(60), Value::Int(1500)],
        &["NULL", "NULL", "65535"],
    );
    check(
        store,
        "SELECT DISTINCT l.`action` AS `action` FROM `logs` AS l WHERE l.`action` IS NOT NULL \
         ORDER BY l.`action`",
        &[],
        &["ACCEPT", "DROP", "REJECT"],
    );
    check(
        store,
        "SELECT CAST(l.`dport` AS CHAR) AS `dport` FROM `logs` AS l WHERE l.`time` < ? \
         ORDER BY CAST(l.`dport` AS CHAR) DESC",
        &[at(5)],
        &["53", "23", "22", "22"],
    );
    check(
        store,
        "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE l.`flags` & ? = ?",
        &[Value::Int(2), Value::Int(2)],
        &["1"],
    );
}

fn addresses(store: &dyn Store) {
    let net = "SELECT INET6_NTOA(l.`src`) AS `src` FROM `logs` AS l WHERE (l.`src` BETWEEN ? AND \
               ? AND LENGTH(l.`src`) = ?) ORDER BY l.`time`";
    check(
        store,
        net,
        &[bytes("10.0.0.0"), bytes("10.255.255.255"), Value::Int(4)],
        &["10.1.2.3", "10.1.2.3"],
    );
    check(
        store,
        net,
        &[bytes("2001:db8::"), bytes("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"), Value::Int(16)],
        &["2001:db8::5", "2001:db8::5"],
    );
    check(
        store,
        "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE l.`src` = ? OR l.`dst` = ?",
        &[bytes("192.0.2.7"), bytes("192.0.2.7")],
        &["2"],
    );
    check(
        store,
        "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE \
         src BETWEEN x'0a000000' AND x'0affffff' AND LENGTH(src)=4",
        &[],
        &["2"],
    );
    check(
        store,
        "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE (l.`src` IS NULL OR l.`src` <> ?)",
        &[bytes("192.0.2.7")],
        &["8"],
    );
}

fn patterns(store: &dyn Store) {
    let like = "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE l.`prefix` LIKE ?";
    for (pattern, expected) in [
        ("FW-%", "5"),
        ("FW\\_%", "1"),
        ("FW_IN_%", "5"),
        ("%\\%%", "1"),
        ("%it's", "1"),
        ("fw-in-o_", "1"),
    ] {
        check(store, like, &[text(pattern)], &[expected]);
    }
    let regexp = "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE l.`prefix` REGEXP ?";
    check(store, regexp, &[text("^FW-(IN|OUT)-")], &["5"]);
    check(store, regexp, &[text("(?i)^fw-in")], &["5"]);
    check(store, regexp, &[text("\\d+%")], &["1"]);
    check(store, &regexp.replace("REGEXP", "NOT RLIKE"), &[text("^FW")], &["2"]);
    let equal = "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE l.`prefix` = ?";
    check(store, equal, &[text("fw-in-ok")], &["1"]);
    check(store, equal, &[text("FW-IN-OK")], &["0"]);
}

fn comparisons_of_two_windows(store: &dyn Store) {
    check(
        store,
        "SELECT `dport`, now_n, then_n, now_n - then_n AS diff FROM (SELECT l.`dport` AS `dport`, \
         SUM(CASE WHEN l.`time` >= ? THEN 1 ELSE 0 END) AS now_n, SUM(CASE WHEN l.`time` < ? THEN \
         1 ELSE 0 END) AS then_n FROM `logs` AS l WHERE l.`dport` IS NOT NULL GROUP BY l.`dport`) \
         t ORDER BY ABS(now_n - then_n) DESC, now_n DESC, `dport` LIMIT 3",
        &[at(5), at(5)],
        &["22 0 2 -2", "443 1 0 1", "65535 1 0 1"],
    );
}

pub fn values_are_never_sql(store: &dyn Store) {
    filled(store);
    let nasty = ["' OR 1=1 -- ", "\\' OR 1=1 #", "`", "?1", "x'00'", "%", "a\0b", "\n;DROP TABLE"];
    for value in nasty {
        let same = query(
            store,
            "SELECT ? AS v, ? AS w, `action` FROM `logs` LIMIT 1",
            &[text(value), Value::Int(i128::from(i64::MIN))],
        );
        assert_eq!(same.rows[0][..2], [text(value), Value::Int(i64::MIN.into())], "{value:?}");
        let sql = "SELECT COUNT(*) AS n FROM `logs` WHERE `prefix` = ? AND ? IS NULL";
        check(store, sql, &[text(value), Value::Null], &["0"]);
    }
    let sql = "SELECT ? AS `time`, ? AS f, ? AS b FROM `logs` LIMIT 1";
    let values = [Value::Time(Timestamp(-1)), Value::Float(-0.5), Value::Bytes(vec![0, 255])];
    assert_eq!(query(store, sql, &values).rows, [values]);
    let unbound = Statement::new(vec![SqlPiece::Sql("SELECT ? FROM `logs`".into())], None);
    assert!(store.query(&unbound, &Cancel::default(), &mut Answer::default()).is_err());
}

pub fn names_and_functions_of_mysql(store: &dyn Store) {
    filled(store);
    for (sql, expected) in [
        (
            "select DPORT, count(*) c from logs where Dport < 50 group by dport having c > 1 \
             order by DPORT",
            "22 2",
        ),
        (
            "SELECT IF(dport > 60000, 'high', \"low\") AS port FROM logs \
             WHERE UNIX_TIMESTAMP(time) DIV 3600 % 24 = 9",
            "high",
        ),
        ("SELECT IFNULL(dport, 0) FROM logs WHERE proto = 'ICMP'", "0"),
        ("SELECT COUNT(*) FROM logs WHERE src = INET6_ATON('2001:db8::5')", "2"),
        ("SELECT COUNT(*) FROM logs WHERE src = INET6_ATON('nonsense')", "0"),
        ("SELECT INET_NTOA(INET_ATON('192.0.2.1') + 1) FROM logs LIMIT 1", "192.0.2.2"),
        ("SELECT LENGTH('ü'), LENGTH(src), LENGTH(NULL) FROM logs WHERE dport = 443", "2 16 NULL"),
        (
            "SELECT 100 DIV 7 * 7 + 1, 100 DIV 7 DIV 2 * 3, 100 DIV (7 * 2) IN (7, 8) FROM logs \
             WHERE dport DIV 7 = 3 AND dport DIV 3 BETWEEN 7 AND 8 LIMIT 1",
            "99 21 1",
        ),
        (
            "SELECT 7 DIV 2, 7 / 2, 7 % 4, 7 DIV 0, 7 / 0, 7 % 0 FROM logs LIMIT 1",
            "3 3.5 3 NULL NULL NULL",
        ),
        (
            "SELECT FROM_UNIXTIME(UNIX_TIMESTAMP(time) DIV 7200 * 7200) AS b, COUNT(*) AS n \
             FROM logs GROUP BY b HAVING n > 1 ORDER BY b LIMIT 1",
            "2026-10-12 02:00:00 2",
        ),
        ("SELECT COUNT(*) FROM logs WHERE time >= '2026-10-12 09:00:00'", "2"),
        ("SELECT CAST(dport AS UNSIGNED) + CAST('1' AS SIGNED) FROM logs WHERE dport = 443", "444"),
        (
            "SELECT INET6_NTOA(src) AS Src, COUNT(*) AS n FROM logs WHERE dport = 53 GROUP BY src \
             ORDER BY SRC DESC LIMIT 1",
            "192.0.2.9 1",
        ),
        ("SELECT COUNT(*) FROM logs a JOIN logs b ON a.src = b.src AND a.time < b.time", "4"),
        ("WITH x AS (SELECT src FROM logs WHERE dport = 22) SELECT COUNT(*) FROM x", "2"),
    ] {
        check(store, sql, &[], &[expected]);
    }
}

pub fn columns_say_what_they_are(store: &dyn Store) {
    filled(store);
    let sql = "SELECT `dport`, INET6_NTOA(`src`) AS `from`, COUNT(*), SUM(`len`) FROM `logs` \
               GROUP BY `dport`, `src`";
    let columns = query(store, sql, &[]).columns;
    let told: Vec<_> = columns.iter().map(|column| (&*column.name, column.kind)).collect();
    let (text, number) = (ColumnKind::Text, ColumnKind::Number);
    assert_eq!(
        told,
        [("dport", number), ("from", text), ("COUNT(*)", number), ("SUM(`len`)", number)]
    );
    let nothing = query(store, "SELECT `dport` FROM `logs` WHERE `dport` = 1", &[]);
    assert_eq!((nothing.columns.len(), nothing.rows.len()), (1, 0));
}

pub fn enough_is_enough(store: &dyn Store) {
    filled(store);
    let mut answer = Answer { wanted: Some(3), ..Answer::default() };
    let all = statement("SELECT `dport` FROM `logs`", &[]);
    store.query(&all, &Cancel::default(), &mut answer).expect("rows");
    assert_eq!((answer.rows.len(), answer.finished), (3, 1));

    struct Closed;
    impl RowSink for Closed {
        fn columns(&mut self, _: &[Column]) -> io::Result<()> {
            Ok(())
        }
        fn row(&mut self, _: Vec<Value>) -> io::Result<bool> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn finish(&mut self) -> io::Result<()> {
            panic!("not after an error");
        }
    }
    let closed = store.query(&all, &Cancel::default(), &mut Closed);
    assert!(
        matches!(&closed, Err(StoreError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe)
    );
}

pub fn a_query_is_cancelled(store: &dyn Store) {
    let packets: Vec<Packet<'_>> =
        (0..3000).map(|number| Packet { id: Some(number), ..Packet::default() }).collect();
    fill(store, &packets);

    struct Unwanted;
    impl RowSink for Unwanted {
        fn columns(&mut self, _: &[Column]) -> io::Result<()> {
            Ok(())
        }
        fn row(&mut self, _: Vec<Value>) -> io::Result<bool> {
            Ok(true)
        }
        fn finish(&mut self) -> io::Result<()> {
            panic!("not after a cancelled query");
        }
    }
    // 27 thousand million pairs would take minutes.
    let long = statement(
        "SELECT SUM(a.id + b.id + c.id) AS n FROM logs a, logs b, logs c WHERE a.id + b.id <> c.id",
        &[],
    );
    let cancel = Cancel::default();
    let start = Instant::now();
    let raised = cancel.clone();
    let canceller = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        raised.raise();
    });
    let cancelled = store.query(&long, &cancel, &mut Unwanted);
    canceller.join().expect("raised");
    assert!(matches!(cancelled, Err(StoreError::Cancelled)), "{cancelled:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
    cancel.reset();
    let mut answer = Answer::default();
    let short = statement("SELECT COUNT(*) AS n FROM logs", &[]);
    store.query(&short, &cancel, &mut answer).expect("the store is as usable as before");
    assert_eq!(lines(&answer), ["3000"]);
}

/// The statement fails with one line that has these parts.
pub fn says(store: &dyn Store, sql: &str, parts: &[&str]) {
    let error = match try_query(store, sql, &[]) {
        Ok(_) => panic!("{sql} runs"),
        Err(error) => error.problem().one_line(),
    };
    assert!(parts.iter().all(|part| error.contains(part)), "{sql}: {error}");
    assert!(!error.contains('\n') && !error.contains("rror: "), "{sql}: {error}");
}

pub fn wrong_statements_have_one_clear_line(store: &dyn Store) {
    filled(store);
    for (sql, parts) in [
        ("SELECT COUNT(*) FROM missing", &["no table", "missing"][..]),
        ("SELECT dprt FROM logs", &["column", "`dprt`", "`dport`"]),
        ("SELECT l.dprt FROM logs l", &["column", "dprt`", "`dport`"]),
        ("SELECT frobnicate(src) FROM logs", &["function", "frobnicate"]),
        ("SELECT src FROM", &["cannot be read"]),
        ("SELECT src FROM logs WHERE dport = 'x' AND (", &["cannot be read"]),
        ("SELECT src FROM logs WHERE prefix REGEXP '(a'", &["regular expression"]),
    ] {
        says(store, sql, parts);
    }
    let deep = format!("SELECT {}1{} FROM logs", "(".repeat(100_000), ")".repeat(100_000));
    assert!(try_query(store, &deep, &[]).is_err());
    let long =
        format!("SELECT COUNT(*) FROM logs WHERE dport = 22{}", " OR dport = 23".repeat(1990));
    check(store, &long, &[], &["3"]);
}

pub fn nothing_is_written_by_sql(store: &dyn Store) {
    filled(store);
    for sql in [
        "DELETE FROM logs",
        "UPDATE logs SET dport = 1",
        "INSERT INTO logs (dport) VALUES (1)",
        "DROP TABLE logs",
        "TRUNCATE TABLE logs",
        "CREATE TABLE x (a INT)",
        "CREATE TABLE x AS SELECT * FROM logs",
        "SELECT * INTO x FROM logs",
        "EXPLAIN DELETE FROM logs",
        "SET x = 1",
    ] {
        assert!(try_query(store, sql, &[]).is_err(), "{sql}");
    }
    assert_eq!(count(store, LOGS), 10);
    assert_eq!(store.tables().expect("tables").len(), 1);
}
