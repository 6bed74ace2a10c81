//! A resolver: who knows the names of addresses: the system's, with its files and all, or a server.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use dns_lookup::LookupErrorKind;
use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, Question, RCODE, TYPE};

use super::spelling::spelled;

/// How long a server has to answer, before it is asked once more and then given up.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a server is asked.
const TRIES: u32 = 2;

/// What a resolver says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It has a name, in the spelling of [`spelled`].
    Name {
        /// The name.
        name: String,
        /// The name leads back to the address.
        is_sure: bool,
    },
    /// It has none.
    Nameless,
    /// No answer came.
    Unanswered,
}

impl Lookup {
    /// The name as it is shown, with a `?` if it does not lead back.
    pub fn shown(self) -> Option<String> {
        match self {
            Self::Name { name, is_sure: true } => Some(name),
            Self::Name { name, is_sure: false } => Some(format!("{name}?")),
            Self::Nameless | Self::Unanswered => None,
        }
    }
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolver {
    /// The system, in its own way: hosts(5), DNS, mDNS and what else it has.
    System,
    /// A DNS server.
    Server(SocketAddr),
}

/// Why a server did not say what it was asked.
#[derive(Debug)]
enum Silence {
    /// There is no such name.
    Nothing,
    /// It did not answer, or not in a way that can be read.
    Failed,
}

impl Resolver {
    /// The name of an address; it takes as long as it takes.
    pub fn name(&self, address: IpAddr) -> Lookup {
        let found = match self {
            Self::System => system_name(address),
            Self::Server(server) => server_name(*server, address),
        };
        match found {
            Err(Silence::Nothing) => Lookup::Nameless,
            Err(Silence::Failed) => Lookup::Unanswered,
            Ok(labels) => {
                let name = spelled(&labels.join(&b'.'));
                // Another address as a name would be taken for the packet's.
                if name.is_empty() || name.parse::<IpAddr>().is_ok() {
                    return Lookup::Nameless;
                }
                // What had to be spelled otherwise is no name of a machine.
                let is_sure = !name.contains('\\') && self.leads_back(&name, address);
                Lookup::Name { name, is_sure }
            }
        }
    }

    fn leads_back(&self, name: &str, address: IpAddr) -> bool {
        match self {
            Self::System => {
                dns_lookup::lookup_host(name).is_ok_and(|mut found| found.any(|it| it == address))
            }
            Self::Server(server) => {
                let kind = if address.is_ipv4() { TYPE::A } else { TYPE::AAAA };
                ask(*server, name, kind, |data| match data {
                    RData::A(a) => Some(IpAddr::V4(Ipv4Addr::from(a.address))),
                    RData::AAAA(aaaa) => Some(IpAddr::V6(Ipv6Addr::from(aaaa.address))),
                    _ => None,
                })
                .is_ok_and(|found| found.contains(&address))
            }
        }
    }
}

/// The labels of a name.
type Labels = Vec<Vec<u8>>;

fn system_name(address: IpAddr) -> Result<Labels, Silence> {
    match dns_lookup::lookup_addr(&address) {
        Ok(name) => Ok(vec![name.into_bytes()]),
        Err(error) if matches!(error.kind(), LookupErrorKind::NoName) => Err(Silence::Nothing),
        Err(_) => Err(Silence::Failed),
    }
}

fn server_name(server: SocketAddr, address: IpAddr) -> Result<Labels, Silence> {
    let names = ask(server, &reverse(address), TYPE::PTR, |data| match data {
        RData::PTR(name) => Some(name.0.as_bytes().map(<[u8]>::to_vec).collect()),
        _ => None,
    })?;
    names.into_iter().next().ok_or(Silence::Nothing)
}

/// The name under which the name of an address is kept. Source: RFC 1035 §3.5, RFC 3596 §2.5.
fn reverse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev();
            let nibbles = nibbles.flat_map(|byte| [byte & 15, byte >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}.")).collect::<String>() + "ip6.arpa"
        }
    }
}

/// Asks a server, and takes what `read` takes of its answers.
fn ask<T>(
    server: SocketAddr,
    name: &str,
    kind: TYPE,
    read: impl Fn(&RData<'_>) -> Option<T>,
) -> Result<Vec<T>, Silence> {
    // Numbers that nobody can guess, from the random keys of the standard library's hash tables.
    let id = RandomState::new().hash_one(name).to_le_bytes();
    let id = u16::from_le_bytes([id[0], id[1]]);
    let mut query = Packet::new_query(id);
    query.set_flags(PacketFlag::RECURSION_DESIRED);
    let asked = Name::new(name).map_err(|_| Silence::Nothing)?;
    query.questions.push(Question::new(asked, kind.into(), CLASS::IN.into(), false));
    let query = query.build_bytes_vec().map_err(|_| Silence::Failed)?;
    for _ in 0..TRIES {
        let Ok(answer) = exchange(server, &query) else { continue };
        let Ok(packet) = Packet::parse(&answer) else { continue };
        return match packet.rcode() {
            RCODE::NoError => {
                Ok(packet.answers.iter().filter_map(|record| read(&record.rdata)).collect())
            }
            RCODE::NameError => Err(Silence::Nothing),
            _ => Err(Silence::Failed),
        };
    }
    Err(Silence::Failed)
}

/// Sends a question and waits for its answer, which has the same number and comes from the same server.
fn exchange(server: SocketAddr, query: &[u8]) -> io::Result<Vec<u8>> {
    /// More than a server sends unasked (RFC 1035 §4.2.1), or asked for more.
    const LARGEST: usize = 4096;
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(server)?;
    socket.send(query)?;
    let end = Instant::now() + PATIENCE;
    let mut answer = vec![0; LARGEST];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        socket.set_read_timeout(Some(left))?;
        let len = socket.recv(&mut answer)?;
        if len > 2 && answer[..2] == query[..2] {
            answer.truncate(len);
            return Ok(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_turned_round() {
        assert_eq!(reverse(IpAddr::from([192, 0, 2, 7])), "7.2.0.192.in-addr.arpa");
        let v6 = reverse("2001:db8::1".parse().expect("an address"));
        assert!(v6.starts_with("1.0.0.0.") && v6.ends_with("8.b.d.0.1.0.0.2.ip6.arpa"), "{v6}");
    }
}
