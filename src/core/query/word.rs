//! A word of the language: its verbs, keywords, flags and the names of several fields at once. Each
//! kind has one table here; single fields are in [`crate::field::FIELDS`].

use crate::query::term::FUNCTIONS;

/// A word and what it does.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The word, in lower case.
    pub text: &'static str,
    /// What it does, in a line.
    pub help: &'static str,
}

/// A word and what it does.
pub(crate) const fn word(text: &'static str, help: &'static str) -> QueryWord {
    QueryWord { text, help }
}

/// What a query can begin with.
pub static VERBS: &[QueryWord] = &[
    word("top", "the most frequent values of fields: top [N] FIELDS [by MEASURE]"),
    word("bottom", "the least frequent values of fields: bottom [N] FIELDS [by MEASURE]"),
    word("count", "how many packets: count [distinct FIELD] [by FIELDS]"),
    word("hist", "packets over time: hist [MEASURE] [every DURATION] [by FIELD]"),
    word("timeline", "the same as hist"),
    word("list", "the packets themselves: list [FIELDS]"),
    word("show", "the same as list"),
    word("values", "every value that a field has: values FIELD"),
    word("explain", "show how the query that follows is read, and its SQL"),
];

/// What a clause can begin with.
pub static CLAUSES: &[QueryWord] = &[
    word("where", "keep the packets that a condition fits"),
    word("last", "up to now, for a duration: last 24h"),
    word("since", "from a time on: since 2026-10-01, since 08:00, since 2h ago"),
    word("until", "up to, and without, a time"),
    word("on", "one day: on 2026-10-11"),
    word("today", "from midnight until now"),
    word("yesterday", "the day before today"),
    word("having", "keep the groups whose measure fits: having count > 50"),
    word("limit", "how many rows to show"),
    word("order", "sort a list: order by FIELD [asc|desc]"),
    word("every", "how long each step of hist lasts: every 5m"),
    word("vs", "beside another window of time: vs previous, vs 7d ago"),
    word("by", "the measure of top, the fields of count and hist, the field of order"),
    word("show", "the columns of a grouping: show count, src \"Source\", same(dport)"),
];

/// Words between the parts of a condition or a clause.
pub static CONNECTIVES: &[QueryWord] = &[
    word("and", "both"),
    word("or", "either; binds less than and"),
    word("not", "the exact complement, unknown values included"),
    word("has", "the packet has the field; of flags: these are set"),
    word("in", "one of a set; before an operator, the interface a packet came in by"),
    word("is", "is null, is private, is not …"),
    word("null", "unknown"),
    word("private", "an address of a private network"),
    word("between", "between A and B, both included"),
    word("like", "a pattern with % and _"),
    word("matches", "a regular expression, as ~"),
    word("distinct", "how many different values: distinct FIELD"),
    word("asc", "smallest first"),
    word("desc", "largest first"),
    word("ago", "a duration before now"),
    word("previous", "the window of time just before"),
];

/// Words that measure a group.
pub static MEASURES: &[QueryWord] = &[
    word("count", "packets"),
    word("packets", "packets"),
    word("bytes", "the sum of their lengths"),
    word("distinct", "how many different values of a field"),
    word("dc", "the same as distinct"),
    word("uniq", "the same as distinct"),
    word("sum", "sum(FIELD)"),
    word("avg", "avg(FIELD)"),
    word("min", "min(FIELD)"),
    word("max", "max(FIELD)"),
];

/// Words that stand for columns.
pub static COLUMNS: &[QueryWord] = &[
    word("same", "same(FIELD): the value that all packets of the group share"),
    word("service", "the service at the grouped port and protocol"),
    word("share", "how much of all packets the group has, in per cent"),
    word("*", "every field of a list, every packet of a count"),
];

/// A unit of time.
#[derive(Debug, PartialEq, Eq)]
pub struct TimeUnit {
    /// Its names, the short one first.
    pub names: &'static [&'static str],
    /// Its length.
    pub seconds: i64,
}

/// Every unit of a duration, the smallest first.
pub static UNITS: &[TimeUnit] = &[
    TimeUnit { names: &["s", "sec", "second", "seconds"], seconds: 1 },
    TimeUnit { names: &["m", "min", "minute", "minutes"], seconds: 60 },
    TimeUnit { names: &["h", "hour", "hours"], seconds: 3600 },
    TimeUnit { names: &["d", "day", "days"], seconds: 86_400 },
    TimeUnit { names: &["w", "week", "weeks"], seconds: 604_800 },
];

/// A condition of one word, and what it is short for.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// The word.
    pub text: &'static str,
    /// The condition, in the language itself.
    pub meaning: &'static str,
}

/// Every condition of one word.
pub static FLAGS: &[Flag] = &[
    Flag { text: "tcp", meaning: "proto = TCP" },
    Flag { text: "udp", meaning: "proto = UDP" },
    Flag { text: "icmp", meaning: "proto = ICMP" },
    Flag { text: "icmp6", meaning: "proto = ICMPv6" },
    Flag { text: "denied", meaning: "verdict = deny" },
    Flag { text: "accepted", meaning: "verdict = accept" },
    Flag { text: "inbound", meaning: "has iif and not has oif" },
    Flag { text: "outbound", meaning: "has oif and not has iif" },
    Flag { text: "forwarded", meaning: "has iif and has oif" },
    Flag { text: "ipv4", meaning: "ip in 0.0.0.0/0" },
    Flag { text: "ipv6", meaning: "ip in ::/0" },
];

/// A name that stands for the same field of either side.
#[derive(Debug, PartialEq, Eq)]
pub struct Side {
    /// The names.
    pub names: &'static [&'static str],
    /// The fields, source first.
    pub fields: [&'static str; 2],
    /// Whether `src` and `dst` may stand before it to choose one.
    pub choosable: bool,
}

/// Every name of two fields.
pub static SIDES: &[Side] = &[
    Side { names: &["ip", "host", "addr", "net"], fields: ["src", "dst"], choosable: true },
    Side { names: &["port", "portrange"], fields: ["sport", "dport"], choosable: true },
    Side { names: &["mac"], fields: ["smac", "dmac"], choosable: false },
];

/// The fields of either side that a name stands for.
pub fn side(name: &str) -> Option<&'static Side> {
    SIDES.iter().find(|side| side.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// The flag of that name.
pub fn flag(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.text.eq_ignore_ascii_case(name))
}

/// The word of a table, in either case.
pub fn find(table: &'static [QueryWord], text: &str) -> Option<&'static QueryWord> {
    table.iter().find(|word| word.text.eq_ignore_ascii_case(text))
}

/// Every word of the language, by kind; one that has two meanings is there twice.
pub fn all() -> impl Iterator<Item = &'static QueryWord> {
    let tables = [VERBS, CLAUSES, CONNECTIVES, MEASURES, COLUMNS].into_iter().flatten();
    tables.chain(FUNCTIONS.iter().map(|function| &function.word))
}

/// The word that stands between other parts of a query: not what the query begins with.
pub fn inner(text: &str) -> Option<&'static QueryWord> {
    [CONNECTIVES, CLAUSES, MEASURES, COLUMNS, VERBS].iter().find_map(|table| find(table, text))
}

/// Whether the word is one of a table's, in either case.
pub fn is_in(table: &'static [QueryWord], text: &str) -> bool {
    find(table, text).is_some()
}

/// Whether a word means something to the language, so that it is a value only in quotes.
pub fn is_reserved(text: &str) -> bool {
    [VERBS, CLAUSES, CONNECTIVES].iter().any(|table| is_in(table, text))
}
