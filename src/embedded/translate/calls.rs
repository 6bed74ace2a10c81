//! Calls: functions of MySQL as the engine's, where a function of the same name will not do.

use sqlparser::ast::{
    BinaryOperator, DataType, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentClause, FunctionArguments, Ident, ObjectName, Value as Literal,
};

use super::expr_type::{ExprType, arguments, common, is_null};
use super::operators::{self, compared, not_zero};
use super::tree::{
    argument, as_double, as_int, binary, call, cast, number, operand, take, text, textual, truth,
    unit, valued,
};
use crate::functions;
use ipta_core::store::StoreError;

/// Functions of groups whose argument may be a comparison.
const OF_GROUPS: [&str; 13] = [
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "max",
    "min",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "var_pop",
    "variance",
];

/// Functions of groups that work on 64 bits, and what each gives of no rows.
const OF_BITS: [(&str, u64); 3] = [("bit_and", u64::MAX), ("bit_or", 0), ("bit_xor", 0)];

/// Functions whose number of arguments says which of the engine's they become, or that the engine
/// does not count well: at least and at most so many.
const COUNTED: [(&str, usize, usize); 15] = [
    ("adddate", 2, 2),
    ("coalesce", 1, functions::MANY),
    ("date_add", 2, 2),
    ("date_sub", 2, 2),
    ("greatest", 2, functions::MANY),
    ("if", 3, 3),
    ("ifnull", 2, 2),
    ("isnull", 1, 1),
    ("least", 2, functions::MANY),
    ("mod", 2, 2),
    ("nullif", 2, 2),
    ("pi", 0, 0),
    ("subdate", 2, 2),
    ("timestampadd", 3, 3),
    ("timestampdiff", 3, 3),
];

/// How many arguments a function of that name takes at least and at most, where that is checked here.
fn count_of(name: &str) -> Option<(usize, usize)> {
    let counted = COUNTED.iter().find(|(of, ..)| *of == name);
    let of_group = OF_GROUPS.contains(&name).then_some((1, 1));
    counted.map(|(_, least, most)| (*least, *most)).or(of_group)
}

/// What a call is translated to; nothing where its name and arguments will do.
pub fn translated(function: &mut Function) -> Result<Option<Expr>, StoreError> {
    let name = function.name.to_string().to_lowercase();
    if name.starts_with("ipta_") {
        return Ok(None);
    }
    let given = arguments(function).len();
    if let Some((least, most)) = count_of(&name)
        && !(least..=most).contains(&given)
    {
        let reason = functions::wrong_count(&name, least, most, given);
        return Err(StoreError::query(reason));
    }
    match name.as_str() {
        "count" => return Ok(count_of_several(function)),
        "group_concat" => return group_concat(function),
        name if OF_GROUPS.contains(&name) => return Ok(of_group(name, function)),
        _ => {}
    }
    if let Some(translated) = of_values(&name, function)? {
        return Ok(Some(translated));
    }
    if let Some(translated) = of_numbers(&name, function)? {
        return Ok(Some(translated));
    }
    of_times(&name, function)
}

/// Functions that choose one of their values.
fn of_values(name: &str, function: &mut Function) -> Result<Option<Expr>, StoreError> {
    Ok(match (name, arguments(function).len()) {
        ("ifnull", 2) | ("coalesce", _) => Some(call("coalesce", alike(arguments_taken(function)))),
        ("if", 3) => {
            let [condition, then, otherwise] = three(arguments_taken(function))?;
            let mut results = alike(vec![then, otherwise]);
            let otherwise = results.pop().unwrap_or(Expr::value(Literal::Null));
            let then = results.pop().unwrap_or(Expr::value(Literal::Null));
            Some(call("ipta_if", vec![truth(condition), then, otherwise]))
        }
        ("nullif", 2) => {
            let (left, right) = two(arguments_taken(function))?;
            let (left, right) = compared(valued(left), right)?;
            Some(call("nullif", vec![left, right]))
        }
        ("isnull", 1) => {
            let value = arguments_taken(function).remove(0);
            Some(Expr::IsNull(Box::new(value)))
        }
        ("greatest" | "least", 2..) => Some(call(name, alike(arguments_taken(function)))),
        _ => None,
    })
}

/// Functions that calculate.
fn of_numbers(name: &str, function: &mut Function) -> Result<Option<Expr>, StoreError> {
    let all = |is: fn(ExprType) -> bool, function: &Function| {
        arguments(function).iter().all(|one| is(ExprType::of(one)))
    };
    let is_whole = |sort: ExprType| sort.digits() == Some(0);
    Ok(match (name, arguments(function).len()) {
        ("mod", 2) => {
            let (left, right) = two(arguments_taken(function))?;
            let divisor = not_zero(operand(right));
            Some(binary(operand(left), BinaryOperator::Modulo, divisor))
        }
        // A whole number stays one.
        ("round", 1) if all(is_whole, function) => {
            Some(valued(arguments_taken(function).remove(0)))
        }
        ("truncate" | "round", 2)
            if all(is_whole, function) && is_small(arguments(function)[1]) =>
        {
            Some(valued(arguments_taken(function).remove(0)))
        }
        ("round", 1) => Some(as_int(call("round", arguments_taken(function)))),
        ("abs", 1)
            if all(
                |sort| matches!(sort, ExprType::Text | ExprType::Time | ExprType::Date),
                function,
            ) =>
        {
            Some(call("abs", arguments_taken(function).into_iter().map(operand).collect()))
        }
        ("hex", 1) if all(ExprType::is_number, function) => {
            Some(call("ipta_hex", arguments_taken(function)))
        }
        ("log", 2) => {
            let (base, value) = two(arguments_taken(function))?;
            let logarithm = |value| call("ln", vec![value]);
            Some(binary(logarithm(value), BinaryOperator::Divide, logarithm(base)))
        }
        _ => None,
    })
}

/// Functions of times and their units.
fn of_times(name: &str, function: &mut Function) -> Result<Option<Expr>, StoreError> {
    Ok(match (name, arguments(function).len()) {
        ("from_unixtime", 2) => {
            let (seconds, format) = two(arguments_taken(function))?;
            Some(call("date_format", vec![call("from_unixtime", vec![seconds]), format]))
        }
        ("str_to_date", 2) => {
            let (said, format) = two(arguments_taken(function))?;
            let format_is = |is: fn(&str) -> bool| operators::literal_text(&format).is_some_and(is);
            let shown = match () {
                () if format_is(|format| !functions::has_time(format)) => Some("date"),
                () if format_is(|format| !functions::has_day(format)) => Some("time"),
                () => None,
            };
            let moment = call("str_to_date", vec![said, format]);
            Some(shown.map_or(moment.clone(), |shown| call(shown, vec![moment])))
        }
        ("date_add" | "date_sub" | "adddate" | "subdate", 2) => {
            let (at, interval) = two(arguments_taken(function))?;
            let earlier = name.ends_with("sub") || name.starts_with("sub");
            Some(super::intervals::shifted(at, as_days(interval), earlier)?)
        }
        ("timestampdiff", 3) => {
            let [of, from, until] = three(arguments_taken(function))?;
            Some(call("timestampdiff", vec![unit(&of), from, until]))
        }
        ("timestampadd", 3) => {
            let [of, amount, at] = three(arguments_taken(function))?;
            Some(call("ipta_add", vec![at, operand(amount), unit(&of)]))
        }
        _ => None,
    })
}

/// `ADDDATE(day, 3)` counts days.
fn as_days(amount: Expr) -> Expr {
    use sqlparser::ast::{DateTimeField, Interval};
    match amount {
        interval @ Expr::Interval(_) => interval,
        days => Expr::Interval(Interval {
            value: Box::new(days),
            leading_field: Some(DateTimeField::Day),
            leading_precision: None,
            last_field: None,
            fractional_seconds_precision: None,
        }),
    }
}

/// Values of one kind: if one of them is text, all are.
pub fn alike(values: Vec<Expr>) -> Vec<Expr> {
    let is_text = common(&values) == ExprType::Text;
    values.into_iter().map(|value| if is_text { textual(value) } else { valued(value) }).collect()
}

/// `COUNT(DISTINCT a, b)`: the engine counts one value, so both become one.
fn count_of_several(function: &mut Function) -> Option<Expr> {
    let FunctionArguments::List(list) = &mut function.args else { return None };
    if list.args.len() > 1 && list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
        let values = list.args.iter_mut().filter_map(taken).collect();
        list.args = vec![argument(call("ipta_key", values))];
    }
    None
}

/// Comparisons are numbers to a function of groups; a mean of exact numbers has four digits more.
fn of_group(name: &str, function: &mut Function) -> Option<Expr> {
    let FunctionArguments::List(list) = &mut function.args else { return None };
    let [FunctionArg::Unnamed(FunctionArgExpr::Expr(value))] = list.args.as_mut_slice() else {
        return None;
    };
    let digits = ExprType::of(value).digits();
    *value = match (name, ExprType::of(value)) {
        ("sum" | "avg", ExprType::Text) => call("ipta_number", vec![take(value)]),
        _ if is_null(value) => as_int(take(value)),
        ("sum", _) if !is_small(value) => call("ipta_summand", vec![take(value)]),
        _ => valued(take(value)),
    };
    // Of all rows, where the engine's own are of a sample.
    let engine = match name {
        "std" | "stddev" => "stddev_pop",
        "variance" => "var_pop",
        other => other,
    };
    function.name = ObjectName::from(vec![Ident::new(engine)]);
    if let Some((_, of_none)) = OF_BITS.iter().find(|(of, _)| *of == name) {
        *value = call("ipta_unsigned", vec![take(value)]);
        let bits = Expr::Function(function.clone());
        return Some(call("coalesce", vec![bits, call("ipta_unsigned", vec![number(of_none)])]));
    }
    if name != "avg" {
        return None;
    }
    *value = as_double(take(value));
    let digits = digits?;
    // The call has its own arguments now, and is not translated a second time.
    let mean = Expr::Function(function.clone());
    Some(call("round", vec![mean, number(digits + 4)]))
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

/// `GROUP_CONCAT(DISTINCT a, b ORDER BY c SEPARATOR ', ')`.
fn group_concat(function: &mut Function) -> Result<Option<Expr>, StoreError> {
    let FunctionArguments::List(list) = &mut function.args else { return Ok(None) };
    let mut values: Vec<Expr> = list.args.iter_mut().filter_map(taken).collect();
    let mut separator = text(",");
    let mut order = Vec::new();
    for clause in list.clauses.drain(..) {
        match clause {
            FunctionArgumentClause::Separator(mark) => separator = Expr::Value(mark),
            FunctionArgumentClause::OrderBy(by) => order = by,
            other => return Err(cannot_gather(&other.to_string())),
        }
    }
    function.name = ObjectName::from(vec![Ident::new("string_agg")]);
    let whole = match values.as_slice() {
        [one] => one.clone(),
        _ => call("concat", values.clone()),
    };
    // Different values in order: the engine sorts them by themselves only, and as text.
    if list.duplicate_treatment == Some(DuplicateTreatment::Distinct) && !order.is_empty() {
        let (Some(value), [by]) = (values.pop(), order.as_mut_slice()) else {
            return Err(cannot_gather("DISTINCT … ORDER BY two values"));
        };
        if value != by.expr || !values.is_empty() {
            return Err(cannot_gather("DISTINCT … ORDER BY another value"));
        }
        // Neither the value nor what it is sorted by may have the marks in it.
        let framed = |value| call("ipta_framed", vec![textual(value)]);
        let key = match ExprType::of(&value).is_number() {
            true => call("ipta_sortable", vec![value]),
            false => framed(value),
        };
        let mark = text(functions::MARK);
        let sortable = as_text(call("concat", vec![key, mark, framed(whole)]));
        by.expr = sortable.clone();
        list.args = vec![argument(sortable), argument(text(functions::BETWEEN))];
        list.clauses = vec![FunctionArgumentClause::OrderBy(order)];
        return Ok(Some(call("ipta_unsorted", vec![Expr::Function(function.clone()), separator])));
    }
    list.args = vec![argument(as_text(textual(whole))), argument(separator)];
    if !order.is_empty() {
        list.clauses = vec![FunctionArgumentClause::OrderBy(order)];
    }
    Ok(None)
}

fn as_text(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Bytes => call("ipta_text", vec![expr]),
        _ => cast(expr, DataType::Varchar(None)),
    }
}

fn cannot_gather(what: &str) -> StoreError {
    StoreError::query(format!(
        "the embedded store cannot do GROUP_CONCAT(… {what}); the MySQL store may"
    ))
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

fn two(values: Vec<Expr>) -> Result<(Expr, Expr), StoreError> {
    <[Expr; 2]>::try_from(values).map(|[one, other]| (one, other)).map_err(|_| unreadable())
}

fn three(values: Vec<Expr>) -> Result<[Expr; 3], StoreError> {
    <[Expr; 3]>::try_from(values).map_err(|_| unreadable())
}

fn unreadable() -> StoreError {
    StoreError::query("the arguments of a function cannot be read".to_owned())
}
