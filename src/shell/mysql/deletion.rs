//! Deletions: how a table is emptied or dropped, and what becomes of one that was broken off.
//!
//! A deletion first marks its table in `ipta_tables`, so that no packets are committed to it, then
//! empties or drops it, and at last forgets what was remembered of the table's sources, which takes
//! the mark off. Its session holds a lock of the server's for as long as it lives. A mark without
//! that lock is stale, and it is never completed: the table is looked into, and what ipta remembers
//! of its sources follows the table.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use mysql::{Conn, Error};

use super::connection::KILLED;
use super::database::Mysql;
use super::driver::{Labelled, call_driver, protocol_broken};
use super::fault;
use super::settings::Purpose;
use super::sources::{self, Settled};
use crate::cancel::{Cancel, Lingering};
use crate::sql::schema;
use crate::store::StoreError;

/// How often a deletion that waits checks whether it is cancelled.
const POLL: Duration = Duration::from_millis(50);

/// How often a statement is tried that a late `KILL QUERY` of our own may hit.
const TRIES: usize = 5;

/// What is done to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// All packets are removed.
    Clear,
    /// The table is removed.
    Drop,
}

impl Deletion {
    fn statement(self, table: &str) -> String {
        match self {
            Self::Clear => schema::truncate(table),
            Self::Drop => schema::drop_table(table),
        }
    }

    fn end(self, connection: &mut Conn, table: &str) -> Result<(), Error> {
        match self {
            Self::Clear => sources::end_emptying(connection, table),
            Self::Drop => sources::forget(connection, table),
        }
    }

    /// Says what it does, as in "the server may still …".
    fn verb(self) -> &'static str {
        match self {
            Self::Clear => "empty",
            Self::Drop => "drop",
        }
    }
}

/// How a deletion ended.
enum Ended {
    /// The table is empty or gone. An error says that its sources were not forgotten.
    Removed(Result<(), Error>),
    /// The server did not run the statement to its end.
    Failed(Error),
    /// It was stopped before its statement was sent.
    Stopped,
    /// Another session is at it.
    Rival,
}

/// A deletion, on its way in a thread of its own.
struct DeletionThread {
    table: String,
    deletion: Deletion,
    stop: Cancel,
    /// Whether `KILL QUERY` would hit what may be stopped.
    is_stoppable: Arc<AtomicBool>,
}

impl DeletionThread {
    fn run(self, connection: &mut Conn) -> Ended {
        let begun = sources::lock(connection, &self.table).and_then(|is_ours| {
            if is_ours {
                sources::begin_emptying(connection, &self.table)?;
            }
            Ok(is_ours)
        });
        match begun {
            Ok(true) => {}
            Ok(false) => return Ended::Rival,
            Err(error) => return Ended::Failed(error),
        }
        let statement = self.deletion.statement(&self.table);
        let sent =
            (!self.stop.is_raised()).then(|| call_driver(|| connection.query_drop(statement)));
        self.is_stoppable.store(false, Ordering::SeqCst);
        match sent {
            Some(Ok(())) => {
                let end = insist(|| self.deletion.end(connection, &self.table));
                let _ = sources::unlock(connection, &self.table);
                Ended::Removed(end)
            }
            Some(Err(error)) if !fault::is_usable(&error) => Ended::Failed(error),
            // The server was not asked, or said no: it removed nothing.
            refused => {
                let unmarked = insist(|| sources::add_table(connection, &self.table));
                let _ = sources::unlock(connection, &self.table);
                match refused.unwrap_or(Ok(())).and(unmarked) {
                    Ok(()) => Ended::Stopped,
                    Err(error) => Ended::Failed(error),
                }
            }
        }
    }
}

/// Does what is to be done in any case, although a `KILL QUERY` that came late may hit it.
fn insist(mut work: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    let mut done = work();
    for _ in 1..TRIES {
        if !done.as_ref().is_err_and(fault::is_interrupted) {
            break;
        }
        done = work();
    }
    done
}

impl Mysql {
    /// Empties or drops a table while no other session does so or commits packets to it. `cancel`
    /// stops it on the server for as long as nothing is removed.
    pub(super) fn remove(
        &self,
        table: &str,
        deletion: Deletion,
        cancel: &Cancel,
    ) -> Result<(), StoreError> {
        let _lingering = Lingering::new();
        let mut connection = self.connections.fresh(Purpose::Writing)?;
        let id = connection.connection_id();
        let stop = Cancel::default();
        let is_stoppable = Arc::new(AtomicBool::new(true));
        let work = DeletionThread {
            table: table.to_owned(),
            deletion,
            stop: stop.clone(),
            is_stoppable: Arc::clone(&is_stoppable),
        };
        let (sender, done) = channel();
        thread::spawn(move || sender.send(work.run(&mut connection)));
        let ended = wait(&done, cancel, || {
            stop.raise();
            if is_stoppable.load(Ordering::SeqCst) {
                self.connections.kill_query(id);
            }
        });
        match ended {
            Some(ended) => self.conclude(table, ended, cancel),
            None => {
                self.connections.tell(&format!(
                    "the server does not answer: it may still {} table `{table}`, within {} s after \
                     it answers again",
                    deletion.verb(),
                    sources::PATIENCE
                ));
                Err(StoreError::Cancelled)
            }
        }
    }

    /// Reports how a deletion ended. Where the connection was lost, the table itself says it.
    fn conclude(&self, table: &str, ended: Ended, cancel: &Cancel) -> Result<(), StoreError> {
        let kept = || self.connections.tell(&format!("nothing was removed from table `{table}`"));
        match ended {
            Ended::Removed(Ok(())) => Ok(()),
            Ended::Removed(Err(_)) => self.settle(table).map(drop),
            Ended::Rival => Err(StoreError::Emptying(table.to_owned())),
            Ended::Stopped => {
                kept();
                Err(StoreError::Cancelled)
            }
            Ended::Failed(error) if fault::is_usable(&error) => {
                if fault::is_interrupted(&error) {
                    kept();
                    if cancel.is_raised() {
                        return Err(StoreError::Cancelled);
                    }
                }
                let said = self.connections.said()(error);
                Err(said.waiting_for(&format!("table `{table}`")))
            }
            Ended::Failed(error) => {
                match self.settle(table) {
                    Ok(Settled::Emptied | Settled::Gone) => return Ok(()),
                    Ok(Settled::Kept | Settled::Unmarked) => kept(),
                    Err(_) => self.connections.tell(&format!(
                        "it is not known whether table `{table}` keeps its packets: the server may \
                         not have ended the statement yet"
                    )),
                }
                Err(self.connections.said()(error))
            }
        }
    }

    /// Takes a stale mark off a table, and reports what it found.
    pub(super) fn settle(&self, table: &str) -> Result<Settled, StoreError> {
        let settled = self.writing(|connection| {
            if !sources::lock(connection, table)? {
                return Ok(None);
            }
            let settled = sources::settle(connection, table)?;
            let _ = sources::unlock(connection, table);
            Ok(Some(settled))
        });
        let settled = settled.map_err(|error| error.waiting_for(&format!("table `{table}`")))?;
        settled.ok_or_else(|| StoreError::Emptying(table.to_owned()))
    }

    /// Does the same for a command that comes across a mark, and reports it.
    pub(super) fn settle_and_report(&self, table: &str) -> Result<(), StoreError> {
        match self.settle(table)? {
            Settled::Kept => self.connections.tell(&format!(
                "warning: an earlier clear or drop of table `{table}` was broken off before it \
                 removed anything: the table keeps its packets, and the deletion is not completed"
            )),
            Settled::Emptied => self.connections.tell(&format!(
                "warning: an earlier clear emptied table `{table}` and was broken off then: the \
                 logs that were in it can be imported again"
            )),
            Settled::Gone | Settled::Unmarked => {}
        }
        Ok(())
    }
}

/// Waits for the end of a deletion; `None` if it is cancelled and the server does not stop it.
fn wait(done: &Receiver<Ended>, cancel: &Cancel, stop: impl Fn()) -> Option<Ended> {
    let mut cancelled: Option<Instant> = None;
    loop {
        match done.recv_timeout(POLL) {
            Ok(ended) => return Some(ended),
            Err(RecvTimeoutError::Disconnected) => return Some(Ended::Failed(protocol_broken())),
            Err(RecvTimeoutError::Timeout) if !cancel.is_raised() => {}
            Err(RecvTimeoutError::Timeout) => {
                if cancelled.get_or_insert_with(Instant::now).elapsed() > KILLED {
                    return None;
                }
                stop();
            }
        }
    }
}
