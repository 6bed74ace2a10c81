//! Translation: a statement in MySQL's SQL becomes a syntax tree that the engine understands.
//!
//! The values that the statement binds are put into the tree, never into the text.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, Ident, Query, Select, SelectItem, SetExpr, Statement,
    UnaryOperator, Value as Literal, ValueWithSpan, VisitMut, VisitorMut,
    helpers::attached_token::AttachedToken, visit_expressions_mut,
};
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::{Parser, ParserError};

use super::fault;
use crate::field::FIELDS;
use crate::sql::{self, Piece};
use crate::store::StoreError;
use crate::value::Value;

/// Deeper SQL is refused; the threads that read it have stack enough for this.
const DEPTH: usize = 400;

/// A statement's text with `?1`, `?2` … for its values, and the values.
pub struct Text {
    sql: String,
    values: Vec<Value>,
}

impl From<&sql::Statement> for Text {
    fn from(statement: &sql::Statement) -> Self {
        let mut text = Self { sql: String::new(), values: Vec::new() };
        for piece in statement.pieces() {
            match piece {
                Piece::Sql(sql) => text.sql.push_str(sql),
                Piece::Bind(value) => {
                    text.values.push(value.clone());
                    text.sql.push_str(&format!("?{} ", text.values.len()));
                }
            }
        }
        text
    }
}

impl Text {
    /// The syntax tree, of a SELECT and nothing else.
    pub fn translate(self) -> Result<Statement, StoreError> {
        let mut statements = Parser::new(&MySqlDialect {})
            .with_recursion_limit(DEPTH)
            .try_with_sql(&self.sql)
            .and_then(|mut parser| parser.parse_statements())
            .map_err(|error| fault::syntax(&error))?;
        let (Some(mut statement), true) = (statements.pop(), statements.is_empty()) else {
            return Err(StoreError::Query("one statement at a time".to_owned()));
        };
        if query_of(&mut statement).is_none() {
            return Err(StoreError::Query("only a SELECT can be run here".to_owned()));
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

    /// A column without a name is called as it was written, as MySQL does.
    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        for item in &mut select.projection {
            let SelectItem::UnnamedExpr(expr) = item else { continue };
            if !matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) {
                let alias = Ident::with_quote('`', expr.to_string());
                *item = SelectItem::ExprWithAlias { expr: take(expr), alias };
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
        match expr {
            Expr::Value(ValueWithSpan { value: Literal::Placeholder(place), .. }) => {
                match self.bound(place) {
                    Ok(literal) => *expr = literal,
                    Err(error) => return ControlFlow::Break(Box::new(error)),
                }
            }
            Expr::Identifier(name) => name_field(name),
            Expr::CompoundIdentifier(names) => names.iter_mut().skip(1).for_each(name_field),
            Expr::RLike { negated, expr: text, pattern, .. } => {
                let op = match negated {
                    true => BinaryOperator::PGRegexNotMatch,
                    false => BinaryOperator::PGRegexMatch,
                };
                *expr = binary(take(text), op, take(pattern));
            }
            // OR in MySQL, but parsed as other databases' concatenation, which binds more tightly.
            Expr::BinaryOp { op: BinaryOperator::StringConcat, .. } => {
                let reason = "`||` cannot be used here: write OR, or CONCAT(…)".to_owned();
                return ControlFlow::Break(Box::new(StoreError::Query(reason)));
            }
            Expr::BinaryOp { left, op, right } => {
                if let Some(translated) = operation(left, op, right) {
                    *expr = translated;
                }
            }
            Expr::Cast { data_type, .. } => name_type(data_type),
            Expr::Function(function) => {
                if let Some(case) = if_function(function) {
                    *expr = case;
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Translator<'_> {
    /// The literal for `?N`.
    fn bound(&self, place: &str) -> Result<Expr, StoreError> {
        let number = place.trim_start_matches('?').parse::<usize>().ok();
        let value = number.and_then(|number| self.0.get(number.checked_sub(1)?));
        let Some(value) = value else {
            return Err(StoreError::Query(format!("there is no value for `{place}`")));
        };
        literal(value).map_err(|error| fault::syntax(&error))
    }
}

fn literal(value: &Value) -> Result<Expr, ParserError> {
    Ok(match value {
        Value::Null => Expr::value(Literal::Null),
        Value::Int(number) => signed(*number < 0, number.unsigned_abs().to_string()),
        Value::Float(number) => signed(number.is_sign_negative(), number.abs().to_string()),
        Value::Text(text) => Expr::value(Literal::SingleQuotedString(text.clone())),
        Value::Bytes(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Expr::value(Literal::HexStringLiteral(hex))
        }
        // The number of microseconds: text would end with the calendar's last year.
        Value::Time(time) => Parser::new(&MySqlDialect {})
            .try_with_sql(&format!("arrow_cast({}, 'Timestamp(Microsecond, None)')", time.0))?
            .parse_expr()?,
    })
}

fn signed(negative: bool, digits: String) -> Expr {
    let number = Expr::value(Literal::Number(digits, false));
    if !negative {
        return number;
    }
    Expr::UnaryOp { op: UnaryOperator::Minus, expr: Box::new(number) }
}

/// Fields are found in either case; other names (aliases) stay as they are.
fn name_field(name: &mut Ident) {
    if let Some(field) = FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(&name.value)) {
        field.name.clone_into(&mut name.value);
    }
}

/// The names that MySQL's CAST has for types of its own.
fn name_type(data_type: &mut DataType) {
    match data_type {
        DataType::Signed | DataType::SignedInteger => *data_type = DataType::BigInt(None),
        DataType::Unsigned | DataType::UnsignedInteger => {
            *data_type = DataType::BigIntUnsigned(None);
        }
        DataType::Datetime(_) => *data_type = micros(),
        _ => {}
    }
}

fn micros() -> DataType {
    DataType::Timestamp(Some(6), sqlparser::ast::TimezoneInfo::None)
}

/// Operators that mean something else to the engine, or nothing.
fn operation(left: &mut Expr, op: &BinaryOperator, right: &mut Expr) -> Option<Expr> {
    Some(match op {
        BinaryOperator::Divide => {
            let double = cast(take(left), DataType::Double(ExactNumberInfo::None));
            binary(double, BinaryOperator::Divide, not_zero(right))
        }
        BinaryOperator::MyIntegerDivide => {
            let quotient = binary(take(left), BinaryOperator::Divide, not_zero(right));
            cast(quotient, DataType::BigInt(None))
        }
        BinaryOperator::Modulo => binary(take(left), BinaryOperator::Modulo, not_zero(right)),
        _ => return None,
    })
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

/// A division by zero is NULL in MySQL, and an error in the engine.
fn not_zero(divisor: &mut Expr) -> Expr {
    let zero = Expr::value(Literal::Number("0".to_owned(), false));
    let is_zero = binary(divisor.clone(), BinaryOperator::Eq, zero);
    case(is_zero, Expr::value(Literal::Null), take(divisor))
}

/// `IF(condition, then, else)` as a CASE.
fn if_function(function: &mut Function) -> Option<Expr> {
    if !function.name.to_string().eq_ignore_ascii_case("if") {
        return None;
    }
    let FunctionArguments::List(list) = &mut function.args else { return None };
    let [condition, then, otherwise] = list.args.as_mut_slice() else { return None };
    Some(case(argument(condition)?, argument(then)?, argument(otherwise)?))
}

fn argument(argument: &mut FunctionArg) -> Option<Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(take(expr)),
        _ => None,
    }
}

fn case(condition: Expr, result: Expr, otherwise: Expr) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: Some(Box::new(otherwise)),
    }
}

fn cast(expr: Expr, data_type: DataType) -> Expr {
    Expr::Cast { kind: CastKind::Cast, expr: Box::new(expr), data_type, array: false, format: None }
}

fn binary(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp { left: Box::new(left), op, right: Box::new(right) }
}

fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::value(Literal::Null))
}
