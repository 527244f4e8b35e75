//! Forms with files, as they are sent.

use bytes::Bytes;
use design::Sha256;

/// A form that is being filled in. Names and media types are ours; what they hold is anybody's.
pub(in crate::provider) struct Multipart {
    boundary: String,
    body: Vec<u8>,
}

impl Multipart {
    /// A form without a field; `identity` is the digest of what it will hold, in which it does not occur itself.
    pub(in crate::provider) fn new(identity: &Sha256) -> Self {
        let digest = Sha256::of_parts(&[b"boundary", identity.as_bytes()]).to_string();
        let digest: String = digest.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        Self { boundary: format!("maquette-{digest}"), body: Vec::new() }
    }

    /// The same with a text.
    pub(in crate::provider) fn text(mut self, name: &str, value: &str) -> Self {
        self.begin(&format!("content-disposition: form-data; name=\"{name}\""));
        self.body.extend_from_slice(value.as_bytes());
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// The same with a PNG file.
    pub(in crate::provider) fn png(mut self, name: &str, file: &str, bytes: &[u8]) -> Self {
        let head =
            format!("content-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: image/png");
        self.begin(&head);
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Its content type, and what is sent.
    pub(in crate::provider) fn end(mut self) -> (String, Bytes) {
        self.body.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), Bytes::from(self.body))
    }

    fn begin(&mut self, head: &str) {
        self.body.extend_from_slice(format!("--{}\r\n{head}\r\n\r\n", self.boundary).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_the_same_again_and_has_its_parts_between_its_boundary() {
        let form = || Multipart::new(&Sha256::of(b"x")).text("type", "input").png("image", "a.png", b"\x89PNG").end();
        let (kind, body) = form();
        assert_eq!((kind.clone(), body.clone()), form());
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
        let text = String::from_utf8_lossy(&body);
        assert_eq!(text.matches(boundary).count(), 3);
        assert!(text.contains("name=\"type\"\r\n\r\ninput\r\n--") && text.ends_with("--\r\n"), "{text}");
        assert!(text.contains("filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n"), "{text}");
    }
}
