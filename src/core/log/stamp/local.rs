//! Stamps in the user's language, as `%a` and `%b` of strftime(3) write them.
//!
//! ```text
//! Okt 12 08:00:01                  journalctl -o short: month, day, clock
//! jeu. nov.  5 13:16:43 2026       ctime: a weekday first, zone and year last
//! [jeu. nov.  5 13:16:43 2026]     dmesg -T
//! [okt12 08:00]                    dmesg --reltime
//! Di 2026-10-06 08:00:01 CEST      journalctl -o short-full
//! ```
//!
//! Names may have blanks and digits in them (`Thg 10`, `10月`), so they are read backwards from the clock.

use super::names::{is_weekday, month};
use super::pieces::{
    FoundStamp, Stamp, behind, blank_end, clock, full, pair, whole, year, year_behind,
};
use super::zones::Doubt;

/// The most bytes of a weekday, a month and a day together.
const LONGEST: usize = 96;

/// `Okt 12 08:00:01`, with the year before the clock, or behind it as in ctime.
pub(super) fn syslog(text: &[u8]) -> FoundStamp {
    let colon = memchr::memchr(b':', &text[..text.len().min(LONGEST)])?;
    let at = colon.checked_sub(2).filter(|at| text[..*at].ends_with(b" "))?;
    let (clock, micros, end) = clock(text, at)?;
    let head = std::str::from_utf8(&text[..at]).ok()?.trim_end();
    if head.starts_with([' ', '\t']) {
        return None;
    }
    let last = head.rsplit(' ').next()?;
    let before = year(last.as_bytes(), 0).filter(|_| last.len() == 4);
    let head = if before.is_some() { head[..head.len() - 4].trim_end() } else { head };
    let (names, day) = head.rsplit_once(' ')?;
    let (month, doubt) = months(names)?;
    let (after, offset, zone, end) = behind(text, end);
    // date(1) writes the zone before the year.
    let (last, end) = match after {
        None => year_behind(text, end),
        Some(_) => (after, end),
    };
    let (year, doubt) = (before.or(last), zone.or(doubt));
    whole(text, Stamp { year, month, day: number(day)?, clock, micros, offset, doubt }, end)
}

/// The month of some names: a month, or a weekday and a month.
fn months(names: &str) -> Option<(u8, Option<Doubt>)> {
    month(names).or_else(|| {
        let mut blanks = names.match_indices(' ');
        blanks.find_map(|(at, _)| {
            let (weekday, name) = (names[..at].trim_end_matches(','), &names[at + 1..]);
            month(name).filter(|_| is_weekday(weekday))
        })
    })
}

/// `[jeu. nov.  5 13:16:43 2026]` or `[okt12 08:00]`.
pub(super) fn bracketed(text: &[u8]) -> FoundStamp {
    let inside = text.strip_prefix(b"[")?;
    let close = memchr::memchr(b']', &inside[..inside.len().min(LONGEST)])?;
    let inside = &inside[..close];
    let found = syslog(inside).filter(|(_, len)| *len == close);
    let (stamp, _) = found.or_else(|| relative(inside))?;
    blank_end(text, close + 2).then_some((stamp, close + 2))
}

/// The month and the day in two columns, hour and minute: `okt12 08:00`.
fn relative(inside: &[u8]) -> FoundStamp {
    let (head, &[d0, d1, b' ', h0, h1, b':', m0, m1]) = inside.split_last_chunk()? else {
        return None;
    };
    let day = pair(if d0 == b' ' { b'0' } else { d0 }, d1)?;
    let (month, doubt) = month(std::str::from_utf8(head).ok()?)?;
    let clock = [pair(h0, h1)?, pair(m0, m1)?, 0];
    let stamp = Stamp { year: None, month, day, clock, micros: 0, offset: None, doubt };
    Some((Some(stamp), inside.len()))
}

/// `Di 2026-10-06 08:00:01 CEST`.
pub(super) fn short_full(text: &[u8]) -> FoundStamp {
    let hyphen = memchr::memchr(b'-', &text[..text.len().min(LONGEST)])?;
    let at = hyphen.checked_sub(4).filter(|at| text[..*at].ends_with(b" "))?;
    let weekday = std::str::from_utf8(&text[..at]).ok()?;
    if weekday.starts_with(' ') || !is_weekday(weekday.trim_end().trim_end_matches(',')) {
        return None;
    }
    let (stamp, len) = full(&text[at..])?;
    Some((stamp, at + len))
}

fn number(digits: &str) -> Option<u8> {
    let is_number =
        matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
