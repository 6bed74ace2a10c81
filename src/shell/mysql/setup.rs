//! Setting up: the statements that create the database and an account, in the dialect of the server.

use std::fs::File;
use std::io::{self, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::server::{Address, PORT, Secret, Server};
use crate::sql::dialect::Dialect;
use crate::sql::schema::{self, Account, AccountRole};

/// How long the server may take to say its version.
const PATIENCE: Duration = Duration::from_secs(3);

/// The passwords that this module generates are this long, in characters: 142 bits.
const LENGTH: usize = 24;

/// Their characters: none that look alike, none that a shell, SQL, TOML or an option file acts on.
/// Servers that check passwords ask for each of the four kinds.
const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_+.:,@";

/// A password from the system's random source that satisfies the servers' checks.
pub fn generate_password() -> io::Result<Secret> {
    let mut random = File::open("/dev/urandom")?;
    loop {
        let mut bytes = [0; LENGTH];
        random.read_exact(&mut bytes)?;
        // 64 characters: each is as likely as the others.
        let text: String =
            bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)])).collect();
        let has = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
        let is_checked = has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase)
            && has(char::is_ascii_digit)
            && has(char::is_ascii_punctuation);
        // One that begins with a dash reads as an option.
        if is_checked && text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Ok(Secret::new(text));
        }
    }
}

/// The statements that create the server's account with its password, with comments. A server that
/// cannot be reached is taken for MySQL.
pub fn statements(server: &Server, role: AccountRole) -> String {
    let at = in_comment(&server.address.to_string());
    let version = greeting(&server.address);
    let dialect = version.as_deref().map_or(Dialect::MySql, Dialect::of);
    let host = client_host(&server.address);
    let mut text = match &version {
        Ok(version) => {
            let plain = |c: char| c.is_ascii_graphic();
            // MariaDB puts this in front for old replicas.
            let version = version.strip_prefix("5.5.5-").unwrap_or(version);
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
    text += "-- Run this as its administrator. It holds the account's password: delete it afterwards.\n";
    text += "-- This asks for the password and writes it into ~/.ipta-conf with mode 0600:\n";
    text += &format!("--   {}\n", in_comment(&save_command(server)));
    if role == AccountRole::Importer {
        text += "-- Tables have to exist: their owner creates them by `ipta tables create NAME`.\n";
    }
    let account = Account {
        database: &server.database,
        user: &server.user,
        host,
        password: server.password.as_ref().map_or("", Secret::reveal),
        role,
    };
    text += &schema::setup(&account, dialect);
    if dialect == Dialect::MySql {
        if server.database.contains(['_', '%', '\\']) {
            text += "-- Where partial_revokes is ON, GRANT has no wildcards: leave its backslashes out.\n";
        }
        if role != AccountRole::Reader {
            text += "-- Imports are faster with this, which any client may then use:\n\
                     -- SET PERSIST local_infile = ON;\n";
        }
    }
    text
}

/// The command that saves where the server is and how to log in to it.
fn save_command(server: &Server) -> String {
    let mut words = vec!["ipta".to_owned()];
    let mut add = |option: &str, value: &str| words.extend([option.into(), value.to_owned()]);
    match &server.address {
        address if *address == Address::new(None, None, None) => {}
        Address::Socket(path) => add("--socket", &path.to_string_lossy()),
        Address::Tcp { host, port } => {
            add("-h", host);
            // Without a port `localhost` is the socket.
            if *port != PORT || host == "localhost" {
                add("--port", &port.to_string());
            }
        }
    }
    add("-u", &server.user);
    add("-d", &server.database);
    words.extend(["-pi".into(), "--save-db".into()]);
    let quoted = shlex::try_join(words.iter().map(String::as_str));
    quoted.unwrap_or_else(|_| words.join(" "))
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
