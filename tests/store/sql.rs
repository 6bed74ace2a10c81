//! SQL: what a user of MySQL types means the same on every store. The cases are the files in `sql/`,
//! their rows what MySQL answers.

use super::queries::filled;
use super::*;
use crate::support::cases::{self, NOW};
use ipta::query::Params;
use ipta::sql::raw::{self, Variables};

/// How many cases there must be.
const LEAST: usize = 120;

pub fn sql_of_mysql_answers_the_same(store: &dyn Store) {
    filled(store);
    let params = Params::new();
    cases::check("store/sql", "sql", |typed| {
        let statement = raw::parse_saved(typed, &Variables::trial(&params, NOW));
        let statement = match statement {
            Ok(statement) => statement,
            Err(problem) => return format!("error: {problem}\n"),
        };
        let mut answer = Answer::default();
        match store.query(&statement, &Cancel::default(), &mut answer) {
            Ok(()) => answer.rows.iter().map(|row| line(row) + "\n").collect(),
            Err(error) => format!("error: {error}\n"),
        }
    });
    let cases = cases::files("store/sql", "sql").iter().map(|path| cases::read(path).len()).sum();
    assert!(LEAST <= cases, "only {cases} cases");
}

fn line(row: &[Value]) -> String {
    row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}
