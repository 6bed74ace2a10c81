//! A rotation: the files that a log was renamed or copied to, told from all others.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::handle::{Handle, Id};
use crate::log::rotated::{is_dated, is_rotated};

/// The files beside a log that have its name with a number or a date behind it, as logrotate and
/// newsyslog give, the oldest first. What is packed is left out.
pub(super) fn rotated(path: &Path) -> Vec<Handle> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut found: Vec<Handle> = Vec::new();
    // Names move on while they are looked at: until two looks see the same.
    for _ in 0..8 {
        let Ok(names) = names(&path) else { break };
        let mut has_more = false;
        for name in names {
            let Ok(metadata) = fs::metadata(&name) else { continue };
            let is_known = found.iter().any(|handle| handle.id == Id::of(&metadata));
            if !is_known
                && metadata.is_file()
                && let Ok(handle) = Handle::open(&name)
                && found.iter().all(|other| other.id != handle.id)
            {
                found.push(handle);
                has_more = true;
            }
        }
        if !has_more {
            break;
        }
    }
    found.retain(|handle| !handle.head().is_ok_and(|head| is_packed(&head)));
    found.sort_by_key(|handle| handle.written().ok());
    found
}

/// The rotated names of a log, the oldest first: that of the highest number, or of the lowest date.
/// The time of writing is too coarse to tell two that were rotated at once.
fn names(path: &Path) -> io::Result<Vec<PathBuf>> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let other = entry?.file_name();
        if let Some(suffix) = other.as_bytes().strip_prefix(name.as_bytes())
            && is_rotated(suffix)
        {
            names.push((OsStr::from_bytes(suffix).to_owned(), folder.join(&other)));
        }
    }
    names.sort_by_key(|(suffix, _)| (suffix.len(), suffix.clone()));
    let (dated, numbered): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|(suffix, _)| is_dated(suffix.as_bytes()));
    Ok(dated.into_iter().chain(numbered.into_iter().rev()).map(|(_, path)| path).collect())
}

/// Whether a file begins as gzip, zstd, xz or bzip2 do.
pub(super) fn is_packed(head: &[u8]) -> bool {
    let magics: [&[u8]; 4] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh"];
    magics.iter().any(|magic| head.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    /// The ends of the rotated names, in the order of their lines.
    fn order(suffixes: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("fw.log");
        let time = std::time::SystemTime::now();
        for suffix in suffixes {
            let name = folder.path().join(format!("fw.log{suffix}"));
            fs::write(&name, suffix).unwrap();
            File::options().write(true).open(&name).unwrap().set_modified(time).unwrap();
        }
        let head = |handle: &Handle| String::from_utf8(handle.head().unwrap()).unwrap();
        rotated(&log).iter().map(head).collect()
    }

    #[test]
    fn of_files_rotated_at_once_the_name_tells_the_order() {
        assert_eq!(order(&[".1", ".2", ".10", ".9"]), [".10", ".9", ".2", ".1"]);
        let dated = ["-20260101", "-20260102", "-20260110"];
        assert_eq!(order(&["-20260110", "-20260101", "-20260102"]), dated);
        assert_eq!(order(&["-20260101-2", "-20260101"]), ["-20260101", "-20260101-2"]);
    }
}
