//! The vocabulary: the words that completion offers.
//!
//! The values of a field are read by a thread when a line first needs them: from the newest packets
//! only, and for a limited time, so that a prompt costs a server next to nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::thread;
use std::time::Duration;

use crate::ask::{PacketSource, QueryContext, Question};
use crate::cancel::Cancel;
use crate::cli::{self, CommandHelp};
use crate::field::{self, Type};
use crate::monitor::Monitor;
use crate::output::sanitize;
use crate::query::parameter_kind::ParameterKind;
use crate::rows::EachRow;
use crate::session::{LazyStore, Session};
use crate::store::Store;
use crate::time::{Now, Zone};
use crate::value::Value;

/// Fields whose values are offered.
const OFFERED: [&str; 10] =
    ["action", "prefix", "iif", "oif", "fw", "proto", "dport", "sport", "src", "dst"];

/// The newest packets of a table, whose values are offered.
const SAMPLE: usize = 20_000;

/// Values that are kept of a field, the most frequent ones.
const MOST_VALUES: usize = 10_000;

/// How long reading the values of one field may take.
const LIMIT: Duration = Duration::from_secs(2);

/// How long a look-up waits for values that are being read.
const MOMENT: Duration = Duration::from_millis(100);

/// How long leaving the prompt waits until a running statement has been stopped.
const PATIENCE: Duration = Duration::from_secs(1);

/// A saved query as completion and hints see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub help: String,
    /// Its parameters.
    pub parameters: Vec<QueryParameter>,
}

/// A parameter of a saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryParameter {
    /// Its name.
    pub name: String,
    /// What it is for, its kind and its default.
    pub about: String,
}

/// The words that completion offers.
#[derive(Debug)]
pub struct Vocabulary {
    /// Commands.
    pub commands: &'static [CommandHelp],
    /// Saved queries.
    pub reports: Vec<Report>,
    /// Tables.
    pub tables: Vec<String>,
    /// Values of fields.
    pub values: FieldValues,
}

/// The values of fields among the newest packets.
#[derive(Debug, Default)]
pub struct FieldValues {
    /// By the field's name, the most frequent value first, each with its number of packets.
    known: BTreeMap<&'static str, Vec<(String, u64)>>,
    /// Reads the values of other fields; `None` to read none.
    reader: Option<ValuesReader>,
}

impl FieldValues {
    /// The values of a field; none yet where they have not been read, which is then begun.
    pub fn of(&self, field: &'static str) -> &[(String, u64)] {
        if let Some(known) = self.known.get(field) {
            return known;
        }
        if let Some(reader) = self.reader.as_ref().filter(|_| OFFERED.contains(&field)) {
            reader.work.is_missing.store(true, Ordering::Relaxed);
            reader.want(Want::Values(field));
        }
        &[]
    }
}

impl<const N: usize> From<[(&'static str, Vec<(String, u64)>); N]> for FieldValues {
    fn from(known: [(&'static str, Vec<(String, u64)>); N]) -> Self {
        Self { known: known.into(), reader: None }
    }
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
            let kind = one.kind.map(ParameterKind::name);
            let default = one.default.map(|text| format!("{text} by default"));
            let said = Some(one.help).filter(|help| !help.is_empty());
            let about: Vec<String> =
                [said, kind.map(str::to_owned), default].into_iter().flatten().collect();
            QueryParameter { name: one.name, about: about.join(", ") }
        });
        Report { name: saved.name.clone(), help: saved.help.clone(), parameters: wanted.collect() }
    };
    session.library.all().map(report).collect()
}

/// What the reading thread is to do.
enum Want {
    /// Go over to another table, or to what has changed in it.
    Table(Box<ValuesTable>),
    /// Read the values of a field.
    Values(&'static str),
}

/// Where values are read.
struct ValuesTable {
    store: LazyStore,
    table: String,
    zone: Option<Zone>,
    /// Whether values of fields are offered.
    has_values: bool,
}

/// The thread that reads values, as the prompt sees it.
#[derive(Debug, Clone)]
struct ValuesReader {
    wants: Sender<Want>,
    work: Arc<ReadRequest>,
}

#[derive(Debug, Default)]
struct ReadRequest {
    /// How many requests are not done.
    pending: Monitor<usize>,
    /// Whether values were missing when words were last looked up.
    is_missing: AtomicBool,
    /// Whether the prompt is being left.
    is_over: AtomicBool,
    /// Stops the statement that is running.
    cancel: Cancel,
}

impl ValuesReader {
    fn want(&self, want: Want) {
        self.work.pending.change(|pending| *pending += 1);
        if self.wants.send(want).is_err() {
            self.work.done();
        }
    }
}

impl ReadRequest {
    fn done(&self) {
        self.pending.change(|pending| *pending -= 1);
    }

    /// Waits until nothing is pending, for that time at most.
    fn wait(&self, limit: Duration) {
        drop(self.pending.lock().wait_while(limit, |pending| *pending > 0));
    }

    /// Runs something that can be cancelled, and cancels it when it takes too long.
    fn limited<T>(&self, run: impl FnOnce() -> T) -> T {
        let (done, wait) = channel::<()>();
        let cancel = self.cancel.clone();
        thread::spawn(move || {
            if wait.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                cancel.raise();
            }
        });
        let result = run();
        drop(done);
        result
    }
}

/// A vocabulary that the prompt reads and a thread writes.
#[derive(Clone)]
pub struct SharedVocabulary {
    words: Arc<RwLock<Vocabulary>>,
    reader: ValuesReader,
}

impl SharedVocabulary {
    /// The words that are known before any table is looked at.
    pub fn new(session: &Session) -> Self {
        let (wants, wanted) = channel();
        let reader = ValuesReader { wants, work: Arc::default() };
        let words = Vocabulary {
            commands: cli::prompt_commands(),
            reports: reports(session),
            tables: Vec::new(),
            values: FieldValues { known: BTreeMap::new(), reader: Some(reader.clone()) },
        };
        let shared = Self { words: Arc::new(RwLock::new(words)), reader };
        let reading = shared.clone();
        thread::spawn(move || reading.work(&wanted));
        shared
    }

    /// The vocabulary as it is now.
    pub fn read(&self) -> RwLockReadGuard<'_, Vocabulary> {
        self.words.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks words up; where values are still missing, a second time after a moment.
    pub fn look_up<T>(&self, look: impl Fn(&Vocabulary) -> T) -> T {
        let work = &self.reader.work;
        work.is_missing.store(false, Ordering::Relaxed);
        let found = look(&self.read());
        if !work.is_missing.load(Ordering::Relaxed) {
            return found;
        }
        work.wait(MOMENT);
        look(&self.read())
    }

    fn write(&self, change: impl FnOnce(&mut Vocabulary)) {
        change(&mut self.words.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Takes over what may have changed: the saved queries now, the names of the tables in the
    /// background, the values of fields when they are needed.
    pub fn refresh(&self, session: &Session) {
        self.write(|words| words.reports = reports(session));
        if session.logs.is_some() {
            return; // a store is not opened, or even made, for logs
        }
        let settings = &session.config.settings;
        let place = ValuesTable {
            store: session.store.clone(),
            table: settings.store.table.clone(),
            zone: settings.time.zone.clone(),
            has_values: settings.shell.values,
        };
        self.reader.work.cancel.raise();
        self.reader.want(Want::Table(Box::new(place)));
    }

    /// Does what is wanted until the prompt is left.
    fn work(&self, wanted: &Receiver<Want>) {
        let work = &self.reader.work;
        let mut open = None;
        while let Ok(want) = wanted.recv() {
            work.cancel.reset();
            if work.is_over.load(Ordering::Acquire) {
                return;
            }
            match want {
                Want::Table(place) => open = self.turn_to(*place),
                Want::Values(field) => {
                    if let Some((store, place)) = &open {
                        self.read_values(store.as_ref(), place, field);
                    }
                }
            }
            work.done();
        }
    }

    /// Forgets the values of an earlier table and learns the names of all.
    fn turn_to(&self, place: ValuesTable) -> Option<(Arc<dyn Store>, ValuesTable)> {
        // A server may be slow to answer, which the prompt does not wait for.
        let store = place.store.open().ok();
        let tables = store.as_ref().and_then(|store| store.names().ok()).unwrap_or_default();
        self.write(|words| {
            words.tables = tables;
            words.values.known.clear();
        });
        store.filter(|_| place.has_values).map(|store| (store, place))
    }

    fn read_values(&self, store: &dyn Store, place: &ValuesTable, field: &'static str) {
        if self.read().values.known.contains_key(field) {
            return;
        }
        let (cancel, zone) = (&self.reader.work.cancel, place.zone.as_ref());
        let packets = PacketSource::Table { store, table: &place.table };
        let asked = QueryContext { packets, zone, now: Now::Clock, cancel };
        let found = self.reader.work.limited(|| values(&asked, field));
        self.write(|words| drop(words.values.known.insert(field, found)));
    }

    /// Stops the statement that is running, so that the server does not go on with it.
    pub fn stop(&self) {
        let work = &self.reader.work;
        work.is_over.store(true, Ordering::Release);
        work.cancel.raise();
        work.wait(PATIENCE);
    }
}

fn values(asked: &QueryContext<'_>, name: &'static str) -> Vec<(String, u64)> {
    let is_address = field::by_name(name).is_some_and(|field| field.kind == Type::Address);
    let shown = if is_address { format!("INET6_NTOA({name})") } else { name.to_owned() };
    let text = format!(
        "SELECT {shown} AS value, packets FROM (\
         SELECT {name}, COUNT(*) AS packets FROM (\
         SELECT {name} FROM $table ORDER BY time DESC LIMIT {SAMPLE}) AS newest \
         WHERE {name} IS NOT NULL GROUP BY {name}) AS found \
         ORDER BY packets DESC, {name} LIMIT {MOST_VALUES}"
    );
    let mut found = Vec::new();
    let mut sink = EachRow(|row: Vec<Value>| {
        if let [value, Value::Int(count)] = &row[..]
            && *value != Value::Null
        {
            found.push((value.to_string(), u64::try_from(*count).unwrap_or(0)));
        }
        true
    });
    let question = Question { text: &text, ..Question::default() };
    let Ok(ready) = asked.prepare(&question) else { return Vec::new() };
    // A table that is not there yet has no values.
    let _ = asked.run(&ready, &mut sink);
    // What a terminal would act on is not offered: completion shows and inserts text as it is.
    found.retain(|(value, _)| !value.is_empty() && !value.chars().any(sanitize::is_hostile));
    found
}
