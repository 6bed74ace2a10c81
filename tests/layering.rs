//! Layering: imports go only to a lower layer, as the diagram in `src/lib.rs` says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of each layer, lowest first. Imports between crates are cargo's to check.
const LAYERS: &[&[&str]] = &[
    &["cancel", "files", "monitor", "span", "suggest", "time"],
    &["packet", "services", "trust", "value"],
    &["rows"],
    &["field"],
    &["log", "query"],
    &["sql"],
    &["store"],
    &["mysql", "output"],
    &["library", "present", "rdns", "settings"],
    &["ask", "follow", "import"],
    &["cli"],
    &["config", "input"],
    &["session"],
    &["prompt"],
];

/// The crates whose modules have layers.
const CRATES: [&str; 2] = ["core", "shell"];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file with the top module it belongs to.
fn files() -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    let mut folders = CRATES.map(|name| source().join(name)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(source()).unwrap().with_extension("");
            let module = inside.iter().nth(1).unwrap().to_str().unwrap().to_owned();
            let is_module = path.extension().is_some_and(|extension| extension == "rs");
            if is_module && module != "lib" {
                files.push((module, path));
            }
        }
    }
    files
}

/// The modules that a file names behind `crate::`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for path in line.split("crate::").skip(1) {
            let name = path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            found.push(name.to_owned());
        }
    }
    found
}

#[test]
fn imports_go_only_down() {
    for (module, path) in files() {
        let text = fs::read_to_string(&path).unwrap();
        let here = layer(&module).unwrap_or_else(|| panic!("{module} has no layer"));
        assert!(!text.contains("super::super"), "{} climbs", path.display());
        for import in imports(&text).into_iter().filter(|import| *import != module) {
            let there = layer(&import);
            let there = there.unwrap_or_else(|| {
                panic!("{} imports `{import}`: name one module a line", path.display())
            });
            assert!(there < here, "{}: {module} may not import {import}", path.display());
        }
    }
}

#[test]
fn the_diagram_names_every_module_on_its_layer() {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    let mut diagram: BTreeMap<usize, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines().filter_map(|line| line.strip_prefix("//! ")) {
        let number = line.strip_prefix('L').and_then(|rest| rest.split(' ').next()?.parse().ok());
        current = number.or(current);
        if let Some(layer) = current {
            diagram.entry(layer).or_default().push_str(&format!("{line} "));
        }
    }
    for (layer, modules) in LAYERS.iter().enumerate() {
        for module in *modules {
            let line = diagram.get(&layer).map(String::as_str).unwrap_or_default();
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(words.any(|word| word == *module), "L{layer} does not show {module}");
        }
    }
}
