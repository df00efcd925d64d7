//! A drawing as a picture in a page.

use std::fmt::Write as _;

use super::{SIZE, Shape, drawing};

/// The drawing of a position as an SVG element with a title, coloured by the classes of its inks (`ink-body` and so on); `None` for an id that
/// is not known.
pub fn svg(id: &str, title: &str) -> Option<String> {
    let shapes = drawing(id)?;
    let mut text = format!(
        r#"<svg class="position" viewBox="0 0 {} {}" role="img" aria-label="{}">"#,
        SIZE.0,
        SIZE.1,
        title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
    );
    let list = |points: &[(f64, f64)]| points.iter().map(|(x, y)| format!("{x:.3},{y:.3}")).collect::<Vec<_>>().join(" ");
    for shape in &shapes {
        let ink = shape.ink().code();
        // Writing to a text cannot fail.
        let _ = match shape {
            Shape::Fill(points, _) => write!(text, r#"<polygon class="ink-{ink}" points="{}"/>"#, list(points)),
            Shape::Line(points, width, _) => {
                write!(text, r#"<polyline class="ink-{ink} ink-line" stroke-width="{width:.3}" points="{}"/>"#, list(points))
            }
            Shape::Disc((x, y), radius, _) => {
                write!(text, r#"<circle class="ink-{ink}" cx="{x:.3}" cy="{y:.3}" r="{radius:.3}"/>"#)
            }
            Shape::Ring((x, y), radius, width, _) => write!(
                text,
                r#"<circle class="ink-{ink} ink-line" stroke-width="{width:.3}" cx="{x:.3}" cy="{y:.3}" r="{radius:.3}"/>"#
            ),
        };
    }
    Some(text + "</svg>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_a_title_that_cannot_break_out_and_only_numbers() {
        let picture = svg("plank", "\"><script>").unwrap();
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>") && !picture.contains("<script"));
        assert!(!picture.contains("NaN") && !picture.contains("inf\""));
        assert_eq!(svg("headstand", ""), None);
    }
}
