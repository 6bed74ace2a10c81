//! A date in one of the forms that people's programs write, not loggers: the day or the month first,
//! twelve hours, seconds since 1970 or since the machine's start.
//!
//! A date like `11/05/2026` may be one in May or in November: where a date does not say which, its
//! line has no time.

use super::pieces::{
    FoundStamp, Stamp, blank_end, clock, fraction, month, offset, weekday, whole, year,
};
use crate::time::Timestamp;

/// `25/Nov/2026:08:00:00 +0000`, with or without brackets. Source: the Common Log Format.
pub(super) fn clf(text: &[u8]) -> FoundStamp {
    let open = usize::from(text.first() == Some(&b'['));
    let (day, at) = number(text, open)?;
    let month = month(named(text, at, b'/')?)?;
    let year = year(text, at + 5)?;
    if text.get(at + 4) != Some(&b'/') || !matches!(text.get(at + 9), Some(b':' | b' ')) {
        return None;
    }
    let (clock, micros, end) = clock(text, at + 10)?;
    let (offset, end) = offset_behind(text, end)?;
    let end = if open == 1 { end + closed(text, end)? } else { end };
    whole(text, Stamp { year: Some(year), month, day, clock, micros, offset, doubt: None }, end)
}

fn closed(text: &[u8], at: usize) -> Option<usize> {
    (text.get(at) == Some(&b']')).then_some(1)
}

/// `25 Nov 2026 08:00:00 +0000`, with hyphens for blanks, a weekday before it, or the month first
/// with a comma: `Nov 25, 2026 @ 08:00:00.000`. Source: RFC 5322 §3.3; Kibana.
pub(super) fn written_out(text: &[u8]) -> FoundStamp {
    let lead = match weekday(text) {
        Some(_) => 4,
        None if text.get(3) == Some(&b',') => weekday_comma(text)?,
        None => 0,
    };
    let (day, month, at) = match number(text, lead) {
        Some((day, at)) => {
            let sign = *text.get(at).filter(|byte| matches!(byte, b' ' | b'-'))?;
            let name = named(text, at, sign)?;
            (day, month(name)?, (text.get(at + 4) == Some(&sign)).then_some(at + 5)?)
        }
        None => {
            let &[a, b, c, b' '] = text.get(lead..lead + 4)? else { return None };
            let (day, at) = number(text, lead + 4)?;
            (day, month([a, b, c])?, text[at..].starts_with(b", ").then_some(at + 2)?)
        }
    };
    let year = year(text, at)?;
    let (clock, micros, end) = clock_behind(text, at + 4)?;
    let (offset, end) = offset_behind(text, end)?;
    whole(text, Stamp { year: Some(year), month, day, clock, micros, offset, doubt: None }, end)
}

fn weekday_comma(text: &[u8]) -> Option<usize> {
    let &[a, b, c, b',', b' '] = text.first_chunk()? else { return None };
    weekday(&[a, b, c, b' ']).map(|_| 5)
}

/// `11/25/2026 08:00:00 AM`, the month or the day first, whichever can be; with hyphens, or with
/// dots, where the day is the first. A date that says neither names no time.
pub(super) fn numbers(text: &[u8]) -> FoundStamp {
    let (one, at) = number(text, 0)?;
    let sign = *text.get(at).filter(|byte| matches!(byte, b'/' | b'-' | b'.'))?;
    let (other, at) = number(text, at + 1)?;
    let year = year(text, at + 1).filter(|_| text.get(at) == Some(&sign))?;
    let (clock, micros, end) = clock_behind(text, at + 5)?;
    let order = match (sign, one, other) {
        (b'.', day, month) | (_, day @ 13.., month) => Some((day, month)),
        (_, month, day @ 13..) => Some((day, month)),
        (_, same, other) => (same == other).then_some((same, other)),
    };
    let stamp = |(day, month)| Stamp {
        year: Some(year),
        month,
        day,
        clock,
        micros,
        offset: None,
        doubt: None,
    };
    blank_end(text, end).then_some((order.map(stamp), end))
}

/// `1795588508`, seconds since 1970, or thousandths of them with three digits more; behind a dot, a
/// fraction. Source: journalctl(1), `short-unix`; date(1), `%s`.
pub(super) fn epoch(text: &[u8]) -> FoundStamp {
    const SECONDS: usize = 10; // those of the years 2001 to 2286
    let digits = text.iter().take(14).take_while(|byte| byte.is_ascii_digit()).count();
    if digits != SECONDS && digits != SECONDS + 3 || text[0] == b'0' {
        return None;
    }
    let (micros, end) = match digits {
        SECONDS => fraction(text, digits),
        _ => (1000 * thousandths(&text[SECONDS..digits]), digits),
    };
    // A number alone may be anything.
    if text.get(end).is_none() && end == digits {
        return None;
    }
    let seconds = text[..SECONDS].iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    let time = Timestamp(seconds * Timestamp::SECOND).to_civil()?;
    let small = |part: i8| part.unsigned_abs();
    let clock = [time.hour(), time.minute(), time.second()].map(small);
    let (month, day) = (small(time.month()), small(time.day()));
    whole(
        text,
        Stamp { year: Some(time.year()), month, day, clock, micros, offset: Some(0), doubt: None },
        end,
    )
}

fn thousandths(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'))
}

/// `6,1234,5678901234,-;`: priority, number, microseconds since the machine's start, flags; more may
/// follow before the semicolon. Source: Linux, `Documentation/ABI/testing/dev-kmsg`.
pub(super) fn kmsg(text: &[u8]) -> FoundStamp {
    /// More than all that may stand before the semicolon.
    const LONGEST: usize = 128;
    let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let mut words = text[..end].split(|byte| *byte == b',');
    let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    let has_numbers = (0..3).all(|_| words.next().is_some_and(is_number));
    let has_flags = words.next().is_some_and(|flags| !flags.is_empty() && flags.len() < 4);
    (has_numbers && has_flags).then_some((None, end + 1))
}

/// The seconds and microseconds since the machine's start in such a stamp.
pub(super) fn kmsg_since(stamp: &[u8]) -> Option<i64> {
    kmsg(stamp)?;
    std::str::from_utf8(stamp.split(|byte| *byte == b',').nth(2)?).ok()?.parse().ok()
}

/// Where the sign of a quotation ends that starts there, or the name of a pod as kubectl writes it.
#[cold]
pub(super) fn quoting(line: &[u8], from: usize) -> Option<usize> {
    /// The longest name that is looked for.
    const LONGEST: usize = 512;
    let rest = &line[from..];
    let len = match rest.strip_prefix(b"[pod/") {
        Some(name) => 6 + name.iter().take(LONGEST).position(|byte| *byte == b']')?,
        None => rest.starts_with(b">").then_some(1)?,
    };
    let rest = &rest[len..];
    Some(from + len + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count())
}

/// A number of one or two digits, and where it ends.
fn number(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let digits = text.get(at..)?.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let value = || text[at..at + digits].iter().fold(0, |sum, byte| sum * 10 + (byte - b'0'));
    matches!(digits, 1 | 2).then(|| (value(), at + digits))
}

/// The three letters behind a sign.
fn named(text: &[u8], at: usize, sign: u8) -> Option<[u8; 3]> {
    let &[first, a, b, c] = text.get(at..at + 4)? else { return None };
    (first == sign).then_some([a, b, c])
}

/// The clock behind a date and what may stand between, of 24 hours or of 12.
fn clock_behind(text: &[u8], at: usize) -> Option<([u8; 3], u32, usize)> {
    const BETWEEN: [&[u8]; 4] = [b" @ ", b", ", b" ", b"\t"];
    let rest = text.get(at..)?;
    let from = at + BETWEEN.iter().find(|sign| rest.starts_with(sign))?.len();
    let is_short = text.get(from + 1) == Some(&b':');
    let read = match is_short {
        // `8:00:00` is `08:00:00`.
        true => clock(&[b"0", text.get(from..text.len().min(from + 24))?].concat(), 0),
        false => clock(text.get(..)?, from).map(|(clock, micros, end)| (clock, micros, end - from)),
    };
    let ([hour, minute, second], micros, len) = read?;
    let end = from + len - usize::from(is_short);
    let half = match text.get(end..).unwrap_or_default() {
        [b' ', half @ (b'A' | b'P' | b'a' | b'p'), b'M' | b'm', ..] => Some(half),
        _ => None,
    };
    let hour = match half.map(u8::to_ascii_uppercase) {
        Some(b'A') if hour == 12 => 0,
        Some(b'P') if hour < 12 => hour + 12,
        _ => hour,
    };
    Some(([hour, minute, second], micros, end + if half.is_some() { 3 } else { 0 }))
}

/// The offset behind a blank, if there is one.
fn offset_behind(text: &[u8], at: usize) -> Option<(Option<i32>, usize)> {
    let is_offset = |rest: &[u8]| {
        matches!(rest, [b' ', b'+' | b'-', digits @ ..]
            if digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_digit))
    };
    match text.get(at..).is_some_and(is_offset) {
        true => offset(text, at + 1),
        false => offset(text, at),
    }
}
