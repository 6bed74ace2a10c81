//! A format: how MySQL writes a moment as text, and reads one from text, by letters behind `%`.

use jiff::civil::{Date, Time};
use jiff::fmt::strtime::BrokenDownTime;

use super::calendar::{civil, week};
use ipta_core::time::Timestamp;

/// A format in jiff's notation, with `replace` in place of each letter after `%`; `None` if one cannot be
/// replaced.
fn replaced(format: &str, replace: impl Fn(char) -> Option<String>) -> Option<String> {
    let mut written = String::with_capacity(format.len() * 2);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match chars.clone().next() {
            Some(letter) if c == '%' => {
                written += &replace(letter)?;
                chars.next();
            }
            _ if c == '%' => written += "%%",
            _ => written.push(c),
        }
    }
    Some(written)
}

/// The specifier of jiff that means the same as a letter after `%`.
fn specifier(letter: char) -> Option<String> {
    let same = match letter {
        'a' | 'b' | 'd' | 'f' | 'H' | 'I' | 'j' | 'm' | 'p' | 'S' | 'T' | 'U' | 'w' | 'Y' | 'y'
        | '%' => return Some(format!("%{letter}")),
        'c' => "%-m",
        'e' => "%-d",
        'h' => "%I",
        'i' => "%M",
        'k' => "%-H",
        'l' => "%-I",
        'M' => "%B",
        'r' => "%I:%M:%S %p",
        's' => "%S",
        'v' => "%V",
        'W' => "%A",
        'x' => "%G",
        _ => return None,
    };
    Some(same.to_owned())
}

/// A moment in MySQL's notation. Source: MySQL, "DATE_FORMAT()".
pub fn date_format(micros: i64, format: &str) -> Option<String> {
    let at = civil(micros)?;
    let of_week = |mode| week(at.date(), mode);
    let format = replaced(format, |letter| {
        Some(match letter {
            'D' => ordinal(at.day()),
            'f' => format!("{:06}", micros.rem_euclid(Timestamp::SECOND)),
            'u' => format!("{:02}", of_week(1).1),
            'V' => format!("{:02}", of_week(2).1),
            'X' => format!("{:04}", of_week(2).0),
            other => specifier(other).unwrap_or_else(|| other.to_string()),
        })
    });
    Some(at.strftime(&format?).to_string())
}

fn ordinal(day: i8) -> String {
    let ending = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

/// The moment that a text means by a format; a time of day alone is one of the first of all days.
/// `None` if it means none. Source: MySQL, "STR_TO_DATE()".
pub fn read(text: &str, format: &str) -> Option<i64> {
    let wanted = replaced(format, specifier)?;
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
    replaced(format, |letter| (!letters.contains(letter)).then(String::new)).is_none()
}
