//! Chooses among the contexts of a kit's resolver document.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::reader::{MANIFEST, content, parse};
use super::{KitError, KitFiles};
use crate::canonical::write_value;

impl KitFiles {
    /// The same files with a choice: for each modifier of the resolver document that is named, the context that counts.
    ///
    /// The choice is written into `kit.json`, so whoever keeps the files keeps it too; the digest of the kit changes
    /// with it. Choices that `kit.json` makes already stay unless they are made anew. Whether there is such a modifier
    /// and context is found out when the kit is read.
    ///
    /// # Errors
    ///
    /// [`KitError`] when there is no `kit.json`, or when it is no JSON object.
    pub fn with_modifiers(&self, modifiers: &BTreeMap<String, String>) -> Result<Self, KitError> {
        let bytes = self.0.get(MANIFEST).ok_or(KitError::NoManifest)?;
        if modifiers.is_empty() {
            return Ok(self.clone());
        }
        let mut manifest = parse(MANIFEST, content(self, MANIFEST)?)?;
        let wrong = |reason: &str| KitError::Invalid {
            file: MANIFEST.to_owned(),
            place: Some(super::dtcg::place::find(bytes, "/modifiers")),
            reason: reason.to_owned(),
        };
        let fields = manifest.as_object_mut().ok_or_else(|| wrong("expected a JSON object"))?;
        let chosen = fields.entry("modifiers").or_insert_with(|| Value::Object(serde_json::Map::new()));
        let chosen = chosen.as_object_mut().ok_or_else(|| wrong("/modifiers: expected an object"))?;
        for (name, context) in modifiers {
            chosen.insert(name.clone(), Value::String(context.clone()));
        }
        let mut files = self.clone();
        // Canonical, so that the same choice is the same bytes.
        let mut text = Vec::new();
        write_value(&manifest, &mut text);
        files.0.insert(MANIFEST.to_owned(), Arc::from(text));
        Ok(files)
    }
}
