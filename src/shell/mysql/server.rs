//! A server: where a MySQL or MariaDB server is, and how to log in to it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mysql::{ClientIdentity, Opts, OptsBuilder, SslOpts};

use super::peer::Peer;

/// The port of MySQL and MariaDB. Source: IANA, "Service Name and Port Number Registry".
pub const PORT: u16 = 3306;

/// Where servers put their socket: Debian's packages and Red Hat's. `/tmp/mysql.sock`, where MySQL's own
/// builds put it, could be anybody's.
const SOCKETS: [&str; 2] = ["/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock"];

/// How long a server may take until whoever connects is let in.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The longest packet that is taken from a server or sent to it, in bytes. Source: MariaDB,
/// the default of `max_allowed_packet`. A server is not asked for its own: it could say any number.
const LONGEST_PACKET: usize = 1 << 24;

/// What a connection tells the server of its client, for administrators to see.
const ATTRIBUTES: [(&str, &str); 2] =
    [("program_name", "ipta"), ("program_version", env!("CARGO_PKG_VERSION"))];

/// A text that is never shown, logged or written.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it is the empty text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, for the server and for the user's own configuration file alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// By TCP.
    Tcp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// By a Unix socket on this machine.
    Socket(PathBuf),
}

impl Address {
    /// The address that a host, a port and a socket stand for. As with MySQL's own client,
    /// `localhost` without a port is the socket, where there is one.
    pub fn new(host: Option<&str>, port: Option<u16>, socket: Option<&Path>) -> Self {
        if let Some(socket) = socket {
            return Self::Socket(socket.to_owned());
        }
        let host = host.unwrap_or("localhost");
        let found = SOCKETS.iter().map(Path::new).find(|path| path.exists());
        match found {
            Some(socket) if host == "localhost" && port.is_none() => Self::Socket(socket.into()),
            _ => Self::Tcp { host: host.to_owned(), port: port.unwrap_or(PORT) },
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What is asked of TLS on a TCP connection; a socket needs none. Source: MySQL's `--ssl-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsMode {
    /// No TLS.
    Disabled,
    /// TLS if the server has it, without a look at its certificate.
    #[default]
    Preferred,
    /// TLS, without a look at the server's certificate.
    Required,
    /// TLS, with a certificate that a known authority signed.
    VerifyCa,
    /// The same, and the certificate is for the host that was asked for.
    VerifyIdentity,
}

impl TlsMode {
    /// Every mode with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("disabled", Self::Disabled),
        ("preferred", Self::Preferred),
        ("required", Self::Required),
        ("verify-ca", Self::VerifyCa),
        ("verify-identity", Self::VerifyIdentity),
    ];
}

/// A server, an account on it and a database in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// How it is reached.
    pub address: Address,
    /// The account's name.
    pub user: String,
    /// The account's password; `None` for an account without one.
    pub password: Option<Secret>,
    /// The database.
    pub database: String,
    /// What is asked of TLS.
    pub tls: TlsMode,
    /// A file with the authorities (PEM) that may have signed the server's certificate, besides
    /// the public ones.
    pub authorities: Option<PathBuf>,
    /// The files of this client's certificate and of its key (PEM), for an account that requires one.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Seconds that a statement which reads may take; `None` leaves it to the server.
    pub timeout: Option<u32>,
}

impl Default for Server {
    /// The server of the 2015 manual.
    fn default() -> Self {
        let name = || "ipta".to_owned();
        Self {
            address: Address::new(None, None, None),
            user: name(),
            password: Some(Secret::new(name())),
            database: name(),
            tls: TlsMode::default(),
            authorities: None,
            identity: None,
            timeout: None,
        }
    }
}

impl Server {
    /// What the driver is told; `tls` may be left out where it is only preferred, and a socket is
    /// connected to where its file was found.
    pub(super) fn options(&self, tls: TlsMode, found: Option<&Peer>) -> Opts {
        match &self.address {
            Address::Socket(path) => {
                self.options_of_socket(found.map_or(path, |found| &found.path))
            }
            Address::Tcp { host, port } => {
                let options = self.login().ssl_opts(self.tls_options(tls));
                options.ip_or_hostname(Some(host)).tcp_port(*port).into()
            }
        }
    }

    /// What the driver is told for a connection through a socket, which needs no TLS.
    pub(super) fn options_of_socket(&self, path: &Path) -> Opts {
        self.login().socket(path.to_str()).into()
    }

    fn login(&self) -> OptsBuilder {
        OptsBuilder::new()
            .user(Some(&self.user))
            .pass(self.password.as_ref().map(Secret::reveal))
            .db_name(Some(&self.database))
            .prefer_socket(false)
            .connect_attrs(Some(HashMap::from(ATTRIBUTES)))
            .max_allowed_packet(Some(LONGEST_PACKET))
            .tcp_connect_timeout(Some(PATIENCE))
            .tcp_keepalive_time_ms(Some(60_000))
    }

    fn tls_options(&self, mode: TlsMode) -> Option<SslOpts> {
        let authorities = self.authorities.clone();
        let options = SslOpts::default();
        let options = match mode {
            TlsMode::Disabled => return None,
            TlsMode::Preferred | TlsMode::Required => {
                options.with_danger_accept_invalid_certs(true)
            }
            TlsMode::VerifyCa => {
                options.with_root_cert_path(authorities).with_danger_skip_domain_validation(true)
            }
            TlsMode::VerifyIdentity => options.with_root_cert_path(authorities),
        };
        let identity = self.identity.clone();
        Some(options.with_client_identity(
            identity.map(|(certificate, key)| ClientIdentity::new(certificate, key)),
        ))
    }

    /// The files that a connection with TLS reads.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        let identity = self.identity.iter().flat_map(|(certificate, key)| [certificate, key]);
        self.authorities.iter().chain(identity).map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let secret = Secret::new("hunter2");
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn no_socket_is_looked_for_where_everybody_can_make_one() {
        for open in ["/tmp", "/var/tmp", "/dev/shm"] {
            assert!(!SOCKETS.iter().any(|socket| Path::new(socket).starts_with(open)), "{open}");
        }
    }

    #[test]
    fn a_port_or_another_host_means_tcp() {
        let tcp = |host: &str, port| Address::Tcp { host: host.into(), port };
        assert_eq!(Address::new(Some("db"), None, None), tcp("db", PORT));
        assert_eq!(Address::new(None, Some(3307), None), tcp("localhost", 3307));
        let socket = Path::new("/x.sock");
        assert_eq!(Address::new(Some("db"), None, Some(socket)), Address::Socket(socket.into()));
    }
}
