//! The head of a file: the name and version of its shape, by which a program knows whether and how to read on.

use serde::Deserialize;

/// What is wrong with a file's content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FileFault {
    /// It is something else, or cannot be meant.
    Content(String),
    /// A newer program wrote it, in this version.
    Newer(u32),
}

/// Only what tells whether and how to read on.
#[derive(Deserialize)]
struct HeadData {
    schema: String,
}

/// Checks that a file has the shape `schema`, a name, a slash and the newest version that is read: `plumbline.recording/1`.
pub(crate) fn check_schema(bytes: &[u8], schema: &str) -> Result<(), FileFault> {
    let head: HeadData = serde_json::from_slice(bytes).map_err(|error| FileFault::Content(error.to_string()))?;
    let parts =
        |text: &str| text.rsplit_once('/').and_then(|(name, version)| Some((name.to_owned(), version.parse::<u32>().ok()?)));
    match (parts(&head.schema), parts(schema)) {
        (Some((name, found)), Some((own, newest))) if name == own && found == newest => Ok(()),
        (Some((name, found)), Some((own, newest))) if name == own && found > newest => Err(FileFault::Newer(found)),
        _ => Err(FileFault::Content(format!("its schema is \"{}\" instead of \"{schema}\"", head.schema))),
    }
}
