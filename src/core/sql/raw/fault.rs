//! A fault: what the parser of SQL does not understand, in plain words.

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, TokenizerError};

use super::keyword::{KEYWORDS, is_keyword};
use super::{Places, lexemes};
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
pub(super) fn endless(text: &str, places: &Places, error: &TokenizerError) -> Problem {
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
pub(super) fn syntax(
    text: &str,
    places: &Places,
    tokens: &[TokenWithSpan],
    error: &ParserError,
) -> Problem {
    let end = Span::new(places.end, places.end);
    let message = match error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return Problem::new(Span::new(0, places.end), TOO_DEEP).help(FLATTER);
        }
    };
    let (message, start) = placed(message);
    let found = found(tokens, message, start);
    if let Some(problem) = unended_case(text, places, &tokens[..found.unwrap_or(tokens.len())]) {
        return problem;
    }
    let Some(at) = found else {
        return match wanted(message) {
            Some(wanted) => {
                Problem::new(end, format!("the statement ends where {wanted} is wanted"))
            }
            None => Problem::new(end, lower(message)),
        }
        .help(MYSQLS);
    };
    let span = places.span(&tokens[at]);
    let here = cut(&text[span.range()]);
    let wanted = wanted(message);
    let is_enough = wanted.as_deref() == Some(ENOUGH);
    let message = match wanted {
        Some(_) if is_enough => format!("`{here}` does not fit here"),
        Some(wanted) => format!("{wanted} is wanted here, not `{here}`"),
        None => cut(&lower(message)),
    };
    Problem::new(span, message).help(advice(text, places, &tokens[..=at], is_enough))
}

/// What to try where something does not fit, which is the last of the tokens.
fn advice(text: &str, places: &Places, tokens: &[TokenWithSpan], is_enough: bool) -> String {
    if let Some(meant) = meant(places, tokens, text) {
        return meant;
    }
    let last = tokens.last();
    let here = last.map_or("", |last| &text[places.span(last).range()]);
    let is_by = ["ORDER", "GROUP", "PARTITION"].iter().any(|word| word.eq_ignore_ascii_case(here));
    match last.map(|last| &last.token).filter(|_| is_enough) {
        _ if here == "|" => PROGRAMS.to_owned(),
        _ if is_by => format!("write `{here} BY`"),
        Some(Token::Number(..) | Token::SingleQuotedString(_) | Token::DoubleQuotedString(_)) => {
            "an operator or a comma is missing before it".to_owned()
        }
        _ => MYSQLS.to_owned(),
    }
}

/// The token that a message is about; nothing at the end. Its place may be that of the next one.
fn found(tokens: &[TokenWithSpan], message: &str, start: Option<Location>) -> Option<usize> {
    let at = tokens.iter().position(|token| Some(token.span.start) == start);
    let at = at.unwrap_or(tokens.len().saturating_sub(1));
    let Some((_, said)) = message.split_once(", found: ") else {
        return Some(at).filter(|at| tokens.get(*at).is_some_and(|one| one.token != Token::EOF));
    };
    (0..=at)
        .rev()
        .find(|at| tokens.get(*at).is_some_and(|one| one.token.to_string() == said))
        .filter(|at| tokens[*at].token != Token::EOF)
}

/// A CASE without its END, which sqlparser takes for a name.
fn unended_case(text: &str, places: &Places, tokens: &[TokenWithSpan]) -> Option<Problem> {
    let words = lexemes(tokens, places);
    let mut open = Vec::new();
    for word in words.iter().filter(|word| word.is("CASE") || word.is("END")) {
        match word.is("CASE") {
            true => open.push(word.span),
            false => drop(open.pop()),
        }
    }
    let span = open.pop().filter(|_| words.iter().any(|word| word.is("WHEN")))?;
    let message = format!("the `{}` that begins here has no end", &text[span.range()]);
    Some(Problem::new(span, message).help("end it with END"))
}

/// What sqlparser wants where the statement could end.
const ENOUGH: &str = "its end";

/// A message without its place, and that.
fn placed(message: &str) -> (&str, Option<Location>) {
    let Some((said, place)) = message.rsplit_once(" at Line: ") else { return (message, None) };
    let mut numbers = place.split(", Column: ").filter_map(|number| number.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => (said, Some(Location { line, column })),
        _ => (message, None),
    }
}

/// What a message says it expected: "Expected: ), found: EOF", "Expected an expression, found: FROM".
fn wanted(message: &str) -> Option<String> {
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
fn meant(places: &Places, tokens: &[TokenWithSpan], text: &str) -> Option<String> {
    let words = lexemes(tokens, places);
    let single = || KEYWORDS.iter().map(|(word, _)| *word).filter(|word| !word.contains(' '));
    words.iter().rev().take(2).find_map(|word| {
        let written = &text[word.span.range()];
        let is_word = matches!(word.token, Token::Word(word) if word.quote_style.is_none());
        let is_known = is_keyword(written) || field::by_name(written).is_some();
        let meant = suggest::nearest(written, single()).filter(|_| is_word && !is_known)?;
        Some(format!("did you mean `{meant}` by `{written}`?"))
    })
}

/// A text in a message, no longer than is read at a glance.
pub(super) fn cut(text: &str) -> String {
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
