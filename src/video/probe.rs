//! Looks at a path before and after the decoder does, because the decoder never says why it failed.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use super::VideoError;

/// Boxes walked over at the top level of an MP4 before giving up; whole files have fewer than ten, fragmented ones one pair a second.
const MOST_BOXES: usize = 4096;

/// The absolute path as UTF-8 text, once the file is known to be there, to be a file, to be readable and to hold something.
///
/// Absolute because the decoder takes a relative name with a colon for a network address.
pub(super) fn checked(path: &Path) -> Result<String, VideoError> {
    let failed = |error: std::io::Error| {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => VideoError::Missing { path },
            ErrorKind::PermissionDenied => VideoError::NoPermission { path },
            _ => VideoError::Unreadable { source: error, path },
        }
    };
    let whole = std::fs::canonicalize(path).map_err(failed)?;
    let facts = std::fs::metadata(&whole).map_err(failed)?;
    if facts.is_dir() {
        return Err(VideoError::Folder { path: path.to_owned() });
    }
    if !facts.is_file() {
        return Err(VideoError::NotAFile { path: path.to_owned() });
    }
    if facts.len() == 0 {
        return Err(VideoError::Empty { path: path.to_owned() });
    }
    File::open(&whole).map_err(failed)?;
    whole.into_os_string().into_string().map_err(|_| VideoError::NotUtf8 { path: path.to_owned() })
}

/// Why the decoder found no video in a file that [`checked`] let pass.
pub(super) fn diagnosis(path: &Path) -> VideoError {
    let path = path.to_owned();
    match File::open(&path).map(lacks_index) {
        Ok(Ok(true)) => VideoError::CutOff { path },
        _ => VideoError::NoVideo { path },
    }
}

/// Whether this is an MP4 or MOV (it starts with `ftyp`) that ends before its index (`moov`).
fn lacks_index(mut file: impl Read + Seek) -> std::io::Result<bool> {
    let mut at = 0;
    for number in 0..MOST_BOXES {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let mut got = 0;
        while got < head.len() {
            match file.read(&mut head[got..])? {
                0 => break,
                more => got += more,
            }
        }
        let [s0, s1, s2, s3, kind @ .., l0, l1, l2, l3, l4, l5, l6, l7] = head;
        if number == 0 && &kind != b"ftyp" {
            return Ok(false);
        }
        if &kind == b"moov" {
            return Ok(false);
        }
        if got < 8 {
            return Ok(true);
        }
        let size = match u64::from(u32::from_be_bytes([s0, s1, s2, s3])) {
            1 if got == head.len() => u64::from_be_bytes([l0, l1, l2, l3, l4, l5, l6, l7]),
            size => size,
        };
        match at.checked_add(size) {
            Some(next) if size >= 8 => at = next,
            _ => return Ok(size == 0),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn boxed(kind: [u8; 4], content: usize) -> Vec<u8> {
        let mut bytes = ((content + 8) as u32).to_be_bytes().to_vec();
        bytes.extend_from_slice(&kind);
        bytes.resize(content + 8, 7);
        bytes
    }

    #[test]
    fn a_film_that_ends_inside_its_pictures_lacks_its_index() {
        let whole = [boxed(*b"ftyp", 20), boxed(*b"mdat", 500), boxed(*b"moov", 60)].concat();
        assert!(!lacks_index(Cursor::new(&whole)).unwrap());
        assert!(lacks_index(Cursor::new(&whole[..300])).unwrap());
        assert!(!lacks_index(Cursor::new(b"a plain text of some length")).unwrap());
        assert!(!lacks_index(Cursor::new(b"")).unwrap());
    }

    proptest! {
        #[test]
        fn any_bytes_are_walked_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let film = [boxed(*b"ftyp", 4), bytes].concat();
            let _ = lacks_index(Cursor::new(film)).unwrap();
        }
    }
}
