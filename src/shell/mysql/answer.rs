//! An answer: the rows of a statement, as they come from the server, and how they are stopped.

use std::io;
use std::mem::{self, ManuallyDrop};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use mysql::consts::ColumnType;
use mysql::prelude::{Protocol, Queryable};
use mysql::{Column as Described, Conn, Error, QueryResult};

use super::connection::Connections;
use super::driver::{call_driver, protocol_broken};
use super::fault;
use super::label::labelled;
use super::settings::Purpose;
use crate::cancel::Cancel;
use crate::rows::{Column, ColumnKind, RowSink};
use crate::sql::{Access, Fragment, Shape, Statement};
use crate::time::Timestamp;
use crate::value::Value;

/// How often a running statement looks whether it is cancelled.
const POLL: Duration = Duration::from_millis(50);

/// How long a statement whose reader has enough may take to end by itself.
const SOON: Duration = Duration::from_millis(100);

/// Columns that an answer can have. Source: MySQL, "Limits on Table Column Count".
const MOST_COLUMNS: usize = 4096;

/// The longest name of a column, in characters. Source: MySQL, "Identifier Length Limits".
const LONGEST_NAME: usize = 256;

/// The character set of bytes that are no text. Source: MySQL, collation 63 (`binary`).
const BINARY: u16 = 63;

/// Rows that travel from the thread that reads to the one that writes at once, at most.
const ROWS: usize = 128;

/// Bytes of text in such rows, from which on no more are added.
const BYTES: usize = 1 << 16;

/// Parts that wait to be written, at most.
const WAITING: usize = 2;

/// Why an answer ended before its end.
#[derive(Debug)]
pub enum AnswerError {
    /// The connection, which was lost before the server had the statement.
    Idle(Error),
    /// The server, or the way to it.
    Server(Error),
    /// Whoever takes the rows.
    Sink(io::Error),
    /// The answer has more columns than any statement can ask for.
    Columns(usize),
    /// The user wanted no more of it.
    Cancelled,
}

impl From<Error> for AnswerError {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

/// A part of an answer, on its way from the thread that reads.
enum RowsPart {
    Columns(Vec<Column>),
    Rows(Vec<Vec<Value>>),
    /// No rows, but so many were changed.
    Changed(u64),
    /// The end, with the connection.
    End(Conn, Result<(), AnswerError>),
}

/// Runs a statement on a connection, and pushes its rows into the sink as they come. The connection
/// is kept for others if nothing of the statement is left on it: never one that may have written.
///
/// A thread of its own reads: whatever the server does, this returns soon after a cancellation.
pub fn answer(
    connections: &Connections,
    connection: Conn,
    statement: &Statement,
    cancel: &Cancel,
    sink: &mut dyn RowSink,
) -> Result<(), AnswerError> {
    let id = connection.connection_id();
    let (sender, parts) = sync_channel(WAITING);
    let sent = prepare(statement);
    let width = statement.shape.as_ref().map_or(0, Shape::width);
    thread::spawn(move || {
        let mut connection = connection;
        let result = read(&mut connection, sent, width, &sender);
        let _ = sender.send(RowsPart::End(connection, result));
    });
    loop {
        let part = parts.recv_timeout(POLL);
        if cancel.is_raised() && !matches!(part, Ok(RowsPart::End(..))) {
            connections.kill_query(id);
            return Err(AnswerError::Cancelled);
        }
        let more = match part {
            Ok(RowsPart::Columns(columns)) => sink.columns(&columns).map(|()| true),
            Ok(RowsPart::Rows(rows)) => push(rows, sink),
            Ok(RowsPart::Changed(rows)) => {
                connections.tell(&format!("rows changed: {rows}"));
                return Ok(());
            }
            Ok(RowsPart::End(connection, result)) => {
                if statement.access == Access::Read {
                    keep(connections, connection, &result);
                }
                result?;
                return sink.finish().map_err(AnswerError::Sink);
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Err(protocol_broken().into()),
        };
        if !matches!(more, Ok(true)) {
            stop(connections, id, &parts);
            more.map_err(AnswerError::Sink)?;
            return sink.finish().map_err(AnswerError::Sink);
        }
    }
}

/// Pushes rows as long as they are wanted; says whether more are.
fn push(rows: Vec<Vec<Value>>, sink: &mut dyn RowSink) -> io::Result<bool> {
    for row in rows {
        if !sink.row(row)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Waits for the end of a statement that is about to end anyway; has the server stop any other.
fn stop(connections: &Connections, id: u32, parts: &Receiver<RowsPart>) {
    let end = Instant::now() + SOON;
    while let Ok(part) = parts.recv_timeout(end.saturating_duration_since(Instant::now())) {
        if let RowsPart::End(connection, result) = part {
            return keep(connections, connection, &result);
        }
    }
    connections.kill_query(id);
}

/// Keeps the connection, unless something may be left on it.
fn keep(connections: &Connections, connection: Conn, result: &Result<(), AnswerError>) {
    let is_usable = match result {
        Ok(()) => true,
        Err(AnswerError::Server(error)) => fault::is_usable(error),
        Err(_) => false,
    };
    if is_usable {
        connections.keep(connection, Purpose::Reading);
    }
}

/// Runs a statement and reads its answer of at least `width` columns, until nobody takes its parts any
/// more.
fn read(
    connection: &mut Conn,
    sent: Sent,
    width: usize,
    parts: &SyncSender<RowsPart>,
) -> Result<(), AnswerError> {
    let Some(values) = sent.values else {
        let rows = first_word(|| connection.query_iter(sent.text))?;
        return read_rows(rows, width, parts);
    };
    let prepared = first_word(|| connection.prep(sent.text))?;
    let rows = call_driver(|| connection.exec_iter(&prepared, values))?;
    read_rows(rows, width, parts)?;
    // The server answers nothing to this.
    call_driver(|| connection.close(prepared))?;
    Ok(())
}

fn read_rows<P: Protocol>(
    rows: QueryResult<'_, '_, '_, P>,
    width: usize,
    parts: &SyncSender<RowsPart>,
) -> Result<(), AnswerError> {
    // Dropped, it would read on to the end.
    let mut rows = ManuallyDrop::new(rows);
    let described: Vec<Described> = rows.columns().as_ref().to_vec();
    if described.len() > MOST_COLUMNS {
        return Err(AnswerError::Columns(described.len()));
    }
    if described.is_empty() && width == 0 {
        let _ = parts.send(RowsPart::Changed(rows.affected_rows()));
        return Ok(());
    }
    if described.len() < width {
        return Err(protocol_broken().into());
    }
    if parts.send(RowsPart::Columns(described.iter().map(column).collect())).is_err() {
        return Err(AnswerError::Cancelled);
    }
    // The first rows travel alone, so that they are seen while the server looks for others.
    let (mut batch, mut bytes, mut room) = (Vec::new(), 0, 1);
    while let Some(row) = call_driver(|| rows.next().transpose())? {
        let cells = row.unwrap().into_iter().zip(&described);
        let row: Vec<Value> = cells.map(|(cell, column)| value(cell, column)).collect();
        bytes += row.iter().map(length).sum::<usize>();
        batch.push(row);
        if batch.len() == room || bytes > BYTES {
            room = (room * 2).min(ROWS);
            bytes = 0;
            if parts.send(RowsPart::Rows(mem::take(&mut batch))).is_err() {
                return Err(AnswerError::Cancelled);
            }
        }
    }
    let is_over = rows.iter().map(ManuallyDrop::new).is_none();
    let taken = batch.is_empty() || parts.send(RowsPart::Rows(batch)).is_ok();
    if !is_over {
        return Err(protocol_broken().into());
    }
    taken.then_some(()).ok_or(AnswerError::Cancelled)
}

/// Runs what sends the first word of a statement: there it shows that a connection was lost while it was
/// idle.
fn first_word<T>(send: impl FnOnce() -> Result<T, Error>) -> Result<T, AnswerError> {
    let begun = Instant::now();
    call_driver(send).map_err(|error| {
        if fault::was_lost_before(&error, begun.elapsed()) {
            AnswerError::Idle(error)
        } else {
            AnswerError::Server(error)
        }
    })
}

/// Bytes that a value takes beside itself.
fn length(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// A statement as it is sent.
struct Sent {
    text: String,
    /// The values for each `?`; `None` if it needs no preparation, which takes a round trip.
    values: Option<Vec<mysql::Value>>,
}

/// Memory that a statement which groups or sorts many packets may use, in bytes. The report on denied
/// packets, five columns of 2,000,000 packets, takes 2 s with it and 12 s without.
const ROOM: u32 = 256 << 20;

/// The variables that allow it. Both families of servers know them.
const ROOMS: [&str; 3] = ["sort_buffer_size", "tmp_table_size", "max_heap_table_size"];

/// What MariaDB sorts with all its columns, in bytes a row: otherwise it looks at every row twice.
const SORTED_WHOLE: &str = "max_length_for_sort_data = 8388608";

/// The start of a SELECT that asks for memory for itself alone. MySQL skips the first comment,
/// MariaDB the second.
fn with_room() -> String {
    let set = ROOMS.map(|name| format!("{name} = {ROOM}")).join(", ");
    let hints = ROOMS.map(|name| format!("SET_VAR({name} = {ROOM})")).join(" ");
    format!("/*M! SET STATEMENT {set}, {SORTED_WHOLE} FOR */ SELECT /*+ {hints} */")
}

/// The rest of a statement that begins with SELECT and has no hints of its own.
fn without_select(sql: &str) -> Option<&str> {
    let (select, rest) = sql.split_at_checked("SELECT".len())?;
    let is_plain = select.eq_ignore_ascii_case("SELECT") && !rest.trim_start().starts_with("/*+");
    is_plain.then_some(rest)
}

/// A statement's text with `?` for its values. The plain values of a compiled query are in the text:
/// where all are, one round trip is enough. The user's own SQL is always prepared, for then it is a
/// single statement, whatever its text says.
fn prepare(statement: &Statement) -> Sent {
    let is_compiled = statement.shape.is_some();
    let (mut text, mut values) = (String::new(), Vec::new());
    for (nth, fragment) in statement.for_servers().into_iter().enumerate() {
        match fragment {
            Fragment::Sql(sql) => {
                match without_select(sql).filter(|_| nth == 0 && statement.needs_room) {
                    Some(rest) => text += &(with_room() + rest),
                    None => text.push_str(sql),
                }
            }
            Fragment::Bind(Value::Bytes(bytes)) => {
                // As text the server would check its characters.
                text.push_str("x'");
                bytes.iter().for_each(|byte| text.push_str(&format!("{byte:02x}")));
                text.push('\'');
            }
            Fragment::Bind(value) => match plain_literal(value).filter(|_| is_compiled) {
                Some(literal) => text.push_str(&literal),
                None => {
                    text.push('?');
                    values.push(bound(value));
                }
            },
        }
    }
    let is_prepared = !is_compiled || !values.is_empty();
    Sent { text: labelled(&text), values: is_prepared.then_some(values) }
}

/// A value as a literal, if none of its characters can mean anything else than itself.
fn plain_literal(value: &Value) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" .,:_-+/".contains(&byte);
    match value {
        Value::Null => Some("NULL".to_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::Text(text) if text.bytes().all(is_plain) => Some(format!("'{text}'")),
        Value::Time(time) if of_server(*time).is_some() => Some(format!("TIMESTAMP'{time}'")),
        _ => None,
    }
}

/// A time in a year that the server knows.
fn of_server(time: Timestamp) -> Option<DateTime> {
    time.to_civil().filter(|civil| (1..=9999).contains(&civil.year()))
}

/// A value as the driver sends it.
fn bound(value: &Value) -> mysql::Value {
    match value {
        Value::Null => mysql::Value::NULL,
        Value::Int(number) => match (i64::try_from(*number), u64::try_from(*number)) {
            (Ok(signed), _) => mysql::Value::Int(signed),
            (_, Ok(unsigned)) => mysql::Value::UInt(unsigned),
            _ => mysql::Value::Bytes(number.to_string().into_bytes()),
        },
        Value::Float(number) => mysql::Value::Double(*number),
        Value::Text(text) => mysql::Value::Bytes(text.clone().into_bytes()),
        Value::Bytes(bytes) => mysql::Value::Bytes(bytes.clone()),
        Value::Time(time) => moment(*time),
    }
}

/// A time as the driver sends it; as text where its year is none of the server's.
pub fn moment(time: Timestamp) -> mysql::Value {
    let Some(civil) = of_server(time) else {
        return mysql::Value::Bytes(time.to_string().into_bytes());
    };
    let small = |number: i8| number.unsigned_abs();
    mysql::Value::Date(
        civil.year().unsigned_abs(),
        small(civil.month()),
        small(civil.day()),
        small(civil.hour()),
        small(civil.minute()),
        small(civil.second()),
        civil.subsec_nanosecond().unsigned_abs() / 1000,
    )
}

fn column(described: &Described) -> Column {
    let name: String = described.name_str().chars().take(LONGEST_NAME).collect();
    let kind =
        if is_number(described.column_type()) { ColumnKind::Number } else { ColumnKind::Text };
    Column::new(name, kind)
}

fn is_number(kind: ColumnType) -> bool {
    is_decimal(kind) || kind.is_numeric_type()
}

/// Whether a column holds bytes that are no text; of JSON MySQL says so too.
fn is_binary(column: &Described) -> bool {
    column.character_set() == BINARY && column.column_type() != ColumnType::MYSQL_TYPE_JSON
}

fn is_temporal(kind: ColumnType) -> bool {
    use ColumnType::*;
    matches!(kind, MYSQL_TYPE_DATE | MYSQL_TYPE_TIME | MYSQL_TYPE_DATETIME | MYSQL_TYPE_TIMESTAMP)
}

fn is_decimal(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL)
}

/// A cell of an answer.
fn value(cell: mysql::Value, column: &Described) -> Value {
    match cell {
        mysql::Value::NULL => Value::Null,
        mysql::Value::Int(number) => Value::Int(number.into()),
        mysql::Value::UInt(number) => Value::Int(number.into()),
        mysql::Value::Float(number) => Value::Float(number.into()),
        mysql::Value::Double(number) => Value::Float(number),
        mysql::Value::Date(..) => date(&cell, column),
        mysql::Value::Time(..) => Value::Text(duration(&cell)),
        mysql::Value::Bytes(bytes) if is_number(column.column_type()) => {
            number(&bytes, column.column_type())
        }
        mysql::Value::Bytes(bytes) if is_temporal(column.column_type()) => {
            moment_of(&String::from_utf8_lossy(&bytes), column.column_type())
        }
        mysql::Value::Bytes(bytes) if is_binary(column) => Value::Bytes(bytes),
        mysql::Value::Bytes(bytes) => Value::Text(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }),
    }
}

/// A number as the server writes it: `12`, `12.50`; one that is not exact has a fraction in ipta.
fn number(digits: &[u8], kind: ColumnType) -> Value {
    let text = String::from_utf8_lossy(digits);
    let is_exact = !matches!(kind, ColumnType::MYSQL_TYPE_FLOAT | ColumnType::MYSQL_TYPE_DOUBLE);
    match (text.parse::<i128>().ok().filter(|_| is_exact), text.parse::<f64>()) {
        (Some(whole), _) => Value::Int(whole),
        (None, Ok(number)) => Value::Float(number),
        _ => Value::Text(text.into_owned()),
    }
}

/// A time as the server writes it; what is not a point in time stays a text.
fn moment_of(text: &str, kind: ColumnType) -> Value {
    let is_point =
        matches!(kind, ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_TIMESTAMP);
    match text.parse::<DateTime>() {
        Ok(civil) if is_point => Value::Time(Timestamp::from_civil(civil)),
        _ => Value::Text(text.to_owned()),
    }
}

/// A length of time as MySQL shows it: `-26:03:00.5`.
fn duration(cell: &mysql::Value) -> String {
    let mysql::Value::Time(is_negative, days, hours, minutes, seconds, micros) = *cell else {
        return String::new();
    };
    let sign = if is_negative { "-" } else { "" };
    let hours = u64::from(days) * 24 + u64::from(hours);
    let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}")
}

/// A point in time, or the text of a day alone and of what is no day (`0000-00-00`).
fn date(cell: &mysql::Value, column: &Described) -> Value {
    let mysql::Value::Date(year, month, day, hour, minute, second, micros) = *cell else {
        return Value::Null;
    };
    let read = || {
        let year = i16::try_from(year).ok()?;
        let [month, day, hour, minute, second] =
            [month, day, hour, minute, second].map(|part| i8::try_from(part).unwrap_or(-1));
        let nanos = i32::try_from(micros).ok()?.checked_mul(1000)?;
        DateTime::new(year, month, day, hour, minute, second, nanos).ok()
    };
    match read() {
        Some(civil) if column.column_type() == ColumnType::MYSQL_TYPE_DATE => {
            Value::Text(civil.date().to_string())
        }
        Some(civil) => Value::Time(Timestamp::from_civil(civil)),
        None => Value::Text(format!("{year:04}-{month:02}-{day:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_values_are_in_the_text() {
        let literal = |text: &str| plain_literal(&Value::Text(text.to_owned()));
        assert_eq!(literal("[UFW BLOCK] "), None);
        assert_eq!(literal("IPT: DROP ").as_deref(), Some("'IPT: DROP '"));
        for hostile in ["'", "\\", "\"", "`", "a\0", "ü", "%", "?", ";", "*", "#", "\n", "(", ")"]
        {
            assert_eq!(literal(hostile), None, "{hostile:?}");
        }
        let time = |micros| plain_literal(&Value::Time(Timestamp(micros)));
        assert_eq!(time(500_000).as_deref(), Some("TIMESTAMP'1970-01-01 00:00:00.500000'"));
        assert_eq!(time(i64::MAX), None);
        assert_eq!(plain_literal(&Value::Float(0.5)), None);
    }

    #[test]
    fn only_a_select_without_hints_of_its_own_asks_for_room() {
        assert_eq!(without_select("select a"), Some(" a"));
        for other in ["SELECT /*+ MAX_EXECUTION_TIME(5) */ a", "WITH a AS (SELECT 1)", "SELE", "ü"]
        {
            assert_eq!(without_select(other), None, "{other}");
        }
    }
}
