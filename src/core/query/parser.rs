//! The parser: recursive descent over tokens, one function for each production of the grammar.

mod clause;
mod cursor;
mod expect;
mod measure;
mod predicate;
mod recovery;
mod scalar;
mod term;
mod verb;

use crate::query::ast::{Predicate, Query};
use crate::query::expected::Expected;
use crate::query::parameter::Params;
use crate::query::program::{self, Program};
use crate::query::token::Symbol;
use crate::query::{MAX_LENGTH, error, word};
use crate::span::{Problem, Span};
use crate::suggest;

use clause::Seen;
use cursor::Cursor;

pub use expect::{expected, expected_condition};
pub(super) use scalar::is_plain;

/// What a query can begin with.
const BEGINNINGS: &str = "begin with top, bottom, count, hist, list or values, or with a condition";

/// Reads a query. Parameters take the place of `$name`, each as one value or one field.
pub fn parse(text: &str, params: &Params) -> Result<Query, Problem> {
    let (text, program) = program::divide(checked_length(text)?);
    let mut query = query(&mut Cursor::open(text, params)?)?;
    query.program = program.map(checked_program).transpose()?;
    Ok(query)
}

/// A program that is not a mistaken part of the query.
fn checked_program(program: Program) -> Result<Program, Problem> {
    let name = program.text.split_whitespace().next().unwrap_or_default();
    let span = Span::new(program.span.start, program.span.start + name.len());
    if name.is_empty() {
        return Err(Problem::new(program.span, "a program is missing behind `|`")
            .help("for example `top src | less -S`; for either of two conditions write `or`"));
    }
    if word::is_in(word::VERBS, name) {
        let message = format!("`{name}` cannot ask what is behind a `|`");
        return Err(Problem::new(span, message).help(
            "behind `|` stands a program that takes the answer; one of that name is `command NAME`",
        ));
    }
    if predicate::is_subject(name) || word::flag(name).is_some() || name == "not" {
        return Err(Problem::new(span, format!("`{name}` is a condition, not a program")).help(
            "for either of two conditions write `or`; a program of that name is `command NAME`",
        ));
    }
    Ok(program)
}

/// Reads a condition.
pub fn parse_predicate(text: &str) -> Result<Predicate, Problem> {
    let mut cursor = Cursor::open(checked_length(text)?, &Params::new())?;
    let predicate = predicate::predicate(&mut cursor)?;
    match cursor.is_at_end() {
        true => Ok(predicate),
        false => Err(clause::unexpected(&cursor)),
    }
}

fn checked_length(text: &str) -> Result<&str, Problem> {
    if text.len() <= MAX_LENGTH {
        return Ok(text);
    }
    let message = format!("the query is {} bytes long; at most {MAX_LENGTH} are read", text.len());
    Err(Problem::new(Span::default(), message).help(
        "long lists of values are for SQL, which has no such limit: SELECT … FROM $table WHERE src IN (…)",
    ))
}

/// `query = ["explain"] ( verb | predicate ) { clause } [";"]`, the program left out
fn query(cursor: &mut Cursor<'_>) -> Result<Query, Problem> {
    let mut query = blank();
    read(cursor, &mut query, &mut Seen::default())?;
    query.notes = cursor.take_notes();
    Ok(query)
}

/// A query that says nothing yet.
fn blank() -> Query {
    Query {
        explain: false,
        verb: verb::LIST,
        filter: None,
        window: None,
        having: None,
        limit: None,
        order: None,
        every: None,
        by: None,
        versus: None,
        show: Vec::new(),
        program: None,
        notes: Vec::new(),
    }
}

/// Reads the parts of a query into one that is blank.
fn read(cursor: &mut Cursor<'_>, query: &mut Query, seen: &mut Seen) -> Result<(), Problem> {
    // It is wanted with the verbs.
    query.explain = cursor.eat_fitting("explain", false);
    if !verb::verb(cursor, query, seen)? {
        if !predicate::begins(cursor) && !cursor.is_heard() {
            return Err(no_beginning(cursor));
        }
        seen.note("where");
        query.filter = Some(predicate::predicate(cursor)?);
    }
    clause::clauses(cursor, query, seen)?;
    while cursor.eat(Symbol::Semicolon) {}
    if !cursor.is_at_end() {
        return Err(clause::unexpected_in_query(cursor, &query.verb, seen));
    }
    cursor.want(|| Expected::Symbol(Symbol::Pipe));
    cursor.want(|| Expected::End);
    Ok(())
}

fn no_beginning(cursor: &Cursor<'_>) -> Problem {
    if cursor.is_at_end() {
        return Problem::new(cursor.here(), "a query is missing").help(BEGINNINGS);
    }
    let word = cursor.text();
    let problem = Problem::new(
        cursor.here(),
        format!("a query cannot begin with `{word}`: it is neither a verb nor a field"),
    );
    let meant = suggest::nearest(word, error::beginnings());
    match meant.filter(|meant| !meant.eq_ignore_ascii_case(word)) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(BEGINNINGS),
    }
}
