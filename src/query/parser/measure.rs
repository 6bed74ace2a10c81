//! Measures: what is computed of a group, what groups must fit, and which columns are shown.

use crate::field;
use crate::query::ast::{Aggregate, Content, Having, Item, Measure, Relation, Spanned};
use crate::query::token::{Bracket, Symbol};
use crate::span::{Problem, Span};

use super::cursor::{Cursor, Role};
use super::term::{maybe_term, place};

/// The measures there are, for a line of advice.
pub(super) const HELP: &str = "count, bytes, distinct FIELD, sum|avg|min|max(FIELD)";

const OPEN: Symbol = Symbol::Open(Bracket::Round);
const CLOSE: Symbol = Symbol::Close(Bracket::Round);

/// A measure, if one is here.
pub(super) fn measure(cursor: &mut Cursor<'_>) -> Result<Option<Spanned<Measure>>, Problem> {
    let start = cursor.here();
    let node = if cursor.eat_word("count") {
        if cursor.eat(OPEN) { counted(cursor)? } else { Measure::Packets }
    } else if cursor.eat_word("packets") {
        Measure::Packets
    } else if cursor.eat_word("bytes") {
        match field::by_name("len") {
            Some(len) => Measure::Of(Aggregate::Sum, len),
            None => return Ok(None),
        }
    } else if let Some(aggregate) = aggregate(cursor) {
        of_field(cursor, aggregate)?
    } else {
        return Ok(None);
    };
    Ok(Some(Spanned { node, span: Span::new(start.start, cursor.behind()) }))
}

/// The inside of `count( … )`: all packets, those with a field, or its different values.
fn counted(cursor: &mut Cursor<'_>) -> Result<Measure, Problem> {
    let star = cursor.eat_word("*");
    let measure = match star {
        true => Measure::Packets,
        false if cursor.eat_word("distinct") => {
            Measure::Of(Aggregate::Distinct, place(cursor)?.node)
        }
        false => Measure::Of(Aggregate::Known, place(cursor)?.node),
    };
    cursor.expect(CLOSE, "for example `count(distinct dport)`")?;
    Ok(measure)
}

fn aggregate(cursor: &mut Cursor<'_>) -> Option<Aggregate> {
    if cursor.eat_word("dc") || cursor.eat_word("uniq") {
        return Some(Aggregate::Distinct);
    }
    Aggregate::ALL.into_iter().find(|aggregate| cursor.eat_word(aggregate.name()))
}

/// What follows an aggregate's name; the parentheses may be left out behind `distinct`.
fn of_field(cursor: &mut Cursor<'_>, aggregate: Aggregate) -> Result<Measure, Problem> {
    let bracketed = cursor.eat(OPEN);
    if !bracketed && aggregate != Aggregate::Distinct {
        let name = aggregate.name();
        return Err(cursor.missing("`(`").help(format!("write `{name}(len)`")));
    }
    let field = place(cursor)?.node;
    if bracketed {
        cursor.expect(CLOSE, "one field stands in the parentheses: `sum(len)`")?;
    }
    Ok(Measure::Of(aggregate, field))
}

/// `hcond = hand { ("or"|"||") hand }`
pub(super) fn having(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    let mut either = vec![having_all(cursor)?];
    while cursor.eat_word("or") || cursor.eat(Symbol::Or) {
        either.push(having_all(cursor)?);
    }
    Ok(if either.len() == 1 { either.remove(0) } else { Having::Or(either) })
}

/// `hand = hatom { ("and"|"&&") hatom }`
fn having_all(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    let mut all = vec![having_one(cursor)?];
    while cursor.eat_word("and") || cursor.eat(Symbol::And) {
        all.push(having_one(cursor)?);
    }
    Ok(if all.len() == 1 { all.remove(0) } else { Having::And(all) })
}

/// `hatom = measure relation INT | "(" hcond ")"`
fn having_one(cursor: &mut Cursor<'_>) -> Result<Having, Problem> {
    if cursor.eat(OPEN) {
        let inner = cursor.nested(having)?;
        cursor.expect(CLOSE, "join conditions with `and` or `or`")?;
        return Ok(inner);
    }
    let Some(measure) = measure(cursor)? else {
        return Err(cursor
            .missing("a measure")
            .help(format!("`having` compares a measure: {HELP}")));
    };
    let Some(relation) = relation(cursor) else {
        return Err(cursor.missing("a comparison").help("for example `having count > 50`"));
    };
    let number = cursor
        .text()
        .parse()
        .map_err(|_| cursor.missing("a whole number").help("for example `having count > 50`"))?;
    cursor.advance();
    Ok(Having::Test(measure, relation, number))
}

/// A comparison's sign, if one is here.
pub(super) fn relation(cursor: &mut Cursor<'_>) -> Option<Relation> {
    let Role::Symbol(symbol) = cursor.peek()?.role else { return None };
    let relation = match symbol {
        Symbol::Equal => Relation::Equal,
        Symbol::NotEqual => Relation::NotEqual,
        Symbol::Less => Relation::Less,
        Symbol::LessEqual => Relation::LessEqual,
        Symbol::Greater => Relation::Greater,
        Symbol::GreaterEqual => Relation::GreaterEqual,
        _ => return None,
    };
    cursor.advance();
    Some(relation)
}

/// `shown { "," shown }`
pub(super) fn items(cursor: &mut Cursor<'_>) -> Result<Vec<Item>, Problem> {
    let mut items = vec![item(cursor)?];
    while cursor.eat(Symbol::Comma) {
        items.push(item(cursor)?);
    }
    Ok(items)
}

/// `shown = ( measure | field | "same" "(" field ")" | "service" | "share" ) [STRING]`
fn item(cursor: &mut Cursor<'_>) -> Result<Item, Problem> {
    let start = cursor.here().start;
    let content = if let Some(measure) = measure(cursor)? {
        Content::Measure(measure.node)
    } else if cursor.eat_word("service") {
        Content::Service
    } else if cursor.eat_word("share") {
        Content::Share
    } else if cursor.eat_word("same") {
        cursor.expect(OPEN, "for example `same(sport)`")?;
        let of = place(cursor)?.node;
        cursor.expect(CLOSE, "for example `same(sport)`")?;
        Content::Same(of)
    } else if let Some(key) = maybe_term(cursor)? {
        Content::Key(key.node)
    } else {
        let help = format!(
            "`show` takes grouped fields, same(FIELD), service, share and measures: {HELP}"
        );
        return Err(cursor.missing("a column").help(help));
    };
    let span = Span::new(start, cursor.behind());
    let heading = match cursor.peek() {
        Some(lexeme) if lexeme.role == Role::Text => Some(lexeme.text.to_string()),
        _ => None,
    };
    if heading.is_some() {
        cursor.advance();
    }
    Ok(Item { content, heading, span })
}
