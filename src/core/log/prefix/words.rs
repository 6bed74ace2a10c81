//! Words of prefixes, and the verdicts that they name.

use std::borrow::Cow;

use crate::packet::Verdict;
use crate::packet::Verdict::{Accept, Deny};

/// The judgement that a prefix expresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement<'a> {
    /// The signal word, in upper case; `None` where a vendor's prefix says nothing of the packet.
    pub action: Option<Cow<'a, str>>,
    /// The verdict on the packet.
    pub verdict: Verdict,
}

/// Words that say what became of a packet: their forms, the base form first, and what they mean.
/// If a prefix holds several, the first of this table is its action.
static WORDS: [(&[&str], Verdict); 14] = [
    (&["TRACE"], Verdict::None),
    (&["AUDIT"], Verdict::None),
    (&["DROP", "DROPPED", "DROPPING"], Deny),
    (&["REJECT", "REJECTED", "REJECTING"], Deny),
    (&["BLOCK", "BLOCKED", "BLOCKING"], Deny),
    (&["DENY", "DENIED", "DENYING"], Deny),
    (&["REFUSE", "REFUSED", "REFUSING"], Deny), // NixOS: `refused connection:`
    (&["DISCARD", "DISCARDED", "DISCARDING"], Deny),
    (&["BAN", "BANNED"], Deny),
    (&["INVALID"], Deny),
    (&["ACCEPT", "ACCEPTED", "ACCEPTING"], Accept),
    (&["ALLOW", "ALLOWED", "ALLOWING"], Accept),
    (&["PASS", "PASSED", "PASSING"], Accept),
    (&["LOG"], Verdict::None),
];

/// Words that turn the meaning of another round.
static NEGATIONS: [&str; 4] = ["NOT", "NO", "NON", "NEVER"];

/// The judgement of a known word, in any case.
pub(super) fn said(word: &str) -> Option<Judgement<'static>> {
    let is = |form: &&str| form.eq_ignore_ascii_case(word);
    let (forms, verdict) = WORDS.iter().find(|(forms, _)| forms.iter().any(is))?;
    Some(Judgement { action: Some(forms[0].into()), verdict: *verdict })
}

/// The same for words that say whether the packet passed.
pub(super) fn verdict(word: &str) -> Option<Judgement<'static>> {
    said(word).filter(|judgement| judgement.verdict != Verdict::None)
}

/// Words that make of a target one that would have been taken.
static PERMISSIVE: [&str; 6] = ["WOULD", "PERMISSIVE", "DRY", "DRYRUN", "SIMULATE", "SIMULATED"];

/// Words that do the same with `only` after them.
static ONLY: [&str; 5] = ["LOG", "MONITOR", "REPORT", "DETECT", "AUDIT"];

pub(super) fn permissive(prefix: &str) -> Option<Judgement<'_>> {
    let is = |word: &[u8], known: &str| word.eq_ignore_ascii_case(known.as_bytes());
    let audit = words_of(prefix).next().filter(|first| is(first, "AUDIT")).map(|_| "AUDIT");
    let find =
        |words: &[&'static str], word: &[u8]| words.iter().copied().find(|known| is(word, known));
    let only = |(word, next): (&[u8], &[u8])| find(&ONLY, word).filter(|_| is(next, "ONLY"));
    let action = audit
        .or_else(|| words_of(prefix).find_map(|word| find(&PERMISSIVE, word)))
        .or_else(|| words_of(prefix).zip(words_of(prefix).skip(1)).find_map(only))?;
    Some(Judgement { action: Some(action.into()), verdict: Verdict::None })
}

/// The words of a prefix: whatever is no letter separates them, and so does a capital after a small
/// letter.
fn words_of(prefix: &str) -> impl Iterator<Item = &[u8]> {
    let runs = prefix.as_bytes().split(|byte| !byte.is_ascii_alphabetic());
    let is_inside = |one: &u8, next: &u8| !one.is_ascii_lowercase() || !next.is_ascii_uppercase();
    runs.flat_map(move |run| run.chunk_by(is_inside)).filter(|word| !word.is_empty())
}

/// Judges by whole words in any case. A prefix that both accepts and denies, or says what is not so
/// (`not allowed`), is not judged; one of AUDIT's or TRACE's never is more than that.
pub(super) fn words(prefix: &str) -> Option<Judgement<'_>> {
    let mut found = [false; WORDS.len()];
    for word in words_of(prefix) {
        if let Some(known) = known(word).or_else(|| known(unglued(word)?)) {
            found[known] = true;
        } else if NEGATIONS.iter().any(|no| no.as_bytes().eq_ignore_ascii_case(word)) {
            return None;
        }
    }
    let mut said = WORDS.iter().zip(found).filter_map(|(word, found)| found.then_some(word));
    let (forms, verdict) = said.next()?;
    let opposite = |(_, other): &(_, Verdict)| *other == Accept;
    if *verdict == Deny && said.any(opposite) {
        return None;
    }
    Some(Judgement { action: Some(forms[0].into()), verdict: *verdict })
}

/// The place of a word among [`WORDS`].
fn known(word: &[u8]) -> Option<usize> {
    let is = |form: &&str| form.as_bytes().eq_ignore_ascii_case(word);
    WORDS.iter().position(|(forms, _)| forms.iter().any(is))
}

/// What is often written in one with a target, as in the names of chains: `LOGDROP`, `INPUTDROP`.
static GLUED: [&str; 4] = ["LOG", "INPUT", "OUTPUT", "FORWARD"];

/// A word without what is glued to it.
fn unglued(word: &[u8]) -> Option<&[u8]> {
    GLUED.iter().find_map(|glued| {
        let rest = word.len().checked_sub(glued.len()).filter(|rest| *rest > 0)?;
        let is = |part: &[u8]| part.eq_ignore_ascii_case(glued.as_bytes());
        match () {
            () if is(&word[..glued.len()]) => Some(&word[glued.len()..]),
            () if is(&word[rest..]) => Some(&word[..rest]),
            () => None,
        }
    })
}
