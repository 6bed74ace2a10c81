//! A text: what a log file says, whatever it is packed in.
//!
//! Gzip, zstd, xz and bzip2 are recognised by their first bytes, and so are the output of
//! `journalctl -o json` and other logs of JSON, packed or not. What is unpacked can be sought like a file: a little way back
//! is in memory, further back is unpacked anew.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use liblzma::bufread::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

use crate::cancel::Cancel;
use crate::log::journal::{self, Entries};
use crate::log::source::DamagedSource;

/// How many bytes are unpacked at a time.
const BLOCK: usize = 1 << 20;
/// How many bytes one call of a reader may unpack: what it has unpacked before an error is lost.
const STEP: usize = 1 << 14;
/// How many bytes before the place of reading stay in memory at least.
const KEPT: usize = 1 << 17;
/// How many bytes are in memory at most before those far behind are given up.
const MOST: usize = 4 * BLOCK;

type Raw = BufReader<PackedFile>;
type Unpacked = Box<dyn Read + Send>;

/// A kind of packing.
#[derive(Debug)]
struct Packing {
    /// The first bytes of such a file.
    magic: &'static [u8],
    open: fn(Raw) -> io::Result<Unpacked>,
}

/// The packings that are known. Files of several members, streams or frames are read to their end.
static PACKINGS: [Packing; 4] = [
    // RFC 1952 §2.3.1, with the only method there is.
    Packing { magic: b"\x1f\x8b\x08", open: |raw| Ok(Box::new(Members::new(raw))) },
    // RFC 8878 §3.1.1.
    Packing {
        magic: b"\x28\xb5\x2f\xfd",
        open: |raw| Ok(Box::new(Modest(zstd::Decoder::with_buffer(raw)?))),
    },
    // The .xz File Format §2.1.1.1.
    Packing {
        magic: b"\xfd7zXZ\0",
        open: |raw| {
            let stream = Stream::new_stream_decoder(XZ_MEMORY, CONCATENATED)?;
            Ok(Box::new(Modest(XzDecoder::new_stream(raw, stream))))
        },
    },
    Packing { magic: b"BZh", open: |raw| Ok(Box::new(MultiBzDecoder::new(raw))) },
];

/// The most memory that unpacking may take, in MiB: the header of a small file can ask for gigabytes.
/// Zstd's own limit, which holds for zstd; what `zstd -19` and `xz -9` pack takes half of it.
const MEMORY: u64 = 128;

/// The same for xz, whose limit also covers the memory beside the dictionary.
const XZ_MEMORY: u64 = (MEMORY + 1) << 20;

/// A reader that asks for no more memory than [`MEMORY`], and reports in one way that it would.
struct Modest<R>(R);

impl<R: Read> Read for Modest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.get_ref() {
            Some(inner) if is_of_memory(inner) => {
                io::Error::other(format!("unpacking it takes more than {MEMORY} MiB of memory"))
            }
            _ => error,
        })
    }
}

/// Whether a reader refused to take more memory. Source of the text: zstd, `ZSTD_getErrorString`.
fn is_of_memory(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    error.downcast_ref() == Some(&liblzma::stream::Error::MemLimit)
        || error.to_string() == "Frame requires too much memory for decoding"
}

/// The members of a gzip file, one behind the other. Zeros behind one are padding, as tapes and disks
/// leave it; gzip(1) takes them so too.
struct Members {
    /// The member that is being unpacked; `None` behind the last.
    member: Option<GzDecoder<Raw>>,
}

impl Members {
    fn new(raw: Raw) -> Self {
        Self { member: Some(GzDecoder::new(raw)) }
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let raw = member.get_mut();
            skip_zeros(raw)?;
            let has_more = !raw.fill_buf()?.is_empty();
            let ended = self.member.take().filter(|_| has_more);
            self.member = ended.map(|member| GzDecoder::new(member.into_inner()));
        }
        Ok(0)
    }
}

fn skip_zeros(raw: &mut impl BufRead) -> io::Result<()> {
    loop {
        let ahead = raw.fill_buf()?;
        let zeros = ahead.iter().take_while(|byte| **byte == 0).count();
        let is_over = zeros < ahead.len() || ahead.is_empty();
        raw.consume(zeros);
        if is_over {
            return Ok(());
        }
    }
}

/// The state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileVersion {
    /// The device and the number of the file on it.
    pub file: (u64, u64),
    /// When it was last changed: seconds since 1970, and nanoseconds.
    pub changed: (i64, i64),
    /// How many bytes it has.
    pub size: u64,
}

/// The text of a log file.
#[derive(Debug)]
pub struct LogText {
    file: File,
    /// `None` where the file itself is the text.
    window: Option<UnpackedWindow>,
}

impl LogText {
    /// The text of a file, from its start.
    pub fn new(mut file: File) -> io::Result<Self> {
        let packing = {
            let head = head(&mut file)?;
            PACKINGS.iter().find(|packing| head.starts_with(packing.magic))
        };
        let mut text = match packing {
            Some(_) => Self::wrapped(file, Wrapping { packing, has_entries: false })?,
            None => Self { file, window: None },
        };
        if journal::is_made_of(&head(&mut text)?) {
            text = Self::wrapped(text.file, Wrapping { packing, has_entries: true })?;
        }
        text.seek(SeekFrom::Start(0))?;
        Ok(text)
    }

    fn wrapped(file: File, wrapping: Wrapping) -> io::Result<Self> {
        let window = Some(UnpackedWindow::new(&file, wrapping)?);
        Ok(Self { file, window })
    }

    /// The same text, from its start.
    pub fn reopen(&self) -> io::Result<Self> {
        Self::new(self.file.try_clone()?)
    }

    /// Whether it must be unpacked, or made of entries, from its start.
    pub fn is_wrapped(&self) -> bool {
        self.window.is_some()
    }

    /// Whether it is packed.
    pub fn is_packed(&self) -> bool {
        self.window.as_ref().is_some_and(|window| window.wrapping.packing.is_some())
    }

    /// Whether all of it was unpacked, without a fault, since the last step back.
    pub fn is_unpacked(&self) -> bool {
        self.window.as_ref().is_some_and(|window| matches!(window.end, UnpackEnd::Whole))
    }

    /// Whether its lines are made of entries.
    pub fn has_entries(&self) -> bool {
        self.window.as_ref().is_some_and(|window| window.wrapping.has_entries)
    }

    /// Appends what follows, as many bytes as are wanted or there are; none at the end. An error
    /// comes when nothing could be read before it.
    pub fn append(&mut self, wanted: usize, bytes: &mut Vec<u8>) -> io::Result<usize> {
        match &mut self.window {
            Some(window) => window.append(wanted, bytes),
            None => (&self.file).take(wanted as u64).read_to_end(bytes),
        }
    }

    /// How many bytes of the file were read so far, packed as they are.
    pub fn taken(&mut self) -> io::Result<u64> {
        match &self.window {
            Some(window) => Ok(window.taken.load(Ordering::Relaxed)),
            None => self.file.stream_position(),
        }
    }

    /// The check of its packing; `None` where it is not packed.
    pub fn check(&self) -> io::Result<Option<Checksum>> {
        let packing = self.window.as_ref().and_then(|window| window.wrapping.packing);
        let Some(packing) = packing else { return Ok(None) };
        Ok(Some(Checksum { file: self.file.try_clone()?, packing }))
    }

    /// The state of the file: it changes whenever the file is written or another one takes its place.
    pub fn version(&self) -> io::Result<FileVersion> {
        let metadata = self.file.metadata()?;
        Ok(FileVersion {
            file: (metadata.dev(), metadata.ino()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            size: metadata.len(),
        })
    }

    /// How many bytes the file has, packed as they are.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }
}

/// The first bytes, fewer if the rest is broken.
fn head(source: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    match source.take(journal::HEAD).read_to_end(&mut head) {
        Err(error) if DamagedSource::of(&error).is_none() => Err(error),
        _ => Ok(head),
    }
}

impl Read for LogText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.window {
            Some(window) => window.read(buffer),
            None => self.file.read(buffer),
        }
    }
}

impl Seek for LogText {
    /// The end of what is packed is not known, so it cannot be sought from there.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (&mut self.window, to) {
            (None, to) => self.file.seek(to),
            (Some(window), SeekFrom::Start(offset)) => window.seek(offset, &self.file),
            (Some(_), _) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// What a text is wrapped in.
#[derive(Debug, Clone, Copy)]
struct Wrapping {
    packing: Option<&'static Packing>,
    has_entries: bool,
}

impl Wrapping {
    /// Unwraps the file from its start, and counts what is read of it.
    fn open(self, file: &File, taken: &Arc<AtomicU64>) -> io::Result<Unpacked> {
        let raw = PackedFile::open(file, taken)?;
        let unpacked: Unpacked = match self.packing {
            Some(packing) => (packing.open)(raw)?,
            None => Box::new(raw),
        };
        Ok(match self.has_entries {
            true => Box::new(Entries::new(BufReader::with_capacity(READ_AHEAD, unpacked))),
            false => unpacked,
        })
    }
}

/// How many bytes of a file are read at a time.
const READ_AHEAD: usize = 1 << 17;

/// A file as it is, read from its start at a place of its own.
struct PackedFile {
    file: File,
    at: Arc<AtomicU64>,
}

impl PackedFile {
    fn open(file: &File, at: &Arc<AtomicU64>) -> io::Result<Raw> {
        at.store(0, Ordering::Relaxed);
        let packed = Self { file: file.try_clone()?, at: Arc::clone(at) };
        Ok(BufReader::with_capacity(READ_AHEAD, packed))
    }
}

impl Read for PackedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(buffer, self.at.load(Ordering::Relaxed))?;
        self.at.fetch_add(len as u64, Ordering::Relaxed);
        Ok(len)
    }
}

/// The check of a packed file: every packing has a checksum, but behind the bytes that it is of.
#[derive(Debug)]
pub struct Checksum {
    file: File,
    packing: &'static Packing,
}

impl Checksum {
    /// Unpacks the whole file, and says what is damaged in it. One that is cut off may be whole up
    /// to there.
    pub fn run(&self, cancel: &Cancel) -> Result<(), DamagedSource> {
        let opened = PackedFile::open(&self.file, &Arc::default()).and_then(self.packing.open);
        let mut unpacked = opened.map_err(|error| DamagedSource::new(0, &error))?;
        let (mut block, mut offset) = (vec![0; STEP], 0);
        while !cancel.is_raised() {
            match unpacked.read(&mut block) {
                Ok(0) => break,
                Ok(read) => offset += read as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(DamagedSource::new(offset, &error)),
            }
        }
        Ok(())
    }
}

/// How the unpacking ended.
#[derive(Debug)]
enum UnpackEnd {
    /// Not yet.
    Open,
    /// At the end of the text.
    Whole,
    /// Before it.
    Broken(io::ErrorKind, DamagedSource),
}

/// The part of an unpacked text that is in memory.
struct UnpackedWindow {
    wrapping: Wrapping,
    unpacked: Unpacked,
    /// How much of the file was read.
    taken: Arc<AtomicU64>,
    bytes: Vec<u8>,
    /// Where in the text they start.
    start: u64,
    /// The place of reading among them.
    at: usize,
    end: UnpackEnd,
}

impl std::fmt::Debug for UnpackedWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at byte {}, {:?}", self.wrapping, self.start + self.at as u64, self.end)
    }
}

impl UnpackedWindow {
    fn new(file: &File, wrapping: Wrapping) -> io::Result<Self> {
        let taken = Arc::default();
        let unpacked = wrapping.open(file, &taken)?;
        Ok(Self {
            wrapping,
            unpacked,
            taken,
            bytes: Vec::new(),
            start: 0,
            at: 0,
            end: UnpackEnd::Open,
        })
    }

    /// Gives up bytes that lie far behind, if there are more than so many, at least [`KEPT`].
    fn forget(&mut self, most: usize) {
        if self.at > most {
            let gone = self.at - KEPT;
            self.bytes.drain(..gone);
            self.start += gone as u64;
            self.at -= gone;
        }
    }

    /// Unpacks one more block; what goes wrong is the end.
    fn fill(&mut self) {
        let mut len = self.bytes.len();
        self.bytes.resize(len + BLOCK, 0);
        // A reader may take it for a fault to be asked for no bytes.
        let error = loop {
            if len == self.bytes.len() {
                break None;
            }
            let end = self.bytes.len().min(len + STEP);
            match self.unpacked.read(&mut self.bytes[len..end]) {
                Ok(0) => break None,
                Ok(read) => len += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Some(error),
            }
        };
        let is_full = len == self.bytes.len();
        self.bytes.truncate(len);
        if let Some(error) = error {
            let broken = DamagedSource::new(self.start + len as u64, &error);
            self.end = UnpackEnd::Broken(error.kind(), broken);
        } else if !is_full {
            self.end = UnpackEnd::Whole;
        }
    }

    /// Why there is nothing more to read, if there is not.
    fn ended(&self) -> Option<io::Result<()>> {
        match &self.end {
            UnpackEnd::Open => None,
            UnpackEnd::Whole => Some(Ok(())),
            UnpackEnd::Broken(kind, broken) => Some(Err(io::Error::new(*kind, broken.clone()))),
        }
    }

    /// What is in memory behind the place of reading; nothing at the end.
    fn ahead(&mut self) -> io::Result<&[u8]> {
        while self.at == self.bytes.len() {
            if let Some(end) = self.ended() {
                return end.map(|()| [].as_slice());
            }
            self.forget(MOST);
            self.fill();
        }
        Ok(&self.bytes[self.at..])
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.ahead()?.read(buffer)?;
        self.at += len;
        Ok(len)
    }

    fn append(&mut self, wanted: usize, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let mut read = 0;
        while read < wanted {
            let ahead = match self.ahead() {
                Err(_) if read > 0 => break,
                ahead => ahead?,
            };
            let len = ahead.len().min(wanted - read);
            bytes.extend_from_slice(&ahead[..len]);
            if len == 0 {
                break;
            }
            self.at += len;
            read += len;
        }
        Ok(read)
    }

    /// Moves to an offset, or to the end if that comes before it.
    fn seek(&mut self, offset: u64, file: &File) -> io::Result<u64> {
        if offset < self.start {
            *self = Self::new(file, self.wrapping)?;
        }
        loop {
            let len = self.bytes.len();
            if offset <= self.start + len as u64 {
                self.at = usize::try_from(offset - self.start).unwrap_or(len);
                return Ok(offset);
            }
            self.at = len;
            if let Some(end) = self.ended() {
                return end.map(|()| self.start + self.at as u64);
            }
            self.forget(KEPT);
            self.fill();
        }
    }
}
