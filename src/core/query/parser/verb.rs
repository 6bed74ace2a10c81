//! Verbs: what a query asks, and the fields it asks about.

use crate::query::ast::{
    Aggregate, Direction, GroupKey, ListColumns, Measure, Query, QueryVerb, Spanned,
};
use crate::query::token::Symbol;
use crate::query::typing;
use crate::query::word::{self, QueryWord};
use crate::span::{Problem, Span};
use crate::suggest;

use super::clause::Seen;
use super::cursor::{Cursor, TokenRole};
use super::measure;
use super::term::{maybe_places, no_field, place_of, term, terms};

/// Reads the verb and what belongs to it; `false` if none is here.
pub(super) fn verb(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    let span = cursor.here();
    let is_verb = |word: &QueryWord| word.text != "explain" || !query.explain;
    let Some(verb) = cursor.eat_one_of(word::VERBS, is_verb) else {
        return Ok(false);
    };
    query.verb = begun(verb.text, span);
    query.verb = match verb.text {
        "top" => rank(cursor, Direction::Descending, query, seen)?,
        "bottom" => rank(cursor, Direction::Ascending, query, seen)?,
        "count" => count(cursor, span)?,
        "hist" | "timeline" => histogram(cursor, span)?,
        "list" | "show" => list(cursor)?,
        _ => values(cursor)?,
    };
    Ok(true)
}

/// A verb as far as its own word says: what is wrong behind that does not make it another.
fn begun(verb: &str, span: Span) -> QueryVerb {
    let packets = Spanned { node: Measure::Packets, span };
    match verb {
        "top" => {
            QueryVerb::Rank { direction: Direction::Descending, keys: Vec::new(), by: packets }
        }
        "bottom" => {
            QueryVerb::Rank { direction: Direction::Ascending, keys: Vec::new(), by: packets }
        }
        "count" => QueryVerb::Count { measure: packets, keys: Vec::new() },
        "hist" | "timeline" => QueryVerb::Histogram(packets),
        _ => QueryVerb::default(),
    }
}

/// `("top"|"bottom") [INT] fields ["by" measure]`
fn rank(
    cursor: &mut Cursor<'_>,
    direction: Direction,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<QueryVerb, Problem> {
    if !names_key(cursor)
        && let Some(number) = cursor.number(|_: &u64| true)
    {
        query.limit = Some(number);
        seen.note("limit");
    }
    let keys = terms(cursor)?;
    let start = cursor.here();
    let by = if !cursor.eat_word("by") {
        Spanned { node: Measure::Packets, span: start }
    } else {
        measure::measure(cursor, Aggregate::measured_types)?
            .ok_or_else(|| no_measure(cursor, &keys))?
    };
    Ok(QueryVerb::Rank { direction, keys, by })
}

/// Whether a parameter without a value is a field here: no field follows that it counts. At the end
/// of the text it may be either, and what follows a number is wanted besides.
fn names_key(cursor: &mut Cursor<'_>) -> bool {
    if cursor.peek().is_none_or(|lexeme| lexeme.role != TokenRole::Unknown) {
        return false;
    }
    let Some(next) = cursor.following() else {
        let place = cursor.place();
        cursor.advance();
        let _ = term(cursor, &[]);
        cursor.back_to(place);
        return true;
    };
    match next.role {
        TokenRole::Symbol(_) => true,
        TokenRole::Word => word::is_reserved(&next.text),
        _ => false,
    }
}

fn no_measure(cursor: &Cursor<'_>, keys: &[GroupKey]) -> Problem {
    if cursor.is_at_end() {
        return cursor.missing("a measure").help(measure::HELP);
    }
    let text = cursor.text();
    let problem = Problem::new(cursor.here(), format!("`{text}` is not a measure"));
    if word::is_subject(text) {
        let keys: Vec<String> = keys.iter().map(|key| key.node.to_string()).collect();
        return problem.help(format!(
            "`by` takes a measure: {}; to group by it too write `{}, {text}`",
            measure::HELP,
            keys.join(", "),
        ));
    }
    match suggest::nearest(text, word::texts(word::MEASURES)) {
        Some(meant) => problem.help(format!("did you mean `by {meant}`?")),
        None => problem.help(format!("`by` takes a measure: {}", measure::HELP)),
    }
}

/// `"count" ["distinct" field] ["by" fields]`
fn count(cursor: &mut Cursor<'_>, span: Span) -> Result<QueryVerb, Problem> {
    let start = cursor.here();
    let distinct = ["distinct", "dc", "uniq"].iter().any(|word| cursor.eat_word(word));
    let measure = if distinct {
        let of = place_of(cursor, typing::ALL)?;
        Spanned { node: Measure::Of(Aggregate::Distinct, of.node), span: start.to(of.span) }
    } else {
        Spanned { node: Measure::Packets, span }
    };
    let keys = if cursor.eat_word("by") { terms(cursor)? } else { Vec::new() };
    Ok(QueryVerb::Count { measure, keys })
}

/// `"values" term`
fn values(cursor: &mut Cursor<'_>) -> Result<QueryVerb, Problem> {
    let key = term(cursor, &[])?;
    if !cursor.sees_symbol(Symbol::Comma) {
        return Ok(QueryVerb::Values(key));
    }
    Err(Problem::new(cursor.here(), "`values` lists one field")
        .help(format!("for what occurs together write `count by {}, …`", key.node)))
}

/// `("hist"|"timeline") [measure]`
fn histogram(cursor: &mut Cursor<'_>, span: Span) -> Result<QueryVerb, Problem> {
    let measure = measure::measure(cursor, Aggregate::measured_types)?;
    Ok(QueryVerb::Histogram(measure.unwrap_or(Spanned { node: Measure::Packets, span })))
}

/// `("list"|"show") ["*" | fields]`
fn list(cursor: &mut Cursor<'_>) -> Result<QueryVerb, Problem> {
    if cursor.eat_word("*") {
        return Ok(QueryVerb::List(ListColumns::All));
    }
    if let Some(fields) = maybe_places(cursor)? {
        return Ok(QueryVerb::List(ListColumns::These(fields)));
    }
    let ends = cursor.is_at_end()
        || cursor.sees_symbol(Symbol::Semicolon)
        || cursor.sees_one_of(word::CLAUSES).is_some();
    if ends { Ok(QueryVerb::List(ListColumns::Usual)) } else { Err(no_field(cursor)) }
}
