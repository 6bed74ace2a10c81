//! Translation: a statement in MySQL's SQL becomes a syntax tree that the engine understands.
//!
//! The values that the statement binds are put into the tree, never into the text.

use std::mem;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CeilFloorKind, DataType, ExactNumberInfo, Expr, Ident, JoinConstraint,
    JoinOperator, LimitClause, Offset, OffsetRows, Query, Select, SelectItem, SetExpr, Statement,
    TableFactor, TableWithJoins, UnaryOperator, Value as Literal, ValueWithSpan, VisitMut,
    VisitorMut, visit_expressions_mut,
};
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Tokenizer;

use super::fault;
use super::functions::{self, ScalarKind};
use ipta_core::field::FIELDS;
use ipta_core::sql::raw::{self, chain};
use ipta_core::sql::{self, Fragment};
use ipta_core::store::StoreError;
use ipta_core::value::Value;

mod calls;
mod counts;
mod expr_type;
mod intervals;
mod operators;
mod tree;

pub use calls::documented;
use expr_type::ExprType;
use tree::{binary, call, number, signed, take, text, textual, truth, valued};

/// Deeper SQL is refused; the threads that read it have stack enough for this.
const DEPTH: usize = 400;

/// A statement's text with `?1`, `?2` … for its values, and the values.
pub struct BoundText {
    sql: String,
    values: Vec<Value>,
}

impl From<&sql::Statement> for BoundText {
    fn from(statement: &sql::Statement) -> Self {
        let mut text = Self { sql: String::new(), values: Vec::new() };
        for fragment in statement.for_embedded() {
            match fragment {
                Fragment::Sql(sql) => text.sql.push_str(sql),
                Fragment::Bind(value) => {
                    text.values.push(value.clone());
                    text.sql.push_str(&format!("?{} ", text.values.len()));
                }
            }
        }
        text
    }
}

impl BoundText {
    /// The syntax tree, of a SELECT and nothing else.
    pub fn translate(self) -> Result<Statement, StoreError> {
        let tokens = Tokenizer::new(&MySqlDialect {}, &self.sql)
            .tokenize_with_location()
            .map_err(|error| fault::syntax(&error.into()))?;
        if chain::too_deep(tokens.iter().map(|token| &token.token)).is_some() {
            return Err(fault::syntax(&ParserError::RecursionLimitExceeded));
        }
        if chain::weight(tokens.iter().map(|token| &token.token)).is_err() {
            let reason = format!("{}; {}", chain::too_long(), chain::INSTEAD);
            return Err(StoreError::query(reason));
        }
        let mut statements = Parser::new(&MySqlDialect {})
            .with_recursion_limit(DEPTH)
            .with_tokens_with_locations(raw::readable(tokens))
            .parse_statements()
            .map_err(|error| fault::syntax(&error))?;
        let (Some(mut statement), true) = (statements.pop(), statements.is_empty()) else {
            return Err(StoreError::query("one statement at a time".to_owned()));
        };
        if query_of(&mut statement).is_none() {
            return Err(StoreError::query("only a SELECT can be run here".to_owned()));
        }
        if let ControlFlow::Break(error) = statement.visit(&mut Translator(&self.values)) {
            return Err(*error);
        }
        query_of(&mut statement).into_iter().for_each(mark_aliases);
        Ok(statement)
    }
}

fn query_of(statement: &mut Statement) -> Option<&mut Query> {
    match statement {
        Statement::Query(query) => Some(query),
        Statement::Explain { statement, .. } => query_of(statement),
        _ => None,
    }
}

/// Ends an alias that is a field's name too: the engine will not have a column of the table and
/// one of the answer by the same name, as `SELECT INET6_NTOA(src) AS src … ORDER BY l.src` has.
const MARK: char = '\u{1}';

/// The name of an answer's column without its mark.
pub fn heading(name: &str) -> &str {
    name.trim_end_matches(MARK)
}

/// Marks the aliases of the outermost SELECT; there an ORDER BY means the alias and not the field.
fn mark_aliases(query: &mut Query) {
    let SetExpr::Select(select) = query.body.as_mut() else { return };
    let mut marked = Vec::new();
    for item in &mut select.projection {
        let SelectItem::ExprWithAlias { alias, .. } = item else { continue };
        if FIELDS.iter().any(|field| field.name.eq_ignore_ascii_case(&alias.value)) {
            alias.value.push(MARK);
            marked.push(alias.value.clone());
        }
    }
    let Some(order) = &mut query.order_by else { return };
    let _: ControlFlow<()> = visit_expressions_mut(order, |expr| {
        if let Expr::Identifier(name) = expr
            && let Some(alias) =
                marked.iter().find(|alias| heading(alias).eq_ignore_ascii_case(&name.value))
        {
            name.value.clone_from(alias);
        }
        ControlFlow::Continue(())
    });
}

/// Changes a tree, given the values that it binds.
struct Translator<'v>(&'v [Value]);

impl VisitorMut for Translator<'_> {
    type Break = Box<StoreError>;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Self::Break> {
        // `LIMIT 18446744073709551615` is how MySQL's users write that there is none.
        if let Some(LimitClause::LimitOffset { limit, .. }) = &mut query.limit_clause
            && limit.as_ref().is_some_and(is_endless)
        {
            *limit = None;
        }
        if let Some(LimitClause::OffsetCommaLimit { offset, limit }) = &mut query.limit_clause {
            query.limit_clause = Some(LimitClause::LimitOffset {
                limit: Some(take(limit)).filter(|limit| !is_endless(limit)),
                offset: Some(Offset { value: take(offset), rows: OffsetRows::None }),
                limit_by: Vec::new(),
            });
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Self::Break> {
        counts::as_sums(query);
        ControlFlow::Continue(())
    }

    /// A column without a name is called as it was written, as MySQL does.
    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        for item in &mut select.projection {
            let SelectItem::UnnamedExpr(expr) = item else { continue };
            if !matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) {
                let alias = Ident::with_quote('`', expr.to_string());
                *item = SelectItem::ExprWithAlias { expr: take(expr), alias };
            }
        }
        select.from.retain(|from| !is_dual(&from.relation));
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        let conditions = [&mut select.selection, &mut select.having];
        for condition in conditions.into_iter().flatten() {
            *condition = truth(take(condition));
        }
        // `*` names the columns in the order of the tables.
        let is_free = !select.projection.iter().any(|item| matches!(item, SelectItem::Wildcard(_)));
        select.from.iter_mut().for_each(|from| join_straight(from, is_free));
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            if let Some(condition) = condition_of(&mut join.join_operator) {
                *condition = truth(take(condition));
            }
        }
        for item in &mut select.projection {
            if let SelectItem::ExprWithAlias { expr, .. } | SelectItem::UnnamedExpr(expr) = item {
                *expr = valued(take(expr));
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Self::Break> {
        while let Some(rotated) = rotate_div(expr) {
            *expr = rotated;
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Self::Break> {
        match self.translated(expr) {
            Ok(Some(translated)) => *expr = translated,
            Ok(None) => {}
            Err(error) => return ControlFlow::Break(Box::new(error)),
        }
        ControlFlow::Continue(())
    }
}

impl Translator<'_> {
    /// What an expression becomes whose parts were translated; nothing if it stays as it is now.
    fn translated(&self, expr: &mut Expr) -> Result<Option<Expr>, StoreError> {
        Ok(match expr {
            Expr::Value(ValueWithSpan { value: Literal::Placeholder(place), .. }) => {
                Some(self.bound(place)?)
            }
            // A text in double quotes is a name to the engine.
            Expr::Value(ValueWithSpan { value: Literal::DoubleQuotedString(said), .. }) => {
                Some(text(said.as_str()))
            }
            Expr::Identifier(name) => {
                name_field(name);
                None
            }
            Expr::CompoundIdentifier(names) => {
                names.iter_mut().skip(1).for_each(name_field);
                None
            }
            Expr::RLike { negated, expr: value, pattern, .. } => {
                Some(operators::matched(*negated, value, pattern))
            }
            Expr::Like { expr: value, pattern, .. } => {
                **value = textual(take(value));
                **pattern = textual(take(pattern));
                None
            }
            Expr::IsTrue(value)
            | Expr::IsNotTrue(value)
            | Expr::IsFalse(value)
            | Expr::IsNotFalse(value) => {
                **value = truth(take(value));
                None
            }
            // OR in MySQL, but parsed as other databases' concatenation, which binds more tightly.
            Expr::BinaryOp { op: BinaryOperator::StringConcat, .. } => {
                let reason = "`||` cannot be used here: write OR, or CONCAT(…)".to_owned();
                return Err(StoreError::query(reason));
            }
            Expr::BinaryOp { left, op, right } => operators::operation(left, op, right)?,
            Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, expr: inner } => {
                Some(tree::not(truth(take(inner))))
            }
            Expr::UnaryOp { op: UnaryOperator::Minus, expr: inner } => negated(inner),
            Expr::UnaryOp { op: UnaryOperator::BitwiseNot, expr: inner } => {
                Some(call("ipta_invert", vec![tree::operand(take(inner))]))
            }
            Expr::Value(ValueWithSpan { value: Literal::Number(digits, _), .. }) => wide(digits),
            Expr::Between { .. } | Expr::InList { .. } => compare_with_several(expr)?,
            Expr::Case { operand: None, .. } => {
                choose(expr);
                None
            }
            Expr::Cast { data_type, expr: inner, .. } => converted(inner, data_type),
            Expr::Convert { data_type: Some(data_type), expr: inner, .. } => {
                converted(inner, data_type)
            }
            other => special_form(other)?,
        })
    }

    /// The literal for `?N`.
    fn bound(&self, place: &str) -> Result<Expr, StoreError> {
        let number = place.trim_start_matches('?').parse::<usize>().ok();
        let value = number.and_then(|number| self.0.get(number.checked_sub(1)?));
        let Some(value) = value else {
            return Err(StoreError::query(format!("there is no value for `{place}`")));
        };
        Ok(literal(value))
    }
}

/// Whether a limit is more than there can be rows.
fn is_endless(limit: &Expr) -> bool {
    const MOST: u64 = i64::MAX as u64 / 2;
    matches!(limit, Expr::Value(ValueWithSpan { value: Literal::Number(digits, _), .. })
        if digits.parse::<u64>().is_ok_and(|rows| rows > MOST))
}

/// A number's opposite. A literal has its sign to the engine too.
fn negated(inner: &mut Expr) -> Option<Expr> {
    if matches!(inner, Expr::Value(_)) {
        *inner = tree::operand(take(inner));
        return None;
    }
    Some(call("ipta_minus", vec![number(0), tree::operand(take(inner))]))
}

/// A whole number that 64 bits do not hold is a decimal to MySQL, and a rounded one to the engine.
fn wide(digits: &str) -> Option<Expr> {
    const MOST: usize = 38;
    let is_whole = digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_whole || digits.parse::<u64>().is_ok() || digits.len() > MOST {
        return None;
    }
    let decimal = ExactNumberInfo::PrecisionAndScale(MOST as u64, 0);
    Some(tree::cast(text(digits), DataType::Decimal(decimal)))
}

/// Makes what a value is compared with of its kind, in BETWEEN and IN.
fn compare_with_several(expr: &mut Expr) -> Result<Option<Expr>, StoreError> {
    match expr {
        Expr::Between { expr: value, negated, low, high } => {
            **value = valued(take(value));
            **low = operators::beside(take(low), value)?;
            **high = operators::beside(take(high), value)?;
            // The engine would compute the value twice.
            if !matches!(
                **value,
                Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_)
            ) {
                let between = call("ipta_between", vec![take(value), take(low), take(high)]);
                return Ok(Some(if *negated { tree::not(between) } else { between }));
            }
        }
        Expr::InList { expr: value, list, .. } => {
            **value = valued(take(value));
            for item in list {
                *item = operators::beside(take(item), value)?;
            }
        }
        _ => {}
    }
    Ok(None)
}

/// Makes the conditions of a CASE truths, and its results of one kind.
fn choose(expr: &mut Expr) {
    let Expr::Case { conditions, else_result, .. } = expr else { return };
    for when in &mut *conditions {
        when.condition = truth(take(&mut when.condition));
    }
    let results = conditions.iter_mut().map(|when| &mut when.result);
    let mut results: Vec<&mut Expr> = results.chain(else_result.as_deref_mut()).collect();
    let values: Vec<Expr> = results.iter_mut().map(|result| take(result)).collect();
    for (result, value) in results.into_iter().zip(calls::alike(values)) {
        *result = value;
    }
}

/// Functions that have a syntax of their own.
fn special_form(expr: &mut Expr) -> Result<Option<Expr>, StoreError> {
    Ok(Some(match expr {
        Expr::Function(function) => return calls::translated(function),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let from = substring_from.as_deref_mut().map_or_else(|| number(1), take);
            let length = substring_for.as_deref_mut().map(take);
            call("substring", [take(expr), from].into_iter().chain(length).collect())
        }
        Expr::Position { expr, r#in } => call("locate", vec![take(expr), take(r#in)]),
        Expr::Ceil { expr, field: CeilFloorKind::DateTimeField(_) } => {
            calls::whole("ceil", take(expr))
        }
        Expr::Floor { expr, field: CeilFloorKind::DateTimeField(_) } => {
            calls::whole("floor", operators::whole_seconds(take(expr)))
        }
        Expr::Extract { field, expr, .. } => {
            let name = field.to_string().to_lowercase();
            // Each part of a time is a function, too.
            if functions::gives(&name) != Some(ScalarKind::Int) {
                let reason =
                    format!("the embedded store cannot EXTRACT {field}; the MySQL store may");
                return Err(StoreError::query(reason));
            }
            call(&name, vec![take(expr)])
        }
        Expr::Trim { expr, trim_where, trim_what, .. } => {
            let side = trim_where.map_or_else(String::new, |side| side.to_string());
            let mark = trim_what.as_deref_mut().map_or_else(|| text(" "), take);
            call("ipta_trim", vec![take(expr), text(side), mark])
        }
        _ => return Ok(None),
    }))
}

/// What CAST and CONVERT make of a value.
fn converted(expr: &mut Expr, data_type: &mut DataType) -> Option<Expr> {
    Some(match data_type {
        DataType::Signed | DataType::SignedInteger => call("ipta_int", vec![digits(take(expr))]),
        DataType::Unsigned | DataType::UnsignedInteger => {
            call("ipta_unsigned", vec![digits(take(expr))])
        }
        DataType::Datetime(_) => match ExprType::of(expr) {
            ExprType::Time => take(expr),
            _ => call("ipta_time", vec![take(expr)]),
        },
        DataType::Date => call("date", vec![take(expr)]),
        DataType::Time(..) => call("time", vec![as_clock(take(expr))]),
        DataType::Char(None) | DataType::Varchar(None) => call("ipta_text", vec![take(expr)]),
        DataType::Char(Some(length)) => {
            let characters = length.to_string();
            call("left", vec![take(expr), number(characters.trim_end_matches(" CHARACTERS"))])
        }
        DataType::Decimal(info) => {
            let places =
                if let ExactNumberInfo::PrecisionAndScale(_, scale) = info { *scale } else { 0 };
            call("ipta_round", vec![call("ipta_number", vec![take(expr)]), number(places)])
        }
        DataType::Double(_) | DataType::Float(_) if ExprType::of(expr) == ExprType::Text => {
            call("ipta_number", vec![take(expr)])
        }
        DataType::Double(_) => {
            // `valued` leaves all but comparisons.
            *expr = valued(take(expr));
            return None;
        }
        _ => return None,
    })
}

/// A time is the number of its digits to MySQL.
fn digits(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Time | ExprType::Date => call("ipta_number", vec![expr]),
        _ => expr,
    }
}

/// A time of day alone, as the clock's words give it, on a day that does not matter.
fn as_clock(expr: Expr) -> Expr {
    match ExprType::of(&expr) {
        ExprType::Text => call("concat", vec![text("2000-01-01 "), expr]),
        _ => expr,
    }
}

/// The table without rows and columns, which SELECT needs elsewhere.
fn is_dual(relation: &TableFactor) -> bool {
    matches!(relation, TableFactor::Table { name, .. } if name.to_string().eq_ignore_ascii_case("dual"))
}

/// Reads `a STRAIGHT_JOIN b` as the servers do: through a, looking up rows of b. The engine keeps the rows
/// of its left side in memory and reads through the right one.
fn join_straight(from: &mut TableWithJoins, is_free: bool) {
    let mut is_first = is_free;
    for join in &mut from.joins {
        if let JoinOperator::StraightJoin(condition) = &mut join.join_operator {
            join.join_operator = JoinOperator::Inner(mem::replace(condition, JoinConstraint::None));
            if is_first {
                mem::swap(&mut from.relation, &mut join.relation);
            }
        }
        is_first = false;
    }
}

fn condition_of(join: &mut JoinOperator) -> Option<&mut Expr> {
    match join {
        JoinOperator::Join(JoinConstraint::On(condition))
        | JoinOperator::Inner(JoinConstraint::On(condition))
        | JoinOperator::Left(JoinConstraint::On(condition))
        | JoinOperator::LeftOuter(JoinConstraint::On(condition))
        | JoinOperator::Right(JoinConstraint::On(condition))
        | JoinOperator::RightOuter(JoinConstraint::On(condition)) => Some(condition),
        _ => None,
    }
}

fn literal(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::value(Literal::Null),
        Value::Int(number) => signed(*number < 0, number.unsigned_abs().to_string()),
        Value::Float(number) => {
            tree::as_double(signed(number.is_sign_negative(), number.abs().to_string()))
        }
        Value::Text(said) => text(said.as_str()),
        Value::Bytes(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Expr::value(Literal::HexStringLiteral(hex))
        }
        Value::Time(time) => tree::moment(time.0),
    }
}

/// Fields are found in either case; other names (aliases) stay as they are.
fn name_field(name: &mut Ident) {
    if let Some(field) = FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(&name.value)) {
        field.name.clone_into(&mut name.value);
    }
}

/// `a DIV b * c` as `(a DIV b) * c`: the parser (sqlparser 0.62) reads `a DIV (b * c)`, all that
/// follows being the divisor.
fn rotate_div(expr: &mut Expr) -> Option<Expr> {
    let Expr::BinaryOp { left, op: BinaryOperator::MyIntegerDivide, right } = expr else {
        return None;
    };
    if std::ptr::eq(leftmost(right), &raw const **right) {
        return None;
    }
    let mut whole = take(right);
    let divisor = leftmost(&mut whole);
    *divisor = binary(take(left), BinaryOperator::MyIntegerDivide, take(divisor));
    Some(whole)
}

/// The first operand of what binds less tightly than DIV, or as tightly.
fn leftmost(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr::BinaryOp { op: BinaryOperator::BitwiseXor, .. } => expr,
        Expr::BinaryOp { left: inner, .. }
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::InList { expr: inner, .. }
        | Expr::InSubquery { expr: inner, .. }
        | Expr::Between { expr: inner, .. }
        | Expr::Like { expr: inner, .. }
        | Expr::RLike { expr: inner, .. } => leftmost(inner),
        _ => expr,
    }
}
