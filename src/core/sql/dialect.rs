//! A dialect: where MySQL and MariaDB differ.

/// Which family of servers runs a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// MySQL, and what speaks as it does.
    MySql,
    /// MariaDB.
    MariaDb,
}

impl Dialect {
    /// The dialect of a server by what `SELECT VERSION()` answers.
    pub fn of(version: &str) -> Self {
        if version.to_ascii_lowercase().contains("mariadb") { Self::MariaDb } else { Self::MySql }
    }

    /// The collation in which texts are equal only if all their bytes are.
    pub fn exact_collation(self) -> &'static str {
        match self {
            Self::MySql => "utf8mb4_0900_bin",
            Self::MariaDb => "utf8mb4_nopad_bin",
        }
    }
}
