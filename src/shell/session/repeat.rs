//! Repetition: the last answer shown again, and questions asked again.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use super::Session;
use super::context::InputOrigin;
use super::failure::Failure;
use super::messages::say;
use super::naming::{self, NamingScope};
use crate::cli;
use crate::config::SettingSource;
use crate::input::{self, Input};
use crate::output::{self, Format};

/// Seconds between two answers, where none are named.
const USUAL: f64 = 2.0;

/// How often a pause checks whether it is over.
const POLL: Duration = Duration::from_millis(20);

/// The input that `:watch` repeats, and its interval.
struct WatchPlan {
    pause: Duration,
    inputs: Vec<Input>,
}

impl Session {
    /// Shows the last answer again. One that was too long to be kept is asked for again.
    pub(super) fn show_last(
        &mut self,
        format: Option<Format>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let is_cut = match self.answers.last.borrow().as_ref() {
            None => return Err(Failure::other("nothing was asked yet")),
            Some(last) => last.is_cut,
        };
        if is_cut {
            if self.origin == InputOrigin::Prompt {
                say("the last answer was too long to be kept; it is asked for again");
            }
            return self.ask_again(format, out);
        }
        let context = self.context();
        let output = context.output(out);
        let farthest = match &self.answers.asked {
            Some(Input::Question(text) | Input::Vertical(text)) => naming::farthest_choice(text),
            _ => SettingSource::Default,
        };
        let last = self.answers.last.borrow();
        let Some(last) = last.as_ref() else { return Ok(()) };
        let format = format.unwrap_or(output.format);
        let mut sink = output::sink(format, &output.style, output.out);
        let scope = NamingScope { farthest, cancel: &self.cancel };
        let naming = &self.answers.naming;
        let named = naming.write_named(&self.config, sink.as_mut(), scope, |sink| last.write(sink));
        named.note.iter().for_each(|note| say(note));
        Ok(named.written?)
    }

    fn ask_again(&mut self, format: Option<Format>, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(input) = self.answers.asked.clone() else { return Ok(()) };
        let usual = std::mem::replace(&mut self.answers.once, format);
        let answered = self.run_input(&input, out).map(drop);
        self.answers.once = usual;
        answered
    }

    /// Asks again and again, until Ctrl-C.
    pub(super) fn watch(&mut self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let WatchPlan { pause, inputs } = self.plan_watch(text)?;
        self.context().keep_packets();
        let repeated = inputs.iter().map(text_of).collect::<Vec<_>>().join("; ");
        loop {
            let begun = Instant::now();
            if self.context().output(out).style.terminal {
                let now = self.config.settings.time.zone().now();
                let every = pause.as_secs_f64();
                writeln!(out, "{now}  every {every} s: {}", output::sanitize::text(&repeated))?;
            }
            for input in &inputs {
                match self.run_input(input, out) {
                    Err(failure) if failure.is_cancelled() => return Ok(()),
                    ran => drop(ran?),
                }
            }
            out.flush()?;
            while begun.elapsed() < pause && !self.cancel.is_raised() {
                thread::sleep(POLL.min(pause.saturating_sub(begun.elapsed())));
            }
            if self.cancel.is_raised() {
                return Ok(());
            }
        }
    }

    /// Parses `[SECONDS] [QUERY]`.
    fn plan_watch(&self, text: &str) -> Result<WatchPlan, Failure> {
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (seconds, query) = match cli::parse_seconds(first) {
            Some(seconds) => (seconds, rest.trim()),
            None => (USUAL, text),
        };
        let pause = Duration::try_from_secs_f64(seconds).ok().filter(|pause| *pause >= POLL);
        let Some(pause) = pause else {
            let message = format!("`{first}` is not a valid interval");
            return Err(Failure::with_help(message, "write seconds: 2, 0.5"));
        };
        if !query.is_empty() {
            return Ok(WatchPlan { pause, inputs: input::split(query) });
        }
        match self.answers.asked.clone() {
            Some(asked) => Ok(WatchPlan { pause, inputs: vec![asked] }),
            None => {
                Err(Failure::with_help("nothing was asked yet", "write the query after `:watch`"))
            }
        }
    }
}

fn text_of(input: &Input) -> String {
    match input {
        Input::Command(line) => format!(":{line}"),
        Input::Question(text) | Input::Vertical(text) => text.clone(),
    }
}
