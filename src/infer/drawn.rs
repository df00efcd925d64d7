//! Whole estimators, a decoder at a time, without anybody's weights: networks written here see a figure drawn as discs of known colours.
//!
//! Each network holds a pixel's colour against each joint's and gives what it sees in the form of its decoder; the manifests are those of
//! `models/README.md`, as a user would write them.

use std::path::Path;

use super::convert::onnx::{Attribute, Graph};
use super::manifest::Manifest;
use super::{Checked, ModelError, runtime};
use crate::body::{Detector as _, Estimator, Joint, PartKind, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;
use crate::infer::plausible::tests::figure;
use crate::units::Seconds;

/// The page that tells users how to write a manifest.
const PAGE: &str = include_str!("../../models/README.md");
/// Radius of a disc in the frame, pixels.
const RADIUS: f64 = 9.0;
/// How much a difference of colour counts in a map.
const SHARPNESS: f32 = 150.0;
/// The least value of a map of logits.
const FLOOR: f32 = -10.0;
/// How far a joint may be seen from its disc's middle, frame pixels.
const NEAR: f64 = 5.0;

/// The colour of a joint, of 1: colours of which none is a blend of another with black.
fn colour(joint: Joint) -> [f32; 3] {
    let third = |k: usize| (k % 4) as f32 / 3.0;
    let bright = (1..64).map(|k| [third(k), third(k / 4), third(k / 16)]).filter(|c| c.iter().any(|&part| part > 0.9));
    bright.clone().nth(joint as usize % bright.count()).unwrap_or_default()
}

/// The figure with its face, feet and hips at a place.
fn lifter(x: f64, y: f64) -> Pose {
    let mut pose = figure(0.0, 0.0);
    let nose = pose.get(Joint::Nose).unwrap();
    for (joint, dx, dy) in [
        (Joint::LeftEye, -15.0, -8.0),
        (Joint::RightEye, 15.0, -8.0),
        (Joint::LeftEar, -26.0, 2.0),
        (Joint::RightEar, 26.0, 2.0),
        (Joint::LeftHeel, -35.0, 164.0),
        (Joint::RightHeel, 14.0, 164.0),
        (Joint::LeftToe, -60.0, 168.0),
        (Joint::RightToe, 60.0, 168.0),
    ] {
        pose.set(joint, crate::body::Keypoint { at: ImagePoint::new(nose.at.x + dx / 2.5, nose.at.y + dy), ..nose });
    }
    let mut large = Pose::default();
    for (joint, seen) in pose.iter() {
        // Wide enough that no two discs touch.
        let at = ImagePoint::new(x + 4.0 * seen.at.x, y + 2.0 * seen.at.y);
        large.set(joint, crate::body::Keypoint { at, ..seen });
    }
    large
}

/// A black frame with the figure's discs.
fn drawn(pose: &Pose) -> Frame {
    let (width, height) = (640, 480);
    let mut rgb = vec![0; width * height * 3];
    for (joint, seen) in pose.iter() {
        for (place, pixel) in rgb.chunks_exact_mut(3).enumerate() {
            if ImagePoint::new((place % width) as f64, (place / width) as f64).distance(seen.at) <= RADIUS {
                pixel.copy_from_slice(&colour(joint).map(|part| (part * 255.0).round() as u8));
            }
        }
    }
    Frame { index: 0, at: Seconds(0.0), width, height, rgb }
}

/// The manifest of the page with that id, for these bytes.
fn manifest(id: &str, bytes: &[u8]) -> Manifest {
    let named = format!("\"id\": \"{id}\"");
    let mut blocks = PAGE.split("```json").skip(1).filter_map(|rest| rest.split("```").next());
    let text = blocks.find(|block| block.contains(&named)).unwrap_or_else(|| panic!("no manifest of {id} in models/README.md"));
    let manifest = Manifest::parse(text, Path::new("models/README.md")).unwrap();
    Manifest { sha256: crate::digest::of_bytes(bytes), ..manifest }
}

/// How a network written here gives its points.
#[derive(Clone, Copy)]
enum Form {
    Logits,
    Heat,
    SimCc,
    MoveNet,
    Yolo,
}

/// A network for a manifest's input and points: the maps of likeness, and then the decoder's form of them.
fn network(manifest: &Manifest, form: Form) -> Vec<u8> {
    let (width, height) = (manifest.input.size.width, manifest.input.size.height);
    let joints = manifest.joints();
    let count = joints.len();
    let mut graph = Graph::default();
    let input = manifest.input.name.as_str();
    // Brought to 1 x 3 x height x width, 0 to 1, whatever the manifest wants.
    let (mean, std, scale) = (manifest.input.mean, manifest.input.std, manifest.input.scale);
    if matches!(form, Form::MoveNet) {
        graph.whole_input(input, &[1, height, width, 3]);
        graph.node("Cast", &[input], "floats", &[("to", Attribute::Int(1))]);
        graph.node("Transpose", &["floats"], "first", &[("perm", Attribute::Ints(vec![0, 3, 1, 2]))]);
    } else {
        graph.input(input, &[1, 3, height, width]);
        graph.node("Identity", &[input], "first", &[]);
    }
    graph.floats("gain", &[1, 3, 1, 1], &std.map(|std| std / scale / 255.0));
    graph.floats("lift", &[1, 3, 1, 1], &mean.map(|mean| mean / scale / 255.0));
    graph.node("Mul", &["first", "gain"], "gained", &[]);
    graph.node("Add", &["gained", "lift"], "colours", &[]);
    // Minus the squared distance of the pixel's colour to the joint's.
    let flipped = manifest.input.colour == crate::infer::sampler::ColourOrder::Bgr;
    let wanted: Vec<[f32; 3]> = joints
        .iter()
        .map(|joint| joint.map_or([-1.0; 3], colour))
        .map(|[r, g, b]| if flipped { [b, g, r] } else { [r, g, b] })
        .collect();
    let twice: Vec<f32> = wanted.iter().flatten().map(|part| 2.0 * SHARPNESS * part).collect();
    let squares: Vec<f32> = wanted.iter().map(|c| -SHARPNESS * c.iter().map(|part| part * part).sum::<f32>()).collect();
    graph.floats("twice", &[count, 3, 1, 1], &twice);
    graph.floats("squares", &[count], &squares);
    graph.floats("ones", &[1, 3, 1, 1], &[SHARPNESS; 3]);
    graph.node("Conv", &["colours", "twice", "squares"], "product", &[]);
    graph.node("Mul", &["colours", "colours"], "squared", &[]);
    graph.node("Conv", &["squared", "ones"], "length", &[]);
    graph.node("Sub", &["product", "length"], "likeness", &[]);
    match form {
        Form::Logits => {
            let (window, steps) = (Attribute::Ints(vec![4, 4]), Attribute::Ints(vec![4, 4]));
            // What is far from every colour is nothing, not the nearest of them.
            graph.floats("floor", &[1], &[FLOOR]);
            graph.node("Max", &["likeness", "floor"], "floored", &[]);
            graph.node("AveragePool", &["floored"], "heatmaps", &[("kernel_shape", window), ("strides", steps)]);
            graph.output("heatmaps", &[1, count, height / 4, width / 4]);
        }
        Form::Heat => {
            // Cell k is the mean of nine pixels round pixel 4 k.
            let (window, steps) = (Attribute::Ints(vec![9, 9]), Attribute::Ints(vec![4, 4]));
            let pads = ("pads", Attribute::Ints(vec![4, 4, 1, 1]));
            graph.node("Exp", &["likeness"], "sure", &[]);
            graph.node("AveragePool", &["sure"], "maps", &[("kernel_shape", window), ("strides", steps), pads]);
            graph.output("maps", &[1, count, height / 4, width / 4]);
        }
        Form::SimCc => {
            let window = ("kernel_shape", Attribute::Ints(vec![9, 9]));
            graph.node("Exp", &["likeness"], "sure", &[]);
            graph.node("AveragePool", &["sure"], "smooth", &[window, ("pads", Attribute::Ints(vec![4; 4]))]);
            for (name, axis, length) in [("simcc_x", 2, width), ("simcc_y", 3, height)] {
                let over = [("axes", Attribute::Ints(vec![axis])), ("keepdims", Attribute::Int(0))];
                graph.node("ReduceMax", &["smooth"], name, &over);
                graph.output(name, &[1, count, length]);
            }
        }
        Form::MoveNet | Form::Yolo => places(&mut graph, form, count, width, height),
    }
    graph.finish("drawn")
}

/// The mean place of the likeness of each point, in `MoveNet`'s or YOLO's form.
fn places(graph: &mut Graph, form: Form, count: usize, width: usize, height: usize) {
    let yolo = matches!(form, Form::Yolo);
    // Pixel centres with 0 at the picture's edge; YOLO in pixels as x, y, MoveNet in shares as y, x.
    let place = |k: usize| ((k % width) as f32 + 0.5, (k / width) as f32 + 0.5);
    let numbers = |k: usize| {
        let (x, y) = place(k);
        if yolo { [x, y] } else { [y / height as f32, x / width as f32] }
    };
    graph.floats("grid", &[width * height, 2], &(0..width * height).flat_map(numbers).collect::<Vec<_>>());
    graph.ints("flat", &[1, count as i64, -1]);
    graph.node("Reshape", &["likeness", "flat"], "rows", &[]);
    graph.node("Softmax", &["rows"], "shares", &[("axis", Attribute::Int(2))]);
    graph.node("MatMul", &["shares", "grid"], "at", &[]);
    graph.floats("score", &[1, count, 1], &vec![0.8; count]);
    graph.node("Concat", &["at", "score"], "points", &[("axis", Attribute::Int(2))]);
    if yolo {
        let candidates = 5 + 3 * count;
        let (x, y) = (width as f32 / 2.0, height as f32 / 2.0);
        graph.floats("lead", &[1, 5, 1], &[x, y, width as f32, height as f32, 0.9]);
        graph.ints("column", &[1, 3 * count as i64, 1]);
        graph.node("Reshape", &["points", "column"], "tail", &[]);
        graph.node("Concat", &["lead", "tail"], "output0", &[("axis", Attribute::Int(1))]);
        graph.output("output0", &[1, candidates, 1]);
    } else {
        graph.ints("four", &[1, 1, count as i64, 3]);
        graph.node("Reshape", &["points", "four"], "output_0", &[]);
        graph.output("output_0", &[1, 1, count, 3]);
    }
}

fn checked(id: &str, form: Form) -> Result<Checked, ModelError> {
    let bytes = network(&manifest(id, &[]), form);
    manifest(id, &bytes).check(&bytes, Path::new("drawn.onnx"), &runtime::environment(None)?, 1)
}

fn estimator(id: &str, form: Form) -> Box<dyn Estimator> {
    let companion = || checked("my-heatmaps", Form::Logits);
    checked(id, form).unwrap().estimator(Path::new("drawn.onnx"), companion).unwrap()
}

/// Finds the figure on a frame, then follows it where it moved; only the model's own joints are seen, each where it was drawn.
fn assert_sees(id: &str, form: Form) {
    let joints: Vec<Joint> = manifest(id, &[]).joints().into_iter().flatten().collect();
    let mut estimator = estimator(id, form);
    assert_eq!(estimator.model().id, id);
    let (first, then) = (lifter(320.0, 230.0), lifter(332.0, 226.0));
    let found = estimator.find(&drawn(&first)).unwrap();
    assert_eq!(found.len(), 1, "{id}: {found:?}");
    let followed = estimator.follow(&drawn(&then), &found[0]).unwrap().unwrap_or_else(|| panic!("{id} lost the figure"));
    for (seen, real) in [(&found[0], &first), (&followed, &then)] {
        for (joint, real) in real.iter() {
            match (seen.get(joint), joints.contains(&joint)) {
                (Some(seen), true) => {
                    assert!(seen.at.distance(real.at) < NEAR, "{id}: {joint:?} {seen:?} {real:?}");
                    assert!(seen.confidence > 0.2, "{id}: {joint:?} {seen:?}");
                }
                (None, false) => {}
                (seen, _) => panic!("{id}: {joint:?} {seen:?}"),
            }
        }
    }
    assert!(estimator.find(&drawn(&Pose::default())).unwrap().is_empty() || matches!(form, Form::MoveNet | Form::Yolo));
}

#[test]
fn logits_are_read_with_the_projects_own_manifest() {
    assert_sees("my-heatmaps", Form::Logits);
}

#[test]
fn heat_maps_of_17_points_are_read() {
    assert_sees("vitpose-s", Form::Heat);
}

#[test]
fn rows_of_scores_are_read_with_17_points_and_with_26() {
    assert_sees("rtmpose-s", Form::SimCc);
    assert_sees("rtmpose-s-halpe26", Form::SimCc);
}

#[test]
fn movenet_is_read_from_whole_numbers_with_the_channels_last() {
    assert_sees("movenet-lightning", Form::MoveNet);
}

#[test]
fn yolo_is_read_from_the_whole_frame() {
    assert_sees("yolo-pose", Form::Yolo);
}

/// A barbell network that gives the same maps for every picture: a plate of 40 x 60 pixels and a sleeve end.
fn barbell() -> Vec<u8> {
    let mut graph = Graph::default();
    graph.input("image", &[1, 3, 256, 256]);
    graph.ints("none", &[1, 1, 1, 1]);
    graph.floats("nothing", &[1], &[0.0]);
    graph.node(
        "ReduceMax",
        &["image"],
        "brightest",
        &[("axes", Attribute::Ints(vec![1, 2, 3])), ("keepdims", Attribute::Int(1))],
    );
    graph.node("Mul", &["brightest", "nothing"], "zero", &[]);
    let cell = |class: usize, row: usize, column: usize| (class * 64 + row) * 64 + column;
    let mut heat = vec![0.0; 2 * 64 * 64];
    (heat[cell(0, 20, 30)], heat[cell(1, 20, 31)]) = (0.9, 0.6);
    let mut size = vec![10.0; 4 * 64 * 64];
    (size[cell(0, 20, 30)], size[cell(1, 20, 30)]) = (40.0, 60.0);
    for (name, shape, values) in
        [("heatmap", [1, 2, 64, 64], heat), ("size", [1, 4, 64, 64], size), ("offset", [1, 2, 64, 64], vec![0.5; 2 * 64 * 64])]
    {
        let constant = format!("{name}_values");
        graph.floats(&constant, &shape, &values);
        graph.node("Add", &["zero", &constant], name, &[]);
        graph.output(name, &shape);
    }
    graph.finish("barbell")
}

#[test]
fn the_parts_of_a_barbell_come_out_in_pixels_of_the_frame() {
    let bytes = barbell();
    let open =
        || manifest("barbell", &bytes).check(&bytes, Path::new("b.onnx"), &runtime::environment(None).unwrap(), 1).unwrap();
    let super::Kind::Barbell(mut barbell) = open().kind() else { panic!("no barbell") };
    let frame = drawn(&lifter(320.0, 230.0));
    let parts = barbell.detect(&frame, None).unwrap();
    assert_eq!(parts.iter().map(|part| part.kind).collect::<Vec<_>>(), [PartKind::Plate, PartKind::SleeveEnd]);
    // 640 x 480 lies in the middle of a square of 640: 2.5 frame pixels to one of the network's.
    let plate = parts[0];
    let wanted = ImagePoint::new(30.5 * 4.0 * 2.5 - 0.5, 20.5 * 4.0 * 2.5 - 80.0 - 0.5);
    assert!(plate.at.distance(wanted) < 1e-6, "{plate:?} {wanted:?}");
    assert!((plate.width - 100.0).abs() < 1e-6 && (plate.height - 150.0).abs() < 1e-6, "{plate:?}");
    let near = barbell.detect(&frame, Some((100.0, 100.0, 228.0, 164.0))).unwrap()[0];
    assert!((near.width - 20.0).abs() < 1e-6 && near.at.distance(ImagePoint::new(160.5, 108.5)) < 1.0, "{near:?}");
    let error = open().estimator(Path::new("b.onnx"), || Ok(open())).err().unwrap().to_string();
    assert!(error.contains("expected a model of task pose") && error.ends_with("b.onnx"), "{error}");
}
