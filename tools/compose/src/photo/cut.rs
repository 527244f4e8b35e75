//! Which photographs of a kit show a thing that can be cut out of its ground.

use design::BrandKit;
use render::{Picture, Pixels, decode_picture};

use super::{described, reduced};

/// Tags that say so.
const TAGS: [&str; 8] = ["product", "packshot", "pack shot", "cut-out", "cutout", "cut out", "isolated", "still life"];
/// Longer side at which a ground is looked at, px.
const LOOK_PX: u32 = 64;
/// How far a channel may be from that of the ground, levels of 255: a plain ground has a light that falls off.
const PLAIN: u8 = 36;
/// Share of the edge that must be of one colour, per cent.
const PLAIN_PERCENT: usize = 88;

/// Those of the photographs, named by motifs, that show a thing: their tags say so, or it stands before a plain ground.
pub(crate) fn things(motifs: &[String], kit: &BrandKit) -> Vec<String> {
    let is_thing = |motif: &&String| {
        let Some(image) = described(kit, motif) else { return false };
        let tagged = image.tags.iter().any(|tag| TAGS.contains(&tag.to_lowercase().as_str()));
        tagged || kit.file(&image.file).is_some_and(|bytes| stands_on_plain(bytes))
    };
    motifs.iter().filter(is_thing).cloned().collect()
}

fn stands_on_plain(bytes: &[u8]) -> bool {
    match decode_picture(bytes) {
        Ok(Picture::Raster(pixels)) => has_plain_edge(&reduced(&pixels, LOOK_PX)),
        _ => false,
    }
}

/// Whether the edge of a picture is of one colour, nearly.
fn has_plain_edge(print: &Pixels) -> bool {
    let (w, h) = (print.width, print.height);
    let rim = (0..h).flat_map(|y| (0..w).map(move |x| (x, y)));
    let rim = rim.filter(|&(x, y)| x < 2 || y < 2 || x + 2 >= w || y + 2 >= h);
    let rim: Vec<[u8; 4]> = rim.filter_map(|(x, y)| print.at(x, y)).collect();
    if w < 8 || h < 8 {
        return false;
    }
    let median = [0, 1, 2].map(|channel| {
        let mut levels: Vec<u8> = rim.iter().map(|rgba| rgba[channel]).collect();
        levels.sort_unstable();
        levels[levels.len() / 2]
    });
    let near = |rgba: &&[u8; 4]| (0..3).all(|channel| rgba[channel].abs_diff(median[channel]) <= PLAIN);
    rim.iter().filter(near).count() * 100 >= PLAIN_PERCENT * rim.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(colour: impl Fn(u32, u32) -> [u8; 3]) -> Pixels {
        let places = (0..48).flat_map(|y| (0..64).map(move |x| (x, y)));
        let data = places.flat_map(|(x, y)| {
            let [r, g, b] = colour(x, y);
            [r, g, b, 255]
        });
        Pixels { width: 64, height: 48, data: data.collect() }
    }

    #[test]
    fn a_thing_before_a_plain_ground_is_told_from_a_scene() {
        let thing = |x: u32, y: u32| x.abs_diff(32) < 14 && y.abs_diff(24) < 16;
        assert!(has_plain_edge(&picture(|x, y| if thing(x, y) { [180, 40, 30] } else { [226 - y as u8 / 4; 3] })));
        // Where it touches the lower edge, too.
        let standing = |x: u32, y: u32| x.abs_diff(32) < 5 && y > 10;
        assert!(has_plain_edge(&picture(|x, y| if standing(x, y) { [20, 40, 30] } else { [226; 3] })));
        assert!(!has_plain_edge(&picture(|_, y| if y > 24 { [60, 90, 40] } else { [150, 190, 240] })));
    }
}
