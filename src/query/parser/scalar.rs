//! Scalars: values as they are written, and sets of them.

use crate::field::Type;
use crate::query::ast::{Scalar, Style, Subject};
use crate::query::token::{Bracket, Symbol};
use crate::query::word;
use crate::span::Problem;

use super::cursor::{Cursor, Lexeme, Role};

/// Words that are values of a time, though they begin a clause elsewhere.
const DAYS: [&str; 2] = ["today", "yesterday"];

/// `set = items | "(" items ")" | "{" items "}" | "[" items "]"`
pub(super) fn set(cursor: &mut Cursor<'_>, of: &Subject) -> Result<Vec<Scalar>, Problem> {
    let brackets = [(Bracket::Round, ")"), (Bracket::Square, "]"), (Bracket::Curly, "}")];
    let bracket = brackets.into_iter().find(|(bracket, _)| cursor.eat(Symbol::Open(*bracket)));
    let mut items = vec![scalar(cursor, of)?];
    let Some((bracket, written)) = bracket else {
        while cursor.eat(Symbol::Comma) {
            items.push(scalar(cursor, of)?);
        }
        return Ok(items);
    };
    while !cursor.eat(Symbol::Close(bracket)) {
        let comma = cursor.eat(Symbol::Comma);
        if !comma && cursor.peek().is_none_or(|next| matches!(next.role, Role::Symbol(_))) {
            return Err(cursor
                .missing(&format!("`,` or `{written}`"))
                .help("for example `dport in (22, 80-90)`"));
        }
        items.push(scalar(cursor, of)?);
    }
    Ok(items)
}

/// One value, to be compared with the subject's.
pub(super) fn scalar(cursor: &mut Cursor<'_>, of: &Subject) -> Result<Scalar, Problem> {
    let is_time = of.fields.iter().any(|field| field.kind == Type::Time);
    let name = of.fields.first().map_or("field", |field| field.name);
    let wanted = format!("a value for `{name}`");
    let Some(first) = cursor.peek() else {
        return Err(cursor
            .missing(&wanted)
            .help(format!("for example `{name} = {}`", example(of))));
    };
    let is_day = is_time && DAYS.iter().any(|day| first.is_word(day));
    match first.role {
        Role::Symbol(_) | Role::Regex => {
            Err(cursor.missing(&wanted).help(format!("for example `{name} = {}`", example(of))))
        }
        Role::Word if word::is_reserved(&first.text) && !is_day => {
            let word = &first.text;
            let message = format!("`{word}` is a word of the language, not a value");
            let help = format!("as a value write it in quotes: `{name} = \"{word}\"`");
            Err(Problem::new(first.span, message).help(help))
        }
        _ if is_time => Ok(joined(cursor)),
        _ => Ok(single(cursor)),
    }
}

/// A value that such a subject can have.
fn example(of: &Subject) -> &'static str {
    match of.fields.first().map(|field| field.kind) {
        Some(Type::Time) => "2026-10-11",
        Some(Type::Word) => "DROP",
        Some(Type::Verdict) => "deny",
        Some(Type::Protocol) => "TCP",
        Some(Type::Address) => "10.0.0.0/8",
        Some(Type::Mac) => "02:00:5e:00:53:01",
        Some(Type::Port) => "22",
        Some(Type::Flags) => "syn",
        Some(Type::Text) => "\"text\"",
        Some(Type::Int8 | Type::Int32) | None => "64",
    }
}

/// A time or a duration.
pub(super) fn moment(cursor: &mut Cursor<'_>, wanted: &str, help: &str) -> Result<Scalar, Problem> {
    match cursor.peek() {
        Some(Lexeme { role: Role::Word, text, .. })
            if word::is_reserved(text)
                && !DAYS.iter().any(|day| text.eq_ignore_ascii_case(day)) =>
        {
            Err(cursor.missing(wanted).help(help))
        }
        Some(Lexeme { role: Role::Word | Role::Given | Role::Text, .. }) => Ok(joined(cursor)),
        _ => Err(cursor.missing(wanted).help(help)),
    }
}

pub(super) fn single(cursor: &mut Cursor<'_>) -> Scalar {
    let span = cursor.here();
    let style = match cursor.peek().map(|lexeme| lexeme.role) {
        Some(Role::Word | Role::Given) => Style::Plain,
        _ => Style::Quoted,
    };
    let text = cursor.text().to_owned();
    cursor.advance();
    Scalar { text, style, span }
}

/// One value of several words: `2h ago`, `2 hours ago`, `2026-10-11 08:30`.
fn joined(cursor: &mut Cursor<'_>) -> Scalar {
    let mut scalar = single(cursor);
    if scalar.style == Style::Quoted {
        return scalar;
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = |text: &str| text.matches('-').count() == 2 && !text.contains(':');
    while let Some(Lexeme { role: Role::Word, text, span }) = cursor.peek() {
        let belongs = text.eq_ignore_ascii_case("ago")
            || is_number(&scalar.text)
                && text.starts_with(|c: char| c.is_ascii_alphabetic())
                && !word::is_reserved(text)
            || is_date(&scalar.text) && text.contains(':');
        if !belongs {
            break;
        }
        scalar.text = format!("{} {text}", scalar.text);
        scalar.span = scalar.span.to(*span);
        cursor.advance();
    }
    scalar
}
