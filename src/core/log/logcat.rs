//! Android's logcat: the columns between its stamp and a message.
//!
//! ```text
//! root     0     0 I kernel  : DROP IN=…     threadtime: [ user ] process thread level tag ":"
//! I/kernel  (  123): DROP IN=…               brief, time: level "/" tag "(" process ")" ":"
//! ```
//!
//! Source: logcat(1), `-v`; AOSP, `liblog/logprint.cpp`, `android_log_formatLogLine`.

use super::blanks::word;
use super::tag::{self, Tag};

/// The longest tag that is read; those of old systems have 23 bytes at most.
const LONGEST: usize = 128;

/// The levels, from verbose to silent.
const LEVELS: &str = "VDIWEFAS";

/// The tag in the columns that a text starts with, and the message after them.
pub fn columns(text: &str) -> Option<(Tag<'_>, &str)> {
    let (first, rest) = word(text);
    if first.as_bytes().get(1) == Some(&b'/') {
        return brief(text);
    }
    let (second, rest) = word(rest);
    if !is_number(second) {
        return None;
    }
    let (third, behind) = word(rest);
    if is_number(first) && is_level(third) {
        return tagged(behind);
    }
    let (fourth, behind) = word(behind);
    (is_number(third) && is_level(fourth)).then(|| tagged(behind))?
}

fn tagged(text: &str) -> Option<(Tag<'_>, &str)> {
    let (name, message) = text.split_once(':')?;
    named(name, message)
}

fn brief(text: &str) -> Option<(Tag<'_>, &str)> {
    let (level, rest) = text.split_once('/')?;
    let (name, rest) = rest.split_once('(')?;
    let (process, message) = rest.split_once("):")?;
    (is_level(level) && is_number(process.trim())).then(|| named(name, message))?
}

fn named<'a>(name: &'a str, message: &'a str) -> Option<(Tag<'a>, &'a str)> {
    let program = name.trim();
    let is_name = (1..=LONGEST).contains(&program.len());
    is_name.then(|| (Tag { program, origin: tag::named(program) }, message.trim_start()))
}

fn is_level(word: &str) -> bool {
    word.len() == 1 && LEVELS.contains(word)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tag::Sender::{Foreign, Netfilter};

    #[test]
    fn the_tag_is_the_program() {
        for (text, program, origin) in [
            ("root     0     0 I kernel  : x", "kernel", Netfilter),
            ("  0     0 W kernel: x", "kernel", Netfilter),
            ("I/kernel  (  123): x", "kernel", Netfilter),
            ("u0_a1  812   812 D MyApp   : x", "MyApp", Foreign),
            ("D/My App( 812): x", "My App", Foreign),
        ] {
            assert_eq!(columns(text.trim()), Some((Tag { program, origin }, "x")), "{text}");
        }
        for other in
            ["", "fw kernel: x", "fw 1 2 3: x", "1 2 x: y", "I/kernel: x", "a/b (1): x", "1 2 I :x"]
        {
            assert_eq!(columns(other), None, "{other}");
        }
    }
}
