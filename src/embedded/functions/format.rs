//! A format: how MySQL writes a moment as text, and reads one from text, by letters behind `%`.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;

use super::calendar::{civil, week};
use ipta_core::time::Timestamp;

/// A moment in MySQL's notation. Source: MySQL, "DATE_FORMAT()".
pub fn date_format(micros: i64, format: &str) -> Option<String> {
    let at = civil(micros)?;
    let mut written = String::with_capacity(format.len() * 2);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '%' { chars.next() } else { None }) {
            ('%', Some(specifier)) => written += &specified(at, micros, specifier),
            (c, _) => written.push(c),
        }
    }
    Some(written)
}

fn specified(at: DateTime, micros: i64, specifier: char) -> String {
    let hour12 = (at.hour() + 11) % 12 + 1;
    let of_week = |mode, in_year: bool| {
        let (year, week) = week(at.date(), mode);
        if in_year { format!("{year:04}") } else { format!("{week:02}") }
    };
    let civil = |format: &str| at.strftime(format).to_string();
    match specifier {
        'a' | 'b' | 'd' | 'H' | 'j' | 'm' | 'p' | 'S' | 'y' | 'Y' => {
            civil(&format!("%{specifier}"))
        }
        'c' => at.month().to_string(),
        'D' => ordinal(at.day()),
        'e' => at.day().to_string(),
        'f' => format!("{:06}", micros.rem_euclid(Timestamp::SECOND)),
        'h' | 'I' => format!("{hour12:02}"),
        'i' => civil("%M"),
        'k' => at.hour().to_string(),
        'l' => hour12.to_string(),
        'M' => civil("%B"),
        'r' => format!("{hour12:02}:{}", civil("%M:%S %p")),
        's' => civil("%S"),
        'T' => civil("%H:%M:%S"),
        'U' => of_week(0, false),
        'u' => of_week(1, false),
        'V' => of_week(2, false),
        'v' => of_week(3, false),
        'W' => civil("%A"),
        'w' => at.weekday().to_sunday_zero_offset().to_string(),
        'X' => of_week(2, true),
        'x' => of_week(3, true),
        other => other.to_string(),
    }
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
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' && chars.next().is_some_and(|letter| letters.contains(letter)) {
            return true;
        }
    }
    false
}

/// The same format in jiff's letters; `None` if it has none for it.
fn specifiers(format: &str) -> Option<String> {
    let mut written = String::with_capacity(format.len() * 2);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            written.push(c);
            continue;
        }
        written += match chars.next()? {
            'a' => "%a",
            'b' => "%b",
            'c' | 'm' => "%m",
            'd' | 'e' => "%d",
            'f' => "%f",
            'H' | 'k' => "%H",
            'h' | 'I' | 'l' => "%I",
            'i' => "%M",
            'j' => "%j",
            'M' => "%B",
            'p' => "%p",
            'r' => "%I:%M:%S %p",
            'S' | 's' => "%S",
            'T' => "%H:%M:%S",
            'W' => "%A",
            'Y' => "%Y",
            'y' => "%y",
            '%' => "%%",
            _ => return None,
        };
    }
    Some(written)
}
