//! Asks the table whether the packet of a half line was imported before the line was cut.

use std::io;

use super::error::{ImportError, unreadable};
use super::job::{Import, LogContext};
use super::log_input::LogInput;
use crate::field::{FIELDS, Type};
use crate::log::half::{self, Joined};
use crate::log::source::DamagedSource;
use crate::log::stamp::Years;
use crate::log::{Line, LineReader, source, text};
use crate::packet::Packet;
use crate::query::{self, Params};
use crate::rows::{Column, RowSink};
use crate::sql::{self, TableLayout};
use crate::store::StoreError;
use crate::time::Timestamp;
use crate::value::Value;

/// Takes the one number of an answer.
#[derive(Default)]
struct CountSink(i128);

impl RowSink for CountSink {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        if let [Value::Int(count)] = row[..] {
            self.0 = count;
        }
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Import<'_> {
    /// Whether the line at an offset is what is left of one that was imported, or ends with that: its
    /// packet, as far as it goes, is in the table. At the start of a log that can be only a line
    /// without its end.
    pub(super) fn is_half(
        &self,
        origin: &mut LogInput,
        from: u64,
        years: Years,
        log: &LogContext<'_>,
    ) -> Result<bool, ImportError> {
        const LONGEST: u64 = 1 << 16;
        let bytes = match source::bytes_at(&mut origin.text, from..from + LONGEST) {
            // A packed log that is cut off is read as far as it goes.
            Err(error) if DamagedSource::of(&error).is_some() => return Ok(false),
            bytes => bytes.map_err(|error| unreadable(log.name, error))?,
        };
        if self.options.again || self.options.new || from == 0 && bytes.contains(&b'\n') {
            return Ok(false);
        }
        let Some(line) = source::lines(&bytes).next() else { return Ok(false) };
        let line = text(line);
        let mut reader = LineReader::with_rules(&log.rules, years);
        let half = half::divide(&line, Joined::AtAnyStamp).1;
        let mut packet = Packet::default();
        if let Line::Packet { .. } = reader.read_half(half, &mut packet) {
            return self.has(&packet);
        }
        // Its only word may be cut.
        packet = Packet::default();
        match reader.read(half, &mut packet) {
            Line::Packet { .. } => self.has(&Packet { time: packet.time, ..Packet::default() }),
            _ => Ok(false),
        }
    }

    /// Whether the table has a packet with this time, these addresses and numbers.
    pub(super) fn has(&self, packet: &Packet<'_>) -> Result<bool, ImportError> {
        let conditions = FIELDS.iter().filter_map(|field| {
            let value = Value::from((field.get)(packet));
            let is_compared = match field.kind {
                Type::Time | Type::Address | Type::Port | Type::Int8 | Type::Int32 => true,
                Type::Text | Type::Word | Type::Verdict | Type::Protocol => false,
                Type::Mac | Type::Flags => false,
            };
            (is_compared && value != Value::Null).then(|| format!("{} = '{value}'", field.name))
        });
        let conditions: Vec<String> = conditions.collect();
        if conditions.is_empty() {
            return Ok(false);
        }
        let text = format!("count where {}", conditions.join(" and "));
        let plan = query::parse(&text, &Params::default())
            .and_then(|query| query::check(&query, Timestamp(0)))
            .map_err(|problem| StoreError::query(problem.to_string()))?;
        let statement = sql::compile(&plan, self.table, TableLayout::Current);
        let mut count = CountSink::default();
        self.store.query(&statement, self.cancel, &mut count)?;
        Ok(count.0 > 0)
    }
}
