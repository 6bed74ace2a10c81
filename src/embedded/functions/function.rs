//! A function: its arguments, its result, its line in the manual, and the computation of a row.

use std::ops::RangeInclusive;

use datafusion::common::ScalarValue;

use super::cell::Kind;
use ipta_core::value::Value;

/// A function of MySQL's.
#[derive(Debug)]
pub struct Function {
    /// Its names, in lower case, a slash after each but the last; those that begin with `ipta_` are for
    /// translations alone.
    pub names: &'static str,
    /// The names of its arguments; optional ones in brackets, and `…` after one that there may be more of.
    pub arguments: &'static str,
    /// Its result.
    pub about: &'static str,
}

impl Function {
    /// Its names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.split('/').filter(|name| !name.is_empty())
    }

    /// How many arguments it takes.
    pub fn bounds(&self) -> RangeInclusive<usize> {
        let count = |names: &str| names.split(',').filter(|name| !name.is_empty()).count();
        let all = count(self.arguments);
        match self.arguments.split_once('[') {
            Some((needed, _)) => count(needed)..=all,
            None if self.arguments.ends_with('…') => all - 1..=usize::MAX,
            None => all..=all,
        }
    }

    /// The rows of the manual's table, one for each of its names.
    pub fn documented(&self) -> impl Iterator<Item = String> {
        let row = |name: &str| {
            format!("| `{}({})` | {} |\n", name.to_uppercase(), self.arguments, self.about)
        };
        self.names().filter(|name| !name.starts_with("ipta_")).map(row)
    }
}

/// A function that is computed row by row.
#[derive(Debug)]
pub struct RowFunction {
    /// Its names and its text in the manual.
    pub function: Function,
    /// The kinds of its arguments; more than these are of the last kind.
    pub takes: &'static [Kind],
    /// The kind of its result.
    pub gives: Kind,
    /// Computes a row without NULL.
    pub run: fn(&[Value]) -> ScalarValue,
}

/// An argument as a value of its kind; NULL is 0 or empty.
macro_rules! argument {
    (Any, $cell:expr) => {
        $cell
    };
    (Int, $cell:expr) => {
        super::cell::int($cell)
    };
    (Float, $cell:expr) => {
        super::cell::float($cell)
    };
    (Text, $cell:expr) => {
        super::cell::text($cell)
    };
    (Time, $cell:expr) => {
        super::cell::time($cell)
    };
}

/// A result, or an `Option` of one, as the engine takes it.
macro_rules! result {
    (Int, $value:expr) => {
        datafusion::common::ScalarValue::Int64(Option::from($value))
    };
    (Float, $value:expr) => {
        // Infinity and NaN are NULL, as in MySQL.
        datafusion::common::ScalarValue::Float64(
            Option::<f64>::from($value).filter(|number| number.is_finite()),
        )
    };
    (Text, $value:expr) => {
        datafusion::common::ScalarValue::Utf8View(Option::from($value))
    };
    (Bytes, $value:expr) => {
        datafusion::common::ScalarValue::BinaryView(Option::from($value))
    };
    (Time, $value:expr) => {
        datafusion::common::ScalarValue::TimestampMicrosecond(Option::from($value), None)
    };
    (Date, $value:expr) => {
        datafusion::common::ScalarValue::Date32(
            Option::<i64>::from($value)
                .map(|time| time.div_euclid(ipta_core::time::Timestamp::DAY) as i32),
        )
    };
}

/// An entry of a table of functions: `function!("about", name, alias (argument: Kind; optional: Kind =
/// default) -> Kind = result)`; or with several values of a kind, which the result sees as cells,
/// `([values: Kind])`.
macro_rules! function {
    ($about:literal, $($name:ident),+ ($($argument:ident: $kind:ident),*
        $(; $optional:ident: $other:ident = $default:expr)?) -> $gives:ident = $result:expr) => {
        function!(
            [$($name),+] concat!(stringify!($($argument),*) $(, "[, ", stringify!($optional), "]")?),
            $about, [$($kind),* $(, $other)?] -> $gives,
            |cells: &[ipta_core::value::Value]| {
                let mut cells = cells.iter();
                $(let Some($argument) = cells.next() else { return result!($gives, None) };
                let $argument = argument!($kind, $argument);)*
                $(let $optional = cells.next().map_or($default, |cell| argument!($other, cell));)?
                result!($gives, $result)
            }
        )
    };
    ($about:literal, $name:ident ([$values:ident: $kind:ident]) -> $gives:ident = $result:expr) => {
        function!(
            [$name] concat!(stringify!($values), ", …"), $about, [$kind] -> $gives,
            |$values: &[ipta_core::value::Value]| result!($gives, $result)
        )
    };
    ([$($name:ident),+] $arguments:expr, $about:literal, [$($kind:ident),*] -> $gives:ident,
        $run:expr) => {
        RowFunction {
            function: Function {
                names: concat!($(stringify!($name), "/"),+),
                arguments: $arguments,
                about: $about,
            },
            takes: &[$(Kind::$kind),*],
            gives: Kind::$gives,
            run: $run,
        }
    };
}

pub(super) use {argument, function, result};
