//! Fuzzes the query language and the guard of SQL; `tests/fuzz/run` says how.
//!
//! Whatever the text: nothing panics, tokens are in order and cover all but white space, every
//! problem lies in the text, what compiles is one SELECT that the guard lets pass, and no value is
//! part of it; what may come next is told of every text, behind each of its words.

#![no_main]

use ipta::packet::Packet;
use ipta::query::eval::Evaluation;
use ipta::query::token::lex;
use ipta::query::{Params, check, expected, expected_condition, parse, parse_predicate};
use ipta::span::Problem;
use ipta::sql::{Layout, compile, raw};
use ipta::time::Timestamp;
use libfuzzer_sys::fuzz_target;

const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut end = 0;
    let tokens = lex(&text);
    for token in &tokens {
        assert!(token.span.start >= end && token.span.end > token.span.start);
        assert!(text[end..token.span.start].trim().is_empty());
        end = token.span.end;
    }
    assert!(text[end..].trim().is_empty());
    // All of them would take the square of the text's length.
    for token in tokens.iter().rev().take(8) {
        expected(&text[..token.span.start]);
        expected(&text[..token.span.end]);
        expected_condition(&text[..token.span.start]);
    }
    if let Err(problem) = parse_predicate(&text) {
        check_problem(&text, &problem);
    }
    if let Err(problem) = raw::parse_read_only(&text) {
        check_problem(&text, &problem);
    }
    let params = Params::from_iter([("x", "src"), ("y", "'; --")]);
    match parse(&text, &params).and_then(|query| check(&query, NOW)) {
        Err(problem) => check_problem(&text, &problem),
        Ok(plan) => {
            let statement = compile(&plan, "logs", Layout::Current);
            assert!(raw::parse_read_only(&statement.to_string()).is_ok(), "{statement}");
            if let Ok(mut evaluation) = Evaluation::new(&plan) {
                evaluation.add(&Packet::default());
            }
        }
    }
});

fn check_problem(text: &str, problem: &Problem) {
    assert!(problem.span.is_some_and(|span| text.get(span.range()).is_some()), "{problem:?}");
    assert!(!problem.message.is_empty());
}
