//! The driver: calls of it that survive a server which breaks the protocol.
//!
//! The driver takes some of the server's bytes on trust. Where they make it panic, that is an error
//! as any other, and nothing is printed. Where they make it ask for more memory than there is (a
//! count of columns that no server has), Rust aborts the program, and no caller can prevent that.
//! Nothing is lost then: a transaction that was not committed is rolled back by the server, and while
//! a statement runs the terminal is as the program found it.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use mysql::prelude::{FromRow, Protocol, Queryable};
use mysql::{Conn, DriverError, Error, Params, QueryResult, from_row};

use super::label::labelled;

/// The most rows that are read into memory at once: more tables, columns or sources than there are.
const MOST_ROWS: usize = 100_000;

thread_local! {
    /// Whether this thread is at work inside the driver.
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// Runs what reads the server's bytes; a panic inside is an error, and is not reported.
pub fn call_driver<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
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
pub fn fetch_rows<T: FromRow>(
    connection: &mut Conn,
    sql: &str,
    values: impl Into<Params>,
) -> Result<Vec<T>, Error> {
    let (sql, values) = (labelled(sql), values.into());
    call_driver(|| match values {
        Params::Empty => read_rows(connection.query_iter(sql)?),
        values => read_rows(connection.exec_iter(sql, values)?),
    })
}

fn read_rows<T: FromRow, P: Protocol>(answer: QueryResult<'_, '_, '_, P>) -> Result<Vec<T>, Error> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_an_error() {
        let result: Result<(), Error> = call_driver(|| panic!("inside"));
        assert!(matches!(result, Err(Error::DriverError(DriverError::UnexpectedPacket))));
        assert!(!AT_WORK.get());
    }
}
