//! The rows of an answer.

use crate::rows::Column;
use crate::value::Value;

/// The columns and the rows of an answer.
pub(super) struct AnswerRows {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
}
