//! The log: lines of a firewall's log become packets.

pub mod source;
