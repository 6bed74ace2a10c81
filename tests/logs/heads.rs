//! Heads made up at random: whatever stands before a line, it says the same.

use ipta::field::{FIELDS, FieldSet};
use ipta::log::journal::entry_line;
use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader};
use ipta::packet::Packet;
use ipta::time::{Timestamp, Zone};
use proptest::collection::vec;
use proptest::prelude::*;

use super::read;
use crate::support::chance::properties;

const BODY: &str = "[UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 \
                    TTL=64 ID=1 PROTO=UDP SPT=53 DPT=22 LEN=20 ";

/// Names of months in some languages, by the month.
const MONTHS: [[&str; 12]; 6] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
    [
        "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
    ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
    ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    [
        "Thg 1", "Thg 2", "Thg 3", "Thg 4", "Thg 5", "Thg 6", "Thg 7", "Thg 8", "Thg 9", "Thg 10",
        "Thg 11", "Thg 12",
    ],
];

/// Zones by name and the hours that they are east of UTC.
const ZONES: [(&str, i64); 5] = [("CEST", 2), ("EDT", -4), ("MSK", 3), ("JST", 9), ("UTC", 0)];

/// A time in 2024 as stamps of all kinds write it; those without a zone are in UTC.
fn stamp(seconds: i64, kind: usize, language: usize) -> String {
    let time = Timestamp(seconds * Timestamp::SECOND);
    let civil = time.to_civil().expect("a time");
    let month = MONTHS[language][usize::from(civil.month().unsigned_abs()) - 1];
    let clock = civil.strftime("%H:%M:%S");
    let (zone, hours) = ZONES[language % ZONES.len()];
    let there = Timestamp((seconds + hours * 3600) * Timestamp::SECOND).to_civil().expect("a time");
    match kind {
        0 => format!("{month} {:>2} {clock}", civil.day()),
        1 => format!("{month} {:02} {clock}", civil.day()),
        2 => civil.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        3 => format!("{} {zone}", there.strftime("%a %Y-%m-%d %H:%M:%S")),
        4 => format!("{} {zone}", there.strftime("%Y-%m-%d %H:%M:%S")),
        5 => format!("{seconds}.000000"),
        6 => format!("{} {zone} 2024", there.strftime("%a %b %e %H:%M:%S")),
        _ => format!("{month} {:>2} {clock} 2024", civil.day()),
    }
}

const KINDS: usize = 8;

/// The seconds of 2024 but for its first and last days.
const SECONDS: std::ops::Range<i64> = 1_704_240_000..1_735_516_800;

fn check(line: &str, seconds: i64, fw: Option<&str>) {
    let entry = entry_line(line.as_bytes()).map(|line| String::from_utf8(line).expect("text"));
    let read_as = entry.as_deref().unwrap_or(line);
    let reader = LineReader::new(Zone::utc(), Years::starting(2024));
    let (Line::Packet { times: 1 }, Some(packet)) = read(reader, read_as) else { panic!("{line}") };
    let time = Some(Timestamp(seconds * Timestamp::SECOND));
    assert_eq!((packet.time, packet.fw), (time, fw), "{line}");
    assert_eq!((packet.prefix, packet.dport), (Some("[UFW BLOCK]"), Some(22)), "{line}");
}

proptest! {
    #![proptest_config(properties(256))]

    /// Collectors' stamps before a line's own, with what they put between.
    #[test]
    fn the_innermost_stamp_counts(
        seconds in SECONDS,
        (kind, language) in (0..KINDS, 0..MONTHS.len()),
        outer in vec((2..KINDS, 0..MONTHS.len(), prop::sample::select(
            vec!["", "<4>", "<134>", "stdout F ", " "])), 0..4),
        lead in prop::sample::select(vec!["", "<13>", "     7\t", "    12  ", "fw.log:", "\""]),
    ) {
        let mut line = lead.to_owned();
        for (nth, (kind, language, between)) in outer.iter().enumerate() {
            line += &format!("{} {between}", stamp(seconds + nth as i64 + 1, *kind, *language));
        }
        line += &format!("{} host kernel: {BODY}", stamp(seconds, kind, language));
        check(&line, seconds, Some("host"));
    }

    /// Rows whose one column is the message, with a head of its own or without.
    #[test]
    fn a_row_says_what_its_line_says(
        seconds in SECONDS,
        (kind, language) in (0..KINDS, 0..MONTHS.len()),
        has_head in any::<bool>(),
        form in 0..6_usize,
    ) {
        let head = format!("{} host kernel: ", stamp(seconds, kind, language));
        let message = if has_head { head + BODY } else { BODY.to_owned() };
        let outer = stamp(seconds + i64::from(has_head), 2, 0);
        let line = match form {
            0 => format!("\"{outer}\",\"web\",\"{message}\""),
            1 => format!("web;{outer};4;{message}"),
            2 => format!("ts={outer} host=web level=warn msg=\"{message}\""),
            3 => format!("{outer} {{job=\"x\", host=\"web\"}} {message}"),
            4 => format!("{{\"ts\":\"{outer}\",\"labels\":{{\"host\":\"web\"}},\"line\":\"{message}\"}}"),
            _ => format!("{outer}\tweb\tkern\t{message}"),
        };
        check(&line, seconds, Some(if has_head { "host" } else { "web" }));
    }

    #[test]
    fn random_heads_never_panic(words in vec(prop::sample::select(vec![
        "Okt", "12", "08:00:01", "déc.", "10月", " ", "2026-10-06", "08:00:01 CEST", "[jeu. nov.  5 13:16:43 2026]",
        "<4>", "1791273601.5", "\u{FFFD}", "ü", "\"", ",", ";", "\t", "time=", "msg=\"", "\\", "{", "}", "{host=\"", "=",
        "I kernel : ", "0", "root", "I/kernel (", "):", "Oct  6 08:00:01", "2026-10-06T08:00:01Z", "IN= OUT= ",
        "SRC=1.2.3.4 DST=1.2.3.4 LEN=4 ", "10-12 08:00:01.123", "│", ".", "Di", "[okt12 08:00]", "stdout F ", "sep=,",
        "IPTABLES-DROP", "-", "EST", "kernel:", "[", "]", "[{",
    ]), 0..30)) {
        for line in [words.concat(), words.join(" ")] {
            let entry = entry_line(line.as_bytes());
            let text = ipta::log::text(entry.as_deref().unwrap_or(line.as_bytes()));
            let reader = LineReader::new(Zone::utc(), Years::starting(2024));
            prop_assert_eq!(reader.clone().explain(&text).line, read(reader, &text).0);
        }
    }

    #[test]
    fn random_bytes_are_no_months(bytes in vec(any::<u8>(), 0..100), at in 0..100_usize) {
        let mut line = bytes;
        let at = at.min(line.len());
        line.splice(at..at, *b" 12 08:00:01 ");
        ipta::log::stamp::find(&line);
        Years::starting(2024).pass(&line);
    }

    /// Pieces of the cases, put together anywhere.
    #[test]
    fn pieces_of_lines_never_panic(pieces in vec((any::<prop::sample::Index>(), 0..400_usize, 0..90_usize), 1..6)) {
        let mut mixed = Vec::new();
        for (nth, from, len) in pieces {
            let line = nth.get(&LINES).as_bytes();
            let from = from.min(line.len()) * usize::from(from % 2 == 0);
            mixed.extend(&line[from..(from + len).min(line.len())]);
        }
        let entry = entry_line(&mixed);
        let text = ipta::log::text(entry.as_deref().unwrap_or(&mixed));
        let reader = LineReader::new(Zone::utc(), Years::starting(2024));
        let explained = reader.clone().explain(&text);
        prop_assert!(explained.stopped.is_none_or(|at| at <= text.len()));
        prop_assert_eq!(explained.line, read(reader, &text).0);
        Years::starting(2024).pass(&mixed);
    }
}

/// What a line is changed by: what its parts are told apart by, and what else may stand there.
const CHANGES: [&str; 36] = [
    "",
    " ",
    "  ",
    "=",
    ":",
    ".",
    ",",
    "-",
    "+",
    "[",
    "]",
    "0",
    "9",
    "12",
    "99999",
    "999999999999",
    "IN=",
    "OUT=",
    "IN= OUT= ",
    "SRC=1.2.3.4 ",
    "MAC=",
    "PHYSIN=x ",
    "WINDOW=1 ",
    "RES=0x00 ",
    "URGP=0 ",
    "SYN ",
    "DF ",
    "ID=7 ",
    "PROTO=UDP ",
    "TRUNCATED ",
    "\t",
    "\u{e9}",
    "a",
    "kernel: ",
    "2025",
    "message repeated 2 times: [ ",
];

proptest! {
    #![proptest_config(properties(4096))]

    /// Whatever was read before it, a line says what it says alone.
    #[test]
    fn changed_lines_say_the_same_behind_the_line_itself(
        nth in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), 0..4_usize, prop::sample::select(CHANGES.to_vec())), 1..4),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        asked in any::<u64>(),
    ) {
        let line = nth.get(&LINES);
        let mut changed = line.clone();
        for (place, removed, added) in changes {
            let at = changed.floor_char_boundary(place.index(changed.len() + 1));
            let end = changed.floor_char_boundary((at + removed).min(changed.len()));
            changed.replace_range(at..end.max(at), added);
        }
        if let Some(cut) = cut {
            changed.truncate(changed.floor_char_boundary(cut.index(changed.len() + 1)));
        }
        let mut reader = LineReader::new(Zone::utc(), Years::starting(2024));
        reader.read(line, &mut Packet::default());
        // A line that is explained is read as if nothing were known.
        let explained = reader.clone().explain(&changed);
        let (known, packet) = read(reader.clone(), &changed);
        prop_assert_eq!(&known, &explained.line, "{}", changed);
        if let Some(packet) = packet {
            prop_assert_eq!(&packet, &explained.packet, "{}", changed);
        }
        // What nobody asks for is checked all the same.
        let fields = FIELDS.iter().enumerate().filter(|(place, _)| asked >> place & 1 != 0);
        let fields: FieldSet = fields.map(|(_, field)| field).collect();
        let (read, packet) = read(reader.clone().asked(fields), &changed);
        prop_assert_eq!(&read, &explained.line, "{}", changed);
        for field in packet.iter().flat_map(|_| fields.iter()) {
            let (found, expected) = (packet.as_ref().map(field.get), (field.get)(&explained.packet));
            prop_assert_eq!(found, Some(expected), "{} in {}", field, changed);
        }
        let mut packet = Packet::default();
        let half = reader.clone().read_half(&changed, &mut packet);
        let mut fresh = LineReader::new(Zone::utc(), Years::starting(2024));
        fresh.explain(line);
        let mut expected = Packet::default();
        prop_assert_eq!(&half, &fresh.read_half(&changed, &mut expected), "{}", changed);
        if let Line::Packet { .. } = half {
            prop_assert_eq!(packet, expected, "{}", changed);
        }
    }
}

/// The lines of all cases.
static LINES: std::sync::LazyLock<Vec<String>> =
    std::sync::LazyLock::new(|| super::cases().into_iter().map(|case| case.line).collect());
