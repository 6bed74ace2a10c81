//! Dependencies: their licences, their reasons, and that heavy ones come once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cargo_metadata::{Metadata, MetadataCommand};

/// Licences that go with the project's own.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0", // the list of public certificate authorities, which is data
    "ISC",
    "MIT",
    "MPL-2.0", // of each file; nothing of it is changed here
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Crates whose manifest names a file instead of a licence, with the licence that was read there.
const READ: &[(&str, &str)] = &[("webpki", "ISC")];

/// Crates whose second version would cost minutes or megabytes.
const HEAVY: &[&str] = &[
    "arrow",
    "arrow-array",
    "arrow-schema",
    "chrono",
    "clap",
    "datafusion",
    "object_store",
    "parquet",
    "regex",
    "rustyline",
    "sqlparser",
    "tokio",
    "zstd-sys",
];

/// Crates that cost more to build than they are worth, with what keeps them out.
const ABSENT: &[(&str, &str)] = &[
    ("icu_properties", "idna_adapter 1.0 has no Unicode tables"),
    ("darling", "no attribute macros but those of clap, serde and thiserror"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Metadata {
    let manifest = root().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).exec().expect("cargo metadata runs")
}

/// Whether an SPDX expression can be met with the listed licences. `AND` binds tighter than `OR`.
fn is_met(expression: &str) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    flat.split(" OR ").any(|all| {
        all.split(" AND ").all(|one| {
            let licence = one.split(" WITH ").next().unwrap_or_default().trim();
            LICENCES.contains(&licence)
        })
    })
}

#[test]
fn every_licence_is_on_the_short_list() {
    let refused: Vec<String> = metadata()
        .packages
        .iter()
        .filter(|package| {
            let read = READ.iter().find(|(name, _)| *name == package.name.as_str());
            let licence = package.license.as_deref().or(read.map(|(_, licence)| *licence));
            !is_met(licence.unwrap_or("none"))
        })
        .map(|package| format!("{}: {:?}", package.name, package.license))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn licence_expressions_are_read() {
    assert!(is_met("MIT OR GPL-3.0"));
    assert!(is_met("Apache-2.0 WITH LLVM-exception"));
    assert!(!is_met("MIT AND GPL-3.0"));
    assert!(!is_met("none"));
}

#[test]
fn heavy_crates_come_in_one_version() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for package in &metadata.packages {
        versions.entry(package.name.as_str()).or_default().push(package.version.to_string());
    }
    for name in HEAVY {
        let found = versions.get(name).map_or(0, Vec::len);
        assert_eq!(found, 1, "{name}: {:?}", versions.get(name));
    }
}

#[test]
fn crates_not_worth_building_stay_out() {
    for package in &metadata().packages {
        let absent = ABSENT.iter().find(|(name, _)| *name == package.name.as_str());
        assert_eq!(absent, None, "{} is back", package.name);
    }
}

#[test]
fn contributing_gives_a_reason_for_each_dependency() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    assert!(packages.len() > 1, "the members of the workspace");
    let all = packages.iter().flat_map(|package| &package.dependencies);
    for dependency in all.filter(|dependency| dependency.path.is_none()) {
        let line = format!("| {} |", dependency.name);
        assert!(text.contains(&line), "CONTRIBUTING.md says nothing of {}", dependency.name);
    }
}
