//! Scalars: values as they are written, and sets of them.

use crate::field::Type;
use crate::query::ast::{LiteralStyle, Scalar, Subject, ValueForm};
use crate::query::expected::Expected;
use crate::query::token::{Bracket, Symbol, TokenKind, lex};
use crate::query::word;
use crate::span::{Problem, Span};

use super::cursor::{Cursor, ParserToken, TokenRole};

/// Words that are values of a time, though they begin a clause elsewhere.
const DAYS: [&str; 2] = ["today", "yesterday"];

/// `set = items | "(" items ")" | "{" items "}" | "[" items "]"`
pub(super) fn parse_set(cursor: &mut Cursor<'_>, of: &Subject) -> Result<Vec<Scalar>, Problem> {
    let brackets = [Bracket::Round, Bracket::Square, Bracket::Curly];
    if let Some(prefix) = take_bracketed(cursor, of) {
        return Ok(vec![prefix]);
    }
    let bracket = brackets.into_iter().find(|bracket| cursor.eat(Symbol::Open(*bracket)));
    let Some(bracket) = bracket else {
        return cursor
            .parse_joined(|cursor| cursor.eat(Symbol::Comma), |cursor| parse_scalar(cursor, of));
    };
    let mut items = vec![parse_scalar(cursor, of)?];
    while !cursor.eat(Symbol::Close(bracket)) {
        let comma = cursor.eat(Symbol::Comma);
        cursor.want(|| Expected::Value(of.fields.clone()));
        if !comma && cursor.peek().is_none_or(|next| matches!(next.role, TokenRole::Symbol(_))) {
            return Err(cursor
                .missing(&format!("`,` or `{}`", Symbol::Close(bracket).text()))
                .help("for example `dport in (22, 80-90)`"));
        }
        items.push(parse_scalar(cursor, of)?);
    }
    Ok(items)
}

/// A log prefix with its own square brackets, if one is here: `[UFW BLOCK]`.
fn take_bracketed(cursor: &mut Cursor<'_>, of: &Subject) -> Option<Scalar> {
    let is_prefix = of.fields.iter().all(|field| field.name == "prefix");
    if !is_prefix || !cursor.sees_symbol(Symbol::Open(Bracket::Square)) {
        return None;
    }
    let (place, start) = (cursor.place(), cursor.here().start);
    cursor.advance();
    while cursor.peek().is_some_and(|next| next.role == TokenRole::Word) {
        cursor.advance();
    }
    if cursor.place() > place + 1 && cursor.eat(Symbol::Close(Bracket::Square)) {
        let span = Span::new(start, cursor.end_of_previous());
        let text = cursor.text_between(span.start, span.end).to_owned();
        return Some(Scalar { text, style: LiteralStyle::Quoted, span });
    }
    cursor.back_to(place);
    None
}

/// One value, to be compared with the subject's.
pub(super) fn parse_scalar(cursor: &mut Cursor<'_>, of: &Subject) -> Result<Scalar, Problem> {
    cursor.want(|| Expected::Value(of.fields.clone()));
    let is_time = of.fields.iter().any(|field| field.kind == Type::Time);
    let name = of.fields.first().map_or("field", |field| field.name);
    let wanted = format!("a value for `{name}`");
    let Some(first) = cursor.peek() else {
        return Err(cursor
            .missing(&wanted)
            .help(format!("for example `{name} = {}`", find_example(of))));
    };
    let is_day = is_time && DAYS.iter().any(|day| first.is_word(day));
    match first.role {
        TokenRole::Symbol(_) | TokenRole::Regex => Err(cursor
            .missing(&wanted)
            .help(format!("for example `{name} = {}`", find_example(of)))),
        TokenRole::Word if word::is_reserved(&first.text) && !is_day => {
            let word = &first.text;
            let message = format!("`{word}` is a word of the language, not a value");
            let help = format!("as a value write it in quotes: `{name} = \"{word}\"`");
            Err(Problem::new(first.span, message).help(help))
        }
        _ if is_time => Ok(take_words(cursor, TimeRole::Time)),
        _ => Ok(take_value(cursor, ValueForm::Word)),
    }
}

/// A value that such a subject can have.
fn find_example(of: &Subject) -> &'static str {
    let first = of.fields.first();
    match first.map(|field| field.kind) {
        Some(Type::Time) => "2026-10-11",
        Some(Type::Word) => "DROP",
        Some(Type::Verdict) => "deny",
        Some(Type::Protocol) => "TCP",
        Some(Type::Address) => "10.0.0.0/8",
        Some(Type::Mac) => "02:00:5e:00:53:01",
        Some(Type::Port) => "22",
        Some(Type::Flags) => "syn",
        Some(Type::Text) => match first.map_or("", |field| field.name) {
            "iif" | "oif" | "physin" | "physout" => "eth0",
            "prefix" => "FW-*",
            _ => "\"text\"",
        },
        Some(Type::Int8 | Type::Int32) | None => "64",
    }
}

/// What a clause wants to know of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TimeRole {
    /// A length.
    Duration,
    /// A length back from another time: `7d`, `7d ago`.
    Distance,
    /// A point.
    Time,
    /// A day.
    Day,
}

impl TimeRole {
    fn expected(self) -> Expected {
        match self {
            Self::Duration | Self::Distance => Expected::Duration,
            Self::Time => Expected::Time,
            Self::Day => Expected::Day,
        }
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Duration => "a duration",
            Self::Distance => "`previous` or a duration",
            Self::Time => "a time",
            Self::Day => "a day",
        }
    }
}

/// One unit of time, if its name is here without a number: `last hour`.
pub(super) fn take_unit(cursor: &mut Cursor<'_>) -> Option<Scalar> {
    let mut names = word::UNITS.iter().flat_map(|unit| unit.names);
    let unit = names.find(|name| cursor.sees(name))?;
    let (text, span) = (format!("1 {unit}"), cursor.here());
    cursor.advance();
    Some(Scalar { text, style: LiteralStyle::Plain, span })
}

/// A time or a duration.
pub(super) fn parse_moment(
    cursor: &mut Cursor<'_>,
    moment: TimeRole,
    help: &str,
) -> Result<Scalar, Problem> {
    cursor.want(|| moment.expected());
    let is_value = cursor.peek().is_some_and(|lexeme| match lexeme.role {
        TokenRole::Word => {
            !word::is_reserved(&lexeme.text) || DAYS.iter().any(|day| lexeme.is_word(day))
        }
        TokenRole::Given | TokenRole::Unknown | TokenRole::Text => true,
        TokenRole::Regex | TokenRole::Symbol(_) => false,
    });
    if is_value {
        return Ok(take_words(cursor, moment));
    }
    Err(cursor.missing(moment.wanted()).help(help))
}

/// The word, text or parameter that is here. What could not be written as a word and is no pattern
/// is as good as quoted.
pub(super) fn take_value(cursor: &mut Cursor<'_>, form: ValueForm) -> Scalar {
    let span = cursor.here();
    let is_bare =
        cursor.peek().is_some_and(|next| matches!(next.role, TokenRole::Word | TokenRole::Given));
    let text = cursor.text().to_owned();
    let is_plain = is_bare && (text.contains('*') || is_plain(&text, form));
    let style = if is_plain { LiteralStyle::Plain } else { LiteralStyle::Quoted };
    cursor.advance();
    Scalar { text, style, span }
}

/// Whether a value with that text can be written without quotes; a time may be of several words.
pub(in crate::query) fn is_plain(text: &str, form: ValueForm) -> bool {
    let is_time = form == ValueForm::Moment;
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let is_day = is_time && DAYS.iter().any(|day| first.eq_ignore_ascii_case(day));
    if !is_word(first) || word::is_reserved(first) && !is_day {
        return false;
    }
    let mut end = first.len();
    words.all(|next| {
        let fits = is_time && is_word(next) && continues(&text[..end], next);
        end += 1 + next.len();
        fits
    })
}

/// Whether the text is one word to the lexer, and no end of a statement.
fn is_word(text: &str) -> bool {
    let is_whole = match lex(text)[..] {
        [token] => token.kind == TokenKind::Word && token.span == Span::new(0, text.len()),
        _ => false,
    };
    is_whole && !["\\g", "\\G"].iter().any(|end| text.ends_with(end))
}

/// One value of several words: `2h ago`, `2 hours ago`, `2026-10-11 08:30`.
fn take_words(cursor: &mut Cursor<'_>, moment: TimeRole) -> Scalar {
    let is_whole =
        cursor.peek().is_some_and(|next| matches!(next.role, TokenRole::Text | TokenRole::Unknown));
    let mut scalar = take_value(cursor, ValueForm::Moment);
    if is_whole {
        return scalar;
    }
    while let Some(ParserToken { role: TokenRole::Word, text, span }) = cursor.peek() {
        if !continues(&scalar.text, text) {
            break;
        }
        scalar.text = format!("{} {text}", scalar.text);
        scalar.span = scalar.span.to(*span);
        cursor.advance();
    }
    if cursor.is_heard() {
        want_more(cursor, &scalar.text, moment);
    }
    scalar
}

/// Notes what may go on as a time or a duration.
fn want_more(cursor: &mut Cursor<'_>, before: &str, moment: TimeRole) {
    let is_length = before.starts_with(|c: char| c.is_ascii_digit())
        && before.ends_with(|c: char| c.is_ascii_alphabetic())
        && before.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    if is_number(before) && moment != TimeRole::Day {
        cursor.want(|| Expected::Unit);
    } else if is_date(before) && moment == TimeRole::Time {
        cursor.want(|| Expected::Clock);
    } else if is_length
        && !before.ends_with("ago")
        && matches!(moment, TimeRole::Time | TimeRole::Distance)
    {
        cursor.eat_word("ago");
    }
}

/// Whether a word behind a time or a duration belongs to it.
fn continues(before: &str, next: &str) -> bool {
    next.eq_ignore_ascii_case("ago") && !before.ends_with("ago")
        || is_number(before)
            && next.starts_with(|c: char| c.is_ascii_alphabetic())
            && !word::is_reserved(next)
        || is_date(before) && next.contains(':')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text looks like a date without a time of the day.
fn is_date(text: &str) -> bool {
    text.matches('-').count() == 2 && !text.contains(':')
}
