//! A build without the embedded engine: it starts, reads what is typed, and says what it lacks.

use crate::support::Home;

#[test]
fn a_question_has_no_store_to_go_to() {
    let home = Home::new();
    let run = home.run(&["-e", "top dport where action != ACCEPT"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.contains("no embedded store"), "{}", run.stderr);
}

#[test]
fn what_needs_no_store_works() {
    let home = Home::new();
    assert!(home.stdout(&["--help"]).contains("ipta import"));
    assert!(home.stdout(&["reports"]).contains("interfaces"));
    assert!(home.stdout(&["fields"]).contains("dport"));
}
