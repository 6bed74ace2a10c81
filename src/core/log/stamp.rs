//! A stamp: the date and time at the start of a line, and the year that it may leave out.

use crate::log::header::HeaderLayout;
use crate::log::source::lines;
use crate::time::{Timestamp, Zone, days_since_epoch};

mod dates;
pub mod form;
mod local;
mod names;
mod pieces;
mod zones;

pub use form::{StampMatch, find, first};
pub use pieces::Stamp;
pub(super) use pieces::{clock, point};
pub use zones::{Doubt, ZoneName};

/// The stamp of a line, wherever it starts.
pub fn read(line: &[u8]) -> Option<Stamp> {
    find(line)?.stamp
}

/// The moment that a stamp like `[12.500000]` names, seconds since a machine started, or one of
/// `/dev/kmsg`; `None` for any other stamp, and for one beyond the end of time.
pub fn since(boot: Timestamp, stamp: &[u8]) -> Option<Timestamp> {
    if let Some(micros) = dates::kmsg_since(stamp) {
        return boot.0.checked_add(micros).map(Timestamp);
    }
    let number = stamp.strip_prefix(b"[")?.strip_suffix(b"]")?.trim_ascii_start();
    let (seconds, fraction) = std::str::from_utf8(number).ok()?.split_once('.')?;
    let micros: i64 = format!("{fraction:0<6.6}").parse().ok()?;
    let since = seconds.parse::<i64>().ok()?.checked_mul(Timestamp::SECOND)?.checked_add(micros)?;
    boot.0.checked_add(since).map(Timestamp)
}

/// Whether a text begins with a stamp that names a time.
pub fn is_at(text: &[u8]) -> bool {
    // Few texts have these three bytes where stamps have them.
    let is_like = match text.get(..13) {
        Some(head) => {
            (head[3], head[9], head[12]) == (b' ', b':', b':')
                || (head[4], head[7]) == (b'-', b'-')
                || (head[1], head[6], head[9]) == (b' ', b'-', b'-')
        }
        None => false,
    };
    let is_known =
        |start: &StampMatch| start.stamp.is_some() || start.form.layout == HeaderLayout::Structured;
    (is_like || form::may_be_at(text))
        && form::first(text).is_some_and(|start| start.from == 0 && is_known(&start))
}

/// The years of stamps that do not name theirs, followed from line to line.
///
/// A month more than one before the last line's belongs to the next year; a December right after
/// a January is a late line of the year before; one month back is a late line of the same year. Where
/// stamps jump away and then go on where they had been, a clock was wrong meanwhile, as that of a
/// router is after its start: the year is the one of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    year: i16,
    /// Month and day of the last stamp.
    last: Option<Day>,
    /// The year and the day from which the stamps jumped by more than a month.
    left: Option<(i16, Day)>,
    /// The last day that can be: no year begins that would be later.
    end: Option<(i16, Day)>,
    /// Nothing says yet which year it is.
    is_unknown: bool,
}

/// A month and a day in it; the day is 0 where it does not matter.
type Day = (u8, u8);

/// What a stamp does to the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// It follows the one before.
    On,
    /// It is more than a month from it.
    Away,
    /// It goes on where the stamps had been before they jumped away.
    Back,
}

impl Years {
    /// The years of a log whose first stamp lies in that year.
    pub fn starting(year: i16) -> Self {
        Self { year, last: None, left: None, end: None, is_unknown: false }
    }

    /// The year of the next line's stamp, if anything says so.
    pub fn of(&mut self, stamp: &Stamp) -> Option<i16> {
        self.step(stamp);
        (!self.is_unknown).then_some(self.year)
    }

    fn step(&mut self, stamp: &Stamp) -> Move {
        let day = (stamp.month.min(12), if stamp.year.is_some() { 0 } else { stamp.day });
        let last = self.last.replace(day).unwrap_or(day);
        let months = i16::from(day.0) - i16::from(last.0);
        if let Some(year) = stamp.year {
            (self.year, self.left, self.is_unknown) = (year, None, false);
            return Move::On;
        }
        if months.abs() < 2 {
            self.left = self.left.filter(|_| months == 0);
            return Move::On;
        }
        let left = self.left.replace((self.year, last));
        if let Some(year) = left.and_then(|(year, left)| year_behind(year, left, day)) {
            (self.year, self.left) = (year, None);
            return Move::Back;
        }
        let (past, next) = (self.year.saturating_sub(1), self.year.saturating_add(1));
        let can_be = |year| self.end.is_none_or(|end| (year, day) <= end);
        self.year = match months {
            11 => past,
            ..=-2 if can_be(next) => next,
            2.. if !can_be(self.year) => past,
            _ => self.year,
        };
        Move::Away
    }

    /// The years as they stand behind some lines (with their newlines).
    pub fn pass(&mut self, text: &[u8]) {
        /// Enough to hold year and month in the usual forms, `<134>2026-09`.
        const HEAD: usize = 12;
        const KNOWN: usize = 4;
        // What the last heads did to which years: logs may mix forms of stamps.
        let mut known: [Option<(Self, &[u8], Self)>; KNOWN] = [None; KNOWN];
        let mut next = 0;
        for line in lines(text) {
            let head = line.get(..HEAD);
            let step = known.iter().flatten().find(|(before, known, _)| {
                head == Some(*known) && before == self && is_before_name(&line[HEAD..])
            });
            if let Some((_, _, after)) = step {
                *self = *after;
                continue;
            }
            let Some(StampMatch { form, stamp: Some(stamp), from, .. }) = find(line) else {
                continue;
            };
            let before = *self;
            self.of(&stamp);
            if form.is_usual() && from + form::MONTH <= HEAD {
                known[next % KNOWN] = head.map(|head| (before, head, *self));
                next += 1;
            }
        }
    }
}

/// Whether the word behind a clock, of which that is the rest, is a name: neither a year nor another stamp.
fn is_before_name(rest: &[u8]) -> bool {
    let blank = memchr::memchr(b' ', rest);
    blank.and_then(|blank| rest.get(blank + 1)).is_some_and(u8::is_ascii_lowercase)
}

/// The year of a day that follows another of that year by two days at most; `None` for any other.
fn year_behind(year: i16, left: Day, day: Day) -> Option<i16> {
    const NEAR: i64 = 2;
    let number = |(month, day): Day| days_since_epoch(2000, month.into(), day.into());
    let days = number(day) - number(left);
    let is_near = |days| left.1 > 0 && (0..=NEAR).contains(&days);
    match () {
        () if is_near(days) => Some(year),
        () if is_near(days + 366) => Some(year.saturating_add(1)),
        () => None,
    }
}

/// The first year of which logs of netfilter's can be: before, its predecessors wrote others. A
/// file that was written earlier has lost its time, as archives and machines without a clock make it.
const FIRST: i16 = 1999;

/// The search for the year of a log's first stamp, where that has none.
#[derive(Debug, Clone)]
pub struct Search {
    /// Years counted from that of the first stamp.
    years: Years,
    /// The newest stamp, with its year counted so.
    newest: Option<(i16, Stamp)>,
    /// The same before the stamps jumped away: what comes until they are back does not count.
    before: Option<(i16, Stamp)>,
    /// The last stamp with a day of the week, with its year counted so.
    weekday: Option<(i16, Stamp, u8)>,
    /// When the log was last written.
    written: Timestamp,
    /// The time of the first stamp that names its year, in the zone of the log.
    dated: Option<Timestamp>,
    is_over: bool,
}

impl Search {
    /// A search in a log that was written until `end`: its newest stamp lies at most a day later.
    ///
    /// Stamps that name their year end the search: the ones before them are older. Where stamps name
    /// their weekday, the year is one in which they are right.
    pub fn new(end: Timestamp) -> Self {
        let years = Years::starting(0);
        Self {
            years,
            newest: None,
            before: None,
            weekday: None,
            written: end,
            dated: None,
            is_over: false,
        }
    }

    /// Continues the search of a log that was written again, until `end`.
    pub fn extend(&mut self, end: Timestamp) {
        self.written = end;
    }

    /// Looks at some more whole lines; `false` means that no more are needed.
    pub fn pass(&mut self, text: &[u8]) -> bool {
        if self.is_over {
            return false;
        }
        for line in lines(text) {
            let Some(start) = find(line) else { continue };
            let Some(stamp) = start.stamp else { continue };
            if let Some(year) = stamp.year {
                self.dated = stamp.at(year, &Zone::utc());
                self.is_over = true;
                break;
            }
            match self.years.step(&stamp) {
                Move::On => {}
                Move::Away => self.before = self.newest,
                Move::Back => self.newest = self.before,
            }
            self.newest = self.newest.max(Some((self.years.year, stamp)));
            if let Some(weekday) = start.weekday(line) {
                self.weekday = Some((self.years.year, stamp, weekday));
            }
        }
        !self.is_over
    }

    /// The time that no stamp without a year is much later than.
    fn end(&self) -> Timestamp {
        match self.dated {
            Some(dated) if is_lost(self.written) => dated,
            Some(dated) => self.written.min(dated),
            None => self.written,
        }
    }

    /// The years, once all lines were looked at. A log without stamps ends in the year of its end.
    pub fn years(&self) -> Years {
        let end = self.end();
        let limit = end.plus(Timestamp::DAY);
        let last = limit.to_civil().map_or(1970, |civil| civil.year());
        if is_lost(end) {
            return Years { is_unknown: true, ..Years::starting(last) };
        }
        // Behind a stamp that names its year there may be later ones.
        let civil = limit.to_civil().filter(|_| !self.is_over);
        let end = civil.map(|end| (end.year(), (end.month(), end.day())));
        let end =
            end.map(|(year, (month, day))| (year, (month.unsigned_abs(), day.unsigned_abs())));
        let Some((counted, newest)) = &self.newest else { return Years::starting(last) };
        let fits = |year: &i16| newest.at(*year, &Zone::utc()).is_some_and(|time| time <= limit);
        // A leap day may have to go back eight years (1896 to 1904 had none between).
        let year = (last - 8..=last).rev().find(fits).unwrap_or(last);
        let first = year.saturating_sub(*counted);
        match self.weekday {
            Some(_) => Years { end, ..self.by_weekday(first) },
            None => Years { end, ..Years::starting(first) },
        }
    }

    /// The years that begin with that one, if the last weekday is right then, or with the last one
    /// before in which it is. They are not known if it is right soon behind the end: the clock that
    /// the file's time is of may have been behind.
    fn by_weekday(&self, first: i16) -> Years {
        /// How long a leap day takes to fall on the same weekday again, over a century's end.
        const LONGEST: i16 = 40;
        const BEHIND: i64 = 31 * Timestamp::DAY;
        let right = |first: i16| {
            let (counted, stamp, weekday) = self.weekday?;
            let time = stamp.at(first.saturating_add(counted), &Zone::utc())?;
            // The first of January 1970 was a Thursday, the fourth day from Monday.
            let day = (time.0.div_euclid(Timestamp::DAY) + 3).rem_euclid(7);
            (day == i64::from(weekday)).then_some(time)
        };
        let last = (first - LONGEST..=first).rev().find(|first| right(*first).is_some());
        let is_soon = |time: Timestamp| time <= self.end().plus(BEHIND);
        let is_unknown = last != Some(first) && right(first + 1).is_some_and(is_soon);
        Years { is_unknown, ..Years::starting(last.unwrap_or(first)) }
    }
}

/// Whether a log's time says nothing of when it was written.
fn is_lost(written: Timestamp) -> bool {
    written.to_civil().is_none_or(|written| written.year() < FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_since_the_start_are_added_to_it() {
        let since = |stamp: &str| since(Timestamp(7), stamp.as_bytes()).map(|time| time.0);
        assert_eq!(since("[   12.500000]"), Some(12_500_007));
        assert_eq!(since("[12.5]"), Some(12_500_007));
        assert_eq!(since("[24786839.927273]"), Some(24_786_839_927_280));
        assert_eq!(since("[1.1234567]"), Some(1_123_463));
        assert_eq!(since("6,1234,5678901234,-;"), Some(5_678_901_241));
        assert_eq!(since("6,1234,99999999999999999999,-;"), None);
        for other in ["", "12.5", "[12]", "[99999999999999.0]", "[99999999999999999999.0]", "-"] {
            assert_eq!(since(other), None, "{other}");
        }
    }

    #[test]
    fn years_behind_a_clock_are_seen_in_lines_that_begin_as_others_do() {
        for later in ["Oct 11 00:00:12 2025 fw x\n", "Oct 11 00:00:12 2025-10-11T00:00:12Z fw x\n"]
        {
            let mut years = Years::starting(2020);
            let text = format!("Oct 11 00:00:10 fw x\nOct 11 00:00:11 fw x\n{later}");
            years.pass(text.as_bytes());
            assert_eq!(years.year, 2025, "{later}");
        }
    }

    #[test]
    fn the_newest_stamp_is_not_later_than_the_end() {
        let noon = read(b"2024-05-04 12:00:00").expect("a stamp");
        let end = noon.at(2024, &Zone::utc());
        let first_year = |lines: &str| {
            let mut search = Search::new(end.expect("a time"));
            search.pass(lines.as_bytes());
            Years::starting(search.years().year)
        };
        assert_eq!(first_year("May  5 11:59:59 a\n"), Years::starting(2024));
        assert_eq!(first_year("May  5 12:00:01 a\n"), Years::starting(2023));
        assert_eq!(first_year("Dec 31 23:59:59 a\nJan  1 00:00:00 b\n"), Years::starting(2023));
        assert_eq!(first_year("Jan  1 00:00:00 a\nDec 31 23:59:59 b\n"), Years::starting(2024));
        assert_eq!(first_year("Feb 29 00:00:00 a"), Years::starting(2024));
        assert_eq!(
            first_year("Mar  1 00:00:00 a\n2022-03-01T00:00:00Z b\n"),
            Years::starting(2022)
        );
        assert_eq!(first_year("nothing"), Years::starting(2024));
        // A clock that was wrong for a while does not count.
        let wrong = "May  3 08:00:00 a\nDec 31 16:00:05 b\nMay  3 08:02:00 a\n";
        assert_eq!(first_year(wrong), Years::starting(2024));
    }

    #[test]
    fn a_weekday_says_which_year_it_is() {
        let first = |stamps: &[&str]| {
            let mut search = Search::new(Timestamp::parse("2024-05-05 00:00:00").expect("a time"));
            search.pass(
                stamps.iter().map(|stamp| format!("{stamp} x\n")).collect::<String>().as_bytes(),
            );
            let mut years = search.years();
            years.of(&read(format!("{} x", stamps[0]).as_bytes()).expect("a stamp"))
        };
        assert_eq!(first(&["Sat May  4 06:35:08"]), Some(2024));
        assert_eq!(
            first(&["[Sun May  5 06:35:08]", "Mon May  6 06:35:08"]),
            None,
            "of 2024 or 2019"
        );
        assert_eq!(first(&["Tue May  3 06:35:08"]), Some(2022));
        assert_eq!(first(&["Tue Dec 31 06:35:08", "Wed Jan  1 06:35:08"]), Some(2019));
        assert_eq!(first(&["Sat Feb 29 06:35:08"]), Some(2020));
    }

    #[test]
    fn a_file_that_lost_its_time_says_no_year() {
        let mut search = Search::new(Timestamp(0));
        search.pass(b"May  4 06:35:08 x\n");
        let stamp = read(b"May  4 06:35:08").expect("a stamp");
        assert_eq!(search.years().of(&stamp), None);
        search.pass(b"2024-05-04T06:35:08 x\n");
        assert_eq!(search.years().of(&stamp), Some(2024));
    }

    #[test]
    fn a_clock_that_was_wrong_for_a_while_begins_no_year() {
        let stamp = |text: &str| read(format!("{text} 12:00:00 x").as_bytes()).expect("a stamp");
        let years = |mut years: Years, days: &[&str]| -> Vec<i16> {
            days.iter().filter_map(|day| years.of(&stamp(day))).collect()
        };
        let open = Years::starting(2023);
        let days = ["Oct 13", "Jan  1", "Jan  1", "Oct 13", "Oct 14", "Dec 31", "Jan  1"];
        assert_eq!(years(open, &days), [2023, 2024, 2024, 2023, 2023, 2023, 2024]);
        // Where the log ended before that, not even the lines of the wrong clock are later.
        let ended = Years { end: Some((2023, (12, 31))), ..open };
        assert_eq!(years(ended, &["Oct 13", "May  5", "Oct 13"]), [2023, 2023, 2023]);
        let ended = Years { end: Some((2023, (5, 5))), ..open };
        assert_eq!(years(ended, &["May  4", "Dec 31", "May  4"]), [2023, 2022, 2023]);
        assert_eq!(years(open, &["May  4", "Dec 31", "May  4"]), [2023, 2023, 2023]);
        assert_eq!(years(open, &["Dec 31", "May  5", "Jan  1"]), [2023, 2024, 2024]);
        // A year with few lines is one all the same.
        assert_eq!(
            years(open, &["Oct 13", "Jan  1", "Oct 20", "Jan  9"]),
            [2023, 2024, 2024, 2025]
        );
    }
}
