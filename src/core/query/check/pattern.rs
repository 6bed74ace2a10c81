//! Patterns: texts with wildcards that a field's text is compared with.

use crate::field::{Field, Type};
use crate::packet::Protocol;
use crate::query::ast::{LiteralStyle, Scalar};
use crate::query::like::Like;
use crate::query::plan::Test;
use crate::query::typing;
use crate::span::{Problem, Span};
use crate::value::Value;

use super::regex;

/// Whether a value is a glob: a word with `*` in it.
pub(super) fn is_glob(scalar: &Scalar) -> bool {
    scalar.style == LiteralStyle::Plain && scalar.text.contains('*')
}

/// The test that a glob means: `*` is any text, everything else stands for itself.
pub(super) fn read_glob(field: &Field, scalar: &Scalar) -> Result<Test, Problem> {
    let mut like = String::with_capacity(scalar.text.len());
    for c in scalar.text.chars() {
        match c {
            '*' => like.push('%'),
            '%' | '_' | '\\' => like.extend(['\\', c]),
            _ => like.push(c),
        }
    }
    self::read_like(field, &like, scalar.span)
}

/// The test that a pattern with `%` and `_` means, in the case that the field is kept in.
pub(super) fn read_like(field: &Field, pattern: &str, span: Span) -> Result<Test, Problem> {
    must_be_text(field, span)?;
    Ok(match field.kind {
        Type::Word => Test::Like(pattern.to_uppercase()),
        Type::Verdict | Type::Mac => Test::Like(pattern.to_lowercase()),
        Type::Protocol => match_protocols(pattern, span)?,
        _ => Test::Like(pattern.to_owned()),
    })
}

/// Protocols keep the case of their names, but either case is written: so each name is compared.
fn match_protocols(pattern: &str, span: Span) -> Result<Test, Problem> {
    let pattern = Like::new(&pattern.to_lowercase());
    let fitting: Vec<Value> = Protocol::all()
        .map(|protocol| protocol.name())
        .filter(|name| pattern.fits(&name.to_lowercase()))
        .map(|name| Value::Text(name.into_owned()))
        .collect();
    if fitting.is_empty() {
        return Err(Problem::new(span, "no protocol's name fits the pattern")
            .help("protocols are TCP, UDP, ICMP, ICMPv6, GRE, ESP …"));
    }
    Ok(Test::OneOf(fitting))
}

/// The test that a regular expression means; case counts where the field's own does.
pub(super) fn read_regex(field: &Field, scalar: &Scalar) -> Result<Test, Problem> {
    must_be_text(field, scalar.span)?;
    let pattern = regex::make_portable(&scalar.text).map_err(|reason| {
        let message = format!("this regular expression cannot be used: {reason}");
        Problem::new(scalar.span, message)
            .help("what every store understands can be used: `( ) | [ ] . * + ? {2} ^ $ \\d \\b`")
    })?;
    Ok(Test::Matches(match field.kind {
        Type::Text => pattern,
        _ => format!("(?i){pattern}"),
    }))
}

/// Complains where a field has no text to compare with a pattern.
fn must_be_text(field: &Field, span: Span) -> Result<(), Problem> {
    if typing::TEXTS.contains(&field.kind) {
        return Ok(());
    }
    let name = field.name;
    let instead = match field.kind {
        Type::Address => format!("write a network or a range: `{name} in 10.0.0.0/8`"),
        Type::Flags => "write `flags has syn` or `flags = syn`".into(),
        Type::Time => format!("write `{name} >= 2026-10-11`"),
        _ => format!("write a range: `{name} 80-90`"),
    };
    Err(Problem::new(span, format!("`{name}` is not text: no pattern fits it")).help(instead))
}
