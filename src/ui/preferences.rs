//! What the window remembers: colours, size of text, units, the profile of limits, and the clips opened lately.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::settings::Profile;

/// Clips remembered.
const RECENT: usize = 8;
/// Size of text against the usual.
pub const TEXT_SCALE: (f32, f32) = (0.8, 1.6);

/// Which colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// As the system.
    #[default]
    System,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// In which units sizes and loads are typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Kilograms and centimetres.
    #[default]
    Metric,
    /// Pounds and inches.
    Imperial,
}

/// What is remembered from one start to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Colours.
    pub colours: Colours,
    /// Size of text against the usual, 0.8 to 1.6.
    pub text_scale: f32,
    /// Units of what is typed.
    pub units: Units,
    /// Code of the profile of limits.
    pub profile: String,
    /// A settings file whose limits are used over the profile's; `None` for the profile alone.
    pub limits: Option<PathBuf>,
    /// Whether faces are covered in what is written with pictures.
    pub cover_faces: bool,
    /// The folder whose new clips are added to the library.
    pub follow: Option<PathBuf>,
    /// Clips opened lately, the last first.
    pub recent: Vec<PathBuf>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            colours: Colours::System,
            text_scale: 1.0,
            units: Units::Metric,
            profile: Profile::default().code().to_owned(),
            limits: None,
            cover_faces: false,
            follow: None,
            recent: Vec::new(),
        }
    }
}

impl Preferences {
    /// What a file remembers; the defaults where there is none or where it cannot be read.
    pub fn read(path: &Path) -> Self {
        let read = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        let mut preferences = read.unwrap_or_default();
        preferences.text_scale = match preferences.text_scale {
            scale if scale.is_finite() => scale.clamp(TEXT_SCALE.0, TEXT_SCALE.1),
            _ => 1.0,
        };
        preferences.recent.truncate(RECENT);
        preferences
    }

    /// Writes the file whole.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        crate::recording::replace(path, &serde_json::to_vec_pretty(self)?)
    }

    /// Remembers a clip as the last one opened.
    pub fn remember(&mut self, clip: &Path) {
        self.recent.retain(|known| known != clip);
        self.recent.insert(0, clip.to_path_buf());
        self.recent.truncate(RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nonsense_is_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("window.json");
        let mut preferences = Preferences { text_scale: 1.2, colours: Colours::Light, ..Preferences::default() };
        (0..12).for_each(|number| preferences.remember(Path::new(&format!("{number}.mp4"))));
        preferences.remember(Path::new("7.mp4"));
        preferences.write(&path).unwrap();
        assert_eq!(Preferences::read(&path), preferences);
        assert_eq!((preferences.recent.len(), &preferences.recent[0]), (RECENT, &PathBuf::from("7.mp4")));
        std::fs::write(&path, "{\"text_scale\": 99, \"later\": 1}").unwrap();
        assert!((Preferences::read(&path).text_scale - TEXT_SCALE.1).abs() < 1e-6);
        std::fs::write(&path, "nonsense").unwrap();
        assert_eq!(Preferences::read(&path), Preferences::default());
    }
}
