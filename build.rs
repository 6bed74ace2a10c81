//! Tells the program the commit that it is built from, where there is one to tell, and the linker to
//! make it small.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let commit = packaged().or_else(checked_out);
    let commit = commit.map_or(String::new(), |commit| format!("commit {commit}; "));
    let features = match env::var_os("CARGO_FEATURE_EMBEDDED") {
        Some(_) => "embedded",
        None => "none",
    };
    println!("cargo:rustc-env=IPTA_VERSION={version} ({commit}features: {features})");
    pack_addresses();
}

/// Packs the addresses that the loader adjusts: a twentieth of the light program else. glibc reads
/// packed ones since 2.36; other systems keep their linker's way.
fn pack_addresses() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|is| is == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The commit that cargo noted in a package.
fn packaged() -> Option<String> {
    let note = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = note.split_once("\"sha1\"")?;
    let hash = rest.split('"').nth(1)?;
    Some(hash.chars().take(9).collect())
}

/// The commit of a clone. A folder inside somebody else's clone is none.
fn checked_out() -> Option<String> {
    let here = env::var("CARGO_MANIFEST_DIR").ok()?;
    let git = |arguments: &[&str]| {
        let run = Command::new("git").args(["-C", &here]).args(arguments).output().ok()?;
        let said = String::from_utf8(run.stdout).ok()?.trim().to_owned();
        (run.status.success() && !said.is_empty()).then_some(said)
    };
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(&here).ok()? {
        return None;
    }
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        let path = Path::new(&here).join(path);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    git(&["rev-parse", "--short=9", "HEAD"])
}
