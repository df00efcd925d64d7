//! Which pictures show what was found.

use super::Still;
use super::html::review::rep_at;
use crate::analysis::Analysis;
use crate::faults::{Finding, Verdict};
use crate::review::{Review, What};

/// Two remarks this near to each other are of one moment, seconds of playing time (our default: less than two frames).
const ONE_MOMENT_S: f64 = 0.05;

/// The pictures that a report wants, without the pictures: for each fault its worst repetition, worst fault first, at most `most`.
pub fn evidence(analysis: &Analysis, most: usize) -> Vec<Still> {
    let mut found: Vec<&Finding> =
        analysis.reps.iter().flat_map(|rep| &rep.findings).filter(|finding| rank(finding) > 0.0).collect();
    found.sort_by(|one, other| rank(other).total_cmp(&rank(one)));
    let mut shown = Vec::new();
    let mut stills = Vec::new();
    for finding in found {
        let (Verdict::Fault { measured, .. } | Verdict::Possible { measured, .. }) = &finding.verdict else { continue };
        if stills.len() < most && !shown.contains(&finding.card.id) {
            shown.push(finding.card.id);
            stills.push(Still { at_s: measured.at, rep: finding.rep, caption: finding.sentence(), ..Still::default() });
        }
    }
    stills
}

/// The pictures of the moments that a coach marked, without the pictures: those with a note, a name or a drawing, the earliest first, at
/// most `most`. What was said of one moment is the caption of one picture.
pub fn marked(analysis: &Analysis, review: &Review, most: usize) -> Vec<Still> {
    let mut moments: Vec<(f64, Vec<&str>)> = Vec::new();
    for remark in review.remarks() {
        let text = match &remark.what {
            What::Note { text } => text.as_str(),
            What::KeyFrame { name } => name.as_str(),
            What::Drawing { .. } => "",
            What::Voice { .. } | What::Override { .. } => continue,
        };
        // A drawing stands for a while: a note or another drawing within it is of the same picture.
        let same = moments.iter_mut().find(|(at, _)| (remark.from_s - ONE_MOMENT_S..=remark.to_s + ONE_MOMENT_S).contains(at));
        match same {
            Some((_, texts)) => texts.push(text),
            None => moments.push((remark.from_s, vec![text])),
        }
    }
    let stills = moments.into_iter().map(|(at, texts)| {
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let caption = if texts.is_empty() { "Drawn by your coach.".to_owned() } else { texts.join(" ") };
        Still {
            at_s: at / analysis.clip.part.slow_motion,
            rep: rep_at(analysis, at),
            caption,
            by_coach: true,
            ..Still::default()
        }
    });
    stills.take(most).collect()
}

/// How much a finding wants to be seen: a fault by its grade and probability, then a possible one; 0 for the rest.
fn rank(finding: &Finding) -> f64 {
    match &finding.verdict {
        Verdict::Fault { severity, probability, .. } => 2.0 + f64::from(*severity as u8) + probability,
        Verdict::Possible { probability, .. } => *probability,
        Verdict::Clear { .. } | Verdict::NotAssessed(_) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::ImagePoint;
    use crate::report::sample;
    use crate::review::{Figure, Ink};

    fn line() -> What {
        What::Drawing { ink: Ink::Yellow, figure: Figure::Line(ImagePoint::new(0.0, 0.0), ImagePoint::new(9.0, 9.0)) }
    }

    #[test]
    fn a_note_and_the_drawings_about_it_are_one_picture() {
        let mut review = Review::default();
        review.add(5.6, 7.6, line());
        review.add(5.61, 5.61, What::Note { text: "Hips up first.".to_owned() });
        review.add(9.4, 11.0, line());
        review.add(9.5, 9.5, What::Voice { file: "a.wav".to_owned(), length_s: 3.0 });
        let wanted = marked(&sample::rich(), &review, 9);
        let told: Vec<(f64, Option<usize>, &str)> =
            wanted.iter().map(|still| (still.at_s, still.rep, still.caption.as_str())).collect();
        assert_eq!(told, [(5.6, Some(2), "Hips up first."), (9.4, Some(3), "Drawn by your coach.")]);
        assert!(wanted.iter().all(|still| still.by_coach) && marked(&sample::rich(), &review, 1).len() == 1);
    }

    #[test]
    fn the_worst_of_each_fault_is_wanted_and_the_worst_fault_first() {
        let wanted = evidence(&sample::rich(), 3);
        assert!(wanted.len() == 3 && wanted[0].caption.contains("19 ±"), "{wanted:?}");
        assert!(wanted.iter().all(|still| !still.by_coach));
    }
}
