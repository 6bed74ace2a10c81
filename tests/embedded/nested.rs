//! Nesting: a statement of any depth is answered or refused soon, because its planning cannot be stopped.

use std::sync::mpsc;
use std::time::Duration;

use ipta::query::Params;
use ipta::sql::raw::{self, Variables};
use tempfile::TempDir;

use super::*;
use crate::support::cases::NOW;

/// What is put around an expression, again and again.
const FORMS: [(&str, &str); 40] = [
    ("IFNULL(", ", 1)"),
    ("IFNULL(dport, ", ")"),
    ("COALESCE(", ", dport, 1)"),
    ("COALESCE(sport, dport, ", ")"),
    ("NULLIF(", ", 1)"),
    ("NULLIF(1, ", ")"),
    ("IF(", ", 1, 2)"),
    ("IF(dport, ", ", 2)"),
    ("IF(dport, 2, ", ")"),
    ("IF(", ", dport > 1, sport > 2)"),
    ("CASE WHEN ", " THEN 1 ELSE 2 END"),
    ("CASE WHEN dport THEN ", " ELSE 3 END"),
    ("CASE ", " WHEN 1 THEN 2 WHEN 3 THEN 4 ELSE 5 END"),
    ("CASE WHEN ", " = 1 THEN true ELSE false END"),
    ("GREATEST(1, ", ")"),
    ("LEAST(", ", dport)"),
    ("1 / (", ")"),
    ("MOD(5, ", ")"),
    ("5 DIV (", ")"),
    ("(", " DIV 5)"),
    ("(1 + ", ")"),
    ("-(", ")"),
    ("~(", ")"),
    ("NOT (", ")"),
    ("(", " = 1)"),
    ("(", " <=> 1)"),
    ("(", " IN (1, 2))"),
    ("(", " BETWEEN 1 AND 2)"),
    ("(", " XOR dport)"),
    ("(dport = 1 AND ", " OR sport = 2)"),
    ("(", " IS NULL)"),
    ("(", " IS TRUE)"),
    ("(", " LIKE 3)"),
    ("CONCAT('a', ", ")"),
    ("ABS(", ")"),
    ("ROUND(", ", 1)"),
    ("CAST(", " AS SIGNED)"),
    ("CAST(", " AS CHAR)"),
    ("DATE_ADD(", ", INTERVAL 1 DAY)"),
    ("INTERVAL (", ") DAY"),
];

#[test]
fn nested_statements_are_answered_or_refused_soon() {
    let folder = TempDir::new().expect("a folder");
    let (sender, done) = mpsc::channel();
    let store = open(folder.path());
    store.create(LOGS, &Zone::utc()).expect("a table");
    let packet = Packet { len: Some(60), dport: Some(22), ..Packet::default() };
    append(&store, LOGS, &[packet], &step(1, 0, 1)).expect("a packet");
    std::thread::spawn(move || {
        let params = Params::new();
        for (before, after) in FORMS {
            for depth in [16, 45, 200] {
                for (select, from) in
                    [("SELECT ", " AS x FROM logs"), ("SELECT 1 FROM logs WHERE ", "")]
                {
                    let inner = format!("{}len{}", before.repeat(depth), after.repeat(depth));
                    let sql = format!("{select}{inner}{from}");
                    let statement = raw::parse_saved(&sql, &Variables::trial(&params, NOW));
                    let said = match statement {
                        Ok(statement) => {
                            let mut answer = Answer::default();
                            let said = store.query(&statement, &Cancel::default(), &mut answer);
                            said.err().map(|error| error.to_string()).unwrap_or_default()
                        }
                        Err(problem) => problem.message,
                    };
                    sender.send((format!("{before}…{after} {depth} times"), said)).expect("a test");
                }
            }
        }
    });
    let mut last = String::new();
    for _ in 0..FORMS.len() * 6 {
        let (what, said) = done
            .recv_timeout(Duration::from_secs(60))
            .unwrap_or_else(|_| panic!("still at work after {last}"));
        assert!(!said.contains('\n') && !said.contains("DataFusion"), "{what}: {said}");
        last = what;
    }
}
