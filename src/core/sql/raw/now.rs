//! Now: the words of SQL that ask for the clock. A question has one time, which the client knows and
//! the server's clock and zone do not; it is bound in their place.

use sqlparser::tokenizer::Token;

use super::replacement::Replacement;
use super::sql_token::SqlToken;
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

/// Words that ask for the clock, with parentheses or without.
const BARE_WORDS: [(&str, Clock); 5] = [
    ("CURRENT_DATE", Clock::Day),
    ("CURRENT_TIME", Clock::TimeOfDay),
    ("CURRENT_TIMESTAMP", Clock::Moment),
    ("LOCALTIME", Clock::Moment),
    ("LOCALTIMESTAMP", Clock::Moment),
];

/// Words that ask for the clock with parentheses.
const FUNCTIONS: [(&str, Clock); 5] = [
    ("CURDATE", Clock::Day),
    ("CURTIME", Clock::TimeOfDay),
    ("NOW", Clock::Moment),
    ("SYSDATE", Clock::Moment),
    ("UNIX_TIMESTAMP", Clock::Epoch),
];

/// Whether a text may ask for the clock.
pub(super) fn may_ask_for_clock(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    BARE_WORDS.iter().chain(&FUNCTIONS).any(|(word, _)| upper.contains(word))
}

/// What is written in place of the words that ask for the clock.
pub(super) fn replace_clock(words: &[SqlToken], now: Timestamp) -> Vec<Replacement> {
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let Some(call) = find_call(&words[place..]) else { continue };
        let mut writer = SqlWriter::default();
        write_clock(&mut writer, &call, now);
        found.push(Replacement::new(word.span.to(words[place + call.length - 1].span), writer));
    }
    found
}

/// A call that asks for the clock.
struct ClockCall {
    clock: Clock,
    /// The digits of a second.
    digits: u32,
    /// How many tokens it has.
    length: usize,
}

/// The call that words begin with.
fn find_call(words: &[SqlToken]) -> Option<ClockCall> {
    let find = |table: &[(&str, Clock)]| {
        table.iter().find(|(name, _)| words[0].is(name)).map(|(_, clock)| *clock)
    };
    let bare = find(&BARE_WORDS);
    let clock = bare.or_else(|| find(&FUNCTIONS))?;
    let token = |place: usize| words.get(place).map(|word| &word.token);
    match (token(1), token(2), token(3)) {
        (Some(Token::LParen), Some(Token::RParen), _) => {
            Some(ClockCall { clock, digits: 0, length: 3 })
        }
        (Some(Token::LParen), Some(Token::Number(digits, _)), Some(Token::RParen))
            if clock != Clock::Epoch =>
        {
            Some(ClockCall { clock, digits: digits.parse().ok()?, length: 4 })
        }
        _ => bare.map(|clock| ClockCall { clock, digits: 0, length: 1 }),
    }
}

fn write_clock(writer: &mut SqlWriter, call: &ClockCall, now: Timestamp) {
    let step = Timestamp::SECOND / 10_i64.pow(call.digits.min(6));
    let moment = Timestamp(now.0 - now.0.rem_euclid(step));
    match call.clock {
        Clock::Moment => writer.sql("CAST(").bind(Value::Time(moment)).sql(" AS DATETIME(6))"),
        Clock::Day => writer.sql("CAST(").bind(Value::Time(moment.midnight())).sql(" AS DATE)"),
        Clock::TimeOfDay => {
            writer.sql("TIME(CAST(").bind(Value::Time(moment)).sql(" AS DATETIME(6)))")
        }
        Clock::Epoch => writer.bind(Value::Int(now.0.div_euclid(Timestamp::SECOND).into())),
    };
}
