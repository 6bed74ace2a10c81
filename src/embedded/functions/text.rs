//! Functions of text. Places are counted in characters, from one.

use regex::Regex;

use super::cell::{self, Kind};
use super::function::{Function, RowFunction, argument, function, result};
use ipta_core::value::Value;

/// A text may grow to so many bytes. Source: MySQL's `max_allowed_packet`.
const LONGEST: usize = 64 << 20;

pub(super) static FUNCTIONS: &[RowFunction] = &[
    function!("number of bytes",
        length, octet_length(value: Any) -> Int = cell::bytes(value).len() as i64),
    function!("number of characters",
    char_length, character_length(value: Any) -> Int = match value {
        Value::Text(text) => count(text),
        other => cell::bytes(other).len() as i64,
    }),
    function!("texts joined",
        concat([texts: Text]) -> Text = texts.iter().map(cell::text).collect::<String>()),
    function!("part of a text; a negative place counts from its end",
        substring, substr, mid(text: Text, from: Int; length: Int = i64::MAX) -> Text
            = substring(text, from, length)),
    function!("the text before the nth mark, or after the nth from the right if n is negative",
        substring_index(text: Text, mark: Text, n: Int) -> Text = substring_index(text, mark, n)),
    function!("the first characters",
        left(text: Text, length: Int) -> Text = substring(text, 1, length)),
    function!("the last characters",
        right(text: Text, length: Int) -> Text
            = substring(text, (count(text) - length.max(0)).max(0) + 1, i64::MAX)),
    function!("lower case", lower, lcase(text: Text) -> Text = text.to_lowercase()),
    function!("upper case", upper, ucase(text: Text) -> Text = text.to_uppercase()),
    function!("a text filled up to a length on the left, or cut to it",
        lpad(text: Text, length: Int, mark: Text) -> Text
            = padding(text, length, mark).map(|fill| fill + &substring(text, 1, length))),
    function!("a text filled up to a length on the right, or cut to it",
        rpad(text: Text, length: Int, mark: Text) -> Text
            = padding(text, length, mark).map(|fill| substring(text, 1, length) + &fill)),
    function!("TRIM(LEADING mark FROM text)",
        ipta_trim(text: Text, side: Text, mark: Text) -> Text = trimmed(text, side, mark)),
    function!("a text without blanks at its start",
        ltrim(text: Text) -> Text = text.trim_start_matches(' ').to_owned()),
    function!("a text without blanks at its end",
        rtrim(text: Text) -> Text = text.trim_end_matches(' ').to_owned()),
    function!("a text with every `from` replaced",
        replace(text: Text, from: Text, to: Text) -> Text
            = if from.is_empty() { text.to_owned() } else { text.replace(from, to) }),
    function!("a text repeated", repeat(text: Text, times: Int) -> Text = repeated(text, times)),
    function!("a text from its end to its start",
        reverse(text: Text) -> Text = text.chars().rev().collect::<String>()),
    function!("the place of a part in a text, or 0",
        locate(part: Text, text: Text; from: Int = 1) -> Int = locate(part, text, from)),
    function!("the place of a part in a text, or 0",
        instr(text: Text, part: Text) -> Int = locate(part, text, 1)),
    function!("the first byte as a number",
        ascii(value: Any) -> Int = cell::bytes(value).first().map_or(0, |byte| i64::from(*byte))),
    function!("HEX of a text or of bytes", ipta_hex(value: Any) -> Text = hex(cell::bytes(value))),
    function!("HEX of a number", ipta_hex_number(number: Int) -> Text = format!("{number:X}")),
    function!("a number in base 2", bin(number: Int) -> Text = format!("{number:b}")),
    function!("the bytes of digits in base 16", unhex(digits: Text) -> Bytes = unhex(digits)),
    function!("whether a regular expression matches",
        regexp_like(text: Text, regex: Text) -> Int
            = pattern(regex).map(|regex| i64::from(regex.is_match(text)))),
    function!("a text with every match replaced",
        regexp_replace(text: Text, regex: Text, by: Text) -> Text
            = pattern(regex).map(|regex| regex.replace_all(text, by).into_owned())),
    function!("the first match",
        regexp_substr(text: Text, regex: Text) -> Text
            = pattern(regex).and_then(|regex| Some(regex.find(text)?.as_str().to_owned()))),
    function!("the place of the first match, or 0",
    regexp_instr(text: Text, regex: Text) -> Int = pattern(regex).map(|regex| {
        regex.find(text).map_or(0, |found| count(&text[..found.start()]) + 1)
    })),
    function!("a value as text", ipta_text(text: Text) -> Text = text.to_owned()),
    function!("several values as one, different for different ones",
        ipta_key([values: Any]) -> Text = values.iter().map(|value| hex(cell::bytes(value)) + " ").collect::<String>()),
    function!("what is planned by the types of its arguments",
        ipta_call([values: Any]) -> Text = values.iter().map(cell::text).collect::<String>()),
];

fn count(text: &str) -> i64 {
    text.chars().count() as i64
}

/// Up to `most` characters from a place on, which is counted from the end if it is negative.
fn substring(text: &str, from: i64, most: i64) -> String {
    let length = count(text);
    let start = match from {
        0 => return String::new(),
        1.. => from - 1,
        _ if from.saturating_neg() > length => return String::new(),
        _ => length + from,
    };
    text.chars().skip(start as usize).take(most.max(0) as usize).collect()
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

/// The padding that brings a text to `length` characters; `None` if the text would be too long.
fn padding(text: &str, length: i64, mark: &str) -> Option<String> {
    let missing = usize::try_from(length).ok()?.saturating_sub(text.chars().count());
    if missing > 0 && (mark.is_empty() || missing > LONGEST) {
        return None;
    }
    Some(mark.chars().cycle().take(missing).collect())
}

/// A text repeated, or `None` if it would be too long.
fn repeated(text: &str, times: i64) -> Option<String> {
    let times = usize::try_from(times).unwrap_or(0);
    (text.len().saturating_mul(times) <= LONGEST).then(|| text.repeat(times))
}

/// Bytes as digits of base 16.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
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

fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = if text.len() % 2 == 1 { format!("0{text}") } else { text.to_owned() };
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}
