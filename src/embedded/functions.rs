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
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Signature, SimpleScalarUDF, Volatility};

use crate::arithmetic::of_arrays;
use crate::cells::value;
use cell::Kind;
use function::RowFunction;
use ipta_core::value::Value;

pub use calendar::parse as parse_time;
pub use format::{has_day, has_time};
pub use function::Function;
pub use time::is_unit;

fn table() -> impl Iterator<Item = &'static RowFunction> {
    [address::FUNCTIONS, number::FUNCTIONS, text::FUNCTIONS, time::FUNCTIONS].into_iter().flatten()
}

/// The function of a name, in lower case.
pub fn find(name: &str) -> Option<&'static Function> {
    table().map(|row| &row.function).find(|function| function.names().any(|known| known == name))
}

/// The rows of the manual's table.
pub fn documented() -> impl Iterator<Item = String> {
    table().flat_map(|row| row.function.documented())
}

/// What is registered beside the engine's own functions; a name of those is replaced.
pub fn all() -> impl Iterator<Item = ScalarUDF> {
    let of_rows = table().map(|row| {
        let mut names = row.function.names();
        let name = names.next().unwrap_or_default();
        registered(name, row.gives, |arrays| compute(row, arrays)).with_aliases(names)
    });
    of_rows.chain([registered("ipta_joined", Kind::Text, joined)])
}

fn registered(
    name: &str,
    gives: Kind,
    run: impl Fn(&[ArrayRef]) -> Result<ArrayRef> + Send + Sync + 'static,
) -> ScalarUDF {
    let signature = Signature::variadic_any(Volatility::Immutable);
    let run = Arc::new(move |values: &[ColumnarValue]| of_arrays(values, &run));
    let gives = gives.data_type();
    ScalarUDF::from(SimpleScalarUDF::new_with_signature(name, signature, gives, run))
}

/// The results of all rows.
fn compute(function: &RowFunction, arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let kind = |place: usize| function.takes[place.min(function.takes.len() - 1)];
    let columns = arrays.iter().enumerate().map(|(place, array)| cell::plain(array, kind(place)));
    let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
    let null = ScalarValue::try_new_null(&function.gives.data_type())?;
    let rows = columns.first().map_or(0, |column| column.len());
    if rows == 0 {
        return Ok(new_empty_array(&null.data_type()));
    }
    ScalarValue::iter_to_array((0..rows).map(|row| {
        let columns = columns.iter().enumerate();
        let cell = |(place, column): (usize, &ArrayRef)| kind(place).convert(value(column, row));
        let cells: Vec<Value> = columns.map(cell).collect();
        if cells.contains(&Value::Null) { null.clone() } else { (function.run)(&cells) }
    }))
}

/// The values that GROUP_CONCAT gathered in lists, joined by a mark.
fn joined(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (lists, marks) = (arrays[0].as_list::<i32>(), cell::plain(&arrays[1], Kind::Text)?);
    let join = |list: Option<ArrayRef>, row: usize| -> Result<Option<String>> {
        let Some(list) = list else { return Ok(None) };
        let list = cell::plain(&list, Kind::Text)?;
        let known = (0..list.len()).filter(|place| list.is_valid(*place));
        let texts = known.map(|place| Kind::Text.convert(value(&list, place)).to_string());
        let texts: Vec<String> = texts.collect();
        Ok((!texts.is_empty()).then(|| texts.join(&value(&marks, row).to_string())))
    };
    let texts = lists.iter().enumerate().map(|(row, list)| join(list, row));
    Ok(Arc::new(texts.collect::<Result<StringViewArray>>()?))
}
