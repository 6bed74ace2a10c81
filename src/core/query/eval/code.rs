//! A code: the value of a term as a number of a few bits, zero if it is unknown.
//!
//! Numbers, times, ports and Ethernet addresses are their own codes, plus one; so is an IPv4 address,
//! with a bit that marks it. Texts and IPv6 addresses are named by their number in a [`Dictionary`].

use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr};

use crate::field::{Datum, Field, Type};
use crate::packet::{Mac, Packet, Protocol};
use crate::query::term::{Term, TermPart};
use crate::time::Timestamp;
use crate::value::{Value, octets};

use super::dictionary::{Dictionary, Translation};

/// The code of a value that is not known.
pub(super) const UNKNOWN: u64 = 0;

/// Marks the code of an IPv4 address.
const V4: u64 = 1 << 32;

/// Turns the values of a term into codes and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coder {
    term: Term,
    form: CodeForm,
    bits: u32,
}

/// The meaning of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CodeForm {
    Number,
    Time,
    Text,
    Protocol,
    Address,
    Mac,
}

impl Coder {
    /// The coder of a term.
    pub(super) fn new(term: Term) -> Self {
        let (form, bits) = match (term.part, term.field.kind) {
            (TermPart::Hour, _) => (CodeForm::Number, 5),
            (TermPart::Weekday, _) => (CodeForm::Number, 3),
            (_, Type::Time) => (CodeForm::Time, 64),
            // More texts than that do not fit into the memory of a machine.
            (_, Type::Text | Type::Word | Type::Verdict) => (CodeForm::Text, 31),
            (_, Type::Protocol) => (CodeForm::Protocol, 9),
            (_, Type::Address) => (CodeForm::Address, 33),
            (_, Type::Mac) => (CodeForm::Mac, 49),
            (_, Type::Port | Type::Flags) => (CodeForm::Number, 17),
            (_, Type::Int8) => (CodeForm::Number, 9),
            (_, Type::Int32) => (CodeForm::Number, 33),
        };
        Self { term, form, bits }
    }

    /// The coder of a field.
    pub(super) fn whole(field: &'static Field) -> Self {
        Self::new(Term::whole(field))
    }

    /// The term.
    pub(super) fn term(&self) -> Term {
        self.term
    }

    /// How many bits a code has.
    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    /// The code of a packet's value.
    #[inline]
    pub(super) fn code(&self, packet: &Packet<'_>, dictionary: &mut Dictionary) -> u64 {
        let datum = (self.term.field.get)(packet);
        let datum = match self.term.part {
            TermPart::Whole => datum,
            _ => self.term.of(datum),
        };
        match datum {
            Datum::Null => UNKNOWN,
            Datum::Int(number) => u64::from(number) + 1,
            Datum::Text(text) => dictionary.number_text(text) as u64 + 1,
            Datum::Protocol(protocol) => u64::from(protocol.0) + 1,
            Datum::Address(IpAddr::V4(address)) => V4 | u64::from(address.to_bits()),
            Datum::Address(IpAddr::V6(address)) => dictionary.number_address(address) as u64 + 1,
            Datum::Mac(Mac([a, b, c, d, e, f])) => u64::from_be_bytes([0, 0, a, b, c, d, e, f]) + 1,
            Datum::Time(time) => time_code(time),
        }
    }

    /// The value that has that code.
    pub(super) fn value(&self, code: u64, dictionary: &Dictionary) -> Value {
        self.datum(code, dictionary).into()
    }

    /// The same, borrowed from the dictionary.
    #[inline]
    pub(super) fn datum<'d>(&self, code: u64, dictionary: &'d Dictionary) -> Datum<'d> {
        if code == UNKNOWN {
            return Datum::Null;
        }
        match self.form {
            CodeForm::Number => Datum::Int((code - 1) as u32),
            CodeForm::Time => Datum::Time(Timestamp((code ^ SIGN) as i64)),
            CodeForm::Text => Datum::Text(dictionary.text(code as usize - 1)),
            CodeForm::Protocol => Datum::Protocol(protocol(code)),
            CodeForm::Address => Datum::Address(address(code, dictionary)),
            CodeForm::Mac => {
                let [_, _, a, b, c, d, e, f] = (code - 1).to_be_bytes();
                Datum::Mac(Mac([a, b, c, d, e, f]))
            }
        }
    }

    /// Compares the values of two codes: the unknown first, texts and addresses by their bytes.
    pub(super) fn compare(&self, one: u64, two: u64, dictionary: &Dictionary) -> Ordering {
        if one == two || one == UNKNOWN || two == UNKNOWN {
            return one.cmp(&two);
        }
        match self.form {
            CodeForm::Number | CodeForm::Time | CodeForm::Mac => one.cmp(&two),
            CodeForm::Text => {
                dictionary.text(one as usize - 1).cmp(dictionary.text(two as usize - 1))
            }
            CodeForm::Protocol => protocol(one).name().cmp(&protocol(two).name()),
            CodeForm::Address if one & two & V4 != 0 => one.cmp(&two),
            CodeForm::Address => {
                octets(address(one, dictionary)).cmp(&octets(address(two, dictionary)))
            }
        }
    }

    /// The code, in this dictionary, of a value whose code in another is `code`.
    pub(super) fn translated(&self, code: u64, translation: &Translation) -> u64 {
        let named = |numbers: &[usize]| numbers[code as usize - 1] as u64 + 1;
        match self.form {
            _ if code == UNKNOWN => UNKNOWN,
            CodeForm::Text => named(&translation.texts),
            CodeForm::Address if code & V4 == 0 => named(&translation.addresses),
            _ => code,
        }
    }
}

/// The highest bit: without it, numbers with a sign would have another order as codes.
const SIGN: u64 = 1 << 63;

/// The code of a time. The first moment of all would be unknown; it lies 290,000 years before any log.
pub(super) fn time_code(time: Timestamp) -> u64 {
    signed_code(time.0)
}

/// A number with a sign as a code of 64 bits, in the same order.
pub(super) fn signed_code(number: i64) -> u64 {
    number as u64 ^ SIGN
}

/// The number that [`signed_code`] gave that code to.
pub(super) fn signed(code: u64) -> i64 {
    (code ^ SIGN) as i64
}

fn protocol(code: u64) -> Protocol {
    Protocol(u16::try_from(code - 1).unwrap_or_default())
}

fn address(code: u64, dictionary: &Dictionary) -> IpAddr {
    match code & V4 {
        0 => dictionary.address(code as usize - 1).into(),
        _ => Ipv4Addr::from_bits(code as u32).into(),
    }
}
