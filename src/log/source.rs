//! A source: a log file that is imported, and the bookmark that remembers how far.

/// A hash of a run of bytes of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// How many bytes were hashed.
    pub len: u64,
    /// Their XXH3 hash, 128 bits.
    pub hash: u128,
}

/// How far a source was read: what a store remembers together with the rows it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookmark {
    /// The source's first bytes, as many as there were (4096 at most) when it was first read.
    pub head: Fingerprint,
    /// Bytes read from the start of the (decompressed) source.
    pub offset: u64,
    /// The last bytes (4096 at most) before `offset`.
    pub tail: Fingerprint,
}
