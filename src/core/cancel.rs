//! Cancellation: a flag that Ctrl-C raises and that work in progress reads, and the end of the whole
//! program, which raises every flag for good.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};

pub mod children;
pub mod terminal;
pub mod watch;

/// A flag shared between the caller that may stop some work and the work itself.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the work to stop.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Forgets an earlier request, before new work begins. The end of the program stays.
    pub fn reset(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop, or the program is to end.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed) || ENDING.load(Ordering::Relaxed) != RUNNING
    }
}

/// Why the program is to end; its number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Ending {
    /// The terminal is gone, or SIGHUP said so.
    Hangup = 129,
    /// Ctrl-C while nothing could be stopped, or for the second time.
    Interrupted = 130,
    /// The reader of standard output is gone.
    OutputClosed = 141,
    /// SIGTERM.
    Terminated = 143,
}

/// The exit code that the program is to end with; [`RUNNING`] until then.
static ENDING: AtomicU8 = AtomicU8::new(RUNNING);

const RUNNING: u8 = 0;

impl Ending {
    const ALL: [Self; 4] = [Self::Hangup, Self::Interrupted, Self::OutputClosed, Self::Terminated];

    /// The exit code: 128 and a signal's number, as shells report it.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Raises every flag for good. The first reason stays.
    pub fn begin(self) {
        let _ = ENDING.compare_exchange(RUNNING, self.code(), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The reason, if the program is to end.
    pub fn begun() -> Option<Self> {
        let code = ENDING.load(Ordering::Relaxed);
        Self::ALL.into_iter().find(|ending| ending.code() == code)
    }
}

/// How many [`Lingering`] there are.
static LINGERING: AtomicUsize = AtomicUsize::new(0);

/// Work that must be undone before the program ends: while this lives, the program is cut short later.
#[derive(Debug)]
pub struct Lingering(());

impl Lingering {
    /// Begins such work.
    #[expect(clippy::new_without_default, reason = "it counts for as long as it lives")]
    pub fn new() -> Self {
        LINGERING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Whether there is any.
    fn is_any() -> bool {
        LINGERING.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        LINGERING.fetch_sub(1, Ordering::SeqCst);
    }
}
