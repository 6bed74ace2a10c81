//! A monitor: a value that threads share, and whose changes they can wait for.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A value that threads share. A thread that panicked with the lock does not keep others from it.
#[derive(Debug, Default)]
pub struct Monitor<T> {
    value: Mutex<T>,
    changed: Condvar,
}

/// The locked value of a [`Monitor`].
pub struct Locked<'m, T> {
    monitor: &'m Monitor<T>,
    guard: MutexGuard<'m, T>,
}

impl<T> Monitor<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self { value: Mutex::new(value), changed: Condvar::new() }
    }

    /// Locks the value.
    pub fn lock(&self) -> Locked<'_, T> {
        let guard = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        Locked { monitor: self, guard }
    }

    /// Changes the value and wakes all threads that wait.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }
}

impl<T> Locked<'_, T> {
    /// Wakes all threads that wait.
    pub fn notify(&self) {
        self.monitor.changed.notify_all();
    }

    /// Unlocks the value while `waits` holds, for `limit` at most; [`Duration::MAX`] means without a limit.
    #[must_use]
    pub fn wait_while(self, limit: Duration, waits: impl FnMut(&mut T) -> bool) -> Self {
        let Self { monitor, guard } = self;
        let waited = monitor.changed.wait_timeout_while(guard, limit, waits);
        Self { monitor, guard: waited.unwrap_or_else(PoisonError::into_inner).0 }
    }
}

impl<T> Deref for Locked<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for Locked<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn who_waits_is_woken_by_a_change() {
        let monitor = Monitor::new(0);
        let seen = thread::scope(|scope| {
            let waiting =
                scope.spawn(|| *monitor.lock().wait_while(Duration::MAX, |count| *count < 2));
            (0..2).for_each(|_| monitor.change(|count| *count += 1));
            waiting.join().expect("a count")
        });
        assert_eq!(seen, 2);
    }

    #[test]
    fn waiting_ends_in_time() {
        let monitor = Monitor::new(false);
        assert!(!*monitor.lock().wait_while(Duration::from_millis(1), |is_done| !*is_done));
    }
}
