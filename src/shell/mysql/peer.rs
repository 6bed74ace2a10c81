//! A peer: the user who listens on a Unix socket.
//!
//! MySQL's accounts send their password in clear over a socket. So the user at its other end must be root,
//! `mysql`, or the user who runs ipta. A socket belongs to the user who made it; where others could have put
//! it, or changed its owner, the kernel is asked who listens (`SO_PEERCRED`). Both are asked of the very file
//! that the driver then connects to, by its descriptor, whatever becomes of the path meanwhile.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use mysql::{DriverError, Error};
use nix::unistd::{Uid, User};

use crate::trust;

/// The user whom servers run as. Source: the packages of MySQL and MariaDB.
const SERVER: &str = "mysql";

/// Where the system shows open files. Source: Linux, proc_pid_fd(5).
const DESCRIPTORS: &str = "/proc/self/fd";

/// Somebody who is not trusted listens.
#[derive(Debug)]
pub struct Stranger {
    /// The user's name.
    pub user: String,
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user {} listens", self.user)
    }
}

impl std::error::Error for Stranger {}

/// A socket whose other end is trusted.
pub struct Peer {
    /// The path to connect to.
    pub path: PathBuf,
    /// Keeps the socket's file what it is.
    _file: Option<File>,
}

impl Peer {
    /// Finds the socket at a path, and checks who listens on it.
    pub fn find(path: &Path) -> Result<Self, Error> {
        let found = pinned(path).map_err(|error| unreachable_at(path, &error))?;
        let socket = fs::metadata(&found.path).map_err(|error| unreachable_at(path, &error))?;
        let folder = fs::canonicalize(path).ok().and_then(|path| path.parent()?.metadata().ok());
        let is_closed = |folder: Metadata| is_trusted(folder.uid()) && folder.mode() & 0o022 == 0;
        if is_trusted(socket.uid()) && folder.is_some_and(is_closed) {
            return Ok(found);
        }
        let user = listener(&found.path, &socket).map_err(|error| unreachable_at(path, &error))?;
        if is_trusted(user) {
            Ok(found)
        } else {
            let user = trust::name_of(Uid::from_raw(user));
            Err(Error::IoError(io::Error::other(Stranger { user })))
        }
    }
}

/// Opens a socket's file without connecting to it.
#[cfg(target_os = "linux")]
fn pinned(path: &Path) -> io::Result<Peer> {
    let flags = nix::fcntl::OFlag::O_PATH.bits();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let descriptor = Path::new(DESCRIPTORS).join(file.as_raw_fd().to_string());
    // A system without /proc has the path alone.
    let path = if descriptor.exists() { descriptor } else { path.to_owned() };
    Ok(Peer { path, _file: Some(file) })
}

#[cfg(not(target_os = "linux"))]
fn pinned(path: &Path) -> io::Result<Peer> {
    fs::metadata(path)?;
    Ok(Peer { path: path.to_owned(), _file: None })
}

/// The user who listens on a socket.
#[cfg(target_os = "linux")]
fn listener(path: &Path, _: &Metadata) -> io::Result<u32> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
    let stream = std::os::unix::net::UnixStream::connect(path)?;
    Ok(getsockopt(&stream, PeerCredentials)?.uid())
}

#[cfg(not(target_os = "linux"))]
fn listener(_: &Path, socket: &Metadata) -> io::Result<u32> {
    Ok(socket.uid())
}

fn is_trusted(user: u32) -> bool {
    let user = Uid::from_raw(user);
    let server = || User::from_name(SERVER).ok().flatten();
    user.is_root() || user == Uid::effective() || server().is_some_and(|it| it.uid == user)
}

/// The error of the driver where a socket cannot be connected to.
fn unreachable_at(path: &Path, error: &io::Error) -> Error {
    let at = path.display().to_string();
    let reason = Some((at, error.to_string(), error.kind()));
    Error::DriverError(DriverError::CouldNotConnect(reason))
}
