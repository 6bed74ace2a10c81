//! Lists: packets in order, each a row.
//!
//! Packets that are equal in the order asked for come newest first, and those of one time by the
//! columns shown. So every store lists the same rows in the same order, whatever the limit is.

use crate::field::{FIELDS, Field};
use crate::query::ast::{Direction, ListOrder};
use crate::sql::groups::direction;
use crate::sql::writer::SqlWriter;
use crate::sql::{TableLayout, filter, relation};

/// Writes ORDER BY for a list of these columns.
pub(super) fn write_order(writer: &mut SqlWriter, columns: &[&Field], order: ListOrder) {
    filter::write_column(writer.sql(" ORDER BY "), order.by).sql(direction(order.direction));
    let time = &FIELDS[0];
    if order.by != time {
        filter::write_column(writer.sql(", "), time).sql(" DESC");
    }
    for field in columns.iter().filter(|field| **field != order.by && **field != time) {
        filter::write_column(writer.sql(", "), field);
    }
}

/// Writes FROM with a bound on the time, so that a server reads as many packets in the order of its
/// index as the list has, and sorts no others: the time of the last row, or NULL where there are fewer.
/// Packets without a time are the least, as in ORDER BY.
pub(super) fn write_bounded_from(
    writer: &mut SqlWriter,
    order: Direction,
    table: &str,
    limit: u64,
    conditions: impl Fn(&mut SqlWriter),
) {
    writer.sql(" FROM (SELECT (SELECT l.`time`");
    relation::write_from(writer, table, TableLayout::Current);
    conditions(writer);
    writer.sql(" ORDER BY l.`time`").sql(direction(order)).sql(" LIMIT 1 OFFSET ");
    writer.number(i64::try_from(limit.saturating_sub(1)).unwrap_or(i64::MAX));
    writer.sql(") AS `last`) AS e STRAIGHT_JOIN ").ident(table).sql(" AS l ON ");
    writer.sql(match order {
        Direction::Descending => {
            "(l.`time` >= COALESCE(e.`last`, '0001-01-01') \
             OR l.`time` IS NULL AND e.`last` IS NULL)"
        }
        Direction::Ascending => {
            "(l.`time` <= COALESCE(e.`last`, '9999-12-31 23:59:59.999999') OR l.`time` IS NULL)"
        }
    });
}
