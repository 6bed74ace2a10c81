//! The configuration: the file, the environment, the command line and the prompt, and which counts.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Stdio;

use crate::support::{Home, Run};

/// Writes the file, as readable as that mode says.
fn keep(home: &Home, text: &str, mode: u32) -> PathBuf {
    let path = PathBuf::from(home.write("home/.ipta-conf", text));
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    path
}

/// The value of a setting and its place, as `ipta config` lists them.
#[track_caller]
fn shown(home: &Home, arguments: &[&str], variables: &[(&str, &str)], name: &str) -> [String; 2] {
    let output = home.ipta(arguments).arg("config").envs(variables.to_vec()).output().unwrap();
    let run = Run::from(output);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let line = run.stdout.lines().find_map(|line| line.strip_prefix(&format!("{name}\t")));
    let line = line.unwrap_or_else(|| panic!("{name} is not in\n{}", run.stdout));
    let (value, place) = line.split_once('\t').expect("two cells");
    [value.to_owned(), place.to_owned()]
}

#[test]
fn the_nearer_place_counts_and_is_named() {
    let home = Home::new();
    let table = |arguments: &[&str], variables| shown(&home, arguments, variables, "store.table");
    assert_eq!(table(&[], &[]), ["logs", "default"]);
    let path = keep(&home, "# mine\n\n[store]\ntable = \"kept\"\n", 0o644);
    let kept = format!("{}:4", path.display());
    assert_eq!(table(&[], &[]), ["kept", kept.as_str()]);
    assert_eq!(table(&[], &[("IPTA_TABLE", "set")]), ["set", "IPTA_TABLE"]);
    assert_eq!(table(&["-t", "typed"], &[("IPTA_TABLE", "set")]), ["typed", "--table"]);
    let other = home.write("other.conf", "store.table = 'other'");
    let place = format!("{other}:1");
    assert_eq!(table(&["--config", &other], &[]), ["other", place.as_str()]);
    assert_eq!(table(&[], &[("IPTA_CONF", &other)]), ["other", place.as_str()]);
    assert_eq!(home.stdout(&["config", "path"]), format!("{}\n", path.display()));
    assert_eq!(home.stdout(&["config", "get", "table"]), "kept\n");
    let missing = home.run(&["--config", &home.nowhere(), "config"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains(&format!("cannot read {}", home.nowhere())),
        "{}",
        missing.stderr
    );
}

#[test]
fn what_is_wrong_with_the_file_is_shown_with_its_place() {
    let home = Home::new();
    for (text, line, said) in [
        ("[store]\n\ntabel = 'x'\n", 3, ["`[store]` has no setting `tabel`", "`table`?"]),
        ("[databse]\nhost = 'x'\n", 1, ["no section `databse`", "`[database]`?"]),
        ("host = 'x'\n", 1, ["`host` stands in no section", "below `[database]`"]),
        ("[store]\nhost = 'x'\n", 2, ["`[store]` has no", "`host` of the section `[database]`"]),
        ("[database]\nport = 70000\n", 2, ["cannot be `70000`", "from 1 to 65535"]),
        ("[database]\nport = '1'\n", 2, ["`database.port` cannot be this", "without quotes"]),
        ("[output]\ncolor = 'blue'\n", 2, ["`blue`", "auto, always, never"]),
        ("[reports]\nno_local = 'yes'\n", 2, ["cannot be this", "true or false"]),
        ("[time]\nzone = 'Mars'\n", 2, ["`Mars`", "Europe/Stockholm"]),
        ("[prefixes]\n'FW*' = 'drop'\n", 2, ["`prefixes.FW*`", "accept, deny or none"]),
        ("[store]\ntable = 'x\n", 2, ["error: ", "^"]),
        ("[store]\ntable = 'x'\ntable = 'y'\n", 3, ["duplicate", "^"]),
        ("[store.table]\nx = 1\n", 1, ["`store.table` cannot be this", "^"]),
    ] {
        let path = keep(&home, text, 0o600);
        let run = home.run(&["-e", "count"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{text}");
        let place = format!("{}, line {line}: ", path.display());
        assert!(run.stderr.contains(&place) && run.stderr.contains('^'), "{text}{}", run.stderr);
        for said in said {
            assert!(run.stderr.contains(said), "{text}{}", run.stderr);
        }
    }
}

#[test]
fn a_password_is_never_shown() {
    let home = Home::new();
    for text in [
        "[database]\npassword = 'hush'\nhots = 'x'\n",
        "[database]\npasswort = 'hush'\n",
        "[database]\npassword = 'hush\n",
        "[database]\npassword = \"\"\"\nhush\nhush",
        "[database]\npassword 'hush'\n",
        "[database]\npassword = hush\n",
        "database = { password = 'hush', hots = 'x' }\n",
    ] {
        keep(&home, text, 0o600);
        let run = home.run(&["config"]);
        assert_eq!(run.code, 2, "{text}");
        assert!(!run.stderr.contains("hush"), "{text}{}", run.stderr);
    }
    keep(&home, "[database]\npassword = 'hush'\n", 0o600);
    assert_eq!(shown(&home, &[], &[], "database.password")[0], "(set)");
    assert_eq!(home.stdout(&["config", "get", "password"]), "(set)\n");
    let typed = home.run(&["-p", "hush", "config"]);
    assert!(typed.stdout.contains("(set)\t--password") && !typed.stdout.contains("hush"));
}

#[test]
fn a_file_that_tells_others_a_password_is_refused() {
    let home = Home::new();
    let text = "[database]\npassword = 'x'\n";
    for mode in [0o644, 0o640, 0o604, 0o660] {
        let path = keep(&home, text, mode);
        let run = home.run(&["config"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let mend = format!("  = help: run `chmod 600 {}`\n", path.display());
        assert!(run.stderr.contains(&mend), "{}", run.stderr);
    }
    keep(&home, text, 0o600);
    home.stdout(&["config"]);
    // Without a password anybody may read it; a command nobody else may change.
    keep(&home, "[store]\ntable = 'x'\n", 0o664);
    home.stdout(&["config"]);
    keep(&home, "[database]\npassword_command = 'echo x'\n", 0o664);
    assert!(home.run(&["config"]).stderr.contains("other users can change it"));
}

#[test]
fn a_setting_is_written_and_comments_stay() {
    let home = Home::new();
    let run = home.run(&["config", "set", "table", "fw"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(run.stderr.starts_with("store.table written to "), "{}", run.stderr);
    let path = home.path().join("home/.ipta-conf");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&path).unwrap().ends_with("[store]\ntable = \"fw\"\n"));
    // Behind a link, with comments, and open to others before.
    let real = home.write("dotfiles", "# mine\n[store] # s\ntable = 'x' # t\n");
    fs::remove_file(&path).unwrap();
    symlink(&real, &path).unwrap();
    for (key, value) in [
        ("store.table", "y"),
        ("no-local", "on"),
        ("limit", "20"),
        ("prefixes.FW [in].*", "deny DROP"),
        ("database.password", "-x\"'\n"),
    ] {
        home.stdout(&["config", "set", key, value]);
    }
    let text = fs::read_to_string(&real).unwrap();
    assert!(text.starts_with("# mine\n[store] # s\ntable = \"y\" # t\n"), "{text}");
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().mode() & 0o777, 0o600);
    assert_eq!(home.stdout(&["config", "get", "no_local"]), "true\n");
    assert_eq!(home.stdout(&["config", "get", "prefixes.FW [in].*"]), "deny DROP\n");
    home.stdout(&["config", "unset", "prefixes.FW [in].*"]);
    home.stdout(&["config", "set", "limit", ""]);
    let text = fs::read_to_string(&real).unwrap();
    assert!(!text.contains("FW") && !text.contains("limit"), "{text}");
}

#[test]
fn what_cannot_be_is_not_written() {
    let home = Home::new();
    let path = home.path().join("home/.ipta-conf");
    for (key, value, said) in [
        ("databse.host", "x", "did you mean `database.host`?"),
        ("port", "x", "from 1 to 65535"),
        ("ssl_mode", "x", "verify-identity"),
        ("prefixes.", "deny", "no setting `prefixes.`"),
    ] {
        let run = home.run(&["config", "set", key, value]);
        assert_eq!(run.code, 1, "{key}");
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(!path.exists(), "{key}");
    }
    // A file that is wrong already is left to its owner.
    let text = "[store]\ntabel = 'x'\n";
    keep(&home, text, 0o600);
    assert_eq!(home.run(&["config", "set", "table", "y"]).code, 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn many_writers_lose_nothing() {
    let home = Home::new();
    let mut writers = Vec::new();
    for nth in 0..12 {
        let key = format!("prefixes.P{nth}");
        let mut writer = std::process::Command::new(env!("CARGO_BIN_EXE_ipta"));
        home.alone(&mut writer);
        writer.args(["config", "set", &key, "deny"]);
        writers.push(writer.stderr(Stdio::null()).spawn().unwrap());
    }
    assert!(writers.iter_mut().all(|writer| writer.wait().unwrap().success()));
    let rules = home.stdout(&["config"]);
    assert_eq!(rules.lines().filter(|line| line.starts_with("prefixes.P")).count(), 12, "{rules}");
    let left = fs::read_dir(home.path().join("home")).unwrap().count();
    assert_eq!(left, 1, "nothing but the file");
}

#[test]
fn the_prompt_sets_and_writes() {
    let home = Home::new();
    let script = ":set limit 7; :set format = csv; :set table; :set; :write-config";
    let run = home.run(&["-t", "typed", "-e", script]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("setting,value,from\nstore.table,typed,--table\n"));
    assert!(run.stdout.contains("\nreports.limit,7,:set\n"), "{}", run.stdout);
    assert!(run.stderr.contains("store.table, output.format, reports.limit written to "));
    let text = fs::read_to_string(home.path().join("home/.ipta-conf")).unwrap();
    assert!(text.ends_with(
        "[store]\ntable = \"typed\"\n\n[output]\nformat = \"csv\"\n\n[reports]\nlimit = 7\n"
    ));
    let wrong = home.run(&["-e", ":set limt 5"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.stderr.contains("did you mean `reports.limit`?"), "{}", wrong.stderr);
}

#[test]
fn save_db_writes_where_the_packets_are() {
    let home = Home::new();
    let options = ["-h", "db.example", "-u", "me", "-p", "hush", "-d", "fw", "-t", "t", "-l", "3"];
    let run = Run::from(home.ipta(&options).arg("--save-db").output().unwrap());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(!run.stderr.contains("hush"), "{}", run.stderr);
    let path = home.path().join("home/.ipta-conf");
    let text = fs::read_to_string(&path).unwrap();
    for line in ["host = \"db.example\"", "password = \"hush\"", "name = \"fw\"", "table = \"t\""] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!text.contains("limit"), "{text}");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert_eq!(home.stdout(&["config", "get", "database.host"]), "db.example\n");
    // A password in the file names no server, but on the command line it does.
    let home = Home::new();
    let run = home.run(&["-p", "hush", "--save-db"]);
    assert!(run.stderr.contains("database.password, store.kind written to"), "{}", run.stderr);
    assert_eq!(home.stdout(&["config", "get", "store.kind"]), "mysql\n");
}

#[cfg(feature = "embedded")]
#[test]
fn rules_and_a_marker_judge_what_is_imported() {
    let home = Home::new();
    let line =
        |prefix: &str| crate::support::dropped(1, "192.0.2.7", 22).replace("IPT: DROP", prefix);
    let text = [line("FW7 in"), line("FW7 vpn"), line("other")].concat();
    let log = home.write("fw.log", text);
    keep(
        &home,
        "[log]\nmarker = 'FW7'\n[prefixes]\n'FW7 vpn' = 'accept VPN'\n'FW7*' = 'deny'\n",
        0o600,
    );
    home.stdout(&["import", "--year", "2026", &log]);
    let answer = home.stdout(&["-e", "count by prefix, verdict, action"]);
    assert_eq!(
        answer,
        "prefix\tverdict\taction\tn\nFW7 in\tdeny\tDENY\t1\nFW7 vpn\taccept\tVPN\t1\n"
    );
}
