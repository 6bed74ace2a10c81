//! The first rows: of many rows in an order, as many as an answer shows.

use std::cmp::Ordering;

/// Keeps the first `most` of the rows that are pushed, and memory for no more than twice as many.
#[derive(Debug, Clone)]
pub(super) struct FirstRows<T> {
    most: usize,
    rows: Vec<T>,
    /// Whether rows were dropped; the last row to be kept is then at the place `most - 1`.
    is_cut: bool,
}

/// The rows that are gathered, in addition to twice `most`, before the last are dropped.
const SPARE: usize = 64;

impl<T> FirstRows<T> {
    /// No rows yet.
    pub(super) fn new(most: usize) -> Self {
        Self { most, rows: Vec::new(), is_cut: false }
    }

    /// Whether a row is among the first so far, as `compare` orders it and the last one kept.
    pub(super) fn takes(&self, compare: impl FnOnce(&T) -> Ordering) -> bool {
        self.most > 0 && !(self.is_cut && compare(&self.rows[self.most - 1]).is_ge())
    }

    /// Takes a row if it is among the first so far.
    pub(super) fn push(&mut self, row: T, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if !self.takes(|last| compare(&row, last)) {
            return;
        }
        self.rows.push(row);
        if self.rows.len() >= self.most.saturating_mul(2).saturating_add(SPARE) {
            self.rows.select_nth_unstable_by(self.most - 1, compare);
            self.rows.truncate(self.most);
            self.is_cut = true;
        }
    }

    /// Takes the rows of another.
    pub(super) fn absorb(&mut self, other: Self, compare: impl Fn(&T, &T) -> Ordering) {
        other.rows.into_iter().for_each(|row| self.push(row, &compare));
    }

    /// The rows that are kept, in no order.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut()
    }

    /// The first rows in order, `most` at most.
    pub(super) fn sorted(&self, most: usize, compare: impl Fn(&T, &T) -> Ordering) -> Vec<&T> {
        let mut rows: Vec<&T> = self.rows.iter().collect();
        rows.sort_unstable_by(|one, two| compare(one, two));
        rows.truncate(most.min(self.most));
        rows
    }

    /// How many rows there is memory for.
    pub(super) fn capacity(&self) -> usize {
        self.rows.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_those_of_a_sort() {
        let rows: Vec<u32> = (0..1000).map(|row| row * 7919 % 1009 / 3).collect();
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        for most in [0, 1, 2, 10, 500, 1000, usize::MAX] {
            let mut first = FirstRows::new(most);
            rows.iter().for_each(|row| first.push(*row, u32::cmp));
            let expected: Vec<&u32> = sorted.iter().take(most).collect();
            assert_eq!(first.sorted(usize::MAX, u32::cmp), expected, "{most}");
        }
    }
}
