//! The cursor: the tokens of a query without comments, parameters replaced, and a place among them.

use std::borrow::Cow;
use std::str::FromStr;

use crate::query::MAX_DEPTH;
use crate::query::expected::Expected;
use crate::query::parameter::{self, Params};
use crate::query::token::{self, Bracket, Symbol, Token, TokenEnd, TokenKind, pattern, unquote};
use crate::query::word::{self, QueryWord};
use crate::span::{Problem, Span};

use super::recovery;

/// A place among the tokens of a query.
pub(super) struct Cursor<'t> {
    text: &'t str,
    lexemes: Vec<ParserToken<'t>>,
    at: usize,
    depth: usize,
    notes: Vec<String>,
    /// What is wanted at the end, where somebody asked for that.
    wanted: Option<Vec<Expected>>,
}

/// A token as the parser sees it.
pub(super) struct ParserToken<'t> {
    pub(super) role: TokenRole,
    pub(super) text: Cow<'t, str>,
    pub(super) span: Span,
}

/// What a lexeme can be to the parser.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum TokenRole {
    /// A word: a keyword, a field or a value.
    Word,
    /// The value of a parameter: a field or a value, never a keyword.
    Given,
    /// A parameter whose value is not known yet: a field, a number or any other value.
    Unknown,
    /// A text in quotes.
    Text,
    /// A regular expression.
    Regex,
    /// An operator or punctuation.
    Symbol(Symbol),
}

impl<'t> Cursor<'t> {
    /// The start of a text.
    pub(super) fn open(text: &'t str, params: &Params) -> Result<Self, Problem> {
        params.must_be_among(&parameter::parameters(text))?;
        let tokens = token::lex(text);
        let lexemes = tokens
            .iter()
            .filter_map(|token| read_token(text, token, params).transpose())
            .collect::<Result<Vec<_>, Problem>>()?;
        if let Some(open) = token::unclosed(&tokens) {
            let bracket = &text[open.span.range()];
            let message = format!("`{bracket}` is not closed");
            let problem = Problem::new(open.span, message);
            return Err(match open.kind {
                TokenKind::Symbol(Symbol::Open(bracket)) => {
                    problem.help(format!("add `{}`", Symbol::Close(bracket).text()))
                }
                _ => problem,
            });
        }
        Ok(Self { text, lexemes, at: 0, depth: 0, notes: Vec::new(), wanted: None })
    }

    /// The start of a text that may end anywhere, whose reader notes what is wanted there; `None`
    /// where its end is inside a text in quotes, a pattern or a comment.
    pub(super) fn listen(text: &'t str) -> Option<Self> {
        let tokens = token::lex(text);
        if tokens.last().is_some_and(|last| is_inside(text, last)) {
            return None;
        }
        let unknown = |token: &Token| ParserToken {
            role: TokenRole::Unknown,
            text: "1".into(),
            span: token.span,
        };
        let read = |token| read_token(text, token, &Params::new()).unwrap_or(Some(unknown(token)));
        let lexemes = tokens.iter().filter_map(read).collect();
        let wanted = Some(Vec::new());
        Some(Self { text, lexemes, at: 0, depth: 0, notes: Vec::new(), wanted })
    }

    /// Whether what is wanted at the end is noted.
    pub(super) fn is_listened(&self) -> bool {
        self.wanted.is_some()
    }

    /// Whether this is the end, and what is wanted here is noted.
    pub(super) fn is_heard(&self) -> bool {
        self.wanted.is_some() && self.is_at_end()
    }

    /// Notes what is wanted here, if this is the end.
    pub(super) fn want(&mut self, what: impl FnOnce() -> Expected) {
        self.want_at(self.at, what);
    }

    /// Notes what is wanted behind the lexeme at this place, if that is the last.
    pub(super) fn want_behind(&mut self, what: impl FnOnce() -> Expected) {
        self.want_at(self.at + 1, what);
    }

    fn want_at(&mut self, place: usize, what: impl FnOnce() -> Expected) {
        if place < self.lexemes.len() {
            return;
        }
        let Some(wanted) = &mut self.wanted else { return };
        let what = what();
        if !wanted.contains(&what) {
            wanted.push(what);
        }
    }

    /// What was wanted at the end, so far.
    pub(super) fn wanted(&self) -> &[Expected] {
        self.wanted.as_deref().unwrap_or_default()
    }

    /// How many lexemes lie behind.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// The lexeme at this place.
    pub(super) fn peek(&self) -> Option<&ParserToken<'t>> {
        self.lexemes.get(self.at)
    }

    /// The lexeme behind the one at this place.
    pub(super) fn following(&self) -> Option<&ParserToken<'t>> {
        self.lexemes.get(self.at + 1)
    }

    /// Goes one lexeme on.
    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    /// Goes back to a place that lies behind.
    pub(super) fn back_to(&mut self, place: usize) {
        self.at = place;
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.lexemes.len()
    }

    /// Where the text ends.
    pub(super) fn end(&self) -> usize {
        self.text.len()
    }

    /// What is written at this place; nothing at the end.
    pub(super) fn text(&self) -> &str {
        self.peek().map_or("", |lexeme| &lexeme.text)
    }

    /// Where this place is; behind the last lexeme at the end.
    pub(super) fn here(&self) -> Span {
        match (self.peek(), self.lexemes.last()) {
            (Some(lexeme), _) => lexeme.span,
            (None, Some(last)) => Span::new(last.span.end, last.span.end),
            (None, None) => Span::default(),
        }
    }

    /// Where the lexeme before this place ends.
    pub(super) fn end_of_previous(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |last| self.lexemes[last].span.end)
    }

    /// The text as it was written from one byte to another.
    pub(super) fn text_between(&self, start: usize, end: usize) -> &'t str {
        &self.text[start..end]
    }

    /// Whether something of that role stands before this place.
    pub(super) fn is_behind(&self, role: TokenRole) -> bool {
        self.at.checked_sub(1).is_some_and(|before| self.lexemes[before].role == role)
    }

    /// Whether this word of the language is here.
    pub(super) fn sees(&self, word: &str) -> bool {
        self.peek().is_some_and(|lexeme| lexeme.is_word(word))
    }

    /// The word of a table that is here.
    pub(super) fn sees_one_of(&self, table: &'static [QueryWord]) -> Option<&'static QueryWord> {
        let lexeme = self.peek().filter(|lexeme| lexeme.role == TokenRole::Word)?;
        word::find_word(table, &lexeme.text)
    }

    /// Whether this symbol is here.
    pub(super) fn sees_symbol(&self, symbol: Symbol) -> bool {
        self.peek().is_some_and(|lexeme| lexeme.role == TokenRole::Symbol(symbol))
    }

    /// Whether a word with an opening parenthesis behind it is here.
    pub(super) fn sees_call(&self) -> bool {
        let next = self.following();
        self.peek().is_some_and(|lexeme| lexeme.role == TokenRole::Word)
            && next.is_some_and(|next| next.role == TokenRole::Symbol(Symbol::Open(Bracket::Round)))
    }

    /// Goes past a word of the language, if it is here.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.eat_fitting(word, true)
    }

    /// Goes past a word of the language, if it is here; it is wanted only if it fits what stands
    /// before it.
    pub(super) fn eat_fitting(&mut self, word: &str, fits: bool) -> bool {
        let found = self.sees(word);
        self.at += usize::from(found);
        if !found
            && fits
            && self.is_heard()
            && let Some(known) = word::find_inner_word(word)
        {
            self.want(|| Expected::Word(known));
        }
        found
    }

    /// Goes past a word of a table, if one that fits is here.
    pub(super) fn eat_one_of(
        &mut self,
        table: &'static [QueryWord],
        fits: impl Fn(&QueryWord) -> bool,
    ) -> Option<&'static QueryWord> {
        if self.is_heard() {
            for word in table.iter().filter(|word| fits(word)) {
                self.want(|| Expected::Word(word));
            }
        }
        let found = self.sees_one_of(table).filter(|word| fits(word))?;
        self.at += 1;
        Some(found)
    }

    /// Goes past a number, if one is here that fits.
    pub(super) fn take_number<T: FromStr>(&mut self, fits: impl Fn(&T) -> bool) -> Option<T> {
        self.want(|| Expected::Number);
        let number = self.peek()?.text.parse().ok().filter(fits)?;
        self.at += 1;
        Some(number)
    }

    /// Goes past a symbol, if it is here.
    pub(super) fn eat(&mut self, symbol: Symbol) -> bool {
        self.eat_sign(symbol, true)
    }

    /// Goes past a symbol, if it is here; it is wanted only if it fits what stands before it.
    pub(super) fn eat_sign(&mut self, symbol: Symbol, fits: bool) -> bool {
        let found = self.sees_symbol(symbol);
        self.at += usize::from(found);
        if !found && fits {
            self.want(|| Expected::Symbol(symbol));
        }
        found
    }

    /// Goes past a word of the language that must be here.
    pub(super) fn expect_word(&mut self, word: &str, help: &str) -> Result<(), Problem> {
        if self.eat_word(word) {
            return Ok(());
        }
        Err(self.missing(&format!("`{word}`")).help(help))
    }

    /// Goes past a symbol that must be here.
    pub(super) fn expect(&mut self, symbol: Symbol, help: &str) -> Result<(), Problem> {
        if self.eat(symbol) {
            return Ok(());
        }
        if let Some(problem) = self.find_omission() {
            return Err(problem);
        }
        Err(self.missing(&format!("`{}`", symbol.text())).help(help))
    }

    /// The problem that something the language leaves out begins here, if it does.
    pub(super) fn find_omission(&self) -> Option<Problem> {
        let token = self.peek().filter(|token| token.role == TokenRole::Word)?;
        recovery::find_omission(&token.text, token.span)
    }

    /// The problem that something else is wanted here.
    pub(super) fn missing(&self, wanted: &str) -> Problem {
        let message = match self.peek() {
            None => format!("the query ends where {wanted} is wanted"),
            Some(found) => format!("{wanted} is wanted here, not `{}`", found.text),
        };
        Problem::new(self.here(), message)
    }

    /// Divides a word such as `src:192.0.2.7` into a field and its value.
    pub(super) fn split_field(&mut self) {
        let Some(ParserToken { role: TokenRole::Word, text, span }) = self.peek() else { return };
        let Some((field, value)) = text.split_once(':') else { return };
        if value.is_empty() || !word::is_subject(field) {
            return;
        }
        let part = |text: &str, from: usize| ParserToken {
            role: TokenRole::Word,
            text: Cow::Owned(text.to_owned()),
            span: Span::new(span.start + from, span.start + from + text.len()),
        };
        let parts = [part(field, 0), part(value, field.len() + 1)];
        self.lexemes.splice(self.at..=self.at, parts);
    }

    /// Goes past what joins two conditions of which one must hold, if it is here.
    pub(super) fn eat_or(&mut self) -> bool {
        self.eat_word("or") || self.eat(Symbol::Or)
    }

    /// Goes past what joins two conditions that must both hold, if it is here.
    pub(super) fn eat_and(&mut self) -> bool {
        self.eat_word("and") || self.eat(Symbol::And)
    }

    /// Parses a part, and another one after each thing that joins them.
    pub(super) fn parse_joined<T>(
        &mut self,
        joins: impl Fn(&mut Self) -> bool,
        part: impl Fn(&mut Self) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        let mut parts = vec![part(self)?];
        while joins(self) {
            parts.push(part(self)?);
        }
        Ok(parts)
    }

    /// Parses a part one level deeper, as far as that is allowed.
    pub(super) fn parse_nested<T>(
        &mut self,
        part: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        if self.depth == MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(Problem::new(self.here(), message).help("split the condition"));
        }
        self.depth += 1;
        let read = part(self);
        self.depth -= 1;
        read
    }

    /// Tells the reader how a part was read.
    pub(super) fn add_note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What is to be told to the reader.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

impl ParserToken<'_> {
    /// Whether this is that word of the language.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.role == TokenRole::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Whether the end of the text is a part of its last token, whatever is added.
fn is_inside(text: &str, last: &Token) -> bool {
    let written = &text[last.span.range()];
    match last.kind {
        TokenKind::Text(end)
        | TokenKind::Name(end)
        | TokenKind::Regex(end)
        | TokenKind::Parameter(end) => end == TokenEnd::Open,
        TokenKind::Comment(end) => {
            end == TokenEnd::Open || !written.starts_with("/*") && last.span.end == text.len()
        }
        TokenKind::Word | TokenKind::Symbol(_) => false,
    }
}

fn read_token<'t>(
    text: &'t str,
    token: &Token,
    params: &Params,
) -> Result<Option<ParserToken<'t>>, Problem> {
    let span = token.span;
    let written = &text[span.range()];
    let (role, text): (TokenRole, Cow<'t, str>) = match token.kind {
        TokenKind::Comment(TokenEnd::Closed) => return Ok(None),
        TokenKind::Comment(TokenEnd::Open) => {
            return Err(explain_open_token(span, "comment", "*/"));
        }
        TokenKind::Text(TokenEnd::Open) => {
            return Err(explain_open_token(span, "text", &written[..1]));
        }
        TokenKind::Name(TokenEnd::Open) => return Err(explain_open_token(span, "name", "`")),
        TokenKind::Regex(TokenEnd::Open) => {
            return Err(explain_open_token(span, "regular expression", "/"));
        }
        TokenKind::Parameter(TokenEnd::Open) => {
            return Err(explain_open_token(span, "parameter's default", "\""));
        }
        TokenKind::Word => (TokenRole::Word, Cow::Borrowed(written)),
        TokenKind::Symbol(symbol) => (TokenRole::Symbol(symbol), Cow::Borrowed(written)),
        TokenKind::Text(TokenEnd::Closed) => (TokenRole::Text, Cow::Owned(unquote(written))),
        TokenKind::Regex(TokenEnd::Closed) => (TokenRole::Regex, Cow::Owned(pattern(written))),
        TokenKind::Name(TokenEnd::Closed) => {
            let name = unquote(written);
            return Err(Problem::new(span, "names are written without back-quotes here")
                .help(format!("write {name} for the field, \"{name}\" for the value")));
        }
        TokenKind::Parameter(TokenEnd::Closed) => match parameter::find_parameter(text, token) {
            Some(parameter) => (TokenRole::Given, Cow::Owned(params.value(&parameter)?.text)),
            None => return Ok(None),
        },
    };
    Ok(Some(ParserToken { role, text, span }))
}

fn explain_open_token(span: Span, what: &str, end: &str) -> Problem {
    let start = Span::new(span.start, span.start + 1);
    Problem::new(start, format!("the {what} that begins here has no end"))
        .help(format!("end it with `{end}`"))
}
