//! Conversions: an expression of the engine as MySQL converts it for what it is used as, by its type.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::DataType;
use datafusion::common::{DFSchema, Result, ScalarValue, plan_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, Operator, ScalarUDF, lit};

use crate::arithmetic::{self, is_whole};
use crate::functions::{self, parse_time};
use crate::{choice, terms};

/// The types of expressions over columns.
#[derive(Clone, Copy)]
pub struct Types<'s>(pub &'s DFSchema);

/// The program's functions, by name: what is registered with the engine.
pub static FUNCTIONS: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
    let rows = functions::all().map(Arc::new);
    let all = rows.chain(terms::all()).chain(arithmetic::all()).chain(choice::all());
    all.map(|function| (function.name().to_owned(), function)).collect()
});

/// A call of one of the program's functions.
pub fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(&FUNCTIONS[name]), arguments))
}

pub fn binary(left: Expr, operator: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), operator, Box::new(right)))
}

/// The opposite of what is true or false.
pub fn not(expr: Expr) -> Expr {
    if let Expr::Not(inner) = expr { *inner } else { Expr::Not(Box::new(expr)) }
}

/// The text of a literal.
pub fn literal_text(expr: &Expr) -> Option<&str> {
    if let Expr::Literal(value, _) = expr { value.try_as_str().flatten() } else { None }
}

fn is_time(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Timestamp(..) | DataType::Date32)
}

/// The moment that a text means. A literal's is worked out here, so that it prunes.
fn time_of(expr: Expr) -> Result<Expr> {
    let Some(text) = literal_text(&expr) else { return Ok(call("ipta_time", vec![expr])) };
    match parse_time(text) {
        Some(micros) => Ok(lit(ScalarValue::TimestampMicrosecond(Some(micros), None))),
        None => plan_err!("`{text}` is no time: write it as '2026-10-12' or '2026-10-12 08:30:00'"),
    }
}

/// A text as a number.
fn number_of(text: Expr) -> Expr {
    let digits = literal_text(&text).and_then(|text| text.trim().parse::<i64>().ok());
    digits.map_or_else(|| call("ipta_number", vec![text]), lit)
}

impl Types<'_> {
    /// The type of an expression; that of NULL if it cannot be known.
    pub fn of(self, expr: &Expr) -> DataType {
        match expr {
            // Asking the operands too would take a time that grows with the square of a chain.
            Expr::BinaryExpr(BinaryExpr { op, .. }) if !op.is_numerical_operators() => {
                DataType::Boolean
            }
            other => other.get_type(self.0).unwrap_or(DataType::Null),
        }
    }

    /// The digits after the point of an exact number, or of what is true or false.
    pub fn places(self, expr: &Expr) -> Option<i8> {
        match self.of(expr) {
            DataType::Decimal128(_, places) => Some(places),
            DataType::Null => None,
            other => is_whole(&other).then_some(0),
        }
    }

    /// A number for what is true or false; all else stays.
    pub fn valued(self, expr: Expr) -> Expr {
        match self.of(&expr) {
            DataType::Boolean => arithmetic::converted(expr, DataType::Int64),
            _ => expr,
        }
    }

    /// True or false for a number: any but 0 is true. Of a column it is a comparison, through which
    /// statistics are seen; of all else a function, because the engine moves comparisons into each
    /// branch of a CASE.
    pub fn truth(self, expr: Expr) -> Expr {
        match self.of(&expr) {
            number if number.is_numeric() => match expr {
                Expr::Column(_) => binary(expr, Operator::NotEq, lit(0)),
                other => call("ipta_truth", vec![other]),
            },
            text if text.is_string() => call("ipta_truth", vec![call("ipta_number", vec![expr])]),
            _ => expr,
        }
    }

    /// Text for what is no text and no bytes.
    pub fn textual(self, expr: Expr) -> Expr {
        match self.of(&expr) {
            other if other.is_string() || other.is_binary() || other.is_null() => expr,
            _ => call("ipta_text", vec![expr]),
        }
    }

    /// A number, which an arithmetic operator works on.
    pub fn operand(self, expr: Expr) -> Expr {
        match self.of(&expr) {
            text if text.is_string() || is_time(&text) => call("ipta_number", vec![expr]),
            _ => self.valued(expr),
        }
    }

    /// A number that need not be exact.
    pub fn double(self, expr: Expr) -> Expr {
        match self.of(&expr) {
            DataType::Float64 => expr,
            _ => arithmetic::converted(self.operand(expr), DataType::Float64),
        }
    }

    /// Makes values of one kind: if one of them is text, all are.
    pub fn make_alike<'e>(self, values: impl IntoIterator<Item = &'e mut Expr>) {
        let values: Vec<&mut Expr> = values.into_iter().collect();
        let is_text = values.iter().any(|value| self.of(value).is_string());
        for value in values {
            let given = std::mem::take(value);
            *value = if is_text { self.textual(given) } else { self.valued(given) };
        }
    }

    /// Both sides of a comparison, of a kind that can be compared as MySQL does.
    pub fn compared(self, left: Expr, right: Expr) -> Result<(Expr, Expr)> {
        let (left, right) = (self.beside(left, &right)?, right);
        let right = self.beside(right, &left)?;
        Ok((left, right))
    }

    /// An expression as it is compared with another.
    pub fn beside(self, expr: Expr, other: &Expr) -> Result<Expr> {
        let other = self.of(other);
        Ok(match self.of(&expr) {
            DataType::Boolean if !matches!(other, DataType::Boolean | DataType::Null) => {
                self.valued(expr)
            }
            text if text.is_string() && is_time(&other) => time_of(expr)?,
            text if text.is_string() && (other.is_numeric() || other == DataType::Boolean) => {
                number_of(expr)
            }
            _ => expr,
        })
    }
}
