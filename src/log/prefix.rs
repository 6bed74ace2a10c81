//! A prefix: the text that a rule puts before what it logs, and what it says became of the packet.

use std::borrow::Cow;

use crate::packet::Verdict;

/// What a prefix says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement<'a> {
    /// The signal word, in upper case.
    pub action: Cow<'a, str>,
    /// What it means for the packet.
    pub verdict: Verdict,
}

/// How the prefixes of one vendor, or of one habit, are judged.
pub struct Rule {
    /// Judges a prefix; `None` is a prefix of another kind.
    pub judge: fn(&str) -> Option<Judgement<'_>>,
    /// Where the rule comes from.
    pub source: &'static str,
    /// A prefix with the action and the verdict that it must give.
    pub example: (&'static str, &'static str, Verdict),
}

/// The rules; the first that knows a prefix judges it.
pub static RULES: [Rule; 3] = [
    Rule {
        judge: ipt,
        source: "the manual: the marker `IPT: ` and a word; any word but ACCEPT means denied",
        example: ("IPT: CBLK", "CBLK", Verdict::Deny),
    },
    Rule {
        judge: ufw,
        source: "ufw(8) and the rules that ufw generates",
        example: ("[UFW AUDIT INVALID]", "AUDIT", Verdict::None),
    },
    Rule {
        judge: words,
        source: "the habit of iptables(8) and nft(8) users to name the target in the prefix",
        example: ("inbound denied:", "DENY", Verdict::Deny),
    },
];

/// What a trimmed prefix says; `None` if no rule knows it.
pub fn judge(prefix: &str) -> Option<Judgement<'_>> {
    RULES.iter().find_map(|rule| (rule.judge)(prefix))
}

fn ipt(prefix: &str) -> Option<Judgement<'_>> {
    let word = prefix.strip_prefix("IPT:")?.split_ascii_whitespace().next()?;
    let is_upper = !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let action = if is_upper { Cow::Borrowed(word) } else { word.to_ascii_uppercase().into() };
    let verdict = if action == "ACCEPT" { Verdict::Accept } else { Verdict::Deny };
    Some(Judgement { action, verdict })
}

fn ufw(prefix: &str) -> Option<Judgement<'_>> {
    let (action, verdict) = match prefix.strip_prefix("[UFW ")?.strip_suffix(']')? {
        "BLOCK" | "LIMIT BLOCK" => ("BLOCK", Verdict::Deny),
        "ALLOW" => ("ALLOW", Verdict::Accept),
        "AUDIT" | "AUDIT INVALID" => ("AUDIT", Verdict::None),
        _ => return None,
    };
    Some(Judgement { action: action.into(), verdict })
}

/// Words that say what became of a packet: their forms, the base form first, and what they mean.
/// If a prefix holds several, the one that stands first here is its action.
static WORDS: [(&[&str], Verdict); 11] = [
    (&["TRACE"], Verdict::None),
    (&["DROP", "DROPPED"], Verdict::Deny),
    (&["REJECT", "REJECTED"], Verdict::Deny),
    (&["BLOCK", "BLOCKED"], Verdict::Deny),
    (&["DENY", "DENIED"], Verdict::Deny),
    (&["INVALID"], Verdict::Deny),
    (&["ACCEPT", "ACCEPTED"], Verdict::Accept),
    (&["ALLOW", "ALLOWED"], Verdict::Accept),
    (&["PASS", "PASSED"], Verdict::Accept),
    (&["AUDIT"], Verdict::None),
    (&["LOG"], Verdict::None),
];

/// Judges by whole words in any case: whatever is no letter separates words. A prefix that both
/// accepts and denies (`not allowed, drop`) is not judged; one of TRACE's never is more than that.
fn words(prefix: &str) -> Option<Judgement<'_>> {
    let mut found = [false; WORDS.len()];
    for word in prefix.as_bytes().split(|byte| !byte.is_ascii_alphabetic()) {
        let is = |form: &&str| form.as_bytes().eq_ignore_ascii_case(word);
        if let Some(known) = WORDS.iter().position(|(forms, _)| forms.iter().any(is)) {
            found[known] = true;
        }
    }
    let mut said = WORDS.iter().zip(found).filter_map(|(word, found)| found.then_some(word));
    let (forms, verdict) = said.next()?;
    let opposite = |(_, other): &(_, Verdict)| *other == Verdict::Accept;
    if *verdict == Verdict::Deny && said.any(opposite) {
        return None;
    }
    Some(Judgement { action: forms[0].into(), verdict: *verdict })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_judges_its_example() {
        for Rule { judge, source, example: (prefix, action, verdict) } in &RULES {
            let judgement = Judgement { action: (*action).into(), verdict: *verdict };
            assert_eq!(judge(prefix), Some(judgement.clone()), "{source}");
            assert_eq!(super::judge(prefix), Some(judgement), "{source}: another rule is first");
        }
    }

    #[test]
    fn prefixes_are_judged() {
        use Verdict::{Accept, Deny};
        for (prefix, action, verdict) in [
            ("IPT: ACCEPT", "ACCEPT", Accept),
            ("IPT: invalid", "INVALID", Deny),
            ("[UFW BLOCK]", "BLOCK", Deny),
            ("[UFW LIMIT BLOCK]", "BLOCK", Deny),
            ("[UFW ALLOW]", "ALLOW", Accept),
            ("[UFW AUDIT]", "AUDIT", Verdict::None),
            ("[UFW DOCKER BLOCK]", "BLOCK", Deny),
            ("FINAL_REJECT:", "REJECT", Deny),
            ("STATE_INVALID_DROP:", "DROP", Deny),
            ("Blocked SSH (brute force)", "BLOCK", Deny),
            ("log: accepted", "ACCEPT", Accept),
            ("TRACE: filter:DROP:policy:2", "TRACE", Verdict::None),
        ] {
            let judgement = Judgement { action: action.into(), verdict };
            assert_eq!(judge(prefix), Some(judgement), "{prefix}");
        }
        for unknown in ["", "IPT:", "FW:", "passage", "BACKDROP", "not allowed: drop", "[UFW x]"] {
            assert_eq!(judge(unknown), None, "{unknown}");
        }
    }
}
