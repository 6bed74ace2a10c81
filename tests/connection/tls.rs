//! TLS: what each mode asks of a server, and what is said where it does not have it.

use super::*;

/// Counts the packets of an empty table by TCP, with more options.
fn count(home: &Home, database: &Database, host: &str, options: &[&str]) -> Run {
    let arguments: Vec<&str> = options.iter().copied().chain(["tables"]).collect();
    over_tcp(home, database, host, &arguments)
}

/// A file of the server's folder.
fn file(database: &Database, name: &str) -> String {
    database.running.file(name).to_str().expect("a plain path").to_owned()
}

#[track_caller]
fn succeeded(run: &Run) {
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_server_that_insists_on_tls_gets_it() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    for host in ["127.0.0.1", "localhost"] {
        succeeded(&count(&home, &database, host, &[]));
        succeeded(&count(&home, &database, host, &["--ssl-mode", "preferred"]));
        succeeded(&count(&home, &database, host, &["--ssl-mode", "required"]));
        let run = count(&home, &database, host, &["--ssl-mode", "disabled"]);
        failed(&run, 3, &["does not let in user", "`--ssl-mode required`"]);
    }
    // A socket needs none.
    succeeded(&on(&home, &database, &["--ssl-mode", "disabled", "tables"]));
    succeeded(&on(&home, &database, &["--ssl-mode", "required", "tables"]));
}

#[test]
fn a_wrong_password_over_tls_says_nothing_of_tls() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    let run = count(&home, &database, "127.0.0.1", &["-p", "wrong"]);
    failed(&run, 3, &["does not let in user", "`-pi` asks"]);
    assert!(!run.stderr.contains("ssl-mode"), "{}", run.stderr);
}

#[test]
fn the_authority_is_verified() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    let (ours, other) = (file(&database, "ca.pem"), file(&database, "other-ca.pem"));
    let verify = ["--ssl-mode", "verify-ca", "--ssl-ca"];
    let with = |mode: [&'static str; 3], file: &str| {
        let options = [mode[0], mode[1], mode[2], file];
        count(&home, &database, "127.0.0.1", &options)
    };
    succeeded(&with(verify, &ours));
    let certificate = ["TLS with the server at 127.0.0.1", "UnknownIssuer", "`--ssl-ca`"];
    failed(&with(verify, &other), 3, &certificate);
    // Who names an authority wants it asked; who asks for less gets less.
    succeeded(&count(&home, &database, "127.0.0.1", &["--ssl-ca", &ours]));
    failed(&count(&home, &database, "127.0.0.1", &["--ssl-ca", &other]), 3, &certificate);
    succeeded(&with(["--ssl-mode", "required", "--ssl-ca"], &other));
    // Without a file there are the public authorities.
    let run = count(&home, &database, "127.0.0.1", &["--ssl-mode", "verify-ca"]);
    failed(&run, 3, &["UnknownIssuer"]);
    let nowhere = home.nowhere();
    failed(&with(verify, &nowhere), 3, &[&format!("cannot read {nowhere}")]);
    let garbage = home.write("garbage.pem", "no certificate");
    failed(&with(verify, &garbage), 3, &["TLS", "`--ssl-ca`"]);
}

#[test]
fn the_name_is_verified() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    let ours = file(&database, "ca.pem");
    let identity = ["--ssl-mode", "verify-identity", "--ssl-ca", &ours];
    for host in ["127.0.0.1", "localhost"] {
        succeeded(&count(&home, &database, host, &identity));
    }
    // The same machine by an address that is not in the certificate.
    let run = count(&home, &database, "0.0.0.0", &identity);
    failed(&run, 3, &["TLS with the server at 0.0.0.0", "not valid for name"]);
    succeeded(&count(&home, &database, "0.0.0.0", &["--ssl-ca", &ours]));
}

#[test]
fn modes_stand_in_option_files() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    let [ours, other] = ["ca.pem", "other-ca.pem"].map(|name| file(&database, name));
    let with = |mode: &str, authority: &str| {
        let text = format!("[client]\nssl-mode={mode}\nssl-ca={authority}\n");
        let option = format!("--mysql-defaults={}", home.write("my.cnf", text));
        count(&home, &database, "127.0.0.1", &[&option])
    };
    succeeded(&with("VERIFY_CA", &ours));
    failed(&with("VERIFY_CA", &other), 3, &["UnknownIssuer"]);
    succeeded(&with("VERIFY_IDENTITY", &ours));
    succeeded(&with("REQUIRED", &other));
    failed(&with("DISABLED", &ours), 3, &["`--ssl-mode required`"]);
    // MariaDB's switches.
    let with = |lines: &str, authority: &str| {
        let text = format!("[client-mariadb]\n{lines}\nssl-ca={authority}\n");
        let option = format!("--mysql-defaults={}", home.write("my.cnf", text));
        count(&home, &database, "0.0.0.0", &[&option])
    };
    failed(&with("ssl-verify-server-cert", &ours), 3, &["not valid for name"]);
    succeeded(&with("ssl\nskip-ssl-verify-server-cert", &other));
    failed(&with("ssl=OFF", &ours), 3, &["`--ssl-mode required`"]);
}

#[test]
fn modes_may_be_spelled_as_mysql_does() {
    let (home, database) = (Home::new(), Running::shared("tls").database());
    let [ours, other] = ["ca.pem", "other-ca.pem"].map(|name| file(&database, name));
    let with = |mode: &str, authority: &str| {
        count(&home, &database, "0.0.0.0", &["--ssl-mode", mode, "--ssl-ca", authority])
    };
    succeeded(&with("PREFERRED", &other));
    succeeded(&with("REQUIRED", &other));
    succeeded(&with("VERIFY_CA", &ours));
    failed(&with("VERIFY_CA", &other), 3, &["UnknownIssuer"]);
    failed(&with("Verify_Identity", &ours), 3, &["not valid for name"]);
    failed(&with("DISABLED", &ours), 3, &["`--ssl-mode required`"]);
    let wrong = with("VERIFY", &ours);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
    assert!(wrong.stderr.contains("verify-identity"), "{}", wrong.stderr);
}

#[test]
fn a_client_shows_its_certificate() {
    for server in ["tls", "mysql"] {
        let (home, database) = (Home::new(), Running::shared(server).database());
        // MySQL makes its own when it starts.
        let place = if server == "mysql" { "data/" } else { "" };
        let [certificate, key, ours] = ["client-cert.pem", "client-key.pem", "ca.pem"]
            .map(|name| file(&database, &format!("{place}{name}")));
        let account = format!("'{}'@'127.0.0.1'", database.name);
        database.execute(&format!("ALTER USER {account} REQUIRE X509"));
        let with = |options: &[&str]| count(&home, &database, "127.0.0.1", options);
        failed(&with(&[]), 3, &["does not let in user", "Access denied"]);
        let shown = ["--ssl-cert", &certificate, "--ssl-key", &key];
        succeeded(&with(&shown));
        succeeded(&with(&[&shown[..], &["--ssl-mode", "required"]].concat()));
        succeeded(&with(&[&shown[..], &["--ssl-ca", &ours]].concat()));
        // One file may hold both; an option file and the configuration name them, too.
        let both = [&certificate, &key].map(|path| std::fs::read_to_string(path).expect("a file"));
        // MySQL's own end with a zero byte.
        let both = home.write("both.pem", both.concat().replace('\0', ""));
        succeeded(&with(&["--ssl-cert", &both]));
        let text = format!("[client]\nssl-cert={certificate}\nssl-key={key}\n");
        succeeded(&with(&[&format!("--mysql-defaults={}", home.write("my.cnf", text))]));
        let text = format!("[database]\nssl_cert = '{certificate}'\nssl_key = '{key}'\n");
        succeeded(&with(&["--config", &home.write("conf", text)]));
        let nowhere = home.nowhere();
        let missing = with(&["--ssl-cert", &certificate, "--ssl-key", &nowhere]);
        failed(&missing, 3, &[&format!("cannot read {nowhere}")]);
        let garbage = home.write("garbage.pem", "no key");
        failed(&with(&["--ssl-cert", &certificate, "--ssl-key", &garbage]), 3, &["TLS"]);
    }
}

/// A server's own certificate is verified by itself, also where it says that it is an authority's, as
/// `openssl req -x509` makes them.
#[test]
fn a_self_signed_certificate_is_verified_by_itself() {
    for (kind, reload) in [("mariadb", "FLUSH SSL"), ("mysql", "ALTER INSTANCE RELOAD TLS")] {
        let home = Home::new();
        let all = Running::shared("tls");
        let use_pair = |name: &str| {
            for (from, to) in [(".pem", "used.pem"), ("-key.pem", "used-key.pem")] {
                let from = all.file(&format!("{name}{from}"));
                std::fs::copy(from, home.path().join(to)).expect("a copy");
            }
        };
        use_pair("self");
        let used = |name: &str| home.path().join(name).display().to_string();
        let options = [
            format!("--ssl-cert={}", used("used.pem")),
            format!("--ssl-key={}", used("used-key.pem")),
        ];
        let options =
            [&*options[0], &*options[1], "--local-infile=ON", "--require-secure-transport=ON"];
        let server = Running::start(kind, &home.path().join("server"), &options);
        let database = server.database();
        let with = |mode: &str, host: &str, authority: &str| {
            let authority = all.file(authority).display().to_string();
            count(&home, &database, host, &["--ssl-mode", mode, "--ssl-ca", &authority])
        };
        let mut verified = Vec::new();
        let mut refused = Vec::new();
        for own in ["self", "self-ca"] {
            use_pair(own);
            server.execute(reload);
            let file = format!("{own}.pem");
            verified.push(with("verify-ca", "127.0.0.1", &file));
            verified.push(with("verify-identity", "127.0.0.1", &file));
            verified.push(with("verify-ca", "0.0.0.0", &file));
            refused.push((with("verify-identity", "0.0.0.0", &file), "not valid for name"));
            refused.push((with("verify-ca", "127.0.0.1", "other-ca.pem"), "UnknownIssuer"));
            refused.push((with("verify-identity", "127.0.0.1", "ca.pem"), "UnknownIssuer"));
        }
        let works = through_tls(&home, &database, &all.file("self-ca.pem").display().to_string());
        drop(database);
        server.stop();
        verified.iter().for_each(succeeded);
        refused.iter().for_each(|(run, why)| failed(run, 3, &["TLS with the server", why]));
        let [imported, counted, wrong] = works;
        assert!(imported.stderr.contains("20000 packets stored"), "{}", imported.stderr);
        assert_eq!((counted.code, counted.stdout.lines().count()), (0, 20_001));
        failed(&wrong, 3, &["does not let in user", "Access denied"]);
    }
}

/// An import, a long answer and a wrong password, with a certificate that is an authority's.
fn through_tls(home: &Home, database: &Database, authority: &str) -> [Run; 3] {
    let lines = (0..20_000).map(|nth| dropped(nth / 400, "192.0.2.7", 1 + nth as u16));
    let log = home.write("long.log", lines.collect::<String>());
    let with = |arguments: &[&str]| {
        let authority = ["--ssl-mode", "verify-identity", "--ssl-ca", authority];
        let all: Vec<&str> = authority.iter().chain(arguments).copied().collect();
        over_tcp(home, database, "127.0.0.1", &all)
    };
    [
        with(&["import", "--year", "2026", &log]),
        with(&["-e", "list time, src, dport limit 30000"]),
        with(&["-p", "wrong", "tables"]),
    ]
}
