//! A matcher: the conditions of a plan, prepared once to be asked of many packets. It allocates
//! nothing for a packet.

use std::fmt::Write as _;
use std::net::IpAddr;

use regex::Regex;

use crate::field::{Datum, Field, Type};
use crate::packet::{Packet, Protocol, Verdict};
use crate::query::ast::Relation;
use crate::query::like::Like;
use crate::query::plan::{Filter, Plan, Test, Window};
use crate::time::Timestamp;
use crate::value::{self, Value};

/// Why a filter cannot be asked of packets: its regular expression is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{pattern}` cannot be used as a regular expression: {reason}")]
pub struct BadPattern {
    /// The regular expression.
    pub pattern: String,
    /// What is wrong with it, in a line or more.
    pub reason: String,
}

/// The conditions of a plan on one packet: its window of time and its filter.
#[derive(Debug, Clone)]
pub struct Matcher {
    window: Option<Window>,
    filter: Condition,
}

impl Matcher {
    /// The conditions of a plan.
    pub fn new(plan: &Plan) -> Result<Self, BadPattern> {
        let filter = plan.filter.as_ref().map(Condition::new).transpose()?;
        Ok(Self { window: plan.window, filter: filter.unwrap_or(Condition::All(Vec::new())) })
    }

    /// A filter alone, at any time.
    pub fn of(filter: &Filter) -> Result<Self, BadPattern> {
        Ok(Self { window: None, filter: Condition::new(filter)? })
    }

    /// Whether a packet fits. One whose time is not known lies in no window.
    pub fn matches(&self, packet: &Packet<'_>) -> bool {
        self.window.is_none_or(|window| is_within(window, packet.time)) && self.filter.holds(packet)
    }
}

fn is_within(Window { from, until }: Window, time: Option<Timestamp>) -> bool {
    match time {
        Some(time) => from.is_none_or(|from| time >= from) && until.is_none_or(|end| time < end),
        None => from.is_none() && until.is_none(),
    }
}

/// A [`Filter`] whose values have the types of packets.
#[derive(Debug, Clone)]
enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(&'static Field, Vec<TypedTest>),
    /// A set of protocols: there are few enough to have tried them all.
    Protocols(&'static Field, Box<[bool; Protocol::COUNT]>),
    /// The same for verdicts.
    Verdicts([bool; Verdict::ALL.len()]),
}

impl Condition {
    fn new(filter: &Filter) -> Result<Self, BadPattern> {
        let each = |parts: &[Filter]| parts.iter().map(Self::new).collect::<Result<Vec<_>, _>>();
        Ok(match filter {
            Filter::All(parts) => Self::All(each(parts)?),
            Filter::Any(parts) => Self::Any(each(parts)?),
            Filter::Not(inner) => Self::Not(Box::new(Self::new(inner)?)),
            Filter::Test(field, tests) => {
                let checks = tests.iter().map(TypedTest::new).collect::<Result<Vec<_>, _>>()?;
                match field.kind {
                    Type::Protocol => Self::Protocols(field, protocols(&checks)),
                    Type::Verdict => Self::Verdicts(
                        Verdict::ALL.map(|one| passes_any(&checks, Datum::Text(one.name()))),
                    ),
                    _ => Self::Test(field, checks),
                }
            }
        })
    }

    fn holds(&self, packet: &Packet<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(packet)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(packet)),
            Self::Not(inner) => !inner.holds(packet),
            Self::Test(field, checks) => passes_any(checks, (field.get)(packet)),
            Self::Protocols(field, fitting) => match (field.get)(packet) {
                Datum::Protocol(Protocol(number)) => fitting[usize::from(number)],
                _ => false,
            },
            Self::Verdicts(fitting) => fitting[packet.verdict as usize],
        }
    }
}

fn protocols(checks: &[TypedTest]) -> Box<[bool; Protocol::COUNT]> {
    let mut fitting = Box::new([false; Protocol::COUNT]);
    for protocol in Protocol::all() {
        let name = protocol.name();
        fitting[usize::from(protocol.0)] = passes_any(checks, Datum::Text(&name));
    }
    fitting
}

/// A [`Test`] whose values have the types of packets.
#[derive(Debug, Clone)]
enum TypedTest {
    Known,
    Numbers(Vec<u32>),
    NumberRange(i128, i128),
    NumberOrder(Relation, i128),
    Texts(Vec<String>),
    TextRange(String, String),
    TextOrder(Relation, String),
    Addresses(Vec<IpAddr>),
    AddressRange(IpAddr, IpAddr),
    AddressOrder(Relation, IpAddr),
    Times(Vec<Timestamp>),
    TimeOrder(Relation, Timestamp),
    Within(Timestamp, Timestamp),
    Like(Like),
    Matches(Regex),
    Bits(u32),
    /// Values of a type that the field does not have.
    Nothing,
}

impl TypedTest {
    fn new(test: &Test) -> Result<Self, BadPattern> {
        Ok(match test {
            Test::Known => Self::Known,
            Test::OneOf(values) => one_of(values),
            Test::Between(low, high) => between(low, high),
            Test::Compare(relation, value) => ordered(*relation, value),
            Test::Within(from, until) => Self::Within(*from, *until),
            Test::Like(pattern) => Self::Like(Like::new(pattern)),
            Test::Matches(pattern) => Self::Matches(regex(pattern)?),
            Test::Bits(bits) => Self::Bits(u32::from(*bits)),
        })
    }

    fn passes(&self, datum: Datum<'_>) -> bool {
        match (self, datum) {
            (_, Datum::Null) => false,
            (Self::Known, _) => true,
            (_, Datum::Mac(mac)) => {
                let mut text = MacText::default();
                write!(text, "{mac}").is_ok() && self.passes(Datum::Text(text.as_str()))
            }
            (Self::Numbers(wanted), Datum::Int(number)) => wanted.contains(&number),
            (Self::NumberRange(low, high), Datum::Int(number)) => {
                (low..=high).contains(&&i128::from(number))
            }
            (Self::NumberOrder(relation, value), Datum::Int(number)) => {
                relation.holds(&i128::from(number), value)
            }
            (Self::Bits(bits), Datum::Int(number)) => number & bits == *bits,
            (Self::Texts(wanted), Datum::Text(text)) => wanted.iter().any(|one| one == text),
            (Self::TextRange(low, high), Datum::Text(text)) => {
                (low.as_str()..=high.as_str()).contains(&text)
            }
            (Self::TextOrder(relation, value), Datum::Text(text)) => {
                relation.holds(text, value.as_str())
            }
            (Self::Like(pattern), Datum::Text(text)) => pattern.fits(text),
            (Self::Matches(regex), Datum::Text(text)) => regex.is_match(text),
            (Self::Addresses(wanted), Datum::Address(address)) => wanted.contains(&address),
            (Self::AddressRange(low, high), Datum::Address(address)) => {
                low.is_ipv4() == address.is_ipv4() && (low..=high).contains(&&address)
            }
            (Self::AddressOrder(relation, value), Datum::Address(address)) => {
                value.is_ipv4() == address.is_ipv4() && relation.holds(&address, value)
            }
            (Self::Times(wanted), Datum::Time(time)) => wanted.contains(&time),
            (Self::TimeOrder(relation, value), Datum::Time(time)) => relation.holds(&time, value),
            (Self::Within(from, until), Datum::Time(time)) => (from..until).contains(&&time),
            _ => false,
        }
    }
}

fn passes_any(checks: &[TypedTest], datum: Datum<'_>) -> bool {
    checks.iter().any(|check| check.passes(datum))
}

/// The values as one type; `None` if one is of another.
fn all<'v, T>(values: &'v [Value], read: impl Fn(&'v Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(read).collect()
}

fn one_of(values: &[Value]) -> TypedTest {
    if let Some(numbers) = all(values, number) {
        return TypedTest::Numbers(numbers.into_iter().flat_map(u32::try_from).collect());
    }
    if let Some(texts) = all(values, text) {
        return TypedTest::Texts(texts.into_iter().map(str::to_owned).collect());
    }
    let addresses = all(values, address).map(TypedTest::Addresses);
    addresses.or_else(|| all(values, time).map(TypedTest::Times)).unwrap_or(TypedTest::Nothing)
}

fn between(low: &Value, high: &Value) -> TypedTest {
    if let (Some(low), Some(high)) = (number(low), number(high)) {
        return TypedTest::NumberRange(low, high);
    }
    if let (Some(low), Some(high)) = (text(low), text(high)) {
        return TypedTest::TextRange(low.to_owned(), high.to_owned());
    }
    match (address(low), address(high)) {
        (Some(low), Some(high)) => TypedTest::AddressRange(low, high),
        _ => TypedTest::Nothing,
    }
}

fn ordered(relation: Relation, value: &Value) -> TypedTest {
    match value {
        Value::Int(number) => TypedTest::NumberOrder(relation, *number),
        Value::Text(text) => TypedTest::TextOrder(relation, text.clone()),
        Value::Time(time) => TypedTest::TimeOrder(relation, *time),
        other => address(other)
            .map_or(TypedTest::Nothing, |address| TypedTest::AddressOrder(relation, address)),
    }
}

fn number(value: &Value) -> Option<i128> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn time(value: &Value) -> Option<Timestamp> {
    if let Value::Time(time) = value { Some(*time) } else { None }
}

fn address(value: &Value) -> Option<IpAddr> {
    if let Value::Bytes(bytes) = value { value::address(bytes) } else { None }
}

fn regex(pattern: &str) -> Result<Regex, BadPattern> {
    Regex::new(pattern)
        .map_err(|error| BadPattern { pattern: pattern.to_owned(), reason: error.to_string() })
}

/// The text of an Ethernet address, on the stack.
#[derive(Default)]
struct MacText {
    bytes: [u8; 17],
    len: usize,
}

impl MacText {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

impl std::fmt::Write for MacText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.len + text.len();
        let place = self.bytes.get_mut(self.len..end).ok_or(std::fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}
