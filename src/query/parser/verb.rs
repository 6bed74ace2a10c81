//! Verbs: what a query asks, and the fields it asks about.

use crate::field;
use crate::query::ast::{Aggregate, Columns, Direction, Key, Measure, Query, Spanned, Verb};
use crate::query::error;
use crate::query::token::Symbol;
use crate::query::word;
use crate::span::{Problem, Span};
use crate::suggest;

use super::clause::Seen;
use super::cursor::Cursor;
use super::measure;
use super::term::{place, places, term, terms};

/// What a query asks that begins with a condition.
pub(super) const LIST: Verb = Verb::List(Columns::Usual);

/// Reads the verb and what belongs to it; `false` if none is here.
pub(super) fn verb(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    let span = cursor.here();
    query.verb = if cursor.eat_word("top") {
        rank(cursor, Direction::Descending, query, seen)?
    } else if cursor.eat_word("bottom") {
        rank(cursor, Direction::Ascending, query, seen)?
    } else if cursor.eat_word("count") {
        count(cursor, span)?
    } else if cursor.eat_word("hist") || cursor.eat_word("timeline") {
        histogram(cursor, span)?
    } else if cursor.eat_word("list") || cursor.eat_word("show") {
        list(cursor)?
    } else if cursor.eat_word("values") {
        values(cursor)?
    } else {
        return Ok(false);
    };
    Ok(true)
}

/// `("top"|"bottom") [INT] fields ["by" measure]`
fn rank(
    cursor: &mut Cursor<'_>,
    direction: Direction,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<Verb, Problem> {
    if let Some(number) = cursor.peek().and_then(|lexeme| lexeme.text.parse().ok()) {
        query.limit = Some(number);
        seen.note("limit");
        cursor.advance();
    }
    let keys = terms(cursor)?;
    let start = cursor.here();
    let by = if !cursor.eat_word("by") {
        Spanned { node: Measure::Packets, span: start }
    } else {
        measure::measure(cursor)?.ok_or_else(|| no_measure(cursor, &keys))?
    };
    Ok(Verb::Rank { direction, keys, by })
}

fn no_measure(cursor: &Cursor<'_>, keys: &[Key]) -> Problem {
    if cursor.is_at_end() {
        return cursor.missing("a measure").help(measure::HELP);
    }
    let word = cursor.text();
    let problem = Problem::new(cursor.here(), format!("`{word}` is not a measure"));
    if field::by_name(word).is_some() || word::side(word).is_some() {
        let keys: Vec<String> = keys.iter().map(|key| key.node.to_string()).collect();
        return problem.help(format!(
            "`by` takes a measure: {}; to group by it too write `{}, {word}`",
            measure::HELP,
            keys.join(", "),
        ));
    }
    match suggest::nearest(word, error::measures()) {
        Some(meant) => problem.help(format!("did you mean `by {meant}`?")),
        None => problem.help(format!("`by` takes a measure: {}", measure::HELP)),
    }
}

/// `"count" ["distinct" field] ["by" fields]`
fn count(cursor: &mut Cursor<'_>, span: Span) -> Result<Verb, Problem> {
    let start = cursor.here();
    let distinct = ["distinct", "dc", "uniq"].iter().any(|word| cursor.eat_word(word));
    let measure = match distinct {
        false => Spanned { node: Measure::Packets, span },
        true => {
            let of = place(cursor)?;
            Spanned { node: Measure::Of(Aggregate::Distinct, of.node), span: start.to(of.span) }
        }
    };
    let keys = if cursor.eat_word("by") { terms(cursor)? } else { Vec::new() };
    Ok(Verb::Count { measure, keys })
}

/// `"values" term`
fn values(cursor: &mut Cursor<'_>) -> Result<Verb, Problem> {
    let key = term(cursor)?;
    if !cursor.sees_symbol(Symbol::Comma) {
        return Ok(Verb::Values(key));
    }
    Err(Problem::new(cursor.here(), "`values` lists one field")
        .help(format!("for what occurs together write `count by {}, …`", key.node)))
}

/// `("hist"|"timeline") [measure]`
fn histogram(cursor: &mut Cursor<'_>, span: Span) -> Result<Verb, Problem> {
    let measure = measure::measure(cursor)?;
    Ok(Verb::Histogram(measure.unwrap_or(Spanned { node: Measure::Packets, span })))
}

/// `("list"|"show") ["*" | fields]`
fn list(cursor: &mut Cursor<'_>) -> Result<Verb, Problem> {
    if cursor.eat_word("*") {
        return Ok(Verb::List(Columns::All));
    }
    let ends = cursor.is_at_end()
        || cursor.sees_symbol(Symbol::Semicolon)
        || cursor.sees_one_of(word::CLAUSES);
    Ok(Verb::List(if ends { Columns::Usual } else { Columns::These(places(cursor)?) }))
}
