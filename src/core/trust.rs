//! Trust: whether a file may be obeyed, by who owns it and who can change it.
//!
//! The rules are those of OpenSSH for its configuration and of MySQL for `mysql_clear_password`: a file
//! belongs to the user or to root, nobody else can write to it, and the same holds for every folder and
//! symbolic link on the way to it. A folder with the sticky bit, such as `/tmp`, may be writable: others
//! cannot replace what they do not own there. A group may write if it is the user's private group.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Component, Path, PathBuf};

use nix::unistd::{Gid, Group, Uid, User};

use crate::files::{self, Devices};

/// The most symbolic links on the way to a file. Source: Linux, path_resolution(7).
const MOST_LINKS: usize = 40;

/// The mode bit of folders in which only the owner of a file can remove it.
const STICKY: u32 = 0o1000;

/// Why a file is not obeyed.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// It belongs to another user.
    #[error(
        "{what}{} belongs to {owner}, not to {}: not used; {}",
        path.display(), me_or_root(me), advice(path, owner, me)
    )]
    Owner {
        /// `the folder ` or `the link `; empty for a file.
        what: &'static str,
        /// The file, folder or link.
        path: PathBuf,
        /// The name of its owner.
        owner: String,
        /// The name of the user.
        me: String,
    },
    /// Others can write to it.
    #[error(
        "{what}{} can be changed by other users: not used; run `chmod go-w {}`",
        path.display(), quoted(path)
    )]
    Writable {
        /// `the folder `; empty for a file.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
    },
    /// It cannot be read or examined.
    #[error("{0}")]
    Io(#[from] io::Error),
}

fn me_or_root(me: &str) -> String {
    if me == "root" { "root".into() } else { format!("{me} or root") }
}

fn advice(path: &Path, owner: &str, me: &str) -> String {
    let chown = format!("run `chown {me} {}` if you trust it", quoted(path));
    match me {
        "root" => format!("{chown}, or run ipta as {owner}"),
        _ => chown,
    }
}

/// A path as it can be pasted into a shell.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    shlex::try_quote(&path).map_or_else(|_| path.to_string(), |quoted| quoted.into_owned())
}

/// Reads a file that will be obeyed. Of what is not a regular file, such as a pipe that the user's shell
/// made, only the owner counts.
pub fn read(path: &Path) -> Result<(String, Metadata), Untrusted> {
    let mut file = files::open(path, Devices::None)?;
    let metadata = file.get_ref().1.metadata()?;
    if metadata.is_file() {
        check(path)?;
    } else {
        judge(path, &metadata, "")?;
    }
    Ok((files::text(&mut file, files::SMALL)?, metadata))
}

/// Checks a file or folder and everything on the way to it.
pub fn check(path: &Path) -> Result<(), Untrusted> {
    let path = std::path::absolute(path)?;
    let mut at = PathBuf::from("/");
    let mut left = components(&path);
    let mut links = 0;
    judge(&at, &fs::symlink_metadata(&at)?, "the folder ")?;
    while let Some(name) = left.pop_front() {
        if name == ".." {
            at.pop();
            continue;
        }
        at.push(name);
        let metadata = fs::symlink_metadata(&at)?;
        let what = match metadata.file_type() {
            kind if kind.is_symlink() => "the link ",
            kind if kind.is_dir() => "the folder ",
            _ => "",
        };
        judge(&at, &metadata, what)?;
        if metadata.is_symlink() {
            links += 1;
            if links > MOST_LINKS {
                return Err(io::Error::other("too many symbolic links").into());
            }
            let target = fs::read_link(&at)?;
            at.pop();
            if target.is_absolute() {
                at = PathBuf::from("/");
            }
            let mut target = components(&target);
            target.append(&mut left);
            left = target;
        }
    }
    Ok(())
}

fn components(path: &Path) -> VecDeque<OsString> {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    });
    names.collect()
}

/// Judges one file, folder or link by its owner and mode.
fn judge(path: &Path, metadata: &Metadata, what: &'static str) -> Result<(), Untrusted> {
    let owner = Uid::from_raw(metadata.uid());
    let me = Uid::effective();
    if !owner.is_root() && owner != me && !(metadata.is_dir() && is_unmapped(owner)) {
        let (owner, me) = (name_of(owner), name_of(me));
        return Err(Untrusted::Owner { what, path: path.to_owned(), owner, me });
    }
    let kind = metadata.file_type();
    // The mode of a link means nothing, and whoever writes to a device changes nothing in it.
    if kind.is_symlink() || kind.is_char_device() {
        return Ok(());
    }
    let mode = metadata.mode();
    let is_sticky = metadata.is_dir() && mode & STICKY != 0;
    let by_others = mode & 0o002 != 0;
    let by_group = mode & 0o020 != 0 && !is_private(Gid::from_raw(metadata.gid()));
    if (by_others || by_group) && !is_sticky {
        return Err(Untrusted::Writable { what, path: path.to_owned() });
    }
    Ok(())
}

/// The name of a user, or the number of one without a name.
pub fn name_of(user: Uid) -> String {
    match User::from_uid(user) {
        Ok(Some(found)) => found.name,
        _ => format!("user {user}"),
    }
}

/// Whether a group has the user (or root) as its only member.
fn is_private(group: Gid) -> bool {
    if group.as_raw() == 0 {
        return true;
    }
    let Ok(Some(me)) = User::from_uid(Uid::effective()) else { return false };
    let Ok(Some(found)) = Group::from_gid(group) else { return false };
    me.gid == group && found.name == me.name && found.mem.iter().all(|member| *member == me.name)
}

/// Whether an owner is the placeholder for users that the process's user namespace does not know, as root
/// may be in a sandbox. Source: Linux, user_namespaces(7).
fn is_unmapped(owner: Uid) -> bool {
    let number = |path| fs::read_to_string(path).ok()?.trim().parse::<u32>().ok();
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let is_whole = map.split_whitespace().eq(["0", "0", "4294967295"]);
    !is_whole && number("/proc/sys/kernel/overflowuid") == Some(owner.as_raw())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    #[test]
    fn what_others_can_change_is_not_trusted() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("a folder");
        let file = inner.join("file");
        fs::write(&file, "text").expect("written");
        let link = folder.path().join("link");
        symlink("inner/../inner/file", &link).expect("a link");
        let is_trusted = || read(&file).is_ok() && read(&link).is_ok();
        assert!(is_trusted());
        for (path, wrong) in [(&file, 0o646), (&inner, 0o777)] {
            let right = fs::metadata(path).expect("a file").permissions().mode();
            mode(path, wrong);
            for path in [&file, &link] {
                assert!(matches!(read(path), Err(Untrusted::Writable { .. })), "{path:?}");
            }
            mode(path, right);
        }
        mode(&inner, 0o1777);
        assert!(is_trusted());
        symlink("loop", folder.path().join("loop")).expect("a link");
        assert!(matches!(check(&folder.path().join("loop")), Err(Untrusted::Io(_))));
        assert!(read(Path::new("/dev/null")).is_ok());
    }
}
