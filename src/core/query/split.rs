//! A piece: one statement of a text that holds several, as the prompt, `-e`, scripts and saved
//! queries have them.

use std::ops::Range;

use crate::query::token::{self, Symbol, Token, TokenEnd, TokenKind};
use crate::span::Span;

/// One statement of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementText<'t> {
    /// The statement, trimmed, without its end.
    pub text: &'t str,
    /// Where it is.
    pub span: Span,
    /// What ends it.
    pub end: StatementEnd,
}

/// What ends a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementEnd {
    /// `;` or `\g`.
    Semicolon,
    /// `\G`: its answer is wanted upright, a line for each cell.
    Vertical,
    /// Nothing but the end of the text.
    Text,
}

/// The statements of a text; those that hold nothing but comments are left out.
pub fn pieces(text: &str) -> Vec<StatementText<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut is_empty = true;
    for token in token::tokens(text) {
        let end = find_ending(text, &token);
        // `\G` may stand right behind a word: `FROM logs\G`.
        let mark = end.map_or(token.span.end, |(at, _)| at);
        is_empty &= is_comment(&token) || mark == token.span.start;
        let Some((at, end)) = end else { continue };
        if !is_empty {
            pieces.push(make_piece(text, start..at, end));
        }
        (start, is_empty) = (token.span.end, true);
    }
    if !is_empty {
        pieces.push(make_piece(text, start..text.len(), StatementEnd::Text));
    }
    pieces
}

/// Whether the token says nothing.
pub fn is_comment(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Comment(TokenEnd::Closed))
}

/// Where a statement ends in a token, and how, if it does.
pub fn find_ending(text: &str, token: &Token) -> Option<(usize, StatementEnd)> {
    let end = token.span.end;
    match token.kind {
        TokenKind::Symbol(Symbol::Semicolon) => Some((token.span.start, StatementEnd::Semicolon)),
        TokenKind::Word => match &text[token.span.range()] {
            word if word.ends_with("\\G") => Some((end - 2, StatementEnd::Vertical)),
            word if word.ends_with("\\g") => Some((end - 2, StatementEnd::Semicolon)),
            _ => None,
        },
        _ => None,
    }
}

fn make_piece(text: &str, range: Range<usize>, end: StatementEnd) -> StatementText<'_> {
    let within = &text[range.clone()];
    let start = range.start + within.len() - within.trim_start().len();
    let within = within.trim();
    StatementText { text: within, span: Span::new(start, start + within.len()), end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, StatementEnd)> {
        pieces(text).iter().map(|piece| (piece.text, piece.end)).collect()
    }

    #[test]
    fn statements_end_outside_of_quotes_and_comments() {
        use StatementEnd::{Semicolon, Text, Vertical};
        assert_eq!(
            texts("count; list where prefix = 'a;\\Gb'\\G SELECT 1 /* ; */ \\g values src"),
            [
                ("count", Semicolon),
                ("list where prefix = 'a;\\Gb'", Vertical),
                ("SELECT 1 /* ; */", Semicolon),
                ("values src", Text),
            ]
        );
        assert_eq!(texts("SELECT * FROM logs\\G"), [("SELECT * FROM logs", Vertical)]);
        assert_eq!(texts(" ; # nothing\n ;; -- nor here\n\\G"), []);
    }

    #[test]
    fn a_piece_knows_where_it_is() {
        let text = "count;  values src ";
        for piece in pieces(text) {
            assert_eq!(&text[piece.span.range()], piece.text);
        }
    }
}
