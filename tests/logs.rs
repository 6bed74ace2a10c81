//! Lines of logs: the cases under `tests/logs/`, lines cut anywhere, and lines made up at random.
//!
//! A case file holds `@zone NAME` and `@year YEAR` for the lines behind them, comments (`#`), and
//! cases: a line of a log between `> ` and `|`, so that a blank at its end is seen, and indented
//! what must come of it: every field that is known as `name = value`, and `times` if the line stands
//! for several packets; or `other`, `of PROGRAM`, `bad: why`, `gap: N KIND on MACHINE at TIME` or `repeat: N on
//! MACHINE at TIME`.

mod cut;
mod heads;
mod import;
mod journal;
mod memory;
mod packed;
mod random;
mod repeats;
mod streams;
mod tables;

use std::path::Path;

use ipta::field::{Datum, FIELDS, Field, FieldSet};
use ipta::log::ending::TailDoubt;
use ipta::log::gap::Gap;
use ipta::log::journal::entry_line;
use ipta::log::prefix::UserRule;
use ipta::log::stamp::Years;
use ipta::log::{Line, LineExplanation, LineReader, ReadRules, Reason};
use ipta::packet::{Packet, TcpFlags, Verdict};
use ipta::time::{Timestamp, Zone};
use ipta::value::Value;

struct Case {
    place: String,
    line: String,
    zone: Zone,
    year: i16,
    expected: Vec<String>,
}

impl Case {
    /// The line that is read: that which an object of JSON stands for, or itself.
    fn read_as(&self) -> String {
        let line = entry_line(self.line.as_bytes());
        line.map_or_else(|| self.line.clone(), |line| String::from_utf8(line).expect(&self.place))
    }

    fn reader(&self) -> LineReader {
        LineReader::new(self.zone.clone(), Years::starting(self.year))
    }
}

/// Reads a line, with its packet if it is one.
fn read<'a>(mut reader: LineReader, line: &'a str) -> (Line<'a>, Option<Packet<'a>>) {
    let mut packet = Packet::default();
    let line = reader.read(line, &mut packet);
    let is_packet = matches!(line, Line::Packet { .. });
    (line, is_packet.then_some(packet))
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    let mut cases = Vec::new();
    for entry in folder.read_dir().expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "log") {
            read_cases(&path, &mut cases);
        }
    }
    assert!(cases.len() > 40, "only {} cases were found", cases.len());
    cases
}

fn read_cases(path: &Path, cases: &mut Vec<Case>) {
    let (mut zone, mut year) = (Zone::utc(), 2024);
    let text = std::fs::read_to_string(path).expect("a case file");
    for (number, line) in (1..).zip(text.lines()) {
        let place = format!("{}:{number}", path.display());
        if let Some(name) = line.strip_prefix("@zone ") {
            zone = Zone::parse(name).expect(&place);
        } else if let Some(text) = line.strip_prefix("@year ") {
            year = text.parse().expect(&place);
        } else if let Some(line) = line.strip_prefix("> ") {
            let line = line.strip_suffix('|').expect(&place).to_owned();
            cases.push(Case { place, line, zone: zone.clone(), year, expected: Vec::new() });
        } else if !line.is_empty() && !line.starts_with('#') {
            cases.last_mut().expect(&place).expected.push(line.trim().to_owned());
        }
    }
}

/// A value as case files write it.
fn shown(field: &Field, packet: &Packet<'_>) -> Option<String> {
    match (field.get)(packet) {
        Datum::Null => None,
        Datum::Int(bits) if field.name == "flags" => {
            Some(TcpFlags(u16::try_from(bits).expect("9 bits")).to_string())
        }
        datum => Some(Value::from(datum).to_string()),
    }
}

/// What a notice says, of which machine and when.
fn noticed(what: String, machine: Option<&str>, time: Option<Timestamp>) -> Vec<String> {
    let machine = machine.map(|name| format!(" on {name}")).unwrap_or_default();
    let time = time.map(|time| format!(" at {time}")).unwrap_or_default();
    vec![what + &machine + &time]
}

fn described(reading: &LineExplanation<'_>) -> Vec<String> {
    match &reading.line {
        Line::Other => vec!["other".into()],
        Line::Foreign { program } => vec![format!("of {program}")],
        Line::Bad(reason) => vec![format!("bad: {reason}")],
        Line::Repeat { machine, times, time } => {
            noticed(format!("repeat: {times}"), *machine, *time)
        }
        Line::Gap(Gap { machine, kind, lost, time }) => {
            let lost = lost.map(|lost| format!("{lost} ")).unwrap_or_default();
            noticed(format!("gap: {lost}{kind}"), *machine, *time)
        }
        Line::Packet { times } => FIELDS
            .iter()
            .filter_map(|field| {
                Some(format!("{} = {}", field.name, shown(field, &reading.packet)?))
            })
            .chain((*times > 1).then(|| format!("times = {times}")))
            .collect(),
    }
}

#[test]
fn lines_say_what_the_cases_expect() {
    let mut wrong = String::new();
    for case in cases() {
        let line = case.read_as();
        let found = described(&case.reader().explain(&line));
        if found != case.expected {
            wrong += &format!("{}\n  {}\n", case.place, found.join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "these lines say something else:\n{wrong}");
}

#[test]
fn lines_whose_heads_were_read_before_say_the_same() {
    let uptime = regex::Regex::new(r"\[ *\d+\.\d+\]").expect("a pattern");
    for case in cases() {
        let line = case.read_as();
        let mut reader = case.reader();
        for uptime_as in ["$0", "$0", "[9876543.000001]", "[    0.5]", "[5]", "$0"] {
            let line = uptime.replace_all(&line, uptime_as);
            // A line that is explained is read as if nothing were known.
            let explained = reader.clone().explain(&line);
            let (read, packet) = {
                let mut packet = Packet::default();
                (reader.read(&line, &mut packet), packet)
            };
            assert_eq!(read, explained.line, "{}: {line}", case.place);
            if let Line::Packet { .. } = read {
                assert_eq!(packet, explained.packet, "{}: {line}", case.place);
            }
        }
    }
}

#[test]
fn a_second_packet_is_seen_whatever_is_asked() {
    let mac = "MAC=02:00:5e:00:53:01:02:00:5e:00:53:fe:08:00 ";
    let packet = "kernel: IPT: DROP IN=eth1 OUT= SRC=192.0.2.1 DST=192.0.2.2 ";
    let line = format!("Oct 11 00:08:36 fw kernel: IPT: ACCEPT IN=eth0 OUT= {mac}fw {packet}");
    for fields in [FieldSet::ALL, FieldSet::default()] {
        let mut reader = reader().asked(fields);
        // It is the same when its start is known.
        for _ in 0..2 {
            let read = reader.read(&line, &mut Packet::default());
            assert!(matches!(read, Line::Bad(Reason::Mixed { .. })), "{read:?}");
            reader.read(&line.replace(mac, "SRC=192.0.2.3 "), &mut Packet::default());
        }
    }
}

#[test]
fn a_line_cut_anywhere_says_nothing_else() {
    for case in cases() {
        if case.read_as() != case.line {
            continue; // an object that is cut is none
        }
        let (_, Some(whole)) = read(case.reader(), &case.line) else { continue };
        let keys = [" OUT=", "IN=", "SRC=", "PROTO=", "initf=", "srcip=", "OUT="];
        let key = keys.iter().find_map(|key| Some(case.line.rfind(key)? + key.len()));
        let body = key.expect("a packet has one of these");
        for (end, _) in case.line.char_indices() {
            let cut = &case.line[..end];
            let mut packet = Packet::default();
            let Line::Packet { .. } = case.reader().read_half(cut, &mut packet) else { continue };
            if end < body {
                continue; // what stands here for the body is part of the prefix
            }
            let known: Vec<_> = FIELDS.iter().filter(|f| shown(f, &packet).is_some()).collect();
            for field in &known {
                let found = shown(field, &packet);
                assert_eq!(found, shown(field, &whole), "{} in {cut}", field.name);
            }
            // A reader that is not told of it may take the last word for a whole one.
            let (_, Some(packet)) = read(case.reader(), cut) else { panic!("{cut}") };
            for field in known {
                let found = shown(field, &packet);
                assert_eq!(found, shown(field, &whole), "{} in {cut}", field.name);
            }
        }
    }
}

/// The last field of a line with that end, and the last word that does not count.
fn read_end(end: &str) -> (Option<String>, Option<String>) {
    let line = format!("May  4 06:35:08 fw kernel: FW: IN=eth0 OUT= SRC=192.0.2.1 {end}");
    let mut reader = reader();
    let reading = reader.explain(&line);
    let dropped = reading.dropped.map(|dropped| format!("{}: {}", dropped.word, dropped.why));
    (described(&reading).pop(), dropped)
}

#[test]
fn the_last_word_of_a_line_counts_without_a_blank() {
    for (end, last) in [
        ("PROTO=2", "proto = IGMP"),
        ("MARK=0xd4", "mark = 212"),
        ("DST=198.51.100.1", "dst = 198.51.100.1"),
        ("PROTO=TCP SPT=1 DPT=44", "dport = 44"),
        ("PROTO=TCP SPT=1 DPT=44\t\r", "dport = 44"),
        ("PROTO=TCP WINDOW=1 RES=0x00 ACK ", "flags = ACK"),
        ("PROTO=TCP WINDOW=1 RES=0x00 ACK SYN", "flags = SYN ACK"),
        ("PROTO=TCP WINDOW=1 RES=0x00 SYN URGP=0", "flags = SYN"),
        ("PROTO=TCP WINDOW=1 RES=0x00 URGP=0", "flags = none"),
        ("PROTO=TCP WINDOW=1 RES=0x00", "window = 1"),
        ("DST=198.51.100.1 LEN=40 TOS=0x08 PREC=0x20", "tos = 40"),
        ("DST=198.51.100.1 LEN=40 TTL=6", "ttl = 6"),
        ("PROTO=ICMP TYPE=8 CODE=0", "icmpcode = 0"),
        (
            "PROTO=ICMP TYPE=3 CODE=3 [SRC=192.0.2.1 DST=192.0.2.2 LEN=40 PROTO=UDP SPT=5 DPT=6",
            "inner_dport = 6",
        ),
    ] {
        assert_eq!(read_end(end), (Some(last.into()), None), "{end}");
    }
}

#[test]
fn a_last_word_that_is_not_whole_is_dropped() {
    let src = "src = 192.0.2.1";
    for (end, last, dropped) in [
        ("PROTO=TC", src, "PROTO=TC: its value is not a protocol"),
        ("PROTO=", src, "PROTO=: its value is not a protocol"),
        ("DST=192.0.2", src, "DST=192.0.2: its value is not an address"),
        ("DST=192.0.2.", src, "DST=192.0.2.: its value is not an address"),
        ("MARK=0x", src, "MARK=0x: its value is not a number in range"),
        ("MACSRC=02:00:5e", src, "MACSRC=02:00:5e: it is not whole"),
        ("LEN=40 TOS=0x08 PREC=0x0", "len = 40", "PREC=0x0: it is not whole"),
        ("PROTO=TCP SPT=1 DP", "sport = 1", "DP: it is not whole"),
        ("PROTO=TCP SPT=1 DPT=2 WINDOW=1 RES=0x00 ACK SY", "window = 1", "SY: it is not whole"),
        ("PROTO=TCP SPT=1 DPT=2 WINDOW=1 RES=0x00 SYN URG", "flags = SYN", "URG: it is not whole"),
    ] {
        assert_eq!(read_end(end), (Some(last.into()), Some(dropped.into())), "{end}");
    }
    let line = "May  4 06:35:08 fw kernel: FW: IN=eth0 OUT= \
                SRC=2001:0db8:0000:0000:0000:0000:0000:0001 DST=2001:0db8:0000:0000:0000:0000:0000:00";
    let mut reader = reader();
    let dropped = reader.explain(line).dropped.expect("a word");
    assert_eq!((&dropped.word[..4], dropped.why), ("DST=", TailDoubt::Part));
    let whole = format!("{line}02");
    assert_eq!(reader.explain(&whole).dropped, None);
    let icmp = format!("{whole} PROTO=ICMP");
    assert_eq!(reader.explain(&icmp).dropped.map(|dropped| dropped.why), Some(TailDoubt::Part));
}

#[test]
fn a_last_word_at_a_limit_is_dropped() {
    let head = "May  4 06:35:08 a.machine.with.a.long.name.example.org kernel: ";
    for (length, is_message, is_dropped) in [
        (900, false, false),
        (990, true, true),
        (1018, true, true),
        (1022, false, true),
        (1500, false, false),
        (2048, false, true),
        (8190, false, true),
        (9000, false, false),
    ] {
        let body = "IN=eth0 OUT= SRC=192.0.2.1 PROTO=UDP SPT=1 DPT=2";
        let whole = length + if is_message { head.len() } else { 0 };
        let filler = "x".repeat(whole - head.len() - body.len() - 1);
        let line = format!("{head}{filler} {body}");
        assert_eq!(line.len(), whole);
        let mut reader = reader();
        let reading = reader.explain(&line);
        let why = reading.dropped.map(|dropped| (dropped.word, dropped.why));
        assert_eq!(why, is_dropped.then_some(("DPT=2", TailDoubt::Limit(length))), "{length}");
        assert_eq!(reading.packet.dport, (!is_dropped).then_some(2), "{length}");
        // A blank proves that the word is whole.
        let line = format!("{} ", &line[1..]);
        assert_eq!(reader.explain(&line).dropped, None, "{length}");
    }
}

#[test]
fn half_a_line_proves_no_last_word() {
    let line = "May  4 06:35:08 fw kernel: FW: IN=eth0 OUT= SRC=192.0.2.1 PROTO=UDP SPT=1 DPT=2";
    let mut packet = Packet::default();
    assert!(matches!(reader().read_half(line, &mut packet), Line::Packet { .. }));
    assert_eq!((packet.sport, packet.dport), (Some(1), None));
    let (_, packet) = read(reader(), line);
    assert_eq!(packet.and_then(|packet| packet.dport), Some(2));
}

#[test]
fn years_follow_the_months() {
    let mut reader = LineReader::new(Zone::utc(), Years::starting(2023));
    let mut year = |stamp: &str| {
        let line = format!("{stamp} fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 ");
        let reading = reader.explain(&line);
        assert_eq!(reading.line, Line::Packet { times: 1 }, "{stamp}");
        reading.packet.time.expect(stamp).to_string()[..4].to_owned()
    };
    for (stamp, expected) in [
        ("Dec 31 23:59:59", "2023"),
        ("Jan  1 00:00:00", "2024"),
        ("Dec 31 23:59:58", "2023"), // late by two seconds
        ("Jan  1 00:00:01", "2024"),
        ("Mar  1 00:00:00", "2024"),
        ("Feb 29 23:59:59", "2024"),
        ("Oct  1 00:00:00", "2024"),
        ("Feb  1 00:00:00", "2025"), // nothing was logged for four months
        ("2029-12-31T00:00:00Z", "2029"),
        ("Jan  1 00:00:00", "2030"),
    ] {
        assert_eq!(year(stamp), expected, "{stamp}");
    }
}

#[test]
fn other_lines_count_for_the_year_too() {
    let mut reader = LineReader::new(Zone::utc(), Years::starting(2023));
    assert_eq!(reader.explain("Dec 31 23:59:59 fw cron[1]: done").line, Line::Other);
    let reading = reader.explain("Jan  1 00:00:00 fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 ");
    assert_eq!(described(&reading)[0], "time = 2024-01-01 00:00:00");
}

fn reader() -> LineReader {
    LineReader::new(Zone::utc(), Years::starting(2024))
}

#[test]
fn the_users_own_rules_come_before_the_table() {
    let own = [
        UserRule::new("[UFW BLOCK]", "tarpit", Verdict::Accept),
        UserRule::new("wan*", "", Verdict::Deny),
    ];
    let rules = ReadRules { prefixes: own.into(), ..ReadRules::default() };
    let mut reader = LineReader::with_rules(&rules.into(), Years::starting(2024));
    let mut judged = |prefix: &str| {
        let line = format!("May  4 06:35:08 fw kernel: {prefix} IN=eth0 OUT= SRC=192.0.2.1 ");
        let reading = reader.explain(&line);
        assert_eq!(reading.line, Line::Packet { times: 1 }, "{line}");
        let packet = reading.packet;
        (packet.action.map(|action| action.into_owned()), packet.verdict, reading.rule.is_some())
    };
    assert_eq!(judged("[UFW BLOCK]"), (Some("TARPIT".into()), Verdict::Accept, true));
    assert_eq!(judged("wan-in accept"), (None, Verdict::Deny, true));
    assert_eq!(judged("[UFW ALLOW]"), (Some("ALLOW".into()), Verdict::Accept, true));
    assert_eq!(judged("lan"), (None, Verdict::None, false));
}

#[test]
fn a_marker_leaves_out_all_other_packets() {
    let rules = ReadRules { marker: Some("IPT: ".into()), ..ReadRules::default() };
    let mut reader = LineReader::with_rules(&rules.into(), Years::starting(2024));
    for (text, is_packet) in [
        ("IPT: DROP IN=eth0 OUT= SRC=192.0.2.1 ", true),
        ("[12.5] IPT: DROP IN=eth0 OUT= SRC=192.0.2.1 ", true),
        ("message repeated 2 times: [ IPT: DROP IN=eth0 OUT= SRC=192.0.2.1 ]", true),
        ("IPT:DROP IN=eth0 OUT= SRC=192.0.2.1 ", false),
        ("DROP IN=eth0 OUT= SRC=192.0.2.1 IPT: ", false),
        ("IN=eth0 OUT= SRC=192.0.2.1 ", false),
        ("IPT: L=1 SRC=192.0.2.1 DST=192.0.2.2 LEN=4 ", false),
        ("DROP IN=eth0 OUT= SRC=999.0.2.1 ", false),
    ] {
        let line = format!("May  4 06:35:08 fw kernel: {text}");
        match reader.explain(&line).line {
            Line::Packet { .. } => assert!(is_packet, "{line}"),
            read => assert!(!is_packet && read == Line::Other, "{line}: {read:?}"),
        }
    }
    let bad =
        reader.explain("May  4 06:35:08 fw kernel: IPT: DROP IN=eth0 OUT= SRC=999.0.2.1 ").line;
    assert!(matches!(bad, Line::Bad(_)), "{bad:?}");
    let gap =
        reader.explain("May  4 06:35:08 fw kernel: net_ratelimit: 3 callbacks suppressed").line;
    assert!(matches!(gap, Line::Gap(Gap { lost: Some(3), .. })), "{gap:?}");
}

#[test]
fn a_reading_says_how_the_line_was_read() {
    let line = "<4>May  4 06:35:08 fw kernel: [1.5] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 ";
    let reading = reader().explain(line);
    assert_eq!(reading.line, read(reader(), line).0);
    let known = (reading.form, reading.machine, reading.program, reading.stopped);
    assert_eq!(known, (Some("RFC 3164"), Some("fw"), Some("kernel"), None));
    assert!(reading.rule.is_some_and(|source| source.starts_with("ufw(8)")), "{reading:?}");
}

#[test]
fn a_reading_says_where_it_stopped() {
    let body = "IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=40 ";
    for (line, at) in [
        (format!("May  4 06:35:08 fw kernel: FW: {body}TTL=999 PROTO=2 "), "TTL="),
        (format!("<4>May 44 06:35:08 fw kernel: FW: {body}"), "May"),
        (format!("May  4 06:35:08 fw kernel: FW: {body}B: {}", body.replace("eth0", "x")), "IN=x"),
        ("May  4 06:35:08 fw kernel: FW: IN=eth0 OUT=$".into(), "$"),
        ("May  4 06:35:08 fw cron: done".into(), "done"),
    ] {
        let line = line.replace('$', "");
        let expected = line.find(at).unwrap_or(line.len());
        let mut reader = reader();
        assert_eq!(reader.explain(&line).stopped, Some(expected), "{line}");
    }
}
