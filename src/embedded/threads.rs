//! Threads: where the engine works, and what becomes of its panics.

use std::io;
use std::panic;
use std::sync::Once;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::memory;
use ipta_core::store::StoreError;

/// Deep expressions are read, planned and evaluated by recursion.
const STACK: usize = 64 << 20;
/// What the engine needs beside the stacks of its threads, in bytes.
const WORK: u64 = 128 << 20;
/// The name of the engine's threads.
const NAME: &str = "ipta-engine";

/// Starts the engine's threads, so many that work and as many that wait for files.
pub fn start(count: usize) -> Result<Runtime, StoreError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(quiet);
    let needed = 2 * count as u64 * STACK as u64 + WORK;
    if let Some(room) = memory::room().filter(|room| *room < needed) {
        return Err(StoreError::query(format!(
            "the embedded store needs {} MB of memory to start, and {} MB are left to this process: \
             raise its limit (`ulimit -v`)",
            needed >> 20,
            room >> 20
        )));
    }
    // A runtime whose threads cannot be started panics, or waits for them for ever.
    let tried = try_threads(2 * count).and_then(|()| build(count));
    tried.map_err(|error| {
        StoreError::query(format!(
            "the threads of the embedded store cannot be started: {error}; raise the limit of \
             processes (`ulimit -u`)"
        ))
    })
}

fn build(count: usize) -> io::Result<Runtime> {
    let build = move || {
        Builder::new_multi_thread()
            .worker_threads(count)
            // Those that read files: the workers wait for them, and more would only take time to start.
            .max_blocking_threads(count)
            .thread_name(NAME)
            .thread_stack_size(STACK)
            .enable_time()
            .build()
    };
    // On a thread whose panics are not printed.
    let builder = thread::Builder::new().name(NAME.to_owned()).spawn(build)?;
    builder.join().unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::WouldBlock)))
}

/// Starts so many threads at once and ends them again.
fn try_threads(count: usize) -> io::Result<()> {
    let mut ends = Vec::new();
    for _ in 0..count {
        let (end, ended) = mpsc::channel::<()>();
        let wait = move || {
            let _ = ended.recv();
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(wait)?;
        ends.push((end, thread));
    }
    for (end, thread) in ends {
        drop(end);
        let _ = thread.join();
    }
    Ok(())
}

/// Keeps panics of the engine's threads from standard error: whoever waits for them reports them.
fn quiet() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if thread::current().name() != Some(NAME) {
            before(panicked);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_of_the_engine_are_caught() {
        let runtime = start(1).expect("threads");
        let panicked = runtime.spawn(async { panic!("on purpose") });
        assert!(runtime.block_on(panicked).is_err_and(|error| error.is_panic()));
    }
}
