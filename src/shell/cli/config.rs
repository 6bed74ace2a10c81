//! Arguments of `config`: what is to be done with settings.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, Subcommand};

use crate::settings::SETTINGS;

/// Arguments of `config`.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct ConfigArgs {
    /// What to do with the settings
    #[command(subcommand)]
    pub change: Option<ConfigChange>,
}

/// What is to be done with settings.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum ConfigChange {
    /// List every setting, its value and where it was chosen
    List,
    /// Print the value of one setting
    Get {
        /// Section and key, as in store.table
        #[arg(value_parser = SettingName)]
        key: String,
    },
    /// Write a setting into the configuration file
    Set {
        /// Section and key, as in store.table; or prefixes.PATTERN
        #[arg(value_parser = SettingName)]
        key: String,
        /// Its value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Take a setting out of the configuration file
    Unset {
        /// Section and key, as in store.table; or prefixes.PATTERN
        #[arg(value_parser = SettingName)]
        key: String,
    },
    /// Print the path of the configuration file
    Path,
}

/// Any text; completion offers the names of the settings.
#[derive(Debug, Clone, Copy)]
pub struct SettingName;

impl TypedValueParser for SettingName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(SETTINGS.iter().map(|setting| PossibleValue::new(setting.name))))
    }
}
