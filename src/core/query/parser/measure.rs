//! Measures: what is computed of a group, what groups must fit, and which columns are shown.

use crate::field::{self, Type};
use crate::query::ast::{
    Aggregate, Having, Item, Measure, QueryVerb, Relation, ShownContent, Spanned,
};
use crate::query::expected::Expected;
use crate::query::term::{self, Term};
use crate::query::token::{Bracket, Symbol};
use crate::query::{typing, word};
use crate::span::{Problem, Span};

use super::cursor::{Cursor, TokenRole};
use super::term::{parse_field_of, parse_optional_term};

/// The measures there are, for a line of advice.
pub(super) const HELP: &str = "count, bytes, distinct FIELD, sum|avg|min|max(FIELD)";

const OPEN: Symbol = Symbol::Open(Bracket::Round);
const CLOSE: Symbol = Symbol::Close(Bracket::Round);

/// A measure, if one is here; each aggregate takes fields of the types that `takes` gives it.
pub(super) fn parse_measure(
    cursor: &mut Cursor<'_>,
    takes: fn(Aggregate) -> &'static [Type],
) -> Result<Option<Spanned<Measure>>, Problem> {
    let start = cursor.here();
    let Some(word) = cursor.eat_one_of(word::MEASURES, |_| true) else { return Ok(None) };
    let aggregate = match word.text {
        "dc" | "uniq" => Some(Aggregate::Distinct),
        "bytes" => Some(Aggregate::Sum),
        name => Aggregate::ALL.into_iter().find(|aggregate| aggregate.name() == name),
    };
    let node = match (word.text, aggregate) {
        ("bytes", Some(sum)) => field::by_name("len").map(|len| Measure::Of(sum, len)),
        ("count", _) if cursor.eat(OPEN) => Some(parse_counted(cursor)?),
        ("count" | "packets", _) | (_, None) => Some(Measure::Packets),
        (_, Some(aggregate)) => Some(parse_aggregate(cursor, aggregate, takes(aggregate))?),
    };
    let span = Span::new(start.start, cursor.end_of_previous());
    Ok(node.map(|node| Spanned { node, span }))
}

/// The inside of `count( … )`: all packets, those with a field, or its different values.
pub(super) fn parse_counted(cursor: &mut Cursor<'_>) -> Result<Measure, Problem> {
    let measure = if cursor.eat_word("*") || cursor.sees_symbol(CLOSE) {
        Measure::Packets
    } else if cursor.eat_word("distinct") {
        Measure::Of(Aggregate::Distinct, parse_field_of(cursor, typing::ALL)?.node)
    } else {
        Measure::Of(Aggregate::Known, parse_field_of(cursor, typing::ALL)?.node)
    };
    cursor.expect(CLOSE, "for example `count(distinct dport)`")?;
    Ok(measure)
}

/// What follows an aggregate's name; the parentheses may be left out behind `distinct`.
fn parse_aggregate(
    cursor: &mut Cursor<'_>,
    aggregate: Aggregate,
    takes: &'static [Type],
) -> Result<Measure, Problem> {
    let bracketed = cursor.eat(OPEN);
    if !bracketed && aggregate != Aggregate::Distinct {
        let name = aggregate.name();
        return Err(cursor.missing("`(`").help(format!("write `{name}(len)`")));
    }
    let field = parse_field_of(cursor, takes)?.node;
    if bracketed {
        cursor.expect(CLOSE, "one field stands in the parentheses: `sum(len)`")?;
    }
    Ok(Measure::Of(aggregate, field))
}

/// `hcond = hand { ("or"|"||") hand }`
pub(super) fn parse_having(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    let mut either = cursor.parse_joined(Cursor::eat_or, parse_having_and)?;
    Ok(if either.len() == 1 { either.remove(0) } else { Having::Or(either) })
}

/// `hand = hatom { ("and"|"&&") hatom }`
fn parse_having_and(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    let mut all = cursor.parse_joined(Cursor::eat_and, parse_having_test)?;
    Ok(if all.len() == 1 { all.remove(0) } else { Having::And(all) })
}

/// `hatom = measure relation INT | "(" hcond ")"`
fn parse_having_test(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    if cursor.eat(OPEN) {
        let inner = cursor.parse_nested(parse_having)?;
        cursor.expect(CLOSE, "join conditions with `and` or `or`")?;
        return Ok(inner);
    }
    let Some(measure) = parse_measure(cursor, Aggregate::compared_types)? else {
        return Err(cursor
            .missing("a measure")
            .help(format!("`having` compares a measure: {HELP}")));
    };
    let Some(relation) = parse_relation(cursor, &Relation::ALL) else {
        return Err(cursor.missing("a comparison").help("for example `having count > 50`"));
    };
    let number = cursor
        .take_number(|_: &i64| true)
        .ok_or_else(|| cursor.missing("a whole number").help("for example `having count > 50`"))?;
    Ok(Having::Test(measure, relation, number))
}

/// A comparison's sign, if one is here; those of `expected` are expected.
pub(super) fn parse_relation(
    cursor: &mut Cursor<'_>,
    expected: &[(Symbol, Relation)],
) -> Option<Relation> {
    for (symbol, _) in expected {
        cursor.want(|| Expected::Symbol(*symbol));
    }
    let found = Relation::ALL.iter().find(|(symbol, _)| cursor.sees_symbol(*symbol))?.1;
    cursor.advance();
    Some(found)
}

/// `shown { "," shown }`
pub(super) fn parse_items(cursor: &mut Cursor<'_>, verb: &QueryVerb) -> Result<Vec<Item>, Problem> {
    let keys = match verb {
        QueryVerb::Rank { keys, .. } | QueryVerb::Count { keys, .. } => keys.as_slice(),
        _ => &[],
    };
    let keys: Vec<Term> = keys.iter().map(|key| key.node).collect();
    cursor.parse_joined(|cursor| cursor.eat(Symbol::Comma), |cursor| parse_item(cursor, &keys))
}

/// `shown = ( measure | term | "same" "(" field ")" | "service" | "share" ) [STRING]`, the terms
/// being those that are grouped.
fn parse_item(cursor: &mut Cursor<'_>, keys: &[Term]) -> Result<Item, Problem> {
    let start = cursor.here().start;
    for key in keys {
        cursor.want(|| Expected::Term(*key));
    }
    let content = if let Some(measure) = parse_measure(cursor, Aggregate::measured_types)? {
        ShownContent::Measure(measure.node)
    } else if cursor.eat_fitting("service", term::find_service(keys).is_some()) {
        ShownContent::Service
    } else if cursor.eat_word("share") {
        ShownContent::Share
    } else if cursor.eat_word("same") {
        cursor.expect(OPEN, "for example `same(sport)`")?;
        let of = parse_field_of(cursor, typing::SHARED)?.node;
        cursor.expect(CLOSE, "for example `same(sport)`")?;
        ShownContent::Same(of)
    } else if !cursor.is_at_end()
        && let Some(key) = parse_optional_term(cursor, &[])?
    {
        ShownContent::Key(key.node)
    } else {
        let help = format!(
            "`show` takes grouped fields, same(FIELD), service, share and measures: {HELP}"
        );
        return Err(cursor.missing("a column").help(help));
    };
    let span = Span::new(start, cursor.end_of_previous());
    Ok(Item { content, heading: parse_heading(cursor), span })
}

/// The text behind a column, if one is here.
fn parse_heading(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.want(|| Expected::Heading);
    let heading = cursor.peek().filter(|lexeme| lexeme.role == TokenRole::Text)?.text.to_string();
    cursor.advance();
    Some(heading)
}
