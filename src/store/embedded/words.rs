//! Words: a text column of few different values, each of which is kept once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{DictionaryArray, Int32Builder, StringBuilder};
use arrow::datatypes::{DataType, Int32Type};

/// How many of the latest values are found without the map.
const RECENT: usize = 64;

/// A growing Arrow dictionary array of text.
pub struct Words {
    /// Which value each row has.
    keys: Int32Builder,
    texts: StringBuilder,
    /// The key of every value.
    known: HashMap<Vec<u8>, i32>,
    /// Values with their keys, each in the slot that [`slot`] names.
    recent: [(Vec<u8>, i32); RECENT],
}

impl Default for Words {
    fn default() -> Self {
        Self {
            keys: Int32Builder::new(),
            texts: StringBuilder::new(),
            known: HashMap::new(),
            recent: std::array::from_fn(|_| (Vec::new(), NONE)),
        }
    }
}

/// The key in an empty slot.
const NONE: i32 = -1;

impl Words {
    /// The type of the finished array.
    pub fn data_type() -> DataType {
        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
    }

    /// Appends a value, whose text is asked for where it is new.
    #[inline]
    pub fn append<'t>(&mut self, value: &[u8], text: impl FnOnce() -> Cow<'t, str>) {
        let slot = slot(value);
        let (recent, key) = &self.recent[slot];
        if *key != NONE && recent == value {
            self.keys.append_value(*key);
        } else {
            let key = self.key(value, text);
            let (recent, of) = &mut self.recent[slot];
            recent.clear();
            recent.extend_from_slice(value);
            *of = key;
            self.keys.append_value(key);
        }
    }

    /// Appends rows without a value.
    pub fn append_nulls(&mut self, rows: usize) {
        self.keys.append_nulls(rows);
    }

    /// Takes the rows out.
    pub fn finish(&mut self) -> DictionaryArray<Int32Type> {
        let Self { mut keys, mut texts, .. } = std::mem::take(self);
        DictionaryArray::new(keys.finish(), Arc::new(texts.finish()))
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

/// The slot of a value: the highest bits of a product that all its bytes take part in.
#[inline]
fn slot(value: &[u8]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio
    let (eights, rest) = value.as_chunks::<8>();
    let sum = eights
        .iter()
        .fold(0, |sum: u64, eight| (sum ^ u64::from_le_bytes(*eight)).wrapping_mul(FACTOR));
    let rest = rest.iter().fold(value.len() as u64, |rest, byte| rest << 8 | u64::from(*byte));
    ((sum ^ rest).wrapping_mul(FACTOR) >> (64 - RECENT.ilog2())) as usize
}
