//! The printer: lines that appear above the prompt while somebody types.
//!
//! A reader puts lines into a bounded queue, from which the oldest fall out where the terminal is too
//! slow; a pump takes many at once to the terminal. While an answer is being written the pump waits,
//! so that no line stands in the middle of a table.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use rustyline::ExternalPrinter;

use crate::cancel::Cancel;
use crate::follow::queue::{Full, Queue};
use crate::session::Background;

/// How many lines may wait.
const ROOM: usize = 20_000;

/// How many lines go to the terminal at once.
const BATCH: usize = 200;

/// How long the pump gathers lines before it draws the prompt anew.
const GATHER: Duration = Duration::from_millis(50);

/// How long an answer waits for the pump. Longer it only takes where the pump waits for the next
/// prompt, and writes nothing before.
const PATIENCE: Duration = Duration::from_millis(200);

/// Who may write to the terminal.
#[derive(Clone, Default)]
pub struct TerminalOwner(Arc<Mutex<()>>);

impl TerminalOwner {
    /// Keeps the pump from writing, for as long as the guard lives.
    pub fn hold(&self) -> Option<MutexGuard<'_, ()>> {
        let begun = Instant::now();
        loop {
            match self.0.try_lock() {
                Ok(guard) => return Some(guard),
                Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => return None,
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            }
        }
    }
}

/// Logs that are followed while somebody types.
pub struct Following {
    /// The files.
    pub name: String,
    stop: Cancel,
    lines: Arc<Queue<String>>,
    reader: thread::JoinHandle<String>,
}

impl Following {
    /// Begins to follow.
    pub fn start(
        background: Background,
        printer: impl ExternalPrinter + Send + 'static,
        output: TerminalOwner,
    ) -> Self {
        let (stop, name) = (Cancel::default(), background.name.clone());
        let lines = Arc::new(Queue::new(ROOM, Full::Drop));
        let reader = {
            let (lines, stop) = (Arc::clone(&lines), stop.clone());
            thread::spawn(move || {
                let mut put = |line| {
                    lines.put(line, &stop);
                };
                let said = background.run(&stop, &mut put);
                lines.close();
                said
            })
        };
        let waiting = Arc::clone(&lines);
        thread::spawn(move || pump(&waiting, printer, &output));
        Self { name, stop, lines, reader }
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        self.reader.is_finished()
    }

    /// Stops; what there is to say of what was seen.
    pub fn stop(self) -> String {
        self.stop.raise();
        self.lines.close();
        self.reader.join().unwrap_or_default()
    }
}

/// Takes lines to the terminal until no more come.
fn pump(lines: &Queue<String>, mut printer: impl ExternalPrinter, output: &TerminalOwner) {
    loop {
        let mut taken = lines.take(BATCH, Duration::from_secs(1));
        if taken.items.is_empty() {
            if taken.is_over {
                return;
            }
            continue;
        }
        if taken.items.len() < BATCH {
            thread::sleep(GATHER);
            let more = lines.take(BATCH - taken.items.len(), Duration::ZERO);
            taken.items.extend(more.items);
            taken.dropped += more.dropped;
        }
        let mut text = taken.items.concat();
        if taken.dropped > 0 {
            text =
                format!("… {} lines not shown: the terminal is too slow …\n{text}", taken.dropped);
        }
        let _held = output.0.lock().unwrap_or_else(PoisonError::into_inner);
        if printer.print(text).is_err() {
            lines.close();
            return;
        }
    }
}
