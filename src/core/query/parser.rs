//! The parser: recursive descent over tokens, one function for each production of the grammar.

mod clause;
mod cursor;
mod expect;
mod foreign;
mod measure;
mod predicate;
mod query;
mod recovery;
mod scalar;
mod term;
mod unexpected;
mod verb;

use crate::query::ast::{Predicate, Query};
use crate::query::parameter::Params;
use crate::query::program::{self, Program};
use crate::query::{MAX_LENGTH, word};
use crate::span::{Problem, Span};

use clause::Seen;
use cursor::Cursor;
use unexpected::refuse_rest;

pub use expect::{expected, expected_condition};
pub(super) use scalar::is_plain;

/// Reads a query. Parameters take the place of `$name`, each as one value or one field.
pub fn parse(text: &str, params: &Params) -> Result<Query, Problem> {
    let (text, program) = program::split_program(checked_length(text)?);
    let mut query = Query::default();
    query::parse_query(&mut Cursor::open(text, params)?, &mut query, &mut Seen::default())?;
    query.program = program.map(|program| checked_program(text, program)).transpose()?;
    Ok(query)
}

/// A program that is not a mistaken part of the query.
fn checked_program(before: &str, program: Program) -> Result<Program, Problem> {
    let name = program.text.split_whitespace().next().unwrap_or_default();
    let span = Span::new(program.span.start, program.span.start + name.len());
    if name.is_empty() {
        return Err(Problem::new(program.span, "a program is missing behind `|`")
            .help("for example `top src | less -S`; for either of two conditions write `or`"));
    }
    if word::is_in(word::VERBS, name) || foreign::is_stage(name) {
        let message = format!("`{name}` cannot ask what is behind a `|`");
        let sentence = foreign::join_stages(before, &program.text);
        let help = format!("write `{sentence}`; a program of that name is `command {name}`");
        return Err(Problem::new(span, message).help(help));
    }
    if word::is_subject(name) || word::find_flag(name).is_some() || name == "not" {
        return Err(Problem::new(span, format!("`{name}` is a condition, not a program")).help(
            "for either of two conditions write `or`; a program of that name is `command NAME`",
        ));
    }
    Ok(program)
}

/// Reads a condition.
pub fn parse_predicate(text: &str) -> Result<Predicate, Problem> {
    let mut cursor = Cursor::open(checked_length(text)?, &Params::new())?;
    let predicate = predicate::parse_predicate(&mut cursor)?;
    if cursor.is_at_end() { Ok(predicate) } else { Err(refuse_rest(&cursor)) }
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
