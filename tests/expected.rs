//! Expectations: what the parser says may come next, for each production of the grammar.

use ipta::field::FIELDS;
use ipta::query::expected::Expected;
use ipta::query::token::lex;
use ipta::query::word::{FLAGS, UNITS};
use ipta::query::{expected, expected_condition};

use crate::support::cases;

/// An expectation as a case shows it: words as they are, what stands for many in upper case.
fn shown(one: &Expected) -> String {
    let names = |fields: &[&ipta::field::Field]| {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        names.join(",")
    };
    match one {
        Expected::Word(word) => word.text.to_owned(),
        Expected::Flag(flag) => flag.text.to_owned(),
        Expected::Symbol(symbol) => symbol.text().to_owned(),
        Expected::Field(fields) => match FIELDS.len() - fields.len() {
            0 => "FIELD".to_owned(),
            left_out if left_out < fields.len() => {
                let but: Vec<_> = FIELDS.iter().filter(|field| !fields.contains(field)).collect();
                format!("FIELD-BUT({})", names(&but))
            }
            _ => format!("FIELD({})", names(fields)),
        },
        Expected::Side(side, fields) => format!("{}={}", side.names.join("/"), names(fields)),
        Expected::Term(term) => format!("TERM({term})"),
        Expected::Value(fields) => format!("VALUE({})", names(fields)),
        other => format!("{other:?}").to_uppercase(),
    }
}

/// What is expected, in a line.
fn line(typed: &str) -> String {
    let all: Vec<String> = expected(typed).iter().map(shown).collect();
    if all.is_empty() {
        return "nothing".to_owned();
    }
    let flags: Vec<&str> = FLAGS.iter().map(|flag| flag.text).collect();
    all.join(" ").replace(&flags.join(" "), "FLAGS")
}

#[test]
fn each_place_has_its_expectations() {
    cases::check("expected", "ipta", line);
}

#[test]
fn a_query_begins_with_a_verb_or_a_condition() {
    for text in ["", " ", "# what now\n", "/* */"] {
        assert_eq!(
            line(text),
            "top bottom count hist timeline list show values explain not ! ( has FLAGS FIELD \
             ip/host/addr/net=src,dst port/portrange=sport,dport mac=smac,dmac"
        );
    }
}

#[test]
fn a_condition_that_stands_alone_is_followed_by_no_clause() {
    let line = |typed: &str| {
        let all: Vec<String> = expected_condition(typed).iter().map(shown).collect();
        all.join(" ")
    };
    assert!(line("").starts_with("not ! ( has tcp udp"));
    assert_eq!(line("denied"), "and && or || END");
    assert_eq!(line("(denied"), "and && or || )");
    assert_eq!(line("nonsense = 3 and dport ="), "( [ { VALUE(dport)");
    assert_eq!(line("nonsense = 3"), "");
    assert_eq!(line("nonsense = 3 and denied"), "and && or ||");
    assert_eq!(line("denied and fw = 'a"), "");
    assert_eq!(line("denied) limit 5"), "");
}

#[test]
fn nothing_is_expected_inside_of_a_text() {
    for text in
        ["count where fw = 'a", "prefix ~ /a", "count # whe", "count -- x", "count /* ", "`a"]
    {
        assert_eq!(expected(text), [], "{text}");
    }
    assert_eq!(expected(&"x ".repeat(40_000)), []);
}

#[test]
fn units_are_words_that_a_duration_takes() {
    for name in UNITS.iter().flat_map(|unit| unit.names) {
        let text = format!("count last 2 {name}");
        let query = ipta::query::parse(&text, &ipta::query::Params::new()).unwrap();
        assert!(ipta::query::check(&query, crate::support::cases::NOW).is_ok(), "{text}");
    }
}

/// However deep and long, the answer comes in the time that reading takes.
#[test]
fn a_long_text_is_read_once() {
    let long = "x and ".repeat(10_000).replacen('x', "tcp", 1);
    assert!(!lex(&long).is_empty());
    assert!(line(&long).ends_with(" mac=smac,dmac"));
    let deep = format!("count where {}", "(".repeat(60_000));
    assert!(line(&deep).contains(" limit "));
}
