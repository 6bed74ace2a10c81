//! A hash index: numbers distinct items in the order in which they first come.
//!
//! The items are kept elsewhere, one after the other; the index has only their numbers and parts of
//! their hashes. So a group takes as much memory as its packed key and what is measured of it, and
//! growing moves no keys.

use std::hash::{BuildHasher, RandomState};

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The numbers of distinct items, found by their hashes: a table with open addressing.
#[derive(Debug, Clone, Default)]
pub(super) struct HashIndex {
    /// Zero, or the upper half of the hash and the item's number, which is counted from one.
    slots: Vec<u64>,
    len: usize,
}

/// The number that an item has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbered {
    /// It came before.
    Known(usize),
    /// It came for the first time; its number is that of the items before it.
    New(usize),
}

impl Numbered {
    /// The number.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Known(number) | Self::New(number) => number,
        }
    }
}

/// The lower half of a slot: the number of the item.
const NUMBER: u64 = u32::MAX as u64;

/// The slots of an index with one item.
const FIRST_SLOTS: usize = 16;

impl HashIndex {
    /// Returns the number of the item with that hash for which `is_same` holds, and gives the next
    /// number to an item that has none.
    #[inline]
    pub(super) fn number(&mut self, hash: u64, is_same: impl Fn(usize) -> bool) -> Numbered {
        // At most two thirds of the slots are taken, so that items are found in a few steps.
        if self.len * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let tag = hash >> 32;
        let mut at = tag as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                self.len += 1;
                self.slots[at] = tag << 32 | self.len as u64;
                return Numbered::New(self.len - 1);
            }
            let number = (slot & NUMBER) as usize - 1;
            if slot >> 32 == tag && is_same(number) {
                return Numbered::Known(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number that the item with that hash most likely has. Asked of several items before
    /// [`HashIndex::number`], it has the processor fetch their slots side by side.
    #[inline]
    pub(super) fn likely(&self, hash: u64) -> Option<usize> {
        let tag = hash >> 32;
        let slot = self.slots.get(tag as usize & self.slots.len().wrapping_sub(1))?;
        ((slot & NUMBER) as usize).checked_sub(1)
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.slots.capacity() * size_of::<u64>()
    }

    fn grow(&mut self) {
        let mut slots = vec![0; (self.slots.len() * 2).max(FIRST_SLOTS)];
        let mask = slots.len() - 1;
        for slot in std::mem::take(&mut self.slots).into_iter().filter(|slot| *slot != 0) {
            let mut at = (slot >> 32) as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = slot;
        }
        self.slots = slots;
    }
}

/// Hashes items with its own secret, so that a log cannot be made to fill one part of an index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed(u64);

impl Seed {
    /// A seed that no one can foresee.
    pub(super) fn random() -> Self {
        Self(RandomState::new().hash_one(0))
    }

    /// Hashes a few words. Both halves of each product count, as in foldhash and wyhash: for keys
    /// as short as these a hash function for bytes takes several times as long.
    #[inline]
    pub(super) fn words(self, words: &[u64]) -> u64 {
        const MULTIPLIER: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        words.iter().fold(self.0, |hash, word| {
            let product = u128::from(hash ^ word) * (MULTIPLIER >> 64);
            (product as u64) ^ (product >> 64) as u64
        })
    }

    /// Hashes a text.
    pub(super) fn text(self, text: &str) -> u64 {
        xxh3_64_with_seed(text.as_bytes(), self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_numbers_in_the_order_of_their_coming() {
        let (mut index, seed) = (HashIndex::default(), Seed::random());
        let mut items: Vec<u64> = Vec::new();
        for round in 0..2 {
            for item in (0..5000_u64).map(|item| item * 7919 % 5003) {
                let found = index.number(seed.words(&[item]), |number| items[number] == item);
                match found {
                    Numbered::New(number) => {
                        assert_eq!((round, number), (0, items.len()));
                        items.push(item);
                    }
                    Numbered::Known(number) => assert_eq!((round, items[number]), (1, item)),
                }
            }
        }
        assert_eq!(index.len(), 5000);
    }

    #[test]
    fn items_with_equal_hashes_stay_distinct() {
        let mut index = HashIndex::default();
        for item in 0..100 {
            assert_eq!(index.number(7 << 32, |number| number == item), Numbered::New(item));
            assert_eq!(index.number(7 << 32, |number| number == item), Numbered::Known(item));
        }
    }
}
