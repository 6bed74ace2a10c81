//! Random queries of random packets: every reading gives the same rows.
//!
//! A run asks the same queries as the last one; `IPTA_TEST_SEED=N` gives others, and `IPTA_TEST_QUERIES=N`
//! another number of them.

use std::io;
use std::thread;

use ipta::cancel::Cancel;
use ipta::field::{FIELDS, Type};
use ipta::packet::Packet;
use ipta::present::Present;
use ipta::query::eval::Evaluation;
use ipta::query::{Params, check, parse};
use ipta::rows::{Column, RowSink};
use ipta::span::Problem;
use ipta::sql::{Statement, TableLayout, compile};
use ipta::store::Store;
use ipta::time::Timestamp;
use ipta::value::Value;

use crate::agreement::dice::Dice;
use crate::agreement::{LOGS, fill, sentences, traffic};
use crate::support::cases::NOW;
use crate::support::chance::seed;

/// How many queries a run asks.
pub const QUERIES: usize = 20_000;

/// How many queries are asked of the packets of one table.
pub const QUERIES_PER_TABLE: usize = 500;

/// A store by its name, and how many ask it at a time.
pub type Reading<'s> = (&'static str, &'s dyn Store, usize);

/// A question: its text, the statement it compiles to, and its answer in memory.
struct Asked {
    text: String,
    statement: Statement,
    expected: Answer,
}

/// Columns and rows, or an error, as text.
#[derive(Debug, Default, Clone, PartialEq)]
struct Answer {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    error: String,
}

impl RowSink for Answer {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.rows.push(row.iter().map(|value| format!("{value:?}")).collect());
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn asked(text: String, packets: &[Packet<'_>]) -> Result<Asked, String> {
    let problem = |problem: Problem| format!("> {text}\n  {problem:?}\n");
    let plan =
        parse(&text, &Params::new()).and_then(|query| check(&query, NOW)).map_err(problem)?;
    let mut evaluation =
        Evaluation::new(&plan).map_err(|error| format!("> {text}\n  {error}\n"))?;
    for packet in packets {
        evaluation.add(packet);
    }
    let mut expected = Answer::default();
    evaluation.answer(&mut expected).expect("an answer takes everything");
    Ok(Asked { text, statement: compile(&plan, LOGS, TableLayout::Current), expected })
}

fn answer(store: &dyn Store, statement: &Statement) -> Answer {
    let mut answer = Answer::default();
    let mut shown = Present::new(statement.shape.as_ref(), &mut answer);
    if let Err(error) = store.query(statement, &Cancel::default(), &mut shown) {
        answer.error = error.to_string();
    }
    answer
}

/// Asks a store; the disagreements, as text.
fn compare((name, store, askers): Reading<'_>, questions: &[Asked]) -> Vec<String> {
    let compare = |Asked { text, statement, expected }: &Asked| {
        let found = answer(store, statement);
        (found != *expected).then(|| difference(name, text, statement, expected, &found))
    };
    thread::scope(|scope| {
        let parts = questions.chunks(questions.len().div_ceil(askers).max(1));
        let running: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().filter_map(compare).collect::<Vec<_>>()))
            .collect();
        running.into_iter().flat_map(|asker| asker.join().expect("an answer")).collect()
    })
}

fn difference(
    name: &str,
    text: &str,
    statement: &Statement,
    expected: &Answer,
    found: &Answer,
) -> String {
    let at = expected.rows.iter().zip(&found.rows).position(|(one, two)| one != two);
    let at = at.unwrap_or(expected.rows.len().min(found.rows.len()));
    let row = |answer: &Answer| {
        format!("row {at} of {}: {:?} {}", answer.rows.len(), answer.rows.get(at), answer.error)
    };
    let columns = match expected.columns == found.columns {
        true => String::new(),
        false => format!("\n  columns {:?}\n  not     {:?}", found.columns, expected.columns),
    };
    format!(
        "> {text}\n  {statement}\n  in memory {}\n  on {name} {}{columns}\n",
        row(expected),
        row(found),
    )
}

/// One table of packets, and the queries of it.
fn table(nth: usize, seed: u64, stores: &[Reading<'_>], queries: usize) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let packets = traffic::packets(nth, &mut dice);
    let mut wrong = Vec::new();
    let mut questions = Vec::new();
    for _ in 0..queries {
        match asked(sentences::query(&mut dice), &packets) {
            Ok(question) => questions.push(question),
            Err(problem) => wrong.push(problem),
        }
    }
    thread::scope(|scope| {
        let running: Vec<_> = stores
            .iter()
            .map(|reading| {
                scope.spawn(|| {
                    fill(reading.1, &packets);
                    let wrong = compare(*reading, &questions);
                    reading.1.delete(LOGS, &Cancel::default()).expect("the table goes");
                    wrong
                })
            })
            .collect();
        for store in running {
            wrong.extend(store.join().expect("a store answers"));
        }
    });
    wrong
}

/// How many queries a run asks.
pub fn queries() -> usize {
    let given = std::env::var("IPTA_TEST_QUERIES");
    given.map_or(QUERIES, |queries| queries.parse().expect("IPTA_TEST_QUERIES is a number"))
}

/// Every store gives the rows that the evaluation in memory gives.
pub fn check_readings(stores: &[Reading<'_>]) {
    let mut seeds = Dice::new(seed());
    let queries = queries();
    for nth in 0..queries.div_ceil(QUERIES_PER_TABLE) {
        let wrong = table(nth, seeds.roll(), stores, queries.min(QUERIES_PER_TABLE));
        let shown = wrong[..wrong.len().min(8)].join("\n");
        assert!(wrong.is_empty(), "{} disagree\n{shown}", wrong.len());
    }
}

once!(the_packets_hold_what_readings_could_disagree_about);

/// Values at both ends of a field's range.
fn ends(kind: Type) -> Vec<Value> {
    let addresses = [vec![0; 4], vec![255; 4], vec![0; 16], vec![255; 16]];
    match kind {
        Type::Port => [0, u16::MAX.into()].map(Value::Int).into(),
        Type::Int8 => [0, u8::MAX.into()].map(Value::Int).into(),
        Type::Int32 => [0, u32::MAX.into()].map(Value::Int).into(),
        Type::Flags => [0, 0b1_1111_1111].map(Value::Int).into(),
        Type::Address => addresses.map(Value::Bytes).into(),
        Type::Time => [0, 253_402_300_799_000_000].map(|time| Value::Time(Timestamp(time))).into(),
        _ => Vec::new(),
    }
}

fn the_packets_hold_what_readings_could_disagree_about() {
    let mut seeds = Dice::new(1);
    let tables = (0..QUERIES / QUERIES_PER_TABLE).map(|nth| {
        let packets = traffic::packets(nth, &mut Dice::new(seeds.roll()));
        packets.iter().map(values).collect()
    });
    check_variety(&tables.collect::<Vec<_>>());
}

/// The values of a packet, in the order of [`FIELDS`].
pub fn values(packet: &Packet<'_>) -> Vec<Value> {
    FIELDS.iter().map(|field| (field.get)(packet).into()).collect()
}

/// The packets of several tables, by their values, hold what readings could disagree about.
pub fn check_variety(tables: &[Vec<Vec<Value>>]) {
    assert!(tables.iter().any(Vec::is_empty), "no table is empty");
    for (place, field) in FIELDS.iter().enumerate() {
        let of = |packets: &Vec<Vec<Value>>| -> Vec<Value> {
            packets.iter().map(|packet| packet[place].clone()).collect()
        };
        let values: Vec<Value> = tables.iter().flat_map(&of).collect();
        let nullable = field.is_nullable().then_some(Value::Null);
        for value in ends(field.kind).into_iter().chain(nullable) {
            assert!(values.contains(&value), "no packet has {field} = {value:?}");
        }
        let is_case = |one: &Value, other: &Value| match (one, other) {
            (Value::Text(one), Value::Text(other)) => {
                one != other && one.eq_ignore_ascii_case(other)
            }
            _ => false,
        };
        let has_case = values.iter().any(|one| values.iter().any(|other| is_case(one, other)));
        assert!(field.kind != Type::Text || has_case, "{field} has one case");
        let is_tied = |packets: &Vec<Vec<Value>>| {
            let mut values = of(packets);
            values.retain(|value| *value != Value::Null);
            (1..values.len()).any(|nth| values[..nth].contains(&values[nth]))
        };
        assert!(field.kind == Type::Time || tables.iter().any(is_tied), "{field} has no ties");
    }
}
