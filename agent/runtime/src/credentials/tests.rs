use std::collections::BTreeMap;

use design::{BlobRef, BrandKit, Sha256};
use planner::calls::MadeBy;

use super::*;
use crate::DesignFile;

fn design() -> DesignFile {
    let kit = BrandKit::builtin();
    let document = design::Document::new(&design::Format::default(), kit.reference());
    DesignFile::in_memory(&document, &kit, BTreeMap::new()).unwrap()
}

fn part(title: &str, made: bool) -> Part {
    let bytes: Arc<[u8]> = design().write(OutputFormat::Png, 0.1).unwrap().into();
    let made = made.then(|| {
        Box::new(MadeBy {
            by: "studio/flux".to_owned(),
            prompt: "make_picture@1.0.0".to_owned(),
            prompt_sha256: Sha256::of(b"a bicycle"),
            seed: 7,
            original: BlobRef::of(&bytes),
            operation: None,
            sources: Vec::new(),
            licence: Some("CC0-1.0".to_owned()),
            pdq: None,
        })
    });
    Part { title: title.to_owned(), media: "image/png", bytes, made }
}

fn origins(parts: Vec<Part>) -> Origins {
    Origins { run: Some("0190-run".to_owned()), kit: "northlight 1".to_owned(), is_led_by_model: false, parts }
}

/// The credentials of a file as somebody else's program reads them.
fn read(format: OutputFormat, credited: &Credited) -> Value {
    let mut stream = Cursor::new(&credited.bytes);
    let reader = Reader::from_context(Context::new());
    let reader = match &credited.sidecar {
        Some(sidecar) => reader.with_manifest_data_and_stream(sidecar, format.media(), &mut stream),
        None => reader.with_stream(format.media(), &mut stream),
    };
    serde_json::from_str(&reader.unwrap().json()).unwrap()
}

/// The one manifest of those.
fn manifest(read: &Value) -> &Value {
    &read["manifests"][read["active_manifest"].as_str().unwrap()]
}

fn assertion<'a>(manifest: &'a Value, label: &str) -> &'a Value {
    let all = manifest["assertions"].as_array().unwrap();
    &all.iter().find(|one| one["label"] == label).unwrap()["data"]
}

#[test]
fn every_form_has_credentials_that_hold_and_say_what_it_is_made_of() {
    let signer = Signer::untrusted().unwrap();
    let origins = origins(vec![part("picture made by studio/flux", true), part("Northlight logo, wide", false)]);
    for format in [
        OutputFormat::Png,
        OutputFormat::Jpeg,
        OutputFormat::Webp,
        OutputFormat::Svg,
        OutputFormat::LiveSvg,
        OutputFormat::Pdf,
    ] {
        let plain = design().write(format, 0.2).unwrap();
        let credited = signer.credit(format, "poster", &origins, plain.clone()).unwrap();
        assert_eq!(credited.sidecar.is_some(), format == OutputFormat::Pdf);
        assert_eq!(credited.bytes == plain, format == OutputFormat::Pdf, "a PDF stays as it is");
        let read = read(format, &credited);
        let failures = read["validation_results"]["activeManifest"]["failure"].as_array().unwrap();
        let codes: Vec<&str> = failures.iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["signingCredential.untrusted"], "{format:?}");
        let manifest = manifest(&read);
        let ingredients = manifest["ingredients"].as_array().unwrap();
        let titles: Vec<_> = ingredients.iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["picture made by studio/flux", "Northlight logo, wide"]);
        assert!(ingredients.iter().all(|one| one["relationship"] == "componentOf"));
        let actions = &assertion(manifest, "c2pa.actions.v2")["actions"];
        let kinds = |place: usize| actions[place]["digitalSourceType"].as_str().unwrap_or_default().rsplit('/').next();
        assert_eq!(kinds(0), Some("compositeWithTrainedAlgorithmicMedia"));
        assert_eq!((kinds(1), kinds(2)), (Some("trainedAlgorithmicMedia"), Some("")));
        let run = assertion(manifest, RUN);
        assert_eq!((&run["run"], &run["pictures"][0]["licence"]), (&json!("0190-run"), &json!("CC0-1.0")));
    }
}

#[test]
fn what_was_changed_after_it_was_signed_is_seen() {
    let signer = Signer::untrusted().unwrap();
    for format in [OutputFormat::Png, OutputFormat::Jpeg, OutputFormat::Webp, OutputFormat::Pdf] {
        let plain = design().write(format, 0.2).unwrap();
        let mut credited = signer.credit(format, "poster", &Origins::default(), plain).unwrap();
        let last = credited.bytes.len() - 40;
        credited.bytes[last] ^= 1;
        let error = check(format.media(), &credited).unwrap_err();
        assert!(matches!(&error, CredentialsError::NotSound { .. }), "{format:?}: {error}");
    }
}

#[test]
fn a_design_is_what_its_parts_make_it() {
    let kind = |origins: &Origins| origins.source_type().rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(kind(&origins(Vec::new())), "algorithmicMedia");
    assert_eq!(kind(&origins(vec![part("logo", false)])), "compositeSynthetic");
    assert_eq!(kind(&origins(vec![part("photograph", true)])), "compositeWithTrainedAlgorithmicMedia");
    assert_eq!(kind(&Origins { is_led_by_model: true, ..Origins::default() }), "compositeWithTrainedAlgorithmicMedia");
}

#[test]
fn a_key_that_is_none_is_refused_and_not_told() {
    let secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    let error = Signer::from_pem(b"no certificate", secret.as_bytes()).unwrap_err();
    assert!(matches!(&error, CredentialsError::Signer { .. }) && !error.to_string().contains("c2VjcmV0"), "{error}");
    let large = Signer::from_pem(&vec![b'a'; PEM_BYTES_MAX + 1], b"").unwrap_err();
    assert!(matches!(large, CredentialsError::TooLarge { what: "chain of certificates" }));
    assert_eq!(format!("{:?}", Signer::untrusted().unwrap()), "Signer(…)");
}
