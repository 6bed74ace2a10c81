//! The words of the language: its verbs, keywords, functions, flags, and the names that stand for two
//! fields. Each kind has one table here; single fields are in [`crate::field::FIELDS`].

use crate::field::{self, FIELDS, Type};
use crate::query::typing;

/// A word and what it does.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The word, in lower case.
    pub text: &'static str,
    /// What it does, in a line.
    pub help: &'static str,
}

/// A word and what it does.
const fn word(text: &'static str, help: &'static str) -> QueryWord {
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
    word("sort", "the same as order"),
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
    word("public", "an address of no private network"),
    word("between", "between A and B, both included"),
    word("like", "a pattern with % and _"),
    word("contains", "the text has this part"),
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

/// A function to group by.
#[derive(Debug, PartialEq, Eq)]
pub struct TermFunction {
    /// Its name, and what it does.
    pub word: QueryWord,
    /// The types of fields that it takes.
    pub takes: &'static [Type],
    /// How it is written, for a line of advice.
    pub usage: &'static str,
}

/// Every function that a term can have.
pub static FUNCTIONS: &[TermFunction] = &[
    TermFunction {
        word: word(
            "net",
            "the network of an address: net(src, 24), /64 of IPv6; net(src, 24, 48) of both",
        ),
        takes: typing::ADDRESSES,
        usage: "for example `net(src, 24)`, which takes /64 of IPv6, or `net(src, 24, 48)`",
    },
    TermFunction {
        word: word("hour", "the hour of the day: hour(time)"),
        takes: typing::TIMES,
        usage: "for example `hour(time)`",
    },
    TermFunction {
        word: word("day", "the day: day(time)"),
        takes: typing::TIMES,
        usage: "for example `day(time)`",
    },
    TermFunction {
        word: word("weekday", "the day of the week: weekday(time)"),
        takes: typing::TIMES,
        usage: "for example `weekday(time)`",
    },
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
    /// Other words for the same.
    pub aliases: &'static [&'static str],
    /// The condition, in the language itself.
    pub meaning: &'static str,
}

/// Every condition of one word.
pub static FLAGS: &[Flag] = &[
    flag("tcp", &[], "proto = TCP"),
    flag("udp", &[], "proto = UDP"),
    flag("icmp", &[], "proto = ICMP"),
    flag("icmp6", &["icmpv6"], "proto = ICMPv6"),
    flag("denied", &["blocked", "dropped", "rejected"], "verdict = deny"),
    flag("accepted", &["accept", "allowed"], "verdict = accept"),
    flag("inbound", &[], "has iif and not has oif"),
    flag("outbound", &[], "has oif and not has iif"),
    flag("forwarded", &[], "has iif and has oif"),
    flag("ipv4", &["ip4"], "ip in 0.0.0.0/0"),
    flag("ipv6", &["ip6"], "ip in ::/0"),
    flag("syn", &[], "flags has syn"),
    flag("ack", &[], "flags has ack"),
    flag("fin", &[], "flags has fin"),
    flag("rst", &[], "flags has rst"),
    flag("psh", &[], "flags has psh"),
    flag("urg", &[], "flags has urg"),
];

const fn flag(text: &'static str, aliases: &'static [&'static str], meaning: &'static str) -> Flag {
    Flag { text, aliases, meaning }
}

/// A name that stands for the same field of either side.
#[derive(Debug, PartialEq, Eq)]
pub struct Side {
    /// The names.
    pub names: &'static [&'static str],
    /// Names that other tools have for it.
    pub aliases: &'static [&'static str],
    /// The fields, source first.
    pub fields: [&'static str; 2],
    /// Whether `src` and `dst` may stand before it to choose one.
    pub choosable: bool,
}

/// Every name of two fields.
pub static SIDES: &[Side] = &[
    Side {
        names: &["ip", "host", "addr", "net"],
        aliases: &["ip.addr"],
        fields: ["src", "dst"],
        choosable: true,
    },
    Side {
        names: &["port", "portrange"],
        aliases: &["tcp.port", "udp.port"],
        fields: ["sport", "dport"],
        choosable: true,
    },
    Side { names: &["mac"], aliases: &[], fields: ["smac", "dmac"], choosable: false },
];

/// The two fields that a name means.
pub fn find_side(name: &str) -> Option<&'static Side> {
    let is_name = |known: &&str| known.eq_ignore_ascii_case(name);
    SIDES.iter().find(|side| side.names.iter().chain(side.aliases).any(is_name))
}

/// The flag of that name.
pub fn find_flag(name: &str) -> Option<&'static Flag> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    FLAGS.iter().find(|flag| is_name(flag.text) || flag.aliases.iter().any(|alias| is_name(alias)))
}

/// The function of that name, in either case.
pub fn find_function(name: &str) -> Option<&'static TermFunction> {
    FUNCTIONS.iter().find(|function| function.word.text.eq_ignore_ascii_case(name))
}

/// The word of a table, in either case.
pub fn find_word(table: &'static [QueryWord], text: &str) -> Option<&'static QueryWord> {
    table.iter().find(|word| word.text.eq_ignore_ascii_case(text))
}

/// Every word of the language, by kind; one that has two meanings is there twice.
pub fn all() -> impl Iterator<Item = &'static QueryWord> {
    let tables = [VERBS, CLAUSES, CONNECTIVES, MEASURES, COLUMNS].into_iter().flatten();
    tables.chain(FUNCTIONS.iter().map(|function| &function.word))
}

/// The word that stands between other parts of a query: not what the query begins with.
pub fn find_inner_word(text: &str) -> Option<&'static QueryWord> {
    [CONNECTIVES, CLAUSES, MEASURES, COLUMNS, VERBS].iter().find_map(|table| find_word(table, text))
}

/// Whether the word is one of a table's, in either case.
pub fn is_in(table: &'static [QueryWord], text: &str) -> bool {
    find_word(table, text).is_some()
}

/// Whether a word means something to the language, so that it is a value only in quotes.
pub fn is_reserved(text: &str) -> bool {
    [VERBS, CLAUSES, CONNECTIVES].iter().any(|table| is_in(table, text))
}

/// Whether a word is a field, or means two.
pub fn is_subject(text: &str) -> bool {
    field::by_name(text).is_some() || find_side(text).is_some()
}

/// The names of flags.
pub(crate) fn flag_names() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().map(|flag| flag.text)
}

/// The texts of a table's words.
pub fn texts(table: &'static [QueryWord]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|word| word.text)
}

/// The names of fields, and those that stand for two.
pub(crate) fn field_names() -> impl Iterator<Item = &'static str> {
    let single = FIELDS.iter().flat_map(|field| field.aliases.iter().copied().chain([field.name]));
    single.chain(SIDES.iter().flat_map(|side| side.names.iter().copied()))
}
