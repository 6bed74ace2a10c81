//! The bookmarks of a table's sources, as the server keeps them.

use mysql::{Conn, Error, Row, Value};

use super::driver::fetch_rows;
use crate::log::source::{Bookmark, Fingerprint};

/// The last bookmark of every source of a table.
pub fn fetch_last(connection: &mut Conn, table: &str) -> Result<Vec<Bookmark>, Error> {
    let mut last = Vec::new();
    for (_, bookmark) in fetch_numbered(connection, table)? {
        if !last.contains(&bookmark) {
            last.push(bookmark);
        }
    }
    Ok(last)
}

/// The bookmarks of a table's sources with the number of their rows, in the order of the numbers.
pub fn fetch_numbered(connection: &mut Conn, table: &str) -> Result<Vec<(u64, Bookmark)>, Error> {
    let sql = "SELECT `number`, `head_length`, `head_hash`, `offset`, `tail_length`, `tail_hash` \
               FROM `ipta_sources` WHERE `table_name` = ? ORDER BY `number`";
    let rows: Vec<Row> = fetch_rows(connection, sql, (table,))?;
    Ok(rows.into_iter().filter_map(|row| parse_row(&row.unwrap())).collect())
}

fn parse_row(cells: &[Value]) -> Option<(u64, Bookmark)> {
    let [number, head_length, head_hash, offset, tail_length, tail_hash] = cells else {
        return None;
    };
    let int = |value: &Value| match value {
        Value::Int(number) => u64::try_from(*number).ok(),
        Value::UInt(number) => Some(*number),
        _ => None,
    };
    let print = |length: &Value, hash: &Value| {
        let Value::Bytes(bytes) = hash else { return None };
        let hash = u128::from_be_bytes(bytes.as_slice().try_into().ok()?);
        Some(Fingerprint { len: int(length)?, hash })
    };
    let head = print(head_length, head_hash)?;
    let tail = print(tail_length, tail_hash)?;
    Some((int(number)?, Bookmark { head, offset: int(offset)?, tail }))
}
