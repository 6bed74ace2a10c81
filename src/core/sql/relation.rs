//! A relation: a table as FROM names it, with a column for every field, however the table keeps them.

use crate::field::FIELDS;
use crate::query::plan::Filter;
use crate::sql::schema::{GAP_COLUMNS, GAPS};
use crate::sql::writer::SqlWriter;
use crate::sql::{TableLayout, filter};
use crate::value::Value;

/// Writes ` FROM … AS l`.
pub(super) fn write_from(writer: &mut SqlWriter, table: &str, layout: TableLayout) {
    write_table(writer.sql(" FROM "), table, layout, None);
    writer.sql(" AS l");
}

/// Writes a table as FROM names it, an alias to follow; of its packets those that a filter keeps.
pub(super) fn write_table(
    writer: &mut SqlWriter,
    table: &str,
    layout: TableLayout,
    filter: Option<&Filter>,
) {
    if let Some(filter) = filter {
        write_from(writer.sql("(SELECT *"), table, layout);
        filter::write_filter(writer.sql(" WHERE "), filter);
        writer.sql(")");
        return;
    }
    match layout {
        TableLayout::Current => drop(writer.ident(table)),
        TableLayout::Of2015 => {
            writer.sql("(SELECT ").list(", ", FIELDS, |w, field| {
                w.sql(expression_of_2015(field.name)).sql(" AS ").ident(field.name);
            });
            writer.sql(" FROM ").ident(table).sql(")");
        }
    }
}

/// Writes what the logs of a table lack, an alias to follow; the 2015 program kept nothing of that.
pub(super) fn write_gaps(writer: &mut SqlWriter, table: &str, layout: TableLayout) {
    let columns = GAP_COLUMNS.iter().filter(|name| **name != "table_name");
    writer.sql("(SELECT ").list(", ", columns, |w, name| {
        w.sql(if layout == TableLayout::Of2015 { "NULL AS " } else { "" }).ident(name);
    });
    match layout {
        TableLayout::Current => {
            writer.sql(" FROM ").ident(GAPS).sql(" WHERE `table_name` = ");
            if table.contains(|c: char| c.is_ascii_uppercase()) {
                stored_name(writer, table);
            } else {
                writer.bind(Value::Text(table.to_owned()));
            }
            writer.sql(")");
        }
        TableLayout::Of2015 => drop(writer.sql(" FROM DUAL WHERE 1 = 0)")),
    }
}

/// Writes the name under which a table is kept: in lower case on a server that folds names.
fn stored_name(writer: &mut SqlWriter, table: &str) {
    writer.either(
        |w| {
            w.sql("CASE @@GLOBAL.lower_case_table_names WHEN 0 THEN ").literal(table);
            w.sql(" ELSE ").literal(&table.to_ascii_lowercase()).sql(" END");
        },
        |w| {
            w.literal(table);
        },
    );
}

/// What a field is in a table that the 2015 program made. Its time is a constant, a missing port is
/// 0, an interface may be empty, a protocol may end with a newline, and MAC is the frame's header
/// cut at 40 characters.
fn expression_of_2015(field: &str) -> &'static str {
    match field {
        "action" => "NULLIF(UPPER(TRIM(`action`)), '')",
        "verdict" => {
            "CASE WHEN COALESCE(TRIM(`action`), '') = '' THEN 'none' \
             WHEN UPPER(TRIM(`action`)) = 'ACCEPT' THEN 'accept' ELSE 'deny' END"
        }
        "iif" => "NULLIF(`if_in`, '')",
        "oif" => "NULLIF(`if_out`, '')",
        "dmac" => "CASE WHEN LENGTH(`mac`) >= 35 THEN LOWER(SUBSTRING(`mac`, 1, 17)) END",
        "smac" => "CASE WHEN LENGTH(`mac`) >= 35 THEN LOWER(SUBSTRING(`mac`, 19, 17)) END",
        "src" => "INET6_ATON(INET_NTOA(`src_ip`))",
        "dst" => "INET6_ATON(INET_NTOA(`dst_ip`))",
        "proto" => "NULLIF(TRIM(TRAILING '\\n' FROM `proto`), '')",
        "sport" => "NULLIF(`src_prt`, 0)",
        "dport" => "NULLIF(`dst_prt`, 0)",
        _ => "NULL",
    }
}
