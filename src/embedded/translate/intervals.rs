//! Intervals: MySQL's arithmetic with times.

use sqlparser::ast::{DataType, DateTimeField, Expr, Interval, UnaryOperator, Value as Literal};

use super::expr_type::ExprType;
use super::tree::{call, cast, operand, unit};
use ipta_core::store::StoreError;

/// A moment and so much later, or earlier.
pub fn shifted(at: Expr, interval: Expr, earlier: bool) -> Result<Expr, StoreError> {
    let Expr::Interval(Interval { value, leading_field: Some(field), last_field: None, .. }) =
        interval
    else {
        return Err(unknown("this INTERVAL"));
    };
    let whole_days = match &field {
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
    let amount = operand(*value);
    let amount = match earlier {
        true => Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(amount) },
        false => amount,
    };
    let is_day = is_day(&at);
    let later = call("ipta_add", vec![at, amount, unit(&field)]);
    // A day and whole days make a day.
    Ok(if is_day && whole_days { cast(later, DataType::Date) } else { later })
}

fn is_day(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => matches!(&value.value, Literal::SingleQuotedString(text)
            if !text.contains(':') && text.len() <= 10),
        other => ExprType::of(other) == ExprType::Date,
    }
}

fn unknown(what: &str) -> StoreError {
    StoreError::query(format!(
        "the embedded store cannot do {what}; the MySQL store can, or write it with one unit, \
         as INTERVAL 90 MINUTE"
    ))
}
