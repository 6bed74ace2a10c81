//! The spelling of names: what is left of hostile text.

/// A name in the spelling of zone files (RFC 1035 §5.1): what no machine's name has in it becomes
/// `\DDD`. At most 253 bytes of it (RFC 1035 §2.3.4), without the dot at its end.
pub fn spelled(name: &[u8]) -> String {
    const LONGEST: usize = 253;
    let name = name.strip_suffix(b".").unwrap_or(name);
    let mut text = String::new();
    for byte in name.iter().take(LONGEST) {
        match byte {
            b'.' | b'-' | b'_' => text.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(*byte)),
            byte => text.push_str(&format!("\\{byte:03}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_names_are_left() {
        assert_eq!(spelled(b"a-1.example_x.net."), "a-1.example_x.net");
        assert_eq!(spelled(b"\x1b[2J<b>';"), "\\027\\0912J\\060b\\062\\039\\059");
        assert_eq!(spelled(&[b'a'; 999]).len(), 253);
    }
}
