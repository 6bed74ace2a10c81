//! A form of stamp: how one kind of log writes the date and time at the start of a line.
//!
//! ```text
//! line  = [ "<" PRI ">" ] { lead } stamp …
//! lead  = FILE ":" [ NUMBER ":" ]        grep's output
//!       | ">" | "[pod/" … "]" | NAME "|"  a quotation, kubectl, docker compose
//!       | TAG ":" | FACILITY "." SEVERITY | FACILITY ":" SEVERITY ":"
//!       | blanks | """                   a column of a table
//!       | NUMBER " " before "<"          the length of a message, RFC 6587
//! ```

use super::pieces::{
    FoundStamp, Stamp, WEEKDAYS, behind, bracketed, clock, ctime, full, iso, month, month_day,
    offset, pair, rfc3164, uptime, weekday, whole, year, zone_behind,
};
use super::{dates, local};
use crate::log::blanks::blanks;
use crate::log::header::{self, HeaderLayout};

/// Reads a form at the start of a text: the stamp, if it names a time, and how many bytes it takes.
type Read = fn(&[u8]) -> FoundStamp;

/// One form.
#[derive(Debug)]
pub struct StampForm {
    /// What it is called.
    pub name: &'static str,
    /// A stamp in that form.
    pub example: &'static str,
    /// What follows it.
    pub layout: HeaderLayout,
    read: Read,
}

const fn form(
    name: &'static str,
    example: &'static str,
    layout: HeaderLayout,
    read: Read,
) -> StampForm {
    StampForm { name, example, layout, read }
}

/// How many forms at the start of the table are the usual ones.
const USUAL: usize = 2;

/// How many bytes the usual forms take to name year and month, or a month alone.
pub(super) const MONTH: usize = b"2026-09".len();

/// The forms, the usual ones first; the first that can be read is the line's.
pub static FORMS: [StampForm; 25] = [
    form("ISO 8601", "2025-11-30T00:00:20.570472-07:00", HeaderLayout::Syslog, iso8601),
    form("RFC 3164", "May  4 06:35:08", HeaderLayout::Syslog, rfc3164),
    form("RFC 5424", "1 2023-03-03T11:56:07+01:00", HeaderLayout::Structured, rfc5424),
    form("dmesg", "[24786839.927273]", HeaderLayout::Ring, uptime),
    form("dmesg -T", "[Thu Apr 23 21:55:11 2020]", HeaderLayout::Ring, bracketed),
    form("dmesg --time-format iso", "2024-05-04T06:35:08,12345+02:00", HeaderLayout::Ring, comma),
    form("ctime", "Mon Mar 23 13:16:49 2026", HeaderLayout::Syslog, ctime),
    form("RFC 3164 with a year", "May  4 2024 06:35:08", HeaderLayout::Syslog, year_inside),
    form("the year first", "2016 Feb 19 16:09:27", HeaderLayout::Syslog, year_first),
    form("Astaro", "2016:02:19-16:09:27", HeaderLayout::Syslog, astaro),
    form("Proxmox", "101 1 tap101i0-IN 20/Jun/2022:13:13:32 +0200", HeaderLayout::Proxmox, proxmox),
    form("the date with slashes", "2026/11/25 06:35:08", HeaderLayout::Syslog, slashes),
    form("journalctl -o short-unix", "1795588508.123456", HeaderLayout::Syslog, dates::epoch),
    form("dmesg --reltime", "[Nov25 06:35]", HeaderLayout::Ring, relative),
    form(
        "journalctl -o short-full",
        "Sat 2024-05-04 06:35:08 UTC",
        HeaderLayout::Syslog,
        short_full,
    ),
    form("the Common Log Format", "25/Nov/2026:08:00:00 +0000", HeaderLayout::Syslog, dates::clf),
    form("the date in numbers", "11/25/2026 08:00:00 PM", HeaderLayout::Syslog, dates::numbers),
    form(
        "the date written out",
        "Wed, 25 Nov 2026 08:00:00 +0000",
        HeaderLayout::Syslog,
        dates::written_out,
    ),
    form("dmesg --show-delta", "[   12.345678 <    0.000012>]", HeaderLayout::Ring, delta),
    form("/dev/kmsg", "6,1234,5678901234,-;", HeaderLayout::Ring, dates::kmsg),
    form("Android's logcat", "10-12 08:00:01.123", HeaderLayout::Syslog, android),
    form("RFC 3164 in another language", "Okt 12 08:00:01", HeaderLayout::Syslog, local::syslog),
    form(
        "dmesg in another language",
        "[jeu. nov.  5 13:16:43 2026]",
        HeaderLayout::Ring,
        local::bracketed,
    ),
    form(
        "journalctl -o short-full in another language",
        "Di 2026-10-06 08:00:01 CEST",
        HeaderLayout::Syslog,
        local::short_full,
    ),
    form("the date in brackets", "[2026-11-25 06:35:08]", HeaderLayout::Syslog, in_brackets),
];

impl StampForm {
    /// Whether the form is one of the usual ones.
    pub fn is_usual(&self) -> bool {
        FORMS[..USUAL].iter().any(|usual| std::ptr::eq(usual, self))
    }
}

/// The start of a line that was found to be a stamp.
#[derive(Debug, Clone, Copy)]
pub struct StampMatch {
    /// Its form.
    pub form: &'static StampForm,
    /// What it says, if it names a time.
    pub stamp: Option<Stamp>,
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub end: usize,
}

impl StampMatch {
    /// The day of the week that the stamp of a line names, counted from Monday.
    pub(super) fn weekday(&self, line: &[u8]) -> Option<u8> {
        let stamp = line.get(self.from..)?;
        let stamp = stamp.strip_prefix(b"[").unwrap_or(stamp);
        let known = WEEKDAYS.iter().position(|name| stamp.starts_with(*name))?;
        u8::try_from(known).ok()
    }
}

/// The stamp of a line: at its start, or behind what other programs put before it. Of several stamps
/// in a row the last one is the line's own; the others are collectors'.
pub fn find(line: &[u8]) -> Option<StampMatch> {
    let mut start = first(line)?;
    while may_be_at(line.get(start.end + 1..).unwrap_or_default()) {
        let Some(inner) = inner(line, &start) else { break };
        start = inner;
    }
    Some(start)
}

/// Whether a text may begin with a stamp that names a time: its first colon is between digits, as
/// that of a clock, or it begins with ten digits.
#[inline]
pub(super) fn may_be_at(text: &[u8]) -> bool {
    /// No stamp has its first colon further on.
    const LONGEST: usize = 96;
    let text = &text[blanks(text)..];
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    match memchr::memchr(b':', &text[..text.len().min(LONGEST)]) {
        Some(colon) if colon > 0 && is_digit(colon - 1) && is_digit(colon + 1) => true,
        _ => is_digit(0) && (1..10).all(is_digit) || text.first() == Some(&b'<'),
    }
}

/// The stamp that follows another one, with no more than a priority, a label of a container's stream
/// and blanks between. It belongs to the other's year if it names none.
#[cold]
fn inner(line: &[u8], outer: &StampMatch) -> Option<StampMatch> {
    let mut from = outer.end + blanks(&line[outer.end..]);
    from += header::stream(&line[from..]);
    from += header::priority(&line[from..]);
    let mut start = at(line, from)?;
    let stamp = start.stamp.as_mut()?;
    if let (None, Some(Stamp { year: Some(year), month, .. })) = (stamp.year, &outer.stamp) {
        stamp.year = Some(match i16::from(stamp.month) - i16::from(*month) {
            7.. => year.saturating_sub(1),
            ..=-7 => year.saturating_add(1),
            _ => *year,
        });
    }
    Some(start)
}

/// The first stamp of a line.
pub fn first(line: &[u8]) -> Option<StampMatch> {
    /// How many leads a line may have.
    const MOST: usize = 4;
    let mut from = header::priority(line);
    let mut start = at(line, from);
    for _ in 0..MOST {
        if start.is_some() {
            break;
        }
        from = lead(line, from)?;
        from += header::priority(&line[from..]);
        start = at(line, from);
    }
    start
}

pub(super) fn at(line: &[u8], from: usize) -> Option<StampMatch> {
    let text = &line[from..];
    FORMS.iter().find_map(|form| {
        let (mut stamp, mut len) = (form.read)(text)?;
        if let Some(stamp) = &mut stamp
            && stamp.offset.is_none()
            && stamp.doubt.is_none()
            && !form.is_usual()
        {
            (stamp.offset, stamp.doubt, len) = zone_behind(text, len);
        }
        Some(StampMatch { form, stamp, from, end: from + len })
    })
}

/// Where a lead that starts there ends, with the blanks behind it.
fn lead(line: &[u8], from: usize) -> Option<usize> {
    /// The longest file name that is looked for.
    const LONGEST: usize = 1024;
    if matches!(line.get(from)?, b' ' | b'\t' | b'"') {
        let blank_len = blanks(&line[from..]);
        return Some(from + blank_len.max(1));
    }
    if let Some(end) = line_number(line, from) {
        return Some(end);
    }
    if matches!(line[from], b'>' | b'[') {
        return dates::quoting(line, from);
    }
    let word = line[from..].iter().take(LONGEST).position(|byte| matches!(byte, b' ' | b':'))?;
    let word_end = from + word;
    let end = word_end + blanks(&line[word_end..]);
    if word > 0 && matches!(line.get(end), Some(b':' | b'|')) {
        let end = end + 1;
        return Some(end + blanks(&line[end..]));
    }
    let word = &line[from..word_end];
    let is_length = line.get(end) == Some(&b'<') && word.iter().all(u8::is_ascii_digit);
    (is_length || header::is_facility(word)).then_some(end)
}

/// Where a line's number ends that starts there, with the blanks after it: one in a column of its own,
/// or with a sign of its own. Source: cat(1), `-n`; nl(1); less(1), `-N`.
pub fn line_number(line: &[u8], from: usize) -> Option<usize> {
    let digits = line[from..].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let rest = &line[from + digits..];
    let is_padded = from > 0 && line[from - 1] == b' ';
    let sign = match rest {
        [b'.' | b')', b' ' | b'\t', ..] => 1,
        [b'|', ..] => 1,
        [b'\t', ..] | [b' ', b' ', ..] => 0,
        [b' ', ..] if is_padded => 0,
        _ => return None,
    };
    let mut end = from + digits + sign;
    end += blanks(&line[end..]);
    if let Some(behind) = line[end..].strip_prefix("│".as_bytes()) {
        end = line.len() - behind.len() + blanks(behind);
    }
    ((1..12).contains(&digits)).then_some(end)
}

/// `May  4 2024 06:35:08`, as many programs write it that follow RFC 3164 but for its year.
fn year_inside(text: &[u8]) -> FoundStamp {
    let (month, day, at) = month_day(text)?;
    let year = year(text, at)?;
    if text.get(at + 4) != Some(&b' ') {
        return None;
    }
    let (clock, micros, end) = clock(text, at + 5)?;
    whole(
        text,
        Stamp { year: Some(year), month, day, clock, micros, offset: None, doubt: None },
        end,
    )
}

/// `2016 Feb 19 16:09:27`. Source: fwlogwatch's grammar.
fn year_first(text: &[u8]) -> FoundStamp {
    // A smaller number is that of a line.
    let year = year(text, 0).filter(|year| *year >= 1970)?;
    let rest = text.get(4..)?.strip_prefix(b" ")?;
    let (stamp, len) = rfc3164(rest)?;
    Some((stamp.map(|stamp| Stamp { year: Some(year), ..stamp }), 5 + len))
}

/// `2025-11-30T00:00:20.570472-07:00`: a blank may stand for the `T`; fraction and offset may be
/// left out; the offset may be `Z`, or lack its colon. Source: RFC 3339, ISO 8601.
fn iso8601(text: &[u8]) -> FoundStamp {
    let (stamp, end) = iso(text)?;
    if is_ring(text, &stamp) { None } else { whole(text, stamp, end) }
}

/// The same with a comma before the fraction and an offset, as only dmesg writes it, which names no
/// machine. Source: dmesg(1), `--time-format`.
fn comma(text: &[u8]) -> FoundStamp {
    let (stamp, end) = iso(text)?;
    if is_ring(text, &stamp) { whole(text, stamp, end) } else { None }
}

fn is_ring(text: &[u8], stamp: &Stamp) -> bool {
    stamp.offset.is_some() && text.get(19) == Some(&b',')
}

/// `1 2023-03-03T11:56:07+01:00`: the version, then the stamp, or `-`. Source: RFC 5424 §6.2.
fn rfc5424(text: &[u8]) -> FoundStamp {
    let text = text.strip_prefix(b"1 ")?;
    if text.starts_with(b"- ") {
        return Some((None, 3));
    }
    let (stamp, end) = iso(text)?;
    let (stamp, len) = whole(text, stamp, end)?;
    Some((stamp, 2 + len))
}

/// `Sat 2024-05-04 06:35:08 UTC`. Source: journalctl(1), `short-full`.
fn short_full(text: &[u8]) -> FoundStamp {
    let (stamp, end) = full(weekday(text)?)?;
    Some((stamp, 4 + end))
}

/// `10-12 08:00:01.123`, before the columns of logcat. Source: logcat(1), `-v threadtime`.
fn android(text: &[u8]) -> FoundStamp {
    let &[m0, m1, b'-', d0, d1, b' '] = text.get(..6)? else { return None };
    let (month, day) = (pair(m0, m1)?, pair(d0, d1)?);
    let (clock, micros, end) = clock(text, 6)?;
    let (_, offset, _, end) = if end > 14 { behind(text, end) } else { return None };
    whole(text, Stamp { year: None, month, day, clock, micros, offset, doubt: None }, end)
}

/// `2026/11/25 06:35:08`, as many programs write it.
fn slashes(text: &[u8]) -> FoundStamp {
    let year = year(text, 0)?;
    let &[b'/', m0, m1, b'/', d0, d1, b' ' | b'\t'] = text.get(4..11)? else { return None };
    let (month, day) = (pair(m0, m1)?, pair(d0, d1)?);
    let (clock, micros, end) = clock(text, 11)?;
    let (offset, end) = offset(text, end)?;
    whole(text, Stamp { year: Some(year), month, day, clock, micros, offset, doubt: None }, end)
}

/// `[Nov25 06:35]` where the minute is another than before, `[  +0.000012]` behind that: seconds
/// since the line before. Source: dmesg(1), `--reltime`.
fn relative(text: &[u8]) -> FoundStamp {
    if let Some(&[b'[', a, b, c, d0, d1, b' ', h0, h1, b':', m0, m1, b']']) = text.get(..13) {
        let tens = if d0 == b' ' { b'0' } else { d0 };
        let (month, day) = (month([a, b, c])?, pair(tens, d1)?);
        let clock = [pair(h0, h1)?, pair(m0, m1)?, 0];
        return whole(
            text,
            Stamp { year: None, month, day, clock, micros: 0, offset: None, doubt: None },
            13,
        );
    }
    let behind = text.strip_prefix(b"[")?;
    let plus = 1 + blanks(behind);
    let len = text.iter().take(32).position(|byte| *byte == b']')?;
    let number = text.get(plus..len)?.strip_prefix(b"+")?;
    let is_number = number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    (is_number && number.len() > 1).then_some((None, len + 1))
}

/// `2016:02:19-16:09:27`, of Astaro's and Sophos's machines. Source: fwlogwatch's grammar.
fn astaro(text: &[u8]) -> FoundStamp {
    let year = year(text, 0)?;
    let &[b':', m0, m1, b':', d0, d1, b'-'] = text.get(4..11)? else { return None };
    let (month, day) = (pair(m0, m1)?, pair(d0, d1)?);
    let (clock, micros, end) = clock(text, 11)?;
    whole(
        text,
        Stamp { year: Some(year), month, day, clock, micros, offset: None, doubt: None },
        end,
    )
}

/// `101 1 tap101i0-IN 20/Jun/2022:13:13:32 +0200`: the guest, the level, the chain, the stamp.
/// Source: Proxmox VE, `pvefw-logger.c`.
fn proxmox(text: &[u8]) -> FoundStamp {
    let mut words = text.splitn(4, |byte| *byte == b' ');
    let (guest, level, chain) = (words.next()?, words.next()?, words.next()?);
    let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    if !is_number(guest) || !is_number(level) {
        return None;
    }
    let at = guest.len() + level.len() + chain.len() + 3;
    let &[d0, d1, b'/', a, b, c, b'/', ..] = text.get(at..at + 11)? else { return None };
    let (day, month, year) = (pair(d0, d1)?, month([a, b, c])?, year(text, at + 7)?);
    if text.get(at + 11) != Some(&b':') {
        return None;
    }
    let (clock, micros, end) = clock(text, at + 12)?;
    if text.get(end) != Some(&b' ') {
        return None;
    }
    let (offset, end) = offset(text, end + 1)?;
    whole(text, Stamp { year: Some(year), month, day, clock, micros, offset, doubt: None }, end)
}

/// `[2026-11-25 06:35:08]`: any of the other forms that name a time.
fn in_brackets(text: &[u8]) -> FoundStamp {
    const LONGEST: usize = 64;
    let inside = text.strip_prefix(b"[").filter(|inside| !inside.starts_with(b"["))?;
    let close = memchr::memchr(b']', &inside[..inside.len().min(LONGEST)])?;
    let start = at(&inside[..close], 0).filter(|start| start.end == close)?;
    whole(text, start.stamp?, close + 2)
}

/// `[   12.345678 <    0.000012>]`, seconds since the machine's start, and since the line before; or
/// a date for the first. Source: dmesg(1), `--show-delta`.
fn delta(text: &[u8]) -> FoundStamp {
    const LONGEST: usize = 64;
    let close = text.strip_prefix(b"[")?.iter().take(LONGEST).position(|byte| *byte == b']')? + 1;
    let between = text[..close].iter().position(|byte| *byte == b'<')?;
    let number = text[between + 1..close].strip_suffix(b">")?.trim_ascii();
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    if number.is_empty() || !number.iter().all(is_number) {
        return None;
    }
    let since = [text[..between].trim_ascii_end(), b"]"].concat();
    let (stamp, len) =
        uptime(&since).or_else(|| bracketed(&since)).or_else(|| local::bracketed(&since))?;
    (len == since.len()).then_some((stamp, close + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Option<(&'static str, usize)> {
        find(line.as_bytes()).map(|start| (start.form.name, start.end))
    }

    #[test]
    fn every_form_reads_its_example_and_no_other_form_does() {
        for form in &FORMS {
            for lead in [
                "",
                "<13>",
                "kernel: ",
                "/var/log/kern.log:",
                "fw.log:12:",
                "user.info ",
                "  ",
                "\"",
                "212 <4>",
            ] {
                let line = format!("{lead}{} x", form.example);
                assert_eq!(found(&line), Some((form.name, line.len() - 2)), "{line}");
            }
        }
    }

    #[test]
    fn a_stamp_is_followed_by_a_blank() {
        assert_eq!(found("May  4 06:35:08"), Some(("RFC 3164", 15)));
        assert_eq!(found("<13>May 4 06:35:08"), Some(("RFC 3164", 18)));
        assert_eq!(found("kern  :warn  : [Thu Apr 23 21:55:11 2020] x").map(|it| it.1), Some(41));
        for none in [
            "",
            "May",
            "May  4 06:35:08x",
            "Mayor 4 06:35:08",
            "<1234>May  4 06:35:08",
            "<",
            "x May  4 06:35:08",
            "212 May  4 06:35:08",
            "2026/11/25",
            "1795588508",
            "17955885081.5 x",
            "[Nov25 06:35:08]",
            "[+]",
            ": May  4 06:35:08",
            "[Thu Apr 23 21:55:11 2020",
            "a:b:c:d:e: May  4 06:35:08",
            "101 1 tap101i0-IN 20/Jun/2022 13:13:32 +0200",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
