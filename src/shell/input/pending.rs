//! The pending: the lines of a text that hold no whole statement yet. Each line is read once, however
//! many wait.

use crate::query::split;
use crate::query::token::{Closer, Context, Symbol, Token, TokenEnd, TokenKind};
use crate::sql::raw;

/// Words of the language that something must follow.
const AWAITING: &[&str] = &["and", "between", "by", "having", "in", "like", "not", "or", "where"];

/// No word that begins SQL is longer.
const LONGEST: usize = 16;

/// Whether a text can be run, or waits for more lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputState {
    /// Each of its statements has its end.
    Complete,
    /// The last statement goes on.
    Incomplete,
}

/// Lines that wait for more.
#[derive(Debug, Default)]
pub struct PendingInput {
    text: String,
    context: Context,
    /// The token that the last line ended inside of, and what ends it.
    open: Option<(TokenKind, Closer)>,
    statement: LastStatement,
}

/// What is known of the last statement of the lines.
#[derive(Debug, Default)]
struct LastStatement {
    /// Its first two words: they tell whether it is SQL.
    start: String,
    /// How many tokens it has; comments are none.
    tokens: usize,
    /// How many brackets are open.
    depth: usize,
    /// The last token, and whether that is a word that something must follow.
    last: Option<(TokenKind, bool)>,
    /// Whether a program has begun behind its `|`, and the last token of that.
    program: Option<Option<TokenKind>>,
}

impl PendingInput {
    /// Whether no line waits.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes another line; whether the lines can be run now. A blank line ends whatever waits, and a
    /// `\` at the end of a line, which is left out, joins it with the next.
    pub fn take_line(&mut self, line: &str) -> InputState {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let is_joined = self.read(line);
        let kept = if is_joined { line.trim_end().len() - 1 } else { line.len() };
        self.text.push_str(&line[..kept]);
        let is_blank = line.trim().is_empty();
        if !is_blank && (is_joined || self.statement.goes_on(self.open)) {
            InputState::Incomplete
        } else {
            InputState::Complete
        }
    }

    /// The lines; none wait any more.
    pub fn end(&mut self) -> String {
        std::mem::take(self).text
    }

    /// Reads the tokens of a line; whether it ends with a `\` of its own.
    fn read(&mut self, line: &str) -> bool {
        let mut rest = line;
        if let Some((kind, closer)) = self.open {
            let Some(behind) = closer.rest_after(line) else { return false };
            self.open = None;
            self.statement.take(closed(kind), "");
            rest = behind;
        }
        let end = rest.trim_end().len();
        let mut tokens = self.context.resume(rest);
        let mut is_joined = false;
        for token in tokens.by_ref() {
            let written = &rest[token.span.range()];
            is_joined =
                token.kind == TokenKind::Word && token.span.end == end && written.ends_with('\\');
            match Closer::find(rest, &token) {
                Some(closer) => self.open = Some((token.kind, closer)),
                None if is_joined => self.take_joined(&written[..written.len() - 1]),
                None => self.take(rest, &token),
            }
        }
        self.context = tokens.context();
        is_joined
    }

    /// Takes the last word of a line, without its `\`.
    fn take_joined(&mut self, word: &str) {
        if !word.is_empty() {
            self.statement.take(TokenKind::Word, word);
        }
    }

    fn take(&mut self, line: &str, token: &Token) {
        match split::find_ending(line, token) {
            Some(_) => self.statement = LastStatement::default(),
            None => self.statement.take(token.kind, &line[token.span.range()]),
        }
    }
}

fn closed(kind: TokenKind) -> TokenKind {
    match kind {
        TokenKind::Text(_) => TokenKind::Text(TokenEnd::Closed),
        TokenKind::Name(_) => TokenKind::Name(TokenEnd::Closed),
        TokenKind::Regex(_) => TokenKind::Regex(TokenEnd::Closed),
        TokenKind::Parameter(_) => TokenKind::Parameter(TokenEnd::Closed),
        TokenKind::Comment(_) => TokenKind::Comment(TokenEnd::Closed),
        other => other,
    }
}

impl LastStatement {
    /// Takes a token that has its end.
    fn take(&mut self, kind: TokenKind, written: &str) {
        if let Some(last) = &mut self.program {
            *last = Some(kind);
        }
        match kind {
            TokenKind::Comment(_) => return,
            TokenKind::Symbol(Symbol::Open(_)) => self.depth += 1,
            TokenKind::Symbol(Symbol::Close(_)) => self.depth = self.depth.saturating_sub(1),
            TokenKind::Symbol(Symbol::Pipe) if self.depth == 0 && self.program.is_none() => {
                self.program = Some(None);
            }
            _ => {}
        }
        if self.tokens < 2 {
            let is_word =
                matches!(kind, TokenKind::Word | TokenKind::Symbol(_)) && written.len() <= LONGEST;
            self.start += if is_word { written } else { "''" };
            self.start += " ";
        }
        self.tokens += 1;
        let awaits = AWAITING.iter().any(|known| known.eq_ignore_ascii_case(written));
        self.last = Some((kind, kind == TokenKind::Word && awaits));
    }

    /// Whether it waits for another line, if it ends inside of that token.
    fn goes_on(&self, open: Option<(TokenKind, Closer)>) -> bool {
        let open = open.map(|(kind, _)| kind);
        let Some((last, awaits)) = open.map(|kind| (kind, false)).or(self.last) else {
            return false;
        };
        let is_sql = raw::is_sql(&self.start);
        if let Some(last) = self.program.filter(|_| !is_sql) {
            return program_goes_on(open.or(last));
        }
        // One word alone, such as ANALYZE, is a slip and not the beginning of SQL.
        raw::is_select(&self.start)
            || is_sql && self.tokens + usize::from(open.is_some()) > 1
            || self.depth > 0
            || awaits
            || match last {
                TokenKind::Text(end) | TokenKind::Name(end) | TokenKind::Comment(end) => {
                    end == TokenEnd::Open
                }
                TokenKind::Regex(_) | TokenKind::Parameter(_) | TokenKind::Word => false,
                TokenKind::Symbol(symbol) => !matches!(symbol, Symbol::Close(_)),
            }
    }
}

/// Whether a quote is open in a program, or it ends with a `|`, so that more must follow.
fn program_goes_on(last: Option<TokenKind>) -> bool {
    last.is_none_or(|last| match last {
        TokenKind::Text(end) | TokenKind::Name(end) => end == TokenEnd::Open,
        TokenKind::Symbol(symbol) => matches!(symbol, Symbol::Pipe | Symbol::Or | Symbol::And),
        _ => false,
    })
}
