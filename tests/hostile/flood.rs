//! Floods: servers that never stop, say that there is more than there can be, or say nothing.

use super::*;

/// An answer without an end.
fn endless() -> Reply {
    let text = "x".repeat(1000);
    Reply::Endless([fake::head(&["a"]), vec![fake::row(&[Some(&text)])]].concat())
}

/// An answer that begins with so many columns and then breaks off.
fn counted(columns: u64) -> Run {
    ask(Reply::Bytes(fake::framed(&fake::number(columns), 1)))
}

#[test]
fn columns_that_never_come_take_no_memory() {
    for columns in [4096, 65_536, 1_000_000] {
        let run = counted(columns);
        calm(&run);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
    }
    // As many bytes as no memory has at all.
    for columns in [1 << 60, u64::MAX] {
        let run = counted(columns);
        failed(&run);
        assert!(run.stderr.contains("breaks MySQL's protocol"), "{}", run.stderr);
    }
}

#[test]
fn more_columns_than_there_is_memory_abort_the_program() {
    // The driver asks for the memory at once, and Rust aborts a program that does not get it.
    let run = counted(1 << 40);
    calm(&Run { stderr: String::new(), stdout: run.stdout.clone(), ..run });
    assert_eq!(run.code, None, "{}", run.stderr);
    assert!(run.stderr.starts_with("memory allocation of "), "{}", run.stderr);
}

#[test]
fn a_million_columns_are_too_many() {
    let mut packets = vec![fake::number(100_000)];
    packets.resize(100_001, fake::column("a"));
    packets.push(vec![0xfe, 0, 0, 2, 0]);
    let run = ask(Reply::Packets(packets));
    failed(&run);
    assert!(run.stderr.contains("100000 columns: too many"), "{}", run.stderr);
}

#[test]
fn an_endless_answer_is_stopped_by_whoever_reads_it() {
    let home = Home::new();
    for arguments in [&["-e", SELECT][..], &["--format", "vertical", "-e", SELECT]] {
        let fake = answering(endless());
        let mut child = spawn(&home, &fake, arguments);
        let mut some = [0; 5000];
        child.stdout.take().expect("a pipe").read_exact(&mut some).expect("the first rows");
        let stderr = read(child.stderr.take().expect("a pipe"));
        let begun = Instant::now();
        let (code, memory) = watch(&mut child);
        assert_eq!((code, stderr.join().expect("text").as_str()), (Some(0), ""));
        assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
        assert!(memory < MOST_MEMORY, "{memory} kB");
    }
}

#[test]
fn an_endless_answer_is_stopped_by_a_limit() {
    let fake = Fake::start(|step| match step {
        Step::Query(sql) if sql.contains("FROM `logs`") => {
            let columns: Vec<String> = (0..60).map(|nth| format!("c{nth}")).collect();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            Reply::Endless([fake::head(&columns), vec![fake::plain_row(&[Some("x"); 60])]].concat())
        }
        _ => Reply::Honest,
    });
    for arguments in [&["-e", "list limit 10"][..], &["--limit", "10", "-e", "list"]] {
        let run = run(&fake, arguments);
        calm(&run);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(run.stdout.lines().count(), 11, "{}", run.stdout);
    }
}

#[test]
fn an_answer_with_too_few_columns_is_an_error() {
    let fake = Fake::start(|step| match step {
        Step::Query(sql) if sql.contains("FROM `logs`") => {
            Reply::Packets(fake::plain_answer(&["a"], &[vec![Some("x")]]))
        }
        _ => Reply::Honest,
    });
    failed(&run(&fake, &["-e", "list limit 10"]));
}

#[test]
fn an_endless_answer_to_a_question_of_iptas_own_is_an_error() {
    for (asked, arguments) in [
        ("VERSION()", &["tables", "create", "more"][..]),
        ("information_schema.TABLES", &["-e", "count"]),
    ] {
        let fake = Fake::start(move |step| match step {
            Step::Query(sql) if sql.contains(asked) => {
                let columns = ["n", "c", "b", "l"];
                let row = fake::plain_row(&[Some("a"), Some("b"), Some("0"), Some("c")]);
                Reply::Endless([fake::head(&columns), vec![row]].concat())
            }
            _ => Reply::Honest,
        });
        failed(&run(&fake, arguments));
    }
}

#[test]
fn control_c_ends_the_wait_for_a_server_that_says_nothing() {
    let home = Home::new();
    for reply in [Reply::Silence, endless()] {
        let fake = answering(reply);
        let mut child = spawn(&home, &fake, &["-e", SELECT]);
        let stdout = child.stdout.take().expect("a pipe");
        let stdout = thread::spawn(move || std::io::copy(&mut { stdout }, &mut std::io::sink()));
        let end = Instant::now() + LIMIT;
        let asked = Step::Execute(SELECT.to_owned());
        let is_asked = |fake: &Fake| {
            let steps = fake.steps.lock().expect("steps");
            steps
                .iter()
                .any(|step| matches!(step, Step::Execute(sql) if sql.contains("SELECT a FROM")))
        };
        while !is_asked(&fake) {
            assert!(Instant::now() < end, "{asked:?}");
            thread::sleep(Duration::from_millis(10));
        }
        let stderr = read(child.stderr.take().expect("a pipe"));
        let process = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().expect("kill").success());
        let begun = Instant::now();
        let (code, memory) = watch(&mut child);
        assert_eq!(
            (code, stderr.join().expect("text").as_str()),
            (Some(130), "error: cancelled\n")
        );
        assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
        assert!(memory < MOST_MEMORY, "{memory} kB");
        stdout.join().expect("a reader").expect("bytes");
    }
}
