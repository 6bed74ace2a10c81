//! Rows: what is appended reads back, and the bookmarks with it.

use std::borrow::Cow;

use super::*;
use ipta::field::FIELDS;
use ipta::packet::{Inner, Mac, Protocol, TcpFlags, Verdict};
use ipta::time::Timestamp;

/// A packet of which everything is known, as large as it can be.
fn full() -> Packet<'static> {
    Packet {
        time: Some(Timestamp(i64::from(u32::MAX) * 1_000_000 + 999_999)),
        fw: Some("gw-1.example"),
        prefix: Some("it's \"quoted\"\ta\\b % _ ? $1 `x` ü 防火墙 \u{1f525}"),
        action: Some(Cow::Borrowed("DROP")),
        verdict: Verdict::Deny,
        iif: Some("eth0"),
        oif: Some("wan0"),
        physin: Some("p1"),
        physout: Some("p2"),
        smac: Some(Mac([0, 1, 0x7f, 0x80, 0xfe, 0xff])),
        dmac: Some(Mac([0xff; 6])),
        src: Some([0xff; 16].into()),
        dst: Some([255, 255, 255, 255].into()),
        proto: Some(Protocol(255)),
        sport: Some(u16::MAX),
        dport: Some(u16::MAX),
        len: Some(u32::MAX),
        ttl: Some(u8::MAX),
        id: Some(u32::MAX),
        tos: Some(u8::MAX),
        window: Some(u32::MAX),
        flags: Some(TcpFlags(0x1ff)),
        icmptype: Some(u8::MAX),
        icmpcode: Some(u8::MAX),
        mark: Some(u32::MAX),
        uid: Some(u32::MAX),
        gid: Some(u32::MAX),
        inner: Some(Inner {
            src: Some([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].into()),
            dst: Some([192, 0, 2, 1].into()),
            proto: Some(Protocol::TCP),
            sport: Some(1),
            dport: Some(u16::MAX),
        }),
    }
}

/// A packet of which everything is known, as small as it can be.
fn least() -> Packet<'static> {
    Packet {
        time: Some(Timestamp(0)),
        fw: Some(""),
        verdict: Verdict::Accept,
        smac: Some(Mac([0; 6])),
        src: Some([0; 16].into()),
        dst: Some([0; 4].into()),
        proto: Some(Protocol(0)),
        sport: Some(0),
        dport: Some(0),
        len: Some(0),
        ttl: Some(0),
        id: Some(0),
        flags: Some(TcpFlags(0)),
        mark: Some(0),
        inner: Some(Inner::default()),
        ..Packet::default()
    }
}

pub fn every_field_reads_back(store: &dyn Store) {
    let packets = [full(), Packet::default(), least()];
    fill(store, &packets);
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    let names = names.join("`, `");
    let answer = query(store, &format!("SELECT `{names}` FROM `logs` ORDER BY `time`"), &[]);
    let in_order = [&packets[1], &packets[2], &packets[0]];
    assert_eq!(answer.rows.len(), 3);
    for (row, packet) in answer.rows.iter().zip(in_order) {
        for (value, field) in row.iter().zip(FIELDS) {
            assert_eq!(*value, Value::from((field.get)(packet)), "{}", field.name);
        }
    }
}

pub fn bookmarks_come_with_the_rows(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), []);
    for (source, from, to) in [(1, 0, 100), (2, 0, 50), (1, 100, 300), (2, 50, 51)] {
        append(store, LOGS, &[Packet::default()], &step(source, from, to)).expect("rows");
    }
    let mut bookmarks = store.bookmarks(LOGS).expect("bookmarks");
    bookmarks.sort_by_key(|bookmark| bookmark.head.hash);
    assert_eq!(bookmarks, [bookmark(1, 300), bookmark(2, 51)]);
    store.tidy(LOGS).expect("tidy");
    let mut after = store.bookmarks(LOGS).expect("bookmarks");
    after.sort_by_key(|bookmark| bookmark.head.hash);
    assert_eq!(after, bookmarks);
}

pub fn a_step_from_elsewhere_is_busy(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    let packets = [Packet::default()];
    append(store, LOGS, &packets, &step(1, 0, 100)).expect("rows");
    for wrong in [step(1, 0, 100), step(1, 0, 200), step(1, 50, 200), step(2, 7, 9)] {
        let appended = append(store, LOGS, &packets, &wrong);
        assert!(matches!(appended, Err(StoreError::Busy)), "{wrong:?}: {appended:?}");
    }
    assert_eq!(count(store, LOGS), 1, "nothing of a refused batch is stored");
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, 100)]);

    append(store, LOGS, &packets, &CommitStep { again: true, ..step(1, 0, 60) }).expect("again");
    assert_eq!(count(store, LOGS), 2);
    let known = store.bookmarks(LOGS).expect("bookmarks");
    assert!(known.contains(&bookmark(1, 100)), "a second reading forgets nothing: {known:?}");
    let next = CommitStep { others: known.len() - 1, ..step(1, 100, 200) };
    append(store, LOGS, &packets, &next).expect("the next step");
}

pub fn sources_that_share_their_head_are_several(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    let packets = [Packet::default()];
    let other = |to| Bookmark { tail: Fingerprint { len: 9, hash: 9 }, ..bookmark(1, to) };
    append(store, LOGS, &packets, &step(1, 0, 100)).expect("the first source");
    let first = CommitStep { to: other(150), others: 1, ..step(1, 0, 150) };
    append(store, LOGS, &packets, &first).expect("another source");
    let next = CommitStep { from: Some(other(150)), to: other(160), others: 1, again: false };
    append(store, LOGS, &packets, &next).expect("its next step");
    append(store, LOGS, &packets, &CommitStep { others: 1, ..step(1, 100, 120) })
        .expect("the first");
    store.tidy(LOGS).expect("tidy");
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, 120), other(160)]);
    let third = CommitStep { others: 1, ..step(1, 0, 50) };
    assert!(matches!(append(store, LOGS, &packets, &third), Err(StoreError::Busy)));
}

pub fn a_batch_may_be_empty(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    append(store, LOGS, &[], &step(1, 0, 100)).expect("no packets");
    store.batch(LOGS).expect("a batch").commit(&step(1, 100, 200)).expect("not even sealed");
    assert_eq!(count(store, LOGS), 0);
    assert_eq!(query(store, "SELECT `src` FROM `logs`", &[]).rows.len(), 0);
    assert_eq!(store.bookmarks(LOGS).expect("bookmarks"), [bookmark(1, 200)]);
    drop(store.batch(LOGS).expect("a batch that is given up"));
    append(store, LOGS, &[Packet::default()], &step(1, 200, 300)).expect("a packet");
    assert_eq!(count(store, LOGS), 1);
}

pub fn rows_of_many_batches_are_one_table(store: &dyn Store) {
    store.create(LOGS, &Zone::utc()).expect("a table");
    let packet = |number: u32| Packet {
        time: Some(Timestamp(i64::from(number * 7919 % 1000))),
        id: Some(number),
        ..Packet::default()
    };
    let packets: Vec<Packet<'_>> = (0..1000).map(packet).collect();
    for (at, chunk) in packets.chunks(10).enumerate() {
        let at = u64::try_from(at).expect("a small number");
        append(store, LOGS, chunk, &step(1, at, at + 1)).expect("rows");
    }
    for _ in 0..2 {
        let ids = lines(&query(store, "SELECT `id` FROM `logs` ORDER BY `time`", &[]));
        let mut expected: Vec<u32> = (0..1000).collect();
        expected.sort_by_key(|number| number * 7919 % 1000);
        assert_eq!(ids, expected.iter().map(ToString::to_string).collect::<Vec<_>>());
        store.tidy(LOGS).expect("tidy");
    }
}
