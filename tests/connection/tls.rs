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
}

#[test]
fn a_server_without_tls_is_used_where_that_is_allowed() {
    let (home, database) = (Home::new(), Running::shared("mariadb").database());
    for options in [&[][..], &["--ssl-mode", "preferred"], &["--ssl-mode", "disabled"]] {
        succeeded(&count(&home, &database, "127.0.0.1", options));
    }
    for mode in ["required", "verify-ca", "verify-identity"] {
        let run = count(&home, &database, "127.0.0.1", &["--ssl-mode", mode]);
        failed(&run, 3, &["has no TLS", "`--ssl-mode preferred`"]);
    }
}

#[test]
fn mysql_lets_in_with_and_without_tls() {
    let (home, database) = (Home::new(), Running::shared("mysql").database());
    for mode in ["disabled", "preferred", "required"] {
        succeeded(&count(&home, &database, "127.0.0.1", &["--ssl-mode", mode]));
    }
    let run = count(&home, &database, "127.0.0.1", &["--ssl-mode", "verify-ca"]);
    failed(&run, 3, &["TLS with the server"]);
}
