//! A clause's place: what may come next in a query of the language or in SQL, as words to choose from.

use super::candidate::Candidate;
use super::values;
use super::vocabulary::Vocabulary;
use crate::field::{FIELDS, Field};
use crate::query::expected::Expected;
use crate::query::token::{self, Symbol, Token, TokenEnd, TokenKind};
use crate::query::word::{QueryWord, UNITS};
use crate::query::{expected, expected_condition};
use crate::sql::raw;
use crate::sql::raw::keyword::{self, KEYWORDS, KeywordRole};

/// The candidates at the end of a statement, and where the word begins that they replace.
pub fn complete(statement: &str, words: &Vocabulary) -> (usize, Vec<Candidate>) {
    let start = typed(statement, expected);
    let before = &statement[..start];
    let candidates = match token::lex(before).last() {
        Some(last) if raw::is_sql(statement) => in_sql(&before[last.span.range()], words),
        Some(_) => ClausePlace::behind(before, expected).candidates(words),
        None => {
            let mut all = ClausePlace::behind("", expected).candidates(words);
            all.push(Candidate::new("SELECT", "a question in SQL"));
            all
        }
    };
    (start, candidates)
}

/// The same at the end of a condition that stands alone.
pub fn complete_condition(condition: &str, words: &Vocabulary) -> (usize, Vec<Candidate>) {
    let start = typed(condition, expected_condition);
    (start, ClausePlace::behind(&condition[..start], expected_condition).candidates(words))
}

/// Where the word, or the operator, begins that is being typed at the end of a text.
fn typed(text: &str, ask: fn(&str) -> Vec<Expected>) -> usize {
    let last = token::lex(text).pop().filter(|last| last.span.end == text.len());
    let is_typed = |last: &Token| match last.kind {
        TokenKind::Word | TokenKind::Text(TokenEnd::Open) | TokenKind::Name(TokenEnd::Open) => true,
        // Behind a field, `!` is half of `!=`.
        TokenKind::Symbol(Symbol::Not) => {
            ask(&text[..last.span.start]).contains(&Expected::Symbol(Symbol::NotEqual))
        }
        _ => false,
    };
    last.filter(is_typed).map_or(text.len(), |last| last.span.start)
}

/// A place in a query, and what may come there.
struct ClausePlace<'l> {
    before: &'l str,
    ask: fn(&str) -> Vec<Expected>,
    expected: Vec<Expected>,
}

/// Behind longer texts a word is offered without what must follow it.
const LONGEST: usize = 4096;

/// Lengths of time that people ask for.
const DURATIONS: [(&str, &str); 5] = [
    ("5m", "five minutes"),
    ("1h", "an hour"),
    ("24h", "a day"),
    ("7d", "a week"),
    ("30d", "thirty days"),
];

impl<'l> ClausePlace<'l> {
    /// The place behind a text of which `ask` tells what is expected.
    fn behind(before: &'l str, ask: fn(&str) -> Vec<Expected>) -> Self {
        Self { before, ask, expected: ask(before) }
    }

    fn candidates(&self, words: &Vocabulary) -> Vec<Candidate> {
        let mut expected: Vec<&Expected> = self.expected.iter().collect();
        expected.sort_by_key(|one| group(one));
        expected.into_iter().flat_map(|one| self.offered(one, words)).collect()
    }

    /// What may be chosen of an expectation; nothing where only the person knows.
    fn offered(&self, one: &Expected, words: &Vocabulary) -> Vec<Candidate> {
        match one {
            Expected::Word(word) => self.word(word),
            Expected::Flag(flag) => vec![Candidate::new(flag.text, flag.meaning)],
            Expected::Symbol(symbol) => self.symbol(*symbol).into_iter().collect(),
            Expected::Field(fields) => {
                fields.iter().map(|field| Candidate::new(field.name, field.help)).collect()
            }
            Expected::Side(side, fields) => {
                let about = values::either(fields);
                side.names.iter().map(|name| Candidate::new(*name, about.clone())).collect()
            }
            Expected::Term(term) => vec![Candidate::new(term.to_string(), "grouped")],
            Expected::Value(fields) => values::of_fields(fields, words),
            Expected::Duration => values::named(&DURATIONS),
            Expected::Time => values::named(&values::TIMES),
            Expected::Day => values::named(&values::DAYS),
            Expected::Unit => UNITS.iter().flat_map(|unit| unit.names.last()).map(unit).collect(),
            Expected::Pattern
            | Expected::Number
            | Expected::Clock
            | Expected::Heading
            | Expected::Program
            | Expected::End => Vec::new(),
        }
    }

    /// A word with what must follow it: `order by`, `hour(`; of an operator all that may: `is null`.
    fn word(&self, word: &'static QueryWord) -> Vec<Candidate> {
        let alone = || vec![Candidate::new(word.text, word.help)];
        if self.before.len() > LONGEST {
            return alone();
        }
        let next = (self.ask)(&format!("{} {}", self.before, word.text));
        let is_closed = |one: &Expected| matches!(one, Expected::Word(_) | Expected::Symbol(_));
        match next[..] {
            [Expected::Symbol(Symbol::Open(_))] => {
                vec![Candidate::new(format!("{}(", word.text), word.help)]
            }
            [Expected::Word(one)] => {
                vec![Candidate::new(format!("{} {}", word.text, one.text), word.help)]
            }
            _ if self.compared().is_some() && next.iter().all(is_closed) => {
                let both = |one: &Expected| match one {
                    Expected::Word(next) => {
                        Some(Candidate::new(format!("{} {}", word.text, next.text), next.help))
                    }
                    _ => None,
                };
                next.iter().filter_map(both).collect()
            }
            _ => alone(),
        }
    }

    /// The fields that are compared here, if some are.
    fn compared(&self) -> Option<&[&'static Field]> {
        self.expected.iter().find_map(|one| match one {
            Expected::Value(fields) => Some(fields.as_slice()),
            _ => None,
        })
    }

    /// An operator, or a piece of punctuation that has no word of the same meaning.
    fn symbol(&self, symbol: Symbol) -> Option<Candidate> {
        let about = match symbol {
            Symbol::Equal => match self.compared().and_then(|fields| fields.first()) {
                Some(field) => values::described(field.kind),
                None => "is",
            },
            Symbol::NotEqual => "is not",
            Symbol::Less => "less than",
            Symbol::LessEqual => "at most",
            Symbol::Greater => "more than",
            Symbol::GreaterEqual => "at least",
            Symbol::Matches => "matches a regular expression",
            Symbol::NotMatches => "does not match it",
            Symbol::Comma => "and one more",
            Symbol::Close(_) => "ends what is in brackets",
            Symbol::Open(_) if self.expected.len() == 1 => "must follow",
            Symbol::Open(_)
            | Symbol::Not
            | Symbol::And
            | Symbol::Or
            | Symbol::Ampersand
            | Symbol::Pipe
            | Symbol::Semicolon => return None,
        };
        Some(Candidate::new(symbol.text(), about))
    }
}

/// In which order expectations are offered: the many names and values stand behind what is short.
fn group(one: &Expected) -> u8 {
    match one {
        Expected::Symbol(Symbol::Comma | Symbol::Open(_) | Symbol::Close(_)) => 2,
        Expected::Symbol(_) => 0,
        Expected::Side(..) => 3,
        Expected::Value(_) => 4,
        _ => 1,
    }
}

fn unit(name: &&'static str) -> Candidate {
    Candidate::new(*name, "unit of time")
}

/// Tables behind FROM and its like, columns and keywords elsewhere.
fn in_sql(last: &str, words: &Vocabulary) -> Vec<Candidate> {
    if keyword::has_role(last, KeywordRole::TakesTable) {
        let tables = words.tables.iter().map(|name| Candidate::new(name, "table"));
        return tables.chain([Candidate::new("$table", "the table in use")]).collect();
    }
    let columns = FIELDS.iter().map(|field| Candidate::new(field.name, field.help));
    let keywords = KEYWORDS.iter().map(|word| Candidate::new(word.text, word.help));
    columns.chain(keywords).collect()
}
