//! The vocabulary: the words that completion offers. Those that stand in the table are asked for
//! by a thread of their own, never while somebody types.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::thread;

use crate::ask::{Asked, Question};
use crate::cancel::Cancel;
use crate::cli;
use crate::field::{self, Field, Type};
use crate::output::safe;
use crate::packet::{Protocol, TcpFlags, Verdict};
use crate::rows::{Column, RowSink};
use crate::session::Session;
use crate::store::Store;
use crate::time::{Now, Zone};
use crate::value::Value;

/// Fields whose values are few enough to be offered.
const OFFERED: &[&str] = &["action", "prefix", "iif", "oif", "fw", "proto"];

/// Values that are kept of a field.
const MOST_VALUES: usize = 200;

/// The words that completion offers.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Commands, without `:`.
    pub commands: Vec<String>,
    /// Saved queries.
    pub reports: Vec<String>,
    /// Tables.
    pub tables: Vec<String>,
    /// Values in the table, by the field's name.
    pub values: BTreeMap<&'static str, Vec<String>>,
}

impl Vocabulary {
    /// The values that may stand beside a field: those of its type, and those in the table.
    pub fn values_of(&self, field: &Field) -> Vec<String> {
        let mut values: Vec<String> = match field.kind {
            Type::Verdict => Verdict::ALL.iter().map(|verdict| verdict.name().into()).collect(),
            Type::Protocol => vec!["TCP".into(), "UDP".into(), "ICMP".into(), "ICMPv6".into()],
            Type::Flags => TcpFlags::NAMES.iter().map(|name| name.to_lowercase()).collect(),
            Type::Word => ["ACCEPT", "DROP", "REJECT", "BLOCK"].map(str::to_owned).into(),
            _ => Vec::new(),
        };
        let known = self.values.get(field.name).into_iter().flatten();
        values.extend(known.map(|value| quote(value, field)));
        values.sort();
        values.dedup();
        values
    }
}

/// A value as the language reads it: in quotes where it is not one word.
fn quote(value: &str, field: &Field) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-+@".contains(c);
    let is_word = !value.is_empty() && value.chars().all(plain) && field::by_name(value).is_none();
    if is_word || (field.kind == Type::Protocol && Protocol::parse(value).is_some()) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

/// A vocabulary that the prompt reads and a thread writes.
#[derive(Clone)]
pub struct Shared {
    words: Arc<RwLock<Vocabulary>>,
    /// A thread is asking.
    is_asking: Arc<AtomicBool>,
}

impl Shared {
    /// The words that are known before any table is looked at.
    pub fn new(session: &Session) -> Self {
        let commands = cli::prompt_commands().into_iter().map(|command| command.name).collect();
        let reports = session.library.all().map(|saved| saved.name.clone()).collect();
        let words = Vocabulary { commands, reports, ..Vocabulary::default() };
        Self { words: Arc::new(RwLock::new(words)), is_asking: Arc::default() }
    }

    /// The vocabulary as it is now.
    pub fn read(&self) -> RwLockReadGuard<'_, Vocabulary> {
        self.words.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Asks the table for its values, in the background and once at a time; what cannot be asked is
    /// not offered.
    pub fn refresh(&self, session: &Session) {
        if self.is_asking.swap(true, Ordering::AcqRel) {
            return;
        }
        let (shared, store) = (self.clone(), session.store.clone());
        let settings = &session.config.settings;
        let (table, zone) = (settings.store.table.clone(), settings.time.zone());
        thread::spawn(move || {
            // A server may be slow to answer: that is nothing to wait for before the prompt.
            if let Ok(store) = store.open() {
                shared.ask(store.as_ref(), &table, &zone);
            }
            shared.is_asking.store(false, Ordering::Release);
        });
    }

    fn ask(&self, store: &dyn Store, table: &str, zone: &Zone) {
        let cancel = Cancel::default();
        let asked = Asked { store, table, zone, now: Now::Clock, cancel: &cancel };
        let values = OFFERED.iter().map(|name| (*name, values(&asked, name))).collect();
        let tables = store.names().unwrap_or_default();
        let mut words = self.words.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        words.values = values;
        words.tables = tables;
    }
}

fn values(asked: &Asked<'_>, field: &str) -> Vec<String> {
    let text = format!("values {field} limit {MOST_VALUES}");
    let mut found = Words(Vec::new());
    let question = Question { text: &text, ..Question::default() };
    let Ok(ready) = asked.prepare(&question) else { return Vec::new() };
    // A table that is not there yet has no values.
    let _ = asked.run(&ready, &mut found);
    // What a terminal would act on is not offered: completion shows and inserts text as it is.
    found.0.retain(|value| !value.chars().any(safe::is_hostile));
    found.0
}

/// Keeps the first cell of each row as text.
struct Words(Vec<String>);

impl RowSink for Words {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.0.extend(row.first().map(ToString::to_string));
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
