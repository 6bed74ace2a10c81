//! A suggestion: the known word that a mistyped one most likely stands for.

/// Below this likeness two words have nothing to do with each other.
const ALIKE: f64 = 0.6;

/// No known word is longer; comparing longer ones only takes time.
const LONGEST: usize = 40;

/// By so much the best candidate must surpass the next one.
const CLEARLY: f64 = 0.05;

/// The candidate that is most like a word, if it is clearly the best.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let mut best: Option<(f64, &str)> = None;
    let mut next = 0.0_f64;
    for candidate in candidates {
        let lower = candidate.to_ascii_lowercase();
        let likeness = strsim::normalized_damerau_levenshtein(&word, &lower);
        match best {
            Some((_, known)) if known.eq_ignore_ascii_case(candidate) => {}
            Some((most, _)) if likeness <= most => next = next.max(likeness),
            _ => {
                next = best.map_or(0.0, |(most, _)| most);
                best = Some((likeness, candidate));
            }
        }
    }
    let (most, candidate) = best?;
    (most >= ALIKE && most - next > CLEARLY).then_some(candidate)
}

/// The advice that names the candidate of [`nearest`], unless that is the word itself.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let meant = nearest(word, candidates).filter(|meant| !meant.eq_ignore_ascii_case(word))?;
    Some(format!("did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clearly_best_candidate_is_suggested() {
        let known = ["dport", "sport", "proto"];
        assert_eq!(nearest("dprot", known), Some("dport"));
        assert_eq!(nearest("DPORTT", known), Some("dport"));
        assert_eq!(nearest("port", known), None);
        assert_eq!(nearest("xyz", known), None);
    }
}
