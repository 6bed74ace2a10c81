//! A token: the smallest piece of a query that means something. One lexer serves the parser, the
//! splitter of input, completion and colours, so it is total: every text has tokens, and what is
//! wrong with one (a string without its end) is told by the token.

use crate::span::Span;

/// A token and the bytes it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A run of ordinary characters: `top`, `80-90`, `10.0.0.0/8`, `FW-*`.
    Word,
    /// `"…"` or `'…'`.
    Text(TokenEnd),
    /// `` `…` ``: a name in SQL.
    Name(TokenEnd),
    /// `/…/` or `/…/i` behind `~` or `matches`.
    Regex(TokenEnd),
    /// `$name` or `$name:default` in a saved query.
    Parameter(TokenEnd),
    /// `# …` or `-- …` up to the end of the line, `/* … */`.
    Comment(TokenEnd),
    /// An operator or a piece of punctuation.
    Symbol(Symbol),
}

/// Whether a token that needs an end has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenEnd {
    /// It has.
    Closed,
    /// The text ends inside it.
    Open,
}

/// An operator or a piece of punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// `=` or `==`.
    Equal,
    /// `!=` or `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
    /// `~`.
    Matches,
    /// `!~`.
    NotMatches,
    /// `!`.
    Not,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// A single `&`.
    Ampersand,
    /// `|`.
    Pipe,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// An opening bracket.
    Open(Bracket),
    /// A closing bracket.
    Close(Bracket),
}

/// Every symbol as it is written; of two spellings the usual one comes first.
static SYMBOLS: [(&str, Symbol); 23] = [
    ("=", Symbol::Equal),
    ("==", Symbol::Equal),
    ("!=", Symbol::NotEqual),
    ("<>", Symbol::NotEqual),
    ("<", Symbol::Less),
    ("<=", Symbol::LessEqual),
    (">", Symbol::Greater),
    (">=", Symbol::GreaterEqual),
    ("~", Symbol::Matches),
    ("!~", Symbol::NotMatches),
    ("!", Symbol::Not),
    ("&&", Symbol::And),
    ("||", Symbol::Or),
    ("&", Symbol::Ampersand),
    ("|", Symbol::Pipe),
    (",", Symbol::Comma),
    (";", Symbol::Semicolon),
    ("(", Symbol::Open(Bracket::Round)),
    ("[", Symbol::Open(Bracket::Square)),
    ("{", Symbol::Open(Bracket::Curly)),
    (")", Symbol::Close(Bracket::Round)),
    ("]", Symbol::Close(Bracket::Square)),
    ("}", Symbol::Close(Bracket::Curly)),
];

impl Symbol {
    /// How it is written; of two spellings the usual one.
    pub fn text(self) -> &'static str {
        SYMBOLS.iter().find(|(_, symbol)| *symbol == self).map_or("", |(text, _)| text)
    }
}

/// A kind of bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`.
    Round,
    /// `[ ]`.
    Square,
    /// `{ }`.
    Curly,
}

/// The tokens of a text, in order; white space is what lies between them.
pub fn lex(text: &str) -> Vec<Token> {
    tokens(text).collect()
}

/// The same tokens, each read when it is asked for: the first ones of a long text cost little.
pub fn tokens(text: &str) -> Tokens<'_> {
    Context::default().resume(text)
}

/// The context that decides how the next token is read, in addition to its own text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// A `/` here begins a pattern: elsewhere it is part of a network or a division.
    wants_regex: bool,
    /// A program follows a single `|`; its `~/` is a folder.
    is_program: bool,
}

impl Context {
    /// The tokens of what follows the text that left this context.
    pub fn resume(self, text: &str) -> Tokens<'_> {
        Tokens { text, rest: text.trim_start(), context: self }
    }

    /// Goes past a token.
    fn pass(&mut self, text: &str, token: &Token) {
        match token.kind {
            TokenKind::Symbol(Symbol::Pipe) => self.is_program = true,
            TokenKind::Symbol(Symbol::Semicolon) => self.is_program = false,
            _ => {}
        }
        self.wants_regex = match token.kind {
            TokenKind::Symbol(Symbol::Matches | Symbol::NotMatches) => true,
            TokenKind::Word => text[token.span.range()].eq_ignore_ascii_case("matches"),
            _ => false,
        };
    }
}

/// The tokens of a text, read one by one.
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    rest: &'t str,
    context: Context,
}

impl Tokens<'_> {
    /// How what follows is to be read.
    pub fn context(&self) -> Context {
        self.context
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.rest.is_empty() {
            return None;
        }
        let start = self.text.len() - self.rest.len();
        let wants_regex = self.context.wants_regex && !self.context.is_program;
        let Lexed { part: kind, rest } = read_token(self.rest, wants_regex);
        let token = Token { kind, span: Span::new(start, self.text.len() - rest.len()) };
        self.context.pass(self.text, &token);
        self.rest = rest.trim_start();
        Some(token)
    }
}

/// The opening bracket that the text ends inside of, the innermost one.
pub fn unclosed(tokens: &[Token]) -> Option<Token> {
    let mut open: Vec<Token> = Vec::new();
    for token in tokens {
        match token.kind {
            TokenKind::Symbol(Symbol::Open(_)) => open.push(*token),
            TokenKind::Symbol(Symbol::Close(_)) => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// What ends a token that the text before ended inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closer {
    /// The mark that its text began with.
    Mark(char),
    /// `*/`.
    Comment,
}

impl Closer {
    /// What ends a token; nothing if it has its end.
    pub fn find(text: &str, token: &Token) -> Option<Self> {
        let written = &text[token.span.range()];
        match token.kind {
            TokenKind::Comment(TokenEnd::Open) => Some(Self::Comment),
            TokenKind::Text(TokenEnd::Open)
            | TokenKind::Name(TokenEnd::Open)
            | TokenKind::Regex(TokenEnd::Open) => written.chars().next().map(Self::Mark),
            TokenKind::Parameter(TokenEnd::Open) => {
                written.chars().find(|c| matches!(c, '"' | '\'')).map(Self::Mark)
            }
            _ => None,
        }
    }

    /// What follows the end, in a text that begins inside of the token.
    pub fn rest_after(self, inside: &str) -> Option<&str> {
        match self {
            Self::Comment => inside.split_once("*/").map(|(_, rest)| rest),
            Self::Mark('/') => {
                after_mark('/', inside).map(|rest| rest.strip_prefix(['i', 'I']).unwrap_or(rest))
            }
            Self::Mark(mark) => after_mark(mark, inside),
        }
    }
}

/// A part that was read, and the text that follows it.
struct Lexed<'t, K> {
    part: K,
    rest: &'t str,
}

/// Reads the first token of a text that is not empty and does not begin with white space.
fn read_token(text: &str, wants_regex: bool) -> Lexed<'_, TokenKind> {
    let regex = || if wants_regex { read_regex(text) } else { None };
    read_comment(text)
        .or_else(regex)
        .or_else(|| read_quoted(text))
        .or_else(|| read_parameter(text))
        .or_else(|| read_symbol(text))
        .unwrap_or_else(|| Lexed { part: TokenKind::Word, rest: skip_word(text) })
}

fn read_comment(text: &str) -> Option<Lexed<'_, TokenKind>> {
    if let Some(body) = text.strip_prefix("/*") {
        return Some(match body.split_once("*/") {
            Some((_, rest)) => Lexed { part: TokenKind::Comment(TokenEnd::Closed), rest },
            None => Lexed { part: TokenKind::Comment(TokenEnd::Open), rest: "" },
        });
    }
    let is_blank = |rest: &str| rest.chars().next().is_none_or(char::is_whitespace);
    let is_line = text.starts_with('#') || text.strip_prefix("--").is_some_and(is_blank);
    is_line.then(|| Lexed {
        part: TokenKind::Comment(TokenEnd::Closed),
        rest: text.find('\n').map_or("", |end| &text[end..]),
    })
}

fn read_regex(text: &str) -> Option<Lexed<'_, TokenKind>> {
    let Lexed { part, rest } = read_delimited(text, '/')?;
    let rest = rest.strip_prefix(['i', 'I']).unwrap_or(rest);
    Some(Lexed { part: TokenKind::Regex(part), rest })
}

fn read_quoted(text: &str) -> Option<Lexed<'_, TokenKind>> {
    if let Some(name) = read_delimited(text, '`') {
        return Some(Lexed { part: TokenKind::Name(name.part), rest: name.rest });
    }
    let quoted = read_delimited(text, '"').or_else(|| read_delimited(text, '\''))?;
    Some(Lexed { part: TokenKind::Text(quoted.part), rest: quoted.rest })
}

/// Reads a text between two marks. Inside, a backslash or a second mark keeps a mark from ending it.
fn read_delimited(text: &str, mark: char) -> Option<Lexed<'_, TokenEnd>> {
    let inside = text.strip_prefix(mark)?;
    Some(match after_mark(mark, inside) {
        Some(rest) => Lexed { part: TokenEnd::Closed, rest },
        None => Lexed { part: TokenEnd::Open, rest: "" },
    })
}

/// What follows the mark that ends the text which this one begins inside of.
fn after_mark(mark: char, inside: &str) -> Option<&str> {
    let mut chars = inside.chars();
    loop {
        match chars.next()? {
            '\\' if mark != '`' => {
                chars.next();
            }
            c if c == mark => match chars.as_str().strip_prefix(mark) {
                Some(_) if mark != '/' => {
                    chars.next();
                }
                _ => return Some(chars.as_str()),
            },
            _ => {}
        }
    }
}

fn read_parameter(text: &str) -> Option<Lexed<'_, TokenKind>> {
    let name = text.strip_prefix('$')?;
    let rest = name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    if rest.len() == name.len() {
        return None;
    }
    let Some(default) = rest.strip_prefix(':') else {
        return Some(Lexed { part: TokenKind::Parameter(TokenEnd::Closed), rest });
    };
    let quoted = read_delimited(default, '"').or_else(|| read_delimited(default, '\''));
    let plain = || Lexed { part: TokenEnd::Closed, rest: skip_word(default) };
    let Lexed { part, rest } = quoted.unwrap_or_else(plain);
    Some(Lexed { part: TokenKind::Parameter(part), rest })
}

fn read_symbol(text: &str) -> Option<Lexed<'_, TokenKind>> {
    let here = SYMBOLS.iter().filter(|(written, _)| text.starts_with(written));
    let (written, symbol) = here.max_by_key(|(written, _)| written.len())?;
    Some(Lexed { part: TokenKind::Symbol(*symbol), rest: &text[written.len()..] })
}

/// Returns the text after a run of ordinary characters, which ends at a comment's `/*`.
fn skip_word(text: &str) -> &str {
    let ends = |(at, c): &(usize, char)| !is_ordinary(*c) || text[*at..].starts_with("/*");
    text.char_indices().find(ends).map_or("", |(at, _)| &text[at..])
}

fn is_ordinary(c: char) -> bool {
    !c.is_whitespace() && !"\"'`=<>~!(),;[]{}|&".contains(c)
}

/// What a quoted token says: without its marks, doubled and escaped marks single.
pub fn unquote(quoted: &str) -> String {
    let mut chars = quoted.chars().peekable();
    let Some(mark) = chars.next() else { return String::new() };
    let mut said = String::with_capacity(quoted.len());
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            '\\' if next == Some(mark) || next == Some('\\') => said.extend(chars.next()),
            _ if c == mark && next == Some(mark) => said.extend(chars.next()),
            _ if c == mark => break,
            _ => said.push(c),
        }
    }
    said
}

/// The pattern of `/…/`: `\/` is a slash, and the mark behind it means either case.
pub fn pattern(written: &str) -> String {
    let (body, flag) = match written.strip_suffix(['i', 'I']) {
        Some(body) => (body, "(?i)"),
        None => (written, ""),
    };
    let inner = body.strip_prefix('/').and_then(|body| body.strip_suffix('/')).unwrap_or(body);
    format!("{flag}{}", inner.replace("\\/", "/"))
}
