//! Notes: what the analysis wants the user to know, each with what to do about it.

use std::borrow::Cow;

/// A remark on a clip or an analysis: never an error, always with a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Stable kebab-case code, for example `scale-assumed`.
    pub code: Cow<'static, str>,
    /// One sentence: what is so.
    pub text: String,
    /// One sentence: what to do about it; empty where nothing is to be done.
    pub hint: String,
}

impl Note {
    /// A note from its code, its sentence and its hint.
    pub fn new(code: impl Into<Cow<'static, str>>, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into(), hint: hint.into() }
    }
}
