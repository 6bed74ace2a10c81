//! Values: what a field can be compared with, and how.

use super::offer::Candidate;
use super::vocabulary::Vocabulary;
use crate::field::{self, Field, Type};
use crate::packet::{Protocol, TcpFlags, Verdict};
use crate::query::word;
use crate::services::Services;

/// The operators that a field's type takes.
pub fn operators(name: &str) -> Vec<Candidate> {
    let side = word::side(name).map(|side| side.fields[0]);
    let Some(field) = field::by_name(side.unwrap_or(name)) else { return Vec::new() };
    let named: &[(&str, &str)] = match field.kind {
        Type::Flags => &[("has", "these are set"), ("=", "these and no others")],
        Type::Time => &[("<", "before"), (">=", "from then on"), ("between", "A and B")],
        Type::Address => &[
            ("=", "an address or a network"),
            ("!=", "none of them"),
            ("in", "one of a set"),
            ("not in", "none of a set"),
            ("is private", "of a private network"),
            ("is null", "unknown"),
        ],
        Type::Port | Type::Int8 | Type::Int32 => &[
            ("=", "is; 22, 80-90, 80,443"),
            ("!=", "is not"),
            ("<", "less than"),
            ("<=", "at most"),
            (">", "more than"),
            (">=", "at least"),
            ("in", "one of a set"),
            ("not in", "none of a set"),
            ("between", "A and B, both included"),
            ("is null", "unknown"),
        ],
        _ => &[
            ("=", "is; * stands for any text"),
            ("!=", "is not"),
            ("in", "one of a set"),
            ("not in", "none of a set"),
            ("~", "matches a regular expression"),
            ("like", "a pattern with % and _"),
            ("is null", "unknown"),
        ],
    };
    named.iter().map(|(text, about)| Candidate::new(*text, *about)).collect()
}

/// The values that may stand beside a field, or beside `host`, `src port` and their like: those in
/// the table, the most frequent first, then those of the type.
pub fn of_subject(subject: &str, words: &Vocabulary) -> Vec<Candidate> {
    let (chosen, name) = subject.split_once(' ').unwrap_or(("", subject));
    let fields: Vec<&Field> = match word::side(name) {
        Some(side) => {
            let both = side.fields.iter().enumerate();
            let wanted = both.filter(|(nth, _)| match chosen {
                "src" => *nth == 0,
                "dst" => *nth == 1,
                _ => true,
            });
            wanted.filter_map(|(_, name)| field::by_name(name)).collect()
        }
        None => field::by_name(name).into_iter().collect(),
    };
    let mut all: Vec<Candidate> = fields.iter().flat_map(|field| in_table(field, words)).collect();
    let mut known: Vec<Candidate> =
        fields.iter().take(1).flat_map(|field| of_type(field)).collect();
    known.retain(|one| !all.iter().any(|other| other.text == one.text));
    all.extend(known);
    all
}

fn in_table<'v>(field: &'v Field, words: &'v Vocabulary) -> impl Iterator<Item = Candidate> + 'v {
    let known = words.values.get(field.name).into_iter().flatten();
    known.map(|(value, packets)| {
        let unit = if *packets == 1 { "packet" } else { "packets" };
        let mut about = format!("{} {unit}", grouped(*packets));
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
