//! What ipta generates of itself: the kept files are what it generates now. `IPTA_UPDATE=1` writes
//! them, and so does `ipta generate --yes --all .`.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use ipta::cli::generate::Generated;

use crate::support::Home;

#[test]
fn kept_files_are_what_is_generated() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for what in Generated::value_variants() {
        let (path, text) = (top.join(what.file()), what.text().unwrap());
        if std::env::var_os("IPTA_UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{} is old: run `ipta generate --yes --all .`", what.file());
    }
}

#[test]
fn all_are_written_and_one_is_printed() {
    let home = Home::new();
    let folder = home.path().join("all");
    assert_eq!(home.stdout(&["generate", "--all", folder.to_str().unwrap()]), "");
    for what in Generated::value_variants() {
        let name = what.to_possible_value().unwrap();
        let written = fs::read_to_string(folder.join(what.file())).unwrap();
        assert_eq!(home.stdout(&["generate", name.get_name()]), written);
    }
    assert_eq!(home.run(&["generate"]).code, 2);
    assert_eq!(home.run(&["generate", "csh"]).code, 2);
}

/// The manual's table of the functions that the embedded store knows is the code's own.
#[cfg(feature = "embedded")]
#[test]
fn the_manual_lists_the_functions_of_the_embedded_store() {
    const MARK: &str = "<!-- from here on made by `IPTA_UPDATE=1 cargo test generated` -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual/functions.md");
    let kept = fs::read_to_string(&path).unwrap();
    let (head, table) = kept.split_once(MARK).unwrap();
    let known = ipta::store::embedded::functions();
    let made = "\n| function | gives |\n|---|---|\n".to_owned() + &known.concat();
    if std::env::var_os("IPTA_UPDATE").is_some() {
        fs::write(&path, format!("{head}{MARK}{made}")).unwrap();
    }
    assert!(known.len() > 100, "only {} functions", known.len());
    assert_eq!(table, made, "run `IPTA_UPDATE=1 cargo test generated`");
}
