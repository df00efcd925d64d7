//! The page.

use std::fmt::Write;

use super::cells::{Cell, RATE, REPETITIONS, SIZE};
use super::compare::{Missed, quantile, rms};

/// Prints how a clip's bar path is off on each frame.
pub(crate) fn frames(cell: &Cell, missed: &Missed) {
    for [time, forward, up] in &missed.path {
        println!("{} {time:.3} s: {:+.2} cm forward, {:+.2} cm up", cell.name(), 100.0 * forward, 100.0 * up);
    }
}

fn told(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "-".into(), |value| format!("{value:.digits$}"))
}

/// Values of the repetitions, one after the other.
fn each(missed: &Missed, which: usize, factor: f64, digits: usize) -> String {
    let values: Vec<String> = missed
        .pulls
        .iter()
        .map(|pull| pull[which].map_or_else(|| "-".into(), |value| format!("{:+.digits$}", factor * value)))
        .collect();
    if values.is_empty() { "-".into() } else { values.join(" ") }
}

/// The page.
pub(crate) fn page(outcomes: &[(Cell, Missed)]) -> String {
    let mut text = String::from("# How accurate Plumbline is on rendered clips\n\n");
    let models: std::collections::BTreeSet<&str> = outcomes.iter().map(|(_, missed)| missed.model.as_str()).collect();
    let _ = write!(
        text,
        "<!-- Written by `cargo run --release --no-default-features --example rendered`; do not edit. -->\n\n{METHOD} \
         Pictures of {SIZE} at {RATE} a second, {REPETITIONS} repetitions a clip; pose model {}.\n",
        models.into_iter().collect::<Vec<_>>().join(", ")
    );
    claims(&mut text, outcomes);
    paths(&mut text, outcomes);
    plates(&mut text, outcomes);
    text
}

const METHOD: &str = "A synthetic lifter (`training/render`) is rendered from the side and from up to 30 degrees before and behind it, from 3 \
to 6 metres; whole clips go through the whole program, from the file to the numbers, with the default settings and the models that are part \
of it. Camera height, pitch and lens, speed, colours and number of plates differ from clip to clip. What is true is known exactly. Misses are \
counted as they are. Pictures are sharper and tidier than a gym's: **the page shows what geometry and tracking cost, not how well a plate is \
found on your clip**.";

fn claims(text: &mut String, outcomes: &[(Cell, Missed)]) {
    let worst = |value: &dyn Fn(&Missed) -> Option<f64>| {
        outcomes
            .iter()
            .map(|(_, missed)| value(missed))
            .collect::<Option<Vec<f64>>>()
            .and_then(|values| values.into_iter().reduce(f64::max))
    };
    let pulls = |which: usize| outcomes.iter().flat_map(move |(_, missed)| missed.pulls.iter().map(move |pull| pull[which]));
    let right = outcomes.iter().filter(|(_, missed)| missed.reps.0 == missed.reps.1).count();
    let path = worst(&Missed::path_m);
    let speed = pulls(2).collect::<Option<Vec<f64>>>().and_then(|off| off.into_iter().map(f64::abs).reduce(f64::max));
    let centre = worst(&|missed| Some(missed.plate()?.0));
    let size = worst(&|missed| Some(missed.plate()?.1));
    let _ = write!(
        text,
        "\n## The main claims\n\nThe worst of {} clips.\n\n| claim | wanted | measured |\n|---|---|---|\n",
        outcomes.len()
    );
    let mut row = |claim: &str, wanted: &str, measured: String| {
        let _ = writeln!(text, "| {claim} | {wanted} | {measured} |");
    };
    row("repetitions counted right", "all", format!("{right} of {}", outcomes.len()));
    row("bar path: root mean square distance", "1 cm", format!("{} cm", told(path.map(|off| 100.0 * off), 2)));
    row("mean concentric velocity of every repetition", "0.03 m/s", format!("{} m/s", told(speed, 3)));
    row("plate's centre: median", "2 % of its diameter", format!("{} %", told(centre.map(|off| 100.0 * off), 1)));
    row("plate's width and height: median", "2 % of its diameter", format!("{} %", told(size.map(|off| 100.0 * off), 1)));
}

fn paths(text: &mut String, outcomes: &[(Cell, Missed)]) {
    let _ = write!(
        text,
        "\n## Bar and repetitions\n\nThe bar's path from the first lift-off to the last touch-down after the shift that fits best: root mean \
         square of its distance from the true one, of its part across and of its part along the vertical. Of each repetition the mean \
         concentric velocity, the range, lift-off and lockout: found less true.\n\n\
         | yaw | distance | plates | repetitions | frames | path cm | across | along | velocity m/s | range cm | lift-off ms | lockout ms |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for (cell, missed) in outcomes {
        let off = |value: fn(&[f64; 3]) -> f64| told(rms(missed.path.iter().map(value)).map(|off| 100.0 * off), 2);
        let _ = writeln!(
            text,
            "| {:+.0}° | {:.1} m | {} | {} of {} | {} of {} | {} | {} | {} | {} | {} | {} | {} |",
            cell.yaw_deg,
            cell.distance_m,
            cell.plates,
            missed.reps.0,
            missed.reps.1,
            missed.path.len(),
            missed.frames,
            told(missed.path_m().map(|off| 100.0 * off), 2),
            off(|place| place[1]),
            off(|place| place[2]),
            each(missed, 2, 1.0, 3),
            each(missed, 3, 100.0, 1),
            each(missed, 0, 1000.0, 0),
            each(missed, 1, 1000.0, 0),
        );
    }
}

fn plates(text: &mut String, outcomes: &[(Cell, Missed)]) {
    let _ = write!(
        text,
        "\n## Plate and view\n\nThe followed rim against three things that can be seen of the near side's large plates: the outer face, the \
         outline of the outermost plate, and the outline of all. Median of what its centre, its width and its height are off by and, in \
         brackets, of the worst of the three in 95 of 100 frames; percent of the plate's height. The main claims count the one of the \
         three that it follows. The yaw found less the true one, and the standard error that the program says.\n\n\
         | yaw | distance | plates | frames with the plate | face: centre, width, height | outermost plate | all plates | yaw off | said \
         |\n|---|---|---|---|---|---|---|---|---|\n"
    );
    for (cell, missed) in outcomes {
        let off = |offs: &[[f64; 3]]| {
            let median = |which: usize| told(quantile(offs.iter().map(|off| off[which]), 0.5).map(|off| 100.0 * off), 1);
            let worst = quantile(offs.iter().map(|off| off.iter().fold(0.0_f64, |most, one| most.max(one.abs()))), 0.95);
            format!("{} {} {} ({})", median(0), median(1), median(2), told(worst.map(|off| 100.0 * off), 1))
        };
        let yaw = missed.yaw_deg.map_or_else(|| "- | -".into(), |(off, sd)| format!("{off:+.1}° | {sd:.1}°"));
        let _ = writeln!(
            text,
            "| {:+.0}° | {:.1} m | {} | {} of {} | {} | {} | {} | {yaw} |",
            cell.yaw_deg,
            cell.distance_m,
            cell.plates,
            missed.face.len(),
            missed.pictures,
            off(&missed.face),
            off(&missed.outermost),
            off(&missed.outline)
        );
    }
}
