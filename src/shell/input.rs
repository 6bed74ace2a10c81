//! An input: one thing somebody typed. Text is split and classified here, for the prompt, scripts
//! and `-e` alike.
//!
//! A command ends with its line, or at `;`. A query of the language ends with its line, too, unless
//! it cannot be whole yet: a quote or bracket is open, or it ends with an operator, a comma, a word
//! that something must follow, or `\`. SQL ends at `;`, `\G` or a blank line.

use crate::query::split::{StatementEnd, StatementText, pieces};
use crate::query::token::{self, Symbol, Token, TokenKind};

mod habit;
mod pending;

use habit::command;
pub use habit::{tip, typed_command};
pub use pending::InputState;
use pending::PendingInput;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A command, without its `:`.
    Command(String),
    /// A query of the language or a SELECT.
    Question(String),
    /// The same, ended by `\G`: its answer is wanted upright, a line for each cell.
    Vertical(String),
}

/// Splits a text into inputs. A last statement without its end is taken as it is.
pub fn split(text: &str) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut pending = PendingInput::default();
    for line in text.lines() {
        if pending.is_empty() && command(line).is_some() {
            inputs.extend(commands(line));
            continue;
        }
        if pending.take_line(line) == InputState::Complete {
            inputs.extend(questions(&pending.end()));
        }
    }
    inputs.extend(questions(&pending.end()));
    inputs
}

/// Whether the text can be run as it is: Enter runs it. If not, Enter begins another line.
pub fn is_complete(text: &str) -> bool {
    state(text) == InputState::Complete
}

/// Whether the text can be run as it is.
pub fn state(text: &str) -> InputState {
    let mut pending = PendingInput::default();
    let state = text.split('\n').fold(InputState::Complete, |_, line| pending.take_line(line));
    if command(text).is_some() { InputState::Complete } else { state }
}

/// The inputs of a line that begins with a command: a `;` ends that, too.
fn commands(line: &str) -> Vec<Input> {
    let is_end = |token: &Token| token.kind == TokenKind::Symbol(Symbol::Semicolon);
    let mut inputs = Vec::new();
    let mut rest = line;
    while let Some(whole) = command(rest) {
        let end = token::tokens(rest).find(is_end);
        let first = end.map_or(Some(whole), |end| command(&rest[..end.span.start]));
        inputs.extend(first.map(Input::Command));
        rest = end.map_or("", |end| &rest[end.span.end..]);
    }
    let mut pending = PendingInput::default();
    pending.take_line(rest);
    inputs.extend(questions(&pending.end()));
    inputs
}

fn questions(text: &str) -> Vec<Input> {
    let input = |piece: &StatementText<'_>| {
        let text = piece.text.to_owned();
        match (command(&text), piece.end) {
            (Some(command), _) => Input::Command(command),
            (None, StatementEnd::Vertical) => Input::Vertical(text),
            (None, _) => Input::Question(text),
        }
    };
    pieces(text).iter().map(input).collect()
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
            assert_eq!(state(text), InputState::Incomplete, "{text}");
        }
        for text in ["count", "SELECT 1;", "SELECT 1\n\n", ":help", "count where dport in (1, 2)"] {
            assert_eq!(state(text), InputState::Complete, "{text}");
        }
        for text in ["count \\", "list src, \\", "SELECT 1\\", "EXPLAIN SELECT 1", "WITH a AS ("] {
            assert!(!is_complete(text), "{text}");
        }
        for text in ["SELECT 1\\G", "SELECT 1\\g", "analyze", "top dport # where", "", "x = '\\G'"]
        {
            assert!(is_complete(text), "{text}");
        }
        assert_eq!(state("SELECT 1\nFROM logs"), InputState::Incomplete);
        assert_eq!(split("count where\n  dport = 22"), [question("count where\n  dport = 22")]);
        assert_eq!(split("SELECT 1"), [question("SELECT 1")]);
        assert_eq!(split("count \\\nwhere \\"), [question("count \nwhere")]);
    }

    #[test]
    fn an_answer_may_be_wanted_upright() {
        let vertical = |text: &str| Input::Vertical(text.into());
        let sql = "SELECT *\nFROM logs\\G SELECT 1; top src\\G\nSELECT 2\n\\G\n:use a";
        assert_eq!(
            split(sql),
            [
                vertical("SELECT *\nFROM logs"),
                question("SELECT 1"),
                vertical("top src"),
                vertical("SELECT 2"),
                Input::Command("use a".into()),
            ]
        );
    }
}
