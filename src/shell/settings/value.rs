//! A value of a setting: how a type is read from a text and written as one.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::log::tag::Tags;
use crate::mysql::{Secret, TlsMode};
use crate::output::Format;
use crate::time::{Now, Zone};

/// What kind of value a setting has, for the file's types and for completion.
#[derive(Debug, Clone, Copy)]
pub enum SettingKind {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// Any text.
    Text,
    /// A text that is never shown.
    Secret,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
}

impl PartialEq for SettingKind {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl SettingKind {
    /// The words to choose from, if they are few.
    pub fn choices(self) -> Vec<&'static str> {
        match self {
            Self::Flag => vec!["true", "false"],
            Self::Choice(words) => words(),
            Self::Number | Self::Text | Self::Secret => Vec::new(),
        }
    }

    /// What stands for a value in help and in the manual.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Flag => "true|false",
            Self::Number => "number",
            Self::Text => "text",
            Self::Secret => "password",
            Self::Choice(_) => "word",
        }
    }
}

/// A type of a setting's value.
pub trait SettingValue: Sized {
    /// Its kind.
    const KIND: SettingKind;

    /// Reads a text; what may be written, if it cannot be.
    fn read(text: &str) -> Result<Self, String>;

    /// The text from which [`SettingValue::read`] reads the value; `None` if there is none.
    fn text(&self) -> Option<String>;
}

/// Which store to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreChoice {
    /// Files in a folder of the user's.
    Embedded,
    /// A MySQL or MariaDB server.
    Mysql,
}

impl StoreChoice {
    const ALL: [(&'static str, Self); 2] = [("embedded", Self::Embedded), ("mysql", Self::Mysql)];
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// On a terminal that wants it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    const ALL: [(&'static str, Self); 3] =
        [("auto", Self::Auto), ("always", Self::Always), ("never", Self::Never)];
}

/// Whose keys edit a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EditMode {
    /// Those of Emacs and readline.
    #[default]
    Emacs,
    /// Those of vi.
    Vi,
}

impl EditMode {
    const ALL: [(&'static str, Self); 2] = [("emacs", Self::Emacs), ("vi", Self::Vi)];
}

/// A DNS server's address and port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameServer(pub SocketAddr);

impl NameServer {
    /// The port of DNS (RFC 1035 §4.2).
    pub const PORT: u16 = 53;
}

impl SettingValue for NameServer {
    const KIND: SettingKind = SettingKind::Text;

    fn read(text: &str) -> Result<Self, String> {
        let plain = text.parse::<IpAddr>().map(|address| SocketAddr::new(address, Self::PORT));
        let hint = "write an address as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353";
        plain.or_else(|_| text.parse()).map(Self).map_err(|_| hint.to_owned())
    }

    fn text(&self) -> Option<String> {
        match self.0.port() {
            Self::PORT => Some(self.0.ip().to_string()),
            _ => Some(self.0.to_string()),
        }
    }
}

/// `None` is written as the empty text.
impl<V: SettingValue> SettingValue for Option<V> {
    const KIND: SettingKind = V::KIND;

    fn read(text: &str) -> Result<Self, String> {
        // An empty password is one.
        if text.is_empty() && V::KIND != SettingKind::Secret {
            Ok(None)
        } else {
            V::read(text).map(Some)
        }
    }

    fn text(&self) -> Option<String> {
        self.as_ref().and_then(V::text)
    }
}

impl SettingValue for String {
    const KIND: SettingKind = SettingKind::Text;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("write a text".into()) } else { Ok(text.to_owned()) }
    }

    fn text(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl SettingValue for Tags {
    const KIND: SettingKind = SettingKind::Text;

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self::parse(text))
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string()).filter(|names| !names.is_empty())
    }
}

impl SettingValue for PathBuf {
    const KIND: SettingKind = SettingKind::Text;

    /// A leading `~/` is the user's home folder.
    fn read(text: &str) -> Result<Self, String> {
        match (text.strip_prefix("~/"), directories::BaseDirs::new()) {
            _ if text.is_empty() => Err("write a path".into()),
            (Some(inside), Some(folders)) => Ok(folders.home_dir().join(inside)),
            _ => Ok(text.into()),
        }
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string_lossy().into_owned()).filter(|path| !path.is_empty())
    }
}

impl SettingValue for Secret {
    const KIND: SettingKind = SettingKind::Secret;

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self::new(text))
    }

    fn text(&self) -> Option<String> {
        Some(self.reveal().to_owned())
    }
}

impl SettingValue for bool {
    const KIND: SettingKind = SettingKind::Flag;

    fn read(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err("write true or false".into()),
        }
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl SettingValue for $type {
            const KIND: SettingKind = SettingKind::Number;

            fn read(text: &str) -> Result<Self, String> {
                let number = text.parse().ok().filter(|number| *number > 0);
                number.ok_or_else(|| format!("write a number from 1 to {}", <$type>::MAX))
            }

            fn text(&self) -> Option<String> {
                Some(self.to_string())
            }
        })*
    };
}

numbers!(u16, u32, u64);

/// Values that are words of a table, in either case.
macro_rules! words {
    ($($type:ty),*) => {
        $(impl SettingValue for $type {
            const KIND: SettingKind = SettingKind::Choice(|| <$type>::ALL.iter().map(|(name, _)| *name).collect());

            fn read(text: &str) -> Result<Self, String> {
                let word = text.to_ascii_lowercase().replace('_', "-");
                let named = Self::ALL.into_iter().find(|(name, _)| *name == word);
                named.map(|(_, value)| value).ok_or_else(|| one_of(Self::KIND))
            }

            fn text(&self) -> Option<String> {
                let named = Self::ALL.into_iter().find(|(_, value)| value == self);
                named.map(|(name, _)| name.to_owned())
            }
        })*
    };
}

words!(StoreChoice, ColorChoice, EditMode, TlsMode);

impl SettingValue for Format {
    const KIND: SettingKind =
        SettingKind::Choice(|| Format::ALL.iter().map(|format| format.name()).collect());

    fn read(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| one_of(Self::KIND))
    }

    fn text(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

fn one_of(kind: SettingKind) -> String {
    format!("write one of {}", kind.choices().join(", "))
}

impl SettingValue for Zone {
    const KIND: SettingKind = SettingKind::Text;

    fn read(text: &str) -> Result<Self, String> {
        let hint = "write an IANA name as Europe/Stockholm, an offset as +02:00, or a rule of POSIX's as \
                    CET-1CEST,M3.5.0,M10.5.0/3";
        Self::parse(text).ok_or_else(|| hint.to_owned())
    }

    fn text(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

impl SettingValue for Now {
    const KIND: SettingKind = SettingKind::Text;

    fn read(text: &str) -> Result<Self, String> {
        let hint = "write a time as 2026-10-12T08:30, `latest` or `clock`";
        Self::parse(text).ok_or_else(|| hint.to_owned())
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}
