//! A key of the kernel's log grammar, and what it sets: found by a perfect hash that the compiler makes of
//! the table of fields.

use super::{FIELDS, Field, Set};

/// The setter of a key of the kernel's log grammar; `None` for a key that no field has.
#[inline]
pub fn by_key(key: &[u8]) -> Option<Set> {
    Key(pack(key)?).known()?.set
}

/// A word that may be a key of the kernel's log grammar.
#[derive(Debug, Clone, Copy)]
pub struct Key(PackedKey);

impl Key {
    /// The word of `len` bytes that ends at `end` of a text.
    #[inline]
    pub fn before(text: &[u8], end: usize, len: usize) -> Self {
        let head = text.get(..end).unwrap_or_default();
        let known = match head.last_chunk() {
            // The bytes before the key are loaded too, and shifted out.
            Some(bytes) if (1..=8).contains(&len) => {
                Some((len, u64::from_le_bytes(*bytes) >> (64 - 8 * len)))
            }
            _ => head.get(head.len().saturating_sub(len)..).and_then(pack),
        };
        Self(known.unwrap_or((0, 0)))
    }

    /// Its entry in the table; `None` if no field has it and it has no role.
    #[inline]
    pub fn known(self) -> Option<&'static KnownKey> {
        let (key, known) = KEYS.slots[slot(self.0, KEYS.multiplier)].as_ref()?;
        (*key == self.0).then_some(known)
    }

    /// Whether it may say more than a field's value, though it is not known: another body may begin with its
    /// end, or it opens a quoted packet. So may any word that is too long for a key.
    #[inline]
    pub fn may_turn(self) -> bool {
        const IN: PackedKey = packed(b"IN");
        let (len, bytes) = self.0;
        let ending = bytes >> (8 * (len.saturating_sub(2) as u32 & 7));
        len == 0 || bytes as u8 == b'[' || ending == IN.1
    }
}

/// A key of the table.
#[derive(Debug, Clone, Copy)]
pub struct KnownKey {
    /// Its meaning for the words around it.
    pub role: WordRole,
    /// Its setter, if a field has it.
    pub set: Option<Set>,
}

/// The meaning of a key apart from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordRole {
    /// Nothing.
    Plain,
    /// A body may begin with it.
    Start,
    /// It only says Ethernet addresses, of which no text is wrong.
    Ethernet,
    /// TCP's flags may follow it.
    BeforeFlags,
    /// It proves that the flags before it are all.
    BehindFlags,
}

/// The keys that mean more than a value. Source: Linux, `net/netfilter/nf_log_syslog.c`.
const ROLES: [(&str, WordRole); 6] = [
    ("IN", WordRole::Start),
    ("PHYSIN", WordRole::Start),
    ("MAC", WordRole::Ethernet),
    ("WINDOW", WordRole::BeforeFlags),
    ("RES", WordRole::BeforeFlags),
    ("URGP", WordRole::BehindFlags),
];

/// The keys of all fields, each in the slot that its hash names: no two share one.
struct KeyTable {
    multiplier: u64,
    slots: Slots,
}

type Slots = [Option<(PackedKey, KnownKey)>; 1 << SLOT_BITS];

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
            let known = KnownKey { role: WordRole::Plain, set: Some(set) };
            if !put(&mut slots, name, known, multiplier) {
                return None;
            }
            key += 1;
        }
        field += 1;
    }
    let mut nth = 0;
    while nth < ROLES.len() {
        let (name, role) = ROLES[nth];
        if !put(&mut slots, name, KnownKey { role, set: None }, multiplier) {
            return None;
        }
        nth += 1;
    }
    Some(slots)
}

/// Puts a key into its slot, or a role into that of a field's key; `false` if another key has the slot.
const fn put(slots: &mut Slots, name: &str, known: KnownKey, multiplier: u64) -> bool {
    let packed = pack(name.as_bytes()).expect("a key has one to eight letters");
    let slot = slot(packed, multiplier);
    slots[slot] = match slots[slot] {
        None => Some((packed, known)),
        Some(((len, bytes), KnownKey { set, .. })) if len == packed.0 && bytes == packed.1 => {
            Some((packed, KnownKey { role: known.role, set }))
        }
        Some(_) => return false,
    };
    true
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
                let found = Key::before(text.as_bytes(), text.len() - 1, key.len())
                    .known()
                    .and_then(|key| key.set);
                assert!(found.is_some_and(|found| std::ptr::fn_addr_eq(found, *set)), "{text}");
            }
        }
        for unknown in ["", "SEQ", "src", "\0IN", "HOPLIMITS", "MACPROTO", "PROTROTO", "IN\0\0"] {
            assert!(by_key(unknown.as_bytes()).is_none(), "{unknown}");
            for before in ["", "MAC=02:00:5e:00:53:01 "] {
                let text = format!("{before}{unknown}=");
                let found = Key::before(text.as_bytes(), text.len() - 1, unknown.len()).known();
                assert!(found.is_none(), "{text}");
            }
        }
    }
}
