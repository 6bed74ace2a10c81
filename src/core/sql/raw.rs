//! Raw SQL: the user's own SELECT, read to be sure that it only reads, and sent as it was written.

use std::ops::ControlFlow;

use sqlparser::ast::{self, Select, SetExpr, Visit, Visitor};
use sqlparser::dialect::MySqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

use crate::query::token::{self, TokenKind};
use crate::span::{Problem, Span};
use crate::sql::{Access, SqlPiece, Statement};

pub mod chain;
mod fault;
pub mod function;
mod heading;
pub mod keyword;
mod now;
mod replacement;
mod sql_token;
mod variables;

use heading::SelectList;
use keyword::KeywordRole;
use replacement::{mask_text, replace_parts};
use sql_token::{Places, SqlToken};
pub use variables::Variables;

/// Whether a text is SQL and not a query of the language, by its first words.
pub fn is_sql(text: &str) -> bool {
    begins_with(text, KeywordRole::Statement)
}

/// Whether a text is a SELECT, as far as its first words tell.
pub fn is_select(text: &str) -> bool {
    begins_with(text, KeywordRole::Reads)
}

/// Whether a keyword of that role begins a text, or follows its `EXPLAIN` or `(`.
fn begins_with(text: &str, role: KeywordRole) -> bool {
    let words = token::tokens(text)
        .filter(|token| !matches!(token.kind, TokenKind::Comment(_)))
        .map(|token| &text[token.span.range()]);
    let is_lead = |word: &&str| word.eq_ignore_ascii_case("explain") || *word == "(";
    let mut words = words.peekable();
    words.next_if(is_lead);
    words.next().is_some_and(|word| keyword::has_role(word, role))
}

const READS_ONLY: &str =
    "only SELECT, WITH … SELECT and EXPLAIN SELECT are run, unless ipta is started with --write";

/// The user's statement as it is, whatever it does.
pub fn parse_unchecked(text: &str, variables: &Variables<'_>) -> Result<Statement, Problem> {
    let end = text.trim_end().trim_end_matches(';').trim_end().len();
    let pieces = replace_parts(text, end, variables::replace_variables(text, variables)?);
    Ok(Statement { access: Access::Write, ..Statement::new(pieces, None) })
}

/// The user's statement, if it is one, and cannot write, lock, wait, call or reach for files.
pub fn parse_read_only(text: &str) -> Result<Statement, Problem> {
    let checked = ReadStatement::parse(text, text)?;
    Ok(checked.statement(vec![SqlPiece::Sql(text[..checked.end].trim().to_owned())]))
}

/// The same for a statement that may name parameters, the table and the time.
pub fn parse_saved(text: &str, variables: &Variables<'_>) -> Result<Statement, Problem> {
    let mut replacements = variables::replace_variables(text, variables)?;
    let checked = ReadStatement::parse(&mask_text(text, &replacements), text)?;
    replacements.extend(now::replace_clock(&checked.words, variables.now));
    let aliases = heading::find_aliases(text, &checked.words, &checked.lists, &replacements);
    replacements.extend(aliases);
    Ok(checked.statement(replace_parts(text, checked.end, replacements)))
}

/// A statement that was found to do nothing but read.
struct ReadStatement {
    /// Where it ends: its `;`, or the end of the text.
    end: usize,
    words: Vec<SqlToken>,
    /// The lists of its SELECTs.
    lists: Vec<SelectList>,
}

impl ReadStatement {
    /// Parses a text, which is `typed` with something of the same length in place of some parts.
    fn parse(text: &str, typed: &str) -> Result<Self, Problem> {
        let places = Places::new(text);
        let tokens = tokenize(text, &places)?;
        let words = places.locate(&tokens);
        let Some(first) = words.first().filter(|first| first.token != Token::SemiColon) else {
            return Err(Problem::new(Span::default(), "a statement is missing").help(READS_ONLY));
        };
        must_begin_reading(first)?;
        must_be_one(&words)?;
        for place in 0..words.len() {
            refuse_writing(&words[place..])?;
            function::check_call(&words, place)?;
        }
        if let Some(at) = chain::too_deep(words.iter().map(|word| &word.token)) {
            return Err(words[at].refuse(fault::TOO_DEEP).help(fault::FLATTER));
        }
        let weight = chain::weight(words.iter().map(|word| &word.token))
            .map_err(|at| words[at].refuse(chain::too_long()).help(chain::INSTEAD))?;
        let parse = || parse_select(typed, &places, tokens, &words);
        let lists = chain::with_room(weight, parse).unwrap_or_else(|| {
            Err(Problem::new(Span::default(), "no thread can be started to read this"))
        })?;
        let end = words.iter().find(|word| word.token == Token::SemiColon);
        let end = end.map_or(text.len(), |semicolon| semicolon.span.start);
        Ok(Self { end, words, lists })
    }

    fn statement(&self, pieces: Vec<SqlPiece>) -> Statement {
        let needs_room = self.words.iter().any(|word| word.is("GROUP"));
        Statement { needs_room, ..Statement::new(pieces, None) }
    }
}

fn tokenize(text: &str, places: &Places) -> Result<Vec<TokenWithSpan>, Problem> {
    for mark in ["/*!", "/*M!"] {
        if let Some(at) = text.find(mark) {
            let message =
                format!("`{mark}` hides statements from everyone but the server: refused");
            return Err(Problem::new(Span::new(at, at + mark.len()), message)
                .help("write it in the open, or as an ordinary comment"));
        }
    }
    let read = Tokenizer::new(&MySqlDialect {}, text).tokenize_with_location();
    let tokens = read.map_err(|error| fault::explain_open_token(text, places, &error))?;
    if let Some(token) = tokens.iter().find(|token| is_comment_only_here(&token.token)) {
        return Err(Problem::new(places.span(token), "this is no comment to the server")
            .help("put a space behind the dashes"));
    }
    Ok(tokens)
}

/// sqlparser takes any white space behind `--` for a comment's start, the server only ASCII's.
fn is_comment_only_here(token: &Token) -> bool {
    matches!(token, Token::Whitespace(Whitespace::SingleLineComment { prefix, comment })
        if prefix == "--" && !comment.starts_with(|c: char| c.is_ascii_whitespace()))
}

fn must_begin_reading(first: &SqlToken) -> Result<(), Problem> {
    let reads = first.is("EXPLAIN") || first.has_role(KeywordRole::Reads);
    if reads || first.token == Token::LParen {
        return Ok(());
    }
    let word = fault::shorten(&first.token.to_string());
    Err(first.refuse(format!("`{word}` is refused")).help(READS_ONLY))
}

fn must_be_one(words: &[SqlToken]) -> Result<(), Problem> {
    let mut rest = words.iter().skip_while(|word| word.token != Token::SemiColon);
    let Some(second) = rest.find(|word| word.token != Token::SemiColon) else { return Ok(()) };
    let message = "a second statement begins here: one at a time";
    Err(second.refuse(message).help("run it by itself"))
}

/// Refuses what begins at the first of these tokens, if it does more than read.
fn refuse_writing(words: &[SqlToken]) -> Result<(), Problem> {
    let [word, rest @ ..] = words else { return Ok(()) };
    let next = |keyword: &str| rest.first().is_some_and(|next| next.is(keyword));
    let locks =
        word.is("FOR") && (next("UPDATE") || next("SHARE")) || word.is("LOCK") && next("IN");
    let (message, help) = match &word.token {
        Token::Assignment => ("setting a variable is refused", "compute it in place"),
        Token::Placeholder(_) => ("there is no value for a placeholder", "write the value"),
        _ if word.is("INTO") => (
            "`INTO` writes to a file, a table or a variable: refused",
            "to save an answer use `--format` and your shell's `>`",
        ),
        _ if locks => ("locking rows is refused: ipta's shell reads", "leave it out"),
        _ if word.is("PROCEDURE") => ("calling a procedure is refused", "leave it out"),
        _ if word.is("NEXT") && next("VALUE") => {
            ("`NEXT VALUE` changes a sequence: refused", "leave it out")
        }
        _ => return Ok(()),
    };
    Err(word.refuse(message).help(help))
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

/// Refuses what is not SQL, and what does more than a SELECT in a way that no single word shows;
/// returns the lists of its SELECTs.
fn parse_select(
    typed: &str,
    places: &Places,
    tokens: Vec<TokenWithSpan>,
    words: &[SqlToken],
) -> Result<Vec<SelectList>, Problem> {
    let mut parser = Parser::new(&MySqlDialect {}).with_tokens_with_locations(readable(tokens));
    let statements = parser
        .parse_statements()
        .map_err(|error| fault::explain_syntax(typed, places, words, &error))?;
    let mut visitor = OnlyReads { places, lists: Vec::new() };
    let reads = statements.iter().all(|statement| statement.visit(&mut visitor).is_continue());
    if reads && statements.len() == 1 {
        return Ok(visitor.lists);
    }
    let writes = words.iter().find(|word| word.has_role(KeywordRole::Writes));
    let span = writes.map_or(Span::new(0, places.end), |word| word.span);
    Err(Problem::new(span, "the statement does more than read").help(READS_ONLY))
}

/// Breaks off at whatever part of a statement does not only read; collects the lists of its SELECTs.
struct OnlyReads<'p> {
    places: &'p Places,
    lists: Vec<SelectList>,
}

impl Visitor for OnlyReads<'_> {
    type Break = ();

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.lists.push(SelectList::new(select, self.places));
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
        if writes || !query.locks.is_empty() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}
