//! Intervals: MySQL's arithmetic with times.

use sqlparser::ast::{DataType, DateTimeField, Expr, Interval, UnaryOperator};

use super::expr_type::ExprType;
use super::tree::{call, cast, literal_text, operand, unit};
use ipta_core::store::StoreError;

/// In which direction an interval moves a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shift {
    Later,
    Earlier,
}

/// A moment that an interval moves.
pub fn shifted(at: Expr, interval: Expr, shift: Shift) -> Result<Expr, StoreError> {
    let Expr::Interval(Interval { value, leading_field: Some(field), last_field: None, .. }) =
        interval
    else {
        return Err(unknown("this INTERVAL"));
    };
    let is_whole_days = match &field {
        DateTimeField::Day
        | DateTimeField::Week(None)
        | DateTimeField::Month
        | DateTimeField::Quarter
        | DateTimeField::Year => true,
        DateTimeField::Hour
        | DateTimeField::Minute
        | DateTimeField::Second
        | DateTimeField::Microsecond => false,
        other => return Err(unknown(&format!("INTERVAL … {other}"))),
    };
    let mut amount = operand(*value);
    if shift == Shift::Earlier {
        amount = Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(amount) };
    }
    // A day and whole days make a day.
    let is_day = match literal_text(&at) {
        Some(text) => !text.contains(':') && text.len() <= 10,
        None => ExprType::of(&at) == ExprType::Date,
    };
    let moved = call("ipta_add", vec![at, amount, unit(&field)]);
    Ok(if is_day && is_whole_days { cast(moved, DataType::Date) } else { moved })
}

/// `ADDDATE(day, 3)` counts days.
pub fn as_days(amount: Expr) -> Expr {
    match amount {
        interval @ Expr::Interval(_) => interval,
        days => Expr::Interval(Interval {
            value: Box::new(days),
            leading_field: Some(DateTimeField::Day),
            leading_precision: None,
            last_field: None,
            fractional_seconds_precision: None,
        }),
    }
}

fn unknown(what: &str) -> StoreError {
    StoreError::query(format!(
        "the embedded store cannot do {what}; the MySQL store can, or write it with one unit, \
         as INTERVAL 90 MINUTE"
    ))
}
