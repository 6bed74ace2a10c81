//! Verbs: what a query asks, and the fields it asks about.

use crate::field::{self, Field, Type};
use crate::query::ast::{Aggregate, Columns, Direction, Key, Measure, Query, Spanned, Verb};
use crate::query::error;
use crate::query::token::Symbol;
use crate::query::word::{self, Side};
use crate::span::{Problem, Span};
use crate::suggest;

use super::clause::Seen;
use super::cursor::{Cursor, Role};
use super::measure;

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
    } else if cursor.eat_word("list") || cursor.eat_word("show") {
        list(cursor)?
    } else if cursor.eat_word("values") {
        Verb::Values(key(cursor)?)
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
    let keys = keys(cursor)?;
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
        let keys: Vec<&str> = keys.iter().map(|key| key.node.name).collect();
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
            let of = key(cursor)?;
            Spanned { node: Measure::Of(Aggregate::Distinct, of.node), span: start.to(of.span) }
        }
    };
    let keys = if cursor.eat_word("by") { keys(cursor)? } else { Vec::new() };
    Ok(Verb::Count { measure, keys })
}

/// `("list"|"show") ["*" | fields]`
fn list(cursor: &mut Cursor<'_>) -> Result<Verb, Problem> {
    if cursor.eat_word("*") {
        return Ok(Verb::List(Columns::All));
    }
    let ends = cursor.is_at_end()
        || cursor.sees_symbol(Symbol::Semicolon)
        || cursor.sees_one_of(word::CLAUSES);
    Ok(Verb::List(if ends { Columns::Usual } else { Columns::These(keys(cursor)?) }))
}

/// `field { "," field }`, none of them twice.
fn keys(cursor: &mut Cursor<'_>) -> Result<Vec<Key>, Problem> {
    let mut keys: Vec<Key> = vec![key(cursor)?];
    while cursor.eat(Symbol::Comma) {
        let key = key(cursor)?;
        if keys.iter().any(|known| known.node == key.node) {
            let message = format!("`{}` is there already", key.node.name);
            return Err(Problem::new(key.span, message).help("name each field once"));
        }
        keys.push(key);
    }
    Ok(keys)
}

/// One field; a name that stands for two is a problem here.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Result<Key, Problem> {
    if let Some(key) = maybe_key(cursor) {
        return Ok(key);
    }
    let word = match cursor.peek() {
        Some(lexeme) if matches!(lexeme.role, Role::Word | Role::Given) => lexeme.text.to_string(),
        _ => return Err(cursor.missing("a field").help(FIELDS_HELP)),
    };
    if let Some(side) = word::side(&word) {
        let [source, destination] = side.fields;
        let message = format!("`{word}` is two fields");
        return Err(Problem::new(cursor.here(), message)
            .help(format!("write `{source}` or `{destination}`")));
    }
    if cursor.peek().is_some_and(|lexeme| lexeme.role == Role::Word) && word::is_reserved(&word) {
        return Err(cursor.missing("a field").help(FIELDS_HELP));
    }
    Err(unknown_field(&word, cursor.here()))
}

const FIELDS_HELP: &str =
    "fields are: src, dst, sport, dport, proto, action … (`:fields` lists all)";

/// The problem that a word is no field.
pub(super) fn unknown_field(word: &str, span: Span) -> Problem {
    let problem = Problem::new(span, format!("there is no field `{word}`"));
    match suggest::nearest(word, error::fields()) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(FIELDS_HELP),
    }
}

/// The field at this place, if one is there: one word, or two as in `src port`.
pub(super) fn maybe_key(cursor: &mut Cursor<'_>) -> Option<Key> {
    let first = cursor.peek()?;
    if !matches!(first.role, Role::Word | Role::Given) {
        return None;
    }
    let named = field::by_name(&first.text)?;
    let span = first.span;
    cursor.advance();
    let Some((field, second)) = chosen_side(cursor, named) else {
        return Some(Spanned { node: named, span });
    };
    cursor.advance();
    Some(Spanned { node: field, span: span.to(second) })
}

/// The field that `src` or `dst` chooses of the two that the next word stands for.
fn chosen_side(cursor: &Cursor<'_>, named: &Field) -> Option<(&'static Field, Span)> {
    let second = cursor.peek().filter(|lexeme| lexeme.role == Role::Word)?;
    let Side { fields: [source, destination], .. } =
        word::side(&second.text).filter(|side| side.choosable)?;
    if named.kind != Type::Address {
        return None;
    }
    let name = match named.name {
        "src" => source,
        "dst" => destination,
        _ => return None,
    };
    Some((field::by_name(name)?, second.span))
}
