//! Errors: every message of the language, as a person sees it.

use ipta::query::buckets::BucketWidth;
use ipta::query::buckets::{Buckets, Fill};
use ipta::query::eval::Matcher;
use ipta::query::parameter::Given;
use ipta::query::parameter_kind::ParameterKind;
use ipta::query::plan::Window;
use ipta::query::{MAX_DEPTH, MAX_LENGTH, Params, check, parse};
use ipta::span::Problem;
use ipta::sql::raw::chain::LONGEST;
use ipta::sql::raw::{self, Variables};
use ipta::time::Timestamp;
use ipta::value::Value;

use crate::support::cases::{self, NOW};

mod pinned;

fn problem(typed: &str) -> Problem {
    parse(typed, &Params::new()).and_then(|query| check(&query, NOW)).expect_err(typed)
}

/// The problem, drawn plainly under the line it is in.
fn drawn(text: &str, problem: &Problem) -> String {
    let span = problem.span.expect("a place in the text");
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let before = text[start..span.start].chars().count();
    let end = span.end.min(start + line.len()).max(span.start);
    let marks = text[span.start..end].chars().count().max(1);
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
    cases::check("errors", "sql", |typed| {
        drawn(typed, &raw::parse_read_only(typed).expect_err(typed))
    });
}

#[test]
fn parameters_have_messages() {
    let given = Params::from_iter([("limt", "3")]);
    let found = parse("top src limit $limit:10", &given).unwrap_err();
    assert_eq!(found.message, "the query has no parameter `limt`");
    assert_eq!(found.help.as_deref(), Some("did you mean `limit`?"));
    let found = parse("top src", &given).unwrap_err();
    assert_eq!(found.help.as_deref(), Some("it has none"));
    let found = parse("top src where dport $a and ttl $b", &given).unwrap_err();
    assert_eq!(found.help.as_deref(), Some("it has: a, b"));
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
    assert_eq!(found.help.as_deref(), Some("split the condition"));
    let found = parse(&format!("count where {} tcp", "not ".repeat(1000)), &Params::new());
    assert_eq!(found.unwrap_err().message, "nested more than 64 levels deep");
    let found = parse(&"x".repeat(MAX_LENGTH + 1), &Params::new()).unwrap_err();
    assert_eq!(found.message, "the query is 65537 bytes long; at most 65536 are read");
    let help = "long lists of values are for SQL, which has no such limit: \
                SELECT … FROM $table WHERE src IN (…)";
    assert_eq!(found.help.as_deref(), Some(help));
}

#[test]
fn sql_has_an_end_to_its_depth_but_not_to_its_length() {
    let long = format!("SELECT 1 IN ({})", vec!["22"; 300_000].join(", "));
    assert!(raw::parse_read_only(&long).is_ok());
    let chain = |operator: &str, length: usize| format!("SELECT 1{}", operator.repeat(length));
    for operator in [" + 1", " OR 1", " UNION SELECT 1", " IS NULL", " IN (1)"] {
        assert!(raw::parse_read_only(&chain(operator, LONGEST / 2)).is_ok(), "{operator}");
        let found = raw::parse_read_only(&chain(operator, 300_000)).unwrap_err();
        assert_eq!(found.message, "more than 1000 operators in a row", "{operator}");
        let help = "write `src IN (…)` for many values of one column; \
                    a long UNION can be several statements";
        assert_eq!(found.help.as_deref(), Some(help));
    }
    let many = format!("SELECT {}", vec!["1 + 1"; 100_000].join(", "));
    assert!(raw::parse_read_only(&many).is_ok());
}

#[test]
fn a_value_for_sql_is_a_single_one() {
    let mut params = Params::new();
    let kind = ParameterKind::by_name("port");
    params.set_typed("p", Given { text: "22-23".to_owned(), kind });
    let found = raw::parse_saved("SELECT $p", &Variables::trial(&params, NOW)).unwrap_err();
    assert_eq!(found.message, "`22-23` is more than one port");
    assert_eq!(found.help.as_deref(), Some("SQL compares with a single one, such as 22"));
}

#[test]
fn a_pattern_may_be_too_large_for_memory() {
    let query = parse("prefix ~ /(a{1000}){1000}/", &Params::new()).unwrap();
    let found = Matcher::new(&check(&query, NOW).unwrap()).unwrap_err().to_string();
    let begin = "`(a{1000}){1000}` cannot be used as a regular expression: ";
    assert!(found.starts_with(begin), "{found}");
}

/// What the embedded store says, also where everything is allowed.
#[cfg(feature = "embedded")]
#[test]
fn each_statement_that_the_embedded_store_refuses_has_its_message() {
    use ipta::cancel::Cancel;
    use ipta::time::Zone;

    use crate::support::rows::Lines;

    let folder = tempfile::tempdir().expect("a folder");
    let store = ipta::store::open(&folder.path().join("store"), None).expect("a store");
    store.create("logs", &Zone::utc()).expect("a table");
    let params = Params::new();
    cases::check("errors/embedded", "sql", |typed| {
        let statement = raw::parse_unchecked(typed, &Variables::trial(&params, NOW)).expect(typed);
        let answer = store.query(&statement, &Cancel::default(), &mut Lines::default());
        format!("error: {}\n", answer.expect_err(typed))
    });
}

#[test]
fn a_histogram_says_what_it_leaves_out() {
    let window = Window { from: Some(Timestamp(0)), until: None };
    let every = BucketWidth::of_micros(Timestamp::SECOND).unwrap();
    let mut fill = Fill::new(&Buckets { every, window, empty: Vec::new() });
    assert_eq!(fill.before(&[Value::Time(NOW)]), None);
    let note = "1791806400 empty steps are left out; a longer `every` has fewer";
    assert_eq!(fill.note().as_deref(), Some(note));
}
