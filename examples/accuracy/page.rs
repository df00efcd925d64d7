//! The accuracy page.

use std::fmt::Write;

use super::lifts::FAULTS as GIVEN;
use super::tally::{Errors, Tally, Verdicts};
use super::truth::PAST;
use super::views::{BEYOND_DEG, MARGIN_DEG, View, inside, view};

/// The page's first lines, by which a reader knows where it comes from.
pub(crate) const TITLE: &str = "# How accurate Plumbline is on synthetic lifts\n";

/// The page.
pub(crate) fn page(tally: &Tally, seed: u64) -> String {
    let mut text = String::from(TITLE);
    let _ = write!(
        text,
        "\n<!-- Written by `cargo run --release --no-default-features --example accuracy`; do not edit. -->\n\n\
         {} random lifts with {} repetitions (seed {seed}), each filmed by a virtual camera, analysed with the default settings and \
         compared with the true skeleton. Misses are counted as they are. The checks were worked on with other lifts than these.\n\n{METHOD}\n",
        tally.lifts, tally.reps
    );
    claims(&mut text, tally);
    counting(&mut text, tally);
    events(&mut text, tally);
    faults(&mut text, tally);
    measures(&mut text, tally);
    kinds(&mut text, tally);
    text
}

const METHOD: &str = "The lifters differ in stature (1.52 to 2.02 m) and in every segment (spread 4 %), the sets in tempo, pauses and number \
of repetitions, the views in yaw (0 to 90 degrees, from both sides, from the front and from behind), distance (3 to 6 m), height, roll \
(1 degree), lens and picture size, the rooms in upright edges by which the roll is told (none in 40 %, else 3 to 10 that lean by 0.8 \
degrees, and half as many that are none), the clips in frame rate (24 to 240 frames a second, in part variable), gaps, lost frames, unsure \
joints and \
exchanged sides. Every joint is missed by 12 mm in a way that changes in part with the posture, shakes by 0.4 % of a metre from frame to \
frame and wanders by as much within 0.15 s; joints behind the near plate are guessed 4 cm off. These sizes are our judgement of a good \
model on a clear picture: **the page says what the program makes of such poses, not how good a pose model is on your clip**.\n\n\
What is true is not the knob that was turned but the measure's own definition taken of the true skeleton without any error.";

fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1} %", 100.0 * share) } else { "-".into() }
}

fn claims(text: &mut String, tally: &Tally) {
    let event = |name: &str| tally.events.iter().find(|event| event.0 == name).map(|event| &event.1);
    let _ = write!(text, "\n## The main claims\n\n| claim | wanted | measured |\n|---|---|---|\n");
    let mut row = |claim: &str, wanted: &str, measured: String| {
        let _ = writeln!(text, "| {claim} | {wanted} | {measured} |");
    };
    row("repetitions counted right", "99 % of the lifts", percent(tally.right()));
    for name in ["lift-off", "lockout"] {
        if let Some(errors) = event(name) {
            row(
                &format!("{name} at 60 frames a second or more: median error"),
                "25 ms",
                format!("{:.0} ms", 1000.0 * errors.quantile(0.5)),
            );
            row(&format!("{name} at 60 frames a second or more: within 60 ms"), "all", percent(errors.within(0.06)));
        }
    }
    if let Some(speed) = tally.measure("mean-velocity") {
        row("mean concentric velocity: root mean square error", "0.03 m/s", format!("{:.3} m/s", speed.errors.rmse()));
    }
    let angles: Vec<&Errors> = tally
        .angles
        .iter()
        .filter(|(id, _)| id.ends_with("-at-lift-off") || id.ends_with("-at-lockout"))
        .map(|angle| &angle.1)
        .collect();
    let (within, all) = angles
        .iter()
        .fold((0.0, 0.0), |sum, errors| (sum.0 + errors.within(5.0) * errors.count() as f64, sum.1 + errors.count() as f64));
    row("angles of trunk, hip and knee within 5 degrees at a yaw of 20 degrees or less", "all", percent(within / all));
    row("fastest bar speed in any result", "3.5 m/s", format!("{:.2} m/s", tally.fastest));
    let held: (usize, usize) = tally.measures.iter().fold((0, 0), |sum, of| (sum.0 + of.held, sum.1 + of.errors.count()));
    row("90 % intervals that hold the truth, all measurements", "85 to 95 %", percent(held.0 as f64 / held.1 as f64));
}

fn counting(text: &mut String, tally: &Tally) {
    let _ = write!(text, "\n## Repetitions\n\n| lifts | counted right | of |\n|---|---|---|\n");
    for (story, (right, all)) in &tally.counted {
        let _ = writeln!(text, "| {story} | {right} | {all} |");
    }
}

fn events(text: &mut String, tally: &Tally) {
    let _ = write!(
        text,
        "\n## Events\n\nErrors in milliseconds; the first columns at 60 frames a second or more with a plate, the others over all.\n\n\
         | event | median | 90 % | within 60 ms | median, all | 90 %, all | 90 % intervals that hold, all |\n|---|---|---|---|---|---|---|\n"
    );
    let ms = |seconds: f64| format!("{:.0}", 1000.0 * seconds);
    for (name, sharp, all, held) in &tally.events {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            ms(sharp.quantile(0.5)),
            ms(sharp.quantile(0.9)),
            percent(sharp.within(0.06)),
            ms(all.quantile(0.5)),
            ms(all.quantile(0.9)),
            percent(*held)
        );
    }
}

fn all(verdicts: &Verdicts) -> usize {
    verdicts.iter().sum()
}

fn share(verdicts: &Verdicts, which: usize) -> String {
    match all(verdicts) {
        0 => "-".into(),
        count => percent(verdicts[which] as f64 / count as f64),
    }
}

fn faults(text: &mut String, tally: &Tally) {
    let _ = write!(
        text,
        "\n## Faults\n\nThe set's verdict. *Has it*: the true value is past the moderate grade by at least {PAST} of the step from note to \
         moderate in the worst of enough repetitions for a set, as is a second measure where the fault counts only with it; the view is at \
         least {MARGIN_DEG} degrees inside the limit and has what the card asks for (frames a second, both plates, pixels), and the plates do \
         not hide what the measure is made of in most repetitions; told is a fault of any grade. *Seen from*: the views that show it, as the angle of the ray to the lifter off the side view: \
         the card's less those {MARGIN_DEG} degrees, and where the plate hides what is needed in the pure side view less that (the lockout, a lean \
         back, heels, a hitch, knees on the way down). *Hidden*: the same where they do (hands, \
         feet, hips or knees behind the near plate, which the card names): not assessed is right there, and told is welcome. *False*: told a fault in a lift of which \
         nothing was asked and whose true value is on the good side of the lowest grade. \
         *False, any lift*: the same over all lifts that truly lack it, however near to the limit. *Blind*: the view is more than \
         {BEYOND_DEG} degrees beyond the limit; not assessed is right. Hips that rise before the bar are seen from anywhere: a lift that truly has \
         them is not blind to hips that are too low.\n\n\
         | fault | seen from | has it | told | possible | said clear | not assessed | hidden | told | not assessed | clean | false | lacks it | false, any lift | blind | not assessed |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for fault in &tally.faults {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            fault.id,
            seen_from(fault.id),
            all(&fault.has),
            share(&fault.has, 3),
            share(&fault.has, 2),
            share(&fault.has, 1),
            share(&fault.has, 0),
            all(&fault.hidden),
            share(&fault.hidden, 3),
            share(&fault.hidden, 0),
            all(&fault.clean),
            share(&fault.clean, 3),
            all(&fault.lacks),
            share(&fault.lacks, 3),
            all(&fault.blind),
            share(&fault.blind, 0)
        );
    }
    let built: Vec<&str> = tally.faults.iter().map(|fault| fault.id).collect();
    let missing: Vec<&str> = GIVEN.iter().copied().filter(|id| !built.contains(id)).collect();
    if !missing.is_empty() {
        let _ =
            writeln!(text, "\nLifts with these faults were run too, but the program has no such check: {}.", missing.join(", "));
    }
}

/// The views that show a fault, in words.
fn seen_from(id: &str) -> String {
    match view(id) {
        View::Any => "anywhere".into(),
        View::Side(most) => format!("up to {:.0}°", inside(most)),
        View::Between(least, most) => format!("{least:.0} to {:.0}°", inside(most)),
        View::Front(least) => format!("{:.0}° or more", least + MARGIN_DEG),
    }
}

fn measures(text: &mut String, tally: &Tally) {
    let _ = write!(
        text,
        "\n## Measurements\n\nAgainst the true skeleton, over all views in which the program gave a number. *Said*: the median standard error \
         that it gave.\n\n| measurement | count | bias | median error | 90 % | root mean square | said | 90 % intervals that hold |\n\
         |---|---|---|---|---|---|---|---|\n"
    );
    for of in &tally.measures {
        let decimals = of.unit.decimals().max(1);
        let number = |value: f64| format!("{value:.decimals$}");
        let _ = writeln!(
            text,
            "| `{}` ({}) | {} | {} | {} | {} | {} | {} | {} |",
            of.id,
            of.unit.symbol(),
            of.errors.count(),
            number(of.errors.bias()),
            number(of.errors.quantile(0.5)),
            number(of.errors.quantile(0.9)),
            number(of.errors.rmse()),
            number(of.said),
            percent(of.coverage())
        );
    }
    let _ = write!(
        text,
        "\nAngles at a yaw of 20 degrees or less:\n\n| angle | count | within 5 degrees | median error |\n|---|---|---|---|\n"
    );
    for (id, errors) in &tally.angles {
        let _ = writeln!(text, "| `{id}` | {} | {} | {:.1} |", errors.count(), percent(errors.within(5.0)), errors.quantile(0.5));
    }
    let _ = writeln!(
        text,
        "\nYaw of the camera, against the angle of the ray to the lifter: median error {:.1} degrees, 90 % within {:.1}.",
        tally.yaw.quantile(0.5),
        tally.yaw.quantile(0.9)
    );
}

fn kinds(text: &mut String, tally: &Tally) {
    let _ = write!(text, "\n## Kinds of pull\n\n| true | found | lifts |\n|---|---|---|\n");
    for ((is, found), count) in &tally.kinds {
        let _ = writeln!(text, "| {is} | {found} | {count} |");
    }
}
