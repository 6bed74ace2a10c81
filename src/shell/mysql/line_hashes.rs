//! Line hashes on a server: a row for each run of commits of a source, 4 bytes a line, the lowest first.

use mysql::{Conn, Error, params};

use super::bookmarks;
use super::driver::{Labelled, call_driver, fetch_rows};
use super::fault;
use crate::log::line_hashes::LineHashes;
use crate::log::source::Bookmark;

/// A row takes the hashes of further commits until it has this many bytes: each commit of a log that
/// is followed writes the row again.
const FULL: u64 = 64 * 1024;

/// A row takes at most this many bytes of one step: less than any server lets a statement have.
const PART: usize = 512 * 1024;

/// Adds the hashes of a step from one offset of a source to another, inside the transaction that
/// holds its packets and the table's lock.
pub fn add(
    connection: &mut Conn,
    table: &str,
    source: u64,
    (from, to): (u64, u64),
    hashes: &LineHashes,
) -> Result<(), Error> {
    let bytes: Vec<u8> = hashes.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    // A row that these continue in the middle of a line is not one that they can be added to.
    if from > 0 && hashes.start == from {
        let sql = "UPDATE `ipta_line_hashes` SET `hashes` = CONCAT(`hashes`, :bytes), `until` = :to \
                   WHERE `source` = :source AND `until` = :from AND LENGTH(`hashes`) < :full";
        let values = params! {
            "bytes" => &bytes, "to" => to, "source" => source, "from" => from, "full" => FULL,
        };
        call_driver(|| connection.exec_drop(sql, values))?;
        if connection.affected_rows() > 0 {
            return Ok(());
        }
    }
    let sql = "INSERT INTO `ipta_line_hashes` (`table_name`, `source`, `until`, `part`, `begun`, \
               `start`, `hashes`) VALUES (?, ?, ?, ?, ?, ?, ?)";
    // An empty row is one, too: what follows continues it.
    let parts = bytes.chunks(PART).chain(bytes.is_empty().then_some(&[][..]));
    for (part, bytes) in (0_u32..).zip(parts) {
        let (begun, start) = if part == 0 { (from, hashes.start) } else { (to, to) };
        let values = (table, source, to, part, begun, start, bytes);
        call_driver(|| connection.exec_drop(sql, values))?;
    }
    Ok(())
}

/// The hash of the first line of each source of a table, with the source's bookmark.
pub fn first_lines(connection: &mut Conn, table: &str) -> Result<Vec<(u32, Bookmark)>, Error> {
    let sql = "SELECT `source`, LEFT(`hashes`, 4) FROM `ipta_line_hashes` \
               WHERE `table_name` = ? AND `part` = 0 AND `begun` = 0 AND `start` = 0";
    let rows: Vec<(u64, Vec<u8>)> = match fetch_rows(connection, sql, (table,)) {
        Err(error) if fault::is_no_table(&error) => Vec::new(),
        rows => rows?,
    };
    let known = bookmarks::fetch_numbered(connection, table)?;
    let first = |(source, bytes): (u64, Vec<u8>)| {
        let (_, bookmark) = known.iter().find(|(number, _)| *number == source)?;
        Some((u32::from_le_bytes(bytes.try_into().ok()?), *bookmark))
    };
    Ok(rows.into_iter().filter_map(first).collect())
}

/// A row of hashes: where its first step began, the offset of its first line, and the bytes.
type HashRun = (u64, u64, Vec<u8>);

/// The hashes of the lines of the source with that bookmark.
pub fn of(
    connection: &mut Conn,
    table: &str,
    source: &Bookmark,
) -> Result<Option<LineHashes>, Error> {
    let known = bookmarks::fetch_numbered(connection, table)?;
    let Some((number, _)) = known.iter().find(|(_, bookmark)| bookmark == source) else {
        return Ok(None);
    };
    let sql = "SELECT `begun`, `start`, `hashes` FROM `ipta_line_hashes` WHERE `source` = ? \
               ORDER BY `until`, `part`";
    let runs: Vec<HashRun> = match fetch_rows(connection, sql, (number,)) {
        Err(error) if fault::is_no_table(&error) => Vec::new(),
        runs => runs?,
    };
    let mut all: Option<LineHashes> = None;
    for (begun, start, bytes) in runs {
        let (hashes, _) = bytes.as_chunks::<4>();
        let hashes = hashes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let run = LineHashes { start, hashes };
        match &mut all {
            None => all = Some(run),
            Some(all) => all.join(begun, run),
        }
    }
    Ok(all)
}

/// Forgets the hashes of a table's sources.
pub fn forget(connection: &mut Conn, table: &str) -> Result<(), Error> {
    let sql = "DELETE FROM `ipta_line_hashes` WHERE `table_name` = ?";
    match call_driver(|| connection.exec_drop(sql, (table,))) {
        Err(error) if fault::is_no_table(&error) => Ok(()),
        done => done,
    }
}
