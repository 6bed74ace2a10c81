//! The switches of the 2015 manual that have two letters behind one dash.

use std::ffi::OsString;

/// Each switch, and the long option that means the same.
const SWITCHES: [(&str, &str); 5] = [
    ("-ct", "--create-table"),
    ("-da", "--delete-all-tables"),
    ("-dt", "--delete-table"),
    ("-lt", "--list-tables"),
    ("-pi", "--ask-password"),
];

/// The command line with the long options in place of those switches; all else is as it was, and
/// so is everything behind `--`.
pub fn expand(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut is_over = false;
    let expanded = arguments.into_iter().map(|argument| {
        is_over |= argument == "--";
        let known = SWITCHES.iter().find(|(switch, _)| !is_over && argument == *switch);
        known.map_or(argument, |(_, long)| OsString::from(long))
    });
    expanded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_switches_are_expanded() {
        let typed = ["ipta", "-ct", "-pix", "-p", "i", "--", "-dt"].map(OsString::from);
        let meant = ["ipta", "--create-table", "-pix", "-p", "i", "--", "-dt"].map(OsString::from);
        assert_eq!(expand(typed), meant);
    }
}
