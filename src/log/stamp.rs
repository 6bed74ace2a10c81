//! A stamp: the date and time at the start of a line, and the year that it may leave out.

use crate::log::source::lines;
use crate::time::{Timestamp, Zone, days_since_epoch};

/// A date and time as a line writes it; its numbers may name no moment at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// The year, where the stamp has one.
    pub year: Option<i16>,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// Hour, minute and second; the second may be a leap second's 60.
    pub clock: [u8; 3],
    /// Microseconds of the second.
    pub micros: u32,
    /// Seconds east of UTC; `None` is the table's own zone.
    pub offset: Option<i32>,
}

/// Reads one form of stamp at the start of a text: the stamp, and how many bytes it takes.
type Form = fn(&[u8]) -> Option<(Stamp, usize)>;

/// The forms that are known.
static FORMS: [Form; 2] = [iso8601, rfc3164];

/// The stamp at the start of a line, behind `<PRI>` if there is one, and where it ends.
pub fn read(line: &[u8]) -> Option<(Stamp, usize)> {
    let from = priority(line);
    let (stamp, len) = FORMS.iter().find_map(|form| form(&line[from..]))?;
    Some((stamp, from + len))
}

/// The length of `<PRI>`, one to three digits in angle brackets. Source: RFC 3164 §4.1.1.
fn priority(line: &[u8]) -> usize {
    if line.first() != Some(&b'<') {
        return 0;
    }
    let digits = line[1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    match line.get(1 + digits) {
        Some(b'>') if (1..=3).contains(&digits) => digits + 2,
        _ => 0,
    }
}

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// `May  4 06:35:08`, the day padded with a blank, a zero or nothing. Source: RFC 3164 §4.1.2.
fn rfc3164(text: &[u8]) -> Option<(Stamp, usize)> {
    let &[a, b, c, b' '] = text.first_chunk()? else { return None };
    let month = 1 + MONTHS.iter().position(|name| **name == [a, b, c])?;
    let mut at = if text.get(4) == Some(&b' ') { 5 } else { 4 };
    let mut day = digit(*text.get(at)?)?;
    at += 1;
    if let Some(second) = text.get(at).and_then(|byte| digit(*byte)) {
        day = day * 10 + second;
        at += 1;
    }
    if text.get(at) != Some(&b' ') {
        return None;
    }
    let clock = clock(text.get(at + 1..at + 9)?)?;
    let (micros, end) = fraction(text, at + 9);
    let stamp = Stamp { year: None, month: month as u8, day, clock, micros, offset: None };
    ends(text, end).then_some((stamp, end))
}

/// `2025-11-30T00:00:20.570472-07:00`: a blank may stand for the `T`; fraction and offset may be
/// left out; the offset may be `Z`, or lack its colon. Source: RFC 3339, ISO 8601.
fn iso8601(text: &[u8]) -> Option<(Stamp, usize)> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T' | b't' | b' '] = text.get(..11)? else {
        return None;
    };
    let year = i16::from(pair(y0, y1)?) * 100 + i16::from(pair(y2, y3)?);
    let (month, day) = (pair(m0, m1)?, pair(d0, d1)?);
    let clock = clock(text.get(11..19)?)?;
    let (micros, end) = fraction(text, 19);
    let (offset, end) = offset(text, end)?;
    let stamp = Stamp { year: Some(year), month, day, clock, micros, offset };
    ends(text, end).then_some((stamp, end))
}

/// Whether a stamp can end there: before a blank, or with the text.
fn ends(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| *byte == b' ')
}

fn digit(byte: u8) -> Option<u8> {
    let value = byte.wrapping_sub(b'0');
    (value < 10).then_some(value)
}

fn pair(tens: u8, ones: u8) -> Option<u8> {
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// `hh:mm:ss`.
fn clock(text: &[u8]) -> Option<[u8; 3]> {
    let &[h0, h1, b':', m0, m1, b':', s0, s1] = text else { return None };
    Some([pair(h0, h1)?, pair(m0, m1)?, pair(s0, s1)?])
}

/// The microseconds of `.570472` (or with a comma) at an offset, and where it ends.
fn fraction(text: &[u8], at: usize) -> (u32, usize) {
    if !matches!(text.get(at), Some(b'.' | b',')) {
        return (0, at);
    }
    let digits = text[at + 1..].iter().map_while(|byte| digit(*byte));
    let (mut micros, mut unit, mut len) = (0, 100_000, 0);
    for digit in digits {
        micros += u32::from(digit) * unit;
        unit /= 10;
        len += 1;
    }
    (micros, at + 1 + len)
}

/// The offset from UTC in seconds, `None` where there is none to read, and where it ends.
fn offset(text: &[u8], at: usize) -> Option<(Option<i32>, usize)> {
    let sign = match text.get(at) {
        Some(b'Z' | b'z') => return Some((Some(0), at + 1)),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some((None, at)),
    };
    let hours = pair(*text.get(at + 1)?, *text.get(at + 2)?)?;
    let colon = usize::from(text.get(at + 3) == Some(&b':'));
    let minutes = match text.get(at + 3 + colon..at + 5 + colon) {
        Some(&[tens, ones]) => pair(tens, ones),
        _ => None,
    };
    let end = if minutes.is_some() { at + 5 + colon } else { at + 3 };
    let seconds = i32::from(hours) * 3600 + i32::from(minutes.unwrap_or(0)) * 60;
    Some((Some(sign * seconds), end))
}

impl Stamp {
    /// The moment in the zone, in that year; `None` if there is no such day or time.
    pub fn at(&self, year: i16, zone: &Zone) -> Option<Timestamp> {
        let [hour, minute, second] = self.clock;
        let known = (1..=9999).contains(&year)
            && (1..=12).contains(&self.month)
            && (1..=days_in(year, self.month)).contains(&self.day)
            && hour < 24
            && minute < 60
            && second <= 60
            && self.offset.is_none_or(|offset| offset.abs() < 86_400);
        if !known {
            return None;
        }
        let days = days_since_epoch(year.into(), self.month.into(), self.day.into());
        let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let seconds = days * 86_400 + clock - i64::from(self.offset.unwrap_or(0));
        let micros = seconds * Timestamp::SECOND + i64::from(self.micros);
        Some(if self.offset.is_some() { zone.at(micros) } else { Timestamp(micros) })
    }
}

fn days_in(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The years of stamps that do not name theirs, followed from line to line.
///
/// A month more than one before the last line's belongs to the next year; a December right after
/// a January is a late line of the year before; one month back is a late line of the same year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    year: i16,
    month: Option<u8>,
}

impl Years {
    /// The years of a log whose first stamp lies in that year.
    pub fn starting(year: i16) -> Self {
        Self { year, month: None }
    }

    /// The year of the next line's stamp.
    pub fn of(&mut self, stamp: &Stamp) -> i16 {
        let last = self.month.replace(stamp.month.min(12)).unwrap_or(stamp.month);
        self.year = match (stamp.year, i16::from(stamp.month) - i16::from(last)) {
            (Some(year), _) => year,
            (None, 11) => self.year.saturating_sub(1),
            (None, ..=-2) => self.year.saturating_add(1),
            (None, _) => self.year,
        };
        self.year
    }

    /// The years as they stand behind some lines (with their newlines).
    pub fn pass(&mut self, text: &[u8]) {
        /// Enough to hold year and month in every form, `<134>2026-09`.
        const HEAD: usize = 12;
        // Two heads that led to the years as they stand: logs may mix two forms of stamps.
        let mut known: [Option<&[u8]>; 2] = [None; 2];
        for line in lines(text) {
            let head = line.get(..HEAD);
            if head.is_some() && known.contains(&head) {
                continue;
            }
            let Some((stamp, _)) = read(line) else { continue };
            let before = *self;
            self.of(&stamp);
            known = [head, known[0].filter(|_| *self == before)];
        }
    }
}

/// The search for the year of a log's first stamp, where that has none.
#[derive(Debug)]
pub struct Search {
    /// Years counted from that of the first stamp.
    years: Years,
    /// The newest stamp, with its year counted so.
    newest: Option<(i16, Stamp)>,
    end: Timestamp,
    is_over: bool,
}

impl Search {
    /// A search in a log that was written until `end`: its newest stamp lies at most a day later.
    ///
    /// Stamps that name their year end the search: the ones before them are older.
    pub fn new(end: Timestamp) -> Self {
        Self { years: Years::starting(0), newest: None, end, is_over: false }
    }

    /// Looks at some more whole lines; `false` means that no more are needed.
    pub fn pass(&mut self, text: &[u8]) -> bool {
        for (stamp, _) in lines(text).filter_map(read) {
            if let Some(year) = stamp.year {
                let zone = Zone::utc();
                self.end = stamp.at(year, &zone).map_or(self.end, |time| self.end.min(time));
                self.is_over = true;
                break;
            }
            let year = self.years.of(&stamp);
            self.newest = self.newest.max(Some((year, stamp)));
        }
        !self.is_over
    }

    /// The years, once all lines were looked at. A log without stamps ends in the year of its end.
    pub fn years(&self) -> Years {
        let limit = self.end.plus(Timestamp::DAY);
        let last = limit.to_civil().map_or(1970, |civil| civil.year());
        let Some((counted, newest)) = &self.newest else { return Years::starting(last) };
        let fits = |year: &i16| newest.at(*year, &Zone::utc()).is_some_and(|time| time <= limit);
        // A leap day may have to go back eight years (1896 to 1904 had none between).
        let year = (last - 8..=last).rev().find(fits).unwrap_or(last);
        Years::starting(year.saturating_sub(*counted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> Option<(Stamp, usize)> {
        read(text.as_bytes())
    }

    #[test]
    fn a_stamp_is_followed_by_a_blank() {
        assert_eq!(stamp("May  4 06:35:08 fw").map(|(_, end)| end), Some(15));
        assert_eq!(stamp("<13>May 4 06:35:08").map(|(_, end)| end), Some(18));
        for none in
            ["", "May", "May  4 06:35:08x", "Mayor 4 06:35:08", "<1234>May  4 06:35:08", "<"]
        {
            assert_eq!(stamp(none), None, "{none}");
        }
    }

    #[test]
    fn the_newest_stamp_is_not_later_than_the_end() {
        let end = Stamp::at(&stamp("2024-05-04 12:00:00").expect("a stamp").0, 2024, &Zone::utc());
        let first_year = |lines: &str| {
            let mut search = Search::new(end.expect("a time"));
            search.pass(lines.as_bytes());
            search.years()
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
    }
}
