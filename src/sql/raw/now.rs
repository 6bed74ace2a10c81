//! Now: the words of SQL that ask for the clock. A question has one time, which the client knows and
//! the server's clock and zone do not; it is bound in their place.

use sqlparser::tokenizer::Token;

use super::Lexeme;
use super::setting::Replacement;
use crate::span::Span;
use crate::sql::writer::Writer;
use crate::time::Timestamp;
use crate::value::Value;

/// What a word asks for.
#[derive(Clone, Copy, PartialEq)]
enum Clock {
    Moment,
    Day,
    TimeOfDay,
    Epoch,
}

/// Each word, what it asks for, and whether it does without parentheses.
const WORDS: [(&str, Clock, bool); 10] = [
    ("CURDATE", Clock::Day, false),
    ("CURRENT_DATE", Clock::Day, true),
    ("CURRENT_TIME", Clock::TimeOfDay, true),
    ("CURRENT_TIMESTAMP", Clock::Moment, true),
    ("CURTIME", Clock::TimeOfDay, false),
    ("LOCALTIME", Clock::Moment, true),
    ("LOCALTIMESTAMP", Clock::Moment, true),
    ("NOW", Clock::Moment, false),
    ("SYSDATE", Clock::Moment, false),
    ("UNIX_TIMESTAMP", Clock::Epoch, false),
];

/// What is written in place of the words that ask for the clock.
pub(super) fn replacements(text: &str, words: &[Lexeme<'_>], now: Timestamp) -> Vec<Replacement> {
    let mut found = Vec::new();
    let mut lists = Lists::default();
    for (place, word) in words.iter().enumerate() {
        lists.pass(word);
        let Some((clock, digits, length)) = call(&words[place..]) else { continue };
        let last = &words[place + length - 1];
        let span = word.span.to(last.span);
        let mut writer = Writer::default();
        write(&mut writer, clock, digits, now);
        // A column without a name is called as it was written.
        let before = place.checked_sub(1).map(|before| &words[before]);
        let is_first = before.is_some_and(|one| one.is("SELECT") || *one.token == Token::Comma);
        let after = words.get(place + length);
        let is_last = after.is_none_or(|one| {
            one.is("FROM") || matches!(one.token, Token::Comma | Token::RParen | Token::SemiColon)
        });
        if is_first && is_last && lists.selects() {
            writer.sql(" AS ").ident(&text[span.range()]);
        }
        found.push(Replacement::new(Span::new(span.start, span.end), writer));
    }
    found
}

/// The call that words begin with: what it asks for, its digits of a second, and how many words it
/// takes.
fn call(words: &[Lexeme<'_>]) -> Option<(Clock, Option<u32>, usize)> {
    let (_, clock, is_bare) = *WORDS.iter().find(|(name, ..)| words[0].is(name))?;
    let token = |place: usize| words.get(place).map(|word| word.token);
    match (token(1), token(2), token(3)) {
        (Some(Token::LParen), Some(Token::RParen), _) => Some((clock, None, 3)),
        (Some(Token::LParen), Some(Token::Number(digits, _)), Some(Token::RParen))
            if clock != Clock::Epoch =>
        {
            Some((clock, Some(digits.parse().ok()?), 4))
        }
        _ if is_bare => Some((clock, None, 1)),
        _ => None,
    }
}

fn write(writer: &mut Writer, clock: Clock, digits: Option<u32>, now: Timestamp) {
    let digits = digits.unwrap_or_default().min(6);
    let step = Timestamp::SECOND / 10_i64.pow(digits);
    let moment = Timestamp(now.0 - now.0.rem_euclid(step));
    match clock {
        Clock::Moment => writer.sql("CAST(").bind(Value::Time(moment)).sql(" AS DATETIME(6))"),
        Clock::Day => writer.sql("CAST(").bind(Value::Time(moment.midnight())).sql(" AS DATE)"),
        Clock::TimeOfDay => {
            writer.sql("TIME(CAST(").bind(Value::Time(moment)).sql(" AS DATETIME(6)))")
        }
        Clock::Epoch => writer.bind(Value::Int(now.0.div_euclid(Timestamp::SECOND).into())),
    };
}

/// Whether a place lies in the list of a SELECT, for each parenthesis around it.
#[derive(Default)]
struct Lists(Vec<bool>);

impl Lists {
    fn pass(&mut self, word: &Lexeme<'_>) {
        const ENDS: [&str; 7] = ["FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION"];
        match word.token {
            Token::LParen => self.0.push(false),
            Token::RParen => drop(self.0.pop()),
            _ if word.is("SELECT") => self.set(true),
            _ if ENDS.iter().any(|end| word.is(end)) => self.set(false),
            _ => {}
        }
    }

    fn set(&mut self, selects: bool) {
        self.0.pop();
        self.0.push(selects);
    }

    fn selects(&self) -> bool {
        self.0.last().copied().unwrap_or_default()
    }
}
