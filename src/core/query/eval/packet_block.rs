//! A packet block: the packets of a part of a log in a few bytes each, to be read again.
//!
//! Each field is a column of codes. A code takes as many bytes as the largest difference between two of
//! its column; where few codes differ, a column of places in a list of them is smaller.

use crate::field::{FIELDS, FieldSet, Put};
use crate::packet::Packet;

use super::code::Coder;
use super::dictionary::Dictionary;

/// The packets of a part of a log, in the order in which they were read.
#[derive(Debug)]
pub struct PacketBlock {
    /// A column for each of [`FIELDS`].
    fields: Vec<CodeColumn>,
    /// How many times each packet was logged.
    times: CodeColumn,
    packets: usize,
    dictionary: Dictionary,
}

impl PacketBlock {
    /// Reads the packets again and passes each to `see`, with the times that it was logged. Only
    /// `fields` are set.
    pub fn read(&self, fields: FieldSet, see: &mut impl FnMut(&Packet<'_>, u32)) {
        let mut packet = Packet::default();
        let columns = FIELDS.iter().zip(&self.fields).filter(|(field, _)| fields.contains(field));
        let mut columns: Vec<FieldReader<'_>> = columns
            .map(|(field, codes)| FieldReader {
                codes,
                coder: Coder::whole(field),
                put: field.put(),
                last: None,
            })
            .collect();
        for place in 0..self.packets {
            for column in &mut columns {
                let code = column.codes.get(place);
                if column.last != Some(code) {
                    (column.put)(&mut packet, column.coder.datum(code, &self.dictionary));
                    column.last = Some(code);
                }
            }
            see(&packet, u32::try_from(self.times.get(place)).unwrap_or(u32::MAX));
        }
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        let columns = self.fields.iter().chain([&self.times]);
        columns.map(CodeColumn::size).sum::<usize>() + self.dictionary.size()
    }
}

/// Reads a field of the packets of a block.
struct FieldReader<'b> {
    codes: &'b CodeColumn,
    coder: Coder,
    put: Put,
    /// The code of the packet before.
    last: Option<u64>,
}

/// Collects the packets of a block.
#[derive(Debug)]
pub struct PacketBlockBuilder {
    coders: Vec<Coder>,
    /// The codes of each of [`FIELDS`].
    fields: Vec<Vec<u64>>,
    times: Vec<u64>,
    dictionary: Dictionary,
}

impl Default for PacketBlockBuilder {
    fn default() -> Self {
        Self {
            coders: FIELDS.iter().map(Coder::whole).collect(),
            fields: vec![Vec::new(); FIELDS.len()],
            times: Vec::new(),
            dictionary: Dictionary::new(),
        }
    }
}

impl PacketBlockBuilder {
    /// Takes a packet that was logged `times` times, with all its fields.
    pub fn add(&mut self, packet: &Packet<'_>, times: u32) {
        for (coder, codes) in self.coders.iter().zip(&mut self.fields) {
            codes.push(coder.code(packet, &mut self.dictionary));
        }
        self.times.push(times.into());
    }

    /// The block of the packets so far; those that follow are for the next one.
    pub fn seal(&mut self) -> PacketBlock {
        let block = PacketBlock {
            fields: self.fields.iter().map(|codes| CodeColumn::pack(codes)).collect(),
            times: CodeColumn::pack(&self.times),
            packets: self.times.len(),
            dictionary: std::mem::replace(&mut self.dictionary, Dictionary::new()),
        };
        self.fields.iter_mut().for_each(Vec::clear);
        self.times.clear();
        block
    }
}

/// How many different codes of a column are kept in a list at most: a place in it is a byte.
const LISTED: usize = 256;

/// A column of codes.
#[derive(Debug)]
struct CodeColumn {
    /// The codes, less this one.
    least: u64,
    /// How many bytes each takes.
    width: usize,
    bytes: Vec<u8>,
    /// The codes, where `bytes` holds places in this list.
    listed: Vec<u64>,
}

impl CodeColumn {
    fn pack(codes: &[u64]) -> Self {
        let column = Self::pack_numbers(codes);
        let listed = if column.width > 2 { list(codes) } else { None };
        let Some(listed) = listed else { return column };
        let place = |code: &u64| listed.binary_search(code).unwrap_or_default() as u64;
        let places: Vec<u64> = codes.iter().map(place).collect();
        Self { listed, ..Self::pack_numbers(&places) }
    }

    fn pack_numbers(codes: &[u64]) -> Self {
        let least = codes.iter().copied().min().unwrap_or_default();
        let most = codes.iter().copied().max().unwrap_or_default();
        let width = (u64::BITS - (most - least).leading_zeros()).div_ceil(8) as usize;
        if width == 0 {
            return Self { least, width, bytes: Vec::new(), listed: Vec::new() };
        }
        // Each is written and read as eight bytes, of which the next one covers those that are zero.
        let mut bytes = vec![0; codes.len() * width + size_of::<u64>()];
        for (code, start) in codes.iter().zip((0..).step_by(width)) {
            if let Some(word) = bytes[start..].first_chunk_mut() {
                *word = (code - least).to_le_bytes();
            }
        }
        Self { least, width, bytes, listed: Vec::new() }
    }

    #[inline]
    fn get(&self, place: usize) -> u64 {
        if self.width == 0 {
            return self.number(self.least);
        }
        let bytes = self.bytes.get(place * self.width..).and_then(|bytes| bytes.first_chunk());
        let word = u64::from_le_bytes(bytes.copied().unwrap_or_default());
        self.number(self.least + (word & (u64::MAX >> (u64::BITS as usize - 8 * self.width))))
    }

    #[inline]
    fn number(&self, stored: u64) -> u64 {
        if self.listed.is_empty() { stored } else { self.listed[stored as usize] }
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes.capacity() + self.listed.capacity() * size_of::<u64>()
    }
}

/// The different codes in their order; `None` if there are more than [`LISTED`].
fn list(codes: &[u64]) -> Option<Vec<u64>> {
    let mut listed: Vec<u64> = Vec::new();
    let mut last = None;
    for code in codes {
        if last == Some(code) {
            continue;
        }
        last = Some(code);
        if let Err(place) = listed.binary_search(code) {
            if listed.len() == LISTED {
                return None;
            }
            listed.insert(place, *code);
        }
    }
    Some(listed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Mac;
    use crate::time::Timestamp;

    #[test]
    fn codes_are_packed_and_read_back() {
        let wide = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let columns: [Vec<u64>; 7] = [
            vec![],
            vec![7; 3],
            vec![0, u64::MAX, 1 << 63],
            (0..300).collect(),
            (0..300).map(|number| number << 20).collect(),
            (0..1000).map(|number| wide(number % 256)).collect(),
            (0..1000).map(wide).collect(),
        ];
        for codes in columns {
            let column = CodeColumn::pack(&codes);
            let read: Vec<u64> = (0..codes.len()).map(|place| column.get(place)).collect();
            assert_eq!(read, codes, "{column:?}");
        }
        assert_eq!(
            CodeColumn::pack(&(0..1000).map(|n| wide(n % 256)).collect::<Vec<_>>()).width,
            1
        );
    }

    #[test]
    fn packets_are_read_as_they_were_added() {
        let mut builder = PacketBlockBuilder::default();
        let texts = ["a", "b"];
        let packet = |nth: usize| Packet {
            time: (!nth.is_multiple_of(5)).then_some(Timestamp(nth as i64 * 1_000_000)),
            fw: Some(texts[nth % 2]),
            smac: nth.is_multiple_of(3).then_some(Mac([2, 0, 0, 0, 0, nth as u8])),
            src: Some(if nth.is_multiple_of(7) {
                [0x2001, 0xdb8, 0, 0, 0, 0, 0, nth as u16].into()
            } else {
                [10, 0, (nth / 256) as u8, nth as u8].into()
            }),
            dport: u16::try_from(nth * 40).ok(),
            ..Packet::default()
        };
        for block in 0..2 {
            (0..2000).for_each(|nth| builder.add(&packet(nth + block), 1 + nth as u32 / 1999));
            let sealed = builder.seal();
            let mut nth = 0;
            sealed.read(FieldSet::ALL, &mut |read, times| {
                let expected = packet(nth + block);
                assert!(FIELDS.iter().all(|field| (field.get)(read) == (field.get)(&expected)));
                assert_eq!(times, 1 + nth as u32 / 1999);
                nth += 1;
            });
            assert_eq!(nth, 2000);
            let mut fields = FieldSet::default();
            fields.insert(&FIELDS[1]);
            sealed.read(fields, &mut |read, _| assert!(read.fw.is_some() && read.src.is_none()));
        }
    }
}
