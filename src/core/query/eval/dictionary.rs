//! A dictionary: the texts and IPv6 addresses of packets, each kept once and named by its number.

use std::net::Ipv6Addr;

use super::hash_index::{HashIndex, Numbered, Seed};

/// The texts and IPv6 addresses that the codes of one evaluation name.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    texts: TextDictionary,
    addresses: AddressDictionary,
}

/// The numbers that another dictionary's texts and addresses have in this one.
#[derive(Debug, Clone)]
pub(super) struct Translation {
    pub(super) texts: Vec<usize>,
    pub(super) addresses: Vec<usize>,
}

impl Translation {
    /// Leaves the numbers of a dictionary as they are.
    pub(super) fn none(dictionary: &Dictionary) -> Self {
        let Dictionary { texts, addresses } = dictionary;
        Self {
            texts: (0..texts.ends.len()).collect(),
            addresses: (0..addresses.addresses.len()).collect(),
        }
    }
}

impl Dictionary {
    /// An empty dictionary.
    pub(super) fn new() -> Self {
        Self {
            texts: TextDictionary {
                bytes: String::new(),
                ends: Vec::new(),
                index: HashIndex::default(),
                seed: Seed::random(),
            },
            addresses: AddressDictionary {
                addresses: Vec::new(),
                index: HashIndex::default(),
                seed: Seed::random(),
            },
        }
    }

    /// The number of a text.
    pub(super) fn number_text(&mut self, text: &str) -> usize {
        self.texts.number(text)
    }

    /// The text of that number.
    pub(super) fn text(&self, number: usize) -> &str {
        self.texts.get(number)
    }

    /// The number of an IPv6 address.
    pub(super) fn number_address(&mut self, address: Ipv6Addr) -> usize {
        self.addresses.number(address)
    }

    /// The IPv6 address of that number.
    pub(super) fn address(&self, number: usize) -> Ipv6Addr {
        self.addresses.addresses.get(number).copied().unwrap_or(Ipv6Addr::UNSPECIFIED)
    }

    /// Takes the texts and addresses of another dictionary.
    pub(super) fn absorb(&mut self, other: &Self) -> Translation {
        let texts = (0..other.texts.ends.len()).map(|number| other.texts.get(number));
        let texts = texts.map(|text| self.texts.number(text)).collect();
        let addresses = other.addresses.addresses.iter();
        let addresses = addresses.map(|address| self.addresses.number(*address)).collect();
        Translation { texts, addresses }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let TextDictionary { bytes, ends, index, .. } = &self.texts;
        let texts = bytes.capacity() + ends.capacity() * size_of::<usize>() + index.size();
        let AddressDictionary { addresses, index, .. } = &self.addresses;
        texts + addresses.capacity() * size_of::<Ipv6Addr>() + index.size()
    }
}

#[derive(Debug, Clone)]
struct TextDictionary {
    /// All texts, one after the other.
    bytes: String,
    /// Where each ends.
    ends: Vec<usize>,
    index: HashIndex,
    seed: Seed,
}

impl TextDictionary {
    fn number(&mut self, text: &str) -> usize {
        let Self { bytes, ends, index, seed } = self;
        let numbered = index.number(seed.text(text), |number| get(bytes, ends, number) == text);
        if let Numbered::New(_) = numbered {
            bytes.push_str(text);
            ends.push(bytes.len());
        }
        numbered.number()
    }

    fn get(&self, number: usize) -> &str {
        get(&self.bytes, &self.ends, number)
    }
}

fn get<'d>(bytes: &'d str, ends: &[usize], number: usize) -> &'d str {
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    bytes.get(start..ends[number]).unwrap_or_default()
}

#[derive(Debug, Clone)]
struct AddressDictionary {
    addresses: Vec<Ipv6Addr>,
    index: HashIndex,
    seed: Seed,
}

impl AddressDictionary {
    fn number(&mut self, address: Ipv6Addr) -> usize {
        let Self { addresses, index, seed } = self;
        let bits = address.to_bits();
        let hash = seed.words(&[bits as u64, (bits >> 64) as u64]);
        let numbered = index.number(hash, |number| addresses[number] == address);
        if let Numbered::New(_) = numbered {
            addresses.push(address);
        }
        numbered.number()
    }
}
