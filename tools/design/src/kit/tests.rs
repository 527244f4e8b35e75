use super::*;

fn files(entries: &[(&str, &str)]) -> KitFiles {
    KitFiles(entries.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect())
}

#[test]
fn the_neutral_kit_is_read() {
    let kit = BrandKit::builtin();
    assert_eq!(kit.colors.len(), 18 + 18 * 5);
    assert_eq!(kit.inferred, Vec::<String>::new());
    assert_eq!(kit.color(&"maquette.neutral.white".into()), Some(Srgb::WHITE));
}

#[test]
fn a_minimal_kit_is_valid() {
    let kit = BrandKit::from_files(&files(&[
        ("kit.json", r#"{"v":1,"id":"a","name":"A","version":"1","tokens":["*.tokens.json"]}"#),
        ("a.tokens.json", r##"{"a":{"$type":"color","red":{"$value":"#d0202a"}}}"##),
    ]))
    .unwrap();
    assert_eq!(kit.roles.ground[0].0, "derived.paper");
    assert_eq!(kit.roles.ink[0].0, "derived.ink");
    assert_eq!(kit.roles.accent[0].0, "a.red");
}
