//! A queue: packets between the thread that reads them and the one that shows them.
//!
//! It never grows beyond its room. Where nobody may miss a packet the reader waits for room; where
//! the newest matter most, as on a terminal, the oldest make room and are counted.

use std::collections::VecDeque;
use std::time::Duration;

use crate::cancel::Cancel;
use crate::monitor::Monitor;

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
    state: Monitor<QueueState<T>>,
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
        let state = QueueState { items: VecDeque::new(), dropped: 0, is_closed: false };
        Self { state: Monitor::new(state), room, full }
    }

    /// Puts one in; `false` if nobody wants any more.
    pub fn put(&self, item: T, cancel: &Cancel) -> bool {
        /// How often somebody who waits looks whether the user wants to stop.
        const PATIENCE: Duration = Duration::from_millis(50);
        let is_full =
            |state: &mut QueueState<T>| state.items.len() >= self.room && !state.is_closed;
        let mut state = self.state.lock();
        while is_full(&mut state) {
            if self.full == Full::Drop {
                state.items.pop_front();
                state.dropped += 1;
                break;
            }
            if cancel.is_raised() {
                return false;
            }
            state = state.wait_while(PATIENCE, is_full);
        }
        if state.is_closed {
            return false;
        }
        state.items.push_back(item);
        if state.items.len() == 1 {
            state.notify();
        }
        true
    }

    /// Takes at most so many, once there are any, or after so long.
    pub fn take(&self, most: usize, patience: Duration) -> TakenItems<T> {
        let is_idle = |state: &mut QueueState<T>| state.items.is_empty() && !state.is_closed;
        let mut state = self.state.lock().wait_while(patience, is_idle);
        let len = most.min(state.items.len());
        let items = state.items.drain(..len).collect();
        let dropped = std::mem::take(&mut state.dropped);
        let is_over = state.is_closed && state.items.is_empty();
        state.notify();
        TakenItems { items, dropped, is_over }
    }

    /// Ends it: nothing more can be put in.
    pub fn close(&self) {
        self.state.change(|state| state.is_closed = true);
    }

    /// Whether it has ended.
    pub fn is_closed(&self) -> bool {
        self.state.lock().is_closed
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
