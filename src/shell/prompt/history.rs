//! The history: what was typed, kept in a file that several shells share.
//!
//! The file holds whole statements that worked; what failed can be called back by the shell it was
//! typed in, to be mended, and what may hold a password is kept nowhere.

use std::fs::{self, DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustyline::Config;
use rustyline::history::{FileHistory, History as _};

use crate::files::{self, Unfit};
use crate::input::{self, Input};
use crate::session::messages::say;
use crate::settings::{self, SettingKind};
use crate::trust::{self, Untrusted};

/// The history's file, as this shell knows it.
pub struct HistoryFile {
    entries: FileHistory,
    /// The file; `None` where other users could have put it there.
    path: Option<PathBuf>,
}

impl HistoryFile {
    /// Opens the file, made if it is not there. A file that belongs to others, or that a link of theirs
    /// leads to, is neither read nor written; the reason is the second value.
    pub fn open(path: &Path, config: &Config) -> (Self, Option<Untrusted>) {
        make_private(path);
        let mut entries = FileHistory::with_config(config);
        match trust::check(path) {
            Err(error @ (Untrusted::Owner { .. } | Untrusted::Writable { .. })) => {
                return (Self { entries, path: None }, Some(error));
            }
            Ok(()) | Err(Untrusted::Io(_)) => {}
        }
        // A history that cannot be read is not worth a prompt that does not open.
        match files::open_regular(path) {
            Ok(_) => drop(entries.load(path)),
            Err(error) if error.get_ref().is_some_and(|it| it.is::<Unfit>()) => {
                say(&format!("warning: {} cannot keep the history: {error}", path.display()));
            }
            Err(_) => {}
        }
        (Self { entries, path: Some(path.to_owned()) }, None)
    }

    /// Puts what is kept into a prompt's own history.
    pub fn tell(&self, prompt: &mut FileHistory) {
        self.entries.iter().for_each(|entry| drop(prompt.add(entry)));
    }

    /// Adds a text that worked, beside what other shells add.
    pub fn add(&mut self, text: &str) {
        let file = self.path.as_ref().filter(|path| files::open_regular(path).is_ok());
        if self.entries.add(text).is_ok_and(|added| added) {
            let _ = file.map(|path| self.entries.append(path));
        }
    }
}

/// Makes the file and its folder, for its owner alone. It must be there before the first statement
/// is added: of two shells that make it at once, one would lose its statement.
fn make_private(path: &Path) {
    if let Some(folder) = path.parent() {
        if let Some(parent) = folder.parent() {
            let _ = fs::create_dir_all(parent);
        }
        let _ = DirBuilder::new().mode(0o700).create(folder);
    }
    let _ = OpenOptions::new().append(true).create_new(true).mode(0o600).open(path);
}

/// Whether a text may hold a password.
pub fn is_secret(text: &str) -> bool {
    input::split(text).iter().any(|input| match input {
        Input::Command(line) => sets_secret(line),
        Input::Question(text) | Input::Vertical(text) => {
            let text = text.to_ascii_lowercase();
            text.contains("identified") || text.contains("password")
        }
    })
}

fn sets_secret(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default().trim_start_matches(['\\', '.']);
    let mut rest = words.flat_map(|word| word.split('='));
    let is_setting =
        |word: &str| settings::find(word).is_ok_and(|one| one.kind == SettingKind::Secret);
    !name.is_empty()
        && ["set", "config", "connect"].iter().any(|command| command.starts_with(name))
        && rest.any(|word| word.to_ascii_lowercase().contains("password") || is_setting(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_a_password_is_known() {
        for text in [
            ":set password hush",
            "count; :set database.password=hush",
            ":se password_command cat /secret",
            "\\config set database.password hush",
            "CREATE USER a IDENTIFIED BY 'hush';",
            "SET PASSWORD = 'hush';",
        ] {
            assert!(is_secret(text), "{text}");
        }
        for text in ["count", ":set table logs", ":source password", "top src where prefix = 'x'"] {
            assert!(!is_secret(text), "{text}");
        }
    }

    #[test]
    fn two_shells_lose_nothing_of_each_other() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/history");
        let config = Config::builder().max_history_size(7).expect("a size").build();
        let open = || HistoryFile::open(&path, &config).0;
        let (mut one, mut other) = (open(), open());
        for nth in 0..5 {
            one.add(&format!("one {nth}\nand more"));
            other.add(&format!("other {nth}"));
        }
        let entries: Vec<_> = open().entries.iter().cloned().collect();
        assert_eq!(entries.len(), 7);
        assert_eq!(entries[4..], ["other 3", "one 4\nand more", "other 4"]);
        let mode = fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
