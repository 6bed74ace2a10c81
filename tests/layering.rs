//! Layering: imports go only to a lower layer, as the diagram in `src/lib.rs` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

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
    &["follow", "import"],
    &["logs"],
    &["ask", "cli"],
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

/// The source files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Every source file with the top module it belongs to.
fn files() -> Vec<(String, PathBuf)> {
    let all = CRATES.iter().flat_map(|name| files_below(&source().join(name)));
    let files = all.map(|path| {
        let inside = path.strip_prefix(source()).unwrap().with_extension("");
        (inside.iter().nth(1).unwrap().to_str().unwrap().to_owned(), path)
    });
    files.filter(|(module, _)| module != "lib").collect()
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

/// The files of each crate, by the path of their module.
fn modules(name: &str) -> BTreeMap<Vec<String>, String> {
    let root = source().join(name);
    let mut modules = BTreeMap::new();
    for path in files_below(&root) {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let module = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        modules.insert(module, code(&fs::read_to_string(path).unwrap()));
    }
    modules
}

/// A file's code without comments, strings, re-exports and unit tests. A module that re-exports what a
/// file below it defines does not depend on it.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let noise = Regex::new(r#"//[^\n]*|"(\\.|[^"\\])*"|\bpub(\([^)]*\))?\s+use\s[^;]*;"#).unwrap();
    noise.replace_all(text, "").into_owned()
}

/// The paths that a tree of `use` names: `a::{b, c::D}` names `a::b` and `a::c::D`.
fn paths(prefix: &str, tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![format!("{prefix}{}", path.trim())];
    };
    let (head, inner) = (format!("{prefix}{}", head.trim()), rest.rsplit_once('}').unwrap().0);
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, character) in inner.char_indices().chain([(inner.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..at].trim();
                start = inner.len().min(at + 1);
                found.extend((!part.is_empty()).then(|| paths(&head, part)).into_iter().flatten());
            }
            _ => {}
        }
    }
    found
}

/// The modules that a module's code names, itself not among them.
fn used(
    module: &[String],
    code: &str,
    modules: &BTreeMap<Vec<String>, String>,
) -> BTreeSet<Vec<String>> {
    let imports = Regex::new(r"\buse\s+([^;]+);").unwrap();
    let inline = Regex::new(r"\b[a-z_]\w*(::\w+)+").unwrap();
    let mut named: Vec<String> =
        imports.captures_iter(code).flat_map(|found| paths("", &found[1])).collect();
    let rest = imports.replace_all(code, "");
    named.extend(inline.find_iter(&rest).map(|path| path.as_str().to_owned()));
    let mut found = BTreeSet::new();
    for path in named {
        // A module inside a file sees what is around it.
        if path == "super::*" {
            continue;
        }
        let mut parts = path.split("::").map(str::to_owned).peekable();
        let mut place = match parts.peek().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super") => module[..module.len().saturating_sub(1)].to_vec(),
            _ => module.to_vec(),
        };
        let first = parts.next_if(|part| matches!(part.as_str(), "crate" | "super" | "self"));
        let child = [&place[..], &[parts.peek().cloned().unwrap_or_default()]].concat();
        if first.is_none() && !modules.contains_key(&child) {
            continue;
        }
        place.extend(parts);
        while !place.is_empty() && !modules.contains_key(&place) {
            place.pop();
        }
        if !place.is_empty() && place != module {
            found.insert(place);
        }
    }
    found
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    for name in ["core", "embedded", "shell"] {
        let modules = modules(name);
        let uses: BTreeMap<_, _> = modules
            .iter()
            .map(|(module, code)| (module.clone(), used(module, code, &modules)))
            .collect();
        // Files that use none of those that are left are in no circle.
        let mut left: BTreeSet<_> = modules.keys().cloned().collect();
        loop {
            let free: Vec<_> =
                left.iter().filter(|module| uses[*module].is_disjoint(&left)).cloned().collect();
            if free.is_empty() {
                break;
            }
            left.retain(|module| !free.contains(module));
        }
        let circle: Vec<_> = left.iter().map(|module| module.join("/")).collect();
        assert!(circle.is_empty(), "{name}: in circles, or above some: {circle:?}");
    }
}
