//! A term: what packets are grouped by, a field or the part of it that a function takes.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::field::{Datum, Field};
use crate::time::Timestamp;
use crate::value::{Value, octets};

/// What packets are grouped by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The field.
    pub field: &'static Field,
    /// What of it.
    pub part: TermPart,
}

/// What of a field's value packets are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermPart {
    /// The value itself.
    Whole,
    /// The network that an address belongs to, by the length of its prefix in bits.
    Network {
        /// Of IPv4 addresses, at most 32.
        v4: u8,
        /// Of IPv6 addresses, at most 128.
        v6: u8,
    },
    /// The hour of the day, 0 to 23.
    Hour,
    /// The day, by its first moment.
    Day,
    /// The day of the week: 0 is Monday.
    Weekday,
}

/// The length of an IPv6 prefix where a query gives none: the network of one site's subnet.
pub const USUAL_V6_BITS: u8 = 64;

const HOUR: i64 = 3600 * Timestamp::SECOND;

/// The days of a week, in the order of [`TermPart::Weekday`].
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Term {
    /// A field itself.
    pub fn whole(field: &'static Field) -> Self {
        Self { field, part: TermPart::Whole }
    }

    /// The name of its column.
    pub fn column(self) -> String {
        let field = self.field.name;
        match self.part {
            TermPart::Whole => field.to_owned(),
            TermPart::Network { v4, v6 } => {
                format!("net_{field}_{}", written_bits(v4, v6).join("_"))
            }
            TermPart::Hour => format!("hour_{field}"),
            TermPart::Day => format!("day_{field}"),
            TermPart::Weekday => format!("weekday_{field}"),
        }
    }

    /// Applies the term to a field's value; [`Datum::Null`] if the value has the wrong type.
    pub fn of(self, value: Datum<'_>) -> Datum<'_> {
        match (self.part, value) {
            (TermPart::Whole, value) => value,
            (TermPart::Network { v4, .. }, Datum::Address(IpAddr::V4(address))) => {
                let host = u32::MAX.checked_shr(v4.into()).unwrap_or(0);
                Datum::Address(Ipv4Addr::from_bits(address.to_bits() & !host).into())
            }
            (TermPart::Network { v6, .. }, Datum::Address(IpAddr::V6(address))) => {
                let host = u128::MAX.checked_shr(v6.into()).unwrap_or(0);
                Datum::Address(Ipv6Addr::from_bits(address.to_bits() & !host).into())
            }
            (TermPart::Hour, Datum::Time(time)) => {
                Datum::Int((time.0.rem_euclid(Timestamp::DAY) / HOUR) as u32)
            }
            (TermPart::Day, Datum::Time(time)) => Datum::Time(time.midnight()),
            // 1970-01-01 was a Thursday.
            (TermPart::Weekday, Datum::Time(time)) => {
                Datum::Int((time.0.div_euclid(Timestamp::DAY) + 3).rem_euclid(7) as u32)
            }
            _ => Datum::Null,
        }
    }

    /// One of its values as it is shown: a network with its length, a day by its date or its name.
    pub fn shown(self, value: Value) -> Value {
        let text = match (self.part, &value) {
            (TermPart::Network { v4, v6 }, Value::Bytes(bytes)) => {
                format!("{value}/{}", if bytes.len() == 4 { v4 } else { v6 })
            }
            (TermPart::Day, Value::Time(day)) => {
                let Some(date) = day.to_civil() else { return value };
                date.date().to_string()
            }
            (TermPart::Weekday, Value::Int(day)) => {
                let name = usize::try_from(*day).ok().and_then(|day| WEEKDAYS.get(day));
                let Some(name) = name else { return value };
                (*name).to_owned()
            }
            _ => return value,
        };
        Value::Text(text)
    }
}

impl fmt::Display for Term {
    /// As the language writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.name;
        match self.part {
            TermPart::Whole => f.write_str(field),
            TermPart::Network { v4, v6 } => {
                write!(f, "net({field}, {})", written_bits(v4, v6).join(", "))
            }
            TermPart::Hour => write!(f, "hour({field})"),
            TermPart::Day => write!(f, "day({field})"),
            TermPart::Weekday => write!(f, "weekday({field})"),
        }
    }
}

/// The lengths of a network's prefixes as a query writes them: the second only where the first does not imply it.
fn written_bits(v4: u8, v6: u8) -> Vec<String> {
    match (v4, v6) {
        (v4, USUAL_V6_BITS) => vec![v4.to_string()],
        (32, v6) if v6 > 32 => vec![v6.to_string()],
        (v4, v6) => vec![v4.to_string(), v6.to_string()],
    }
}

/// The places of the port and the protocol that name the service of a group, if it has both.
pub fn find_service(keys: &[Term]) -> Option<(usize, usize)> {
    let place = |name: &str| {
        keys.iter().position(|key| key.part == TermPart::Whole && key.field.name == name)
    };
    place("dport").or_else(|| place("sport")).zip(place("proto"))
}

/// The bits of a byte, by its place in an address, that belong to a prefix.
pub fn mask(bits: u8, place: usize) -> u8 {
    let fixed = usize::from(bits).saturating_sub(place * 8).min(8);
    let host = u8::MAX.checked_shr(u32::try_from(fixed).unwrap_or(8)).unwrap_or(0);
    !host
}

/// The first and the last address of a network, as a table keeps them.
pub fn network(address: std::net::IpAddr, bits: u8) -> (Vec<u8>, Vec<u8>) {
    let (mut low, mut high) = (octets(address), octets(address));
    for (place, (low, high)) in low.iter_mut().zip(&mut high).enumerate() {
        *low &= mask(bits, place);
        *high |= !mask(bits, place);
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::by_name;

    #[test]
    fn a_part_of_a_value_is_shown() {
        let term = |name, part| Term { field: by_name(name).expect("a field"), part };
        let shown = |term: Term, value: Datum<'_>| term.shown(term.of(value).into()).to_string();
        let net = term("src", TermPart::Network { v4: 20, v6: 64 });
        assert_eq!(
            shown(net, Datum::Address(Ipv4Addr::new(10, 1, 255, 7).into())),
            "10.1.240.0/20"
        );
        let v6 = "2001:db8::1:2:3:4".parse().expect("an address");
        assert_eq!(shown(net, Datum::Address(v6)), "2001:db8::/64");
        assert_eq!(shown(net, Datum::Null), "NULL");
        let time = Datum::Time(Timestamp(-1));
        assert_eq!(shown(term("time", TermPart::Day), time), "1969-12-31");
        assert_eq!(shown(term("time", TermPart::Hour), time), "23");
        assert_eq!(shown(term("time", TermPart::Weekday), time), "Wed");
    }
}
