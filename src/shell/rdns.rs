//! Names of addresses, as the DNS has them: asked for by a few threads, kept in a file, and never
//! waited for longer than a budget.
//!
//! Whoever owns an address chooses its name, so a name is hostile text: [`spelled`] leaves only what
//! names of machines are made of. A name that does not lead back to its address is marked with a `?`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::cancel::Cancel;
use crate::monitor::Monitor;

mod cache;
mod resolver;
mod rows;
mod spelling;

pub use resolver::{Lookup, Resolver};
pub use rows::{NamedRows, RowNaming};
pub use spelling::spelled;

use cache::CachedName;

/// How many look-ups run at once.
const WORKERS: usize = 16;

/// How many addresses may wait for a look-up. The newest are asked for first; the oldest are forgotten,
/// and wait again when they come again.
const WAITING: usize = 4096;

/// How many names are remembered.
const MOST: usize = 1 << 16;

/// How long a name is good, in seconds.
const GOOD: u64 = 24 * 3600;

/// How long it is good to know that an address has no name, in seconds.
const NAMELESS: u64 = 3600;

/// How long nobody is asked again after no answer came, in seconds. The file does not keep that.
const UNANSWERED: u64 = 60;

/// How often the file is written while names come in.
const KEEPING: Duration = Duration::from_secs(60);

/// How often somebody who waits looks whether the user wants to stop.
const PATIENCE: Duration = Duration::from_millis(20);

/// What the threads share.
#[derive(Debug)]
struct NamesState {
    known: HashMap<IpAddr, CachedName>,
    /// Addresses that wait for a thread.
    waiting: VecDeque<IpAddr>,
    /// Addresses that wait or are being asked for.
    asked: HashSet<IpAddr>,
    workers: usize,
    /// There is what the file does not hold.
    is_changed: bool,
    /// When the file was written.
    kept: Instant,
}

#[derive(Debug)]
struct SharedNames {
    state: Monitor<NamesState>,
    resolver: Resolver,
    file: Option<PathBuf>,
}

/// Names of addresses. A clone knows the same names.
#[derive(Debug, Clone)]
pub struct Names(Arc<SharedNames>);

impl Names {
    /// Names as that resolver tells them; those that the file keeps are known already.
    pub fn new(resolver: Resolver, file: Option<PathBuf>) -> Self {
        let now = now();
        let known = file.as_deref().map(cache::read).unwrap_or_default();
        let state = Monitor::new(NamesState {
            known: known.into_iter().filter(|(_, known)| known.until > now).collect(),
            waiting: VecDeque::new(),
            asked: HashSet::new(),
            workers: 0,
            is_changed: false,
            kept: Instant::now(),
        });
        Self(Arc::new(SharedNames { state, resolver, file }))
    }

    /// What is known of an address now. What is not is asked for meanwhile: nobody waits.
    pub fn known(&self, address: IpAddr) -> Option<Lookup> {
        let mut state = self.0.state.lock();
        match state.known.get(&address) {
            Some(known) if known.until > now() => Some(known.answer.clone()),
            _ => {
                self.ask(&mut state, address);
                None
            }
        }
    }

    /// An address as it is shown now: its name, if that is known and there is one.
    pub fn shown(&self, address: IpAddr) -> String {
        let name = self.known(address).and_then(|answer| answer.shown());
        name.unwrap_or_else(|| address.to_string())
    }

    /// Waits until all of these are known, at most so long, and not when the user wants to stop; what
    /// is left of that time.
    pub fn wait(&self, addresses: &[IpAddr], budget: Duration, cancel: &Cancel) -> Duration {
        let end = Instant::now() + budget;
        let mut state = self.0.state.lock();
        for address in addresses {
            if state.known.get(address).is_none_or(|known| known.until <= now()) {
                self.ask(&mut state, *address);
            }
        }
        let is_open =
            |state: &mut NamesState| addresses.iter().any(|address| state.asked.contains(address));
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if !is_open(&mut state) || left.is_zero() || cancel.is_raised() {
                return left;
            }
            state = state.wait_while(left.min(PATIENCE), is_open);
        }
    }

    fn ask(&self, state: &mut NamesState, address: IpAddr) {
        if !state.asked.insert(address) {
            return;
        }
        if state.waiting.len() == WAITING
            && let Some(oldest) = state.waiting.pop_front()
        {
            state.asked.remove(&oldest);
        }
        state.waiting.push_back(address);
        if state.workers < WORKERS {
            let shared = Arc::clone(&self.0);
            // Nobody joins it: a look-up cannot be cut short, and the program ends without it.
            let started = thread::Builder::new().name("names".into()).spawn(move || shared.work());
            state.workers += usize::from(started.is_ok());
        }
    }

    /// Writes what is known into the file, with what others wrote there meanwhile. That it cannot be
    /// written costs only time later.
    pub fn keep(&self) {
        self.0.keep();
    }
}

impl SharedNames {
    fn keep(&self) {
        let Some(file) = &self.file else { return };
        let mut state = self.state.lock();
        if std::mem::replace(&mut state.is_changed, false) {
            state.kept = Instant::now();
            let known = state.known.clone();
            drop(state);
            let _ = cache::write(file, known, now());
        }
    }

    /// Asks for one address after the other, until none is waiting.
    fn work(&self) {
        loop {
            let mut state = self.state.lock();
            let Some(address) = state.waiting.pop_back() else {
                state.workers -= 1;
                return;
            };
            drop(state);
            let answer = self.resolver.name(address);
            let is_due = self.state.change(|state| {
                state.learn(address, answer);
                state.kept.elapsed() > KEEPING
            });
            if is_due {
                self.keep();
            }
        }
    }
}

impl NamesState {
    fn learn(&mut self, address: IpAddr, answer: Lookup) {
        let good = match &answer {
            Lookup::Name { .. } => GOOD,
            Lookup::Nameless => NAMELESS,
            Lookup::Unanswered => UNANSWERED,
        };
        if self.known.len() >= MOST {
            let now = now();
            self.known.retain(|_, known| known.until > now);
            if self.known.len() >= MOST {
                self.known.clear();
            }
        }
        self.known.insert(address, CachedName { answer, until: now() + good });
        self.asked.remove(&address);
        self.is_changed = true;
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
