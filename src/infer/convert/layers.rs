//! The operators one by one: how each becomes ONNX nodes.

use super::ConvertError;
use super::filter::Filter;
use super::fold::{Folded, worth_blocks, worth_folding};
use super::lower::{LAST, Lowering, Site, Value};
use super::onnx::Attribute;
use super::tflite::{Activation, Padding, Window};

impl Lowering<'_, '_> {
    /// The sum of two tensors of one shape.
    pub(super) fn add(&mut self, site: &Site<'_>, activation: Activation) -> Result<(), ConvertError> {
        let (first, second, output) = (site.input(0)?, site.input(1)?, site.output()?);
        let sizes = self.picture(output)?;
        if self.picture(first)? != sizes || self.picture(second)? != sizes {
            return Err(site.wants("two summands of one shape"));
        }
        let [_, _, _, channels] = sizes;
        if let (Some(first), Some(second)) = (self.folded(first), self.folded(second)) {
            let name = format!("t{output}_folded");
            self.sum(&first.name, &second.name, channels * 2, activation, &name);
            let spare = first.spare.min(second.spare);
            self.values.insert(output, Value::Folded(Folded { name, height: first.height, spare }));
            return Ok(());
        }
        let (first, second) = (self.operand(site, first)?, self.operand(site, second)?);
        let name = format!("t{output}");
        self.sum(&first, &second, channels, activation, &name);
        self.values.insert(output, Value::Here(name));
        Ok(())
    }

    /// Appends a sum with its activation.
    fn sum(&mut self, first: &str, second: &str, channels: usize, activation: Activation, name: &str) {
        if activation == Activation::Relu6 {
            let (total, relayed) = (format!("{name}_sum"), format!("{name}_relay"));
            self.graph.node("Add", &[first, second], &total, &[]);
            self.relay(&total, channels, &relayed);
            self.limit(&relayed, name);
        } else {
            self.activated("Add", &[first, second], &[], activation, name);
        }
    }

    /// A convolution over all channels, or over each by itself.
    pub(super) fn convolution(&mut self, site: &Site<'_>, window: Window, depthwise: bool) -> Result<(), ConvertError> {
        let (source, output) = (site.input(0)?, site.output()?);
        // A border that was left to its readers is added by the convolution itself.
        let (source, border) = match self.values.get(&source) {
            Some(&Value::Bordered(inner, border)) if window.padding == Padding::Valid => (inner, border),
            _ => (source, [[0; 2]; 2]),
        };
        let [_, height, width, channels] = self.picture(source)?;
        let sizes = self.picture(output)?;
        let filter = self.filter(site, channels, depthwise)?;
        let [outer, _, down, across] = filter.shape;
        let rows = span(window, 0, height, down, border[0]);
        let columns = span(window, 1, width, across, border[1]);
        let (Some((rows, above, below)), Some((columns, left, right))) = (rows, columns) else {
            return Err(site.wants("a window that fits the picture"));
        };
        if [rows, columns, outer] != [sizes[1], sizes[2], sizes[3]] {
            return Err(site.wants("a result of the size that the window gives"));
        }
        // A folded picture stays so while each row only needs its neighbours.
        let even = window.stride == [1, 1] && window.dilation == [1, 1] && above == below && down == 2 * above + 1;
        let name = format!("t{output}_folded");
        let folded = self.folded(source).filter(|_| even);
        let after = folded.as_ref().and_then(|folded| folded.after(name, above));
        let folded = folded.filter(|_| after.is_some());
        let source = if let Some(folded) = &folded { folded.name.clone() } else { self.operand(site, source)? };
        let (pads, strides, dilations) = ([above, left, below, right], window.stride, window.dilation);
        if worth_blocks(window, &filter, sizes) {
            return self.blocks(site, &source, folded.as_ref(), &filter, window.activation);
        }
        let (filter, name, value) = match after {
            Some(after) => (filter.doubled(), after.name.clone(), Value::Folded(after)),
            None => (filter, format!("t{output}"), Value::Here(format!("t{output}"))),
        };
        self.filtered(site, &source, &filter, pads, strides, dilations, window.activation, &name)?;
        self.values.insert(output, value);
        Ok(())
    }

    /// The weights and the biases of a convolution of so many channels, turned from channels last to channels first.
    fn filter(&self, site: &Site<'_>, channels: usize, depthwise: bool) -> Result<Filter, ConvertError> {
        let index = site.input(1)?;
        let [outer, down, across, inner] = self.picture(index)?;
        let values = self.constant(site, index)?;
        let taps = down * across;
        let (fits, weights, shape, groups) = if depthwise {
            let weights = transposed(&values, taps, inner);
            (outer == 1 && inner % channels == 0, weights, [inner, 1, down, across], channels)
        } else {
            let weights = values.chunks(taps * inner).flat_map(|filter| transposed(filter, taps, inner)).collect();
            (inner == channels, weights, [outer, inner, down, across], 1)
        };
        let bias = site.operator.inputs.get(2).copied().flatten();
        let bias = bias.map_or(Ok(Vec::new()), |bias| self.constant(site, bias))?;
        if !fits || !(bias.is_empty() || bias.len() == shape[0]) {
            return Err(site.wants("a filter and biases that fit the channels"));
        }
        Ok(Filter { weights, shape, groups, bias })
    }

    /// The maximum over a window.
    pub(super) fn max_pool(&mut self, site: &Site<'_>, window: Window, kernel: [usize; 2]) -> Result<(), ConvertError> {
        let [_, height, width, channels] = self.picture(site.input(0)?)?;
        let [_, out_height, out_width, out_channels] = self.picture(site.output()?)?;
        let [down, across] = kernel;
        let (rows, columns) = (span(window, 0, height, down, [0; 2]), span(window, 1, width, across, [0; 2]));
        let (Some((rows, above, below)), Some((columns, left, right))) = (rows, columns) else {
            return Err(site.wants("a window that fits the picture"));
        };
        if [rows, columns, channels] != [out_height, out_width, out_channels] {
            return Err(site.wants("a result of the size that the window gives"));
        }
        let ints = |values: [usize; 2]| Attribute::Ints(values.map(|v| v as i64).to_vec());
        let attributes = [
            ("kernel_shape", ints(kernel)),
            ("pads", Attribute::Ints([above, left, below, right].map(|v| v as i64).to_vec())),
            ("strides", ints(window.stride)),
        ];
        let source = self.operand(site, site.input(0)?)?;
        self.emit(site, "MaxPool", &[&source], &attributes, window.activation)
    }

    /// Zeros around a picture, left to its readers to add.
    pub(super) fn pad(&mut self, site: &Site<'_>) -> Result<(), ConvertError> {
        let (source, output) = (site.input(0)?, site.output()?);
        let sizes: Vec<_> = self.sizes(site, site.input(1)?)?.into_iter().map_while(|size| usize::try_from(size).ok()).collect();
        let [0, 0, top, bottom, left, right, 0, 0] = sizes[..] else {
            return Err(site.wants("zeros added to the height and the width only"));
        };
        let [n, height, width, channels] = self.picture(source)?;
        let fits = |size: usize, before: usize, after: usize| size.checked_add(before)?.checked_add(after);
        let (Some(height), Some(width)) = (fits(height, top, bottom), fits(width, left, right)) else {
            return Err(site.wants("a border of a size that makes sense"));
        };
        if self.picture(output)? != [n, height, width, channels] {
            return Err(site.wants("a result as large as the picture with its border"));
        }
        if let Some(Value::Bordered(..)) = self.values.get(&source) {
            // Borders do not nest: the inner one is written out.
            self.operand(site, source)?;
        }
        self.values.insert(output, Value::Bordered(source, [[top, bottom], [left, right]]));
        Ok(())
    }

    /// The same numbers in another shape.
    pub(super) fn reshape(&mut self, site: &Site<'_>) -> Result<(), ConvertError> {
        let (source, output) = (site.input(0)?, site.output()?);
        let shape = self.tensor(output)?.shape.clone();
        let mut name = self.operand(site, source)?;
        if self.tensor(source)?.shape.len() == 4 {
            let [n, height, width, channels] = self.picture(source)?;
            if n * height * width * channels != shape.iter().fold(1, |all: usize, &size| all.saturating_mul(size)) {
                return Err(site.wants("as many numbers after as before"));
            }
            if height * width > 1 && channels > 1 {
                let last = format!("t{output}_last");
                self.graph.node("Transpose", &[&name], &last, &[("perm", Attribute::Ints(LAST.to_vec()))]);
                name = last;
            }
        }
        if shape.len() == 4 {
            return Err(site.wants("a result that is not a picture"));
        }
        let sizes = self.ints(&format!("t{output}_shape"), &shape);
        self.emit(site, "Reshape", &[&name, &sizes], &[], Activation::None)
    }

    /// Bilinear scaling to the result's size.
    pub(super) fn resize(&mut self, site: &Site<'_>, align_corners: bool, half_pixel: bool) -> Result<(), ConvertError> {
        let (source, output) = (site.input(0)?, site.output()?);
        let (before, after) = (self.picture(source)?, self.picture(output)?);
        let [n, height, width, channels] = after;
        let told = self.sizes(site, site.input(1)?)?;
        if told.iter().map(|&size| usize::try_from(size).unwrap_or(0)).ne([height, width])
            || [n, channels] != [before[0], before[3]]
        {
            return Err(site.wants("a result of the size that is asked for"));
        }
        let mode = match (align_corners, half_pixel) {
            (true, false) => "align_corners",
            (false, true) => "half_pixel",
            (false, false) => "asymmetric",
            (true, true) => return Err(site.wants("corners or pixels aligned, not both")),
        };
        let source = self.operand(site, source)?;
        if mode == "half_pixel" && worth_folding(before, after) {
            let folded = self.fold(&source, before, output);
            return self.scale_folded(site, &folded, height);
        }
        let sizes = self.ints(&format!("t{output}_sizes"), &[n, channels, height, width]);
        let attributes = [("coordinate_transformation_mode", Attribute::Text(mode)), ("mode", Attribute::Text("linear"))];
        self.emit(site, "Resize", &[&source, "", "", &sizes], &attributes, Activation::None)
    }
}

/// How many windows fit along one axis and how many zeros are put before and after it for that.
fn span(window: Window, axis: usize, size: usize, kernel: usize, border: [usize; 2]) -> Option<(usize, usize, usize)> {
    let (stride, dilation) = (*window.stride.get(axis)?, *window.dilation.get(axis)?);
    let reach = (kernel - 1) * dilation + 1;
    let [before, after] = border;
    match window.padding {
        Padding::Same => {
            let count = size.div_ceil(stride);
            let zeros = ((count - 1) * stride + reach).saturating_sub(size);
            // An odd one goes to the end.
            Some((count, zeros / 2, zeros - zeros / 2))
        }
        Padding::Valid => {
            let rest = (size + before + after).checked_sub(reach)?;
            Some((rest / stride + 1, before, after))
        }
    }
}

/// Rows of numbers as columns.
fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| values.iter().skip(column).step_by(columns).take(rows)).copied().collect()
}
