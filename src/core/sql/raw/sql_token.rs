//! Tokens of SQL, as sqlparser reads them, and where each is in the text.

use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::keyword::{self, KeywordRole};
use crate::span::{Problem, Span};

/// A token that is not white space, and its place.
pub(super) struct SqlToken {
    pub(super) token: Token,
    pub(super) span: Span,
}

impl SqlToken {
    /// Whether it is this keyword: not in quotes.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(&self.token, Token::Word(word)
            if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(keyword))
    }

    /// The name in it, quoted or not.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.token {
            Token::Word(word) => Some(&word.value),
            _ => None,
        }
    }

    /// Whether it is a keyword, not in quotes, of that role.
    pub(super) fn has_role(&self, role: KeywordRole) -> bool {
        keyword::token_roles(&self.token).contains(&role)
    }

    /// The problem that it is refused.
    pub(super) fn refuse(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.span, message)
    }
}

/// Where each character of a text begins, by line: sqlparser counts lines and characters from one.
pub(super) struct Places {
    lines: Vec<Vec<usize>>,
    pub(super) end: usize,
}

impl Places {
    /// The places of a text.
    pub(super) fn new(text: &str) -> Self {
        let mut lines = vec![Vec::new()];
        for (at, c) in text.char_indices() {
            if let Some(line) = lines.last_mut() {
                line.push(at);
            }
            if c == '\n' {
                lines.push(Vec::new());
            }
        }
        Self { lines, end: text.len() }
    }

    /// The byte at a place; the text's end for a place after it.
    pub(super) fn byte(&self, place: Location) -> usize {
        let nth = |number: u64| usize::try_from(number).ok()?.checked_sub(1);
        let found = nth(place.line).and_then(|line| {
            let line = self.lines.get(line)?;
            line.get(nth(place.column)?).copied()
        });
        found.unwrap_or(self.end)
    }

    /// The tokens that are not white space.
    pub(super) fn locate(&self, tokens: &[TokenWithSpan]) -> Vec<SqlToken> {
        let is_space = |token: &Token| matches!(token, Token::Whitespace(_) | Token::EOF);
        let words = tokens.iter().filter(|token| !is_space(&token.token));
        words.map(|one| SqlToken { token: one.token.clone(), span: self.span(one) }).collect()
    }

    /// Where a token is.
    pub(super) fn span(&self, token: &TokenWithSpan) -> Span {
        Span::new(self.byte(token.span.start), self.byte(token.span.end))
    }
}
