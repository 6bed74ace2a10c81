//! A prefix: the text that a rule puts before what it logs, and what it says became of the packet.

use std::borrow::Cow;

use memchr::memmem;

use crate::packet::Verdict;

mod words;

pub use words::Judgement;
use words::{permissive, said, verdict, words};

/// How the prefixes of one vendor, or of one habit, are judged.
#[derive(Debug)]
pub struct Rule {
    /// Judges a prefix; `None` is a prefix of another kind.
    pub judge: fn(&str) -> Option<Judgement<'_>>,
    /// Where the rule comes from.
    pub source: &'static str,
    /// Prefixes with the action (empty for none) and the verdict that they must give.
    pub examples: &'static [Example],
}

/// A prefix, its action and its verdict.
pub type Example = (&'static str, &'static str, Verdict);

use Verdict::{Accept, Deny};

/// The rules; the first that knows a prefix judges it.
pub static RULES: [Rule; 21] = [
    Rule {
        judge: ipt,
        source: "the manual: the marker `IPT: ` and a word; any word but ACCEPT means denied",
        examples: &[("IPT: CBLK", "CBLK", Deny), ("IPT: ACCEPT", "ACCEPT", Accept)],
    },
    Rule {
        judge: ufw,
        source: "ufw(8) and the rules that ufw generates; ufw-docker's",
        examples: &[
            ("[UFW BLOCK]", "BLOCK", Deny),
            ("[UFW LIMIT BLOCK]", "BLOCK", Deny),
            ("[UFW DOCKER BLOCK]", "BLOCK", Deny),
            ("[UFW ALLOW]", "ALLOW", Accept),
            ("[UFW AUDIT]", "AUDIT", Verdict::None),
            ("[UFW AUDIT INVALID]", "AUDIT", Verdict::None),
        ],
    },
    Rule {
        judge: trace,
        source: "iptables-extensions(8), TRACE: one line for every rule that a packet passes",
        examples: &[("TRACE: raw:DROP:policy:3", "TRACE", Verdict::None)],
    },
    Rule {
        judge: conntrack,
        source: "Linux, `net/netfilter/nf_conntrack_proto.c`: the kernel complains of a packet and lets \
                 it pass; `nf_conntrack_helper.c`: a helper drops one",
        examples: &[
            ("nf_ct_proto_6: invalid packet ignored in state ESTABLISHED", "", Verdict::None),
            ("nf_ct_tcp: invalid RST", "", Verdict::None),
            ("nf_ct_udp: short packet", "", Verdict::None),
            ("ip_ct_tcp: SEQ is under the lower bound (already ACKed data)", "", Verdict::None),
            ("nf_ct_ftp: dropping packet: cannot add expectation", "DROP", Deny),
        ],
    },
    Rule {
        judge: firewalla,
        source: "Firewalla, `sensor/ACLAuditLogPlugin.js`: A=A allows; connections, routes, queues and \
                 redirections decide nothing; any other line blocks",
        examples: &[
            ("[FW_ADT]A=A D=O CD=O", "ALLOW", Accept),
            ("[FW_ADT]D=O CD=O", "BLOCK", Deny),
            ("[FW_ADT]A=I G=5 CD=O", "BLOCK", Deny),
            ("[FW_ADT]A=C D=O", "CONN", Verdict::None),
            ("[FW_ADT]A=RD", "REDIRECT", Verdict::None),
            ("[FW_ALM]D=O CD=O", "", Verdict::None),
        ],
    },
    Rule {
        judge: permissive,
        source: "the habit of firewalls in permissive mode to name what they would have done",
        examples: &[
            ("drawbridge would-drop:", "WOULD", Verdict::None),
            ("policy would deny", "WOULD", Verdict::None),
            ("WOULD_DROP:", "WOULD", Verdict::None),
            ("permissive: DROP", "PERMISSIVE", Verdict::None),
            ("dry-run reject:", "DRY", Verdict::None),
            ("[monitor-only] drop", "MONITOR", Verdict::None),
            ("AUDIT_DROP:", "AUDIT", Verdict::None),
            ("audit: drop", "AUDIT", Verdict::None),
        ],
    },
    Rule {
        judge: shorewall,
        source: "shorewall.conf(5), LOGFORMAT: chain and disposition between colons",
        examples: &[
            ("Shorewall:net2fw:DROP:", "DROP", Deny),
            ("Shorewall:drop-fw:ACCEPT:", "ACCEPT", Accept),
            ("Shorewall:net2all:7:A_REJECT:", "REJECT", Deny),
            ("Shorewall:drop2net:DNAT:", "", Verdict::None),
        ],
    },
    Rule {
        judge: firewalld,
        source: "firewalld, `src/firewall/core/nftables.py`: the target behind the last underscore",
        examples: &[
            ("FINAL_REJECT:", "REJECT", Deny),
            ("STATE_INVALID_DROP:", "DROP", Deny),
            ("filter_IN_public_REJECT:", "REJECT", Deny),
            ("IN_block_DROP:", "DROP", Deny),
            ("filter_IN_drop_ACCEPT:", "ACCEPT", Accept),
        ],
    },
    Rule {
        judge: ubiquiti,
        source: "EdgeOS, VyOS and UniFi: the first letter of the action, before or behind the rule's \
                 number; RET goes back to the chain that called, which says nothing yet",
        examples: &[
            ("[WAN_OUT-2000-A]", "ACCEPT", Accept),
            ("[wan-lan-default-D]", "DROP", Deny),
            ("[WAN_LOCAL-R-2147483647] DESCR=\"allow", "REJECT", Deny),
            ("[LAN_WAN-B-10001] DESCR=\"allow", "BLOCK", Deny),
            ("[WAN_IN-RET-3006] DESCR=\"Allow", "RETURN", Verdict::None),
        ],
    },
    Rule {
        judge: openwrt,
        source: "OpenWrt, fw3 `zones.c` and fw4 `templates`: target, zone, direction",
        examples: &[
            ("REJECT wan in:", "REJECT", Deny),
            ("accept drop forward:", "ACCEPT", Accept),
            ("DROP(src wan)", "DROP", Deny),
            ("ACCEPT(dest lan)", "ACCEPT", Accept),
            ("drop wan invalid ct state:", "DROP", Deny),
        ],
    },
    Rule {
        judge: rule_name,
        source: "OpenWrt, `/etc/config/firewall`: rules are named after what they do",
        examples: &[("Allow-Ping:", "ALLOW", Accept), ("Drop-Not-Allowed:", "DROP", Deny)],
    },
    Rule {
        judge: banip,
        source: "OpenWrt's banIP: chain, action and list between slashes",
        examples: &[
            ("banIP/inbound/drop/country.v4:", "DROP", Deny),
            ("banIP/fwd-lan/rej/allowlist.v4:", "REJECT", Deny),
        ],
    },
    Rule {
        judge: suse,
        source: "SuSEfirewall2, its script: chain and what became of the packet between hyphens",
        examples: &[
            ("SFW2-INext-DROP-DEFLT", "DROP", Deny),
            ("SFW2-INext-ACC-TCP", "ACCEPT", Accept),
            ("SFW2-FWDint-REJ", "REJECT", Deny),
            ("SFW2-OUT-ERROR", "", Verdict::None),
        ],
    },
    Rule {
        judge: fwbuilder,
        source: "Firewall Builder's default: `RULE %N -- %A`",
        examples: &[("RULE 24 -- DENY", "DENY", Deny), ("RULE 3 -- ACCEPT", "ACCEPT", Accept)],
    },
    Rule {
        judge: skynet,
        source: "ASUS routers with Skynet: the direction or the state behind a hyphen",
        examples: &[("[BLOCKED - INVALID]", "BLOCK", Deny), ("[BLOCKED - INBOUND]", "BLOCK", Deny)],
    },
    Rule {
        judge: proxmox,
        source: "Proxmox VE, `pvefw-logger` and PVE::Firewall: a chain's policy, or a chain's name",
        examples: &[("policy DROP:", "DROP", Deny), ("PVEFW-reject:", "REJECT", Deny)],
    },
    Rule {
        judge: action_key,
        source: "the add-ons for Splunk: a key `ACTION`",
        examples: &[("ACTION=DROP", "DROP", Deny), ("RULE=allow-all ACTION=DROP", "DROP", Deny)],
    },
    Rule {
        judge: firehol,
        source: "FireHOL: PASS is the chain of routed packets, not what became of them",
        examples: &[("PASS-unknown:", "", Verdict::None), ("'PASS-wan:'", "", Verdict::None)],
    },
    Rule {
        judge: csf,
        source: "ConfigServer Firewall, `csf.pl`: whatever it logs it drops next",
        examples: &[
            ("Firewall: *Port Flood*", "DROP", Deny),
            ("Firewall: *TCP_IN Blocked*", "BLOCK", Deny),
            ("Firewall: *CC_DENY*", "DENY", Deny),
        ],
    },
    Rule {
        judge: ipfire,
        source: "IPFire and its forebears: the chain of a rule, which may accept, drop or reject",
        examples: &[("FORWARDFW", "", Verdict::None), ("INPUTFW", "", Verdict::None)],
    },
    Rule {
        judge: words,
        source: "the habit of iptables(8) and nft(8) users to name the target in the prefix",
        examples: &[
            ("inbound denied:", "DENY", Deny),
            ("DROP_INPUT:", "DROP", Deny),
            ("Indirect DROP (in):", "DROP", Deny),
            ("log: accepted", "ACCEPT", Accept),
            ("refused connection:", "REFUSE", Deny),
            ("inputDrop:", "DROP", Deny),
            ("LOGDROP:", "DROP", Deny),
            ("LOG", "LOG", Verdict::None),
        ],
    },
];

/// A rule of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRule {
    pattern: String,
    action: String,
    verdict: Verdict,
}

impl UserRule {
    /// A rule for the prefix of that text, trimmed; a `*` in it stands for any text. An empty action
    /// leaves it unknown.
    pub fn new(pattern: &str, action: &str, verdict: Verdict) -> Self {
        let (pattern, action) = (pattern.trim().to_owned(), action.to_uppercase());
        Self { pattern, action, verdict }
    }

    /// The text of the prefix, with `*` for any text.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The action, in upper case; empty where it stays unknown.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// What it means for the packet.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn fits(&self, prefix: &str) -> bool {
        fits(&self.pattern, prefix)
    }
}

/// Whether a text fits a pattern, in which a `*` stands for any text.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(last) = parts.next_back() else { return text == first };
    let rest = text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = rest.map(str::as_bytes) else { return false };
    parts.all(|part| match memmem::find(rest, part.as_bytes()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// Whether one of the user's own rules judges a trimmed prefix.
pub(super) fn is_own(own: &[UserRule], prefix: &str) -> bool {
    own.iter().any(|own| own.fits(prefix))
}

/// What a trimmed prefix says, by the user's own rules and by the table, and the source of the rule
/// that says so; `None` if no rule knows it.
pub fn judge<'a>(own: &[UserRule], prefix: &'a str) -> Option<(Judgement<'a>, &'static str)> {
    if let Some(UserRule { action, verdict, .. }) = own.iter().find(|own| own.fits(prefix)) {
        let action = Some(action.clone()).filter(|action| !action.is_empty());
        let judgement = Judgement { action: action.map(Cow::Owned), verdict: *verdict };
        return Some((judgement, "a rule of your own"));
    }
    RULES.iter().find_map(|rule| Some(((rule.judge)(prefix)?, rule.source)))
}

fn ipt(prefix: &str) -> Option<Judgement<'_>> {
    let word = prefix.strip_prefix("IPT:")?.split_ascii_whitespace().next()?;
    let is_upper = !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let action = if is_upper { Cow::Borrowed(word) } else { word.to_ascii_uppercase().into() };
    let verdict = match &*action {
        "ACCEPT" => Accept,
        "AUDIT" | "TRACE" | "LOG" => Verdict::None,
        "DROP" | "INVALID" | "REJECT" => Deny, // the usual ones at once
        _ if permissive(word).is_some() => return permissive(word),
        _ => Deny,
    };
    Some(Judgement { action: Some(action), verdict })
}

fn ufw(prefix: &str) -> Option<Judgement<'_>> {
    let (action, verdict) = match prefix.strip_prefix("[UFW ")?.strip_suffix(']')? {
        "BLOCK" | "LIMIT BLOCK" | "DOCKER BLOCK" => ("BLOCK", Deny),
        "ALLOW" | "DOCKER ALLOW" => ("ALLOW", Accept),
        "AUDIT" | "AUDIT INVALID" | "DOCKER AUDIT" => ("AUDIT", Verdict::None),
        _ => return None,
    };
    Some(Judgement { action: Some(action.into()), verdict })
}

fn trace(prefix: &str) -> Option<Judgement<'_>> {
    said("TRACE").filter(|_| prefix.starts_with("TRACE:"))
}

/// Whether a prefix is a complaint of the kernel's connection tracking, the older ones included.
pub(super) fn is_conntrack(prefix: &str) -> bool {
    prefix.starts_with("nf_ct_") || prefix.starts_with("ip_ct_")
}

fn conntrack(prefix: &str) -> Option<Judgement<'_>> {
    let (_, complaint) = prefix.split_once(':').filter(|_| is_conntrack(prefix))?;
    let is_dropped = complaint.trim_start().starts_with("dropping packet");
    if is_dropped { said("DROP") } else { Some(Judgement::default()) }
}

fn firewalla(prefix: &str) -> Option<Judgement<'_>> {
    if prefix.starts_with("[FW_ALM]") {
        return Some(Judgement::default());
    }
    let mut keys = prefix.strip_prefix("[FW_ADT]")?.split(' ');
    let (action, verdict) = match keys.find_map(|key| key.strip_prefix("A=")) {
        Some("A") => ("ALLOW", Accept),
        Some("C") => ("CONN", Verdict::None),
        Some("Q") => ("QOS", Verdict::None),
        Some("R") => ("ROUTE", Verdict::None),
        Some("RD") => ("REDIRECT", Verdict::None),
        _ => ("BLOCK", Deny),
    };
    Some(Judgement { action: Some(action.into()), verdict })
}

fn shorewall(prefix: &str) -> Option<Judgement<'_>> {
    let rest = prefix.strip_prefix("Shorewall")?;
    let disposition = |part: &str| verdict(part.strip_prefix("A_").unwrap_or(part));
    Some(rest.split(':').skip(2).find_map(disposition).unwrap_or_default())
}

fn firewalld(prefix: &str) -> Option<Judgement<'_>> {
    let (name, target) = prefix.strip_suffix(':')?.rsplit_once('_')?;
    let is_target = matches!(target, "ACCEPT" | "DROP" | "REJECT") && !name.contains(' ');
    if is_target { said(target) } else { None }
}

fn ubiquiti(prefix: &str) -> Option<Judgement<'_>> {
    let (name, _) = prefix.strip_prefix('[')?.split_once(']')?;
    let (name, last) = name.rsplit_once('-')?;
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let letters = if is_number { name.rsplit_once('-')?.1 } else { last };
    match letters {
        "A" => said("ACCEPT"),
        "D" => said("DROP"),
        "R" => said("REJECT"),
        "B" => said("BLOCK"),
        "RET" => Some(Judgement { action: Some("RETURN".into()), verdict: Verdict::None }),
        _ => None,
    }
}

fn openwrt(prefix: &str) -> Option<Judgement<'_>> {
    const ENDS: [&str; 4] = [" in:", " out:", " forward:", " invalid ct state:"];
    let (target, rest) = prefix.split_at(prefix.find([' ', '('])?);
    let is_zone = ["(src ", "(dest "].iter().any(|start| rest.starts_with(start))
        || ENDS.iter().filter_map(|end| rest.strip_suffix(end)).any(|zone| zone.len() > 1);
    verdict(target).filter(|_| is_zone)
}

fn rule_name(prefix: &str) -> Option<Judgement<'_>> {
    let (word, name) = prefix.strip_suffix(':')?.split_once('-')?;
    let is_title = word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
        && word.starts_with(|first: char| first.is_ascii_uppercase());
    verdict(word).filter(|_| is_title && !name.contains(' '))
}

fn banip(prefix: &str) -> Option<Judgement<'_>> {
    let action = |part: &str| match part {
        "drp" => said("DROP"),
        "rej" => said("REJECT"),
        _ => verdict(part),
    };
    Some(prefix.strip_prefix("banIP/")?.split('/').skip(1).find_map(action).unwrap_or_default())
}

fn suse(prefix: &str) -> Option<Judgement<'_>> {
    let action = |part: &str| match part {
        "ACC" => said("ACCEPT"),
        "REJ" => said("REJECT"),
        _ => verdict(part),
    };
    Some(prefix.strip_prefix("SFW2-")?.split('-').find_map(action).unwrap_or_default())
}

fn fwbuilder(prefix: &str) -> Option<Judgement<'_>> {
    let (_, action) = prefix.strip_prefix("RULE ")?.split_once(" -- ")?;
    Some(action.split(' ').next().and_then(said).unwrap_or_default())
}

fn skynet(prefix: &str) -> Option<Judgement<'_>> {
    said("BLOCK").filter(|_| prefix.starts_with("[BLOCKED - ") && prefix.ends_with(']'))
}

fn proxmox(prefix: &str) -> Option<Judgement<'_>> {
    let name = prefix.strip_suffix(':')?;
    verdict(name.strip_prefix("policy ").or_else(|| name.strip_prefix("PVEFW-"))?)
}

fn action_key(prefix: &str) -> Option<Judgement<'_>> {
    let action = prefix.split(' ').find_map(|word| word.strip_prefix("ACTION="))?;
    said(action.trim_end_matches([':', ',', ';']))
}

fn firehol(prefix: &str) -> Option<Judgement<'_>> {
    let name = prefix.trim_start_matches('\'').strip_prefix("PASS-")?;
    Some(words(name).unwrap_or_default())
}

fn csf(prefix: &str) -> Option<Judgement<'_>> {
    let name = prefix.strip_prefix("Firewall: *")?.strip_suffix('*')?;
    words(name).filter(|judgement| judgement.verdict == Deny).or_else(|| said("DROP"))
}

fn ipfire(prefix: &str) -> Option<Judgement<'_>> {
    matches!(prefix, "FORWARDFW" | "INPUTFW" | "OUTGOINGFW").then(Judgement::default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(action: &'static str, verdict: Verdict) -> Judgement<'static> {
        let action = Some(action).filter(|action| !action.is_empty()).map(Cow::from);
        Judgement { action, verdict }
    }

    #[test]
    fn every_rule_judges_its_examples() {
        for Rule { judge, source, examples } in &RULES {
            assert!(!examples.is_empty(), "{source}");
            for (prefix, action, verdict) in *examples {
                let expected = judgement(action, *verdict);
                assert_eq!(judge(prefix), Some(expected.clone()), "{prefix}");
                let first = super::judge(&[], prefix);
                assert_eq!(first, Some((expected, *source)), "{prefix}: another rule is first");
            }
        }
    }

    #[test]
    fn prefixes_are_judged() {
        for (prefix, action, verdict) in [
            ("IPT: invalid", "INVALID", Deny),
            ("IPT: AUDIT", "AUDIT", Verdict::None),
            ("Blocked SSH (brute force)", "BLOCK", Deny),
            ("Denied_INVALID", "DENY", Deny),
            ("audit drop", "AUDIT", Verdict::None),
            ("DROP_LOG:", "DROP", Deny),
            ("OUT-drop:", "DROP", Deny),
            ("[WAN_IN-x] dropped", "DROP", Deny),
            ("DropInput:", "DROP", Deny),
            ("INPUTDROP:", "DROP", Deny),
            ("logaccept", "ACCEPT", Accept),
            ("DROPLOG ", "DROP", Deny),
            ("f2b-sshd BANNED:", "BAN", Deny),
            ("DISCARD", "DISCARD", Deny),
        ] {
            let found = judge(&[], prefix).map(|(judgement, _)| judgement);
            assert_eq!(found, Some(judgement(action, verdict)), "{prefix}");
        }
        for unknown in [
            "",
            "IPT:",
            "FW:",
            "passage",
            "BACKDROP",
            "catalog",
            "noAccept",
            "ipset-blacklist:",
            "not allowed: drop",
            "not accepted:",
            "[UFW x]",
            "[]",
            "[-]",
            "[A]",
            "IN-work:",
            "wan in:",
        ] {
            assert_eq!(judge(&[], unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_users_own_rules_come_first() {
        let own = [
            UserRule::new("[UFW BLOCK] ", "mine", Accept),
            UserRule::new("a*b*c", "glob", Deny),
            UserRule::new("x*", "start", Verdict::None),
        ];
        for (prefix, action) in [
            ("[UFW BLOCK]", Some("MINE")),
            ("[UFW BLOCK] x", Some("BLOCK")),
            ("abc", Some("GLOB")),
            ("a-b-b-c", Some("GLOB")),
            ("acb", None),
            ("ab", None),
            ("x", Some("START")),
            ("drop", Some("DROP")),
        ] {
            let found = judge(&own, prefix);
            let action = action.map(Cow::from);
            assert_eq!(found.and_then(|(judgement, _)| judgement.action), action, "{prefix}");
        }
    }
}
