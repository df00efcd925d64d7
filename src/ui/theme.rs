//! How the window looks: one scale of type, one accent, colours for grades that colour-blind people can tell apart.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme,
    Visuals, vec2,
};

use crate::faults::Severity;

/// Typeface of text: Inter, cut down to the letters of European languages (SIL Open Font Licence 1.1, in `assets/fonts`).
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/inter-regular.ttf");
/// The same for headings.
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/inter-semibold.ttf");

/// The scale of type, points: captions, text, headings, titles. Nothing else is used.
pub(super) const SMALL: f32 = 12.0;
pub(super) const BODY: f32 = 13.5;
pub(super) const HEADING: f32 = 16.0;
pub(super) const TITLE: f32 = 24.0;

/// Room between things that belong together, between things, and between groups, points.
pub(super) const TIGHT: f32 = 4.0;
pub(super) const GAP: f32 = 8.0;
pub(super) const WIDE: f32 = 16.0;

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    /// Behind the video.
    pub(super) stage: Color32,
    /// Panels.
    pub(super) panel: Color32,
    /// Cards and buttons on a panel.
    pub(super) raised: Color32,
    /// Buttons on a panel or a card.
    pub(super) button: Color32,
    /// The same under the pointer.
    pub(super) lifted: Color32,
    /// Thin lines between things.
    pub(super) line: Color32,
    /// Text.
    pub(super) text: Color32,
    /// Text of less weight; still 4.5 to 1 against the panel.
    pub(super) weak: Color32,
    /// The one accent: what is chosen, where the playhead is, what to press next.
    pub(super) accent: Color32,
    /// Text on the accent.
    pub(super) on_accent: Color32,
    /// A possible finding, not sure.
    pub(super) possible: Color32,
    /// A finding worth a note.
    pub(super) note: Color32,
    /// A moderate finding.
    pub(super) moderate: Color32,
    /// A marked finding.
    pub(super) marked: Color32,
    /// The phases of a repetition: set-up, pull, lockout, descent.
    pub(super) phases: [Color32; 4],
    /// Lines of charts, one a repetition; after Okabe and Ito (2008).
    pub(super) series: [Color32; 7],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const DARK: Palette = Palette {
    stage: rgb(0x0e_1114),
    panel: rgb(0x16_1a1f),
    raised: rgb(0x1e_242b),
    button: rgb(0x2a_3139),
    lifted: rgb(0x35_3e48),
    line: rgb(0x30_3842),
    text: rgb(0xe4_e8ec),
    weak: rgb(0x9a_a5b1),
    accent: rgb(0x4c_c9a0),
    on_accent: rgb(0x06_1a13),
    possible: rgb(0xc8_d0d8),
    note: rgb(0x56_b4e9),
    moderate: rgb(0xf0_a514),
    marked: rgb(0xf0_6a2c),
    phases: [rgb(0x33_4450), rgb(0x3d_7f9e), rgb(0x5d_a7b8), rgb(0x4a_5a78)],
    series: [rgb(0x56_b4e9), rgb(0xf0_a514), rgb(0x3c_cd9b), rgb(0xf0_e442), rgb(0xd9_86b5), rgb(0xeb_5f14), rgb(0xb4_bcc6)],
};

const LIGHT: Palette = Palette {
    stage: rgb(0x1a_1e23),
    panel: rgb(0xf7_f8f9),
    raised: rgb(0xff_ffff),
    button: rgb(0xf0_f3f5),
    lifted: rgb(0xe2_e7eb),
    line: rgb(0xd8_dde2),
    text: rgb(0x1a_1f24),
    weak: rgb(0x58_636e),
    accent: rgb(0x0b_7a59),
    on_accent: rgb(0xff_ffff),
    possible: rgb(0x5b_6670),
    note: rgb(0x00_6cab),
    moderate: rgb(0xa8_6200),
    marked: rgb(0xc2_3c00),
    phases: [rgb(0xcc_d8df), rgb(0x7f_b5ce), rgb(0x9c_cfd9), rgb(0xb1_bcd4)],
    series: [rgb(0x00_72b2), rgb(0xc7_7c00), rgb(0x00_8a64), rgb(0x8a_7f00), rgb(0xb0_4c86), rgb(0xc2_4400), rgb(0x6b_7580)],
};

impl Palette {
    /// The colours in force.
    pub(super) fn of(ui: &egui::Ui) -> Self {
        if ui.visuals().dark_mode { DARK } else { LIGHT }
    }

    /// The colour of a grade; `None` is a possible finding.
    pub(super) fn grade(&self, severity: Option<Severity>) -> Color32 {
        match severity {
            None => self.possible,
            Some(Severity::Note) => self.note,
            Some(Severity::Moderate) => self.moderate,
            Some(Severity::Marked) => self.marked,
        }
    }

    /// The line of a repetition in charts.
    pub(super) fn series(&self, index: usize) -> Color32 {
        self.series[index % self.series.len()]
    }
}

/// Heavy text of a size.
pub(super) fn heavy(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// Heading text.
pub(super) fn heading(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(heavy(HEADING))
}

/// Heavy text in the size of text.
pub(super) fn strong(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(heavy(BODY))
}

/// A caption.
pub(super) fn small(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).size(SMALL)
}

/// A column of a width at most, in the middle of what is free.
pub(super) fn column<R>(ui: &mut egui::Ui, width: f32, add: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let free = ui.available_rect_before_wrap();
    let width = width.min(free.width() - 2.0 * WIDE);
    let top = ((free.height() * 0.07).clamp(8.0, 60.0)).round();
    let left = (free.center().x - width / 2.0).round();
    let rect = egui::Rect::from_min_max(egui::pos2(left, free.top() + top), egui::pos2(left + width, free.bottom()));
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::top_down(egui::Align::LEFT)), add).inner
}

/// Gives a context its typeface and both themes.
pub(super) fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("inter", REGULAR), ("inter-semibold", SEMIBOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| std::iter::once(first.to_owned()).chain(fallbacks.iter().cloned()).collect::<Vec<_>>();
    let (regular, semibold) = (family("inter"), family("inter-semibold"));
    fonts.families.insert(FontFamily::Proportional, regular);
    fonts.families.insert(FontFamily::Name("semibold".into()), semibold);
    ctx.set_fonts(fonts);
    ctx.set_style_of(Theme::Dark, style(Theme::Dark));
    ctx.set_style_of(Theme::Light, style(Theme::Light));
}

fn style(theme: Theme) -> Style {
    let palette = if theme == Theme::Dark { DARK } else { LIGHT };
    let mut style = Style { visuals: visuals(theme, &palette), ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, FontId::proportional(SMALL)),
        (TextStyle::Body, FontId::proportional(BODY)),
        (TextStyle::Button, FontId::proportional(BODY)),
        (TextStyle::Heading, heavy(HEADING)),
        (TextStyle::Monospace, FontId::monospace(SMALL)),
    ]
    .into();
    style.spacing.item_spacing = vec2(GAP, 6.0);
    style.spacing.button_padding = vec2(10.0, 5.0);
    style.spacing.interact_size = vec2(32.0, 28.0);
    style.spacing.window_margin = Margin::same(16);
    style.spacing.menu_margin = Margin::same(8);
    style.spacing.tooltip_width = 320.0;
    style.spacing.scroll.bar_width = 8.0;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.08;
    style
}

fn visuals(theme: Theme, palette: &Palette) -> Visuals {
    let mut visuals = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    let round = CornerRadius::same(6);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: Color32::from_black_alpha(110) };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: Color32::from_black_alpha(90) };
    visuals.extreme_bg_color = if theme == Theme::Dark { palette.stage } else { palette.raised };
    visuals.faint_bg_color = palette.raised;
    visuals.hyperlink_color = palette.accent;
    visuals.selection.bg_fill = palette.accent.gamma_multiply(0.30);
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    visuals.weak_text_color = Some(palette.weak);
    visuals.warn_fg_color = palette.moderate;
    visuals.error_fg_color = palette.marked;
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = egui::style::HandleShape::Circle;
    let widgets = &mut visuals.widgets;
    let states = [
        (&mut widgets.noninteractive, palette.panel, palette.line, palette.text),
        (&mut widgets.inactive, palette.button, palette.line, palette.text),
        (&mut widgets.hovered, palette.lifted, palette.weak, palette.text),
        (&mut widgets.active, palette.lifted, palette.accent, palette.text),
        (&mut widgets.open, palette.lifted, palette.line, palette.text),
    ];
    for (state, fill, edge, ink) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.0, ink);
        state.corner_radius = round;
        state.expansion = 0.0;
    }
    // Tracks of sliders and empty boxes must be seen on a card of the same colour.
    visuals.widgets.inactive.bg_fill = palette.lifted;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours, 1 to 21 (WCAG 2.1).
    fn contrast(a: Color32, b: Color32) -> f32 {
        let light = |colour: Color32| {
            let [r, g, b, _] = egui::Rgba::from(colour).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (light(a), light(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_and_grades_can_be_read_in_both_themes() {
        for palette in [DARK, LIGHT] {
            for ground in [palette.panel, palette.raised] {
                for ink in [palette.text, palette.weak] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
                }
                for ink in [palette.accent, palette.possible, palette.note, palette.moderate, palette.marked] {
                    assert!(contrast(ink, ground) >= 3.0, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
    }
}
