//! The table of settings, in the order of the file and of the manual.

use super::{Setting, SettingKind, SettingValue, Settings};

/// The kind of the value that a setting's place holds.
const fn kind_of<V: SettingValue>(_: fn(&Settings) -> &V) -> SettingKind {
    V::KIND
}

/// An entry: the place in [`Settings`], which is the name too, then the rest of [`Setting`].
macro_rules! setting {
    ($section:ident.$key:ident = $default:literal, $option:literal, $variable:literal, $help:literal) => {
        Setting {
            name: concat!(stringify!($section), ".", stringify!($key)),
            kind: kind_of(|settings: &Settings| &settings.$section.$key),
            default: $default,
            option: $option,
            variable: $variable,
            help: $help,
            set: |settings, text| {
                settings.$section.$key = SettingValue::read(text)?;
                Ok(())
            },
            get: |settings| settings.$section.$key.text(),
        }
    };
}

/// Every setting: `section.key = default, option, variable, help`.
#[rustfmt::skip]
pub static SETTINGS: &[Setting] = &[
    setting!(store.kind = "", "--store", "IPTA_STORE",
        "The store: files of the user's, or a server; if unset, the server where one is named"),
    setting!(store.table = "logs", "--table", "IPTA_TABLE",
        "The table to work with"),
    setting!(store.memory = "", "", "IPTA_MEMORY",
        "Megabytes for a question to the embedded store, then temporary files; if unset, half of all"),
    setting!(store.timeout = "", "--timeout", "IPTA_TIMEOUT",
        "Seconds that a question to a server may take; if unset, what the server allows"),

    setting!(database.host = "", "--host", "IPTA_DB_HOST",
        "The server; if unset or `localhost`, its socket on this machine where there is one"),
    setting!(database.port = "", "--port", "IPTA_DB_PORT",
        "The server's port; if unset, 3306"),
    setting!(database.socket = "", "--socket", "IPTA_DB_SOCKET",
        "The server's Unix socket"),
    setting!(database.user = "ipta", "--user", "IPTA_DB_USER",
        "The user on the server"),
    setting!(database.password = "ipta", "--password", "IPTA_DB_PASSWORD",
        "The user's password, empty for none; the file must then be readable by its owner alone"),
    setting!(database.password_command = "", "", "IPTA_DB_PASSWORD_COMMAND",
        "A command for /bin/sh whose first line of output is the password"),
    setting!(database.name = "ipta", "--database", "IPTA_DB_NAME",
        "The database on the server"),
    setting!(database.ssl_mode = "", "--ssl-mode", "IPTA_DB_SSL_MODE",
        "What is asked of TLS; if unset, preferred, and verify-ca with an ssl_ca"),
    setting!(database.ssl_ca = "", "--ssl-ca", "IPTA_DB_SSL_CA",
        "A file of authorities (PEM) that may have signed the server's certificate"),
    setting!(database.ssl_cert = "", "--ssl-cert", "IPTA_DB_SSL_CERT",
        "A file with the certificate (PEM) that the server may ask of this client"),
    setting!(database.ssl_key = "", "--ssl-key", "IPTA_DB_SSL_KEY",
        "A file with the key (PEM) of ssl_cert; if unset, the key is in the same file"),
    setting!(database.mysql_defaults = "", "--mysql-defaults", "",
        "An option file of MySQL's or MariaDB's whose groups for clients say what is not said here"),

    setting!(output.format = "", "--format", "IPTA_FORMAT",
        "How answers are written; if unset, table on a terminal and tsv elsewhere"),
    setting!(output.color = "auto", "--color", "IPTA_COLOR",
        "When to colour; auto is on a terminal, unless NO_COLOR is set"),

    setting!(output.bars = "true", "", "IPTA_BARS",
        "Draw bars beside counts on a terminal"),
    setting!(output.pager = "", "", "IPTA_PAGER",
        "What shows answers longer than the window: a command, or off; if unset, PAGER or less"),
    setting!(output.services = "false", "--services", "",
        "Show services in place of ports"),
    setting!(output.raw_csv = "false", "--raw-csv", "",
        "Write CSV fields as they are, even those that a spreadsheet would run as formulas"),
    setting!(output.header = "true", "--no-header", "",
        "Write the names of the columns above the rows"),

    setting!(rdns.on = "false", "--rdns", "",
        "Show names in place of addresses"),
    setting!(rdns.budget = "2", "", "",
        "Seconds that an answer waits for names at most; addresses then stand as they are"),
    setting!(rdns.server = "", "", "",
        "The DNS server to ask, ADDRESS or ADDRESS:PORT; if unset, the system's resolver is asked"),

    setting!(reports.limit = "", "--limit", "IPTA_LIMIT",
        "Rows at most, in reports and queries that do not say; not in exports and SQL"),
    setting!(reports.no_local = "false", "--no-local", "",
        "Leave out packets of the interface lo in reports and queries; not in exports and SQL"),
    setting!(reports.no_accept = "false", "--no-accept", "",
        "Leave out accepted packets in reports and queries; not in exports and SQL"),

    setting!(time.zone = "", "--timezone", "IPTA_TIMEZONE",
        "Time zone of a new table: an IANA name, an offset or a POSIX rule; if unset, the system's"),
    setting!(time.now = "clock", "--now", "",
        "What `now` means in a query: clock, a time, or latest for the newest packet's"),

    setting!(log.marker = "", "", "",
        "Only lines whose prefix holds this text are packets"),
    setting!(log.tags = "", "", "IPTA_TAGS",
        "Programs whose lines are read as the kernel's: names as syslog has them, commas between"),
    setting!(log.folder = "/var/log", "", "IPTA_LOG_FOLDER",
        "Where the prompt looks for logs to suggest while the store is empty"),

    setting!(shell.history_size = "10000", "", "",
        "Statements that the prompt's history keeps"),
    setting!(shell.edit_mode = "emacs", "", "",
        "Whose keys edit a line at the prompt"),
    setting!(shell.timing = "true", "", "",
        "Say on a terminal how long each answer took"),
    setting!(shell.echo_sql = "false", "", "",
        "Show the SQL that each question is sent to the store as"),
    setting!(shell.values = "true", "", "",
        "Complete values from the newest packets of the table"),

    setting!(folders.data = "", "", "IPTA_DATA_DIR",
        "The embedded store's tables"),
    setting!(folders.config = "", "", "IPTA_CONFIG_DIR",
        "The user's saved queries, in queries/"),
    setting!(folders.state = "", "", "IPTA_STATE_DIR",
        "The prompt's history"),
    setting!(folders.cache = "", "", "IPTA_CACHE_DIR",
        "What can be had again, such as names of addresses"),
];
