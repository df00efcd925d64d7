//! Upright edges of the room, on a few frames of a clip: what the camera's roll is told by.

use opencv::core::{Mat, Size, Vec3b, Vec4f, Vector, no_array};
use opencv::{imgproc, prelude::*};

use crate::body::Upright;
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Time from look to look at first, seconds; it doubles whenever there have been too many.
const FIRST_STEP_S: f64 = 0.5;
/// Most frames that are kept.
const MOST_LOOKS: usize = 8;
/// Longest side of the picture that is searched, pixels.
const SIDE: usize = 720;
/// Shortest edge that counts, as a share of the picture's height.
const SHORTEST: f64 = 0.06;
/// Largest turn from the picture's upright, degrees.
const MOST_TURNED_DEG: f64 = 10.0;
/// Brightness up to which, and spread up to which, one side of an edge is no picture but the bar beside one, of 255.
const BAR_BRIGHT: f64 = 24.0;
const BAR_SPREAD: f64 = 2.0;
/// How far beside an edge its sides are looked at, pixels.
const BESIDE_PX: f64 = 4.0;

/// Looks at a frame now and then.
#[derive(Debug, Default)]
pub(super) struct Uprights {
    looks: Vec<Look>,
    step_s: f64,
    next_s: f64,
}

/// What was found on one frame.
#[derive(Debug)]
struct Look {
    at_s: f64,
    edges: Vec<Upright>,
}

impl Uprights {
    /// Looks at a frame if it is time. A frame that cannot be searched shows no edges.
    pub(super) fn look(&mut self, frame: &Frame) {
        let at_s = frame.at.0;
        if self.looks.is_empty() {
            self.step_s = FIRST_STEP_S;
        } else if at_s < self.next_s {
            return;
        }
        let edges = edges(frame).unwrap_or_else(|error| {
            tracing::debug!(frame = frame.index, %error, "no edges are looked for");
            Vec::new()
        });
        self.looks.push(Look { at_s, edges });
        if self.looks.len() > MOST_LOOKS {
            let mut odd = false;
            self.looks.retain(|_| {
                odd = !odd;
                odd
            });
            self.step_s *= 2.0;
        }
        self.next_s = self.looks.last().map_or(at_s, |last| last.at_s) + self.step_s;
    }

    /// The edges found, by frame.
    pub(super) fn found(&self) -> Vec<Upright> {
        self.looks.iter().flat_map(|look| look.edges.iter().copied()).collect()
    }
}

/// The straight edges of a frame that run near the upright.
///
/// They are found by the line segment detector of von Gioi et al. (2012), OpenCV's. The edge of a black bar beside the picture, as put
/// there by whoever cut the clip, is exactly upright and says nothing of the camera.
fn edges(frame: &Frame) -> opencv::Result<Vec<Upright>> {
    let rgb = Mat::new_rows_cols_with_bytes::<Vec3b>(frame.height as i32, frame.width as i32, &frame.rgb)?;
    let mut grey = Mat::default();
    imgproc::cvt_color_def(&rgb, &mut grey, imgproc::COLOR_RGB2GRAY)?;
    let shrink = (SIDE as f64 / frame.width.max(frame.height) as f64).min(1.0);
    let mut small = Mat::default();
    let size = Size::new((frame.width as f64 * shrink).round() as i32, (frame.height as f64 * shrink).round() as i32);
    imgproc::resize(&grey, &mut small, size, 0.0, 0.0, imgproc::INTER_AREA)?;
    let mut detector = imgproc::create_line_segment_detector_def()?;
    let mut lines: Vector<Vec4f> = Vector::new();
    detector.detect(&small, &mut lines, &mut no_array(), &mut no_array(), &mut no_array())?;
    let (back_x, back_y) = (frame.width as f64 / f64::from(size.width), frame.height as f64 / f64::from(size.height));
    let mut found = Vec::new();
    for line in lines {
        let ends = [ImagePoint::new(line[0].into(), line[1].into()), ImagePoint::new(line[2].into(), line[3].into())];
        let [top, bottom] = if ends[0].y <= ends[1].y { ends } else { [ends[1], ends[0]] };
        let turned = (top.x - bottom.x).atan2(bottom.y - top.y).to_degrees().abs();
        let long = top.distance(bottom) >= SHORTEST * f64::from(size.height);
        if long && turned <= MOST_TURNED_DEG && !beside_bar(&small, top, bottom) {
            // Pixel centres lie at whole numbers in both pictures.
            let back = |at: ImagePoint| ImagePoint::new((at.x + 0.5) * back_x - 0.5, (at.y + 0.5) * back_y - 0.5);
            found.push(Upright { frame: frame.index, top: back(top), bottom: back(bottom) });
        }
    }
    Ok(found)
}

/// Whether what lies to one side of an edge is evenly black.
fn beside_bar(grey: &Mat, top: ImagePoint, bottom: ImagePoint) -> bool {
    const PLACES: usize = 12;
    [-BESIDE_PX, BESIDE_PX].iter().any(|beside| {
        let places = (0..PLACES).filter_map(|place| {
            let at = top.towards(bottom, (place as f64 + 0.5) / PLACES as f64);
            let (x, y) = ((at.x + beside).round() as i32, at.y.round() as i32);
            grey.at_2d::<u8>(y, x).ok().map(|bright| f64::from(*bright))
        });
        let seen: Vec<f64> = places.collect();
        let mean = seen.iter().sum::<f64>() / seen.len().max(1) as f64;
        let spread = (seen.iter().map(|bright| (bright - mean).powi(2)).sum::<f64>() / seen.len().max(1) as f64).sqrt();
        // Beyond the picture there is nothing either.
        mean <= BAR_BRIGHT && spread <= BAR_SPREAD
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Seconds;

    /// A grey picture with a bright post of 20 pixels from its top to its bottom edge, leaning to the right by `lean` pixels a row.
    fn frame(index: usize, at: f64, lean: f64, left_of_post: u8) -> Frame {
        let (width, height) = (320, 240);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let left = 150.0 - lean * (y as f64 - 120.0);
                let share = (x as f64 - left).clamp(0.0, 1.0) - (x as f64 - left - 20.0).clamp(0.0, 1.0);
                let ground = if (x as f64) < left { f64::from(left_of_post) } else { 90.0 };
                let value = ground + share * (220.0 - ground);
                rgb.extend([value as u8; 3]);
            }
        }
        Frame { index, at: Seconds(at), width, height, rgb }
    }

    fn turns(edges: &[Upright]) -> Vec<f64> {
        edges.iter().map(|edge| (edge.top.x - edge.bottom.x).atan2(edge.bottom.y - edge.top.y).to_degrees()).collect()
    }

    #[test]
    fn both_edges_of_a_leaning_post_are_found_with_their_lean() {
        let found = edges(&frame(3, 0.0, 0.05, 90)).unwrap();
        assert!(found.len() >= 2 && found.iter().all(|edge| edge.frame == 3), "{found:?}");
        for turned in turns(&found) {
            assert!((turned - 0.05_f64.atan().to_degrees()).abs() < 0.3, "{turned}");
        }
    }

    #[test]
    fn the_edge_of_a_black_bar_beside_the_picture_is_none_of_the_room() {
        let found = edges(&frame(0, 0.0, 0.0, 0)).unwrap();
        assert!(!found.is_empty() && found.iter().all(|edge| edge.top.x > 160.0), "{found:?}");
    }

    #[test]
    fn a_long_clip_is_looked_at_now_and_then_to_its_end() {
        let mut uprights = Uprights::default();
        for index in 0..600 {
            uprights.look(&frame(index, index as f64 * 0.1, 0.0, 90));
        }
        let mut frames: Vec<usize> = uprights.found().iter().map(|edge| edge.frame).collect();
        frames.dedup();
        assert!(frames.len() <= MOST_LOOKS && frames.len() > MOST_LOOKS / 2 - 1, "{frames:?}");
        assert!(frames.first() == Some(&0) && frames.last().is_some_and(|last| *last >= 400), "{frames:?}");
    }
}
