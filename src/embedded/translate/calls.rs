//! Calls: functions of MySQL as the engine's, where a function of the same name will not do.

use std::mem;
use std::vec;

use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentClause, FunctionArguments, Ident, ObjectName, Value as Literal,
};

use super::expr_type::{ExprType, arguments, common, is_null};
use super::intervals::{Shift, as_days, shifted};
use super::operators::{compared, not_zero};
use super::tree::{
    self, argument, as_double, as_int, binary, call, literal_text, number, operand, take, text,
    textual, truth, valued,
};
use crate::functions::{self, KnownFunction, MANY};
use ipta_core::store::StoreError;

/// A function that becomes another expression, depending on its arguments.
struct Rewrite {
    names: &'static [&'static str],
    about: &'static str,
    arguments: &'static str,
    least: usize,
    most: usize,
    to: fn(vec::IntoIter<Expr>) -> Result<Expr, StoreError>,
}

/// An entry of the table: `rewrite!("about", name, alias (argument; optional) = result)`, where the
/// optional argument is an `Option`; or with several values, `(values of 2)` for at least two.
macro_rules! rewrite {
    ($about:literal, $($name:ident),+ ($values:ident of $least:literal) = $result:expr) => {
        Rewrite {
            names: &[$(stringify!($name)),+],
            about: $about,
            arguments: concat!(stringify!($values), ", …"),
            least: $least,
            most: MANY,
            to: |$values| Ok($result),
        }
    };
    ($about:literal, $($name:ident),+ ($($argument:ident),* $(; $optional:ident)?)
        = $result:expr) => {
        Rewrite {
            names: &[$(stringify!($name)),+],
            about: $about,
            arguments: concat!(stringify!($($argument),*) $(, "[, ", stringify!($optional), "]")?),
            least: <[&str]>::len(&[$(stringify!($argument)),*]),
            most: <[&str]>::len(&[$(stringify!($argument),)* $(stringify!($optional))?]),
            // PI has no arguments.
            #[allow(unused_variables, unused_mut)]
            to: |mut given| {
                $(let $argument = given.next().unwrap_or_else(null);)*
                $(let $optional = given.next();)?
                Ok($result)
            },
        }
    };
}

static REWRITES: &[Rewrite] = &[
    rewrite!("the first value that is not NULL", coalesce(values of 1) = choice("coalesce", values)),
    rewrite!(
        "the second value where the first is NULL",
        ifnull(value, other) = choice("coalesce", [value, other])
    ),
    rewrite!("the second value where the first is true, else the third",
    if(condition, then, otherwise) = {
        let results = alike([then, otherwise]);
        call("ipta_if", [truth(condition)].into_iter().chain(results).collect())
    }),
    rewrite!(
        "NULL where both values are equal, else the first",
        nullif(value, other) = {
            let (value, other) = compared(valued(value), other)?;
            call("nullif", vec![value, other])
        }
    ),
    rewrite!("whether a value is NULL", isnull(value) = Expr::IsNull(Box::new(value))),
    rewrite!("the greatest value; NULL if one is", greatest(values of 2) = choice("greatest", values)),
    rewrite!("the least value; NULL if one is", least(values of 2) = choice("least", values)),
    rewrite!("the remainder of a division",
        mod(number, divisor)
            = binary(operand(number), BinaryOperator::Modulo, not_zero(operand(divisor)))),
    rewrite!(
        "the ratio of a circle's circumference to its diameter",
        pi() = call("pi", Vec::new())
    ),
    rewrite!("a number without its sign", abs(number) = call("abs", vec![operand(number)])),
    rewrite!("a number rounded up", ceil, ceiling(number) = whole("ceil", number)),
    rewrite!("a number rounded down", floor(number) = whole("floor", number)),
    rewrite!("a number rounded to decimal places, to a whole number without",
    round(number; places) = match places {
        None if is_whole(&number) => valued(number),
        None => as_int(call("ipta_round", vec![number])),
        Some(places) => cut("ipta_round", number, places),
    }),
    rewrite!(
        "a number without the decimals after some places",
        truncate(number, places) = cut("ipta_truncate", number, places)
    ),
    rewrite!(
        "a number, text or bytes in base 16",
        hex(value) = match ExprType::of(&value).is_number() {
            true => call("ipta_hex_number", vec![value]),
            false => call("ipta_hex", vec![value]),
        }
    ),
    rewrite!("the time of seconds since 1970, as text if there is a format",
    from_unixtime(seconds; format) = {
        let time = call("ipta_from_unixtime", vec![seconds]);
        format.map_or(time.clone(), |format| call("date_format", vec![time, format]))
    }),
    rewrite!(
        "the time, day or time of day that a text means by a format",
        str_to_date(text, format) = read_time(text, format)
    ),
    rewrite!(
        "a time and an interval, or days",
        date_add,
        adddate(time, interval) = shifted(time, as_days(interval), Shift::Later)?
    ),
    rewrite!(
        "a time without an interval, or days",
        date_sub,
        subdate(time, interval) = shifted(time, as_days(interval), Shift::Earlier)?
    ),
    rewrite!(
        "whole units from one time to another",
        timestampdiff(unit, from, until) =
            call("ipta_difference", vec![tree::unit(&unit), from, until])
    ),
    rewrite!(
        "a time and some units",
        timestampadd(unit, amount, time) =
            call("ipta_add", vec![time, operand(amount), tree::unit(&unit)])
    ),
];

/// A function of groups that works on one value.
struct OfGroups {
    name: &'static str,
    /// The engine's name: its own functions of some names are of a sample.
    engine: &'static str,
    about: &'static str,
}

const fn of_groups(name: &'static str, engine: &'static str, about: &'static str) -> OfGroups {
    OfGroups { name, engine, about }
}

const OF_GROUPS: [OfGroups; 13] = [
    of_groups("avg", "avg", "the mean"),
    of_groups("bit_and", "bit_and", "the bits that are 1 in all values"),
    of_groups("bit_or", "bit_or", "the bits that are 1 in a value"),
    of_groups("bit_xor", "bit_xor", "the bits that are 1 in an odd number of values"),
    of_groups("max", "max", "the greatest value"),
    of_groups("min", "min", "the least value"),
    of_groups("std", "stddev_pop", "the standard deviation"),
    of_groups("stddev", "stddev_pop", "the standard deviation"),
    of_groups("stddev_pop", "stddev_pop", "the standard deviation"),
    of_groups("stddev_samp", "stddev_samp", "the standard deviation of a sample"),
    of_groups("sum", "sum", "the sum"),
    of_groups("var_pop", "var_pop", "the variance"),
    of_groups("variance", "var_pop", "the variance"),
];

/// The functions as the manual lists them.
pub fn documented() -> impl Iterator<Item = KnownFunction> {
    let rewrites = REWRITES.iter().flat_map(|rewrite| {
        let known = |name: &&str| KnownFunction::new(name, rewrite.arguments, rewrite.about);
        rewrite.names.iter().map(known)
    });
    let of_groups = OF_GROUPS.iter().map(|of| KnownFunction::new(of.name, "value", of.about));
    let several = [
        KnownFunction::new("count", "[DISTINCT] value, …", "the number of rows or of known values"),
        KnownFunction::new(
            "group_concat",
            "[DISTINCT] value, … [ORDER BY value] [SEPARATOR mark]",
            "the values as one text",
        ),
    ];
    rewrites.chain(of_groups).chain(several)
}

/// The translation of a call; nothing where its name and arguments will do.
pub fn translated(function: &mut Function) -> Result<Option<Expr>, StoreError> {
    let name = function.name.to_string().to_lowercase();
    let given = arguments(function).len();
    let check = |least: usize, most: usize| match (least..=most).contains(&given) {
        true => Ok(()),
        false => Err(StoreError::query(functions::wrong_count(&name, least, most, given))),
    };
    if let Some(of) = OF_GROUPS.iter().find(|of| of.name == name) {
        check(1, 1)?;
        return Ok(of_group(of, function));
    }
    if let Some(rewrite) = REWRITES.iter().find(|rewrite| rewrite.names.contains(&name.as_str())) {
        check(rewrite.least, rewrite.most)?;
        return (rewrite.to)(arguments_taken(function).into_iter()).map(Some);
    }
    match name.as_str() {
        "count" => count_of_several(function),
        "group_concat" => return group_concat(function).map(Some),
        _ => {}
    }
    Ok(None)
}

fn null() -> Expr {
    Expr::value(Literal::Null)
}

fn is_whole(expr: &Expr) -> bool {
    ExprType::of(expr).digits() == Some(0)
}

/// The next whole number by the engine's function; a whole one stays itself, however large.
pub fn whole(name: &str, expr: Expr) -> Expr {
    if is_whole(&expr) { valued(expr) } else { as_int(call(name, vec![operand(expr)])) }
}

/// A number rounded to decimal places; a whole one stays itself, unless digits before its point go.
fn cut(name: &str, number: Expr, places: Expr) -> Expr {
    match is_whole(&number) && is_whole(&places) && is_small(&places) {
        true => valued(number),
        false => call(name, vec![number, places]),
    }
}

/// A text as the time, day or time of day that the letters of a literal format name.
fn read_time(said: Expr, format: Expr) -> Expr {
    let letters = literal_text(&format).map(str::to_owned);
    let time = call("ipta_read_time", vec![said, format]);
    match letters {
        Some(letters) if !functions::has_time(&letters) => call("date", vec![time]),
        Some(letters) if !functions::has_day(&letters) => call("time", vec![time]),
        _ => time,
    }
}

/// A function that chooses one of its values.
fn choice(name: &str, values: impl IntoIterator<Item = Expr>) -> Expr {
    call(name, alike(values))
}

/// Values of one kind: if one of them is text, all are.
pub fn alike(values: impl IntoIterator<Item = Expr>) -> Vec<Expr> {
    let values: Vec<Expr> = values.into_iter().collect();
    let convert = if common(&values) == ExprType::Text { textual } else { valued };
    values.into_iter().map(convert).collect()
}

/// `COUNT(DISTINCT a, b)`: the engine counts one value, so both become one.
fn count_of_several(function: &mut Function) {
    let FunctionArguments::List(list) = &mut function.args else { return };
    if list.args.len() > 1 && list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
        let values = list.args.iter_mut().filter_map(taken).collect();
        list.args = vec![argument(call("ipta_key", values))];
    }
}

/// Comparisons are numbers to a function of groups; a mean of exact numbers has four digits more.
fn of_group(of: &OfGroups, function: &mut Function) -> Option<Expr> {
    let FunctionArguments::List(list) = &mut function.args else { return None };
    let [FunctionArg::Unnamed(FunctionArgExpr::Expr(value))] = list.args.as_mut_slice() else {
        return None;
    };
    let digits = ExprType::of(value).digits();
    *value = match (of.name, ExprType::of(value)) {
        ("sum" | "avg", ExprType::Text) => call("ipta_number", vec![take(value)]),
        _ if is_null(value) => as_int(take(value)),
        ("sum", _) if !is_small(value) => call("ipta_summand", vec![take(value)]),
        _ => valued(take(value)),
    };
    function.name = ObjectName::from(vec![Ident::new(of.engine)]);
    // The result for no rows.
    let of_none = match of.name {
        "bit_and" => Some(u64::MAX),
        "bit_or" | "bit_xor" => Some(0),
        _ => None,
    };
    if let Some(of_none) = of_none {
        *value = call("ipta_unsigned", vec![take(value)]);
        let bits = Expr::Function(function.clone());
        return Some(call("coalesce", vec![bits, call("ipta_unsigned", vec![number(of_none)])]));
    }
    if of.name != "avg" {
        return None;
    }
    *value = as_double(take(value));
    // The call has its own arguments now, and is not translated a second time.
    let mean = Expr::Function(function.clone());
    Some(call("ipta_round", vec![mean, number(digits? + 4)]))
}

/// Whether a value is written so that a sum of it cannot overflow, as that of a condition's numbers.
fn is_small(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => match &value.value {
            Literal::Number(digits, _) => digits.len() <= 9,
            Literal::Null | Literal::Boolean(_) => true,
            _ => false,
        },
        Expr::Nested(inner) => is_small(inner),
        Expr::Case { conditions, else_result, .. } => {
            let results = conditions.iter().map(|when| &when.result);
            results.chain(else_result.as_deref()).all(is_small)
        }
        other => ExprType::of(other) == ExprType::Boolean,
    }
}

/// `GROUP_CONCAT(DISTINCT a, b ORDER BY c SEPARATOR ', ')`: the engine gathers the values in a list.
fn group_concat(function: &mut Function) -> Result<Expr, StoreError> {
    let mut values = arguments_taken(function);
    let FunctionArguments::List(list) = &mut function.args else { return Err(unreadable()) };
    let mut separator = text(",");
    for clause in mem::take(&mut list.clauses) {
        match clause {
            FunctionArgumentClause::Separator(mark) => separator = Expr::Value(mark),
            order @ FunctionArgumentClause::OrderBy(_) => list.clauses.push(order),
            other => return Err(cannot_gather(&other.to_string())),
        }
    }
    // The engine sorts different values by themselves only.
    if list.duplicate_treatment == Some(DuplicateTreatment::Distinct)
        && let [FunctionArgumentClause::OrderBy(order)] = list.clauses.as_slice()
    {
        match order.as_slice() {
            [by] if [&by.expr] == values.iter().collect::<Vec<_>>().as_slice() => {}
            [_] => return Err(cannot_gather("DISTINCT … ORDER BY another value")),
            _ => return Err(cannot_gather("DISTINCT … ORDER BY two values")),
        }
    }
    let value = match values.len() {
        1 => values.remove(0),
        _ => call("concat", values),
    };
    list.args = vec![argument(value)];
    function.name = ObjectName::from(vec![Ident::new("array_agg")]);
    Ok(call("ipta_joined", vec![Expr::Function(function.clone()), separator]))
}

fn cannot_gather(what: &str) -> StoreError {
    StoreError::query(format!(
        "the embedded store cannot do GROUP_CONCAT(… {what}); the MySQL store may"
    ))
}

fn unreadable() -> StoreError {
    StoreError::query("the arguments of a function cannot be read".to_owned())
}

fn taken(argument: &mut FunctionArg) -> Option<Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(take(expr)),
        _ => None,
    }
}

fn arguments_taken(function: &mut Function) -> Vec<Expr> {
    let FunctionArguments::List(list) = &mut function.args else { return Vec::new() };
    list.args.iter_mut().filter_map(taken).collect()
}
