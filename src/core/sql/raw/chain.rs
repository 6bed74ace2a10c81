//! A chain: operators in a row. sqlparser reads one by a loop, but what comes of it is as deep as the
//! chain is long, and everything that looks at it, or drops it, goes down by recursion.

use std::thread;

use sqlparser::tokenizer::Token;

use super::keyword::{KeywordRole, token_roles};

/// How long a chain may be; one of AND and OR, which the engine goes down with less of its stack, may be
/// twice as long.
pub const LONGEST: usize = 1_000;

/// How much lighter AND, OR and XOR are than other operators.
const LOOSE: usize = 2;

/// What is no heavier fits on any stack.
const LIGHT: usize = 10 * LOOSE;

/// Takes the longest chain, also as tests are built.
const STACK: usize = 64 << 20;

/// The operators between two brackets, so far.
#[derive(Default)]
struct Level {
    /// Of the operand of the last AND or OR.
    tight: usize,
    /// AND, OR and XOR of the SELECT, or of the item of a list.
    loose: usize,
    selects: usize,
}

impl Level {
    /// How heavy they are for a stack, in the weight of an OR.
    fn weight(&self) -> usize {
        (self.tight + self.selects) * LOOSE + self.loose
    }
}

/// What is said of a longer one.
pub fn too_long() -> String {
    format!("more than {LONGEST} operators in a row")
}

/// What to write instead of it.
pub const INSTEAD: &str =
    "write `src IN (…)` for many values of one column; a long UNION can be several statements";

/// How heavy what comes of the tokens may be for a stack, brackets counted; of too long a chain the place
/// of the operator that is one too many.
pub fn weight<'t>(tokens: impl Iterator<Item = &'t Token>) -> Result<usize, usize> {
    let mut levels = vec![Level::default()];
    let (mut now, mut heaviest) = (0, 0);
    for (place, token) in tokens.enumerate() {
        match token {
            Token::LParen => levels.push(Level::default()),
            Token::RParen if levels.len() > 1 => {
                now -= levels.pop().unwrap_or_default().weight();
            }
            _ => {
                let Some(level) = levels.last_mut() else { continue };
                now -= level.weight();
                let roles = token_roles(token);
                if *token == Token::Comma || is_word(token, "SELECT") {
                    *level = Level { selects: level.selects, ..Level::default() };
                } else if roles.contains(&KeywordRole::JoinsSelects) {
                    level.selects += 1;
                } else if roles.contains(&KeywordRole::JoinsConditions) {
                    (level.tight, level.loose) = (0, level.loose + 1);
                } else if is_operator(token) {
                    level.tight += 1;
                }
                now += level.weight();
            }
        }
        heaviest = heaviest.max(now + levels.len());
        if now > LONGEST * LOOSE {
            return Err(place);
        }
    }
    Ok(heaviest)
}

fn is_word(token: &Token, keyword: &str) -> bool {
    matches!(token, Token::Word(word)
        if word.quote_style.is_none() && keyword.eq_ignore_ascii_case(&word.value))
}

/// Whether a token may be an operator.
fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(_) => token_roles(token).contains(&KeywordRole::Operator),
        Token::Whitespace(_)
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::HexStringLiteral(_)
        | Token::Placeholder(_)
        | Token::SemiColon
        | Token::Period
        | Token::EOF => false,
        _ => true,
    }
}

/// How deep parts that sqlparser reads in two ways may be inside of one another: each level makes a
/// mistake take twice as long.
const DEEPEST: usize = 16;

/// Whether such parts are too deep inside of one another; where.
pub fn too_deep<'t>(tokens: impl Iterator<Item = &'t Token>) -> Option<usize> {
    let mut brackets = Vec::new();
    let (mut depth, mut is_twice) = (0_usize, false);
    for (place, token) in tokens.enumerate() {
        match token {
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket => {
                brackets.push(is_twice);
                depth += usize::from(is_twice);
            }
            Token::RParen | Token::RBracket => {
                depth = depth.saturating_sub(usize::from(brackets.pop().unwrap_or_default()));
            }
            _ if is_word(token, "CASE") => depth += 1,
            _ if is_word(token, "END") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(place);
        }
        is_twice = token_roles(token).contains(&KeywordRole::ReadTwice);
    }
    None
}

/// Does something with what comes of a chain, on a stack that is large enough for it.
pub(super) fn with_room<T: Send>(weight: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    if weight <= LIGHT {
        return Some(work());
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}
