//! Terms: fields where one is listed or measured, and what packets are grouped by.

use crate::field::{self, FIELDS, Field, Type};
use crate::query::ast::{FieldPlace, GroupKey, Spanned};
use crate::query::expected::Expected;
use crate::query::term::{Term, TermPart, USUAL_V6_BITS};
use crate::query::token::{Bracket, Symbol};
use crate::query::word::{self, FUNCTIONS, Side};
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, TokenRole};
use super::recovery;

const OPEN: Symbol = Symbol::Open(Bracket::Round);
const CLOSE: Symbol = Symbol::Close(Bracket::Round);

/// `term { "," term }`, none of them twice.
pub(super) fn parse_terms(cursor: &mut Cursor<'_>) -> Result<Vec<GroupKey>, Problem> {
    let first = parse_term(cursor, &[])?;
    parse_rest(cursor, first, parse_term)
}

/// `field { "," field }`, none of them twice, if one is here.
pub(super) fn parse_optional_fields(
    cursor: &mut Cursor<'_>,
) -> Result<Option<Vec<FieldPlace>>, Problem> {
    let Some(first) = parse_optional_field(cursor, |_| true) else { return Ok(None) };
    parse_rest(cursor, first, parse_field).map(Some)
}

/// What follows the first of a list; `one` reads one more beside those that are there.
fn parse_rest<'t, T: PartialEq + std::fmt::Display>(
    cursor: &mut Cursor<'t>,
    first: Spanned<T>,
    one: impl Fn(&mut Cursor<'t>, &[Spanned<T>]) -> Result<Spanned<T>, Problem>,
) -> Result<Vec<Spanned<T>>, Problem> {
    let mut all = vec![first];
    while cursor.eat(Symbol::Comma) {
        let next = one(cursor, &all)?;
        if all.iter().any(|known| known.node == next.node) {
            let message = format!("`{}` is there already", next.node);
            return Err(Problem::new(next.span, message).help("name each field once"));
        }
        all.push(next);
    }
    Ok(all)
}

/// `term = field | FUNCTION "(" field { "," INT } ")"`, beside others.
pub(super) fn parse_term(
    cursor: &mut Cursor<'_>,
    others: &[GroupKey],
) -> Result<GroupKey, Problem> {
    match parse_optional_term(cursor, others)? {
        Some(term) => Ok(term),
        None => Err(explain_missing_field(cursor)),
    }
}

/// The term at this place, if one is there, beside others.
pub(super) fn parse_optional_term(
    cursor: &mut Cursor<'_>,
    others: &[GroupKey],
) -> Result<Option<GroupKey>, Problem> {
    if cursor.sees_call() {
        return parse_function(cursor).map(Some);
    }
    if let Some(term) = take_part_of_time(cursor) {
        return Ok(Some(term));
    }
    if word::find_function(cursor.text()).is_some() {
        cursor.want_behind(|| Expected::Symbol(OPEN));
    }
    let is_new =
        |field: &'static Field| others.iter().all(|other| other.node != Term::whole(field));
    let found = parse_optional_field(cursor, is_new);
    if cursor.is_heard() && found.is_none() {
        FUNCTIONS.iter().for_each(|function| cursor.want(|| Expected::Word(&function.word)));
    }
    let whole = |place: FieldPlace| Spanned { node: Term::whole(place.node), span: place.span };
    Ok(found.map(whole))
}

/// The part of the time that a word alone means, `hour` say, or the port that `ports` does.
fn take_part_of_time(cursor: &mut Cursor<'_>) -> Option<GroupKey> {
    // Where the text ends, the function's parentheses are expected.
    let word =
        cursor.peek().filter(|word| word.role == TokenRole::Word && !cursor.is_listened())?;
    let (field, part) = match &*word.text.to_ascii_lowercase() {
        "hour" => ("time", TermPart::Hour),
        "day" => ("time", TermPart::Day),
        "weekday" => ("time", TermPart::Weekday),
        "ports" => ("dport", TermPart::Whole),
        _ => return None,
    };
    let (field, span) = (field::by_name(field)?, word.span);
    cursor.advance();
    Some(Spanned { node: Term { field, part }, span })
}

/// `FUNCTION "(" field { "," INT } ")"`
fn parse_function(cursor: &mut Cursor<'_>) -> Result<GroupKey, Problem> {
    let start = cursor.here();
    let name = cursor.text().to_ascii_lowercase();
    let Some(function) = word::find_function(&name) else {
        let meant = suggest::did_you_mean(&name, FUNCTIONS.iter().map(|known| known.word.text));
        let all = || "there are net(src, 24), hour(time), day(time), weekday(time)".to_owned();
        return Err(Problem::new(start, format!("there is no function `{name}` to group by"))
            .help(meant.unwrap_or_else(all)));
    };
    let usage = function.usage;
    cursor.advance();
    cursor.expect(OPEN, usage)?;
    let of = parse_field_of(cursor, function.takes)?;
    if !function.takes.contains(&of.node.kind) {
        let message = match function.word.text {
            "net" => format!("`{}` is not an address", of.node.name),
            _ => format!("`{}` is not a time", of.node.name),
        };
        return Err(Problem::new(of.span, message).help(usage));
    }
    let part = match function.word.text {
        "net" => parse_prefixes(cursor, usage)?,
        "hour" => TermPart::Hour,
        "day" => TermPart::Day,
        _ => TermPart::Weekday,
    };
    cursor.expect(CLOSE, usage)?;
    let span = Span::new(start.start, cursor.end_of_previous());
    Ok(Spanned { node: Term { field: of.node, part }, span })
}

/// The prefixes of `net(FIELD, BITS [, BITS])`: of IPv4, and of IPv6 if there are two or if it is longer than an
/// IPv4 address.
fn parse_prefixes(cursor: &mut Cursor<'_>, usage: &str) -> Result<TermPart, Problem> {
    if !cursor.eat(Symbol::Comma) {
        return Err(cursor.missing("`,` and the length of a prefix").help(usage));
    }
    let (first, here) = (parse_bits(cursor, usage)?, cursor.here());
    if !cursor.eat_sign(Symbol::Comma, first <= 32) {
        let v6 = if first <= 32 { USUAL_V6_BITS } else { first };
        return Ok(TermPart::Network { v4: first.min(32), v6 });
    }
    if first > 32 {
        return Err(Problem::new(
            here,
            format!("a prefix of IPv4 has at most 32 bits, not {first}"),
        )
        .help("the first number is for IPv4, the second for IPv6: `net(src, 24, 64)`"));
    }
    Ok(TermPart::Network { v4: first, v6: parse_bits(cursor, usage)? })
}

fn parse_bits(cursor: &mut Cursor<'_>, usage: &str) -> Result<u8, Problem> {
    let number = cursor.take_number(|bits: &u8| *bits <= 128);
    number.ok_or_else(|| cursor.missing("the length of a prefix, 0 to 128,").help(usage))
}

/// One field beside others; a name that stands for two is a problem here.
fn parse_field(cursor: &mut Cursor<'_>, others: &[FieldPlace]) -> Result<FieldPlace, Problem> {
    let is_new = |field: &'static Field| others.iter().all(|other| other.node != field);
    parse_optional_field(cursor, is_new).ok_or_else(|| explain_missing_field(cursor))
}

/// One field where such types are taken.
pub(super) fn parse_field_of(
    cursor: &mut Cursor<'_>,
    types: &[Type],
) -> Result<FieldPlace, Problem> {
    parse_optional_field(cursor, |field| types.contains(&field.kind))
        .ok_or_else(|| explain_missing_field(cursor))
}

/// The problem that no field is here.
pub(super) fn explain_missing_field(cursor: &Cursor<'_>) -> Problem {
    let word = match cursor.peek() {
        Some(lexeme) if matches!(lexeme.role, TokenRole::Word | TokenRole::Given) => {
            lexeme.text.to_string()
        }
        _ => return cursor.missing("a field").help(FIELDS_HELP),
    };
    if let Some(function) = word::find_function(&word).filter(|known| known.word.text != "net") {
        let message = format!("`{word}` is a function, not a field");
        return Problem::new(cursor.here(), message).help(function.usage);
    }
    if let Some(side) = word::find_side(&word) {
        let [source, destination] = side.fields;
        let message = format!("`{word}` is two fields");
        return Problem::new(cursor.here(), message)
            .help(format!("write `{source}` or `{destination}`"));
    }
    if cursor.peek().is_some_and(|lexeme| lexeme.role == TokenRole::Word)
        && word::is_reserved(&word)
    {
        return cursor.missing("a field").help(FIELDS_HELP);
    }
    explain_unknown_field(&word, cursor.here())
}

const FIELDS_HELP: &str =
    "fields are: src, dst, sport, dport, proto, action … (`:fields` lists all)";

/// The problem that a word is no field.
pub(super) fn explain_unknown_field(text: &str, span: Span) -> Problem {
    if let Some(problem) = recovery::find_calculation(text, span) {
        return problem;
    }
    if word::is_in(word::MEASURES, text) {
        return Problem::new(span, format!("`{text}` is a measure of groups, not a field")).help(
            "a measure follows `by`: `top src by bytes`; a packet's own length is the field `len`",
        );
    }
    let problem = Problem::new(span, format!("there is no field `{text}`"));
    let meant = suggest::did_you_mean(text, word::field_names());
    problem.help(meant.unwrap_or_else(|| FIELDS_HELP.to_owned()))
}

/// The field at this place, if one is there: one word, or two as in `src port`. Those that fit are
/// wanted.
pub(super) fn parse_optional_field(
    cursor: &mut Cursor<'_>,
    fits: impl Fn(&'static Field) -> bool,
) -> Option<FieldPlace> {
    cursor.want(|| Expected::Field(FIELDS.iter().filter(|field| fits(field)).collect()));
    let first = cursor.peek()?;
    let name = match first.role {
        TokenRole::Word | TokenRole::Given => &first.text,
        TokenRole::Unknown => "src",
        TokenRole::Text | TokenRole::Regex | TokenRole::Symbol(_) => return None,
    };
    let named = field::by_name(name)?;
    let (role, span) = (first.role, first.span);
    cursor.advance();
    if role == TokenRole::Unknown {
        return Some(Spanned { node: named, span });
    }
    let Some((field, second)) = find_chosen_side(cursor, named, fits) else {
        return Some(Spanned { node: named, span });
    };
    cursor.advance();
    Some(Spanned { node: field, span: span.to(second) })
}

/// The field that `src` or `dst` chooses of the two that the next word stands for.
fn find_chosen_side(
    cursor: &mut Cursor<'_>,
    named: &Field,
    fits: impl Fn(&'static Field) -> bool,
) -> Option<(&'static Field, Span)> {
    let nth = ["src", "dst"].iter().position(|name| *name == named.name)?;
    let chosen = |side: &Side| field::by_name(side.fields[nth]).filter(|_| side.choosable);
    if cursor.is_heard() {
        for side in word::SIDES {
            if let Some(field) = chosen(side).filter(|field| fits(field)) {
                cursor.want(|| Expected::Side(side, vec![field]));
            }
        }
    }
    let second = cursor.peek().filter(|lexeme| lexeme.role == TokenRole::Word)?;
    Some((chosen(word::find_side(&second.text)?)?, second.span))
}
