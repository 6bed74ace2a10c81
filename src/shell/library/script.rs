//! A script: what a saved query's file says.
//!
//! ```text
//! # The first comment is the help
//! param address: address              # what it is for
//! param limit: number = 10
//!
//! ## A heading of the statement below
//! top dport where host $address limit $limit
//!
//! SELECT COUNT(*) FROM $table WHERE src = $address;
//! ```
//!
//! Lines that begin with `param` stand before the first statement. The kind or the default may be
//! left out; a parameter that is not declared is one, too. A statement may take several lines; it
//! ends at `;`, at a blank line or at a heading.

use std::collections::HashSet;

use crate::query::parameter::parameters;
use crate::query::parameter_kind::ParameterKind;
use crate::query::program;
use crate::query::split::{self, StatementEnd};
use crate::query::token::{self, Token, unquote};
use crate::span::{Problem, Span};
use crate::sql::raw;
use crate::suggest;

/// Names that mean something without being given: see [`crate::sql::raw`].
const BUILT_IN: [&str; 3] = ["gaps", "now", "table"];

/// A saved query as its file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What can be given: first what is declared, then what the statements name.
    pub parameters: Vec<ScriptParameter>,
    /// What is run, in order: one statement or more.
    pub statements: Vec<ScriptStatement>,
}

/// A part of a saved query that is given when it is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptParameter {
    /// Its name.
    pub name: String,
    /// What its values are, where that is declared.
    pub kind: Option<ParameterKind>,
    /// Its value where none is given.
    pub default: Option<String>,
    /// What it is for; may be empty.
    pub help: String,
    /// Where it is declared, or used first.
    pub span: Span,
}

/// One statement of a saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStatement {
    /// The heading above it.
    pub heading: Option<String>,
    /// Its text.
    pub text: String,
    /// Where it begins in the file.
    pub start: usize,
    /// It ends with `\G`: its answer is wanted upright.
    pub vertical: bool,
}

impl Script {
    /// Whether one of its statements is SQL.
    pub fn has_sql(&self) -> bool {
        self.statements.iter().any(|statement| raw::is_sql(&statement.text))
    }

    /// Reads a file; what is wrong with its form is said, what is wrong in a statement not yet.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let (mut parameters, body) = header(text)?;
        let statements = statements(text, body)?;
        if statements.is_empty() {
            return Err(Problem::new(Span::new(text.len(), text.len()), "there is no query in it")
                .help("write one below the comment, such as `top dport where denied`"));
        }
        let mut known: HashSet<String> = parameters.iter().map(|one| one.name.clone()).collect();
        for statement in &statements {
            refuse_program(statement)?;
            for used in self::parameters(&statement.text) {
                let span = used.span.shifted(statement.start);
                if BUILT_IN.contains(&used.name.as_str()) || !known.insert(used.name.clone()) {
                    continue;
                }
                let (name, default) = (used.name, used.default);
                parameters.push(ScriptParameter {
                    name,
                    kind: None,
                    default,
                    help: String::new(),
                    span,
                });
            }
        }
        Ok(Self { parameters, statements })
    }
}

/// A program is for who types it and sees what it is.
fn refuse_program(statement: &ScriptStatement) -> Result<(), Problem> {
    match program::split_program(&statement.text) {
        (_, Some(program)) if !raw::is_sql(&statement.text) => {
            let span = program.span.shifted(statement.start);
            Err(Problem::new(span, "a saved query holds no program")
                .help("leave the `|` out; ipta's output can be piped where the query is run"))
        }
        _ => Ok(()),
    }
}

/// What the first comment of a file says; without one, its first line.
pub fn help(text: &str) -> &str {
    let comment = text.lines().find_map(|line| line.trim_start().strip_prefix('#'));
    comment.or(text.lines().next()).unwrap_or_default().trim_start_matches('#').trim()
}

/// The declarations at the head of a file, and where its statements begin.
fn header(text: &str) -> Result<(Vec<ScriptParameter>, usize), Problem> {
    let mut parameters: Vec<ScriptParameter> = Vec::new();
    let mut known = HashSet::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if let Some(declared) = said.strip_prefix("param").filter(|rest| begins_apart(rest)) {
            let at = start + line.find(said).unwrap_or_default();
            let span = Span::new(at, at + said.len());
            let parameter = declaration(declared, span)?;
            if !known.insert(parameter.name.clone()) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                return Err(Problem::new(span, message).help("leave one of them out"));
            }
            parameters.push(parameter);
        } else if !said.is_empty() && (!said.starts_with('#') || is_heading(said)) {
            break;
        }
        start += line.len();
    }
    Ok((parameters, start))
}

fn begins_apart(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace)
}

const DECLARATION: &str =
    "write `param NAME: KIND = DEFAULT`; the kind or the default may be left out";

/// `NAME [":" KIND] ["=" DEFAULT] ["#" HELP]`
fn declaration(declared: &str, span: Span) -> Result<ScriptParameter, Problem> {
    let comment = token::lex(declared).into_iter().find(split::is_comment);
    let end = comment.map_or(declared.len(), |comment| comment.span.start);
    let help = declared[end..].trim_start_matches(['#', '-', ' ']).trim().to_owned();
    let (named, default) = match declared[..end].split_once('=') {
        Some((named, default)) => (named, Some(default.trim())),
        None => (&declared[..end], None),
    };
    let (name, kind) = match named.split_once(':') {
        Some((name, kind)) => (name.trim(), Some(kind.trim())),
        None => (named.trim(), None),
    };
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        let message = format!("`{name}` is no name of a parameter");
        return Err(Problem::new(span, message).help(DECLARATION));
    }
    if BUILT_IN.contains(&name) {
        let message = format!("`${name}` has a meaning of its own");
        return Err(Problem::new(span, message).help("choose another name"));
    }
    let kind = kind.map(|kind| self::kind(kind, span)).transpose()?;
    let default = default
        .map(|text| if text.starts_with(['"', '\'']) { unquote(text) } else { text.to_owned() });
    Ok(ScriptParameter { name: name.to_owned(), kind, default, help, span })
}

fn kind(name: &str, span: Span) -> Result<ParameterKind, Problem> {
    ParameterKind::by_name(name).ok_or_else(|| {
        let names: Vec<&str> = ParameterKind::all().map(ParameterKind::name).collect();
        let problem = Problem::new(span, format!("there is no kind of parameter `{name}`"));
        match suggest::nearest(name, names.iter().copied()) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help(format!("a kind is {}", names.join(", "))),
        }
    })
}

fn is_heading(comment: &str) -> bool {
    comment.starts_with("##")
}

/// The statements from a place on, each with the heading above it.
fn statements(text: &str, body: usize) -> Result<Vec<ScriptStatement>, Problem> {
    let mut found = Vec::new();
    let mut heading = None;
    for block in blocks(&text[body..]) {
        if let Some(said) = block.heading {
            heading = Some(said.trim_start_matches('#').trim().to_owned());
            continue;
        }
        for piece in split::pieces(block.text) {
            let start = body + block.start + piece.span.start;
            if piece.text.starts_with([':', '\\']) {
                let span = Span::new(start, start + piece.text.len());
                return Err(Problem::new(span, "a saved query holds no commands")
                    .help("leave it out; `:source FILE` runs commands from a file"));
            }
            found.push(ScriptStatement {
                heading: heading.take(),
                text: piece.text.to_owned(),
                start,
                vertical: piece.end == StatementEnd::Vertical,
            });
        }
    }
    Ok(found)
}

/// A heading, or the text between two ends.
struct ScriptBlock<'t> {
    heading: Option<&'t str>,
    text: &'t str,
    start: usize,
}

/// Cuts a text at headings, and at blank lines outside of brackets, quotes and comments.
fn blocks(text: &str) -> Vec<ScriptBlock<'_>> {
    let mut blocks = Vec::new();
    let (mut start, mut last) = (0, 0);
    let mut depth = 0_usize;
    for token in token::lex(text) {
        let gap = &text[last..token.span.start];
        let written = &text[token.span.range()];
        let is_heading =
            split::is_comment(&token) && is_heading(written) && (last == 0 || gap.contains('\n'));
        if is_heading || (depth == 0 && gap.matches('\n').count() > 1) {
            blocks.push(ScriptBlock { heading: None, text: &text[start..last], start });
            start = token.span.start;
        }
        last = token.span.end;
        if is_heading {
            blocks.push(ScriptBlock { heading: Some(written), text: "", start });
            start = last;
        }
        depth = nesting(depth, &token);
    }
    blocks.push(ScriptBlock { heading: None, text: &text[start..], start });
    blocks
}

fn nesting(depth: usize, token: &Token) -> usize {
    match token.kind {
        token::TokenKind::Symbol(token::Symbol::Open(_)) => depth + 1,
        token::TokenKind::Symbol(token::Symbol::Close(_)) => depth.saturating_sub(1),
        _ => depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "\
# Everything one address did
# and more
param address: address      # whose
param limit: number = 10
param word = \"a b\"

# the ports
## Ports touched
top dport where host $address
  limit $limit

## Verdicts ##
count by verdict where host $address; count where prefix = ';
\n## no heading' and fw = $fw:gw1
SELECT (1

+ 1)\\G
";

    #[test]
    fn a_file_has_parameters_headings_and_statements() {
        let script = Script::read(HOST).expect("a script");
        let given: Vec<_> = script
            .parameters
            .iter()
            .map(|one| (one.name.as_str(), one.kind, one.default.as_deref(), one.help.as_str()))
            .collect();
        assert_eq!(
            given,
            [
                ("address", Some(ParameterKind::Address), None, "whose"),
                ("limit", Some(ParameterKind::Number), Some("10"), ""),
                ("word", None, Some("a b"), ""),
                ("fw", None, Some("gw1"), ""),
            ]
        );
        let headings: Vec<_> = script.statements.iter().map(|one| one.heading.as_deref()).collect();
        assert_eq!(headings, [Some("Ports touched"), Some("Verdicts ##"), None]);
        for statement in &script.statements {
            assert!(HOST[statement.start..].starts_with(&statement.text), "{}", statement.text);
        }
        assert_eq!(help(HOST), "Everything one address did");
    }

    #[test]
    fn a_blank_line_ends_a_statement_outside_of_brackets() {
        let script = Script::read("SELECT (1\n\n + 1)\\G\ntop src\n\ntop dst").expect("a script");
        let texts: Vec<_> = script.statements.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["SELECT (1\n\n + 1)", "top src", "top dst"]);
        assert!(script.statements[0].vertical);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let kinds = "a kind is number, address, port, time, duration, field, text";
        let form = "write `param NAME: KIND = DEFAULT`; the kind or the default may be left out";
        let query = "write one below the comment, such as `top dport where denied`";
        let command = "leave it out; `:source FILE` runs commands from a file";
        let program = "leave the `|` out; ipta's output can be piped where the query is run";
        for (text, message, help) in [
            ("# help\n", "there is no query in it", query),
            (
                "param a: adress\ncount",
                "there is no kind of parameter `adress`",
                "did you mean `address`?",
            ),
            ("param a: zebra\ncount", "there is no kind of parameter `zebra`", kinds),
            ("param a-b\ncount", "`a-b` is no name of a parameter", form),
            ("param now = 1\ncount", "`$now` has a meaning of its own", "choose another name"),
            (
                "param a\nparam a = 1\ncount",
                "the parameter `a` is declared twice",
                "leave one of them out",
            ),
            ("count\n\n:clear", "a saved query holds no commands", command),
            ("count\n\ntop src | cat", "a saved query holds no program", program),
        ] {
            let problem = Script::read(text).expect_err(text);
            assert_eq!((problem.message.as_str(), problem.help.as_deref()), (message, Some(help)));
        }
    }
}
