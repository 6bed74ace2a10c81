//! Appending: logs that are followed go into the table too, each of their packets exactly once.
//!
//! It is the import of the same files, again and again as they grow: the table's own bookmarks say how
//! far it got, so that an import before, beside or after it adds nothing twice.

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::ProgressBar;

use crate::cancel::Cancel;
use crate::cli::follow::FollowArgs;
use crate::files;
use crate::import::{Import, ImportError, ImportOptions, Load, LogInput};
use crate::log::tail::Handle;
use crate::monitor::Monitor;
use crate::session::messages::say;
use crate::session::{Failure, Session};
use crate::store::Store;

/// How long lines are gathered before they are put into the table together.
const GATHERED: Duration = Duration::from_secs(1);

/// How many files that lost their names are looked at again, for lines that came late.
const MOST_FINISHED: usize = 8;

/// How lines go into the table: few at a time, beside other work.
const LOAD: Load = Load { workers: 1, chunk: 4 << 20 };

/// What the two threads share.
#[derive(Default)]
struct AppendState {
    /// There may be new lines.
    is_grown: bool,
    /// No more lines will come.
    is_over: bool,
    /// Files that lost their names, the oldest first.
    finished: Vec<(String, File)>,
}

/// A table that logs are appended to.
pub(super) struct AppendTable {
    store: Arc<dyn Store>,
    name: String,
    options: ImportOptions,
    files: Vec<PathBuf>,
}

/// Logs that are being appended to a table.
pub(crate) struct Appending {
    shared: Arc<Monitor<AppendState>>,
    names: Vec<String>,
    stop: Cancel,
    worker: JoinHandle<AppendSummary>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct AppendSummary {
    /// Packets that were put into the table.
    packets: u64,
    /// Why logs could not be, each once.
    failures: HashMap<String, String>,
}

impl Session {
    /// The table that logs are to be appended to, if they are to be.
    pub(super) fn appended(&self, arguments: &FollowArgs) -> Result<Option<AppendTable>, Failure> {
        if !arguments.options.append {
            return Ok(None);
        }
        let (files, _) = arguments.parts();
        let is_file = |path: &PathBuf| {
            path.as_os_str() != files::STANDARD_INPUT
                && std::fs::metadata(path).map_or(true, |it| it.is_file())
        };
        if arguments.journal || !files.iter().all(is_file) {
            return Err(Failure::with_help(
                "--append takes files, which can be read again",
                "`ipta import -` and `ipta import --journal` put others into the table",
            ));
        }
        let store = self.store()?;
        self.make_table(store.as_ref())?;
        let settings = &self.config.settings;
        let options = ImportOptions { rules: self.read_rules(), ..ImportOptions::default() };
        Ok(Some(AppendTable { store, name: settings.store.table.clone(), options, files }))
    }
}

impl AppendTable {
    /// Begins with what the files hold already.
    pub(super) fn start(self) -> Appending {
        let state = AppendState { is_grown: true, ..AppendState::default() };
        let shared = Arc::new(Monitor::new(state));
        let names = self.files.iter().map(|path| path.display().to_string()).collect();
        let (stop, worker) = (Cancel::default(), Arc::clone(&shared));
        let cancel = stop.clone();
        let worker = thread::spawn(move || self.work(&worker, &cancel));
        Appending { shared, names, stop, worker }
    }

    fn work(&self, shared: &Monitor<AppendState>, cancel: &Cancel) -> AppendSummary {
        let mut tally = AppendSummary::default();
        loop {
            let is_idle = |inside: &mut AppendState| !inside.is_grown && !inside.is_over;
            let inside = shared.lock().wait_while(Duration::MAX, is_idle);
            // What comes soon goes with it.
            let gathered = |inside: &mut AppendState| !inside.is_over;
            let mut inside = inside.wait_while(GATHERED, gathered);
            inside.is_grown = false;
            let is_over = inside.is_over;
            let old =
                inside.finished.iter().map(|(name, file)| Ok((name.clone(), file.try_clone()?)));
            let old: Vec<std::io::Result<_>> = old.collect();
            drop(inside);
            for (name, file) in old.into_iter().flatten() {
                let origin = LogInput::opened(&name, file);
                self.put(&name, origin, cancel, &mut tally);
            }
            for path in &self.files {
                self.put(&path.display().to_string(), LogInput::file(path), cancel, &mut tally);
            }
            if is_over || cancel.is_raised() {
                return tally;
            }
        }
    }

    fn put(
        &self,
        name: &str,
        origin: Result<LogInput, ImportError>,
        cancel: &Cancel,
        tally: &mut AppendSummary,
    ) {
        let bar = ProgressBar::hidden();
        let (store, table, options) = (self.store.as_ref(), self.name.as_str(), &self.options);
        let import = Import { store, table, options, bad: None, bar: &bar, cancel, load: LOAD };
        match origin.and_then(|origin| import.origin(origin)) {
            Ok(summary) => {
                tally.packets += summary.packets;
                tally.failures.remove(name);
            }
            // A log that is not there yet, or was just rotated, has nothing to be put anywhere.
            Err(ImportError::Missing(_) | ImportError::Empty(_) | ImportError::Cancelled) => {}
            Err(error) => {
                let said = error.problem().one_line();
                if tally.failures.get(name) != Some(&said) {
                    say(&format!("{name}: not in the table yet: {said}"));
                    tally.failures.insert(name.to_owned(), said);
                }
            }
        }
    }
}

impl Appending {
    /// There may be new lines.
    pub(super) fn grown(&self) {
        self.shared.change(|state| state.is_grown = true);
    }

    /// The log of that number has another file now.
    pub(super) fn finished(&self, lane: usize, handle: &Handle) {
        let (Some(name), Ok(file)) = (self.names.get(lane), handle.file()) else { return };
        self.shared.change(|state| {
            if state.finished.len() == MOST_FINISHED {
                state.finished.remove(0);
            }
            state.finished.push((name.clone(), file));
            state.is_grown = true;
        });
    }

    /// Puts the rest into the table; whoever raises `impatient` waits no longer, and the next import
    /// goes on there. What there is to say of it.
    pub(super) fn end(self, impatient: &Cancel) -> String {
        const PATIENCE: Duration = Duration::from_millis(5);
        self.shared.change(|state| state.is_over = true);
        while !self.worker.is_finished() {
            if impatient.is_raised() {
                self.stop.raise();
            }
            thread::sleep(PATIENCE);
        }
        match self.worker.join() {
            Ok(tally) => tally.to_string(),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

impl std::fmt::Display for AppendSummary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} packets put into the table", self.packets)?;
        let failures = self.failures.iter();
        failures.into_iter().try_for_each(|(name, said)| write!(f, "; not all of {name}: {said}"))
    }
}
