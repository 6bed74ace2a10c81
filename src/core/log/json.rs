//! An object: a line of JSON in which a program that carries logs wraps a line of a log.
//!
//! ```text
//! {"@timestamp":"2026-11-25T08:00:00Z","host":{"name":"fw1"},"message":"DROP IN=eth0 …"}
//! 2026-11-25T08:00:00Z fw1 kernel: DROP IN=eth0 …
//! ```
//!
//! A line that has a stamp of its own keeps it: it says when its machine logged it.

use serde_json::{Map, Value};

use crate::log::header;
use crate::log::stamp::{self, StampMatch};
use crate::log::tag::{self, Sender};
use crate::time::Timestamp;

/// Where the line is; behind a dot, in an object inside. Sources: docker's `json-file`, GELF 1.1,
/// Filebeat and the Elastic Common Schema, Elasticsearch's and Splunk's exports, rsyslog, syslog-ng,
/// nxlog, fluentd, Fluent Bit, Vector, Loki.
static MESSAGES: [&str; 18] = [
    "log",
    "message",
    "MESSAGE",
    "Message",
    "full_message",
    "short_message",
    "msg",
    "line",
    "_raw",
    "result._raw",
    "event.original",
    "log.original",
    "_source.message",
    "_source.event.original",
    "fields.message",
    "jsonPayload.message",
    "@message",
    "SyslogMessage",
];

/// When it was logged, the most certain first.
static TIMES: [&str; 22] = [
    "__REALTIME_TIMESTAMP",
    "ISODATE",
    "timereported",
    "time",
    "@timestamp",
    "timestamp",
    "date",
    "ts",
    "EventTime",
    "_time",
    "result._time",
    "_source.@timestamp",
    "_source.timestamp",
    "DATE",
    "timegenerated",
    "EventReceivedTime",
    "fields.timestamp",
    "datetime",
    "generated_at",
    "DeviceReportedTime",
    "TimeGenerated",
    "t",
];

/// The machine that logged it.
static MACHINES: [&str; 21] = [
    "_HOSTNAME",
    "hostname",
    "HOST",
    "Hostname",
    "HOSTNAME",
    "host",
    "host.hostname",
    "host.name",
    "fromhost",
    "source",
    "result.host",
    "_source.host",
    "_source.hostname",
    "_source.host.name",
    "_source.source",
    "host_name",
    "source_name",
    "nodename",
    "node_name",
    "Computer",
    "instance",
];

/// The program that logged it.
static PROGRAMS: [&str; 26] = [
    "SYSLOG_IDENTIFIER",
    "program",
    "PROGRAM",
    "programname",
    "ident",
    "appname",
    "app-name",
    "app_name",
    "APP-NAME",
    "application_name",
    "_application_name",
    "syslogtag",
    "syslog-tag",
    "syslog_tag",
    "syslog_program",
    "syslog.appname",
    "log.syslog.appname",
    "SourceName",
    "_COMM",
    "process.name",
    "_source.program",
    "_source.process.name",
    "_source.log.syslog.appname",
    "result.program",
    "fields.program",
    "ProcessName",
];

/// Names that may be a program's or something else: they count only where they are surely a program's.
static NAMES: [&str; 18] = [
    "tag",
    "source",
    "app",
    "application",
    "process",
    "service",
    "service.name",
    "unit",
    "_SYSTEMD_UNIT",
    "container_name",
    "facility",
    "logger",
    "sourcetype",
    "component",
    "job",
    "container",
    "comm",
    "process_name",
];

/// The same of an object of JSON.
pub(super) fn json(text: &str) -> Option<Vec<u8>> {
    let (lead, object) = text.split_at(text.find('{')?);
    let carrier = if lead.is_empty() { None } else { Some(carrier(lead)?) };
    let object: Map<String, Value> = serde_json::from_str(object).ok()?;
    carried(&object, carrier)
}

/// The line that an object carries; the stamp of its carrier counts if it has none.
pub fn carried(object: &Map<String, Value>, carrier: Option<&str>) -> Option<Vec<u8>> {
    let packet = packet(object);
    let message = packet.as_deref().or_else(|| message(object))?;
    let message = message.trim_end_matches(['\r', '\n']);
    let time = find_time(object);
    Some(write(object, message, time.or_else(|| carrier.map(str::to_owned))))
}

/// When the line of an object was logged, as a stamp.
pub fn find_time(object: &Map<String, Value>) -> Option<String> {
    TIMES.iter().find_map(|key| time(get(object, key)?))
}

/// The part of a line that the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// The line itself.
    Message,
    /// When it was logged, by which machine or program.
    Other,
}

/// The key that a name is in any case, and its role.
pub fn known(name: &str) -> Option<(&'static str, KeyRole)> {
    let find = |keys: &'static [&str]| keys.iter().find(|key| key.eq_ignore_ascii_case(name));
    let message = find(&MESSAGES).map(|key| (*key, KeyRole::Message));
    let others = [&TIMES[..], &MACHINES, &PROGRAMS, &NAMES];
    message.or_else(|| others.iter().find_map(|keys| Some((*find(keys)?, KeyRole::Other))))
}

/// The stamp before an object, if that is all but its columns: a tag of fluentd's between tabs, a
/// stream of a container's. Sources: fluentd, `out_file`; Kubernetes, CRI logging format;
/// `docker logs -t`.
fn carrier(lead: &str) -> Option<&str> {
    let StampMatch { stamp: Some(_), from: 0, end, .. } = stamp::find(lead.as_bytes())? else {
        return None;
    };
    let (stamp, columns) = lead.split_at(end);
    let is_tag = columns.starts_with('\t') && columns.ends_with('\t');
    let is_stream = [" ", " stdout F ", " stderr F "].contains(&columns);
    (is_tag || is_stream).then_some(stamp)
}

/// What the values of an object stand for in the kernel's grammar. Source: ulogd2, `ulogd_output_JSON.c`
/// and the keys of its interpreters.
static KEYS: [(&str, &str); 18] = [
    ("oob.in", "IN"),
    ("oob.out", "OUT"),
    ("mac.saddr.str", "MACSRC"),
    ("mac.daddr.str", "MACDST"),
    ("src_ip", "SRC"),
    ("dest_ip", "DST"),
    ("ip.totlen", "LEN"),
    ("ip.ttl", "TTL"),
    ("ip6.hoplimit", "HOPLIMIT"),
    ("ip.id", "ID"),
    ("ip.protocol", "PROTO"),
    ("src_port", "SPT"),
    ("dest_port", "DPT"),
    ("tcp.window", "WINDOW"),
    ("icmp.type", "TYPE"),
    ("icmp.code", "CODE"),
    ("icmpv6.type", "TYPE"),
    ("icmpv6.code", "CODE"),
];

/// The flags of TCP, as the same program names them.
static FLAGS: [&str; 6] = ["urg", "ack", "psh", "rst", "syn", "fin"];

/// The body of a packet whose parts ulogd writes one by one.
fn packet(object: &Map<String, Value>) -> Option<String> {
    let text = |key| match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let prefix = text("oob.prefix")?;
    let mut body = format!("{} ", prefix.trim());
    for (key, name) in KEYS {
        // Both interfaces stand in every line of the kernel's.
        let value = text(key).or_else(|| matches!(name, "IN" | "OUT").then(String::new));
        if let Some(value) = value.filter(|value| !value.contains(char::is_whitespace)) {
            body += &format!("{name}={value} ");
        }
    }
    let is_set = |flag: &&str| object.get(&format!("tcp.{flag}")).is_some_and(is_true);
    if object.contains_key("tcp.window") {
        FLAGS
            .iter()
            .filter(|flag| is_set(flag))
            .for_each(|flag| body += &(flag.to_uppercase() + " "));
        body += "URGP=0 ";
    }
    let mark = object.get("oob.mark").and_then(Value::as_u64).filter(|mark| *mark > 0);
    mark.into_iter().for_each(|mark| body += &format!("MARK=0x{mark:x} "));
    Some(body)
}

fn is_true(value: &Value) -> bool {
    value.as_bool().or_else(|| value.as_u64().map(|number| number > 0)).unwrap_or(false)
}

/// The first message that holds a packet, or the first of all.
fn message(object: &Map<String, Value>) -> Option<&str> {
    let all = || MESSAGES.iter().filter_map(|key| get(object, key)?.as_str());
    all().find(|text| text.contains("IN=") || text.contains("SRC=")).or_else(|| all().next())
}

/// The value of a key, or of one in an object inside.
fn get<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o Value> {
    object.get(key).or_else(|| {
        let (outer, inner) = key.split_once('.')?;
        get(object.get(outer)?.as_object()?, inner)
    })
}

/// The same, or the label of that name. Source: Loki, `logcli --output=jsonl`; Grafana's logs as JSON.
fn labelled<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o Value> {
    let label = |labels: &&str| object.get(*labels)?.as_object()?.get(key);
    get(object, key).or_else(|| ["labels", "fields"].iter().find_map(label))
}

/// A stamp that says the same as a value, if that names a time.
pub fn time(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        let utc = [" UTC", " GMT"].iter().find_map(|zone| text.strip_suffix(zone));
        let text = utc.map_or_else(|| text.to_owned(), |text| format!("{text}Z"));
        let start = stamp::find(text.as_bytes());
        let is_whole =
            start.is_some_and(|it| it.stamp.is_some() && (it.from, it.end) == (0, text.len()));
        return if is_whole { Some(text) } else { since_1970(&text) };
    }
    since_1970(&value.as_number()?.to_string())
}

/// The stamp of seconds since 1970, or of thousandths, millionths or billionths of them.
fn since_1970(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_known =
        matches!(whole.len(), 10 | 13 | 16 | 19) && is_number(whole) && is_number(fraction);
    let (seconds, rest) = is_known.then(|| whole.split_at(10))?;
    let micros: i64 = format!("{:0<6.6}", format!("{rest}{fraction}")).parse().ok()?;
    let time = Timestamp(seconds.parse::<i64>().ok()? * Timestamp::SECOND + micros);
    Some(format!("{}.{micros:06}Z", time.to_civil()?.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// Writes the line with what the object says of it beside.
fn write(object: &Map<String, Value>, message: &str, time: Option<String>) -> Vec<u8> {
    let own = stamp::find(message.as_bytes());
    let is_own = own.as_ref().is_some_and(|start| start.stamp.is_some());
    let mut line = String::new();
    let program = program(object);
    if !is_own || program.is_some() || time.is_some() {
        let machine = word(object, &MACHINES).filter(|_| time.is_some());
        let tag = match program {
            Some(name) => format!("{}[0]:", tag::safe_name(name)),
            None if has_tag(message) => String::new(),
            None => "kernel:".to_owned(),
        };
        line = format!("{} {} {tag} ", time.unwrap_or_default(), machine.unwrap_or_default());
    }
    // Of the ring buffer's stamps only seconds may stand behind a tag.
    let from =
        own.filter(|start| !is_own && header::uptime(&message.as_bytes()[start.from..]).is_none());
    line.push_str(&message[from.map_or(0, |start| start.end)..]);
    line.replace(['\n', '\r'], " ").into_bytes()
}

/// Whether a message begins with a tag of its own, or with what may be one.
fn has_tag(message: &str) -> bool {
    let message = &message[header::priority(message.as_bytes())..];
    tag::read(message).is_some() || tag::unsure(message).is_some()
}

/// The program that logged the line, if its lines are not netfilter's.
fn program(object: &Map<String, Value>) -> Option<&str> {
    let texts =
        |keys: &'static [&str]| keys.iter().filter_map(|key| labelled(object, key)?.as_str());
    let name = |tag: &'_ str| tag.split(['[', ':']).next().unwrap_or_default().len();
    let mut named = texts(&PROGRAMS).filter(|text| !matches!(*text, "" | "-"));
    if let Some(program) = named.next() {
        let program = &program[..name(program)];
        return (tag::named(program) != Sender::Netfilter).then_some(program);
    }
    texts(&NAMES).find_map(|text| {
        let tag = tag::read(text).map(|(tag, _)| (tag.program, tag.origin));
        let (program, origin) = tag.or_else(|| Some((text, tag::origin(text)?)))?;
        (origin != Sender::Netfilter).then_some(program)
    })
}

/// The first of some values that is one word, as names of machines and programs are.
fn word<'o>(object: &'o Map<String, Value>, keys: &[&str]) -> Option<&'o str> {
    let is_word = |text: &&str| {
        let is_letter = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'=' | b'"');
        !text.is_empty() && *text != "-" && text.bytes().all(is_letter)
    };
    keys.iter().filter_map(|key| labelled(object, key)?.as_str()).find(is_word)
}
