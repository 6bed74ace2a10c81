//! A rule of the user's own for prefixes: a setting `prefixes.PATTERN` whose value says what such a
//! prefix means: a verdict, and the action if the usual word for it will not do.

use crate::log::prefix::UserRule;
use crate::packet::Verdict;

/// The section of the rules.
pub const SECTION: &str = "prefixes";

/// What may be written.
const HINT: &str = "write accept, deny or none, then the action if it needs a word of its own: \
                    `deny CBLK`";

/// The pattern that a setting's name holds, if it is a rule's.
pub fn pattern(name: &str) -> Option<&str> {
    let pattern = name.strip_prefix(SECTION)?.strip_prefix('.')?;
    (!pattern.trim().is_empty()).then_some(pattern)
}

/// Adds a rule, or changes the one of the same pattern; what may be written, if the text cannot be.
pub fn set(rules: &mut Vec<UserRule>, pattern: &str, text: &str) -> Result<(), String> {
    let mut words = text.split_whitespace();
    let verdict = words.next().and_then(verdict).ok_or(HINT)?;
    let action = words.next().unwrap_or(match verdict {
        Verdict::Accept => "ACCEPT",
        Verdict::Deny => "DENY",
        Verdict::None => "",
    });
    if words.next().is_some() {
        return Err(HINT.into());
    }
    let rule = UserRule::new(pattern, action, verdict);
    match rules.iter_mut().find(|known| known.pattern() == rule.pattern()) {
        Some(known) => *known = rule,
        None => rules.push(rule),
    }
    Ok(())
}

/// What [`set`] reads.
pub fn text(rule: &UserRule) -> String {
    format!("{} {}", rule.verdict().name(), rule.action()).trim_end().to_owned()
}

fn verdict(word: &str) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|verdict| verdict.name().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_changed_and_written() {
        let mut rules = Vec::new();
        assert_eq!(set(&mut rules, "FW-IN*", "deny"), Ok(()));
        assert_eq!(set(&mut rules, "vpn:", "Accept vpn"), Ok(()));
        assert_eq!(set(&mut rules, "FW-IN*", "none"), Ok(()));
        let shown: Vec<_> = rules.iter().map(|rule| (rule.pattern(), text(rule))).collect();
        assert_eq!(shown, [("FW-IN*", "none".to_owned()), ("vpn:", "accept VPN".to_owned())]);
        for wrong in ["", "drop", "deny a b"] {
            assert_eq!(set(&mut rules, "x", wrong), Err(HINT.to_owned()), "{wrong}");
        }
        assert_eq!(pattern("prefixes.a.b"), Some("a.b"));
        assert_eq!(pattern("prefixes."), None);
        assert_eq!(pattern("prefixesx.a"), None);
    }
}
