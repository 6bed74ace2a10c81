//! Functions of numbers.

use super::cell::{ScalarKind, SqlValue};
use super::{SqlFunction, function};

pub(super) static FUNCTIONS: &[SqlFunction] = &[
    function(&["ceil", "ceiling"], &[ScalarKind::Float], ScalarKind::Int, |cells| {
        whole(cells[0].float().ceil())
    }),
    function(&["floor"], &[ScalarKind::Float], ScalarKind::Int, |cells| {
        whole(cells[0].float().floor())
    }),
    function(&["round"], &[ScalarKind::Float, ScalarKind::Int], ScalarKind::Float, |cells| {
        scaled(cells, f64::round)
    })
    .count(1, 2),
    function(&["truncate"], &[ScalarKind::Float, ScalarKind::Int], ScalarKind::Float, |cells| {
        scaled(cells, f64::trunc)
    }),
    function(&["sign"], &[ScalarKind::Float], ScalarKind::Int, |cells| {
        let number = cells[0].float();
        (i64::from(number > 0.0) - i64::from(number < 0.0)).into()
    }),
    function(
        &["pow", "power"],
        &[ScalarKind::Float, ScalarKind::Float],
        ScalarKind::Float,
        |cells| cells[0].float().powf(cells[1].float()).into(),
    ),
    function(&["sqrt"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().sqrt().into()
    }),
    function(&["exp"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().exp().into()
    }),
    function(&["ln", "log"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().ln().into()
    }),
    function(&["log2"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().log2().into()
    }),
    function(&["log10"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().log10().into()
    }),
    function(&["bit_count"], &[ScalarKind::Int], ScalarKind::Int, |cells| {
        i64::from(cells[0].int().count_ones()).into()
    }),
    // What CAST makes of a value; the translation calls it by this name.
    function(&["ipta_int"], &[ScalarKind::Int], ScalarKind::Int, |cells| cells[0].int().into()),
    function(&["ipta_number"], &[ScalarKind::Float], ScalarKind::Float, |cells| {
        cells[0].float().into()
    }),
];

/// A float without a fraction as a whole number.
fn whole(number: f64) -> SqlValue<'static> {
    // The next float after the largest whole number.
    const END: f64 = (1_u64 << 63) as f64;
    if (-END..END).contains(&number) { (number as i64).into() } else { SqlValue::OutOfRange }
}

/// Rounds at a decimal place. The decimal that is meant by a binary fraction such as 1.005 is the
/// shortest one that reads back as it.
fn scaled(cells: &[SqlValue<'_>], round: fn(f64) -> f64) -> SqlValue<'static> {
    let number = cells[0].float();
    let places = cells.get(1).map_or(0, SqlValue::int).clamp(-30, 30) as i32;
    let shifted = format!("{number}e{places}").parse::<f64>().unwrap_or(number);
    let rounded = round(shifted);
    format!("{rounded}e{}", -places).parse::<f64>().unwrap_or(rounded).into()
}
