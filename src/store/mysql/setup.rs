//! Setting up: the statements that make the database and its user, as the server's version wants them.

use std::io::{self, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::server::{Address, Server};
use crate::sql::dialect::Dialect;
use crate::sql::schema;

/// How long the server may take to say its version.
const PATIENCE: Duration = Duration::from_secs(3);

/// The statements for a server, with comments. A server that cannot be reached is taken for MySQL.
pub fn statements(server: &Server) -> String {
    let at = in_comment(&server.address.to_string());
    let version = greeting(&server.address);
    let dialect = version.as_deref().map_or(Dialect::MySql, Dialect::of);
    let host = client_host(&server.address);
    let mut text = match &version {
        Ok(version) => {
            let plain = |c: char| c.is_ascii_graphic();
            let version: String = version.chars().filter(|c| plain(*c)).take(60).collect();
            format!("-- For the server at {at}, version {version}.\n")
        }
        Err(error) => {
            let error = in_comment(&error.to_string());
            format!(
                "-- The server at {at} cannot be asked for its version ({error}); this is for MySQL.\n"
            )
        }
    };
    text += "-- Run this as its administrator, with a password of your own.\n";
    text += &schema::setup(&server.database, &server.user, host, dialect);
    if dialect == Dialect::MySql {
        if server.database.contains(['_', '%', '\\']) {
            text += "-- Where partial_revokes is ON, GRANT has no wildcards: leave its backslashes out.\n";
        }
        text += "-- Imports are faster with this, which any client may then use:\n\
                 -- SET PERSIST local_infile = ON;\n";
    }
    text
}

/// A text that does not end its comment.
fn in_comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// The host that the server will see this client come from.
fn client_host(address: &Address) -> &'static str {
    match address {
        Address::Socket(_) => "localhost",
        Address::Tcp { host, .. } => match host.as_str() {
            "localhost" => "localhost",
            "127.0.0.1" => "127.0.0.1",
            "::1" => "::1",
            _ => "%",
        },
    }
}

/// The version that a server tells whoever connects, before any password.
///
/// Source: MySQL, "Protocol::HandshakeV10": a header of four bytes, the number 10, then the version
/// up to a zero byte.
fn greeting(address: &Address) -> io::Result<String> {
    let mut bytes = [0; 128];
    let length = match address {
        Address::Socket(path) => {
            let mut stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.read(&mut bytes)?
        }
        Address::Tcp { host, port } => {
            let mut found = (host.as_str(), *port).to_socket_addrs()?;
            let address = found.next().ok_or(io::ErrorKind::NotFound)?;
            let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.read(&mut bytes)?
        }
    };
    let version = match bytes[..length] {
        [_, _, _, _, 10, ref rest @ ..] => rest.split(|byte| *byte == 0).next(),
        _ => None,
    };
    let version = version.ok_or_else(|| io::Error::other("it does not greet as MySQL does"))?;
    Ok(String::from_utf8_lossy(version).into_owned())
}
