//! The schema: ipta's tables on a MySQL or MariaDB server, made from [`FIELDS`].
//!
//! A table of packets is known by its comment, `ipta schema 1, zone Europe/Stockholm`. Two tables
//! beside them, [`TABLES`] and [`SOURCES`], remember how far each source was read.
//!
//! The rows' key is a number that the server gives. `SELECT *` does not show it, so that it answers
//! alike on every store, and nothing takes its order for the order of time.

use crate::field::{FIELDS, Field, Type};
use crate::sql::dialect::Dialect;
use crate::sql::writer::SqlWriter;
use crate::time::Zone;

/// The version of the schema that this ipta writes.
pub const VERSION: u32 = 1;

/// The table that names every table of packets, and says since when it is being emptied.
pub const TABLES: &str = "ipta_tables";

/// The table of sources: how far each was read into which table.
pub const SOURCES: &str = "ipta_sources";

/// The table of gaps: what the logs lack that were read into which table. Every store has it, with
/// the columns [`GAP_COLUMNS`].
pub const GAPS: &str = "ipta_gaps";

/// The table of line hashes: which lines each source had, to recognise a copy that is shorter or
/// was cut.
pub const LINE_HASHES: &str = "ipta_line_hashes";

/// The names that no table of packets can have.
pub const RESERVED: [&str; 4] = [TABLES, SOURCES, GAPS, LINE_HASHES];

/// The columns of [`GAPS`]: the table of packets, the machine (empty where no line names it), what
/// is missing, how many lines said so, how many are missing (NULL where nobody knows), and when that
/// was said first and last.
pub const GAP_COLUMNS: [&str; 7] =
    ["table_name", "fw", "kind", "notices", "lost", "first_said", "last_said"];

/// The key of a row.
const KEY: &str = "packet";

/// An index by its name, with its fields in order.
type Index = (&'static str, &'static [&'static str]);

/// The indexes: windows of time, sources, destination ports, and destinations. Those on sources and ports
/// hold all that the reports on denied packets, new sources, scanners and ports ask for, in the order of their
/// groups; the one on destinations finds an address on either side (`host ADDRESS`). `CONTRIBUTING.md` has
/// what each costs an import and saves a query.
pub const INDEXES: [Index; 4] = [
    ("time", &["time"]),
    ("src", &["src", "dst", "dport", "proto", "action", "verdict", "sport", "time"]),
    ("dport", &["dport", "proto", "action", "verdict"]),
    ("dst", &["dst"]),
];

/// What a table's comment says.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The version of its schema.
    pub version: u32,
    /// The time zone of its times.
    pub zone: Zone,
}

impl Comment {
    /// Reads a comment; `None` if the table is not ipta's.
    pub fn parse(text: &str) -> Option<Self> {
        let (version, zone) = text.strip_prefix("ipta schema ")?.split_once(", zone ")?;
        Some(Self { version: version.parse().ok()?, zone: Zone::parse(zone)? })
    }

    /// The comment of a table that this ipta makes.
    pub fn write(zone: &Zone) -> String {
        format!("ipta schema {VERSION}, zone {}", zone.name())
    }
}

/// The statement that makes a table of packets whose times are in that zone.
pub fn create_table(name: &str, zone: &Zone, dialect: Dialect) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("CREATE TABLE ").ident(name).sql(" (").ident(KEY);
    writer.sql(" BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE, ");
    writer.list(", ", FIELDS, |w, field| column(w, field, dialect));
    writer.sql(", PRIMARY KEY (").ident(KEY).sql(")");
    for each in INDEXES {
        index(writer.sql(", KEY "), each);
    }
    writer.sql(") ENGINE=InnoDB COMMENT=").literal(&Comment::write(zone));
    writer.into_text()
}

/// A table as it is on a server.
#[derive(Debug)]
pub struct FoundTable<'t> {
    /// Its name.
    pub name: &'t str,
    /// The contents of its comment.
    pub comment: Comment,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The names of its indexes, each with its fields, commas between.
    pub indexes: Vec<(String, String)>,
}

/// The statement that adds the columns and indexes that a table lacks of this ipta's schema, and writes its
/// version into the comment; `None` if the table lacks nothing.
pub fn migrate(table: &FoundTable<'_>, dialect: Dialect) -> Option<String> {
    let lacks = |name: &str| !table.columns.iter().any(|known| known == name);
    let mut writer = SqlWriter::default();
    writer.sql("ALTER TABLE ").ident(table.name).sql(" ");
    let mut is_complete = table.comment.version == VERSION;
    for field in FIELDS.iter().filter(|field| lacks(field.name)) {
        column(writer.sql("ADD COLUMN "), field, dialect);
        writer.sql(", ");
        is_complete = false;
    }
    for each in INDEXES {
        let known = table.indexes.iter().find(|(name, _)| name == each.0);
        if known.is_some_and(|(_, fields)| *fields == each.1.join(",")) {
            continue;
        }
        if known.is_some() {
            writer.sql("DROP KEY ").ident(each.0).sql(", ");
        }
        index(writer.sql("ADD KEY "), each);
        writer.sql(", ");
        is_complete = false;
    }
    writer.sql("COMMENT=").literal(&Comment::write(&table.comment.zone));
    (!is_complete).then(|| writer.into_text())
}

/// The statements that make [`TABLES`], [`SOURCES`], [`GAPS`] and [`LINE_HASHES`] where they are not
/// there yet.
pub fn create_bookkeeping(dialect: Dialect) -> [String; 4] {
    let name = |w: &mut SqlWriter, name: &str| text_column(w, name, " VARCHAR(64)", dialect);
    let mut tables = SqlWriter::default();
    tables.sql("CREATE TABLE IF NOT EXISTS ").ident(TABLES).sql(" (");
    name(&mut tables, "name");
    tables.sql("`emptying_since` DATETIME NULL, PRIMARY KEY (`name`)) ENGINE=InnoDB");
    tables.sql(" COMMENT='ipta: its tables of packets'");
    let mut sources = SqlWriter::default();
    sources.sql("CREATE TABLE IF NOT EXISTS ").ident(SOURCES).sql(" (");
    sources.sql("`number` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, ");
    name(&mut sources, "table_name");
    sources
        .sql("`head_length` BIGINT UNSIGNED NOT NULL, `head_hash` BINARY(16) NOT NULL, ")
        .sql("`offset` BIGINT UNSIGNED NOT NULL, ")
        .sql("`tail_length` BIGINT UNSIGNED NOT NULL, `tail_hash` BINARY(16) NOT NULL, ")
        .sql("PRIMARY KEY (`number`), KEY `table_name` (`table_name`)) ENGINE=InnoDB")
        .sql(" COMMENT='ipta: how far each source was read'");
    [tables.into_text(), sources.into_text(), create_gaps(dialect), create_line_hashes(dialect)]
}

/// The statement that makes [`GAPS`] where it is not there yet.
pub fn create_gaps(dialect: Dialect) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("CREATE TABLE IF NOT EXISTS ").ident(GAPS).sql(" (");
    for (name, data_type) in
        [("table_name", " VARCHAR(64)"), ("fw", " VARCHAR(255)"), ("kind", " VARCHAR(64)")]
    {
        text_column(&mut writer, name, data_type, dialect);
    }
    writer
        .sql("`notices` BIGINT UNSIGNED NOT NULL, `lost` BIGINT UNSIGNED NULL, ")
        .sql("`first_said` DATETIME(6) NULL, `last_said` DATETIME(6) NULL, ")
        .sql("PRIMARY KEY (`table_name`, `fw`, `kind`)) ENGINE=InnoDB")
        .sql(" COMMENT='ipta: what the logs lack'");
    writer.into_text()
}

/// The statement that makes [`LINE_HASHES`] where it is not there yet.
pub fn create_line_hashes(dialect: Dialect) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("CREATE TABLE IF NOT EXISTS ").ident(LINE_HASHES).sql(" (");
    text_column(&mut writer, "table_name", " VARCHAR(64)", dialect);
    writer
        .sql("`source` BIGINT UNSIGNED NOT NULL, `until` BIGINT UNSIGNED NOT NULL, ")
        .sql("`part` INT UNSIGNED NOT NULL, ")
        .sql("`begun` BIGINT UNSIGNED NOT NULL, `start` BIGINT UNSIGNED NOT NULL, ")
        .sql("`hashes` MEDIUMBLOB NOT NULL, PRIMARY KEY (`source`, `until`, `part`), ")
        .sql("KEY `table_name` (`table_name`)) ENGINE=InnoDB")
        .sql(" COMMENT='ipta: the lines of each source'");
    writer.into_text()
}

fn text_column(writer: &mut SqlWriter, name: &str, data_type: &'static str, dialect: Dialect) {
    writer.ident(name).sql(data_type).sql(" CHARACTER SET utf8mb4 COLLATE ");
    writer.sql(dialect.exact_collation()).sql(" NOT NULL, ");
}

/// What an account may do in ipta's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountRole {
    /// Everything that ipta does, creating, emptying and dropping tables included.
    Owner,
    /// Import into tables that exist, and ask.
    Importer,
    /// Ask.
    Reader,
}

impl AccountRole {
    /// The privileges on the database that suffice. Bookkeeping needs UPDATE: an import moves the
    /// bookmark of its source.
    fn privileges(self) -> &'static str {
        match self {
            Self::Owner => "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP",
            Self::Importer => "SELECT, INSERT, UPDATE",
            Self::Reader => "SELECT",
        }
    }
}

/// An account to be created.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The database that it may use.
    pub database: &'a str,
    /// Its name.
    pub user: &'a str,
    /// The host that it connects from.
    pub host: &'a str,
    /// Its password.
    pub password: &'a str,
    /// What it may do.
    pub role: AccountRole,
}

/// The statements that create an account, for an administrator to read and run. Those for an owner
/// create the database too. An account that exists is an error: its password would stay what it was.
pub fn setup(account: &Account<'_>, dialect: Dialect) -> String {
    let mut writer = SqlWriter::default();
    let name = |w: &mut SqlWriter| {
        w.literal(account.user).sql("@").literal(account.host);
    };
    if account.role == AccountRole::Owner {
        writer.sql("CREATE DATABASE IF NOT EXISTS ").ident(account.database);
        writer.sql(" CHARACTER SET utf8mb4;\n");
    }
    name(writer.sql("CREATE USER "));
    writer.sql(match dialect {
        Dialect::MySql => " IDENTIFIED WITH caching_sha2_password BY ",
        Dialect::MariaDb => " IDENTIFIED BY ",
    });
    writer.literal(account.password).sql(";\n");
    writer.sql("GRANT ").sql(account.role.privileges()).sql(" ON ");
    name(writer.granted(account.database).sql(".* TO "));
    writer.sql(";\n");
    writer.into_text()
}

/// A text as a literal.
pub fn literal(text: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.literal(text);
    writer.into_text()
}

/// The name of a database as GRANT takes it.
pub fn granted(database: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.granted(database);
    writer.into_text()
}

/// `DROP TABLE` of a table.
pub fn drop_table(name: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("DROP TABLE ").ident(name);
    writer.into_text()
}

/// The statement that empties a table at once.
pub fn truncate(name: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("TRUNCATE TABLE ").ident(name);
    writer.into_text()
}

/// The statement that has a row if a table has a packet.
pub fn any_packet(name: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("SELECT 1 FROM ").ident(name).sql(" LIMIT 1");
    writer.into_text()
}

/// The statement that counts a table's packets.
pub fn count(name: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("SELECT COUNT(*) FROM ").ident(name);
    writer.into_text()
}

/// The statement that loads rows of text, which the client is asked for under that name: fields end
/// with a tab, rows with a newline, `\` escapes, and `\N` is NULL.
pub fn load(name: &str, file: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("LOAD DATA LOCAL INFILE ").literal(file).sql(" INTO TABLE ").ident(name);
    writer.sql(" CHARACTER SET binary FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'");
    writer.sql(" LINES TERMINATED BY '\\n' (").list(", ", FIELDS, |w, field| {
        w.ident(field.name);
    });
    writer.sql(")");
    writer.into_text()
}

/// The statement that inserts rows, up to the list of them.
pub fn insert(name: &str) -> String {
    let mut writer = SqlWriter::default();
    writer.sql("INSERT INTO ").ident(name).sql(" (").list(", ", FIELDS, |w, field| {
        w.ident(field.name);
    });
    writer.sql(") VALUES ");
    writer.into_text()
}

fn index(writer: &mut SqlWriter, (name, fields): Index) {
    writer.ident(name).sql(" (").list(", ", fields, |w, field| {
        w.ident(field);
    });
    writer.sql(")");
}

fn column(writer: &mut SqlWriter, field: &Field, dialect: Dialect) {
    writer.ident(field.name).sql(" ");
    let text = |writer: &mut SqlWriter, data_type| {
        writer.sql(data_type).sql(" CHARACTER SET utf8mb4 COLLATE ").sql(dialect.exact_collation());
    };
    match field.kind {
        Type::Text | Type::Word | Type::Verdict | Type::Protocol | Type::Mac => {
            text(writer, type_of(field.kind));
        }
        Type::Time | Type::Address | Type::Port | Type::Flags | Type::Int8 | Type::Int32 => {
            writer.sql(type_of(field.kind));
        }
    }
    writer.sql(if field.is_nullable() { " NULL" } else { " NOT NULL" });
}

/// The type of a field's column.
pub fn type_of(kind: Type) -> &'static str {
    match kind {
        Type::Time => "DATETIME(6)",
        Type::Text | Type::Word => "VARCHAR(255)",
        Type::Verdict => "ENUM('accept', 'deny', 'none')",
        Type::Protocol | Type::Mac => "VARCHAR(17)",
        Type::Address => "VARBINARY(16)",
        Type::Port | Type::Flags => "SMALLINT UNSIGNED",
        Type::Int8 => "TINYINT UNSIGNED",
        Type::Int32 => "INT UNSIGNED",
    }
}

/// How many characters of a text a table keeps, on every store; netfilter's own prefixes have 127 at
/// most.
pub const TEXT: usize = 255;

/// As much of a text as a table keeps.
pub fn fitting(text: &str) -> &str {
    if text.len() <= TEXT {
        return text;
    }
    let end = text.char_indices().nth(TEXT).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_reads_back() {
        let zone = Zone::parse("+02:00").expect("a zone");
        let written = Comment::write(&zone);
        assert_eq!(Comment::parse(&written), Some(Comment { version: VERSION, zone }));
        for other in ["", "ipta schema x, zone UTC", "ipta schema 1", "my table"] {
            assert_eq!(Comment::parse(other), None, "{other}");
        }
    }

    #[test]
    fn every_index_is_of_fields() {
        let mut indexed = INDEXES.iter().flat_map(|(_, fields)| fields.iter());
        assert!(indexed.all(|name| FIELDS.iter().any(|field| field.name == *name)));
    }
}
