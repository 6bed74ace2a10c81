//! Functions of numbers.

use super::cell::Kind;
use super::function::{Function, RowFunction, argument, function, result};

pub(super) static FUNCTIONS: &[RowFunction] = &[
    function!("-1, 0 or 1, by the sign of a number",
        sign(number: Float) -> Int = i64::from(number > 0.0) - i64::from(number < 0.0)),
    function!("a number raised to a power",
        pow, power(number: Float, exponent: Float) -> Float = number.powf(exponent)),
    function!("square root", sqrt(number: Float) -> Float = number.sqrt()),
    function!("natural logarithm", ln(number: Float) -> Float = number.ln()),
    function!("natural logarithm, or that of the second number to the base of the first",
        log(number: Float; of: Float = f64::NAN) -> Float
            = if of.is_nan() { number.ln() } else { of.ln() / number.ln() }),
    function!("logarithm to the base 2", log2(number: Float) -> Float = number.log2()),
    function!("logarithm to the base 10", log10(number: Float) -> Float = number.log10()),
    function!("number of bits that are 1",
        bit_count(number: Int) -> Int = i64::from(number.count_ones())),
    function!("TRUNCATE of a number that is not whole",
        ipta_truncate(number: Float, places: Int) -> Float = scaled(number, places, f64::trunc)),
    function!("ROUND of a number that is not whole",
        ipta_round(number: Float; places: Int = 0) -> Float = scaled(number, places, f64::round)),
    function!("CAST as SIGNED", ipta_int(value: Int) -> Int = value),
    function!("a value as a number", ipta_number(value: Float) -> Float = value),
];

/// Rounds at a decimal place. The decimal that is meant by a binary fraction such as 1.005 is the
/// shortest one that reads back as it.
fn scaled(number: f64, places: i64, round: fn(f64) -> f64) -> f64 {
    let places = places.clamp(-30, 30);
    let shifted = format!("{number}e{places}").parse::<f64>().unwrap_or(number);
    let rounded = round(shifted);
    format!("{rounded}e{}", -places).parse::<f64>().unwrap_or(rounded)
}
