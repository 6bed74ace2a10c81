//! Screens: the manual's pictures of the prompt are what a terminal shows when the same is typed.
//! `IPTA_UPDATE=1 cargo test screens` draws them anew.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use portable_pty::CommandBuilder;

use crate::support::documents::{chapters, document};
use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{Home, dropped, example_log, picture};

/// The folder of the pictures.
const FOLDER: &str = "manual/screens";
/// Columns of their window.
const COLUMNS: u16 = 88;

/// A prompt on the example log, in the usual folders of a home.
fn prompt(home: &Home) -> Terminal {
    let folder = home.path().join("home/.local/share/ipta");
    let folder = folder.to_str().unwrap();
    let import = home.ipta(&["import", &example_log()]).env("IPTA_DATA_DIR", folder).output();
    assert!(import.unwrap().status.success());
    // How long an answer took is another time each time.
    home.write("home/.ipta-conf", "[shell]\ntiming = false\n");
    let mut shell = CommandBuilder::new("sh");
    let program = env!("CARGO_BIN_EXE_ipta");
    shell.args(["-c", &format!("stty cols {COLUMNS}; cd; unset IPTA_DATA_DIR; exec {program}")]);
    let mut terminal = Terminal::start(home, shell);
    terminal.resize(COLUMNS);
    terminal.prompt();
    terminal
}

/// Waits until the screen is as the picture that is kept.
fn is_kept(terminal: &mut Terminal, name: &str, title: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(format!("{name}.svg"));
    if std::env::var_os("IPTA_UPDATE").is_some() {
        terminal.settle();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, picture::svg(terminal.screen.screen(), title)).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let what = format!("{name}.svg, which `IPTA_UPDATE=1 cargo test screens` draws anew");
    terminal.wait_for_screen(&what, |screen| picture::svg(screen, title) == kept);
    let link = format!("![{title}](screens/{name}.svg)");
    let is_shown = |chapter| document(chapter).contains(&link);
    assert!(chapters().into_iter().any(is_shown), "no chapter shows {link}");
}

#[test]
fn the_first_question() {
    let home = Home::new();
    let mut terminal = prompt(&home);
    terminal.say("top 8 dport where denied", "8 rows");
    is_kept(&mut terminal, "question", "A first question at the prompt, and its answer");
}

#[test]
fn completion_of_a_value() {
    let home = Home::new();
    let mut terminal = prompt(&home);
    // Values are read when a line first asks for them; until then Tab offers the usual words.
    for _ in 0..30 {
        terminal.press("\x15\x0c");
        terminal.wait("an empty screen", |text| text.trim_end() == PROMPT.trim_end());
        terminal.press("count by src where action = ");
        terminal.wait("the hint", |text| text.contains("where action = a word"));
        terminal.press("\t");
        terminal.wait("the list", |text| text.contains("REJECT"));
        terminal.settle();
        if terminal.text().contains("recent packets") {
            break;
        }
    }
    is_kept(&mut terminal, "completion", "Tab offers the values that are in the table");
}

#[test]
fn a_mistake() {
    let home = Home::new();
    let mut terminal = prompt(&home);
    terminal.say("top dport where acton = DROP", "did you mean");
    is_kept(&mut terminal, "mistake", "A mistake is shown where it is, with what was meant");
}

#[test]
fn packets_over_time() {
    let home = Home::new();
    let mut terminal = prompt(&home);
    terminal.say("hist every 6h where denied", "rows");
    is_kept(&mut terminal, "hist", "Denied packets in steps of six hours");
}

#[test]
fn a_report() {
    let home = Home::new();
    let mut terminal = prompt(&home);
    terminal.say(":invalid limit=6", "rows");
    is_kept(&mut terminal, "report", "The report on packets of no connection");
}

#[test]
fn packets_above_the_line() {
    let home = Home::new();
    let log = home.path().join("home/ufw.log");
    fs::write(&log, "").unwrap();
    let mut terminal = prompt(&home);
    terminal.say(":follow ufw.log where denied", "following");
    terminal.prompt();
    let mut file = OpenOptions::new().append(true).open(log).unwrap();
    for (nth, port) in [22, 23, 445, 22, 3389].into_iter().enumerate() {
        let minute = u32::try_from(nth).unwrap();
        file.write_all(dropped(minute, &format!("203.0.113.{}", 40 + nth), port).as_bytes())
            .unwrap();
    }
    terminal.press("count by dport where src in 203.0.113.0/24");
    terminal.wait("the packets and the line", |text| {
        text.contains("203.0.113.44") && text.contains("src in 203.0.113.0/24")
    });
    is_kept(&mut terminal, "follow", "Packets appear above the line that is typed");
}
