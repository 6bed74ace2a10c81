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

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use cell::{ArgumentColumn, SqlValue};
use function::{Nulls, SqlFunction};

pub use calendar::parse as parse_time;
pub use cell::ScalarKind;
pub use format::{has_day, has_time};
pub use function::{KnownFunction, MANY};

fn table() -> impl Iterator<Item = &'static SqlFunction> {
    [address::FUNCTIONS, number::FUNCTIONS, text::FUNCTIONS, time::FUNCTIONS].into_iter().flatten()
}

/// What a function of that name gives, in either case; `None` for those of the engine.
pub fn gives(name: &str) -> Option<ScalarKind> {
    let has = |function: &&SqlFunction| {
        function.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    table().find(has).map(|function| function.gives)
}

/// The functions as the manual lists them; those of other names are for translations alone.
pub fn documented() -> impl Iterator<Item = KnownFunction> {
    table().flat_map(|function| {
        let names = function.names.iter().filter(|name| !name.starts_with("ipta_"));
        names.map(|name| KnownFunction::new(name, function.arguments, function.about))
    })
}

/// What is registered beside the engine's own functions; a name of those is replaced.
pub fn all() -> impl Iterator<Item = Arc<ScalarUDF>> {
    table().map(|function| {
        let signature = Signature::user_defined(Volatility::Immutable);
        let aliases = function.names[1..].iter().map(|name| (*name).to_owned()).collect();
        Arc::new(ScalarUDF::from(Registered { function, signature, aliases }))
    })
}

/// A function as the engine knows it.
#[derive(Debug)]
struct Registered {
    function: &'static SqlFunction,
    signature: Signature,
    aliases: Vec<String>,
}

impl PartialEq for Registered {
    fn eq(&self, other: &Self) -> bool {
        self.function.names == other.function.names
    }
}

impl Eq for Registered {}

impl Hash for Registered {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.names.hash(state);
    }
}

/// What is said of a call that does not have as many arguments as the function takes.
pub fn wrong_count(name: &str, least: usize, most: usize, given: usize) -> String {
    let (wanted, last) = match (least, most) {
        (least, MANY) => (format!("at least {least}"), least),
        (least, most) if least == most => (least.to_string(), least),
        (least, most) => (format!("{least} to {most}"), most),
    };
    let arguments = if last == 1 { "argument" } else { "arguments" };
    format!("`{}` takes {wanted} {arguments}, not {given}", name.to_uppercase())
}

impl ScalarUDFImpl for Registered {
    fn name(&self) -> &str {
        self.function.names[0]
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let SqlFunction { least, most, .. } = *self.function;
        if (least..=most).contains(&given.len()) {
            return Ok(given.to_vec());
        }
        plan_err!("{}", wrong_count(self.name(), least, most, given.len()))
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.function.gives.data_type())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let SqlFunction { takes, gives, nulls, run, .. } = *self.function;
        let kinds = takes
            .iter()
            .copied()
            .chain(std::iter::repeat(*takes.last().unwrap_or(&ScalarKind::Any)));
        let columns = args
            .args
            .iter()
            .zip(kinds)
            .map(|(value, kind)| ArgumentColumn::of(value, kind))
            .collect::<Result<Vec<_>>>()?;
        let constant = args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let mut results = Vec::with_capacity(rows);
        let mut row: Vec<SqlValue<'_>> = Vec::with_capacity(columns.len());
        for number in 0..rows {
            row.clear();
            row.extend(columns.iter().map(|column| column.cell(number)));
            let is_null = nulls == Nulls::Spread && row.contains(&SqlValue::Null);
            results.push(if is_null { SqlValue::Null } else { run(&row) });
        }
        let array = cell::array(gives, &results);
        Ok(match constant {
            true => ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?),
            false => ColumnarValue::Array(array),
        })
    }
}
