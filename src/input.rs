//! An input: one thing somebody typed. Text is split and classified here, for the prompt, scripts
//! and `-e` alike.
//!
//! A command ends with its line, or at `;`. A query of the language ends with its line, too, unless
//! it cannot be whole yet: a quote or bracket is open, or it ends with an operator, a comma, a word
//! that something must follow, or `\`. SQL ends at `;`, `\G` or a blank line.

use crate::query::program;
use crate::query::split::{self, Ending, pieces};
use crate::query::token::{self, End, Kind, Symbol, Token};
use crate::sql::raw;

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
    /// The last statement goes on.
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
        if line.trim().is_empty() || is_complete(&pending) {
            inputs.extend(questions(&std::mem::take(&mut pending)));
        } else if let Some(mark) = continued(&pending) {
            pending.truncate(mark);
        }
    }
    if let Some(mark) = continued(&pending) {
        pending.truncate(mark);
    }
    inputs.extend(questions(&pending));
    inputs
}

/// Whether the text can be run as it is: Enter runs it. If not, Enter begins another line.
pub fn is_complete(text: &str) -> bool {
    state(text) == State::Complete
}

/// Whether the text can be run as it is.
pub fn state(text: &str) -> State {
    let last = text.rsplit('\n').next().unwrap_or_default();
    if command(text).is_some() || (text.contains('\n') && last.trim().is_empty()) {
        return State::Complete;
    }
    match pieces(text).pop() {
        Some(piece) if piece.end == Ending::Text && goes_on(piece.text) => State::Incomplete,
        _ => State::Complete,
    }
}

/// Where the `\` is that a text ends with to go on in the next line.
fn continued(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let mark = text.strip_suffix('\\')?.len();
    let last = token::lex(text).pop()?;
    (last.kind == Kind::Word && last.span.end == text.len()).then_some(mark)
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
        // `\g` and `\G` end a statement that began before them.
        if line.starts_with('\\') && rest.starts_with(['g', 'G']) && rest.trim().len() == 1 {
            return None;
        }
        return Some(if rest.trim() == "?" { "help".into() } else { rest.trim().to_owned() });
    }
    let bare = BARE_COMMANDS.iter().find(|(word, _)| *word == line)?;
    Some(bare.1.to_owned())
}

fn questions(text: &str) -> Vec<Input> {
    let input = |piece: &split::Piece<'_>| {
        let text = piece.text.to_owned();
        match (command(&text), piece.end) {
            (Some(command), _) => Input::Command(command),
            (None, Ending::Vertical) => Input::Vertical(text),
            (None, _) => Input::Question(text),
        }
    };
    pieces(text).iter().map(input).collect()
}

/// Whether a statement without `;` waits for another line.
fn goes_on(statement: &str) -> bool {
    let tokens: Vec<Token> =
        token::lex(statement).into_iter().filter(|token| !split::is_comment(token)).collect();
    let Some(last) = tokens.last() else { return false };
    if !raw::is_sql(statement)
        && let (_, Some(program)) = program::divide(statement)
    {
        return program.goes_on() || continued(statement).is_some();
    }
    // One word alone, such as ANALYZE, is a slip and not the beginning of SQL.
    raw::is_select(statement)
        || raw::is_sql(statement) && tokens.len() > 1
        || token::unclosed(&tokens).is_some()
        || continued(statement).is_some()
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
        for text in ["count \\", "list src, \\", "SELECT 1\\", "EXPLAIN SELECT 1", "WITH a AS ("] {
            assert!(!is_complete(text), "{text}");
        }
        for text in ["SELECT 1\\G", "SELECT 1\\g", "analyze", "top dport # where", "", "x = '\\G'"]
        {
            assert!(is_complete(text), "{text}");
        }
        assert_eq!(state("SELECT 1\nFROM logs"), State::Incomplete);
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
