//! Choice: functions that choose one of their values, each worked out once.
//!
//! The engine's COALESCE becomes a CASE that has each value twice, and so does a CASE that is compared with
//! something: where such are nested, every level doubles the plan. Its GREATEST passes over NULL.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::NullBuffer;
use arrow::compute::kernels::cmp;
use arrow::compute::kernels::zip::zip;
use arrow::compute::{and_kleene, is_not_null, nullif, prep_null_mask_filter};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::functions::core;
use datafusion::logical_expr::type_coercion::binary::try_type_union_resolution;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

#[derive(Debug, PartialEq, Eq, Hash)]
struct SegmentChoice {
    by: By,
    signature: Signature,
}

/// What chooses.
#[derive(Debug, PartialEq, Eq, Hash)]
enum By {
    /// The first value that is not NULL.
    First,
    /// The second value if the first one is true, else the third.
    Condition,
    /// Whether the first value is between the others: the engine compares it twice.
    Range,
    /// The engine's own function, unless a value is NULL.
    Engine(Arc<ScalarUDF>),
}

/// What is registered with the engine, in place of its own functions of these names.
pub fn all() -> impl Iterator<Item = Arc<ScalarUDF>> {
    let engines = [By::Engine(core::greatest()), By::Engine(core::least())];
    [By::First, By::Condition, By::Range].into_iter().chain(engines).map(|by| {
        let signature = Signature::user_defined(Volatility::Immutable);
        Arc::new(ScalarUDF::from(SegmentChoice { by, signature }))
    })
}

impl ScalarUDFImpl for SegmentChoice {
    fn name(&self) -> &str {
        match &self.by {
            By::First => "coalesce",
            By::Condition => "ipta_if",
            By::Range => "ipta_between",
            By::Engine(engine) => engine.name(),
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match (&self.by, given) {
            (By::Engine(engine), given) => engine.coerce_types(given),
            // All three are of the kind that they are compared as.
            (By::Range, given) => core::greatest().coerce_types(given),
            (By::First, given) => try_type_union_resolution(given),
            (By::Condition, [_, values @ ..]) => {
                let values = try_type_union_resolution(values)?;
                Ok([DataType::Boolean].into_iter().chain(values).collect())
            }
            (By::Condition, []) => exec_err!("`IF` takes 3 arguments, not 0"),
        }
    }

    fn return_type(&self, coerced: &[DataType]) -> Result<DataType> {
        if self.by == By::Range {
            return Ok(DataType::Boolean);
        }
        let values = &coerced[usize::from(self.by == By::Condition).min(coerced.len())..];
        Ok(values.iter().find(|one| !one.is_null()).cloned().unwrap_or(DataType::Null))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match (&self.by, args.args.as_slice()) {
            (By::Engine(engine), _) => unless_null(engine, args),
            (By::Condition, [condition, then, otherwise]) => {
                let is_true = condition.clone().into_array(args.number_rows)?;
                let then = then.clone().into_array(args.number_rows)?;
                let otherwise = otherwise.clone().into_array(args.number_rows)?;
                // NULL is not true.
                let is_true = match is_true.as_boolean() {
                    known if known.null_count() == 0 => known.clone(),
                    some => prep_null_mask_filter(some),
                };
                Ok(ColumnarValue::Array(zip(&is_true, &then, &otherwise)?))
            }
            (By::Range, [value, low, high]) => {
                let value = value.clone().into_array(args.number_rows)?;
                let low = low.clone().into_array(args.number_rows)?;
                let high = high.clone().into_array(args.number_rows)?;
                let (above, below) = (cmp::gt_eq(&value, &low)?, cmp::lt_eq(&value, &high)?);
                Ok(ColumnarValue::Array(Arc::new(and_kleene(&above, &below)?)))
            }
            (_, values) => first(values, args.number_rows),
        }
    }
}

/// The first value of each row that is not NULL.
fn first(values: &[ColumnarValue], rows: usize) -> Result<ColumnarValue> {
    let is_constant = values.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
    let rows = if is_constant { 1 } else { rows };
    let mut values = values.iter();
    let mut chosen = match values.next() {
        Some(first) => first.clone().into_array(rows)?,
        None => return Ok(ColumnarValue::Scalar(ScalarValue::Null)),
    };
    for value in values {
        if chosen.null_count() == 0 && *chosen.data_type() != DataType::Null {
            break;
        }
        let value = value.clone().into_array(rows)?;
        chosen = match chosen.data_type() {
            DataType::Null => value,
            _ => zip(&is_not_null(&chosen)?, &chosen, &value)?,
        };
    }
    Ok(match is_constant {
        true => ColumnarValue::Scalar(ScalarValue::try_from_array(&chosen, 0)?),
        false => ColumnarValue::Array(chosen),
    })
}

/// What the engine's function says of values, or NULL if one of them is.
fn unless_null(engine: &ScalarUDF, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
    let (values, rows) = (args.args.clone(), args.number_rows);
    if values.iter().any(|value| matches!(value, ColumnarValue::Scalar(one) if one.is_null())) {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_new_null(args.return_type())?));
    }
    let nulls = values.iter().filter_map(|value| match value {
        ColumnarValue::Array(array) => array.logical_nulls(),
        ColumnarValue::Scalar(_) => None,
    });
    let known =
        nulls.reduce(|one, other| NullBuffer::union(Some(&one), Some(&other)).unwrap_or(one));
    let chosen = engine.invoke_with_args(args)?;
    let Some(known) = known else { return Ok(chosen) };
    let is_null = BooleanArray::new(!known.inner(), None);
    Ok(ColumnarValue::Array(nullif(&chosen.into_array(rows)?, &is_null)?))
}
