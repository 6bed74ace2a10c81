//! Choice: functions that choose one of their values, each worked out once.
//!
//! The engine's COALESCE becomes a CASE that has each value twice, its GREATEST passes over NULL; where
//! such are nested, every level doubles the plan.

use std::sync::Arc;

use arrow::array::Array;
use arrow::array::BooleanArray;
use arrow::buffer::NullBuffer;
use arrow::compute::kernels::zip::zip;
use arrow::compute::{is_not_null, nullif};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::core;
use datafusion::logical_expr::type_coercion::binary::try_type_union_resolution;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

#[derive(Debug, PartialEq, Eq, Hash)]
struct Choice {
    /// The engine's function that chooses; none for the first value that is not NULL.
    engine: Option<Arc<ScalarUDF>>,
    signature: Signature,
}

/// What is registered with the engine, in place of its own functions of these names.
pub fn all() -> impl Iterator<Item = Arc<ScalarUDF>> {
    [None, Some(core::greatest()), Some(core::least())].into_iter().map(|engine| {
        let signature = Signature::user_defined(Volatility::Immutable);
        Arc::new(ScalarUDF::from(Choice { engine, signature }))
    })
}

impl ScalarUDFImpl for Choice {
    fn name(&self) -> &str {
        self.engine.as_ref().map_or("coalesce", |engine| engine.name())
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match &self.engine {
            Some(engine) => engine.coerce_types(given),
            None => try_type_union_resolution(given),
        }
    }

    fn return_type(&self, coerced: &[DataType]) -> Result<DataType> {
        Ok(coerced.iter().find(|one| !one.is_null()).cloned().unwrap_or(DataType::Null))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match &self.engine {
            Some(engine) => unless_null(engine, args),
            None => first(&args.args, args.number_rows),
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
