//! Buckets: the steps of time that a histogram shows, and the rows of those in which there were no
//! packets.

use std::fmt;

use crate::query::window::Window;
use crate::query::word::UNITS;
use crate::time::Timestamp;
use crate::value::Value;

/// A whole number of seconds, at least one. Steps begin at multiples of it, counted from Monday,
/// 0000-01-03: so those of a day begin at midnight and those of a week on Mondays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketWidth {
    seconds: i64,
}

/// How many steps a histogram has at most, where the query does not say how long one is.
const MOST: i64 = 60;

/// Steps that people read easily, in seconds.
const EASY: [i64; 17] = [
    1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
    2_419_200,
];

/// Seconds from 0000-01-03 to 1970-01-01.
const ORIGIN: i64 = 719_526 * 86_400;

impl BucketWidth {
    /// A second, the shortest step.
    pub const SECOND: Self = Self { seconds: 1 };

    /// An hour.
    pub const HOUR: Self = Self { seconds: 3600 };

    /// A step of `micros` microseconds; `None` if that is less than a second.
    pub fn from_micros(micros: i64) -> Option<Self> {
        let seconds = micros / Timestamp::SECOND;
        (seconds >= 1).then_some(Self { seconds })
    }

    /// The step that divides the time between two moments into parts that people read easily.
    pub fn fitting(from: Timestamp, until: Timestamp) -> Self {
        let length = until.0.saturating_sub(from.0).max(0) / Timestamp::SECOND;
        let easy = EASY.into_iter().find(|seconds| length / seconds <= MOST);
        // Beyond those, whole days.
        let seconds = easy.unwrap_or_else(|| (length / MOST / 86_400 + 1) * 86_400);
        Self { seconds }
    }

    /// The longest step that divides this one and every longer one of those that
    /// [`BucketWidth::fitting`] gives.
    #[must_use]
    pub fn common_part(self) -> Self {
        let longer = EASY.into_iter().filter(|easy| *easy >= self.seconds);
        Self { seconds: longer.fold(86_400, greatest_divisor) }
    }

    /// Its length in seconds.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The number of the step that a moment lies in.
    pub fn number(self, time: Timestamp) -> i64 {
        let seconds = time.0.div_euclid(Timestamp::SECOND);
        seconds.saturating_add(ORIGIN).div_euclid(self.seconds)
    }

    /// Seconds from the first step's beginning to 1970-01-01 00:00:00.
    pub const fn origin() -> i64 {
        ORIGIN
    }

    /// When the step of that number begins.
    pub fn start(self, number: i64) -> Timestamp {
        let seconds = number.saturating_mul(self.seconds).saturating_sub(ORIGIN);
        Timestamp(seconds.saturating_mul(Timestamp::SECOND))
    }
}

impl fmt::Display for BucketWidth {
    /// As the language writes it: `1h30m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.seconds;
        for unit in UNITS.iter().rev() {
            if rest >= unit.seconds {
                write!(f, "{}{}", rest / unit.seconds, unit.names[0])?;
                rest %= unit.seconds;
            }
        }
        Ok(())
    }
}

/// The steps that a histogram shows. The first column of its rows is the start of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Buckets {
    /// How long each is.
    pub every: BucketWidth,
    /// The time that they cover; where an end is missing, the packets' times.
    pub window: Window,
    /// The other columns of a row without packets.
    pub empty: Vec<Value>,
}

/// More empty steps in a row are omitted: one packet with a wrong clock makes millions.
const LONGEST_GAP: i64 = 10_000;

/// Makes the rows that are missing from a histogram's.
#[derive(Debug, Clone)]
pub struct Fill {
    every: BucketWidth,
    /// The step whose row comes next; `None` before the first packet of a window without a start.
    next: Option<i64>,
    /// The last step of the window.
    last: Option<i64>,
    empty: Vec<Value>,
    left_out: i64,
}

impl Fill {
    /// Before the first row.
    pub fn new(steps: &Buckets) -> Self {
        let every = steps.every;
        Self {
            every,
            next: steps.window.from.map(|from| every.number(from)),
            last: steps.window.until.map(|until| every.number(until.plus(-1))),
            empty: steps.empty.clone(),
            left_out: 0,
        }
    }

    /// The next row that is missing before this one.
    pub fn before(&mut self, row: &[Value]) -> Option<Vec<Value>> {
        let Some(Value::Time(start)) = row.first() else { return None };
        let number = self.every.number(*start);
        let empty = self.empty_before(number);
        if empty.is_none() {
            self.next = Some(number.saturating_add(1));
        }
        empty
    }

    /// The next row that is missing after the last one.
    pub fn at_end(&mut self) -> Option<Vec<Value>> {
        self.empty_before(self.last?.saturating_add(1))
    }

    /// A note about omitted steps.
    pub fn note(&self) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!("{} empty steps are left out; a longer `every` has fewer", self.left_out)
        })
    }

    fn empty_before(&mut self, number: i64) -> Option<Vec<Value>> {
        let next = self.next?;
        let missing = number.saturating_sub(next);
        if missing > LONGEST_GAP {
            self.left_out = self.left_out.saturating_add(missing);
            self.next = Some(number);
            return None;
        }
        if missing <= 0 {
            return None;
        }
        self.next = Some(next + 1);
        let start = Value::Time(self.every.start(next));
        Some([start].into_iter().chain(self.empty.iter().cloned()).collect())
    }
}

/// The greatest common divisor of two positive numbers.
fn greatest_divisor(one: i64, other: i64) -> i64 {
    match one % other {
        0 => other,
        rest => greatest_divisor(other, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_steps_make_every_longer_step() {
        for (at, seconds) in EASY.into_iter().enumerate() {
            let part = BucketWidth { seconds }.common_part().seconds;
            assert!(part <= seconds && 86_400 % part == 0, "{seconds}: {part}");
            assert!(EASY[at..].iter().all(|longer| longer % part == 0), "{seconds}: {part}");
        }
    }

    #[test]
    fn steps_begin_at_midnight_and_on_mondays() {
        let noon = Timestamp(1_791_806_400_000_000); // Monday, 2026-10-12 12:00:00
        for (micros, start) in [
            (Timestamp::SECOND * 3600, "2026-10-12 12:00:00"),
            (Timestamp::DAY, "2026-10-12 00:00:00"),
            (Timestamp::DAY * 7, "2026-10-12 00:00:00"),
        ] {
            let step = BucketWidth::from_micros(micros).expect("a step");
            assert_eq!(step.start(step.number(noon)).to_string(), start);
            let before = step.start(step.number(Timestamp(-1)));
            assert!(before.0 < 0 && before.0 >= -micros, "{before}");
        }
    }

    #[test]
    fn a_step_fits_the_time_that_is_shown() {
        let from = Timestamp(0);
        for (seconds, expected) in [
            (0, "1s"),
            (3600, "1m"),
            (2 * 3600, "5m"),
            (86_400, "30m"),
            (7 * 86_400, "3h"),
            (30 * 86_400, "12h"),
            (365 * 86_400, "1w"),
            (100 * 365 * 86_400, "87w"),
        ] {
            let step = BucketWidth::fitting(from, Timestamp(seconds * Timestamp::SECOND));
            assert_eq!(step.to_string(), expected, "{seconds}");
        }
        assert_eq!(
            BucketWidth::from_micros(5_400 * Timestamp::SECOND).expect("one").to_string(),
            "1h30m"
        );
        assert_eq!(BucketWidth::from_micros(999_999), None);
    }
}
