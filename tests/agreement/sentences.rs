//! Sentences: queries at random, with every verb and clause of the language.

use ipta::field::{FIELDS, Field, Type};

use crate::agreement::conditions::predicate;
use crate::agreement::dice::Dice;

/// Measures; the first [`NUMBERS`] have a difference, so that two windows can be compared.
const MEASURES: [&str; 18] = [
    "count",
    "packets",
    "bytes",
    "distinct dport",
    "dc src",
    "uniq(prefix)",
    "count(distinct proto)",
    "count(sport)",
    "count(prefix)",
    "sum(len)",
    "sum(ttl)",
    "avg(len)",
    "avg(ttl)",
    "min(len)",
    "max(id)",
    "max(ttl)",
    "distinct time",
    "min(sport)",
];

/// How many of [`MEASURES`] have a difference.
const NUMBERS: usize = 17;

/// A query.
pub fn query(dice: &mut Dice) -> String {
    let mut clauses = Vec::new();
    let head = match dice.below(12) {
        0..=2 => {
            if dice.one_in(3) {
                clauses.push(format!(
                    "order by {} {}",
                    field(dice).name,
                    dice.pick(&["asc", "desc"])
                ));
            }
            format!("list {}", fields(dice, 5))
        }
        3 => format!("values {}", term(dice)),
        4 if dice.one_in(3) => return total(dice),
        4 => {
            if dice.one_in(3) {
                clauses.push(versus(dice));
            }
            match dice.one_in(2) {
                true => "count".to_owned(),
                false => format!("count distinct {}", field(dice).name),
            }
        }
        5 | 6 => return histogram(dice),
        _ => grouping(dice, &mut clauses),
    };
    if !dice.one_in(5) {
        clauses.push(format!("where {}", predicate(dice, 3)));
    }
    let is_compared = clauses.iter().any(|clause| clause.starts_with("vs "));
    if is_compared {
        clauses.push(closed_window(dice));
    } else if dice.one_in(3) {
        clauses.push(window(dice));
    }
    let has_limit = head.starts_with("top 3") || head.starts_with("bottom 1");
    if !has_limit && dice.one_in(3) {
        clauses.push(format!("limit {}", dice.pick(&[0, 1, 2, 5, 100])));
    }
    sentence(dice, head, clauses)
}

/// A query that is spelled as few people do, or is explained.
pub fn rarer(dice: &mut Dice) -> String {
    let mut clauses = vec![format!("where {}", predicate(dice, 3))];
    let key = dice.pick(&["NET ( src host , 20 , 64 )", "Hour(Time)", "src  port", "net(dst, 64)"]);
    let head = match dice.below(3) {
        0 => {
            clauses.push(dice.pick(&["every 5m", "every 1h30m", "every 2 hours"]).to_owned());
            format!("TIMELINE {} by {key}", dice.pick(&MEASURES))
        }
        1 => {
            clauses.push(dice.pick(&["vs 2 weeks", "vs 1d", "VS Previous"]).to_owned());
            clauses.push(dice.pick(&["last 90 minutes", "on today", "yesterday"]).to_owned());
            let head = dice.pick(&["bottom 7", "COUNT by", "count distinct src by"]);
            return sentence(dice, format!("{head} {key}"), clauses);
        }
        _ => {
            clauses.push(format!("show {key} \"a \\\\ b\", count 'it''s'"));
            format!("explain count by {key}")
        }
    };
    if let Some(ends) = dice.maybe(&[
        ["since 7d ago", "until \"2026-10-12 08:30\""],
        ["until 11:59", "since 2026-10-11 08:30"],
    ]) {
        clauses.extend(ends.map(str::to_owned));
    }
    sentence(dice, head, clauses)
}

fn sentence(dice: &mut Dice, head: String, mut clauses: Vec<String>) -> String {
    let mut text = head;
    while !clauses.is_empty() {
        text += " ";
        text += &clauses.swap_remove(dice.below(clauses.len()));
    }
    text
}

/// One number over all packets that fit.
fn total(dice: &mut Dice) -> String {
    format!("count where {}", predicate(dice, 4))
}

fn grouping(dice: &mut Dice, clauses: &mut Vec<String>) -> String {
    let keys = terms(dice, 3);
    let written = keys.join(", ");
    let is_compared = dice.one_in(4);
    let measures = if is_compared { &MEASURES[..NUMBERS] } else { &MEASURES };
    let head = match dice.below(4) {
        0 => format!("count by {written}"),
        1 => format!("count distinct {} by {written}", field(dice).name),
        _ => {
            let verb = dice.pick(&["top", "top 3", "bottom", "bottom 1"]);
            format!("{verb} {written} by {}", dice.pick(measures))
        }
    };
    if dice.one_in(3) {
        clauses.push(format!("having {}", having(dice, 2)));
    }
    if is_compared {
        clauses.push(versus(dice));
    } else if dice.one_in(3) {
        clauses.push(format!("show {}", shown(dice, keys).join(", ")));
    }
    head
}

fn versus(dice: &mut Dice) -> String {
    format!("vs {}", dice.pick(&["previous", "1h ago", "1d ago", "7d ago"]))
}

fn shown(dice: &mut Dice, keys: Vec<String>) -> Vec<String> {
    let has_service = ["dport", "proto"].iter().all(|key| keys.iter().any(|one| one == key));
    let mut shown = keys;
    for _ in 0..dice.below(4) {
        let heading = dice.pick(&["", " \"a \\\" b\""]);
        shown.push(match dice.below(3) {
            0 => format!("{}{heading}", dice.pick(&MEASURES)),
            1 => format!("same({}){heading}", shareable(dice).name),
            _ if has_service => "service".to_owned(),
            _ => format!("max(time){heading}"),
        });
    }
    shown
}

/// A histogram over a window with both ends: what lies outside has no steps.
fn histogram(dice: &mut Dice) -> String {
    let (window, every) = dice.pick(&[
        ("last 1h", "1m"),
        ("last 1h", "7m"),
        ("last 1d", "1h"),
        ("last 1d", "45m"),
        ("today", "2h"),
        ("yesterday", "5h"),
        ("on 2026-10-11", "1d"),
        ("last 8w", "1d"),
        ("last 8w", "1w"),
        ("since 2026-10-11 until 2026-10-12", "3h"),
        ("since 2026-10-10 until 2026-10-10", "3h"),
    ]);
    let mut clauses = vec![window.to_owned(), format!("every {every}")];
    if dice.one_in(2) {
        clauses.push(format!("by {}", term(dice)));
    }
    if !dice.one_in(3) {
        clauses.push(format!("where {}", predicate(dice, 2)));
    }
    if dice.one_in(4) {
        clauses.push(format!("having {}", having(dice, 1)));
    }
    if dice.one_in(4) {
        clauses.push(format!("limit {}", dice.pick(&[0, 1, 5, 100])));
    }
    let verb = dice.pick(&["hist", "timeline"]);
    let measure = if dice.one_in(3) { "" } else { dice.pick(&MEASURES) };
    sentence(dice, format!("{verb} {measure}"), clauses)
}

/// A window whose ends are both known.
fn closed_window(dice: &mut Dice) -> String {
    let windows = ["last 1h", "last 12h", "last 1d", "last 1w", "today", "on 2026-10-11"];
    dice.pick(&windows).to_owned()
}

fn having(dice: &mut Dice, depth: usize) -> String {
    if depth > 0 && dice.one_in(3) {
        let joining = dice.pick(&["and", "or"]);
        return format!("({} {joining} {})", having(dice, depth - 1), having(dice, depth - 1));
    }
    let number = dice.pick(&["0", "1", "2", "60", "4294967295"]);
    format!("{} {} {number}", dice.pick(&MEASURES), relation(dice))
}

fn relation(dice: &mut Dice) -> &'static str {
    dice.pick(&["=", "!=", "<", "<=", ">", ">="])
}

pub(super) fn field(dice: &mut Dice) -> &'static Field {
    &FIELDS[dice.below(FIELDS.len())]
}

fn shareable(dice: &mut Dice) -> &'static Field {
    loop {
        let field = field(dice);
        if !matches!(field.kind, Type::Time | Type::Flags) {
            return field;
        }
    }
}

/// Up to so many different fields.
fn fields(dice: &mut Dice, most: usize) -> String {
    let mut names: Vec<&str> = (0..=dice.below(most)).map(|_| field(dice).name).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// What packets are grouped by: mostly a field.
fn term(dice: &mut Dice) -> String {
    let address = |dice: &mut Dice| dice.pick(&["src", "dst", "inner_src"]);
    match dice.below(16) {
        0 => format!("net({}, {})", address(dice), dice.pick(&[0, 1, 8, 20, 31, 32])),
        1 => format!("net({}, {}, {})", address(dice), dice.pick(&[8, 24]), dice.pick(&[33, 48])),
        2 => dice.pick(&["hour(time)", "day(time)", "weekday(time)"]).to_owned(),
        _ => field(dice).name.to_owned(),
    }
}

/// Up to so many different terms.
fn terms(dice: &mut Dice, most: usize) -> Vec<String> {
    let mut terms: Vec<String> = (0..=dice.below(most)).map(|_| term(dice)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn window(dice: &mut Dice) -> String {
    let time = |dice: &mut Dice| {
        dice.pick(&[
            "2026-10-12",
            "2026-10-11T11:59",
            "11:59:59",
            "08:00",
            "2h ago",
            "now",
            "today",
            "yesterday",
            "1970-01-01",
            "7d ago",
        ])
    };
    match dice.below(7) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2 => format!("on {}", dice.pick(&["2026-10-11", "2026-10-12", "1970-01-01", "today"])),
        3 => format!("since {}", time(dice)),
        4 => format!("until {}", time(dice)),
        _ => format!("last {}", dice.pick(&["1s", "1m", "1h", "12h", "1d", "1w", "8w", "100w"])),
    }
}
