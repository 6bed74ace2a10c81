//! Values as canonical text writes them: a word where that says the same, else in quotes.

use crate::query::ast::{LiteralStyle, Scalar};
use crate::query::parser::is_plain;
use crate::query::token::{TokenEnd, TokenKind, lex, pattern};

/// A value of a field; of times several words are one value.
pub(super) fn value(scalar: &Scalar, is_time: bool) -> String {
    match scalar.style {
        LiteralStyle::Plain if is_plain(&scalar.text, is_time) => scalar.text.clone(),
        // Only what was given for a parameter can be a pattern without being a word.
        LiteralStyle::Plain => format!("$pattern:{}", quoted(&scalar.text)),
        LiteralStyle::Quoted => quoted(&scalar.text),
    }
}

/// A time or a duration.
pub(super) fn moment(scalar: &Scalar) -> String {
    value(scalar, true)
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A regular expression: between slashes, where every character of it can stand there.
pub(super) fn regex(scalar: &Scalar) -> String {
    let (body, mark) = match scalar.text.strip_prefix("(?i)") {
        Some(body) => (body, "i"),
        None => (scalar.text.as_str(), ""),
    };
    let slashed = format!("/{}/{mark}", body.replace('/', "\\/"));
    let is_one = match lex(&format!("~{slashed}"))[..] {
        [_, token] => {
            token.kind == TokenKind::Regex(TokenEnd::Closed) && token.span.end == slashed.len() + 1
        }
        _ => false,
    };
    if is_one && pattern(&slashed) == scalar.text { slashed } else { quoted(&scalar.text) }
}
