//! The SHA-256 of a file: by it a clip is known again wherever it lies.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

/// Bytes of the file that are hashed at a time.
const CHUNK: usize = 1 << 20;

/// SHA-256 of a file's bytes, lower-case hexadecimal; the error is the system's.
pub fn of_file(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let (mut hasher, mut chunk) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        hasher.update(chunk.get(..read).unwrap_or_default());
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// SHA-256 of bytes, lower-case hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one_also_over_several_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(of_file(&path).unwrap(), of_bytes(b"abc"));
        assert_eq!(of_file(&path).unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // FIPS 180-2, appendix B.3: a million times the letter a.
        std::fs::write(&path, vec![b'a'; 1_000_000]).unwrap();
        assert_eq!(of_file(&path).unwrap(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        std::fs::write(&path, vec![b'a'; 3 * CHUNK + 1]).unwrap();
        assert_ne!(of_file(&path).unwrap(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        assert!(of_file(&folder.path().join("none")).is_err());
    }
}
