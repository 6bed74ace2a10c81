//! Trees: small pieces of syntax that a translation puts together.

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArgumentList, FunctionArguments, Ident, ObjectName, UnaryOperator,
    Value as Literal, helpers::attached_token::AttachedToken,
};

use super::expr_type::{ExprType, is_null};

pub fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::value(Literal::Null))
}

pub fn number(digits: impl ToString) -> Expr {
    Expr::value(Literal::Number(digits.to_string(), false))
}

pub fn signed(negative: bool, digits: String) -> Expr {
    if !negative {
        return number(digits);
    }
    Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(number(digits)) }
}

pub fn text(text: impl Into<String>) -> Expr {
    Expr::value(Literal::SingleQuotedString(text.into()))
}

/// A moment in microseconds: text would end with the calendar's last year.
pub fn moment(micros: i64) -> Expr {
    let micros = signed(micros < 0, micros.unsigned_abs().to_string());
    call("arrow_cast", vec![micros, text("Timestamp(Microsecond, None)")])
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

/// The opposite of what is true or false.
pub fn not(expr: Expr) -> Expr {
    match plain(expr) {
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => *expr,
        other => Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(other) },
    }
}

/// An expression without the brackets around it.
fn plain(mut expr: Expr) -> Expr {
    while let Expr::Nested(inner) = expr {
        expr = *inner;
    }
    expr
}

pub fn case(condition: Expr, result: Expr, otherwise: Expr) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: Some(Box::new(otherwise)),
    }
}

pub fn cast(expr: Expr, data_type: DataType) -> Expr {
    Expr::Cast { kind: CastKind::Cast, expr: Box::new(expr), data_type, array: false, format: None }
}

pub fn as_double(expr: Expr) -> Expr {
    cast(expr, DataType::Double(ExactNumberInfo::None))
}

/// A whole number. Of a column it is a cast, through which statistics are seen; of all else a function,
/// because the engine works out the type of nested casts twice a level.
pub fn as_int(expr: Expr) -> Expr {
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => cast(expr, DataType::BigInt(None)),
        other => call("ipta_whole", vec![other]),
    }
}

/// A number for what is true or false; all else stays.
pub fn valued(expr: Expr) -> Expr {
    if ExprType::of(&expr) == ExprType::Boolean { as_int(expr) } else { expr }
}

/// True or false for a number: any but 0 is true. Of a column it is a comparison, through which statistics
/// are seen; of all else a function, because the engine moves comparisons into each branch of a CASE.
pub fn truth(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Decimal(_) | ExprType::Double => match expr {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => {
                binary(expr, BinaryOperator::NotEq, number(0))
            }
            other => call("ipta_truth", vec![other]),
        },
        ExprType::Text => call("ipta_truth", vec![call("ipta_number", vec![expr])]),
        _ => expr,
    }
}

/// Text for what is no text and no bytes.
pub fn textual(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Text | ExprType::Bytes | ExprType::Unknown => expr,
        _ if is_null(&expr) => expr,
        _ => call("ipta_text", vec![expr]),
    }
}

/// What an arithmetic operator works on: a wide number, never a field's narrow unsigned one.
pub fn operand(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Boolean => as_int(expr),
        ExprType::Decimal(0)
            if matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) =>
        {
            as_int(expr)
        }
        ExprType::Text | ExprType::Time | ExprType::Date => call("ipta_number", vec![expr]),
        _ => expr,
    }
}

/// A unit of time as the functions take it.
pub fn unit(name: &impl ToString) -> Expr {
    text(name.to_string().to_uppercase())
}

/// The text of a literal.
pub fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Literal::SingleQuotedString(text) | Literal::DoubleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
