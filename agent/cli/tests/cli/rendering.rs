//! One design, many pages and files.

use std::path::Path;

use crate::{BRIEF, maquette, stderr, succeed};

/// Width and height in the header of a PNG.
fn png_size(path: &Path) -> (u32, u32) {
    let bytes = std::fs::read(path).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "{}", path.display());
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn one_design_becomes_a_file_for_every_format() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--format", "instagram-post", "--seed", "7", "--out", "out"]);
    let at = |name: &str| folder.path().join(name);
    let formats = "instagram-post,story,leaderboard,A4,story";
    let output = succeed(folder.path(), &["render", "out/design.json", "--out", "sale.png", "--formats", formats]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        ["sale.instagram-post.png", "sale.story.png", "sale.leaderboard.png", "sale.A4.png"]
    );
    assert_eq!(png_size(&at("sale.story.png")), (1080, 1920));
    assert_eq!(png_size(&at("sale.leaderboard.png")), (728, 90));
    assert_eq!(png_size(&at("sale.A4.png")), (1240, 1754));
    let same = std::fs::read(at("sale.instagram-post.png")).unwrap() == std::fs::read(at("out/final.png")).unwrap();
    assert!(same, "on its own page the design is the design");

    succeed(
        folder.path(),
        &["render", "out/design.json", "--out", "sale.live.svg", "--formats", "story", "--scale", "2"],
    );
    let svg = std::fs::read_to_string(at("sale.story.live.svg")).unwrap();
    assert!(svg.contains(r#"viewBox="0 0 1080 1920""#) && svg.contains("<text"));
    succeed(folder.path(), &["render", "out/design.json", "--out", "twice.png", "--scale", "2"]);
    assert_eq!(png_size(&at("twice.png")), (2160, 2160));
}

#[test]
fn a_page_that_cannot_hold_the_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    succeed(folder.path(), &["design", BRIEF, "--format", "300x250", "--out", "out"]);
    for formats in ["storey", "story,,A4", "9x9"] {
        let output = maquette(folder.path(), &["render", "out/design.json", "--out", "a.png", "--formats", formats]);
        assert_eq!(output.status.code(), Some(2), "{formats}: {}", stderr(&output));
    }
    let long = "All of the following must be said on a very small page indeed. ".repeat(12);
    std::fs::write(
        folder.path().join("long.json"),
        serde_json::json!({ "width": "800px", "height": "800px", "components": [{
            "type": "TEXT", "text": long, "left": "20px", "top": "20px", "width": "760px", "height": "760px",
            "fontSize": "20px", "color": "rgb(0,0,0)" }] })
        .to_string(),
    )
    .unwrap();
    let output = maquette(folder.path(), &["render", "long.json", "--out", "long.png", "--formats", "64x64,story"]);
    assert_eq!(output.status.code(), Some(7), "{}", stderr(&output));
    assert!(stderr(&output).contains("64x64"), "{}", stderr(&output));
    assert!(folder.path().join("long.story.png").exists());
}

#[test]
fn a_layout_of_another_program_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let layout = include_bytes!("../../../../tools/design/tests/import/flea-market.json");
    std::fs::write(folder.path().join("flea.json"), layout).unwrap();
    let output = succeed(folder.path(), &["render", "flea.json", "--out", "flea.png"]);
    assert_eq!(png_size(&folder.path().join("flea.png")), (1080, 1350));
    assert!(stderr(&output).contains("Playfair Display"), "{}", stderr(&output));
    succeed(folder.path(), &["render", "flea.json", "--out", "flea.pdf", "--formats", "instagram-post,A4"]);
    assert!(std::fs::read(folder.path().join("flea.A4.pdf")).unwrap().starts_with(b"%PDF"));
}
