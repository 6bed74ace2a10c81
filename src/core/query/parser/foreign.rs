//! Foreign beginnings: how other languages begin a query, and the sentence that asks the same here.

use crate::query::word;

use super::cursor::Cursor;

/// Words that begin a query or a stage of one elsewhere, and a sentence of the same kind.
const COUNTERPARTS: [(&str, &str); 8] = [
    ("eval", "hist every 1h by verdict"),
    ("extend", "count by hour(time)"),
    ("filter", "list where denied"),
    ("project", "list src, dport"),
    ("search", "list where prefix like '%BLOCK%'"),
    ("stats", "count by src"),
    ("summarize", "count by src"),
    ("table", "list src, dport"),
];

/// Advice for a query that begins as one of another language does.
pub(super) fn find_counterpart(cursor: &Cursor<'_>) -> Option<String> {
    if cursor.sees("from") {
        let rest = cursor.text_between(cursor.following()?.span.end, cursor.end());
        let rest = rest.trim();
        let verb = if rest.is_empty() || begins_clause(rest) { "list " } else { "" };
        let sentence = format!("{verb}{rest}");
        return Some(format!("it reads the table in use: write `{}`", sentence.trim_end()));
    }
    let counterpart = COUNTERPARTS.iter().find(|(word, _)| cursor.sees(word));
    counterpart
        .map(|(_, sentence)| format!("for example `{sentence}`; `:help language` lists the words"))
}

/// Whether a word begins a stage of a query in other languages.
pub(super) fn is_stage(word: &str) -> bool {
    COUNTERPARTS.iter().any(|(known, _)| known.eq_ignore_ascii_case(word)) || word == "where"
}

/// The query that two stages joined by `|` are.
pub(super) fn join_stages(before: &str, stage: &str) -> String {
    let (first, rest) = stage.trim().split_once(char::is_whitespace).unwrap_or((stage, ""));
    // What a list is asked for is the condition and the clauses of the whole.
    let before = before.trim().trim_start_matches("list").trim_start();
    let asked = if word::is_in(word::VERBS, first) || first == "where" { stage } else { rest };
    let asked = asked.trim();
    let has_verb = word::is_in(word::VERBS, before.split(' ').next().unwrap_or_default());
    let begins_clause = begins_clause(before);
    match first {
        _ if before.is_empty() => asked.to_owned(),
        "where" if has_verb || begins_clause && !before.starts_with("where") => {
            format!("{before} {asked}")
        }
        "where" => format!("{before} and {rest}"),
        _ if has_verb => asked.to_owned(),
        _ if begins_clause => format!("{asked} {before}"),
        _ => format!("{asked} where {before}"),
    }
}

fn begins_clause(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    word::is_in(word::CLAUSES, first) && first != "show"
}
