//! Functions of times.

use jiff::civil::DateTime;
use jiff::{Span, Unit};

use super::calendar::{civil, parse, parse_clock, week};
use super::cell::{self, Kind};
use super::format::{date_format, read};
use super::function::{Function, RowFunction, argument, function, result};
use ipta_core::time::Timestamp;

const SECOND: i64 = Timestamp::SECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

pub(super) static FUNCTIONS: &[RowFunction] = &[
    function!("the day of a time", date(time: Time) -> Date = time),
    function!("the time of day", time(time: Any) -> Text = clock(cell::text(time))),
    function!("TIMESTAMP of what is no time", ipta_time(time: Time) -> Time = time),
    function!("the year", year(time: Time) -> Int = part(time, |at| at.year())),
    function!("the quarter, from 1",
        quarter(time: Time) -> Int = part(time, |at| (at.month() + 2) / 3)),
    function!("the month, from 1", month(time: Time) -> Int = part(time, |at| at.month())),
    function!("the day of the month",
        day, dayofmonth(time: Time) -> Int = part(time, |at| at.day())),
    function!("the hour", hour(time: Time) -> Int = time.rem_euclid(Timestamp::DAY) / HOUR),
    function!("the minute", minute(time: Time) -> Int = time.rem_euclid(HOUR) / MINUTE),
    function!("the second", second(time: Time) -> Int = time.rem_euclid(MINUTE) / SECOND),
    function!("the microsecond", microsecond(time: Time) -> Int = time.rem_euclid(SECOND)),
    function!("the day of the week, from 0 for Monday",
        weekday(time: Time) -> Int = part(time, |at| at.weekday().to_monday_zero_offset())),
    function!("the day of the week, from 1 for Sunday",
        dayofweek(time: Time) -> Int = part(time, |at| at.weekday().to_sunday_one_offset())),
    function!("the day of the year, from 1",
        dayofyear(time: Time) -> Int = part(time, |at| at.day_of_year())),
    function!("the week of the year, by MySQL's mode",
        week(time: Time; mode: Int = 0) -> Int = part(time, |at| week(at.date(), mode).1)),
    function!("the week of the year by ISO 8601",
        weekofyear(time: Time) -> Int = part(time, |at| week(at.date(), 3).1)),
    function!("the year and the week, as 202641",
    yearweek(time: Time; mode: Int = 0) -> Int = part(time, |at| {
        let (year, week) = week(at.date(), mode | 2);
        i64::from(year) * 100 + week
    })),
    function!("the name of the day", dayname(time: Time) -> Text = date_format(time, "%W")),
    function!("the name of the month", monthname(time: Time) -> Text = date_format(time, "%M")),
    function!("the last day of the month",
        last_day(time: Time) -> Date
            = part(time, |at| Timestamp::from_civil(at.date().last_of_month().into()).0)),
    function!("days since the year 0", // which 1970 began 719528 days after
        to_days(time: Time) -> Int = time.div_euclid(Timestamp::DAY) + 719_528),
    function!("days from the second day to the first",
        datediff(day: Time, other: Time) -> Int
            = day.div_euclid(Timestamp::DAY) - other.div_euclid(Timestamp::DAY)),
    function!("seconds since 1970",
        unix_timestamp(time: Time) -> Float = time as f64 / SECOND as f64),
    function!("FROM_UNIXTIME without a format", // its last moment is in the year 3001
        ipta_from_unixtime(seconds: Float) -> Time = Some((seconds * SECOND as f64).round() as i64)
            .filter(|micros| (0..32_536_771_200 * SECOND).contains(micros))),
    function!("a time as text, by MySQL's letters after `%`",
        date_format, time_format(time: Time, format: Text) -> Text = date_format(time, format)),
    function!("STR_TO_DATE as a time",
        ipta_read_time(text: Text, format: Text) -> Time = read(text, format)),
    function!("a time and some units",
        timestampadd(unit: Text, amount: Float, time: Time) -> Time = add(time, amount, unit)),
    function!("whole units from one time to another",
        timestampdiff(unit: Text, from: Time, until: Time) -> Int
            = difference(unit, from, until)),
    function!("seconds as hours, minutes and seconds",
    sec_to_time(seconds: Int) -> Text = {
        let sign = if seconds < 0 { "-" } else { "" };
        let all = seconds.unsigned_abs();
        format!("{sign}{:02}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60)
    }),
    function!("seconds since midnight",
        time_to_sec(time: Time) -> Int = time.rem_euclid(Timestamp::DAY) / SECOND),
];

fn part<T: Into<i64>>(time: i64, of: impl FnOnce(DateTime) -> T) -> Option<i64> {
    civil(time).map(|at| of(at).into())
}

/// The time of day that a text ends with, with a fraction where there is one.
fn clock(text: &str) -> Option<String> {
    let clock = text.rsplit_once(' ').map_or(text, |(_, clock)| clock);
    let micros = parse_clock(clock).or_else(|| parse(text))?;
    Timestamp(micros).to_string().split_once(' ').map(|(_, clock)| clock.to_owned())
}

/// A unit: some microseconds or months.
enum IntervalUnit {
    Micros(i64),
    Months(i64),
}

/// The unit of that name, in upper case.
fn unit(name: &str) -> Option<IntervalUnit> {
    Some(match name.strip_prefix("SQL_TSI_").unwrap_or(name) {
        "MICROSECOND" => IntervalUnit::Micros(1),
        "SECOND" => IntervalUnit::Micros(SECOND),
        "MINUTE" => IntervalUnit::Micros(MINUTE),
        "HOUR" => IntervalUnit::Micros(HOUR),
        "DAY" => IntervalUnit::Micros(Timestamp::DAY),
        "WEEK" => IntervalUnit::Micros(7 * Timestamp::DAY),
        "MONTH" => IntervalUnit::Months(1),
        "QUARTER" => IntervalUnit::Months(3),
        "YEAR" => IntervalUnit::Months(12),
        _ => return None,
    })
}

/// Whether there is a unit of that name, in upper case.
pub fn is_unit(name: &str) -> bool {
    unit(name).is_some()
}

/// A time `amount` units later. Only seconds have a fraction; a day that the month has not is its last.
fn add(micros: i64, amount: f64, name: &str) -> Option<i64> {
    let whole = amount.round() as i64;
    let span = match unit(name)? {
        IntervalUnit::Micros(SECOND) => (amount * SECOND as f64).round() as i64,
        IntervalUnit::Micros(step) => step.checked_mul(whole)?,
        IntervalUnit::Months(step) => {
            let span = Span::new().try_months(step.checked_mul(whole)?).ok()?;
            let at = civil(micros)?.checked_add(span).ok()?;
            Timestamp::from_civil(at).0.checked_sub(micros)?
        }
    };
    let later = micros.checked_add(span)?;
    civil(later).filter(|at| (0..=9999).contains(&at.year())).map(|_| later)
}

/// How many whole units lie between two times.
fn difference(name: &str, from: i64, until: i64) -> Option<i64> {
    match unit(name)? {
        IntervalUnit::Micros(step) => Some((until - from) / step),
        IntervalUnit::Months(step) => {
            let between = civil(from)?.until((Unit::Month, civil(until)?)).ok()?;
            Some(i64::from(between.get_months()) / step)
        }
    }
}
