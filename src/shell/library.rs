//! The library: saved queries, shipped with ipta or the user's own. A report is one of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::span::Problem;
use crate::trust::{self, Untrusted};

mod bind;
mod check;
mod folder;

pub mod script;

pub use folder::{LibraryChange, LibraryError, check_name};
pub use script::Script;

/// The shipped reports: one file each under `queries/`.
const SHIPPED: &[(&str, &str)] = &[
    ("denied", include_str!("../../queries/denied.ipta")),
    ("destinations", include_str!("../../queries/destinations.ipta")),
    ("host", include_str!("../../queries/host.ipta")),
    ("icmp", include_str!("../../queries/icmp.ipta")),
    ("interfaces", include_str!("../../queries/interfaces.ipta")),
    ("invalid", include_str!("../../queries/invalid.ipta")),
    ("new", include_str!("../../queries/new.ipta")),
    ("port", include_str!("../../queries/port.ipta")),
    ("ports", include_str!("../../queries/ports.ipta")),
    ("prefixes", include_str!("../../queries/prefixes.ipta")),
    ("scanners", include_str!("../../queries/scanners.ipta")),
    ("services", include_str!("../../queries/services.ipta")),
    ("sources", include_str!("../../queries/sources.ipta")),
    ("stealth", include_str!("../../queries/stealth.ipta")),
    ("summary", include_str!("../../queries/summary.ipta")),
    ("sweeps", include_str!("../../queries/sweeps.ipta")),
    ("timeline", include_str!("../../queries/timeline.ipta")),
];

/// The names that `--analyze` runs, one a line.
const ANALYZE: &str = include_str!("../../queries/analyze");

/// The ending of a saved query's file.
const ENDING: &str = "ipta";

/// A saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The name it is called by.
    pub name: String,
    /// What it shows: the file's first comment line.
    pub help: String,
    /// The file's text.
    pub text: String,
    /// Whose it is.
    pub origin: QueryOrigin,
}

/// Whose a saved query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryOrigin {
    /// It comes with ipta.
    Shipped,
    /// The user's own.
    User,
}

impl Saved {
    fn new(name: &str, text: &str, origin: QueryOrigin) -> Self {
        let help = script::help(text).to_owned();
        Self { name: name.to_owned(), help, text: text.to_owned(), origin }
    }

    /// What the text says.
    pub fn script(&self) -> Result<Script, Problem> {
        Script::read(&self.text)
    }

    /// How it is called: `host ADDRESS [limit=10]`; its name alone where the text cannot be read.
    pub fn usage(&self) -> String {
        self.script().map_or_else(|_| self.name.clone(), |script| script.usage(&self.name))
    }
}

/// Saved queries by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    saved: BTreeMap<String, Saved>,
    analyze: Vec<String>,
    /// The user's folder, which may not be there.
    folder: PathBuf,
}

impl Library {
    /// The shipped queries and, before them, the files `NAME.ipta` and `analyze` of a folder (none
    /// if it is not there); what cannot be read, or belongs to others, is named in the second value.
    pub fn load(folder: &Path) -> (Self, Vec<String>) {
        let (saved, folder) = (BTreeMap::new(), folder.to_owned());
        let mut library = Self { saved, analyze: names(ANALYZE), folder };
        for (name, text) in SHIPPED {
            library.add(Saved::new(name, text, QueryOrigin::Shipped));
        }
        let mut unread = Vec::new();
        match trust::check(&library.folder) {
            Err(Untrusted::Io(_)) | Ok(()) => {}
            // Where there is none, whose home it would be in makes no difference.
            Err(_) if !library.folder.exists() => return (library, unread),
            Err(error) => {
                unread.push(format!("saved queries: {error}"));
                return (library, unread);
            }
        }
        for entry in fs::read_dir(&library.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            let is_query = path.extension().is_some_and(|ending| ending == ENDING);
            if !is_query && (name != "analyze" || path.extension().is_some()) {
                continue;
            }
            match trust::read(&path) {
                Ok((text, _)) if is_query => {
                    library.add(Saved::new(name, &text, QueryOrigin::User))
                }
                Ok((text, _)) => library.analyze = names(&text),
                Err(Untrusted::Io(error)) => {
                    unread.push(format!("cannot read {}: {error}", path.display()));
                }
                Err(error) => unread.push(error.to_string()),
            }
        }
        (library, unread)
    }

    fn add(&mut self, saved: Saved) {
        self.saved.insert(saved.name.clone(), saved);
    }

    /// The saved query of that name.
    pub fn get(&self, name: &str) -> Option<&Saved> {
        self.saved.get(name)
    }

    /// Every saved query, by name.
    pub fn all(&self) -> impl Iterator<Item = &Saved> {
        self.saved.values()
    }

    /// The names that `--analyze` runs, in order.
    pub fn analyze(&self) -> &[String] {
        &self.analyze
    }
}

fn names(list: &str) -> Vec<String> {
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_analysis_is_shipped_with_help() {
        let folder = tempfile::tempdir().expect("a folder");
        let (library, unread) = Library::load(&folder.path().join("nowhere"));
        assert_eq!(unread, [] as [String; 0]);
        assert_eq!(library.analyze().len(), 5);
        for name in library.analyze() {
            let saved = library.get(name).expect("a shipped report");
            assert!(!saved.help.is_empty(), "{name} has no help");
        }
    }

    #[test]
    fn every_shipped_query_compiles_and_declares_its_parameters() {
        let folder = tempfile::tempdir().expect("a folder");
        let (library, _) = Library::load(&folder.path().join("nowhere"));
        assert_eq!(library.all().count(), SHIPPED.len());
        for saved in library.all() {
            let script = saved.script().expect("a script");
            let found = script.check(crate::time::Timestamp(1_791_806_400_000_000));
            assert_eq!(found, Ok(()), "{}", saved.name);
            assert!(script.parameters.iter().all(|one| one.kind.is_some()), "{}", saved.name);
            assert!(!script.parameters.iter().any(|one| one.help.is_empty()), "{}", saved.name);
        }
    }

    #[test]
    fn the_users_files_come_first() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("icmp.ipta"), "# mine\ncount\n").expect("written");
        fs::write(folder.path().join("notes.txt"), "no query").expect("written");
        fs::write(folder.path().join("analyze"), "icmp # only this\n").expect("written");
        let (library, _) = Library::load(folder.path());
        assert_eq!(library.get("icmp").map(|saved| saved.help.as_str()), Some("mine"));
        assert_eq!(library.get("notes"), None);
        assert_eq!(library.analyze(), ["icmp"]);
    }
}
