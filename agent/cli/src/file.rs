//! Files that a person names: read up to a limit, whatever they are, since a pipe or a device may have no end.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Failure;

/// The bytes of a file, at most `most`; the failure names the file.
pub(crate) fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let wrong = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let file = File::open(path).map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    if bytes.len() > most {
        return Err(wrong(format!("it is larger than {most} bytes")));
    }
    Ok(bytes)
}

/// The same of a file of text.
pub(crate) fn text(path: &Path, most: usize) -> Result<String, Failure> {
    let text = String::from_utf8(bytes(path, most)?);
    text.map_err(|_| Failure::usage(format!("{}: it is not UTF-8", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "four").unwrap();
        assert_eq!((bytes(&path, 4).unwrap(), text(&path, 4).unwrap().as_str()), (b"four".to_vec(), "four"));
        assert!(bytes(&path, 3).unwrap_err().message.contains("larger than 3 bytes"));
        std::fs::write(&path, [0xff]).unwrap();
        assert!(text(&path, 4).unwrap_err().message.contains("not UTF-8"));
        for none in [folder.path(), &folder.path().join("none")] {
            assert!(bytes(none, 4).unwrap_err().message.starts_with(&none.display().to_string()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_an_end_is_too_large() {
        assert!(bytes(Path::new("/dev/zero"), 1 << 10).unwrap_err().message.contains("larger than 1024 bytes"));
    }
}
