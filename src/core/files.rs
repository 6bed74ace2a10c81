//! Files that the user names, opened and read in a way that always ends: a pipe that no program writes
//! to, a device, a socket or a directory is refused at once, and so is more than a limit.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Chain, Cursor, IsTerminal, Read, Seek};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::{FcntlArg, OFlag, fcntl};

/// The most bytes that a configuration, an option file or a saved query may have.
pub const SMALL: u64 = 1 << 20;

/// The most bytes that a script may have.
pub const SCRIPT: u64 = 64 << 20;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A directory.
    #[error("it is a directory")]
    Directory,
    /// A device other than `/dev/null`, which is empty.
    #[error("it is a device")]
    Device,
    /// A socket.
    #[error("it is a socket")]
    Socket,
    /// A pipe without a writer.
    #[error("it is a pipe that no program writes to")]
    NoWriter,
    /// A pipe where only a file can be read.
    #[error("it is a pipe")]
    Pipe,
    /// More bytes than the limit.
    #[error("it has more than {} MiB", .0 >> 20)]
    TooLarge(u64),
}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> Self {
        Self::other(unfit)
    }
}

/// A file with the bytes that were read to find out whether it has a writer.
pub type Opened = Chain<Cursor<Vec<u8>>, File>;

/// What may be read besides regular files, `/dev/null`, and pipes with a writer, such as `/dev/stdin`
/// and `<(…)` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Devices {
    /// Nothing.
    None,
    /// The terminal at which the user types.
    Terminal,
    /// That, and the kernel's ring buffer.
    Logs,
}

/// Opens a file to be read to its end.
pub fn open(path: &Path, devices: Devices) -> io::Result<Opened> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_terminal = target == Path::new("/dev/tty") || target.starts_with("/dev/pts");
    // A device is not even opened: that alone can rewind a tape or wait for a carrier.
    check(&fs::metadata(path)?, devices, is_terminal)?;
    let mut file = open_at_once(path)?;
    check(&file.metadata()?, devices, is_terminal)?;
    let mut first = Vec::new();
    if file.metadata()?.file_type().is_fifo() {
        let mut block = vec![0; 1 << 12];
        match file.read(&mut block) {
            Ok(0) => return Err(Unfit::NoWriter.into()),
            Ok(len) => first.extend_from_slice(&block[..len]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    // Its writer may take its time.
    fcntl(&file, FcntlArg::F_SETFL(OFlag::empty()))?;
    Ok(Cursor::new(first).chain(file))
}

/// A pipe that is opened when it is first read, which then waits for a writer.
#[derive(Debug)]
pub struct Later {
    path: PathBuf,
    opened: Option<File>,
}

impl Later {
    /// A pipe that is not open yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), opened: None }
    }
}

impl Read for Later {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.opened {
            Some(file) => file.read(buffer),
            none => none.insert(File::open(&self.path)?).read(buffer),
        }
    }
}

/// Opens a regular file; not even `/dev/null`, which a new file must never replace.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let check = |metadata: &Metadata| match metadata.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_fifo() => Err(Unfit::Pipe),
        kind if kind.is_dir() => Err(Unfit::Directory),
        kind if kind.is_socket() => Err(Unfit::Socket),
        _ => Err(Unfit::Device),
    };
    check(&fs::metadata(path)?)?;
    let file = open_at_once(path)?;
    // Another file may have got the name meanwhile.
    check(&file.metadata()?)?;
    Ok(file)
}

/// Reads a text of at most `most` bytes.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    text(&mut open(path, Devices::None)?, most)
}

/// Reads a script; the user may type it.
pub fn read_script(path: &Path) -> io::Result<String> {
    text(&mut open(path, Devices::Terminal)?, SCRIPT)
}

/// Reads the rest of `source` as a text of at most `most` bytes.
pub fn text(source: &mut dyn Read, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Unfit::TooLarge(most).into());
    }
    let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(bytes).map_err(wrong)
}

/// The name that means standard input among names of files.
pub const STANDARD_INPUT: &str = "-";

/// Refuses standard input where it is a device without end, or a directory.
pub fn check_input(devices: Devices) -> io::Result<()> {
    let input = io::stdin();
    let metadata = File::from(input.as_fd().try_clone_to_owned()?).metadata()?;
    check(&metadata, devices, input.is_terminal())
}

/// Whether standard input is a file with something in it of which nothing was read.
pub fn is_input_unread() -> bool {
    let input = io::stdin().as_fd().try_clone_to_owned().map(File::from);
    input.is_ok_and(|mut file| {
        let is_full = file.metadata().is_ok_and(|it| it.is_file() && it.len() > 0);
        is_full && file.stream_position().is_ok_and(|place| place == 0)
    })
}

/// Opens without waiting for the other end.
fn open_at_once(path: &Path) -> io::Result<File> {
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    File::options().read(true).custom_flags(flags.bits()).open(path)
}

/// Refuses what has no end or no text.
fn check(metadata: &Metadata, devices: Devices, is_terminal: bool) -> io::Result<()> {
    let kind = metadata.file_type();
    let is = |path: &str| {
        fs::metadata(path).is_ok_and(|it| it.file_type() == kind && it.rdev() == metadata.rdev())
    };
    let is_fit = |kind: FileType| {
        let is_typed = devices != Devices::None && is_terminal;
        let is_logged = devices == Devices::Logs && is("/dev/kmsg");
        kind.is_char_device() && (is_typed || is_logged || is("/dev/null"))
    };
    if kind.is_dir() {
        Err(Unfit::Directory.into())
    } else if kind.is_socket() {
        Err(Unfit::Socket.into())
    } else if (kind.is_block_device() || kind.is_char_device()) && !is_fit(kind) {
        Err(Unfit::Device.into())
    } else {
        Ok(())
    }
}
