//! A rotated log: the files that it was written to before have its name with a number or a date
//! behind it, as logrotate, newsyslog and savelog give.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// How the names of packed files end.
static PACKED: [&[u8]; 5] = [b".gz", b".zst", b".xz", b".bz2", b".lzma"];

/// The file that a log was written to before this one, packed or not, as their names say.
pub fn earlier(path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).ok()?;
    let (folder, name) = (path.parent()?, path.file_name()?.as_bytes());
    let (log, own) = parts(unpacked(name));
    let mut found: Vec<_> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter_map(|name| {
            let suffix = unpacked(name.as_bytes()).strip_prefix(log)?;
            let is_one = is_rotated(suffix) && is_before(suffix, own);
            is_one.then(|| (suffix.to_owned(), folder.join(&name)))
        })
        .collect();
    found.sort();
    let (dated, numbered): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(suffix, _)| is_dated(suffix));
    // Of the same name, the plain file stands before the packed one.
    let last = dated.into_iter().rev().max_by_key(|(suffix, _)| suffix.clone());
    let written = |path: &PathBuf| fs::metadata(path).and_then(|file| file.modified()).ok();
    let either = [last, numbered.into_iter().next()].into_iter().flatten();
    either.map(|(_, path)| path).max_by_key(written)
}

/// Whether the file with one of these behind its name was written before that with the other.
fn is_before(suffix: &[u8], other: &[u8]) -> bool {
    match (is_dated(suffix), other) {
        (true, b"") => true,
        (false, b"") => matches!(suffix, b".0" | b".1" | b".old"),
        (true, _) => is_dated(other) && suffix.len() == other.len() && suffix < other,
        (false, _) => number(other).is_some_and(|of| number(suffix) == of.checked_add(1)),
    }
}

fn number(suffix: &[u8]) -> Option<u32> {
    std::str::from_utf8(suffix.strip_prefix(b".")?).ok()?.parse().ok()
}

fn unpacked(name: &[u8]) -> &[u8] {
    PACKED.iter().find_map(|end| name.strip_suffix(*end)).unwrap_or(name)
}

/// The name of a log, and what stands behind it in the name of a part of it.
fn parts(name: &[u8]) -> (&[u8], &[u8]) {
    let is_part = |at: &usize| {
        let suffix = &name[*at..];
        is_rotated(suffix) && (is_dated(suffix) || number(suffix).is_some())
    };
    name.split_at((1..name.len()).find(is_part).unwrap_or(name.len()))
}

/// Whether a log's name with this behind it is that of a part of the log: `.1`, `-20261125`, `.old`.
pub(super) fn is_rotated(suffix: &[u8]) -> bool {
    let [b'.' | b'-' | b'_', rest @ ..] = suffix else { return false };
    let is_number =
        rest.first().is_some_and(u8::is_ascii_digit) && rest.iter().all(|byte| is_date(*byte));
    is_number || rest == b"old"
}

/// Whether a rotated suffix is a date or a time, not a number that grows with age. Nobody keeps a
/// thousand rotated files.
pub(super) fn is_dated(suffix: &[u8]) -> bool {
    suffix.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count() >= 4
}

fn is_date(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':' | b'T' | b'_' | b'Z' | b's')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_numbers_and_dates_are_rotated() {
        for name in [".1", ".12", "-20261125", ".2026-11-25", "-1764072000", ".old"] {
            assert!(is_rotated(name.as_bytes()), "{name}");
        }
        for name in ["", ".", ".gz", ".1.gz", "-foo", ".bak", "2", ".1~"] {
            assert!(!is_rotated(name.as_bytes()), "{name}");
        }
    }

    /// The name of the earlier file of one, in a folder with those.
    fn earlier_of(name: &str, names: &[&str]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        for name in names.iter().chain([&name]) {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let found = earlier(&folder.path().join(name))?;
        Some(found.file_name()?.to_str()?.to_owned())
    }

    #[test]
    fn the_earlier_file_is_the_next_in_the_rotation() {
        let numbered = ["fw.log", "fw.log.1", "fw.log.2.gz", "fw.log.10", "fw.log.3.xz", "a.log.1"];
        let dated = ["fw.log", "fw.log-20261124.gz", "fw.log-20261125", "fw.log-20261130.zst"];
        for (names, name, expected) in [
            (&numbered[..], "fw.log", Some("fw.log.1")),
            (&numbered, "fw.log.1", Some("fw.log.2.gz")),
            (&numbered, "fw.log.2.gz", Some("fw.log.3.xz")),
            (&numbered, "fw.log.3.xz", None), // the fourth is gone
            (&numbered, "fw.log.10", None),
            (&numbered, "a.log", Some("a.log.1")),
            (&numbered, "b.log", None),
            (&dated, "fw.log", Some("fw.log-20261130.zst")),
            (&dated, "fw.log-20261130.zst", Some("fw.log-20261125")),
            (&dated, "fw.log-20261125", Some("fw.log-20261124.gz")),
            (&dated, "fw.log-20261124.gz", None),
            (&["fw.log.1.gz", "fw.log.1"], "fw.log", Some("fw.log.1")),
            (&["fw.log-20261125.gz", "fw.log-20261125"], "fw.log", Some("fw.log-20261125")),
            (&["fw.log.0", "fw.log.1"], "fw.log", Some("fw.log.0")),
            (&["fw.log.1"], "fw.log.0", Some("fw.log.1")),
            (&["fw.log.old"], "fw.log", Some("fw.log.old")),
            (&["fw-2", "fw-1"], "fw-1", None),
        ] {
            assert_eq!(earlier_of(name, names).as_deref(), expected, "{name} among {names:?}");
        }
        assert_eq!(earlier(Path::new("/no/such/file")), None);
    }
}
