//! Services: names of TCP and UDP ports, from `/etc/services` or, without it, a short list.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Names of ports, read once.
#[derive(Debug, Default)]
pub struct Services {
    ports: HashMap<String, Vec<u16>>,
    names: HashMap<(u16, String), String>,
}

/// Services people ask about, for systems without `/etc/services`.
/// Source: IANA, "Service Name and Transport Protocol Port Number Registry".
const BUILT_IN: &str = "
ftp-data 20/tcp
ftp 21/tcp
ssh 22/tcp
telnet 23/tcp
smtp 25/tcp mail
domain 53/tcp dns
domain 53/udp dns
bootps 67/udp dhcps
bootpc 68/udp dhcpc
tftp 69/udp
http 80/tcp www
kerberos 88/tcp
pop3 110/tcp pop-3
sunrpc 111/tcp portmapper
sunrpc 111/udp portmapper
ntp 123/udp
epmap 135/tcp
netbios-ns 137/udp
netbios-dgm 138/udp
netbios-ssn 139/tcp
imap2 143/tcp imap
snmp 161/udp
snmp-trap 162/udp
bgp 179/tcp
ldap 389/tcp
https 443/tcp
https 443/udp
microsoft-ds 445/tcp
submissions 465/tcp smtps
isakmp 500/udp
syslog 514/udp
submission 587/tcp
ipp 631/tcp
ldaps 636/tcp
imaps 993/tcp
pop3s 995/tcp
socks 1080/tcp
openvpn 1194/udp
ms-sql-s 1433/tcp
ms-sql-m 1434/udp
nfs 2049/tcp
mysql 3306/tcp
ms-wbt-server 3389/tcp rdp
ipsec-nat-t 4500/udp
sip 5060/tcp
sip 5060/udp
mdns 5353/udp
postgresql 5432/tcp postgres
vnc-server 5900/tcp vnc
redis 6379/tcp
http-alt 8080/tcp
";

impl Services {
    /// The system's services together with the built-in ones; the system's names come first.
    pub fn system() -> &'static Self {
        static SYSTEM: OnceLock<Services> = OnceLock::new();
        SYSTEM.get_or_init(|| {
            let file = std::fs::read("/etc/services").unwrap_or_default();
            let mut services = Self::parse(&String::from_utf8_lossy(&file));
            services.add(BUILT_IN);
            services
        })
    }

    /// Reads lines `name port/protocol alias…`; what cannot be read is left out.
    ///
    /// Source: services(5).
    pub fn parse(text: &str) -> Self {
        let mut services = Self::default();
        services.add(text);
        services
    }

    fn add(&mut self, text: &str) {
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let (Some(name), Some(port)) = (words.next(), words.next()) else { continue };
            let Some((number, protocol)) = port.split_once('/') else { continue };
            let Ok(number) = number.parse::<u16>() else { continue };
            let key = (number, protocol.to_ascii_uppercase());
            self.names.entry(key).or_insert_with(|| name.to_owned());
            for name in words.chain([name]) {
                let ports = self.ports.entry(name.to_ascii_lowercase()).or_default();
                if !ports.contains(&number) {
                    ports.push(number);
                }
            }
        }
    }

    /// The ports of a service, in either case; empty for an unknown name.
    pub fn ports(&self, name: &str) -> &[u16] {
        self.ports.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The service at a port of a protocol (`TCP`, `UDP`).
    pub fn name(&self, port: u16, protocol: &str) -> Option<&str> {
        self.names.get(&(port, protocol.to_ascii_uppercase())).map(String::as_str)
    }

    /// The service at a port, if all protocols that have one there call it the same.
    pub fn name_of_any(&self, port: u16) -> Option<&str> {
        let mut names = ["TCP", "UDP", "SCTP", "DCCP"]
            .into_iter()
            .filter_map(|protocol| self.name(port, protocol));
        let first = names.next()?;
        names.all(|name| name == first).then_some(first)
    }

    /// Every name, for suggestions and completion.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.ports.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_aliases_and_comments_are_read() {
        let services = Services::parse("ssh 22/tcp # login\nmail 25/tcp smtp\nbroken\nx y/tcp\n");
        assert_eq!(services.ports("SMTP"), [25]);
        assert_eq!(services.name(22, "tcp"), Some("ssh"));
        assert_eq!(services.name(22, "udp"), None);
        assert_eq!(services.ports("x"), [] as [u16; 0]);
    }
}
