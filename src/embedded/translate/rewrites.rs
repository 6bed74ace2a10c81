//! Rewrites: functions that become other expressions, depending on the types of their arguments.

use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::core::expr_fn::nullif;
use datafusion::functions::math::expr_fn::{ceil, floor, pi};
use datafusion::functions::string::expr_fn::concat_ws;
use datafusion::logical_expr::{Expr, Operator, lit};

use super::conversions::{Types, binary, call, literal_text};
use super::tree::CALL;
use crate::arithmetic;
use crate::functions::{self, Function};

const fn of(names: &'static str, arguments: &'static str, about: &'static str) -> Function {
    Function { names, arguments, about }
}

/// The functions that become other expressions.
const REWRITES: [Function; 22] = [
    of("abs", "number", "a number without its sign"),
    of("ceil/ceiling", "number", "a number rounded up"),
    of("coalesce", "values, …", "the first value that is not NULL"),
    of("concat_ws", "mark, texts, …", "the texts that are not NULL, with a mark between"),
    of("date_add/adddate", "time, interval", "a time and an interval, or days"),
    of("date_sub/subdate", "time, interval", "a time without an interval, or days"),
    of("field", "value, others, …", "the place of a value among others, or 0"),
    of("floor", "number", "a number rounded down"),
    of("from_unixtime", "seconds[, format]", "the time of seconds since 1970, or text by a format"),
    of("greatest", "value, others, …", "the greatest value; NULL if one is"),
    of("hex", "value", "a number, text or bytes in base 16"),
    of("if", "condition, then, else", "the second value where the first is true, else the third"),
    of("ifnull", "value, other", "the second value where the first is NULL"),
    of("isnull", "value", "whether a value is NULL"),
    of("least", "value, others, …", "the least value; NULL if one is"),
    of("mod", "number, divisor", "the remainder of a division"),
    of("nullif", "value, other", "NULL where both values are equal, else the first"),
    of("pi", "", "the ratio of a circle's circumference to its diameter"),
    of("round", "number[, places]", "a number rounded to decimal places, or to a whole number"),
    of("str_to_date", "text, format", "the time, day or time of day of a text by a format"),
    of("timestamp", "time", "a text or a day as a time"),
    of("truncate", "number, places", "a number without the decimals after some places"),
];

/// Functions of groups that work on one value, and two that work on several.
const OF_GROUPS: [Function; 12] = [
    of("avg", "value", "the mean"),
    of("bit_and", "value", "the bits that are 1 in all values"),
    of("bit_or", "value", "the bits that are 1 in a value"),
    of("bit_xor", "value", "the bits that are 1 in an odd number of values"),
    of("max", "value", "the greatest value"),
    of("min", "value", "the least value"),
    of("std/stddev/stddev_pop", "value", "the standard deviation"),
    of("stddev_samp", "value", "the standard deviation of a sample"),
    of("sum", "value", "the sum"),
    of("var_pop/variance", "value", "the variance"),
    of("count", "[DISTINCT] value, …", "the number of rows or of known values"),
    of(
        "group_concat",
        "[DISTINCT] value, … [ORDER BY value] [SEPARATOR mark]",
        "the values as one text",
    ),
];

/// The function of a name, in lower case.
pub fn find(name: &str) -> Option<&'static Function> {
    REWRITES.iter().find(|function| function.names().any(|known| known == name))
}

/// The function of groups that has a name and works on one value.
pub fn find_group(name: &str) -> Option<&'static Function> {
    let mut of_groups = OF_GROUPS.iter().filter(|of| of.arguments == "value");
    of_groups.find(|of| of.names().any(|known| known == name))
}

/// The rows of the manual's table.
pub fn documented() -> impl Iterator<Item = String> {
    REWRITES.iter().chain(&OF_GROUPS).flat_map(Function::documented)
}

fn null() -> Expr {
    lit(ScalarValue::Null)
}

/// Whether an expression is an interval: other calls have been rewritten.
pub fn is_interval(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(function) if function.name() == CALL)
}

/// A literal number of decimal places.
fn literal_places(expr: &Expr) -> Option<i8> {
    match expr {
        Expr::Literal(ScalarValue::Int64(Some(places @ 0..)), _) => i8::try_from(*places).ok(),
        _ => None,
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

impl Types<'_> {
    /// The next whole number by a function; a whole one stays itself, however large.
    fn whole(self, number: Expr, round: impl FnOnce(Expr) -> Expr) -> Expr {
        match self.places(&number) {
            Some(0) => self.valued(number),
            _ => arithmetic::converted(round(number), DataType::Int64),
        }
    }

    /// A number rounded to decimal places; a whole one stays itself, unless digits before its point go.
    fn cut(self, name: &str, number: Expr, places: Expr) -> Expr {
        let rounded = |number| call(name, vec![number, places.clone()]);
        match (self.places(&number), literal_places(&places)) {
            (Some(0), Some(_)) => self.valued(number),
            (Some(_), literal) => arithmetic::rounded(rounded(number), literal),
            (None, _) => rounded(number),
        }
    }

    /// A time and an interval, or days.
    pub fn later(self, at: Expr, interval: Expr) -> Expr {
        let (amount, unit) = amount_and_unit(interval);
        self.shifted(at, amount, unit)
    }

    /// A time without an interval, or days.
    pub fn earlier(self, at: Expr, interval: Expr) -> Expr {
        let (amount, unit) = amount_and_unit(interval);
        let amount = call("ipta_minus", vec![lit(0_i64), self.operand(amount)]);
        self.shifted(at, amount, unit)
    }

    fn shifted(self, at: Expr, amount: Expr, unit: Expr) -> Expr {
        const DAYS: [&str; 5] = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];
        // A day and whole days make a day.
        let is_day = match literal_text(&at) {
            Some(text) => !text.contains(':') && text.len() <= 10,
            None => self.of(&at) == DataType::Date32,
        };
        let is_whole_days = literal_text(&unit).is_some_and(|unit| DAYS.contains(&unit));
        let moved = call("timestampadd", vec![unit, amount, at]);
        if is_day && is_whole_days { call("date", vec![moved]) } else { moved }
    }

    /// What one of [`REWRITES`] becomes.
    fn rewritten(self, name: &str, mut given: Vec<Expr>) -> Result<Expr> {
        match name {
            "coalesce" | "greatest" | "least" => {
                self.make_alike(&mut given);
                Ok(call(name, given))
            }
            "ifnull" => self.rewritten("coalesce", given),
            "if" => {
                given[0] = self.truth(std::mem::take(&mut given[0]));
                self.make_alike(&mut given[1..]);
                Ok(call("ipta_if", given))
            }
            "concat_ws" => {
                given = given.into_iter().map(|text| self.textual(text)).collect();
                Ok(concat_ws(given.remove(0), given))
            }
            "field" => {
                self.make_alike(&mut given);
                let (value, others) = (given.remove(0), given.into_iter().enumerate().rev());
                Ok(others.fold(lit(0_i64), |place, (before, other)| {
                    let is_equal = value.clone().eq(other);
                    call("ipta_if", vec![is_equal, lit(before as i64 + 1), place])
                }))
            }
            _ => self.rewritten_value(name, given),
        }
    }

    /// The same for a call whose arguments have meanings of their own.
    fn rewritten_value(self, name: &str, given: Vec<Expr>) -> Result<Expr> {
        let round = |number| call("ipta_round", vec![number]);
        let int = |text| call("ipta_int", vec![text]);
        let mut given = given.into_iter();
        let first = given.next().unwrap_or_else(null);
        let mut next = || given.next().unwrap_or_else(null);
        Ok(match name {
            "abs" => call(name, vec![self.operand(first)]),
            "ceil" | "ceiling" => self.whole(first, |number| ceil(self.double(number))),
            "floor" => self.whole(first, |number| floor(self.double(number))),
            "date_add" | "adddate" => self.later(first, next()),
            "date_sub" | "subdate" => self.earlier(first, next()),
            "from_unixtime" => {
                let time = call("ipta_from_unixtime", vec![first]);
                given.next().map_or(time.clone(), |format| call("date_format", vec![time, format]))
            }
            "hex" if self.of(&first).is_numeric() => call("ipta_hex_number", vec![first]),
            "hex" => call("ipta_hex", vec![first]),
            "isnull" => Expr::IsNull(Box::new(first)),
            "mod" => binary(self.operand(first), Operator::Modulo, self.divisor(next())),
            "nullif" => {
                let (value, other) = self.compared(self.valued(first), next())?;
                nullif(value, other)
            }
            "pi" => pi(),
            "round" => match given.next() {
                None => self.whole(first, round),
                Some(places) => self.cut("ipta_round", first, places),
            },
            "truncate" => self.cut("ipta_truncate", first, next()),
            "str_to_date" => read_time(first, next()),
            "timestamp" if matches!(self.of(&first), DataType::Timestamp(..)) => first,
            "timestamp" => call("ipta_time", vec![first]),
            "ipta_signed" if self.of(&first).is_string() => int(first),
            "ipta_signed" => {
                arithmetic::converted(self.whole(self.operand(first), round), DataType::Int64)
            }
            "ipta_unsigned" if self.of(&first).is_string() => call(name, vec![int(first)]),
            "ipta_unsigned" => call(name, vec![self.operand(first)]),
            "ipta_decimal" => {
                let places = next();
                let literal = literal_places(&places);
                arithmetic::rounded(call("ipta_round", vec![first, places]), literal)
            }
            _ => null(),
        })
    }

    /// A call as the types of its arguments ask for.
    pub fn called(self, expr: Expr) -> Result<Expr> {
        match expr {
            Expr::ScalarFunction(mut function) if function.name() == CALL => {
                let name = function.args.remove(0);
                self.rewritten(literal_text(&name).unwrap_or_default(), function.args)
            }
            Expr::AggregateFunction(mut of) => {
                let name = of.func.name().to_owned();
                let places = self.prepare(&name, &mut of.params.args);
                Ok(of_group(&name, Expr::AggregateFunction(of), places))
            }
            Expr::WindowFunction(mut of) => {
                let name = of.fun.name().to_owned();
                let places = self.prepare(&name, &mut of.params.args);
                Ok(of_group(&name, Expr::WindowFunction(of), places))
            }
            other => Ok(other),
        }
    }

    /// Makes the argument of a function of groups what it works on; the places of an exact number.
    fn prepare(self, name: &str, arguments: &mut [Expr]) -> Option<i8> {
        let [argument] = arguments else { return None };
        let value = std::mem::take(argument);
        let (given, places) = (self.of(&value), self.places(&value));
        *argument = match name {
            "sum" | "avg" if given.is_string() => call("ipta_number", vec![value]),
            "avg" => self.double(value),
            "bit_and" | "bit_or" | "bit_xor" => call("ipta_unsigned", vec![self.valued(value)]),
            _ if given.is_null() => arithmetic::converted(value, DataType::Int64),
            "sum" if given != DataType::Boolean && !self.is_small(&value) => {
                call("ipta_summand", vec![value])
            }
            _ => self.valued(value),
        };
        places
    }

    /// Whether a value is written so that a sum of it cannot overflow, as that of a condition's numbers.
    fn is_small(self, expr: &Expr) -> bool {
        match expr {
            Expr::Literal(ScalarValue::Int64(Some(number)), _) => number.unsigned_abs() < 1 << 30,
            Expr::Literal(value, _) => value.is_null(),
            Expr::Case(case) => {
                let results = case.when_then_expr.iter().map(|(_, result)| result);
                results.chain(&case.else_expr).all(|result| self.is_small(result))
            }
            Expr::ScalarFunction(function) if function.name() == arithmetic::CONVERTED => {
                self.of(&function.args[0]) == DataType::Boolean
            }
            _ => false,
        }
    }
}

/// What a function of groups gives: an exact mean has four digits more; bits are known of no rows.
fn of_group(name: &str, group: Expr, places: Option<i8>) -> Expr {
    let of_none = match name {
        "avg" => return arithmetic::rounded(group, places.map(|places| places + 4)),
        "bit_and" => u64::MAX,
        "bit_or" | "bit_xor" => 0,
        _ => return group,
    };
    call("coalesce", vec![group, lit(of_none)])
}

/// The amount and the unit of an interval, or of days.
fn amount_and_unit(interval: Expr) -> (Expr, Expr) {
    match interval {
        Expr::ScalarFunction(mut function) if function.name() == CALL => {
            let unit = function.args.pop().unwrap_or_else(null);
            (function.args.pop().unwrap_or_else(null), unit)
        }
        days => (days, lit("DAY")),
    }
}
