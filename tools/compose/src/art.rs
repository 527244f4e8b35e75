//! The pictures of a design: where they stand and what is asked of whoever paints them.

use std::collections::BTreeMap;

use design::document::{Content as Layer, Fit, Provenance};
use design::{BlobRef, ImageRequest, Node, NodeId, Random, Rect, Role, TokenPath};

use crate::archetype::{Art, Depth, Kind};
use crate::compose::{EMPTY_SVG, Writer, node};
use crate::photo;
use crate::plans::family_of;
use crate::solver::Placed;

impl Writer<'_> {
    /// The pictures that have room, bottom first, none when the plan has no imagery.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = (usize, &Placed)> {
        let wanted = self.plan.imagery != "none";
        self.arranged.arts.iter().enumerate().filter(move |_| wanted)
    }

    /// The layer that waits for a picture, whose request is added to `images`.
    pub(crate) fn picture(&self, index: usize, placed: &Placed, bleed: f64, images: &mut Vec<ImageRequest>) -> Node {
        let area = self.bled(placed.area, bleed);
        let id = if index == 0 { "art".to_owned() } else { format!("art-{}", index + 1) };
        images.push(self.request(index, &id, area, placed));
        let blob = BlobRef::of(EMPTY_SVG.as_bytes());
        let content = Layer::Svg { blob, fit: Fit::Cover };
        let own = index == 0 && photo::id_of(&self.plan.motif).is_some();
        let provenance = if own { Provenance::Kit } else { Provenance::Generated };
        Node { provenance, alt: self.alt(), ..node(&id, Role::Image, area, content) }
    }

    fn request(&self, index: usize, id: &str, area: Rect, placed: &Placed) -> ImageRequest {
        let art = &placed.art;
        // A drawing keeps away from words; a photograph is veiled where they lie on it, and nowhere else.
        let air = if photo::is_treatment(&self.plan.imagery) { 0.0 } else { 0.02 };
        let air = f64::from(self.format.width.min(self.format.height)) * air;
        let keep_clear = self
            .arranged
            .words
            .iter()
            .filter(|words| !(words.leads && art.depth != Depth::Apart))
            .map(|words| words.area)
            .filter(|rect| !self.on_plate(*rect))
            .map(|rect| rect.inset(-air).intersection(area))
            .filter(|rect| rect.area() > 0.0)
            .map(|rect| rect.translate(-area.x, -area.y))
            .collect();
        let subject = self.alt().unwrap_or_else(|| "an abstract form".to_owned());
        ImageRequest {
            node: NodeId::from(id),
            prompt: format!("{subject}, flat colours, no text"),
            negative: String::new(),
            // The plan's imagery was chosen for the first picture.
            imagery: if index == 0 { self.plan.imagery.clone() } else { family_of(&self.plan.imagery, art.kind) },
            // Tiles beside the thing itself need not show it again.
            motif: if index > 0 && (art.kind == Kind::Tiles || photo::is_photograph(&self.plan.motif)) {
                "abstract".to_owned()
            } else {
                self.plan.motif.clone()
            },
            width: area.w,
            height: area.h,
            keep_clear,
            focus: Some(placed.focus.translate(-area.x, -area.y)),
            palette: self.palette(art),
            transparent: !art.grounded,
            seed: Random::new(self.plan.seed).fork(id).next_u64(),
        }
    }

    /// Whether a text lies on a field above the picture, so that the picture need not make room for it.
    fn on_plate(&self, text: Rect) -> bool {
        let over = self.arranged.fields.iter().filter(|placed| placed.field.over_art && placed.field.turn == 0.0);
        over.into_iter().any(|placed| placed.area.contains(text, 0.5))
    }

    fn palette(&self, art: &Art) -> BTreeMap<String, TokenPath> {
        let surface = self.surface(art.on);
        match art.depth {
            Depth::Under => self.colours.for_picture_under(surface, self.paintbox),
            Depth::Apart => self.colours.for_picture(surface),
            Depth::Over => {
                // Nothing but the subject itself may cover letters: no disc behind it.
                let mut palette = self.colours.for_picture(surface);
                if let Some(ground) = palette.get("ground").cloned() {
                    palette.insert("panel".to_owned(), ground);
                }
                palette
            }
        }
    }
}
