//! Operators that mean something else to the engine, or nothing, on expressions whose types it knows.

use arrow::datatypes::DataType;
use datafusion::common::{DFSchema, Result, ScalarValue, plan_err};
use datafusion::logical_expr::expr::{Between, InList};
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{Expr, Operator, lit};
use sqlparser::ast::BinaryOperator as Op;

use super::conversions::{Types, binary, call, literal_text, not};
use super::rewrites;
use super::tree::{TRUTH, TYPED, VALUE};
use crate::arithmetic;

/// Plans MySQL's operators, and what the translation marks for its types.
#[derive(Debug)]
pub struct MySqlPlanner;

impl ExprPlanner for MySqlPlanner {
    fn plan_binary_op(
        &self,
        expr: RawBinaryExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        let (types, RawBinaryExpr { op, left, right }) = (Types(schema), expr);
        // The engine's operators of the same meaning, for operands of one kind.
        let (left, right) = match op {
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq | Op::Spaceship => {
                types.compared(left, right)?
            }
            Op::And | Op::Or => (types.truth(left), types.truth(right)),
            Op::Modulo => (types.operand(left), types.divisor(right)),
            Op::PGRegexMatch | Op::PGRegexNotMatch => (types.textual(left), pattern(right)),
            // OR in MySQL, but parsed as other databases' concatenation, which binds more tightly.
            Op::StringConcat => {
                return plan_err!("`||` cannot be used here: write OR, or CONCAT(…)");
            }
            other => return types.replaced(left, &other, right).map(PlannerResult::Planned),
        };
        Ok(PlannerResult::Original(RawBinaryExpr { op, left, right }))
    }
}

impl Types<'_> {
    /// An operator that the engine has not, or one that wraps there.
    fn replaced(self, left: Expr, op: &Op, right: Expr) -> Result<Expr> {
        let name = match op {
            Op::Custom(mark) if mark == TYPED => return self.typed(left),
            Op::Custom(mark) if mark == VALUE => return Ok(self.valued(left)),
            Op::Custom(mark) if mark == TRUTH => return Ok(self.truth(left)),
            Op::Plus if rewrites::is_interval(&right) => return Ok(self.later(left, right)),
            Op::Plus if rewrites::is_interval(&left) => return Ok(self.later(right, left)),
            Op::Minus if rewrites::is_interval(&right) => return Ok(self.earlier(left, right)),
            Op::Divide => return Ok(self.quotient(left, right)),
            Op::MyIntegerDivide => {
                let quotient = binary(self.operand(left), Operator::Divide, self.divisor(right));
                return Ok(arithmetic::converted(quotient, DataType::Int64));
            }
            // NOT is written so.
            Op::Xor if right == lit(true) => return Ok(not(self.truth(left))),
            Op::Xor => return Ok(binary(self.truth(left), Operator::NotEq, self.truth(right))),
            Op::Plus => "ipta_plus",
            Op::Minus => "ipta_minus",
            Op::Multiply => "ipta_times",
            Op::BitwiseAnd => "ipta_and",
            Op::BitwiseOr => "ipta_or",
            Op::BitwiseXor => "ipta_xor",
            Op::PGBitwiseShiftLeft => "ipta_left",
            Op::PGBitwiseShiftRight => "ipta_right",
            other => return plan_err!("{other}"),
        };
        Ok(call(name, vec![self.operand(left), self.operand(right)]))
    }

    /// MySQL's division: of exact numbers four more digits than the left one has.
    fn quotient(self, left: Expr, right: Expr) -> Expr {
        let places = self.places(&left).filter(|_| self.places(&right).is_some());
        let quotient = binary(self.double(left), Operator::Divide, self.divisor(right));
        arithmetic::rounded(quotient, places.map(|places| places + 4))
    }

    /// A division by zero is NULL in MySQL, and an error in the engine.
    pub fn divisor(self, expr: Expr) -> Expr {
        let divisor = self.operand(expr);
        let is_known = |value: &ScalarValue| {
            ScalarValue::new_zero(&value.data_type()).is_ok_and(|zero| zero != *value)
        };
        match &divisor {
            Expr::Literal(value, _) if is_known(value) => divisor,
            _ => call("ipta_divisor", vec![divisor]),
        }
    }

    /// What the translation marked, as its operands' types ask for.
    fn typed(self, expr: Expr) -> Result<Expr> {
        Ok(match expr {
            Expr::Between(between) => self.between(between)?,
            Expr::InList(InList { expr: value, list, negated }) => {
                let value = self.valued(*value);
                let list = list.into_iter().map(|item| self.beside(item, &value));
                let list = list.collect::<Result<_>>()?;
                Expr::InList(InList { expr: Box::new(value), list, negated })
            }
            Expr::Like(mut like) => {
                *like.expr = self.textual(*like.expr);
                *like.pattern = self.textual(*like.pattern);
                Expr::Like(like)
            }
            Expr::IsTrue(value) => Expr::IsTrue(Box::new(self.truth(*value))),
            Expr::IsNotTrue(value) => Expr::IsNotTrue(Box::new(self.truth(*value))),
            Expr::IsFalse(value) => Expr::IsFalse(Box::new(self.truth(*value))),
            Expr::IsNotFalse(value) => Expr::IsNotFalse(Box::new(self.truth(*value))),
            Expr::Case(mut case) => {
                let results = case.when_then_expr.iter_mut().map(|(_, result)| result);
                self.make_alike(results.chain(&mut case.else_expr).map(|result| &mut **result));
                if case.expr.is_none() {
                    for (condition, _) in &mut case.when_then_expr {
                        **condition = self.truth(std::mem::take(condition));
                    }
                }
                Expr::Case(case)
            }
            other => self.called(other)?,
        })
    }

    fn between(self, between: Between) -> Result<Expr> {
        let value = self.valued(*between.expr);
        let low = self.beside(*between.low, &value)?;
        let high = self.beside(*between.high, &value)?;
        if let Expr::Column(_) | Expr::Literal(..) = value {
            let (value, low, high) = (Box::new(value), Box::new(low), Box::new(high));
            return Ok(Expr::Between(Between::new(value, between.negated, low, high)));
        }
        // The engine would compute the value twice.
        let is_between = call("ipta_between", vec![value, low, high]);
        Ok(if between.negated { not(is_between) } else { is_between })
    }
}

/// A regular expression. DataFusion 55 makes LIKE of one without operators and takes its backslash for
/// an escape, but not in a group.
fn pattern(expr: Expr) -> Expr {
    let may_mean_backslash = |pattern: &&str| {
        let lower = pattern.to_ascii_lowercase();
        (lower.contains("\\\\") || lower.contains("5c")) && regex::Regex::new(pattern).is_ok()
    };
    match literal_text(&expr).filter(may_mean_backslash) {
        Some(pattern) => lit(format!("({pattern})")),
        None => expr,
    }
}
