//! 16-bit floats, as weights are stored, made 32-bit ones.

/// The 32-bit float of the same value as the 16-bit float with these bits.
pub(super) fn widen(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Below the smallest normal number the fraction counts in steps of 2^-24; the product is exact.
        0 => f32::from_bits((fraction as f32 * f32::from_bits(0x3380_0000)).to_bits() | sign),
        // Infinities and what is not a number.
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        // The exponents' zero points differ by 112.
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::widen;

    #[test]
    fn known_values() {
        let cases = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2.0_f32.powi(-24)),
            (0x83ff, -1023.0 * 2.0_f32.powi(-24)),
            (0x0400, 2.0_f32.powi(-14)),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(widen(bits).to_bits(), f32::to_bits(value), "{bits:#06x}");
        }
        assert!(widen(0x7e00).is_nan());
        assert!(widen(0x8000).is_sign_negative());
    }
}
