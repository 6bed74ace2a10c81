//! Expectations and the parser: what comes next in a sentence was expected there, and what is expected
//! may come.

use std::collections::BTreeSet;

use ipta::field::{self, FIELDS, Field};
use ipta::query::expected::Expected;
use ipta::query::token::{Bracket, Symbol, Token, TokenKind, lex};
use ipta::query::word::{self, UNITS};
use ipta::query::{Params, check, expected, parse, typing};

use crate::agreement::dice::Dice;
use crate::agreement::sentences;
use crate::support::cases::{self, NOW};
use crate::support::chance::seed;

/// How many sentences at random are cut.
const SENTENCES: usize = 1000;

/// The sentences of the cases, and some with parameters.
fn known() -> Vec<String> {
    let mut known: Vec<String> = cases::files("queries", "ipta")
        .iter()
        .flat_map(|path| cases::read(path))
        .map(|case| case.typed)
        .filter(|typed| !typed.is_empty())
        .collect();
    known.extend(
        [
            "top $n $key, $other:dst by distinct $what:dport where prefix = $text last $window",
            "bottom $key by bytes since $from until $to having count > $least limit $most",
            "list $one:time where dport in ($a, $b $c) and prefix ~ $pattern order by $by:src",
            "hist every $step by $key on $day; ",
            "count by net(src, $bits:24) where $field:ttl between $low and $high",
            "top src | sort -n",
        ]
        .map(str::to_owned),
    );
    known
}

/// Sentences at random.
fn at_random() -> Vec<String> {
    let mut dice = Dice::new(seed());
    let sentence = |nth: usize| match nth % 3 {
        0 => sentences::rarer(&mut dice),
        _ => sentences::query(&mut dice),
    };
    (0..SENTENCES).map(sentence).collect()
}

/// A token of a sentence, as it is written.
struct Next<'t> {
    kind: TokenKind,
    text: &'t str,
}

impl Next<'_> {
    fn is(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    fn names(&self, fields: &[&'static Field]) -> bool {
        let named = field::by_name(self.text);
        // Of one that is taken the name may begin another's: `src port`.
        self.kind == TokenKind::Word
            && named.is_some_and(|named| {
                fields.contains(&named) || ["src", "dst"].contains(&named.name)
            })
    }

    /// Whether it begins a field's name of two words.
    fn is_side_of(&self, field: &Field) -> bool {
        let mut sides = word::SIDES.iter().filter(|side| side.choosable);
        (self.is("src") || self.is("dst")) && sides.any(|side| side.fields.contains(&field.name))
    }

    /// Whether it can be a value: a parameter, a text, or a word that the language does not use.
    fn is_value(&self) -> bool {
        match self.kind {
            TokenKind::Parameter(_) | TokenKind::Text(_) => true,
            TokenKind::Word => !word::is_reserved(self.text),
            _ => false,
        }
    }

    fn is_time(&self) -> bool {
        self.is_value() || self.is("today") || self.is("yesterday")
    }

    /// Whether it is what an expectation says.
    fn fits(&self, expected: &Expected) -> bool {
        let is_parameter = matches!(self.kind, TokenKind::Parameter(_));
        match expected {
            Expected::Word(word) => self.is(word.text),
            Expected::Flag(flag) => self.is(flag.text),
            Expected::Symbol(symbol) => self.kind == TokenKind::Symbol(*symbol),
            Expected::Field(fields) => is_parameter || self.names(fields),
            Expected::Side(side, _) => side.names.iter().any(|name| self.is(name)),
            Expected::Term(term) => {
                let begin = term.to_string();
                self.is(begin.split('(').next().unwrap_or_default()) || self.is_side_of(term.field)
            }
            Expected::Value(fields) => match fields[0].kind {
                field::Type::Time => self.is_time(),
                _ => self.is_value(),
            },
            Expected::Pattern => {
                is_parameter || matches!(self.kind, TokenKind::Text(_) | TokenKind::Regex(_))
            }
            Expected::Number => is_parameter || self.text.parse::<u64>().is_ok(),
            Expected::Duration => self.is_value(),
            Expected::Time | Expected::Day => self.is_time(),
            Expected::Clock => self.kind == TokenKind::Word && self.text.contains(':'),
            Expected::Unit => UNITS.iter().any(|unit| unit.names.iter().any(|name| self.is(name))),
            Expected::Heading => matches!(self.kind, TokenKind::Text(_)),
            Expected::Program => true,
            Expected::End => false,
        }
    }
}

fn tokens(sentence: &str) -> Vec<Token> {
    let tokens = lex(sentence).into_iter();
    tokens.filter(|token| !matches!(token.kind, TokenKind::Comment(_))).collect()
}

#[test]
fn what_comes_next_was_expected() {
    let mut wrong = Vec::new();
    for sentence in known().into_iter().chain(at_random()) {
        for token in tokens(&sentence) {
            let before = &sentence[..token.span.start];
            let next = Next { kind: token.kind, text: &sentence[token.span.range()] };
            let all = expected(before);
            if !all.iter().any(|one| next.fits(one)) {
                wrong.push(format!("{before}\n  {}\n  {all:?}\n", next.text));
            }
        }
        let has_program = sentence.contains(" | ");
        if !has_program && !expected(&format!("{sentence}\n")).contains(&Expected::End) {
            wrong.push(format!("{sentence}\n  the end is not expected\n"));
        }
    }
    let shown = wrong[..wrong.len().min(8)].join("\n");
    assert!(wrong.is_empty(), "{} are not expected\n{shown}", wrong.len());
}

/// The words and symbols of an expectation; a function with its bracket, without which it is none.
fn offered(one: &Expected) -> Vec<String> {
    match one {
        Expected::Word(word) if word::find_function(word.text).is_some() => {
            vec![format!("{}(", word.text)]
        }
        Expected::Word(word) => vec![word.text.to_owned()],
        Expected::Flag(flag) => vec![flag.text.to_owned()],
        Expected::Symbol(Symbol::Pipe) => vec!["| sort".to_owned()],
        Expected::Symbol(symbol) => vec![symbol.text().to_owned()],
        Expected::Field(fields) => fields.iter().map(|field| field.name.to_owned()).collect(),
        Expected::Side(side, _) => side.names.iter().map(|name| (*name).to_owned()).collect(),
        Expected::Term(term) => vec![term.to_string()],
        Expected::Unit => UNITS.iter().map(|unit| unit.names[0].to_owned()).collect(),
        Expected::Clock => vec!["08:30".to_owned()],
        Expected::Heading => vec!["\"a heading\"".to_owned()],
        Expected::Number | Expected::Duration | Expected::Value(_) => Vec::new(),
        Expected::Time | Expected::Day => vec!["today".to_owned()],
        Expected::Pattern => vec!["/a/".to_owned()],
        Expected::Program | Expected::End => Vec::new(),
    }
}

/// The brackets that close what a text leaves open.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    for token in lex(text) {
        match token.kind {
            TokenKind::Symbol(Symbol::Open(bracket)) => open.push(bracket),
            TokenKind::Symbol(Symbol::Close(_)) => drop(open.pop()),
            _ => {}
        }
    }
    let close = |bracket: Bracket| Symbol::Close(bracket).text();
    open.into_iter().rev().map(close).collect()
}

/// What the parser has against a word behind a text, unless something is only missing behind it.
fn complaint(before: &str, word: &str) -> Option<String> {
    let start = before.len() + 1;
    let text = format!("{before} {word} ");
    let text = format!("{text}{}", closing(&text));
    let problem = parse(&text, &Params::new()).err()?;
    let is_there =
        problem.span.is_some_and(|span| span.start < start + word.len() && span.end > start);
    is_there.then(|| format!("{text}\n  {word}: {problem:?}\n"))
}

#[test]
fn what_is_expected_may_come() {
    let (mut wrong, mut seen, mut number) = (Vec::new(), BTreeSet::new(), 0);
    let without_parameters = |sentence: &String| !sentence.contains('$');
    for sentence in known().into_iter().chain(at_random()).filter(without_parameters) {
        for token in tokens(&sentence) {
            let before = sentence[..token.span.start].trim_end();
            let all = expected(before);
            // Places that expect the same behind the same token are alike.
            let last = lex(before).last().map_or("", |last| &before[last.span.range()]);
            if !seen.insert(format!("{last} {all:?}")) {
                continue;
            }
            for word in all.iter().flat_map(offered) {
                number += 1;
                wrong.extend(complaint(before, &word));
            }
        }
    }
    let shown = wrong[..wrong.len().min(8)].join("\n");
    assert!(wrong.is_empty(), "{} may not come\n{shown}", wrong.len());
    assert!(number > 10_000, "only {number} words were tried");
}

/// Tests of a field: their operators, and a value for each.
const TESTS: [(&str, &str); 8] = [
    ("<", ""),
    (">=", ""),
    ("between", "and"),
    ("like", ""),
    ("~", ""),
    ("!~", ""),
    ("matches", ""),
    ("has", ""),
];

#[test]
fn operators_are_expected_of_the_types_that_the_check_takes() {
    for field in FIELDS {
        let before = format!("count where {}", field.name);
        let value = expected_value(field);
        let all: Vec<String> = expected(&before).iter().flat_map(offered).collect();
        for (operator, joined) in TESTS {
            let value = match operator {
                "like" | "~" | "!~" | "matches" => "'%'",
                _ => value,
            };
            let more = if joined.is_empty() { String::new() } else { format!(" {joined} {value}") };
            let text = format!("{before} {operator} {value}{more}");
            let query =
                parse(&text, &Params::new()).unwrap_or_else(|found| panic!("{text}: {found:?}"));
            let fits = check(&query, NOW).is_ok();
            assert_eq!(all.iter().any(|one| one == operator), fits, "{text}");
        }
        let private = format!("{before} is private");
        let fits = check(&parse(&private, &Params::new()).unwrap(), NOW).is_ok();
        let all: Vec<String> = expected(&format!("{before} is")).iter().flat_map(offered).collect();
        assert_eq!(all.iter().any(|one| one == "private"), fits, "{private}");
    }
}

fn expected_value(field: &Field) -> &'static str {
    use field::Type::*;
    match field.kind {
        Time => "today",
        Text | Word => "'a'",
        Verdict => "deny",
        Protocol => "TCP",
        Address => "10.0.0.1",
        Mac => "02:00:5e:00:53:01",
        Port | Int8 | Int32 => "1",
        Flags => "syn",
    }
}

#[test]
fn measures_are_expected_of_the_types_that_the_check_takes() {
    for measure in ["count", "distinct", "sum", "avg", "min", "max"] {
        for (head, tail) in [("top src by", ""), ("top src having", " > 5"), ("top src show", "")] {
            let before = format!("{head} {measure}(");
            let all: Vec<String> = expected(&before).iter().flat_map(offered).collect();
            for field in FIELDS {
                let text = format!("{before}{}){tail}", field.name);
                let fits = check(&parse(&text, &Params::new()).unwrap(), NOW).is_ok();
                assert_eq!(all.iter().any(|one| one == field.name), fits, "{text}");
            }
        }
    }
    assert!(typing::ALL.iter().all(|kind| FIELDS.iter().any(|field| field.kind == *kind)));
    assert!(FIELDS.iter().all(|field| typing::ALL.contains(&field.kind)));
}
