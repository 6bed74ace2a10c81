//! Rows with names in place of addresses and ports, on their way to a sink.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use super::{Lookup, Names};
use crate::cancel::Cancel;
use crate::rows::{Column, ColumnKind, RowSink};
use crate::services::Services;
use crate::value::{self, Value};

/// How many rows wait for their names together.
const BLOCK: usize = 512;

/// What is shown by name.
#[derive(Debug, Clone, Copy)]
pub struct RowNaming<'n> {
    /// Addresses, as these know them.
    pub names: Option<&'n Names>,
    /// For how long names are waited for at most, over all rows.
    pub budget: Duration,
    /// Ports, as these know them.
    pub services: Option<&'n Services>,
}

/// Shows names in place of addresses, and services in place of ports. It waits for names no longer than
/// it may, over all rows; then addresses stand as they are.
pub struct NamedRows<'n> {
    inner: &'n mut dyn RowSink,
    naming: RowNaming<'n>,
    cancel: &'n Cancel,
    rows: Vec<Vec<Value>>,
    /// Places of columns that hold ports.
    ports: Vec<usize>,
    /// Place of the column that holds the protocol.
    proto: Option<usize>,
    unnamed: u64,
    is_enough: bool,
}

impl std::fmt::Debug for NamedRows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Named, {} unnamed, {:?}", self.unnamed, self.naming)
    }
}

impl<'n> NamedRows<'n> {
    /// Shows names in `inner`.
    pub fn new(inner: &'n mut dyn RowSink, naming: RowNaming<'n>, cancel: &'n Cancel) -> Self {
        let (rows, ports) = (Vec::new(), Vec::new());
        Self { inner, naming, cancel, rows, ports, proto: None, unnamed: 0, is_enough: false }
    }

    /// How many addresses stand as they are because their names did not come in time.
    pub fn unnamed(&self) -> u64 {
        self.unnamed
    }

    /// What is left of the time that names may be waited for.
    pub fn left(&self) -> Duration {
        self.naming.budget
    }

    fn pass(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if let Some(names) = self.naming.names {
            let mut addresses: Vec<IpAddr> = rows.iter().flatten().filter_map(address).collect();
            addresses.sort_unstable();
            addresses.dedup();
            self.naming.budget = names.wait(&addresses, self.naming.budget, self.cancel);
        }
        for mut row in rows {
            self.services(&mut row);
            self.names(&mut row);
            if !self.inner.row(row)? {
                self.is_enough = true;
                break;
            }
        }
        Ok(())
    }

    fn names(&mut self, row: &mut [Value]) {
        let Some(names) = self.naming.names else { return };
        for cell in row {
            let Some(address) = address(cell) else { continue };
            match names.known(address) {
                None | Some(Lookup::Unanswered) => self.unnamed += 1,
                Some(answer) => {
                    if let Some(name) = answer.shown() {
                        *cell = Value::Text(name);
                    }
                }
            }
        }
    }

    fn services(&self, row: &mut [Value]) {
        let Some(services) = self.naming.services else { return };
        let proto = self.proto.and_then(|place| match row.get(place) {
            Some(Value::Text(proto)) => Some(proto.clone()),
            _ => None,
        });
        for place in &self.ports {
            let Some(cell) = row.get_mut(*place) else { continue };
            let name = port(cell).and_then(|port| match &proto {
                Some(proto) => services.name(port, proto),
                None => services.name_of_any(port),
            });
            if let Some(name) = name {
                *cell = Value::Text(name.to_owned());
            }
        }
    }
}

/// The address that a cell is.
fn address(cell: &Value) -> Option<IpAddr> {
    match cell {
        Value::Bytes(bytes) => value::address(bytes),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// The port that a cell is; a column of ports may hold `*` too.
fn port(cell: &Value) -> Option<u16> {
    match cell {
        Value::Int(number) => u16::try_from(*number).ok(),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

impl RowSink for NamedRows<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        let is = |column: &Column, names: &[&str]| {
            names.iter().any(|name| column.name.eq_ignore_ascii_case(name))
        };
        self.proto = columns.iter().position(|column| is(column, &["proto"]));
        let mut columns = columns.to_vec();
        if self.naming.services.is_some() {
            for (place, column) in columns.iter_mut().enumerate() {
                if is(column, &["sport", "dport"]) {
                    column.kind = ColumnKind::Text;
                    self.ports.push(place);
                }
            }
        }
        self.inner.columns(&columns)
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.rows.push(row);
        let is_held = self.naming.names.is_some();
        if !is_held || self.rows.len() == BLOCK {
            self.pass()?;
        }
        Ok(!self.is_enough)
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.is_enough {
            self.pass()?;
        }
        self.inner.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdns::Resolver;

    /// Keeps what it is given.
    #[derive(Default)]
    struct KeepRows(Vec<Vec<Value>>);

    impl RowSink for KeepRows {
        fn columns(&mut self, _: &[Column]) -> io::Result<()> {
            Ok(())
        }

        fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
            self.0.push(row);
            Ok(true)
        }

        fn finish(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn services_are_told_by_the_protocol_or_where_all_agree() {
        let services = Services::parse("shell 514/tcp\nsyslog 514/udp\ndns 53/tcp\ndns 53/udp\n");
        let naming = RowNaming { names: None, budget: Duration::ZERO, services: Some(&services) };
        let text = |text: &str| Value::Text(text.into());
        let shown = |columns: &[&str], row: Vec<Value>| {
            let (mut kept, cancel) = (KeepRows::default(), Cancel::default());
            let mut named = NamedRows::new(&mut kept, naming, &cancel);
            let columns: Vec<_> =
                columns.iter().map(|it| Column::new(*it, ColumnKind::Text)).collect();
            named.columns(&columns).and_then(|()| named.row(row)).expect("a row");
            named.finish().expect("an end");
            kept.0.remove(0)
        };
        let row = shown(&["DPort", "proto"], vec![Value::Int(514), text("UDP")]);
        assert_eq!(row, [text("syslog"), text("UDP")]);
        assert_eq!(shown(&["dport"], vec![Value::Int(514)]), [Value::Int(514)]);
        assert_eq!(shown(&["sport"], vec![text("53")]), [text("dns")]);
        assert_eq!(shown(&["sport"], vec![text("*")]), [text("*")]);
        assert_eq!(shown(&["count"], vec![Value::Int(53)]), [Value::Int(53)]);
    }

    #[test]
    fn who_does_not_wait_gets_addresses() {
        // Nobody listens at the discard port of this address, and nobody would answer in no time.
        let names = Names::new(Resolver::Server(([127, 0, 0, 1], 9).into()), None);
        let naming = RowNaming { names: Some(&names), budget: Duration::ZERO, services: None };
        let (mut kept, cancel) = (KeepRows::default(), Cancel::default());
        let mut named = NamedRows::new(&mut kept, naming, &cancel);
        named.row(vec![Value::Bytes(vec![192, 0, 2, 1])]).expect("a row");
        named.finish().expect("an end");
        assert_eq!(named.unnamed(), 1);
        assert_eq!(kept.0, [[Value::Bytes(vec![192, 0, 2, 1])]]);
        assert_eq!(names.wait(&[], Duration::ZERO, &cancel), Duration::ZERO);
    }
}
