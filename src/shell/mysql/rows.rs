//! Rows: packets on their way to the server, as text for a load or as values for an insert.

use std::net::IpAddr;

use crate::field::{Datum, FIELDS};
use crate::packet::Packet;
use crate::sql::schema::fitting;
use crate::time::Timestamp;
use crate::value::octets;

/// How rows get into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// `LOAD DATA LOCAL INFILE`, fed from memory.
    Load,
    /// `INSERT` of many rows, for servers that do not take files from clients.
    Insert,
}

/// Packets that are not on the server yet.
pub enum RowBuffer {
    /// As text: fields end with a tab, rows with a newline.
    Text {
        /// The text.
        text: Vec<u8>,
        /// How many rows it has.
        rows: u64,
    },
    /// As lists for VALUES, each for one INSERT: rows in parentheses, a comma between two.
    Lists(Vec<String>),
}

/// A list takes no more rows once it has so many bytes: much less than every server's
/// `max_allowed_packet`, and a longer one saves nothing.
const LIST: usize = 1 << 19;

impl RowBuffer {
    /// No rows, for that path.
    pub fn new(path: Path) -> Self {
        match path {
            Path::Load => Self::Text { text: Vec::new(), rows: 0 },
            Path::Insert => Self::Lists(Vec::new()),
        }
    }

    /// Adds a packet.
    pub fn push(&mut self, packet: &Packet<'_>) {
        match self {
            Self::Text { text, rows } => {
                for (nth, field) in FIELDS.iter().enumerate() {
                    if nth > 0 {
                        text.push(b'\t');
                    }
                    write(text, (field.get)(packet));
                }
                text.push(b'\n');
                *rows += 1;
            }
            Self::Lists(lists) => {
                let list = match lists.pop() {
                    Some(list) if list.len() < LIST => list + ",",
                    full => {
                        lists.extend(full);
                        String::with_capacity(LIST + LIST / 8)
                    }
                };
                lists.push(listed(list, packet));
            }
        }
    }
}

/// A list with one more row.
fn listed(mut list: String, packet: &Packet<'_>) -> String {
    for (nth, field) in FIELDS.iter().enumerate() {
        list.push(if nth > 0 { ',' } else { '(' });
        write_literal(&mut list, (field.get)(packet));
    }
    list.push(')');
    list
}

/// Writes a field as a literal of SQL.
fn write_literal(list: &mut String, datum: Datum<'_>) {
    match datum {
        Datum::Null => list.push_str("NULL"),
        Datum::Int(number) => list.push_str(&number.to_string()),
        Datum::Text(text) => quoted(list, fitting(text).as_bytes()),
        Datum::Protocol(protocol) => quoted(list, protocol.name().as_bytes()),
        Datum::Address(address) => hexadecimal_literal(list, &octets(address)),
        Datum::Mac(mac) => quoted(list, mac.to_string().as_bytes()),
        Datum::Time(time) => {
            let mut text = Vec::with_capacity(26);
            write_time(&mut text, time);
            quoted(list, &text);
        }
    }
}

/// Writes a text between quotes if it has nothing but plain characters, in hexadecimal otherwise:
/// whatever stands in a log, it does not end the literal.
fn quoted(list: &mut String, text: &[u8]) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" .,:;_-+/()[]<>=#".contains(byte);
    match std::str::from_utf8(text) {
        Ok(plain) if text.iter().all(is_plain) => list.extend(["'", plain, "'"]),
        _ => hexadecimal_literal(list, text),
    }
}

fn hexadecimal_literal(list: &mut String, bytes: &[u8]) {
    list.push_str("x'");
    for byte in bytes {
        list.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
    }
    list.push('\'');
}

/// Writes a field for LOAD DATA. Source: MySQL, "LOAD DATA Statement", field and line handling.
fn write(text: &mut Vec<u8>, datum: Datum<'_>) {
    match datum {
        Datum::Null => text.extend_from_slice(b"\\N"),
        Datum::Int(number) => digits(text, number),
        Datum::Text(value) => escaped(text, fitting(value).as_bytes()),
        Datum::Protocol(protocol) => escaped(text, protocol.name().as_bytes()),
        Datum::Address(IpAddr::V4(v4)) => escaped(text, &v4.octets()),
        Datum::Address(IpAddr::V6(v6)) => escaped(text, &v6.octets()),
        Datum::Mac(mac) => hexadecimal(text, mac.0),
        Datum::Time(time) => write_time(text, time),
    }
}

fn escaped(text: &mut Vec<u8>, value: &[u8]) {
    for byte in value {
        match byte {
            b'\t' => text.extend_from_slice(b"\\t"),
            b'\n' => text.extend_from_slice(b"\\n"),
            b'\\' => text.extend_from_slice(b"\\\\"),
            0 => text.extend_from_slice(b"\\0"),
            other => text.push(*other),
        }
    }
}

fn digits(text: &mut Vec<u8>, number: u32) {
    let mut reversed = [0; 10];
    let (mut rest, mut len) = (number, 0);
    loop {
        reversed[len] = b'0' + (rest % 10) as u8;
        rest /= 10;
        len += 1;
        if rest == 0 {
            break;
        }
    }
    text.extend(reversed[..len].iter().rev());
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

fn hexadecimal(text: &mut Vec<u8>, octets: [u8; 6]) {
    for (nth, octet) in octets.into_iter().enumerate() {
        if nth > 0 {
            text.push(b':');
        }
        text.extend([octet >> 4, octet & 15].map(|digit| DIGITS[usize::from(digit)]));
    }
}

/// `2026-10-12 08:00:00.000001`; what lies outside the server's years as any other text.
fn write_time(text: &mut Vec<u8>, time: Timestamp) {
    let civil = time.to_civil().filter(|civil| (1..=9999).contains(&civil.year()));
    let Some(civil) = civil else { return escaped(text, time.to_string().as_bytes()) };
    padded(text, civil.year().unsigned_abs().into(), 4);
    for (separator, part) in [
        (b'-', civil.month()),
        (b'-', civil.day()),
        (b' ', civil.hour()),
        (b':', civil.minute()),
        (b':', civil.second()),
    ] {
        text.push(separator);
        padded(text, part.unsigned_abs().into(), 2);
    }
    let micros = civil.subsec_nanosecond().unsigned_abs() / 1000;
    if micros > 0 {
        text.push(b'.');
        padded(text, micros, 6);
    }
}

/// Writes a number with zeros before it, where it has fewer digits than `width`.
fn padded(text: &mut Vec<u8>, number: u32, width: u32) {
    let missing = (1..width).rev().take_while(|place| number < 10_u32.pow(*place)).count();
    text.extend(std::iter::repeat_n(b'0', missing));
    digits(text, number);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::schema::TEXT;

    fn written(datum: Datum<'_>) -> String {
        let mut text = Vec::new();
        write(&mut text, datum);
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn fields_are_escaped() {
        assert_eq!(written(Datum::Text("a\tb\nc\\N\0'\"")), "a\\tb\\nc\\\\N\\0'\"");
        assert_eq!(written(Datum::Null), "\\N");
        assert_eq!(written(Datum::Int(u32::MAX)), "4294967295");
        assert_eq!(written(Datum::Address([10, 9, 92, 65].into())), "\\n\\t\\\\A");
    }

    #[test]
    fn nothing_ends_a_literal() {
        let literal = |datum| {
            let mut list = String::new();
            write_literal(&mut list, datum);
            list
        };
        assert_eq!(literal(Datum::Text("[UFW BLOCK] ")), "'[UFW BLOCK] '");
        assert_eq!(literal(Datum::Text("a'),(")), "x'6127292c28'");
        assert_eq!(literal(Datum::Text("a\\")), "x'615c'");
        assert_eq!(literal(Datum::Text("ü?\0")), "x'c3bc3f00'");
        assert_eq!(literal(Datum::Address([39, 39, 0, 1].into())), "x'27270001'");
    }

    #[test]
    fn lists_are_of_whole_rows_and_bounded() {
        let mut rows = RowBuffer::new(Path::Insert);
        let long = "ü".repeat(TEXT);
        for _ in 0..2000 {
            rows.push(&Packet { prefix: Some(&long), ..Packet::default() });
        }
        let RowBuffer::Lists(lists) = rows else { panic!("text") };
        let row = lists[0].split("),(").next().expect("a row").len() + 2;
        assert!(lists.iter().all(|list| list.starts_with('(') && list.ends_with(')')));
        assert!(lists.iter().all(|list| list.len() < LIST + row + 2));
        assert_eq!(lists.iter().map(|list| list.matches('(').count()).sum::<usize>(), 2000);
    }

    #[test]
    fn times_are_written_as_they_are_shown() {
        for micros in [0, 1, 999_999, 1_791_763_200_000_000, 1_791_763_200_500_000, -1] {
            let time = Timestamp(micros);
            assert_eq!(written(Datum::Time(time)), time.to_string());
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let long = "ü".repeat(TEXT + 1);
        assert_eq!(fitting(&long).chars().count(), TEXT);
        assert_eq!(fitting("short"), "short");
    }
}
