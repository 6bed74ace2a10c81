//! Conditions: predicates at random, with every comparison of the language.

use ipta::field::Type;

use crate::agreement::dice::Dice;
use crate::agreement::sentences::field;
use crate::agreement::traffic::{ACTIONS, ADDRESSES, BYTES, INTERFACES, NUMBERS, PORTS, TEXTS};

const FLAGS: [&str; 11] = [
    "tcp",
    "udp",
    "icmp",
    "icmp6",
    "denied",
    "accepted",
    "inbound",
    "outbound",
    "forwarded",
    "ipv4",
    "ipv6",
];

/// Regular expressions; each reads the same to those who wrote one before.
const PATTERNS: [&str; 64] = [
    "^FW-(IN|OUT)",
    "drop$",
    "(?i)drop",
    "^$",
    "^",
    "$",
    ".",
    "^.$",
    "^..$",
    "^.*$",
    "a.b",
    "a[^x]b",
    "a\\sb",
    "\\d",
    "\\D",
    "\\w",
    "^\\w+$",
    "\\W",
    "^\\S+$",
    "\\bIN\\b",
    "\\bdrop",
    "o\\B",
    "\\bö",
    "[a-z]",
    "[^a-z]",
    "[[:alpha:]]",
    "^[[:upper:]-]+$",
    "[\\d%]",
    "[\\]\\\\]",
    "\\\\",
    "\\.",
    "\\*c\\+",
    "[.*]",
    "%|_",
    "(a|x)?b",
    "a{2}",
    "'{1,2}",
    "[äöü]",
    "(?i)ä",
    "^(?i:ß)$",
    "😀",
    "^x.y$",
    "\\x41",
    "\\t",
    "\\n$",
    "b$",
    "b\\n?$",
    "\\p{L}",
    "(?:F|f)(?:W|w)",
    "a.*?b",
    "(?s)a.b",
    "(?i)^d.op$",
    "^(a|)b",
    "x*",
    "(?:a*)+$",
    "[^[:^alpha:]]",
    "[\\S]$",
    "a\\x{27}+b",
    "^*a",
    "^\\D+$",
    "(?P<a>a)\\W",
    "\\P{L}",
    "[\\pL_]",
    "\\v|\\\\$",
];

const GLOBS: [&str; 8] = ["FW-*", "*drop*", "*_*", "*%*", "*", "a*b", "*😀*", "\\*"];

const LIKES: [&str; 16] = [
    "FW%", "%drop", "_W-%", "a_b", "a\\_b", "%\\%%", "\\%", "%\\\\%", "\\\\", "_", "__", "%", "",
    "a\\", "%😀%", "É",
];

/// A condition.
pub(super) fn predicate(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.one_in(3) {
        return match dice.below(12) {
            0 => dice.pick(&FLAGS).to_owned(),
            1 => format!("has {}", subject(dice).0),
            2 => format!("{} is {}null", subject(dice).0, not(dice)),
            3 => format!("{} is {}private", dice.pick(&["src", "dst", "ip"]), not(dice)),
            _ => comparison(dice),
        };
    }
    let one = predicate(dice, depth - 1);
    match dice.below(5) {
        0 => format!("not ({one})"),
        1 => format!("!({one})"),
        2 | 3 => format!("({one} and {})", predicate(dice, depth - 1)),
        _ => format!("({one} or {})", predicate(dice, depth - 1)),
    }
}

fn not(dice: &mut Dice) -> &'static str {
    dice.pick(&["", "not "])
}

/// A field, or the two of either side, by a name.
fn subject(dice: &mut Dice) -> (&'static str, Type) {
    match dice.below(12) {
        0 => (dice.pick(&["ip", "host", "net"]), Type::Address),
        1 => ("port", Type::Port),
        2 => ("mac", Type::Mac),
        _ => {
            let field = field(dice);
            (field.name, field.kind)
        }
    }
}

fn comparison(dice: &mut Dice) -> String {
    let (name, kind) = subject(dice);
    let is_text = matches!(kind, Type::Text | Type::Word | Type::Verdict | Type::Mac);
    match dice.below(10) {
        0 | 1 if kind == Type::Flags => {
            format!("{name} has {}", dice.pick(&["syn", "syn+ack", "fin", "ae", "(rst, ack)"]))
        }
        0 | 1 if is_text => format!("{name} {}like {}", not(dice), quoted(dice.pick(&LIKES))),
        2 | 3 if is_text || kind == Type::Protocol => {
            let operator = dice.pick(&["~", "!~", "matches", "not matches"]);
            format!("{name} {operator} {}", quoted(dice.pick(&PATTERNS)))
        }
        4 if matches!(kind, Type::Text | Type::Word) => {
            format!("{name} {} {}", dice.pick(&["=", "!="]), dice.pick(&GLOBS))
        }
        5 | 6 if ranked(kind) => format!("{name} {} {}", ordering(dice), value(dice, kind)),
        7 if ranked(kind) && kind != Type::Address && kind != Type::Time => {
            between(dice, name, kind)
        }
        8 => {
            let values: Vec<String> = (0..=dice.below(4)).map(|_| item(dice, kind)).collect();
            format!("{name} {}in ({})", not(dice), values.join(", "))
        }
        _ => format!("{name} {} {}", dice.pick(&["", "=", "==", "!=", "<>"]), item(dice, kind)),
    }
}

fn ordering(dice: &mut Dice) -> &'static str {
    dice.pick(&["<", "<=", ">", ">="])
}

fn ranked(kind: Type) -> bool {
    use Type::{Address, Int8, Int32, Port, Text, Time};
    matches!(kind, Address | Int8 | Int32 | Port | Text | Time)
}

fn between(dice: &mut Dice, name: &str, kind: Type) -> String {
    let (mut low, mut high) = (raw(dice, kind), raw(dice, kind));
    let backwards = match kind {
        Type::Text => low > high,
        _ => low.parse::<u64>().ok() > high.parse().ok(),
    };
    if backwards {
        std::mem::swap(&mut low, &mut high);
    }
    format!("{name} {}between {} and {}", not(dice), quoted(&low), quoted(&high))
}

/// A value, or where the type has such a range, network or name.
fn item(dice: &mut Dice, kind: Type) -> String {
    match kind {
        Type::Port if dice.one_in(3) => {
            dice.pick(&["ssh", "0-1023", "1024..65535", "22:80", "domain", "80-80"]).to_owned()
        }
        Type::Int8 | Type::Int32 if dice.one_in(3) => {
            dice.pick(&["0-64", "1..255", "0:0", "64-255"]).to_owned()
        }
        Type::Address if dice.one_in(2) => dice
            .pick(&[
                "10.0.0.0/8",
                "10.0.0.1/31",
                "0.0.0.0/0",
                "::/0",
                "a00::/8",
                "::ffff:0:0/96",
                "2001:db8::/32",
                "10.0.0.0-10.0.0.1",
                "::-::1",
                "255.255.255.255/32",
                "fc00::/7",
            ])
            .to_owned(),
        Type::Time if dice.one_in(3) => {
            dice.pick(&["2026-10-11", "2026-10-11..2026-10-12", "11:59", "today"]).to_owned()
        }
        _ => value(dice, kind),
    }
}

/// A value.
fn value(dice: &mut Dice, kind: Type) -> String {
    match kind {
        Type::Text | Type::Word => {
            let text = raw(dice, kind);
            let is_plain = text.len() > 1
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let is_name = text.eq_ignore_ascii_case("in") || ipta::field::by_name(&text).is_some();
            if is_plain && !is_name && dice.one_in(2) { text } else { quoted(&text) }
        }
        _ => raw(dice, kind),
    }
}

/// A value's text.
fn raw(dice: &mut Dice, kind: Type) -> String {
    match kind {
        Type::Text => {
            if dice.one_in(2) { dice.pick(&TEXTS) } else { dice.pick(&INTERFACES) }.to_owned()
        }
        Type::Word => dice.pick(&ACTIONS).to_lowercase(),
        Type::Verdict => dice.pick(&["accept", "deny", "none", "DENY"]).to_owned(),
        Type::Protocol => dice.pick(&["TCP", "udp", "1", "ICMPv6", "254", "6"]).to_owned(),
        Type::Address => dice.pick(&ADDRESSES).to_owned(),
        Type::Mac => dice.pick(&["02:00:5E:00:53:01", "00-00-00-00-00-00"]).to_owned(),
        Type::Port => dice.pick(&PORTS).to_string(),
        Type::Int8 => dice.pick(&BYTES).to_string(),
        Type::Int32 => dice.pick(&NUMBERS).to_string(),
        Type::Flags => dice.pick(&["syn", "none", "syn+ack", "rst", "ae"]).to_owned(),
        Type::Time => dice
            .pick(&[
                "2026-10-12",
                "2026-10-12T11:59:59",
                "now",
                "yesterday",
                "\"2026-10-11 23:59:59.999999\"",
                "1970-01-01",
                "2038-01-19T03:14:08",
            ])
            .to_owned(),
    }
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
