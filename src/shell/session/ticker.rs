//! A ticker: a line on a terminal that says how long a question has been running, how much of the logs was
//! read for it, and how many rows have come. It is drawn after half a second, and gone before anything else is written.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::logs::ReadProgress;
use crate::monitor::Monitor;

/// Answers that come sooner need no line.
const SOON: Duration = Duration::from_millis(500);

/// How often the line is drawn.
const OFTEN: Duration = Duration::from_millis(200);

/// Takes away what stands on the line. Source: ECMA-48, 8.3.41.
const CLEARED: &str = "\r\x1b[K";

/// What the thread and its owner share.
#[derive(Default)]
struct TickerState {
    rows: Arc<AtomicU64>,
    reading: Option<Arc<ReadProgress>>,
    is_over: Monitor<bool>,
}

/// A line that is drawn by a thread of its own for as long as the ticker lives.
pub(super) struct Ticker {
    shared: Arc<TickerState>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Begins to count; draws nothing where standard error is not a terminal that could take it back.
    pub fn start(reading: Option<Arc<ReadProgress>>) -> Self {
        let shared = Arc::new(TickerState { reading, ..TickerState::default() });
        let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let draws = io::stderr().is_terminal() && !is_dumb;
        let drawn = Arc::clone(&shared);
        // Where no thread can be started, no line is drawn.
        let started = draws.then(|| thread::Builder::new().spawn(move || draw(&drawn)));
        let thread = started.and_then(Result::ok);
        Self { shared, thread }
    }

    /// The number of rows that the line shows.
    pub fn rows(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.shared.rows)
    }

    /// Takes the line away for good.
    pub fn stop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.shared.is_over.change(|is_over| *is_over = true);
        let _ = thread.join();
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop();
    }
}

fn draw(shared: &TickerState) {
    let start = Instant::now();
    let mut is_drawn = false;
    let mut pause = SOON;
    let mut is_over = shared.is_over.lock();
    loop {
        is_over = is_over.wait_while(pause, |is_over| !*is_over);
        let mut stderr = io::stderr().lock();
        if *is_over {
            if is_drawn {
                let _ = stderr.write_all(CLEARED.as_bytes());
            }
            return;
        }
        let seconds = start.elapsed().as_secs_f64();
        let read = shared.reading.as_ref().and_then(|reading| reading.text());
        let rows = || format!("{} rows", shared.rows.load(Ordering::Relaxed));
        let come = read.unwrap_or_else(rows);
        let _ = write!(stderr, "{CLEARED}running {seconds:.1} s, {come} (Ctrl-C stops it)");
        let _ = stderr.flush();
        (is_drawn, pause) = (true, OFTEN);
    }
}

/// Writes on; before the first byte goes to the ticker's own terminal, its line goes away.
pub(super) struct Clearing<'a> {
    /// The ticker, where both write to a terminal.
    pub ticker: Option<&'a mut Ticker>,
    /// Where the bytes go.
    pub inner: &'a mut dyn Write,
}

impl Write for Clearing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(ticker) = self.ticker.take() {
            ticker.stop();
        }
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
