//! Moments: times as people write them, and the windows between them.

use jiff::civil;

use crate::query::ast::{CompareClause as Compared, Scalar, TimeClause as Written};
use crate::query::buckets::BucketWidth;
use crate::query::plan::{ComparedWindows, Window};
use crate::query::word::UNITS;
use crate::span::{Problem, Span};
use crate::time::Timestamp;

/// A time as written: a day, a minute or an instant; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeSpan {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

const SECOND: i64 = Timestamp::SECOND;

const TIME_HELP: &str =
    "a time is 2026-10-11, 2026-10-11T08:30, 08:30, 2h ago, now, today or yesterday";

/// The window that a query's clauses mean.
pub(super) fn check_window(written: &Written, now: Timestamp) -> Result<Window, Problem> {
    let midnight = now.midnight();
    let (from, until) = match written {
        Written::Today => (Some(midnight), Some(now)),
        Written::Yesterday => (Some(midnight.plus(-Timestamp::DAY)), Some(midnight)),
        Written::Last(scalar) => {
            let micros = parse_duration(&scalar.text).ok_or_else(|| not_a_duration(scalar))?;
            (Some(now.plus(-micros)), Some(now))
        }
        Written::On(scalar) => {
            let day = read_moment(scalar, now)?;
            if day.end.0 - day.start.0 != Timestamp::DAY {
                return Err(Problem::new(scalar.span, format!("{} is not a day", scalar.shown()))
                    .help("for example `on 2026-10-11`"));
            }
            (Some(day.start), Some(day.end))
        }
        Written::Span { since, until } => {
            let since = since.as_ref().map(|scalar| read_moment(scalar, now)).transpose()?;
            let end = until.as_ref().map(|scalar| read_moment(scalar, now)).transpose()?;
            let end = end.map_or(now, |moment| moment.start);
            (since.map(|moment| moment.start), Some(end))
        }
    };
    if let (Some(start), Some(end)) = (from, until)
        && start > end
    {
        return Err(Problem::new(find_span(written), "the window of time ends before it begins")
            .help(format!("it would run from {start} to {end}")));
    }
    Ok(Window { from, until })
}

/// The windows that `vs` compares.
pub(super) fn check_versus(
    written: &Compared,
    window: Option<Window>,
) -> Result<ComparedWindows, Problem> {
    let ends = window.and_then(|window| window.from.zip(window.until));
    let span = match written {
        Compared::Previous(span) => *span,
        Compared::Ago(scalar) => scalar.span,
    };
    let (Some(now), Some((from, until))) = (window, ends) else {
        return Err(Problem::new(span, "`vs` needs a window of time with both ends")
            .help("for example `last 1h vs previous`, `today vs 7d ago`"));
    };
    let back = match written {
        Compared::Previous(_) => until.0 - from.0,
        Compared::Ago(scalar) => {
            let lower = scalar.text.trim_end().to_ascii_lowercase();
            let length = lower.strip_suffix("ago").unwrap_or(&lower);
            // A day is as far back as it is before the window's first.
            let day = parse_moment(&lower, Timestamp(from.0));
            let day = day.filter(|day| day.end.0 - day.start.0 == Timestamp::DAY);
            let back = day.map(|day| from.midnight().0 - day.start.0).filter(|back| *back > 0);
            back.or_else(|| parse_duration(length)).ok_or_else(|| not_a_duration(scalar))?
        }
    };
    let then = Window { from: Some(from.plus(-back)), until: Some(until.plus(-back)) };
    Ok(ComparedWindows { now, then })
}

/// The step that `every` gives.
pub(super) fn read_step(scalar: &Scalar) -> Result<BucketWidth, Problem> {
    parse_duration(&scalar.text)
        .and_then(BucketWidth::from_micros)
        .ok_or_else(|| not_a_duration(scalar))
}

fn find_span(written: &Written) -> Span {
    match written {
        Written::Last(scalar) | Written::On(scalar) => scalar.span,
        Written::Span { since: Some(scalar), .. } => scalar.span,
        Written::Span { until: Some(scalar), .. } => scalar.span,
        _ => Span::default(),
    }
}

fn not_a_duration(scalar: &Scalar) -> Problem {
    let text = &scalar.text;
    let help = match text.parse::<u32>() {
        Ok(_) => format!("give a unit: `{text}h`, `{text}m`, `{text}d`"),
        Err(_) => "for example 30m, 24h, 7d, 1h30m".into(),
    };
    Problem::new(scalar.span, format!("{} is not a duration", scalar.shown())).help(help)
}

/// The time that a word means.
pub(super) fn read_moment(scalar: &Scalar, now: Timestamp) -> Result<TimeSpan, Problem> {
    parse_moment(&scalar.text, now).ok_or_else(|| {
        let problem = Problem::new(scalar.span, format!("{} is not a time", scalar.shown()));
        if scalar.text.contains('/') {
            return problem
                .help("a day is YEAR-MONTH-DAY, as 2026-10-11: that says which is the month");
        }
        problem.help(match describe_numbers(&scalar.text) {
            ('-', 3) => "there is no such day; a day is YEAR-MONTH-DAY, as 2026-10-11",
            (':', 2 | 3) => "the clock runs from 00:00 to 23:59:59",
            _ => TIME_HELP,
        })
    })
}

/// What stands between the numbers of a text, and how many they are; 0 if there is something else.
fn describe_numbers(text: &str) -> (char, usize) {
    let between = if text.contains('-') { '-' } else { ':' };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = text.split(between);
    (between, if numbers.clone().all(is_number) { numbers.count() } else { 0 })
}

/// The time that a text means, if it is one.
pub(super) fn parse_moment(text: &str, now: Timestamp) -> Option<TimeSpan> {
    let text = text.trim();
    let day = |start: Timestamp| TimeSpan { start, end: start.plus(Timestamp::DAY) };
    let instant = |start: Timestamp| TimeSpan { start, end: start.plus(1) };
    match text.to_ascii_lowercase().as_str() {
        "now" => return Some(instant(now)),
        "today" => return Some(day(now.midnight())),
        "yesterday" => return Some(day(now.midnight().plus(-Timestamp::DAY))),
        name => {
            if let Some(weekday) = parse_weekday(name) {
                // 1970-01-01 was a Thursday.
                let today = (now.0.div_euclid(Timestamp::DAY) + 3).rem_euclid(7);
                let back = (today - weekday).rem_euclid(7);
                return Some(day(now.midnight().plus(-back * Timestamp::DAY)));
            }
        }
    }
    let before = text.strip_suffix("ago").map_or(text, str::trim_end);
    if let Some(micros) = parse_duration(before) {
        return Some(instant(now.plus(-micros)));
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (Some(date), Some(time.trim_start())),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let midnight = date.map_or(Some(now.midnight()), parse_date)?;
    let Some(time) = time else { return Some(day(midnight)) };
    let (offset, length) = parse_clock(time)?;
    let start = midnight.plus(offset);
    Some(TimeSpan { start, end: start.plus(length) })
}

/// The place in a week, which Monday begins, of the day of that name in lower case.
fn parse_weekday(name: &str) -> Option<i64> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let is_name = |day: &&str| *day == name || day[..3] == *name;
    DAYS.iter().position(is_name).and_then(|place| i64::try_from(place).ok())
}

/// `YYYY-MM-DD`, as its first moment.
fn parse_date(text: &str) -> Option<Timestamp> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date =
        civil::Date::new(parse_digits(year)?, parse_digits(month)?, parse_digits(day)?).ok()?;
    Some(Timestamp::from_civil(date.to_datetime(civil::Time::midnight())))
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`, as microseconds since midnight and how long it lasts.
fn parse_clock(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut parts = whole.split(':');
    let (hour, minute, second): (i64, i64, Option<&str>) =
        (parse_digits(parts.next()?)?, parse_digits(parts.next()?)?, parts.next());
    let seconds: i64 = second.map_or(Some(0), parse_digits)?;
    if parts.next().is_some() || hour > 23 || minute > 59 || seconds > 59 {
        return None;
    }
    let start = ((hour * 60 + minute) * 60 + seconds) * SECOND;
    match (second, fraction) {
        (None, Some(_)) => None,
        (None, None) => Some((start, 60 * SECOND)),
        (Some(_), None) => Some((start, SECOND)),
        (Some(_), Some(digits)) => Some((start + parse_micros(digits)?, 1)),
    }
}

/// Digits behind a decimal point, six at most, as millionths.
fn parse_micros(text: &str) -> Option<i64> {
    let places = u32::try_from(text.len()).ok().filter(|places| (1..=6).contains(places))?;
    Some(parse_digits::<i64>(text)? * 10_i64.pow(6 - places))
}

fn parse_digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `(INT UNIT)+` in microseconds, if the text is one and is no longer than some thousand years.
pub(super) fn parse_duration(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut seconds: i64 = 0;
    while !rest.is_empty() {
        let number = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
        rest = rest[number.len()..].trim_start();
        let unit = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
        rest = rest[unit.len()..].trim_start();
        let known = UNITS
            .iter()
            .find(|known| known.names.iter().any(|name| name.eq_ignore_ascii_case(unit)))?;
        seconds = number.parse::<i64>().ok()?.checked_mul(known.seconds)?.checked_add(seconds)?;
    }
    (1..=100_000_000_000).contains(&seconds).then(|| seconds * SECOND)
}
