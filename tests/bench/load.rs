//! Hands ready-made rows and statements to a server, as fast as the driver can: what an import and a
//! report are measured against.
//!
//! `load SOCKET DATABASE export TABLE FILE` has the server write the rows of a table of ipta's;
//! `load` instead of `export` loads them into another, in one LOAD DATA LOCAL INFILE; `insert` sends
//! them as INSERTs of 2,000 rows each in one transaction, whose texts are made before the clock
//! starts; `run SQL` runs statements. Each prints the seconds that it took, without connecting.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use ipta::field::{FIELDS, Type};
use ipta::sql::schema;
use mysql::prelude::Queryable;
use mysql::{Conn, LocalInfileHandler, OptsBuilder};

/// Rows of one INSERT.
const ROWS: usize = 2000;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [socket, database, work @ ..] = words.as_slice() else { return Ok(usage()) };
    let options = OptsBuilder::new().user(Some("root")).socket(Some(*socket));
    let mut connection = Conn::new(options.db_name(Some(*database)))?;
    let seconds = match work {
        ["export", table, file] => run(&mut connection, &export(table, file))?,
        ["load", table, file] => load(&mut connection, table, std::fs::read(file)?)?,
        ["insert", table, file] => {
            insert(&mut connection, &inserts(table, &std::fs::read(file)?)?)?
        }
        ["run", sql] => run(&mut connection, sql)?,
        _ => return Ok(usage()),
    };
    writeln!(io::stdout(), "{seconds:.3}")?;
    Ok(ExitCode::SUCCESS)
}

fn usage() -> ExitCode {
    eprintln!("usage: load SOCKET DATABASE export|load|insert TABLE FILE");
    eprintln!("       load SOCKET DATABASE run SQL");
    ExitCode::from(2)
}

fn load(connection: &mut Conn, table: &str, text: Vec<u8>) -> anyhow::Result<f64> {
    let text = Arc::new(text);
    let handler = LocalInfileHandler::new(move |_, stream| stream.write_all(&text));
    connection.set_local_infile_handler(Some(handler));
    let start = Instant::now();
    connection.query_drop(schema::load(table, "rows"))?;
    Ok(start.elapsed().as_secs_f64())
}

fn insert(connection: &mut Conn, statements: &[String]) -> anyhow::Result<f64> {
    let start = Instant::now();
    connection.query_drop("START TRANSACTION")?;
    for statement in statements {
        connection.query_drop(statement)?;
    }
    connection.query_drop("COMMIT")?;
    Ok(start.elapsed().as_secs_f64())
}

fn run(connection: &mut Conn, sql: &str) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut answer = connection.query_iter(sql)?;
    while let Some(rows) = answer.iter() {
        rows.collect::<Result<Vec<_>, _>>()?;
    }
    Ok(start.elapsed().as_secs_f64())
}

fn columns() -> String {
    let names: Vec<String> = FIELDS.iter().map(|field| format!("`{}`", field.name)).collect();
    names.join(", ")
}

fn export(table: &str, file: &str) -> String {
    format!("SELECT {} FROM `{table}` ORDER BY packet INTO OUTFILE '{file}'", columns())
}

/// The INSERTs of a text.
fn inserts(table: &str, text: &[u8]) -> anyhow::Result<Vec<String>> {
    let begin = format!("INSERT INTO `{table}` ({}) VALUES ", columns());
    let write = |rows: &[Vec<&[u8]>]| {
        let mut statement = begin.clone();
        for (nth, row) in rows.iter().enumerate() {
            statement.push_str(if nth > 0 { ",(" } else { "(" });
            write_row(&mut statement, row)?;
            statement.push(')');
        }
        Ok(statement)
    };
    rows(text).chunks(ROWS).map(write).collect()
}

/// The rows of a text, each with its fields.
fn rows(text: &[u8]) -> Vec<Vec<&[u8]>> {
    let (mut rows, mut row, mut start, mut at) = (Vec::new(), Vec::new(), 0, 0);
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            separator @ (b'\t' | b'\n') => {
                row.push(&text[start..at]);
                start = at + 1;
                if separator == b'\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            _ => {}
        }
        at += 1;
    }
    rows
}

fn write_row(statement: &mut String, row: &[&[u8]]) -> anyhow::Result<()> {
    for (nth, (cell, field)) in row.iter().zip(FIELDS).enumerate() {
        if nth > 0 {
            statement.push(',');
        }
        match (*cell, field.kind) {
            (b"\\N", _) => statement.push_str("NULL"),
            (number, Type::Port | Type::Flags | Type::Int8 | Type::Int32) => {
                statement.push_str(str::from_utf8(number)?);
            }
            (bytes, Type::Address) => {
                let digits = unescaped(bytes).map(|byte| format!("{byte:02x}"));
                statement.extend(["x'".to_owned()].into_iter().chain(digits));
                statement.push('\'');
            }
            // The escapes mean the same between quotes, but for the quote itself.
            (text, _) => {
                let text = str::from_utf8(text)?.replace('\'', "\\'");
                statement.extend(["'", &text, "'"]);
            }
        }
    }
    Ok(())
}

fn unescaped(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let mut bytes = bytes.iter();
    std::iter::from_fn(move || match bytes.next()? {
        b'\\' => bytes.next().map(|byte| if *byte == b'0' { 0 } else { *byte }),
        byte => Some(*byte),
    })
}
