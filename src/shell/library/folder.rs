//! The user's folder of saved queries: files are written whole or not at all, and what a file held
//! before is kept beside it.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::files;
use crate::library::{ENDING, Library, QueryOrigin, SHIPPED, Saved, Script};
use crate::span::Problem;
use crate::time::Timestamp;

/// Why a saved query cannot be saved or dropped.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The name cannot be one.
    #[error("`{0}` cannot be a saved query's name")]
    Name(String),
    /// The text does not compile.
    #[error("{0}")]
    Text(#[from] Problem),
    /// There is no such query of the user's.
    #[error("there is no saved query `{0}` of your own")]
    Unknown(String),
    /// It comes with ipta.
    #[error("`{0}` comes with ipta and cannot be dropped")]
    Shipped(String),
    /// The folder or a file failed.
    #[error("cannot {doing} {path}: {source}", path = path.display())]
    Io {
        /// What was being done: "write", "remove" …
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl LibraryError {
    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Text(problem) => problem.clone(),
            Self::Name(_) => {
                problem.help("use up to 64 letters, digits, `_` and `-`, a letter or digit first")
            }
            Self::Unknown(_) => problem.help("`:reports` lists all"),
            Self::Shipped(name) => {
                problem.help(format!("`:save {name} QUERY` replaces it for you"))
            }
            Self::Io { .. } => problem,
        }
    }
}

/// What saving or dropping a query did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryChange {
    /// The file.
    pub path: PathBuf,
    /// Where the text that the file held before is kept.
    pub kept: Option<PathBuf>,
    /// A query that comes with ipta has the same name.
    pub is_shipped: bool,
}

/// Refuses what cannot be a name, such as a path.
pub fn check_name(name: &str) -> Result<(), LibraryError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && name.len() <= 64 && name.chars().all(is_plain) {
        Ok(())
    } else {
        Err(LibraryError::Name(name.to_owned()))
    }
}

impl Library {
    /// Saves a query under a name, if it compiles. One of that name is replaced.
    pub fn save(
        &mut self,
        name: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<LibraryChange, LibraryError> {
        check_name(name)?;
        Script::read(text)?.check(now)?;
        let path = self.path(name);
        let text = text.trim_end().to_owned() + "\n";
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(failed("create", &self.folder))?;
        let kept = keep(&path)?;
        write(&self.folder, &path, &text).map_err(failed("write", &path))?;
        self.add(Saved::new(name, &text, QueryOrigin::User));
        Ok(LibraryChange { path, kept, is_shipped: shipped(name).is_some() })
    }

    /// Drops a query of the user's; one that comes with ipta and was hidden is there again.
    pub fn drop_saved(&mut self, name: &str) -> Result<LibraryChange, LibraryError> {
        check_name(name)?;
        let shipped = shipped(name);
        match self.get(name) {
            Some(Saved { origin: QueryOrigin::User, .. }) => {}
            Some(_) => return Err(LibraryError::Shipped(name.to_owned())),
            None => return Err(LibraryError::Unknown(name.to_owned())),
        }
        let path = self.path(name);
        let kept = keep(&path)?;
        fs::remove_file(&path).map_err(failed("remove", &path))?;
        let is_shipped = shipped.is_some();
        match shipped {
            Some(text) => self.add(Saved::new(name, text, QueryOrigin::Shipped)),
            None => drop(self.saved.remove(name)),
        }
        Ok(LibraryChange { path, kept, is_shipped })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension(ENDING)
    }
}

fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> LibraryError {
    let path = path.to_owned();
    move |source| LibraryError::Io { doing, path, source }
}

/// Copies a file's text beside it, if the file is there: to `NAME~`, or `NAME~2` and so on where earlier
/// ones are kept.
fn keep(path: &Path) -> Result<Option<PathBuf>, LibraryError> {
    let text = match files::read_text(path, files::SMALL) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("read", path)(error)),
    };
    let folder = path.parent().unwrap_or(path);
    for nth in 1_u32.. {
        let number = if nth == 1 { String::new() } else { nth.to_string() };
        let mut kept = path.as_os_str().to_owned();
        kept.push(format!("~{number}"));
        let kept = PathBuf::from(kept);
        let written = whole(folder, &text).and_then(|file| Ok(file.persist_noclobber(&kept)?));
        match written {
            Ok(_) => return Ok(Some(kept)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("write", &kept)(error)),
        }
    }
    Ok(None)
}

/// Writes a file that only the user can read, whole or not at all. A link is replaced, not followed.
fn write(folder: &Path, path: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    whole(folder, text)?.persist(path)?;
    fs::File::open(folder)?.sync_all()
}

/// A file with that text which has no name of its own yet.
fn whole(folder: &Path, text: impl AsRef<[u8]>) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(folder)?;
    file.write_all(text.as_ref())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

    #[test]
    fn what_is_saved_is_there_and_what_is_dropped_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let queries = folder.path().join("ipta/queries");
        let (mut library, _) = Library::load(&queries);
        let change = library.save("icmp", "# mine\ncount where icmp", NOW).expect("saved");
        let path = queries.join("icmp.ipta");
        assert_eq!(change, LibraryChange { path: path.clone(), kept: None, is_shipped: true });
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&queries)), (0o600, 0o700));
        library.save("icmp", "count", NOW).expect("saved");
        let (mut again, _) = Library::load(&queries);
        assert_eq!(again.get("icmp"), library.get("icmp"));
        assert_eq!(again.get("icmp").map(|saved| saved.help.as_str()), Some("count"));
        let kept = again.drop_saved("icmp").expect("dropped").kept.expect("kept");
        assert_eq!(fs::read_to_string(kept).expect("a file"), "count\n");
        // What was kept before stays.
        let first = fs::read_to_string(queries.join("icmp.ipta~")).expect("a file");
        assert_eq!(first, "# mine\ncount where icmp\n");
        assert_eq!(again.get("icmp").map(|saved| saved.origin), Some(QueryOrigin::Shipped));
        assert!(matches!(again.drop_saved("icmp"), Err(LibraryError::Shipped(_))));
        assert!(matches!(again.drop_saved("nothing"), Err(LibraryError::Unknown(_))));
    }

    #[test]
    fn nothing_wrong_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut library, _) = Library::load(folder.path());
        let long = "n".repeat(65);
        for name in ["", ".", "..", "../x", "a/b", "/etc/x", "a.b", "-x", "ä", "a b", &long] {
            assert!(
                matches!(library.save(name, "count", NOW), Err(LibraryError::Name(_))),
                "{name}"
            );
            assert!(matches!(library.drop_saved(name), Err(LibraryError::Name(_))), "{name}");
        }
        for text in ["", "# only help", "top dprot", "count; DROP TABLE logs", ":clear"] {
            assert!(matches!(library.save("x", text, NOW), Err(LibraryError::Text(_))), "{text}");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
