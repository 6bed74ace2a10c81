//! What the language leaves out on purpose, because SQL says it better: the top of each group, joins
//! and arithmetic.

use crate::query::ast::Subject;
use crate::span::{Problem, Span};

use super::cursor::{Cursor, TokenRole};
use super::predicate::is_subject;

/// Words with which tables are joined.
const JOINS: [&str; 9] =
    ["join", "inner", "left", "right", "outer", "cross", "natural", "union", "from"];

/// The problem that something the language leaves out begins here, if it does.
pub(super) fn begun(cursor: &Cursor<'_>) -> Option<Problem> {
    let lexeme = cursor.peek().filter(|lexeme| lexeme.role == TokenRole::Word)?;
    let (word, span) = (&*lexeme.text, lexeme.span);
    if lexeme.is_word("per") || lexeme.is_word("each") {
        return Some(Problem::new(span, "the language has no top of each group").help(
            "group by both, `top 20 src, dport`, or ask in SQL: \
                 ROW_NUMBER() OVER (PARTITION BY src ORDER BY COUNT(*) DESC)",
        ));
    }
    if JOINS.iter().any(|join| lexeme.is_word(join)) {
        return Some(
            Problem::new(span, format!("a query reads one table, without `{word}`"))
                .help("`:use TABLE` chooses it; SQL joins several: SELECT … FROM a JOIN b ON …"),
        );
    }
    ["+", "*", "/", "%"].iter().any(|sign| word.starts_with(sign)).then(|| arithmetic(span))
}

/// The problem that a sum or a product begins behind a field: `len * 2 > 100`.
pub(super) fn calculated(cursor: &Cursor<'_>, subject: &Subject) -> Option<Problem> {
    let is_sign = ["+", "-", "*", "/", "%"].contains(&cursor.text());
    let is_operand =
        |text: &str| is_subject(text) || text.starts_with(|c: char| c.is_ascii_digit());
    let next = cursor.following().filter(|next| next.role == TokenRole::Word)?;
    (is_sign && is_operand(&next.text)).then(|| arithmetic(subject.span.to(next.span)))
}

/// The problem that a word is a calculation: `len*2`.
pub(super) fn calculation(word: &str, span: Span) -> Option<Problem> {
    let (first, _) = word.split_once(['+', '*', '/', '%'])?;
    is_subject(first).then(|| arithmetic(span))
}

fn arithmetic(span: Span) -> Problem {
    Problem::new(span, "the language does not calculate").help(
        "compare with a value that is worked out, `len > 100`; SQL calculates: \
         SELECT … FROM $table WHERE len * 2 > 200",
    )
}
