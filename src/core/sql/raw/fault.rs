//! A fault: what the parser of SQL does not understand, in plain words.

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Token, TokenizerError};

use super::keyword::{KEYWORDS, KeywordRole, is_keyword};
use super::sql_token::{Places, SqlToken};
use crate::field;
use crate::query::token::{self, Closer};
use crate::span::{Problem, Span};
use crate::suggest;

/// Longer texts are cut in a message.
const LONGEST: usize = 60;

const MYSQLS: &str =
    "a SELECT is read as MySQL's SQL; questions in ipta's own words begin with top, count …";

/// What is said of a statement whose parts are too deep inside of one another.
pub(super) const TOO_DEEP: &str = "the statement is nested too deep";

/// What to do about it.
pub(super) const FLATTER: &str =
    "split it, or name its inner parts: WITH part AS (SELECT …) SELECT …";

const PROGRAMS: &str = "in SQL `|` is an operator: to hand the answer to a program pipe ipta's own \
     output, ipta -e 'SELECT …' | PROGRAM, or ask in ipta's words, top src | PROGRAM";

/// What has no end: a text, a name or a comment.
pub(super) fn explain_open_token(text: &str, places: &Places, error: &TokenizerError) -> Problem {
    let open = token::tokens(text).last();
    let open = open.and_then(|token| Some((token.span.start, Closer::of(text, &token)?)));
    let at = open.map_or(places.byte(error.location), |(at, _)| at);
    let first = text[at..].chars().next().map_or(0, char::len_utf8);
    let problem = |what: &str, end: &str| {
        let message = format!("the {what} that begins here has no end");
        Problem::new(Span::new(at, at + first), message).help(format!("end it with {end}"))
    };
    match open.map(|(_, closer)| closer) {
        Some(Closer::Comment) => problem("comment", "`*/`"),
        Some(Closer::Mark('`')) => problem("name", "a back-quote"),
        Some(Closer::Mark(mark)) => problem("text", &format!("`{mark}`")),
        None => Problem::new(Span::new(at, at + first), lower(&error.message)).help(MYSQLS),
    }
}

/// What does not fit: sqlparser writes the place at the end of its message.
pub(super) fn explain_syntax(
    text: &str,
    places: &Places,
    words: &[SqlToken],
    error: &ParserError,
) -> Problem {
    let message = match error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return Problem::new(Span::new(0, places.end), TOO_DEEP).help(FLATTER);
        }
    };
    let (message, start) = split_place(message);
    let found = find_token(words, message, start.map(|start| places.byte(start)));
    if let Some(problem) = find_open_case(text, &words[..found.unwrap_or(words.len())]) {
        return problem;
    }
    let expected = find_expected(message);
    let Some(at) = found else {
        let message = match expected {
            Some(expected) => format!("the statement ends where {expected} is wanted"),
            None => lower(message),
        };
        return Problem::new(Span::new(places.end, places.end), message).help(MYSQLS);
    };
    let span = words[at].span;
    let here = shorten(&text[span.range()]);
    let is_enough = expected.as_deref() == Some(ENOUGH);
    let message = match expected {
        Some(_) if is_enough => format!("`{here}` does not fit here"),
        Some(expected) => format!("{expected} is wanted here, not `{here}`"),
        None => shorten(&lower(message)),
    };
    let help = suggest_keyword(text, &words[..=at])
        .unwrap_or_else(|| advise(&words[at], &text[span.range()], is_enough));
    Problem::new(span, message).help(help)
}

/// What to try where a token does not fit, or where the statement could end instead.
fn advise(word: &SqlToken, written: &str, is_enough: bool) -> String {
    match &word.token {
        _ if written == "|" => PROGRAMS.to_owned(),
        _ if word.has_role(KeywordRole::TakesBy) => format!("write `{written} BY`"),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::DoubleQuotedString(_)
            if is_enough =>
        {
            "an operator or a comma is missing before it".to_owned()
        }
        _ => MYSQLS.to_owned(),
    }
}

/// The token that a message is about; nothing at the end. Its place may be that of the next one.
fn find_token(words: &[SqlToken], message: &str, start: Option<usize>) -> Option<usize> {
    let at = words.iter().position(|word| Some(word.span.start) == start);
    let at = at.or(words.len().checked_sub(1))?;
    let Some((_, said)) = message.split_once(", found: ") else { return Some(at) };
    (0..=at).rev().find(|at| words[*at].token.to_string() == said)
}

/// A CASE without its END, which sqlparser takes for a name.
fn find_open_case(text: &str, words: &[SqlToken]) -> Option<Problem> {
    let mut open = Vec::new();
    for word in words {
        if word.is("CASE") {
            open.push(word.span);
        } else if word.is("END") {
            open.pop();
        }
    }
    let span = open.pop().filter(|_| words.iter().any(|word| word.is("WHEN")))?;
    let message = format!("the `{}` that begins here has no end", &text[span.range()]);
    Some(Problem::new(span, message).help("end it with END"))
}

/// What sqlparser wants where the statement could end.
const ENOUGH: &str = "its end";

/// A message without its place, and that.
fn split_place(message: &str) -> (&str, Option<Location>) {
    let Some((said, place)) = message.rsplit_once(" at Line: ") else { return (message, None) };
    let mut numbers = place.split(", Column: ").filter_map(|number| number.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => (said, Some(Location { line, column })),
        _ => (message, None),
    }
}

/// What a message says it expected: "Expected: ), found: EOF", "Expected an expression, found: FROM".
fn find_expected(message: &str) -> Option<String> {
    let (wanted, _) = message.strip_prefix("Expected")?.split_once(", found: ")?;
    let wanted = wanted.trim_start_matches([':', ' ']).trim_end_matches([':', ' ']);
    let is_written = !wanted.contains(|c: char| c.is_lowercase() || c == ' ');
    Some(match wanted {
        "end of statement" => ENOUGH.to_owned(),
        "identifier" => "a name".to_owned(),
        "SELECT, VALUES, or a subquery in the query body" => "`SELECT`".to_owned(),
        _ if is_written => format!("`{wanted}`"),
        _ => wanted.to_owned(),
    })
}

/// The keyword that was probably meant by the last of the tokens, or by the one before, which may have
/// been taken for a name: `FROM logs WHRE src`.
fn suggest_keyword(text: &str, words: &[SqlToken]) -> Option<String> {
    let known = || KEYWORDS.iter().map(|known| known.text).filter(|text| !text.contains(' '));
    words.iter().rev().take(2).find_map(|word| {
        let written = &text[word.span.range()];
        let is_word = matches!(&word.token, Token::Word(word) if word.quote_style.is_none());
        let is_known = is_keyword(written) || field::by_name(written).is_some();
        let meant = suggest::nearest(written, known()).filter(|_| is_word && !is_known)?;
        Some(format!("did you mean `{meant}` by `{written}`?"))
    })
}

/// A text in a message, no longer than is read at a glance.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A message as ipta's begin.
fn lower(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
