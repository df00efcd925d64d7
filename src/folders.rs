//! Where the program keeps what belongs to the user.

use std::ffi::OsString;
use std::path::PathBuf;

/// The path in a variable of the environment; an empty one counts as none.
pub fn named(variable: Option<OsString>) -> Option<PathBuf> {
    variable.filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The user's data folder of this program: `plumbline` in `XDG_DATA_HOME`, else in `~/.local/share`.
pub fn data_folder() -> Option<PathBuf> {
    let data = named(std::env::var_os("XDG_DATA_HOME")).filter(|path| path.is_absolute());
    let home = || named(std::env::var_os("HOME")).map(|home| home.join(".local/share"));
    data.or_else(home).map(|folder| folder.join("plumbline"))
}
