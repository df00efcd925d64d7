//! A five by seven letter set for what is written on the plates and the wall.

fn glyph(letter: char) -> [u8; 7] {
    match letter {
        'P' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'M' => [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
        'B' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
        'I' => [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        'N' => [0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        'K' => [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001],
        'G' => [0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110],
        '2' => [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        '0' => [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        _ => [0; 7],
    }
}

/// Whether ink lies at a place of a line of text: `across` in letters from its start (a letter and its gap are
/// one), `down` from 0 (top) to 1 (bottom).
pub fn ink(text: &str, across: f32, down: f32) -> bool {
    if !(0.0..1.0).contains(&down) || across < 0.0 {
        return false;
    }
    let Some(letter) = text.chars().nth(across as usize) else { return false };
    let column = (across.fract() * 6.0) as usize;
    column < 5 && glyph(letter)[(down * 7.0) as usize] >> (4 - column) & 1 == 1
}

/// Whether ink lies at a place of a round text, whose middle is at the top of a circle. `angle` is in radians,
/// clockwise from the top; `down` as in [`ink`]; a letter takes `pitch` radians.
pub fn round_ink(text: &str, angle: f32, down: f32, pitch: f32) -> bool {
    ink(text, angle / pitch + 0.5 * text.len() as f32, down)
}
