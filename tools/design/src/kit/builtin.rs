//! The neutral kit: what designs are made with when no brand is given.

use std::sync::{Arc, LazyLock};

use super::{BrandKit, KitFiles};

const FILES: [(&str, &str); 2] = [
    ("kit.json", include_str!("../../data/maquette/kit.json")),
    ("maquette.tokens.json", include_str!("../../data/maquette/maquette.tokens.json")),
];

static KIT: LazyLock<Arc<BrandKit>> = LazyLock::new(|| {
    let files = FILES.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
    let kit = BrandKit::from_files(&KitFiles(files.into())).expect("the files are constants, and a test reads them");
    Arc::new(kit)
});

impl BrandKit {
    /// The neutral kit that is used when no brand is given: eighteen neutrals (`maquette.neutral.paper`) and eighteen
    /// hues of five steps (`maquette.blue.500`), without logos, faces or a voice of its own.
    ///
    /// Steps: 100 pale, 300 light, 500 signature, 700 deep, 900 darkest. On 100, 900 is readable; on 700, `paper` is;
    /// on 300 and on most 500s, `ink` is (contrast ≥ 4.5). It is read once; further calls cost nothing.
    #[must_use]
    pub fn builtin() -> Arc<Self> {
        Arc::clone(&KIT)
    }
}
