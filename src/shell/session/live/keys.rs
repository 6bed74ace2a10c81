//! Keys: reads the bytes that a terminal sends and returns the keys they mean.
//!
//! Source: xterm, "Control Sequences", "Special Keyboard Keys"; the Linux console's `[[A` is F1.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// How long the rest of a key's bytes may take; an `Esc` that nothing follows is the key itself.
const REST: Duration = Duration::from_millis(25);

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyPress {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    Enter,
    Tab,
    Backspace,
    Escape,
    Control(char),
    Char(char),
    /// A key that has no use here.
    Other,
}

/// The keys of the terminal that standard input is, or else of the one that controls the process.
#[derive(Debug)]
pub(super) struct Keyboard {
    terminal: File,
    bytes: Vec<u8>,
}

impl Keyboard {
    pub(super) fn open() -> io::Result<Self> {
        let input = io::stdin();
        let terminal = match input.is_terminal() {
            true => File::from(input.as_fd().try_clone_to_owned()?),
            // Standard input may be the log.
            false => File::open("/dev/tty")?,
        };
        Ok(Self { terminal, bytes: Vec::new() })
    }

    /// The terminal they come from.
    pub(super) fn terminal(&self) -> BorrowedFd<'_> {
        self.terminal.as_fd()
    }

    /// Returns the next key; `None` if none is pressed within `patience`.
    pub(super) fn next(&mut self, patience: Duration) -> io::Result<Option<KeyPress>> {
        loop {
            if let Some((key, len)) = first(&self.bytes) {
                self.bytes.drain(..len);
                return Ok(Some(key));
            }
            let patience = if self.bytes.is_empty() { patience } else { REST };
            if !self.wait(patience)? {
                let bytes = std::mem::take(&mut self.bytes);
                let key = if bytes == b"\x1b" { KeyPress::Escape } else { KeyPress::Other };
                return Ok((!bytes.is_empty()).then_some(key));
            }
            let mut block = [0; 256];
            match self.terminal.read(&mut block)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                len => self.bytes.extend(&block[..len]),
            }
        }
    }

    /// Waits for bytes; `false` if none come within `patience`.
    fn wait(&self, patience: Duration) -> io::Result<bool> {
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
        let mut polled = [PollFd::new(self.terminal.as_fd(), PollFlags::POLLIN)];
        match poll(&mut polled, patience) {
            Ok(ready) => Ok(ready > 0),
            Err(Errno::EINTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// The first key and the number of its bytes; `None` if more bytes must follow.
fn first(bytes: &[u8]) -> Option<(KeyPress, usize)> {
    let key = match bytes {
        [] | [0x1b] => return None,
        [0x1b, b'[', rest @ ..] => return sequence(rest).map(|(key, len)| (key, len + 2)),
        [0x1b, b'O', rest @ ..] => return rest.first().map(|last| (named(*last), 3)),
        [0x1b, 0x1b, ..] => KeyPress::Escape,
        // Alt and a key.
        [0x1b, rest @ ..] => return first(rest).map(|(key, len)| (key, len + 1)),
        [b'\r' | b'\n', ..] => KeyPress::Enter,
        [b'\t', ..] => KeyPress::Tab,
        [0x08 | 0x7f, ..] => KeyPress::Backspace,
        [byte @ 0x01..=0x1a, ..] => KeyPress::Control(char::from(byte - 1 + b'a')),
        [0x00..=0x1f, ..] => KeyPress::Other,
        _ => return character(bytes),
    };
    Some((key, 1))
}

/// The key of a control sequence, whose bytes follow `ESC [`.
fn sequence(bytes: &[u8]) -> Option<(KeyPress, usize)> {
    if bytes.first() == Some(&b'[') {
        return bytes.get(1).map(|_| (KeyPress::Other, 2));
    }
    let end = bytes.iter().position(|byte| !(0x20..=0x3f).contains(byte))?;
    let number = bytes[..end].split(|byte| *byte == b';').next();
    let key = match (bytes[end], number) {
        (b'~', Some(b"1" | b"7")) => KeyPress::Home,
        (b'~', Some(b"5")) => KeyPress::PageUp,
        (b'~', Some(b"6")) => KeyPress::PageDown,
        (last, _) => named(last),
    };
    Some((key, end + 1))
}

/// The key that a sequence's last byte names.
fn named(last: u8) -> KeyPress {
    match last {
        b'A' => KeyPress::Up,
        b'B' => KeyPress::Down,
        b'C' => KeyPress::Right,
        b'D' => KeyPress::Left,
        b'H' => KeyPress::Home,
        _ => KeyPress::Other,
    }
}

/// A character in UTF-8.
fn character(bytes: &[u8]) -> Option<(KeyPress, usize)> {
    let most = bytes.len().min(4);
    match std::str::from_utf8(&bytes[..most]) {
        Err(error) if error.valid_up_to() == 0 => {
            error.error_len().map(|len| (KeyPress::Other, len))
        }
        Err(error) => character(&bytes[..error.valid_up_to()]),
        Ok(text) => text.chars().next().map(|c| (KeyPress::Char(c), c.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All keys of `bytes`, and how many bytes are left of one that is incomplete.
    fn keys(mut bytes: &[u8]) -> (Vec<KeyPress>, usize) {
        let mut keys = Vec::new();
        while let Some((key, len)) = first(bytes) {
            keys.push(key);
            bytes = &bytes[len..];
        }
        (keys, bytes.len())
    }

    #[test]
    fn every_terminal_s_spelling_of_a_key_is_known() {
        let known: &[(&str, KeyPress)] = &[
            ("\x1b[A", KeyPress::Up),
            ("\x1bOA", KeyPress::Up),
            ("\x1b[1;5A", KeyPress::Up),
            ("\x1b[B", KeyPress::Down),
            ("\x1b[C", KeyPress::Right),
            ("\x1bOD", KeyPress::Left),
            ("\x1b[5~", KeyPress::PageUp),
            ("\x1b[6;3~", KeyPress::PageDown),
            ("\x1b[H", KeyPress::Home),
            ("\x1b[1~", KeyPress::Home),
            ("\x1b[7~", KeyPress::Home),
            ("\x1bOH", KeyPress::Home),
            ("\r", KeyPress::Enter),
            ("\t", KeyPress::Tab),
            ("\x7f", KeyPress::Backspace),
            ("\x08", KeyPress::Backspace),
            ("\x03", KeyPress::Control('c')),
            ("\x15", KeyPress::Control('u')),
            ("q", KeyPress::Char('q')),
            ("\x1bq", KeyPress::Char('q')),
            ("é", KeyPress::Char('é')),
            ("字", KeyPress::Char('字')),
            ("🦀", KeyPress::Char('🦀')),
            ("\x1b[3~", KeyPress::Other),
            ("\x1b[[A", KeyPress::Other),
            ("\x1bOP", KeyPress::Other),
            ("\0", KeyPress::Other),
        ];
        for (bytes, key) in known {
            assert_eq!(keys(bytes.as_bytes()), (vec![*key], 0), "{bytes:?}");
            let twice = format!("{bytes}{bytes}j");
            assert_eq!(
                keys(twice.as_bytes()),
                (vec![*key, *key, KeyPress::Char('j')], 0),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn a_key_waits_for_the_rest_of_its_bytes() {
        for bytes in ["\x1b[5~", "\x1bOA", "\x1b[1;5A", "\x1b[[A", "é", "🦀"] {
            for len in 1..bytes.len() {
                assert_eq!(keys(&bytes.as_bytes()[..len]), (vec![], len), "{bytes:?}");
            }
        }
        assert_eq!(keys(b"\x1b\x1b[A"), (vec![KeyPress::Escape, KeyPress::Up], 0));
    }

    #[test]
    fn bytes_that_are_no_text_are_passed_over() {
        assert_eq!(keys(b"\xffq\xe5\xadq").0.last(), Some(&KeyPress::Char('q')));
        assert_eq!(keys("a\u{fc}".as_bytes()).0, [KeyPress::Char('a'), KeyPress::Char('ü')]);
        assert_eq!(keys(b"a\xc3").0, [KeyPress::Char('a')]);
    }
}
