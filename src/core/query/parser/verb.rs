//! Verbs: what a query asks, and the fields it asks about.

use crate::field;
use crate::query::ast::{
    Aggregate, Direction, GroupKey, ListColumns, Measure, Query, QueryVerb, Spanned,
};
use crate::query::token::{Bracket, Symbol};
use crate::query::typing;
use crate::query::word::{self, QueryWord};
use crate::span::{Problem, Span};
use crate::suggest;

use super::clause::Seen;
use super::cursor::{Cursor, ParserToken, TokenRole};
use super::measure;
use super::scalar::{self, TimeRole};
use super::term::{
    explain_missing_field, parse_field_of, parse_optional_fields, parse_term, parse_terms,
};

/// Parses the verb and what belongs to it; `false` if none is here.
pub(super) fn parse_verb(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    let span = cursor.here();
    let is_verb = |word: &QueryWord| word.text != "explain" || !query.explain;
    let Some(verb) = cursor.eat_one_of(word::VERBS, is_verb).or_else(|| eat_alias(cursor)) else {
        return Ok(false);
    };
    // Until the rest is parsed: a problem in it does not make the query another one.
    query.verb = start_verb(verb.text, span);
    match &mut query.verb {
        QueryVerb::Rank { keys, by, .. } => {
            if let Some(number) = parse_rank_limit(cursor) {
                seen.check_once("limit", span)?;
                query.limit = Some(number);
                seen.remember("limit");
            }
            (*keys, *by) = parse_rank(cursor)?;
        }
        QueryVerb::Count { measure, keys } => (*measure, *keys) = parse_count(cursor, span)?,
        QueryVerb::Histogram(measured) => {
            if let Some(measure) = measure::parse_measure(cursor, Aggregate::measured_types)? {
                *measured = measure;
            }
            let is_step = |next: &ParserToken<'_>| {
                next.role == TokenRole::Word && next.text.starts_with(|c: char| c.is_ascii_digit())
            };
            if cursor.peek().is_some_and(is_step) {
                seen.remember("every");
                query.every = Some(scalar::parse_moment(cursor, TimeRole::Duration, "")?);
            }
        }
        QueryVerb::List(columns) if verb.text != "values" => *columns = parse_list(cursor)?,
        QueryVerb::List(_) | QueryVerb::Values(_) => query.verb = parse_values(cursor)?,
    }
    Ok(true)
}

/// Goes past a verb of other tools, if one is here. Returns the one that asks the same.
fn eat_alias(cursor: &mut Cursor<'_>) -> Option<&'static QueryWord> {
    const ALIASES: [(&str, &str); 3] =
        [("distinct", "values"), ("rare", "bottom"), ("timechart", "hist")];
    let (_, verb) = ALIASES.iter().find(|(alias, _)| cursor.sees(alias))?;
    cursor.advance();
    word::find_word(word::VERBS, verb)
}

/// A verb as far as its own word says.
fn start_verb(verb: &str, span: Span) -> QueryVerb {
    let packets = Spanned { node: Measure::Packets, span };
    let rank = |direction| QueryVerb::Rank { direction, keys: Vec::new(), by: packets };
    match verb {
        "top" => rank(Direction::Descending),
        "bottom" => rank(Direction::Ascending),
        "count" => QueryVerb::Count { measure: packets, keys: Vec::new() },
        "hist" | "timeline" => QueryVerb::Histogram(packets),
        _ => QueryVerb::default(),
    }
}

/// The number of groups of `top` and `bottom`, if one is here.
fn parse_rank_limit(cursor: &mut Cursor<'_>) -> Option<u64> {
    if names_key(cursor) { None } else { cursor.take_number(|_: &u64| true) }
}

/// `terms ["by" measure]`
fn parse_rank(cursor: &mut Cursor<'_>) -> Result<(Vec<GroupKey>, Spanned<Measure>), Problem> {
    let keys = parse_terms(cursor)?;
    let span = cursor.here();
    if !cursor.eat_word("by") {
        return Ok((keys, Spanned { node: Measure::Packets, span }));
    }
    match measure::parse_measure(cursor, Aggregate::measured_types)? {
        Some(by) => Ok((keys, by)),
        None => Err(explain_missing_measure(cursor, &keys)),
    }
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
        let _ = parse_term(cursor, &[]);
        cursor.back_to(place);
        return true;
    };
    match next.role {
        TokenRole::Symbol(_) => true,
        TokenRole::Word => word::is_reserved(&next.text),
        _ => false,
    }
}

fn explain_missing_measure(cursor: &Cursor<'_>, keys: &[GroupKey]) -> Problem {
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

/// `["distinct" field] ["by" terms]`
fn parse_count(
    cursor: &mut Cursor<'_>,
    span: Span,
) -> Result<(Spanned<Measure>, Vec<GroupKey>), Problem> {
    let start = cursor.here();
    let is_distinct = ["distinct", "dc", "uniq"].iter().any(|word| cursor.eat_word(word));
    let measure = if cursor.sees_symbol(Symbol::Open(Bracket::Round)) {
        cursor.advance();
        let node = measure::parse_counted(cursor)?;
        Spanned { node, span: span.to(cursor.here()) }
    } else if is_distinct {
        let of = parse_field_of(cursor, typing::ALL)?;
        Spanned { node: Measure::Of(Aggregate::Distinct, of.node), span: start.to(of.span) }
    } else {
        Spanned { node: Measure::Packets, span }
    };
    let keys = if cursor.eat_word("by") || !is_distinct && counts_by_field(cursor) {
        parse_terms(cursor)?
    } else {
        Vec::new()
    };
    Ok((measure, keys))
}

/// Whether a field is here that `count` is to group by though `by` is missing: `count src`.
fn counts_by_field(cursor: &Cursor<'_>) -> bool {
    let is_field = cursor.peek().is_some_and(|next| {
        next.role == TokenRole::Word
            && !word::is_reserved(&next.text)
            && field::by_name(&next.text).is_some()
    });
    let ends = cursor.following().is_none_or(|next| match next.role {
        TokenRole::Symbol(symbol) => matches!(symbol, Symbol::Comma | Symbol::Semicolon),
        TokenRole::Word => word::is_in(word::CLAUSES, &next.text),
        _ => false,
    });
    is_field && ends && !cursor.sees("in")
}

/// `term`
fn parse_values(cursor: &mut Cursor<'_>) -> Result<QueryVerb, Problem> {
    let key = parse_term(cursor, &[])?;
    if !cursor.sees_symbol(Symbol::Comma) {
        return Ok(QueryVerb::Values(key));
    }
    Err(Problem::new(cursor.here(), "`values` lists one field")
        .help(format!("for what occurs together write `count by {}, …`", key.node)))
}

/// `["*" | fields]`
fn parse_list(cursor: &mut Cursor<'_>) -> Result<ListColumns, Problem> {
    if cursor.eat_word("*") {
        return Ok(ListColumns::All);
    }
    if let Some(fields) = parse_optional_fields(cursor)? {
        return Ok(ListColumns::These(fields));
    }
    let ends = cursor.is_at_end()
        || cursor.sees_symbol(Symbol::Semicolon)
        || cursor.sees("between")
        || cursor.sees_one_of(word::CLAUSES).is_some();
    if ends { Ok(ListColumns::Usual) } else { Err(explain_missing_field(cursor)) }
}
