//! An offer: the candidates for a word, those of them that go on as what is typed.

use std::cmp::Reverse;

/// More than these are not shown: nobody reads them, and rustyline counts them in 16 bits.
pub const MOST: usize = 200;

/// A word that may stand in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub text: String,
    /// A word about it: what it means, how often it is there. May be empty.
    pub about: String,
}

impl Candidate {
    /// A candidate and what there is to say of it.
    pub fn new(text: impl Into<String>, about: impl Into<String>) -> Self {
        Self { text: text.into(), about: about.into() }
    }
}

/// The candidates that begin with what is typed; where none does, those that hold it, or else its
/// letters in their order. At most [`MOST`].
pub fn fitting(typed: &str, all: Vec<Candidate>) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let bare = typed.trim_start_matches(['\'', '"']);
    let lower: Vec<String> =
        all.iter().map(|one| one.text.to_lowercase().trim_start_matches('\'').to_owned()).collect();
    let begins = lower.iter().map(|one| one.starts_with(bare)).collect::<Vec<_>>();
    if begins.contains(&true) {
        let fitting = all.into_iter().zip(begins).filter_map(|(one, fits)| fits.then_some(one));
        return capped(fitting.collect());
    }
    let mut alike: Vec<(Reverse<u32>, Candidate)> = all
        .into_iter()
        .zip(&lower)
        .filter_map(|(one, lower)| Some((Reverse(likeness(bare, lower)?), one)))
        .collect();
    alike.sort_by_key(|(likeness, _)| *likeness);
    capped(alike.into_iter().map(|(_, one)| one).collect())
}

/// How much a word is like what is typed: best if it holds it as it is; `None` if not even its
/// letters are there in their order.
fn likeness(typed: &str, word: &str) -> Option<u32> {
    if typed.chars().count() < 2 {
        return None;
    }
    if word.contains(typed) {
        return Some(1000);
    }
    let mut letters = word.char_indices();
    let (mut score, mut last) = (100, None);
    for wanted in typed.chars() {
        let (at, _) = letters.find(|(_, letter)| *letter == wanted)?;
        let gap = last.map_or(0, |last| at - last);
        score -= u32::try_from(gap).unwrap_or(100).min(score);
        last = Some(at);
    }
    Some(score)
}

/// The first of them. Where others are left out that begin otherwise, one such stays: what all that
/// are shown have in common is put on the line.
fn capped(mut all: Vec<Candidate>) -> Vec<Candidate> {
    if all.len() <= MOST {
        return all;
    }
    let rest = all.split_off(MOST);
    let mut shared = all[0].text.as_str();
    for one in &all {
        let same = shared.char_indices().zip(one.text.chars()).find(|((_, a), b)| a != b);
        let end = same.map_or(shared.len().min(one.text.len()), |((at, _), _)| at);
        shared = shared.get(..end).unwrap_or_default();
    }
    let other = rest.into_iter().find(|one| !one.text.starts_with(shared));
    if let (Some(other), Some(last)) = (other, all.len().checked_sub(1)) {
        all[last] = other;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Vec<Candidate> {
        all.iter().map(|text| Candidate::new(*text, "")).collect()
    }

    fn texts(typed: &str, all: &[&str]) -> Vec<String> {
        fitting(typed, words(all)).into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn where_nothing_begins_with_it_what_is_alike_is_offered() {
        let all = ["dport", "sport", "'[UFW BLOCK]'", "proto"];
        assert_eq!(texts("DP", &all), ["dport"]);
        assert_eq!(texts("por", &all), ["dport", "sport"]);
        assert_eq!(texts("ufwblk", &all), ["'[UFW BLOCK]'"]);
        assert_eq!(texts("'[u", &all), ["'[UFW BLOCK]'"]);
        assert_eq!(texts("xyz", &all), [] as [&str; 0]);
        assert_eq!(texts("x", &["axa"]), [] as [&str; 0]);
    }

    #[test]
    fn a_capped_offer_does_not_pretend_that_all_begin_alike() {
        let many: Vec<Candidate> = (0..70_000)
            .map(|nth| Candidate::new(format!("10.{}.{}", nth / 60_000, nth % 60_000), ""))
            .collect();
        let offered = fitting("1", many);
        assert_eq!(offered.len(), MOST);
        assert!(offered.iter().any(|one| one.text.starts_with("10.1.")));
    }
}
