//! A label: the comment before every statement, which shows the server's administrator whose it is
//! and what it belongs to: `/* ipta report summary */ SELECT …`.

use std::sync::{PoisonError, RwLock};

/// The longest work that is named, in bytes; names of saved queries are shorter.
const LONGEST: usize = 80;

/// The work that this process does now.
static WORK: RwLock<String> = RwLock::new(String::new());

/// Work that ends when this is dropped.
pub struct LabelGuard {
    /// The work that it is a part of.
    before: String,
}

impl LabelGuard {
    /// Begins work of that name, such as `report summary`. The text must be ipta's own or the name of
    /// a report, never something else that a user typed.
    pub fn begin(name: &str) -> Self {
        // Nothing ends the comment, and the driver finds no parameter in it.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let name = name.chars().take(LONGEST).map(|c| if is_plain(c) { c } else { '_' }).collect();
        Self { before: change(name) }
    }
}

impl Drop for LabelGuard {
    fn drop(&mut self) {
        change(std::mem::take(&mut self.before));
    }
}

/// Changes the name of the work; returns what it was.
fn change(name: String) -> String {
    std::mem::replace(&mut WORK.write().unwrap_or_else(PoisonError::into_inner), name)
}

/// The statement with the label before it.
pub(super) fn labelled(sql: &str) -> String {
    let work = WORK.read().unwrap_or_else(PoisonError::into_inner);
    let space = if work.is_empty() { "" } else { " " };
    format!("/* ipta{space}{work} */ {sql}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test: the name is the process's.
    #[test]
    fn work_has_a_name_until_it_ends_and_nothing_ends_the_comment() {
        assert_eq!(labelled("SELECT 1"), "/* ipta */ SELECT 1");
        let outer = LabelGuard::begin("shell");
        {
            let _inner = LabelGuard::begin("report x */ DROP :a ?");
            assert_eq!(labelled("SELECT 1"), "/* ipta report x __ DROP _a _ */ SELECT 1");
        }
        assert_eq!(labelled("SELECT 1"), "/* ipta shell */ SELECT 1");
        drop(outer);
        assert_eq!(labelled("SELECT 1"), "/* ipta */ SELECT 1");
    }
}
