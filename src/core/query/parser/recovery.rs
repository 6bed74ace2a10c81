//! Constructs that the language omits on purpose, because SQL expresses them better: the top of each group, joins
//! and arithmetic.

use crate::query::word;
use crate::span::{Problem, Span};

/// The problem that a word begins something the language leaves out, if it does.
pub(super) fn find_omission(text: &str, span: Span) -> Option<Problem> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(&["per", "each"]) {
        return Some(Problem::new(span, "the language has no top of each group").help(
            "group by both, `top 20 src, dport`, or ask in SQL: \
                 ROW_NUMBER() OVER (PARTITION BY src ORDER BY COUNT(*) DESC)",
        ));
    }
    if is_one_of(&JOINS) {
        return Some(
            Problem::new(span, format!("a query reads one table, without `{text}`"))
                .help("`:use TABLE` chooses it; SQL joins several: SELECT … FROM a JOIN b ON …"),
        );
    }
    text.starts_with(['+', '*', '/', '%']).then(|| refuse_arithmetic(span))
}

/// Words with which tables are joined.
const JOINS: [&str; 9] =
    ["join", "inner", "left", "right", "outer", "cross", "natural", "union", "from"];

/// The problem that a word is a calculation: `len*2`.
pub(super) fn find_calculation(text: &str, span: Span) -> Option<Problem> {
    let (first, _) = text.split_once(['+', '*', '/', '%'])?;
    word::is_subject(first).then(|| refuse_arithmetic(span))
}

/// The problem that the language does not calculate.
pub(super) fn refuse_arithmetic(span: Span) -> Problem {
    Problem::new(span, "the language does not calculate").help(
        "compare with a value that is worked out, `len > 100`; SQL calculates: \
         SELECT … FROM $table WHERE len * 2 > 200",
    )
}
