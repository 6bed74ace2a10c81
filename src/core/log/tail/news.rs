//! News: what a look at a followed log found.

use super::handle::Handle;

/// A change of a followed log.
#[derive(Debug)]
pub enum News<'a> {
    /// Whole lines with their newlines.
    Lines(&'a [u8]),
    /// Something that the user should know.
    Note(Note),
    /// A file that lost its name was read to its end.
    Finished(&'a Handle),
}

/// An event that the user should know about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// The file does not exist yet.
    #[error("there is no such file yet; it is waited for")]
    Missing,
    /// The file that was waited for is there.
    #[error("it is there now")]
    Appeared,
    /// It was cut off, and no copy of what it held was found.
    #[error("it was cut off and begins anew; lines written just before that may be missing")]
    Cut,
    /// It lost its end, but begins as it did.
    #[error("it lost its end; following goes on from there")]
    Shorter,
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Failed(String),
}
