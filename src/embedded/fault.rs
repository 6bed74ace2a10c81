//! A fault: what the system, a file or the engine said, as a [`StoreError`] of one readable line.

use std::io;
use std::path::Path;

use arrow::error::ArrowError;
use datafusion::common::{DataFusionError, SchemaError};
use parquet::errors::ParquetError;
use sqlparser::parser::ParserError;

use ipta_core::store::StoreError;
use ipta_core::suggest;

/// The system refused to do something with a file or folder.
pub fn io(doing: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { doing, path: path.display().to_string(), source }
}

/// A file does not hold what it should.
pub fn damaged(path: &Path, reason: impl ToString) -> StoreError {
    StoreError::Damaged { path: path.display().to_string(), reason: one_line(&reason.to_string()) }
}

/// What is done with files that are not a table's.
pub const SET_ASIDE: &str = "`ipta tables repair` sets it aside";

/// Writing a segment failed.
pub fn writing(path: &Path, error: ParquetError) -> StoreError {
    let source = match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    };
    io("write", path, source)
}

/// Reading a segment failed.
pub fn reading(path: &Path, error: ParquetError) -> StoreError {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
                io("read", path, *source)
            }
            Ok(source) => damaged(path, source),
            Err(other) => damaged(path, other),
        },
        ParquetError::General(reason) | ParquetError::EOF(reason) => damaged(path, reason),
        other => damaged(path, other),
    }
}

/// The text is not a statement.
pub fn syntax(error: &ParserError) -> StoreError {
    StoreError::query(match error {
        ParserError::ParserError(reason) | ParserError::TokenizerError(reason) => {
            explain(reason).unwrap_or_else(|| format!("this SQL cannot be read: {reason}"))
        }
        ParserError::RecursionLimitExceeded => "this SQL is nested too deeply".to_owned(),
    })
}

/// The engine could not run a statement.
pub fn engine(error: &DataFusionError) -> StoreError {
    StoreError::query(match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => {
            return engine(inner);
        }
        DataFusionError::Shared(inner) => return engine(inner),
        DataFusionError::Collection(all) if !all.is_empty() => return engine(&all[0]),
        DataFusionError::SQL(error, _) => return syntax(error),
        DataFusionError::ExecutionJoin(_) => return panicked(),
        DataFusionError::SchemaError(error, _) => schema_fault(error),
        DataFusionError::ResourcesExhausted(_) => NO_MEMORY.to_owned(),
        DataFusionError::IoError(error) => not_spilled(error),
        DataFusionError::ArrowError(error, _) => match error.as_ref() {
            ArrowError::IoError(_, error) => not_spilled(error),
            other => worded(&other.to_string()),
        },
        DataFusionError::Plan(reason)
        | DataFusionError::NotImplemented(reason)
        | DataFusionError::Execution(reason) => worded(reason),
        other => worded(&other.to_string()),
    })
}

/// The engine panicked.
pub fn panicked() -> StoreError {
    StoreError::query(format!("the engine of the embedded store failed; {ELSEWHERE}"))
}

/// The message for a statement that needs more memory than it may use.
pub const NO_MEMORY: &str = "this takes more memory than a question may: ask for less (`last 7d`, fewer \
                         columns), or set `store.memory` to more megabytes";

/// Explains that rows which do not fit into memory could not be written to a file either.
fn not_spilled(error: &io::Error) -> String {
    let reason = one_line(&error.to_string());
    // The file's name means nothing to the user.
    let reason = reason.split(" at path ").next().unwrap_or_default();
    format!(
        "this takes more memory than a question may, and the rest cannot be written ({reason}): \
         TMPDIR names the folder for it"
    )
}

/// What to try where the engine cannot do something.
const ELSEWHERE: &str = "write the statement in another way, or use the MySQL store";

/// How a reason that the engine or its parser gives is explained.
struct FaultRule {
    /// The reason contains this text.
    contains: &'static str,
    /// Where the detail ends that follows this text.
    until: Until,
    /// The message, with the detail in place of `{}`, or in upper case in place of `{NAME}`.
    message: &'static str,
}

/// Where the detail of a reason ends.
enum Until {
    /// With the line.
    Line,
    /// Before one of these characters.
    Any(&'static [char]),
    /// Before this text, without which the rule does not apply.
    Text(&'static str),
}

const fn rule(contains: &'static str, message: &'static str) -> FaultRule {
    FaultRule { contains, until: Until::Line, message }
}

const fn rule_until(contains: &'static str, until: Until, message: &'static str) -> FaultRule {
    FaultRule { contains, until, message }
}

/// The rules; the first that applies explains a reason.
const RULES: &[FaultRule] = &[
    rule("\nerror: ", "this regular expression cannot be read: {}"),
    rule(
        "Expected: end of statement, found: WITH",
        "the embedded store cannot do WITH ROLLUP: add the sums by UNION ALL; the MySQL store can",
    ),
    rule_until(
        "Invalid function '",
        Until::Text("'"),
        "the embedded store has no function `{}`; the MySQL store may have it",
    ),
    rule_until(
        "Unsupported ast node in sqltorel: ",
        Until::Any(&[' ', '(']),
        "the embedded store cannot do this (the MySQL store may): {}",
    ),
    rule_until(
        "Can't cast value ",
        Until::Text(" to type "),
        "BIGINT value is out of range in `{}`",
    ),
    rule("Overflow happened on: ", "BIGINT value is out of range in `{}`"),
    rule(
        "Projections require unique expression names",
        "two columns have one name: give one of them another with AS",
    ),
    rule(
        "Aggregate functions are not allowed in the WHERE clause",
        "a condition on groups belongs in HAVING, not in WHERE",
    ),
    rule_until(
        "expanding wildcard, column \"",
        Until::Text("\" must appear"),
        "column `{}` is not grouped: put it into GROUP BY, or show one value, MAX({})",
    ),
    rule_until(
        "variable [\"",
        Until::Text("\"]"),
        "the embedded store has no variable `{}`; the MySQL store may",
    ),
    rule_until(
        "with non-boolean predicate '",
        Until::Text("' returning"),
        "`{}` is not a condition: compare it with something",
    ),
    rule_until(
        "to satisfy a call to '",
        Until::Text("' function"),
        "`{NAME}` cannot take these arguments",
    ),
    rule_until(
        "Function '",
        Until::Text("' failed to match"),
        "`{NAME}` cannot take these arguments",
    ),
    rule(
        "Scalar subquery returned more than one row",
        "a subquery gives more than one row where one value is expected: add LIMIT 1",
    ),
    rule("Too many columns! The subquery", "a subquery has several columns where one is expected"),
    rule(
        "UNION queries have different number",
        "the parts of a UNION have different numbers of columns",
    ),
    rule(
        "Cannot find column with position",
        "GROUP BY names a column by a number that SELECT does not have",
    ),
    rule(
        "Order by column out of bounds",
        "ORDER BY names a column by a number that SELECT does not have",
    ),
    rule("LIMIT must be", "LIMIT cannot be negative"),
    rule("OFFSET must be", "OFFSET cannot be negative"),
    rule("WITH query name", "two queries of WITH have the same name"),
    rule("Source table contains", "a list of column names is not as long as its query has columns"),
    rule("Invalid qualifier", "FROM does not name that table: write SELECT * or the table's alias"),
    rule("The window", "no window has that name: add a WINDOW clause"),
    rule("Invalid escape character", "ESCAPE takes one character"),
];

impl FaultRule {
    /// The message for a reason; `None` if the rule does not apply.
    fn explain(&self, reason: &str) -> Option<String> {
        let (_, rest) = reason.split_once(self.contains)?;
        let detail = match &self.until {
            Until::Line => rest.lines().next().unwrap_or_default(),
            Until::Any(ends) => rest.split(*ends).next().unwrap_or_default(),
            Until::Text(end) => rest.split_once(end)?.0,
        };
        Some(self.message.replace("{}", detail).replace("{NAME}", &detail.to_uppercase()))
    }
}

fn explain(reason: &str) -> Option<String> {
    RULES.iter().find_map(|rule| rule.explain(reason))
}

/// Explains a reason that the engine gives: its own words are about its code. The messages of ipta's
/// functions come back inside the engine's words.
fn worded(reason: &str) -> String {
    const OURS: [&str; 7] =
        ["`", "BIGINT ", "DECIMAL ", "DOUBLE ", "this ", "the embedded ", "cancelled"];
    let start = "coercion failed with: Error during planning: ";
    let ours = reason.split_once(start).map_or(reason, |(_, ours)| ours);
    let ours = one_line(ours.split(". No function").next().unwrap_or_default());
    if OURS.iter().any(|start| ours.starts_with(start)) {
        return ours;
    }
    explain(reason).unwrap_or_else(|| format!("the embedded store cannot do this; {ELSEWHERE}"))
}

/// Whether reading a segment, and not the statement, may be at fault.
pub fn is_of_reading(error: &DataFusionError) -> bool {
    match error.find_root() {
        DataFusionError::ParquetError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::IoError(_)
        | DataFusionError::External(_) => true,
        DataFusionError::ArrowError(error, _) => {
            matches!(**error, ArrowError::ParquetError(_) | ArrowError::ExternalError(_))
        }
        _ => false,
    }
}

fn schema_fault(error: &SchemaError) -> String {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let known = valid_fields.iter().map(|column| column.name.as_str());
            let of = field.relation.as_ref().map(|table| format!("{table}.")).unwrap_or_default();
            format!("there is no column `{of}{}`{}", field.name, near(&field.name, known))
        }
        SchemaError::AmbiguousReference { field } => {
            format!("column `{}` is ambiguous: more than one table has it", field.name)
        }
        SchemaError::DuplicateQualifiedField { name, .. }
        | SchemaError::DuplicateUnqualifiedField { name } => {
            format!("column `{name}` is there twice: give one of them another name with AS")
        }
    }
}

/// The name that was probably meant, as the end of a sentence; empty without one.
fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let meant = suggest::nearest(name, known).filter(|meant| *meant != name);
    meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

/// The line that says what is wrong, without the engine's classes of error before it.
fn one_line(reason: &str) -> String {
    const CLASSES: [&str; 12] = [
        "DataFusion error: ",
        "External error: ",
        "External: ",
        "Error during planning: ",
        "Execution error: ",
        "Parquet error: ",
        "Arrow error: ",
        "Arrow: ",
        "Parser error: ",
        "Cast error: ",
        "Io error: ",
        "IO error: ",
    ];
    let mut line = reason.lines().next().unwrap_or_default().trim();
    while let Some(rest) = CLASSES.iter().find_map(|class| line.strip_prefix(class)) {
        line = rest;
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each rule, in its order, what the engine or its parser says.
    const REASONS: [&str; RULES.len()] = [
        "regex parse error:\n    (\n    ^\nerror: unclosed group",
        "Expected: end of statement, found: WITH at Line: 1, Column: 50",
        "Invalid function 'no_such'.\nDid you mean 'now'?",
        "Unsupported ast node in sqltorel: MatchAgainst { columns: [] }",
        "Cast error: Can't cast value 1e30 to type Int64",
        "Arithmetic overflow: Overflow happened on: 1 / -1",
        "Projections require unique expression names but the expression \"a\" at position 0",
        "Aggregate functions are not allowed in the WHERE clause. Consider using HAVING instead",
        "While expanding wildcard, column \"logs.src\" must appear in the GROUP BY clause",
        "variable [\"@@version\"] has no type information",
        "Cannot create filter with non-boolean predicate 'logs.src' returning Binary",
        "Failed to coerce arguments to satisfy a call to 'sum' function: no",
        "Function 'ntile' failed to match any signature",
        "Scalar subquery returned more than one row",
        "Too many columns! The subquery should only return one column",
        "UNION queries have different number of columns",
        "Cannot find column with position 2 in SELECT clause",
        "Order by column out of bounds, min 1, max 1",
        "LIMIT must be >= 0",
        "OFFSET must be >= 0",
        "WITH query name \"a\" specified more than once",
        "Source table contains 1 columns but only 2 names given as column alias",
        "Invalid qualifier t",
        "The window w is not defined!",
        "Invalid escape character in LIKE expression",
    ];

    #[test]
    fn each_rule_explains_its_reason() {
        for (rule, reason) in RULES.iter().zip(REASONS) {
            let message = rule.explain(reason).expect(reason);
            assert!(!message.contains(['{', '}']), "{message}");
            // No rule before it takes its reason.
            assert_eq!(explain(reason), Some(message));
        }
        let detail = explain("Failed to coerce arguments to satisfy a call to 'sum' function: no");
        assert_eq!(detail.as_deref(), Some("`SUM` cannot take these arguments"));
        assert_eq!(explain("Expected: ), found: EOF"), None);
    }
}
