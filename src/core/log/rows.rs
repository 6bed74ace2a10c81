//! Rows: lines of tables, of logfmt and of Loki's client, in which programs that carry logs wrap a line
//! of a log. Each becomes the object that says the same ([`super::json`]).
//!
//! ```text
//! "2026-10-06T08:00:01Z","web01","DROP IN=eth0 …"                   CSV, RFC 4180; also with `;` or tabs
//! time="2026-10-06T08:00:01Z" host=web01 msg="DROP IN=eth0 …"       logfmt
//! 2026-10-06T08:00:01Z {host="web01"} DROP IN=eth0 …                logcli
//! ```
//!
//! A row's columns are named by the header row of its table ([`HeaderRow`]). Without one they are known by
//! their look: the one with a packet is the message, one that is wholly a time is the time, a program's
//! name is the program, and the first other word is the machine.

use serde_json::{Map, Value};

use super::json::{self, KeyRole};
use super::tag::{self, Sender};
use super::{header, stamp};

/// An object that says the same as a row.
type Object = Map<String, Value>;

/// What separates columns.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// The object that a line stands for, if it is a row or the like.
pub fn object(text: &str) -> Option<Object> {
    let text = text.trim_start_matches('\u{feff}');
    let blanks = text.len() - text.trim_start().len();
    let text = stamp::form::line_number(text.as_bytes(), blanks)
        .map_or(text, |end| text.get(end..).unwrap_or_default());
    let start = stamp::first(text.as_bytes());
    let stamp = start.map_or("", |start| &text[start.from..start.end]);
    logfmt(text).or_else(|| collected(text, stamp)).or_else(|| labelled(text)).or_else(|| {
        // A separator inside the stamp of a line is a part of that.
        let mut separators = SEPARATORS.iter().filter(|separator| !stamp.contains(**separator));
        separators.find_map(|separator| by_look(&split(text, *separator)?))
    })
}

/// The columns of a table, as its header row names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRow {
    names: Vec<String>,
    separator: char,
}

impl HeaderRow {
    /// The columns that a line names, if it is a header row: several names, one of them a message's.
    pub fn of(line: &[u8]) -> Option<Self> {
        let columns = Self::named(line)?;
        let is_message =
            |name: &String| json::known(name).is_some_and(|(_, role)| role == KeyRole::Message);
        columns.names.iter().any(is_message).then_some(columns)
    }

    /// The same of a line that is only like a header row: its names may be of another language.
    fn named(line: &[u8]) -> Option<Self> {
        /// The longest name of a column.
        const LONGEST: usize = 64;
        let text = std::str::from_utf8(line).ok()?.trim_start_matches('\u{feff}').trim();
        let is_name = |name: &str| {
            let is_part = |c: char| c.is_alphanumeric() || "@_.- ".contains(c);
            name.len() <= LONGEST
                && name.starts_with(|first: char| first.is_alphabetic() || "@_".contains(first))
                && name.chars().all(is_part)
                && stamp::find(name.as_bytes()).is_none()
        };
        SEPARATORS.iter().find_map(|separator| {
            let cells = split(text, *separator).filter(|cells| cells.len() > 1)?;
            let is_header = cells.iter().all(|cell| is_name(&cell.text));
            let names = cells.into_iter().map(|cell| cell.text).collect();
            is_header.then_some(Self { names, separator: *separator })
        })
    }

    /// Whether a file that begins with that line is a table.
    pub fn is_start(line: &[u8]) -> bool {
        is_separator(line) || Self::named(line).is_some()
    }

    /// The object that a row stands for.
    pub fn object(&self, line: &[u8]) -> Option<Object> {
        let cells =
            split(std::str::from_utf8(line).ok()?.trim_end_matches(['\r', '\n']), self.separator)?;
        if cells.len() != self.names.len() {
            return None;
        }
        let mut object = Object::new();
        for (name, cell) in self.names.iter().zip(cells) {
            merge_labels(&mut object, &cell.text);
            let name = json::known(name).map_or(name.as_str(), |(name, _)| name);
            object.entry(name).or_insert(Value::String(cell.text));
        }
        Some(object)
    }
}

/// Whether a line only names the separator, as spreadsheets read it: `sep=,`.
fn is_separator(line: &[u8]) -> bool {
    matches!(line.trim_ascii(), [b's', b'e', b'p', b'=', _])
}

/// A cell of a row.
struct RowCell {
    text: String,
    is_quoted: bool,
}

/// The cells of a row; `None` if its quotes do not match. Source: RFC 4180 §2.
fn split(text: &str, separator: char) -> Option<Vec<RowCell>> {
    let mut cells = Vec::new();
    let mut rest = text.trim_end_matches(['\r', '\n']);
    loop {
        let (cell, behind) = match rest.trim_start_matches(' ').strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                (RowCell { text: rest[..end].to_owned(), is_quoted: false }, &rest[end..])
            }
        };
        cells.push(cell);
        match behind.strip_prefix(separator) {
            Some(next) => rest = next,
            None => return behind.is_empty().then_some(cells),
        }
    }
}

/// The text up to the quote that ends it, where two are one, and what follows.
fn unquoted(quoted: &str) -> Option<(RowCell, &str)> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let (part, behind) = rest.split_once('"')?;
        text += part;
        match behind.strip_prefix('"') {
            Some(next) => {
                text.push('"');
                rest = next;
            }
            None => return Some((RowCell { text, is_quoted: true }, behind)),
        }
    }
}

/// The object of a row whose columns are known by their look.
fn by_look(cells: &[RowCell]) -> Option<Object> {
    let message = message(cells)?;
    let mut object = Object::new();
    let mut put = |key: &str, text: &str| {
        object.entry(key).or_insert_with(|| text.into());
    };
    let (mut has_time, mut clock) = (false, None);
    for (at, cell) in cells.iter().enumerate().filter(|(at, _)| *at != message) {
        let text = cell.text.trim();
        let following = cells.get(at + 1).map_or("", |next| next.text.trim());
        let pair = format!("{text} {following}");
        if clock == Some(at) {
            continue;
        } else if let Some(time) = json::time(&text.into()) {
            has_time = true;
            put("time", &time);
        } else if text.len() == 10 && json::time(&pair.as_str().into()).is_some() {
            (has_time, clock) = (true, Some(at + 1));
            put("time", &pair);
        } else if is_program(text) {
            put("program", text.split([':', '[']).next().unwrap_or(text));
        } else if is_machine(text) {
            put("host", text);
        } else if text.contains(['=', '"']) && !text.starts_with('{') || text.len() > 128 {
            return None;
        }
    }
    put("message", &cells[message].text);
    cells.iter().for_each(|cell| merge_labels(&mut object, &cell.text));
    (has_time || cells[message].is_quoted).then_some(object)
}

/// Which cell is the message: the only one with a packet, or the longest of a row that quotes all.
fn message(cells: &[RowCell]) -> Option<usize> {
    let has_packet = |cell: &RowCell| {
        ["IN=", "SRC="].iter().any(|key| cell.text.contains(key)) && !cell.text.starts_with('{')
    };
    let mut packets = (0..cells.len()).filter(|at| has_packet(&cells[*at]));
    if let Some(first) = packets.next() {
        return packets.next().is_none().then_some(first);
    }
    let is_table = cells.len() > 1 && cells.iter().all(|cell| cell.is_quoted);
    let longest = (0..cells.len()).max_by_key(|at| cells[*at].text.len());
    longest.filter(|at| is_table && cells[*at].text.contains(' '))
}

/// Whether a word is the name of a program that is known, or a tag.
fn is_program(text: &str) -> bool {
    let is_known = |origin| matches!(origin, Sender::Foreign | Sender::Netfilter | Sender::Log);
    let is_word = !text.contains([' ', '\t']);
    let tag = || tag::read(text).map(|(tag, _)| tag.origin);
    is_word && tag::origin(text.trim_end_matches(':')).or_else(tag).is_some_and(is_known)
}

/// Whether a word can be a machine's name, and is not a number, a facility or a severity.
fn is_machine(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    !text.is_empty()
        && text.bytes().all(is_letter)
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && text.parse::<f64>().is_err()
        && !header::is_level_name(text)
        && stamp::find(text.as_bytes()).is_none()
}

/// Adds the labels of a cell that is an object of JSON, as Grafana writes them.
fn merge_labels(object: &mut Object, cell: &str) {
    if cell.starts_with('{')
        && let Ok(labels) = serde_json::from_str::<Object>(cell)
    {
        labels.into_iter().for_each(|(name, value)| {
            object.entry(name).or_insert(value);
        });
    }
}

/// The object of a line of pairs, one of which is a message in quotes. Source: go-logfmt/logfmt.
fn logfmt(text: &str) -> Option<Object> {
    let mut object = Object::new();
    let mut has_message = false;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=')?;
        let is_key = !key.is_empty() && !key.contains([' ', '"', '\t']);
        let (value, is_quoted, behind) = if !is_key { None } else { value(behind) }?;
        let (name, role) = json::known(key).unzip();
        has_message |= is_quoted && role == Some(KeyRole::Message);
        object.entry(name.unwrap_or(key)).or_insert(Value::String(value));
        rest = behind.trim_start();
        if rest.len() == behind.len() && !rest.is_empty() {
            return None;
        }
    }
    has_message.then_some(object)
}

/// The object of pairs that a collector put its stamp before.
fn collected(text: &str, stamp: &str) -> Option<Object> {
    let rest = text.strip_prefix(stamp).filter(|_| !stamp.is_empty())?;
    let mut object = logfmt(rest)?;
    if json::find_time(&object).is_none() {
        object.insert("time".into(), stamp.trim().into());
    }
    Some(object)
}

/// A value, whether it was in quotes, and what follows.
fn value(text: &str) -> Option<(String, bool, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t']).unwrap_or(text.len());
        let word = &text[..end];
        return (!word.contains('"')).then(|| (word.to_owned(), false, &text[end..]));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, true, &quoted[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' | 'r' | 't' => value.push(' '),
                other => value.push(other),
            },
            c => value.push(c),
        }
    }
    None
}

/// The object of a line with labels between its stamp and its message. Source: Loki, `logcli query`.
fn labelled(text: &str) -> Option<Object> {
    let (lead, rest) = text.split_once('{')?;
    let time = lead.trim_ascii_end();
    let start = stamp::find(time.as_bytes())?;
    if (start.from, start.end) != (0, time.len()) || time.len() == lead.len() {
        return None;
    }
    let mut object = Object::new();
    object.insert("time".into(), time.into());
    let mut rest = rest.trim_start();
    while !rest.starts_with('}') {
        let (key, behind) = rest.split_once('=')?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let (value, true, behind) = value(behind)? else { return None };
        if key.is_empty() || !key.bytes().all(is_name) {
            return None;
        }
        object.entry(key).or_insert(Value::String(value));
        rest = behind.trim_start_matches(',').trim_start();
    }
    let message = rest[1..].strip_prefix([' ', '\t'])?.trim_start();
    object.insert("line".into(), message.into());
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(object: Option<Object>) -> Option<String> {
        object.map(|object| Value::Object(object).to_string())
    }

    #[test]
    fn lines_of_logs_are_no_rows() {
        for line in [
            "",
            "Oct  6 08:00:01 fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=60 ",
            "Oct  6 08:00:01 fw [X] DESCR=\"a, b\" IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 ",
            "IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=60 DF PROTO=TCP ",
            "x, IN=eth0 OUT= SRC=192.0.2.1",
            "2026-10-06T08:00:01Z fw app: {a=\"b\"} IN=eth0",
            "msg=IN=eth0 OUT=",
            "msg=\"x\"y=z",
            "\"a\"b,\"c\"",
            "2026-10-06T08:00:01Z fw app: msg=\"IN=eth0 OUT=\"",
            "17 a, IN=eth0 OUT= SRC=192.0.2.1",
        ] {
            assert_eq!(shown(object(line)), None, "{line}");
        }
    }

    #[test]
    fn a_header_row_names_the_columns() {
        let columns = HeaderRow::of("\u{feff}\"@timestamp\",\"Host\",\"Message\"\r".as_bytes());
        let row = columns.expect("a header").object(b"1791273601,fw,\"a \"\"b\"\", c\"\n");
        let expected = r#"{"@timestamp":"1791273601","HOST":"fw","message":"a \"b\", c"}"#;
        assert_eq!(shown(row).as_deref(), Some(expected));
        assert!(HeaderRow::is_start(b"Zeit;Rechner;Nachricht\n") && HeaderRow::is_start(b"sep=,"));
        assert_eq!(HeaderRow::of(b"Zeit;Rechner;Nachricht\n"), None);
        for other in ["Oct  6 08:00:01 fw kernel: a", "a", "", "1,2", "a=b,c"] {
            assert!(!HeaderRow::is_start(other.as_bytes()), "{other}");
        }
    }
}
