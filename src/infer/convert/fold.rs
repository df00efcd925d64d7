//! Large pictures of few channels, folded: the upper and the lower half one behind the other, as twice the channels.
//!
//! Processors work on eight or sixteen channels at a time. A picture of eight channels leaves half of the wider ones idle, so such a
//! picture is cut in two with a few rows of overlap, and the layers up to the end of the mask run on both halves at once. Rows near the
//! cut go wrong one layer after the other; the overlap is large enough to throw all of them away in the end.

use super::ConvertError;
use super::filter::Filter;
use super::lower::{Lowering, Site, Value};
use super::onnx::Attribute;
use super::tflite::{Activation, Padding, Window};

/// Rows beyond its half that each half has after scaling to twice the size.
const OVERLAP: usize = 4;
/// Fewer pixels than this are not worth folding or computing in blocks.
const LARGE: usize = 1 << 16;
/// Rows and columns of the blocks in which a picture of one channel is computed.
const BLOCK: [usize; 2] = [4, 2];

/// A folded picture.
#[derive(Debug, Clone)]
pub(super) struct Folded {
    /// The name under which it is computed.
    pub(super) name: String,
    /// The height of the whole picture.
    pub(super) height: usize,
    /// Rows beyond the cut that are still right.
    pub(super) spare: usize,
}

impl Folded {
    /// The picture after a layer that looks `reach` rows up and down, if it has the rows for that.
    pub(super) fn after(&self, name: String, reach: usize) -> Option<Self> {
        Some(Self { name, height: self.height, spare: self.spare.checked_sub(reach)? })
    }
}

/// Whether scaling a picture (`before`: batch, height, width, channels) to twice its size is worth folding.
pub(super) fn worth_folding(before: [usize; 4], after: [usize; 4]) -> bool {
    let [n, height, width, channels] = before;
    n == 1 && channels <= 8 && height % 4 == 0 && after == [1, height * 2, width * 2, channels] && height * width * 4 >= LARGE
}

/// Whether a layer's one channel is worth computing in blocks of neighbours as so many channels.
pub(super) fn worth_blocks(window: Window, filter: &Filter, output: [usize; 4]) -> bool {
    let ([rows, columns], [n, height, width, channels]) = (BLOCK, output);
    let [_, _, down, across] = filter.shape;
    let plain = window.padding == Padding::Same && window.stride == [1, 1] && window.dilation == [1, 1];
    let fits = height % (2 * rows) == 0 && width % columns == 0 && down % 2 == 1 && across % 2 == 1;
    plain && fits && n == 1 && channels == 1 && filter.groups == 1 && height * width >= LARGE
}

impl Lowering<'_, '_> {
    /// Appends the nodes that fold a picture before it is scaled to `output`, and gives the folded picture's name.
    pub(super) fn fold(&mut self, source: &str, [_, height, _, channels]: [usize; 4], output: usize) -> String {
        let (half, overlap) = (height / 2, OVERLAP / 2);
        let upper = self.slice(source, 2, [0, half + overlap]);
        let lower = self.slice(source, 2, [half - overlap, height]);
        let (both, name) = (format!("t{output}_halves"), format!("t{output}_before"));
        self.graph.node("Concat", &[&upper, &lower], &both, &[("axis", Attribute::Int(1))]);
        // ONNX Runtime scales in its own faster layout only what a convolution has brought into it.
        self.relay(&both, channels * 2, &name);
        name
    }

    /// Scales a folded picture to twice its size.
    pub(super) fn scale_folded(&mut self, site: &Site<'_>, source: &str, height: usize) -> Result<(), ConvertError> {
        let output = site.output()?;
        let (name, scales) = (format!("t{output}_folded"), format!("t{output}_scales"));
        self.graph.floats(&scales, &[4], &[1.0, 1.0, 2.0, 2.0]);
        let attributes = [("coordinate_transformation_mode", Attribute::Text("half_pixel")), ("mode", Attribute::Text("linear"))];
        self.graph.node("Resize", &[source, "", &scales], &name, &attributes);
        // The outermost row would have needed the next one beyond.
        self.values.insert(output, Value::Folded(Folded { name, height, spare: OVERLAP - 1 }));
        Ok(())
    }

    /// Appends the nodes that put a folded picture together again under `name`.
    pub(super) fn unfold(&mut self, folded: &Folded, channels: usize, name: &str) {
        let upper = self.slice(&folded.name, 1, [0, channels]);
        let upper = self.slice(&upper, 2, [0, folded.height / 2]);
        let lower = self.slice(&folded.name, 1, [channels, channels * 2]);
        let lower = self.slice(&lower, 2, [OVERLAP, OVERLAP + folded.height / 2]);
        self.graph.node("Concat", &[&upper, &lower], name, &[("axis", Attribute::Int(2))]);
    }

    /// Computes a picture of one channel in blocks, from a whole or a folded picture.
    pub(super) fn blocks(
        &mut self,
        site: &Site<'_>,
        source: &str,
        folded: Option<&Folded>,
        filter: &Filter,
        activation: Activation,
    ) -> Result<(), ConvertError> {
        let output = site.output()?;
        let [_, height, width, _] = self.picture(output)?;
        let [rows, columns] = BLOCK;
        let [_, _, down, across] = filter.shape;
        let filter = if folded.is_some() { filter.doubled() } else { filter.clone() }.blocks(rows, columns);
        let mut name = format!("t{output}_blocks");
        let (above, left) = (down / 2, across / 2);
        self.filtered(site, source, &filter, [above, left, above, left], BLOCK, [1, 1], activation, &name)?;
        if folded.is_some() {
            // Each half has its blocks as channels; the lower one begins with the overlap.
            let (count, half) = (rows * columns, height / 2 / rows);
            let upper = self.slice(&name, 1, [0, count]);
            let upper = self.slice(&upper, 2, [0, half]);
            let lower = self.slice(&name, 1, [count, count * 2]);
            let lower = self.slice(&lower, 2, [OVERLAP / rows, OVERLAP / rows + half]);
            name = format!("t{output}_whole");
            self.graph.node("Concat", &[&upper, &lower], &name, &[("axis", Attribute::Int(2))]);
        }
        let (split, turned) = (format!("t{output}_split"), format!("t{output}_turned"));
        let sizes = self.ints(&format!("{split}_shape"), &[rows, columns, height / rows, width / columns]);
        self.graph.node("Reshape", &[&name, &sizes], &split, &[]);
        self.graph.node("Transpose", &[&split], &turned, &[("perm", Attribute::Ints(vec![2, 0, 3, 1]))]);
        let sizes = self.ints(&format!("{turned}_shape"), &[1, 1, height, width]);
        self.emit(site, "Reshape", &[&turned, &sizes], &[], Activation::None)
    }

    /// Appends the node that takes the channels (`axis` 1) or rows (2) of a range, and gives its name.
    fn slice(&mut self, source: &str, axis: usize, [from, to]: [usize; 2]) -> String {
        let name = format!("{source}_{}", self.graph.nodes());
        let [first, last, axes] =
            [("from", from), ("to", to), ("axis", axis)].map(|(part, value)| self.ints(&format!("{name}_{part}"), &[value]));
        self.graph.node("Slice", &[source, &first, &last, &axes], &name, &[]);
        name
    }
}
