//! What a brand kit has to find.

use std::collections::{BTreeMap, BTreeSet};

use design::kit::{FontRole, LogoGround, LogoVariant};
use design::{BrandKit, Day, TokenPath};
use render::decode_picture;

use crate::asset::{Asset, AssetKind, Facets, KEY_BYTES_MAX, NAME_BYTES_MAX, NAMES_MAX, PALETTE_MAX, TEXT_BYTES_MAX};
use crate::look::Look;
use crate::palette::Swatch;

/// Most bytes of what tells two things of one id apart.
const NUMBER_BYTES: usize = 12;
/// Side at which a picture of a kit is looked at, px.
const SIDE: u32 = 256;

/// The logos, faces, colours, pictures, voice and layouts of a kit. With `pictures` its pictures are decoded and looked at, which
/// takes time; one that cannot be read is found by its words alone.
#[must_use]
pub fn assets_of(kit: &BrandKit, pictures: bool) -> Vec<Asset> {
    let mut assets = Vec::new();
    assets.extend(logos(kit));
    assets.extend(fonts(kit));
    assets.extend(colors(kit));
    assets.extend(imagery(kit));
    assets.extend(voice(kit));
    assets.extend(templates(kit));
    // Two faces of one weight have one name, and what is cut may be the same.
    let (mut taken, mut numbers) = (BTreeSet::new(), BTreeMap::new());
    for asset in &mut assets {
        let number: &mut usize = numbers.entry(asset.id.clone()).or_insert(1);
        let mut id = asset.id.clone();
        while !taken.insert(id.clone()) {
            *number += 1;
            id = format!("{}~{number}", cut(&asset.id, KEY_BYTES_MAX - NUMBER_BYTES));
        }
        asset.id = id;
        asset.facets.kit = Some(cut(&kit.id, KEY_BYTES_MAX));
    }
    if pictures {
        look_at(kit, &mut assets);
    }
    assets
}

/// The start of a text that fits, on one line: what is kept of a brand may be longer than what is searched.
#[must_use]
pub fn cut(text: &str, bytes_max: usize) -> String {
    let mut end = text.len().min(bytes_max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The id of a thing in its kit: its kind, and its name there.
fn asset(kind: AssetKind, id: &str, name: &str) -> Asset {
    Asset::new(cut(&format!("{kind}:{id}"), KEY_BYTES_MAX), kind, cut(name, NAME_BYTES_MAX))
}

fn tags<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    words.into_iter().filter(|word| !word.is_empty()).take(NAMES_MAX).map(|word| cut(word, NAME_BYTES_MAX)).collect()
}

fn ground(ground: LogoGround) -> &'static str {
    match ground {
        LogoGround::Light => "light",
        LogoGround::Dark => "dark",
        LogoGround::Photo => "photo",
    }
}

fn logos(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    kit.logos.iter().map(|logo| {
        let (role, words) = match logo.variant {
            LogoVariant::Full => ("full", "full mark and name"),
            LogoVariant::Mark => ("mark", "mark symbol icon"),
            LogoVariant::Mono => ("mono", "mono monochrome one colour"),
        };
        let on: BTreeSet<String> = logo.on.iter().map(|one| ground(*one).to_owned()).collect();
        // A mark for dark backgrounds is a light one.
        let tone = match (on.contains("light"), on.contains("dark")) {
            (true, false) => "dark",
            (false, true) => "light white",
            _ => "",
        };
        let photo = if on.contains("photo") { "photograph picture" } else { "" };
        Asset {
            tags: tags([logo.id.as_str(), words, tone, photo]),
            facets: Facets { role: Some(role.to_owned()), on, ..Facets::default() },
            ..asset(AssetKind::Logo, &logo.id, &format!("{} logo", kit.name))
        }
    })
}

fn fonts(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    kit.fonts.iter().map(|font| {
        let (role, words) = match font.role {
            FontRole::Display => ("display", "headline title heading"),
            FontRole::Text => ("text", "body copy reading"),
            FontRole::Accent => ("accent", "label numeral aside"),
        };
        Asset {
            tags: tags(["type face", words, &format!("weight {}", font.weight)]),
            facets: Facets { role: Some(role.to_owned()), ..Facets::default() },
            ..asset(AssetKind::Font, &format!("{} {}", font.family, font.weight), &font.family)
        }
    })
}

fn colors(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    kit.colors.iter().map(|(path, color)| {
        let roles = &kit.roles;
        let by_role =
            [("ground", &roles.ground), ("ink", &roles.ink), ("accent", &roles.accent), ("support", &roles.support)];
        // The role in which it stands first is what it is for.
        let role = by_role
            .iter()
            .filter_map(|(name, tokens)| Some((tokens.iter().position(|token| token == path)?, *name)))
            .min_by_key(|(at, _)| *at)
            .map(|(_, name)| name);
        let neutral = if kit.neutrals.contains(path) { "neutral" } else { "" };
        Asset {
            aliases: last_parts(path),
            tags: tags(["palette", role.unwrap_or(""), neutral, &color.to_string()]),
            palette: vec![Swatch { color: *color, percent: 100 }],
            facets: Facets { role: role.map(str::to_owned), ..Facets::default() },
            ..asset(AssetKind::Color, &path.0, &path.0)
        }
    })
}

/// The last part of a path: `brand.color.ocean` is called `ocean` too.
fn last_parts(path: &TokenPath) -> Vec<String> {
    path.0.rsplit_once('.').map(|(_, last)| cut(last, NAME_BYTES_MAX)).into_iter().collect()
}

fn imagery(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    kit.imagery.iter().map(|image| Asset {
        aliases: vec![cut(&image.file, NAME_BYTES_MAX)],
        tags: tags(image.tags.iter().map(String::as_str)),
        facets: Facets {
            licence: image.licence.as_deref().map(|licence| cut(licence, KEY_BYTES_MAX)),
            expires: image.expires.as_deref().and_then(Day::parse),
            ..Facets::default()
        },
        ..asset(AssetKind::Imagery, &image.id, &image.id)
    })
}

fn voice(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    let voice = &kit.voice;
    let lists = [("tone", &voice.tone), ("sample", &voice.samples), ("required", &voice.required)];
    lists.into_iter().flat_map(|(list, lines)| {
        (0..).zip(lines).map(move |(at, line): (u32, &String)| Asset {
            tags: tags([list]),
            text: cut(line, TEXT_BYTES_MAX),
            facets: Facets { role: Some(list.to_owned()), ..Facets::default() },
            ..asset(AssetKind::Voice, &format!("{list}-{at}"), "")
        })
    })
}

fn templates(kit: &BrandKit) -> impl Iterator<Item = Asset> + '_ {
    (0..).zip(&kit.templates).map(|(at, template): (u32, &serde_json::Value)| {
        let text = |field: &str| template.get(field).and_then(serde_json::Value::as_str).unwrap_or("");
        let id = if text("id").is_empty() { format!("template-{at}") } else { text("id").to_owned() };
        let name = if text("name").is_empty() { &id } else { text("name") };
        let tags = template.get("tags").and_then(serde_json::Value::as_array);
        Asset {
            tags: self::tags(tags.into_iter().flatten().filter_map(serde_json::Value::as_str)),
            text: cut(text("description"), TEXT_BYTES_MAX),
            ..asset(AssetKind::Template, &id, name)
        }
    })
}

/// Has pictures seen: their colours, what they look like, and which way they lie.
fn look_at(kit: &BrandKit, assets: &mut [Asset]) {
    let logos = kit.logos.iter().map(|logo| (AssetKind::Logo, &logo.id, &logo.file));
    let imagery = kit.imagery.iter().map(|image| (AssetKind::Imagery, &image.id, &image.file));
    for (kind, id, file) in logos.chain(imagery) {
        let id = cut(&format!("{kind}:{id}"), KEY_BYTES_MAX);
        let seen = kit.file(file).and_then(|bytes| see(bytes));
        if let (Some(asset), Some(seen)) = (assets.iter_mut().find(|asset| asset.id == id), seen) {
            asset.palette = seen.palette;
            asset.look = Some(seen.look);
            asset.facets.orientation = Some(seen.orientation.to_owned());
        }
    }
}

/// What there is to see in a picture.
pub struct Seen {
    /// Its colours.
    pub palette: Vec<Swatch>,
    /// What it looks like.
    pub look: Look,
    /// `landscape`, `portrait` or `square`.
    pub orientation: &'static str,
}

/// Looks at a picture: SVG, PNG, JPEG or WebP; `None`, where it cannot be read within the limits of pictures.
#[must_use]
pub fn see(bytes: &[u8]) -> Option<Seen> {
    let picture = decode_picture(bytes).ok()?;
    let (width, height) = picture.size();
    let orientation = match width / height.max(f64::MIN_POSITIVE) {
        ratio if ratio > 1.15 => "landscape",
        ratio if ratio < 1.0 / 1.15 => "portrait",
        _ => "square",
    };
    let pixels = picture.thumbnail(SIDE).ok()?;
    let palette = measure::palette(&pixels).into_iter().take(PALETTE_MAX).map(Swatch::from).collect();
    Some(Seen { palette, look: Look::of(&pixels), orientation })
}
