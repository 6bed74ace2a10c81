//! Suggestions: the logs of this machine, for a user whose store is empty.

use std::fs::{self, File};
use std::path::Path;

use super::Session;
use crate::files;

/// The files of the folder for logs in which packets are found.
const USUAL: [&str; 5] = ["ufw.log", "kern.log", "messages", "iptables.log", "firewalld"];

/// The folder in that for logs in which the journal keeps its files, one folder for each machine.
const JOURNAL: &str = "journal";

/// The journal's file of what the kernel and services wrote.
const SYSTEM: &str = "system.journal";

impl Session {
    /// The commands that open the logs of this machine that the user can read, if the embedded store is
    /// empty and no logs are open.
    pub fn suggestions(&self) -> Vec<String> {
        let folders = &self.config.settings.folders;
        if self.logs.is_some() || self.config.server.is_some() || has_folders(&folders.data) {
            return Vec::new();
        }
        let folder = &self.config.settings.log.folder;
        let paths = USUAL.iter().map(|name| folder.join(name)).filter(|path| is_readable(path));
        let paths = paths.filter_map(|path| Some(shlex::try_quote(path.to_str()?).ok()?.into()));
        let files = paths.map(|path: String| format!(":open {path}"));
        let journal = has_journal(&folder.join(JOURNAL)).then(|| ":open --journal".to_owned());
        files.chain(journal).collect()
    }
}

/// Whether there are folders in it: a table is one.
fn has_folders(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| entry.path().is_dir()))
    })
}

/// Whether it is a file that is not empty and that the user can read.
fn is_readable(path: &Path) -> bool {
    files::open_regular(path)
        .is_ok_and(|file| file.metadata().is_ok_and(|metadata| metadata.len() > 0))
}

/// Whether the user can read the journal.
fn has_journal(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut machines| {
        machines.any(|machine| {
            machine.is_ok_and(|machine| File::open(machine.path().join(SYSTEM)).is_ok())
        })
    })
}
