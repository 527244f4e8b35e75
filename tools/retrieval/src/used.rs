//! What of a kit a design uses.

use std::collections::{BTreeMap, BTreeSet};

use design::document::{Content, GradientStop, Paint};
use design::{BlobRef, BrandKit, Document, Node, NodeId, TokenPath};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asset::AssetKind;
use crate::words::folded;

/// A thing of a kit in a design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Used {
    /// Its id, as [`assets_of`](crate::assets_of) names it.
    pub id: String,
    /// What kind of thing it is.
    pub kind: AssetKind,
    /// What it is, for people: `Fraunces 600`, `brand.ocean #1a73e8`.
    pub name: String,
    /// The nodes that show it, bottom first.
    pub nodes: Vec<NodeId>,
}

/// The logos, pictures, faces, colours and required words of a kit that a design shows, logos first. It follows from the two alone:
/// whoever has a design and its kit can ask.
#[must_use]
pub fn used(document: &Document, kit: &BrandKit) -> Vec<Used> {
    let pictures = pictures(kit);
    let mut found = Found::default();
    for node in document.walk() {
        match &node.content {
            Content::Image { blob, .. } | Content::Svg { blob, .. } => {
                if let Some((kind, id)) = pictures.get(blob) {
                    let name = if *kind == AssetKind::Logo { format!("{} logo, {id}", kit.name) } else { id.clone() };
                    found.add(*kind, id, name, node);
                }
            }
            Content::Text { text, fill } => {
                found.paint(fill, kit, node);
                for run in &text.runs {
                    run.fill.iter().for_each(|fill| found.paint(fill, kit, node));
                    let (family, weight) = (&run.font.family, run.font.weight);
                    if let Some(font) = kit
                        .fonts
                        .iter()
                        .filter(|font| font.family == *family)
                        .min_by_key(|font| weight.abs_diff(font.weight))
                    {
                        found.add(
                            AssetKind::Font,
                            &format!("{family} {}", font.weight),
                            format!("{family} {weight}"),
                            node,
                        );
                    }
                }
                let plain = folded(&text.plain());
                for (at, line) in kit.voice.required.iter().enumerate() {
                    let line_plain = folded(line);
                    if !line_plain.is_empty() && plain.contains(&line_plain) {
                        found.add(AssetKind::Voice, &format!("required-{at}"), line.clone(), node);
                    }
                }
            }
            Content::Shape { fill, stroke, .. } => {
                let stroke = stroke.as_ref().map(|stroke| &stroke.paint);
                fill.iter().chain(stroke).for_each(|paint| found.paint(paint, kit, node));
            }
            Content::Group { .. } => {}
        }
    }
    found.0.into_values().collect()
}

/// The pictures of a kit by their bytes.
fn pictures(kit: &BrandKit) -> BTreeMap<BlobRef, (AssetKind, String)> {
    let logos = kit.logos.iter().map(|logo| (AssetKind::Logo, &logo.id, &logo.file));
    let imagery = kit.imagery.iter().map(|image| (AssetKind::Imagery, &image.id, &image.file));
    let mut pictures = BTreeMap::new();
    let mut read = BTreeSet::new();
    for (kind, id, file) in logos.chain(imagery) {
        if let Some(bytes) = kit.file(file).filter(|_| read.insert(file)) {
            pictures.entry(BlobRef::of(bytes)).or_insert((kind, id.clone()));
        }
    }
    pictures
}

/// By kind and id.
#[derive(Default)]
struct Found(BTreeMap<(AssetKind, String), Used>);

impl Found {
    fn add(&mut self, kind: AssetKind, id: &str, name: String, node: &Node) {
        let used = self.0.entry((kind, id.to_owned())).or_insert_with(|| Used {
            id: format!("{kind}:{id}"),
            kind,
            name,
            nodes: Vec::new(),
        });
        if used.nodes.last() != Some(&node.id) {
            used.nodes.push(node.id.clone());
        }
    }

    fn token(&mut self, path: &TokenPath, kit: &BrandKit, node: &Node) {
        if let Some(color) = kit.colors.get(path) {
            self.add(AssetKind::Color, &path.0, format!("{} {color}", path.0), node);
        }
    }

    fn paint(&mut self, paint: &Paint, kit: &BrandKit, node: &Node) {
        match paint {
            Paint::Token(path) => self.token(path, kit, node),
            Paint::Gradient(gradient) => {
                gradient.stops.iter().for_each(|GradientStop { token, .. }| self.token(token, kit, node));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use design::document::{Fit, FontRef, KitRef, Run, Shape, Text};
    use design::{Format, KitFiles, Rect, Role};
    use serde_json::json;

    use super::*;

    const MARK: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;

    fn kit() -> BrandKit {
        let manifest = json!({
            "v": 1, "id": "quay", "name": "Quay", "version": "1", "tokens": ["*.tokens.json"],
            "logos": [{ "id": "full", "file": "a.svg", "on": ["light"] }, { "id": "again", "file": "a.svg", "on": ["dark"] }],
            "fonts": [{ "family": "Inter", "role": "display", "weight": 700 }, { "family": "Inter", "role": "text" }],
            "voice": { "required": ["Made in Leith."] },
        });
        let tokens =
            json!({ "quay": { "$type": "color", "ink": { "$value": "#111111" }, "paper": { "$value": "#ffffff" } } });
        let files =
            [("kit.json", manifest.to_string()), ("q.tokens.json", tokens.to_string()), ("a.svg", MARK.to_owned())];
        let files = files.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        BrandKit::from_files(&KitFiles(files.into())).unwrap()
    }

    #[test]
    fn a_design_says_what_of_its_kit_it_shows_and_where() {
        let kit = kit();
        let mut document = Document::new(&Format::default(), KitRef { id: kit.id.clone(), sha256: kit.sha256 });
        let area = Rect::new(0.0, 0.0, 10.0, 10.0);
        let ink = Paint::Token(TokenPath("quay.ink".into()));
        let run = |text: &str, family: &str, weight| Run::new(text, FontRef::new(family, weight), 12.0);
        let text = |runs| Content::Text {
            text: Text {
                runs,
                align: Default::default(),
                valign: Default::default(),
                leading: 1.2,
                case: Default::default(),
                wrap: true,
                language: "en".into(),
            },
            fill: ink.clone(),
        };
        let elsewhere = Some(Paint::Token(TokenPath("other.red".into())));
        let children = vec![
            Node::new(
                "head",
                Role::Headline,
                area,
                text(vec![run("Ropes", "Inter", 680), run("!", "Unheard Of", 400)]),
            ),
            Node::new("foot", Role::Legal, area, text(vec![run("made in LEITH", "Inter", 400)])),
        ];
        document.nodes = vec![
            Node::new(
                "ground",
                Role::Background,
                area,
                Content::Shape { shape: Shape::Ellipse, fill: elsewhere, stroke: None },
            ),
            Node::new("words", Role::Body, area, Content::Group { children }),
            Node::new("mark", Role::Logo, area, Content::Svg { blob: BlobRef::of(MARK.as_bytes()), fit: Fit::Contain }),
            Node::new("art", Role::Image, area, Content::Svg { blob: BlobRef::of(b"other"), fit: Fit::Contain }),
        ];
        let told: Vec<String> = used(&document, &kit)
            .iter()
            .map(|used| {
                format!(
                    "{} = {} in {}",
                    used.id,
                    used.name,
                    used.nodes.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join("+")
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "logo:full = Quay logo, full in mark",
                "font:Inter 400 = Inter 400 in foot",
                "font:Inter 700 = Inter 680 in head",
                "color:quay.ink = quay.ink #111111 in head+foot",
                "voice:required-0 = Made in Leith. in foot",
            ]
        );
        // What it names is what a search of the kit finds.
        let ids: BTreeSet<String> = crate::assets_of(&kit, false).into_iter().map(|asset| asset.id).collect();
        assert!(used(&document, &kit).iter().all(|used| ids.contains(&used.id)), "{ids:?}");
    }
}
