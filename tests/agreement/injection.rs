//! Injection: whatever stands where a value, a name, a pattern, a heading, a parameter or a table may
//! stand, the statement is the one with a harmless word, the answer is that of the literal text, and
//! nothing is written.

use ipta::ask::{PacketSource, QueryContext, Question};
use ipta::cancel::Cancel;
use ipta::packet::Packet;
use ipta::query::Params;
use ipta::query::eval::Evaluation;
use ipta::query::{check, parse};
use ipta::store::Store;
use ipta::time::{Now, Zone};

use crate::agreement::{LOGS, fill};
use crate::support::cases::NOW;
use crate::support::rows::Lines;

/// What people who are not friends would type.
const ATTEMPTS: [&str; 30] = [
    "harmless",
    "x'; DROP TABLE logs; -- ",
    "x' OR '1'='1",
    "x\" OR \"1\"=\"1",
    "' OR 1=1 #",
    "\\' OR 1=1 -- ",
    "\\",
    "\\\\'",
    "'",
    "''",
    "\"",
    "`",
    "`; SELECT SLEEP(9)",
    "logs`; DELETE FROM logs; -- ",
    "*/ UNION SELECT 1 /*",
    "/*!50000 SELECT 1 */",
    "x\0y",
    "%' ESCAPE '",
    "%",
    "_",
    "$(reboot) ${x} ?",
    "?",
    "$x",
    ":x",
    "@@version",
    "x'41'",
    "0x41",
    "NULL",
    "\u{bf}' OR 1=1 -- ",
    "1; INSERT INTO logs VALUES (1)",
];

/// A query with a text `$x`, and how the text must be written so that it means itself there.
type Template = (&'static str, fn(&str) -> String);

const TEMPLATES: [Template; 16] = [
    ("list prefix where prefix = $x", itself),
    ("list prefix where prefix != $x", itself),
    ("list prefix where prefix in (none, $x)", itself),
    ("list prefix where not prefix in (none, $x)", itself),
    ("list prefix where fw $x", itself),
    ("count where iif = $x or oif = $x", itself),
    ("count where physin $x and physout $x", itself),
    ("top prefix where prefix >= $x", itself),
    ("list prefix where prefix between $x and $x", itself),
    ("list prefix where prefix like $x", like),
    ("list prefix where prefix not like $x", like),
    ("list prefix where prefix ~ $x", regex),
    ("list prefix where prefix !~ $x", regex),
    ("count by prefix where action != $x", itself),
    ("values prefix where prefix <= $x", itself),
    ("top prefix where prefix = $x show count, same(prefix), prefix having count > 0", itself),
];

fn itself(text: &str) -> String {
    text.to_owned()
}

fn like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn regex(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
            format!("\\{c}")
        }
        c => c.to_string(),
    });
    format!("^{}$", escaped.collect::<String>())
}

/// A packet for each attempt, which is all that is known of it.
fn packets() -> Vec<Packet<'static>> {
    let packet = |(number, text): (usize, &&'static str)| Packet {
        time: Some(NOW.plus(-(number as i64))),
        fw: Some(text),
        prefix: Some(text),
        iif: Some(text),
        physin: Some(text),
        physout: Some(text),
        ..Packet::default()
    };
    let mut packets: Vec<Packet<'_>> = ATTEMPTS.iter().enumerate().map(packet).collect();
    packets.push(Packet { time: Some(NOW), ..Packet::default() });
    packets
}

/// The statement's text, and the answer.
fn ask(store: &dyn Store, text: &str, params: &Params) -> Result<(String, String), String> {
    let (zone, cancel) = (Zone::utc(), Cancel::default());
    let asked = QueryContext {
        packets: PacketSource::Table { store, table: LOGS },
        zone: Some(&zone),
        now: Now::At(NOW),
        cancel: &cancel,
    };
    let question = Question { text, params: params.clone(), ..Question::default() };
    let ready = asked.prepare(&question).map_err(|error| error.to_string())?;
    let mut lines = Lines::default();
    asked.run(&ready, &mut lines).map_err(|error| error.to_string())?;
    Ok((ready.statement.text(), lines.0))
}

fn in_memory(text: &str, params: &Params) -> String {
    let plan = check(&parse(text, params).expect(text), NOW).expect(text);
    let mut evaluation = Evaluation::new(&plan).expect(text);
    for packet in packets() {
        evaluation.add(&packet);
    }
    let mut lines = Lines::default();
    evaluation.answer(&mut lines).expect("an answer takes everything");
    lines.0
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn given(text: &str) -> Params {
    Params::from_iter([("x", text)])
}

/// Values: typed in quotes, and given as a parameter.
fn values(store: &dyn Store) {
    for (template, written) in TEMPLATES {
        let harmless = given(&written(ATTEMPTS[0]));
        let (statement, _) = ask(store, template, &harmless).expect(template);
        for attempt in ATTEMPTS {
            let text = written(attempt);
            let typed = template.replace("$x", &quoted(&text));
            let expected = in_memory(&typed, &Params::new());
            let found = ask(store, &typed, &Params::new()).expect(&typed);
            assert_eq!(found, (statement.clone(), expected.clone()), "{typed}");
            // A parameter with `*` is a pattern, as a word with one is.
            if !text.contains('*') || text.contains("\\*") {
                let found = ask(store, template, &given(&text)).expect(&typed);
                assert_eq!(found, (statement.clone(), expected), "{template} of {attempt}");
            }
        }
    }
}

/// Parameters of a saved query in SQL.
fn values_in_sql(store: &dyn Store) {
    for template in [
        "SELECT prefix FROM $table WHERE prefix = $x",
        "SELECT prefix FROM logs WHERE CONCAT(prefix, '$x') = CONCAT($x, '$x')",
    ] {
        let (statement, _) = ask(store, template, &given(ATTEMPTS[0])).expect(template);
        for attempt in ATTEMPTS {
            let found = ask(store, template, &given(attempt)).expect(attempt);
            let expected = format!("| prefix\n| {attempt}\n");
            assert_eq!(found, (statement.clone(), expected), "{template} of {attempt}");
        }
    }
}

/// Headings are what was typed, and not in the statement.
fn headings(store: &dyn Store) {
    for attempt in ATTEMPTS {
        let typed = format!("count by fw show count {} limit 1", quoted(attempt));
        let (statement, answer) = ask(store, &typed, &Params::new()).expect(&typed);
        assert_eq!(answer, format!("| {attempt}\n| 1\n"));
        assert!(!statement.contains(attempt) || attempt.len() < 3, "{statement}");
    }
}

/// Where no text can stand, it is refused before the store hears of it.
fn refused(store: &dyn Store) {
    for template in [
        "top $x",
        "list src, $x",
        "count by $x",
        "count distinct $x",
        "values $x",
        "list order by $x",
        "top src by sum($x)",
        "count by src having sum($x) > 1",
        "count by src show same($x)",
        "count where $x = 1",
        "count where has $x",
        "count where dport $x",
        "count where len > $x",
        "count where src $x",
        "count where src between $x and $x",
        "count where proto $x",
        "count where verdict $x",
        "count where flags has $x",
        "count where smac $x",
        "count where time > $x",
        "count last $x",
        "count since $x",
        "count on $x",
        "list limit $x",
        "top $x src",
    ] {
        // A number, and the name of a service.
        let texts = ["0x41", "NULL"];
        for attempt in ATTEMPTS.into_iter().filter(|text| !texts.contains(text)) {
            let is_pattern = attempt.contains('*');
            if is_pattern && ["verdict", "smac"].iter().any(|field| template.contains(field)) {
                continue;
            }
            let found = ask(store, template, &given(attempt));
            assert!(found.is_err(), "{template} of {attempt}: {found:?}");
        }
    }
}

/// A table's name is a name or nothing.
fn tables(store: &dyn Store) {
    let (zone, cancel) = (Zone::utc(), Cancel::default());
    for attempt in
        ATTEMPTS.into_iter().filter(|text| !["harmless", "_", "NULL", "0x41"].contains(text))
    {
        assert!(store.create(attempt, &zone).is_err(), "{attempt}");
        assert!(
            store.delete(attempt, &Cancel::default()).is_err()
                && store.clear(attempt, &Cancel::default()).is_err(),
            "{attempt}"
        );
        let asked = QueryContext {
            packets: PacketSource::Table { store, table: attempt },
            zone: Some(&zone),
            now: Now::At(NOW),
            cancel: &cancel,
        };
        for text in ["count", "SELECT COUNT(*) FROM $table"] {
            let question = Question { text, ..Question::default() };
            let told =
                asked.prepare(&question).and_then(|ready| asked.run(&ready, &mut Lines::default()));
            assert!(told.is_err(), "{text} of {attempt}");
        }
    }
}

pub fn try_all(store: &dyn Store) {
    fill(store, &packets());
    values(store);
    values_in_sql(store);
    headings(store);
    refused(store);
    tables(store);
    let names = store.names().expect("names");
    assert_eq!(names, [LOGS]);
    let packets = store.table(LOGS).expect("the table").packets;
    assert_eq!(packets, ATTEMPTS.len() as u64 + 1);
}
