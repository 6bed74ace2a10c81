//! Completion: what may come next at the end of a line. Pure: a line and a vocabulary go in.

use crate::field::{self, FIELDS, Field};
use crate::output::Format;
use crate::query::token::{self, End, Kind, Symbol, Token};
use crate::query::word::{self, CLAUSES, CONNECTIVES, FLAGS, MEASURES, SIDES, VERBS, Word};

use super::vocabulary::Vocabulary;

/// What may stand from a place in the line on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Where the word that is being typed begins.
    pub start: usize,
    /// What may stand there.
    pub candidates: Candidates,
}

/// Candidates for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidates {
    /// These words, those of them that go on as what is typed.
    Words(Vec<String>),
    /// Names of files.
    Files,
}

/// Completes the word at the end of a line.
pub fn complete(line: &str, words: &Vocabulary) -> Completion {
    let indent = line.len() - line.trim_start().len();
    match line[indent..].strip_prefix([':', '\\']) {
        Some(command) => complete_command(command, indent + 1, words),
        None => complete_query(line, words),
    }
}

/// Completes a command's name or argument; `at` is where `command` begins in the line.
fn complete_command(command: &str, at: usize, words: &Vocabulary) -> Completion {
    let Some((name, rest)) = command.split_once(char::is_whitespace) else {
        let names = words.commands.iter().chain(&words.reports).cloned();
        return offer(at, command, names.collect());
    };
    if name == "explain" {
        let mut completion = complete_query(rest, words);
        completion.start += at + name.len() + 1;
        return completion;
    }
    let typed = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    let start = at + command.len() - typed.len();
    let before = rest[..rest.len() - typed.len()].trim();
    let names = match (name, before) {
        ("import", _) => return Completion { start, candidates: Candidates::Files },
        ("report", "") => words.reports.clone(),
        ("help", "") => words.commands.iter().chain(&words.reports).cloned().collect(),
        ("format", "") => Format::ALL.map(|format| format.name().to_owned()).into(),
        ("tables", "") => ["list", "create", "drop"].map(str::to_owned).into(),
        ("use", "") | ("tables", "drop") => words.tables.clone(),
        _ => Vec::new(),
    };
    offer(start, typed, names)
}

fn complete_query(line: &str, words: &Vocabulary) -> Completion {
    let mut tokens = token::lex(line);
    let last = tokens.last().copied().filter(|last| {
        let is_typed = matches!(last.kind, Kind::Word | Kind::Text(End::Open));
        is_typed && last.span.end == line.len()
    });
    let start = last.map_or(line.len(), |last| last.span.start);
    tokens.truncate(tokens.len() - usize::from(last.is_some()));
    let before = Before { line, tokens: &tokens };
    offer(start, &line[start..], before.candidates(words))
}

/// The part of a query before the word that is being typed.
struct Before<'l> {
    line: &'l str,
    tokens: &'l [Token],
}

impl Before<'_> {
    fn candidates(&self, words: &Vocabulary) -> Vec<String> {
        let Some(last) = self.tokens.last() else { return beginnings() };
        if let Some(field) = self.compared() {
            return words.values_of(field);
        }
        match last.kind {
            Kind::Symbol(Symbol::Semicolon) => beginnings(),
            Kind::Symbol(Symbol::Comma) => fields(),
            Kind::Symbol(Symbol::Open(_) | Symbol::And | Symbol::Or | Symbol::Not) => conditions(),
            Kind::Word => self.after_word(&self.line[last.span.range()].to_ascii_lowercase()),
            _ => continuations(),
        }
    }

    fn after_word(&self, last: &str) -> Vec<String> {
        match last {
            "explain" => beginnings(),
            "where" | "and" | "or" | "not" => conditions(),
            "top" | "bottom" | "list" | "show" | "values" | "has" | "distinct" => fields(),
            "order" => vec!["by".into()],
            "by" if self.begins_with(&["top", "bottom"]) => texts(MEASURES),
            "having" => texts(MEASURES),
            "by" => fields(),
            "since" | "until" => ["today", "yesterday", "now"].map(str::to_owned).into(),
            number if number.parse::<u64>().is_ok() && self.tokens.len() == 2 => fields(),
            _ => continuations(),
        }
    }

    fn begins_with(&self, verbs: &[&str]) -> bool {
        let first = self.tokens.iter().find(|token| token.kind == Kind::Word);
        first.is_some_and(|first| {
            verbs.iter().any(|verb| verb.eq_ignore_ascii_case(&self.line[first.span.range()]))
        })
    }

    /// The field that the next word is compared with: `action =`, `proto in (TCP,`.
    fn compared(&self) -> Option<&'static Field> {
        let is_value = |token: &&Token| {
            let word = &self.line[token.span.range()];
            match token.kind {
                Kind::Symbol(Symbol::Comma | Symbol::Open(_)) | Kind::Text(_) => true,
                Kind::Word => !word::is_reserved(word) && field::by_name(word).is_none(),
                _ => false,
            }
        };
        let last = self.tokens.last()?;
        let goes_on = matches!(last.kind, Kind::Symbol(Symbol::Comma | Symbol::Open(_)));
        let mut back = self.tokens.iter().rev().skip_while(|token| goes_on && is_value(token));
        let operator = back.next()?;
        let is_operator = match operator.kind {
            Kind::Symbol(Symbol::Equal | Symbol::NotEqual) => true,
            Kind::Word => self.line[operator.span.range()].eq_ignore_ascii_case("in"),
            _ => false,
        };
        let is_not = |token: &&Token| self.line[token.span.range()].eq_ignore_ascii_case("not");
        let subject = back.find(|token| !is_not(token)).filter(|_| is_operator)?;
        field::by_name(&self.line[subject.span.range()])
    }
}

fn offer(start: usize, typed: &str, names: Vec<String>) -> Completion {
    let typed = typed.to_lowercase();
    let bare = typed.trim_start_matches(['\'', '"']);
    let goes_on = |name: &String| {
        let name = name.to_lowercase();
        name.starts_with(&typed) || name.trim_start_matches('\'').starts_with(bare)
    };
    let words = names.into_iter().filter(goes_on).collect();
    Completion { start, candidates: Candidates::Words(words) }
}

fn texts(table: &[Word]) -> Vec<String> {
    table.iter().map(|word| word.text.to_owned()).collect()
}

fn fields() -> Vec<String> {
    let sides = SIDES.iter().flat_map(|side| side.names).copied();
    FIELDS.iter().map(|field| field.name).chain(sides).map(str::to_owned).collect()
}

fn conditions() -> Vec<String> {
    let flags = FLAGS.iter().map(|flag| flag.text.to_owned());
    flags.chain(["not", "has"].map(str::to_owned)).chain(fields()).collect()
}

fn beginnings() -> Vec<String> {
    texts(VERBS).into_iter().chain(["SELECT".to_owned()]).chain(conditions()).collect()
}

fn continuations() -> Vec<String> {
    let joins = texts(CONNECTIVES);
    texts(CLAUSES).into_iter().chain(joins).chain(["show".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let values = [("action", vec!["CBLK".to_owned()]), ("prefix", vec!["[UFW BLOCK]".into()])];
        Vocabulary {
            commands: vec!["report".into(), "reports".into()],
            reports: vec!["icmp".into()],
            tables: vec!["other".into()],
            values: values.into(),
        }
    }

    fn words(line: &str) -> Vec<String> {
        match complete(line, &vocabulary()).candidates {
            Candidates::Words(words) => words,
            Candidates::Files => vec!["a file".into()],
        }
    }

    #[test]
    fn the_place_decides_what_is_offered() {
        for (line, expected) in [
            ("to", "top"),
            ("top dp", "dport"),
            ("top dport wh", "where"),
            ("top dport where den", "denied"),
            ("top dport where action = ", "CBLK"),
            ("top dport where action not in (DROP, cb", "CBLK"),
            ("list where proto = ic", "ICMPv6"),
            ("list where prefix = '[U", "'[UFW BLOCK]'"),
            ("top src by dis", "distinct"),
            ("count by pro", "proto"),
            (":rep", "reports"),
            (":ic", "icmp"),
            (":report ic", "icmp"),
            (":use ot", "other"),
            (":explain top dp", "dport"),
            (":import /v", "a file"),
            (":format js", "json"),
        ] {
            assert!(words(line).iter().any(|word| word == expected), "{line}: {:?}", words(line));
        }
    }

    #[test]
    fn the_word_that_is_typed_is_replaced() {
        assert_eq!(complete("top dp", &vocabulary()).start, 4);
        assert_eq!(complete(":explain top dp", &vocabulary()).start, 13);
        assert_eq!(complete("  :use o", &vocabulary()).start, 7);
        assert_eq!(words("top dport where action = xyz"), [] as [String; 0]);
    }
}
