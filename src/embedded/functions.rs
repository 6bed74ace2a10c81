//! Functions of MySQL that the engine has not, or has with another meaning: one table of them, each
//! computed row by row from a few kinds of values.

mod address;
mod calendar;
mod cell;
mod format;
mod function;
mod number;
mod text;
mod time;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, new_empty_array};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, ScalarUDF, Signature, SimpleScalarUDF, TypeSignature, Volatility,
};

use crate::cells;
use cell::Kind;
use function::RowFunction;
use ipta_core::value::Value;

pub use calendar::parse as parse_time;
pub use format::{has_day, has_time};
pub use function::{Function, KnownFunction, MANY};

fn table() -> impl Iterator<Item = &'static RowFunction> {
    [address::FUNCTIONS, number::FUNCTIONS, text::FUNCTIONS, time::FUNCTIONS].into_iter().flatten()
}

/// The function of a name, in lower case.
pub fn find(name: &str) -> Option<&'static Function> {
    table().map(|row| &row.function).find(|function| function.names.contains(&name))
}

/// Whether a function of that name gives a whole number.
pub fn is_whole(name: &str) -> bool {
    table().any(|row| row.gives == Kind::Int && row.function.names.contains(&name))
}

/// The functions as the manual lists them.
pub fn documented() -> impl Iterator<Item = KnownFunction> {
    table().flat_map(|row| row.function.documented())
}

/// What is registered beside the engine's own functions; a name of those is replaced.
pub fn all() -> impl Iterator<Item = ScalarUDF> {
    let of_rows = table().map(|row| {
        let run = |values: &[ColumnarValue]| compute(row, values);
        let names = row.function.names;
        registered(names[0], row.gives, run).with_aliases(names[1..].iter().copied())
    });
    of_rows.chain([registered("ipta_joined", Kind::Text, joined)])
}

fn registered(
    name: &str,
    gives: Kind,
    run: impl Fn(&[ColumnarValue]) -> Result<ColumnarValue> + Send + Sync + 'static,
) -> ScalarUDF {
    let signature = Signature::new(TypeSignature::VariadicAny, Volatility::Immutable);
    let gives = gives.data_type();
    ScalarUDF::from(SimpleScalarUDF::new_with_signature(name, signature, gives, Arc::new(run)))
}

/// The results of all rows, or of one where all arguments are constants.
fn compute(function: &RowFunction, arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let takes = |place: usize| function.takes[place.min(function.takes.len() - 1)];
    let rows = arguments.iter().find_map(|argument| match argument {
        ColumnarValue::Array(array) => Some(array.len()),
        ColumnarValue::Scalar(_) => None,
    });
    let plain = |argument: &ColumnarValue, place| match argument {
        ColumnarValue::Array(array) => cell::plain(array, takes(place)),
        ColumnarValue::Scalar(value) => cell::plain(&value.to_array()?, takes(place)),
    };
    let columns = arguments.iter().enumerate().map(|(place, argument)| plain(argument, place));
    let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
    let null = ScalarValue::try_new_null(&function.gives.data_type())?;
    let mut row: Vec<Value> = Vec::with_capacity(columns.len());
    let mut result = |number: usize| {
        row.clear();
        row.extend(columns.iter().zip(arguments).enumerate().map(|(place, (column, argument))| {
            let is_constant = matches!(argument, ColumnarValue::Scalar(_));
            let value = cells::value(column.as_ref(), if is_constant { 0 } else { number });
            takes(place).convert(value)
        }));
        if row.contains(&Value::Null) { null.clone() } else { (function.run)(&row) }
    };
    Ok(match rows {
        None => ColumnarValue::Scalar(result(0)),
        Some(0) => ColumnarValue::Array(new_empty_array(&null.data_type())),
        Some(rows) => ColumnarValue::Array(ScalarValue::iter_to_array((0..rows).map(result))?),
    })
}

/// The values that GROUP_CONCAT gathered in lists, joined by a mark.
fn joined(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let (lists, marks) = (arrays[0].as_list::<i32>(), cell::plain(&arrays[1], Kind::Text)?);
    let join = |list: Option<ArrayRef>, place: usize| -> Result<Option<String>> {
        let Some(list) = list else { return Ok(None) };
        let list = cell::plain(&list, Kind::Text)?;
        let known = (0..list.len()).filter(|place| list.is_valid(*place));
        let text = |place| Kind::Text.convert(cells::value(&list, place)).to_string();
        let texts: Vec<String> = known.map(text).collect();
        let mark = cells::value(&marks, place).to_string();
        Ok((!texts.is_empty()).then(|| texts.join(&mark)))
    };
    let texts = lists.iter().enumerate().map(|(place, list)| join(list, place));
    let texts = texts.collect::<Result<StringViewArray>>()?;
    Ok(ColumnarValue::Array(Arc::new(texts)))
}
