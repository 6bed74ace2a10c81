//! A connection: a session on the server, set up so that every server answers alike.

use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use mysql::{Conn, DriverError, Error};
use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, recv};

use super::driver::{Labelled, call_driver};
use super::fault;
use super::peer::Peer;
use super::pinned::Relay;
use super::server::{Address, PATIENCE, Server, TlsMode};
use super::settings::{self, Purpose};
use crate::files;
use crate::span::Problem;
use crate::store::{Notify, StoreError};

/// How long the server may take to stop a statement.
pub(super) const KILLED: Duration = Duration::from_secs(3);

/// The connections to a server: those that are idle, and how to make more.
pub struct Connections {
    server: Server,
    /// Is told when a connection is made again.
    notify: Notify,
    reading: Mutex<Vec<Conn>>,
    writing: Mutex<Vec<Conn>>,
    /// Those that were made since the user was last told of a loss, by the server's numbers.
    made: Mutex<Vec<u32>>,
}

impl Connections {
    /// Connects for the first time.
    pub fn open(server: Server, notify: Notify) -> Result<Self, StoreError> {
        server.files().try_for_each(readable)?;
        let first = connect(&server, Purpose::Reading)?;
        let made = Mutex::new(vec![first.connection_id()]);
        Ok(Self {
            server,
            notify,
            reading: Mutex::new(vec![first]),
            writing: Mutex::new(Vec::new()),
            made,
        })
    }

    /// Takes a connection that was idle, or makes one; also says whether it was idle: then it may have
    /// been lost without a word.
    pub fn take(&self, purpose: Purpose) -> Result<(Conn, bool), StoreError> {
        let idle = self.idle(purpose).lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) if is_closed(&connection) => {
                Ok((self.again(connection.connection_id(), purpose)?, false))
            }
            Some(connection) => Ok((connection, true)),
            None => self.fresh(purpose).map(|connection| (connection, false)),
        }
    }

    /// A new connection; those that are idle are closed, for they are probably lost too.
    pub fn fresh(&self, purpose: Purpose) -> Result<Conn, StoreError> {
        self.idle(purpose).lock().unwrap_or_else(PoisonError::into_inner).clear();
        let connection = connect(&self.server, purpose).map_err(|error| match error {
            // It could be reached before.
            StoreError::Server { problem, is_lost: true } => {
                let message = format!("the connection broke off: {}", problem.message);
                StoreError::Server { problem: Problem { message, ..problem }, is_lost: true }
            }
            error => error,
        })?;
        self.made().push(connection.connection_id());
        Ok(connection)
    }

    /// A new connection in place of the lost one of that number. A loss that took several is told
    /// once.
    pub fn again(&self, lost: u32, purpose: Purpose) -> Result<Conn, StoreError> {
        let before = self.made().clone();
        let connection = self.fresh(purpose)?;
        let mut made = self.made();
        if made.contains(&lost) {
            made.retain(|number| !before.contains(number));
            drop(made);
            (self.notify)("the connection to the server was lost; connected again");
        }
        Ok(connection)
    }

    fn made(&self) -> MutexGuard<'_, Vec<u32>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the user something.
    pub fn tell(&self, what: &str) {
        (self.notify)(what);
    }

    /// Keeps a connection for the next who wants one. It must have no transaction open.
    pub fn keep(&self, connection: Conn, purpose: Purpose) {
        self.idle(purpose).lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// Stops the statement that another connection runs, if the server takes part in it.
    pub fn kill_query(&self, connection: u32) {
        let (sender, done) = channel();
        let server = self.server.clone();
        thread::spawn(move || {
            let killed = make(&server, Purpose::Reading).and_then(|mut second| {
                call_driver(|| second.query_drop(format!("KILL QUERY {connection}")))
            });
            sender.send(killed.is_ok())
        });
        let _ = done.recv_timeout(KILLED);
    }

    /// The error of a statement, as an error of the store.
    pub fn said(&self) -> impl Fn(Error) -> StoreError + '_ {
        |error| fault::explain_statement(&error, &self.server)
    }

    /// Why a table could not be created.
    pub fn not_created(&self, error: &Error, table: &str) -> StoreError {
        fault::explain_creation(error, table, &self.server)
    }

    fn idle(&self, purpose: Purpose) -> &Mutex<Vec<Conn>> {
        match purpose {
            Purpose::Reading => &self.reading,
            Purpose::Writing => &self.writing,
        }
    }
}

/// Whether the server has ended a connection that is idle: it closed it, or wrote why it is going to.
fn is_closed(connection: &Conn) -> bool {
    let flags = MsgFlags::MSG_PEEK | MsgFlags::MSG_DONTWAIT;
    let peeked = recv(connection.as_raw_fd(), &mut [0], flags);
    !matches!(peeked, Err(Errno::EAGAIN | Errno::EINTR))
}

/// The driver would report a file that it cannot read as a fault of the server's.
fn readable(path: &Path) -> Result<(), StoreError> {
    files::open_regular(path).map(drop).map_err(|source| StoreError::Io {
        doing: "read",
        path: path.display().to_string(),
        source,
    })
}

/// Connects, or gives up when the server takes too long. Only here: a statement may take its time.
fn connect(server: &Server, purpose: Purpose) -> Result<Conn, StoreError> {
    let (sender, made) = channel();
    let wanted = server.clone();
    // The driver's own limits are for a connection's whole life. A thread that was given up ends
    // with the server's first word, or with the program.
    thread::spawn(move || sender.send(make(&wanted, purpose)));
    match made.recv_timeout(PATIENCE) {
        Ok(made) => made.map_err(|error| fault::explain(&error, server)),
        Err(RecvTimeoutError::Timeout) => Err(fault::silent(server)),
        Err(RecvTimeoutError::Disconnected) => {
            Err(StoreError::query("the thread that connects ended"))
        }
    }
}

/// Connects to a server whose certificate is an authority's.
fn through_relay(server: &Server) -> Result<Conn, Error> {
    let relay = Relay::start(server)?;
    let made = call_driver(|| Conn::new(server.options_of_socket(&relay.path())));
    match made {
        // The server's own words are the error; for all else the relay has the reason.
        Err(error @ Error::MySqlError(_)) => Err(error),
        Err(error) => Err(relay.error().map_or(error, Error::IoError)),
        made => made,
    }
}

fn make(server: &Server, purpose: Purpose) -> Result<Conn, Error> {
    let found = match &server.address {
        Address::Socket(path) => Some(Peer::find(path)?),
        Address::Tcp { .. } => None,
    };
    let found = found.as_ref();
    let made = match call_driver(|| Conn::new(server.options(server.tls, found))) {
        Err(Error::DriverError(DriverError::TlsNotSupported))
            if server.tls == TlsMode::Preferred =>
        {
            call_driver(|| Conn::new(server.options(TlsMode::Disabled, found)))
        }
        Err(error) if fault::is_authority(&error) => through_relay(server),
        made => made,
    };
    let mut connection = made?;
    call_driver(|| connection.query_drop(settings::statement(purpose, server.timeout)))?;
    Ok(connection)
}
