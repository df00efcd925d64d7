//! One page for a set that was filmed from several sides: the analysis of the set as its clips together tell it.

use super::merge::{Merged, merge};
use crate::analysis::Analysis;
use crate::faults::{Finding, Verdict};
use crate::measure::Measurement;
use crate::notes::Note;
use crate::report::words;
use crate::review::{Remark, Review, What};

/// A set filmed from several sides, told as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// Index of the clip whose clock counts.
    pub first: usize,
    /// The analysis of that clip, with each number and each finding from the clip that shows it best; times are of its clock.
    pub analysis: Analysis,
    /// Of every clip its own analysis with only those findings that the set has from it: what pictures are to be taken of.
    pub shares: Vec<Analysis>,
    /// Of every clip what is added to its times to have those of the first, seconds; `None` where it was not laid over it.
    pub offsets_s: Vec<Option<f64>>,
}

/// Tells a set's clips as one; `names` are the clips' names. Pure. `None` where fewer than two clips are laid over each other, or where one
/// shows a repetition that the first does not: then each clip is told by itself.
pub fn whole(clips: &[&Analysis], names: &[String]) -> Option<Whole> {
    let merged = merge(clips)?;
    let base = *clips.get(merged.first)?;
    let offsets_s: Vec<Option<f64>> = merged.places.iter().map(|place| place.as_ref().ok().map(|place| place.offset_s)).collect();
    let numbers = |rep: &super::MergedRep| rep.seen_as.get(merged.first).copied().flatten();
    let all_there = merged.reps.iter().map(numbers).eq(base.reps.iter().map(|result| Some(result.rep.number)));
    if offsets_s.iter().flatten().count() < 2 || !all_there {
        return None;
    }
    let at_first = |clip: usize, finding: &Finding| moved(finding, offsets_s.get(clip).copied().flatten().unwrap_or(0.0));
    let mut analysis = base.clone();
    for (result, rep) in analysis.reps.iter_mut().zip(&merged.reps) {
        let offset = |clip: usize| offsets_s.get(clip).copied().flatten().unwrap_or(0.0);
        result.measures = rep.measures.iter().map(|(clip, of)| Measurement { at: of.at + offset(*clip), ..of.clone() }).collect();
        result.findings = rep.findings.iter().map(|(clip, finding)| at_first(*clip, finding)).collect();
    }
    analysis.set = merged.set.iter().map(|(clip, finding)| at_first(*clip, finding)).collect();
    analysis.notes.push(Note::new("several-views", said(clips, names, &merged), ""));
    let shares = clips.iter().enumerate().map(|(clip, own)| share(clip, own, &merged)).collect();
    Some(Whole { first: merged.first, analysis, shares, offsets_s })
}

impl Whole {
    /// The remarks of every clip on the first one's clock; of a clip that was not laid over it nothing.
    pub fn review(&self, reviews: &[&Review]) -> Review {
        let slow = self.analysis.clip.part.slow_motion;
        let mut all = Review::default();
        for (clip, review) in reviews.iter().enumerate() {
            let Some(offset_s) = self.offsets_s.get(clip).copied().flatten() else { continue };
            let by = offset_s * slow;
            for Remark { from_s, to_s, what, .. } in review.remarks() {
                let what = match what.clone() {
                    What::Override { fault, rep_s, says, reason } => {
                        What::Override { fault, rep_s: rep_s.map(|at| at + by), says, reason }
                    }
                    other => other,
                };
                // What the coach said of the set's fault at the desk goes with each of its clips, and is told once.
                let known = all.remarks().iter().any(|known| matches!(known.what, What::Override { .. }) && known.what == what);
                if !known {
                    all.add(from_s + by, to_s + by, what);
                }
            }
        }
        all
    }
}

/// A finding at another time.
fn moved(finding: &Finding, by_s: f64) -> Finding {
    let mut finding = finding.clone();
    match &mut finding.verdict {
        Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. } => {
            measured.at += by_s;
        }
        Verdict::NotAssessed(_) => {}
    }
    finding
}

/// From where the set was filmed, and what stands apart, in words.
fn said(clips: &[&Analysis], names: &[String], merged: &Merged) -> String {
    let name = |clip: usize| names.get(clip).map_or("", String::as_str);
    let view =
        |analysis: &Analysis| analysis.lift.as_ref().map_or(String::new(), |lift| format!(" ({})", words::view(&lift.view)));
    let laid = clips.iter().enumerate().zip(&merged.places).filter(|(_, place)| place.is_ok());
    let laid: Vec<String> = laid.map(|((clip, analysis), _)| format!("{}{}", name(clip), view(analysis))).collect();
    let apart = merged.places.iter().enumerate().filter_map(|(clip, place)| Some((clip, place.as_ref().err()?)));
    let apart = apart.map(|(clip, why)| format!(" {} stands apart. {}", name(clip), why.0)).collect::<Vec<_>>().concat();
    format!(
        "This set was filmed by {}: {}. Each number and each finding is from the clip that shows it best; times are those of {}.{apart}",
        words::count(laid.len(), "camera", "cameras"),
        laid.join(", "),
        name(merged.first)
    )
}

/// A clip's analysis with only those findings that the set has from it, under the set's numbers of repetitions.
fn share(clip: usize, own: &Analysis, merged: &Merged) -> Analysis {
    let mut share = own.clone();
    for result in &mut share.reps {
        let number = result.rep.number;
        let rep = merged.reps.iter().find(|rep| rep.seen_as.get(clip).copied().flatten() == Some(number));
        let from_here = |finding: &Finding| rep.is_some_and(|rep| has(&rep.findings, clip, finding));
        result.findings.retain(from_here);
        for finding in &mut result.findings {
            finding.rep = rep.map(|rep| rep.number);
        }
    }
    share.set.retain(|finding| has(&merged.set, clip, finding));
    share
}

/// Whether a fault's finding is from a clip.
fn has(all: &[(usize, Finding)], clip: usize, finding: &Finding) -> bool {
    all.iter().any(|(of, found)| *of == clip && found.card == finding.card)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Severity;
    use crate::pipeline::analyze;
    use crate::review::Says;
    use crate::settings::Settings;
    use crate::synthetic::{Errors, Scene, film};

    fn seen(yaw_deg: f64, cut_start_s: f64) -> Analysis {
        let errors = Errors { bow_m: 0.09, ..Errors::default() };
        analyze(&film(&Scene { errors, yaw_deg, cut_start_s, seed: 9, ..Scene::default() }).0, &Settings::default())
    }

    fn names() -> Vec<String> {
        ["side.mp4", "front.mp4"].map(str::to_owned).to_vec()
    }

    #[test]
    fn two_views_become_one_page_with_each_finding_from_the_clip_that_sees_it() {
        let (side, front) = (seen(0.0, 0.0), seen(90.0, 0.6));
        let told = whole(&[&side, &front], &names()).unwrap();
        let found = |analysis: &Analysis, id: &str| {
            analysis.set.iter().find(|found| found.card.id == id).is_some_and(|found| found.verdict.measured().is_some())
        };
        assert!(found(&told.analysis, "bar-drift") && found(&told.analysis, "knees-cave"));
        assert!(!found(&side, "knees-cave") && !found(&front, "bar-drift"), "no clip alone sees both");
        assert!(found(&told.shares[0], "bar-drift") && !found(&told.shares[0], "knees-cave"));
        assert!(found(&told.shares[1], "knees-cave") && !found(&told.shares[1], "bar-drift"));
        let at = |analysis: &Analysis, id: &str| {
            let all = analysis.reps[0].findings.iter().find(|found| found.card.id == id);
            all.and_then(|found| found.verdict.measured()).unwrap().at
        };
        let moved = at(&told.analysis, "knees-cave") - at(&front, "knees-cave");
        assert!((moved - 0.6).abs() < 0.08, "on the first clip's clock: {moved}");
        let note = &told.analysis.notes.last().unwrap().text;
        assert!(
            note.contains("2 cameras") && note.contains("front.mp4 (front") && note.contains("times are those of side.mp4"),
            "{note}"
        );
    }

    #[test]
    fn one_clip_or_clips_of_different_sets_are_told_by_themselves() {
        let (side, other) = (seen(0.0, 0.0), seen(0.0, 0.0));
        assert!(whole(&[&side], &names()).is_none() && whole(&[], &[]).is_none());
        let empty = Analysis { lift: None, reps: Vec::new(), ..other };
        assert!(whole(&[&side, &empty], &names()).is_none());
    }

    #[test]
    fn remarks_of_all_clips_stand_on_one_clock_and_what_was_said_at_the_desk_once() {
        let (side, front) = (seen(0.0, 0.0), seen(90.0, 0.6));
        let told = whole(&[&side, &front], &names()).unwrap();
        let desk = What::Override {
            fault: "bar-drift".to_owned(),
            rep_s: None,
            says: Says::Fault(Severity::Note),
            reason: "A loose belt.".to_owned(),
        };
        let (mut one, mut two) = (Review::default(), Review::default());
        one.add(0.0, 0.0, desk.clone());
        two.add(0.0, 0.0, desk);
        two.add(1.0, 1.0, What::Note { text: "Knees out.".to_owned() });
        let all = told.review(&[&one, &two]);
        assert_eq!(all.remarks().len(), 2, "{all:?}");
        let note = all.remarks().iter().find(|remark| matches!(remark.what, What::Note { .. })).unwrap();
        assert!((note.from_s - 1.6).abs() < 0.08);
    }
}
