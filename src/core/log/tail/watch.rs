//! A watch: waits until something may have happened to the followed logs.
//!
//! The system's file events wake it at once. They may be missing, as on network file systems, or be
//! lost, so it does not sleep for long in any case; without any it looks more often.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// How long it sleeps where events come.
const WITH_EVENTS: Duration = Duration::from_millis(200);

/// How long it sleeps where none can: what is written is shown within 50 ms.
const WITHOUT: Duration = Duration::from_millis(20);

/// Wakes a [`Watch`] from any thread.
#[derive(Debug, Clone, Default)]
pub(super) struct Alarm(Arc<(Mutex<bool>, Condvar)>);

impl Alarm {
    pub(super) fn ring(&self) {
        let (rung, bell) = &*self.0;
        *rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
    }

    fn wait(&self, most: Duration) {
        let (rung, bell) = &*self.0;
        let rung = rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = bell.wait_timeout_while(rung, most, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

/// Waits for events.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) alarm: Alarm,
    watcher: Option<RecommendedWatcher>,
    folders: HashSet<PathBuf>,
    has_events: bool,
}

impl Watch {
    pub(super) fn new() -> Self {
        let alarm = Alarm::default();
        let woken = alarm.clone();
        let handler = move |event: notify::Result<Event>| {
            // Reading is an access too.
            if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                woken.ring();
            }
        };
        let watcher = notify::recommended_watcher(handler).ok();
        Self { alarm, has_events: watcher.is_some(), watcher, folders: HashSet::new() }
    }

    /// Watches what happens to a file: its folder, and that of the file which a link leads to.
    pub(super) fn add(&mut self, path: &Path) {
        let folder = |path: &Path| match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_owned(),
            None => path.to_owned(),
        };
        let target = fs::canonicalize(path).ok();
        for folder in [Some(folder(path)), target.as_deref().map(folder)].into_iter().flatten() {
            if self.folders.insert(folder.clone()) {
                let watched = self
                    .watcher
                    .as_mut()
                    .is_some_and(|it| it.watch(&folder, RecursiveMode::NonRecursive).is_ok());
                self.has_events &= watched;
            }
        }
    }

    /// Waits until something may have happened, at most so long.
    pub(super) fn wait(&self, most: Duration) {
        let patience = if self.has_events { WITH_EVENTS } else { WITHOUT };
        self.alarm.wait(most.min(patience));
    }
}
