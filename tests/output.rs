//! Answers as people and programs read them. The expected texts are the files in `tests/output/`;
//! `IPTA_UPDATE=1` writes them.

use std::io;
use std::path::Path;

use ipta::field::Type;
use ipta::output::{self, Format, Style, diagnostic, sanitize, sink};
use ipta::present::{Present, Rest};
use ipta::rows::{Column, ColumnKind, RowSink};
use ipta::services::Services;
use ipta::span::{Problem, Span};
use ipta::sql::{CellSource, Shape, Shown};
use ipta::time::Timestamp;
use ipta::value::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::generate;

const FILE: Style = Style::file(usize::MAX);
const TERMINAL: Style = Style { width: 80, terminal: true, bars: true, escapes: true, ..FILE };

/// An answer: its columns, and its rows.
type Answer = (Vec<Column>, Vec<Vec<Value>>);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn address(address: &str) -> Value {
    Value::Bytes(ipta::value::octets(address.parse().expect("an address")))
}

fn columns(names: &[(&str, ColumnKind)]) -> Vec<Column> {
    names.iter().map(|(name, kind)| Column::new(*name, *kind)).collect()
}

/// A report as the manual prints it: numbers, NULLs, both families of addresses.
fn report() -> Answer {
    use ColumnKind::{Number, Text};
    let heading = [
        ("Count", Number),
        ("Source IP", Text),
        ("SPort", Text),
        ("Dest IP", Text),
        ("DPort", Number),
        ("Proto", Text),
        ("Action", Text),
    ];
    let row = |count, src, sport, dst, dport, proto, action| {
        vec![Value::Int(count), address(src), sport, address(dst), dport, text(proto), text(action)]
    };
    let rows = vec![
        row(421, "203.0.113.7", text("*"), "192.0.2.20", Value::Int(80), "TCP", "DROP"),
        row(6, "198.51.100.1", text("53"), "192.0.2.20", Value::Int(53), "UDP", "ACCEPT"),
        row(2, "2001:db8::1", Value::Null, "2001:db8::2", Value::Null, "ICMPv6", "INVALID"),
    ];
    (columns(&heading), rows)
}

/// Everything that a value can be, and text that means harm.
fn odd() -> Answer {
    let heading =
        [("n", ColumnKind::Number), ("n", ColumnKind::Number), ("a|b\tc", ColumnKind::Text)];
    let row = |int, float, other| vec![Value::Int(int), Value::Float(float), other];
    let rows = vec![
        row(i128::from(u64::MAX), 0.25, text("")),
        row(-1, f64::NAN, Value::Null),
        row(0, 1e21, text("\x1b[31mred\x1b]0;title\x07 \u{9b}2J \u{202e}evil\u{2028}")),
        row(0, 0.0, text("tab\tline\nreturn\rback\\slash|pipe,comma\"quote\u{0}")),
        row(0, 0.0, text("<b>*[x](y)`")),
        row(0, 0.0, text("_a_ ~b~ #c !d")),
        row(0, 0.0, text("see http://x.example/?a|b")),
        row(0, 0.0, text("WWW.x.example a@x.example $x$ :bee: `")),
        row(0, 0.0, text("zero\u{200b}width tag\u{e0041} filler\u{3164}")),
        row(0, 0.0, text("=cmd|' /C calc'!A0")),
        row(0, 0.0, text(" \"@SUM(1);-1+1")),
        row(0, 0.0, text("-12.5e3")),
        row(0, 0.0, text("ファイアウォール 🔥 ÅÄÖ")),
        row(0, 0.0, Value::Time(Timestamp(1_500_000))),
        row(0, 0.0, Value::Bytes(vec![0xde, 0xad])),
    ];
    (columns(&heading), rows)
}

/// Text too long for most windows.
fn long() -> Answer {
    let heading =
        [("prefix", ColumnKind::Text), ("note", ColumnKind::Text), ("bytes", ColumnKind::Number)];
    let prefix = "Shorewall:net2fw:DROP:a-very-long-name-without-a-space";
    let note = "many words that wrap where a word ends ".repeat(20);
    let row = |prefix, note: &str| vec![text(prefix), text(note), Value::Int(1_234_567)];
    (columns(&heading), vec![row(prefix, "short"), row("short", note.trim_end())])
}

/// Counts from nothing to millions.
fn counts() -> Answer {
    let heading = [("dport", ColumnKind::Number), ("n", ColumnKind::Count)];
    let row = |port, count| vec![Value::Int(port), Value::Int(count)];
    let numbers = [(445, 12_345_678), (22, 6_172_839), (8080, 999), (5353, 1), (123, 0)];
    (columns(&heading), numbers.map(|(port, count)| row(port, count)).to_vec())
}

fn empty() -> Answer {
    (report().0, Vec::new())
}

fn drawn(format: Format, style: Style, (columns, rows): Answer) -> String {
    let mut out = Vec::new();
    let mut sink = sink(format, &style, &mut out);
    sink.columns(&columns).expect("a heading");
    for row in rows {
        assert!(sink.row(row).expect("a row"));
    }
    sink.finish().expect("an end");
    drop(sink);
    String::from_utf8(out).expect("UTF-8")
}

/// Compares with the file of that name, which shows what is expected.
fn expect(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output").join(name);
    if std::env::var_os("IPTA_UPDATE").is_some() {
        std::fs::write(&path, actual).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(actual == expected, "{name} differs; it is now\n{actual}");
}

#[test]
fn answers_look_as_expected() {
    let width = |width| Style { width, ..TERMINAL };
    let ascii = Style { unicode: false, ..TERMINAL };
    let color = Style { color: true, ..TERMINAL };
    let cases = [
        ("table-40", Format::Table, width(40), report()),
        ("table-60", Format::Table, width(60), report()),
        ("table-80", Format::Table, width(80), report()),
        ("table-200", Format::Table, width(200), report()),
        ("table-ascii", Format::Table, ascii, report()),
        ("table-color", Format::Table, color, report()),
        ("table-empty", Format::Table, TERMINAL, empty()),
        ("table-odd", Format::Table, width(200), odd()),
        ("table-long-40", Format::Table, width(40), long()),
        ("table-long-80", Format::Table, width(80), long()),
        ("table-long-200", Format::Table, width(200), long()),
        ("table-long-file", Format::Table, Style { width: 80, ..FILE }, long()),
        ("bars", Format::Table, TERMINAL, counts()),
        ("bars-30", Format::Table, width(30), counts()),
        ("bars-20", Format::Table, width(20), counts()),
        ("bars-ascii", Format::Table, ascii, counts()),
        ("bars-file", Format::Table, FILE, counts()),
        ("counts-vertical", Format::Vertical, TERMINAL, counts()),
        ("csv", Format::Csv, FILE, odd()),
        ("csv-terminal", Format::Csv, TERMINAL, odd()),
        ("csv-empty", Format::Csv, FILE, empty()),
        ("tsv", Format::Tsv, FILE, odd()),
        ("tsv-terminal", Format::Tsv, TERMINAL, odd()),
        ("tsv-report", Format::Tsv, FILE, report()),
        ("json", Format::Json, FILE, odd()),
        ("json-empty", Format::Json, FILE, empty()),
        ("markdown", Format::Markdown, FILE, odd()),
        ("vertical", Format::Vertical, TERMINAL, odd()),
        ("vertical-report", Format::Vertical, TERMINAL, report()),
        ("vertical-empty", Format::Vertical, TERMINAL, empty()),
    ];
    for (name, format, style, answer) in cases {
        let actual = drawn(format, style, answer);
        if style.terminal && !style.color {
            let hostile = actual.chars().find(|c| sanitize::is_hostile(*c) && !"\t\n".contains(*c));
            assert_eq!(hostile, None, "{name}");
        }
        expect(&format!("{name}.txt"), &actual);
    }
}

#[test]
fn a_table_stays_within_its_width() {
    for answer in [report, odd, long] {
        for width in [40, 60, 80, 100, 200] {
            let table = drawn(Format::Table, Style { width, ..TERMINAL }, answer());
            if !table.starts_with("***") {
                let widest = table.lines().map(UnicodeWidthStr::width).max();
                assert!(widest <= Some(width), "{widest:?} > {width}\n{table}");
            }
        }
    }
}

/// Counts the lines that are written.
struct Lines<'c>(&'c std::cell::Cell<usize>);

impl io::Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.0.set(self.0.get() + lines);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_format_holds_more_than_a_block() {
    for format in Format::ALL {
        let written = std::cell::Cell::new(0);
        let mut out = Lines(&written);
        let mut sink = sink(format, &TERMINAL, &mut out);
        sink.columns(&columns(&[("n", ColumnKind::Number), ("text", ColumnKind::Text)]))
            .expect("a heading");
        for n in 0..10_000_i128 {
            sink.row(vec![Value::Int(n), text("x")]).expect("a row");
            let held = usize::try_from(n).expect("small").saturating_sub(written.get());
            // The csv crate gathers 8 KiB before it writes.
            assert!(held < 2_000, "{} holds {held} rows", format.name());
        }
        sink.finish().expect("an end");
        drop(sink);
        assert!(written.get() >= 10_000, "{}", format.name());
    }
}

/// A pipe whose reader went away.
struct Closed;

impl io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_told_as_such() {
    for format in Format::ALL {
        let mut out = Closed;
        let mut sink = sink(format, &FILE, &mut out);
        let mut told = sink.columns(&columns(&[("text", ColumnKind::Text)])).err();
        for _ in 0..5_000 {
            told = told.or_else(|| sink.row(vec![text("some text")]).err());
        }
        assert_eq!(told.map(|e| e.kind()), Some(io::ErrorKind::BrokenPipe), "{}", format.name());
    }
}

#[test]
fn a_table_keeps_its_widths_from_block_to_block() {
    let row = |n: i128| vec![Value::Int(n), text(if n < 1500 { "short" } else { "much longer" })];
    let heading = columns(&[("n", ColumnKind::Number), ("text", ColumnKind::Text)]);
    let table = drawn(Format::Table, TERMINAL, (heading, (0..2000).map(row).collect()));
    let places: Vec<_> =
        table.lines().map(|line| line.chars().position(|c| "│┼".contains(c))).collect();
    assert!(places.iter().all(|place| *place == places[0] && place.is_some()));
    assert_eq!(table.matches("text").count(), 1);
}

#[test]
fn json_is_json() {
    let mut answer = odd();
    answer.0[2].name = "n_2".into();
    let parsed: serde_json::Value =
        serde_json::from_str(&drawn(Format::Json, FILE, answer)).expect("JSON");
    let first = &parsed[0];
    assert_eq!(first["n"], serde_json::json!(u64::MAX));
    assert_eq!(first["n_3"], serde_json::json!(0.25), "the free name is not the third column's");
    assert_eq!(first["n_2"], serde_json::json!(""));
    assert_eq!(parsed[1]["n_2"], serde_json::Value::Null);
    let hostile = odd().1[2][2].clone();
    assert_eq!(parsed[2]["n_2"].as_str().map(text), Some(hostile));
}

#[test]
fn thousands_stand_apart() {
    let shown = [0, 999, 1_000, -1_234_567, i128::from(u64::MAX)].map(output::with_thousands);
    assert_eq!(shown, ["0", "999", "1,000", "-1,234,567", "18,446,744,073,709,551,615"]);
}

#[test]
fn what_cannot_be_compared_has_no_bar() {
    let (columns, rows) = counts();
    let negative = vec![rows[0].clone(), vec![Value::Int(1), Value::Int(-1)]];
    let zeros = vec![rows[4].clone(), rows[4].clone()];
    for rows in [vec![rows[0].clone()], negative, zeros] {
        let table = drawn(Format::Table, TERMINAL, (columns.clone(), rows));
        assert!(!table.contains(['█', '▏']), "{table}");
    }
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(Format::parse(&format.name().to_uppercase()), Some(format));
    }
    assert_eq!(Format::parse("yaml"), None);
}

#[test]
fn problems_are_drawn_over_their_text() {
    let long =
        format!("top src where {} and dport 70000 {}", "tcp or ".repeat(60), "x ".repeat(80));
    let place = long.find("70000").expect("in the text");
    let cases = [
        ("by", "top dport by src last 1h", 13..16, Some("write `top dport, src`")),
        ("network", "top src where src in 10.0.0.0/33", 21..32, None),
        ("end", "top dport where", 15..15, Some("a condition goes here")),
        ("empty", "", 0..0, None),
        ("beyond", "top", 90..99, None),
        (
            "lines",
            "# every source\ntop src\n  where dst 5\n\tlimit 3\n",
            35..36,
            Some("an address"),
        ),
        ("last-line", "top src\nwhere\n", 14..14, None),
        ("over-lines", "top src where (dst 5\n  and tcp\n", 14..30, None),
        ("wide", "list where fw = ファイア and src 5", 37..38, None),
        ("inside-a-character", "list ファ x", 6..7, None),
        ("tab", "list\twhere\tdst 5", 15..16, None),
        ("hostile", "list \x1b[2J where\u{202e} dst 5", 23..24, Some("not \x1b]0;x\x07")),
        ("long", &long, place..place + 5, Some("ports end at 65535")),
    ];
    let mut all = String::new();
    for (name, text, span, help) in cases {
        let mut problem =
            Problem::new(Span::new(span.start, span.end), format!("this is `{name}`"));
        problem.help = help.map(str::to_owned);
        all += &diagnostic::draw(&problem, text, &TERMINAL);
        all += "\n";
    }
    assert!(!all.replace('\n', "").contains(sanitize::is_hostile));
    expect("problems.txt", &all);
    let problem = Problem::new(Span::new(0, 3), "red");
    let color = Style { color: true, ..TERMINAL };
    let colored = diagnostic::draw(&problem, "top", &color);
    assert!(colored.contains("\x1b["));
    let plain = diagnostic::draw(&problem, "top", &TERMINAL);
    assert_eq!(console::strip_ansi_codes(&colored), plain);
}

#[test]
fn clean_text_is_borrowed_and_the_rest_escaped() {
    for clean in ["", "plain", "Å ファ 🔥", "a | b \\"] {
        assert!(matches!(sanitize::text(clean), std::borrow::Cow::Borrowed(same) if same == clean));
    }
    assert_eq!(sanitize::text("a\x1b\x7f\u{85}\u{2066}\n"), "a\\x1b\\x7f\\u{85}\\u{2066}\\n");
    assert_eq!(sanitize::lines("a\tb\nc\r"), "a\tb\nc\\r");
}

fn shape(limit: Option<usize>) -> Shape {
    let shown = |heading: &str, cell| Shown { heading: heading.to_owned(), cell };
    Shape {
        columns: vec![
            shown("Count", CellSource::Column(3, None)),
            shown("Port", CellSource::Column(0, Some(Type::Port))),
            shown("Service", CellSource::Service { port: 0, proto: 1 }),
            shown("Flags", CellSource::Column(2, Some(Type::Flags))),
        ],
        limit,
        steps: None,
        notes: vec!["3 packets without a port are left out".to_owned()],
    }
}

/// Sends rows of port, protocol, flags and count until the sink has enough.
fn present(shape: Option<&Shape>, rows: &[(i128, &str, i128)]) -> (String, ipta::present::Footer) {
    use ColumnKind::{Number, Text};
    let services = Services::parse("domain 53/udp\nhttp 80/tcp\n");
    let mut out = Vec::new();
    let mut tsv = sink(Format::Tsv, &FILE, &mut out);
    let mut present = Present::new(shape, tsv.as_mut()).services(&services);
    let heading = [("dport", Number), ("proto", Text), ("flags", Number), ("n", Number)];
    present.columns(&columns(&heading)).expect("a heading");
    for (port, proto, flags) in rows {
        let port = if *port == 0 { Value::Null } else { Value::Int(*port) };
        let row = vec![port, text(proto), Value::Int(*flags), Value::Int(9)];
        if !present.row(row).expect("a row") {
            break;
        }
    }
    present.finish().expect("an end");
    let footer = present.footer();
    drop(tsv);
    (String::from_utf8(out).expect("UTF-8"), footer)
}

#[test]
fn a_shape_orders_names_and_fills_in() {
    let rows =
        [(80, "TCP", 2), (53, "UDP", 0), (53, "TCP", 0x12), (70_000, "TCP", 1), (0, "TCP", 1)];
    let (shown, footer) = present(Some(&shape(None)), &rows);
    let expected = "Count\tPort\tService\tFlags\n9\t80\thttp\tSYN\n9\t53\tdomain\tnone\n\
                    9\t53\tNULL\tSYN ACK\n9\t70000\tNULL\tFIN\n9\tNULL\tNULL\tFIN\n";
    assert_eq!(shown, expected);
    assert_eq!((footer.rows, footer.rest), (5, Rest::None));
    assert_eq!(footer.count(), "5 rows");
    assert_eq!(footer.notes, ["3 packets without a port are left out"]);
}

#[test]
fn a_limit_knows_of_one_row_more() {
    let rows = [(80, "TCP", 2); 4];
    for (limit, shown, rest) in [(0, 0, Rest::More), (3, 3, Rest::More), (4, 4, Rest::None)] {
        let (text, footer) = present(Some(&shape(Some(limit))), &rows);
        assert_eq!(text.lines().count(), shown + 1);
        assert_eq!((footer.rows, footer.rest), (shown, rest));
    }
    let mut shape = shape(Some(3));
    shape.notes.clear();
    let (_, footer) = present(Some(&shape), &rows);
    assert_eq!(footer.count(), "3 of at least 4 rows; add `limit N` for more");
}

#[test]
fn without_a_shape_rows_pass_as_they_come() {
    let (shown, footer) = present(None, &[(80, "TCP", 2)]);
    assert_eq!(shown, "dport\tproto\tflags\tn\n80\tTCP\t2\t9\n");
    assert_eq!((footer.count().as_str(), footer.notes), ("1 row", Vec::new()));
}

#[test]
fn the_example_log_is_the_generators() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual/example.log");
    let mut generated = Vec::new();
    generate::example(&mut generated).expect("a log");
    let committed = std::fs::read(path).expect("the example log");
    assert!(generated == committed, "cargo run --example generate example >manual/example.log");
}
