//! A pinned certificate: TLS with a server whose own certificate is the one that the user trusts.
//!
//! A self-signed certificate as `openssl req -x509` makes it says that it is an authority's, and the
//! driver's TLS takes none of these for a server. The servers' own clients do, and comparing all its
//! bytes is the stricter check. The driver has no place for another check. So it connects to a socket
//! of this process's own, and a [`Relay`] passes its packets on through TLS.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{setsockopt, sockopt};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{self, WebPkiSupportedAlgorithms, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, StreamOwned,
};
use tempfile::TempDir;

use super::server::{Address, PATIENCE, Server, TlsMode};

/// The bytes that a request for TLS and the response to a greeting have in common. Source: MySQL,
/// "Protocol::SSLRequest".
const REQUEST: usize = 32;

/// The capability to use TLS, in the second byte of a response.
const CLIENT_SSL: u8 = 0x08;

/// The longest packet of a login, in bytes: more than any has.
const LONGEST: usize = 1 << 16;

/// TLS could not be agreed on, or refused the server; the reason.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TlsFailure(String);

/// Passes the packets of one connection on to a server through TLS.
pub struct Relay {
    folder: TempDir,
    ended: Receiver<io::Error>,
}

impl Relay {
    /// Starts a relay to a server; it ends with its connection.
    pub fn start(server: &Server) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ipta-relay.").tempdir()?;
        let listener = UnixListener::bind(folder.path().join("socket"))?;
        let (sender, ended) = channel();
        let server = server.clone();
        thread::spawn(move || {
            let relayed = listener.accept().and_then(|(client, _)| relay(client, &server));
            relayed.or_else(|error| sender.send(error))
        });
        Ok(Self { folder, ended })
    }

    /// Where the driver connects to. Only this user can reach it, until the relay is dropped.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Why the relay ended, after a connection that could not be made. What TLS refuses is a
    /// [`TlsFailure`].
    pub fn error(&self) -> Option<io::Error> {
        let error = self.ended.recv_timeout(PATIENCE).ok()?;
        Some(match error.kind() {
            io::ErrorKind::InvalidData => io::Error::other(TlsFailure(error.to_string())),
            _ => error,
        })
    }
}

fn relay(mut client: UnixStream, server: &Server) -> io::Result<()> {
    let Address::Tcp { host, port } = &server.address else {
        return Err(io::Error::other("a socket needs no TLS"));
    };
    let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
    let tls = ClientConnection::new(Arc::new(configure(server)?), name).map_err(invalid)?;
    let mut stream = connect(host, *port)?;
    let greeting = ProtocolPacket::read(&mut stream)?;
    greeting.write(&mut client)?;
    let mut response = ProtocolPacket::read(&mut client)?;
    if response.payload.len() < REQUEST {
        return Err(invalid("the response to the greeting is too short"));
    }
    response.payload[1] |= CLIENT_SSL;
    let request = response.payload[..REQUEST].to_vec();
    ProtocolPacket { number: response.number, payload: request }.write(&mut stream)?;
    let mut tls = StreamOwned::new(tls, stream);
    log_in(&mut client, &mut tls, response)?;
    pass_on(&mut client, &mut tls)
}

/// Passes a login on. The request for TLS was one packet more: the numbers differ by one.
fn log_in(
    client: &mut UnixStream,
    tls: &mut StreamOwned<ClientConnection, TcpStream>,
    response: ProtocolPacket,
) -> io::Result<()> {
    let mut next = response;
    loop {
        next.number = next.number.wrapping_add(1);
        next.write(tls)?;
        loop {
            let mut said = ProtocolPacket::read(tls)?;
            said.number = said.number.wrapping_sub(1);
            said.write(client)?;
            match said.payload[..] {
                // OK and ERR end it; after "the password was right" the server goes on.
                [0x00 | 0xff, ..] => return Ok(()),
                [0x01, 0x03] => {}
                _ => break,
            }
        }
        next = ProtocolPacket::read(client)?;
    }
}

/// Passes bytes on until one side closes. Client and server take turns, so writing may wait.
fn pass_on(
    client: &mut UnixStream,
    tls: &mut StreamOwned<ClientConnection, TcpStream>,
) -> io::Result<()> {
    let mut buffer = [0; 1 << 14];
    loop {
        loop {
            match tls.conn.reader().read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => client.write_all(&buffer[..read])?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        let (from_client, from_server) = readable(client, &tls.sock)?;
        if from_client {
            match client.read(&mut buffer)? {
                0 => return Ok(()),
                read => tls.write_all(&buffer[..read])?,
            }
            tls.flush()?;
        }
        if from_server {
            if tls.conn.read_tls(&mut tls.sock)? == 0 {
                return Ok(());
            }
            tls.conn.process_new_packets().map_err(invalid)?;
        }
    }
}

/// Waits until one side can be read; which.
fn readable(client: &UnixStream, server: &TcpStream) -> io::Result<(bool, bool)> {
    let wait = |socket| PollFd::new(socket, PollFlags::POLLIN);
    let mut both = [wait(client.as_fd()), wait(server.as_fd())];
    match poll(&mut both, PollTimeout::NONE) {
        Ok(_) => Ok((both[0].any().unwrap_or(true), both[1].any().unwrap_or(true))),
        Err(nix::Error::EINTR) => Ok((false, false)),
        Err(error) => Err(error.into()),
    }
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut failed = io::ErrorKind::NotFound.into();
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                setsockopt(&stream, sockopt::KeepAlive, &true)?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn configure(server: &Server) -> io::Result<ClientConfig> {
    let provider = ring::default_provider();
    let verifier = Pinned {
        certificates: server.authorities.as_deref().map_or(Ok(Vec::new()), certificates)?,
        algorithms: provider.signature_verification_algorithms,
        checks_name: server.tls == TlsMode::VerifyIdentity,
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(invalid)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    match &server.identity {
        None => Ok(builder.with_no_client_auth()),
        Some((certificate, key)) => {
            let key = PrivateKeyDer::from_pem_file(key).map_err(invalid)?;
            builder.with_client_auth_cert(certificates(certificate)?, key).map_err(invalid)
        }
    }
}

fn certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_file_iter(path).map_err(invalid)?;
    found.collect::<Result<_, _>>().map_err(invalid)
}

/// An error as TLS itself reports them.
fn invalid(error: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// Takes the very certificates that the user named. That it is valid now was checked before: the
/// driver refused it for nothing but being an authority's.
#[derive(Debug)]
struct Pinned {
    certificates: Vec<CertificateDer<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
    checks_name: bool,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if !self.certificates.contains(certificate) {
            return Err(CertificateError::UnknownIssuer.into());
        }
        if self.checks_name {
            verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// A packet of MySQL's protocol.
struct ProtocolPacket {
    /// Its place among the packets of an exchange.
    number: u8,
    payload: Vec<u8>,
}

impl ProtocolPacket {
    fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut header = [0; 4];
        from.read_exact(&mut header)?;
        let [low, middle, high, number] = header;
        let length = usize::from(low) | usize::from(middle) << 8 | usize::from(high) << 16;
        if length > LONGEST {
            return Err(invalid("a packet of the login is too long"));
        }
        let mut payload = vec![0; length];
        from.read_exact(&mut payload)?;
        Ok(Self { number, payload })
    }

    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let [low, middle, high, ..] = self.payload.len().to_le_bytes();
        let bytes = [&[low, middle, high, self.number], &self.payload[..]].concat();
        to.write_all(&bytes)?;
        to.flush()
    }
}
