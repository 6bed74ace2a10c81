//! Packed keys: tuples of codes, each kept once in as few words as their bits need.

use super::hash_index::{HashIndex, Numbered, Seed};

/// Distinct tuples of codes, numbered in the order in which they first come.
#[derive(Debug, Clone)]
pub(super) struct PackedKeys {
    places: Vec<CodePlace>,
    /// How many words a tuple takes.
    words: usize,
    /// The tuples, one after the other.
    packed: Vec<u64>,
    index: HashIndex,
    seed: Seed,
    /// The tuple that is searched for.
    key: Vec<u64>,
}

/// Where a code lies in its tuple.
#[derive(Debug, Clone, Copy)]
struct CodePlace {
    word: usize,
    shift: u32,
    mask: u64,
}

impl PackedKeys {
    /// An empty index of tuples; `bits` has the width of each code.
    pub(super) fn new(bits: impl IntoIterator<Item = u32>) -> Self {
        let (mut places, mut taken): (Vec<CodePlace>, Vec<u32>) = (Vec::new(), Vec::new());
        for bits in bits {
            let word = taken.iter().position(|taken| taken + bits <= u64::BITS);
            let word = word.unwrap_or(taken.len());
            if word == taken.len() {
                taken.push(0);
            }
            places.push(CodePlace { word, shift: taken[word], mask: u64::MAX >> (64 - bits) });
            taken[word] += bits;
        }
        Self {
            places,
            words: taken.len(),
            packed: Vec::new(),
            index: HashIndex::default(),
            seed: Seed::random(),
            key: vec![0; taken.len()],
        }
    }

    /// The same without tuples.
    pub(super) fn empty(&self) -> Self {
        Self {
            packed: Vec::new(),
            index: HashIndex::default(),
            places: self.places.clone(),
            key: self.key.clone(),
            ..*self
        }
    }

    /// The number of a tuple.
    #[inline]
    pub(super) fn number(&mut self, codes: &[u64]) -> Numbered {
        self.pack(codes);
        let Self { words, packed, index, seed, key, .. } = self;
        let words = *words;
        let numbered = index.number(seed.words(key), |number| {
            let known = packed[number * words..].iter();
            known.zip(&*key).all(|(known, word)| known == word)
        });
        if let Numbered::New(_) = numbered {
            packed.extend_from_slice(key);
        }
        numbered
    }

    /// Reads what [`PackedKeys::number`] will read of a tuple; the result has no meaning. In a large
    /// index that is in memory far from the processor: asked of many tuples in a row, it is fetched
    /// for all of them side by side.
    #[inline]
    pub(super) fn fetch(&mut self, codes: &[u64]) -> u64 {
        self.pack(codes);
        let likely = self.index.likely(self.seed.words(&self.key));
        let key = likely.and_then(|number| self.packed.get(number * self.words));
        key.copied().unwrap_or_default()
    }

    #[inline]
    fn pack(&mut self, codes: &[u64]) {
        self.key.fill(0);
        for (place, code) in self.places.iter().zip(codes) {
            self.key[place.word] |= code << place.shift;
        }
    }

    /// A code of the tuple of that number.
    pub(super) fn code(&self, number: usize, place: usize) -> u64 {
        let place = self.places[place];
        self.packed[number * self.words + place.word] >> place.shift & place.mask
    }

    /// The codes of the tuple of that number.
    pub(super) fn codes(&self, number: usize) -> impl Iterator<Item = u64> {
        (0..self.places.len()).map(move |place| self.code(number, place))
    }

    /// How many tuples there are.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    /// Takes the tuples of another, their codes translated. Returns the number that each has here.
    pub(super) fn absorb(
        &mut self,
        other: &Self,
        translated: impl Fn(usize, u64) -> u64,
    ) -> Vec<usize> {
        let mut codes = Vec::with_capacity(self.places.len());
        let mut numbers = Vec::with_capacity(other.len());
        for number in 0..other.len() {
            codes.clear();
            codes.extend(other.codes(number).enumerate().map(|(at, code)| translated(at, code)));
            numbers.push(self.number(&codes).number());
        }
        numbers
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.packed.capacity() * size_of::<u64>() + self.index.size()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_as_they_were_given() {
        let mut keys = PackedKeys::new([33, 33, 17, 9, 31, 64, 3]);
        assert_eq!(keys.words, 3);
        let tuples = [[u64::MAX >> 31, 0, 1, 500, 7, u64::MAX, 6], [1, 2, 3, 4, 5, 6, 7]];
        for (nth, tuple) in tuples.iter().enumerate() {
            assert_eq!(keys.number(tuple), Numbered::New(nth));
            assert_eq!(keys.number(tuple), Numbered::Known(nth));
            assert_eq!(keys.codes(nth).collect::<Vec<_>>(), tuple);
        }
    }

    #[test]
    fn there_is_one_tuple_of_no_codes() {
        let mut keys = PackedKeys::new([]);
        assert_eq!(keys.number(&[]), Numbered::New(0));
        assert_eq!(keys.number(&[]), Numbered::Known(0));
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn the_five_columns_of_the_report_take_two_words() {
        assert_eq!(PackedKeys::new([33, 33, 17, 9, 31]).words, 2);
    }
}
