//! Which clips there are to do.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::BufRead;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{BatchError, Store};
use crate::arrivals::is_clip;

/// How the name of a recording ends, that a search takes for one.
const RECORDING: &str = ".recording.json";
/// How the name of an annotated copy ends, which is no clip of its own.
const ANNOTATED: &str = ".annotated.mp4";
/// How the names of lists of clips end.
const LISTS: [&str; 2] = ["txt", "lst"];

/// One clip, or recording of a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// Its path from the batch's root with `/` between the parts, which names it in all results.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// The clips of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The clips by name, each once.
    pub clips: Vec<Clip>,
    /// What could not be searched, in words.
    pub troubles: Vec<String>,
}

/// Finds the clips of folders, files and lists of paths (`-` is `stdin`).
///
/// A folder is searched with all that lies in it, by the files' endings; the folder of results and others' folders of results are passed
/// over. A file that is named is taken whatever its ending, and one that is not there too: it will be refused, and the rest is done. The
/// root, from which the clips are named, is the folder, or where several things are named the nearest that holds all of them. Paths in a
/// list are from the current folder.
pub fn plan(inputs: &[PathBuf], out: &Path, stdin: &mut dyn BufRead) -> Result<Plan, BatchError> {
    let mut named = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            named.extend(listed(stdin, input)?);
        } else if input.extension().is_some_and(|end| LISTS.iter().any(|list| end.eq_ignore_ascii_case(list))) {
            let file = std::fs::File::open(input).map_err(unreadable("the list of clips", input))?;
            named.extend(listed(&mut std::io::BufReader::new(file), input)?);
        } else if input.exists() || is_clip(input) || input.extension().is_some_and(|end| end == "json") {
            named.push(input.clone());
        } else {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(unreadable("the folder or file", input)(source));
        }
    }
    let mut plan = Plan::default();
    let mut found: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut roots = Vec::new();
    for input in &named {
        let whole = plain(input);
        if input.is_dir() {
            if same(input, out) {
                return Err(BatchError::SameFolder { path: input.clone() });
            }
            std::fs::read_dir(input).map_err(unreadable("the folder", input))?;
            search(input, out, &mut |path| drop(found.insert(plain(&path), path)), &mut plan.troubles);
            roots.push(whole);
        } else {
            roots.push(whole.parent().map(Path::to_path_buf).unwrap_or_default());
            found.insert(whole, input.clone());
        }
    }
    let root = roots.into_iter().reduce(|one, other| common(&one, &other)).unwrap_or_default();
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (whole, path) in found {
        let name = name(&root, &whole);
        if let Some(other) = names.get(&name) {
            plan.troubles.push(format!(
                "two clips have the same name but for letters that cannot be shown; rename one: {}",
                other.display()
            ));
        } else {
            names.insert(name, path);
        }
    }
    if names.is_empty() {
        return Err(BatchError::NoClip { path: inputs.first().cloned().unwrap_or_default() });
    }
    plan.clips = names.into_iter().map(|(name, path)| Clip { name, path }).collect();
    Ok(plan)
}

fn unreadable(what: &'static str, path: &Path) -> impl Fn(std::io::Error) -> BatchError {
    move |source| BatchError::Unreadable { what, source, path: path.to_path_buf() }
}

/// The paths of a list, one a line; empty lines and those that begin with `#` are passed over.
fn listed(from: &mut dyn BufRead, path: &Path) -> Result<Vec<PathBuf>, BatchError> {
    let lines = from.lines().collect::<Result<Vec<_>, _>>().map_err(unreadable("the list of clips", path))?;
    let lines =
        lines.iter().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    Ok(lines.map(PathBuf::from).collect())
}

/// Gives every clip in a folder, however deep.
fn search(folder: &Path, out: &Path, take: &mut dyn FnMut(PathBuf), troubles: &mut Vec<String>) {
    let out = out.canonicalize().ok();
    let wanted = |entry: &DirEntry| {
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let results = entry.file_type().is_dir()
            && (Store::is_at(entry.path()) || out.is_some() && entry.path().canonicalize().ok() == out);
        !hidden && !results
    };
    for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(wanted) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let text = entry.file_name().to_string_lossy().to_ascii_lowercase();
                let recording = text.ends_with(RECORDING) && !has_video(entry.path());
                if recording || (is_clip(entry.path()) && !text.ends_with(ANNOTATED)) {
                    take(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => {
                let reason =
                    error.io_error().map_or_else(|| "it leads back to a folder above it".to_owned(), ToString::to_string);
                let path = error.path().unwrap_or(folder).display();
                troubles.push(format!("this could not be searched ({reason}): {path}"));
            }
        }
    }
}

/// Whether the video of a recording lies beside it, which is then analysed and not the recording.
fn has_video(recording: &Path) -> bool {
    let name = recording.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.get(..name.len().saturating_sub(RECORDING.len())).unwrap_or_default();
    let folder = recording.parent().unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let beside = entries.flatten().map(|entry| entry.path());
    beside.filter(|path| is_clip(path)).any(|path| path.file_stem() == Some(OsStr::new(stem)))
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The path from the system's root, without `.` and `..`; links are not followed.
fn plain(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// The nearest folder that holds both.
fn common(one: &Path, other: &Path) -> PathBuf {
    one.components().zip(other.components()).take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
}

fn name(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(inputs: &[PathBuf], out: &Path) -> Vec<String> {
        plan(inputs, out, &mut &b""[..]).unwrap().clips.into_iter().map(|clip| clip.name).collect()
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"x").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_is_searched_for_clips_in_the_order_of_their_names() {
        let folder = tree(&[
            "b/set.MOV",
            "b/notes.txt",
            "a 1/front.mp4",
            "a 1/front.recording.json",
            "a 1/side.recording.json",
            "a 1/front.annotated.mp4",
            "a 1/front.json",
            ".hidden/x.mp4",
            "._c.mp4",
            "results/clips/old.mp4",
            "other/done/lock",
            "other/recordings/b.recording.json",
        ]);
        let found = names(&[folder.path().to_path_buf()], &folder.path().join("results"));
        assert_eq!(found, ["a 1/front.mp4", "a 1/side.recording.json", "b/set.MOV"]);
    }

    #[test]
    fn files_lists_and_folders_are_named_from_the_nearest_folder_that_holds_all() {
        let folder = tree(&["x/a/1.mp4", "x/b/2.mp4", "x/b/c/3.mp4"]);
        let at = |name: &str| folder.path().join(name);
        let list = format!("# today\r\n{}\r\n\n{}\n", at("x/a/1.mp4").display(), at("x/b/../b/2.mp4").display());
        fs::write(at("list.txt"), list).unwrap();
        let out = at("out");
        assert_eq!(names(&[at("list.txt")], &out), ["a/1.mp4", "b/2.mp4"]);
        assert_eq!(names(&[at("x/b/2.mp4"), at("x/b/2.mp4")], &out), ["2.mp4"]);
        assert_eq!(names(&[at("x/b/c"), at("x/a/1.mp4"), at("x/b/c/3.mp4")], &out), ["a/1.mp4", "b/c/3.mp4"]);
        let text = format!("{}\n", at("x/b/missing.mp4").display());
        let piped = plan(&[PathBuf::from("-")], &out, &mut text.as_bytes()).unwrap();
        assert_eq!(piped.clips, [Clip { name: "missing.mp4".into(), path: at("x/b/missing.mp4") }]);
    }

    #[test]
    fn what_is_not_there_or_holds_no_clip_is_an_error_that_says_so() {
        let folder = tree(&["only.pdf"]);
        let failed = |input: PathBuf, out: &Path| plan(&[input], out, &mut &b""[..]).unwrap_err().to_string();
        let out = folder.path().join("out");
        assert!(failed(folder.path().join("nowhere"), &out).contains("check that it exists"));
        assert!(failed(folder.path().join("list.txt"), &out).contains("list of clips"));
        assert!(failed(folder.path().to_path_buf(), &out).contains("no clip here"));
        assert!(failed(folder.path().to_path_buf(), folder.path()).contains("results"));
        assert!(plan(&[], &out, &mut &b""[..]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_is_told_and_the_rest_is_found() {
        let folder = tree(&["a/1.mp4"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/back")).unwrap();
        let plan = plan(&[folder.path().to_path_buf()], Path::new("/no/out"), &mut &b""[..]).unwrap();
        assert_eq!(plan.clips.len(), 1);
        assert!(plan.troubles[0].contains("leads back"), "{:?}", plan.troubles);
    }
}
