//! What ipta generates of itself: completions for shells and manual pages.

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use crate::settings::{SETTINGS, Setting, SettingKind};

/// Arguments of `generate`.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct GenerateArgs {
    /// What to write to standard output
    #[arg(value_enum, required_unless_present = "all")]
    pub what: Option<Generated>,
    /// Write all of them into completions/ and manual/ of a folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "what")]
    pub all: Option<PathBuf>,
}

/// Something that ipta generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Generated {
    /// Completion for bash
    Bash,
    /// Completion for zsh
    Zsh,
    /// Completion for fish
    Fish,
    /// The manual page of the program
    #[value(name = "ipta.1")]
    Program,
    /// The manual page of the configuration file
    #[value(name = "ipta-conf.5")]
    Configuration,
}

impl Generated {
    /// Its file, from the project's top folder.
    pub fn file(self) -> &'static str {
        match self {
            Self::Bash => "completions/ipta.bash",
            Self::Zsh => "completions/_ipta",
            Self::Fish => "completions/ipta.fish",
            Self::Program => "manual/ipta.1",
            Self::Configuration => "manual/ipta-conf.5",
        }
    }

    /// Its text.
    pub fn text(self) -> io::Result<String> {
        let mut text = Vec::new();
        match self {
            Self::Bash => complete(Shell::Bash, &mut text),
            Self::Zsh => {
                complete(Shell::Zsh, &mut text);
                return Ok(zsh(&String::from_utf8(text).map_err(io::Error::other)?));
            }
            Self::Fish => {
                complete(Shell::Fish, &mut text);
                return Ok(fish(&String::from_utf8(text).map_err(io::Error::other)?));
            }
            Self::Program => program(&mut text)?,
            Self::Configuration => configuration(&mut text)?,
        }
        String::from_utf8(text).map_err(io::Error::other)
    }
}

fn complete(shell: Shell, out: &mut Vec<u8>) {
    let mut command = super::full_command();
    clap_complete::generate(shell, &mut command, "ipta", out);
}

/// How clap's completion for fish reads the words before the one that is typed.
const READ: &str = "\
    argparse -s (__fish_ipta_global_optspecs) -- $cmd 2>/dev/null
    or return
";

/// The same where the last of them is an option whose value is being typed.
const READ_ALL: &str = "\
    argparse -s (__fish_ipta_global_optspecs) -- $cmd 2>/dev/null
    or begin
        set -e cmd[-1]
        argparse -s (__fish_ipta_global_optspecs) -- $cmd 2>/dev/null
    end
    or return
";

/// Completion for zsh where the first word may be a log as well as a command: clap lets zsh take it for a log
/// before it looks for a command.
fn zsh(text: &str) -> String {
    const COMMANDS: &str = "_describe -t commands 'ipta commands' commands \"$@\"\n";
    let lines = text.lines().filter(|line| !line.starts_with("'::files -- "));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    text.replace("$line[2]", "$line[1]").replace(COMMANDS, &format!("{COMMANDS}    _files\n"))
}

/// Completion for fish with what clap leaves out: an option's value behind a space, and words that a
/// command takes, such as the names of settings.
fn fish(text: &str) -> String {
    let mut text = text.replace(READ, READ_ALL);
    for verb in super::full_command().get_subcommands() {
        let using = format!("__fish_ipta_using_subcommand {}", verb.get_name());
        fish_words(verb, &using, &mut text);
        for change in verb.get_subcommands() {
            let name = change.get_name();
            fish_words(
                change,
                &format!("{using}; and __fish_seen_subcommand_from {name}"),
                &mut text,
            );
        }
    }
    text
}

/// The words that a command takes in one place, as long as none is there.
fn fish_words(command: &clap::Command, using: &str, text: &mut String) {
    for argument in command.get_positionals() {
        let words = argument.get_possible_values();
        let names: Vec<&str> = words.iter().map(|word| word.get_name()).collect();
        if names.is_empty() {
            continue;
        }
        let names = names.join(" ");
        text.push_str(&format!(
            "complete -c ipta -n \"{using}; and not __fish_seen_subcommand_from {names}\" -f -a \"{names}\"\n"
        ));
    }
}

/// The program's page: its options, then each subcommand with its own.
fn program(out: &mut Vec<u8>) -> io::Result<()> {
    // Without the commit, which the page of the next one would not have.
    let mut command = super::full_command().version(env!("CARGO_PKG_VERSION"));
    command.build();
    let man = Man::new(command.clone()).title("IPTA").section("1");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        subcommand(&mut roff, verb);
    }
    roff.control("SH", ["EXIT CODES"]);
    roff.text([roman(
        "0 done; 1 a query, an import or a command failed; 2 wrong command line or configuration; \
         3 the store cannot be opened; 130 interrupted; 129 the terminal \
         is gone or SIGHUP came; 141 the reader of standard output is gone; 143 SIGTERM came.",
    )]);
    roff.control("SH", ["ENVIRONMENT"]);
    for setting in SETTINGS.iter().filter(|setting| !setting.variable.is_empty()) {
        roff.control("TP", []);
        roff.text([bold(setting.variable)]);
        roff.text([
            roman(format!("{} ({} in ", setting.help, setting.name)),
            bold("ipta-conf"),
            roman("(5))"),
        ]);
    }
    roff.control("SH", ["FILES"]);
    roff.control("TP", []);
    roff.text([italic("~/.ipta-conf")]);
    roff.text([roman("The configuration; see "), bold("ipta-conf"), roman("(5).")]);
    roff.control("TP", []);
    roff.text([italic("~/.config/ipta/queries/NAME.ipta")]);
    roff.text([roman("Saved queries of the user's own.")]);
    roff.control("TP", []);
    roff.text([italic("~/.local/share/ipta")]);
    roff.text([roman("The embedded store: Parquet files, a folder for each table.")]);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([
        bold("ipta-conf"),
        roman("(5), "),
        bold("iptables"),
        roman("(8), "),
        bold("nft"),
        roman("(8)"),
    ]);
    roff.to_writer(out)
}

/// One subcommand: what it does, its own arguments and options, its examples.
fn subcommand(roff: &mut Roff, verb: &clap::Command) {
    let mut shown = verb.clone();
    let usage = shown.render_usage().to_string();
    roff.control("SS", [usage.trim_start_matches("Usage: ").lines().next().unwrap_or_default()]);
    roff.text([roman(verb.get_about().map(ToString::to_string).unwrap_or_default() + ".")]);
    let own = verb.get_arguments().filter(|arg| !arg.is_global_set() && !arg.is_hide_set());
    for arg in own {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        roff.control("TP", []);
        roff.text([bold(arg.to_string())]);
        roff.text([roman(help)]);
    }
    for change in verb.get_subcommands().filter(|change| change.get_name() != "help") {
        let about = change.get_about().map(ToString::to_string).unwrap_or_default();
        let words = change.get_positionals().map(|arg| format!(" {arg}"));
        roff.control("TP", []);
        roff.text([bold(change.get_name()), roman(words.collect::<String>())]);
        roff.text([roman(about)]);
    }
    if let Some(examples) = super::examples_of(verb.get_name()) {
        roff.control("PP", []);
        roff.text([roman("Examples:")]);
        roff.control("PP", []);
        roff.control("nf", []);
        roff.control("RS", []);
        for example in examples {
            roff.text([roman(example)]);
        }
        roff.control("RE", []);
        roff.control("fi", []);
    }
}

/// The configuration file's page, a section for each section of the file.
fn configuration(out: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    let version = format!("ipta {}", env!("CARGO_PKG_VERSION"));
    roff.control("TH", ["IPTA-CONF", "5", "", &version]);
    roff.control("SH", ["NAME"]);
    roff.text([roman("ipta-conf - the configuration file of ipta")]);
    roff.control("SH", ["DESCRIPTION"]);
    roff.text([
        roman("At its start "),
        bold("ipta"),
        roman("(1) reads "),
        italic("~/.ipta-conf"),
        roman(
            ", or the file that --config or IPTA_CONF names. It is TOML: settings stand in sections. \
             The command line counts over the environment, that over the file, and that over an \
             option file of MySQL's. ",
        ),
        bold("ipta config"),
        roman(
            " shows every setting, its value and where it was chosen; \
             ipta config set KEY VALUE writes one and keeps the file's comments.",
        ),
    ]);
    roff.control("PP", []);
    roff.text([roman(
        "A file that holds a password must be readable by its owner alone (chmod 600).",
    )]);
    let mut section = "";
    for setting in SETTINGS {
        if setting.section() != section {
            section = setting.section();
            roff.control("SH", [format!("SECTION [{section}]").as_str()]);
        }
        entry(&mut roff, setting);
    }
    roff.control("SH", ["SECTION [prefixes]"]);
    roff.text([roman(
        "Rules of your own for the prefixes of log lines, tried in this order before ipta's. The key \
         is the prefix, in quotes, with * for any text; the value is accept, deny or none, and the \
         action, if it needs a word of its own.",
    )]);
    roff.control("SH", ["EXAMPLE"]);
    roff.control("nf", []);
    for line in EXAMPLE.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([bold("ipta"), roman("(1)")]);
    roff.to_writer(out)
}

/// A file to start from.
pub const EXAMPLE: &str = "\
[store]
table = \"fw\"

[database]
host = \"db.example\"
user = \"ipta\"
password_command = \"pass show db/ipta\"
ssl_mode = \"verify-identity\"

[reports]
limit = 20
no_local = true

[time]
zone = \"Europe/Stockholm\"

[prefixes]
\"FW-IN*\" = \"deny\"
\"vpn:\" = \"accept VPN\"
";

fn entry(roff: &mut Roff, setting: &Setting) {
    let value = match setting.kind {
        SettingKind::Choice(words) => words().join("|"),
        kind => kind.placeholder().to_owned(),
    };
    roff.control("TP", []);
    roff.text([bold(setting.key()), roman(" = "), italic(value)]);
    let mut text = vec![roman(format!("{}.", setting.help))];
    let also: Vec<&str> =
        [setting.option, setting.variable].into_iter().filter(|name| !name.is_empty()).collect();
    if !setting.default.is_empty() {
        text.push(roman(format!(" Default: {}.", setting.default)));
    }
    if !also.is_empty() {
        text.push(roman(format!(" Also {}.", also.join(", "))));
    }
    roff.text(text);
}
