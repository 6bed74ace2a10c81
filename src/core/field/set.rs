//! A set of fields.

use super::{FIELDS, Field};

/// A set of fields: which of them a question needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldSet(u64);

// Each field has a bit, by its place in the table.
const _: () = assert!(FIELDS.len() <= 64);

impl FieldSet {
    /// Every field.
    pub const ALL: Self = Self(u64::MAX >> (64 - FIELDS.len()));

    /// Adds a field.
    pub fn insert(&mut self, field: &Field) {
        self.0 |= Self::bit(field);
    }

    /// Whether the set has that field.
    pub fn contains(self, field: &Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    /// The fields of the set, in the order of [`FIELDS`].
    pub fn iter(self) -> impl Iterator<Item = &'static Field> {
        FIELDS.iter().enumerate().filter(move |(at, _)| self.0 >> at & 1 != 0).map(|(_, one)| one)
    }

    fn bit(field: &Field) -> u64 {
        FIELDS.iter().position(|known| known == field).map_or(0, |at| 1 << at)
    }
}

impl<'f> Extend<&'f Field> for FieldSet {
    fn extend<T: IntoIterator<Item = &'f Field>>(&mut self, fields: T) {
        fields.into_iter().for_each(|field| self.insert(field));
    }
}

impl<'f> FromIterator<&'f Field> for FieldSet {
    fn from_iter<T: IntoIterator<Item = &'f Field>>(fields: T) -> Self {
        let mut set = Self::default();
        set.extend(fields);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_inserted() {
        let set: FieldSet = [&FIELDS[3], &FIELDS[0]].into_iter().collect();
        assert_eq!(set.iter().map(|field| field.name).collect::<Vec<_>>(), ["time", "verdict"]);
        assert!(set.contains(&FIELDS[3]) && !set.contains(&FIELDS[1]));
        assert_eq!(FIELDS.iter().collect::<FieldSet>(), FieldSet::ALL);
        assert_eq!(FieldSet::ALL.iter().count(), FIELDS.len());
    }
}
