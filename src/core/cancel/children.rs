//! The children: programs that share the user's terminal or feed the work, and end when ipta is told to.

use std::fs;
use std::process::Child;
use std::sync::{Mutex, PoisonError};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The processes that run now.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// A child that ends together with the program, for as long as this lives.
#[derive(Debug)]
pub struct Guest(u32);

impl Guest {
    /// Takes a child in. This must not outlive the wait for it by long: the system may give its number
    /// to another process.
    pub fn new(child: &Child) -> Self {
        let id = child.id();
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).push(id);
        Self(id)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.0);
    }
}

/// Asks the programs to end: of a shell, those that it runs, so that it is still there to wait until
/// they have given back the terminal.
pub(super) fn end() {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut last = Vec::new();
    running.into_iter().for_each(|id| leaves(id, &mut last));
    for id in last {
        if let Ok(id) = i32::try_from(id) {
            // It may have ended meanwhile.
            let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
    }
}

/// The descendants of a process that have none; the process itself where the system does not say.
fn leaves(id: u32, found: &mut Vec<u32>) {
    let listed = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    let before = found.len();
    listed.split_whitespace().filter_map(|id| id.parse().ok()).for_each(|id| leaves(id, found));
    if found.len() == before {
        found.push(id);
    }
}
