//! A bar: how large a number is beside the others of its column, drawn in blocks of a character.

use crate::rows::{Column, ColumnKind};
use crate::value::Value;

/// A bar is at least this wide, or there is none.
const NARROWEST: usize = 8;

/// The widest bar; wider ones say no more.
const WIDEST: usize = 32;

/// Eighths of a block, from one to eight.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// How the bars of a table are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bars {
    /// The column whose numbers are drawn.
    place: usize,
    /// The number that takes the whole width.
    greatest: f64,
    /// Characters that the longest bar takes.
    pub(super) width: usize,
    unicode: bool,
}

impl Bars {
    /// Bars for the first column of counts, where there is something to compare and `room` for them.
    pub(super) fn new(
        columns: &[Column],
        rows: &[Vec<Value>],
        room: usize,
        unicode: bool,
    ) -> Option<Self> {
        let place = columns.iter().position(|column| column.kind == ColumnKind::Count)?;
        let numbers: Vec<f64> = rows.iter().filter_map(|row| number(&row[place])).collect();
        let greatest = numbers.iter().copied().fold(0.0, f64::max);
        let width = room.min(WIDEST);
        let says_something = rows.len() > 1 && greatest > 0.0 && numbers.iter().all(|n| *n >= 0.0);
        (says_something && width >= NARROWEST).then_some(Self { place, greatest, width, unicode })
    }

    /// The bar of a row. What is more than nothing shows.
    pub(super) fn draw(&self, row: &[Value]) -> String {
        let share = number(&row[self.place]).unwrap_or(0.0) / self.greatest;
        if !self.unicode {
            return "#".repeat(parts(share, self.width));
        }
        let eighths = parts(share, self.width * EIGHTHS.len());
        let mut bar = "█".repeat(eighths / EIGHTHS.len());
        bar.extend((eighths % EIGHTHS.len()).checked_sub(1).map(|rest| EIGHTHS[rest]));
        bar
    }
}

/// How many of `all` parts a share is; at least one if it is more than nothing.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn parts(share: f64, all: usize) -> usize {
    let parts = (share.clamp(0.0, 1.0) * all as f64).round() as usize;
    if share > 0.0 { parts.max(1) } else { 0 }
}

/// The number of a cell, if it is one.
#[expect(clippy::cast_precision_loss, reason = "a bar needs three digits of it")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number).filter(|number| number.is_finite()),
        _ => None,
    }
}
