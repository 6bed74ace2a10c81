//! Packages: ipta as its users install it, by cargo, and by Debian's package on a clean system.

#[cfg(not(feature = "embedded"))]
mod cargo;
#[cfg(feature = "embedded")]
mod debian;

/// The folder of the project.
const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
