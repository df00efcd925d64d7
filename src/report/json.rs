//! The report as one JSON object; `assets/schema/report-1.schema.json` describes it.

use serde::Serialize;

use super::Timing;
use super::order::{coverage, limits, story_of};
use crate::analysis::{Analysis, RepResult};
use crate::corrections::ByHand;
use crate::faults::{Finding, SetStory, Trend, Verdict};
use crate::lift::{Lift, Scale, ScaleSource};
use crate::measure::Measurement;
use crate::reps::Instant;

/// Name and version of the object's shape, as written in its field `schema`.
pub const SCHEMA: &str = "plumbline.report/1";

/// Decimals of a measured value, of its error and of a limit.
const VALUE_DECIMALS: i32 = 4;

/// Decimals of a time: a millisecond is far finer than a frame.
const TIME_DECIMALS: i32 = 3;

#[derive(Serialize)]
struct ReportData<'a> {
    schema: &'static str,
    clip: ClipData<'a>,
    model: ModelData<'a>,
    view: Option<ViewData>,
    variant: VariantData,
    scale: Option<ScaleData>,
    reps: Vec<RepData<'a>>,
    set: SetData<'a>,
    notes: Vec<NoteData<'a>>,
    corrections: Option<CorrectionsData<'a>>,
    settings: SettingsData<'a>,
    timing: Option<TimingData>,
}

#[derive(Serialize)]
struct ClipData<'a> {
    path: &'a str,
    sha256: &'a str,
    duration_s: f64,
    width_px: usize,
    height_px: usize,
    frames: usize,
    mean_fps: f64,
}

#[derive(Serialize)]
struct ModelData<'a> {
    id: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct ViewData {
    kind: &'static str,
    facing: &'static str,
    yaw_deg: f64,
    yaw_sd_deg: f64,
    roll_deg: f64,
    roll_sd_deg: f64,
}

#[derive(Serialize)]
struct VariantData {
    kind: &'static str,
    confidence: f64,
}

#[derive(Serialize)]
struct ScaleData {
    kind: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct RepData<'a> {
    number: usize,
    lift_off_s: Option<f64>,
    knee_pass_s: Option<f64>,
    lockout_s: Option<f64>,
    down_s: Option<f64>,
    measures: Vec<MeasureData>,
    findings: Vec<FindingData<'a>>,
}

#[derive(Serialize)]
struct MeasureData {
    id: &'static str,
    value: f64,
    sd: f64,
    unit: &'static str,
}

#[derive(Serialize)]
struct SetData<'a> {
    findings: Vec<FindingData<'a>>,
    measured: usize,
    checks: usize,
}

#[derive(Serialize)]
struct FindingData<'a> {
    fault: &'static str,
    outcome: &'static str,
    severity: Option<&'static str>,
    measured: Option<f64>,
    sd: Option<f64>,
    limit: Option<f64>,
    unit: Option<&'static str>,
    at_s: Option<f64>,
    reason: Option<&'a str>,
    film_it: Option<&'a str>,
    usual: Option<UsualData>,
    over_set: Option<StoryData>,
}

/// What is usual for the athlete.
#[derive(Serialize)]
struct UsualData {
    median: f64,
    band: f64,
    reps: usize,
    changed: bool,
}

/// How a check goes over a set of several repetitions.
#[derive(Serialize)]
struct StoryData {
    faults: usize,
    assessed: usize,
    first: Option<usize>,
    worst: usize,
    trend: Option<&'static str>,
}

#[derive(Serialize)]
struct NoteData<'a> {
    code: &'a str,
    text: &'a str,
    hint: &'a str,
}

/// What rests on corrections by hand.
#[derive(Serialize)]
struct CorrectionsData<'a> {
    applied: usize,
    refused: Vec<&'a str>,
    events: Vec<CorrectedData>,
    measures: Vec<CorrectedData>,
    findings: Vec<CorrectedData>,
}

#[derive(Serialize)]
struct CorrectedData {
    rep: Option<usize>,
    id: &'static str,
}

#[derive(Serialize)]
struct SettingsData<'a> {
    plate_mm: Option<f64>,
    plate_stated: bool,
    height_cm: Option<f64>,
    load_kg: Option<f64>,
    variant: Option<&'static str>,
    profile: &'static str,
    tags: Vec<&'static str>,
    styles: Vec<&'static str>,
    tempo: Option<TempoData>,
    lumbar_range_deg: Option<f64>,
    baseline: serde_json::Value,
    sets: serde_json::Value,
    limits: Vec<LimitData<'a>>,
}

#[derive(Serialize)]
struct TempoData {
    up_s: Option<f64>,
    down_s: Option<f64>,
}

#[derive(Serialize)]
struct LimitData<'a> {
    key: &'a str,
    note: f64,
    moderate: f64,
    marked: Option<f64>,
    unit: Option<&'static str>,
    source: &'a str,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the unit belongs into the names of the file's fields")]
struct TimingData {
    decode_s: f64,
    infer_s: f64,
    analyse_s: f64,
    total_s: f64,
}

/// The report, indented, with a line break at its end. Without `timing` the same recording and settings give the same bytes.
pub fn render(analysis: &Analysis, timing: Option<&Timing>) -> String {
    // Only maps with keys that are not strings, and writers that fail, make this an error: there are none.
    let mut text = serde_json::to_string_pretty(&report(analysis, timing)).unwrap_or_default();
    text.push('\n');
    text
}

/// The number with at most `decimals` decimals; a negative zero becomes the plain one.
fn round(value: f64, decimals: i32) -> f64 {
    let steps = 10_f64.powi(decimals);
    let scaled = value * steps;
    if scaled.is_finite() { scaled.round() / steps + 0.0 } else { value }
}

fn value(number: f64) -> f64 {
    round(number, VALUE_DECIMALS)
}

fn time(seconds: f64) -> f64 {
    round(seconds, TIME_DECIMALS)
}

fn report<'a>(analysis: &'a Analysis, timing: Option<&Timing>) -> ReportData<'a> {
    let Analysis { clip, model, lift, variant, reps, notes, .. } = analysis;
    ReportData {
        schema: SCHEMA,
        clip: ClipData {
            path: &clip.path,
            sha256: &clip.sha256,
            duration_s: time(clip.duration_s),
            width_px: clip.width_px,
            height_px: clip.height_px,
            frames: clip.frames,
            mean_fps: time(clip.mean_fps),
        },
        model: ModelData { id: &model.id, sha256: &model.sha256 },
        view: lift.as_ref().map(|lift| ViewData {
            kind: lift.view.kind.code(),
            facing: lift.view.facing.code(),
            yaw_deg: value(lift.view.yaw_deg),
            yaw_sd_deg: value(lift.view.yaw_sd_deg),
            roll_deg: value(lift.roll_deg.0),
            roll_sd_deg: value(lift.roll_deg.1),
        }),
        variant: VariantData { kind: variant.kind.code(), confidence: value(variant.confidence) },
        scale: lift.as_ref().map(scale),
        reps: reps.iter().map(|of| rep(of, analysis)).collect(),
        set: set_data(analysis),
        notes: notes.iter().map(|note| NoteData { code: &note.code, text: &note.text, hint: &note.hint }).collect(),
        corrections: corrections(analysis),
        settings: settings(analysis),
        timing: timing.map(|timing| TimingData {
            decode_s: time(timing.decode_s),
            infer_s: time(timing.infer_s),
            analyse_s: time(timing.analyse_s),
            total_s: time(timing.total_s),
        }),
    }
}

fn scale(lift: &Lift) -> ScaleData {
    let source = |source: ScaleSource| match source {
        ScaleSource::Plate => "plate",
        ScaleSource::Height => "height",
        ScaleSource::None => "none",
    };
    match lift.scale {
        Scale::Metres { source: from, .. } => ScaleData { kind: "metres", source: source(from) },
        Scale::BodyLengths { .. } => ScaleData { kind: "body", source: source(ScaleSource::None) },
    }
}

fn set_data(analysis: &Analysis) -> SetData<'_> {
    let (measured, checks) = coverage(analysis);
    let findings = analysis.set.iter().map(|found| {
        let over_set = story_of(analysis, found.card).map(|of| story(&of));
        FindingData { over_set, ..finding(found, analysis) }
    });
    SetData { findings: findings.collect(), measured, checks }
}

fn story(story: &SetStory) -> StoryData {
    let trend = story.trend.map(|trend| match trend {
        Trend::Growing => "growing",
        Trend::Shrinking => "shrinking",
        Trend::Steady => "steady",
    });
    StoryData { faults: story.faults, assessed: story.assessed, first: story.first, worst: story.worst, trend }
}

fn rep<'a>(result: &'a RepResult, analysis: &Analysis) -> RepData<'a> {
    let at = |event: Option<Instant>| event.map(|event| time(event.at));
    RepData {
        number: result.rep.number,
        lift_off_s: at(result.rep.lift_off),
        knee_pass_s: at(result.rep.knee_pass),
        lockout_s: at(result.rep.lockout),
        down_s: at(result.rep.down),
        measures: result.measures.iter().map(measure).collect(),
        findings: result.findings.iter().map(|found| finding(found, analysis)).collect(),
    }
}

fn measure(measurement: &Measurement) -> MeasureData {
    let Measurement { id, value: number, sd, unit, .. } = measurement;
    MeasureData { id, value: value(*number), sd: value(*sd), unit: unit.code() }
}

fn finding<'a>(finding: &'a Finding, analysis: &Analysis) -> FindingData<'a> {
    let (outcome, severity, measured, limit, abstain) = match &finding.verdict {
        Verdict::Clear { measured, limit } => ("clear", None, Some(measured), Some(*limit), None),
        Verdict::Possible { measured, limit, .. } => ("possible", None, Some(measured), Some(*limit), None),
        Verdict::Fault { measured, limit, severity, .. } => ("fault", Some(severity.code()), Some(measured), Some(*limit), None),
        Verdict::NotAssessed(abstain) => ("not-assessed", None, None, None, Some(abstain)),
    };
    FindingData {
        fault: finding.card.id,
        outcome,
        severity,
        measured: measured.map(|measured| value(measured.value)),
        sd: measured.map(|measured| value(measured.sd)),
        limit: limit.map(value),
        unit: measured.map(|measured| measured.unit.code()),
        at_s: measured.map(|measured| time(measured.at)),
        reason: abstain.map(|abstain| abstain.reason.as_str()),
        film_it: abstain.map(|abstain| abstain.film_it.as_str()),
        usual: measured.and_then(|measured| analysis.settings.baseline.change(measured)).map(|change| UsualData {
            median: value(change.usual.median),
            band: value(change.band),
            reps: change.usual.reps,
            changed: change.changed,
        }),
        over_set: None,
    }
}

/// `None` where nothing was corrected.
fn corrections(analysis: &Analysis) -> Option<CorrectionsData<'_>> {
    let ByHand { measures, findings, events, refused, applied } = &analysis.by_hand;
    (*applied > 0 || !refused.is_empty()).then(|| CorrectionsData {
        applied: *applied,
        refused: refused.iter().map(|refused| refused.reason.as_str()).collect(),
        events: events.iter().map(|(rep, event)| CorrectedData { rep: Some(*rep), id: event.code() }).collect(),
        measures: measures.iter().map(|(rep, id)| CorrectedData { rep: Some(*rep), id }).collect(),
        findings: findings.iter().map(|(rep, id)| CorrectedData { rep: *rep, id }).collect(),
    })
}

fn settings(analysis: &Analysis) -> SettingsData<'_> {
    let settings = &analysis.settings;
    SettingsData {
        plate_mm: settings.calibration.plate_mm.map(value),
        plate_stated: settings.calibration.plate_stated,
        height_cm: settings.calibration.height_cm.map(value),
        load_kg: settings.load_kg.map(value),
        variant: settings.variant.map(crate::lift::VariantKind::code),
        profile: settings.profile.code(),
        tags: settings.tags.iter().map(|tag| tag.code()).collect(),
        styles: settings.styles.iter().map(|style| style.code()).collect(),
        tempo: settings.tempo.map(|tempo| TempoData { up_s: tempo.up_s, down_s: tempo.down_s }),
        lumbar_range_deg: settings.lumbar_range_deg.map(value),
        baseline: settings.baseline_json(),
        sets: settings.sets_json(),
        limits: limits(analysis)
            .into_iter()
            .map(|limit| LimitData {
                key: limit.key,
                note: value(limit.grades.0),
                moderate: value(limit.grades.1),
                marked: limit.grades.2.map(value),
                unit: limit.unit.map(crate::units::Unit::code),
                source: limit.source,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample;

    const SCHEMA_FILE: &str = include_str!("../../assets/schema/report-1.schema.json");
    const TIMING: Timing = Timing { decode_s: 1.234_56, infer_s: 20.5, analyse_s: 0.031, total_s: 22.1 };

    fn parsed(analysis: &Analysis, timing: Option<&Timing>) -> Value {
        serde_json::from_str(&render(analysis, timing)).unwrap()
    }

    #[test]
    fn every_report_follows_the_published_schema() {
        let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA_FILE).unwrap()).unwrap();
        let mut corrected = sample::rich();
        corrected.by_hand.applied = 2;
        corrected.by_hand.measures.insert((1, "mean-velocity"));
        corrected.by_hand.findings.insert((None, "lumbar-rounding"));
        corrected.by_hand.events.insert((2, crate::corrections::RepEvent::LiftOff));
        let samples = [
            sample::rich(),
            sample::without_lifter(),
            sample::without_reps(),
            sample::in_body_lengths(),
            sample::informed(),
            corrected,
        ];
        for analysis in samples {
            for timing in [None, Some(&TIMING)] {
                let report = parsed(&analysis, timing);
                let errors: Vec<String> =
                    validator.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
                assert!(errors.is_empty(), "{errors:#?}");
            }
        }
    }

    #[test]
    fn coverage_leaves_out_what_only_informs_and_a_change_stands_at_its_finding() {
        let report = parsed(&sample::informed(), None);
        assert_eq!((&report["set"]["measured"], &report["set"]["checks"]), (&json!(6), &json!(9)));
        let drift = report["set"]["findings"].as_array().unwrap().iter().find(|found| found["fault"] == "bar-drift").unwrap();
        assert_eq!(drift["usual"], json!({"median": 0.5, "band": 0.8094, "reps": 12, "changed": true}));
        assert_eq!(drift["over_set"]["worst"], json!(1));
        assert!(report["reps"][0]["findings"][0]["over_set"].is_null());
    }

    #[test]
    fn the_schema_is_strict() {
        let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA_FILE).unwrap()).unwrap();
        let good = parsed(&sample::rich(), Some(&TIMING));
        for (place, wrong) in [
            ("/clip/owner", json!("someone")),
            ("/view/kind", json!("above")),
            ("/reps/0/lift_off_s", json!("early")),
            ("/set/findings/0/outcome", json!("fine")),
            ("/set/findings/0/severity", json!("deadly")),
            ("/timing/decode_s", Value::Null),
        ] {
            let mut bad = good.clone();
            let (parent, key) = place.rsplit_once('/').unwrap();
            bad.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), wrong);
            assert!(!validator.is_valid(&bad), "{place}");
        }
    }

    #[test]
    fn the_same_analysis_gives_the_same_bytes_and_timing_is_null_unless_given() {
        assert_eq!(render(&sample::rich(), None), render(&sample::rich(), None));
        assert_eq!(parsed(&sample::rich(), None)["timing"], Value::Null);
        assert_eq!(parsed(&sample::rich(), Some(&TIMING))["timing"]["decode_s"], json!(1.235));
    }

    #[test]
    fn the_report_is_the_golden_one() {
        sample::golden("report.json", &render(&sample::rich(), None));
        sample::golden("report-without-lifter.json", &render(&sample::without_lifter(), None));
    }

    #[test]
    fn what_was_not_seen_is_null_and_not_a_number() {
        let report = parsed(&sample::without_lifter(), None);
        assert_eq!((&report["view"], &report["scale"]), (&Value::Null, &Value::Null));
        let finding = &report["set"]["findings"][0];
        assert_eq!(finding["outcome"], "not-assessed");
        assert!(finding["measured"].is_null() && finding["limit"].is_null() && finding["reason"].is_string());
        let last = &parsed(&sample::rich(), None)["reps"][2];
        assert!(last["down_s"].is_null() && last["lockout_s"].is_number());
    }

    #[test]
    fn numbers_have_sensible_digits() {
        let same = |left: f64, right: f64| assert_eq!(left.to_bits(), right.to_bits());
        same(value(1.0 / 3.0), 0.3333);
        same(time(2.000_49), 2.0);
        same(value(-0.000_01), 0.0);
    }
}
