//! Gaps: what the sources of a segment's packets lack, kept in its own metadata.

use serde_json::{Value, json};

use ipta_core::log::gap::{GapKey, Gaps, Sum};
use ipta_core::time::Timestamp;

/// The key of the Parquet metadata that holds the gaps, if there are any.
pub const KEY: &str = "ipta.gaps";

/// An array of `[machine, kind, notices, lost, first, last]` each, times in microseconds.
pub fn write(gaps: &Gaps) -> String {
    let row = |((machine, kind), sum): (&GapKey, &Sum)| {
        let (first, last) = sum.span.map(|(first, last)| (first.0, last.0)).unzip();
        json!([machine, kind, sum.notices, sum.lost, first, last])
    };
    Value::from(gaps.iter().map(row).collect::<Vec<_>>()).to_string()
}

type GapRow = (Option<String>, String, u64, Option<u64>, Option<i64>, Option<i64>);

/// Reads what [`write()`] wrote, none of an empty text; `None` for anything else.
pub fn read(text: &str) -> Option<Gaps> {
    let mut gaps = Gaps::default();
    if text.is_empty() {
        return Some(gaps);
    }
    let rows: Vec<GapRow> = serde_json::from_str(text).ok()?;
    for (machine, kind, notices, lost, first, last) in rows {
        let span = first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last)));
        gaps.put((machine, kind), &Sum { notices, lost, span });
    }
    Some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_read_back() {
        let mut gaps = Gaps::default();
        let span = Some((Timestamp(-1), Timestamp(i64::MAX)));
        let known = Sum { notices: 2, lost: Some(u64::MAX), span };
        gaps.put((Some("it's \"fw\"".into()), "x".into()), &known);
        gaps.put((None, "x".into()), &Sum { notices: 1, lost: None, span: None });
        assert_eq!(read(&write(&gaps)), Some(gaps));
        assert_eq!(read(""), Some(Gaps::default()));
        for wrong in ["x", "{}", "[[]]", "[[1, 2, 3, 4, 5, 6]]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
