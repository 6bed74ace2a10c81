//! An input: one thing somebody typed. Text is split and classified here, for the prompt, scripts
//! and `-e` alike.

use crate::query::token::{self, End, Kind, Symbol, Token};
use crate::sql::raw;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A command, without its `:`.
    Command(String),
    /// A query of the language or a SELECT.
    Question(String),
}

/// Words that are commands without a `:` when they stand alone.
const BARE_COMMANDS: &[(&str, &str)] =
    &[("help", "help"), ("?", "help"), ("exit", "quit"), ("quit", "quit"), ("q", "quit")];

/// Words of the language that something must follow.
const AWAITING: &[&str] = &["and", "between", "by", "having", "in", "like", "not", "or", "where"];

/// Whether a text can be run, or waits for more lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Each of its statements has its end.
    Complete,
    /// The last statement goes on: an open quote or bracket, a trailing operator, SQL without `;`.
    Incomplete,
}

/// Splits a text into inputs. A last statement without its end is taken as it is.
pub fn split(text: &str) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut pending = String::new();
    for line in text.lines() {
        if pending.is_empty() {
            if command(line).is_some() {
                inputs.extend(commands(line));
                continue;
            }
        } else {
            pending.push('\n');
        }
        pending.push_str(line);
        if line.trim().is_empty() || state(&pending) == State::Complete {
            inputs.extend(questions(&std::mem::take(&mut pending)));
        }
    }
    inputs.extend(questions(&pending));
    inputs
}

/// Whether the text can be run as it is.
pub fn state(text: &str) -> State {
    let last = text.rsplit('\n').next().unwrap_or_default();
    if command(text).is_some() || (text.contains('\n') && last.trim().is_empty()) {
        return State::Complete;
    }
    match statements(text).pop() {
        Some(statement) if !statement.ended && goes_on(statement.text) => State::Incomplete,
        _ => State::Complete,
    }
}

/// The inputs of a line that begins with a command: a `;` ends that, too.
fn commands(line: &str) -> Vec<Input> {
    let is_end = |token: &&Token| token.kind == Kind::Symbol(Symbol::Semicolon);
    let end = token::lex(line).iter().find(is_end).map(|token| token.span);
    let (first, rest) = match end {
        Some(end) => (&line[..end.start], &line[end.end..]),
        None => (line, ""),
    };
    command(first).map(Input::Command).into_iter().chain(split(rest)).collect()
}

/// The command that a line is: behind `:` or `\`, or a bare word.
fn command(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix([':', '\\']) {
        return Some(if rest.trim() == "?" { "help".into() } else { rest.trim().to_owned() });
    }
    let bare = BARE_COMMANDS.iter().find(|(word, _)| *word == line)?;
    Some(bare.1.to_owned())
}

fn questions(text: &str) -> impl Iterator<Item = Input> {
    let texts: Vec<String> = statements(text).iter().map(|s| s.text.to_owned()).collect();
    texts.into_iter().map(|text| command(&text).map_or(Input::Question(text), Input::Command))
}

/// A statement in a text, trimmed, without its `;`.
struct Piece<'t> {
    text: &'t str,
    ended: bool,
}

fn statements(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let tokens = token::lex(text);
    for token in tokens.iter().filter(|token| token.kind == Kind::Symbol(Symbol::Semicolon)) {
        pieces.push(Piece { text: text[start..token.span.start].trim(), ended: true });
        start = token.span.end;
    }
    pieces.push(Piece { text: text[start..].trim(), ended: false });
    pieces.retain(|piece| token::lex(piece.text).iter().any(|token| !is_comment(token)));
    pieces
}

fn is_comment(token: &Token) -> bool {
    matches!(token.kind, Kind::Comment(End::Closed))
}

/// Whether a statement without `;` waits for another line.
fn goes_on(statement: &str) -> bool {
    let tokens: Vec<Token> =
        token::lex(statement).into_iter().filter(|token| !is_comment(token)).collect();
    let Some(last) = tokens.last() else { return false };
    raw::is_select(statement)
        || token::unclosed(&tokens).is_some()
        || match last.kind {
            Kind::Text(end) | Kind::Name(end) | Kind::Comment(end) => end == End::Open,
            Kind::Regex(_) | Kind::Parameter(_) => false,
            Kind::Symbol(symbol) => !matches!(symbol, Symbol::Close(_)),
            Kind::Word => {
                let word = &statement[last.span.range()];
                AWAITING.iter().any(|known| known.eq_ignore_ascii_case(word))
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str) -> Input {
        Input::Question(text.into())
    }

    #[test]
    fn statements_end_at_semicolons_and_line_ends() {
        assert_eq!(split(":use a; count")[..], [Input::Command("use a".into()), question("count")]);
        let text = "count; values src # all\n\nlist where prefix = 'a;b'\n:use other\nq";
        let expected = [
            question("count"),
            question("values src # all"),
            question("list where prefix = 'a;b'"),
            Input::Command("use other".into()),
            Input::Command("quit".into()),
        ];
        assert_eq!(split(text), expected);
    }

    #[test]
    fn what_is_not_finished_goes_on_in_the_next_line() {
        for text in
            ["count where", "list src,", "count where (src = 192.0.2.1", "count where a = 'x"]
        {
            assert_eq!(state(text), State::Incomplete, "{text}");
        }
        for text in ["count", "SELECT 1;", "SELECT 1\n\n", ":help", "count where dport in (1, 2)"] {
            assert_eq!(state(text), State::Complete, "{text}");
        }
        assert_eq!(state("SELECT 1\nFROM logs"), State::Incomplete);
        assert_eq!(split("count where\n  dport = 22"), [question("count where\n  dport = 22")]);
        assert_eq!(split("SELECT 1"), [question("SELECT 1")]);
    }
}
