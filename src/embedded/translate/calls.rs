//! Calls of functions, as the engine can plan them.

use std::mem;

use sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, Ident, Interval, ObjectName,
};

use super::rewrites;
use super::tree::{CALL, TYPED, argument, call, mark, take, text};
use crate::functions::{self, Function as Known};
use ipta_core::store::StoreError;

/// Makes a call one that the engine can plan.
pub fn translate(expr: &mut Expr) -> Result<(), StoreError> {
    let Expr::Function(function) = expr else { return Ok(()) };
    let name = function.name.to_string().to_lowercase();
    let mut arguments: Vec<&mut Expr> = arguments(function).collect();
    let given = arguments.len();
    for argument in &mut arguments {
        translate_interval(argument)?;
    }
    let rewrite = rewrites::find(&name);
    let known = rewrite.or_else(|| rewrites::find_group(&name)).or_else(|| functions::find(&name));
    known.map_or(Ok(()), |known| check_count(&name, known, given))?;
    match name.as_str() {
        "timestampdiff" | "timestampadd" => {
            *arguments[0] = text(arguments[0].to_string().to_uppercase());
        }
        "count" => count_several(function),
        "group_concat" => *expr = group_concat(function)?,
        name if rewrites::find_group(name).is_some() => mark(expr, TYPED),
        name if rewrite.is_some() => *expr = rewritten(name, arguments.into_iter().map(take)),
        _ => {}
    }
    Ok(())
}

/// A call that becomes another expression when the types of its arguments are known.
pub fn rewritten(name: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    let mut called = call(CALL, [text(name)].into_iter().chain(arguments).collect());
    mark(&mut called, TYPED);
    called
}

/// Refuses a call that does not have as many arguments as the function takes.
fn check_count(name: &str, known: &Known, given: usize) -> Result<(), StoreError> {
    let bounds = known.bounds();
    if bounds.contains(&given) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    let wanted = match most {
        usize::MAX => format!("at least {least}"),
        most if least == most => least.to_string(),
        most => format!("{least} to {most}"),
    };
    let arguments = if wanted.ends_with('1') { "argument" } else { "arguments" };
    let name = name.to_uppercase();
    Err(StoreError::query(format!("`{name}` takes {wanted} {arguments}, not {given}")))
}

/// The expressions that a function is given.
fn arguments(function: &mut Function) -> impl Iterator<Item = &mut Expr> {
    let list = match &mut function.args {
        FunctionArguments::List(list) => list.args.as_mut_slice(),
        _ => &mut [],
    };
    list.iter_mut().filter_map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    })
}

/// Makes an interval a function of its amount and its unit.
pub fn translate_interval(expr: &mut Expr) -> Result<(), StoreError> {
    let Expr::Interval(interval) = expr else { return Ok(()) };
    let Interval { value, leading_field: Some(field), last_field: None, .. } = interval else {
        return Err(unknown_interval("this INTERVAL"));
    };
    let name = field.to_string().to_uppercase();
    if !functions::is_unit(&name) {
        return Err(unknown_interval(&format!("INTERVAL … {name}")));
    }
    *expr = call(CALL, vec![take(value), text(name)]);
    Ok(())
}

fn unknown_interval(what: &str) -> StoreError {
    StoreError::query(format!(
        "the embedded store cannot do {what}; the MySQL store can, or write it with one unit, \
         as INTERVAL 90 MINUTE"
    ))
}

/// `COUNT(DISTINCT a, b)`: the engine counts one value, so both become one.
fn count_several(function: &mut Function) {
    let FunctionArguments::List(list) = &function.args else { return };
    if list.args.len() > 1 && list.duplicate_treatment == Some(DuplicateTreatment::Distinct) {
        let values = arguments(function).map(take).collect();
        set_argument(function, call("ipta_key", values));
    }
}

fn set_argument(function: &mut Function, value: Expr) {
    if let FunctionArguments::List(list) = &mut function.args {
        list.args = vec![argument(value)];
    }
}

/// `GROUP_CONCAT(DISTINCT a, b ORDER BY c SEPARATOR ', ')`: the engine gathers the values in a list.
fn group_concat(function: &mut Function) -> Result<Expr, StoreError> {
    let mut values: Vec<Expr> = arguments(function).map(take).collect();
    let mut separator = text(",");
    let FunctionArguments::List(list) = &mut function.args else { return Ok(separator) };
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
