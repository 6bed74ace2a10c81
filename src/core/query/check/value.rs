//! Values: words read by the type of the field they are compared with.

use std::net::IpAddr;

use crate::field::{self, Field, Type};
use crate::packet::{Protocol, TcpFlags, Verdict};
use crate::query::ast::{LiteralStyle, Relation, Scalar};
use crate::query::plan::Test;
use crate::query::typing;
use crate::query::{term, word};
use crate::services::Services;
use crate::span::{Problem, Span};
use crate::suggest;
use crate::time::Timestamp;
use crate::value::{Value, octets};

use super::moment::TimeSpan;
use super::{moment, pattern};

/// The tests that a set of words means: single values first, then ranges and patterns.
pub(super) fn set(
    field: &'static Field,
    scalars: &[Scalar],
    now: Timestamp,
) -> Result<Vec<Test>, Problem> {
    let mut values: Vec<Value> = Vec::new();
    let mut others: Vec<Test> = Vec::new();
    for scalar in scalars {
        match item(field, scalar, now)? {
            Test::OneOf(read) => values.extend(read),
            other => others.push(other),
        }
    }
    if !values.is_empty() {
        others.insert(0, Test::OneOf(values));
    }
    Ok(others)
}

/// The test that one word of a set means.
fn item(field: &'static Field, scalar: &Scalar, now: Timestamp) -> Result<Test, Problem> {
    if pattern::is_glob(scalar) {
        return pattern::glob(field, scalar);
    }
    let text = scalar.text.as_str();
    match field.kind {
        Type::Time => time_item(scalar, now),
        Type::Address => address_item(field, scalar),
        Type::Port | Type::Int8 | Type::Int32 => {
            let bound = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
            for separator in ["..", "-", ":"] {
                let ends = text.split_once(separator).filter(|(a, b)| bound(a) && bound(b));
                if let Some((low, high)) = ends {
                    let low = number(field, low, scalar)?;
                    return range(scalar, low, number(field, high, scalar)?);
                }
            }
            Ok(Test::OneOf(numbers(field, scalar)?))
        }
        _ => Ok(Test::OneOf(vec![single(field, scalar)?])),
    }
}

/// The test that a comparison by order means.
pub(super) fn ordered(
    field: &'static Field,
    relation: Relation,
    scalar: &Scalar,
    now: Timestamp,
) -> Result<Test, Problem> {
    if field.kind == Type::Time {
        let moment = moment::read(scalar, now)?;
        let (relation, edge) = match relation {
            Relation::LessEqual => (Relation::Less, moment.end),
            Relation::Greater => (Relation::GreaterEqual, moment.end),
            other => (other, moment.start),
        };
        return Ok(Test::Compare(relation, Value::Time(edge)));
    }
    Ok(Test::Compare(relation, ranked(field, scalar)?))
}

/// The test that `between … and …` means; both ends belong to it.
pub(super) fn between(
    field: &'static Field,
    low: &Scalar,
    high: &Scalar,
    now: Timestamp,
) -> Result<Test, Problem> {
    if field.kind == Type::Time {
        return within(low.span.to(high.span), moment::read(low, now)?, moment::read(high, now)?);
    }
    let whole = Scalar { span: low.span.to(high.span), ..high.clone() };
    range(&whole, ranked(field, low)?, ranked(field, high)?)
}

/// The range between two values that can be compared.
fn range(scalar: &Scalar, low: Value, high: Value) -> Result<Test, Problem> {
    let problem = |message: &str| Problem::new(scalar.span, message);
    let backwards = match (&low, &high) {
        (Value::Int(low), Value::Int(high)) => low > high,
        (Value::Bytes(low), Value::Bytes(high)) if low.len() != high.len() => {
            return Err(problem("the range mixes IPv4 and IPv6").help("take both ends from one"));
        }
        (Value::Bytes(low), Value::Bytes(high)) => low > high,
        (Value::Text(low), Value::Text(high)) => low > high,
        _ => false,
    };
    if backwards {
        let help = format!("write the smaller end first: {low}-{high}", low = high, high = low);
        return Err(problem("the range ends before it begins").help(help));
    }
    Ok(if low == high { Test::OneOf(vec![low]) } else { Test::Between(low, high) })
}

/// One value of a field whose values have an order that means something.
fn ranked(field: &'static Field, scalar: &Scalar) -> Result<Value, Problem> {
    let name = field.name;
    match field.kind {
        Type::Port | Type::Int8 | Type::Int32 => {
            let mut found = numbers(field, scalar)?;
            if found.len() > 1 {
                let message = format!("`{}` is several ports", scalar.text);
                return Err(Problem::new(scalar.span, message).help("write the number"));
            }
            Ok(found.remove(0))
        }
        Type::Address => match scalar.text.parse() {
            Ok(address) => Ok(Value::Bytes(octets(address))),
            Err(_) => Err(not_an_address(scalar, "one address is wanted here")),
        },
        kind if typing::ORDERED.contains(&kind) => single(field, scalar),
        _ => Err(Problem::new(scalar.span, format!("the values of `{name}` have no order"))
            .help(format!("compare with `=`, `!=` or `in`: `{name} = {}`", scalar.text))),
    }
}

/// One value of a field that is text, or kept as one number.
fn single(field: &'static Field, scalar: &Scalar) -> Result<Value, Problem> {
    let text = scalar.text.as_str();
    Ok(Value::Text(match field.kind {
        Type::Flags => return Ok(Value::Int(flags(scalar)?.0.into())),
        Type::Verdict => verdict(scalar)?.name().into(),
        Type::Protocol => protocol(scalar)?.name().into_owned(),
        Type::Mac => mac(scalar)?,
        _ => {
            must_not_be_a_field(field, scalar)?;
            if field.kind == Type::Word { text.to_uppercase() } else { text.to_owned() }
        }
    }))
}

/// `src = dst` looks like a comparison of two fields, which the language does not have.
fn must_not_be_a_field(field: &Field, scalar: &Scalar) -> Result<(), Problem> {
    let text = scalar.text.as_str();
    match field::by_name(text) {
        Some(_) if scalar.style == LiteralStyle::Plain => {
            let message = format!("`{text}` is a field; a field is compared with a value");
            let help = format!("as a value write it in quotes: `{} = \"{text}\"`", field.name);
            Err(Problem::new(scalar.span, message).help(help))
        }
        _ => Ok(()),
    }
}

fn verdict(scalar: &Scalar) -> Result<Verdict, Problem> {
    let named = |verdict: &Verdict| scalar.text.eq_ignore_ascii_case(verdict.name());
    Verdict::ALL.into_iter().find(named).ok_or_else(|| {
        let text = &scalar.text;
        let problem = Problem::new(scalar.span, format!("{} is not a verdict", scalar.shown()));
        if let Some(flag) = word::find_flag(text).filter(|flag| flag.meaning.starts_with("verdict"))
        {
            return problem.help(format!("write `{}` alone, or `{}`", flag.text, flag.meaning));
        }
        match suggest::nearest(text, Verdict::ALL.iter().map(|verdict| verdict.name())) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem.help(format!(
                "a verdict is accept, deny or none; the word in the log is `action = {text}`"
            )),
        }
    })
}

fn protocol(scalar: &Scalar) -> Result<Protocol, Problem> {
    let text = scalar.text.as_str();
    // As ip6tables and this language's own flag write it.
    if ["icmp6", "ipv6-icmp"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Ok(Protocol::ICMPV6);
    }
    let found = if text.is_empty() { None } else { Protocol::parse(text) };
    found.ok_or_else(|| {
        let problem = Problem::new(scalar.span, format!("{} is not a protocol", scalar.shown()));
        match suggest::nearest(text, Protocol::NAMED.iter().map(|(_, name)| *name)) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem.help("a protocol is TCP, UDP, ICMP, ICMPv6 … or a number up to 255"),
        }
    })
}

fn mac(scalar: &Scalar) -> Result<String, Problem> {
    let text = scalar.text.to_lowercase().replace('-', ":");
    let pair = |group: &str| group.len() == 2 && group.bytes().all(|b| b.is_ascii_hexdigit());
    match text.split(':').count() == 6 && text.split(':').all(pair) {
        true => Ok(text),
        false => {
            Err(Problem::new(scalar.span, format!("{} is not an Ethernet address", scalar.shown()))
                .help("for example 02:00:5e:00:53:01, or 02:00:5e:* for all that begin so"))
        }
    }
}

/// The test that all flags of a word are set.
pub(super) fn flags_set(scalar: &Scalar) -> Result<Test, Problem> {
    match flags(scalar)? {
        TcpFlags(0) => Err(Problem::new(scalar.span, "every packet has at least no flags")
            .help("a packet without flags is `flags = none`")),
        TcpFlags(bits) => Ok(Test::Bits(bits)),
    }
}

/// Flags by name, several joined by `+`, `/` or, in quotes, by a space.
fn flags(scalar: &Scalar) -> Result<TcpFlags, Problem> {
    if scalar.text.eq_ignore_ascii_case("none") {
        return Ok(TcpFlags(0));
    }
    let names = scalar.text.split(['+', '/', ' ', ',']).filter(|name| !name.is_empty());
    let bits = names.map(TcpFlags::from_name).try_fold(0, |bits, flag| Some(bits | flag?.0));
    bits.filter(|bits| *bits != 0).map(TcpFlags).ok_or_else(|| {
        Problem::new(scalar.span, format!("{} is not a TCP flag", scalar.shown()))
            .help("flags are fin syn rst psh ack urg ece cwr ae, joined as in syn+ack, or none")
    })
}

/// The number, or the ports of the service, that a word means: one or more.
fn numbers(field: &'static Field, scalar: &Scalar) -> Result<Vec<Value>, Problem> {
    let text = scalar.text.as_str();
    if text.starts_with(|c: char| c.is_ascii_digit()) || text.starts_with(['-', '+']) {
        return Ok(vec![number(field, text, scalar)?]);
    }
    if field.kind != Type::Port {
        return Err(not_a_number(field, scalar));
    }
    let services = Services::system();
    let ports = services.ports(text);
    if !ports.is_empty() {
        return Ok(ports.iter().map(|port| Value::Int((*port).into())).collect());
    }
    let message = format!("{} is neither a port nor a service", scalar.shown());
    let problem = Problem::new(scalar.span, message);
    Err(match suggest::nearest(text, services.all()) {
        Some(name) => problem.help(format!("did you mean `{name}`?")),
        None => problem
            .help("a port is a number up to 65535, a range such as 80-90, or a service's name"),
    })
}

/// A number in the field's range; a part of the word where the word is a range.
fn number(field: &Field, text: &str, scalar: &Scalar) -> Result<Value, Problem> {
    let largest: u64 = match field.kind {
        Type::Port => u16::MAX.into(),
        Type::Int8 => u8::MAX.into(),
        _ => u32::MAX.into(),
    };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.strip_prefix("0x").unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(not_a_number(field, scalar));
        }
    }
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    match number {
        Ok(number) if number <= largest => Ok(Value::Int(number.into())),
        _ => {
            let message = format!("{text} is out of range for `{}`", field.name);
            Err(Problem::new(scalar.span, message).help(format!("it lies between 0 and {largest}")))
        }
    }
}

fn not_a_number(field: &Field, scalar: &Scalar) -> Problem {
    let name = field.name;
    let example = match field.kind {
        Type::Port => format!("`{name} = 22`, `{name} = 80-90` or `{name} = ssh`"),
        _ => format!("`{name} = 64`, `{name} = 1-64` or `{name} > 64`"),
    };
    Problem::new(scalar.span, format!("{} is not a number", scalar.shown()))
        .help(format!("`{name}` is compared with numbers: {example}"))
}

fn time_item(scalar: &Scalar, now: Timestamp) -> Result<Test, Problem> {
    let ends = scalar.text.split_once("..");
    if let Some((from, until)) = ends
        && let (Some(from), Some(until)) = (moment::moment(from, now), moment::moment(until, now))
    {
        return within(scalar.span, from, until);
    }
    let moment = moment::read(scalar, now)?;
    Ok(Test::Within(moment.start, moment.end))
}

fn within(span: Span, from: TimeSpan, until: TimeSpan) -> Result<Test, Problem> {
    match from.start < until.end {
        true => Ok(Test::Within(from.start, until.end)),
        false => Err(Problem::new(span, "the range ends before it begins")
            .help("write the earlier time first")),
    }
}

/// An address, a network or a range of addresses.
fn address_item(field: &'static Field, scalar: &Scalar) -> Result<Test, Problem> {
    let text = scalar.text.as_str();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Test::OneOf(vec![Value::Bytes(octets(address))]));
    }
    for separator in ["..", "-"] {
        let Some((low, high)) = text.split_once(separator) else { continue };
        if let (Ok(low), Ok(high)) = (low.parse(), high.parse()) {
            return range(scalar, Value::Bytes(octets(low)), Value::Bytes(octets(high)));
        }
    }
    must_not_be_a_field(field, scalar)?;
    let Some((address, bits)) = text.split_once('/') else {
        let is_name = text.contains(|c: char| c.is_ascii_alphabetic()) && !text.contains(':');
        return Err(not_an_address(
            scalar,
            match is_name {
                true => "names are not looked up here: write the address, 192.0.2.7 or 2001:db8::7",
                false => "write 192.0.2.7, 10.0.0.0/8, 192.0.2.1-192.0.2.9 or 2001:db8::/32",
            },
        ));
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return Err(not_an_address(scalar, "write all of the address: 10.0.0.0/8, 2001:db8::/32"));
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.parse::<u8>().ok().filter(|bits| *bits <= most);
    bits.map(|bits| network(address, bits))
        .ok_or_else(|| not_an_address(scalar, "prefix length must be 0-32 (IPv4) or 0-128 (IPv6)"))
}

fn not_an_address(scalar: &Scalar, help: &str) -> Problem {
    Problem::new(scalar.span, format!("{} is not an address or network", scalar.shown())).help(help)
}

/// The test that an address lies in a network; bits of the host do not matter.
pub(super) fn network(address: IpAddr, bits: u8) -> Test {
    let (low, high) = term::network(address, bits);
    match low == high {
        true => Test::OneOf(vec![Value::Bytes(low)]),
        false => Test::Between(Value::Bytes(low), Value::Bytes(high)),
    }
}
