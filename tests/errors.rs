//! Errors: every message of the language, as a person sees it.

use ipta::query::{MAX_DEPTH, MAX_LENGTH, Params, check, parse};
use ipta::span::Problem;
use ipta::sql::raw;

use crate::queries::{NOW, cases};

fn problem(typed: &str) -> Problem {
    parse(typed, &Params::new()).and_then(|query| check(&query, NOW)).expect_err(typed)
}

/// The problem, drawn plainly under the line it is in.
fn drawn(text: &str, problem: &Problem) -> String {
    let start = text[..problem.span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let before = text[start..problem.span.start].chars().count();
    let end = problem.span.end.min(start + line.len()).max(problem.span.start);
    let marks = text[problem.span.start..end].chars().count().max(1);
    let mut drawn = format!("error: {}\n  | {line}\n", problem.message);
    drawn += &format!("  | {}{}\n", " ".repeat(before), "^".repeat(marks));
    if let Some(help) = &problem.help {
        drawn += &format!("  = help: {help}\n");
    }
    drawn
}

#[test]
fn each_mistake_has_its_message() {
    cases::check("errors", "ipta", |typed| drawn(typed, &problem(typed)));
}

#[test]
fn each_refused_statement_has_its_message() {
    cases::check("errors", "sql", |typed| drawn(typed, &raw::read(typed).expect_err(typed)));
}

#[test]
fn parameters_have_messages() {
    let given = Params::from_iter([("limt", "3")]);
    let found = parse("top src limit $limit:10", &given).unwrap_err();
    assert_eq!(found.message, "the query has no parameter `limt`");
    assert_eq!(found.help.as_deref(), Some("did you mean `limit`?"));
    let found = parse("top src", &given).unwrap_err();
    assert_eq!(found.help.as_deref(), Some("it has none"));
    let found = parse("count where src $who", &Params::new()).unwrap_err();
    assert_eq!(found.message, "the parameter `who` has no value");
    assert_eq!(found.help.as_deref(), Some("give one: who=VALUE"));
}

#[test]
fn depth_and_length_have_an_end() {
    let deep =
        |levels: usize| format!("count where {}tcp{}", "(".repeat(levels), ")".repeat(levels));
    assert!(parse(&deep(MAX_DEPTH), &Params::new()).is_ok());
    let found = parse(&deep(MAX_DEPTH + 1), &Params::new()).unwrap_err();
    assert_eq!(found.message, "nested more than 64 levels deep");
    let found = parse(&format!("count where {} tcp", "not ".repeat(1000)), &Params::new());
    assert_eq!(found.unwrap_err().message, "nested more than 64 levels deep");
    let found = parse(&"x".repeat(MAX_LENGTH + 1), &Params::new()).unwrap_err();
    assert_eq!(found.message, "the query is 65537 bytes long; at most 65536 are read");
}
