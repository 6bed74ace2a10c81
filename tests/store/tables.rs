//! Tables: made, listed, emptied, dropped.

use super::*;

pub fn names_are_checked(store: &dyn Store) {
    let long = "x".repeat(65);
    for wrong in ["", ".", "..", "a/b", "a b", "a`b", "logs; DROP", "ä", "a\0b", ".a", &long] {
        let made = store.create(wrong, &Zone::utc());
        assert!(matches!(made, Err(StoreError::TableName(_))), "{wrong}: {made:?}");
        assert!(
            store.table(wrong).is_err() && store.delete(wrong, &Cancel::default()).is_err(),
            "{wrong}"
        );
        assert!(store.batch(wrong).is_err(), "{wrong}");
    }
    for right in ["l", "Logs_2026-10", "-", &"x".repeat(64)] {
        store.create(right, &Zone::utc()).expect(right);
        append(store, right, &[Packet::default()], &step(1, 0, 1)).expect(right);
        assert_eq!(count(store, right), 1, "{right}");
    }
}

pub fn tables_are_made_listed_and_dropped(store: &dyn Store) {
    assert_eq!(store.tables().expect("a list"), []);
    for (name, zone) in [("b", "+02:00"), ("a", "UTC")] {
        store.create(name, &Zone::parse(zone).expect("a zone")).expect("a table");
    }
    append(store, "b", &[Packet::default(), Packet::default()], &step(1, 0, 9)).expect("rows");

    let tables = store.tables().expect("a list");
    let told: Vec<_> = tables.iter().map(|t| (&*t.name, t.zone.name(), t.packets)).collect();
    assert_eq!(told, [("a", "UTC", 0), ("b", "+02:00", 2)]);
    assert!(tables[1].bytes > 0);
    assert_eq!(store.table("b").expect("a table"), tables[1]);

    let again = store.create("a", &Zone::utc());
    assert!(matches!(&again, Err(StoreError::TableExists(name)) if name == "a"), "{again:?}");
    store.delete("b", &Cancel::default()).expect("dropped");
    for gone in [
        store.delete("b", &Cancel::default()),
        store.table("b").map(drop),
        store.clear("b", &Cancel::default()),
        store.tidy("b"),
        store.bookmarks("b").map(drop),
        store.batch("b").map(drop),
        try_query(store, "SELECT COUNT(*) FROM b", &[]).map(drop),
    ] {
        assert!(matches!(&gone, Err(StoreError::NoTable(name)) if name == "b"), "{gone:?}");
    }
    store.create("b", &Zone::utc()).expect("a new table");
    assert_eq!(count(store, "b"), 0);
}

pub fn a_cleared_table_is_empty(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    store.clear(LOGS, &Cancel::default()).expect("an empty table can be cleared");
    for round in 1..=3 {
        append(store, LOGS, &[Packet::default()], &step(1, 0, 10)).expect("rows");
        append(store, LOGS, &[Packet::default()], &step(1, 10, 20)).expect("rows");
        assert_eq!(count(store, LOGS), 2, "round {round}");
        store.clear(LOGS, &Cancel::default()).expect("cleared");
        assert_eq!(count(store, LOGS), 0);
        assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), []);
        store.tidy(LOGS).expect("tidy");
        assert_eq!(store.table(LOGS).expect("a table").packets, 0);
    }
}
