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
use super::{foreign, predicate, verb};

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
        parse_before_verb(cursor, query, seen)?;
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

/// A condition, and clauses that every verb takes; then the verb, if there is one: `denied last 1h top src`.
fn parse_before_verb(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<(), Problem> {
    let start = cursor.place();
    loop {
        let begins = begins_condition(cursor) || predicate::is_address(cursor);
        if query.filter.is_none() && (begins || cursor.is_heard() && cursor.place() == start) {
            seen.remember("where");
            query.filter = Some(predicate::parse_predicate(cursor)?);
        } else if !clause::parse_leading(cursor, query, seen)? {
            break;
        }
    }
    if cursor.place() == start {
        return Err(explain_beginning(cursor));
    }
    // Where the text ends, what usually follows a condition is expected.
    if !cursor.is_at_end() {
        verb::parse_verb(cursor, query, seen)?;
    }
    Ok(())
}

fn explain_beginning(cursor: &Cursor<'_>) -> Problem {
    if cursor.is_at_end() {
        return Problem::new(cursor.here(), "a query is missing").help(BEGINNINGS);
    }
    let text = cursor.text();
    if let Some(help) = foreign::find_counterpart(cursor) {
        let message = format!("a query does not begin with `{text}`");
        return Problem::new(cursor.here(), message).help(help);
    }
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
