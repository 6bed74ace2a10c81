//! Values as canonical text writes them: a word where that says the same, else in quotes.

use crate::query::ast::{LiteralStyle, Scalar, ValueForm};
use crate::query::parser::is_plain;
use crate::query::token::{TokenEnd, TokenKind, lex, pattern};

/// Writes a value of a field.
pub(super) fn write_scalar(scalar: &Scalar, form: ValueForm) -> String {
    match scalar.style {
        LiteralStyle::Plain if is_plain(&scalar.text, form) => scalar.text.clone(),
        // Only what was given for a parameter can be a pattern without being a word.
        LiteralStyle::Plain => format!("$pattern:{}", quote(&scalar.text)),
        LiteralStyle::Quoted => quote(&scalar.text),
    }
}

/// A time or a duration.
pub(super) fn write_moment(scalar: &Scalar) -> String {
    write_scalar(scalar, ValueForm::Moment)
}

/// A text in quotes.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A regular expression: between slashes, where every character of it can stand there.
pub(super) fn write_regex(scalar: &Scalar) -> String {
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
    if is_one && pattern(&slashed) == scalar.text { slashed } else { quote(&scalar.text) }
}
