//! Operators that mean something else to the engine, or nothing.

use sqlparser::ast::{BinaryOperator, Expr, Value as Literal};

use super::expr_type::{ExprType, function_of};
use super::intervals::{Shift, shifted};
use super::tree::{
    as_double, as_int, binary, call, literal_text, moment, number, operand, take, text, textual,
    truth, valued,
};
use crate::functions::parse_time;
use ipta_core::store::StoreError;

/// The translation of `left op right`; nothing where it means the same to the engine.
pub fn operation(
    left: &mut Expr,
    op: &BinaryOperator,
    right: &mut Expr,
) -> Result<Option<Expr>, StoreError> {
    use BinaryOperator as Op;
    match (&*left, op, &*right) {
        (_, Op::Plus, Expr::Interval(_)) => {
            return shifted(take(left), take(right), Shift::Later).map(Some);
        }
        (_, Op::Minus, Expr::Interval(_)) => {
            return shifted(take(left), take(right), Shift::Earlier).map(Some);
        }
        (Expr::Interval(_), Op::Plus, _) => {
            return shifted(take(right), take(left), Shift::Later).map(Some);
        }
        _ => {}
    }
    Ok(Some(match op {
        Op::Divide => divide(left, right),
        Op::MyIntegerDivide => {
            let quotient = binary(
                operand(whole_seconds(take(left))),
                Op::Divide,
                not_zero(operand(take(right))),
            );
            as_int(quotient)
        }
        Op::Modulo => binary(operand(take(left)), Op::Modulo, not_zero(operand(take(right)))),
        Op::And | Op::Or => binary(truth(take(left)), op.clone(), truth(take(right))),
        Op::Xor => binary(truth(take(left)), Op::NotEq, truth(take(right))),
        Op::Spaceship => {
            let (left, right) = compared(take(left), take(right))?;
            Expr::IsNotDistinctFrom(Box::new(left), Box::new(right))
        }
        Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
            let (left, right) = compared(take(left), take(right))?;
            binary(left, op.clone(), right)
        }
        other => match function_of(other) {
            Some(name) => call(name, vec![operand(take(left)), operand(take(right))]),
            None => return Ok(None),
        },
    }))
}

/// MySQL's division: of exact numbers four more digits than the left one has; by zero it is NULL.
fn divide(left: &mut Expr, right: &mut Expr) -> Expr {
    let digits = ExprType::of(left).digits().filter(|_| ExprType::of(right).digits().is_some());
    let quotient = binary(
        as_double(operand(take(left))),
        BinaryOperator::Divide,
        not_zero(operand(take(right))),
    );
    match digits {
        Some(digits) => call("ipta_round", vec![quotient, number((digits + 4).min(30))]),
        None => quotient,
    }
}

/// A division by zero is NULL in MySQL, and an error in the engine.
pub fn not_zero(divisor: Expr) -> Expr {
    if matches!(&divisor, Expr::Value(value) if matches!(&value.value, Literal::Number(digits, _)
        if digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit))))
    {
        return divisor;
    }
    call("ipta_divisor", vec![divisor])
}

/// `UNIX_TIMESTAMP(time)` where only whole seconds matter, which take less time to work out.
pub fn whole_seconds(expr: Expr) -> Expr {
    match expr {
        Expr::Function(mut function)
            if function.name.to_string().eq_ignore_ascii_case("unix_timestamp") =>
        {
            function.name =
                sqlparser::ast::ObjectName::from(vec![sqlparser::ast::Ident::new("ipta_seconds")]);
            Expr::Function(function)
        }
        other => other,
    }
}

/// Both sides of a comparison, of a kind that can be compared as MySQL does.
pub fn compared(left: Expr, right: Expr) -> Result<(Expr, Expr), StoreError> {
    let (left, right) = (beside(left, &right)?, right);
    let right = beside(right, &left)?;
    Ok((left, right))
}

/// An expression as it is compared with another.
pub fn beside(expr: Expr, other: &Expr) -> Result<Expr, StoreError> {
    Ok(match (ExprType::of(&expr), ExprType::of(other)) {
        (ExprType::Boolean, ExprType::Boolean | ExprType::Unknown) => expr,
        (ExprType::Boolean, _) => valued(expr),
        (ExprType::Text, ExprType::Time | ExprType::Date) => time_of(expr)?,
        (ExprType::Text, ExprType::Boolean) => call("ipta_number", vec![expr]),
        (ExprType::Text, sort) if sort.is_number() => match literal_number(&expr) {
            Some(digits) => number(digits),
            None => call("ipta_number", vec![expr]),
        },
        _ => expr,
    })
}

/// A literal's digits, where it is a plain number.
fn literal_number(expr: &Expr) -> Option<String> {
    let digits = literal_text(expr)?.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.to_owned())
}

/// The moment that a text means; of a literal it is worked out here, so that it prunes.
pub fn time_of(expr: Expr) -> Result<Expr, StoreError> {
    let Some(text) = literal_text(&expr) else { return Ok(call("ipta_time", vec![expr])) };
    match parse_time(text) {
        Some(micros) => Ok(moment(micros)),
        None => Err(StoreError::query(format!(
            "`{text}` is no time: write it as '2026-10-12' or '2026-10-12 08:30:00'"
        ))),
    }
}

/// A pattern's match, in MySQL's words: what is no text is matched as text.
pub fn matched(negated: bool, value: &mut Expr, pattern: &mut Expr) -> Expr {
    if let Some(written) = literal_text(pattern).filter(|written| means_backslash(written)) {
        *pattern = text(format!("({written})"));
    }
    let op = match negated {
        true => BinaryOperator::PGRegexNotMatch,
        false => BinaryOperator::PGRegexMatch,
    };
    binary(textual(take(value)), op, take(pattern))
}

/// Whether a pattern may look for a backslash. DataFusion 55 makes LIKE of a pattern without
/// operators and takes its backslash for an escape; not of a group.
fn means_backslash(pattern: &str) -> bool {
    let has = |written: &str| pattern.to_ascii_lowercase().contains(written);
    (has("\\\\") || has("5c")) && regex::Regex::new(pattern).is_ok()
}
