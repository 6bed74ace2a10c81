//! A clause's place: what may come next in a query of the language or in SQL.

use super::offer::Candidate;
use super::values;
use super::vocabulary::Vocabulary;
use crate::field::{self, FIELDS};
use crate::query::token::{self, End, Kind, Symbol, Token};
use crate::query::word::{self, CLAUSES, CONNECTIVES, FLAGS, MEASURES, SIDES, VERBS, Word};
use crate::sql::raw;

/// The candidates at the end of a statement, and where the word begins that they replace.
pub fn complete(statement: &str, words: &Vocabulary) -> (usize, Vec<Candidate>) {
    let mut tokens = token::lex(statement);
    let last = tokens.last().copied().filter(|last| {
        let is_typed =
            matches!(last.kind, Kind::Word | Kind::Text(End::Open) | Kind::Name(End::Open));
        is_typed && last.span.end == statement.len()
    });
    let start = last.map_or(statement.len(), |last| last.span.start);
    tokens.truncate(tokens.len() - usize::from(last.is_some()));
    let before = Before { text: statement, tokens: &tokens, words };
    let is_sql = !tokens.is_empty() && raw::is_sql(statement);
    (start, if is_sql { before.in_sql() } else { before.candidates() })
}

/// The part of a statement before the word that is being typed.
struct Before<'l> {
    text: &'l str,
    tokens: &'l [Token],
    words: &'l Vocabulary,
}

impl Before<'_> {
    fn candidates(&self) -> Vec<Candidate> {
        let Some(last) = self.tokens.last() else { return beginnings() };
        if let Some(subject) = self.compared() {
            return values::of_subject(&subject, self.words);
        }
        match last.kind {
            Kind::Symbol(Symbol::Comma) => fields(),
            Kind::Symbol(Symbol::Open(_) | Symbol::And | Symbol::Or | Symbol::Not) => conditions(),
            Kind::Word => self.after_word(&self.word(last)),
            _ => continuations(),
        }
    }

    fn after_word(&self, last: &str) -> Vec<Candidate> {
        match last {
            "explain" => beginnings(),
            "where" | "and" | "or" | "not" => conditions(),
            "top" | "bottom" | "list" | "show" | "values" | "has" | "distinct" | "dc" | "uniq" => {
                fields()
            }
            "order" => named(&["by"], CLAUSES),
            "by" if self.begins_with(&["top", "bottom"]) => texts(MEASURES),
            "having" => texts(MEASURES),
            "by" => fields(),
            "since" | "until" => vec![
                Candidate::new("today", "from midnight"),
                Candidate::new("yesterday", "the day before"),
                Candidate::new("now", "this moment"),
            ],
            number if number.parse::<u64>().is_ok() && self.tokens.len() == 2 => fields(),
            field if self.is_condition() && field::by_name(field).or(side(field)).is_some() => {
                let mut all = values::operators(field);
                all.extend(values::of_subject(&self.subject(field), self.words));
                all
            }
            _ => continuations(),
        }
    }

    fn word(&self, token: &Token) -> String {
        self.text[token.span.range()].to_ascii_lowercase()
    }

    fn begins_with(&self, verbs: &[&str]) -> bool {
        let first = self.tokens.iter().find(|token| token.kind == Kind::Word);
        first.is_some_and(|first| verbs.contains(&self.word(first).as_str()))
    }

    /// Whether the last word stands where a condition begins.
    fn is_condition(&self) -> bool {
        let before = self.tokens.len().checked_sub(2).map(|at| &self.tokens[at]);
        before.is_none_or(|before| match before.kind {
            Kind::Symbol(Symbol::Open(_) | Symbol::And | Symbol::Or | Symbol::Not) => true,
            Kind::Word => {
                let word = self.word(before);
                ["where", "and", "or", "not"].contains(&word.as_str())
                    || (["src", "dst"].contains(&word.as_str())
                        && side(&self.word(&self.tokens[self.tokens.len() - 1])).is_some())
            }
            _ => false,
        })
    }

    /// The subject that a field's name ends: `src host` is one.
    fn subject(&self, name: &str) -> String {
        let before = self.tokens.len().checked_sub(2).map(|at| self.word(&self.tokens[at]));
        match before.as_deref() {
            Some(chosen @ ("src" | "dst")) => format!("{chosen} {name}"),
            _ => name.to_owned(),
        }
    }

    /// What the next word is compared with: `action =`, `proto in (TCP,`.
    fn compared(&self) -> Option<String> {
        let is_value = |token: &&Token| match token.kind {
            Kind::Symbol(Symbol::Comma | Symbol::Open(_)) | Kind::Text(_) => true,
            Kind::Word => {
                let word = self.word(token);
                !word::is_reserved(&word)
                    && field::by_name(&word).is_none()
                    && side(&word).is_none()
            }
            _ => false,
        };
        let last = self.tokens.last()?;
        let goes_on = matches!(last.kind, Kind::Symbol(Symbol::Comma | Symbol::Open(_)));
        let mut back = self.tokens.iter().rev().skip_while(|token| goes_on && is_value(token));
        let operator = back.next()?;
        use Symbol::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let is_operator = match operator.kind {
            Kind::Symbol(Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual) => true,
            Kind::Word => ["in", "between", "like"].contains(&self.word(operator).as_str()),
            _ => false,
        };
        let mut back = back.filter(|token| self.word(token) != "not");
        let subject = back.next().filter(|_| is_operator)?;
        let name = self.word(subject);
        field::by_name(&name).or(side(&name))?;
        let chosen = back.next().map(|token| self.word(token));
        Some(match chosen.as_deref() {
            Some(chosen @ ("src" | "dst")) => format!("{chosen} {name}"),
            _ => name,
        })
    }

    /// Tables behind FROM, columns and keywords elsewhere.
    fn in_sql(&self) -> Vec<Candidate> {
        let last = self.tokens.last().map(|last| self.word(last)).unwrap_or_default();
        let takes_table = ["from", "join", "into", "update", "table", "describe", "desc"];
        if takes_table.contains(&last.as_str()) {
            let tables = self.words.tables.iter().map(|name| Candidate::new(name, "table"));
            return tables.chain([Candidate::new("$table", "the table in use")]).collect();
        }
        let columns = FIELDS.iter().map(|field| Candidate::new(field.name, field.help));
        let keywords = raw::KEYWORDS.iter().map(|(word, about)| Candidate::new(*word, *about));
        columns.chain(keywords).collect()
    }
}

/// The first field of a name that stands for two.
fn side(name: &str) -> Option<&'static field::Field> {
    word::side(name).and_then(|side| field::by_name(side.fields[0]))
}

fn texts(table: &'static [Word]) -> Vec<Candidate> {
    table.iter().map(|word| Candidate::new(word.text, word.help)).collect()
}

fn named(names: &[&str], table: &'static [Word]) -> Vec<Candidate> {
    let mut all = texts(table);
    all.retain(|one| names.contains(&one.text.as_str()));
    all
}

fn fields() -> Vec<Candidate> {
    let sides = SIDES.iter().flat_map(|side| {
        let about = format!("{} or {}", side.fields[0], side.fields[1]);
        side.names.iter().map(move |name| Candidate::new(*name, about.clone()))
    });
    FIELDS.iter().map(|field| Candidate::new(field.name, field.help)).chain(sides).collect()
}

fn conditions() -> Vec<Candidate> {
    let mut all: Vec<Candidate> =
        FLAGS.iter().map(|flag| Candidate::new(flag.text, flag.meaning)).collect();
    all.extend(named(&["not", "has"], CONNECTIVES));
    all.extend(fields());
    all
}

fn beginnings() -> Vec<Candidate> {
    let select = Candidate::new("SELECT", "a question in SQL");
    texts(VERBS).into_iter().chain([select]).chain(conditions()).collect()
}

fn continuations() -> Vec<Candidate> {
    let mut all = texts(CLAUSES);
    all.extend(texts(CONNECTIVES));
    all.extend(named(&["show"], VERBS));
    all
}
