//! Agreement: the readings of the language, in memory and on the stores, mean the same. `embedded` and
//! `mysql` run these checks on their stores.

use ipta::ask::{PacketSource, QueryContext, Question};
use ipta::cancel::Cancel;
use ipta::log::source::{Bookmark, Fingerprint};
use ipta::packet::Packet;
use ipta::query::Params;
use ipta::store::{CommitStep, Store};
use ipta::time::{Now, Zone};

use crate::support::cases::{self, NOW};
use crate::support::packets::packets;
use crate::support::rows::{Lines, MARK};

mod conditions;
pub mod dice;
mod direct;
pub mod injection;
pub mod log;
pub mod random;
pub mod sentences;
pub mod traffic;

/// The table of all queries.
pub const LOGS: &str = "logs";

/// Stores packets.
fn fill(store: &dyn Store, packets: &[Packet<'_>]) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    let mut batch = store.batch(LOGS).expect("a batch");
    packets.iter().for_each(|packet| batch.push(packet));
    let print = Fingerprint { len: 1, hash: 1 };
    let to = Bookmark { head: print, offset: 1, tail: print };
    batch.commit(&CommitStep { from: None, to, others: 0, again: false }).expect("stored");
}

/// The answer of a store, or what is wrong with the question.
fn answer(store: &dyn Store, text: &str) -> String {
    let (zone, cancel) = (Zone::utc(), Cancel::default());
    let asked = QueryContext {
        packets: PacketSource::Table { store, table: LOGS },
        zone: Some(&zone),
        now: Now::At(NOW),
        cancel: &cancel,
    };
    let question = Question { text, params: Params::default(), ..Question::default() };
    let mut lines = Lines::default();
    let told = asked.prepare(&question).and_then(|ready| asked.run(&ready, &mut lines));
    told.map_or_else(|error| error.to_string(), |_| lines.0)
}

/// Every case has on the store the rows that stand in its file.
pub fn check_cases(store: &dyn Store) {
    fill(store, &packets());
    let (mut wrong, mut number) = (String::new(), 0);
    for path in cases::files("queries", "ipta") {
        for case in cases::read(&path).iter().filter(|case| !case.typed.is_empty()) {
            let expected = case.expected.lines().filter(|line| line.starts_with(MARK.trim_end()));
            let expected: Vec<&str> = expected.collect();
            let found = answer(store, case.typed.strip_prefix("explain ").unwrap_or(&case.typed));
            let found: Vec<&str> = found.lines().map(str::trim_end).collect();
            number += 1;
            if found != expected {
                let [expected, found] = [expected, found].map(|lines| lines.join("\n"));
                wrong += &format!("> {}\nexpected:\n{expected}\nfound:\n{found}\n\n", case.typed);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(number >= 300, "only {number} cases");
}
