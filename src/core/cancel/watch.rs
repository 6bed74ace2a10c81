//! The watch: one thread that sleeps until a signal comes, the terminal is gone, or the reader of
//! standard output is. Then every [`Cancel`] is raised, and work that does not end soon is cut short
//! with the terminal as it was found.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level;

use super::{Cancel, Ending, Lingering, children, terminal};

/// How long work may take to end by itself once it is told to.
const GRACE: Duration = Duration::from_millis(600);

/// How long work may take that must be undone on a server.
const LONG_GRACE: Duration = Duration::from_secs(7);

/// What Ctrl-C does.
#[derive(Debug, Clone)]
pub enum OnInterrupt {
    /// Ends the program.
    End,
    /// Stops the work; a second time, while the first is not heeded yet, ends the program.
    StopOrEnd(Cancel),
    /// Stops the work, and never ends the program.
    Stop(Cancel),
}

static ON_INTERRUPT: Mutex<OnInterrupt> = Mutex::new(OnInterrupt::End);

/// Says what Ctrl-C does from now on, and returns what it did before.
pub fn on_interrupt(what: OnInterrupt) -> OnInterrupt {
    std::mem::replace(&mut *ON_INTERRUPT.lock().unwrap_or_else(PoisonError::into_inner), what)
}

/// Starts the watch. Where it fails, signals do what they do to every program.
pub fn start() -> io::Result<()> {
    terminal::remember();
    let mut signals = Vec::new();
    let mut writers = Vec::new();
    for (signal, heed) in SIGNALS {
        // `nohup` asks the program to outlive its terminal.
        if signal != SIGHUP || !is_hangup_ignored() {
            let (reader, writer) = UnixStream::pair()?;
            reader.set_nonblocking(true)?;
            signals.push((reader, heed));
            writers.push((signal, writer));
        }
    }
    let watched = WATCHED.get_or_init(|| watched().unwrap_or_default());
    thread::Builder::new().name("watch".into()).spawn(move || {
        let mut watched = watched.iter().collect();
        loop {
            if let Some(ending) = wait(&mut signals, &mut watched, PollTimeout::NONE) {
                end(ending);
            }
        }
    })?;
    for (signal, writer) in writers {
        low_level::pipe::register(signal, writer)?;
    }
    Ok(())
}

/// The reason why the program is to end, one that the watch has not seen yet too.
pub fn ending() -> Option<Ending> {
    let mut watched = WATCHED.get().map_or_else(Vec::new, |watched| watched.iter().collect());
    if let Some(ending) = wait(&mut [], &mut watched, PollTimeout::ZERO) {
        ending.begin();
    }
    Ending::begun()
}

/// Why a signal ends the program, if it does.
type Heed = fn() -> Option<Ending>;

const SIGNALS: [(i32, Heed); 3] = [
    (SIGINT, interrupt),
    (SIGHUP, || Some(Ending::Hangup)),
    (SIGTERM, || Some(Ending::Terminated)),
];

fn interrupt() -> Option<Ending> {
    match &*ON_INTERRUPT.lock().unwrap_or_else(PoisonError::into_inner) {
        OnInterrupt::End => return Some(Ending::Interrupted),
        OnInterrupt::StopOrEnd(cancel) if cancel.is_raised() => return Some(Ending::Interrupted),
        OnInterrupt::StopOrEnd(cancel) | OnInterrupt::Stop(cancel) => cancel.raise(),
    }
    None
}

/// A file whose other end may go away, and what that means.
type Watched = (OwnedFd, Ending);

/// What is watched. It is found once: a terminal that is gone is no longer known as one.
static WATCHED: OnceLock<Vec<Watched>> = OnceLock::new();

/// The terminals among the standard files, and standard output where it is a pipe or a socket.
fn watched() -> io::Result<Vec<Watched>> {
    let (input, output, error) = (io::stdin(), io::stdout(), io::stderr());
    let all = [input.as_fd(), output.as_fd(), error.as_fd()];
    let terminals = all.into_iter().filter(BorrowedFd::is_terminal);
    let mut watched = Vec::new();
    for fd in terminals {
        watched.push((fd.try_clone_to_owned()?, Ending::Hangup));
    }
    let output = fs::File::from(output.as_fd().try_clone_to_owned()?);
    let kind = output.metadata()?.file_type();
    if kind.is_fifo() || kind.is_socket() {
        watched.push((output.into(), Ending::OutputClosed));
    }
    Ok(watched)
}

/// Waits until something happens; the reason, if that ends the program.
fn wait(
    signals: &mut [(UnixStream, Heed)],
    watched: &mut Vec<&Watched>,
    patience: PollTimeout,
) -> Option<Ending> {
    let pipes = signals.iter().map(|(pipe, _)| PollFd::new(pipe.as_fd(), PollFlags::POLLIN));
    // Without any event of their own: errors and hang-ups are always told.
    let files = watched.iter().map(|(file, _)| PollFd::new(file.as_fd(), PollFlags::empty()));
    let mut polled: Vec<PollFd<'_>> = pipes.chain(files).collect();
    match poll(&mut polled, patience) {
        Err(Errno::EINTR) | Ok(0) => return None,
        Err(_) => {
            // Short of memory, at most: a loop must not make that worse.
            thread::sleep(GRACE);
            return None;
        }
        Ok(_) => {}
    }
    let told: Vec<PollFlags> =
        polled.iter().map(|fd| fd.revents().unwrap_or(PollFlags::empty())).collect();
    let (of_signals, of_files) = told.split_at(signals.len());
    for ((pipe, heed), told) in signals.iter_mut().zip(of_signals) {
        // What came at once is read at once.
        if told.contains(PollFlags::POLLIN)
            && pipe.read(&mut [0; 64]).is_ok()
            && let Some(ending) = heed()
        {
            return Some(ending);
        }
    }
    let gone = PollFlags::POLLHUP | PollFlags::POLLERR;
    let lost = watched.iter().zip(of_files).find(|(_, told)| told.intersects(gone));
    let ending = lost.map(|((_, ending), _)| *ending);
    // Some systems cannot poll a terminal.
    let mut of_files = of_files.iter();
    watched.retain(|_| of_files.next().is_some_and(PollFlags::is_empty));
    ending
}

/// Ends the program.
fn end(ending: Ending) {
    ending.begin();
    children::end();
    if !terminal::is_waiting() {
        thread::sleep(GRACE);
    }
    if Lingering::is_any() {
        let end = Instant::now() + LONG_GRACE;
        while Lingering::is_any() && Instant::now() < end {
            thread::sleep(GRACE / 10);
        }
        // Its result is still to be reported.
        thread::sleep(GRACE);
    }
    cut_short(ending);
}

/// Ends the program at once, whatever its other threads do.
fn cut_short(ending: Ending) {
    children::end();
    terminal::restore();
    low_level::exit(ending.code().into());
}

/// Whether the program was started to outlive its terminal.
fn is_hangup_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (SIGHUP - 1)) != 0)
}
