//! A target: a file that the user names for ipta to write.
//!
//! A file that exists is replaced only by a caller that has asked; symbolic links are not followed. The
//! names of descriptors (`/dev/stdout`, `/dev/fd/3`), pipes and character devices are written to as they
//! are.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::OFlag;

/// The mode of a new file, before the umask.
const MODE: u32 = 0o666;

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Nothing yet.
    New,
    /// A regular file, whose text would be lost.
    File,
    /// A pipe, a terminal or a device, which holds nothing that could be lost.
    Stream,
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// In place of what it holds.
    Replace,
    /// After what it holds.
    Append,
}

impl Write {
    /// What a switch says.
    pub fn of(appends: bool) -> Self {
        if appends { Self::Append } else { Self::Replace }
    }
}

impl Target {
    /// Looks at a path. An error says why it cannot be written.
    pub fn of(path: &Path) -> io::Result<Self> {
        if is_descriptor(path) {
            return Ok(Self::Stream);
        }
        let kind = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::New),
            Err(error) => return Err(error),
        };
        match kind {
            kind if kind.is_file() => Ok(Self::File),
            kind if kind.is_fifo() || kind.is_char_device() => Ok(Self::Stream),
            kind if kind.is_symlink() => {
                let target = fs::read_link(path)?;
                let target = target.display();
                let message = format!("it is a symbolic link; name the file itself, `{target}`");
                Err(io::Error::other(message))
            }
            kind if kind.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            _ => Err(io::Error::other("it is a block device or a socket")),
        }
    }

    /// Opens the file for writing, a new one with that mode. It must still be what it was.
    pub fn open(self, path: &Path, how: Write, mode: Option<u32>) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).mode(mode.unwrap_or(MODE));
        match self {
            Self::New => options.create_new(true),
            Self::File => {
                options.custom_flags(OFlag::O_NOFOLLOW.bits()).append(how == Write::Append)
            }
            // The descriptor may be a file to which the user's shell appends.
            Self::Stream => options.append(true),
        };
        let file = options.open(path)?;
        if self == Self::File {
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it was replaced by something that is not a file"));
            }
            if how == Write::Replace {
                file.set_len(0)?;
            }
        }
        Ok(file)
    }
}

/// Whether a path names an open descriptor, which the system shows as a symbolic link. Source: Linux,
/// proc_pid_fd(5).
fn is_descriptor(path: &Path) -> bool {
    let is_number = |name: &Path| name.to_str().is_some_and(|name| name.parse::<u32>().is_ok());
    let folders = ["/dev/fd", "/proc/self/fd"];
    [Path::new("/dev/stdout"), Path::new("/dev/stderr")].contains(&path)
        || folders.iter().any(|folder| path.strip_prefix(folder).is_ok_and(is_number))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_not_followed_and_what_appeared_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let held = || fs::read_to_string(path("file")).expect("a file");
        fs::write(path("file"), "text").expect("written");
        symlink("file", path("link")).expect("a link");
        symlink("nothing", path("dangling")).expect("a link");
        assert!(Target::of(&path("link")).is_err() && Target::of(&path("dangling")).is_err());
        assert_eq!(Target::of(&path("file")).ok(), Some(Target::File));
        assert_eq!(Target::of(&path("new")).ok(), Some(Target::New));
        for name in ["link", "dangling"] {
            for target in [Target::New, Target::File] {
                assert!(target.open(&path(name), Write::Replace, None).is_err(), "{name}");
            }
        }
        assert!(Target::New.open(&path("file"), Write::Replace, None).is_err());
        assert_eq!(held(), "text");
        let mut file = Target::File.open(&path("file"), Write::Append, None).expect("open");
        file.write_all(b", more").expect("written");
        assert_eq!(held(), "text, more");
        drop(Target::File.open(&path("file"), Write::Replace, None).expect("open"));
        assert_eq!(held(), "");
    }

    #[test]
    fn descriptors_and_devices_are_streams() {
        for name in ["/dev/null", "/dev/stdout", "/dev/fd/7", "/proc/self/fd/1"] {
            assert_eq!(Target::of(Path::new(name)).ok(), Some(Target::Stream), "{name}");
        }
        for name in ["/dev/fd/../../etc/passwd", "/dev/stdin", "/dev"] {
            assert_ne!(Target::of(Path::new(name)).ok(), Some(Target::Stream), "{name}");
        }
    }
}
