//! The file of names: one address a line, with its name, how sure that is, and until when.

use std::collections::HashMap;
use std::fs::{self, DirBuilder};
use std::io::{self, BufWriter, Read, Write};
use std::net::IpAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::resolver::Lookup;
use super::spelling::spelled;
use crate::files;

/// The largest file that is read; more than ipta writes.
const LARGEST: u64 = 32 << 20;

/// The cached name of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CachedName {
    pub(super) answer: Lookup,
    /// Until when, in seconds since 1970.
    pub(super) until: u64,
}

/// What stands for no name.
const NAMELESS: &str = "-";

/// What a file keeps; nothing of lines that cannot be read, or of a file that is not there.
pub(super) fn read(path: &Path) -> HashMap<IpAddr, CachedName> {
    let mut text = Vec::new();
    let read = files::open_regular(path).and_then(|file| file.take(LARGEST).read_to_end(&mut text));
    if read.is_err() {
        return HashMap::new();
    }
    String::from_utf8_lossy(&text).lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<(IpAddr, CachedName)> {
    let mut words = line.split('\t');
    let address = words.next()?.parse().ok()?;
    let until = words.next()?.parse().ok()?;
    let (sure, name) = (words.next()?, words.next()?);
    let answer = match name {
        NAMELESS => Lookup::Nameless,
        // Somebody else may have written the file.
        name => Lookup::Name { name: respelled(name), is_sure: sure == "1" },
    };
    Some((address, CachedName { answer, until }))
}

/// A name that is spelled already; what is not is spelled anew.
fn respelled(name: &str) -> String {
    let is_spelled = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '\\');
    if name.chars().all(is_spelled) { name.to_owned() } else { spelled(name.as_bytes()) }
}

/// Writes names into a file that only its owner can read, in place of the one there, whose other names
/// stay while they are good.
pub(super) fn write(path: &Path, names: HashMap<IpAddr, CachedName>, now: u64) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let mut all = read(path);
    all.extend(names);
    let mut all: Vec<_> = all.into_iter().filter(|(_, known)| known.until > now).collect();
    all.sort_by_key(|(address, _)| *address);
    // A temporary file is its owner's alone.
    let mut file = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
    for (address, CachedName { answer, until }) in all {
        let (sure, name) = match &answer {
            Lookup::Name { name, is_sure } => (u8::from(*is_sure), name.as_str()),
            Lookup::Nameless => (0, NAMELESS),
            Lookup::Unanswered => continue,
        };
        writeln!(file, "{address}\t{until}\t{sure}\t{name}")?;
    }
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn names_are_kept_for_their_owner_alone_while_they_are_good() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cache/names");
        let name = Lookup::Name { name: "a.example".into(), is_sure: true };
        let known = |answer: &Lookup, until| CachedName { answer: answer.clone(), until };
        let [one, two, three] = [1, 2, 3].map(|last| IpAddr::from([192, 0, 2, last]));
        write(&path, [(one, known(&name, 20)), (two, known(&name, 5))].into(), 10)
            .expect("written");
        write(&path, [(three, known(&Lookup::Nameless, 20))].into(), 10).expect("written");
        let expected = [(one, known(&name, 20)), (three, known(&Lookup::Nameless, 20))];
        assert_eq!(read(&path), expected.into());
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_of_anything_does_no_harm() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("names");
        fs::write(&path, b"192.0.2.1\t9\t1\t\x1b[2J<b>\nx\n192.0.2.2\t9\n\xff\xfe\n")
            .expect("written");
        let names = read(&path);
        assert_eq!(names.len(), 1);
        let spelled = Lookup::Name { name: "\\027\\0912J\\060b\\062".into(), is_sure: true };
        assert_eq!(names[&IpAddr::from([192, 0, 2, 1])].answer, spelled);
    }
}
