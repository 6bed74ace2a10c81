//! The calendar: points in time as MySQL reads and writes them, in microseconds since 1970.

use jiff::civil::{Date, DateTime};

use ipta_core::time::Timestamp;

/// The moment that a text means: `2026-10-12`, `2026-10-12 8:30`, `20261012083000.5`. `None` if it
/// means none. Source: MySQL, "String and Numeric Literals in Date and Time Context".
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if whole.contains(':') || whole.len() > 8 => (whole, fraction),
        _ => (text, ""),
    };
    let mut numbers: Vec<i64> = Vec::new();
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        let year = match whole.len() {
            8 | 14 => 4,
            6 | 12 => 2,
            _ => return None,
        };
        numbers.push(whole[..year].parse().ok()?);
        for pair in whole.as_bytes()[year..].chunks(2) {
            numbers.push(std::str::from_utf8(pair).ok()?.parse().ok()?);
        }
    } else {
        for part in whole.split(|c: char| c.is_ascii_punctuation() || c == ' ' || c == 'T') {
            numbers.push(part.parse().ok()?);
        }
    }
    if !(3..=6).contains(&numbers.len()) {
        return None;
    }
    numbers.resize(6, 0);
    let year = match numbers[0] {
        short @ 0..70 => short + 2000,
        short @ 70..100 => short + 1900,
        year => year,
    };
    let number = |place: usize| i8::try_from(numbers[place]).ok();
    let date = Date::new(i16::try_from(year).ok()?, number(1)?, number(2)?).ok()?;
    let time = jiff::civil::Time::new(number(3)?, number(4)?, number(5)?, 0).ok()?;
    Some(Timestamp::from_civil(date.to_datetime(time)).0 + micros(fraction)?)
}

/// The time of day that a text means alone, on the first day of all: `08:30:00.5`.
pub fn parse_clock(text: &str) -> Option<i64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let numbers: Option<Vec<i64>> = whole.split(':').map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        &[hour @ 0..=9999, minute @ 0..60, second @ 0..60] => {
            Some((hour * 3600 + minute * 60 + second) * Timestamp::SECOND + micros(fraction)?)
        }
        _ => None,
    }
}

/// The microseconds of a fraction's digits.
fn micros(fraction: &str) -> Option<i64> {
    if fraction.is_empty() {
        return Some(0);
    }
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    digits.parse().ok()
}

/// The calendar's reading of a moment.
pub fn civil(micros: i64) -> Option<DateTime> {
    Timestamp(micros).to_civil()
}

/// A moment with all digits of its fraction, as a column of MySQL's type DATETIME(6) is written.
pub fn full(micros: i64) -> String {
    let second = Timestamp(micros - micros.rem_euclid(Timestamp::SECOND));
    format!("{second}.{:06}", micros.rem_euclid(Timestamp::SECOND))
}

/// A moment in digits, as a number: 20261012083000.
pub fn as_number(micros: i64) -> f64 {
    let digits = civil(micros).map(|at| at.strftime("%Y%m%d%H%M%S%.f").to_string());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Number of the week, and the year it belongs to, by MySQL's mode. Source: MySQL, "WEEK()".
pub fn week(date: Date, mode: i64) -> (i16, i64) {
    let monday_first = mode & 1 != 0;
    let counts_from_one = mode & 2 != 0;
    // The first week has four days of the year, or begins in it; Monday's rule is the reverse.
    let four_days = (mode & 4 != 0) != monday_first;
    let weekday = |date: Date| match monday_first {
        true => i64::from(date.weekday().to_monday_zero_offset()),
        false => i64::from(date.weekday().to_sunday_zero_offset()),
    };
    // How many days the first week lies behind the year's first day; negative if before it.
    let first_week = |year: i16| {
        let first = Date::new(year, 1, 1).map_or(0, weekday);
        match (four_days, first) {
            (_, 0) => 0,
            (true, 1..=3) => -first,
            _ => 7 - first,
        }
    };
    let year = date.year();
    let day = i64::from(date.day_of_year()) - 1;
    let since = day - first_week(year);
    if since < 0 {
        return match Date::new(year - 1, 12, 31) {
            Ok(before) if counts_from_one => week(before, mode),
            _ => (year, 0),
        };
    }
    let length = i64::from(date.days_in_year());
    let is_next = counts_from_one && day >= length + first_week(year + 1);
    if is_next { (year + 1, 1) } else { (year, since / 7 + 1) }
}
