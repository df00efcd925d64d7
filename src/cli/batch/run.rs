//! A batch from its plan to its tables.

use super::beside::Processes;
use super::lines::Lines;
use super::{Options, edges, finished};
use crate::batch::{self, About, Clip, Ending, Engine, Lock, Plan, Shard, Store, Terms};
use crate::cli::{Failure, SOME_REFUSED, STOPPED};
use crate::job::Cancel;
use crate::recording::is_recording;
use crate::settings::Settings;

/// A batch whose folder of results is taken.
pub(in crate::cli) struct Run<'a> {
    options: &'a Options,
    settings: Settings,
    shard: Option<Shard>,
    /// Where the results go.
    pub(in crate::cli) store: Store,
    /// Asks for a stop, as Ctrl-C does.
    pub(in crate::cli) cancel: Cancel,
    _lock: Lock,
}

impl<'a> Run<'a> {
    /// Takes the folder of results and listens for Ctrl-C.
    pub(in crate::cli) fn new(options: &'a Options, shard: Option<Shard>) -> Result<Self, Failure> {
        edges::quiet();
        let settings = options.in_force()?;
        let store = Store::at(options.out.as_deref().ok_or("no folder for the results: name one with --out DIR")?);
        let lock = store.lock()?;
        let cancel = Cancel::default();
        let asked = cancel.clone();
        // Where no handler can be set Ctrl-C ends the program at once, which loses nothing that is done.
        let _ = ctrlc::set_handler(move || {
            if asked.is_cancelled() {
                // Asked twice: what is under way ends by itself when its pipe closes.
                std::process::exit(i32::from(STOPPED));
            }
            asked.cancel();
        });
        Ok(Self { options, settings, shard, store, cancel, _lock: lock })
    }

    /// Does all clips of a plan that are in the shard, and makes the tables.
    pub(super) fn all(&self, plan: Plan) -> Result<u8, Failure> {
        for trouble in &plan.troubles {
            eprintln!("plumbline: {trouble}");
        }
        let mut clips = plan.clips;
        clips.retain(|clip| self.shard.is_none_or(|shard| shard.holds(&clip.name)));
        let Some(endings) = self.work(&clips)? else {
            eprintln!("plumbline: stopped; what is done is kept, and the same command goes on from here");
            return Ok(STOPPED);
        };
        let done = self.assemble(&endings)?;
        let code = finished(&done, &self.store, self.options.quiet)?;
        Ok(if plan.troubles.is_empty() { code } else { SOME_REFUSED.max(code) })
    }

    /// Analyses clips; `None` where it was stopped.
    pub(in crate::cli) fn work(&self, clips: &[Clip]) -> Result<Option<Vec<Ending>>, Failure> {
        let options = self.options;
        let analyst = Processes {
            store: &self.store,
            settings: &self.settings,
            model: options.model.as_deref(),
            recordings: options.keep_recordings,
            engine: self.engine(clips)?,
        };
        let terms = Terms {
            store: &self.store,
            settings: &self.settings,
            slow_motion: options.slow_motion,
            recordings: options.keep_recordings,
            jobs: options.jobs(),
        };
        let lines = Lines::new(clips.len(), options.quiet);
        let endings = batch::work(clips, &terms, &analyst, &|told| lines.hear(&told), &self.cancel);
        lines.end();
        Ok(endings)
    }

    /// What looks at videos, tried before the first is begun: without it every one of them would be refused.
    fn engine(&self, clips: &[Clip]) -> Result<Option<Engine>, Failure> {
        let any = clips.iter().any(|clip| !is_recording(&clip.path) && clip.path.is_file());
        if any { edges::engine(self.options.model.as_deref()).map(Some) } else { Ok(None) }
    }

    /// The clips that were done before with the same settings, whether they are still there or not.
    pub(in crate::cli) fn earlier(&self) -> Vec<Ending> {
        self.store.earlier(&self.settings, self.options.slow_motion)
    }

    /// Makes the tables of clips that came to an end.
    pub(in crate::cli) fn assemble(&self, endings: &[Ending]) -> Result<batch::Done, Failure> {
        let about = About::new(&self.settings, self.options.slow_motion, self.shard);
        Ok(batch::assemble(&self.store, endings, &about)?)
    }
}
