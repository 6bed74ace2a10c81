//! Predicates: conditions on a packet.

use crate::field;
use crate::query::ast::{Predicate, Relation, Scalar, Style, Subject, Test};
use crate::query::token::{Bracket, Symbol};
use crate::query::{error, word};
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, Role};
use super::measure::relation;
use super::scalar::{scalar, set, single};
use super::term::{maybe_place, unknown_field};

/// Whether a condition can begin here.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    let Some(lexeme) = cursor.peek() else { return false };
    let text = &lexeme.text;
    match lexeme.role {
        Role::Symbol(symbol) => matches!(symbol, Symbol::Not | Symbol::Open(Bracket::Round)),
        Role::Given => is_field(text),
        Role::Word => {
            let negates = lexeme.is_word("not") || lexeme.is_word("has");
            negates || is_field(text) || word::flag(text).is_some()
        }
        Role::Text | Role::Regex => false,
    }
}

fn is_field(text: &str) -> bool {
    field::by_name(text).is_some() || word::side(text).is_some()
}

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
            return Err(super::clause::unexpected(cursor));
        }
        return Ok(inner);
    }
    if cursor.eat_word("has") {
        return Ok(Predicate::Test(subject(cursor)?, Test::Known));
    }
    if let Some(flag) =
        cursor.peek().filter(|l| l.role == Role::Word).and_then(|l| word::flag(&l.text))
    {
        cursor.advance();
        return Ok(Predicate::Flag(flag));
    }
    let subject = subject(cursor)?;
    comparison(cursor, subject)
}

/// A field, or a name that stands for the same field of either side.
fn subject(cursor: &mut Cursor<'_>) -> Result<Subject, Problem> {
    if let Some(key) = maybe_place(cursor) {
        return Ok(Subject { fields: vec![key.node], span: key.span });
    }
    let Some(lexeme) = cursor.peek() else {
        return Err(cursor.missing("a condition").help("for example `dport = 22`"));
    };
    let (text, span, role) = (lexeme.text.to_string(), lexeme.span, lexeme.role);
    let is_name = matches!(role, Role::Word | Role::Given);
    if let Some(side) = word::side(&text).filter(|_| is_name) {
        cursor.advance();
        let fields = side.fields.iter().filter_map(|name| field::by_name(name)).collect();
        return Ok(Subject { fields, span });
    }
    if !is_name || role == Role::Word && word::is_reserved(&text) {
        return Err(cursor.missing("a condition").help("for example `dport = 22`"));
    }
    Err(
        match suggest::nearest(
            &text,
            word::FLAGS.iter().map(|flag| flag.text).chain(error::fields()),
        ) {
            Some(meant) => Problem::new(span, format!("there is no field `{text}`"))
                .help(format!("did you mean `{meant}`?")),
            None => unknown_field(&text, span),
        },
    )
}

/// What follows the subject of a comparison.
fn comparison(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    if cursor.eat_word("is") {
        return unknown_or_private(cursor, subject);
    }
    if let Some(found) = relation(cursor) {
        return Ok(match found {
            Relation::Equal => Predicate::Test(subject.clone(), Test::In(set(cursor, &subject)?)),
            Relation::NotEqual => {
                negated(Predicate::Test(subject.clone(), Test::In(set(cursor, &subject)?)))
            }
            order => {
                Predicate::Test(subject.clone(), Test::Order(order, scalar(cursor, &subject)?))
            }
        });
    }
    if cursor.eat(Symbol::NotMatches) {
        return Ok(negated(Predicate::Test(subject, Test::Matches(regex(cursor)?))));
    }
    let denied = cursor.eat_word("not");
    let test = match worded(cursor, &subject)? {
        Some(test) => test,
        None if denied => {
            let help = "`not` stands before the condition, or before in, between, like, matches";
            return Err(cursor.missing("in, between, like or matches").help(help));
        }
        None if cursor.eat_word("has") => Test::Flags(set(cursor, &subject)?),
        None => Test::In(set(cursor, &subject)?),
    };
    let test = Predicate::Test(subject, test);
    Ok(if denied { negated(test) } else { test })
}

/// The tests that have a name and that `not` may stand before.
fn worded(cursor: &mut Cursor<'_>, subject: &Subject) -> Result<Option<Test>, Problem> {
    Ok(Some(if cursor.eat_word("in") {
        Test::In(set(cursor, subject)?)
    } else if cursor.eat_word("between") {
        let low = scalar(cursor, subject)?;
        cursor.expect_word("and", "for example `dport between 1 and 1023`")?;
        Test::Between(low, scalar(cursor, subject)?)
    } else if cursor.eat_word("like") {
        Test::Like(scalar(cursor, subject)?)
    } else if cursor.eat_word("matches") || cursor.eat(Symbol::Matches) {
        Test::Matches(regex(cursor)?)
    } else {
        return Ok(None);
    }))
}

/// `"is" ["not"] ("null"|"private")`
fn unknown_or_private(cursor: &mut Cursor<'_>, subject: Subject) -> Result<Predicate, Problem> {
    let denied = cursor.eat_word("not");
    let span = cursor.here();
    let test = if cursor.eat_word("null") {
        negated(Predicate::Test(subject, Test::Known))
    } else if cursor.eat_word("private") {
        Predicate::Test(subject, Test::Private(span))
    } else {
        return Err(cursor
            .missing("`null` or `private`")
            .help("for example `dport is null`, `src is not private`"));
    };
    Ok(if denied { negated(test) } else { test })
}

fn negated(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => *inner,
        other => Predicate::Not(Box::new(other)),
    }
}

/// `regex = "/" … "/" ["i"] | STRING`
fn regex(cursor: &mut Cursor<'_>) -> Result<Scalar, Problem> {
    match cursor.peek().map(|lexeme| lexeme.role) {
        Some(Role::Regex | Role::Text | Role::Given) => {
            Ok(Scalar { style: Style::Quoted, ..single(cursor, false) })
        }
        _ => Err(cursor
            .missing("a regular expression")
            .help("write it between slashes, `prefix ~ /^FW-/i`, or in quotes")),
    }
}
