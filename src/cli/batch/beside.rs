//! The other end of the pipe: starts a process for a clip, listens to it, and says what became of it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::one::{ONE, Said, Task, hand_over};
use crate::batch::{Analyst, Clip, Engine, Key, Refusal, Store};
use crate::job::Cancel;
use crate::recording::is_recording;
use crate::settings::Settings;

/// How often a stop is looked for.
const LOOK: Duration = Duration::from_millis(50);
/// How long a process that was asked to stop may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a process may say nothing: our own choice; a frame takes a second at the most, and a network drive may pause for minutes.
const SILENCE: Duration = Duration::from_mins(10);
/// Lines of a process's own words that are kept, for the last is why it broke.
const LAST_WORDS: usize = 3;

/// Analyses each clip in a process of its own.
pub(super) struct Processes<'a> {
    pub(super) store: &'a Store,
    pub(super) settings: &'a Settings,
    pub(super) model: Option<&'a str>,
    pub(super) recordings: bool,
    pub(super) engine: Option<Engine>,
}

impl Analyst for Processes<'_> {
    fn analyse(&self, clip: &Clip, key: &Key, frames: &dyn Fn(usize, Option<usize>), cancel: &Cancel) -> Result<String, Refusal> {
        let task = Task {
            path: clip.path.clone(),
            name: clip.name.clone(),
            out: self.store.folder().to_path_buf(),
            key: key.clone(),
            settings: self.settings.to_json(),
            model: self.model.map(str::to_owned),
            recordings: self.recordings,
        };
        let started = start(&task).map_err(|error| Refusal(format!("no process could be started for it ({error}); try again")));
        let (mut child, input, said, words) = started?;
        let end = listen(&said, frames, cancel);
        // The end of its input asks a process to stop that has not ended by itself.
        drop(input);
        let status = wait(&mut child);
        match end {
            End::Said(Said::Analysed(words)) => Ok(words),
            End::Said(Said::Refused(reason)) => Err(Refusal(reason)),
            End::Silent => {
                Err(Refusal(format!("the analysis stood still for {} minutes and was stopped", SILENCE.as_secs() / 60)))
            }
            End::Said(Said::Frames(..)) | End::Gone => Err(Refusal(broken(status, words.join().unwrap_or_default().back()))),
        }
    }

    fn engine(&self, clip: &Clip) -> Option<Engine> {
        if is_recording(&clip.path) { None } else { self.engine.clone() }
    }
}

/// How listening ended.
enum End {
    /// With the last thing said.
    Said(Said),
    /// With the process gone.
    Gone,
    /// Nothing was heard for too long.
    Silent,
}

type Started = (Child, ChildStdin, Receiver<Said>, std::thread::JoinHandle<VecDeque<String>>);

/// Starts this program for one clip; Ctrl-C in the terminal does not reach it.
fn start(task: &Task) -> std::io::Result<Started> {
    let mut command = Command::new(this_program()?);
    command.arg(ONE).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.arg0("plumbline").process_group(0);
    }
    let mut child = command.spawn()?;
    let missing = || std::io::Error::other("it has no pipe");
    let (mut input, output) = (child.stdin.take().ok_or_else(missing)?, child.stdout.take().ok_or_else(missing)?);
    let errors = child.stderr.take().ok_or_else(missing)?;
    let (to_batch, said) = sync_channel(16);
    std::thread::Builder::new().name("clip".into()).spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // A library may print what it likes; only our own lines count.
            let Ok(said) = serde_json::from_str(&line) else { continue };
            if to_batch.send(said).is_err() {
                break;
            }
        }
    })?;
    let told = std::env::var_os("RUST_LOG").is_some();
    let words = std::thread::Builder::new().name("clip's words".into()).spawn(move || {
        let mut last = VecDeque::new();
        for line in BufReader::new(errors).lines().map_while(Result::ok).filter(|line| !line.trim().is_empty()) {
            if told {
                eprintln!("{line}");
            }
            last.push_back(line);
            if last.len() > LAST_WORDS {
                last.pop_front();
            }
        }
        last
    })?;
    // A process that is gone already is heard of on the other pipe.
    let _ = hand_over(task, &mut input);
    Ok((child, input, said, words))
}

/// This program's file; on Linux the one that runs, also where another was put in its place meanwhile.
fn this_program() -> std::io::Result<std::path::PathBuf> {
    let running = std::path::PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() { Ok(running) } else { std::env::current_exe() }
}

fn listen(said: &Receiver<Said>, frames: &dyn Fn(usize, Option<usize>), cancel: &Cancel) -> End {
    let mut heard = Instant::now();
    loop {
        match said.recv_timeout(LOOK) {
            Ok(Said::Frames(done, total)) => frames(done, total),
            Ok(last) => return End::Said(last),
            Err(RecvTimeoutError::Disconnected) => return End::Gone,
            Err(RecvTimeoutError::Timeout) if cancel.is_cancelled() => return End::Gone,
            Err(RecvTimeoutError::Timeout) if heard.elapsed() > SILENCE => return End::Silent,
            Err(RecvTimeoutError::Timeout) => continue,
        }
        heard = Instant::now();
    }
}

/// Waits for a process to end, and ends it where it does not.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let asked = Instant::now();
    loop {
        match child.try_wait() {
            Ok(None) if asked.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => {
                let _ = child.kill();
                return child.wait().ok();
            }
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
}

/// What is said of a process that ended without a word.
fn broken(status: Option<ExitStatus>, last: Option<&String>) -> String {
    #[cfg(unix)]
    if let Some(signal) = status.and_then(|status| std::os::unix::process::ExitStatusExt::signal(&status)) {
        let why = if signal == 9 { ", as the system does where memory runs out: use fewer --jobs" } else { "" };
        return format!("the analysis of this clip was ended by signal {signal}{why}");
    }
    let code = status.and_then(|status| status.code()).map_or_else(String::new, |code| format!(" with {code}"));
    let words = last.map_or_else(String::new, |words| format!(": {words}"));
    format!("the analysis of this clip broke off{code}{words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listening_ends_with_the_last_word_the_end_of_the_process_or_a_stop() {
        let (to_batch, said) = sync_channel(4);
        to_batch.send(Said::Frames(3, Some(9))).unwrap();
        to_batch.send(Said::Refused("cut off".to_owned())).unwrap();
        let seen = std::sync::Mutex::new(Vec::new());
        let frames = |done, total| seen.lock().unwrap().push((done, total));
        assert!(matches!(listen(&said, &frames, &Cancel::default()), End::Said(Said::Refused(reason)) if reason == "cut off"));
        assert_eq!(seen.into_inner().unwrap(), [(3, Some(9))]);
        let cancel = Cancel::default();
        cancel.cancel();
        assert!(matches!(listen(&said, &|_, _| (), &cancel), End::Gone));
        drop(to_batch);
        assert!(matches!(listen(&said, &|_, _| (), &Cancel::default()), End::Gone));
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_breaks_is_told_with_how_it_broke() {
        let of = |script: &str| Command::new("sh").args(["-c", script]).status().ok();
        assert!(broken(of("kill -9 $$"), None).contains("memory"));
        assert!(broken(of("kill -11 $$"), None).ends_with("signal 11"));
        assert!(broken(of("exit 101"), Some(&"no such layer".to_owned())).ends_with("broke off with 101: no such layer"));
    }
}
