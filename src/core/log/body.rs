//! The body of a line: what netfilter says about a packet.

use crate::log::Reason;
use crate::log::ending::Dropped;

/// The body of a netfilter line.
#[derive(Debug)]
pub struct Body<'a> {
    /// The text before the body.
    pub head: &'a str,
    /// Whether the line has its start: without it the head ends with no prefix.
    pub has_start: bool,
    /// The reason why it is not a packet, if it is not.
    pub fault: Option<Reason<'a>>,
    /// Its last word, if that does not count.
    pub dropped: Option<Dropped<'a>>,
}
