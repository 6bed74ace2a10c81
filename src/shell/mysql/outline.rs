//! An outline: of a plan of the server's, which indexes and how many rows it will read.

use std::io;

use crate::rows::{Column, RowSink};
use crate::sql::{SqlPiece, Statement};
use crate::value::Value;

/// The statement that asks the server for its plan of another, a row for each table. MySQL's own
/// choice of a format may be another, and MariaDB knows this one too.
pub fn question(statement: &Statement) -> Statement {
    let mut pieces = vec![SqlPiece::Sql("EXPLAIN FORMAT=TRADITIONAL ".to_owned())];
    pieces.extend_from_slice(statement.pieces());
    Statement::new(pieces, None)
}

/// The lines of a plan, as its rows come.
#[derive(Debug, Default)]
pub struct PlanLines {
    columns: Vec<String>,
    /// A line for each table.
    pub lines: Vec<String>,
}

impl PlanLines {
    fn line(&self, row: &[Value]) -> String {
        let cell = |name: &str| {
            let place = self.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
            match place.and_then(|place| row.get(place)) {
                None | Some(Value::Null) => String::new(),
                Some(value) => value.to_string(),
            }
        };
        let (table, extra) = (cell("table"), cell("Extra"));
        let extra = if extra.is_empty() { String::new() } else { format!(" ({extra})") };
        if table.is_empty() {
            return format!("no table is read{extra}");
        }
        let way = match (cell("key"), cell("type").as_str()) {
            (key, "index") if !key.is_empty() => format!("all of index {key}"),
            (key, _) if !key.is_empty() => format!("index {key}"),
            _ => "all rows".to_owned(),
        };
        let rows = match cell("rows") {
            rows if rows.is_empty() => String::new(),
            rows => format!(", some {rows} rows"),
        };
        format!("table {table}: reads {way}{rows}{extra}")
    }
}

impl RowSink for PlanLines {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.iter().map(|column| column.name.clone()).collect();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.lines.push(self.line(&row));
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
