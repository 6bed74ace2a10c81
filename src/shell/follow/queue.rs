//! A queue: packets between the thread that reads them and the one that shows them.
//!
//! It never grows beyond its room. Where nobody may miss a packet the reader waits for room; where
//! the newest matter most, as on a terminal, the oldest make room and are counted.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::cancel::Cancel;

/// What happens where there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The reader waits.
    Wait,
    /// The oldest is dropped.
    Drop,
}

/// What is between the two.
#[derive(Debug)]
struct QueueState<T> {
    items: VecDeque<T>,
    dropped: u64,
    is_closed: bool,
}

/// A bounded queue.
#[derive(Debug)]
pub struct Queue<T> {
    inside: Mutex<QueueState<T>>,
    changed: Condvar,
    room: usize,
    full: Full,
}

/// What was taken out of a queue.
#[derive(Debug)]
pub struct TakenItems<T> {
    /// The oldest items, in order.
    pub items: Vec<T>,
    /// How many were dropped before them.
    pub dropped: u64,
    /// No more will come.
    pub is_over: bool,
}

impl<T> Queue<T> {
    /// A queue for so many.
    pub fn new(room: usize, full: Full) -> Self {
        let inside = QueueState { items: VecDeque::new(), dropped: 0, is_closed: false };
        Self { inside: Mutex::new(inside), changed: Condvar::new(), room, full }
    }

    fn lock(&self) -> MutexGuard<'_, QueueState<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts one in; `false` if nobody wants any more.
    pub fn put(&self, item: T, cancel: &Cancel) -> bool {
        /// How often somebody who waits looks whether the user wants to stop.
        const PATIENCE: Duration = Duration::from_millis(50);
        let mut inside = self.lock();
        while inside.items.len() >= self.room && !inside.is_closed {
            if self.full == Full::Drop {
                inside.items.pop_front();
                inside.dropped += 1;
                break;
            }
            if cancel.is_raised() {
                return false;
            }
            let waited = self.changed.wait_timeout(inside, PATIENCE);
            inside = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if inside.is_closed {
            return false;
        }
        inside.items.push_back(item);
        if inside.items.len() == 1 {
            self.changed.notify_all();
        }
        true
    }

    /// Takes at most so many, once there are any, or after so long.
    pub fn take(&self, most: usize, patience: Duration) -> TakenItems<T> {
        let is_idle = |inside: &mut QueueState<T>| inside.items.is_empty() && !inside.is_closed;
        let waited = self.changed.wait_timeout_while(self.lock(), patience, is_idle);
        let mut inside = waited.unwrap_or_else(PoisonError::into_inner).0;
        let len = most.min(inside.items.len());
        let items = inside.items.drain(..len).collect();
        let dropped = std::mem::take(&mut inside.dropped);
        let is_over = inside.is_closed && inside.items.is_empty();
        self.changed.notify_all();
        TakenItems { items, dropped, is_over }
    }

    /// Ends it: nothing more can be put in.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Whether it has ended.
    pub fn is_closed(&self) -> bool {
        self.lock().is_closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room_on_a_terminal() {
        let (queue, cancel) = (Queue::new(3, Full::Drop), Cancel::default());
        assert!((0..10).all(|item| queue.put(item, &cancel)));
        let TakenItems { items, dropped, is_over } = queue.take(2, Duration::ZERO);
        assert_eq!((items, dropped, is_over), (vec![7, 8], 7, false));
        queue.close();
        assert!(!queue.put(11, &cancel));
        let TakenItems { items, dropped, is_over } = queue.take(2, Duration::ZERO);
        assert_eq!((items, dropped, is_over), (vec![9], 0, true));
    }

    #[test]
    fn elsewhere_nothing_is_lost() {
        let (queue, cancel) = (Queue::new(3, Full::Wait), Cancel::default());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                assert!((0..1000).all(|item| queue.put(item, &cancel)));
                queue.close();
            });
            let mut all = Vec::new();
            loop {
                let taken = queue.take(2, Duration::from_secs(1));
                all.extend(taken.items);
                if taken.is_over {
                    break;
                }
            }
            assert_eq!(all, (0..1000).collect::<Vec<_>>());
        });
    }

    #[test]
    fn who_waits_for_room_can_be_stopped() {
        let (queue, cancel) = (Queue::new(1, Full::Wait), Cancel::default());
        assert!(queue.put(0, &cancel));
        cancel.raise();
        assert!(!queue.put(1, &cancel));
    }
}
