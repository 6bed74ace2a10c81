//! A watch: waits until something may have happened to the followed logs.
//!
//! The system's file events wake it at once. They may be missing, as on network file systems, or be
//! lost, so it does not sleep for long in any case; without any it looks more often.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// How long it sleeps where events come.
const WITH_EVENTS: Duration = Duration::from_millis(200);

/// How long it sleeps where none can: what is written is shown within 50 ms.
const WITHOUT: Duration = Duration::from_millis(20);

/// Wakes a [`Watch`] from any thread.
#[derive(Debug, Clone)]
pub(super) struct Alarm(Option<Arc<UnixStream>>);

impl Alarm {
    pub(super) fn ring(&self) {
        if let Some(bell) = &self.0 {
            // Where nothing more can be written, the watch has not heard the last one yet.
            let _ = (&**bell).write(&[0]);
        }
    }
}

/// Waits for events.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) alarm: Alarm,
    /// The other end of the alarm.
    bell: Option<UnixStream>,
    events: Option<Events>,
    folders: HashSet<PathBuf>,
    is_told_all: bool,
}

impl Watch {
    pub(super) fn new() -> Self {
        let pair = UnixStream::pair().and_then(|(bell, alarm)| {
            bell.set_nonblocking(true)?;
            alarm.set_nonblocking(true)?;
            Ok((bell, alarm))
        });
        let (bell, alarm) = pair.ok().unzip();
        let events = Events::new();
        let is_told_all = bell.is_some() && events.is_some();
        let alarm = Alarm(alarm.map(Arc::new));
        Self { alarm, bell, events, folders: HashSet::new(), is_told_all }
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
                self.is_told_all &= self.events.as_ref().is_some_and(|it| it.add(&folder));
            }
        }
    }

    /// Waits until something may have happened, for `most` at most.
    pub(super) fn wait(&self, most: Duration) {
        let patience = if self.is_told_all { WITH_EVENTS } else { WITHOUT };
        self.is_woken(most.min(patience));
    }

    /// Waits for an event or the alarm; `false` if neither comes within `patience`.
    fn is_woken(&self, patience: Duration) -> bool {
        let sources =
            [self.events.as_ref().map(Events::as_fd), self.bell.as_ref().map(AsFd::as_fd)];
        let sources = sources.into_iter().flatten();
        let mut polled: Vec<PollFd<'_>> =
            sources.map(|source| PollFd::new(source, PollFlags::POLLIN)).collect();
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
        let is_woken = poll(&mut polled, patience).is_ok_and(|ready| ready > 0);
        if is_woken {
            self.events.iter().for_each(Events::drain);
            // One read takes all that has rung; more only wakes once too often.
            let _ = self.bell.as_ref().map(|mut bell| bell.read(&mut [0; 256]));
        }
        is_woken
    }
}

#[cfg(target_os = "linux")]
use inotify::Events;

#[cfg(target_os = "linux")]
mod inotify {
    use super::*;
    use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

    /// The changes in folders; reading a file is not one.
    #[derive(Debug)]
    pub(super) struct Events(Inotify);

    impl Events {
        pub(super) fn new() -> Option<Self> {
            Inotify::init(InitFlags::IN_CLOEXEC | InitFlags::IN_NONBLOCK).ok().map(Self)
        }

        /// Watches a folder; `false` if it cannot be.
        pub(super) fn add(&self, folder: &Path) -> bool {
            let news = AddWatchFlags::IN_MODIFY
                | AddWatchFlags::IN_ATTRIB
                | AddWatchFlags::IN_CREATE
                | AddWatchFlags::IN_DELETE
                | AddWatchFlags::IN_DELETE_SELF
                | AddWatchFlags::IN_MOVE
                | AddWatchFlags::IN_MOVE_SELF;
            self.0.add_watch(folder, news).is_ok()
        }

        pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }

        /// Drops the events that have come.
        pub(super) fn drain(&self) {
            while self.0.read_events().is_ok_and(|events| !events.is_empty()) {}
        }
    }
}

/// Other systems have no events that ipta knows: it looks more often.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
enum Events {}

#[cfg(not(target_os = "linux"))]
impl Events {
    fn new() -> Option<Self> {
        None
    }

    fn add(&self, _: &Path) -> bool {
        match *self {}
    }

    fn as_fd(&self) -> BorrowedFd<'_> {
        match *self {}
    }

    fn drain(&self) {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);
    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn an_alarm_wakes_once() {
        let watch = Watch::new();
        let alarm = watch.alarm.clone();
        (0..100).for_each(|_| alarm.ring());
        assert!(watch.is_woken(LONG));
        assert!(!watch.is_woken(SHORT));
        std::thread::spawn(move || alarm.ring());
        assert!(watch.is_woken(LONG));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_happens_in_a_folder_wakes_and_reading_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fw.log");
        let mut watch = Watch::new();
        watch.add(&path);
        assert!(watch.is_told_all && !watch.is_woken(SHORT));
        for text in ["a", "ab"] {
            fs::write(&path, text).unwrap();
            assert!(watch.is_woken(LONG), "{text}");
            assert!(!watch.is_woken(SHORT), "{text}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "ab");
        assert!(!watch.is_woken(SHORT));
        fs::rename(&path, folder.path().join("fw.log.1")).unwrap();
        assert!(watch.is_woken(LONG));
        // A folder that is not there cannot be watched.
        watch.add(&folder.path().join("none/fw.log"));
        assert!(!watch.is_told_all);
    }
}
