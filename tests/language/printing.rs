//! Printing: a parsed query as canonical text is the same query.

use ipta::query::print::{Parts, parts};
use ipta::query::{Params, Query, check, parse};
use ipta::sql::{Statement, TableLayout, compile};

use crate::agreement::dice::Dice;
use crate::agreement::{LOGS, sentences};
use crate::support::cases::{self, NOW};
use crate::support::chance::seed;

/// How many queries at random are printed.
const QUERIES: usize = 4000;

fn parsed(text: &str) -> Query {
    parse(text, &Params::new()).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

/// The tree as text, without spans and notes, which are about how it was written.
fn tree(query: &Query) -> String {
    let mut query = query.clone();
    query.notes.clear();
    let text = format!("{query:?}");
    let mut pieces = text.split("Span { start: ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('}').expect("a span").1)
}

fn statement(query: &Query) -> Statement {
    compile(&check(query, NOW).expect("a plan"), LOGS, TableLayout::Current)
}

/// Prints a query and reads it again; its text.
fn check_printed(text: &str, query: &Query) -> String {
    let printed = query.to_string();
    let again = parsed(&printed);
    assert_eq!(tree(&again), tree(query), "{text}\n{printed}");
    assert_eq!(again.to_string(), printed, "{text}");
    assert!(again.notes.is_empty(), "{printed}: {:?}", again.notes);
    printed
}

/// Whatever the order of its clauses, a printed query compiles to the same.
fn check_order(dice: &mut Dice, query: &Query) {
    let printed = parsed(&query.to_string());
    let Parts { head, mut clauses, program } = parts(query);
    let expected = statement(&printed);
    assert_eq!(expected.to_string(), statement(query).to_string());
    for place in (1..clauses.len()).rev() {
        clauses.swap(place, dice.below(place + 1));
    }
    let shuffled = Parts { head, clauses, program }.to_string();
    assert_eq!(statement(&parsed(&shuffled)), expected, "{shuffled}");
}

#[test]
fn every_case_is_printed_and_read_again() {
    let mut dice = Dice::new(1);
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let query = parsed(&case.typed);
            check_printed(&case.typed, &query);
            check_order(&mut dice, &query);
        }
    }
}

#[test]
fn queries_at_random_are_printed_and_read_again() {
    let mut dice = Dice::new(seed());
    for nth in 0..QUERIES {
        let mut text = match nth % 3 {
            0 => sentences::rarer(&mut dice),
            _ => sentences::query(&mut dice),
        };
        if dice.one_in(4) {
            text += dice.pick(&[
                "|less -S",
                " | grep 'a|b' | sort;",
                " | tee ~/x # y",
                "| awk '{print}'",
            ]);
        }
        let query = parsed(&text);
        check_printed(&text, &query);
        check_order(&mut dice, &query);
    }
}

#[test]
fn what_has_several_spellings_is_printed_in_one() {
    for (typed, printed) in [
        ("TOP 5 SRC PORT by packets;", "top 5 sport"),
        ("bottom dport BY bytes limit 3", "bottom 3 dport by sum(len)"),
        ("denied && !host == {10.0.0.1 ::1}", "list where denied and ip not in (10.0.0.1, ::1)"),
        ("timeline uniq(src) by proto every 2 hours", "hist distinct src every 2 hours by proto"),
        ("tcp and dport 22 or udp", "list where (tcp and dport = 22) or udp"),
        ("count dc src by net(dst,24)", "count distinct src by net(dst, 24)"),
        (
            "top net(src, 24, 64), net(src, 32, 48), net(src, 33)",
            "top net(src, 24), net(src, 48), net(src, 33)",
        ),
        ("top net(src, 24, 24)", "top net(src, 24, 24)"),
        ("count by src having packets>=5 or count(sport)=1 and bytes<>0", {
            "count by src having count >= 5 or (count(sport) = 1 and sum(len) != 0)"
        }),
        ("show * order by time", "list * order by time asc"),
        ("not has sport and oif is not null", "list where sport is null and has oif"),
        ("count until now since 2026-10-11  08:30", "count since 2026-10-11 08:30 until now"),
        ("prefix !~ '^a/b\\\\d' or prefix matches /x/I", {
            "list where prefix !~ /^a\\/b\\d/ or prefix ~ /x/i"
        }),
        ("prefix ~ \"*a\\\\\" or iif = 'it''s \"'", {
            "list where prefix ~ \"*a\\\\\" or iif = \"it's \\\"\""
        }),
        ("prefix not like FW_% and not ttl > 0x40", {
            "list where prefix not like FW_% and not ttl > 0x40"
        }),
        ("flags has (syn ack) and src is not private", {
            "list where flags has (syn, ack) and src is not private"
        }),
        (
            "top src show packets 'N', same( dport ),src",
            "top src show count \"N\", same(dport), src",
        ),
        ("explain values day(time)", "explain values day(time)"),
        ("top src show share 'Of all', service", "top src show share \"Of all\", service"),
        ("count today vs 7 d ago", "count today vs 7 d ago"),
        ("top src|sort -k 'a|b'|head -n 2 ;", "top src | sort -k 'a|b'|head -n 2"),
        ("explain udp limit 3 | less -S", "explain list where udp limit 3 | less -S"),
    ] {
        assert_eq!(check_printed(typed, &parsed(typed)), printed);
    }
}

#[test]
fn parameters_are_printed_as_their_values() {
    let text = "top $n $key where prefix = $text and iif = $text and prefix $glob since $from";
    for (given, printed) in [
        (
            ["A B", "FW-*", "2h ago"],
            "prefix = \"A B\" and iif = \"A B\" and prefix = FW-* since 2h ago",
        ),
        (["top", "$x *", "today"], {
            "prefix = \"top\" and iif = \"top\" and prefix = $pattern:\"$x *\" since today"
        }),
        (["--", "*\\G", "a,b"], {
            "prefix = \"--\" and iif = \"--\" and prefix = $pattern:\"*\\\\G\" since \"a,b\""
        }),
        (["eth0", "#*", "08:30"], {
            "prefix = eth0 and iif = eth0 and prefix = $pattern:\"#*\" since 08:30"
        }),
    ] {
        let [text_given, glob, from] = given;
        let params =
            [("n", "7"), ("key", "dst"), ("text", text_given), ("glob", glob), ("from", from)];
        let query = parse(text, &Params::from_iter(params)).expect("a query");
        assert_eq!(check_printed(text, &query), format!("top 7 dst where {printed}"));
    }
}

#[test]
fn what_is_nested_as_deep_as_is_read_can_be_read_again() {
    for around in ["not ", "not not (tcp or "] {
        for times in 0..64 {
            let open = around.repeat(times);
            let close = ")".repeat(open.matches('(').count());
            let text = format!("{open}not (udp and ipv4 or icmp and (ipv6 or tcp)){close}");
            let Ok(query) = parse(&text, &Params::new()) else { continue };
            let again = parsed(&query.to_string());
            assert_eq!(tree(&again), tree(&query), "{text}\n{query}");
        }
    }
}
