//! The body of a line: what netfilter says about a packet.

use crate::log::Reason;
use crate::log::ending::Dropped;

/// What a line of netfilter's says.
#[derive(Debug)]
pub struct Body<'a> {
    /// The text before the body.
    pub head: &'a str,
    /// Whether the line has its start: without it the head ends with no prefix.
    pub has_start: bool,
    /// Why it is no packet, if it is none.
    pub fault: Option<Reason<'a>>,
    /// Its last word, if that does not count.
    pub dropped: Option<Dropped<'a>>,
}
