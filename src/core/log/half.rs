//! Half lines: what a crash, a full disk or an editor leaves of a line, with or without another line
//! after it.

use super::{stamp, text};

/// Divides a line in which another one begins: the half line before that, and the other.
///
/// After a crash, file systems leave zeros where nothing was written, and the next line follows
/// those. `joined` says whether the line may begin with a part of another one.
pub fn divide(line: &str, joined: Joined) -> (&str, &str) {
    let is_start = |at: &usize| stamp::is_at(&line.as_bytes()[*at..]);
    let start = match joined {
        Joined::AtAnyStamp => {
            line.char_indices().map(|(at, _)| at).rfind(|at| *at > 0 && is_start(at))
        }
        Joined::AfterZeros => {
            let after_zeros = line.rfind('\0').map_or(0, |zero| zero + 1);
            Some(after_zeros).filter(|at| *at > 0 && is_start(at))
        }
    };
    let (half, rest) = line.split_at(start.unwrap_or(0));
    (half.trim_end_matches('\0'), rest)
}

/// Where a second line may begin inside a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// At any stamp: the line is known to begin with a part of another one.
    AtAnyStamp,
    /// At a stamp that follows zeros.
    AfterZeros,
}

/// How many bytes of `rest`, the rest of a line, belong to that line: another line may begin in it,
/// where the line never got its end.
pub fn rest_len(rest: &[u8]) -> usize {
    if stamp::is_at(rest) {
        return 0;
    }
    let line = text(rest);
    match divide(&line, Joined::AtAnyStamp) {
        // Invalid UTF-8 has other lengths as text.
        (_, other) if other.len() < line.len() => rest.len().saturating_sub(other.len()),
        _ => rest.len(),
    }
}
