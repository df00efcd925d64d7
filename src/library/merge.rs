//! Several clips of one set become one table of repetitions.
//!
//! Two cameras start at different times. The bar goes up and down in both, so its height over time is laid over the other's where both are
//! most alike (largest correlation); of several places that are nearly as good, as in an even set, the one where the most repetitions meet.
//! Then each number comes from the clip that measured it with the smallest error, and each fault from the view that sees it best.

use crate::analysis::Analysis;
use crate::faults::{self, Finding, Verdict};
use crate::measure::Measurement;
use crate::reps::Rep;

/// Steps a second at which two courses are compared: the bar's height changes slowly (our default).
const STEPS: f64 = 25.0;
/// Least correlation of the bar's heights of two clips of one set; those of two different sets of one lifter seldom reach it (our default,
/// held by the tests on drawn sets).
const LEAST_LIKENESS: f64 = 0.9;
/// Places whose correlation is less by no more than this are as good (our default).
const AS_GOOD: f64 = 0.04;
/// Least time in which both clips must show the bar, seconds, and least share of the shorter one (our default).
const LEAST_SHARED: (f64, f64) = (3.0, 0.5);
/// Farthest that the lift-offs of one repetition may lie apart in two clips, seconds (our default).
const SAME_REP_S: f64 = 0.5;

/// Where a clip lies against the set's first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// What is added to the clip's times to have the first's, seconds.
    pub offset_s: f64,
    /// Correlation of the bar's heights there, up to 1.
    pub likeness: f64,
}

/// Why a clip was not laid over the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart(pub String);

/// A repetition of the set: what each clip gave to it, by the clip's index.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedRep {
    /// Number in the set, from 1.
    pub number: usize,
    /// Of every clip the number that the repetition has there; `None` where the clip does not show it.
    pub seen_as: Vec<Option<usize>>,
    /// Each number from the clip that measured it best.
    pub measures: Vec<(usize, Measurement)>,
    /// Each fault from the clip that sees it best.
    pub findings: Vec<(usize, Finding)>,
}

/// One table of repetitions of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Index of the clip whose clock counts: the one that shows the most repetitions.
    pub first: usize,
    /// How each clip lies against it.
    pub places: Vec<Result<Match, Apart>>,
    /// The repetitions.
    pub reps: Vec<MergedRep>,
    /// The set's verdict of each fault, with the clip that it comes from.
    pub set: Vec<(usize, Finding)>,
}

/// The course of a bar's height at even steps.
struct Course {
    start_s: f64,
    heights: Vec<Option<f64>>,
}

impl Course {
    /// The bar's height in a clip; `None` where no bar was followed.
    fn of(analysis: &Analysis) -> Option<Self> {
        let lift = analysis.lift.as_ref()?;
        let (start_s, end_s) = (*lift.t.first()?, *lift.t.last()?);
        let path = &lift.bar.as_ref()?.path;
        let steps = ((end_s - start_s) * STEPS).floor().max(0.0) as usize + 1;
        let height = |step: usize| path.y.at(lift.frame_at(start_s + step as f64 / STEPS));
        Some(Self { start_s, heights: (0..steps).map(height).collect() })
    }

    /// Correlation with another course that begins `shift` steps after this one; `None` where too little is shared.
    fn likeness(&self, other: &Self, shift: i64) -> Option<f64> {
        let pairs = || {
            other.heights.iter().enumerate().filter_map(move |(step, b)| {
                let a = usize::try_from(step as i64 + shift).ok().and_then(|at| self.heights.get(at).copied())??;
                Some((a, (*b)?))
            })
        };
        let known = |course: &Self| course.heights.iter().flatten().count() as f64;
        let count = pairs().count() as f64;
        if count < (LEAST_SHARED.0 * STEPS).max(LEAST_SHARED.1 * known(self).min(known(other))) {
            return None;
        }
        let (sum_a, sum_b) = pairs().fold((0.0, 0.0), |(a, b), pair| (a + pair.0, b + pair.1));
        let (mean_a, mean_b) = (sum_a / count, sum_b / count);
        let (aa, ab, bb) = pairs().fold((0.0, 0.0, 0.0), |(aa, ab, bb), (a, b)| {
            let (a, b) = (a - mean_a, b - mean_b);
            (aa + a * a, ab + a * b, bb + b * b)
        });
        let scale = (aa * bb).sqrt();
        (scale > 1e-12).then(|| ab / scale)
    }
}

/// When a repetition is, seconds: its lift-off, else its lockout, else its return to the floor.
fn moment(rep: &Rep) -> Option<f64> {
    rep.lift_off.or(rep.lockout).or(rep.down).map(|event| event.at)
}

/// How far apart two repetitions are, seconds, `offset_s` being added to the second's times; `None` where they share no event.
fn distance(a: &Rep, b: &Rep, offset_s: f64) -> Option<f64> {
    let pairs = [(a.lift_off, b.lift_off), (a.lockout, b.lockout), (a.down, b.down)];
    pairs.into_iter().find_map(|(a, b)| Some((a?.at - b?.at - offset_s).abs()))
}

/// Which repetition of the first clip each of another is.
fn pairs(first: &Analysis, other: &Analysis, offset_s: f64) -> Vec<Option<usize>> {
    let near = |result: &crate::analysis::RepResult| {
        let of = |(index, against): (usize, &crate::analysis::RepResult)| {
            Some((index, distance(&against.rep, &result.rep, offset_s).filter(|apart| *apart <= SAME_REP_S)?))
        };
        first.reps.iter().enumerate().filter_map(of).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    };
    other.reps.iter().map(near).collect()
}

/// Lays a clip over the first.
fn place(first: &Analysis, other: &Analysis) -> Result<Match, Apart> {
    let unseen = || Apart("The bar was not followed in both clips, so that they cannot be laid over each other.".to_owned());
    let (a, b) = (Course::of(first).ok_or_else(unseen)?, Course::of(other).ok_or_else(unseen)?);
    let shifts = -(b.heights.len() as i64)..=a.heights.len() as i64;
    let likeness: Vec<(i64, f64)> = shifts.filter_map(|shift| Some((shift, a.likeness(&b, shift)?))).collect();
    let best = likeness.iter().map(|(_, likeness)| *likeness).fold(f64::NEG_INFINITY, f64::max);
    if best < LEAST_LIKENESS {
        return Err(Apart(
            "The bar does not move alike in these clips: they may be of different sets. Join only clips of one set that both show most of it."
                .to_owned(),
        ));
    }
    let peak = |index: &usize| {
        let at = |index: Option<usize>| index.and_then(|index| likeness.get(index)).map_or(f64::NEG_INFINITY, |place| place.1);
        let here = at(Some(*index));
        here >= best - AS_GOOD && here >= at(index.checked_sub(1)) && here > at(Some(index + 1))
    };
    let candidates = (0..likeness.len()).filter(peak).filter_map(|index| {
        let (shift, here) = *likeness.get(index)?;
        // Between the steps by a parabola through the peak and its neighbours.
        let beside = |by: i64| {
            let near = index.checked_add_signed(by as isize).and_then(|near| likeness.get(near));
            near.filter(|place| place.0 == shift + by).map(|place| place.1)
        };
        let part = match (beside(-1), beside(1)) {
            (Some(before), Some(after)) if before + after - 2.0 * here < -1e-12 => {
                0.5 * (before - after) / (before + after - 2.0 * here)
            }
            _ => 0.0,
        };
        let offset_s = (shift as f64 + part) / STEPS + a.start_s - b.start_s;
        let met = pairs(first, other, offset_s).iter().flatten().count();
        Some((met, Match { offset_s, likeness: here }))
    });
    let best = candidates.fold(None, |best: Option<(usize, Match)>, next| match best {
        Some(best) if (best.0, best.1.likeness) >= (next.0, next.1.likeness) => Some(best),
        _ => Some(next),
    });
    match best {
        Some((met, place)) if met > 0 || first.reps.is_empty() || other.reps.is_empty() => Ok(place),
        _ => Err(Apart("No repetition of these clips falls together: they may be of different sets.".to_owned())),
    }
}

/// How well a fault was seen: whether it was assessed, and the error over the step from note to moderate; smaller is better.
fn sight(finding: &Finding) -> (bool, f64) {
    let Some(measured) = finding.verdict.measured() else { return (false, f64::INFINITY) };
    let limits = finding.card.limits.iter().filter(|limit| limit.unit == measured.unit);
    let step = limits.map(|limit| (limit.grades.1 - limit.grades.0).abs()).fold(f64::INFINITY, f64::min);
    (true, if step.is_finite() && step > 0.0 { measured.sd / step } else { f64::INFINITY })
}

/// The finding from the view that sees best: assessed before not assessed, then the smaller error; of equal ones the first.
fn best(all: Vec<(usize, Finding)>) -> Option<(usize, Finding)> {
    all.into_iter().reduce(|best, next| {
        let ((best_seen, best_error), (next_seen, next_error)) = (sight(&best.1), sight(&next.1));
        if (next_seen && !best_seen) || (next_seen == best_seen && next_error < best_error) { next } else { best }
    })
}

/// Puts the analyses of a set's clips together. Pure. `None` for no clip.
pub fn merge(clips: &[&Analysis]) -> Option<Merged> {
    let most = clips.iter().map(|clip| clip.reps.len()).max()?;
    let first = clips.iter().position(|clip| clip.reps.len() == most)?;
    let base = *clips.get(first)?;
    let own = Match { offset_s: 0.0, likeness: 1.0 };
    let places: Vec<_> =
        clips.iter().enumerate().map(|(index, clip)| if index == first { Ok(own) } else { place(base, clip) }).collect();

    // The repetitions in time: those of the first clip, and between them those that only others show.
    let mut table: Vec<(f64, Vec<Option<usize>>)> = Vec::new();
    let mut order_of_first = Vec::new();
    for (index, result) in base.reps.iter().enumerate() {
        let mut seen = vec![None; clips.len()];
        seen[first] = Some(index);
        order_of_first.push(table.len());
        let at = moment(&result.rep).unwrap_or(f64::NEG_INFINITY);
        table.push((table.last().map_or(at, |last: &(f64, _)| at.max(last.0)), seen));
    }
    for (clip, (analysis, place)) in clips.iter().zip(&places).enumerate().filter(|(clip, _)| *clip != first) {
        let Ok(place) = place else { continue };
        for (index, pair) in pairs(base, analysis, place.offset_s).into_iter().enumerate() {
            match pair.and_then(|pair| order_of_first.get(pair)).and_then(|row| table.get_mut(*row)) {
                // Two of one clip that fall on the same one: the first stays.
                Some((_, seen)) if seen[clip].is_none() => seen[clip] = Some(index),
                Some(_) => {}
                None => {
                    let Some(at) = analysis.reps.get(index).and_then(|result| moment(&result.rep)) else { continue };
                    let mut seen = vec![None; clips.len()];
                    seen[clip] = Some(index);
                    table.push((at + place.offset_s, seen));
                }
            }
        }
    }
    table.sort_by(|a, b| a.0.total_cmp(&b.0));
    let reps: Vec<MergedRep> = table.into_iter().enumerate().map(|(index, (_, seen))| rep(clips, index + 1, &seen)).collect();
    let set = set(clips, &places, &reps);
    Some(Merged { first, places, reps, set })
}

/// A repetition from all the clips that show it.
fn rep(clips: &[&Analysis], number: usize, seen: &[Option<usize>]) -> MergedRep {
    let results: Vec<(usize, &crate::analysis::RepResult)> =
        seen.iter().enumerate().filter_map(|(clip, index)| Some((clip, clips.get(clip)?.reps.get((*index)?)?))).collect();
    let mut measures: Vec<(usize, Measurement)> = Vec::new();
    for (clip, measured) in results.iter().flat_map(|(clip, result)| result.measures.iter().map(move |of| (*clip, of))) {
        match measures.iter_mut().find(|(_, known)| known.id == measured.id) {
            Some(known) if known.1.unit == measured.unit && measured.sd < known.1.sd => *known = (clip, measured.clone()),
            Some(_) => {}
            None => measures.push((clip, measured.clone())),
        }
    }
    let of_fault = |fault: &&'static faults::Fault| {
        let all = results.iter().flat_map(|(clip, result)| result.findings.iter().map(move |finding| (*clip, finding)));
        let of: Vec<_> = all.filter(|(_, finding)| finding.card == &fault.card).map(|(clip, of)| (clip, of.clone())).collect();
        best(of).map(|(clip, finding)| (clip, Finding { rep: Some(number), ..finding }))
    };
    let findings = faults::FAULTS.iter().filter_map(of_fault).collect();
    let seen_as = seen.iter().enumerate().map(|(clip, index)| Some(clips.get(clip)?.reps.get((*index)?)?.rep.number)).collect();
    MergedRep { number, seen_as, measures, findings }
}

/// The set's findings: by its repetitions, or of a clip's set as a whole where that is worse.
fn set(clips: &[&Analysis], places: &[Result<Match, Apart>], reps: &[MergedRep]) -> Vec<(usize, Finding)> {
    let used: Vec<usize> = places.iter().enumerate().filter(|(_, place)| place.is_ok()).map(|(clip, _)| clip).collect();
    let of_fault = |fault: &&'static faults::Fault| -> Option<(usize, Finding)> {
        let whole = used.iter().filter_map(|&clip| {
            let found = clips.get(clip)?.set.iter().find(|found| found.card == &fault.card)?;
            Some((clip, found.clone()))
        });
        // One clip's own verdict is the program's.
        if used.len() < 2 {
            return whole.into_iter().next();
        }
        let of_reps: Vec<&(usize, Finding)> =
            reps.iter().filter_map(|rep| rep.findings.iter().find(|(_, found)| found.card == &fault.card)).collect();
        if fault.check_set.is_some() || of_reps.is_empty() {
            return best(whole.collect());
        }
        let findings: Vec<&Finding> = of_reps.iter().map(|(_, found)| found).collect();
        let verdict = faults::set::of_set(&fault.card, &findings);
        // The clip of the repetition that the set's verdict speaks of.
        let same = |found: &Finding| match (found.verdict.measured(), verdict.verdict.measured()) {
            (Some(own), Some(set)) => own == set,
            (None, None) => {
                matches!((&found.verdict, &verdict.verdict), (Verdict::NotAssessed(a), Verdict::NotAssessed(b)) if a == b)
            }
            _ => false,
        };
        let clip = of_reps.iter().find(|(_, found)| same(found)).or(of_reps.first())?.0;
        Some((clip, verdict))
    };
    faults::FAULTS.iter().filter_map(of_fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::analyze;
    use crate::settings::Settings;
    use crate::synthetic::{Errors, Scene, film};

    fn seen(scene: &Scene) -> Analysis {
        analyze(&film(scene).0, &Settings::default())
    }

    fn scene() -> Scene {
        Scene { reps: 4, errors: Errors { bow_m: 0.09, ..Errors::default() }, ..Scene::default() }
    }

    #[test]
    fn a_front_clip_that_starts_later_is_laid_over_the_side_one_and_each_view_gives_what_it_sees_best() {
        let side = seen(&scene());
        let front = seen(&Scene { yaw_deg: 90.0, cut_start_s: 0.9, seed: 7, ..scene() });
        assert_eq!((side.reps.len(), front.reps.len()), (4, 4));
        let merged = merge(&[&side, &front]).unwrap();
        let place = merged.places[1].clone().unwrap();
        assert!((place.offset_s - 0.9).abs() < 0.06, "{place:?}");
        let seen_as: Vec<_> = merged.reps.iter().map(|rep| rep.seen_as.clone()).collect();
        assert_eq!(seen_as, (1..=4).map(|number| vec![Some(number), Some(number)]).collect::<Vec<_>>());
        let from = |id: &str| merged.set.iter().find(|(_, found)| found.card.id == id).unwrap();
        let (drift, grip) = (from("bar-drift"), from("uneven-grip"));
        assert!(drift.0 == 0 && matches!(drift.1.verdict, Verdict::Fault { .. }), "{drift:?}");
        assert!(grip.0 == 1 && grip.1.verdict.measured().is_some(), "{grip:?}");
    }

    #[test]
    fn a_clip_that_misses_the_first_repetition_is_matched_by_the_motion_and_not_by_the_numbers() {
        let side = seen(&Scene { last_pull_s: Some(2.6), ..scene() });
        let late = seen(&Scene { last_pull_s: Some(2.6), yaw_deg: 40.0, cut_start_s: 6.0, seed: 3, ..scene() });
        assert!(late.reps.len() < side.reps.len(), "{}", late.reps.len());
        let merged = merge(&[&late, &side]).unwrap();
        assert_eq!((merged.first, merged.reps.len()), (1, side.reps.len()));
        let place = merged.places[0].clone().unwrap();
        assert!((place.offset_s - 6.0).abs() < 0.1, "{place:?}");
        assert_eq!(merged.reps.last().unwrap().seen_as, [Some(late.reps.len()), Some(side.reps.len())]);
    }

    #[test]
    fn clips_of_different_sets_stay_apart() {
        let one = seen(&scene());
        let other = seen(&Scene { reps: 2, rest_s: 5.0, pull_s: 2.5, hold_s: 3.0, ..scene() });
        let merged = merge(&[&one, &other]).unwrap();
        assert!(merged.places[1].is_err(), "{:?}", merged.places);
        assert!(merged.reps.iter().all(|rep| rep.seen_as[1].is_none()));
        assert_eq!(merged.set, one.set.iter().map(|found| (0, found.clone())).collect::<Vec<_>>());
    }

    #[test]
    fn one_clip_is_as_it_is_and_none_is_nothing() {
        let one = seen(&scene());
        let merged = merge(&[&one]).unwrap();
        assert_eq!(merged.reps.len(), one.reps.len());
        let own: Vec<_> = one.reps[0].findings.iter().map(|found| (0, found.clone())).collect();
        assert_eq!(merged.reps[0].findings, own);
        assert_eq!(merge(&[]), None);
    }

    #[test]
    fn what_was_assessed_comes_before_what_was_not_and_then_the_smaller_error() {
        let one = seen(&scene());
        let found = one.set.iter().find(|found| found.card.id == "bar-drift").unwrap().clone();
        let with = |sd: f64| match found.verdict.clone() {
            Verdict::Fault { mut measured, limit, severity, probability } => {
                measured.sd = sd;
                Finding { verdict: Verdict::Fault { measured, limit, severity, probability }, ..found.clone() }
            }
            other => panic!("{other:?}"),
        };
        let none = one.set.iter().find(|found| found.verdict.measured().is_none()).unwrap().clone();
        let chosen = |all: Vec<Finding>| best(all.into_iter().enumerate().collect()).unwrap().0;
        assert_eq!(chosen(vec![with(0.5), with(0.3)]), 1);
        assert_eq!(chosen(vec![with(0.3), with(0.5)]), 0);
        assert_eq!(chosen(vec![none.clone(), with(9.0)]), 1);
        assert_eq!(chosen(vec![with(9.0), none]), 0);
    }
}
