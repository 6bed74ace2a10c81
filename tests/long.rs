//! Long texts: whatever hurts is read to its end, and what cannot be read is said in short. Whether a
//! text twice as long takes twice as long is measured: `tests/bench/long.rs`.

use crate::support::forms::{FORMS, LONG, READERS, text};

/// A megabyte of these is read, a 64th of that of all others.
const LONGEST: [(&str, &str); 2] = [("SELECT (\n", "'a\n'\n"), ("(\n", "/*\n")];

#[test]
fn a_megabyte_of_anything_is_read() {
    for form in FORMS {
        let length = if LONGEST.contains(form) { LONG } else { LONG / 64 };
        let text = text(*form, length);
        for (name, read) in READERS {
            if let Some(message) = read(&text) {
                let is_short = (1..=200).contains(&message.chars().count());
                assert!(is_short, "{name} {form:?}: {message:.300}");
            }
        }
    }
}
