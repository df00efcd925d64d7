//! Keeps long lists cheap: of very many entries those out of sight are not laid out again.

use std::collections::HashMap;

use eframe::egui::{Rect, Ui, vec2};

use super::told::Pick;

/// Entries up to which all are laid out, so that all can be reached by those who do not see the panel.
const ALL: usize = 80;

/// The heights of a list's entries as they were laid out last.
#[derive(Debug, Default)]
pub(super) struct Long {
    entries: usize,
    /// Width and height.
    known: HashMap<Pick, (f32, f32)>,
}

impl Long {
    /// The list has so many entries.
    pub(super) fn of(&mut self, entries: usize) {
        self.entries = entries;
        if entries <= ALL {
            self.known.clear();
        }
    }

    /// Leaves the room of an entry that is out of sight; `false` where it is to be laid out.
    pub(super) fn leaves_out(&self, ui: &mut Ui, pick: Pick) -> bool {
        let free = ui.available_rect_before_wrap();
        let Some(&(_, height)) = self.known.get(&pick).filter(|(width, _)| (width - free.width()).abs() < 0.5) else {
            return false;
        };
        if ui.is_rect_visible(Rect::from_min_size(free.min, vec2(free.width(), height))) {
            return false;
        }
        ui.allocate_space(vec2(free.width(), height));
        true
    }

    /// An entry was laid out in so much width with such a height.
    pub(super) fn laid_out(&mut self, pick: Pick, width: f32, height: f32) {
        if self.entries > ALL {
            self.known.insert(pick, (width, height));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_always_whole() {
        let pick = Pick { fault: "bar-drift", rep: Some(1) };
        let mut long = Long::default();
        long.of(ALL);
        long.laid_out(pick, 300.0, 40.0);
        assert!(long.known.is_empty());
        long.of(ALL + 1);
        long.laid_out(pick, 300.0, 40.0);
        assert_eq!(long.known.len(), 1);
        long.of(3);
        assert!(long.known.is_empty());
    }
}
