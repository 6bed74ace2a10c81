//! A value: one cell of an answer, and one bound value of a statement.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::time::Timestamp;

/// One cell of an answer, owned; also what a statement binds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Null,
    /// A whole number, of any of SQL's widths, signed or not.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
    /// Text, as it came from outside: escape it before a terminal shows it.
    Text(String),
    /// Bytes: in ipta's tables an address (4 or 16 bytes, network order).
    Bytes(Vec<u8>),
    /// A point in the table's wall-clock time.
    Time(Timestamp),
}

impl fmt::Display for Value {
    /// The value as plain text: addresses as people write them, other bytes as `0x…`, NULL as `NULL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Time(time) => write!(f, "{time}"),
            Self::Bytes(bytes) => match address(bytes) {
                Some(address) => write!(f, "{address}"),
                None => write_hex(f, bytes),
            },
        }
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// The address that 4 or 16 bytes in network order stand for; `None` for any other length.
pub fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::V4(Ipv4Addr::from(v4)));
    }
    let v6 = <[u8; 16]>::try_from(bytes).ok()?;
    Some(IpAddr::V6(Ipv6Addr::from(v6)))
}

/// An address as a table keeps it: 4 or 16 bytes in network order.
pub fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}
