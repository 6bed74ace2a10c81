//! Gaps: what the logs lack is committed with the packets, and SQL can read it.

use ipta::log::gap::{Gaps, Sum};
use ipta::time::Timestamp;

use super::*;

/// A time some seconds after 1970.
fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds * Timestamp::SECOND + 1)
}

/// Machine, kind, notices, lines lost, and seconds.
type Row = (&'static str, &'static str, u64, Option<u64>, Option<i64>);

fn gaps(all: &[Row]) -> Gaps {
    let mut gaps = Gaps::default();
    for (machine, kind, notices, lost, seconds) in all {
        let machine = Some(*machine).filter(|name| !name.is_empty()).map(str::to_owned);
        let span = seconds.map(|seconds| (at(seconds), at(2 * seconds)));
        gaps.put((machine, (*kind).to_owned()), &Sum { notices: *notices, lost: *lost, span });
    }
    gaps
}

fn commit(
    store: &dyn Store,
    table: &str,
    lacking: &Gaps,
    step: &CommitStep,
) -> Result<(), StoreError> {
    let mut batch = store.batch(table)?;
    batch.push(&Packet::default());
    batch.lacks(lacking);
    batch.seal()?;
    batch.commit(step)
}

const SQL: &str = "SELECT `fw`, `kind`, `notices`, `lost`, `first_said`, `last_said` \
                   FROM `ipta_gaps` WHERE `table_name` = ? ORDER BY `fw`, `kind`";

pub fn gaps_come_with_the_rows(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    store.create("other", &Zone::utc()).expect("a table");
    assert!(store.gaps(LOGS).expect("gaps").is_empty());
    assert_eq!(lines(&query(store, SQL, &[text(LOGS)])), [] as [&str; 0]);
    let first = gaps(&[("fw", "x", 1, Some(5), Some(100)), ("", "y", 1, None, None)]);
    commit(store, LOGS, &first, &step(1, 0, 100)).expect("rows");
    commit(store, LOGS, &Gaps::default(), &step(1, 100, 200)).expect("rows");
    let more =
        [("fw", "x", 2, Some(7), Some(50)), ("", "y", 1, None, Some(9)), ("é", "x", 1, None, None)];
    commit(store, LOGS, &gaps(&more), &step(1, 200, 300)).expect("rows");
    commit(store, "other", &gaps(&[("fw", "z", 1, Some(1), None)]), &step(1, 0, 9)).expect("rows");
    let refused = commit(store, LOGS, &first, &step(1, 100, 200));
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    for _ in 0..2 {
        let expected = [
            " y 2 NULL 1970-01-01 00:00:09.000001 1970-01-01 00:00:18.000001",
            "fw x 3 12 1970-01-01 00:00:50.000001 1970-01-01 00:03:20.000001",
            "é x 1 NULL NULL NULL",
        ];
        assert_eq!(lines(&query(store, SQL, &[text(LOGS)])), expected);
        let mut all = first.clone();
        all.merge(&gaps(&more));
        assert_eq!(store.gaps(LOGS).expect("gaps"), all);
        store.tidy(LOGS).expect("tidy");
    }
    assert_eq!(lines(&query(store, SQL, &[text("other")])), ["fw z 1 1 NULL NULL"]);
}

pub fn gaps_go_with_the_rows(store: &dyn Store) {
    let lacking = gaps(&[("fw", "x", 1, Some(5), None)]);
    for table in [LOGS, "other"] {
        store.create(table, &Zone::utc()).expect("a table");
        commit(store, table, &lacking, &step(1, 0, 100)).expect("rows");
    }
    store.clear(LOGS, &Cancel::default()).expect("cleared");
    assert!(store.gaps(LOGS).expect("gaps").is_empty());
    assert_eq!(query(store, SQL, &[text(LOGS)]).rows.len(), 0);
    store.delete("other", &Cancel::default()).expect("dropped");
    store.create("other", &Zone::utc()).expect("a table");
    assert!(store.gaps("other").expect("gaps").is_empty());
    assert!(matches!(store.gaps("none"), Err(StoreError::NoTable(_))));
    assert!(matches!(store.create("ipta_gaps", &Zone::utc()), Err(StoreError::TableName(_))));
}
