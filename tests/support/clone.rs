//! What `on_every_store!` and `once!` run in the binaries without database servers.

/// Runs every case on the embedded store. The same cases run on servers in the binary `servers`.
macro_rules! on_every_store {
    ($($case:ident),* $(,)?) => {
        #[cfg(feature = "embedded")]
        mod on_the_embedded_store {
            $(#[test]
            fn $case() {
                super::$case(crate::support::Home::new);
            })*
        }
    };
}

/// Runs every case here, and not in the binary `servers`.
macro_rules! once {
    ($($(#[$condition:meta])* $case:ident),* $(,)?) => {
        mod once {
            $($(#[$condition])* #[test]
            fn $case() {
                super::$case();
            })*
        }
    };
}
