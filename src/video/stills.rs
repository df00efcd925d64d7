//! Single painted frames for the report, and their JPEG bytes.

use std::path::Path;

use opencv::core::{Mat, Size, Vec3b, Vector};
use opencv::{imgcodecs, imgproc, prelude::*};

use super::annotate::{Pen, nearest_frame, same_frame};
use super::{ReadOptions, VideoError, VideoReader};
use crate::frame::Frame;
use crate::overlay::Drawing;
use crate::report::Still;
use crate::units::Seconds;

/// What a caption says where the head is covered unseen.
const HEAD_NOT_SEEN: &str = " The head is not seen on this frame; what covers it stands where it is thought to be.";

/// The frames nearest to some moments, painted, in one pass over the clip. Each comes with the time asked for, in the order asked; its
/// own time is in the frame.
///
/// `read` must be what the recording was made with; only `max_side` may differ. Moments of a recording without frames, and frames that can no longer be decoded,
/// are left out.
pub fn stills(
    source: &Path,
    read: &ReadOptions,
    times: &[Seconds],
    drawing: &Drawing,
) -> Result<Vec<(Seconds, Frame)>, VideoError> {
    let recording = drawing.recording;
    let wanted: Vec<(Seconds, usize)> =
        times.iter().filter_map(|&asked| Some((asked, nearest_frame(recording, asked)?))).collect();
    let Some(last) = wanted.iter().map(|&(_, number)| number).max() else { return Ok(Vec::new()) };
    let mut reader = VideoReader::open(source, read)?;
    let mut pen = Pen::new(drawing);
    let mut seen: Vec<(usize, Frame)> = Vec::new();
    while let Some(playing_s) = reader.next_time_in_part()? {
        let Some(number) = same_frame(recording, Seconds(playing_s / read.slow_motion)) else { continue };
        if wanted.iter().any(|&(_, one)| one == number)
            && seen.iter().all(|&(one, _)| one != number)
            && let Some(rgb) = reader.take_picture()?
        {
            let mut frame = reader.frame(number, playing_s, rgb);
            pen.draw(&mut frame);
            seen.push((number, frame));
        }
        if number >= last {
            break;
        }
    }
    let find = |number: usize| seen.iter().find(|(one, _)| *one == number).map(|(_, frame)| frame.clone());
    Ok(wanted.into_iter().filter_map(|(asked, number)| Some((asked, find(number)?))).collect())
}

/// The pictures of a report: those of `wanted` that can be decoded, painted, as JPEG of a quality from 1 to 100.
///
/// Where faces are covered and the lifter's head is not seen on a picture, its caption says so.
pub fn pictured(
    source: &Path,
    read: &ReadOptions,
    wanted: Vec<Still>,
    drawing: &Drawing,
    quality: u8,
) -> Result<Vec<Still>, VideoError> {
    let times: Vec<Seconds> = wanted.iter().map(|still| Seconds(still.at_s)).collect();
    let pictures = stills(source, read, &times, drawing)?;
    let mut done = Vec::new();
    for mut still in wanted {
        let Some((_, frame)) = pictures.iter().find(|(at, _)| (at.0 - still.at_s).abs() < 1e-9) else { continue };
        let head = drawing.veil.zip(nearest_frame(drawing.recording, frame.at)).and_then(|(veil, frame)| veil.lifter(frame));
        if head.is_some_and(|head| !head.seen) {
            still.caption.push_str(HEAD_NOT_SEEN);
        }
        done.push(Still { jpeg: jpeg(frame, quality)?, ..still });
    }
    Ok(done)
}

/// A frame as the bytes of a JPEG file; `quality` from 1 to 100 (80 is good for film).
pub fn jpeg(frame: &Frame, quality: u8) -> Result<Vec<u8>, VideoError> {
    encode(frame, quality).map_err(|error| VideoError::library(Path::new("(a still)"), &error))
}

/// A frame as the bytes of a PNG file, with every pixel as it is.
pub fn png(frame: &Frame) -> Result<Vec<u8>, VideoError> {
    written(frame, ".png", &Vector::new()).map_err(|error| VideoError::library(Path::new("(a still)"), &error))
}

/// A frame as a JPEG file's bytes, with no side longer than `side` pixels.
pub(crate) fn packed(frame: &Frame, side: usize, quality: u8) -> Result<Vec<u8>, VideoError> {
    let longest = frame.width.max(frame.height).max(1);
    if longest <= side {
        return jpeg(frame, quality);
    }
    let smaller = |length: usize| (length * side / longest).max(1);
    let (width, height) = (smaller(frame.width), smaller(frame.height));
    let mut rgb = vec![0; width * height * 3];
    let shrink = |rgb: &mut Vec<u8>| -> opencv::Result<()> {
        let whole = Mat::new_rows_cols_with_bytes::<Vec3b>(frame.height as i32, frame.width as i32, &frame.rgb)?;
        let mut small = Mat::new_rows_cols_with_bytes_mut::<Vec3b>(height as i32, width as i32, rgb)?;
        imgproc::resize(&whole, &mut small, Size::new(width as i32, height as i32), 0.0, 0.0, imgproc::INTER_AREA)
    };
    shrink(&mut rgb).map_err(|error| VideoError::library(Path::new("(a still)"), &error))?;
    jpeg(&Frame { width, height, rgb, ..*frame }, quality)
}

/// A frame as a small JPEG, no side longer than `side` pixels, made as fast as can be.
pub(crate) fn glimpsed(frame: &Frame, side: usize, quality: u8) -> Result<Vec<u8>, VideoError> {
    jpeg(&frame.thinned(side), quality)
}

/// Width, height and RGB bytes of a JPEG or PNG file.
pub(crate) fn unpacked(jpeg: &[u8]) -> Result<(usize, usize, Vec<u8>), VideoError> {
    let decode = || -> opencv::Result<(usize, usize, Vec<u8>)> {
        let bytes = Mat::from_bytes::<u8>(jpeg)?;
        let bgr = imgcodecs::imdecode(&bytes, imgcodecs::IMREAD_COLOR)?;
        let (width, height) = (bgr.cols() as usize, bgr.rows() as usize);
        let mut rgb = vec![0; width * height * 3];
        let mut target = Mat::new_rows_cols_with_bytes_mut::<Vec3b>(height as i32, width as i32, &mut rgb)?;
        imgproc::cvt_color_def(&bgr, &mut target, imgproc::COLOR_BGR2RGB)?;
        drop(target);
        Ok((width, height, rgb))
    };
    decode().map_err(|error| VideoError::library(Path::new("(a still)"), &error))
}

fn encode(frame: &Frame, quality: u8) -> opencv::Result<Vec<u8>> {
    written(frame, ".jpg", &Vector::from_slice(&[imgcodecs::IMWRITE_JPEG_QUALITY, i32::from(quality.clamp(1, 100))]))
}

fn written(frame: &Frame, ending: &str, settings: &Vector<i32>) -> opencv::Result<Vec<u8>> {
    let rgb = Mat::new_rows_cols_with_bytes::<Vec3b>(frame.height as i32, frame.width as i32, &frame.rgb)?;
    let mut bgr = Mat::default();
    imgproc::cvt_color_def(&rgb, &mut bgr, imgproc::COLOR_RGB2BGR)?;
    let mut bytes = Vector::new();
    imgcodecs::imencode(ending, &bgr, &mut bytes, settings)?;
    Ok(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_becomes_a_jpeg_of_its_own_colour() {
        let frame = Frame { index: 0, at: Seconds(0.0), width: 64, height: 48, rgb: [200, 40, 90].repeat(64 * 48) };
        let bytes = jpeg(&frame, 90).unwrap();
        assert_eq!(bytes[..3], [0xFF, 0xD8, 0xFF]);
        let back = imgcodecs::imdecode(&Vector::from_slice(&bytes), imgcodecs::IMREAD_COLOR).unwrap();
        let pixel = *back.at_2d::<Vec3b>(20, 20).unwrap();
        assert!(pixel.iter().zip([90, 40, 200]).all(|(seen, meant)| seen.abs_diff(meant) < 8), "{pixel:?}");
    }

    #[test]
    fn a_png_keeps_every_pixel() {
        let rgb: Vec<u8> = (0..64 * 48 * 3).map(|n| (n * 7 % 251) as u8).collect();
        let frame = Frame { index: 0, at: Seconds(0.0), width: 64, height: 48, rgb };
        assert_eq!(unpacked(&png(&frame).unwrap()).unwrap(), (64, 48, frame.rgb));
    }

    #[test]
    fn a_packed_frame_is_small_and_comes_back_in_its_own_colour() {
        let frame = Frame { index: 0, at: Seconds(0.0), width: 640, height: 480, rgb: [200, 40, 90].repeat(640 * 480) };
        let (width, height, rgb) = unpacked(&packed(&frame, 160, 80).unwrap()).unwrap();
        assert_eq!((width, height), (160, 120));
        assert!(rgb[..3].iter().zip([200, 40, 90]).all(|(seen, meant)| seen.abs_diff(meant) < 8));
        assert!(unpacked(b"no picture").is_err());
    }

    #[test]
    fn a_glimpse_of_any_size_is_small_and_a_whole_picture() {
        for (width, height) in [(1921, 1080), (720, 1280), (320, 180), (1, 1)] {
            let frame = Frame { index: 0, at: Seconds(0.0), width, height, rgb: [200, 40, 90].repeat(width * height) };
            let (wide, high, rgb) = unpacked(&glimpsed(&frame, 320, 60).unwrap()).unwrap();
            assert!(wide.max(high) <= 320 && rgb.len() == wide * high * 3, "{wide} x {high}");
            assert!((wide as f64 / high as f64 / (width as f64 / height as f64) - 1.0).abs() < 0.02);
            assert!(rgb.iter().zip([200, 40, 90].iter().cycle()).all(|(seen, meant)| seen.abs_diff(*meant) < 10));
        }
    }

    #[test]
    fn a_frame_without_its_pixels_is_an_error() {
        let frame = Frame { index: 0, at: Seconds(0.0), width: 64, height: 48, rgb: Vec::new() };
        assert!(jpeg(&frame, 90).is_err());
    }
}
