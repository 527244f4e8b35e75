//! Hands a kit's colours to the roles that its manifest left open.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{ColorRoles, TokenPath};
use crate::color::{Lch, Srgb};

/// Contrast that running text needs. Source: WCAG 2.2, success criterion 1.4.3.
const READABLE: f64 = 4.5;

/// Chroma below which a colour is a calm ground.
const CALM: f64 = 0.05;

/// Chroma below which a colour is a neutral.
const NEUTRAL: f64 = 0.035;

/// Chroma from which a colour can stand out.
const VIVID: f64 = 0.08;

/// Most tokens that are handed to one role by inference; the best come first.
const ROLE_MAX: usize = 24;

/// The colours of a kit with every role served.
#[derive(Debug)]
pub(super) struct Assigned {
    pub(super) colors: BTreeMap<TokenPath, Srgb>,
    pub(super) roles: ColorRoles,
    pub(super) neutrals: Vec<TokenPath>,
    /// JSON pointers of what was not said.
    pub(super) inferred: Vec<String>,
}

struct Swatch {
    token: TokenPath,
    lch: Lch,
    luminance: f64,
    /// Whether it was made up here.
    derived: bool,
    /// Whether it is deprecated, and others serve: then no role gets it that does not name it.
    retired: bool,
}

impl Swatch {
    fn of(token: &TokenPath, color: Srgb) -> Self {
        Self { token: token.clone(), lch: color.to_lch(), luminance: color.luminance(), derived: false, retired: false }
    }

    fn contrast(&self, other: &Self) -> f64 {
        let (a, b) = (self.luminance, other.luminance);
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// Serves every role: what was said stays, the rest follows from OKLCH. Where no ground and ink of the kit are
/// readable together, a paper or an ink in the hue of the signature is made up and named under `derived.`.
///
/// `colors` holds one colour at least and every token that is named.
pub(super) fn assign(
    said: ColorRoles,
    neutrals: Vec<TokenPath>,
    colors: BTreeMap<TokenPath, Srgb>,
    deprecated: &dyn Fn(&TokenPath) -> bool,
) -> Assigned {
    let mut swatches: Vec<Swatch> = colors.iter().map(|(token, &color)| Swatch::of(token, color)).collect();
    retire(&mut swatches, &said, deprecated);
    let mut assigned = Assigned { colors, roles: said, neutrals, inferred: Vec::new() };
    derive_missing(&mut swatches, &mut assigned);
    let Assigned { roles, neutrals, inferred, .. } = &mut assigned;
    if roles.ground.is_empty() {
        roles.ground = grounds(&swatches, &roles.ink);
        inferred.push("/roles/ground".to_owned());
    }
    let ground = pick(&swatches, roles.ground.first());
    if roles.ink.is_empty() {
        roles.ink = inks(&swatches, ground);
        inferred.push("/roles/ink".to_owned());
    }
    if roles.accent.is_empty() {
        roles.accent = accents(&swatches, roles.ground.first(), roles.ink.first());
        inferred.push("/roles/accent".to_owned());
    }
    if roles.support.is_empty() {
        roles.support = supports(&swatches, roles);
        inferred.push("/roles/support".to_owned());
    }
    if neutrals.is_empty() {
        *neutrals = names(open(&swatches).filter(|swatch| swatch.lch.c < NEUTRAL));
        inferred.push("/neutrals".to_owned());
    }
    inferred.sort();
    assigned
}

/// Sets deprecated colours aside, unless the kit has no others, or none that are readable together.
fn retire(swatches: &mut [Swatch], said: &ColorRoles, deprecated: &dyn Fn(&TokenPath) -> bool) {
    let serves = |swatches: &[Swatch]| readable(&pool(swatches, &said.ground), &pool(swatches, &said.ink));
    let served = serves(swatches);
    for swatch in &mut *swatches {
        swatch.retired = deprecated(&swatch.token);
    }
    if open(swatches).next().is_none() || (served && !serves(swatches)) {
        swatches.iter_mut().for_each(|swatch| swatch.retired = false);
    }
}

/// The swatches that a role may get without naming them.
fn open(swatches: &[Swatch]) -> impl Iterator<Item = &Swatch> {
    swatches.iter().filter(|swatch| !swatch.retired)
}

fn names<'a>(swatches: impl Iterator<Item = &'a Swatch>) -> Vec<TokenPath> {
    swatches.map(|swatch| swatch.token.clone()).collect()
}

fn pick<'a>(swatches: &'a [Swatch], token: Option<&TokenPath>) -> Option<&'a Swatch> {
    swatches.iter().find(|swatch| Some(&swatch.token) == token)
}

/// The swatches of a list, or all that are open when the list is empty.
fn pool<'a>(swatches: &'a [Swatch], list: &[TokenPath]) -> Vec<&'a Swatch> {
    swatches
        .iter()
        .filter(|swatch| if list.is_empty() { !swatch.retired } else { list.contains(&swatch.token) })
        .collect()
}

fn lightest<'a>(pool: &[&'a Swatch]) -> Option<&'a Swatch> {
    pool.iter().copied().max_by(|a, b| a.luminance.total_cmp(&b.luminance))
}

fn darkest<'a>(pool: &[&'a Swatch]) -> Option<&'a Swatch> {
    pool.iter().copied().min_by(|a, b| a.luminance.total_cmp(&b.luminance))
}

/// Whether some swatch of `a` is readable on some swatch of `b`: the extremes decide.
fn readable(a: &[&Swatch], b: &[&Swatch]) -> bool {
    [(lightest(a), darkest(b)), (darkest(a), lightest(b))]
        .into_iter()
        .any(|pair| matches!(pair, (Some(x), Some(y)) if x.contrast(y) >= READABLE))
}

/// Steps of lightness and chroma from tinted to plain; white or black is readable on every colour.
const PAPER: Shade = Shade { name: "derived.paper", steps: [(0.965, 0.012), (0.985, 0.005), (1.0, 0.0)] };
const INK: Shade = Shade { name: "derived.ink", steps: [(0.22, 0.03), (0.16, 0.02), (0.0, 0.0)] };

struct Shade {
    name: &'static str,
    steps: [(f64, f64); 3],
}

impl Shade {
    /// The most tinted step that is readable on `other`.
    fn against(&self, other: Option<Srgb>, hue: f64) -> Srgb {
        let [tinted, plainer, plain] = self.steps.map(|(l, c)| Srgb::from_lch(Lch { l, c, h: hue }));
        let readable = |shade: &Srgb| other.is_none_or(|other| shade.contrast(other) >= READABLE);
        [tinted, plainer].into_iter().find(readable).unwrap_or(plain)
    }
}

fn derive_missing(swatches: &mut Vec<Swatch>, assigned: &mut Assigned) {
    let roles = &mut assigned.roles;
    let (open_ground, open_ink) = (roles.ground.is_empty(), roles.ink.is_empty());
    if !(open_ground || open_ink) || readable(&pool(swatches, &roles.ground), &pool(swatches, &roles.ink)) {
        return;
    }
    let hue = open(swatches).max_by(|a, b| a.lch.c.total_cmp(&b.lch.c)).map_or(80.0, |swatch| swatch.lch.h);
    let said = roles.ground.first().or(roles.ink.first()).and_then(|token| assigned.colors.get(token)).copied();
    let (on_said, off_said) = match said {
        // What is said decides which of the two is made up: the one that is further away.
        Some(said) if said.contrast(Srgb::WHITE) > said.contrast(Srgb::BLACK) => (&PAPER, &INK),
        _ => (&INK, &PAPER),
    };
    let mut add = |shade: &Shade, against: Option<Srgb>| {
        let color = shade.against(against, hue);
        let token = free_name(shade.name, &assigned.colors);
        assigned.colors.insert(token.clone(), color);
        assigned.inferred.push(format!("/tokens/{token}"));
        swatches.push(Swatch { derived: true, ..Swatch::of(&token, color) });
        (token, color)
    };
    let (made, color) = add(on_said, said);
    if open_ground && open_ink {
        let (paper, _) = add(off_said, Some(color));
        (roles.ground, roles.ink) = (vec![paper], vec![made]);
        assigned.inferred.extend(["/roles/ground".to_owned(), "/roles/ink".to_owned()]);
    } else if open_ground {
        roles.ground.push(made);
        assigned.inferred.push("/roles/ground".to_owned());
    } else {
        roles.ink.push(made);
        assigned.inferred.push("/roles/ink".to_owned());
    }
}

/// `name`, or `name-2` and so on when the kit has it already.
fn free_name(name: &str, colors: &BTreeMap<TokenPath, Srgb>) -> TokenPath {
    let names = (1..).map(|n: u32| if n == 1 { name.to_owned() } else { format!("{name}-{n}") }).map(TokenPath);
    let mut free = names.filter(|name| !colors.contains_key(name));
    free.next().expect("a kit has fewer tokens than there are numbers")
}

/// Light calm colours, lightest first, then pale tints, then dark calm ones; only such as some ink is readable on.
fn grounds(swatches: &[Swatch], inks: &[TokenPath]) -> Vec<TokenPath> {
    let inks = pool(swatches, inks);
    let mut ranked: Vec<(u8, f64, &Swatch)> = open(swatches)
        .filter(|swatch| readable(&[swatch], &inks))
        .filter_map(|swatch| match (swatch.lch.l, swatch.lch.c) {
            (l, c) if l >= 0.85 && c <= CALM => Some((0, -l, swatch)),
            (l, _) if l >= 0.85 => Some((1, -l, swatch)),
            (l, c) if l <= 0.35 && c <= 2.0 * CALM => Some((2, l, swatch)),
            _ => None,
        })
        .collect();
    ranked.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap_or(Ordering::Equal));
    let found = names(ranked.into_iter().map(|(.., swatch)| swatch).take(ROLE_MAX));
    if !found.is_empty() {
        return found;
    }
    let fitting: Vec<&Swatch> = open(swatches).filter(|swatch| readable(&[swatch], &inks)).collect();
    names(lightest(&fitting).or_else(|| lightest(&pool(swatches, &[]))).into_iter())
}

/// Colours that are readable on the first ground, farthest first; then light ones for dark grounds.
fn inks(swatches: &[Swatch], ground: Option<&Swatch>) -> Vec<TokenPath> {
    let contrast = |swatch: &Swatch| ground.map_or(21.0, |ground| swatch.contrast(ground));
    let mut near: Vec<&Swatch> = open(swatches).filter(|swatch| contrast(swatch) >= READABLE).collect();
    near.sort_by(|a, b| contrast(b).total_cmp(&contrast(a)));
    let mut reversed: Vec<&Swatch> = open(swatches)
        .filter(|swatch| contrast(swatch) < READABLE && swatch.lch.l >= 0.85 && swatch.lch.c <= CALM)
        .collect();
    reversed.sort_by(|a, b| b.luminance.total_cmp(&a.luminance));
    let found = names(near.into_iter().take(ROLE_MAX / 2).chain(reversed).take(ROLE_MAX));
    if !found.is_empty() {
        return found;
    }
    let mut all = pool(swatches, &[]);
    all.sort_by(|a, b| contrast(b).total_cmp(&contrast(a)));
    names(all.into_iter().take(1))
}

/// Vivid colours, most chromatic first; in a kit without any, the most chromatic one that is not the ground.
fn accents(swatches: &[Swatch], ground: Option<&TokenPath>, ink: Option<&TokenPath>) -> Vec<TokenPath> {
    let mut ranked: Vec<&Swatch> =
        open(swatches).filter(|swatch| !swatch.derived && Some(&swatch.token) != ground).collect();
    // The ink stands out less than any other colour of its chroma: it is everywhere already.
    let rank = |swatch: &Swatch| swatch.lch.c * if Some(&swatch.token) == ink { 0.6 } else { 1.0 };
    ranked.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    let vivid: Vec<&Swatch> = ranked.iter().copied().filter(|swatch| swatch.lch.c >= VIVID).collect();
    let found =
        if vivid.is_empty() { names(ranked.into_iter().take(1)) } else { names(vivid.into_iter().take(ROLE_MAX)) };
    if found.is_empty() { ground.into_iter().cloned().collect() } else { found }
}

/// What is neither the first ground, the first ink nor the first accent, light before dark.
fn supports(swatches: &[Swatch], roles: &ColorRoles) -> Vec<TokenPath> {
    let taken = [roles.ground.first(), roles.ink.first(), roles.accent.first()];
    let mut rest: Vec<&Swatch> = open(swatches).filter(|swatch| !taken.contains(&Some(&swatch.token))).collect();
    rest.sort_by(|a, b| b.lch.l.total_cmp(&a.lch.l));
    names(rest.into_iter().take(ROLE_MAX))
}
