//! Now: the words of SQL that ask for the clock. A question has one time, which the client knows and
//! the server's clock and zone do not; it is bound in their place.

use sqlparser::tokenizer::Token;

use super::SqlToken;
use super::variables::Replacement;
use crate::sql::writer::SqlWriter;
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
pub(super) fn replacements(words: &[SqlToken<'_>], now: Timestamp) -> Vec<Replacement> {
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let Some((clock, digits, length)) = call(&words[place..]) else { continue };
        let mut writer = SqlWriter::default();
        write(&mut writer, clock, digits, now);
        found.push(Replacement::new(word.span.to(words[place + length - 1].span), writer));
    }
    found
}

/// The call that words begin with: what it asks for, its digits of a second, and how many words it
/// takes.
fn call(words: &[SqlToken<'_>]) -> Option<(Clock, Option<u32>, usize)> {
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

fn write(writer: &mut SqlWriter, clock: Clock, digits: Option<u32>, now: Timestamp) {
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
