//! Habits: what users of psql, mysql, sqlite3 and DuckDB type for a command of the prompt.

/// A command of another shell, without its mark, and ipta's.
type Counterpart = (&'static str, &'static str);

/// Commands of psql and mysql, which begin with `\`.
const BACKSLASH: &[Counterpart] = &[
    ("?", "help"),
    ("conninfo", "status"),
    ("d", "schema"),
    ("d+", "schema"),
    ("dt", "tables"),
    ("dt+", "tables"),
    ("h", "help"),
    ("i", "source"),
    ("l", "tables"),
    ("o", "out"),
    ("q", "quit"),
    ("s", "history"),
    ("u", "use"),
];

/// Commands of sqlite3 and DuckDB, which begin with `.`.
const DOT: &[Counterpart] = &[
    ("databases", "tables"),
    ("exit", "quit"),
    ("help", "help"),
    ("mode", "format"),
    ("open", "open"),
    ("output", "out"),
    ("quit", "quit"),
    ("read", "source"),
    ("schema", "schema"),
    ("show", "set"),
    ("tables", "tables"),
    ("timer", "timing"),
];

/// The formats of answers by their names in other shells.
const MODES: &[Counterpart] = &[
    ("box", "table"),
    ("column", "table"),
    ("duckbox", "table"),
    ("line", "vertical"),
    ("list", "tsv"),
    ("tabs", "tsv"),
];

/// Words that are a command without a `:` when they are all that is typed.
const ALONE: &[Counterpart] = &[
    ("?", "help"),
    ("clear", "clear-screen"),
    ("cls", "clear-screen"),
    ("exit", "quit"),
    ("q", "quit"),
    ("quit", "quit"),
];

/// Commands that need no `:`. None is a word of the language, and none removes anything.
const BARE: &[&str] = &[
    "analyze",
    "config",
    "connect",
    "edit",
    "eval",
    "explain-line",
    "export",
    "fields",
    "format",
    "help",
    "history",
    "import",
    "live",
    "open",
    "pager",
    "report",
    "reports",
    "save",
    "schema",
    "set",
    "source",
    "status",
    "tables",
    "timing",
    "unfollow",
    "use",
    "watch",
    "write-config",
];

const FORMATS: &str =
    "`:format` chooses how answers are written: table, csv, tsv, json, jsonl, markdown, vertical";

/// Advice for commands that have no counterpart, by their names with their marks.
const TIPS: &[Counterpart] = &[
    ("\\!", "a query that ends with `| PROGRAM` hands its answer to a program"),
    ("\\H", FORMATS),
    ("\\a", FORMATS),
    ("\\c", "`:use TABLE` chooses a table, `:connect [USER@]HOST[:PORT][/DATABASE]` a server"),
    ("\\copy", "`:export FILE QUERY` writes rows to a file"),
    ("\\e", "`:edit NAME` opens a saved query in your editor"),
    ("\\t", "`:set header off` leaves out the names of the columns"),
    ("\\w", "`:save NAME QUERY` saves a query"),
    ("\\x", "end a query with `\\G` for a line for each value, or choose `:format vertical`"),
    (".dump", "`:export FILE` writes every packet to a file"),
    (".import", "`:import FILE` imports a log"),
];

/// The command that a line is, without its `:`. A line with a mark whose name has no counterpart keeps the
/// mark, which only a command's whole name may follow.
pub(super) fn command(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix(':') {
        return Some(if rest.trim() == "?" { "help".to_owned() } else { rest.trim().to_owned() });
    }
    let counterparts = match line.chars().next()? {
        // `\g` and `\G` end a statement that began before them.
        '\\' if !matches!(line, "\\g" | "\\G") => BACKSLASH,
        '.' if line[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => DOT,
        _ => return bare_command(line.trim_end_matches(';').trim_end()),
    };
    let (name, rest) = split_word(&line[1..]);
    Some(match find(counterparts, name) {
        Some("format") => format!("format {}", find(MODES, rest).unwrap_or(rest)),
        Some(command) => format!("{command} {rest}").trim_end().to_owned(),
        None => line.to_owned(),
    })
}

/// The command that a line without a mark is.
fn bare_command(line: &str) -> Option<String> {
    if let Some(command) = find(ALONE, line) {
        return Some(command.to_owned());
    }
    if is_bare_command(line) {
        return Some(line.to_owned());
    }
    question_about_tables(&line.split_whitespace().collect::<Vec<_>>())
}

fn is_bare_command(line: &str) -> bool {
    let (name, rest) = split_word(line);
    BARE.contains(&name) && !(name == "source" && is_operand(rest))
}

/// The part of a line, as it is typed, that is a command: what follows its mark, or all of it.
pub fn typed_command(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bare = || Some(line).filter(|line| is_bare_command(line));
    line.strip_prefix([':', '\\']).or_else(bare)
}

/// The command for the words with which SQL asks about tables and their columns.
fn question_about_tables(words: &[&str]) -> Option<String> {
    let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match lower[..] {
        ["show", "tables" | "databases"] => Some("tables".to_owned()),
        ["describe" | "desc"] | ["show", "columns"] => Some("schema".to_owned()),
        ["describe" | "desc", _] => Some(format!("schema {}", words[1])),
        ["show", "columns" | "fields", "from" | "in", _] => Some(format!("schema {}", words[3])),
        _ => None,
    }
}

/// Whether the word `source` before this is the field: a value, an operator or several words follow it.
fn is_operand(rest: &str) -> bool {
    rest.contains(|c: char| c.is_whitespace() || c == ':')
        || rest.starts_with(|c: char| c.is_ascii_digit() || "=!<>($'\"[{".contains(c))
        || rest.is_empty()
}

/// Advice for a line with a mark that is not a command.
pub fn tip(name: &str) -> Option<&'static str> {
    let name = if name.starts_with("\\!") { "\\!" } else { name };
    find(TIPS, name)
}

fn find(counterparts: &[Counterpart], name: &str) -> Option<&'static str> {
    counterparts.iter().find(|(known, _)| *known == name).map(|(_, command)| *command)
}

fn split_word(line: &str) -> (&str, &str) {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (name, rest.trim())
}
