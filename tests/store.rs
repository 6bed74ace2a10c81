//! Stores: one suite of cases that every store must pass. `embedded` and `mysql` run it, and test what is
//! particular to theirs.

use std::io;

use ipta::cancel::Cancel;
use ipta::log::source::{Bookmark, Fingerprint};
use ipta::packet::Packet;
use ipta::rows::{Column, RowSink};
use ipta::sql::{SqlPiece, Statement};
use ipta::store::{CommitStep, Store, StoreError};
use ipta::time::Zone;
use ipta::value::Value;

pub mod gaps;
pub mod queries;
pub mod rows;
pub mod sql;
pub mod tables;
pub mod terms;

/// The suite: `$run` is given each case and runs it on a new, empty store.
macro_rules! conformance {
    ($store:ident, $run:path) => {
        mod $store {
            conformance!(@ $run, tables,
                names_are_checked, tables_are_made_listed_and_dropped, a_cleared_table_is_empty);
            conformance!(@ $run, rows,
                every_field_reads_back, bookmarks_come_with_the_rows, a_step_from_elsewhere_is_busy, sources_that_share_their_head_are_several,
                a_batch_may_be_empty, rows_of_many_batches_are_one_table);
            conformance!(@ $run, gaps, gaps_come_with_the_rows, gaps_go_with_the_rows);
            conformance!(@ $run, sql, sql_of_mysql_answers_the_same);
            conformance!(@ $run, queries,
                compiled_statements_answer, texts_are_gathered_whatever_is_in_them, values_are_never_sql, names_and_functions_of_mysql,
                columns_say_what_they_are, enough_is_enough, a_query_is_cancelled,
                wrong_statements_have_one_clear_line, nothing_is_written_by_sql);
            conformance!(@ $run, terms,
                parts_of_fields_are_grouped, a_histogram_has_every_step, two_windows_are_compared);
        }
    };
    (@ $run:path, $cases:ident, $($case:ident),*) => {
        $(#[test]
        fn $case() {
            $run(crate::store::$cases::$case);
        })*
    };
}

/// The table of most cases.
pub const LOGS: &str = "logs";

/// Rows that were pushed, until there are as many as wanted.
#[derive(Default)]
pub struct Answer {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    pub wanted: Option<usize>,
    pub finished: usize,
}

impl RowSink for Answer {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        assert!(self.columns.is_empty(), "columns come once");
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        assert_ne!(self.wanted, Some(self.rows.len()), "a row after enough");
        assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
        Ok(self.wanted != Some(self.rows.len()))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.finished += 1;
        Ok(())
    }
}

/// The statement whose `?` stand for the values.
pub fn statement(sql: &str, values: &[Value]) -> Statement {
    let mut pieces = Vec::new();
    let mut parts = sql.split('?');
    pieces.extend(parts.next().map(|sql| SqlPiece::Sql(sql.to_owned())));
    for (part, value) in parts.zip(values) {
        pieces.push(SqlPiece::Bind(value.clone()));
        pieces.push(SqlPiece::Sql(part.to_owned()));
    }
    assert_eq!(pieces.len(), values.len() * 2 + 1, "as many values as places: {sql}");
    Statement::new(pieces, None)
}

pub fn try_query(store: &dyn Store, sql: &str, values: &[Value]) -> Result<Answer, StoreError> {
    let mut answer = Answer::default();
    store.query(&statement(sql, values), &Cancel::default(), &mut answer)?;
    assert_eq!(answer.finished, 1);
    Ok(answer)
}

pub fn query(store: &dyn Store, sql: &str, values: &[Value]) -> Answer {
    try_query(store, sql, values).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The rows as text, one string a row, its cells joined by a space.
pub fn lines(answer: &Answer) -> Vec<String> {
    let line =
        |row: &Vec<Value>| row.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    answer.rows.iter().map(line).collect()
}

pub fn count(store: &dyn Store, table: &str) -> u64 {
    let answer = query(store, &format!("SELECT COUNT(*) AS n FROM `{table}`"), &[]);
    let [row] = answer.rows.as_slice() else { panic!("one row") };
    let [Value::Int(count)] = row.as_slice() else { panic!("one number, not {row:?}") };
    u64::try_from(*count).expect("a count")
}

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub fn bookmark(source: u128, offset: u64) -> Bookmark {
    Bookmark {
        head: Fingerprint { len: 4096, hash: source },
        offset,
        tail: Fingerprint { len: 100, hash: u128::from(offset) },
    }
}

/// A step of a source from one offset (0: its start) to another.
pub fn step(source: u128, from: u64, to: u64) -> CommitStep {
    CommitStep {
        from: (from > 0).then(|| bookmark(source, from)),
        to: bookmark(source, to),
        others: 0,
        again: false,
    }
}

pub fn append(
    store: &dyn Store,
    table: &str,
    packets: &[Packet<'_>],
    step: &CommitStep,
) -> Result<(), StoreError> {
    let mut batch = store.batch(table)?;
    packets.iter().for_each(|packet| batch.push(packet));
    batch.seal()?;
    batch.commit(step)
}

/// Makes the table [`LOGS`] with these packets.
pub fn fill(store: &dyn Store, packets: &[Packet<'_>]) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    append(store, LOGS, packets, &step(1, 0, 1)).expect("packets");
}
