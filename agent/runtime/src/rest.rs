//! What a run that waits for a person keeps of its memory: the same, packed.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as packed JSON: a tenth of what it takes when it is at hand.
#[derive(Clone)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    /// Packs `value`; `None` where it would not come back as it was.
    pub(crate) fn of<T: Serialize + DeserializeOwned + PartialEq>(value: &T) -> Option<Self> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&serde_json::to_vec(value).ok()?).ok()?;
        let packed = Self(packer.finish().ok()?.into());
        (packed.unpack::<T>().as_ref() == Some(value)).then_some(packed)
    }

    /// The value; `None` only where another was packed.
    pub(crate) fn unpack<T: DeserializeOwned>(&self) -> Option<T> {
        let mut json = Vec::new();
        DeflateDecoder::new(&*self.0).read_to_end(&mut json).ok()?;
        serde_json::from_slice(&json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_as_it_was() {
        let value = (vec!["the winter book swap".to_owned(); 40], Some(0.1 + 0.2));
        let packed = Packed::of(&value).unwrap();
        assert!(packed.0.len() < 120, "{}", packed.0.len());
        assert_eq!(packed.unpack(), Some(value));
        // JSON has no such number, so it stays at hand.
        assert!(Packed::of(&f64::NAN).is_none());
    }
}
