//! Letters as coverage, from the bundled typeface.
//!
//! Ubuntu Light out of the crate `epaint_default_fonts`, under the Ubuntu Font Licence 1.0, which lets it be bundled and embedded.

use std::collections::HashMap;

use ab_glyph::{Font, FontRef, Glyph, GlyphId, PxScale, ScaleFont, point};

/// Letters kept for the next frame; a caption has a few dozen, and a growing map must not grow for ever.
const KEPT: usize = 2000;
/// How much darker than the drawn outline a stroke is made: the typeface is a light one, and video is coarse.
const BOLD: f32 = 1.5;

/// One letter: how much of each pixel it covers, 0..=255, in rows from the top.
struct Letter {
    left: i32,
    top: i32,
    width: usize,
    coverage: Vec<u8>,
}

/// Sets lines of text.
pub(super) struct Lettering {
    font: Option<FontRef<'static>>,
    letters: HashMap<(GlyphId, u32), Option<Letter>>,
}

impl Lettering {
    pub(super) fn new() -> Self {
        Self { font: FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT).ok(), letters: HashMap::new() }
    }

    /// Width of a line in pixels.
    pub(super) fn width(&self, text: &str, height: f32) -> f32 {
        let Some(font) = &self.font else { return 0.0 };
        let font = font.as_scaled(PxScale::from(height));
        let mut last = None;
        text.chars().fold(0.0, |width, letter| {
            let id = font.glyph_id(letter);
            let kern = last.replace(id).map_or(0.0, |last| font.kern(last, id));
            width + kern + font.h_advance(id)
        })
    }

    /// Calls `dot` with the column, the row and the coverage (0..=255) of every pixel that the line covers. `left` and `top` are those
    /// of the line's box of `height`. Letters stand on whole pixels, so that each is drawn once and kept.
    pub(super) fn set(&mut self, text: &str, left: f32, top: f32, height: f32, mut dot: impl FnMut(i32, i32, u8)) {
        let Some(font) = &self.font else { return };
        if self.letters.len() > KEPT {
            self.letters.clear();
        }
        let scaled = font.as_scaled(PxScale::from(height));
        let (mut x, baseline) = (left, (top + scaled.ascent()).round() as i32);
        let mut last = None;
        for letter in text.chars() {
            let id = scaled.glyph_id(letter);
            x += last.replace(id).map_or(0.0, |last| scaled.kern(last, id));
            let letter = self.letters.entry((id, height.to_bits())).or_insert_with(|| draw(font, id, height));
            if let Some(Letter { left, top, width, coverage }) = letter {
                for (row, pixels) in coverage.chunks_exact(*width).enumerate() {
                    for (column, &covered) in pixels.iter().enumerate().filter(|(_, covered)| **covered > 0) {
                        dot(x.round() as i32 + *left + column as i32, baseline + *top + row as i32, covered);
                    }
                }
            }
            x += scaled.h_advance(id);
        }
    }
}

fn draw(font: &FontRef, id: GlyphId, height: f32) -> Option<Letter> {
    let outlined = font.outline_glyph(Glyph { id, scale: PxScale::from(height), position: point(0.0, 0.0) })?;
    let bounds = outlined.px_bounds();
    let width = bounds.width() as usize;
    let mut coverage = vec![0; width * bounds.height() as usize];
    outlined.draw(|column, row, covered| {
        if let Some(pixel) = coverage.get_mut(row as usize * width + column as usize) {
            *pixel = ((covered * BOLD).min(1.0) * 255.0).round() as u8;
        }
    });
    (width > 0).then_some(Letter { left: bounds.min.x as i32, top: bounds.min.y as i32, width, coverage })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typeface_has_every_sign_that_captions_use() {
        let lettering = Lettering::new();
        let font = lettering.font.as_ref().expect("the bundled typeface is readable");
        let missing = font.glyph_id('\u{10FFFF}');
        for letter in ('A'..='Z').chain('a'..='z').chain('0'..='9').chain("°±·%/(),.:-–’≤≥".chars()) {
            assert_ne!(font.glyph_id(letter), missing, "{letter:?}");
        }
    }

    #[test]
    fn a_line_covers_its_own_box_only() {
        let mut lettering = Lettering::new();
        let width = lettering.width("22 ± 4° of Wg", 24.0);
        assert!((60.0..200.0).contains(&width), "{width}");
        let mut covered = 0;
        lettering.set("22 ± 4° of Wg", 10.0, 5.0, 24.0, |x, y, _| {
            covered += 1;
            assert!((9..=11 + width as i32).contains(&x) && (4..=30).contains(&y), "{x} {y}");
        });
        assert!(covered > 300, "{covered}");
    }
}
