//! A resolver: a DNS server on loopback that says what a test wants it to say, or nothing.

use std::collections::HashMap;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Types of records (RFC 1035 §3.2.2).
const A: u16 = 1;
const PTR: u16 = 12;

/// What is known: of a name and a type the data.
type Records = HashMap<(Vec<u8>, u16), Vec<u8>>;

/// A DNS server.
pub struct Resolver {
    /// Its address and port, as `rdns.server` takes them.
    pub address: String,
    asked: Arc<AtomicUsize>,
}

impl Resolver {
    /// One that takes questions and never answers.
    pub fn silent() -> Self {
        Self::start(None)
    }

    /// One that knows these names: an address, its name as a label of any bytes before `.example`,
    /// and the address that this name has.
    pub fn knowing(names: &[(&str, &[u8], &str)]) -> Self {
        let mut records = Records::new();
        for (address, label, back) in names {
            let [a, b, c, d] = address.parse::<Ipv4Addr>().unwrap().octets();
            let reverse = wire(&[d, c, b, a].map(|byte| byte.to_string().into_bytes()))
                .into_iter()
                .chain(*b"\x07in-addr\x04arpa\0");
            let mut name = wire(&[label.to_vec()]);
            name.extend(b"\x07example\0");
            records.insert((reverse.collect(), PTR), name.clone());
            let back = back.parse::<Ipv4Addr>().unwrap().octets();
            records.insert((name, A), back.to_vec());
        }
        Self::start(Some(records))
    }

    fn start(records: Option<Records>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap().to_string();
        let asked: Arc<AtomicUsize> = Arc::default();
        let this = Self { address, asked: Arc::clone(&asked) };
        thread::spawn(move || {
            let mut question = [0; 512];
            while let Ok((len, from)) = socket.recv_from(&mut question) {
                asked.fetch_add(1, Ordering::SeqCst);
                if let Some(records) = &records {
                    let _ = socket.send_to(&answer(&question[..len], records), from);
                }
            }
        });
        this
    }

    /// How many questions came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// Labels as they are sent, without the end.
fn wire(labels: &[Vec<u8>]) -> Vec<u8> {
    let sent = |label: &Vec<u8>| [vec![u8::try_from(label.len()).unwrap()], label.clone()].concat();
    labels.iter().flat_map(sent).collect()
}

/// The answer to a question (RFC 1035 §4.1).
fn answer(question: &[u8], records: &Records) -> Vec<u8> {
    let end = 12 + question[12..].iter().position(|byte| *byte == 0).unwrap() + 1;
    let kind = u16::from_be_bytes([question[end], question[end + 1]]);
    let data = records.get(&(question[12..end].to_vec(), kind));
    let (code, count) = if data.is_some() { (0, 1) } else { (3, 0) };
    let mut answer = question[..2].to_vec();
    answer.extend([0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0]);
    answer.extend(&question[12..end + 4]);
    if let Some(data) = data {
        answer.extend([0xc0, 12]);
        answer.extend(kind.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 60]);
        answer.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        answer.extend(data);
    }
    answer
}
