//! Digits: numbers and addresses as a log writes them.
//!
//! Every function reads the whole text, and answers `None` to one that is anything else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use wide::u8x16;

use crate::packet::Mac;

/// Reads decimal digits, as many as the type holds. The processor cannot predict how many a number has, so
/// there is no loop over them.
#[inline]
pub fn decimal<T: TryFrom<u64>>(digits: &[u8]) -> Option<T> {
    let number = match digits {
        [] => None,
        [first, .., last] if digits.len() == 3 => {
            up_to_three([*first, digits[1], *last], [100, 10, 1])
        }
        [first, last] => up_to_three([*first, *last, b'0'], [10, 1, 0]),
        [only] => up_to_three([*only, b'0', b'0'], [1, 0, 0]),
        _ if digits.len() <= 8 => up_to_eight(digits),
        _ if digits.len() <= 10 => digits.iter().try_fold(0, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0'))
        }),
        _ => None,
    };
    T::try_from(number?).ok()
}

#[inline]
fn up_to_three(digits: [u8; 3], worths: [u64; 3]) -> Option<u64> {
    let [a, b, c] = digits.map(|digit| u64::from(digit.wrapping_sub(b'0')));
    let sum = a * worths[0] + b * worths[1] + c * worths[2];
    (a < 10 && b < 10 && c < 10).then_some(sum)
}

/// Reads four to eight digits: first neighbours are combined, then pairs, then fours.
#[inline]
fn up_to_eight(digits: &[u8]) -> Option<u64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (first, last) = (digits.first_chunk()?, digits.last_chunk()?);
    let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
    let text = u64::from(first) | u64::from(last) << (8 * (digits.len() as u32 - 4));
    let missing = 8 * (8 - digits.len() as u32);
    // The places before the first digit become zeros.
    let digits = (text ^ (EACH * u64::from(b'0'))) << missing;
    // Of a byte above 9 the highest bit is set, or gets set.
    let others = (digits | ((digits & (EACH * 0x7f)) + EACH * (0x80 - 10))) & (EACH * 0x80);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let all = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    (others == 0).then_some(all)
}
/// Reads hexadecimal digits of either case, with `0x` before them or without.
pub fn hexadecimal(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"0x").unwrap_or(text);
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |sum, byte| {
        let digit = hexadecimal_digit(*byte)?;
        (sum < 1 << 28).then_some(sum << 4 | u32::from(digit))
    })
}

/// What a hexadecimal digit of either case is worth.
#[inline]
fn hexadecimal_digit(byte: u8) -> Option<u8> {
    const NONE: u8 = 16;
    static WORTHS: [u8; 256] = {
        let mut worths = [NONE; 256];
        let mut digit = 0;
        while digit < 16 {
            worths[b"0123456789abcdef"[digit] as usize] = digit as u8;
            worths[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
            digit += 1;
        }
        worths
    };
    Some(WORTHS[usize::from(byte)]).filter(|worth| *worth < NONE)
}

/// Reads an address.
pub fn address(text: &[u8]) -> Option<IpAddr> {
    match ipv4(text) {
        Some(address) => Some(IpAddr::V4(address)),
        None => ipv6(text).map(IpAddr::V6),
    }
}

/// Reads `192.0.2.1` as strictly as the standard library does. All dots are looked for at once: how
/// many digits each octet has is nothing that the processor could guess.
#[inline]
fn ipv4(text: &[u8]) -> Option<Ipv4Addr> {
    let padded = dotted(text)?.to_le_bytes();
    let mut dots = u8x16::new(padded).simd_eq(u8x16::splat(b'.')).to_bitmask();
    let (mut address, mut start) = (0, 0);
    for _ in 0..4 {
        let end = dots.trailing_zeros() as usize;
        dots &= dots.wrapping_sub(1);
        let &[a, b, c] = padded.get(start..)?.first_chunk()?;
        let [a, b, c] = [a, b, c].map(|byte| u32::from(byte.wrapping_sub(b'0')));
        let (octet, is_right) = match end.wrapping_sub(start) {
            1 => (a, a < 10),
            2 => (a * 10 + b, (1..10).contains(&a) && b < 10),
            3 => (a * 100 + b * 10 + c, (1..3).contains(&a) && b < 10 && c < 10),
            _ => return None,
        };
        if !is_right || octet > 255 {
            return None;
        }
        address = address << 8 | octet;
        start = end + 1;
    }
    (start == text.len() + 1).then(|| Ipv4Addr::from_bits(address))
}

/// A text of an address's length as a number, its first byte the lowest, with a dot at each place
/// behind its end.
#[inline]
fn dotted(text: &[u8]) -> Option<u128> {
    const DOTS: u128 = u128::from_le_bytes([b'.'; 16]);
    let len = text.len();
    let bits = |len: usize| 8 * len as u32;
    // Two parts that may overlap are loaded with less work than one of any length.
    let known = if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        if len > 15 {
            return None;
        }
        u128::from(first) | u128::from(last) << bits(len - 8)
    } else if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        u128::from(first) | u128::from(last) << bits(len - 4)
    } else {
        return None;
    };
    Some(known | DOTS << bits(len))
}

/// Reads an IPv6 address. The kernel writes all of its digits, which the standard library is not
/// made for.
fn ipv6(text: &[u8]) -> Option<Ipv6Addr> {
    let (groups, last) = text.as_chunks::<5>();
    if groups.len() != 7 || last.len() != 4 || groups.iter().any(|group| group[4] != b':') {
        return str::from_utf8(text).ok()?.parse().ok();
    }
    let mut address = 0_u128;
    for digits in groups.iter().map(|group| &group[..4]).chain([last]) {
        for digit in digits {
            address = address << 4 | u128::from(hexadecimal_digit(*digit)?);
        }
    }
    Some(Ipv6Addr::from_bits(address))
}

/// Reads `aa:bb:cc:dd:ee:ff`; not a masked address.
pub fn ethernet(text: &[u8]) -> Option<Mac> {
    if text.len() != 17 {
        return None;
    }
    let mut octets = [0; 6];
    for (octet, group) in octets.iter_mut().zip(text.chunks(3)) {
        if group.get(2).is_some_and(|separator| *separator != b':') {
            return None;
        }
        *octet = hexadecimal_digit(group[0])? << 4 | hexadecimal_digit(group[1])?;
    }
    Some(Mac(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_strictly_as_the_standard_library_does() {
        let given = ["0.0.0.0", "255.255.255.255", "192.0.2.1", "256.1.1.1", "1.1.1", "1.1.1.1.1"];
        for text in given.into_iter().chain(["01.1.1.1", "1..1.1", "1.1.1.", ".1.1.1", "", "a"]) {
            assert_eq!(ipv4(text.as_bytes()), text.parse().ok(), "{text}");
        }
        let octets = ["0", "7", "10", "99", "100", "199", "255", "256", "300", "999", "00", "1234"];
        for (one, other) in octets.into_iter().flat_map(|one| octets.map(|other| (one, other))) {
            for text in [format!("{one}.{other}.1.1"), format!("1.1.{other}.{one}")] {
                assert_eq!(ipv4(text.as_bytes()), text.parse().ok(), "{text}");
                for at in 0..text.len() {
                    for mark in ["/", ":", ".", "-", " ", "\0", "é"] {
                        let text = format!("{}{mark}{}", &text[..at], &text[at + 1..]);
                        assert_eq!(ipv4(text.as_bytes()), text.parse().ok(), "{text}");
                    }
                }
            }
        }
        let all = "2001:0db8:0bad:0000:0000:0000:FFFF:a0B1";
        assert!(ipv6(all.as_bytes()).is_some());
        let given =
            ["::", "::1", "2001:db8::1", "1111:2222:3333:4444:5555:6666:10.20.3.4", "fe80::1%1"];
        let cut = (0..all.len()).map(|len| &all[..len]);
        let marked = (0..all.len()).flat_map(|at| {
            ["g", ":", ".", "+", " ", "0"]
                .map(|mark| format!("{}{mark}{}", &all[..at], &all[at + 1..]))
        });
        let texts = given.into_iter().chain(cut).map(str::to_owned).chain(marked);
        for text in texts {
            assert_eq!(ipv6(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn decimal_numbers_are_read_as_strictly_as_the_standard_library_does() {
        for len in 0..=11_usize {
            let text = &"98765432109"[..len];
            let expected = |text: &str| text.parse::<u64>().ok().filter(|_| text.len() <= 10);
            assert_eq!(decimal(text.as_bytes()), expected(text), "{text}");
            assert_eq!(decimal::<u16>(text.as_bytes()), text.parse().ok(), "{text}");
            for (at, mark) in
                (0..len).flat_map(|at| ["/", ":", " ", "\0", "-", "0"].map(|mark| (at, mark)))
            {
                let text = format!("{}{mark}{}", &text[..at], &text[at + 1..]);
                assert_eq!(decimal(text.as_bytes()), expected(&text), "{text}");
            }
        }
    }

    #[test]
    fn hexadecimal_numbers_are_read_as_strictly_as_the_standard_library_does() {
        for digits in ["0", "00", "fF", "ffffffff", "0000000001", "100000000", "", "+1", "-1", "g"]
        {
            let expected =
                u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'));
            assert_eq!(hexadecimal(digits.as_bytes()), expected, "{digits}");
            assert_eq!(hexadecimal(format!("0x{digits}").as_bytes()), expected, "0x{digits}");
        }
    }
}
