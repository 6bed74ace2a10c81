//! Expecting: the parser reads a text that may end anywhere, and says what it wanted at the end.

use crate::query::ast::Query;
use crate::query::expected::Expected;
use crate::query::token::Symbol;
use crate::query::{MAX_LENGTH, program};

use super::clause::{self, Seen};
use super::cursor::Cursor;
use super::query::parse_query;
use super::{measure, predicate};

/// What may come next behind a text: the beginning of a query, up to the word that is being typed.
/// In the order of the grammar, none twice; nothing where the text ends inside of quotes, a pattern or
/// a comment.
///
/// Behind a part that is not understood the parser goes on at the next clause, or at the next
/// condition behind `and` or `or`; where neither follows, the clauses that may still come are
/// expected.
pub fn expected(text: &str) -> Vec<Expected> {
    if text.len() > MAX_LENGTH {
        return Vec::new();
    }
    let (text, program) = program::divide(text);
    if program.is_some() {
        return vec![Expected::Program];
    }
    let Some(mut cursor) = Cursor::listen(text) else { return Vec::new() };
    let (mut query, mut seen) = (Query::default(), Seen::default());
    if parse_query(&mut cursor, &mut query, &mut seen).is_err() && cursor.wanted().is_empty() {
        go_on(&mut cursor, &mut query, &mut seen);
    }
    cursor.wanted().to_vec()
}

/// What may come next behind the beginning of a condition that stands alone, as the one that chooses
/// packets to follow does.
pub fn expected_condition(text: &str) -> Vec<Expected> {
    if text.len() > MAX_LENGTH {
        return Vec::new();
    }
    let Some(mut cursor) = Cursor::listen(text) else { return Vec::new() };
    if predicate::predicate(&mut cursor).is_ok() {
        cursor.want(|| Expected::End);
    }
    while cursor.wanted().is_empty() && !cursor.is_at_end() {
        let joins = joins(&cursor);
        cursor.advance();
        if joins {
            // What else is wrong is not told here.
            let _ = predicate::predicate(&mut cursor);
        }
    }
    cursor.wanted().to_vec()
}

/// Whether what joins two conditions is here.
fn joins(cursor: &Cursor<'_>) -> bool {
    ["and", "or"].iter().any(|word| cursor.sees(word))
        || [Symbol::And, Symbol::Or].iter().any(|symbol| cursor.sees_symbol(*symbol))
}

/// Reads on behind what is wrong, until something is wanted at the end.
fn go_on(cursor: &mut Cursor<'_>, query: &mut Query, seen: &mut Seen) {
    while cursor.wanted().is_empty() && !cursor.is_at_end() {
        let place = cursor.place();
        let joins = joins(cursor);
        if joins {
            cursor.advance();
        }
        // What else is wrong is not told here either.
        let _ = match seen.last() {
            Some("where") if joins => predicate::predicate(cursor).map(drop),
            Some("having") if joins => measure::having(cursor).map(drop),
            _ => Ok(()),
        }
        .and_then(|()| clause::clauses(cursor, query, seen));
        if cursor.place() == place {
            cursor.advance();
        }
    }
    if cursor.wanted().is_empty() {
        let _ = clause::clauses(cursor, query, seen);
    }
}
