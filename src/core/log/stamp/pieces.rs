//! Pieces of stamps: a stamp's date, clock, fraction and offset from UTC.

use super::zones::{self, Doubt};
use crate::log::header;
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
    /// The part of it that may mean another time.
    pub doubt: Option<Doubt>,
}

impl Stamp {
    /// The moment in the zone, in that year; `None` if that day or time does not exist.
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
        let time = Timestamp((days * 86_400 + clock) * Timestamp::SECOND + i64::from(self.micros));
        let named = || match self.doubt? {
            Doubt::Zone(name) => zone.offset_named(name.as_str(), time),
            Doubt::Month => None,
        };
        let offset = self.offset.or_else(named).map(i64::from);
        Some(offset.map_or(time, |offset| zone.at(time.0 - offset * Timestamp::SECOND)))
    }

    /// The doubt about it, unless the zone of its table resolves that.
    pub fn doubt_in(&self, zone: &Zone, time: Timestamp) -> Option<Doubt> {
        self.doubt.filter(|doubt| match doubt {
            Doubt::Zone(name) => zone.offset_named(name.as_str(), time).is_none(),
            Doubt::Month => true,
        })
    }
}

/// A stamp, if it names a time, and how many bytes it takes.
pub(super) type FoundStamp = Option<(Option<Stamp>, usize)>;

pub(super) const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

pub(super) const WEEKDAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];

/// `[Thu Apr 23 21:55:11 2020]`. Source: dmesg(1), `--ctime`.
pub(super) fn bracketed(text: &[u8]) -> FoundStamp {
    let close = text.strip_prefix(b"[")?.iter().take(32).position(|byte| *byte == b']')?;
    let (stamp, len) = ctime(&text[1..=close])?;
    (len == close).then_some((stamp, len + 2))
}

/// `[24786839.927273]`, seconds since the machine started. Source: dmesg(1).
pub(super) fn uptime(text: &[u8]) -> FoundStamp {
    Some((None, header::uptime(text)?))
}

/// The same without its weekday.
pub(super) fn full(text: &[u8]) -> FoundStamp {
    let (stamp, end) = iso(text)?;
    let rest = text.get(end..).unwrap_or_default();
    let zone = rest.strip_prefix(b" ").unwrap_or_default();
    let letters = zone.iter().take(zones::LONGEST).take_while(|byte| byte.is_ascii_alphabetic());
    let len = letters.count();
    let is_zone =
        len >= 3 && zone[..len].iter().all(u8::is_ascii_uppercase) && blank_end(zone, len);
    if stamp.offset.is_some() || stamp.doubt.is_some() || !is_zone {
        return whole(text, stamp, end);
    }
    let (offset, doubt) = zones::certain(&zone[..len]);
    whole(text, Stamp { offset, doubt, ..stamp }, end + 1 + len)
}

/// A stamp and its length, if it can end there: before a blank, or with the text.
pub(super) fn whole(text: &[u8], stamp: Stamp, end: usize) -> FoundStamp {
    blank_end(text, end).then_some((Some(stamp), end))
}

/// Whether a stamp can end there.
pub(super) fn blank_end(text: &[u8], end: usize) -> bool {
    text.get(end).is_none_or(|byte| matches!(byte, b' ' | b'\t'))
}

/// The text after `Mon `.
pub(super) fn weekday(text: &[u8]) -> Option<&[u8]> {
    let (&[a, b, c, b' '], rest) = text.split_first_chunk()? else { return None };
    WEEKDAYS.contains(&&[a, b, c]).then_some(rest)
}

pub(super) fn month(name: [u8; 3]) -> Option<u8> {
    Some(1 + MONTHS.iter().position(|known| **known == name)? as u8)
}

pub(super) fn digit(byte: u8) -> Option<u8> {
    let value = byte.wrapping_sub(b'0');
    (value < 10).then_some(value)
}

pub(super) fn pair(tens: u8, ones: u8) -> Option<u8> {
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// Four digits at an offset that no fifth follows.
pub(super) fn year(text: &[u8], at: usize) -> Option<i16> {
    let &[a, b, c, d] = text.get(at..at + 4)? else { return None };
    let is_longer = text.get(at + 4).is_some_and(u8::is_ascii_digit);
    let year = i16::from(pair(a, b)?) * 100 + i16::from(pair(c, d)?);
    (!is_longer).then_some(year)
}

/// What follows the seconds of a clock at an offset: a point or a comma, where a fraction does.
pub(in crate::log) fn point(text: &[u8], at: usize) -> Option<u8> {
    text.get(at + 8).copied().filter(|byte| matches!(byte, b'.' | b','))
}

/// `hh:mm:ss` at an offset, the microseconds of a fraction that follows, and where they end.
pub(in crate::log) fn clock(text: &[u8], at: usize) -> Option<([u8; 3], u32, usize)> {
    let &[h0, h1, b':', m0, m1, b':', s0, s1] = text.get(at..at + 8)? else { return None };
    let (micros, end) = fraction(text, at + 8);
    Some(([pair(h0, h1)?, pair(m0, m1)?, pair(s0, s1)?], micros, end))
}

/// The microseconds of `.570472` (or with a comma) at an offset, and where it ends.
pub(super) fn fraction(text: &[u8], at: usize) -> (u32, usize) {
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
pub(super) fn offset(text: &[u8], at: usize) -> Option<(Option<i32>, usize)> {
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

/// `Mon Mar 23 13:16:49 2026`, as OpenWrt's logread writes it; the year may be missing. Source: ctime(3).
pub(super) fn ctime(text: &[u8]) -> FoundStamp {
    let (stamp, len) = rfc3164(weekday(text)?)?;
    let end = 4 + len;
    let Some(year) = year(text, end + 1) else { return Some((stamp, end)) };
    whole(text, Stamp { year: Some(year), ..stamp? }, end + 5).or(Some((stamp, end)))
}

/// `2025-11-30T00:00:20.570472-07:00`, and where it ends.
pub(super) fn iso(text: &[u8]) -> Option<(Stamp, usize)> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T' | b't' | b' ' | b'\t'] =
        text.get(..11)?
    else {
        return None;
    };
    let year = i16::from(pair(y0, y1)?) * 100 + i16::from(pair(y2, y3)?);
    let (month, day) = (pair(m0, m1)?, pair(d0, d1)?);
    let (clock, micros, end) = clock(text, 11)?;
    let (mut offset, mut end) = offset(text, end)?;
    let mut doubt = None;
    if offset.is_none() {
        (_, offset, doubt, end) = behind(text, end);
    }
    Some((Stamp { year: Some(year), month, day, clock, micros, offset, doubt }, end))
}

/// Month and day of `May  4 `, and where they end.
pub(super) fn month_day(text: &[u8]) -> Option<(u8, u8, usize)> {
    let &[a, b, c, b' '] = text.first_chunk()? else { return None };
    let month = month([a, b, c])?;
    let mut at = if text.get(4) == Some(&b' ') { 5 } else { 4 };
    let mut day = digit(*text.get(at)?)?;
    at += 1;
    if let Some(second) = text.get(at).and_then(|byte| digit(*byte)) {
        day = day * 10 + second;
        at += 1;
    }
    (text.get(at) == Some(&b' ')).then_some((month, day, at + 1))
}

pub(super) fn days_in(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// `May  4 06:35:08`, the day padded with a blank, a zero or nothing. Source: RFC 3164 §4.1.2.
pub(super) fn rfc3164(text: &[u8]) -> FoundStamp {
    let (month, day, at) = month_day(text)?;
    let (clock, micros, end) = clock(text, at)?;
    let (year, offset, doubt, end) = behind(text, end);
    whole(text, Stamp { year, month, day, clock, micros, offset, doubt }, end)
}

/// The parts that may follow a clock: the year, the offset from UTC, the doubt about the zone, and where
/// they end.
pub(super) type Behind = (Option<i16>, Option<i32>, Option<Doubt>, usize);

/// The year or the zone that follows a clock and a blank, and where it ends.
#[inline]
pub(super) fn behind(text: &[u8], at: usize) -> Behind {
    match text.get(at + 1) {
        Some(b'1' | b'2' | b'+' | b'-' | b'A'..=b'Z') => year_or_offset(text, at),
        _ => (None, None, None, at),
    }
}

/// The offset from UTC or the name of a zone after a blank, and where it ends.
pub(super) fn zone_behind(text: &[u8], at: usize) -> (Option<i32>, Option<Doubt>, usize) {
    let rest = &text[at..];
    if let Some(((offset, doubt), len)) = zone_word(rest) {
        return (offset, doubt, at + len);
    }
    let digits = rest.iter().skip(2).take_while(|byte| byte.is_ascii_digit()).count();
    let is_signed = matches!(rest, [b' ', b'+' | b'-', ..]) && digits >= 2;
    match offset(text, at + 1).filter(|_| is_signed) {
        Some((offset, end)) if blank_end(text, end) => (offset, None, end),
        _ => (None, None, at),
    }
}

/// A year from 1999 to 2099 after a blank, and where it ends.
pub(super) fn year_behind(text: &[u8], at: usize) -> (Option<i16>, usize) {
    let is_blank = text.get(at) == Some(&b' ') && blank_end(text, at + 5);
    match year(text, at + 1) {
        Some(year @ 1999..=2099) if is_blank => (Some(year), at + 5),
        _ => (None, at),
    }
}

/// The meaning of a zone's name after a blank, and where it ends. Before a tag the word is a machine's
/// name, except for the ones of UTC, which no machine has.
pub(super) fn zone_word(rest: &[u8]) -> Option<(zones::Meaning, usize)> {
    let word = rest.strip_prefix(b" ")?;
    let len = word.iter().take(zones::LONGEST).take_while(|byte| byte.is_ascii_uppercase()).count();
    if len < 3 || !blank_end(word, len) {
        return None;
    }
    let zone = zones::known(&word[..len])?;
    let next = word[len..].trim_ascii_start();
    let next = next.iter().take(48).position(|byte| *byte == b' ').map(|end| &next[..end]);
    let is_tag = next.is_some_and(|next| next.ends_with(b":"));
    (!is_tag || zone.0 == Some(0)).then_some((zone, 1 + len))
}

#[cold]
fn year_or_offset(text: &[u8], at: usize) -> Behind {
    let (year, at) = year_behind(text, at);
    let (offset, doubt, end) = zone_behind(text, at);
    (year, offset, doubt, end)
}
