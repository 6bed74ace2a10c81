//! Arithmetic: MySQL's operators on numbers, which report what is out of range. The engine's own wrap.
//!
//! Whole numbers are `BIGINT`, those above its range and sums are decimals of 38 digits, and bits are
//! `BIGINT UNSIGNED`. The translation writes these functions in place of operators.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Datum, UInt64Array};
use arrow::compute::kernels::{cmp, numeric};
use arrow::compute::{CastOptions, binary, cast, cast_with_options, nullif, unary};
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::type_coercion::binary::BinaryTypeCoercer;
use datafusion::logical_expr::{
    ColumnarValue, Expr, Operator, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use datafusion::physical_expr_common::datum::apply;

/// What an operator does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum OperatorKind {
    /// `+`, `-`, `*`, by the engine's types but for whole numbers.
    Calculate(Operator),
    /// Works on 64 bits each.
    Bits(Bits),
    /// A divisor, where 0 becomes NULL.
    Divisor,
    /// A number without its sign.
    Absolute,
    /// A number, or what is true or false, as a type of numbers that it fits into.
    As(DataType),
    /// Whether a number is not 0.
    Truth,
    /// CAST … AS UNSIGNED.
    Unsigned,
    /// What SUM adds up: whole numbers as decimals that do not overflow.
    Summand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Bits {
    And,
    Or,
    Xor,
    Left,
    Right,
}

/// The functions, by the names that the translation writes.
const FUNCTIONS: [(&str, OperatorKind); 13] = [
    ("ipta_plus", OperatorKind::Calculate(Operator::Plus)),
    ("ipta_minus", OperatorKind::Calculate(Operator::Minus)),
    ("ipta_times", OperatorKind::Calculate(Operator::Multiply)),
    ("ipta_and", OperatorKind::Bits(Bits::And)),
    ("ipta_or", OperatorKind::Bits(Bits::Or)),
    ("ipta_xor", OperatorKind::Bits(Bits::Xor)),
    ("ipta_left", OperatorKind::Bits(Bits::Left)),
    ("ipta_right", OperatorKind::Bits(Bits::Right)),
    ("ipta_divisor", OperatorKind::Divisor),
    ("abs", OperatorKind::Absolute),
    ("ipta_truth", OperatorKind::Truth),
    ("ipta_unsigned", OperatorKind::Unsigned),
    ("ipta_summand", OperatorKind::Summand),
];

#[derive(Debug, PartialEq, Eq, Hash)]
struct Arithmetic {
    name: &'static str,
    work: OperatorKind,
    signature: Signature,
}

/// What is registered with the engine.
pub fn all() -> impl Iterator<Item = Arc<ScalarUDF>> {
    FUNCTIONS.into_iter().map(|(name, work)| function(name, work))
}

fn function(name: &'static str, work: OperatorKind) -> Arc<ScalarUDF> {
    let signature = Signature::user_defined(Volatility::Immutable);
    Arc::new(ScalarUDF::from(Arithmetic { name, work, signature }))
}

/// The name of the function that converts a number.
pub const CONVERTED: &str = "ipta_as";

/// A number as another type, where an error is one that does not fit. It is no cast, because the
/// engine works out the type of nested casts twice a level.
pub fn converted(expr: Expr, to: DataType) -> Expr {
    let function = function(CONVERTED, OperatorKind::As(to));
    Expr::ScalarFunction(ScalarFunction::new_udf(function, vec![expr]))
}

/// A number with some digits after its point, or with all that it has.
pub fn rounded(expr: Expr, places: Option<i8>) -> Expr {
    match places {
        Some(places) => converted(expr, DataType::Decimal128(38, places.min(30))),
        None => expr,
    }
}

/// The largest whole number of 64 bits, signed or not, is a decimal of 20 digits.
const WIDE: DataType = DataType::Decimal128(20, 0);

/// A number's type for sums: the engine's own sum of it cannot overflow.
fn summand(given: &DataType) -> DataType {
    match given {
        DataType::Int64 | DataType::UInt64 => WIDE,
        other => other.clone(),
    }
}

/// Whether a type is of whole numbers, true or false, or NULL.
pub fn is_whole(data_type: &DataType) -> bool {
    data_type.is_integer() || matches!(data_type, DataType::Boolean | DataType::Null)
}

/// A whole number's type for calculations.
fn whole(given: &DataType, other: &DataType) -> DataType {
    match (given, other) {
        (DataType::UInt64, _) | (_, DataType::UInt64) => WIDE,
        _ => DataType::Int64,
    }
}

impl OperatorKind {
    /// The types of the arguments, for those given.
    fn coerced(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        Ok(match (self, given) {
            (Self::Calculate(_), [left, right]) if is_whole(left) && is_whole(right) => {
                vec![whole(left, right); 2]
            }
            (Self::Calculate(operator), [left, right]) => {
                let (left, right) =
                    BinaryTypeCoercer::new(left, operator, right).get_input_types()?;
                vec![left, right]
            }
            (Self::Absolute, [DataType::UInt64]) => vec![DataType::UInt64],
            (Self::Absolute, [one]) if is_whole(one) => vec![DataType::Int64],
            (Self::Absolute, [one]) if !matches!(one, DataType::Decimal128(..)) => {
                vec![DataType::Float64]
            }
            (Self::Summand, [one]) => vec![summand(one)],
            _ => given.to_vec(),
        })
    }

    /// The type of the result, of coerced arguments.
    fn gives(&self, coerced: &[DataType]) -> Result<DataType> {
        Ok(match (self, coerced) {
            (Self::Calculate(_), [DataType::Int64, DataType::Int64]) => DataType::Int64,
            (Self::Calculate(operator), [left, right]) => {
                BinaryTypeCoercer::new(left, operator, right).get_result_type()?
            }
            (Self::Bits(_) | Self::Unsigned, _) => DataType::UInt64,
            (Self::As(data_type), _) => data_type.clone(),
            (Self::Truth, _) => DataType::Boolean,
            (_, coerced) => coerced.first().cloned().unwrap_or(DataType::Null),
        })
    }
}

impl ScalarUDFImpl for Arithmetic {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        self.work.coerced(given)
    }

    fn return_type(&self, coerced: &[DataType]) -> Result<DataType> {
        self.work.gives(coerced)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match (&self.work, args.args.as_slice()) {
            (OperatorKind::Calculate(operator), [left, right]) => calculate(left, *operator, right),
            (OperatorKind::Bits(bits), values) => {
                of_arrays(values, |values| of_bits(*bits, values))
            }
            (OperatorKind::Divisor, values) => of_arrays(values, |values| not_zero(&values[0])),
            (OperatorKind::As(to), values) => of_arrays(values, |values| strict(&values[0], to)),
            (OperatorKind::Truth, values) => of_arrays(values, |values| truth(&values[0])),
            (OperatorKind::Unsigned, values) => {
                of_arrays(values, |values| Ok(Arc::new(bits(&values[0])?)))
            }
            (OperatorKind::Absolute, values) => of_arrays(values, |values| absolute(&values[0])),
            (_, [value, ..]) => Ok(value.clone()),
            _ => exec_err!("`{}` takes an argument", self.name),
        }
    }
}

/// The result of arrays, or of one row where all values are constants.
pub fn of_arrays(
    values: &[ColumnarValue],
    run: impl FnOnce(&[ArrayRef]) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let is_constant = values.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
    let result = run(&ColumnarValue::values_to_arrays(values)?)?;
    Ok(match is_constant {
        true => ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?),
        false => ColumnarValue::Array(result),
    })
}

fn calculate(
    left: &ColumnarValue,
    operator: Operator,
    right: &ColumnarValue,
) -> Result<ColumnarValue> {
    let run = |left: &dyn Datum, right: &dyn Datum| match operator {
        Operator::Plus => numeric::add(left, right),
        Operator::Minus => numeric::sub(left, right),
        _ => numeric::mul(left, right),
    };
    let result = apply(left, right, |left, right| {
        let result = run(left, right)?;
        let is_finite = |number: Option<f64>| number.is_none_or(f64::is_finite);
        match result.as_primitive_opt::<Float64Type>() {
            Some(floats) if !floats.iter().all(is_finite) => {
                let (left, right) = (left.get().0, right.get().0);
                let place = floats.iter().position(|number| !is_finite(number)).unwrap_or_default();
                let number = |of: &dyn Array| {
                    let floats = of.as_primitive_opt::<Float64Type>();
                    floats.map_or(f64::INFINITY, |of| of.value(place.min(of.len() - 1)))
                };
                let (left, right) = (number(left), number(right));
                Err(ArrowError::ArithmeticOverflow(format!("{left:e} {operator} {right:e}")))
            }
            _ => Ok(result),
        }
    });
    result.or_else(|error| match error.find_root() {
        datafusion::common::DataFusionError::ArrowError(error, _) => match error.as_ref() {
            ArrowError::ArithmeticOverflow(what) => {
                let what = what.rsplit(": ").next().unwrap_or(what);
                let kind = match left.data_type() {
                    DataType::Int64 => "BIGINT",
                    DataType::Float64 => "DOUBLE",
                    _ => "DECIMAL",
                };
                exec_err!("{kind} value is out of range in `{what}`")
            }
            _ => exec_err!("{error}"),
        },
        _ => Err(error),
    })
}

/// The 64 bits of each number: those of a negative one are its two's complement, as in MySQL.
fn bits(array: &ArrayRef) -> Result<UInt64Array> {
    Ok(match array.data_type() {
        DataType::UInt64 => array.as_primitive::<UInt64Type>().clone(),
        unsigned if unsigned.is_unsigned_integer() => {
            cast(array, &DataType::UInt64)?.as_primitive::<UInt64Type>().clone()
        }
        float if float.is_floating() || float.is_decimal() => {
            let floats = cast(array, &DataType::Float64)?;
            let bits = |number: f64| match number.round() {
                negative if negative < 0.0 => negative as i64 as u64,
                positive => positive as u64,
            };
            unary(floats.as_primitive::<Float64Type>(), bits)
        }
        _ => {
            let numbers = cast(array, &DataType::Int64)?;
            unary(numbers.as_primitive::<Int64Type>(), |number| number as u64)
        }
    })
}

fn strict(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    Ok(cast_with_options(array, to, &options)?)
}

fn of_bits(work: Bits, values: &[ArrayRef]) -> Result<ArrayRef> {
    let left = bits(&values[0])?;
    let right = bits(&values[1])?;
    // All bits that are shifted out are gone.
    let by = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let result: UInt64Array = match work {
        Bits::And => binary(&left, &right, |left, right| left & right),
        Bits::Or => binary(&left, &right, |left, right| left | right),
        Bits::Xor => binary(&left, &right, |left, right| left ^ right),
        Bits::Left => {
            binary(&left, &right, |left: u64, right| left.checked_shl(by(right)).unwrap_or(0))
        }
        Bits::Right => {
            binary(&left, &right, |left: u64, right| left.checked_shr(by(right)).unwrap_or(0))
        }
    }?;
    Ok(Arc::new(result))
}

fn not_zero(divisor: &ArrayRef) -> Result<ArrayRef> {
    if *divisor.data_type() == DataType::Null {
        return Ok(Arc::clone(divisor));
    }
    let zero = ScalarValue::new_zero(divisor.data_type())?.to_scalar()?;
    Ok(nullif(divisor, &cmp::eq(divisor, &zero)?)?)
}

fn truth(number: &ArrayRef) -> Result<ArrayRef> {
    if !number.data_type().is_numeric() {
        return Ok(cast(number, &DataType::Boolean)?);
    }
    let zero = ScalarValue::new_zero(number.data_type())?.to_scalar()?;
    Ok(Arc::new(cmp::neq(number, &zero)?))
}

fn absolute(values: &ArrayRef) -> Result<ArrayRef> {
    use arrow::datatypes::Decimal128Type;
    Ok(match values.data_type() {
        DataType::Int64 => {
            let numbers = values.as_primitive::<Int64Type>();
            if numbers.iter().any(|number| number == Some(i64::MIN)) {
                return exec_err!("BIGINT value is out of range in `ABS({})`", i64::MIN);
            }
            Arc::new(unary::<_, _, Int64Type>(numbers, i64::abs))
        }
        DataType::Float64 => {
            let numbers = values.as_primitive::<Float64Type>();
            Arc::new(unary::<_, _, Float64Type>(numbers, f64::abs))
        }
        DataType::Decimal128(precision, scale) => {
            let numbers = values.as_primitive::<Decimal128Type>();
            let numbers = unary::<_, _, Decimal128Type>(numbers, i128::abs);
            Arc::new(numbers.with_precision_and_scale(*precision, *scale)?)
        }
        _ => Arc::clone(values),
    })
}
