//! Raw SQL: the user's own SELECT, read to be sure that it only reads, and sent as it was written.

use std::ops::ControlFlow;

use sqlparser::ast::{self, Select, SetExpr, Visit, Visitor};
use sqlparser::dialect::MySqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

use crate::query::token::{self, TokenKind};
use crate::span::{Problem, Span};
use crate::sql::{Access, SqlPiece, Statement};

pub mod chain;
mod fault;
pub mod function;
mod heading;
mod keyword;
mod now;
mod variables;

use heading::SelectList;
pub use keyword::{KEYWORDS, is_keyword};
pub use variables::Variables;

/// Words that begin a statement of SQL and no query of the language.
const STATEMENTS: [&str; 24] = [
    "ALTER", "ANALYZE", "CALL", "CREATE", "DELETE", "DESC", "DESCRIBE", "DO", "DROP", "EXECUTE",
    "GRANT", "HANDLER", "INSERT", "KILL", "LOAD", "LOCK", "MERGE", "RENAME", "REPLACE", "REVOKE",
    "SELECT", "TRUNCATE", "UPDATE", "WITH",
];

/// Words that begin the writing part of a statement.
const WRITING: [&str; 5] = ["DELETE", "INSERT", "MERGE", "REPLACE", "UPDATE"];

/// Words that begin a SELECT.
const READING: [&str; 2] = ["SELECT", "WITH"];

/// Whether a text is SQL and not a query of the language, by its first words.
pub fn is_sql(text: &str) -> bool {
    begins_with(text, &STATEMENTS)
}

/// Whether a text is a SELECT, as far as its first words tell.
pub fn is_select(text: &str) -> bool {
    begins_with(text, &READING)
}

/// Whether one of these words begins a text, or stands behind its `EXPLAIN` or `(`.
fn begins_with(text: &str, statements: &[&str]) -> bool {
    let mut words = token::tokens(text)
        .filter(|token| !matches!(token.kind, TokenKind::Comment(_)))
        .map(|token| &text[token.span.range()]);
    let is_statement = |word: &str| statements.iter().any(|known| known.eq_ignore_ascii_case(word));
    match words.next() {
        Some(word) if word.eq_ignore_ascii_case("explain") || word == "(" => {
            words.next().is_some_and(is_statement)
        }
        first => first.is_some_and(is_statement),
    }
}

const READS_ONLY: &str =
    "only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write";

/// The user's statement as it stands, whatever it does.
pub fn anything(text: &str, setting: &Variables<'_>) -> Result<Statement, Problem> {
    let end = text.trim_end().trim_end_matches(';').trim_end().len();
    let pieces = variables::pieces(text, end, variables::replacements(text, setting)?);
    Ok(Statement { access: Access::Write, ..Statement::new(pieces, None) })
}

/// The user's statement, if it is one, and cannot write, lock, wait, call or reach for files.
pub fn read(text: &str) -> Result<Statement, Problem> {
    let reading = ReadStatement::of(text, text)?;
    Ok(reading.statement(vec![SqlPiece::Sql(text[..reading.end].trim().to_owned())]))
}

/// The same for a statement that may name parameters, the table and the time.
pub fn saved(text: &str, setting: &Variables<'_>) -> Result<Statement, Problem> {
    let mut replacements = variables::replacements(text, setting)?;
    let reading = ReadStatement::of(&variables::mask(text, &replacements), text)?;
    let words = lexemes(&reading.tokens, &reading.places);
    replacements.extend(now::replacements(&words, setting.now));
    let aliases = heading::aliases(text, &words, &reading.lists, &replacements);
    replacements.extend(aliases);
    Ok(reading.statement(variables::pieces(text, reading.end, replacements)))
}

/// A statement that was found to do nothing but read.
struct ReadStatement {
    /// Where it ends: its `;`, or the end of the text.
    end: usize,
    tokens: Vec<TokenWithSpan>,
    places: Places,
    /// The lists of its SELECTs.
    lists: Vec<SelectList>,
}

impl ReadStatement {
    /// Reads a text, which is `typed` with something of the same length in place of some parts.
    fn of(text: &str, typed: &str) -> Result<Self, Problem> {
        let places = Places::of(text);
        let tokens = tokens(text, &places)?;
        let words = lexemes(&tokens, &places);
        let Some(first) = words.first().filter(|first| *first.token != Token::SemiColon) else {
            return Err(Problem::new(Span::default(), "a statement is missing").help(READS_ONLY));
        };
        must_begin_reading(first)?;
        must_be_one(&words)?;
        for place in 0..words.len() {
            guard(&words[place..])?;
            function::check(&words, place)?;
        }
        let too_long = |at: usize| words[at].refused(chain::too_long()).help(chain::INSTEAD);
        if let Some(at) = chain::too_deep(words.iter().map(|word| word.token)) {
            return Err(words[at].refused(fault::TOO_DEEP).help(fault::FLATTER));
        }
        let weight = chain::weight(words.iter().map(|word| word.token)).map_err(too_long)?;
        let lists = chain::with_room(weight, || must_parse(typed, &places, &tokens))
            .unwrap_or_else(|| {
                Err(Problem::new(Span::default(), "no thread can be started to read this"))
            })?;
        let end = words.iter().find(|word| *word.token == Token::SemiColon);
        let end = end.map_or(text.len(), |semicolon| semicolon.span.start);
        Ok(Self { end, tokens, places, lists })
    }

    fn statement(&self, pieces: Vec<SqlPiece>) -> Statement {
        let needs_room = lexemes(&self.tokens, &self.places).iter().any(|word| word.is("GROUP"));
        Statement { needs_room, ..Statement::new(pieces, None) }
    }
}

/// A token that is not white space, and where it stands.
struct SqlToken<'t> {
    token: &'t Token,
    span: Span,
}

impl SqlToken<'_> {
    /// Whether it is this keyword: not in quotes.
    fn is(&self, keyword: &str) -> bool {
        matches!(self.token, Token::Word(word)
            if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(keyword))
    }

    /// What it names, quoted or not.
    fn name(&self) -> Option<&str> {
        match self.token {
            Token::Word(word) => Some(&word.value),
            _ => None,
        }
    }

    fn refused(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.span, message)
    }
}

fn tokens(text: &str, places: &Places) -> Result<Vec<TokenWithSpan>, Problem> {
    for mark in ["/*!", "/*M!"] {
        if let Some(at) = text.find(mark) {
            let message =
                format!("`{mark}` hides statements from everyone but the server: refused");
            return Err(Problem::new(Span::new(at, at + mark.len()), message)
                .help("write it in the open, or as an ordinary comment"));
        }
    }
    let read = Tokenizer::new(&MySqlDialect {}, text).tokenize_with_location();
    let tokens = read.map_err(|error| fault::endless(text, places, &error))?;
    match tokens.iter().find(|token| is_comment_only_here(&token.token)) {
        None => Ok(tokens),
        Some(token) => Err(Problem::new(places.span(token), "this is no comment to the server")
            .help("put a space behind the dashes")),
    }
}

/// sqlparser takes any white space behind `--` for a comment's start, the server only ASCII's.
fn is_comment_only_here(token: &Token) -> bool {
    matches!(token, Token::Whitespace(Whitespace::SingleLineComment { prefix, comment })
        if prefix == "--" && !comment.starts_with(|c: char| c.is_ascii_whitespace()))
}

fn lexemes<'t>(tokens: &'t [TokenWithSpan], places: &Places) -> Vec<SqlToken<'t>> {
    tokens.iter().filter_map(|token| lexeme(places, token)).collect()
}

fn lexeme<'t>(places: &Places, token: &'t TokenWithSpan) -> Option<SqlToken<'t>> {
    if matches!(token.token, Token::Whitespace(_) | Token::EOF) {
        return None;
    }
    Some(SqlToken { token: &token.token, span: places.span(token) })
}

fn must_begin_reading(first: &SqlToken<'_>) -> Result<(), Problem> {
    let reads = ["SELECT", "WITH", "EXPLAIN"].iter().any(|word| first.is(word));
    match reads || *first.token == Token::LParen {
        true => Ok(()),
        false => {
            let word = fault::cut(&first.token.to_string());
            Err(first.refused(format!("`{word}` is refused")).help(READS_ONLY))
        }
    }
}

fn must_be_one(words: &[SqlToken<'_>]) -> Result<(), Problem> {
    let end = words.iter().position(|word| *word.token == Token::SemiColon);
    let behind = end.and_then(|end| words[end..].iter().find(|w| *w.token != Token::SemiColon));
    match behind {
        None => Ok(()),
        Some(second) => Err(second
            .refused("a second statement begins here: one at a time")
            .help("run it by itself")),
    }
}

/// Refuses what begins at the first of these tokens, if it does more than read.
fn guard(words: &[SqlToken<'_>]) -> Result<(), Problem> {
    let [word, rest @ ..] = words else { return Ok(()) };
    let next = |keyword: &str| rest.first().is_some_and(|next| next.is(keyword));
    if word.is("INTO") {
        return Err(word
            .refused("`INTO` writes to a file, a table or a variable: refused")
            .help("to save an answer use `--format` and your shell's `>`"));
    }
    let locks =
        word.is("FOR") && (next("UPDATE") || next("SHARE")) || word.is("LOCK") && next("IN");
    if locks {
        return Err(word
            .refused("locking rows is refused: ipta's shell reads")
            .help("leave it out"));
    }
    if word.is("PROCEDURE") {
        return Err(word.refused("calling a procedure is refused").help("leave it out"));
    }
    if word.is("NEXT") && next("VALUE") {
        return Err(word.refused("`NEXT VALUE` changes a sequence: refused").help("leave it out"));
    }
    match word.token {
        Token::Assignment => {
            return Err(word.refused("setting a variable is refused").help("compute it in place"));
        }
        Token::Placeholder(_) => {
            return Err(word
                .refused("there is no value for a placeholder")
                .help("write the value"));
        }
        _ => {}
    }
    Ok(())
}

/// The tokens of a statement in a form that sqlparser reads: it does not know the operator MOD.
pub fn readable(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let places: Vec<usize> = (0..tokens.len())
        .filter(|place| !matches!(tokens[*place].token, Token::Whitespace(_)))
        .collect();
    for around in places.windows(3) {
        let [before, here, after] = [around[0], around[1], around[2]].map(|at| &tokens[at].token);
        let is_call = *after == Token::LParen;
        let behind_operand = match before {
            Token::Word(word) => {
                word.quote_style.is_some() || word.keyword == Keyword::NoKeyword || !is_call
            }
            Token::RParen | Token::Number(..) | Token::SingleQuotedString(_) => true,
            _ => false,
        };
        let is_mod = matches!(here, Token::Word(word)
            if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("mod"));
        if is_mod && behind_operand {
            tokens[around[1]].token = Token::Mod;
        }
    }
    tokens
}

/// Refuses what is not SQL, and what is more than a SELECT in a way that no single word tells; returns
/// the lists of its SELECTs.
fn must_parse(
    typed: &str,
    places: &Places,
    tokens: &[TokenWithSpan],
) -> Result<Vec<SelectList>, Problem> {
    let readable = readable(tokens.to_vec());
    let mut parser = Parser::new(&MySqlDialect {}).with_tokens_with_locations(readable);
    let statements = parser.parse_statements();
    let statements = statements.map_err(|error| fault::syntax(typed, places, tokens, &error))?;
    let mut visitor = OnlyReads { places, lists: Vec::new() };
    let reads = statements.iter().all(|statement| statement.visit(&mut visitor).is_continue());
    match reads && statements.len() == 1 {
        true => Ok(visitor.lists),
        false => Err(more_than_reading(places, tokens)),
    }
}

/// Where a statement writes, as far as a word tells.
fn more_than_reading(places: &Places, tokens: &[TokenWithSpan]) -> Problem {
    let words = lexemes(tokens, places);
    let writes = words.iter().find(|word| WRITING.iter().any(|known| word.is(known)));
    let span = writes.map_or(Span::new(0, places.end), |word| word.span);
    Problem::new(span, "the statement does more than read").help(READS_ONLY)
}

/// Breaks off at whatever part of a statement does not only read; collects the lists of its SELECTs.
struct OnlyReads<'p> {
    places: &'p Places,
    lists: Vec<SelectList>,
}

impl Visitor for OnlyReads<'_> {
    type Break = ();

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.lists.push(SelectList::of(select, self.places));
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &ast::Statement) -> ControlFlow<()> {
        match statement {
            ast::Statement::Query(_) | ast::Statement::Explain { .. } => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    }

    fn pre_visit_query(&mut self, query: &ast::Query) -> ControlFlow<()> {
        let writes = matches!(
            *query.body,
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)
        );
        match writes || !query.locks.is_empty() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

/// Where each character of a text begins, by line: sqlparser counts lines and characters from one.
struct Places {
    lines: Vec<Vec<usize>>,
    end: usize,
}

impl Places {
    fn of(text: &str) -> Self {
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

    /// The byte at a place; the text's end for a place behind it.
    fn byte(&self, place: Location) -> usize {
        let nth = |number: u64| usize::try_from(number).ok()?.checked_sub(1);
        let found = nth(place.line).and_then(|line| {
            let line = self.lines.get(line)?;
            line.get(nth(place.column)?).copied()
        });
        found.unwrap_or(self.end)
    }

    fn span(&self, token: &TokenWithSpan) -> Span {
        Span::new(self.byte(token.span.start), self.byte(token.span.end))
    }
}
