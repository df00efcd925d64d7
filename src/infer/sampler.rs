//! Cuts crops out of frames, as the numbers that a network wants.

use super::crop::{Crop, Size};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// More frame pixels than this to a crop pixel are not averaged further; a frame is never that large.
const MAX_REDUCTION: usize = 64;
/// Bits behind the point of a source coordinate.
const FRACTION: i64 = 16;
/// A weighted sum of bytes has two weights of 8 bits each.
const WEIGHTS: f32 = 65536.0;
/// Every second byte of a word.
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;

/// The order of the axes of a network's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub enum Layout {
    /// Channel, row, column.
    #[serde(rename = "NCHW")]
    Nchw,
    /// Row, column, channel.
    #[serde(rename = "NHWC")]
    Nhwc,
}

/// The order of the colours of a network's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub enum ColourOrder {
    /// Red first.
    #[serde(rename = "RGB")]
    Rgb,
    /// Blue first.
    #[serde(rename = "BGR")]
    Bgr,
}

/// How a network wants its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pixels {
    /// Size of the input.
    pub size: Size,
    /// Order of the axes.
    pub layout: Layout,
    /// Order of the colours.
    pub order: ColourOrder,
    /// What a byte is multiplied by for each of the network's channels.
    pub gain: [f32; 3],
    /// What is then added for each of the network's channels.
    pub offset: [f32; 3],
    /// Frame pixels to an input pixel that are left to plain bilinear sampling; more are averaged in blocks until this many remain.
    pub unaveraged: f64,
}

/// A picture of bytes, three a pixel, whose pixel (0, 0) and step lie as said in the frame.
#[derive(Clone, Copy)]
struct Raster<'a> {
    bytes: &'a [u8],
    width: usize,
    height: usize,
    /// Frame pixel under its pixel (0, 0).
    origin: (f64, f64),
    /// Frame pixels from one of its pixels to the next.
    step: f64,
}

/// Cuts crops out of frames; keeps its buffers from one crop to the next.
#[derive(Debug, Default)]
pub struct Sampler {
    reduced: Vec<u8>,
    sums: Vec<u16>,
    row: [Vec<i32>; 3],
}

impl Sampler {
    /// Writes the crop into a network's input, which has three numbers a pixel: bilinear, after averaging whole blocks of frame pixels
    /// where the crop has two or more of them to a pixel; black outside the frame. An input of another length is left as it is.
    pub fn fill(&mut self, frame: &Frame, crop: &Crop, pixels: &Pixels, input: &mut [f32]) {
        let size = pixels.size;
        let whole = frame.width * frame.height * 3;
        if size.area() == 0 || input.len() != size.area() * 3 || frame.rgb.len() < whole || whole == 0 || !crop.is_sound() {
            return;
        }
        let reduction = ((crop.side / size.longer() as f64 / pixels.unaveraged.max(1.0)) as usize).clamp(1, MAX_REDUCTION);
        let mut reduced = std::mem::take(&mut self.reduced);
        let raster = if reduction == 1 {
            Raster { bytes: &frame.rgb[..whole], width: frame.width, height: frame.height, origin: (0.0, 0.0), step: 1.0 }
        } else {
            self.reduce(frame, crop, reduction, &mut reduced)
        };
        for row in &mut self.row {
            row.resize(size.width, 0);
        }
        let way = Way::new(crop, size, &raster);
        for v in 0..size.height {
            way.sample_row(v, &raster, &mut self.row);
            write_row(&self.row, v, pixels, input);
        }
        self.reduced = reduced;
    }

    /// The part of the frame under the crop, averaged over blocks of `n` x `n` pixels.
    fn reduce<'a>(&mut self, frame: &Frame, crop: &Crop, n: usize, reduced: &'a mut Vec<u8>) -> Raster<'a> {
        let (sin, cos) = crop.turn_deg.to_radians().sin_cos();
        let reach = crop.side / 2.0 * (sin.abs() + cos.abs()) + n as f64;
        let span = |centre: f64, limit: usize| {
            let from = ((centre - reach).max(0.0) as usize).min(limit) / n;
            let to = ((centre + reach).max(0.0) as usize).min(limit) / n;
            (from, to.max(from))
        };
        let ((left, right), (top, bottom)) = (span(crop.centre.x, frame.width), span(crop.centre.y, frame.height));
        let (width, height) = (right - left, bottom - top);
        reduced.resize(width * height * 3, 0);
        self.sums.resize(width * n * 3, 0);
        let share = (1_u32 << 16) / (n * n) as u32;
        let half = 1_u32 << 15;
        for (y, out) in reduced.chunks_exact_mut((width * 3).max(1)).enumerate() {
            let row_at = |k: usize| {
                let start = ((top + y) * n + k) * frame.width * 3 + left * n * 3;
                &frame.rgb[start..start + width * n * 3]
            };
            for (sum, &byte) in self.sums.iter_mut().zip(row_at(0)) {
                *sum = u16::from(byte);
            }
            for k in 1..n {
                for (sum, &byte) in self.sums.iter_mut().zip(row_at(k)) {
                    *sum += u16::from(byte);
                }
            }
            match n {
                2 => average::<2>(&self.sums, out),
                3 => average::<3>(&self.sums, out),
                _ => {
                    for (pixel, sums) in out.chunks_exact_mut(3).zip(self.sums.chunks_exact(n * 3)) {
                        for (channel, byte) in pixel.iter_mut().enumerate() {
                            let sum: u32 = sums.iter().skip(channel).step_by(3).map(|&sum| u32::from(sum)).sum();
                            *byte = ((sum * share + half) >> 16).min(255) as u8;
                        }
                    }
                }
            }
        }
        let middle = (n as f64 - 1.0) / 2.0;
        let origin = ((left * n) as f64 + middle, (top * n) as f64 + middle);
        Raster { bytes: reduced, width, height, origin, step: n as f64 }
    }
}

/// Averages `N` neighbours of a row whose pixels are already sums of `N` rows.
fn average<const N: usize>(sums: &[u16], out: &mut [u8]) {
    let share = (1_u32 << 16).div_ceil((N * N) as u32);
    for (pixel, sums) in out.chunks_exact_mut(3).zip(sums.chunks_exact(N * 3)) {
        for channel in 0..3 {
            let mut sum = (N * N / 2) as u32;
            for k in 0..N {
                sum += u32::from(sums[k * 3 + channel]);
            }
            pixel[channel] = ((sum * share) >> 16) as u8;
        }
    }
}

/// The way of the crop's rows through a raster.
struct Way {
    /// Raster place of the crop's pixel (0, 0).
    start: (f64, f64),
    /// Raster step from a crop pixel to the next in its row.
    along: (f64, f64),
    /// Raster step from a crop row to the next.
    down: (f64, f64),
    /// Crop pixels in a row.
    width: usize,
}

impl Way {
    fn new(crop: &Crop, size: Size, raster: &Raster) -> Self {
        let place = |u: f64, v: f64| {
            let at = crop.to_frame(ImagePoint::new(u, v), size);
            ((at.x - raster.origin.0) / raster.step, (at.y - raster.origin.1) / raster.step)
        };
        let (start, right, below) = (place(0.0, 0.0), place(1.0, 0.0), place(0.0, 1.0));
        Self {
            start,
            along: (right.0 - start.0, right.1 - start.1),
            down: (below.0 - start.0, below.1 - start.1),
            width: size.width,
        }
    }

    /// The crop pixels of a row from which both neighbours lie inside the raster, as a range; the rest needs care.
    fn inside(&self, x: f64, y: f64, raster: &Raster) -> (usize, usize) {
        let (mut from, mut to) = (0.0_f64, self.width as f64);
        for (at, step, limit) in [(x, self.along.0, raster.width), (y, self.along.1, raster.height)] {
            let (low, high) = (EDGE, limit as f64 - 1.0 - EDGE);
            if high <= low {
                return (0, 0);
            }
            if step.abs() < 1e-9 {
                if at < low || at > high {
                    return (0, 0);
                }
            } else {
                let (a, b) = ((low - at) / step, (high - at) / step);
                from = from.max(a.min(b));
                to = to.min(a.max(b));
            }
        }
        let (from, to) = (from.ceil().max(0.0) as usize, to.floor().max(0.0) as usize);
        if from < to { (from, to.min(self.width)) } else { (0, 0) }
    }

    /// Samples one row of the crop; the three colours in sixteen bits behind the point.
    fn sample_row(&self, v: usize, raster: &Raster, row: &mut [Vec<i32>; 3]) {
        let x = self.start.0 + self.down.0 * v as f64;
        let y = self.start.1 + self.down.1 * v as f64;
        let (from, to) = self.inside(x, y, raster);
        let [red, green, blue] = row;
        let fixed = |value: f64| (value * (1_i64 << FRACTION) as f64) as i64;
        let (step_x, step_y) = (fixed(self.along.0), fixed(self.along.1));
        let (mut at_x, mut at_y) = (fixed(x + self.along.0 * from as f64), fixed(y + self.along.1 * from as f64));
        let stride = raster.width * 3;
        let cells = red[from..to].iter_mut().zip(&mut green[from..to]).zip(&mut blue[from..to]);
        for ((r, g), b) in cells {
            let place = (at_y >> FRACTION) as usize * stride + (at_x >> FRACTION) as usize * 3;
            let (right, below) = ((at_x >> (FRACTION - 8)) as u32 & 255, (at_y >> (FRACTION - 8)) as u64 & 255);
            [*r, *g, *b] = blend(pair(raster.bytes, place), pair(raster.bytes, place + stride), right, below);
            at_x += step_x;
            at_y += step_y;
        }
        for u in (0..from).chain(to..self.width) {
            let colour = careful(raster, x + self.along.0 * u as f64, y + self.along.1 * u as f64);
            (red[u], green[u], blue[u]) = (colour[0], colour[1], colour[2]);
        }
    }
}

/// Pixels this near to the raster's border are sampled with care, raster pixels.
const EDGE: f64 = 0.01;

/// Two neighbouring pixels as one word: six bytes in the order of the raster, two more that are not used.
#[inline]
fn pair(bytes: &[u8], place: usize) -> u64 {
    match bytes.get(place..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(word) => u64::from_le_bytes(*word),
        None => bytes.iter().skip(place).take(6).rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// Blends four pixels, given as two pairs, with weights in 256ths; the result has sixteen bits behind the point.
#[inline]
fn blend(above: u64, beneath: u64, right: u32, below: u64) -> [i32; 3] {
    let even = (above & EVEN) * (256 - below) + (beneath & EVEN) * below;
    let odd = ((above >> 8) & EVEN) * (256 - below) + ((beneath >> 8) & EVEN) * below;
    let mix = |a: u64, b: u64| ((a as u32 & 0xffff) * (256 - right) + (b as u32 & 0xffff) * right) as i32;
    [mix(even, odd >> 16), mix(odd, even >> 32), mix(even >> 16, odd >> 32)]
}

/// Bilinear sample where a neighbour may lie outside the raster, which is black there.
fn careful(raster: &Raster, x: f64, y: f64) -> [i32; 3] {
    if !(x > -1.0 && y > -1.0 && x < raster.width as f64 && y < raster.height as f64) {
        return [0; 3];
    }
    let (left, top) = (x.floor(), y.floor());
    let (right, below) = (((x - left) * 256.0) as i32, ((y - top) * 256.0) as i32);
    let mut sum = [0; 3];
    for (dx, dy, weight) in [
        (0, 0, (256 - right) * (256 - below)),
        (1, 0, right * (256 - below)),
        (0, 1, (256 - right) * below),
        (1, 1, right * below),
    ] {
        let (column, line) = (left as i64 + dx, top as i64 + dy);
        if (0..raster.width as i64).contains(&column) && (0..raster.height as i64).contains(&line) {
            let place = (line as usize * raster.width + column as usize) * 3;
            for (sum, &byte) in sum.iter_mut().zip(raster.bytes.iter().skip(place).take(3)) {
                *sum += i32::from(byte) * weight;
            }
        }
    }
    sum
}

/// Writes a sampled row where the network wants it.
fn write_row(row: &[Vec<i32>; 3], v: usize, pixels: &Pixels, input: &mut [f32]) {
    let Size { width, height } = pixels.size;
    for channel in 0..3 {
        let colour = match pixels.order {
            ColourOrder::Rgb => channel,
            ColourOrder::Bgr => 2 - channel,
        };
        let (gain, offset) = (pixels.gain[channel] / WEIGHTS, pixels.offset[channel]);
        match pixels.layout {
            Layout::Nchw => {
                let start = (channel * height + v) * width;
                for (out, &value) in input[start..start + width].iter_mut().zip(&row[colour]) {
                    *out = value as f32 * gain + offset;
                }
            }
            Layout::Nhwc => {
                let start = v * width * 3;
                for (out, &value) in input[start..start + width * 3].iter_mut().skip(channel).step_by(3).zip(&row[colour]) {
                    *out = value as f32 * gain + offset;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Seconds;
    use proptest::prelude::*;

    fn frame(width: usize, height: usize, colour: impl Fn(usize, usize) -> [u8; 3]) -> Frame {
        let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect();
        Frame { index: 0, at: Seconds(0.0), width, height, rgb }
    }

    fn rgb(size: usize) -> Pixels {
        Pixels {
            size: size.into(),
            layout: Layout::Nchw,
            order: ColourOrder::Rgb,
            gain: [1.0; 3],
            offset: [0.0; 3],
            unaveraged: 1.0,
        }
    }

    fn cut(frame: &Frame, crop: &Crop, pixels: &Pixels) -> Vec<f32> {
        let mut input = vec![-1.0; pixels.size.area() * 3];
        Sampler::default().fill(frame, crop, pixels, &mut input);
        input
    }

    /// Red grows with x, green with y.
    fn ramp(width: usize, height: usize) -> Frame {
        frame(width, height, |x, y| [x as u8, y as u8, 7])
    }

    #[test]
    fn a_crop_of_the_frames_own_size_is_the_frame() {
        let frame = frame(16, 16, |x, y| [(x * 16 + y) as u8, (y * 13) as u8, (x * y) as u8]);
        let input = cut(&frame, &Crop::upright(ImagePoint::new(7.5, 7.5), 16.0), &rgb(16));
        for y in 0..16 {
            for x in 0..16 {
                for (channel, &byte) in frame.pixel(x, y).unwrap().iter().enumerate() {
                    assert!((input[(channel * 16 + y) * 16 + x] - f32::from(byte)).abs() < 1e-3, "{x} {y} {channel}");
                }
            }
        }
    }

    #[test]
    fn turned_and_scaled_crops_show_the_pixels_that_the_way_back_names() {
        let frame = ramp(250, 250);
        for (side, turn_deg) in [(60.0, 0.0), (60.0, 33.0), (100.0, -75.0), (150.0, 120.0), (20.0, 180.0), (33.0, 90.0)] {
            let crop = Crop { centre: ImagePoint::new(120.3, 130.8), side, turn_deg };
            let input = cut(&frame, &crop, &rgb(32));
            for (u, v) in [(0, 0), (31, 0), (5, 20), (31, 31)] {
                let at = crop.to_frame(ImagePoint::new(u as f64, v as f64), 32);
                let (red, green) = (input[v * 32 + u], input[(32 + v) * 32 + u]);
                assert!(
                    (f64::from(red) - at.x).abs() < 0.7 && (f64::from(green) - at.y).abs() < 0.7,
                    "{side} {turn_deg}: {red} {green} {at:?}"
                );
                assert!((input[(64 + v) * 32 + u] - 7.0).abs() < 0.6);
            }
        }
    }

    #[test]
    fn outside_the_frame_is_black() {
        let frame = frame(20, 20, |_, _| [200, 100, 50]);
        let input = cut(&frame, &Crop::upright(ImagePoint::new(0.0, 9.5), 20.0), &rgb(20));
        for y in 0..20 {
            assert_eq!((input[y * 20], input[y * 20 + 8]), (0.0, 0.0));
            assert!((input[y * 20 + 15] - 200.0).abs() < 1e-3);
        }
        let away = cut(&frame, &Crop::upright(ImagePoint::new(-500.0, 9.5), 20.0), &rgb(20));
        assert!(away.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn a_fine_pattern_is_averaged_where_the_crop_is_much_larger_than_the_input() {
        for blocks in [2_usize, 3, 5] {
            let side = 24 * blocks;
            let frame = frame(side, side, |x, y| if (x + y) % 2 == 0 { [255; 3] } else { [0; 3] });
            let middle = (side as f64 - 1.0) / 2.0;
            let input = cut(&frame, &Crop::upright(ImagePoint::new(middle, middle), side as f64), &rgb(24));
            let spread = 255.0 / (blocks * blocks) as f32;
            assert!(input.iter().all(|&value| (value - 127.5).abs() <= spread / 2.0 + 1.0), "{blocks}");
        }
    }

    #[test]
    fn a_picture_higher_than_wide_shows_the_same_pixels_as_the_middle_of_a_square() {
        let frame = ramp(120, 120);
        let crop = Crop::upright(ImagePoint::new(60.0, 55.0), 80.0);
        let (square, size) = (cut(&frame, &crop, &rgb(32)), Size { width: 24, height: 32 });
        let tall = cut(&frame, &crop, &Pixels { size, ..rgb(32) });
        for (channel, v, u) in (0..3).flat_map(|c| (0..32).flat_map(move |v| (0..24).map(move |u| (c, v, u)))) {
            let (a, b) = (square[(channel * 32 + v) * 32 + u + 4], tall[(channel * 32 + v) * 24 + u]);
            assert!((a - b).abs() < 0.1, "{channel} {v} {u}: {a} {b}");
        }
    }

    #[test]
    fn layout_order_and_scale_are_the_networks() {
        let frame = frame(16, 16, |_, _| [10, 20, 30]);
        let crop = Crop::upright(ImagePoint::new(7.5, 7.5), 16.0);
        let pixels =
            Pixels { layout: Layout::Nhwc, order: ColourOrder::Bgr, gain: [2.0, 1.0, 0.5], offset: [0.0, 1.0, 2.0], ..rgb(8) };
        let input = cut(&frame, &crop, &pixels);
        for pixel in input.chunks(3) {
            assert!((pixel[0] - 60.0).abs() < 0.1 && (pixel[1] - 21.0).abs() < 0.1 && (pixel[2] - 7.0).abs() < 0.1, "{pixel:?}");
        }
    }

    proptest! {
        #[test]
        fn any_crop_of_any_frame_is_cut_without_panic_and_within_the_colours(
            width in 1_usize..90, height in 1_usize..70, x in -200.0..300.0, y in -200.0..300.0, side in 0.0..900.0, turn_deg in -400.0..400.0,
        ) {
            let frame = frame(width, height, |_, _| [255, 128, 1]);
            let input = cut(&frame, &Crop { centre: ImagePoint::new(x, y), side, turn_deg }, &rgb(16));
            prop_assert!(input.iter().all(|value| (-1.0..=255.01).contains(value)));
        }
    }
}
