//! Trees: small pieces of syntax that a translation puts together.

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, ObjectName, Value as Literal,
};

/// The mark of an expression whose translation depends on types.
pub const TYPED: &str = "typed";
/// The mark of an expression that is a number where it is true or false.
pub const VALUE: &str = "value";
/// The mark of a condition.
pub const TRUTH: &str = "truth";
/// The function that stands for what the planner makes of its arguments: one of MySQL's, whose name is
/// the first of them, or an interval, of an amount and the name of a unit.
pub const CALL: &str = "ipta_call";

/// An expression that the planner changes, knowing types. The engine lets its users plan operators and
/// nothing else, so this is one, without a right side.
pub fn mark(expr: &mut Expr, mark: &str) {
    let marked = take(expr);
    *expr = binary(marked, BinaryOperator::Custom(mark.to_owned()), Expr::value(Literal::Null));
}

pub fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::value(Literal::Null))
}

pub fn number(digits: impl ToString) -> Expr {
    Expr::value(Literal::Number(digits.to_string(), false))
}

pub fn text(text: impl Into<String>) -> Expr {
    Expr::value(Literal::SingleQuotedString(text.into()))
}

pub fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Function(Function {
        name: ObjectName::from(vec![Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: arguments.into_iter().map(argument).collect(),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

pub fn argument(expr: Expr) -> FunctionArg {
    FunctionArg::Unnamed(FunctionArgExpr::Expr(expr))
}

pub fn binary(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp { left: Box::new(left), op, right: Box::new(right) }
}
