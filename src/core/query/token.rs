//! A token: the smallest piece of a query that means something. One lexer serves the parser, the
//! splitter of input, completion and colours, so it is total: every text has tokens, and what is
//! wrong with one (a string without its end) is told by the token.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, one_of};
use nom::combinator::{map, opt, success, value, verify};
use nom::error::{Error, ErrorKind};
use nom::sequence::preceded;
use nom::{IResult, Parser};

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

impl Symbol {
    /// How it is written; of two spellings the usual one.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Matches => "~",
            Self::NotMatches => "!~",
            Self::Not => "!",
            Self::And => "&&",
            Self::Or => "||",
            Self::Ampersand => "&",
            Self::Pipe => "|",
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Open(Bracket::Round) => "(",
            Self::Open(Bracket::Square) => "[",
            Self::Open(Bracket::Curly) => "{",
            Self::Close(Bracket::Round) => ")",
            Self::Close(Bracket::Square) => "]",
            Self::Close(Bracket::Curly) => "}",
        }
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

/// What decides how the next token is read, beside its own text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// A `/` here begins a pattern: elsewhere it is part of a network or a division.
    wants_regex: bool,
    /// Behind a single `|` stands a program, whose `~/` is a folder.
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
        let (after, kind) = token(self.rest, self.context.wants_regex && !self.context.is_program);
        let token = Token { kind, span: Span::new(start, self.text.len() - after.len()) };
        self.context.pass(self.text, &token);
        self.rest = after.trim_start();
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
    pub fn of(text: &str, token: &Token) -> Option<Self> {
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
    pub fn behind(self, inside: &str) -> Option<&str> {
        match self {
            Self::Comment => inside.split_once("*/").map(|(_, rest)| rest),
            Self::Mark('/') => {
                behind_mark('/', inside).map(|rest| rest.strip_prefix(['i', 'I']).unwrap_or(rest))
            }
            Self::Mark(mark) => behind_mark(mark, inside),
        }
    }
}

/// The first token of a text that is not empty and does not begin with white space.
fn token(rest: &str, wants_regex: bool) -> (&str, TokenKind) {
    let found = if wants_regex {
        alt((comment, regex, text, parameter, symbol, word)).parse(rest)
    } else {
        alt((comment, text, parameter, symbol, word)).parse(rest)
    };
    found.unwrap_or(("", TokenKind::Word))
}

fn comment(rest: &str) -> IResult<&str, TokenKind> {
    let dashes =
        verify(tag("--"), |_: &str| rest[2..].chars().next().is_none_or(char::is_whitespace));
    let line = preceded(alt((tag("#"), dashes)), take_while(|c| c != '\n'));
    alt((value(TokenKind::Comment(TokenEnd::Closed), line), block_comment)).parse(rest)
}

fn block_comment(rest: &str) -> IResult<&str, TokenKind> {
    let (body, _) = tag("/*").parse(rest)?;
    Ok(match body.find("*/") {
        Some(at) => (&body[at + 2..], TokenKind::Comment(TokenEnd::Closed)),
        None => ("", TokenKind::Comment(TokenEnd::Open)),
    })
}

fn regex(rest: &str) -> IResult<&str, TokenKind> {
    let (rest, end) = delimited('/').parse(rest)?;
    let (rest, _) = opt(one_of("iI")).parse(rest)?;
    Ok((rest, TokenKind::Regex(end)))
}

fn text(rest: &str) -> IResult<&str, TokenKind> {
    alt((
        map(alt((delimited('"'), delimited('\''))), TokenKind::Text),
        map(delimited('`'), TokenKind::Name),
    ))
    .parse(rest)
}

/// What stands between two marks. Inside, a backslash or a second mark keeps a mark from ending it.
fn delimited(mark: char) -> impl FnMut(&str) -> IResult<&str, TokenEnd> {
    move |rest: &str| {
        let (inside, _) = char(mark).parse(rest)?;
        Ok(match behind_mark(mark, inside) {
            Some(rest) => (rest, TokenEnd::Closed),
            None => ("", TokenEnd::Open),
        })
    }
}

/// What follows the mark that ends the text which this one begins inside of.
fn behind_mark(mark: char, inside: &str) -> Option<&str> {
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

fn parameter(rest: &str) -> IResult<&str, TokenKind> {
    let name = take_while1(|c: char| c.is_alphanumeric() || c == '_');
    let (rest, _) = (tag("$"), name).parse(rest)?;
    let quoted = alt((delimited('"'), delimited('\'')));
    let plain = value(TokenEnd::Closed, opt(word));
    let default = preceded(tag(":"), alt((quoted, plain)));
    map(alt((default, success(TokenEnd::Closed))), TokenKind::Parameter).parse(rest)
}

fn symbol(rest: &str) -> IResult<&str, TokenKind> {
    use Symbol::*;
    let comparison = alt((
        value(Equal, alt((tag("=="), tag("=")))),
        value(NotEqual, alt((tag("!="), tag("<>")))),
        value(LessEqual, tag("<=")),
        value(GreaterEqual, tag(">=")),
        value(Less, tag("<")),
        value(Greater, tag(">")),
        value(NotMatches, tag("!~")),
        value(Matches, tag("~")),
        value(Not, tag("!")),
    ));
    let joining = alt((
        value(And, tag("&&")),
        value(Or, tag("||")),
        value(Ampersand, tag("&")),
        value(Pipe, tag("|")),
        value(Comma, tag(",")),
        value(Semicolon, tag(";")),
    ));
    map(alt((comparison, joining, bracket)), TokenKind::Symbol).parse(rest)
}

fn bracket(rest: &str) -> IResult<&str, Symbol> {
    use Bracket::{Curly, Round, Square};
    alt((
        value(Symbol::Open(Round), tag("(")),
        value(Symbol::Close(Round), tag(")")),
        value(Symbol::Open(Square), tag("[")),
        value(Symbol::Close(Square), tag("]")),
        value(Symbol::Open(Curly), tag("{")),
        value(Symbol::Close(Curly), tag("}")),
    ))
    .parse(rest)
}

/// A run of ordinary characters, up to a comment's `/*`.
fn word(rest: &str) -> IResult<&str, TokenKind> {
    let ends = |(at, c): &(usize, char)| !is_ordinary(*c) || rest[*at..].starts_with("/*");
    let length = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
    if length == 0 {
        return Err(nom::Err::Error(Error::new(rest, ErrorKind::TakeWhile1)));
    }
    Ok((&rest[length..], TokenKind::Word))
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
