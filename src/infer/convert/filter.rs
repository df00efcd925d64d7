//! Filters of convolutions with the output channels first, and the forms of them that run faster.

/// A convolution's numbers: for each output channel, each input channel of its group and each tap one weight, and the biases.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter {
    /// The weights, in the order of `shape`.
    pub(super) weights: Vec<f32>,
    /// Output channels, input channels of each group, taps down and taps across.
    pub(super) shape: [usize; 4],
    /// The groups that the channels are divided into.
    pub(super) groups: usize,
    /// What is added to each output channel, nothing when empty.
    pub(super) bias: Vec<f32>,
}

impl Filter {
    /// The filter for two pictures that lie one behind the other as channels and have nothing to do with each other.
    pub(super) fn doubled(&self) -> Self {
        let [outer, inner, down, across] = self.shape;
        let (weights, shape, groups) = if self.groups > 1 {
            ([self.weights.as_slice(), &self.weights].concat(), [outer * 2, inner, down, across], self.groups * 2)
        } else {
            // Two groups of few channels would run slower than one with zeros between the pictures.
            let rows = self.weights.chunks(inner * down * across);
            let zeros = vec![0.0; inner * down * across];
            let first = rows.clone().flat_map(|row| [row, &zeros].concat());
            let second = rows.flat_map(|row| [zeros.as_slice(), row].concat());
            (first.chain(second).collect(), [outer * 2, inner * 2, down, across], 1)
        };
        Self { weights, shape, groups, bias: [self.bias.as_slice(), &self.bias].concat() }
    }

    /// The filter that computes a block of `rows` by `columns` neighbouring results as so many channels, to be applied with these steps.
    ///
    /// Each of the block's filters is the original one, shifted inside a window that all of them share.
    pub(super) fn blocks(&self, rows: usize, columns: usize) -> Self {
        let [outer, inner, down, across] = self.shape;
        let (high, wide) = (down + rows - 1, across + columns - 1);
        let mut weights = Vec::with_capacity(outer * rows * columns * inner * high * wide);
        for filter in self.weights.chunks(inner * down * across) {
            for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
                for plane in filter.chunks(down * across) {
                    let mut lines = plane.chunks(across);
                    for row in 0..high {
                        let line = if (y..y + down).contains(&row) { lines.next() } else { None };
                        let line = line.unwrap_or_default();
                        weights.extend(std::iter::repeat_n(0.0, x));
                        weights.extend_from_slice(line);
                        weights.extend(std::iter::repeat_n(0.0, wide - x - line.len()));
                    }
                }
            }
        }
        let bias = self.bias.iter().flat_map(|&bias| std::iter::repeat_n(bias, rows * columns)).collect();
        Self { weights, shape: [outer * rows * columns, inner, high, wide], groups: self.groups, bias }
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    fn filter(groups: usize, shape: [usize; 4]) -> Filter {
        let count: usize = shape.iter().product();
        Filter { weights: (1..=count).map(|n| n as f32).collect(), shape, groups, bias: vec![0.5; shape[0]] }
    }

    #[test]
    fn a_dense_filter_doubles_with_zeros_between() {
        let double = filter(1, [1, 2, 1, 1]).doubled();
        assert_eq!(double.shape, [2, 4, 1, 1]);
        assert_eq!(double.weights, [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0]);
        assert_eq!(double.bias, [0.5, 0.5]);
    }

    #[test]
    fn a_filter_for_each_channel_doubles_its_channels() {
        let double = filter(2, [2, 1, 1, 1]).doubled();
        assert_eq!((double.shape, double.groups), ([4, 1, 1, 1], 4));
        assert_eq!(double.weights, [1.0, 2.0, 1.0, 2.0]);
    }

    #[test]
    fn blocks_hold_the_filter_shifted() {
        let blocks = filter(1, [1, 1, 2, 1]).blocks(2, 2);
        assert_eq!(blocks.shape, [4, 1, 3, 2]);
        #[rustfmt::skip]
        assert_eq!(blocks.weights, [
            1.0, 0.0, 2.0, 0.0, 0.0, 0.0,
            0.0, 1.0, 0.0, 2.0, 0.0, 0.0,
            0.0, 0.0, 1.0, 0.0, 2.0, 0.0,
            0.0, 0.0, 0.0, 1.0, 0.0, 2.0,
        ]);
        assert_eq!(blocks.bias, [0.5; 4]);
    }
}
