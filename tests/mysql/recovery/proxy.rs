//! A proxy: a way to a server that is cut off at a chosen place, at once and for all connections.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Where the way is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// Nowhere.
    Never,
    /// After so many bytes, in both directions together.
    Bytes(u64),
    /// At a command, counted from 0 over all connections. Without TLS only.
    Command(u64, Side),
    /// At a command of that text, counted from 0. Without TLS only.
    Text(&'static str, u64, Side),
}

/// On which side of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The server does not get it.
    Before,
    /// The server does it, and its answer is lost.
    After,
}

/// A listener that passes on what it is sent, up to the cut.
pub struct Proxy {
    pub port: u16,
    way: Arc<Way>,
}

struct Way {
    server: u16,
    cut: Cut,
    bytes: AtomicU64,
    commands: AtomicU64,
    is_cut: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// A proxy to a server's port.
    pub fn new(server: u16, cut: Cut) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let way = Arc::new(Way {
            server,
            cut,
            bytes: AtomicU64::new(0),
            commands: AtomicU64::new(0),
            is_cut: AtomicBool::new(false),
            streams: Mutex::new(Vec::new()),
        });
        let listening = Arc::clone(&way);
        thread::spawn(move || {
            for client in listener.incoming() {
                if listening.is_cut.load(Ordering::SeqCst) {
                    return;
                }
                let _ = client.and_then(|client| listening.connect(client));
            }
        });
        Self { port, way }
    }

    /// Whether the place of the cut was reached.
    pub fn is_cut(&self) -> bool {
        self.way.is_cut.load(Ordering::SeqCst)
    }

    /// How many bytes went through.
    pub fn bytes(&self) -> u64 {
        self.way.bytes.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.way.break_off();
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Way {
    fn connect(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect((Ipv4Addr::LOCALHOST, self.server))?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let mut streams = self.streams.lock().unwrap();
        streams.push(client.try_clone()?);
        streams.push(server.try_clone()?);
        drop(streams);
        let lost = Arc::new(AtomicBool::new(false));
        let (there, back) = (Arc::clone(self), Arc::clone(self));
        let (from_client, to_client) = (client.try_clone()?, client);
        let (from_server, to_server) = (server.try_clone()?, server);
        let answer_is_lost = Arc::clone(&lost);
        thread::spawn(move || {
            let _ = there.pass_commands(from_client, &to_server, &lost);
            let _ = to_server.shutdown(Shutdown::Both);
        });
        thread::spawn(move || {
            let _ = back.pass_answers(from_server, &to_client, &answer_is_lost);
            let _ = to_client.shutdown(Shutdown::Both);
        });
        Ok(())
    }

    fn break_off(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Passes bytes on, no more than the cut allows.
    fn pass(&self, bytes: &[u8], mut to: &TcpStream) -> io::Result<()> {
        let before = self.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        let left = match self.cut {
            Cut::Bytes(most) => most.saturating_sub(before),
            _ => u64::MAX,
        };
        let end = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        to.write_all(&bytes[..end])?;
        if end < bytes.len() {
            self.break_off();
        }
        Ok(())
    }

    /// Passes on what a client sends, packet by packet where its commands count.
    fn pass_commands(&self, from: TcpStream, to: &TcpStream, lost: &AtomicBool) -> io::Result<()> {
        if matches!(self.cut, Cut::Never | Cut::Bytes(_)) {
            return self.pass_all(from, to);
        }
        let mut from = io::BufReader::new(from);
        loop {
            let packet = read_packet(&mut from)?;
            match self.side(&packet) {
                Some(Side::Before) => {
                    self.break_off();
                    return Ok(());
                }
                Some(Side::After) => lost.store(true, Ordering::SeqCst),
                None => {}
            }
            self.pass(&packet, to)?;
        }
    }

    /// Where a packet is to be cut off, if it is the chosen one.
    fn side(&self, packet: &[u8]) -> Option<Side> {
        // Source: MySQL, "MySQL Packets": length in three bytes, sequence number 0 for a command.
        let [_, _, _, 0, _, text @ ..] = packet else { return None };
        let (chosen, side) = match &self.cut {
            Cut::Command(chosen, side) => (*chosen, *side),
            Cut::Text(wanted, chosen, side) if text.ends_with(wanted.as_bytes()) => {
                (*chosen, *side)
            }
            _ => return None,
        };
        (self.commands.fetch_add(1, Ordering::SeqCst) == chosen).then_some(side)
    }

    fn pass_answers(&self, from: TcpStream, to: &TcpStream, lost: &AtomicBool) -> io::Result<()> {
        let mut from = from;
        let mut memory = vec![0; 1 << 16];
        loop {
            let length = from.read(&mut memory)?;
            if lost.load(Ordering::SeqCst) {
                self.break_off();
            }
            if length == 0 || self.is_cut.load(Ordering::SeqCst) {
                return Ok(());
            }
            self.pass(&memory[..length], to)?;
        }
    }

    fn pass_all(&self, mut from: TcpStream, to: &TcpStream) -> io::Result<()> {
        let mut memory = vec![0; 1 << 16];
        loop {
            let length = from.read(&mut memory)?;
            if length == 0 {
                return Ok(());
            }
            self.pass(&memory[..length], to)?;
        }
    }
}

fn read_packet(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut packet = vec![0; 4];
    from.read_exact(&mut packet)?;
    let length =
        usize::from(packet[0]) | usize::from(packet[1]) << 8 | usize::from(packet[2]) << 16;
    packet.resize(4 + length, 0);
    from.read_exact(&mut packet[4..])?;
    Ok(packet)
}
