//! A stream: a log that can only be read on, such as standard input or what `journalctl -f` says.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use super::news::{News, Note};
use super::pieces::Pieces;
use super::watch::Alarm;
use crate::cancel::children::Guest;
use crate::log::journal::{self, Entries};

/// How many bytes are read at once.
const BLOCK: usize = 1 << 16;

/// How many blocks may be waiting.
const WAITING: usize = 4;

/// A log that comes as a stream.
#[derive(Debug)]
pub(super) struct Stream {
    blocks: Receiver<io::Result<Vec<u8>>>,
    lines: Pieces,
    pub(super) is_over: bool,
    /// The program that writes it.
    child: Option<(Child, Guest)>,
}

impl Stream {
    /// What a reader says, until its end. It is read on a thread of its own, since it may block.
    pub(super) fn new(mut reader: impl Read + Send + 'static, alarm: Alarm) -> Self {
        let (sender, blocks) = sync_channel(WAITING);
        thread::spawn(move || {
            let mut block = vec![0; BLOCK];
            loop {
                let sent = match reader.read(&mut block) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Ok(0) => break,
                    Ok(len) => sender.send(Ok(block[..len].to_vec())).is_ok(),
                    Err(error) => {
                        let _ = sender.send(Err(error));
                        break;
                    }
                };
                alarm.ring();
                if !sent {
                    break;
                }
            }
            drop(sender);
            alarm.ring();
        });
        Self { blocks, lines: Pieces::default(), is_over: false, child: None }
    }

    /// What a program says of the journal: entries as objects, which become lines.
    pub(super) fn journal(program: &OsStr, more: &[OsString], alarm: Alarm) -> io::Result<Self> {
        let mut child = journal::command(program).arg("-f").args(more).spawn()?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let entries = Entries::new(BufReader::with_capacity(BLOCK, output));
        let mut stream = Self::new(entries, alarm);
        let guest = Guest::new(&child);
        stream.child = Some((child, guest));
        Ok(stream)
    }

    /// Gives what has come, at most a block; whether anything had.
    pub(super) fn turn(&mut self, see: &mut dyn FnMut(News<'_>)) -> bool {
        let mut lines = |whole: &[u8]| see(News::Lines(whole));
        match self.blocks.try_recv() {
            Ok(Ok(block)) => self.lines.add(&block, &mut lines),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) if self.is_over => return false,
            Err(TryRecvError::Disconnected) => {
                self.lines.give_up(&mut lines);
                self.is_over = true;
            }
            Ok(Err(error)) => see(News::Note(Note::Failed(error.to_string()))),
        }
        true
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.child {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
