//! Values: what a field can be compared with, and how.

use super::candidate::Candidate;
use super::vocabulary::Vocabulary;
use crate::field::{self, Field, Type};
use crate::packet::{Protocol, TcpFlags, Verdict};
use crate::query::word;
use crate::services::Services;

/// Days that have names.
pub const DAYS: [(&str, &str); 2] = [("today", "from midnight"), ("yesterday", "the day before")];

/// Points in time that have names.
pub const TIMES: [(&str, &str); 3] = [DAYS[0], DAYS[1], ("now", "this moment")];

/// Words with what they mean.
pub fn named(words: &[(&str, &str)]) -> Vec<Candidate> {
    words.iter().map(|(text, about)| Candidate::new(*text, *about)).collect()
}

/// The names of one field, or of two: `src or dst`.
pub fn either(fields: &[&Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    names.join(" or ")
}

/// What a value of a type looks like.
pub fn described(kind: Type) -> &'static str {
    match kind {
        Type::Time => "a time: 2026-10-12 08:30, today, 2h ago",
        Type::Text => "a text, * stands for anything: eth*, 'UFW BLOCK'",
        Type::Word => "a word: DROP, ACCEPT, BLOCK",
        Type::Verdict => "accept, deny or none",
        Type::Protocol => "a protocol: TCP, UDP, ICMP, 47",
        Type::Address => "an address or network: 192.0.2.7, 10.0.0.0/8, 2001:db8::/32",
        Type::Mac => "an Ethernet address: 02:00:00:00:00:01",
        Type::Port => "a port: 22, ssh, 80-90, 80,443",
        Type::Int8 | Type::Int32 => "a number or a range: 64, 40-60",
        Type::Flags => "flags: syn, syn,ack",
    }
}

/// The values that may stand beside a field, or beside the two of either side: those in the table,
/// the most frequent first, then those of the type.
pub fn of_fields(fields: &[&'static Field], words: &Vocabulary) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = fields.iter().flat_map(|field| in_table(field, words)).collect();
    let mut known: Vec<Candidate> =
        fields.iter().take(1).flat_map(|field| of_type(field)).collect();
    known.retain(|one| !all.iter().any(|other| other.text == one.text));
    all.extend(known);
    all
}

fn in_table<'v>(field: &'v Field, words: &'v Vocabulary) -> impl Iterator<Item = Candidate> + 'v {
    words.values.of(field.name).iter().map(|(value, packets)| {
        let unit = if *packets == 1 { "packet" } else { "packets" };
        let mut about = format!("{} recent {unit}", grouped(*packets));
        if field.kind == Type::Port
            && let Some(service) = service(value)
        {
            about = format!("{about}, {service}");
        }
        Candidate::new(quote(value, field), about)
    })
}

fn service(port: &str) -> Option<&'static str> {
    let port = port.parse().ok()?;
    let services = Services::system();
    services.name(port, "TCP").or_else(|| services.name(port, "UDP"))
}

fn of_type(field: &Field) -> Vec<Candidate> {
    match field.kind {
        Type::Time => named(&TIMES),
        Type::Verdict => {
            Verdict::ALL.iter().map(|one| Candidate::new(one.name(), "verdict")).collect()
        }
        Type::Protocol => {
            ["TCP", "UDP", "ICMP", "ICMPv6"].map(|name| Candidate::new(name, "protocol")).into()
        }
        Type::Flags => {
            TcpFlags::NAMES.iter().map(|name| Candidate::new(name.to_lowercase(), "flag")).collect()
        }
        Type::Word => ["ACCEPT", "DROP", "REJECT", "BLOCK"]
            .map(|name| Candidate::new(name, "usual word"))
            .into(),
        Type::Port => {
            let services = Services::system();
            let ports = |name: &str| {
                services.ports(name).iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
            };
            services
                .all()
                .map(|name| Candidate::new(name, format!("port {}", ports(name))))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A number as people read it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A value as the language reads it: in quotes where it is not one word.
fn quote(value: &str, field: &Field) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-+@:".contains(c);
    let is_word = !value.is_empty() && value.chars().all(plain) && field::by_name(value).is_none();
    let is_meant = matches!(field.kind, Type::Address | Type::Mac | Type::Port)
        || (field.kind == Type::Protocol && Protocol::parse(value).is_some());
    if (is_word && !value.contains(':') && !word::is_reserved(value)) || is_meant {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}
