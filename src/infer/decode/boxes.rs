//! Centres of things with size and offset: one map of probabilities a class, highest at the middle of each thing
//! (Zhou, Wang and Kraehenbuehl, "Objects as points", 2019).

use ndarray::ArrayView3;

use crate::geom::ImagePoint;
use crate::infer::crop::Size;

/// Things of one class at the most, the surest.
const MOST: usize = 12;

/// A thing in the picture, in pixels of the picture; whole numbers are pixel centres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thing {
    /// Place of its class in the network's order.
    pub class: usize,
    /// Middle of its box.
    pub at: ImagePoint,
    /// Width of its box.
    pub width: f64,
    /// Height of its box.
    pub height: f64,
    /// How sure the network is, 0..=1.
    pub confidence: f64,
}

/// The things at least `sure`, the surest first. Axes: `heatmap` is class, row, column; `size` is width and height of each class in turn,
/// row, column; `offset` is x and y, row, column.
///
/// A thing stands at each cell that is the highest of the nine round it; its middle is `offset` of a cell from the cell's upper left corner.
pub fn decode(
    heatmap: &ArrayView3<f32>,
    size: &ArrayView3<f32>,
    offset: &ArrayView3<f32>,
    picture: Size,
    sure: f64,
) -> Vec<Thing> {
    let (classes, rows, columns) = heatmap.dim();
    if size.dim() != (2 * classes, rows, columns) || offset.dim() != (2, rows, columns) {
        return Vec::new();
    }
    let mut things = Vec::new();
    for (class, map) in heatmap.outer_iter().enumerate() {
        let mut peaks: Vec<(f32, usize, usize)> = map
            .indexed_iter()
            .filter(|&(_, &value)| value.is_finite() && f64::from(value) >= sure)
            .map(|((row, column), &value)| (value, row, column))
            .filter(|&(value, row, column)| {
                let near = |at: usize, last: usize| at.saturating_sub(1)..(at + 2).min(last);
                // Of two equal neighbours the first is the peak.
                near(row, rows).flat_map(|y| near(column, columns).map(move |x| (y, x))).all(|(y, x)| {
                    let other = map[(y, x)];
                    other < value || (y, x) == (row, column) || (other <= value && (y, x) > (row, column))
                })
            })
            .collect();
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        peaks.truncate(MOST);
        for (value, row, column) in peaks {
            let of = |maps: &ArrayView3<f32>, k: usize| f64::from(maps[(k, row, column)]);
            let place = |cell: usize, off: f64, cells: usize, pixels: usize| {
                (cell as f64 + off.clamp(0.0, 1.0)) * pixels as f64 / cells as f64 - 0.5
            };
            let at = ImagePoint::new(
                place(column, of(offset, 0), columns, picture.width),
                place(row, of(offset, 1), rows, picture.height),
            );
            let (width, height) = (of(size, 2 * class), of(size, 2 * class + 1));
            let sound = at.is_finite() && width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0;
            if sound {
                things.push(Thing { class, at, width, height, confidence: f64::from(value).min(1.0) });
            }
        }
    }
    things.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    things
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;
    use proptest::prelude::*;

    const PICTURE: Size = Size { width: 256, height: 256 };

    /// Maps of 2 classes on 64 x 64 cells with a bell of each thing round its cell.
    fn maps(things: &[Thing]) -> [Array3<f32>; 3] {
        let mut maps = [Array3::zeros((2, 64, 64)), Array3::zeros((4, 64, 64)), Array3::zeros((2, 64, 64))];
        for thing in things {
            let (x, y) = ((thing.at.x + 0.5) / 4.0, (thing.at.y + 0.5) / 4.0);
            let (column, row) = (x as usize, y as usize);
            for v in 0..64_usize {
                for u in 0..64_usize {
                    let off = u.abs_diff(column).pow(2) + v.abs_diff(row).pow(2);
                    let value = (thing.confidence * (-(off as f64) / 4.0).exp()) as f32;
                    let cell: &mut f32 = &mut maps[0][(thing.class, v, u)];
                    *cell = cell.max(value);
                }
            }
            maps[1][(2 * thing.class, row, column)] = thing.width as f32;
            maps[1][(2 * thing.class + 1, row, column)] = thing.height as f32;
            maps[2][(0, row, column)] = x.fract() as f32;
            maps[2][(1, row, column)] = y.fract() as f32;
        }
        maps
    }

    fn seen(maps: &[Array3<f32>; 3]) -> Vec<Thing> {
        decode(&maps[0].view(), &maps[1].view(), &maps[2].view(), PICTURE, 0.3)
    }

    #[test]
    fn equal_neighbours_are_one_thing_and_unsure_ones_none() {
        let mut maps = maps(&[]);
        maps[0][(0, 5, 5)] = 0.5;
        maps[0][(0, 5, 6)] = 0.5;
        maps[0][(1, 9, 9)] = 0.2;
        maps[1].fill(20.0);
        let things = seen(&maps);
        assert_eq!(things.len(), 1, "{things:?}");
        assert!(things[0].at.distance(ImagePoint::new(19.5, 19.5)) < 1e-9);
    }

    #[test]
    fn maps_that_do_not_belong_together_or_hold_no_numbers_show_nothing() {
        let mut maps = maps(&[]);
        assert!(decode(&maps[0].view(), &maps[2].view(), &maps[2].view(), PICTURE, 0.3).is_empty());
        maps[0].fill(f32::NAN);
        assert!(seen(&maps).is_empty());
        maps[0].fill(0.0);
        maps[0][(0, 1, 1)] = 0.9;
        assert!(seen(&maps).is_empty(), "a thing without a size");
    }

    proptest! {
        #[test]
        fn things_come_out_where_they_were_put(
            x in 10.0_f64..110.0, y in 5.0_f64..250.0, width in 4.0_f64..120.0, height in 4.0_f64..120.0, sure in 0.4_f64..1.0,
        ) {
            let plate = Thing { class: 0, at: ImagePoint::new(x, y), width, height, confidence: sure };
            let far = Thing { at: ImagePoint::new(x + 120.0, y), ..plate };
            let end = Thing { class: 1, width: 8.0, height: 9.0, ..plate };
            let things = seen(&maps(&[plate, far, end]));
            prop_assert_eq!(things.len(), 3);
            for thing in [plate, far, end] {
                let found = things.iter().any(|seen| {
                    seen.class == thing.class && seen.at.distance(thing.at) < 0.01 && (seen.width - thing.width).abs() < 0.01
                        && (seen.height - thing.height).abs() < 0.01 && (seen.confidence - sure).abs() < 0.01
                });
                prop_assert!(found, "{:?} in {:?}", thing, things);
            }
        }

        #[test]
        fn any_numbers_give_finite_things_in_the_picture(values in proptest::collection::vec(proptest::num::f32::ANY, 8 * 25)) {
            let maps = Array3::from_shape_vec((8, 5, 5), values).unwrap();
            let (heat, rest) = maps.view().split_at(ndarray::Axis(0), 2);
            let (size, offset) = rest.split_at(ndarray::Axis(0), 4);
            for thing in decode(&heat, &size, &offset, 40.into(), 0.3) {
                prop_assert!((-0.5..40.0).contains(&thing.at.x) && (-0.5..40.0).contains(&thing.at.y) && thing.width.is_finite());
            }
        }
    }
}
