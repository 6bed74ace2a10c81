//! A row: a packet on its way to whoever shows it, which its line does not outlive.

use std::borrow::Cow;

use crate::field::{FIELDS, Field, Type};
use crate::output::packet::Cells;
use crate::packet::{Packet, Verdict};
use crate::rdns::Names;
use crate::rows::{Column, ColumnKind};
use crate::services::Services;
use crate::value::{self, Value};

/// A packet's values.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedPacket {
    /// How many packets there were with this one.
    pub count: u64,
    /// Its values, in the order of [`FIELDS`].
    pub values: Vec<Value>,
    /// What became of it.
    pub verdict: Verdict,
    /// It is to stand out.
    pub is_marked: bool,
}

/// What is shown by name.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Addresses whose names these know already; nothing waits for the others.
    pub names: Option<Names>,
    /// Ports, as these know them.
    pub services: Option<&'static Services>,
}

impl Naming {
    fn address(&self, value: &Value) -> Option<String> {
        let Value::Bytes(bytes) = value else { return None };
        let address = value::address(bytes)?;
        let name = self.names.as_ref().map(|names| names.shown(address));
        Some(name.unwrap_or_else(|| address.to_string()))
    }

    fn service(&self, port: &Value, proto: &str) -> Option<&'static str> {
        let Value::Int(port) = port else { return None };
        self.services?.name(u16::try_from(*port).ok()?, proto)
    }
}

/// The columns of rows for programs: all fields.
pub fn columns() -> Vec<Column> {
    let kind = |field: &Field| match Value::from((field.get)(&Packet::default())) {
        Value::Int(_) => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    FIELDS.iter().map(|field| Column::new(field.name, kind(field))).collect()
}

impl FollowedPacket {
    /// The row of a packet.
    pub fn new(packet: &Packet<'_>, count: u64, is_marked: bool) -> Self {
        let values = FIELDS.iter().map(|field| Value::from((field.get)(packet))).collect();
        Self { count, values, verdict: packet.verdict, is_marked }
    }

    fn value(&self, name: &str) -> &Value {
        let place = FIELDS.iter().position(|field| field.name == name);
        place.and_then(|place| self.values.get(place)).unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> Cow<'_, str> {
        match self.value(name) {
            Value::Null => Cow::Borrowed(""),
            Value::Text(text) => Cow::Borrowed(text),
            plain => Cow::Owned(plain.to_string()),
        }
    }

    fn address(&self, name: &str, naming: &Naming) -> String {
        naming.address(self.value(name)).unwrap_or_default()
    }

    fn port(&self, name: &str, naming: &Naming) -> String {
        let service = naming.service(self.value(name), &self.text("proto"));
        service.map_or_else(|| self.text(name).into_owned(), str::to_owned)
    }

    /// The values as programs read them.
    pub fn named(&self, naming: &Naming) -> Vec<Value> {
        let proto = self.text("proto");
        let named = self.values.iter().zip(FIELDS.iter()).map(|(value, field)| {
            let name = match field.kind {
                Type::Address if naming.names.is_some() => naming.address(value),
                Type::Port => naming.service(value, &proto).map(str::to_owned),
                _ => None,
            };
            name.map_or_else(|| value.clone(), Value::Text)
        });
        named.collect()
    }

    /// The row as people read it.
    pub fn cells(&self, naming: &Naming) -> Cells {
        let first = |names: [&str; 3]| {
            let known = names.iter().map(|name| self.text(name)).find(|text| !text.is_empty());
            known.unwrap_or_default().into_owned()
        };
        Cells {
            count: self.count,
            time: self.text("time").chars().take(19).collect(),
            machine: self.text("fw").into_owned(),
            interface: first(["iif", "oif", "physin"]),
            source: self.address("src", naming),
            source_port: self.port("sport", naming),
            destination: self.address("dst", naming),
            destination_port: self.port("dport", naming),
            protocol: self.text("proto").into_owned(),
            action: first(["action", "prefix", "verdict"]),
            verdict: self.verdict,
            is_marked: self.is_marked,
        }
    }
}
