//! Terms: fields where one is listed or measured, and what packets are grouped by.

use crate::field::{self, Field, Type};
use crate::query::ast::{Key, Place, Spanned};
use crate::query::error;
use crate::query::term::{FUNCTIONS, Part, Term};
use crate::query::token::{Bracket, Symbol};
use crate::query::word::{self, Side};
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, Role};
use super::left_out;

const OPEN: Symbol = Symbol::Open(Bracket::Round);
const CLOSE: Symbol = Symbol::Close(Bracket::Round);

/// `term { "," term }`, none of them twice.
pub(super) fn terms(cursor: &mut Cursor<'_>) -> Result<Vec<Key>, Problem> {
    several(cursor, term)
}

/// `field { "," field }`, none of them twice.
pub(super) fn places(cursor: &mut Cursor<'_>) -> Result<Vec<Place>, Problem> {
    several(cursor, place)
}

fn several<T: PartialEq + std::fmt::Display>(
    cursor: &mut Cursor<'_>,
    one: fn(&mut Cursor<'_>) -> Result<Spanned<T>, Problem>,
) -> Result<Vec<Spanned<T>>, Problem> {
    let mut all = vec![one(cursor)?];
    while cursor.eat(Symbol::Comma) {
        let next = one(cursor)?;
        if all.iter().any(|known| known.node == next.node) {
            let message = format!("`{}` is there already", next.node);
            return Err(Problem::new(next.span, message).help("name each field once"));
        }
        all.push(next);
    }
    Ok(all)
}

/// `term = field | FUNCTION "(" field { "," INT } ")"`
pub(super) fn term(cursor: &mut Cursor<'_>) -> Result<Key, Problem> {
    match maybe_term(cursor)? {
        Some(term) => Ok(term),
        None => Err(no_field(cursor)),
    }
}

/// The term at this place, if one is there.
pub(super) fn maybe_term(cursor: &mut Cursor<'_>) -> Result<Option<Key>, Problem> {
    if cursor.sees_call() {
        return function(cursor).map(Some);
    }
    let whole = |place: Place| Spanned { node: Term::whole(place.node), span: place.span };
    Ok(maybe_place(cursor).map(whole))
}

/// `FUNCTION "(" field { "," INT } ")"`
fn function(cursor: &mut Cursor<'_>) -> Result<Key, Problem> {
    let start = cursor.here();
    let name = cursor.text().to_ascii_lowercase();
    let Some(function) = FUNCTIONS.iter().find(|function| function.text == name) else {
        let problem = Problem::new(start, format!("there is no function `{name}` to group by"));
        return Err(match suggest::nearest(&name, FUNCTIONS.iter().map(|known| known.text)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("there are net(src, 24), hour(time), day(time), weekday(time)"),
        });
    };
    let usage = usage(function.text);
    cursor.advance();
    cursor.expect(OPEN, usage)?;
    let of = place(cursor)?;
    let part = match function.text {
        "net" => networks(cursor, of, usage)?,
        "hour" => moment(Part::Hour, of, usage)?,
        "day" => moment(Part::Day, of, usage)?,
        _ => moment(Part::Weekday, of, usage)?,
    };
    cursor.expect(CLOSE, usage)?;
    let span = Span::new(start.start, cursor.behind());
    Ok(Spanned { node: Term { field: of.node, part }, span })
}

fn usage(function: &str) -> &'static str {
    match function {
        "net" => "for example `net(src, 24)`, or `net(src, 24, 64)` for IPv4 and IPv6",
        "hour" => "for example `hour(time)`",
        "day" => "for example `day(time)`",
        _ => "for example `weekday(time)`",
    }
}

fn moment(part: Part, of: Place, usage: &str) -> Result<Part, Problem> {
    if of.node.kind == Type::Time {
        return Ok(part);
    }
    Err(Problem::new(of.span, format!("`{}` is not a time", of.node.name)).help(usage))
}

/// The prefixes of `net(FIELD, BITS [, BITS])`: one of both families, or one of each.
fn networks(cursor: &mut Cursor<'_>, of: Place, usage: &str) -> Result<Part, Problem> {
    if of.node.kind != Type::Address {
        let message = format!("`{}` is not an address", of.node.name);
        return Err(Problem::new(of.span, message).help(usage));
    }
    if !cursor.eat(Symbol::Comma) {
        return Err(cursor.missing("`,` and the length of a prefix").help(usage));
    }
    let (first, here) = (bits(cursor, 128, usage)?, cursor.here());
    if !cursor.eat(Symbol::Comma) {
        return Ok(Part::Network { v4: first.min(32), v6: first });
    }
    if first > 32 {
        return Err(Problem::new(
            here,
            format!("a prefix of IPv4 has at most 32 bits, not {first}"),
        )
        .help("the first number is for IPv4, the second for IPv6: `net(src, 24, 64)`"));
    }
    Ok(Part::Network { v4: first, v6: bits(cursor, 128, usage)? })
}

fn bits(cursor: &mut Cursor<'_>, most: u8, usage: &str) -> Result<u8, Problem> {
    let number = cursor.text().parse::<u8>().ok().filter(|bits| *bits <= most);
    let Some(number) = number else {
        return Err(cursor.missing("the length of a prefix, 0 to 128,").help(usage));
    };
    cursor.advance();
    Ok(number)
}

/// One field; a name that stands for two is a problem here.
pub(super) fn place(cursor: &mut Cursor<'_>) -> Result<Place, Problem> {
    match maybe_place(cursor) {
        Some(place) => Ok(place),
        None => Err(no_field(cursor)),
    }
}

/// The problem that no field is here.
fn no_field(cursor: &Cursor<'_>) -> Problem {
    let word = match cursor.peek() {
        Some(lexeme) if matches!(lexeme.role, Role::Word | Role::Given) => lexeme.text.to_string(),
        _ => return cursor.missing("a field").help(FIELDS_HELP),
    };
    if let Some(function) = FUNCTIONS.iter().find(|known| known.text.eq_ignore_ascii_case(&word))
        && function.text != "net"
    {
        let message = format!("`{word}` is a function, not a field");
        return Problem::new(cursor.here(), message).help(usage(function.text));
    }
    if let Some(side) = word::side(&word) {
        let [source, destination] = side.fields;
        let message = format!("`{word}` is two fields");
        return Problem::new(cursor.here(), message)
            .help(format!("write `{source}` or `{destination}`"));
    }
    if cursor.peek().is_some_and(|lexeme| lexeme.role == Role::Word) && word::is_reserved(&word) {
        return cursor.missing("a field").help(FIELDS_HELP);
    }
    unknown_field(&word, cursor.here())
}

const FIELDS_HELP: &str =
    "fields are: src, dst, sport, dport, proto, action … (`:fields` lists all)";

/// The problem that a word is no field.
pub(super) fn unknown_field(word: &str, span: Span) -> Problem {
    if let Some(problem) = left_out::calculation(word, span) {
        return problem;
    }
    let problem = Problem::new(span, format!("there is no field `{word}`"));
    match suggest::nearest(word, error::fields()) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(FIELDS_HELP),
    }
}

/// The field at this place, if one is there: one word, or two as in `src port`.
pub(super) fn maybe_place(cursor: &mut Cursor<'_>) -> Option<Place> {
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
