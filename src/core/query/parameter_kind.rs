//! Kinds of parameters: what the values of a saved query's parameter are.

/// The kind of a parameter's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A whole number.
    Number,
    /// An address; in the language also a network or a range.
    Address,
    /// A port or a service; in the language also a range.
    Port,
    /// A point in time.
    Time,
    /// A length of time; in SQL its seconds.
    Duration,
    /// A field's name.
    Field,
    /// Any text.
    Text,
}

/// A row of the table of kinds.
struct KindEntry {
    kind: ParameterKind,
    name: &'static str,
    probe: &'static str,
    example: &'static str,
}

const fn entry(
    kind: ParameterKind,
    name: &'static str,
    probe: &'static str,
    example: &'static str,
) -> KindEntry {
    KindEntry { kind, name, probe, example }
}

static KINDS: &[KindEntry] = &[
    entry(ParameterKind::Number, "number", "count by src limit $v", "10"),
    entry(ParameterKind::Address, "address", "count where ip = $v", "192.0.2.7"),
    entry(ParameterKind::Port, "port", "count where port = $v", "22"),
    entry(ParameterKind::Time, "time", "count since $v", "2026-10-12"),
    entry(ParameterKind::Duration, "duration", "count last $v", "24h"),
    entry(ParameterKind::Field, "field", "count by $v", "src"),
    entry(ParameterKind::Text, "text", "count where prefix = $v", "FW-IN"),
];

impl ParameterKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|entry| entry.kind)
    }

    /// The kind of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    fn entry(self) -> &'static KindEntry {
        KINDS.iter().find(|entry| entry.kind == self).unwrap_or(&KINDS[0])
    }

    /// Its name, as a saved query declares it.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// A value of the kind.
    pub fn example(self) -> &'static str {
        self.entry().example
    }

    /// A query in which a value of the kind, and no other, can be `$v`.
    pub(super) fn probe(self) -> &'static str {
        self.entry().probe
    }
}
