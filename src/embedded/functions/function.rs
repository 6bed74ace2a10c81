//! A function: its arguments, its result, its line in the manual, and the computation of a row.

use super::cell::{ScalarKind, SqlValue};

/// A function as the manual lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownFunction {
    /// Its name and arguments, as it is called.
    pub call: String,
    /// Its result.
    pub about: &'static str,
}

impl KnownFunction {
    /// A function of that name.
    pub fn new(name: &str, arguments: &str, about: &'static str) -> Self {
        Self { call: format!("{}({arguments})", name.to_uppercase()), about }
    }
}

/// A function, computed row by row.
#[derive(Debug)]
pub struct SqlFunction {
    /// Its names, in lower case.
    pub names: &'static [&'static str],
    /// Its result, for the manual.
    pub about: &'static str,
    /// The names of its arguments, for the manual; optional ones in brackets.
    pub arguments: &'static str,
    /// The kinds of its arguments; more than these are of the last kind.
    pub takes: &'static [ScalarKind],
    /// The least number of arguments.
    pub least: usize,
    /// The greatest number of arguments.
    pub most: usize,
    /// The kind of its result.
    pub gives: ScalarKind,
    /// How it treats NULL.
    pub nulls: Nulls,
    /// Computes a row.
    pub run: fn(&[SqlValue<'_>]) -> SqlValue<'static>,
}

/// How a function treats NULL.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Nulls {
    /// It gives NULL if an argument is.
    Spread,
    /// It gets them as they are.
    Seen,
}

/// Any number of arguments.
pub const MANY: usize = usize::MAX;

/// An argument as a value of its kind; NULL is 0 or empty.
macro_rules! argument {
    (Any, $cell:expr) => {
        $cell
    };
    (Int, $cell:expr) => {
        $cell.int()
    };
    (Float, $cell:expr) => {
        $cell.float()
    };
    (Text, $cell:expr) => {
        $cell.text()
    };
    (Time, $cell:expr) => {
        $cell.time()
    };
    (List, $cell:expr) => {
        $cell.list()
    };
}

/// A result, or an `Option` of one, as a cell.
macro_rules! cell {
    (Int, $value:expr) => {
        Option::<i64>::from($value).map_or(SqlValue::Null, SqlValue::Int)
    };
    (Float, $value:expr) => {
        // Infinity and NaN are NULL, as in MySQL.
        Option::<f64>::from($value)
            .filter(|number| number.is_finite())
            .map_or(SqlValue::Null, SqlValue::Float)
    };
    (Text, $value:expr) => {
        Option::<String>::from($value).map_or(SqlValue::Null, |text| SqlValue::Text(text.into()))
    };
    (Bytes, $value:expr) => {
        Option::<Vec<u8>>::from($value).map_or(SqlValue::Null, |it| SqlValue::Bytes(it.into()))
    };
    ($time:ident, $value:expr) => {
        Option::<i64>::from($value).map_or(SqlValue::Null, SqlValue::Time)
    };
}

/// An entry of a table of functions: `function!("about", name, alias (argument: Kind; optional: Kind =
/// default) -> Kind = result)`. Of an argument of several values, `; values: [Kind]`, the result sees the
/// cells; `with nulls` lets it see NULL.
macro_rules! function {
    ($about:literal, $($name:ident),+ ($($argument:ident: $kind:ident),*
        $(; $optional:ident: $other:ident = $default:expr)?) -> $gives:ident = $result:expr) => {
        SqlFunction {
            names: &[$(stringify!($name)),+],
            about: $about,
            arguments: concat!(stringify!($($argument),*) $(, "[, ", stringify!($optional), "]")?),
            takes: &[$(ScalarKind::$kind,)* $(ScalarKind::$other)?],
            least: [$(stringify!($argument)),*].len(),
            most: [$(stringify!($argument),)* $(stringify!($optional))?].len(),
            gives: ScalarKind::$gives,
            nulls: Nulls::Spread,
            run: |cells| {
                let mut cells = cells.iter();
                $(let Some($argument) = cells.next() else { return SqlValue::Null };
                let $argument = argument!($kind, $argument);)*
                $(let $optional = match cells.next() {
                    Some(cell) => argument!($other, cell),
                    None => $default,
                };)?
                cell!($gives, $result)
            },
        }
    };
    ($about:literal, $name:ident ($($argument:ident: $kind:ident),* ; $values:ident: [$many:ident])
        -> $gives:ident = $result:expr) => {
        function!($about, $name ($($argument: $kind),* ; $values: [$many]) -> $gives, Spread = $result)
    };
    ($about:literal, $name:ident ($($argument:ident: $kind:ident),* ; $values:ident: [$many:ident])
        -> $gives:ident with nulls = $result:expr) => {
        function!($about, $name ($($argument: $kind),* ; $values: [$many]) -> $gives, Seen = $result)
    };
    ($about:literal, $name:ident ($($argument:ident: $kind:ident),* ; $values:ident: [$many:ident])
        -> $gives:ident, $nulls:ident = $result:expr) => {
        SqlFunction {
            names: &[stringify!($name)],
            about: $about,
            arguments: concat!($(stringify!($argument), ", ",)* stringify!($values), ", …"),
            takes: &[$(ScalarKind::$kind,)* ScalarKind::$many],
            least: [$(stringify!($argument),)* stringify!($values)].len(),
            most: MANY,
            gives: ScalarKind::$gives,
            nulls: Nulls::$nulls,
            run: |cells| {
                #[allow(unused_mut, reason = "there may be no argument before the values")]
                let mut cells = cells.iter();
                $(let Some($argument) = cells.next() else { return SqlValue::Null };
                let $argument = argument!($kind, $argument);)*
                let $values = cells.as_slice();
                cell!($gives, $result)
            },
        }
    };
}

pub(super) use {argument, cell, function};
