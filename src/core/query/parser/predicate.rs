//! Predicates: conditions on a packet.

use std::net::IpAddr;

use crate::field::{self, Field, Type};
use crate::query::ast::{FieldTest, LiteralStyle, Predicate, Relation, Scalar, Subject, ValueForm};
use crate::query::expected::Expected;
use crate::query::token::{Bracket, Symbol};
use crate::query::typing;
use crate::query::word::{self, Flag, Side};
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, ParserToken, TokenRole};
use super::measure::parse_relation;
use super::recovery;
use super::scalar::{parse_scalar, parse_set, take_value};
use super::term::{explain_unknown_field, parse_optional_field};
use super::unexpected::{begins_condition, refuse_rest};

/// `predicate = conj { ("or"|"||") conj }`
pub(super) fn parse_predicate(cursor: &mut Cursor<'_>) -> Result<Predicate, Problem> {
    let parts = cursor.parse_joined(Cursor::eat_or, parse_conjunction)?;
    if parts.len() > 1 && parts.iter().any(|part| part.terms > 1) {
        let read: Vec<String> = parts.iter().map(|part| part.describe(cursor)).collect();
        let read = read.join(" or ");
        cursor.add_note(format!("`and` binds tighter than `or`: read as {read}"));
    }
    let mut either: Vec<Predicate> = parts.into_iter().map(|part| part.predicate).collect();
    Ok(if either.len() == 1 { either.remove(0) } else { Predicate::Or(either) })
}

/// Conditions joined by `and`, and where they stand.
struct Conjunction {
    predicate: Predicate,
    terms: usize,
    span: Span,
}

impl Conjunction {
    fn describe(&self, cursor: &Cursor<'_>) -> String {
        let written = cursor.text_between(self.span.start, self.span.end);
        if self.terms > 1 { format!("({written})") } else { written.to_owned() }
    }
}

/// `conj = neg { ("and"|"&&") neg }`
fn parse_conjunction(cursor: &mut Cursor<'_>) -> Result<Conjunction, Problem> {
    let start = cursor.here().start;
    let joins = |cursor: &mut Cursor<'_>| cursor.eat_and() || follows_condition(cursor);
    let mut all = cursor.parse_joined(joins, parse_negation)?;
    let (terms, span) = (all.len(), Span::new(start, cursor.end_of_previous()));
    let predicate = if terms == 1 { all.remove(0) } else { Predicate::And(all) };
    Ok(Conjunction { predicate, terms, span })
}

/// Whether a condition begins here without an `and` before it: `tcp dport 22`. What is in brackets needs one.
fn follows_condition(cursor: &Cursor<'_>) -> bool {
    cursor.peek().is_some_and(|next| next.role == TokenRole::Word) && begins_condition(cursor)
}

/// `neg = ("not"|"!") neg | "(" predicate ")" | flag | "has" subject | comparison`
fn parse_negation(cursor: &mut Cursor<'_>) -> Result<Predicate, Problem> {
    if cursor.eat_word("not") || cursor.eat(Symbol::Not) {
        return Ok(Predicate::Not(Box::new(cursor.parse_nested(parse_negation)?)));
    }
    if cursor.eat(Symbol::Open(Bracket::Round)) {
        let inner = cursor.parse_nested(parse_predicate)?;
        if !cursor.eat(Symbol::Close(Bracket::Round)) {
            return Err(refuse_rest(cursor));
        }
        return Ok(inner);
    }
    if let Some(host) = parse_host(cursor)? {
        return Ok(host);
    }
    if cursor.eat_word("has") {
        return Ok(Predicate::Test(parse_subject(cursor)?, FieldTest::Known));
    }
    if let Some(flag) = parse_flag(cursor) {
        return Ok(Predicate::Flag(flag));
    }
    let subject = parse_subject(cursor)?;
    parse_comparison(cursor, subject)
}

/// The condition that an address alone is: one of the packet's two, as after `host`.
fn parse_host(cursor: &mut Cursor<'_>) -> Result<Option<Predicate>, Problem> {
    let Some(host) = word::find_side("host").filter(|_| is_address(cursor)) else {
        return Ok(None);
    };
    let subject = Subject { fields: find_both_fields(host), span: cursor.here() };
    let set = parse_set(cursor, &subject)?;
    Ok(Some(Predicate::Test(subject, FieldTest::In(set))))
}

/// Whether a whole address or network is here.
pub(super) fn is_address(cursor: &Cursor<'_>) -> bool {
    let text = cursor.text();
    let address = text.split_once('/').map_or(text, |(address, _)| address);
    cursor.peek().is_some_and(|next| next.role == TokenRole::Word)
        && address.parse::<IpAddr>().is_ok()
}

/// A condition of one word, if one is here.
fn parse_flag(cursor: &mut Cursor<'_>) -> Option<&'static Flag> {
    if cursor.is_heard() {
        word::FLAGS.iter().for_each(|flag| cursor.want(|| Expected::Flag(flag)));
    }
    let lexeme = cursor.peek().filter(|lexeme| lexeme.role == TokenRole::Word)?;
    let flag = word::find_flag(&lexeme.text)?;
    cursor.advance();
    Some(flag)
}

/// A field, or a name that stands for the same field of either side.
fn parse_subject(cursor: &mut Cursor<'_>) -> Result<Subject, Problem> {
    // nftables has the layer first: `ip saddr`.
    if ["ip", "ip6"].iter().any(|layer| cursor.sees(layer))
        && cursor.following().is_some_and(|next| next.is_word("saddr") || next.is_word("daddr"))
    {
        cursor.advance();
    }
    cursor.split_field();
    if let Some(key) = parse_optional_field(cursor, |_| true) {
        return Ok(Subject { fields: vec![key.node], span: key.span });
    }
    if cursor.is_heard() {
        word::SIDES
            .iter()
            .for_each(|side| cursor.want(|| Expected::Side(side, find_both_fields(side))));
    }
    let Some(lexeme) = cursor.peek() else {
        return Err(cursor.missing("a condition").help("for example `dport = 22`"));
    };
    let (text, span, role) = (lexeme.text.to_string(), lexeme.span, lexeme.role);
    let is_name = matches!(role, TokenRole::Word | TokenRole::Given);
    if let Some(side) = word::find_side(&text).filter(|_| is_name) {
        cursor.advance();
        return Ok(Subject { fields: find_both_fields(side), span });
    }
    if !is_name || role == TokenRole::Word && word::is_reserved(&text) {
        return Err(cursor.missing("a condition").help("for example `dport = 22`"));
    }
    if let Some(problem) = recovery::find_calculation(&text, span) {
        return Err(problem);
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(cursor.missing("a field").help("the field stands first: `dport = 22`"));
    }
    let meant = suggest::did_you_mean(&text, word::flag_names().chain(word::field_names()));
    Err(match meant {
        Some(meant) => Problem::new(span, format!("there is no field `{text}`")).help(meant),
        None => explain_unknown_field(&text, span),
    })
}

fn find_both_fields(side: &Side) -> Vec<&'static Field> {
    side.fields.iter().filter_map(|name| field::by_name(name)).collect()
}

/// What follows the subject of a comparison.
fn parse_comparison(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    if let Some(span) = find_arithmetic(cursor, &subject) {
        return Err(recovery::refuse_arithmetic(span));
    }
    let is_ordered = has_type_among(&subject, typing::ORDERED);
    let relations = if is_ordered { &Relation::ALL[..] } else { &Relation::ALL[..2] };
    if let Some(found) = parse_relation(cursor, relations) {
        return Ok(match found {
            Relation::Equal => {
                Predicate::Test(subject.clone(), FieldTest::In(parse_values(cursor, &subject)?))
            }
            Relation::NotEqual => negate(Predicate::Test(
                subject.clone(),
                FieldTest::In(parse_set(cursor, &subject)?),
            )),
            order => Predicate::Test(
                subject.clone(),
                FieldTest::Order(order, parse_scalar(cursor, &subject)?),
            ),
        });
    }
    let is_text = has_type_among(&subject, typing::TEXTS);
    if cursor.eat_sign(Symbol::NotMatches, is_text) {
        return Ok(negate(Predicate::Test(subject, FieldTest::Matches(parse_regex(cursor)?))));
    }
    if cursor.eat_word("is") {
        return parse_is_test(cursor, subject);
    }
    let denied = cursor.eat_word("not");
    let test = match parse_named_test(cursor, &subject)? {
        Some(test) => test,
        None if denied => {
            let help = "`not` stands before the condition, or before in, between, like, matches";
            return Err(cursor.missing("in, between, like or matches").help(help));
        }
        None if cursor.eat_fitting("has", has_type_among(&subject, typing::FLAGS)) => {
            FieldTest::Flags(parse_set(cursor, &subject)?)
        }
        None => FieldTest::In(parse_values(cursor, &subject)?),
    };
    let test = Predicate::Test(subject, test);
    Ok(if denied { negate(test) } else { test })
}

/// The values of a comparison, also those joined by `or`: `dport 22 or 23`.
fn parse_values(cursor: &mut Cursor<'_>, subject: &Subject) -> Result<Vec<Scalar>, Problem> {
    let mut values = parse_set(cursor, subject)?;
    while cursor.sees("or") && cursor.following().is_some_and(is_value) {
        cursor.advance();
        values.extend(parse_set(cursor, subject)?);
    }
    Ok(values)
}

/// Whether a lexeme can only be a value: no condition begins with it.
fn is_value(lexeme: &ParserToken<'_>) -> bool {
    let text = &lexeme.text;
    let is_condition = word::is_subject(text)
        || word::find_flag(text).is_some()
        || word::is_reserved(text)
        || text.split_once(':').is_some_and(|(field, _)| word::is_subject(field));
    match lexeme.role {
        TokenRole::Text => true,
        TokenRole::Word => !is_condition,
        _ => false,
    }
}

/// Where a sum or a product is that begins with the subject: `len * 2 > 100`.
fn find_arithmetic(cursor: &Cursor<'_>, subject: &Subject) -> Option<Span> {
    let is_sign = ["+", "-", "*", "/", "%"].contains(&cursor.text());
    let next = cursor.following().filter(|next| next.role == TokenRole::Word)?;
    let is_operand =
        word::is_subject(&next.text) || next.text.starts_with(|c: char| c.is_ascii_digit());
    (is_sign && is_operand).then(|| subject.span.to(next.span))
}

/// The tests that have a name and that `not` may stand before.
fn parse_named_test(
    cursor: &mut Cursor<'_>,
    subject: &Subject,
) -> Result<Option<FieldTest>, Problem> {
    let (is_ordered, is_text) =
        (has_type_among(subject, typing::ORDERED), has_type_among(subject, typing::TEXTS));
    Ok(Some(if cursor.eat_word("in") {
        FieldTest::In(parse_set(cursor, subject)?)
    } else if cursor.eat_fitting("between", is_ordered) {
        let low = parse_scalar(cursor, subject)?;
        cursor.expect_word("and", "for example `dport between 1 and 1023`")?;
        FieldTest::Between(low, parse_scalar(cursor, subject)?)
    } else if cursor.eat_fitting("like", is_text) {
        FieldTest::Like(parse_scalar(cursor, subject)?)
    } else if cursor.eat_fitting("contains", is_text) {
        let part = parse_scalar(cursor, subject)?;
        let escaped = part.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        FieldTest::Like(Scalar {
            text: format!("%{escaped}%"),
            style: LiteralStyle::Quoted,
            ..part
        })
    } else if cursor.eat_fitting("matches", is_text) || cursor.eat_sign(Symbol::Matches, is_text) {
        FieldTest::Matches(parse_regex(cursor)?)
    } else {
        return Ok(None);
    }))
}

/// `"is" ["not"] ("null"|"private"|"public")`
fn parse_is_test(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    let denied = cursor.eat_word("not");
    let span = cursor.here();
    let test = if cursor.eat_word("null") {
        negate(Predicate::Test(subject, FieldTest::Known))
    } else if cursor.eat_fitting("private", has_type_among(&subject, typing::ADDRESSES)) {
        Predicate::Test(subject, FieldTest::Private(span))
    } else if cursor.eat_fitting("public", has_type_among(&subject, typing::ADDRESSES)) {
        let is_public = |field: &&'static Field| {
            let of = Subject { fields: vec![*field], span: subject.span };
            let private = Predicate::Test(of.clone(), FieldTest::Private(span));
            Predicate::And(vec![Predicate::Test(of, FieldTest::Known), negate(private)])
        };
        let mut each: Vec<Predicate> = subject.fields.iter().map(is_public).collect();
        if each.len() == 1 { each.remove(0) } else { Predicate::Or(each) }
    } else {
        return Err(cursor
            .missing("`null`, `private` or `public`")
            .help("for example `dport is null`, `src is not private`"));
    };
    Ok(if denied { negate(test) } else { test })
}

/// Whether a test that takes such types can be put to the subject.
fn has_type_among(subject: &Subject, types: &[Type]) -> bool {
    subject.fields.iter().all(|field| types.contains(&field.kind))
}

fn negate(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => *inner,
        other => Predicate::Not(Box::new(other)),
    }
}

/// `regex = "/" … "/" ["i"] | STRING`
fn parse_regex(cursor: &mut Cursor<'_>) -> Result<Scalar, Problem> {
    cursor.want(|| Expected::Pattern);
    match cursor.peek().map(|lexeme| lexeme.role) {
        Some(TokenRole::Regex | TokenRole::Text | TokenRole::Given | TokenRole::Unknown) => {
            Ok(Scalar { style: LiteralStyle::Quoted, ..take_value(cursor, ValueForm::Word) })
        }
        Some(TokenRole::Word) if !word::is_reserved(cursor.text()) => {
            Ok(Scalar { style: LiteralStyle::Quoted, ..take_value(cursor, ValueForm::Word) })
        }
        _ => Err(cursor
            .missing("a regular expression")
            .help("write it between slashes, `prefix ~ /^FW-/i`, or in quotes")),
    }
}
