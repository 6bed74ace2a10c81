//! Gaps: what the server remembers of lines that the logs lack, a row for each machine and kind.

use mysql::{Conn, Error, params};

use super::driver::{Labelled, call_driver, fetch_rows};
use super::fault;
use crate::log::gap::{Gaps, Sum};
use crate::sql::schema;
use crate::time::Timestamp;

/// Adds gaps, inside the transaction that holds their packets and the table's lock.
pub fn add(connection: &mut Conn, table: &str, gaps: &Gaps) -> Result<(), Error> {
    let sql = "INSERT INTO `ipta_gaps` (`table_name`, `fw`, `kind`, `notices`, `lost`, \
               `first_said`, `last_said`) \
               VALUES (:table, :fw, :kind, :notices, :lost, :first, :last) \
               ON DUPLICATE KEY UPDATE `notices` = `notices` + :notices, \
               `lost` = CASE WHEN :lost IS NULL THEN `lost` ELSE COALESCE(`lost`, 0) + :lost END, \
               `first_said` = LEAST(COALESCE(`first_said`, :first), COALESCE(:first, `first_said`)), \
               `last_said` = GREATEST(COALESCE(`last_said`, :last), COALESCE(:last, `last_said`))";
    gaps.iter().try_for_each(|((machine, kind), sum)| {
        let fw = machine.as_deref().unwrap_or_default();
        let (first, last) = sum.span.unzip();
        let text = |time: Timestamp| time.to_string();
        let values = params! {
            "table" => table, "fw" => fw, "kind" => kind, "notices" => sum.notices,
            "lost" => sum.lost, "first" => first.map(text), "last" => last.map(text),
        };
        call_driver(|| connection.exec_drop(sql, values))
    })
}

/// A row: machine, kind, notices, lost, and the span in microseconds.
type GapTuple = (String, String, u64, Option<u64>, Option<i64>, Option<i64>);

/// The gaps of a table.
pub fn of(connection: &mut Conn, table: &str) -> Result<Gaps, Error> {
    let sql = format!(
        "SELECT `fw`, `kind`, `notices`, `lost`, \
         TIMESTAMPDIFF(MICROSECOND, '1970-01-01', `first_said`), \
         TIMESTAMPDIFF(MICROSECOND, '1970-01-01', `last_said`) \
         FROM `ipta_gaps` WHERE `table_name` = {}",
        schema::literal(table)
    );
    let rows: Vec<GapTuple> = match fetch_rows(connection, &sql, ()) {
        Err(error) if fault::is_no_table(&error) => Vec::new(),
        rows => rows?,
    };
    let mut gaps = Gaps::default();
    for (fw, kind, notices, lost, first, last) in rows {
        let span = first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last)));
        gaps.put((Some(fw).filter(|name| !name.is_empty()), kind), &Sum { notices, lost, span });
    }
    Ok(gaps)
}

/// Forgets a table's gaps.
pub fn forget(connection: &mut Conn, table: &str) -> Result<(), Error> {
    let sql = "DELETE FROM `ipta_gaps` WHERE `table_name` = ?";
    match call_driver(|| connection.exec_drop(sql, (table,))) {
        Err(error) if fault::is_no_table(&error) => Ok(()),
        done => done,
    }
}
