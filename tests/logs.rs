//! Lines of logs: the cases under `tests/logs/`, lines cut anywhere, and lines made up at random.
//!
//! A case file holds `@zone NAME` and `@year YEAR` for the lines behind them, comments (`#`), and
//! cases: a line of a log between `> ` and `|`, so that a blank at its end is seen, and indented
//! what must come of it: every field that is known as `name = value`, or `other`, or `bad: why`.

mod import;
mod journal;
mod memory;
mod packed;
mod random;
mod streams;

use std::path::Path;

use ipta::field::{Datum, FIELDS, Field};
use ipta::log::stamp::Years;
use ipta::log::{Line, Reader};
use ipta::packet::{Packet, TcpFlags};
use ipta::time::Zone;
use ipta::value::Value;

struct Case {
    place: String,
    line: String,
    zone: Zone,
    year: i16,
    expected: Vec<String>,
}

impl Case {
    fn reader(&self) -> Reader {
        Reader::new(self.zone.clone(), Years::starting(self.year))
    }
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

fn described(line: &Line<'_>) -> Vec<String> {
    match line {
        Line::Other => vec!["other".into()],
        Line::Bad(reason) => vec![format!("bad: {reason}")],
        Line::Packet(packet) => FIELDS
            .iter()
            .filter_map(|field| Some(format!("{} = {}", field.name, shown(field, packet)?)))
            .collect(),
    }
}

#[test]
fn lines_say_what_the_cases_expect() {
    let mut wrong = String::new();
    for case in cases() {
        let found = described(&case.reader().read(&case.line));
        if found != case.expected {
            wrong += &format!("{}\n  {}\n", case.place, found.join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "these lines say something else:\n{wrong}");
}

#[test]
fn a_line_cut_anywhere_says_nothing_else() {
    for case in cases() {
        let Line::Packet(whole) = case.reader().read(&case.line) else { continue };
        let body = case.line.rfind(" OUT=").expect("a packet has interfaces") + " OUT=".len();
        for (end, _) in case.line.char_indices() {
            let cut = &case.line[..end];
            let Line::Packet(packet) = case.reader().read(cut) else { continue };
            if end < body {
                continue; // what stands here for the body is part of the prefix
            }
            let last = cut.rsplit(' ').next().unwrap_or_default();
            for field in FIELDS {
                let found = shown(field, &packet);
                let is_last = field.keys.iter().any(|(key, _)| last.starts_with(key));
                if found.is_some() && !is_last {
                    assert_eq!(found, shown(field, &whole), "{} in {cut}", field.name);
                }
            }
        }
    }
}

#[test]
fn the_last_word_of_a_line_counts_if_a_line_can_end_there() {
    let read = |end: &str| {
        let line = format!("May  4 06:35:08 fw kernel: FW: IN=eth0 OUT= SRC=192.0.2.1 {end}");
        described(&Reader::new(Zone::utc(), Years::starting(2024)).read(&line)).pop()
    };
    assert_eq!(read("PROTO=2").as_deref(), Some("proto = IGMP"));
    assert_eq!(read("MARK=0xd4").as_deref(), Some("mark = 212"));
    for cut in ["PROTO=TC", "DST=198.51.100.1", "PROTO=", "MARK=0x", "TTL=6", "TOS=0x08 PREC=0x0"] {
        assert_eq!(read(cut).as_deref(), Some("src = 192.0.2.1"), "{cut}");
    }
    assert_eq!(read("PROTO=TCP SPT=1 DPT=44").as_deref(), Some("sport = 1"));
    assert_eq!(read("PROTO=TCP WINDOW=1 RES=0x00 ACK ").as_deref(), Some("window = 1"));
}

#[test]
fn years_follow_the_months() {
    let mut reader = Reader::new(Zone::utc(), Years::starting(2023));
    let mut year = |stamp: &str| {
        let line = format!("{stamp} fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 ");
        match reader.read(&line) {
            Line::Packet(Packet { time: Some(time), .. }) => time.to_string()[..4].to_owned(),
            line => panic!("{stamp}: {line:?}"),
        }
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
    let mut reader = Reader::new(Zone::utc(), Years::starting(2023));
    assert_eq!(reader.read("Dec 31 23:59:59 fw cron[1]: done"), Line::Other);
    let line = reader.read("Jan  1 00:00:00 fw kernel: DROP IN=eth0 OUT= SRC=192.0.2.1 ");
    assert_eq!(described(&line)[0], "time = 2024-01-01 00:00:00");
}
