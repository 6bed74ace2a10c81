//! Own traffic: packets that ipta itself causes by showing packets, which would be shown in turn.
//!
//! A look-up of a name is a packet to the resolver; over SSH, each line on the screen is one to the
//! client. Where those are logged, each makes the next.

use std::net::{IpAddr, SocketAddr};

use crate::packet::{Packet, Protocol};

/// The port of DNS.
const DNS: u16 = 53;

/// The two ends of an SSH connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Connection {
    client: SocketAddr,
    server: SocketAddr,
}

/// What is ipta's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTraffic {
    ssh: Option<Connection>,
    resolvers: Vec<SocketAddr>,
}

impl OwnTraffic {
    /// What is to be said once, when packets are left out.
    pub const TOLD: &str = "ipta's own packets (its look-ups of names, this SSH connection) are \
        left out, or each would cause the next; --show-own shows them";

    /// The traffic of the SSH connection that `SSH_CONNECTION` names, and of questions to these
    /// resolvers. Source: ssh(1), "ENVIRONMENT": the addresses and ports of client and server.
    pub fn new(ssh_connection: Option<&str>, resolvers: Vec<SocketAddr>) -> Self {
        let ssh = ssh_connection.and_then(|text| {
            let mut words = text.split_whitespace();
            let mut end = || {
                let address = address(words.next()?)?;
                Some(SocketAddr::new(address, words.next()?.parse().ok()?))
            };
            Some(Connection { client: end()?, server: end()? })
        });
        Self { ssh, resolvers }
    }

    /// Whether a packet is ipta's own, in either direction.
    pub fn is_own(&self, packet: &Packet<'_>) -> bool {
        let (Some(src), Some(dst)) = (packet.src, packet.dst) else { return false };
        let (Some(sport), Some(dport)) = (packet.sport, packet.dport) else { return false };
        let from = SocketAddr::new(src.to_canonical(), sport);
        let to = SocketAddr::new(dst.to_canonical(), dport);
        let is_ssh = packet.proto == Some(Protocol::TCP)
            && self.ssh.is_some_and(|Connection { client, server }| {
                (from, to) == (client, server) || (from, to) == (server, client)
            });
        is_ssh || self.resolvers.iter().any(|resolver| from == *resolver || to == *resolver)
    }
}

/// An address, without the interface that may stand behind one of a link.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.split('%').next().unwrap_or(text);
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The resolvers that a file such as `/etc/resolv.conf` names. Source: resolv.conf(5).
pub fn resolvers(text: &str) -> Vec<SocketAddr> {
    let servers = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| address(words.next()?)).flatten()
    });
    servers.map(|server| SocketAddr::new(server, DNS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(src: &str, sport: u16, dst: &str, dport: u16, proto: Protocol) -> Packet<'static> {
        Packet {
            src: src.parse().ok(),
            sport: Some(sport),
            dst: dst.parse().ok(),
            dport: Some(dport),
            proto: Some(proto),
            ..Packet::default()
        }
    }

    #[test]
    fn only_the_connection_itself_is_left_out() {
        let own = OwnTraffic::new(Some("192.0.2.7 50000 ::ffff:198.51.100.1 22"), Vec::new());
        assert!(own.is_own(&packet("192.0.2.7", 50000, "198.51.100.1", 22, Protocol::TCP)));
        assert!(own.is_own(&packet("198.51.100.1", 22, "192.0.2.7", 50000, Protocol::TCP)));
        assert!(!own.is_own(&packet("192.0.2.7", 50001, "198.51.100.1", 22, Protocol::TCP)));
        assert!(!own.is_own(&packet("192.0.2.7", 50000, "198.51.100.1", 22, Protocol::UDP)));
        let broken = OwnTraffic::new(Some("x 1 y"), Vec::new());
        assert!(!broken.is_own(&packet("192.0.2.7", 50000, "198.51.100.1", 22, Protocol::TCP)));
    }

    #[test]
    fn questions_to_the_resolvers_are_left_out() {
        let text = "# none\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nsearch example\n";
        let own = OwnTraffic::new(None, resolvers(text));
        assert!(own.is_own(&packet("10.0.0.1", 4000, "192.0.2.53", 53, Protocol::UDP)));
        assert!(own.is_own(&packet("fe80::1", 53, "fe80::2", 4000, Protocol::UDP)));
        assert!(!own.is_own(&packet("10.0.0.1", 4000, "192.0.2.54", 53, Protocol::UDP)));
    }
}
