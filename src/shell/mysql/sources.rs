//! Sources: what the server remembers of every source that was read into a table, one row each.
//!
//! A commit moves a source's row from the bookmark where the batch began to the one where it ended,
//! in the same transaction as the packets. The row of the table in `ipta_tables` is locked
//! meanwhile, so that two imports of one source cannot both take the same step.

use mysql::{Conn, Error, params};

use super::driver::{Labelled, call_driver, fetch_rows};
use super::{bookmarks, fault, gaps, line_hashes};
use crate::log::source::{Bookmark, Fingerprint};
use crate::sql::schema;
use crate::store::CommitStep;

/// What a table is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableState {
    /// Nothing is remembered of it yet.
    Unknown,
    /// It takes packets.
    Ready,
    /// It has the mark of a deletion, which is under way or was broken off.
    Marked,
}

/// What a stale mark of a deletion was found on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// There is no mark any more.
    Unmarked,
    /// The table has packets: nothing was removed.
    Kept,
    /// The table is empty: its sources are forgotten.
    Emptied,
    /// The table does not exist: it is forgotten with its sources.
    Gone,
}

/// How long a deletion waits for other sessions to leave its table, in seconds.
pub const PATIENCE: u32 = 20;

/// The server's lock that a session holds while it deletes from the table that is bound; it ends
/// with the session. No privilege is needed to ask for it, and its name may have 64 characters.
const LOCK: &str = "CONCAT('ipta ', LEFT(SHA2(CONCAT(DATABASE(), '.', ?), 256), 40))";

/// How long to wait for that lock, in seconds: a session that was ended takes a moment to go.
const LOCK_PATIENCE: u32 = 2;

/// Whether a step could be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was, by the source of that number.
    Yes(u64),
    /// The source stands elsewhere now, or others of its head have come or gone.
    Busy,
    /// The table is being emptied.
    Emptying,
}

/// What a table is doing; with `lock` nobody else changes it before the transaction ends.
pub fn state(connection: &mut Conn, table: &str, lock: bool) -> Result<TableState, Error> {
    let mut sql =
        "SELECT CAST(`emptying_since` AS CHAR) FROM `ipta_tables` WHERE `name` = ?".to_owned();
    if lock {
        sql.push_str(" FOR UPDATE");
    }
    let marks: Vec<Option<String>> = fetch_rows(connection, &sql, (table,))?;
    Ok(match marks.first() {
        None => TableState::Unknown,
        Some(None) => TableState::Ready,
        Some(Some(_)) => TableState::Marked,
    })
}

/// Takes the lock of a table's deletion; `false` if another session holds it.
pub fn lock(connection: &mut Conn, table: &str) -> Result<bool, Error> {
    let wait = format!("SET SESSION lock_wait_timeout = {PATIENCE}");
    call_driver(|| connection.query_drop(wait))?;
    let sql = format!("SELECT GET_LOCK({LOCK}, {LOCK_PATIENCE})");
    match fetch_rows::<Option<i64>>(connection, &sql, (table,)) {
        // Clusters such as Galera refuse it: there only time tells that a deletion was broken off.
        Err(error) if fault::is_usable(&error) && !fault::is_interrupted(&error) => {
            let sql = "SELECT 1 FROM `ipta_tables` WHERE `name` = ? \
                       AND `emptying_since` > NOW() - INTERVAL 60 SECOND";
            Ok(fetch_rows::<i64>(connection, sql, (table,))?.is_empty())
        }
        taken => Ok(taken? == [Some(1)]),
    }
}

/// Gives back the lock of a table's deletion.
pub fn unlock(connection: &mut Conn, table: &str) -> Result<(), Error> {
    let sql = format!("SELECT RELEASE_LOCK({LOCK})");
    fetch_rows::<Option<i64>>(connection, &sql, (table,)).map(drop)
}

/// Begins a transaction that holds a table's row, which is made if it is not there: until its end
/// nobody else makes or empties the table, or commits packets to it.
pub fn hold(connection: &mut Conn, table: &str) -> Result<TableState, Error> {
    let sql = "INSERT INTO `ipta_tables` (`name`, `emptying_since`) VALUES (?, NULL) \
               ON DUPLICATE KEY UPDATE `name` = `name`";
    call_driver(|| connection.query_drop("START TRANSACTION READ WRITE"))?;
    call_driver(|| connection.exec_drop(sql, (table,)))?;
    state(connection, table, true)
}

/// Marks a table for a deletion by the session, which has its [`lock`]. A stale mark is settled first.
pub fn begin_emptying(connection: &mut Conn, table: &str) -> Result<(), Error> {
    if hold(connection, table)? == TableState::Marked {
        settle_held(connection, table)?;
        hold(connection, table)?;
    }
    let sql = "UPDATE `ipta_tables` SET `emptying_since` = NOW() WHERE `name` = ?";
    call_driver(|| connection.exec_drop(sql, (table,)))?;
    call_driver(|| connection.query_drop("COMMIT"))
}

/// Takes a stale mark off a table whose [`lock`] the session has. The table decides what is remembered
/// of its sources; its packets are not touched.
pub fn settle(connection: &mut Conn, table: &str) -> Result<Settled, Error> {
    if hold(connection, table)? != TableState::Marked {
        call_driver(|| connection.query_drop("ROLLBACK"))?;
        return Ok(Settled::Unmarked);
    }
    settle_held(connection, table)
}

/// Does so in the transaction of [`hold`], which it ends.
fn settle_held(connection: &mut Conn, table: &str) -> Result<Settled, Error> {
    let settled = match fetch_rows::<i64>(connection, &schema::any_packet(table), ()) {
        Err(error) if fault::is_no_table(&error) => Settled::Gone,
        Err(error) => return Err(error),
        Ok(rows) if rows.is_empty() => Settled::Emptied,
        Ok(_) => Settled::Kept,
    };
    match settled {
        Settled::Gone => forget(connection, table)?,
        Settled::Emptied => end_emptying(connection, table)?,
        Settled::Kept | Settled::Unmarked => {
            add_table(connection, table)?;
            call_driver(|| connection.query_drop("COMMIT"))?;
        }
    }
    Ok(settled)
}

/// Says that a table takes packets; what is known of its sources stays.
pub fn add_table(connection: &mut Conn, table: &str) -> Result<(), Error> {
    let sql = "INSERT INTO `ipta_tables` (`name`, `emptying_since`) VALUES (?, NULL) \
               ON DUPLICATE KEY UPDATE `emptying_since` = NULL";
    call_driver(|| connection.exec_drop(sql, (table,)))
}

/// Says that a table takes packets, and that nothing is known of any source.
pub fn end_emptying(connection: &mut Conn, table: &str) -> Result<(), Error> {
    call_driver(|| connection.query_drop("START TRANSACTION"))?;
    forget_sources(connection, table)?;
    add_table(connection, table)?;
    call_driver(|| connection.query_drop("COMMIT"))
}

/// Forgets a table and its sources.
pub fn forget(connection: &mut Conn, table: &str) -> Result<(), Error> {
    call_driver(|| connection.query_drop("START TRANSACTION"))?;
    forget_sources(connection, table)?;
    let sql = "DELETE FROM `ipta_tables` WHERE `name` = ?";
    call_driver(|| connection.exec_drop(sql, (table,)))?;
    call_driver(|| connection.query_drop("COMMIT"))
}

/// Forgets a table's sources, and what they lack.
pub fn forget_sources(connection: &mut Conn, table: &str) -> Result<(), Error> {
    let sql = "DELETE FROM `ipta_sources` WHERE `table_name` = ?";
    call_driver(|| connection.exec_drop(sql, (table,)))?;
    line_hashes::forget(connection, table)?;
    gaps::forget(connection, table)
}

/// Takes a step, inside the transaction that holds its packets and the table's lock.
pub fn take(connection: &mut Conn, table: &str, step: &CommitStep) -> Result<StepOutcome, Error> {
    let known = bookmarks::fetch_numbered(connection, table)?;
    let known: Vec<_> = known.iter().filter(|(_, mark)| mark.head == step.to.head).collect();
    let from = known.iter().find(|(_, mark)| Some(*mark) == step.from);
    if !step.again {
        let mut others: Vec<Bookmark> = Vec::new();
        for (_, mark) in known.iter().filter(|(_, mark)| Some(*mark) != step.from) {
            if !others.contains(mark) {
                others.push(*mark);
            }
        }
        if others.len() != step.others || step.from.is_some() != from.is_some() {
            return Ok(StepOutcome::Busy);
        }
    }
    match from {
        Some((number, _)) => {
            advance(connection, *number, &step.to)?;
            Ok(StepOutcome::Yes(*number))
        }
        None => {
            add(connection, table, &step.to)?;
            Ok(StepOutcome::Yes(connection.last_insert_id()))
        }
    }
}

fn advance(connection: &mut Conn, number: u64, to: &Bookmark) -> Result<(), Error> {
    let sql = "UPDATE `ipta_sources` SET `head_length` = :head_length, `head_hash` = :head_hash, \
               `offset` = :offset, `tail_length` = :tail_length, `tail_hash` = :tail_hash \
               WHERE `number` = :number";
    let hash = |print: &Fingerprint| print.hash.to_be_bytes().to_vec();
    let values = params! {
        "head_length" => to.head.len, "head_hash" => hash(&to.head), "offset" => to.offset,
        "tail_length" => to.tail.len, "tail_hash" => hash(&to.tail), "number" => number,
    };
    call_driver(|| connection.exec_drop(sql, values))
}

fn add(connection: &mut Conn, table: &str, at: &Bookmark) -> Result<(), Error> {
    let sql = "INSERT INTO `ipta_sources` (`table_name`, `head_length`, `head_hash`, `offset`, \
               `tail_length`, `tail_hash`) VALUES (?, ?, ?, ?, ?, ?)";
    let hash = |print: &Fingerprint| print.hash.to_be_bytes().to_vec();
    let values = (table, at.head.len, hash(&at.head), at.offset, at.tail.len, hash(&at.tail));
    call_driver(|| connection.exec_drop(sql, values))
}
