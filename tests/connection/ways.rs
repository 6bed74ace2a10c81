//! Ways to a server: options, variables and option files, and which of them counts.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::support::stranger;
use crate::support::terminal::Terminal;

/// A database whose table list has its own name in it.
fn named() -> Database {
    let database = Running::shared("mariadb").database();
    let run = on(&Home::new(), &database, &["tables", "create", &database.name]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    database
}

#[track_caller]
fn reaches(run: &Run, database: &Database) {
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains(&database.name), "{}", run.stdout);
}

fn socket(database: &Database) -> String {
    database.running.socket().to_str().expect("a plain path").to_owned()
}

/// An option file that only its owner may read.
fn option_file(home: &Home, text: &str) -> String {
    let path = home.write("my.cnf", text);
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a private file");
    path
}

#[test]
fn options_lead_to_a_server() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let port = database.running.port().to_string();
    for reached in [
        ["--socket", &socket, "-u", name, "-d", name],
        ["--db-socket", &socket, "--db-user", name, "--db-name", name],
    ] {
        let arguments: Vec<&str> = reached.into_iter().chain(["tables"]).collect();
        reaches(&run(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &arguments), &database);
    }
    for host in ["127.0.0.1", "localhost"] {
        reaches(&over_tcp(&home, &database, host, &["tables"]), &database);
    }
    // Behind the verb, and with the port alone.
    let arguments = ["tables", "--db-port", &port, "-u", name, "--database", name];
    reaches(&run(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &arguments), &database);
}

#[test]
fn a_password_on_the_command_line_works_and_warns() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    for password in [&["-p", PASSWORD][..], &["--db-pass", PASSWORD]] {
        let mut arguments = vec!["--socket", &socket, "-u", name, "-d", name, "tables"];
        arguments.extend(password);
        let run = run(&home, &[("IPTA_DB_PASSWORD", "wrong")], &arguments);
        reaches(&run, &database);
        assert!(run.stderr.contains("others can see a password behind -p"), "{}", run.stderr);
        assert!(run.stderr.contains("-pi asks for it"), "{}", run.stderr);
    }
    assert_eq!(on(&home, &database, &["tables"]).stderr, "");
}

#[test]
fn a_password_that_is_asked_for_is_not_echoed() {
    let (home, database) = (Home::new(), named());
    for switch in ["-pi", "--ask-password"] {
        let variables = database.variables().map(|(name, value)| match name {
            "IPTA_DB_PASSWORD" => (name, "wrong".to_owned()),
            _ => (name, value),
        });
        let mut terminal = Terminal::open_with(&home, &[switch, "tables"], variables);
        terminal.wait("the question", |text| text.contains("Password of"));
        terminal.wait_for_no_echo();
        terminal.press(&format!("{PASSWORD}\r"));
        let name = database.name.clone();
        terminal.wait("the tables", |text| text.contains(&name) && text.contains("packets"));
        assert!(!terminal.text().contains(PASSWORD), "{}", terminal.text());
        assert_eq!(terminal.end(), 0);
    }
    // Without a terminal it is no empty password.
    let run = on(&home, &database, &["-pi", "tables"]);
    failed(&run, 2, &["cannot ask for the password"]);
}

#[test]
fn a_password_that_is_asked_for_chooses_the_server() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    // The packets are in files, unless the command line says otherwise.
    let text = format!(
        "[store]\nkind = 'embedded'\n[database]\nsocket = '{socket}'\nuser = '{name}'\n\
         name = '{name}'\n"
    );
    configuration(&home, &text);
    let mut terminal = Terminal::open_with(&home, &["-pi", "tables"], []);
    terminal.wait("the question", |text| text.contains("Password of"));
    terminal.wait_for_no_echo();
    terminal.press(&format!("{PASSWORD}\r"));
    let name = database.name.clone();
    terminal.wait("the tables", |text| text.contains(&name) && text.contains("packets"));
    assert_eq!(terminal.end(), 0);
}

#[test]
fn variables_lead_to_a_server() {
    let (home, database) = (Home::new(), named());
    reaches(&on(&home, &database, &["tables"]), &database);
    let port = database.running.port().to_string();
    let name = database.name.as_str();
    let login = [("IPTA_DB_USER", name), ("IPTA_DB_NAME", name), ("IPTA_DB_PASSWORD", PASSWORD)];
    let mut variables = login.to_vec();
    variables.extend([("IPTA_DB_HOST", "127.0.0.1"), ("IPTA_DB_PORT", port.as_str())]);
    reaches(&run(&home, &variables, &["tables"]), &database);
    variables.push(("IPTA_DB_PORT", "x"));
    failed(&run(&home, &variables, &["tables"]), 2, &["IPTA_DB_PORT=x"]);
    failed(&run(&home, &[("IPTA_STORE", "x")], &["tables"]), 2, &["IPTA_STORE=x"]);
}

#[test]
fn an_option_file_leads_to_a_server() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let text = format!(
        "[mysqld]\nsocket=/nowhere\nuser=nobody\n[client]\nsocket = \"{socket}\"\nuser=other\n\
         password='{PASSWORD}' # mine\nssl-mode=PREFERRED\n[ipta]\nuser={name}\ndatabase={name}\n"
    );
    let path = option_file(&home, &text);
    let option = format!("--mysql-defaults={path}");
    reaches(&run(&home, &[], &[&option, "tables"]), &database);
    fs::copy(&path, home.path().join("home/.my.cnf")).expect("a copy");
    reaches(&run(&home, &[], &["--mysql-defaults", "tables"]), &database);
}

/// Writes the configuration file, readable by its owner alone.
fn configuration(home: &Home, text: &str) {
    let path = home.write("home/.ipta-conf", text);
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a private file");
}

#[test]
fn the_configuration_leads_to_a_server() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let login = format!("[database]\nsocket = '{socket}'\nuser = '{name}'\nname = '{name}'\n");
    configuration(&home, &format!("{login}password = '{PASSWORD}'\n"));
    reaches(&run(&home, &[], &["tables"]), &database);
    // Elsewhere for one run, and for good.
    let embedded = run(&home, &[], &["--store", "embedded", "tables"]);
    assert!(!embedded.stdout.contains(name), "{}", embedded.stdout);
    let embedded = run(&home, &[], &["-e", ":set store.kind embedded; :tables"]);
    assert!(!embedded.stdout.contains(name), "{}", embedded.stdout);
    reaches(
        &run(&home, &[], &["-e", ":set user x", "-e", &format!(":set user {name}; :tables")]),
        &database,
    );
    configuration(&home, &format!("[store]\nkind = 'embedded'\n{login}"));
    let kept = run(&home, &[], &["tables"]);
    assert!(!kept.stdout.contains(name), "{}", kept.stdout);
    reaches(&run(&home, &[], &["-p", PASSWORD, "tables"]), &database);
}

#[test]
fn a_command_prints_the_password() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let login = format!("[database]\nsocket = '{socket}'\nuser = '{name}'\nname = '{name}'\n");
    configuration(&home, &format!("{login}password_command = 'echo {PASSWORD}; echo more'\n"));
    reaches(&run(&home, &[], &["tables"]), &database);
    failed(&run(&home, &[("IPTA_DB_PASSWORD", "x")], &["tables"]), 3, &["does not let"]);
    for (command, said) in [("exit 3", "exit status: 3"), ("true", "it printed nothing")] {
        configuration(&home, &format!("{login}password_command = '{command}'\n"));
        failed(&run(&home, &[], &["tables"]), 2, &["password_command gave no password", said]);
        // What needs no server needs no password.
        assert_eq!(run(&home, &[], &["reports"]).code, 0);
        assert_eq!(run(&home, &[], &["config"]).code, 0);
    }
}

#[test]
fn a_commands_password_goes_along_to_another_server() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let told = home.path().join("told");
    let login = format!("[database]\nuser = '{name}'\nname = '{name}'\nsocket = '{socket}'\n");
    let command = format!("echo x >>{}; echo {PASSWORD}", told.display());
    configuration(&home, &format!("{login}password_command = '{command}'\n"));
    let times = || fs::read_to_string(&told).unwrap_or_default().lines().count();
    let port = database.running.port();
    let moves = format!(":set limit 5; :set port {port}; :set host 127.0.0.1; :tables");
    reaches(&run(&home, &[], &["-e", &moves]), &database);
    assert_eq!(times(), 1, "the command was run again");
    // Where no server was, it is asked for; and anew where the user connects.
    fs::remove_file(&told).expect("a file");
    let embedded = ["--store", "embedded", "-e", ":set store.kind mysql; :tables"];
    reaches(&run(&home, &[], &embedded), &database);
    assert_eq!(times(), 1);
    let target = format!(":connect {name}@127.0.0.1:{port}/{name}; :tables");
    reaches(&run(&home, &[], &["-e", &target]), &database);
    assert_eq!(times(), 3);
}

#[test]
fn an_option_file_that_others_may_read_is_refused_if_it_has_a_password() {
    let (home, database) = (Home::new(), named());
    let open = format!("[client]\nuser={}\npassword={PASSWORD}\n", database.name);
    let path = home.write("open.cnf", open);
    let option = format!("--mysql-defaults={path}");
    for mode in [0o640, 0o604] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("an open file");
        let run = on(&home, &database, &[&option, "tables"]);
        failed(&run, 2, &["other users can read it", "chmod 600"]);
    }
    fs::write(&path, format!("[client]\nuser={}\n", database.name)).expect("no password");
    reaches(&on(&home, &database, &[&option, "tables"]), &database);
    let nowhere = format!("--mysql-defaults={}", home.nowhere());
    failed(&run(&home, &[], &[&nowhere, "tables"]), 2, &[&home.nowhere()]);
    let wrong = format!("--mysql-defaults={}", option_file(&home, "[client]\nssl-mode=maybe\n"));
    failed(&run(&home, &[], &[&wrong, "tables"]), 2, &["line 2", "`maybe`"]);
}

#[test]
fn an_option_file_includes_others() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let private = |name: &str, text: &str| {
        let path = home.write(name, text);
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a private file");
        path
    };
    let folder = home.path().join("conf.d");
    fs::create_dir(&folder).expect("a folder");
    let user = private("conf.d/10-user.cnf", &format!("[client-server]\nuser={name}\n"));
    private("conf.d/20-base.cnf", &format!("[ipta]\ndatabase={name}\nsocket={socket}\n"));
    private("conf.d/not-one.txt", "[client]\nuser=nobody\n");
    // Relative to the file, missing, and inside the file of a group that is not ipta's.
    let secret = private("secret.cnf", &format!("[client]\npassword=\"{PASSWORD}\"\n"));
    let text = format!(
        "[mysqld]\n!include secret.cnf\n!include {}\n!includedir {}/\nuser=nobody\n",
        home.nowhere(),
        folder.display()
    );
    let option = format!("--mysql-defaults={}", private("my.cnf", &text));
    let tables = || run(&home, &[], &[&option, "tables"]);
    reaches(&tables(), &database);
    let config = run(&home, &[], &[&option, "config"]).stdout;
    assert!(config.contains(&format!("{user}:2")), "{config}");
    // The rules of ownership hold for each of them.
    let change = |path: &str, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    };
    change(&secret, 0o644);
    failed(&tables(), 2, &["secret.cnf", "other users can read it", "chmod 600"]);
    change(&secret, 0o600);
    change(&user, 0o666);
    failed(&tables(), 2, &["10-user.cnf", "can be changed by other users"]);
    change(&user, 0o600);
    let path = folder.to_str().expect("plain");
    change(path, 0o777);
    failed(&tables(), 2, &["conf.d", "can be changed by other users"]);
    change(path, 0o755);
    stranger::owns(Path::new(&user), || failed(&tables(), 2, &["10-user.cnf", "belongs to"]));
    reaches(&tables(), &database);
    // Files that include themselves, and folders that are not there.
    let text = format!("!include {}\n", home.path().join("loop.cnf").display());
    let option = format!("--mysql-defaults={}", private("loop.cnf", &text));
    failed(&run(&home, &[], &[&option, "tables"]), 2, &["loop.cnf, line 1", "!include"]);
    let text = format!("!includedir {}\n", home.nowhere());
    let option = format!("--mysql-defaults={}", private("my.cnf", &text));
    failed(&run(&home, &[], &[&option, "tables"]), 2, &["cannot read", &home.nowhere()]);
}

/// The user of an option file has the password that is written there, and none where none is.
#[test]
fn an_option_file_without_a_password_means_none() {
    for server in ["mariadb", "mysql"] {
        let (home, database) = (Home::new(), Running::shared(server).database());
        let (name, socket) = (format!("n_{}", database.name), socket(&database));
        database.execute(&format!("CREATE USER '{name}'@'localhost' IDENTIFIED BY ''"));
        database.execute(&format!("GRANT ALL ON {}.* TO '{name}'@'localhost'", database.name));
        let login = format!("socket={socket}\ndatabase={}\nuser={name}\n", database.name);
        let option = |text: &str| format!("--mysql-defaults={}", option_file(&home, text));
        let file = option(&format!("[client]\n{login}"));
        assert_eq!(run(&home, &[], &[&file, "tables"]).stderr, "");
        let wrong = run(&home, &[("IPTA_DB_PASSWORD", "x")], &[&file, "tables"]);
        failed(&wrong, 3, &["using password: YES"]);
        // Another's user still has the password of the manual of 2015.
        let other = run(&home, &[], &[&file, "-u", &name, "tables"]);
        failed(&other, 3, &["using password: YES"]);
        // A password without a value is asked for, as by the servers' own clients.
        let asks = option(&format!("[client]\n{login}password\n"));
        failed(&run(&home, &[], &[&asks, "tables"]), 2, &["cannot ask for the password"]);
        database.execute(&format!("DROP USER '{name}'@'localhost'"));
    }
}

/// `-pi` is enough to name a server, and a wrong password is noticed where it was typed.
#[test]
fn a_password_is_asked_for_until_the_server_takes_it() {
    for server in ["mariadb", "mysql"] {
        let (home, database) = (Home::new(), filled(server, &Home::new()));
        let port = database.running.port();
        let name = database.name.as_str();
        // Settings that name no server.
        configuration(&home, &format!("[store]\ntable = 'logs'\n# {port}\n"));
        let refused = run(&home, &[], &["-pi", "-e", "count"]);
        failed(&refused, 2, &["cannot ask for the password"]);
        let conflict = run(&home, &[], &["--store", "embedded", "-pi", "-e", "count"]);
        failed(&conflict, 2, &["does not go with options of a server"]);
        let variables = || {
            database.variables().map(|(name, value)| match name {
                "IPTA_DB_PASSWORD" => ("IPTA_LIMIT", "10".to_owned()),
                _ => (name, value),
            })
        };
        for command in [&["-pi", "shell"][..], &["-pi"], &["-pi", "-ai"], &["-pi", "-e", "count"]] {
            let mut terminal = Terminal::open_with(&home, command, variables());
            let question = format!("Password of {name} at");
            terminal.wait("the question", |text| text.contains(&question));
            terminal.wait_for_no_echo();
            terminal.press("wrong\r");
            terminal.wait("the second question", |text| text.matches(&question).count() == 2);
            let text = terminal.text().replace('\n', "");
            assert!(text.contains("Access denied for user") && !text.contains("ipta> "), "{text}");
            terminal.wait_for_no_echo();
            terminal.press(&format!("{PASSWORD}\r"));
            if command.contains(&"count") {
                terminal.wait("the answer", |text| text.contains('3'));
                assert_eq!(terminal.end(), 0);
            } else {
                terminal.say("count", "3");
            }
        }
        // The second one counts.
        let mut terminal = Terminal::open_with(&home, &["-pi"], variables());
        for _ in 0..2 {
            terminal.wait_for_no_echo();
            terminal.press("wrong\r");
            terminal.wait("the message", |text| text.contains("does not let in"));
        }
        assert_eq!(terminal.end(), 3);
    }
}

/// A wrong password of the configuration is noticed before the prompt, too.
#[test]
fn a_wrong_password_is_noticed_before_the_prompt_opens() {
    let (home, database) = (Home::new(), filled("mariadb", &Home::new()));
    let variables = database.variables().map(|(name, value)| match name {
        "IPTA_DB_PASSWORD" => (name, "wrong".to_owned()),
        _ => (name, value),
    });
    let mut terminal = Terminal::open_with(&home, &[], variables);
    terminal.wait("the question", |text| text.contains("Password of"));
    terminal.wait_for_no_echo();
    assert!(!terminal.text().contains("ipta> "), "{}", terminal.text());
    terminal.press(&format!("{PASSWORD}\r"));
    terminal.say("count", "3");
    // A server that is not there is no reason to ask.
    let mut terminal = Terminal::open(&home, &["--socket", &home.nowhere()]);
    terminal.wait("the message", |text| text.contains("cannot reach the server"));
    terminal.prompt();
    assert!(!terminal.text().contains("Password of"), "{}", terminal.text());
}

#[test]
fn the_nearer_word_counts() {
    let (home, database) = (Home::new(), named());
    let (name, socket) = (database.name.as_str(), socket(&database));
    let text = "[client]\nsocket=/file.sock\nuser=file\ndatabase=file\npassword=file\n";
    let file = format!("--mysql-defaults={}", option_file(&home, text));
    let set = [("IPTA_DB_SOCKET", "/set.sock"), ("IPTA_DB_USER", "set")];
    // The file, then the variable over it, then the option over both.
    failed(&run(&home, &[], &[&file, "tables"]), 3, &["/file.sock"]);
    failed(&run(&home, &set, &[&file, "tables"]), 3, &["/set.sock"]);
    failed(&run(&home, &set, &[&file, "--socket", "/typed.sock", "tables"]), 3, &["/typed.sock"]);
    let typed = ["--socket", &socket, &file, "tables"];
    failed(&run(&home, &[], &typed), 3, &["user `file`"]);
    failed(&run(&home, &set, &typed), 3, &["user `set`"]);
    let mut typed = typed.to_vec();
    typed.extend(["-u", name, "-d", name, "-p", PASSWORD]);
    reaches(&run(&home, &set, &typed), &database);
}

#[test]
fn the_manuals_defaults_fill_in_the_rest() {
    // A server of its own: the names of the defaults are taken once per server.
    let home = Home::new();
    let server = Running::start("mariadb", &home.path().join("server"), &[]);
    server.execute("CREATE DATABASE ipta");
    server.execute("CREATE USER ipta@localhost IDENTIFIED BY 'ipta'");
    server.execute("GRANT ALL ON ipta.* TO ipta@localhost");
    let socket = server.socket().to_str().expect("a plain path").to_owned();
    let log = home.write("fw.log", packets());
    let imported = run(&home, &[], &["--socket", &socket, "import", "--year", "2026", &log]);
    let variables = [("IPTA_DB_SOCKET", socket.as_str()), ("IPTA_STORE", "mysql")];
    let tables = run(&home, &variables, &["tables"]);
    let typed = run(&home, &variables[..1], &["--store", "mysql", "-e", "count"]);
    server.stop();
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert!(tables.stdout.contains("logs\t3\t"), "{tables:?}");
    assert_eq!((typed.code, typed.stdout.as_str()), (0, "n\n3\n"), "{}", typed.stderr);
}

#[test]
fn the_store_can_be_named() {
    let (home, database) = (Home::new(), named());
    reaches(&on(&home, &database, &["--store", "mysql", "tables"]), &database);
    for option in [["-u", "x"], ["-h", "x"], ["--port", "1"], ["-p", "x"], ["-d", "x"]] {
        let arguments = ["--store", "embedded", option[0], option[1], "tables"];
        failed(&run(&home, &[], &arguments), 2, &["does not go with options of a server"]);
    }
    // Named on the command line it counts over variables, which may be there for another run.
    let run = on(&home, &database, &["--store", "embedded", "tables"]);
    assert!(!run.stdout.contains(&database.name), "{}", run.stdout);
}

#[test]
fn the_password_is_nowhere_to_be_read() {
    let (home, database) = (Home::new(), named());
    let mut terminal = Terminal::open_with(&home, &["shell"], database.variables());
    terminal.say(":tables", &database.name);
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
    let history = fs::read_to_string(home.path().join("state/history")).expect("a history");
    assert!(history.contains(":tables") && !history.contains(PASSWORD), "{history}");
    let help = on(&home, &database, &["--help"]);
    assert_eq!(help.code, 0);
    assert!(!format!("{:?}", database.server()).contains(PASSWORD));
    use clap::Parser;
    let cli = ipta::cli::Cli::parse_from(["ipta", "-p", PASSWORD, "tables"]);
    let shown = format!("{cli:?} {:?}", ipta::config::Config::new(&cli.options));
    assert!(shown.contains("password") && !shown.contains(PASSWORD), "{shown}");
}
