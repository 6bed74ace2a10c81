//! Sameness: every query of the cases gives the same answer on every store.

use std::io;
use std::path::Path;

use ipta::ask::{PacketSource, QueryContext, Question};
use ipta::cancel::Cancel;
use ipta::log::source::{Bookmark, Fingerprint};
use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader};
use ipta::packet::Packet;
use ipta::query::Params;
use ipta::rows::{Column, RowSink};
use ipta::store::{CommitStep, Store};
use ipta::time::{Now, Timestamp, Zone};
use ipta::value::Value;

use crate::support::cases::{self, NOW};
use crate::support::servers::{Database, Running};

/// The table of all queries.
const LOGS: &str = "logs";

/// The lines of the example log and of the cases, all packets of which are stored.
fn lines() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lines: Vec<String> = std::fs::read_to_string(root.join("manual/example.log"))
        .expect("the example log")
        .lines()
        .map(str::to_owned)
        .collect();
    for path in cases::files("logs", "log") {
        let text = std::fs::read_to_string(path).expect("a file of cases");
        let shown = text.lines().filter_map(|line| line.strip_prefix("> "));
        lines.extend(shown.map(|line| line.trim_end_matches('|').to_owned()));
    }
    lines
}

/// Stores all packets; many of them have the same time.
fn fill(store: &dyn Store) {
    let mut reader = LineReader::new(Zone::utc(), Years::starting(2026));
    store.create(LOGS, &Zone::utc()).expect("a table");
    let mut batch = store.batch(LOGS).expect("a batch");
    let mut packets = 0;
    for line in lines() {
        let mut packet = Packet::default();
        if let Line::Packet { .. } = reader.read(&line, &mut packet) {
            batch.push(&packet);
            packets += 1;
        }
    }
    assert!(packets > 2000, "{packets} packets");
    let print = Fingerprint { len: 1, hash: 1 };
    let to = Bookmark { head: print, offset: 1, tail: print };
    batch.commit(&CommitStep { from: None, to, others: 0, again: false }).expect("stored");
}

/// The answer to a query, or what is wrong with it, a string a row.
#[derive(Default)]
struct Answer(Vec<String>);

impl RowSink for Answer {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.0.push(columns.iter().map(|c| format!("{}:{:?} ", c.name, c.kind)).collect());
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.0.push(row.iter().map(|value| format!("{value}\t")).collect());
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn answer(store: &dyn Store, text: &str) -> Vec<String> {
    let (zone, cancel) = (Zone::utc(), Cancel::default());
    let now = Now::At(NOW.plus(12 * 3600 * Timestamp::SECOND));
    let asked = QueryContext {
        packets: PacketSource::Table { store, table: LOGS },
        zone: Some(&zone),
        now,
        cancel: &cancel,
    };
    let question = Question { text, params: Params::default(), ..Question::default() };
    let mut answer = Answer::default();
    let told = asked.prepare(&question).and_then(|ready| asked.run(&ready, &mut answer));
    if let Err(error) = told {
        answer.0.push(error.to_string());
    }
    answer.0
}

/// The queries whose answers are compared: all cases of the language, and the reports.
fn questions() -> Vec<String> {
    let mut questions: Vec<String> = Vec::new();
    for path in cases::files("queries", "ipta") {
        let typed = cases::read(&path).into_iter().map(|case| case.typed);
        questions.extend(typed.filter(|typed| !typed.is_empty()));
    }
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    for entry in reports.read_dir().expect("the reports") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "ipta") {
            questions.push(std::fs::read_to_string(path).expect("a report"));
        }
    }
    questions
}

/// Conditions with more values than operators may stand in a row, each with its opposite.
fn long_lists() -> [[String; 2]; 2] {
    let ports: Vec<String> =
        (0..3000).map(|nth| format!("{}-{}", nth * 20, nth * 20 + 9)).collect();
    let networks: Vec<String> =
        (0..2500).map(|nth| format!("198.{}.{}.0/25", 46 + nth / 256, nth % 256)).collect();
    [("dport", ports), ("src", networks)].map(|(field, values)| {
        let values = values.join(", ");
        ["in", "not in"].map(|sign| format!("count where {field} {sign} ({values})"))
    })
}

fn check_long_lists(store: &dyn Store) {
    let count = |text: &str| match &answer(store, text)[..] {
        [_, count] => count.trim().parse::<u64>().expect(count),
        other => panic!("{other:?}"),
    };
    for opposites in long_lists() {
        let counts = opposites.map(|text| count(&text));
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
        assert_eq!(counts.iter().sum::<u64>(), count("count"));
    }
}

fn compare(name: &str, store: &dyn Store, other: &str, other_store: &dyn Store) {
    let mut differences = String::new();
    let (mut rows, mut questions_asked) = (0, 0);
    for text in questions() {
        let [one, two] = [store, other_store].map(|store| answer(store, &text));
        rows += one.len();
        questions_asked += 1;
        if one != two {
            let at =
                one.iter().zip(&two).position(|(a, b)| a != b).unwrap_or(one.len().min(two.len()));
            differences += &format!(
                "{text}\n  row {at} of {} on {name}: {:?}\n  row {at} of {} on {other}: {:?}\n",
                one.len(),
                one.get(at),
                two.len(),
                two.get(at)
            );
        }
    }
    assert!(differences.is_empty(), "{differences}");
    check_long_lists(store);
    check_long_lists(other_store);
    assert!(questions_asked > 300 && rows > 3000, "{questions_asked} queries, {rows} rows");
}

fn filled(server: &str) -> (Database, impl Store + use<>) {
    let database = Running::shared(server).database();
    let store = database.open();
    fill(&store);
    (database, store)
}

#[test]
fn mariadb_and_mysql_answer_alike() {
    let (_mariadb, one) = filled("mariadb");
    let (_mysql, two) = filled("mysql");
    compare("MariaDB", &one, "MySQL", &two);
}

#[cfg(feature = "embedded")]
#[test]
fn mysql_and_the_embedded_store_answer_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let embedded = ipta::store::embedded::Embedded::open(folder.path().join("store"), None);
    let embedded = embedded.expect("a store");
    fill(&embedded);
    let (_mysql, mysql) = filled("mysql");
    compare("MySQL", &mysql, "the embedded store", &embedded);
}
