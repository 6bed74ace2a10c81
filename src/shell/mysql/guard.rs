//! A guard: what keeps a server that breaks the protocol from taking the program down.
//!
//! The driver takes some of the server's bytes on trust. Where they make it panic, that is an error
//! as any other, and nothing is printed. Where they make it ask for more memory than there is (a
//! count of columns that no server has), Rust ends the program, and no caller can prevent that: the
//! guard sees to it that this is an exit code and no core dump.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Once};

use mysql::prelude::{FromRow, Protocol, Queryable};
use mysql::{Conn, DriverError, Error, Params, QueryResult, from_row};
use signal_hook::consts::SIGABRT;

use super::label::labelled;

/// The exit code of a program that has to end inside the driver.
const FAILED: i32 = 1;

/// The most rows that are read into memory at once: more tables, columns or sources than there are.
const MOST_ROWS: usize = 100_000;

thread_local! {
    /// Whether this thread is at work inside the driver.
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Runs what reads the server's bytes; a panic inside is an error, and is not reported.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(install);
    let outer = AT_WORK.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    AT_WORK.set(outer);
    result.unwrap_or_else(|_| Err(protocol_broken()))
}

/// Statements with ipta's label; the methods of the driver that they are named after have none.
pub trait Labelled {
    /// Runs a statement, in one round trip.
    fn query_drop(&mut self, sql: impl AsRef<str>) -> Result<(), Error>;

    /// Runs a statement with values.
    fn exec_drop(&mut self, sql: impl AsRef<str>, values: impl Into<Params>) -> Result<(), Error>;
}

impl Labelled for Conn {
    fn query_drop(&mut self, sql: impl AsRef<str>) -> Result<(), Error> {
        Queryable::query_drop(self, labelled(sql.as_ref()))
    }

    fn exec_drop(&mut self, sql: impl AsRef<str>, values: impl Into<Params>) -> Result<(), Error> {
        Queryable::exec_drop(self, labelled(sql.as_ref()), values)
    }
}

/// The rows of an answer that has few; one without end breaks the protocol. Without values this
/// takes one round trip, with values two the first time.
pub fn few<T: FromRow>(
    connection: &mut Conn,
    sql: &str,
    values: impl Into<Params>,
) -> Result<Vec<T>, Error> {
    let (sql, values) = (labelled(sql), values.into());
    guarded(|| match values {
        Params::Empty => read_few(connection.query_iter(sql)?),
        values => read_few(connection.exec_iter(sql, values)?),
    })
}

fn read_few<T: FromRow, P: Protocol>(answer: QueryResult<'_, '_, '_, P>) -> Result<Vec<T>, Error> {
    // Dropped, it would read on to the end. A connection with an error is not used again.
    let mut answer = ManuallyDrop::new(answer);
    let mut rows = Vec::new();
    while let Some(row) = answer.next().transpose()? {
        if rows.len() == MOST_ROWS {
            return Err(protocol_broken());
        }
        rows.push(from_row(row));
    }
    Ok(rows)
}

/// The error of a server that does not keep to the protocol.
pub fn protocol_broken() -> Error {
    Error::DriverError(DriverError::UnexpectedPacket)
}

fn install() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !AT_WORK.get() {
            report(info);
        }
    }));
    // Where this cannot be had, the program ends with a signal instead of a code.
    let always = Arc::new(AtomicBool::new(true));
    let _ = signal_hook::flag::register_conditional_shutdown(SIGABRT, FAILED, always);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_an_error() {
        let result: Result<(), Error> = guarded(|| panic!("inside"));
        assert!(matches!(result, Err(Error::DriverError(DriverError::UnexpectedPacket))));
        assert!(!AT_WORK.get());
    }
}
