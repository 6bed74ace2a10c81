//! Highlighting: a line in colours, which are those of its tokens. Pure: a line and a vocabulary go
//! in, the same line with escape codes comes out, as wide as it was.

use super::argument;
use super::vocabulary::Vocabulary;
use crate::field;
use crate::input::{self, Input};
use crate::output::sanitize;
use crate::query::split::{self, StatementEnd};
use crate::query::token::{self, Token, TokenEnd, TokenKind};
use crate::query::word::{self, MEASURES};
use crate::query::{self, Params};
use crate::span::Span;
use crate::sql::raw;
use crate::time::Timestamp;

/// What a part of a line is, each with its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Highlight {
    Keyword,
    Field,
    Flag,
    Text,
    Number,
    Command,
    Comment,
}

impl Highlight {
    /// The parameters of "Select Graphic Rendition". Source: ECMA-48, 8.3.117.
    fn code(self) -> &'static str {
        match self {
            Self::Keyword => "1;34",
            Self::Field => "36",
            Self::Flag => "35",
            Self::Text => "32",
            Self::Number => "33",
            Self::Command => "1;35",
            Self::Comment => "2",
        }
    }
}

/// Underlined and red.
const WRONG: &str = "4;31";

/// The line with its parts in colours, and underlined what is wrong in it.
pub fn highlight(line: &str, cursor: usize, words: &Vocabulary) -> String {
    let mut wrong = wrong(line, cursor, words).into_iter().peekable();
    let mut painted = String::with_capacity(line.len() * 2);
    let mut done = 0;
    for (span, part) in parts(line, words) {
        painted.push_str(&plain(&line[done..span.start]));
        while wrong.next_if(|wrong| wrong.end <= span.start).is_some() {}
        let is_wrong = wrong.peek().is_some_and(|wrong| wrong.start < span.end);
        paint(&mut painted, &plain(&line[span.range()]), part, is_wrong);
        done = span.end;
    }
    painted.push_str(&plain(&line[done..]));
    painted
}

/// The line without what a terminal would act on, which has no width.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_acting(*c)).collect()
}

/// Whether a character of a line is not to reach the terminal.
pub fn is_acting(c: char) -> bool {
    sanitize::is_hostile(c) && !matches!(c, '\n' | '\t')
}

fn paint(painted: &mut String, text: &str, part: Option<Highlight>, is_wrong: bool) {
    match (is_wrong, part) {
        (true, _) => painted.push_str(&format!("\x1b[{WRONG}m{text}\x1b[0m")),
        (false, Some(part)) => painted.push_str(&format!("\x1b[{}m{text}\x1b[0m", part.code())),
        (false, None) => painted.push_str(text),
    }
}

/// Every part of a line, in order.
fn parts(line: &str, words: &Vocabulary) -> Vec<(Span, Option<Highlight>)> {
    let Some(command) = input::typed_command(line) else { return of_text(line, 0) };
    let (indent, at) = (line.len() - line.trim_start().len(), line.len() - command.len());
    let end = command.find(char::is_whitespace).unwrap_or(command.len());
    let mut parts = vec![(Span::new(indent, at + end), Some(Highlight::Command))];
    let place = argument::place(&format!("{command} "), words);
    if matches!(place, argument::ArgumentPlace::Query { .. })
        && let argument::ArgumentPlace::Query { start } = argument::place(command, words)
    {
        parts.extend(of_text(&command[start..], at + start));
    }
    parts
}

/// The parts of queries and SQL; `at` is where they begin in the line.
fn of_text(text: &str, at: usize) -> Vec<(Span, Option<Highlight>)> {
    let mut pieces = split::pieces(text).into_iter().peekable();
    let mut is_sql = None;
    let mut in_sql = |token: &Token| {
        while pieces.next_if(|piece| piece.span.end <= token.span.start).is_some() {
            is_sql = None;
        }
        let piece = pieces.peek().filter(|piece| piece.span.start <= token.span.start);
        piece.is_some_and(|piece| *is_sql.get_or_insert_with(|| raw::is_sql(piece.text)))
    };
    let part = |token: Token| {
        let part = match token.kind {
            TokenKind::Word if in_sql(&token) => of_sql(&text[token.span.range()]),
            TokenKind::Word => of_word(&text[token.span.range()]),
            TokenKind::Text(_) | TokenKind::Regex(_) => Some(Highlight::Text),
            TokenKind::Name(_) => Some(Highlight::Field),
            TokenKind::Parameter(_) => Some(Highlight::Flag),
            TokenKind::Comment(_) => Some(Highlight::Comment),
            TokenKind::Symbol(_) => None,
        };
        (token.span.shifted(at), part)
    };
    token::tokens(text).map(part).collect()
}

fn of_word(word: &str) -> Option<Highlight> {
    if word::is_reserved(word) || word::is_in(MEASURES, word) {
        Some(Highlight::Keyword)
    } else if word::find_flag(word).is_some() {
        Some(Highlight::Flag)
    } else if word::is_subject(word) {
        Some(Highlight::Field)
    } else {
        of_value(word)
    }
}

fn of_sql(word: &str) -> Option<Highlight> {
    if raw::keyword::is_keyword(word) {
        Some(Highlight::Keyword)
    } else if field::by_name(word).is_some() {
        Some(Highlight::Field)
    } else {
        of_value(word)
    }
}

fn of_value(word: &str) -> Option<Highlight> {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    Some(if is_number { Highlight::Number } else { Highlight::Text })
        .filter(|_| word.len() > 1 || is_number)
}

/// What is wrong in a line, but for what is still being typed: at its end, or where the cursor is.
fn wrong(line: &str, cursor: usize, words: &Vocabulary) -> Vec<Span> {
    let indent = line.len() - line.trim_start().len();
    if let [Input::Command(command), ..] = &input::split(line)[..] {
        let name = command.split_whitespace().next().unwrap_or_default();
        let name = name.trim_start_matches(['\\', '.']);
        let is_known =
            argument::named(name, words.commands).is_some() || words.report(name).is_some();
        let end = line[indent..].find(char::is_whitespace).filter(|_| !is_known);
        return end.map(|end| Span::new(indent, indent + end)).into_iter().collect();
    }
    let pieces = split::pieces(line);
    let problems = pieces.iter().filter_map(|piece| {
        let span = problem(piece.text)?.shifted(piece.span.start);
        let is_open = piece.end == StatementEnd::Text && span.end >= piece.span.end;
        let is_typed = span.start <= cursor && cursor <= span.end;
        (!is_open && !is_typed).then_some(span)
    });
    problems.collect()
}

/// What the parser does not understand in a query of the language. What is wrong in SQL is said when
/// it is run.
fn problem(text: &str) -> Option<Span> {
    let tokens = token::lex(text);
    let is_open = |token: &Token| {
        matches!(token.kind, TokenKind::Text(TokenEnd::Open) | TokenKind::Regex(TokenEnd::Open))
    };
    if raw::is_sql(text) || tokens.iter().any(is_open) {
        return None;
    }
    let checked = query::parse(text, &Params::new())
        .and_then(|query| query::check(&query, Timestamp(0)).map(drop));
    checked.err().and_then(|problem| problem.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;
    use crate::prompt::vocabulary::{FieldValues, Report};

    fn shown(line: &str) -> String {
        let words = Vocabulary {
            commands: cli::prompt_commands(),
            reports: vec![Report { name: "icmp".into(), ..Report::default() }],
            tables: Vec::new(),
            values: FieldValues::default(),
        };
        let painted = highlight(line, line.len(), &words);
        let width = console::measure_text_width(&painted);
        assert_eq!(width, console::measure_text_width(&plain(line)), "{line}");
        painted.replace("\x1b[0m", "}").replace("\x1b[", "{")
    }

    #[test]
    fn each_part_has_its_colour() {
        for (line, expected) in [
            ("top dport", "{1;34mtop} {36mdport}"),
            ("list where denied # x", "{1;34mlist} {1;34mwhere} {35mdenied} {2m# x}"),
            ("count where dport=22", "{1;34mcount} {1;34mwhere} {36mdport}={33m22}"),
            ("count where fw 'a\tb'", "{1;34mcount} {1;34mwhere} {36mfw} {32m'a\tb'}"),
            ("SELECT src FROM x", "{1;34mSELECT} {36msrc} {1;34mFROM} x"),
            (":icmp", "{1;35m:icmp}"),
            (":explain top src", "{1;35m:explain} {1;34mtop} {36msrc}"),
        ] {
            assert_eq!(shown(line), expected);
        }
    }

    #[test]
    fn what_is_wrong_is_underlined_once_it_is_left() {
        for (line, wrong) in [
            ("top nonsense where denied", "{4;31mnonsense}"),
            ("count where dport = 99999 and denied", "{4;31m99999}"),
            (":nonsense x", "{4;31m:nonsense}"),
        ] {
            assert!(shown(line).contains(wrong), "{}", shown(line));
        }
        for line in ["top nonsense", "count where dport =", "count where a", "top", ":nons", "'x"] {
            assert!(!shown(line).contains(WRONG), "{}", shown(line));
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_left_out() {
        assert!(!shown("count where fw = 'a\x1b]0;x\x07\u{9b}2J\u{202e}b'").contains(is_acting));
    }
}
