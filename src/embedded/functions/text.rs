//! Functions of text. Places are counted in characters, from one.

use regex::Regex;

use super::cell::{ScalarKind, SqlValue};
use super::{MANY, SqlFunction, function};

/// A text may grow to so many bytes. Source: MySQL's `max_allowed_packet`.
const LONGEST: usize = 64 << 20;

pub(super) static FUNCTIONS: &[SqlFunction] = &[
    function(&["length", "octet_length"], &[ScalarKind::Any], ScalarKind::Int, |cells| {
        i64::try_from(cells[0].bytes().len()).ok().into()
    }),
    function(&["char_length", "character_length"], &[ScalarKind::Any], ScalarKind::Int, |cells| {
        match &cells[0] {
            SqlValue::Text(text) => count(text).into(),
            other => i64::try_from(other.bytes().len()).ok().into(),
        }
    }),
    function(&["concat"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells.iter().map(SqlValue::text).collect::<String>().into()
    })
    .count(1, MANY),
    function(&["concat_ws"], &[ScalarKind::Text], ScalarKind::Text, |cells| match &cells[0] {
        SqlValue::Null => SqlValue::Null,
        mark => {
            let known = cells[1..].iter().filter(|cell| !matches!(cell, SqlValue::Null));
            known.map(SqlValue::text).collect::<Vec<_>>().join(mark.text()).into()
        }
    })
    .count(2, MANY)
    .sees_nulls(),
    function(
        &["substring", "substr", "mid"],
        &[ScalarKind::Text, ScalarKind::Int],
        ScalarKind::Text,
        |cells| substring(cells[0].text(), cells[1].int(), cells.get(2).map(SqlValue::int)).into(),
    )
    .count(2, 3),
    function(
        &["substring_index"],
        &[ScalarKind::Text, ScalarKind::Text, ScalarKind::Int],
        ScalarKind::Text,
        |cells| substring_index(cells[0].text(), cells[1].text(), cells[2].int()).into(),
    ),
    function(&["left"], &[ScalarKind::Text, ScalarKind::Int], ScalarKind::Text, |cells| {
        substring(cells[0].text(), 1, Some(cells[1].int())).into()
    }),
    function(&["right"], &[ScalarKind::Text, ScalarKind::Int], ScalarKind::Text, |cells| {
        let (text, wanted) = (cells[0].text(), cells[1].int().max(0));
        let skipped = (count(text) - wanted).max(0);
        substring(text, skipped + 1, None).into()
    }),
    function(&["lower", "lcase"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells[0].text().to_lowercase().into()
    }),
    function(&["upper", "ucase"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells[0].text().to_uppercase().into()
    }),
    function(
        &["lpad"],
        &[ScalarKind::Text, ScalarKind::Int, ScalarKind::Text],
        ScalarKind::Text,
        |cells| padded(cells, |padding, text| padding + text),
    ),
    function(
        &["rpad"],
        &[ScalarKind::Text, ScalarKind::Int, ScalarKind::Text],
        ScalarKind::Text,
        |cells| padded(cells, |padding, text| text.to_owned() + &padding),
    ),
    // TRIM(LEADING '0' FROM text); the translation calls it by this name.
    function(&["ipta_trim"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        trimmed(cells[0].text(), cells[1].text(), cells[2].text()).into()
    })
    .count(3, 3),
    function(&["ltrim"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells[0].text().trim_start_matches(' ').into()
    }),
    function(&["rtrim"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells[0].text().trim_end_matches(' ').into()
    }),
    function(&["replace"], &[ScalarKind::Text], ScalarKind::Text, |cells| match cells[1].text() {
        "" => cells[0].text().into(),
        from => cells[0].text().replace(from, cells[2].text()).into(),
    })
    .count(3, 3),
    function(&["repeat"], &[ScalarKind::Text, ScalarKind::Int], ScalarKind::Text, |cells| {
        let (text, times) = (cells[0].text(), usize::try_from(cells[1].int()).unwrap_or(0));
        (text.len().saturating_mul(times) <= LONGEST).then(|| text.repeat(times)).into()
    }),
    function(&["space"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        let times = usize::try_from(cells[0].int()).unwrap_or(0);
        (times <= LONGEST).then(|| " ".repeat(times)).into()
    }),
    function(&["reverse"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        cells[0].text().chars().rev().collect::<String>().into()
    }),
    function(
        &["locate"],
        &[ScalarKind::Text, ScalarKind::Text, ScalarKind::Int],
        ScalarKind::Int,
        |cells| {
            locate(cells[0].text(), cells[1].text(), cells.get(2).map_or(1, SqlValue::int)).into()
        },
    )
    .count(2, 3),
    function(&["instr"], &[ScalarKind::Text, ScalarKind::Text], ScalarKind::Int, |cells| {
        locate(cells[1].text(), cells[0].text(), 1).into()
    }),
    function(&["strcmp"], &[ScalarKind::Text, ScalarKind::Text], ScalarKind::Int, |cells| {
        (cells[0].text().cmp(cells[1].text()) as i64).into()
    }),
    function(&["ascii"], &[ScalarKind::Any], ScalarKind::Int, |cells| {
        cells[0].bytes().first().map_or(0, |byte| i64::from(*byte)).into()
    }),
    function(&["field"], &[ScalarKind::Text], ScalarKind::Int, |cells| {
        let among = |text: &SqlValue<'_>| cells[1..].iter().position(|cell| cell == text);
        let place = if cells[0] == SqlValue::Null { None } else { among(&cells[0]) };
        place.map_or(0, |place| place as i64 + 1).into()
    })
    .count(2, MANY)
    .sees_nulls(),
    function(&["elt"], &[ScalarKind::Int, ScalarKind::Text], ScalarKind::Text, |cells| {
        match usize::try_from(cells[0].int()).ok().filter(|place| *place > 0) {
            Some(place) if cells[0] != SqlValue::Null => match cells.get(place) {
                Some(SqlValue::Text(text)) => text.as_ref().into(),
                _ => SqlValue::Null,
            },
            _ => SqlValue::Null,
        }
    })
    .count(2, MANY)
    .sees_nulls(),
    function(&["hex"], &[ScalarKind::Any], ScalarKind::Text, |cells| {
        cells[0].bytes().iter().map(|byte| format!("{byte:02X}")).collect::<String>().into()
    }),
    // HEX of a number; the translation calls it by this name.
    function(&["ipta_hex"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        format!("{:X}", cells[0].int()).into()
    }),
    function(&["bin"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        format!("{:b}", cells[0].int()).into()
    }),
    function(&["oct"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        format!("{:o}", cells[0].int()).into()
    }),
    function(
        &["conv"],
        &[ScalarKind::Text, ScalarKind::Int, ScalarKind::Int],
        ScalarKind::Text,
        |cells| converted(cells[0].text(), cells[1].int(), cells[2].int()).into(),
    ),
    function(&["unhex"], &[ScalarKind::Text], ScalarKind::Bytes, |cells| {
        unhex(cells[0].text()).into()
    }),
    function(&["regexp_like"], &[ScalarKind::Text, ScalarKind::Text], ScalarKind::Int, |cells| {
        pattern(&cells[1]).map(|pattern| pattern.is_match(cells[0].text())).into()
    }),
    function(&["regexp_replace"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        let by = cells[2].text();
        pattern(&cells[1]).map(|it| it.replace_all(cells[0].text(), by).into_owned()).into()
    })
    .count(3, 3),
    function(
        &["regexp_substr"],
        &[ScalarKind::Text, ScalarKind::Text],
        ScalarKind::Text,
        |cells| {
            let found = pattern(&cells[1]);
            found.and_then(|it| Some(it.find(cells[0].text())?.as_str().to_owned())).into()
        },
    ),
    function(&["regexp_instr"], &[ScalarKind::Text, ScalarKind::Text], ScalarKind::Int, |cells| {
        let text = cells[0].text();
        let found = pattern(&cells[1]);
        found.map(|it| it.find(text).map_or(0, |found| count(&text[..found.start()]) + 1)).into()
    }),
    // What CAST makes of a value; the translation calls it by this name.
    function(&["ipta_text"], &[ScalarKind::Text], ScalarKind::Text, |cells| cells[0].text().into()),
    // Several values as one, different for different ones.
    function(&["ipta_key"], &[ScalarKind::Any], ScalarKind::Text, |cells| {
        let part = |cell: &SqlValue<'_>| {
            let bytes = cell.bytes();
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{}:{digits}", bytes.len())
        };
        cells.iter().map(part).collect::<String>().into()
    })
    .count(1, MANY),
    // A text without the marks, which sorts as the text does.
    function(&["ipta_framed"], &[ScalarKind::Text], ScalarKind::Text, |cells| {
        framed(cells[0].text()).into()
    }),
    // A number as a text that sorts as the number does, and the texts behind such marks.
    function(&["ipta_sortable"], &[ScalarKind::Float], ScalarKind::Text, |cells| {
        let bits = cells[0].float().to_bits();
        let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
        format!("{ordered:016x}").into()
    }),
    function(
        &["ipta_unsorted"],
        &[ScalarKind::Text, ScalarKind::Text],
        ScalarKind::Text,
        |cells| {
            let parts = cells[0].text().split(BETWEEN);
            let behind = |part: &str| unframed(part.rsplit(MARK).next().unwrap_or_default());
            parts.map(behind).collect::<Vec<_>>().join(cells[1].text()).into()
        },
    ),
];

/// Stands between a text and what it is sorted by, in GROUP_CONCAT.
pub const MARK: char = '\u{1}';

/// Stands between the texts that GROUP_CONCAT gathers in order.
pub const BETWEEN: char = '\u{2}';

/// Stands before the characters that must not appear in a framed text, and before itself.
const ESCAPE: char = '\u{3}';

/// Writes each character up to [`ESCAPE`] as that and another: so framed texts sort as the texts do.
fn framed(text: &str) -> String {
    let mut framed = String::with_capacity(text.len());
    for c in text.chars() {
        if c <= ESCAPE {
            framed.push(ESCAPE);
            framed.extend(char::from_u32(u32::from(c) + u32::from('0')));
        } else {
            framed.push(c);
        }
    }
    framed
}

/// What [`framed`] was given.
fn unframed(framed: &str) -> String {
    let mut text = String::with_capacity(framed.len());
    let mut chars = framed.chars();
    while let Some(c) = chars.next() {
        match c {
            ESCAPE => text.extend(
                chars
                    .next()
                    .and_then(|c| char::from_u32(u32::from(c).saturating_sub(u32::from('0')))),
            ),
            other => text.push(other),
        }
    }
    text
}

fn count(text: &str) -> i64 {
    text.chars().count() as i64
}

/// From a place on, counted from the end if it is negative, so many characters.
fn substring(text: &str, from: i64, wanted: Option<i64>) -> String {
    let length = count(text);
    let start = match from {
        0 => return String::new(),
        1.. => from - 1,
        _ if from.saturating_neg() > length => return String::new(),
        _ => length + from,
    };
    let wanted = wanted.unwrap_or(length).max(0);
    let (start, wanted) = (start as usize, wanted as usize);
    text.chars().skip(start).take(wanted).collect()
}

/// All before the nth mark from the left, or behind the nth from the right.
fn substring_index(text: &str, mark: &str, nth: i64) -> String {
    if mark.is_empty() || nth == 0 {
        return String::new();
    }
    let parts: Vec<&str> = text.split(mark).collect();
    let wanted = usize::try_from(nth.unsigned_abs()).unwrap_or(usize::MAX).min(parts.len());
    let part = if nth > 0 { &parts[..wanted] } else { &parts[parts.len() - wanted..] };
    part.join(mark)
}

fn locate(wanted: &str, text: &str, from: i64) -> i64 {
    let skipped = usize::try_from(from.saturating_sub(1)).ok();
    let start = skipped.and_then(|skipped| {
        let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        places.nth(skipped)
    });
    let found = start.and_then(|start| Some(start + text[start..].find(wanted)?));
    found.map_or(0, |at| count(&text[..at]) + 1)
}

fn padded(cells: &[SqlValue<'_>], join: fn(String, &str) -> String) -> SqlValue<'static> {
    let (text, mark) = (cells[0].text(), cells[2].text());
    let Ok(wanted) = usize::try_from(cells[1].int()) else { return SqlValue::Null };
    let length = text.chars().count();
    if wanted <= length {
        return text.chars().take(wanted).collect::<String>().into();
    }
    if mark.is_empty() || wanted > LONGEST {
        return SqlValue::Null;
    }
    join(mark.chars().cycle().take(wanted - length).collect(), text).into()
}

/// Without the mark, as often as it stands at a side: `LEADING`, `TRAILING` or both.
fn trimmed(text: &str, side: &str, mark: &str) -> String {
    let mut rest = text;
    if mark.is_empty() {
        return rest.to_owned();
    }
    while let Some(shorter) = rest.strip_prefix(mark).filter(|_| side != "TRAILING") {
        rest = shorter;
    }
    while let Some(shorter) = rest.strip_suffix(mark).filter(|_| side != "LEADING") {
        rest = shorter;
    }
    rest.to_owned()
}

/// A number written in another base.
fn converted(text: &str, from: i64, to: i64) -> Option<String> {
    let base =
        |base: i64| u32::try_from(base.unsigned_abs()).ok().filter(|base| (2..=36).contains(base));
    let (from, to) = (base(from)?, base(to)?);
    let mut number = 0_u64;
    for digit in text.trim().chars().map_while(|c| c.to_digit(from)) {
        number = number.saturating_mul(from.into()).saturating_add(digit.into());
    }
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        let digit = char::from_digit((number % u64::from(to)) as u32, to)?;
        digits.push(digit.to_ascii_uppercase());
        number /= u64::from(to);
    }
    Some(digits.iter().rev().collect())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = if text.len() % 2 == 1 { format!("0{text}") } else { text.to_owned() };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn pattern(cell: &SqlValue<'_>) -> Option<Regex> {
    Regex::new(cell.text()).ok()
}
