//! A fake server: it speaks as much of MySQL's protocol as it takes to mislead a client.
//!
//! Source: MySQL, "Client/Server Protocol": handshake, text and binary result sets.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Where a conversation stands, and what a client asks for there.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The client has connected.
    Greeting,
    /// It has sent its name and password.
    Login,
    /// It has sent a statement to run, or to prepare.
    Query(String),
    Prepare(String),
    /// It runs a statement that was prepared.
    Execute(String),
}

/// What the fake does.
#[derive(Debug, Clone)]
pub enum Reply {
    /// As an honest server would.
    Honest,
    /// These packets.
    Packets(Vec<Vec<u8>>),
    /// These bytes, and the end of the connection.
    Bytes(Vec<u8>),
    /// These packets, and the last of them again and again.
    Endless(Vec<Vec<u8>>),
    /// Nothing, and the connection stays.
    Silence,
}

type Behaviour = dyn Fn(&Step) -> Reply + Send + Sync;

/// A fake server that listens as long as the test runs.
pub struct Fake {
    pub port: u16,
    /// Every packet that came right after a request for a local file.
    pub given: Arc<Mutex<Vec<Vec<u8>>>>,
    /// Every step that was taken.
    pub steps: Arc<Mutex<Vec<Step>>>,
}

impl Fake {
    pub fn start(behaviour: impl Fn(&Step) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let fake = Self { port, given: Arc::default(), steps: Arc::default() };
        let (given, steps) = (Arc::clone(&fake.given), Arc::clone(&fake.steps));
        let behaviour: Arc<Behaviour> = Arc::new(behaviour);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (given, steps) = (Arc::clone(&given), Arc::clone(&steps));
                let behaviour = Arc::clone(&behaviour);
                thread::spawn(move || {
                    Conversation { stream, sequence: 0, number: 0, given, steps, behaviour }.hold()
                });
            }
        });
        fake
    }
}

struct Conversation {
    stream: TcpStream,
    sequence: u8,
    /// The number of the statement that was prepared last.
    number: u8,
    given: Arc<Mutex<Vec<Vec<u8>>>>,
    steps: Arc<Mutex<Vec<Step>>>,
    behaviour: Arc<Behaviour>,
}

impl Conversation {
    fn hold(mut self) -> io::Result<()> {
        self.take(Step::Greeting)?;
        self.receive()?;
        self.take(Step::Login)?;
        let mut prepared = Vec::new();
        loop {
            let packet = self.receive()?;
            let text = || String::from_utf8_lossy(&packet[1..]).into_owned();
            match packet.first() {
                Some(3) => self.take(Step::Query(text()))?,
                Some(0x16) => {
                    prepared.push(text());
                    self.number = prepared.len() as u8;
                    self.take(Step::Prepare(text()))?;
                }
                Some(0x17) => {
                    let sql = &prepared[usize::from(packet[1]) - 1];
                    self.take(Step::Execute(String::clone(sql)))?;
                }
                Some(0x19) => {}
                _ => return Ok(()),
            }
        }
    }

    fn take(&mut self, step: Step) -> io::Result<()> {
        self.steps.lock().expect("steps").push(step.clone());
        match (self.behaviour)(&step) {
            Reply::Honest => {
                honest(&step, self.number).iter().try_for_each(|packet| self.send(packet))
            }
            Reply::Packets(packets) => {
                packets.iter().try_for_each(|packet| self.send(packet))?;
                if packets.last().is_some_and(|packet| packet.first() == Some(&0xfb)) {
                    self.take_file()?;
                }
                Ok(())
            }
            Reply::Bytes(bytes) => {
                self.stream.write_all(&bytes)?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Reply::Endless(packets) => {
                packets.iter().try_for_each(|packet| self.send(packet))?;
                let last = packets.last().expect("a packet");
                let numbers = (0..=255).map(|nth| self.sequence.wrapping_add(nth));
                let last: Vec<u8> = numbers.flat_map(|number| framed(last, number)).collect();
                loop {
                    self.stream.write_all(&last)?;
                }
            }
            Reply::Silence => self.stream.read_to_end(&mut Vec::new()).map(drop),
        }
    }

    /// Takes what a client gives of the file that it was asked for, up to an empty packet.
    fn take_file(&mut self) -> io::Result<()> {
        loop {
            let packet = self.receive()?;
            self.given.lock().expect("given").push(packet.clone());
            if packet.is_empty() {
                return self.send(&ok());
            }
        }
    }

    fn send(&mut self, packet: &[u8]) -> io::Result<()> {
        let bytes = framed(packet, self.sequence);
        self.sequence = bytes_in(packet).fold(self.sequence, |number, _| number.wrapping_add(1));
        self.stream.write_all(&bytes)
    }

    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut header = [0; 4];
        self.stream.read_exact(&mut header)?;
        self.sequence = header[3].wrapping_add(1);
        let length = u32::from_le_bytes([header[0], header[1], header[2], 0]);
        let mut packet = vec![0; length as usize];
        self.stream.read_exact(&mut packet)?;
        Ok(packet)
    }
}

const LONGEST: usize = 0xff_ffff;

/// The pieces of a packet; one that ends with the longest piece is followed by an empty one.
fn bytes_in(packet: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..=packet.len() / LONGEST).map(|nth| {
        let end = packet.len().min((nth + 1) * LONGEST);
        &packet[nth * LONGEST..end]
    })
}

/// A packet with its headers, as it travels.
pub fn framed(packet: &[u8], sequence: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (nth, piece) in bytes_in(packet).enumerate() {
        bytes.extend(&u32::try_from(piece.len()).expect("a length").to_le_bytes()[..3]);
        bytes.push(sequence.wrapping_add(nth as u8));
        bytes.extend(piece);
    }
    bytes
}

pub fn greeting(version: &str) -> Vec<u8> {
    let mut packet = vec![10];
    packet.extend(version.bytes().filter(|byte| *byte != 0).chain([0]));
    packet.extend(7_u32.to_le_bytes());
    packet.extend(b"12345678\0");
    // Everything but TLS, compression and the short end of rows.
    let capabilities: u32 = 0x00ff_ffff & !0x0800 & !0x20 & !0x0100_0000;
    packet.extend(&capabilities.to_le_bytes()[..2]);
    packet.extend([45, 2, 0]);
    packet.extend(&capabilities.to_le_bytes()[2..]);
    packet.push(21);
    packet.extend([0; 10]);
    packet.extend(b"123456789012\0mysql_native_password\0");
    packet
}

pub fn ok() -> Vec<u8> {
    vec![0, 0, 0, 2, 0, 0, 0]
}

fn end() -> Vec<u8> {
    vec![0xfe, 0, 0, 2, 0]
}

pub fn error(code: u16, message: &str) -> Vec<u8> {
    let mut packet = vec![0xff];
    packet.extend(code.to_le_bytes());
    packet.extend(b"#HY000");
    packet.extend(message.bytes());
    packet
}

/// A number in as many bytes as it takes.
pub fn number(value: u64) -> Vec<u8> {
    let bytes = value.to_le_bytes();
    match value {
        0..=250 => vec![bytes[0]],
        251..=0xffff => [&[0xfc], &bytes[..2]].concat(),
        0x1_0000..=0xff_ffff => [&[0xfd], &bytes[..3]].concat(),
        _ => [&[0xfe], &bytes[..]].concat(),
    }
}

fn string(text: &str) -> Vec<u8> {
    [number(text.len() as u64), text.as_bytes().to_vec()].concat()
}

/// The description of a column of text.
pub fn column(name: &str) -> Vec<u8> {
    let mut packet = string("def");
    for text in ["", "", "", name, ""] {
        packet.extend(string(text));
    }
    packet.extend([12, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0]);
    packet
}

/// A row of texts; `None` is NULL.
pub fn row(cells: &[Option<&str>]) -> Vec<u8> {
    let mut nulls = vec![0; (cells.len() + 9) / 8];
    for (nth, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none()) {
        nulls[(nth + 2) / 8] |= 1 << ((nth + 2) % 8);
    }
    let texts = cells.iter().flatten().flat_map(|text| string(text));
    [0].into_iter().chain(nulls).chain(texts).collect()
}

/// The same in an answer to a statement that was not prepared.
pub fn plain_row(cells: &[Option<&str>]) -> Vec<u8> {
    cells.iter().flat_map(|cell| cell.map_or_else(|| vec![0xfb], string)).collect()
}

/// An answer up to where its rows begin.
pub fn head(columns: &[&str]) -> Vec<Vec<u8>> {
    let mut packets = vec![number(columns.len() as u64)];
    packets.extend(columns.iter().map(|name| column(name)));
    packets.push(end());
    packets
}

/// A whole answer.
pub fn answer(columns: &[&str], rows: &[Vec<Option<&str>>]) -> Vec<Vec<u8>> {
    let mut packets = head(columns);
    packets.extend(rows.iter().map(|cells| row(cells)));
    packets.push(end());
    packets
}

/// A whole answer to a statement that was not prepared.
pub fn plain_answer(columns: &[&str], rows: &[Vec<Option<&str>>]) -> Vec<Vec<u8>> {
    let rows = rows.iter().map(|cells| plain_row(cells));
    head(columns).into_iter().chain(rows).chain([end()]).collect()
}

/// The columns of an answer and its rows.
type Known = (&'static [&'static str], Vec<Vec<Option<&'static str>>>);

/// What an honest server answers, if the statement asks for rows.
fn rows_for(sql: &str) -> Option<Known> {
    let table = ["logs", "ipta schema 1, zone UTC", "0", "time"].map(Some).to_vec();
    let known: [(&str, Known); 7] = [
        ("information_schema.TABLES", (&["name", "comment", "bytes", "columns"], vec![table])),
        ("VERSION()", (&["v"], vec![vec![Some("8.0.1")]])),
        ("local_infile", (&["v"], vec![vec![Some("1")]])),
        ("emptying_since", (&["s"], vec![vec![None]])),
        ("FROM `ipta_sources`", (&["s"], vec![])),
        ("FROM `ipta_line_hashes`", (&["s"], vec![])),
        ("*/ SELECT", (&["a"], vec![vec![Some("1")]])),
    ];
    let reads = sql.contains("*/ SELECT");
    known.into_iter().find(|(part, _)| reads && sql.contains(part)).map(|(_, answer)| answer)
}

/// What an honest server says that has an empty table `logs`; the last statement has that number.
fn honest(step: &Step, number: u8) -> Vec<Vec<u8>> {
    match step {
        Step::Greeting => vec![greeting("8.0.1-fake")],
        Step::Login => vec![ok()],
        Step::Prepare(sql) => {
            let parameters = sql.matches('?').count();
            let mut packets = vec![vec![0, number, 0, 0, 0, 0, 0, parameters as u8, 0, 0, 0, 0]];
            if parameters > 0 {
                packets.extend((0..parameters).map(|_| column("?")));
                packets.push(end());
            }
            packets
        }
        Step::Query(sql) => match rows_for(sql) {
            Some((columns, rows)) => plain_answer(columns, &rows),
            None => vec![ok()],
        },
        Step::Execute(sql) => match rows_for(sql) {
            Some((columns, rows)) => answer(columns, &rows),
            None => vec![ok()],
        },
    }
}
