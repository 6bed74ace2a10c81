//! The vocabulary: the words that completion offers. Those that stand in the table are asked for
//! by a thread of its own, never while somebody types.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread;
use std::time::Duration;

use crate::ask::{Asked, Question};
use crate::cancel::Cancel;
use crate::cli::{self, CommandHelp};
use crate::output::safe;
use crate::query::kind::Kind;
use crate::rows::{Column, RowSink};
use crate::session::{LazyStore, Session};
use crate::store::Store;
use crate::time::{Now, Zone};
use crate::value::Value;

/// Fields whose values are offered: the few first, then those that take longer to ask for.
const OFFERED: [&str; 10] =
    ["action", "prefix", "iif", "oif", "fw", "proto", "dport", "sport", "src", "dst"];

/// Values that are kept of a field, the most frequent ones.
const MOST_VALUES: usize = 10_000;

/// How long leaving the prompt waits for a question that is still under way to be stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// A saved query as completion and hints see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub help: String,
    /// Its parameters.
    pub parameters: Vec<Wanted>,
}

/// A parameter of a saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// What it is for, its kind and its default.
    pub about: String,
}

/// The words that completion offers.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Commands.
    pub commands: &'static [CommandHelp],
    /// Saved queries.
    pub reports: Vec<Report>,
    /// Tables.
    pub tables: Vec<String>,
    /// Values in the table by the field's name, the most frequent first, each with its packets.
    pub values: BTreeMap<&'static str, Vec<(String, u64)>>,
}

impl Vocabulary {
    /// The saved query of that name.
    pub fn report(&self, name: &str) -> Option<&Report> {
        self.reports.iter().find(|report| report.name == name)
    }
}

fn reports(session: &Session) -> Vec<Report> {
    let report = |saved: &crate::library::Saved| {
        let parameters = saved.script().map(|script| script.parameters).unwrap_or_default();
        let wanted = parameters.into_iter().map(|one| {
            let kind = one.kind.map(Kind::name);
            let default = one.default.map(|text| format!("{text} by default"));
            let said = Some(one.help).filter(|help| !help.is_empty());
            let about: Vec<String> =
                [said, kind.map(str::to_owned), default].into_iter().flatten().collect();
            Wanted { name: one.name, about: about.join(", ") }
        });
        Report { name: saved.name.clone(), help: saved.help.clone(), parameters: wanted.collect() }
    };
    session.library.all().map(report).collect()
}

/// Nobody asks the table.
const IDLE: u8 = 0;
/// A thread does.
const ASKING: u8 = 1;
/// A thread does, and shall do it once more.
const AGAIN: u8 = 2;

/// A vocabulary that the prompt reads and a thread writes.
#[derive(Clone)]
pub struct Shared {
    words: Arc<RwLock<Vocabulary>>,
    state: Arc<AtomicU8>,
    /// What the thread asks next.
    wanted: Arc<Mutex<Option<Place>>>,
    /// Stops the thread's question.
    cancel: Cancel,
    /// Hears when the thread has ended.
    ended: Arc<Mutex<Option<Receiver<()>>>>,
}

/// Where values are to be asked for.
struct Place {
    store: LazyStore,
    table: String,
    zone: Option<Zone>,
}

impl Shared {
    /// The words that are known before any table is looked at.
    pub fn new(session: &Session) -> Self {
        let words = Vocabulary {
            commands: cli::prompt_commands(),
            reports: reports(session),
            tables: Vec::new(),
            values: BTreeMap::new(),
        };
        Self {
            words: Arc::new(RwLock::new(words)),
            state: Arc::default(),
            wanted: Arc::default(),
            cancel: Cancel::default(),
            ended: Arc::default(),
        }
    }

    /// The vocabulary as it is now.
    pub fn read(&self) -> RwLockReadGuard<'_, Vocabulary> {
        self.words.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, change: impl FnOnce(&mut Vocabulary)) {
        change(&mut self.words.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Learns anew what may have changed: the saved queries now, the table's values in the
    /// background; what cannot be asked is not offered.
    pub fn refresh(&self, session: &Session) {
        self.write(|words| words.reports = reports(session));
        let settings = &session.config.settings;
        let (table, zone) = (settings.store.table.clone(), settings.time.zone.clone());
        *lock(&self.wanted) = Some(Place { store: session.store.clone(), table, zone });
        if self.state.swap(AGAIN, Ordering::AcqRel) != IDLE {
            return;
        }
        let (sender, ended) = channel();
        *lock(&self.ended) = Some(ended);
        let shared = self.clone();
        thread::spawn(move || {
            shared.learn();
            let _ = sender.send(());
        });
    }

    /// Asks for as long as somebody wants to know.
    fn learn(&self) {
        loop {
            self.state.store(ASKING, Ordering::Release);
            let place = lock(&self.wanted).take();
            // A server may be slow to answer: that is nothing to wait for before the prompt.
            if let Some((place, store)) = place.and_then(|place| {
                let store = place.store.open().ok()?;
                Some((place, store))
            }) {
                self.ask(store.as_ref(), &place.table, place.zone.as_ref());
            }
            let ended =
                self.state.compare_exchange(ASKING, IDLE, Ordering::AcqRel, Ordering::Acquire);
            if ended.is_ok() || self.cancel.is_raised() {
                return;
            }
        }
    }

    fn ask(&self, store: &dyn Store, table: &str, zone: Option<&Zone>) {
        let asked = Asked { store, table, zone, now: Now::Clock, cancel: &self.cancel };
        let tables = store.names().unwrap_or_default();
        self.write(|words| words.tables = tables);
        for name in OFFERED {
            // Another table is wanted meanwhile, or nothing any more.
            if self.cancel.is_raised() || self.state.load(Ordering::Acquire) == AGAIN {
                return;
            }
            let found = values(&asked, name);
            self.write(|words| drop(words.values.insert(name, found)));
        }
    }

    /// Stops the thread's question, so that the server does not go on with it.
    pub fn stop(&self) {
        self.cancel.raise();
        if self.state.load(Ordering::Acquire) != IDLE
            && let Some(ended) = lock(&self.ended).take()
        {
            let _ = ended.recv_timeout(PATIENCE);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn values(asked: &Asked<'_>, field: &str) -> Vec<(String, u64)> {
    let text = format!("top {MOST_VALUES} {field}");
    let mut found = Counted(Vec::new());
    let question = Question { text: &text, ..Question::default() };
    let Ok(ready) = asked.prepare(&question) else { return Vec::new() };
    // A table that is not there yet has no values.
    let _ = asked.run(&ready, &mut found);
    // What a terminal would act on is not offered: completion shows and inserts text as it is.
    found.0.retain(|(value, _)| !value.is_empty() && !value.chars().any(safe::is_hostile));
    found.0
}

/// Keeps the first cell of each row as text, and its last as how often it is there.
struct Counted(Vec<(String, u64)>);

impl RowSink for Counted {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        let count = match row.last() {
            Some(Value::Int(count)) => u64::try_from(*count).unwrap_or(0),
            _ => 0,
        };
        if let Some(value) = row.first().filter(|value| **value != Value::Null) {
            self.0.push((value.to_string(), count));
        }
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
