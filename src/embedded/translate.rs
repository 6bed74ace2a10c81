//! Translation: a statement in MySQL's SQL becomes a syntax tree that the engine understands.
//!
//! The values that the statement binds are put into the tree, never into the text.

use std::mem;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator as Op, DataType, ExactNumberInfo, Expr, Ident, JoinConstraint, JoinOperator,
    LimitClause, Query, Select, SelectItem, SetExpr, Statement, TableWithJoins, UnaryOperator,
    Value as Literal, ValueWithSpan, VisitMut, VisitorMut, visit_expressions_mut,
};
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Tokenizer;

use super::fault;
use super::functions;
use ipta_core::field::FIELDS;
use ipta_core::sql::raw::{self, chain};
use ipta_core::sql::{self, Fragment};
use ipta_core::store::StoreError;
use ipta_core::value::Value;

mod calls;
mod conversions;
mod operators;
mod rewrites;
mod tree;

use calls::rewritten;
pub use conversions::FUNCTIONS;
pub use operators::MySqlPlanner;
pub use rewrites::documented;
use tree::{TRUTH, TYPED, VALUE, binary, call, mark, number, take, text};

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
        if let Some(LimitClause::LimitOffset { limit, .. }) = &mut query.limit_clause {
            *limit = limit.take().filter(|limit| !is_endless(limit));
        }
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
        // The table without rows and columns, which SELECT needs elsewhere.
        select.from.retain(|from| !from.to_string().eq_ignore_ascii_case("dual"));
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        for condition in [&mut select.selection, &mut select.having].into_iter().flatten() {
            mark(condition, TRUTH);
        }
        // `*` names the columns in the order of the tables.
        let is_free = !select.projection.iter().any(|item| matches!(item, SelectItem::Wildcard(_)));
        select.from.iter_mut().for_each(|from| join_straight(from, is_free));
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            if let JoinOperator::Join(on)
            | JoinOperator::Inner(on)
            | JoinOperator::Left(on)
            | JoinOperator::LeftOuter(on)
            | JoinOperator::Right(on)
            | JoinOperator::RightOuter(on) = &mut join.join_operator
                && let JoinConstraint::On(condition) = on
            {
                mark(condition, TRUTH);
            }
        }
        for item in &mut select.projection {
            if let SelectItem::ExprWithAlias { expr, .. } = item {
                mark(expr, VALUE);
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
        match self.translate(expr) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(Box::new(error)),
        }
    }
}

impl Translator<'_> {
    /// Translates an expression whose parts were translated.
    fn translate(&self, expr: &mut Expr) -> Result<(), StoreError> {
        match expr {
            Expr::Value(ValueWithSpan { value, .. }) => match value {
                Literal::Placeholder(place) => *expr = self.bound(place)?,
                // A text in double quotes is a name to the engine.
                Literal::DoubleQuotedString(said) => *expr = text(mem::take(said)),
                // A number with an exponent need not be exact.
                Literal::Number(digits, _) if digits.contains(['e', 'E']) => {
                    *expr = call("ipta_number", vec![text(mem::take(digits))]);
                }
                _ => {}
            },
            Expr::Identifier(name) => name_field(name),
            Expr::CompoundIdentifier(names) => names.iter_mut().skip(1).for_each(name_field),
            Expr::RLike { negated, expr: value, pattern, .. } => {
                let op = if *negated { Op::PGRegexNotMatch } else { Op::PGRegexMatch };
                *expr = binary(take(value), op, take(pattern));
            }
            Expr::Between { .. }
            | Expr::InList { .. }
            | Expr::Like { .. }
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::Case { .. } => mark(expr, TYPED),
            Expr::BinaryOp { left, op: Op::Plus | Op::Minus, right } => {
                calls::translate_interval(left)?;
                calls::translate_interval(right)?;
            }
            Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, expr: inner } => {
                let is_true = Expr::value(Literal::Boolean(true));
                *expr = binary(take(inner), Op::Xor, is_true);
            }
            Expr::UnaryOp { op: UnaryOperator::BitwiseNot, expr: inner } => {
                *expr = binary(take(inner), Op::BitwiseXor, number(u64::MAX));
            }
            // A literal has its sign to the engine, too.
            Expr::UnaryOp { op: UnaryOperator::Minus, expr: inner } if digits(inner).is_none() => {
                *expr = binary(number(0), Op::Minus, take(inner));
            }
            Expr::Cast { data_type, expr: inner, .. }
            | Expr::Convert { data_type: Some(data_type), expr: inner, .. } => {
                if let Some(converted) = converted(inner, data_type) {
                    *expr = converted;
                }
            }
            Expr::Function(_) => calls::translate(expr)?,
            other => translate_form(other)?,
        }
        Ok(())
    }

    /// The literal for `?N`.
    fn bound(&self, place: &str) -> Result<Expr, StoreError> {
        let number = place.trim_start_matches('?').parse::<usize>().ok();
        let value = number.and_then(|number| self.0.get(number.checked_sub(1)?));
        let missing = || StoreError::query(format!("there is no value for `{place}`"));
        value.map(literal).ok_or_else(missing)
    }
}

/// Whether a limit is more than there can be rows.
fn is_endless(limit: &Expr) -> bool {
    const MOST: u64 = i64::MAX as u64 / 2;
    digits(limit).is_some_and(|digits| digits.parse::<u64>().is_ok_and(|rows| rows > MOST))
}

/// The digits of a number as it is written.
fn digits(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(ValueWithSpan { value: Literal::Number(digits, _), .. }) => Some(digits),
        _ => None,
    }
}

/// Translates functions that have a syntax of their own.
fn translate_form(form: &mut Expr) -> Result<(), StoreError> {
    *form = match form {
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let from = substring_from.as_deref_mut().map_or_else(|| number(1), take);
            let length = substring_for.as_deref_mut().map(take);
            call("substring", [take(expr), from].into_iter().chain(length).collect())
        }
        Expr::Position { expr, r#in } => call("locate", vec![take(expr), take(r#in)]),
        Expr::Ceil { expr, .. } => rewritten("ceil", [take(expr)]),
        Expr::Floor { expr, .. } => rewritten("floor", [take(expr)]),
        Expr::Extract { field, expr, .. } => {
            let name = field.to_string().to_lowercase();
            // Each part of a time is a function, too.
            if functions::find(&name).is_none() {
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
        _ => return Ok(()),
    };
    Ok(())
}

/// What CAST and CONVERT make of a value.
fn converted(expr: &mut Expr, data_type: &mut DataType) -> Option<Expr> {
    Some(match data_type {
        DataType::Signed | DataType::SignedInteger => rewritten("ipta_signed", [take(expr)]),
        DataType::Unsigned | DataType::UnsignedInteger => rewritten("ipta_unsigned", [take(expr)]),
        DataType::Datetime(_) => rewritten("timestamp", [take(expr)]),
        DataType::Date => call("date", vec![take(expr)]),
        DataType::Time(..) => call("time", vec![take(expr)]),
        DataType::Char(None) | DataType::Varchar(None) => call("ipta_text", vec![take(expr)]),
        DataType::Char(Some(length)) => {
            let characters = length.to_string();
            call("left", vec![take(expr), number(characters.trim_end_matches(" CHARACTERS"))])
        }
        DataType::Decimal(info) => {
            let places =
                if let ExactNumberInfo::PrecisionAndScale(_, scale) = info { *scale } else { 0 };
            rewritten("ipta_decimal", [take(expr), number(places)])
        }
        DataType::Double(_) | DataType::Float(_) => call("ipta_number", vec![take(expr)]),
        _ => return None,
    })
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

fn literal(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::value(Literal::Null),
        Value::Int(whole) => number(whole),
        Value::Float(float) => call("ipta_number", vec![text(float.to_string())]),
        Value::Text(said) => text(said.as_str()),
        Value::Bytes(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Expr::value(Literal::HexStringLiteral(hex))
        }
        // In microseconds: text would end with the calendar's last year.
        Value::Time(time) => {
            call("arrow_cast", vec![number(time.0), text("Timestamp(Microsecond, None)")])
        }
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
    let Expr::BinaryOp { left, op: Op::MyIntegerDivide, right } = expr else {
        return None;
    };
    if std::ptr::eq(leftmost(right), &raw const **right) {
        return None;
    }
    let mut whole = take(right);
    let divisor = leftmost(&mut whole);
    *divisor = binary(take(left), Op::MyIntegerDivide, take(divisor));
    Some(whole)
}

/// The first operand of what binds less tightly than DIV, or as tightly.
fn leftmost(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr::BinaryOp { op: Op::BitwiseXor, .. } => expr,
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
