//! A fault: what the system, a file or the engine said, as a [`StoreError`] of one readable line.

use std::io;
use std::path::Path;

use arrow::error::ArrowError;
use datafusion::common::{DataFusionError, SchemaError};
use parquet::errors::ParquetError;
use sqlparser::parser::ParserError;

use crate::store::StoreError;
use crate::suggest;

/// The system refused to do something with a file or folder.
pub fn io(doing: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { doing, path: path.display().to_string(), source }
}

/// A file does not hold what it should.
pub fn damaged(path: &Path, reason: impl ToString) -> StoreError {
    StoreError::Damaged { path: path.display().to_string(), reason: one_line(&reason.to_string()) }
}

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
    StoreError::Query(format!(
        "this takes more memory than a question may, and the rest cannot be written ({reason}): \
         TMPDIR names the folder for it"
    ))
}

/// The text is not a statement.
pub fn syntax(error: &ParserError) -> StoreError {
    StoreError::Query(match error {
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
        DataFusionError::SchemaError(schema, _) => StoreError::Query(schema_fault(schema)),
        DataFusionError::SQL(syntax_error, _) => syntax(syntax_error),
        DataFusionError::Plan(reason) => StoreError::Query(plan_fault(reason)),
        DataFusionError::ArrowError(error, _) => match &**error {
            ArrowError::IoError(_, error) => not_spilled(error),
            other => StoreError::Query(one_line(&other.to_string())),
        },
        DataFusionError::NotImplemented(reason) => StoreError::Query(format!(
            "the embedded store cannot do this (the MySQL store may): {}",
            not_done(reason)
        )),
        DataFusionError::IoError(error) => not_spilled(error),
        DataFusionError::ResourcesExhausted(_) => StoreError::Query(NO_MEMORY.to_owned()),
        DataFusionError::Execution(reason) => StoreError::Query(one_line(reason)),
        other => StoreError::Query(one_line(&other.to_string())),
    }
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

fn plan_fault(reason: &str) -> String {
    let function = reason.strip_prefix("Invalid function '").and_then(|rest| rest.split_once('\''));
    match function {
        Some((name, _)) => {
            format!("the embedded store has no function `{name}`; the MySQL store may have it")
        }
        None => in_other_words(reason).unwrap_or_else(|| one_line(reason)),
    }
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
    if let Some(name) = between("to satisfy a call to '", "' function") {
        return Some(format!("`{}` cannot take these arguments", name.to_uppercase()));
    }
    between("coercion failed with: Error during planning: ", ". No function")
        .or_else(|| reason.split_once(". No function").map(|(said, _)| said.to_owned()))
}

/// What is not implemented, without the tree that it was to be.
fn not_done(reason: &str) -> String {
    let reason = one_line(reason);
    let what = reason.strip_prefix("Unsupported ast node in sqltorel: ").unwrap_or(&reason);
    what.split([' ', '(']).next().filter(|_| what.len() < reason.len()).unwrap_or(what).to_owned()
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
