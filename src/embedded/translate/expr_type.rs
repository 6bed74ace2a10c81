//! A sort: what an expression gives, as far as its text tells; MySQL's conversions depend on it.

use sqlparser::ast::{
    BinaryOperator, DataType, ExactNumberInfo, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, Ident, UnaryOperator, Value as Literal,
};

use crate::functions::{self, ScalarKind};
use ipta_core::field::{self, Type};

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExprType {
    /// True or false: a number to MySQL.
    Boolean,
    /// An exact number with so many digits behind its point.
    Decimal(u32),
    /// A number that need not be exact.
    Double,
    /// Text.
    Text,
    /// A point in time.
    Time,
    /// A day.
    Date,
    /// Bytes.
    Bytes,
    /// Anything: the text does not tell.
    Unknown,
}

const INT: ExprType = ExprType::Decimal(0);

impl ExprType {
    /// What an expression gives; of one that was translated, too.
    pub fn of(expr: &Expr) -> Self {
        match expr {
            Expr::Nested(inner) => Self::of(inner),
            Expr::Identifier(name) => field(name),
            Expr::CompoundIdentifier(names) => names.last().map_or(Self::Unknown, field),
            Expr::Value(value) => literal(&value.value),
            Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, .. } => Self::Boolean,
            Expr::UnaryOp { expr, .. } => Self::of(expr).as_number(),
            Expr::BinaryOp { left, op, right } => operation(left, op, right),
            Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::InList { .. }
            | Expr::InSubquery { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::RLike { .. }
            | Expr::Exists { .. }
            | Expr::IsNotDistinctFrom(..) => Self::Boolean,
            Expr::Case { conditions, else_result, .. } => {
                let results = conditions.iter().map(|when| &when.result);
                common(results.chain(else_result.as_deref()))
            }
            Expr::Cast { data_type, .. } => of_type(data_type),
            Expr::Extract { .. } => INT,
            Expr::Trim { .. } => Self::Text,
            Expr::Function(function) => call(function),
            _ => Self::Unknown,
        }
    }

    /// Whether it is a number, exact or not.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Decimal(_) | Self::Double)
    }

    /// How many digits a number has behind its point; `None` if as many as it takes.
    pub fn digits(self) -> Option<u32> {
        match self {
            Self::Decimal(digits) => Some(digits),
            Self::Boolean => Some(0),
            _ => None,
        }
    }

    fn as_number(self) -> Self {
        match self {
            Self::Boolean => INT,
            number if number.is_number() => number,
            _ => Self::Double,
        }
    }
}

/// What all of them give; text if one of them is text.
pub fn common<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> ExprType {
    let known = exprs.into_iter().filter(|expr| !is_null(expr)).map(ExprType::of);
    known.reduce(join).unwrap_or(ExprType::Unknown)
}

fn join(one: ExprType, other: ExprType) -> ExprType {
    match (one, other) {
        (one, other) if one == other => one,
        (ExprType::Text, _) | (_, ExprType::Text) => ExprType::Text,
        (ExprType::Decimal(a), ExprType::Decimal(b)) => ExprType::Decimal(a.max(b)),
        (ExprType::Boolean, number) | (number, ExprType::Boolean) if number.is_number() => number,
        (a, b) if a.is_number() && b.is_number() => ExprType::Double,
        _ => ExprType::Unknown,
    }
}

pub fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if value.value == Literal::Null)
}

fn field(name: &Ident) -> ExprType {
    match field::by_name(&name.value)
        .filter(|field| field.name == name.value)
        .map(|field| field.kind)
    {
        None => ExprType::Unknown,
        Some(Type::Time) => ExprType::Time,
        Some(Type::Address) => ExprType::Bytes,
        Some(Type::Port | Type::Int8 | Type::Int32 | Type::Flags) => INT,
        Some(Type::Text | Type::Word | Type::Verdict | Type::Protocol | Type::Mac) => {
            ExprType::Text
        }
    }
}

fn literal(value: &Literal) -> ExprType {
    match value {
        Literal::Number(number, _) => match number.split_once('.') {
            _ if number.contains(['e', 'E']) => ExprType::Double,
            Some((_, fraction)) => ExprType::Decimal(fraction.len() as u32),
            None => INT,
        },
        Literal::SingleQuotedString(_) | Literal::DoubleQuotedString(_) => ExprType::Text,
        Literal::HexStringLiteral(_) => ExprType::Bytes,
        Literal::Boolean(_) => ExprType::Boolean,
        _ => ExprType::Unknown,
    }
}

/// The functions that work out an operator on numbers without wrapping.
const ARITHMETIC: [(BinaryOperator, &str); 8] = [
    (BinaryOperator::Plus, "ipta_plus"),
    (BinaryOperator::Minus, "ipta_minus"),
    (BinaryOperator::Multiply, "ipta_times"),
    (BinaryOperator::BitwiseAnd, "ipta_and"),
    (BinaryOperator::BitwiseOr, "ipta_or"),
    (BinaryOperator::BitwiseXor, "ipta_xor"),
    (BinaryOperator::PGBitwiseShiftLeft, "ipta_left"),
    (BinaryOperator::PGBitwiseShiftRight, "ipta_right"),
];

/// The function that works out an operator.
pub fn function_of(op: &BinaryOperator) -> Option<&'static str> {
    ARITHMETIC.iter().find(|(of, _)| of == op).map(|(_, name)| *name)
}

/// The operator that a function works out.
fn operator_of(name: &str) -> Option<&'static BinaryOperator> {
    ARITHMETIC.iter().find(|(_, function)| *function == name).map(|(op, _)| op)
}

fn operation(left: &Expr, op: &BinaryOperator, right: &Expr) -> ExprType {
    let digits = |join: fn(u32, u32) -> u32| match (
        ExprType::of(left).digits(),
        ExprType::of(right).digits(),
    ) {
        (Some(left), Some(right)) => ExprType::Decimal(join(left, right)),
        _ => ExprType::Double,
    };
    match op {
        BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Modulo => digits(u32::max),
        BinaryOperator::Multiply => digits(|left, right| left + right),
        BinaryOperator::Divide => ExprType::Double,
        BinaryOperator::BitwiseAnd
        | BinaryOperator::BitwiseOr
        | BinaryOperator::BitwiseXor
        | BinaryOperator::PGBitwiseShiftLeft
        | BinaryOperator::PGBitwiseShiftRight
        | BinaryOperator::MyIntegerDivide => INT,
        BinaryOperator::StringConcat => ExprType::Text,
        _ => ExprType::Boolean,
    }
}

fn of_type(data_type: &DataType) -> ExprType {
    match data_type {
        DataType::BigInt(_) | DataType::BigIntUnsigned(_) => INT,
        DataType::Double(_) => ExprType::Double,
        DataType::Decimal(ExactNumberInfo::PrecisionAndScale(_, places)) => {
            ExprType::Decimal(u32::try_from(*places).unwrap_or_default())
        }
        DataType::Date => ExprType::Date,
        DataType::Timestamp(..) => ExprType::Time,
        DataType::Varchar(_) => ExprType::Text,
        _ => ExprType::Unknown,
    }
}

fn call(function: &Function) -> ExprType {
    let name = function.name.to_string().to_lowercase();
    let given = arguments(function);
    let first = || given.first().map_or(ExprType::Unknown, |expr| ExprType::of(expr));
    let places = || match given.get(1) {
        Some(Expr::Value(value)) => match &value.value {
            Literal::Number(places, _) => {
                places.parse().map_or(ExprType::Double, ExprType::Decimal)
            }
            _ => ExprType::Double,
        },
        _ => INT,
    };
    if let Some(op) = operator_of(&name)
        && let [left, right] = given.as_slice()
    {
        return operation(left, op, right);
    }
    match name.as_str() {
        "count" | "row_number" | "rank" | "dense_rank" | "ntile" | "bit_and" | "bit_or"
        | "bit_xor" => INT,
        "ipta_truth" | "ipta_between" => ExprType::Boolean,
        "ipta_if" => common(given.iter().skip(1).copied()),
        "ipta_invert" | "ipta_whole" | "ipta_unsigned" => INT,
        "sum" | "ipta_summand" | "ipta_divisor" => first().as_number(),
        "ipta_round" | "ipta_truncate" => places(),
        "abs" | "min" | "max" | "first_value" | "last_value" | "nth_value" | "lag" | "lead"
        | "nullif" => first(),
        "coalesce" | "greatest" | "least" => common(given.iter().copied()),
        "arrow_cast" => ExprType::Time,
        "unix_timestamp" => ExprType::Decimal(6),
        other => match functions::gives(other) {
            Some(ScalarKind::Int) => INT,
            Some(ScalarKind::Float) => ExprType::Double,
            Some(ScalarKind::Text | ScalarKind::Any | ScalarKind::List) => ExprType::Text,
            Some(ScalarKind::Bytes) => ExprType::Bytes,
            Some(ScalarKind::Time) => ExprType::Time,
            Some(ScalarKind::Date) => ExprType::Date,
            None => ExprType::Unknown,
        },
    }
}

/// The expressions that a function is given.
pub fn arguments(function: &Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    let given = list.args.iter().filter_map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    given.collect()
}
