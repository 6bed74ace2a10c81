//! Queries: what the language compiles to, one case for each production and more.

use ipta::field::{FieldSet, by_name};
use ipta::library::Script;
use ipta::packet::{Inner, Packet, Verdict};
use ipta::query::eval::Evaluation;
use ipta::query::token::{TokenKind, lex};
use ipta::query::{self, Params, check, parse, parse_predicate};
use ipta::span::Problem;
use ipta::sql::{CellSource, SqlPiece, Statement, TableLayout, compile, raw};
use ipta::time::Timestamp;
use ipta::value::Value;
use proptest::prelude::*;
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::Parser;

use crate::support::cases::{self, NOW};
use crate::support::chance::properties;
use crate::support::packets::packets;
use crate::support::rows::Lines;

fn compiled(text: &str, params: &Params) -> Result<Statement, Problem> {
    let query = parse(text, params)?;
    Ok(compile(&check(&query, NOW)?, "logs", TableLayout::Current))
}

fn must_compile(text: &str) -> Statement {
    compiled(text, &Params::new()).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

/// The answer in memory, from the packets of the cases.
fn answer(text: &str) -> String {
    let plan = check(&parse(text, &Params::new()).unwrap(), NOW).unwrap();
    let mut evaluation = Evaluation::new(&plan).unwrap_or_else(|error| panic!("{text}: {error}"));
    for packet in packets() {
        evaluation.add(&packet);
    }
    let mut lines = Lines::default();
    evaluation.answer(&mut lines).unwrap();
    lines.0
}

/// The answer in memory when the packets are dealt out to workers, whose parts are merged.
fn merged_answer(text: &str, workers: usize) -> String {
    let plan = check(&parse(text, &Params::new()).unwrap(), NOW).unwrap();
    let mut parts: Vec<_> = (0..workers).map(|_| Evaluation::new(&plan).unwrap()).collect();
    for (nth, packet) in packets().into_iter().enumerate() {
        // The last worker has the most: groups are merged into those of either side.
        parts[(nth % (2 * workers)).min(workers - 1)].add(&packet);
    }
    let mut lines = Lines::default();
    parts.into_iter().reduce(Evaluation::merge).unwrap().answer(&mut lines).unwrap();
    lines.0
}

/// The statement as `explain` prints it, of its shape what the text does not say, and its rows.
fn shown(text: &str) -> String {
    let statement = must_compile(text);
    let shape = statement.shape.as_ref().expect("a shape");
    let mut shown = format!("{statement}\n");
    if text.contains(" show ") {
        let cells = shape.columns.iter().map(|column| match column.cell {
            CellSource::Column(place, Some(kind)) => {
                format!("{} = {place} {kind:?}", column.heading)
            }
            CellSource::Column(place, None) => format!("{} = {place}", column.heading),
            CellSource::Part(place, term) => format!("{} = {place} {term}", column.heading),
            CellSource::Service { port, proto } => {
                format!("{} = {port} of {proto}", column.heading)
            }
        });
        shown += &format!("shows: {}\n", cells.collect::<Vec<_>>().join(", "));
    }
    for note in &shape.notes {
        shown += &format!("note: {note}\n");
    }
    shown + &answer(text)
}

#[test]
fn the_clock_of_the_cases_is_right() {
    assert_eq!(NOW.to_string(), "2026-10-12 12:00:00");
}

#[test]
fn each_query_compiles_to_its_sql_and_has_its_rows() {
    cases::check("queries", "ipta", shown);
}

/// Ten copies of the packets are more than are taken into their groups together.
#[test]
fn many_packets_have_the_rows_of_their_merged_parts() {
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let plan = check(&parse(&case.typed, &Params::new()).unwrap(), NOW).unwrap();
            let new = || Evaluation::new(&plan).unwrap();
            let (mut whole, mut parts) = (new(), Vec::new());
            for _ in 0..10 {
                let mut part = new();
                for packet in packets() {
                    assert_eq!(whole.add(&packet), part.add(&packet));
                }
                parts.push(part);
            }
            let (mut expected, mut found) = (Lines::default(), Lines::default());
            whole.answer(&mut expected).unwrap();
            parts.into_iter().reduce(Evaluation::merge).unwrap().answer(&mut found).unwrap();
            assert_eq!(found.0, expected.0, "{}", case.typed);
        }
    }
}

#[test]
fn merged_parts_have_the_rows_of_the_whole() {
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            for workers in [2, 3] {
                assert_eq!(
                    merged_answer(&case.typed, workers),
                    answer(&case.typed),
                    "{}",
                    case.typed
                );
            }
        }
    }
}

/// A packet of which only some fields were read.
fn only<'a>(packet: &Packet<'a>, fields: FieldSet) -> Packet<'a> {
    let has = |name: &str| fields.contains(by_name(name).unwrap());
    let packet = packet.clone();
    Packet {
        time: packet.time.filter(|_| has("time")),
        fw: packet.fw.filter(|_| has("fw")),
        prefix: packet.prefix.filter(|_| has("prefix")),
        action: packet.action.filter(|_| has("action")),
        verdict: if has("verdict") { packet.verdict } else { Verdict::None },
        iif: packet.iif.filter(|_| has("iif")),
        oif: packet.oif.filter(|_| has("oif")),
        physin: packet.physin.filter(|_| has("physin")),
        physout: packet.physout.filter(|_| has("physout")),
        smac: packet.smac.filter(|_| has("smac")),
        dmac: packet.dmac.filter(|_| has("dmac")),
        src: packet.src.filter(|_| has("src")),
        dst: packet.dst.filter(|_| has("dst")),
        proto: packet.proto.filter(|_| has("proto")),
        sport: packet.sport.filter(|_| has("sport")),
        dport: packet.dport.filter(|_| has("dport")),
        len: packet.len.filter(|_| has("len")),
        ttl: packet.ttl.filter(|_| has("ttl")),
        id: packet.id.filter(|_| has("id")),
        tos: packet.tos.filter(|_| has("tos")),
        window: packet.window.filter(|_| has("window")),
        flags: packet.flags.filter(|_| has("flags")),
        icmptype: packet.icmptype.filter(|_| has("icmptype")),
        icmpcode: packet.icmpcode.filter(|_| has("icmpcode")),
        mark: packet.mark.filter(|_| has("mark")),
        uid: packet.uid.filter(|_| has("uid")),
        gid: packet.gid.filter(|_| has("gid")),
        inner: packet.inner.map(|inner| Inner {
            src: inner.src.filter(|_| has("inner_src")),
            dst: inner.dst.filter(|_| has("inner_dst")),
            proto: inner.proto.filter(|_| has("inner_proto")),
            sport: inner.sport.filter(|_| has("inner_sport")),
            dport: inner.dport.filter(|_| has("inner_dport")),
        }),
    }
}

#[test]
fn an_answer_depends_on_the_fields_of_its_plan_alone() {
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let plan = check(&parse(&case.typed, &Params::new()).unwrap(), NOW).unwrap();
            let mut evaluation = Evaluation::new(&plan).unwrap();
            for packet in packets() {
                evaluation.add(&only(&packet, plan.fields()));
            }
            let mut lines = Lines::default();
            evaluation.answer(&mut lines).unwrap();
            assert_eq!(lines.0, answer(&case.typed), "{}: {:?}", case.typed, plan.fields());
        }
    }
}

/// A histogram whose steps fit its packets is the one of a plan that was fitted beforehand, also when
/// a packet of another year comes last or is read by another worker.
#[test]
fn steps_fit_the_packets_that_came() {
    for text in ["hist", "hist by action", "hist distinct src by proto having count > 1"] {
        for seconds in [1, 7, 61, 1234, 86_400, 40 * 86_400, 900 * 86_400, 90_000 * 86_400] {
            let mut plan = check(&parse(text, &Params::new()).unwrap(), NOW).unwrap();
            let mut fitting = [(); 2].map(|()| Evaluation::new(&plan).unwrap().fit());
            let mut packets = packets();
            packets.retain(|packet| packet.time.is_some());
            for (nth, packet) in packets.iter_mut().enumerate() {
                let micros = nth as i64 * nth as i64 * seconds * Timestamp::SECOND / 400;
                packet.time = Some(Timestamp(micros));
                fitting[nth % 2].add(packet);
            }
            let newest = packets.last().and_then(|packet| packet.time).unwrap();
            plan.fit(Timestamp(0), newest);
            let mut fitted = Evaluation::new(&plan).unwrap();
            for packet in &packets {
                fitted.add(packet);
            }
            let [one, two] = fitting;
            let (mut expected, mut found) = (Lines::default(), Lines::default());
            fitted.answer(&mut expected).unwrap();
            one.merge(two).answer(&mut found).unwrap();
            assert_eq!(found.0, expected.0, "{text}, {newest}");
        }
    }
}

#[test]
fn every_statement_is_sql_and_only_reads() {
    let mut number = 0;
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let statement = must_compile(&case.typed);
            for text in [statement.text(), statement.to_string()] {
                let parsed = Parser::parse_sql(&MySqlDialect {}, &text);
                assert!(parsed.is_ok(), "{}\n{text}\n{parsed:?}", case.typed);
            }
            let read = raw::parse_read_only(&statement.to_string()).unwrap();
            assert_eq!(read.text(), statement.to_string());
            number += 1;
        }
    }
    assert!(number > 100, "only {number} cases");
}

#[test]
fn a_shape_knows_its_columns() {
    let statement = must_compile("list time, flags limit 7");
    let shape = statement.shape.unwrap();
    assert_eq!(shape.limit, Some(7));
    assert_eq!(shape.columns.len(), 2);
    let statement = must_compile("top src");
    assert_eq!(statement.shape.unwrap().limit, None);
}

#[test]
fn a_restriction_holds_beside_a_condition_with_or() {
    let mut query = parse("count where tcp or udp", &Params::new()).unwrap();
    query.restrict(parse_predicate("iif != lo and oif != lo").unwrap());
    let statement = compile(&check(&query, NOW).unwrap(), "logs", TableLayout::Current);
    assert_eq!(
        statement.to_string(),
        "SELECT COUNT(*) AS `n` FROM `logs` AS l WHERE (l.`proto` = 'TCP' OR l.`proto` = 'UDP') \
         AND ((l.`iif` IS NULL OR l.`iif` <> 'lo') AND (l.`oif` IS NULL OR l.`oif` <> 'lo'))"
    );
}

#[test]
fn a_limit_can_be_set_on_a_query() {
    let mut query = parse("count by src limit 10", &Params::new()).unwrap();
    query.limit = Some(3);
    let statement = compile(&check(&query, NOW).unwrap(), "logs", TableLayout::Current);
    assert_eq!(statement.binds().collect::<Vec<_>>(), [&Value::Int(3)]);
}

#[test]
fn the_window_is_half_open() {
    let query = parse("count on 2026-10-11", &Params::new()).unwrap();
    let window = check(&query, NOW).unwrap().window.unwrap();
    assert_eq!(window.until.unwrap(), NOW.midnight());
    assert_eq!(window.from.unwrap(), NOW.midnight().plus(-Timestamp::DAY));
}

#[test]
fn parameters_are_values_and_fields() {
    let text = "top $n:5 $key:src where dport $port and prefix = $prefix:\"A B\"";
    let params = Params::from_iter([("port", "22"), ("key", "dst")]);
    let found = compiled(text, &params).unwrap().to_string();
    let direct = must_compile("top 5 dst where dport 22 and prefix = \"A B\"").to_string();
    assert_eq!(found, direct);
    let names: Vec<String> =
        query::parameter::parameters(text).into_iter().map(|parameter| parameter.name).collect();
    assert_eq!(names, ["n", "key", "port", "prefix"]);
}

#[test]
fn the_shipped_reports_compile() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let list = std::fs::read_to_string(folder.join("analyze")).unwrap();
    let names: Vec<&str> = list.lines().collect();
    assert_eq!(names, ["denied", "icmp", "ports", "invalid", "interfaces"]);
    for name in names {
        let text = std::fs::read_to_string(folder.join(name).with_extension("ipta")).unwrap();
        assert!(text.starts_with("# "), "{name} begins with its help");
        let script = Script::read(&text).unwrap();
        let text = &script.statements[0].text;
        let params = script.bind(name, &[], NOW).unwrap();
        let headings: Vec<String> = compiled(text, &params)
            .unwrap()
            .shape
            .unwrap()
            .columns
            .into_iter()
            .map(|column| column.heading)
            .collect();
        let expected = match name {
            "denied" => "Count, Source IP, SPort, Dest IP, DPort, Proto, Action",
            "icmp" => "Count, Source IP, Dest IP, Type, Code, Action",
            "ports" => "Count, DPort, Service, Proto, Action",
            "invalid" => "Count, Source IP, SPort, Dest IP, DPort, Proto",
            _ => "Count, IF In, Action, Proto",
        };
        assert_eq!(headings.join(", "), expected);
        let limited = script.bind(name, &["limit=3".to_owned()], NOW).unwrap();
        let statement = compiled(text, &limited).unwrap();
        assert_eq!(statement.binds().last(), Some(&Value::Int(3)));
    }
}

#[test]
fn clauses_stand_in_any_order() {
    let clauses = [
        "where denied and src in 10.0.0.0/8",
        "since 2026-10-01",
        "until 2026-10-08",
        "having count > 5",
        "limit 7",
        "show count, src, same(sport)",
    ];
    let expected = must_compile(&format!("top src {}", clauses.join(" ")));
    for turn in 0..clauses.len() {
        for swap in 0..clauses.len() {
            let mut order = clauses;
            order.rotate_left(turn);
            order.swap(0, swap);
            assert_eq!(must_compile(&format!("top src {}", order.join(" "))), expected);
        }
    }
}

/// What people who are not friends would type where a value is wanted.
const INJECTIONS: [&str; 9] = [
    "x'; DROP TABLE logs; -- ",
    "x' OR '1'='1",
    "\\",
    "\\' OR 1=1 -- ",
    "`; SELECT SLEEP(9)",
    "*/ UNION SELECT 1 /*",
    "x\0y",
    "%' ESCAPE '",
    "$(reboot) ${x} ?",
];

#[test]
fn nothing_typed_becomes_sql() {
    let templates = [
        "count where prefix = $x",
        "count where not prefix in (a, $x)",
        "count where prefix like $x",
        "count where prefix ~ $x",
        "count where prefix between $x and zz",
        "count where action != $x",
        "count where fw $x",
        "top prefix where iif = $x having count > 1",
    ];
    for template in templates {
        let harmless = Params::from_iter([("x", "harmless")]);
        let expected = compiled(template, &harmless).unwrap().text();
        for injection in INJECTIONS {
            let quoted = injection.replace('\\', "\\\\").replace('"', "\\\"");
            let typed = template.replace("$x", &format!("\"{quoted}\""));
            // Without `*`, which makes a pattern of a word.
            let given = Params::from_iter([("x", injection.replace('*', "+"))]);
            for found in [compiled(&typed, &Params::new()), compiled(template, &given)] {
                let found = found.map_or_else(|problem| problem.message, |one| one.text());
                let is_refused = ["before it begins", "this regular expression cannot be used"]
                    .iter()
                    .any(|reason| found.contains(reason));
                assert!(found == expected || is_refused, "{template} {injection}: {found}");
            }
        }
    }
}

#[test]
fn a_name_that_is_no_field_never_reaches_sql() {
    for template in [
        "top $x",
        "list src, $x",
        "count by $x",
        "values $x",
        "list order by $x",
        "count distinct $x",
    ] {
        for injection in INJECTIONS {
            let params = Params::from_iter([("x", injection)]);
            assert!(compiled(template, &params).is_err(), "{template} {injection}");
        }
    }
    for template in ["count where dport $x", "count where src $x", "count last $x", "list limit $x"]
    {
        for injection in INJECTIONS {
            let params = Params::from_iter([("x", injection)]);
            assert!(compiled(template, &params).is_err(), "{template} {injection}");
        }
    }
}

#[test]
fn a_heading_and_a_table_are_only_names() {
    let query = parse("top src show count \"a`; DROP\"", &Params::new()).unwrap();
    let statement = compile(&check(&query, NOW).unwrap(), "lo`gs; DROP", TableLayout::Current);
    assert!(statement.text().contains("FROM `lo``gs; DROP` AS l "));
    assert!(!statement.text().contains("a`"));
    assert_eq!(statement.shape.unwrap().columns[0].heading, "a`; DROP");
}

#[test]
fn raw_sql_is_sent_as_written() {
    for text in [
        "SELECT COUNT(*) FROM logs",
        "select action, count(*) n from logs group by action order by n desc limit 3",
        "WITH t AS (SELECT src FROM logs) SELECT INET6_NTOA(src) FROM t",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "EXPLAIN SELECT * FROM logs WHERE prefix = 'INTO; FOR UPDATE'",
        "SELECT `into`, 'sleep(1)' /* for update */ FROM logs",
        "SELECT REPLACE(prefix, 'a', 'b'), INSERT(prefix, 1, 1, 'x') FROM logs",
    ] {
        let statement = raw::parse_read_only(&format!(" {text} ;\n-- done"))
            .unwrap_or_else(|p| panic!("{text}: {p:?}"));
        assert_eq!(statement.text(), text);
        assert_eq!(statement.shape, None);
        assert_eq!(statement.pieces(), [SqlPiece::Sql(text.to_owned())]);
    }
}

/// Words that mean something, and some that do not, for sentences at random.
const WORDS: &[&str] = &[
    "top",
    "bottom",
    "count",
    "list",
    "show",
    "values",
    "explain",
    "by",
    "where",
    "last",
    "since",
    "until",
    "on",
    "today",
    "yesterday",
    "having",
    "limit",
    "order",
    "asc",
    "desc",
    "and",
    "or",
    "not",
    "has",
    "in",
    "is",
    "null",
    "private",
    "between",
    "like",
    "matches",
    "~",
    "!~",
    "=",
    "!=",
    "<",
    ">=",
    "(",
    ")",
    "[",
    "}",
    ",",
    ";",
    "|",
    "&",
    "src",
    "dst",
    "port",
    "dport",
    "host",
    "proto",
    "flags",
    "time",
    "action",
    "prefix",
    "mac",
    "verdict",
    "same",
    "service",
    "sum",
    "distinct",
    "bytes",
    "tcp",
    "denied",
    "22",
    "80-90",
    "10.0.0.0/8",
    "::1",
    "syn",
    "DROP",
    "1h",
    "2026-10-11",
    "08:30",
    "ago",
    "\"a b\"",
    "'",
    "/x/i",
    "$p",
    "$q:1",
    "*",
    "FW-*",
    "#",
    "`",
];

proptest! {
    #![proptest_config(properties(2000))]

    #[test]
    fn any_text_is_lexed_and_parsed_without_a_panic(text in "\\PC{0,60}") {
        let tokens = lex(&text);
        let mut end = 0;
        for token in &tokens {
            prop_assert!(token.span.start >= end && token.span.end > token.span.start);
            prop_assert!(text[end..token.span.start].trim().is_empty());
            end = token.span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
        if let Err(problem) = compiled(&text, &Params::new()) {
            prop_assert!(problem.span.is_some_and(|span| text.get(span.range()).is_some()));
        }
        let _ = (raw::parse_read_only(&text), query::expected(&text), query::expected_condition(&text));
    }

    #[test]
    fn any_sentence_compiles_or_is_a_problem(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..14),
    ) {
        let text = words.join(" ");
        let _ = query::expected(&text);
        match compiled(&text, &Params::new()) {
            Ok(statement) => {
                let parsed = Parser::parse_sql(&MySqlDialect {}, &statement.text());
                prop_assert!(parsed.is_ok(), "{text}\n{}\n{parsed:?}", statement.text());
            }
            Err(problem) => prop_assert!(problem.span.is_some_and(|span| text.get(span.range()).is_some())),
        }
    }

    #[test]
    fn a_value_in_quotes_is_bound_as_it_is(value in "\\PC{0,20}") {
        let quoted = value.replace('\\', "\\\\").replace('"', "\"\"");
        let statement = must_compile(&format!("count where prefix = \"{quoted}\""));
        prop_assert_eq!(statement.binds().collect::<Vec<_>>(), [&Value::Text(value)]);
    }
}

#[test]
fn long_input_takes_no_longer_than_it_is() {
    // What took four times as long for twice the text would take hours for a megabyte.
    let pieces =
        ["a ", "(", "\"", "/*", "$", "!", "é", "'", "`", "\\", "-- \n", "~ /a", "src 1 or ", ","];
    for piece in pieces {
        let text = piece.repeat((1 << 20) / piece.len());
        let tokens = lex(&text);
        assert!(!tokens.is_empty());
        assert!(parse(&text, &Params::new()).is_err());
        assert!(raw::parse_read_only(&text).is_err());
    }
}

#[test]
fn what_is_not_finished_is_told_by_its_token() {
    use ipta::query::token::{TokenEnd, unclosed};
    for (text, kind) in [
        ("src = \"a", TokenKind::Text(TokenEnd::Open)),
        ("src = 'it''s", TokenKind::Text(TokenEnd::Open)),
        ("prefix ~ /a(b|c", TokenKind::Regex(TokenEnd::Open)),
        ("top src /* a", TokenKind::Comment(TokenEnd::Open)),
        ("SELECT `a", TokenKind::Name(TokenEnd::Open)),
        ("src $x:\"a", TokenKind::Parameter(TokenEnd::Open)),
        ("src = 'it''s'", TokenKind::Text(TokenEnd::Closed)),
        ("prefix !~ /a;b|c/i", TokenKind::Regex(TokenEnd::Closed)),
        ("src in 10.0.0.0/8 # a; b", TokenKind::Comment(TokenEnd::Closed)),
    ] {
        assert_eq!(lex(text).last().map(|token| token.kind), Some(kind), "{text}");
    }
    let open = unclosed(&lex("where (tcp and (udp)")).unwrap();
    assert_eq!(open.span.start, 6);
    assert_eq!(unclosed(&lex("where (tcp and (udp))")), None);
}
