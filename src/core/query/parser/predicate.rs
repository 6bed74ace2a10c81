//! Predicates: conditions on a packet.

use crate::field::{self, Field, Type};
use crate::query::ast::{FieldTest, LiteralStyle, Predicate, Relation, Scalar, Subject};
use crate::query::expected::Expected;
use crate::query::token::{Bracket, Symbol};
use crate::query::typing;
use crate::query::word::{self, Flag, Side};
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, TokenRole};
use super::measure::relation;
use super::recovery;
use super::scalar::{scalar, set, single};
use super::term::{maybe_place, unknown_field};
use super::unexpected::refuse_rest;

/// `predicate = conj { ("or"|"||") conj }`
pub(super) fn predicate(cursor: &mut Cursor<'_>) -> Result<Predicate, Problem> {
    let mut parts = vec![conjunction(cursor)?];
    while cursor.eat_word("or") || cursor.eat(Symbol::Or) {
        parts.push(conjunction(cursor)?);
    }
    if parts.len() > 1 && parts.iter().any(|part| part.terms > 1) {
        let read: Vec<String> = parts.iter().map(|part| part.read_as(cursor)).collect();
        let read = read.join(" or ");
        cursor.note(format!("`and` binds tighter than `or`: read as {read}"));
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
    fn read_as(&self, cursor: &Cursor<'_>) -> String {
        let written = cursor.written(self.span.start, self.span.end);
        if self.terms > 1 { format!("({written})") } else { written.to_owned() }
    }
}

/// `conj = neg { ("and"|"&&") neg }`
fn conjunction(cursor: &mut Cursor<'_>) -> Result<Conjunction, Problem> {
    let start = cursor.here().start;
    let mut all = vec![negation(cursor)?];
    while cursor.eat_word("and") || cursor.eat(Symbol::And) {
        all.push(negation(cursor)?);
    }
    let (terms, span) = (all.len(), Span::new(start, cursor.behind()));
    let predicate = if terms == 1 { all.remove(0) } else { Predicate::And(all) };
    Ok(Conjunction { predicate, terms, span })
}

/// `neg = ("not"|"!") neg | "(" predicate ")" | flag | "has" subject | comparison`
fn negation(cursor: &mut Cursor<'_>) -> Result<Predicate, Problem> {
    if cursor.eat_word("not") || cursor.eat(Symbol::Not) {
        return Ok(Predicate::Not(Box::new(cursor.nested(negation)?)));
    }
    if cursor.eat(Symbol::Open(Bracket::Round)) {
        let inner = cursor.nested(predicate)?;
        if !cursor.eat(Symbol::Close(Bracket::Round)) {
            return Err(refuse_rest(cursor));
        }
        return Ok(inner);
    }
    if cursor.eat_word("has") {
        return Ok(Predicate::Test(subject(cursor)?, FieldTest::Known));
    }
    if let Some(flag) = flag(cursor) {
        return Ok(Predicate::Flag(flag));
    }
    let subject = subject(cursor)?;
    comparison(cursor, subject)
}

/// A condition of one word, if one is here.
fn flag(cursor: &mut Cursor<'_>) -> Option<&'static Flag> {
    if cursor.is_heard() {
        word::FLAGS.iter().for_each(|flag| cursor.want(|| Expected::Flag(flag)));
    }
    let lexeme = cursor.peek().filter(|lexeme| lexeme.role == TokenRole::Word)?;
    let flag = word::find_flag(&lexeme.text)?;
    cursor.advance();
    Some(flag)
}

/// A field, or a name that stands for the same field of either side.
fn subject(cursor: &mut Cursor<'_>) -> Result<Subject, Problem> {
    if let Some(key) = maybe_place(cursor, |_| true) {
        return Ok(Subject { fields: vec![key.node], span: key.span });
    }
    if cursor.is_heard() {
        word::SIDES.iter().for_each(|side| cursor.want(|| Expected::Side(side, both(side))));
    }
    let Some(lexeme) = cursor.peek() else {
        return Err(cursor.missing("a condition").help("for example `dport = 22`"));
    };
    let (text, span, role) = (lexeme.text.to_string(), lexeme.span, lexeme.role);
    let is_name = matches!(role, TokenRole::Word | TokenRole::Given);
    if let Some(side) = word::find_side(&text).filter(|_| is_name) {
        cursor.advance();
        return Ok(Subject { fields: both(side), span });
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
        None => unknown_field(&text, span),
    })
}

fn both(side: &Side) -> Vec<&'static Field> {
    side.fields.iter().filter_map(|name| field::by_name(name)).collect()
}

/// What follows the subject of a comparison.
fn comparison(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    if let Some(span) = find_arithmetic(cursor, &subject) {
        return Err(recovery::refuse_arithmetic(span));
    }
    if let Some(found) = relation(cursor, fits(&subject, typing::ORDERED)) {
        return Ok(match found {
            Relation::Equal => {
                Predicate::Test(subject.clone(), FieldTest::In(set(cursor, &subject)?))
            }
            Relation::NotEqual => {
                negated(Predicate::Test(subject.clone(), FieldTest::In(set(cursor, &subject)?)))
            }
            order => {
                Predicate::Test(subject.clone(), FieldTest::Order(order, scalar(cursor, &subject)?))
            }
        });
    }
    let is_text = fits(&subject, typing::TEXTS);
    if cursor.eat_sign(Symbol::NotMatches, is_text) {
        return Ok(negated(Predicate::Test(subject, FieldTest::Matches(regex(cursor)?))));
    }
    if cursor.eat_word("is") {
        return unknown_or_private(cursor, subject);
    }
    let denied = cursor.eat_word("not");
    let test = match worded(cursor, &subject)? {
        Some(test) => test,
        None if denied => {
            let help = "`not` stands before the condition, or before in, between, like, matches";
            return Err(cursor.missing("in, between, like or matches").help(help));
        }
        None if cursor.eat_fitting("has", fits(&subject, typing::FLAGS)) => {
            FieldTest::Flags(set(cursor, &subject)?)
        }
        None => FieldTest::In(set(cursor, &subject)?),
    };
    let test = Predicate::Test(subject, test);
    Ok(if denied { negated(test) } else { test })
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
fn worded(cursor: &mut Cursor<'_>, subject: &Subject) -> Result<Option<FieldTest>, Problem> {
    let (is_ordered, is_text) = (fits(subject, typing::ORDERED), fits(subject, typing::TEXTS));
    Ok(Some(if cursor.eat_word("in") {
        FieldTest::In(set(cursor, subject)?)
    } else if cursor.eat_fitting("between", is_ordered) {
        let low = scalar(cursor, subject)?;
        cursor.expect_word("and", "for example `dport between 1 and 1023`")?;
        FieldTest::Between(low, scalar(cursor, subject)?)
    } else if cursor.eat_fitting("like", is_text) {
        FieldTest::Like(scalar(cursor, subject)?)
    } else if cursor.eat_fitting("matches", is_text) || cursor.eat_sign(Symbol::Matches, is_text) {
        FieldTest::Matches(regex(cursor)?)
    } else {
        return Ok(None);
    }))
}

/// `"is" ["not"] ("null"|"private")`
fn unknown_or_private(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    let denied = cursor.eat_word("not");
    let span = cursor.here();
    let test = if cursor.eat_word("null") {
        negated(Predicate::Test(subject, FieldTest::Known))
    } else if cursor.eat_fitting("private", fits(&subject, typing::ADDRESSES)) {
        Predicate::Test(subject, FieldTest::Private(span))
    } else {
        return Err(cursor
            .missing("`null` or `private`")
            .help("for example `dport is null`, `src is not private`"));
    };
    Ok(if denied { negated(test) } else { test })
}

/// Whether a test that takes such types can be put to the subject.
fn fits(subject: &Subject, types: &[Type]) -> bool {
    subject.fields.iter().all(|field| types.contains(&field.kind))
}

fn negated(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => *inner,
        other => Predicate::Not(Box::new(other)),
    }
}

/// `regex = "/" … "/" ["i"] | STRING`
fn regex(cursor: &mut Cursor<'_>) -> Result<Scalar, Problem> {
    cursor.want(|| Expected::Pattern);
    match cursor.peek().map(|lexeme| lexeme.role) {
        Some(TokenRole::Regex | TokenRole::Text | TokenRole::Given | TokenRole::Unknown) => {
            Ok(Scalar { style: LiteralStyle::Quoted, ..single(cursor, false) })
        }
        _ => Err(cursor
            .missing("a regular expression")
            .help("write it between slashes, `prefix ~ /^FW-/i`, or in quotes")),
    }
}
