//! Pinned: every message that a source file holds stands, whole, in some test.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support::documents::document;

/// The files whose texts are messages about what a person asks, below `src/`; a folder is all in it.
const SAYING: [&str; 18] = [
    "shell/ask.rs",
    "shell/library",
    "shell/library.rs",
    "core/query/check",
    "core/query/buckets.rs",
    "core/query/eval/matcher.rs",
    "core/query/parameter.rs",
    "core/query/parser",
    "shell/session/asking.rs",
    "shell/session/program.rs",
    "core/sql/raw.rs",
    "core/sql/raw/chain.rs",
    "core/sql/raw/fault.rs",
    "core/sql/raw/function.rs",
    "core/sql/raw/variables.rs",
    "embedded/fault.rs",
    "embedded/functions.rs",
    "embedded/translate",
];

/// Texts there that no person reads: what sqlparser's own messages are taken apart by, parts of
/// statements, and names of types.
const UNREAD: [&str; 49] = [
    " at Line: ",
    ", Column: ",
    ", found: ",
    "end of statement",
    "SELECT, VALUES, or a subquery in the query body",
    // What the engine's own messages are taken apart by.
    "Projections require unique expression names",
    "Aggregate functions are not allowed in the WHERE clause",
    "expanding wildcard, column \"",
    "\" must appear",
    "variable [\"",
    "with non-boolean predicate '",
    "' returning",
    "to satisfy a call to '",
    "' function",
    "Function '",
    "' failed to match",
    "coercion failed with: Error during planning: ",
    ". No function",
    "Unsupported ast node in sqltorel: ",
    "Scalar subquery returned more than one row",
    "Too many columns! The subquery",
    "UNION queries have different number",
    "Cannot find column with position",
    "Order by column out of bounds",
    "LIMIT must be",
    "OFFSET must be",
    "WITH query name",
    "Source table contains",
    "Invalid qualifier",
    "The window",
    "Invalid escape character",
    "Can't cast value ",
    "Overflow happened on: ",
    "Expected: end of statement, found: WITH",
    " to type ",
    "DataFusion error: ",
    "External error: ",
    "Error during planning: ",
    "Execution error: ",
    "Parquet error: ",
    "Arrow error: ",
    "Parser error: ",
    "Cast error: ",
    "Io error: ",
    "IO error: ",
    " at path ",
    "Invalid function '",
    "list time where has time limit 1",
    "Timestamp(Microsecond, None)",
];

/// What no test can bring about everywhere: a system whose shell is gone, whose processes cannot be
/// waited for, where one service has two ports, or where sqlparser reads a call as it does not now.
const BY_THE_SYSTEM: [&str; 7] = [
    "cannot run `sh`: {error}",
    "cannot wait for the program",
    "no thread can be started to read this",
    "the engine of the embedded store failed; {ELSEWHERE}",
    "`{}` is several ports",
    "write the number",
    "the arguments of a function cannot be read",
];

/// Every file below a folder, but for what fuzzes and measures.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("fuzz") && !path.ends_with("bench") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn all(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    found
}

/// The texts in quotes of a source file, with the line that each begins in.
fn texts(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/', '\n', 'r']) {
        let (mark, behind) = (rest.as_bytes()[at], &rest[at + 1..]);
        let begins = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = behind;
        match mark {
            b'\n' => line += 1,
            b'/' if behind.starts_with('/') => {
                rest = &behind[behind.find('\n').unwrap_or(behind.len())..];
            }
            b'\'' => rest = behind_char(behind),
            b'r' if begins && behind.trim_start_matches('#').starts_with('"') => {
                let marks = behind.len() - behind.trim_start_matches('#').len();
                let inner = &behind[marks + 1..];
                let end = inner.find(&format!("\"{}", "#".repeat(marks))).unwrap();
                found.push((line, inner[..end].to_owned()));
                line += inner[..end].matches('\n').count();
                rest = &inner[end + 1 + marks..];
            }
            b'"' => {
                let (text, behind_text) = text(behind);
                found.push((line, text));
                line += behind[..behind.len() - behind_text.len()].matches('\n').count();
                rest = behind_text;
            }
            _ => {}
        }
    }
    found
}

/// What follows the `'` that begins a character; a lifetime is none.
fn behind_char(rest: &str) -> &str {
    let mut chars = rest.chars();
    if chars.next() == Some('\\') {
        return rest[2..].split_once('\'').map_or(rest, |(_, behind)| behind);
    }
    chars.as_str().strip_prefix('\'').unwrap_or(rest)
}

/// A text as it is meant, up to its `"`, and what follows that.
fn text(quoted: &str) -> (String, &str) {
    let mut said = String::new();
    let mut chars = quoted.chars();
    loop {
        match chars.next().expect("an end") {
            '"' => return (said, chars.as_str()),
            '\\' => match chars.next().expect("a character") {
                '\n' => chars = chars.as_str().trim_start().chars(),
                'n' => said.push('\n'),
                't' => said.push('\t'),
                'u' | 'x' => said.push('\u{fffd}'),
                other => said.push(other),
            },
            other => said.push(other),
        }
    }
}

/// A message's text as a pattern: anything may stand for what is put into it.
fn pattern(text: &str) -> String {
    let holes = Regex::new(r"\{[^{}]*\}").unwrap();
    let text = text.replace("{{", "\u{2}").replace("}}", "\u{3}");
    let parts: Vec<String> = holes.split(&text).map(regex::escape).collect();
    parts.join("[^\n]*?").replace('\u{2}', r"\{").replace('\u{3}', r"\}")
}

/// Messages have several words; what has none of lower case is SQL.
fn is_message(text: &str) -> bool {
    let plain = Regex::new(r"\{[^{}]*\}").unwrap().replace_all(text, "").into_owned();
    plain.trim().contains(' ') && Regex::new("[a-z]{2}").unwrap().is_match(&plain)
}

/// A source file without its tests, and those.
fn parts(source: &str) -> (&str, &str) {
    source.split_at(source.find("#[cfg(test)]").unwrap_or(source.len()))
}

#[test]
fn every_message_is_in_a_test() {
    // The manual has the table of functions, which a test compares with the code.
    let mut tests = document(Path::new("manual/functions.md"));
    for path in all("tests").into_iter().filter(|path| !path.ends_with("errors/pinned.rs")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => texts(&text).iter().for_each(|(_, text)| tests += &(text.clone() + "\n")),
            _ => tests += &text,
        }
    }
    let sources: Vec<(PathBuf, String)> = all("src")
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    for (_, text) in &sources {
        texts(parts(text).1).iter().for_each(|(_, text)| tests += &(text.clone() + "\n"));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut unpinned, mut number) = (String::new(), 0);
    for (path, source) in &sources {
        let inside = path.strip_prefix(&root).unwrap();
        let says = SAYING
            .iter()
            .any(|name| inside.starts_with(name) || inside.with_extension("").starts_with(name));
        if !says {
            continue;
        }
        for (line, text) in texts(parts(source).0) {
            if !is_message(&text)
                || UNREAD.contains(&text.as_str())
                || BY_THE_SYSTEM.contains(&text.as_str())
            {
                continue;
            }
            number += 1;
            if !Regex::new(&pattern(&text)).unwrap().is_match(&tests) {
                unpinned += &format!("src/{}:{line}: {text}\n", inside.display());
            }
        }
    }
    assert!(unpinned.is_empty(), "no test has these messages whole:\n{unpinned}");
    assert!(number >= 150, "only {number} messages");
}
