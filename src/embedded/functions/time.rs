//! Functions of times.

use jiff::Span;
use jiff::civil::DateTime;

use super::calendar::{civil, week};
use super::cell::{ScalarKind, SqlValue};
use super::format::{date_format, read};
use super::{SqlFunction, function};
use ipta_core::time::Timestamp;

const TIME: &[ScalarKind] = &[ScalarKind::Time];

pub(super) static FUNCTIONS: &[SqlFunction] = &[
    function(&["date"], TIME, ScalarKind::Date, |cells| SqlValue::Time(cells[0].time())),
    function(&["time"], TIME, ScalarKind::Text, |cells| clock(cells[0].time()).into()),
    function(&["ipta_time", "timestamp"], TIME, ScalarKind::Time, |cells| {
        SqlValue::Time(cells[0].time())
    }),
    function(&["year"], TIME, ScalarKind::Int, |cells| part(cells, |at| at.year().into())),
    function(&["quarter"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| (i64::from(at.month()) + 2) / 3)
    }),
    function(&["month"], TIME, ScalarKind::Int, |cells| part(cells, |at| at.month().into())),
    function(&["day", "dayofmonth"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| at.day().into())
    }),
    function(&["hour"], TIME, ScalarKind::Int, |cells| {
        (cells[0].time().rem_euclid(Timestamp::DAY) / (3600 * Timestamp::SECOND)).into()
    }),
    function(&["minute"], TIME, ScalarKind::Int, |cells| {
        (cells[0].time().rem_euclid(3600 * Timestamp::SECOND) / (60 * Timestamp::SECOND)).into()
    }),
    function(&["second"], TIME, ScalarKind::Int, |cells| {
        (cells[0].time().rem_euclid(60 * Timestamp::SECOND) / Timestamp::SECOND).into()
    }),
    function(&["microsecond"], TIME, ScalarKind::Int, |cells| {
        cells[0].time().rem_euclid(Timestamp::SECOND).into()
    }),
    function(&["weekday"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| at.weekday().to_monday_zero_offset().into())
    }),
    function(&["dayofweek"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| at.weekday().to_sunday_one_offset().into())
    }),
    function(&["dayofyear"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| at.day_of_year().into())
    }),
    function(&["week"], &[ScalarKind::Time, ScalarKind::Int], ScalarKind::Int, |cells| {
        let mode = cells.get(1).map_or(0, SqlValue::int);
        part(cells, |at| week(at.date(), mode).1)
    })
    .count(1, 2),
    function(&["weekofyear"], TIME, ScalarKind::Int, |cells| {
        part(cells, |at| week(at.date(), 3).1)
    }),
    function(&["yearweek"], &[ScalarKind::Time, ScalarKind::Int], ScalarKind::Int, |cells| {
        let mode = cells.get(1).map_or(0, SqlValue::int) | 2;
        part(cells, |at| {
            let (year, week) = week(at.date(), mode);
            i64::from(year) * 100 + week
        })
    })
    .count(1, 2),
    function(&["dayname"], TIME, ScalarKind::Text, |cells| {
        date_format(cells[0].time(), "%W").into()
    }),
    function(&["monthname"], TIME, ScalarKind::Text, |cells| {
        date_format(cells[0].time(), "%M").into()
    }),
    function(&["last_day"], TIME, ScalarKind::Date, |cells| {
        let last = civil(cells[0].time()).map(|at| at.date().last_of_month());
        last.map_or(SqlValue::Null, |day| SqlValue::Time(Timestamp::from_civil(day.into()).0))
    }),
    function(&["to_days"], TIME, ScalarKind::Int, |cells| {
        // Days since the year 0; 1970 began 719528 days after it.
        (cells[0].time().div_euclid(Timestamp::DAY) + 719_528).into()
    }),
    function(&["datediff"], &[ScalarKind::Time, ScalarKind::Time], ScalarKind::Int, |cells| {
        let day = |cell: &SqlValue<'_>| cell.time().div_euclid(Timestamp::DAY);
        (day(&cells[0]) - day(&cells[1])).into()
    }),
    function(&["unix_timestamp"], TIME, ScalarKind::Float, |cells| {
        (cells[0].time() as f64 / Timestamp::SECOND as f64).into()
    }),
    // Whole seconds, for what is divided into buckets; the translation calls it by this name.
    function(&["ipta_seconds"], TIME, ScalarKind::Int, |cells| {
        cells[0].time().div_euclid(Timestamp::SECOND).into()
    }),
    function(&["from_unixtime"], &[ScalarKind::Float], ScalarKind::Time, |cells| {
        let micros = cells[0].float() * Timestamp::SECOND as f64;
        // The last moment that MySQL takes is in the year 3001.
        let known = (0.0..32_536_771_200e6).contains(&micros);
        if known { SqlValue::Time(micros.round() as i64) } else { SqlValue::Null }
    }),
    function(&["date_format"], &[ScalarKind::Time, ScalarKind::Text], ScalarKind::Text, |cells| {
        date_format(cells[0].time(), cells[1].text()).into()
    }),
    function(&["str_to_date"], &[ScalarKind::Text, ScalarKind::Text], ScalarKind::Time, |cells| {
        read(cells[0].text(), cells[1].text()).map_or(SqlValue::Null, SqlValue::Time)
    }),
    function(&["time_format"], &[ScalarKind::Time, ScalarKind::Text], ScalarKind::Text, |cells| {
        date_format(cells[0].time(), cells[1].text()).into()
    }),
    // `time + INTERVAL n unit`; the translation calls it by this name.
    function(
        &["ipta_add"],
        &[ScalarKind::Time, ScalarKind::Float, ScalarKind::Text],
        ScalarKind::Time,
        |cells| {
            let later = add(cells[0].time(), cells[1].float(), cells[2].text());
            later.map_or(SqlValue::Null, SqlValue::Time)
        },
    ),
    function(
        &["timestampdiff"],
        &[ScalarKind::Text, ScalarKind::Time, ScalarKind::Time],
        ScalarKind::Int,
        |cells| difference(cells[0].text(), cells[1].time(), cells[2].time()).into(),
    ),
    function(&["sec_to_time"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        let seconds = cells[0].int();
        let sign = if seconds < 0 { "-" } else { "" };
        let seconds = seconds.unsigned_abs();
        format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60).into()
    }),
    function(&["time_to_sec"], TIME, ScalarKind::Int, |cells| {
        (cells[0].time().rem_euclid(Timestamp::DAY) / Timestamp::SECOND).into()
    }),
];

fn part(cells: &[SqlValue<'_>], of: impl FnOnce(DateTime) -> i64) -> SqlValue<'static> {
    civil(cells[0].time()).map(of).into()
}

/// The time of day, with a fraction where there is one.
fn clock(micros: i64) -> Option<String> {
    let text = Timestamp(micros).to_string();
    text.split_once(' ').map(|(_, time)| time.to_owned())
}

/// A unit: so many microseconds, or so many months.
enum IntervalUnit {
    Micros(i64),
    Months(i64),
}

/// The unit of that name, in upper case.
fn unit(name: &str) -> Option<IntervalUnit> {
    const SECOND: i64 = Timestamp::SECOND;
    Some(match name.strip_prefix("SQL_TSI_").unwrap_or(name) {
        "MICROSECOND" => IntervalUnit::Micros(1),
        "SECOND" => IntervalUnit::Micros(SECOND),
        "MINUTE" => IntervalUnit::Micros(60 * SECOND),
        "HOUR" => IntervalUnit::Micros(3600 * SECOND),
        "DAY" => IntervalUnit::Micros(Timestamp::DAY),
        "WEEK" => IntervalUnit::Micros(7 * Timestamp::DAY),
        "MONTH" => IntervalUnit::Months(1),
        "QUARTER" => IntervalUnit::Months(3),
        "YEAR" => IntervalUnit::Months(12),
        _ => return None,
    })
}

/// So many units later. Only seconds have a fraction; a day that the month has not is its last.
fn add(micros: i64, amount: f64, name: &str) -> Option<i64> {
    let later = match unit(name)? {
        IntervalUnit::Micros(Timestamp::SECOND) => {
            micros.checked_add((amount * Timestamp::SECOND as f64).round() as i64)?
        }
        IntervalUnit::Micros(step) => {
            micros.checked_add(step.checked_mul(amount.round() as i64)?)?
        }
        IntervalUnit::Months(step) => {
            let months = step.checked_mul(amount.round() as i64)?;
            let span = Span::new().try_months(months).ok()?;
            let at = civil(micros)?.checked_add(span).ok()?;
            Timestamp::from_civil(at).0
        }
    };
    civil(later).filter(|at| (0..=9999).contains(&at.year())).map(|_| later)
}

/// How many whole units lie between two moments.
fn difference(name: &str, from: i64, until: i64) -> Option<i64> {
    let step = match unit(name)? {
        IntervalUnit::Micros(step) => return Some((until - from) / step),
        IntervalUnit::Months(step) => step,
    };
    let (sign, from, until) = if from <= until { (1, from, until) } else { (-1, until, from) };
    let (start, end) = (civil(from)?, civil(until)?);
    let mut months = (i64::from(end.year()) - i64::from(start.year())) * 12
        + i64::from(end.month())
        - i64::from(start.month());
    // A day of the month that has not come yet makes it one less.
    if (end.day(), end.time()) < (start.day(), start.time()) {
        months -= 1;
    }
    Some(sign * months / step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::calendar::parse;

    fn at(text: &str) -> i64 {
        parse(text).expect("a moment")
    }

    #[test]
    fn every_specifier_is_written_as_mysql_does() {
        let format = "%a %b %c %D %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %U %u %V %v %W %w %X %x %Y %y %% %z";
        assert_eq!(
            date_format(at("2026-10-02 08:05:09.25"), format).as_deref(),
            Some(
                "Fri Oct 10 2nd 02 2 250000 08 08 08 05 275 8 8 October 10 AM 08:05:09 AM 09 09 \
                 08:05:09 39 40 39 40 Friday 5 2026 2026 2026 26 % z"
            )
        );
        assert_eq!(
            date_format(at("2026-10-11 23:00"), "%h %l %p %D").as_deref(),
            Some("11 11 PM 11th")
        );
    }

    #[test]
    fn months_end_where_they_end() {
        let later =
            |text, amount, unit| add(at(text), amount, unit).map(|at| Timestamp(at).to_string());
        assert_eq!(later("2026-01-31", 1.0, "MONTH").as_deref(), Some("2026-02-28 00:00:00"));
        assert_eq!(later("2024-02-29", -1.0, "YEAR").as_deref(), Some("2023-02-28 00:00:00"));
        assert_eq!(
            later("2026-01-31", 1.5, "SECOND").as_deref(),
            Some("2026-01-31 00:00:01.500000")
        );
        assert_eq!(later("2026-01-31", 1.0, "FORTNIGHT"), None);
        assert_eq!(later("2026-01-31", 1e300, "YEAR"), None);
        let months = |from, until| difference("MONTH", at(from), at(until));
        assert_eq!(months("2026-01-31", "2026-02-28"), Some(0));
        assert_eq!(months("2026-03-01", "2026-01-02"), Some(-1));
    }
}
