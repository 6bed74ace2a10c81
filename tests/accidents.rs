//! Accidents: logs that are cut, written on and copied back at random, and imported in between.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use indicatif::ProgressBar;
use ipta::cancel::Cancel;
use ipta::import::{Import, ImportOptions, Load};
use ipta::store::Store;
use ipta::time::Zone;
use ipta::value::Value;
use tempfile::TempDir;

use crate::store::query;
use crate::support::chance::seed;
use crate::support::generate::random::Random;

/// A packet's line; its number is the packet's `ID`.
fn line(id: u32, random: &mut Random) -> String {
    let prefix = random.pick(&["IPT: DROP", "[UFW BLOCK]", "IPT: ACCEPT"]);
    let more = random.pick(&["", "SYN URGP=0 ", "RES=0x00 ACK PSH URGP=0 "]);
    format!(
        "May  4 06:{:02}:{:02} fw kernel: [{}.5] {prefix} IN=eth0 OUT= SRC=192.0.2.{} \
         DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID={id} PROTO=TCP SPT={} DPT={} \
         WINDOW=1024 {more}\n",
        id / 60 % 60,
        id % 60,
        id + 12,
        id % 250,
        1000 + id % 60_000,
        random.below(1000),
    )
}

/// A log as its writer and its accidents leave it, and the table that it is imported into.
struct Log<'s> {
    store: &'s dyn Store,
    table: &'s str,
    folder: TempDir,
    random: Random,
    /// The log's content.
    bytes: Vec<u8>,
    /// Its earlier contents, which copies are made from.
    states: Vec<Vec<u8>>,
    /// Half a line may get a newline: only a store that can be asked knows that it is one.
    has_newlines: bool,
    /// How many packets were written, and so the number of the next.
    written: u32,
    /// The steps so far, for the message of a failed test.
    story: Vec<String>,
}

impl Log<'_> {
    /// Adds lines.
    fn write(&mut self, most: u64) {
        for _ in 0..=self.random.below(most) {
            let line = line(self.written, &mut self.random);
            self.written += 1;
            self.bytes.extend_from_slice(line.as_bytes());
        }
        self.story.push(format!("written up to {}", self.written));
    }

    /// Loses some of its end, and with it perhaps the end of a line.
    fn cut(&mut self) {
        let most = if self.random.below(3) == 0 { self.bytes.len() } else { 700 };
        // The first line is not cut: what is joined to its head is read as a line of its own.
        let least = 300.min(self.bytes.len());
        let lost = below(&mut self.random, most.min(self.bytes.len() - least) + 1);
        self.bytes.truncate(self.bytes.len() - lost);
        self.story.push(format!("lost {lost} bytes"));
    }

    /// The bytes between a cut and the next line.
    fn join(&mut self) {
        match self.random.below(4) {
            0 if self.has_newlines => self.bytes.push(b'\n'),
            1 => self.bytes.extend(vec![0; 1 + below(&mut self.random, 5000)]),
            _ => {}
        }
        self.story.push(format!("joined at {}", self.bytes.len()));
    }

    fn import(&mut self, bytes: &[u8], name: &str) {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a log");
        if self.random.below(2) == 0 {
            settle(&path);
        }
        if bytes.is_empty() {
            return;
        }
        let chunk = self.random.pick(&[400, 5000, 1 << 20]);
        let options = ImportOptions { year: Some(2024), ..ImportOptions::default() };
        let (bar, cancel) = (ProgressBar::hidden(), Cancel::default());
        let load = Load { workers: 1 + below(&mut self.random, 2), chunk };
        let (store, table) = (self.store, self.table);
        let import =
            Import { store, table, options: &options, bad: None, bar: &bar, cancel: &cancel, load };
        match import.file(&path) {
            Ok(summary) => self.story.push(format!("{name}: {summary:?}")),
            // Nothing but zeros or half a line.
            Err(ipta::import::ImportError::Empty(_) | ipta::import::ImportError::Binary(_)) => {}
            Err(error) => panic!("{error}\n{}", self.story.join("\n")),
        }
    }

    /// Imports the log, or an older copy of it, of which the end may be missing.
    fn import_something(&mut self) {
        if self.random.below(3) == 0 && !self.states.is_empty() {
            let nth = below(&mut self.random, self.states.len());
            let mut copy = self.states[nth].clone();
            if self.random.below(2) == 0 {
                let length = below(&mut self.random, copy.len() + 1);
                // Whether one line without its end was imported, only a store that can be asked knows.
                copy.truncate(if self.has_newlines { length } else { length.max(300) });
            }
            self.import(&copy, "copy.log");
        }
        let bytes = self.bytes.clone();
        self.import(&bytes, "fw.log");
        self.states.push(bytes);
    }
}

fn below(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(end as u64)).expect("a length")
}

/// Plays one round of accidents; returns how many packets were written, and the story.
fn round(store: &dyn Store, table: &str, seed: u64, has_newlines: bool) -> (u32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let (bytes, states, story) = (Vec::new(), Vec::new(), vec![format!("seed {seed}")]);
    let random = Random(seed);
    let mut log =
        Log { store, table, folder, random, bytes, states, has_newlines, written: 0, story };
    log.write(40);
    log.import_something();
    for _ in 0..2 + log.random.below(4) {
        if log.random.below(4) > 0 {
            log.cut();
            if log.random.below(2) == 0 {
                log.import_something();
            }
            if log.random.below(4) > 0 && !log.bytes.is_empty() {
                log.join();
            }
        }
        log.write(12);
        log.import_something();
    }
    (log.written, log.story.join("\n"))
}

/// How many rounds are played in memory, and with `IPTA_TEST_ROUNDS` set on each store.
pub const ROUNDS: u64 = 1000;

/// How many rounds are played on each store: each takes as long as twenty in memory.
const ROUNDS_STORED: u64 = 100;

/// Which packets a table has, and how often each.
pub type Counted = BTreeMap<u32, u64>;

/// Plays a round and checks that each packet was counted once.
pub fn check(store: &dyn Store, seed: u64, has_newlines: bool, counted: impl Fn(&str) -> Counted) {
    let table = format!("cut{seed}");
    store.create(&table, &Zone::utc()).expect("a table");
    let (written, story) = round(store, &table, seed, has_newlines);
    let counted = counted(&table);
    let wrong: Vec<_> = (0..written)
        .filter_map(|id| Some((id, counted.get(&id))).filter(|it| it.1 != Some(&1)))
        .collect();
    assert!(wrong.is_empty() && counted.len() == written as usize, "{wrong:?}\n{story}");
    store.delete(&table, &Cancel::default()).expect("a table");
}

/// The seeds of that many rounds.
pub fn seeds(rounds: u64) -> impl Iterator<Item = u64> {
    let first = seed();
    (0..rounds).map(move |nth| first.wrapping_add(nth))
}

/// Plays all rounds on a store.
pub fn rounds(store: &dyn Store) {
    let are_all = std::env::var_os("IPTA_TEST_ROUNDS").is_some();
    for seed in seeds(if are_all { ROUNDS } else { ROUNDS_STORED }) {
        check(store, seed, true, |table| {
            let sql = format!("SELECT `id`, COUNT(*) FROM `{table}` GROUP BY `id`");
            let answer = query(store, &sql, &[]);
            let number = |value: &Value| match value {
                Value::Int(number) => u64::try_from(*number).expect("a number"),
                // Half a packet may have lost it.
                _ => u64::from(u32::MAX),
            };
            let row = |row: &Vec<Value>| (number(&row[0]) as u32, number(&row[1]));
            answer.rows.iter().map(row).collect()
        });
    }
}

/// Makes a file look as if it was last written two minutes ago.
pub fn settle(path: &Path) {
    let file = fs::File::options().append(true).open(path).expect("a file");
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(120);
    file.set_modified(then).expect("another time");
}
