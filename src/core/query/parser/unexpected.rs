//! Unexpected tokens: what is wrong where no part of the language begins, and what to write instead.

use crate::query::token::{Bracket, Symbol};
use crate::query::word;
use crate::span::Problem;
use crate::suggest;

use super::cursor::{Cursor, TokenRole};

/// Whether a condition can begin here.
pub(super) fn begins_condition(cursor: &Cursor<'_>) -> bool {
    let Some(lexeme) = cursor.peek() else { return false };
    let text = &lexeme.text;
    match lexeme.role {
        TokenRole::Symbol(symbol) => matches!(symbol, Symbol::Not | Symbol::Open(Bracket::Round)),
        TokenRole::Given => word::is_subject(text),
        TokenRole::Unknown => true,
        TokenRole::Word => {
            let negates = lexeme.is_word("not") || lexeme.is_word("has");
            let field = text.split_once(':').map_or(&**text, |(field, _)| field);
            negates || word::is_subject(field) || word::find_flag(text).is_some()
        }
        TokenRole::Text | TokenRole::Regex => false,
    }
}

/// The problem that nothing of the language begins with what is here.
pub(super) fn refuse_rest(cursor: &Cursor<'_>) -> Problem {
    if let Some(problem) = cursor.find_omission() {
        return problem;
    }
    let found = cursor.text();
    let problem = Problem::new(cursor.here(), format!("`{found}` does not fit here"));
    let role = cursor.peek().map(|lexeme| lexeme.role);
    let help = match role {
        Some(TokenRole::Symbol(Symbol::Close(_))) => "nothing is open that it could close".into(),
        Some(TokenRole::Symbol(Symbol::Comma)) => {
            "lists of values follow a field: `dport 22, 80`; conditions are joined by `and` or `or`"
                .into()
        }
        Some(TokenRole::Symbol(Symbol::Pipe)) => "for either of two conditions write `or`".into(),
        Some(TokenRole::Symbol(Symbol::Ampersand)) => {
            "for both of two conditions write `and`".into()
        }
        _ if cursor.is_behind(TokenRole::Symbol(Symbol::Semicolon)) => {
            "ask one query at a time".into()
        }
        Some(TokenRole::Text) if cursor.is_behind(TokenRole::Text) => {
            "a column has one heading; columns are joined by commas".into()
        }
        Some(
            TokenRole::Symbol(Symbol::Open(Bracket::Round)) | TokenRole::Text | TokenRole::Regex,
        ) => "join conditions with `and` or `or`".into(),
        _ if cursor.sees("by") => {
            "`by` follows the verb: `top src by bytes`, `count by src`".into()
        }
        _ if found.starts_with(['-', '.']) => "write ranges without spaces: `80-90`".into(),
        _ if begins_condition(cursor) => format!("join conditions: `and {found}`, `or {found}`"),
        _ => suggest_clause(found),
    };
    problem.help(help)
}

fn suggest_clause(found: &str) -> String {
    let known = word::texts(word::CLAUSES).chain(word::texts(word::CONNECTIVES));
    suggest::did_you_mean(found, known).unwrap_or_else(|| {
        let clauses: Vec<&str> = word::texts(word::CLAUSES).collect();
        format!("clauses begin with {}", clauses.join(", "))
    })
}
