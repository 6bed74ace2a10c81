//! Examples: two for each subcommand, below its help.

/// A subcommand and its examples, words for a shell with what they do behind `#`; in the order of help.
pub const EXAMPLES: &[(&str, [&str; 2])] = &[
    ("shell", ["ipta shell", "ipta -t fw2 shell             # on another table"]),
    (
        "import",
        [
            "ipta import /var/log/ufw.log*  # several, oldest first, plain or packed",
            "journalctl -k | ipta import -  # or: ipta import --journal",
        ],
    ),
    (
        "follow",
        [
            "ipta follow /var/log/ufw.log where denied and not dport 23",
            "ipta -f /var/log/iptables.log --no-lo --no-accept",
        ],
    ),
    (
        "live",
        [
            "ipta live /var/log/ufw.log",
            "ipta -r live --journal where denied  # names in place of addresses",
        ],
    ),
    ("analyze", ["ipta analyze", "ipta -l 20 --no-accept analyze"]),
    ("report", ["ipta report ports", "ipta --format csv report denied limit=50 > denied.csv"]),
    ("reports", ["ipta reports", "ipta --format json reports"]),
    (
        "explain",
        [
            "ipta explain top dport where denied last 24h",
            "ipta -h db.example explain 'list where src in 10.0.0.0/8'",
        ],
    ),
    ("fields", ["ipta fields", "ipta --format markdown fields"]),
    (
        "save",
        [
            "ipta save ssh 'count by src where dport 22 and denied limit $limit:10'",
            "ipta save today 'top dport today'",
        ],
    ),
    ("drop", ["ipta drop ssh", "ipta drop today"]),
    ("edit", ["ipta edit ssh", "EDITOR=nano ipta edit ssh"]),
    ("eval", ["ipta eval ports", "ipta eval ports limit=3"]),
    ("tables", ["ipta tables", "ipta tables create fw2"]),
    ("clear", ["ipta clear", "ipta -y -t fw2 clear          # without a question"]),
    (
        "export",
        [
            "ipta export packets.csv.gz",
            "ipta export denied.json 'list time, src, dport where denied'",
        ],
    ),
    (
        "explain-line",
        [
            "tail -n 1 /var/log/ufw.log | ipta explain-line",
            "ipta explain-line 'Oct 12 08:01:00 fw kernel: IPT: DROP IN=eth0 OUT= ...'",
        ],
    ),
    (
        "setup-sql",
        [
            "ipta setup-sql > setup.sql      # it holds a new password: umask 077",
            "ipta -h db.example -u ann -pi -d fw setup-sql --reader",
        ],
    ),
    ("config", ["ipta config", "ipta config set database.host db.example"]),
    (
        "generate",
        [
            "ipta generate bash > ~/.local/share/bash-completion/completions/ipta",
            "ipta generate ipta.1 | man -l -",
        ],
    ),
];
