//! A key of the kernel's log grammar, and what it sets: found by a perfect hash that the compiler makes of
//! the table of fields.

use super::{FIELDS, Field, Set};

/// What a key of the kernel's log grammar sets; `None` for a key that no field has.
#[inline]
pub fn by_key(key: &[u8]) -> Option<Set> {
    Key(pack(key)?).set()
}

/// A word that may be a key of the kernel's log grammar.
#[derive(Debug, Clone, Copy)]
pub struct Key(PackedKey);

impl Key {
    /// The word of a text that stands before that place, and is so long.
    #[inline]
    pub fn before(text: &[u8], end: usize, len: usize) -> Self {
        let head = text.get(..end).unwrap_or_default();
        let known = match head.last_chunk() {
            // What stands before the key is loaded too, and shifted out.
            Some(bytes) if (1..=8).contains(&len) => {
                Some((len, u64::from_le_bytes(*bytes) >> (64 - 8 * len)))
            }
            _ => head.get(head.len().saturating_sub(len)..).and_then(pack),
        };
        Self(known.unwrap_or((0, 0)))
    }

    /// What it sets; `None` if no field has it.
    #[inline]
    pub fn set(self) -> Option<Set> {
        let (known, set) = KEYS.slots[slot(self.0, KEYS.multiplier)]?;
        (known == self.0).then_some(set)
    }

    /// Whether TCP's flags may follow it.
    #[inline]
    pub fn is_before_flags(self) -> bool {
        const WINDOW: PackedKey = packed(b"WINDOW");
        const RES: PackedKey = packed(b"RES");
        self.0 == WINDOW || self.0 == RES
    }

    /// Whether it only says Ethernet addresses.
    #[inline]
    pub fn is_ethernet(self) -> bool {
        const MAC: PackedKey = packed(b"MAC");
        self.0 == MAC
    }

    /// Whether it proves that the flags before it are all.
    #[inline]
    pub fn is_behind_flags(self) -> bool {
        const URGP: PackedKey = packed(b"URGP");
        self.0 == URGP
    }

    /// Whether it may say more than that and a field's value: another body may begin with it, or it opens a
    /// quoted packet. So may any word that is too long for a key.
    #[inline]
    pub fn is_special(self) -> bool {
        const IN: PackedKey = packed(b"IN");
        let (len, bytes) = self.0;
        // The key may end with `IN`, where what stands before the body is glued to it.
        let ending = bytes >> (8 * (len.saturating_sub(2) as u32 & 7));
        len == 0 || bytes as u8 == b'[' || ending == IN.1
    }
}

/// The keys of all fields, each in the slot that its hash names: no two share one.
struct KeyTable {
    multiplier: u64,
    slots: Slots,
}

type Slots = [Option<(PackedKey, Set)>; 1 << SLOT_BITS];

const SLOT_BITS: u32 = 7;

static KEYS: KeyTable = arrange(FIELDS);

/// The hash of a key: the highest bits of a product.
const fn slot((_, bytes): PackedKey, multiplier: u64) -> usize {
    (bytes.wrapping_mul(multiplier) >> (64 - SLOT_BITS)) as usize
}

/// The length of a key of up to eight bytes, and they as a number, the first the lowest.
type PackedKey = (usize, u64);

const fn pack(key: &[u8]) -> Option<PackedKey> {
    if key.is_empty() || key.len() > 8 {
        return None;
    }
    Some(packed(key))
}

const fn packed(key: &[u8]) -> PackedKey {
    let (mut packed, mut at) = (0, key.len());
    while at > 0 {
        at -= 1;
        packed = packed << 8 | key[at] as u64;
    }
    (key.len(), packed)
}

/// Tries multipliers until every key has a slot of its own; done by the compiler.
const fn arrange(fields: &[Field]) -> KeyTable {
    let mut multiplier = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio
    loop {
        if let Some(slots) = place(fields, multiplier) {
            return KeyTable { multiplier, slots };
        }
        multiplier = multiplier.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(2);
    }
}

const fn place(fields: &[Field], multiplier: u64) -> Option<Slots> {
    let mut slots: Slots = [None; 1 << SLOT_BITS];
    let mut field = 0;
    while field < fields.len() {
        let mut key = 0;
        while key < fields[field].keys.len() {
            let (name, set) = fields[field].keys[key];
            let packed = pack(name.as_bytes()).expect("a key has one to eight letters");
            let slot = slot(packed, multiplier);
            if slots[slot].is_some() {
                return None;
            }
            slots[slot] = Some((packed, set));
            key += 1;
        }
        field += 1;
    }
    Some(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        for (key, set) in FIELDS.iter().flat_map(|field| field.keys) {
            let found = by_key(key.as_bytes());
            assert!(found.is_some_and(|found| std::ptr::fn_addr_eq(found, *set)), "{key}");
            for before in ["", "X", "MAC=02:00:5e:00:53:01 "] {
                let text = format!("{before}{key}=");
                let found = Key::before(text.as_bytes(), text.len() - 1, key.len()).set();
                assert!(found.is_some_and(|found| std::ptr::fn_addr_eq(found, *set)), "{text}");
            }
        }
        for unknown in ["", "SEQ", "src", "\0IN", "HOPLIMITS", "MACPROTO", "PROTROTO", "IN\0\0"] {
            assert!(by_key(unknown.as_bytes()).is_none(), "{unknown}");
            for before in ["", "MAC=02:00:5e:00:53:01 "] {
                let text = format!("{before}{unknown}=");
                let found = Key::before(text.as_bytes(), text.len() - 1, unknown.len()).set();
                assert!(found.is_none(), "{text}");
            }
        }
    }
}
