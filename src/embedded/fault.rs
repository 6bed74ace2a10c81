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

/// What a question says that cannot be answered within its memory.
const NO_MEMORY: &str = "this takes more memory than a question may: ask for less (`last 7d`, fewer \
                         columns), or set `store.memory` to more megabytes";

/// What does not fit into memory could not be written either.
fn not_spilled(error: &io::Error) -> StoreError {
    let reason = one_line(&error.to_string());
    // The file's name says nothing to anybody.
    let reason = reason.split(" at path ").next().unwrap_or_default();
    StoreError::query(format!(
        "this takes more memory than a question may, and the rest cannot be written ({reason}): \
         TMPDIR names the folder for it"
    ))
}

/// The text is not a statement.
pub fn syntax(error: &ParserError) -> StoreError {
    StoreError::query(match error {
        ParserError::ParserError(reason) | ParserError::TokenizerError(reason) => {
            format!("this SQL cannot be read: {reason}")
        }
        ParserError::RecursionLimitExceeded => "this SQL is nested too deeply".to_owned(),
    })
}

/// The engine could not run a statement.
pub fn engine(error: &DataFusionError) -> StoreError {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => engine(inner),
        DataFusionError::Shared(inner) => engine(inner),
        DataFusionError::Collection(all) if !all.is_empty() => engine(&all[0]),
        DataFusionError::SchemaError(schema, _) => StoreError::query(schema_fault(schema)),
        DataFusionError::SQL(syntax_error, _) => syntax(syntax_error),
        DataFusionError::Plan(reason) => plan_fault(reason),
        DataFusionError::ArrowError(error, _) => match &**error {
            ArrowError::IoError(_, error) => not_spilled(error),
            ArrowError::ArithmeticOverflow(what) => StoreError::query(out_of_range(what)),
            ArrowError::CastError(reason) => cast_fault(reason),
            other => worded(&other.to_string()),
        },
        DataFusionError::NotImplemented(reason) => not_done(reason),
        DataFusionError::ExecutionJoin(_) => panicked(),
        DataFusionError::IoError(error) => not_spilled(error),
        DataFusionError::ResourcesExhausted(_) => StoreError::query(NO_MEMORY.to_owned()),
        DataFusionError::Execution(reason) => worded(reason),
        other => worded(&other.to_string()),
    }
}

/// The engine panicked.
pub fn panicked() -> StoreError {
    StoreError::query(format!("the engine of the embedded store failed; {ELSEWHERE}"))
}

/// What to try where the engine cannot do something.
const ELSEWHERE: &str = "write the statement in another way, or use the MySQL store";

/// How the engine begins to say something, and what is said in its place.
const PHRASES: [(&str, &str); 12] = [
    (
        "Scalar subquery returned more than one row",
        "a subquery gives more than one row where one value is expected: add LIMIT 1",
    ),
    ("Too many columns! The subquery", "a subquery has several columns where one is expected"),
    (
        "UNION queries have different number",
        "the parts of a UNION have different numbers of columns",
    ),
    (
        "Cannot find column with position",
        "GROUP BY names a column by a number that SELECT does not have",
    ),
    (
        "Order by column out of bounds",
        "ORDER BY names a column by a number that SELECT does not have",
    ),
    ("LIMIT must be", "LIMIT cannot be negative"),
    ("OFFSET must be", "OFFSET cannot be negative"),
    ("WITH query name", "two queries of WITH have the same name"),
    ("Source table contains", "a list of column names is not as long as its query has columns"),
    ("Invalid qualifier", "FROM names no such table: write SELECT * or the table's alias"),
    ("The window", "there is no window of that name: add a WINDOW clause"),
    ("Invalid escape character", "ESCAPE takes one character"),
];

/// How ipta's own functions begin to say something, which comes back through the engine.
const OURS: [&str; 7] =
    ["`", "BIGINT ", "DECIMAL ", "DOUBLE ", "this ", "the embedded ", "cancelled"];

/// A reason of the engine's in words of ipta's: its own are about its code.
fn worded(reason: &str) -> StoreError {
    let reason = one_line(reason);
    let phrase = PHRASES.iter().find(|(start, _)| reason.starts_with(start));
    StoreError::query(match phrase {
        Some((_, words)) => (*words).to_owned(),
        None if OURS.iter().any(|start| reason.starts_with(start)) => reason,
        None => format!("the embedded store cannot do this; {ELSEWHERE}"),
    })
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

/// A number that 64 bits do not hold.
fn out_of_range(what: &str) -> String {
    format!("BIGINT value is out of range in `{}`", what.rsplit(": ").next().unwrap_or(what))
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

fn plan_fault(reason: &str) -> StoreError {
    let function = reason.strip_prefix("Invalid function '").and_then(|rest| rest.split_once('\''));
    let said = match function {
        Some((name, _)) => Some(format!(
            "the embedded store has no function `{name}`; the MySQL store may have it"
        )),
        None => in_other_words(reason),
    };
    // What ipta's own functions say comes between words of the engine's.
    let start = "coercion failed with: Error during planning: ";
    let ours = reason.split_once(start).map_or(reason, |(_, said)| said);
    let ours = ours.split_once(". No function").map_or(ours, |(said, _)| said);
    said.map_or_else(|| worded(ours), StoreError::query)
}

/// A value that a type cannot hold: `Can't cast value 1e30 to type Int64`.
fn cast_fault(reason: &str) -> StoreError {
    let value =
        reason.strip_prefix("Can't cast value ").and_then(|rest| rest.split_once(" to type "));
    value.map_or_else(|| worded(reason), |(value, _)| StoreError::query(out_of_range(value)))
}

/// What the engine says at length.
fn in_other_words(reason: &str) -> Option<String> {
    let between = |start: &str, end: &str| {
        let (_, rest) = reason.split_once(start)?;
        rest.split_once(end).map(|(inner, _)| inner.to_owned())
    };
    if reason.starts_with("Projections require unique expression names") {
        return Some("two columns have one name: give one of them another with AS".to_owned());
    }
    if reason.starts_with("Aggregate functions are not allowed in the WHERE clause") {
        return Some("a condition on groups stands in HAVING, not in WHERE".to_owned());
    }
    if let Some(name) = between("expanding wildcard, column \"", "\" must appear") {
        return Some(format!(
            "column `{name}` is not grouped: put it into GROUP BY, or show one value, MAX({name})"
        ));
    }
    if let Some(name) = between("variable [\"", "\"]") {
        return Some(format!("the embedded store has no variable `{name}`; the MySQL store may"));
    }
    if let Some(what) = between("with non-boolean predicate '", "' returning") {
        return Some(format!("`{what}` is no condition: compare it with something"));
    }
    let name = between("to satisfy a call to '", "' function")
        .or_else(|| between("Function '", "' failed to match"))?;
    Some(format!("`{}` cannot take these arguments", name.to_uppercase()))
}

/// What is not implemented, without the tree that it was to be.
fn not_done(reason: &str) -> StoreError {
    let reason = one_line(reason);
    let node = reason.strip_prefix("Unsupported ast node in sqltorel: ");
    let what = node.and_then(|node| node.split([' ', '(']).next());
    StoreError::query(match what {
        Some(what) => format!("the embedded store cannot do this (the MySQL store may): {what}"),
        None => format!("the embedded store cannot do this; {ELSEWHERE}"),
    })
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
    if let Some((_, drawn)) = reason.split_once("regex parse error:") {
        let reason = drawn.lines().last().unwrap_or_default().trim_start_matches("error: ");
        return format!("this regular expression cannot be read: {reason}");
    }
    let mut line = reason.lines().next().unwrap_or_default().trim();
    while let Some(rest) = CLASSES.iter().find_map(|class| line.strip_prefix(class)) {
        line = rest;
    }
    line.to_owned()
}
