//! Words: a text column of few different values, each of which is kept once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem::take;
use std::sync::Arc;

use arrow::array::{DictionaryArray, Int32Array, StringBuilder};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int32Type};

/// How many of the latest values are found without the map.
const RECENT: usize = 64;

/// A growing Arrow dictionary array of text.
pub struct Words {
    /// Which value each row has.
    keys: Vec<i32>,
    texts: StringBuilder,
    /// The key of every value.
    known: HashMap<Vec<u8>, i32>,
    /// Values with their keys, each in the slot that its [`Mark`] names.
    recent: Box<[Option<Recent>; RECENT]>,
}

struct Recent {
    mark: Mark,
    value: Vec<u8>,
    key: i32,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            texts: StringBuilder::new(),
            known: HashMap::new(),
            recent: Box::new([const { None }; RECENT]),
        }
    }
}

impl Words {
    /// The type of the finished array.
    pub fn data_type() -> DataType {
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
    }

    /// Appends a value, whose text is asked for where it is new.
    #[inline]
    pub fn push<'t>(&mut self, value: &[u8], text: impl FnOnce() -> Cow<'t, str>) {
        let mark = Mark::of(value);
        let slot = mark.slot();
        let key = match &self.recent[slot] {
            Some(recent) if recent.is(mark, value) => recent.key,
            _ => {
                let key = self.key(value, text);
                self.recent[slot] = Some(Recent { mark, value: value.to_owned(), key });
                key
            }
        };
        self.keys.push(key);
    }

    /// Appends rows until there are so many, with any values.
    pub fn resize(&mut self, rows: usize) {
        self.keys.resize(rows, 0);
    }

    /// Takes the rows out; those that are not known have no value.
    pub fn finish(&mut self, known: Option<NullBuffer>) -> DictionaryArray<Int32Type> {
        let Self { keys, mut texts, .. } = take(self);
        DictionaryArray::new(Int32Array::new(keys.into(), known), Arc::new(texts.finish()))
    }

    fn key<'t>(&mut self, value: &[u8], text: impl FnOnce() -> Cow<'t, str>) -> i32 {
        if let Some(key) = self.known.get(value) {
            return *key;
        }
        let key = self.known.len() as i32;
        self.texts.append_value(text());
        self.known.insert(value.to_owned(), key);
        key
    }
}

/// The length of a value, its first eight bytes and its last: up to sixteen bytes, that is all of it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    len: usize,
    first: u64,
    last: u64,
}

impl Mark {
    #[inline]
    fn of(value: &[u8]) -> Self {
        let len = value.len();
        let (first, last) =
            if let (Some(first), Some(last)) = (value.first_chunk(), value.last_chunk()) {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            } else if let (Some(first), Some(last)) = (value.first_chunk(), value.last_chunk()) {
                (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            } else {
                (value.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), 0)
            };
        Self { len, first, last }
    }

    /// The slot of a value: the highest bits of a product that all of its mark takes part in.
    #[inline]
    fn slot(self) -> usize {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio
        let sum = self.first.wrapping_mul(FACTOR) ^ self.last ^ self.len as u64;
        (sum.wrapping_mul(FACTOR) >> (64 - RECENT.ilog2())) as usize
    }
}

impl Recent {
    #[inline]
    fn is(&self, mark: Mark, value: &[u8]) -> bool {
        self.mark == mark && (mark.len <= 16 || self.value == value)
    }
}
