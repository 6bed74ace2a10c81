//! A format: how MySQL writes a moment as text, and reads one from text, by letters behind `%`.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;

use super::calendar::{civil, week};
use ipta_core::time::Timestamp;

/// A part of a format.
enum Part {
    /// A character that stands for itself.
    Char(char),
    /// The letter after a `%`.
    Letter(char),
}

fn parts(format: &str) -> impl Iterator<Item = Part> {
    let mut chars = format.chars();
    std::iter::from_fn(move || match chars.next()? {
        '%' => Some(chars.next().map_or(Part::Char('%'), Part::Letter)),
        other => Some(Part::Char(other)),
    })
}

/// A moment in MySQL's notation. Source: MySQL, "DATE_FORMAT()".
pub fn date_format(micros: i64, format: &str) -> Option<String> {
    let at = civil(micros)?;
    let written = parts(format).map(|part| match part {
        Part::Char(char) => char.to_string(),
        Part::Letter(letter) => specified(at, micros, letter),
    });
    Some(written.collect())
}

fn specified(at: DateTime, micros: i64, letter: char) -> String {
    let of_week = |mode| week(at.date(), mode);
    match letter {
        'D' => ordinal(at.day()),
        'f' => format!("{:06}", micros.rem_euclid(Timestamp::SECOND)),
        'u' => format!("{:02}", of_week(1).1),
        'V' => format!("{:02}", of_week(2).1),
        'X' => format!("{:04}", of_week(2).0),
        other => match specifier(other) {
            Some(specifier) => at.strftime(specifier).to_string(),
            None => other.to_string(),
        },
    }
}

/// The specifier of jiff that means the same as a letter after `%`.
fn specifier(letter: char) -> Option<&'static str> {
    Some(match letter {
        'a' => "%a",
        'b' => "%b",
        'c' => "%-m",
        'd' => "%d",
        'e' => "%-d",
        'f' => "%f",
        'H' => "%H",
        'h' | 'I' => "%I",
        'i' => "%M",
        'j' => "%j",
        'k' => "%-H",
        'l' => "%-I",
        'M' => "%B",
        'm' => "%m",
        'p' => "%p",
        'r' => "%I:%M:%S %p",
        'S' | 's' => "%S",
        'T' => "%H:%M:%S",
        'U' => "%U",
        'v' => "%V",
        'W' => "%A",
        'w' => "%w",
        'x' => "%G",
        'Y' => "%Y",
        'y' => "%y",
        '%' => "%%",
        _ => return None,
    })
}

fn ordinal(day: i8) -> String {
    let ending = match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

/// The moment that a text means by a format; a time of day alone is one of the first of all days.
/// `None` if it means none. Source: MySQL, "STR_TO_DATE()".
pub fn read(text: &str, format: &str) -> Option<i64> {
    let wanted = specifiers(format)?;
    let (found, _) = BrokenDownTime::parse_prefix(wanted.as_bytes(), text.trim_start()).ok()?;
    let date = if has_day(format) { found.to_date().ok()? } else { Date::constant(1970, 1, 1) };
    let time = if has_time(format) { found.to_time().ok()? } else { Time::midnight() };
    Some(Timestamp::from_civil(date.to_datetime(time)).0)
}

/// Whether a format names a part of a day.
pub fn has_time(format: &str) -> bool {
    names(format, "fHhIiklprSsT")
}

/// Whether a format names a day, or a part of its date.
pub fn has_day(format: &str) -> bool {
    names(format, "abcDdejMmUuVvWwXxYy")
}

fn names(format: &str, letters: &str) -> bool {
    parts(format).any(|part| matches!(part, Part::Letter(letter) if letters.contains(letter)))
}

/// The same format in jiff's letters; `None` if it has none for it.
fn specifiers(format: &str) -> Option<String> {
    let written = parts(format).map(|part| match part {
        Part::Char('%') => None,
        Part::Char(char) => Some(char.to_string()),
        Part::Letter(letter) => specifier(letter).map(str::to_owned),
    });
    written.collect()
}
