//! Measures how long the prompt takes to stand: starts `ipta shell` on a terminal again and again.
//!
//! `prompt PROGRAM [ROUNDS]` prints the median and the longest time in milliseconds. The program's
//! data folder is the caller's business (`IPTA_DATA_DIR`).

use std::io::{self, Read};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const PROMPT: &[u8] = b"ipta> ";

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("usage: prompt PROGRAM [ROUNDS]");
        return Ok(ExitCode::from(2));
    };
    let rounds: usize = arguments.next().as_deref().unwrap_or("20").parse()?;
    let mut times =
        (0..rounds).map(|_| until_prompt(&program)).collect::<anyhow::Result<Vec<_>>>()?;
    times.sort_unstable();
    let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    let (median, longest) = (milliseconds(times.get(rounds / 2)), milliseconds(times.last()));
    io::Write::write_fmt(&mut io::stdout(), format_args!("{median:.1} {longest:.1}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The time from the start of the program to the prompt on its terminal.
fn until_prompt(program: &str) -> anyhow::Result<Duration> {
    let pty = native_pty_system().openpty(PtySize::default())?;
    let mut screen = pty.master.try_clone_reader()?;
    let mut command = CommandBuilder::new(program);
    command.arg("shell");
    command.env("TERM", "xterm");
    let start = Instant::now();
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let mut seen = Vec::new();
    let mut bytes = [0; 4096];
    while !seen.windows(PROMPT.len()).any(|window| window == PROMPT) {
        match screen.read(&mut bytes) {
            Ok(0) | Err(_) => {
                let said = String::from_utf8_lossy(&seen).into_owned();
                anyhow::bail!("{program} ended without a prompt: {said}");
            }
            Ok(count) => seen.extend_from_slice(&bytes[..count]),
        }
    }
    let time = start.elapsed();
    child.kill()?;
    child.wait()?;
    Ok(time)
}
