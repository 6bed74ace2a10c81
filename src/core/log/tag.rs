//! A tag: the program that logged a line, as syslog writes it before the message.
//!
//! ```text
//! tag = name [ "[" process "]" ] ":"        RFC 3164 §4.1.3; syslog(3) writes it so
//! ```
//!
//! Programs such as sshd log text that strangers choose, so a packet counts only if the kernel or a
//! program that logs packets for it wrote the line. A name with a process is always a program's. A name
//! without one may be the prefix of a rule too (`DROP:`), which [`is_prefix`] decides.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::prefix::{self, UserRule};
use super::shown;
use crate::packet::Verdict;

/// The program that logged a line, as far as its tag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The line has no tag.
    Untagged,
    /// The kernel, or a program that logs packets for it.
    Netfilter,
    /// A program that keeps the log: it passes on lines of others, and reports repeats and gaps.
    Log,
    /// Any other program.
    Foreign,
    /// A word and a colon: a program, or the prefix of a rule.
    Unsure,
}

/// A tag without its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The program.
    pub program: &'a str,
    /// Which kind of program it is.
    pub origin: Sender,
}

/// Programs that log packets, by the names that syslog gives them. Sources: ulogd(8) and its
/// predecessors, `pvefw-logger`, and scripts that pass on the kernel's lines.
static NETFILTER: [&str; 26] = [
    "arptables",
    "csf",
    "dmesg",
    "ebtables",
    "firehol",
    "firewall",
    "firewalld",
    "fw",
    "ip6tables",
    "iptables",
    "kern",
    "kernel",
    "klogd",
    "kmsg",
    "netfilter",
    "nflog",
    "nflogd",
    "nft",
    "nftables",
    "nfulnl",
    "pvefw-logger",
    "shorewall",
    "shorewall6",
    "ufw",
    "ulogd",
    "ulogd2",
];

/// Programs that keep logs. Sources: syslogd(8), rsyslogd(8), syslog-ng(8), systemd-journald(8).
static LOG: [&str; 14] = [
    "fluent-bit",
    "fluentd",
    "journal",
    "logstash",
    "metalog",
    "nxlog",
    "rsyslogd",
    "syslog-ng",
    "syslogd",
    "systemd-journal",
    "systemd-journal-remote",
    "systemd-journald",
    "td-agent",
    "vector",
];

/// Programs that log text chosen by others, by the names that they give to syslog(3). Sources: the
/// filters of fail2ban, the services of logwatch and the rules of logcheck.
#[rustfmt::skip]
static DAEMONS: [&str; 294] = [
    "MailScanner", "ModemManager", "NetworkManager", "amavis", "amavisd", "anacron", "apache",
    "apache2", "asterisk", "atd", "atftpd", "audispd", "audit", "auditd", "avahi-daemon", "bash",
    "bgpd", "bird", "bluetoothd", "caddy", "charon", "charon-systemd", "chpasswd", "chronyd",
    "clamav-milter", "clamd", "collectd", "conntrackd", "containerd", "coredns", "coturn",
    "courierd", "cron", "crond", "crontab", "crowdsec", "cupsd", "cyrus", "dbus-daemon",
    "dhclient", "dhcp6s", "dhcpcd", "dhcpd", "dhcpd3", "dhcpd6", "dhcrelay", "dnsdist", "dnsmasq",
    "dnsmasq-dhcp", "dnsmasq-tftp", "doas", "docker", "dockerd", "dovecot", "dropbear", "ejabberd",
    "envoy", "etcd", "exim", "exim4", "fail2ban", "fail2ban-server", "fail2ban.actions",
    "fail2ban.filter", "fcron", "fetchmail", "filterlog", "freeradius", "freeswitch", "freshclam",
    "ftpd", "gdm", "gdm-password", "getty", "git-daemon", "gitea", "gitlab", "grafana",
    "grafana-server", "groupadd", "groupdel", "gunicorn", "haproxy", "hostapd", "httpd",
    "httpproxy", "icinga2", "imap-login", "imapd", "in.ftpd", "in.telnetd", "in.tftpd", "inetd",
    "init", "ipop3d", "ipsec_starter", "ircd", "java", "jenkins", "kadmind", "kamailio",
    "kea-dhcp4", "kea-dhcp6", "keepalived", "knotd", "krb5kdc", "kubelet", "lfd", "libvirtd",
    "lightdm", "lighttpd", "logger", "login", "lpd", "mailman", "mariadbd", "memcached", "mgetty",
    "milter-greylist", "mimedefang", "minidlna", "miniupnpd", "mongod", "monit", "mosh-server",
    "mosquitto", "mountd", "murmurd", "mysqld", "nagios", "named", "netdata", "networkd", "newgrp",
    "nfsd", "nginx", "ngircd", "nmbd", "node", "nrpe", "nsd", "ntpd", "ntpdate", "ocserv",
    "odhcpd", "opendkim", "opendmarc", "opensips", "opensmtpd", "openvpn", "ospfd", "osqueryd",
    "ossec", "ovpn", "pam_ldap", "pam_sss", "pam_unix", "passwd", "pdns", "pdns_recursor",
    "pdns_server", "perdition", "perl", "php", "php-fpm", "pkexec", "pluto", "podman",
    "policyd-spf", "polkitd", "pop3-login", "pop3d", "popa3d", "portsentry", "postfix", "postgres",
    "postgrey", "pppd", "pppoe-server", "pptpd", "privoxy", "procmail", "proftpd", "prometheus",
    "prosody", "psad", "puppet-agent", "pure-ftpd", "python", "python3", "qmail", "qmail-smtpd",
    "qpopper", "rabbitmq", "racoon", "radiusd", "radvd", "redis", "redis-server", "rlogind",
    "rpc.mountd", "rpcbind", "rshd", "rspamd", "rsync-daemon", "rsyncd", "ruby", "runuser",
    "salt-minion", "saslauthd", "saslpasswd2", "sddm", "sendmail", "sftp-server", "sh", "slapd",
    "sm-mta", "smartd", "smbd", "smbd_audit", "smtpd", "snapd", "sniproxy", "snmpd", "snmptrapd",
    "snort", "spamassassin", "spamd", "squid", "sshd", "sshd-auth", "sshd-session", "sshguard",
    "sslh", "sssd", "sssd_be", "strongswan", "stunnel", "stunnel4", "su", "sudo", "supervisord",
    "suricata", "svnserve", "systemd", "systemd-logind", "systemd-networkd", "systemd-resolved",
    "systemd-timesyncd", "systemd-udevd", "tac_plus", "tailscaled", "tcpd", "telegraf", "telnetd",
    "tftpd", "thttpd", "tincd", "tinyproxy", "tomcat", "traefik", "turnserver", "udevd", "udhcpc",
    "udhcpd", "uhttpd", "unbound", "upsd", "upsmon", "useradd", "userdel", "usermod", "uwsgi",
    "varnishd", "vaultwarden", "vmtoolsd", "vncserver", "vsftpd", "wazuh", "webmin", "wickedd",
    "winbindd", "wpa_supplicant", "wu-ftpd", "xinetd", "xl2tpd", "xrdp", "xrdp-sesman",
    "zabbix_agentd", "zabbix_server", "zebra", "zeek", "znc", "zsh",
];

/// Reads the tag that a text starts with, if that is certainly one; returns what follows it.
pub fn read(text: &str) -> Option<(Tag<'_>, &str)> {
    let len = text.bytes().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(text.len());
    let word = &text[..len];
    let mark = memchr::memchr2(b':', b'[', word.as_bytes()).filter(|mark| *mark > 0)?;
    let tag = |program, origin, end: usize| {
        Some((Tag { program, origin }, text[end..].trim_start_matches([' ', '\t'])))
    };
    if let Some((open, close)) = process(word) {
        let program = &word[..open];
        let known = origin(program);
        let is_process = word[open + 1..close].starts_with(|first: char| first.is_ascii_digit());
        let has_colon = word[close + 1..].starts_with(':');
        if is_process && (has_colon || known.is_some() && close + 1 == len) {
            return tag(
                program,
                known.unwrap_or(Sender::Foreign),
                close + 1 + usize::from(has_colon),
            );
        }
    }
    let (program, behind) = (&word[..mark], &word[mark..]);
    match () {
        // Cisco's, and the formats CEF and LEEF.
        () if word.starts_with('%') && mark > 1 && behind == ":" => {
            tag(&program[1..], Sender::Foreign, len)
        }
        () if matches!(program, "CEF" | "LEEF") && behind.contains('|') => {
            tag(program, Sender::Foreign, mark + 1)
        }
        () if !behind.starts_with(':') => None,
        // A name of netfilter's may begin a prefix as well.
        () => match origin(program)? {
            Sender::Netfilter => None,
            // A prefix may be glued to what follows it.
            _ if behind != ":" && !program.contains('@') && !is_daemon(program) => None,
            known => tag(program, known, mark + 1),
        },
    }
}

fn is_daemon(program: &str) -> bool {
    match is_upper(program) {
        true => matches!(program, "CRON" | "CROND"),
        false => DAEMONS.binary_search(&program).is_ok(),
    }
}

/// Where the brackets of the process are in the first word of a line.
fn process(word: &str) -> Option<(usize, usize)> {
    let open = word.find('[').filter(|open| *open > 0)?;
    let close = open + word[open..].find(']')?;
    (!word[..open].contains(['=', '"', '\''])).then_some((open, close))
}

/// The word and its colon that a text starts with, if that may be a tag or a prefix.
pub fn unsure(text: &str) -> Option<Tag<'_>> {
    let word = text.split([' ', '\t']).next()?;
    let program = word.strip_suffix(':')?;
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/+()@".contains(&byte);
    let is_name = program.starts_with(|first: char| first.is_ascii_alphabetic() || first == '(')
        && program.bytes().all(is_part);
    is_name.then_some(Tag { program, origin: Sender::Unsure })
}

/// The origin of the lines of a program; `None` if it is not known.
///
/// A part of a name may be that of an instance or of a part of the program: `postfix/smtpd`,
/// `sshd(pam_unix)`, `openvpn@office`, `rsyslogd-2177`. A rule's prefix may begin so too (`sshd-drop`).
pub fn origin(program: &str) -> Option<Sender> {
    let program = match program.starts_with('/') {
        true => program.rsplit('/').next().unwrap_or(program),
        false => program,
    };
    // Prefixes are often in upper case, names are not.
    if is_upper(program) {
        return is_daemon(program).then_some(Sender::Foreign);
    }
    if let Some(origin) = known(program) {
        return Some(origin);
    }
    if let Some(unit) = program.strip_suffix(".service") {
        return Some(origin(unit).unwrap_or(Sender::Foreign));
    }
    let end = program.find(['/', '(', '@', '.', '-', '_'])?;
    let origin = known(&program[..end])?;
    let is_instance = origin != Sender::Netfilter || matches!(&program[end..=end], "@" | ".");
    (is_instance && !is_judged(program)).then_some(origin)
}

fn known(program: &str) -> Option<Sender> {
    let is_of = |names: &[&str]| names.binary_search(&program).is_ok();
    match () {
        () if is_of(&NETFILTER) => Some(Sender::Netfilter),
        () if is_of(&LOG) => Some(Sender::Log),
        () if is_daemon(program) => Some(Sender::Foreign),
        () => None,
    }
}

/// The origin of lines whose program a field of its own names, as in JSON and in RFC 5424.
pub fn named(program: &str) -> Sender {
    match origin(program) {
        Some(origin) => origin,
        None if is_upper(program) && is_judged(program) => Sender::Netfilter,
        None => Sender::Foreign,
    }
}

fn is_upper(word: &str) -> bool {
    !word.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether a word says whether a packet passed.
fn is_judged(word: &str) -> bool {
    let is_judged = |prefix: &str| {
        prefix::judge(&[], prefix).is_some_and(|(said, _)| said.verdict != Verdict::None)
    };
    is_judged(word) || is_judged(&format!("{word}:"))
}

/// Whether a prefix that begins with a word of [`unsure`] is one: the message of a program says more
/// before it quotes a packet.
pub fn is_prefix(word: &str, prefix: &str, own: &[UserRule]) -> bool {
    let rest = prefix.get(word.len() + 1..).unwrap_or_default().trim();
    let is_short = || !rest.contains([' ', '\t']);
    rest.is_empty()
        || is_upper(word)
        || known(&word.to_ascii_lowercase()) == Some(Sender::Netfilter)
        || is_judged(word)
        || prefix::is_conntrack(word)
        || is_short() && prefix::judge(&[], rest).is_some()
        || prefix::is_own(own, prefix.trim())
}

/// The program before the stamp of a line, such as `sshd[812]: ` or `nginx-1 | `, if it is a foreign one.
pub fn before_stamp(lead: &str) -> Option<&str> {
    let mut words = lead.split([' ', '\t', '"', '>']).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let program = match words.peek() {
            Some(&"|") => (named_daemon(word)).then_some(word),
            _ => read(word)
                .filter(|(tag, _)| tag.origin == Sender::Foreign)
                .map(|(tag, _)| tag.program),
        };
        if program.is_some() {
            return program;
        }
    }
    None
}

/// Whether a name is that of a known foreign program.
pub fn named_daemon(program: &str) -> bool {
    origin(program) == Some(Sender::Foreign)
}

/// Names of programs whose lines the user wants to be read; a `*` in one stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// Reads names with commas or blanks between.
    pub fn parse(text: &str) -> Self {
        let names = text.split([',', ' ', '\t']).map(|name| name.trim_end_matches(':'));
        Self(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// Whether one of them fits a program.
    pub fn names(&self, program: &str) -> bool {
        self.0.iter().any(|pattern| prefix::fits(pattern, program))
    }
}

impl fmt::Display for Tags {
    /// What [`Tags::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// How many lines of which program look like packets and were not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    counts: BTreeMap<String, u64>,
    /// Lines of programs beyond the first [`PROGRAMS`].
    others: u64,
}

/// How many programs are counted apart.
const PROGRAMS: usize = 100;

/// How many programs a report names.
const NAMED: usize = 5;

impl Unread {
    /// Adds a line; returns whether its program was not seen before, and is counted apart.
    pub fn add(&mut self, program: &str) -> bool {
        self.put(shown(program), 1)
    }

    /// Adds those of another part of the log.
    pub fn merge(&mut self, other: &Self) {
        other.counts.iter().for_each(|(program, lines)| {
            self.put(program, *lines);
        });
        self.others += other.others;
    }

    fn put(&mut self, program: &str, lines: u64) -> bool {
        if let Some(count) = self.counts.get_mut(program) {
            *count += lines;
        } else if self.counts.len() < PROGRAMS {
            self.counts.insert(program.to_owned(), lines);
            return true;
        } else {
            self.others += lines;
        }
        false
    }

    /// The number of lines.
    pub fn lines(&self) -> u64 {
        self.counts.values().sum::<u64>() + self.others
    }

    /// Says how many lines of which programs there were, the most frequent first; nothing if none.
    pub fn report(&self) -> Vec<String> {
        let mut all: Vec<(&str, u64)> =
            self.counts.iter().map(|(program, lines)| (program.as_str(), *lines)).collect();
        all.sort_by_key(|(_, lines)| std::cmp::Reverse(*lines));
        let said = |lines: u64, of: &str| match lines {
            1 => format!("1 line of {of} looks like a packet and was not read"),
            _ => format!("{lines} lines of {of} look like packets and were not read"),
        };
        let mut report: Vec<String> =
            all.iter().take(NAMED).map(|(program, lines)| said(*lines, program)).collect();
        let rest = self.others + all.iter().skip(NAMED).map(|(_, lines)| lines).sum::<u64>();
        if rest > 0 {
            report.push(said(rest, "other programs"));
        }
        if !report.is_empty() {
            report.push(ADVICE.to_owned());
        }
        report
    }
}

/// What to do if lines of a program should be read.
pub const ADVICE: &str = "only the kernel and programs that log packets for it are believed; the \
                          setting `log.tags` names more";

/// A name that can be a tag: the journal and JSON take any text for one.
pub fn safe_name(program: &str) -> Cow<'_, str> {
    let is_odd =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '[' | '=' | '"' | '\'');
    match program.contains(is_odd) {
        true => program.replace(is_odd, "_").into(),
        false => program.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in [&NETFILTER[..], &LOG, &DAEMONS] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn tags_are_told_from_prefixes() {
        use Sender::{Foreign, Log, Netfilter};
        for (text, program, origin, rest) in [
            ("sshd[812]: x y", "sshd", Foreign, "x y"),
            ("sshd[812]:x", "sshd", Foreign, "x"),
            ("sshd[812] x", "sshd", Foreign, "x"),
            ("unheard-of[8]: x", "unheard-of", Foreign, "x"),
            ("a::b[12]: x", "a::b", Foreign, "x"),
            ("sshd: x", "sshd", Foreign, "x"),
            ("sshd:x", "sshd", Foreign, "x"),
            ("sshd(pam_unix)[812]: x", "sshd(pam_unix)", Foreign, "x"),
            ("postfix/smtpd[9]: x", "postfix/smtpd", Foreign, "x"),
            ("postfix/smtpd: x", "postfix/smtpd", Foreign, "x"),
            ("systemd-resolved: x", "systemd-resolved", Foreign, "x"),
            ("sshd@1-2:22: x", "sshd@1-2", Foreign, "22: x"),
            ("app.service: x", "app.service", Foreign, "x"),
            ("ulogd2.service[9]: x", "ulogd2.service", Netfilter, "x"),
            ("audit: x", "audit", Foreign, "x"),
            ("gdm-password][9]: x", "gdm-password]", Foreign, "x"),
            ("%ASA-4-106023: x", "ASA-4-106023", Foreign, "x"),
            ("CEF:0|a|b|", "CEF", Foreign, "0|a|b|"),
            ("kernel[0]: x", "kernel", Netfilter, "x"),
            ("ulogd[9]: x", "ulogd", Netfilter, "x"),
            ("/usr/sbin/ulogd[9]: x", "/usr/sbin/ulogd", Netfilter, "x"),
            ("rsyslogd-2177: x", "rsyslogd-2177", Log, "x"),
        ] {
            assert_eq!(read(text), Some((Tag { program, origin }, rest)), "{text}");
        }
        for prefix in [
            "DROP: ",
            "DROP:x",
            "Shorewall:net2fw:DROP:",
            "IPTABLES-DROP: ",
            "sshd-drop: ",
            "x: ",
            "fw[kernel] X",
            "rule[x]: ",
            "[f2b-sshd] DROP: ",
            "iptables: x",
            "ufw: ",
            "",
            " ",
            ":",
            "x[",
            "a=b[1]: ",
            "banIP/inbound/drop/x: ",
            "IN=",
            "sshd",
            "nft:x",
        ] {
            assert_eq!(read(prefix), None, "{prefix}");
        }
    }

    #[test]
    fn what_is_not_counted_apart_is_counted() {
        let mut unread = Unread::default();
        let mut other = Unread::default();
        for nth in 0..PROGRAMS + 7 {
            unread.add(&format!("a{nth}"));
            other.add(&format!("b{nth}"));
        }
        unread.merge(&other);
        assert_eq!(unread.lines(), 2 * (PROGRAMS as u64 + 7));
        assert_eq!(unread.counts.len(), PROGRAMS);
        assert_eq!(unread.report().len(), NAMED + 2);
        assert_eq!(Unread::default().report(), Vec::<String>::new());
    }

    #[test]
    fn names_are_read_and_written() {
        let tags = Tags::parse("myfw, audit*  x:");
        assert_eq!(tags.to_string(), "myfw, audit*, x");
        assert!(tags.names("myfw") && tags.names("audit7") && tags.names("x"));
        assert!(!tags.names("myfw2") && !Tags::default().names("myfw"));
    }
}
