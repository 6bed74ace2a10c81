//! Entries: what `journalctl -o json` and others write, an object a line, becomes lines of a log.
//!
//! ```text
//! {"__REALTIME_TIMESTAMP":"1791793800123456","_HOSTNAME":"fw1","MESSAGE":"DROP IN=eth0 …", …}
//! 2026-10-12T08:30:00.123456+00:00 fw1 kernel: DROP IN=eth0 …
//! ```
//!
//! Source: systemd, "Journal Export Formats", "Journal JSON Format": a field is a string; an array of
//! numbers if it is no UTF-8; an array of those if it stands there several times; null if it is very
//! long.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use crate::log::rows::HeaderRow;
use crate::log::tag::{self, Sender};
use crate::log::{json, rows, source};
use crate::time::Timestamp;

/// The name of the system's journal in messages.
pub const NAME: &str = "the journal";

/// The program that prints the system's journal.
pub const PROGRAM: &str = "journalctl";

/// The command with which `program`, [`PROGRAM`] or one like it, prints what the kernel logged as JSON,
/// an object per line, to a pipe.
pub fn command(program: &OsStr) -> Command {
    let mut command = Command::new(program);
    command.args(["-k", "-o", "json", "--no-pager"]).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// How many bytes at the start of a text say whether it is a journal's.
pub const HEAD: u64 = 1 << 14;

/// How much of an entry is read at most. The journal's own fields are shorter, and a line made of
/// one must be much shorter than the longest that is imported.
const LONGEST: usize = 1 << 19;

/// Whether a text that begins so is made of entries: a journal's, or others that carry lines.
pub fn is_made_of(head: &[u8]) -> bool {
    // That of a text which grows stays the same.
    let first = memchr::memchr(b'\n', head).map(|end| &head[..end]);
    let is_row = |first: &[u8]| carried_line(first).is_some() || HeaderRow::is_start(first);
    is_journal(head) || is_array(head) || first.is_some_and(is_row)
}

/// Whether a text that begins so is an array of objects, as Grafana and jq write it.
fn is_array(head: &[u8]) -> bool {
    let inside = head.trim_ascii_start().strip_prefix(b"[");
    inside.is_some_and(|inside| inside.trim_ascii_start().starts_with(b"{"))
}

/// Whether a text that begins so is a journal's.
fn is_journal(head: &[u8]) -> bool {
    // Every entry has both, and no other program's objects have either.
    const KEYS: [&[u8]; 2] = [b"\"__REALTIME_TIMESTAMP\"", b"\"__CURSOR\""];
    head.starts_with(b"{") && KEYS.iter().any(|key| memchr::memmem::find(head, key).is_some())
}

/// The line that an object carries, without its newline; `None` if it carries none.
/// A stamp, and a column or two, may come before the object. A row is an object, too.
fn carried_line(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    json::json(text.trim_ascii()).or_else(|| json::carried(&rows::object(text)?, None))
}

/// The line that an entry stands for, without its newline; `None` if it is none.
pub fn entry_line(entry: &[u8]) -> Option<Vec<u8>> {
    if !is_journal(entry) {
        return carried_line(entry);
    }
    let mut line = Vec::new();
    serde_json::from_slice::<JournalEntry<'_>>(entry).ok()?.write(&mut line);
    Some(line)
}

/// The same lines, where each that is an entry stands as the line that it carries.
pub fn carried(lines: &[u8]) -> Vec<u8> {
    let mut carried = Vec::with_capacity(lines.len());
    let mut columns = None;
    for line in source::lines(lines) {
        columns = columns.or_else(|| HeaderRow::of(line).filter(|_| !is_unread(line)));
        let row = columns.as_ref().and_then(|columns| row_line(columns, line));
        match row.or_else(|| entry_line(line)) {
            Some(line) => carried.extend(line),
            None => carried.extend(line),
        }
        carried.push(b'\n');
    }
    carried
}

/// The line of a log that a row of a table carries.
fn row_line(columns: &HeaderRow, row: &[u8]) -> Option<Vec<u8>> {
    json::carried(&columns.object(row)?, None)
}

/// Whether a line is what [`Entries`] and [`carried`] leave of an entry that they cannot read.
pub fn is_unread(line: &[u8]) -> bool {
    line.starts_with(b"{")
}

/// The lines of a journal.
#[derive(Debug)]
pub struct Entries<R> {
    journal: R,
    entry: Vec<u8>,
    line: Vec<u8>,
    /// How much of the line was given out.
    given: usize,
    /// The machine whose journal it is, as its first entry says.
    machine: Option<Vec<u8>>,
    /// Whether it is an array of objects; not known before the first.
    is_array: Option<bool>,
    /// How many more lines may be the header row of a table.
    headers: u8,
    /// The columns of the table, once its header row was read.
    columns: Option<HeaderRow>,
}

/// How many lines at the start of a table may be before its header row, and that row.
const HEADERS: u8 = 3;

impl<R: BufRead> Entries<R> {
    /// The lines of what `journalctl -o json` writes.
    pub fn new(journal: R) -> Self {
        let (entry, line) = (Vec::new(), Vec::new());
        let (machine, is_array, columns) = (None, None, None);
        Self { journal, entry, line, given: 0, machine, is_array, headers: HEADERS, columns }
    }

    /// What the first entry gave as the machine's number.
    pub fn machine(&self) -> &[u8] {
        self.machine.as_deref().unwrap_or_default()
    }

    /// Makes the next line; `false` at the end.
    ///
    /// An entry that cannot be read stays as it is; the start of one at the end of the journal,
    /// which is being written, is left out.
    fn advance(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.given = 0;
        self.entry.clear();
        if self.is_array.is_none() {
            self.is_array = Some(is_array(self.journal.fill_buf()?));
        }
        if self.is_array == Some(true) {
            self.element()?;
        } else {
            self.journal.by_ref().take(LONGEST as u64).read_until(b'\n', &mut self.entry)?;
        }
        let is_ended = self.entry.ends_with(b"\n");
        if let Some(line) = self.carried() {
            self.line = line;
        } else if !self.entry_into_line(is_ended) {
            return Ok(false);
        }
        self.line.push(b'\n');
        if !is_ended && self.is_array == Some(false) {
            self.journal.skip_until(b'\n')?;
        }
        Ok(true)
    }

    /// The line that an entry which is not the journal's carries.
    fn carried(&mut self) -> Option<Vec<u8>> {
        if is_journal(&self.entry) {
            return None;
        }
        if self.columns.is_none() && self.headers > 0 && !is_unread(&self.entry) {
            self.headers -= 1;
            self.columns = HeaderRow::of(&self.entry);
        }
        let row = self.columns.as_ref().and_then(|columns| row_line(columns, &self.entry));
        row.or_else(|| carried_line(&self.entry))
    }

    /// Reads the next object of an array as an entry with a newline; nothing of it at the end.
    fn element(&mut self) -> io::Result<()> {
        let (mut depth, mut is_text, mut is_escaped) = (0_u32, false, false);
        loop {
            let block = self.journal.fill_buf()?;
            if block.is_empty() {
                return Ok(());
            }
            let mut taken = 0;
            for byte in block {
                taken += 1;
                match byte {
                    _ if is_escaped => is_escaped = false,
                    b'\\' if is_text => is_escaped = true,
                    b'"' if depth > 0 => is_text = !is_text,
                    b'{' if !is_text => depth += 1,
                    b'}' if !is_text && depth > 0 => depth -= 1,
                    _ if depth == 0 => continue,
                    _ => {}
                }
                if self.entry.len() < LONGEST {
                    self.entry.push(if *byte == b'\n' { b' ' } else { *byte });
                }
                if depth == 0 {
                    self.entry.push(b'\n');
                    break;
                }
            }
            self.journal.consume(taken);
            if self.entry.ends_with(b"\n") {
                return Ok(());
            }
        }
    }

    /// The same of an entry of the journal's.
    fn entry_into_line(&mut self, is_ended: bool) -> bool {
        match serde_json::from_slice::<JournalEntry<'_>>(&self.entry) {
            Ok(entry) => {
                self.machine.get_or_insert_with(|| entry.machine.0.to_vec());
                entry.write(&mut self.line);
            }
            Err(_) if !is_ended && self.entry.len() < LONGEST => return false,
            // The blank at a line's end counts.
            Err(_) => self.line.extend(self.entry.strip_suffix(b"\n").unwrap_or(&self.entry)),
        }
        true
    }
}

impl<R: BufRead> Read for Entries<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() && !self.advance()? {
            return Ok(0);
        }
        let len = buffer.len().min(self.line.len() - self.given);
        buffer[..len].copy_from_slice(&self.line[self.given..self.given + len]);
        self.given += len;
        Ok(len)
    }
}

/// The fields of an entry that make its line.
#[derive(Debug, Deserialize)]
struct JournalEntry<'a> {
    #[serde(borrow, default, rename = "__REALTIME_TIMESTAMP")]
    time: EntryField<'a>,
    #[serde(borrow, default, rename = "_HOSTNAME")]
    host: EntryField<'a>,
    #[serde(borrow, default, rename = "SYSLOG_IDENTIFIER")]
    tag: EntryField<'a>,
    #[serde(borrow, default, rename = "SYSLOG_PID")]
    process: EntryField<'a>,
    #[serde(borrow, default, rename = "_COMM")]
    command: EntryField<'a>,
    #[serde(borrow, default, rename = "_TRANSPORT")]
    transport: EntryField<'a>,
    #[serde(borrow, default, rename = "MESSAGE")]
    message: EntryField<'a>,
    #[serde(borrow, default, rename = "_MACHINE_ID")]
    machine: EntryField<'a>,
}

impl JournalEntry<'_> {
    fn write(&self, line: &mut Vec<u8>) {
        let time = self.time.number().and_then(|micros| Timestamp(micros).to_civil());
        if let Some(time) = time {
            let seconds = time.strftime("%Y-%m-%dT%H:%M:%S");
            let micros = time.subsec_nanosecond() / 1000;
            // A line in memory takes all that is written.
            let _ = write!(line, "{seconds}.{micros:06}+00:00");
        }
        let mut put = |word: &[u8], end: &str| {
            line.push(b' ');
            line.extend(word.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }));
            line.extend(end.as_bytes());
        };
        // A machine is looked for behind a stamp only.
        if time.is_some() && !self.host.0.is_empty() {
            put(&self.host.0, "");
        }
        let program = self.program();
        match tag::named(&program) {
            Sender::Netfilter => put(program.as_bytes(), ":"),
            // A name without a process might be taken for a prefix.
            _ => put(program.as_bytes(), &format!("[{}]:", self.process.number().unwrap_or(0))),
        }
        put(&self.message.0, "");
    }

    /// The program that logged it: what it calls itself, or what it was started as.
    fn program(&self) -> String {
        const KERNEL: &[u8] = b"kernel";
        let known = [&self.tag.0, &self.command.0, &self.transport.0].into_iter();
        let name = known.map(|name| &name[..]).find(|name| !name.is_empty()).unwrap_or(KERNEL);
        tag::safe_name(&String::from_utf8_lossy(name)).into_owned()
    }
}

/// A field's bytes; none where it is missing.
#[derive(Debug, Default)]
struct EntryField<'a>(Cow<'a, [u8]>);

impl EntryField<'_> {
    fn number(&self) -> Option<i64> {
        std::str::from_utf8(&self.0).ok()?.parse().ok()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for EntryField<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = EntryField<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field of the journal's")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(EntryField(Cow::Borrowed(text.as_bytes())))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(EntryField(Cow::Owned(text.as_bytes().to_vec())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(EntryField(Cow::Owned(number.to_string().into_bytes())))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(EntryField::default())
    }

    /// Bytes; or the field's several values, the first of which counts.
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let (mut bytes, mut value) = (Vec::new(), None);
        while let Some(element) = elements.next_element()? {
            match element {
                Element::Byte(byte) => bytes.push(byte),
                Element::Value(next) => value = value.or(Some(next)),
            }
        }
        Ok(value.unwrap_or(EntryField(Cow::Owned(bytes))))
    }
}

/// An element of an array.
enum Element<'a> {
    Byte(u8),
    Value(EntryField<'a>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Element<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a byte or a value of the journal's")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let wrong = |_| E::invalid_value(de::Unexpected::Unsigned(number), &self);
        u8::try_from(number).map(Element::Byte).map_err(wrong)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        FieldVisitor.visit_borrowed_str(text).map(Element::Value)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        FieldVisitor.visit_str(text).map(Element::Value)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        FieldVisitor.visit_unit().map(Element::Value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        FieldVisitor.visit_seq(elements).map(Element::Value)
    }
}
