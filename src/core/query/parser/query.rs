//! A query: its verb or its condition, then its clauses.

use crate::query::ast::Query;
use crate::query::expected::Expected;
use crate::query::token::Symbol;
use crate::query::word;
use crate::span::Problem;
use crate::suggest;

use super::clause::{self, Seen};
use super::cursor::Cursor;
use super::unexpected::begins_condition;
use super::{predicate, verb};

/// The words that a query can begin with.
const BEGINNINGS: &str = "begin with top, bottom, count, hist, list or values, or with a condition";

/// `query = ["explain"] ( verb | predicate ) { clause } [";"]`, without its program; the parts that are
/// understood are put into `query`, also where the rest is a problem.
pub(super) fn parse_query(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<(), Problem> {
    // It is expected where verbs are.
    query.explain = cursor.eat_fitting("explain", false);
    if !verb::parse_verb(cursor, query, seen)? {
        if !begins_condition(cursor) && !cursor.is_heard() {
            return Err(explain_beginning(cursor));
        }
        seen.remember("where");
        query.filter = Some(predicate::parse_predicate(cursor)?);
    }
    clause::parse_clauses(cursor, query, seen)?;
    while cursor.eat(Symbol::Semicolon) {}
    if !cursor.is_at_end() {
        return Err(clause::refuse_rest_of_query(cursor, &query.verb, seen));
    }
    cursor.want(|| Expected::Symbol(Symbol::Pipe));
    cursor.want(|| Expected::End);
    query.notes = cursor.take_notes();
    Ok(())
}

fn explain_beginning(cursor: &Cursor<'_>) -> Problem {
    if cursor.is_at_end() {
        return Problem::new(cursor.here(), "a query is missing").help(BEGINNINGS);
    }
    let text = cursor.text();
    let problem = Problem::new(
        cursor.here(),
        format!("a query cannot begin with `{text}`: it is neither a verb nor a field"),
    );
    let known = word::texts(word::VERBS)
        .chain(word::flag_names())
        .chain(["not", "has", "select", "with"])
        .chain(word::field_names());
    problem.help(suggest::did_you_mean(text, known).unwrap_or_else(|| BEGINNINGS.to_owned()))
}
