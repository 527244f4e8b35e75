//! What a clause changes: each number finds what it says.

use super::atom::{Asked, Atom, Quantity, Target, Unit};
use super::words::{Key, Way};
use crate::document::{Case, VAlign};

/// A value that a layer is to have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// Size of the type, px.
    Size(f64),
    Family(String),
    Weight(u16),
    Italic(bool),
    /// Whether nothing of it changes any more.
    Lock(bool),
    Colour(Asked),
    /// 0–1.
    Opacity(f64),
    /// Degrees clockwise.
    Rotation(f64),
    /// The top-left corner, px; what is not said stays.
    At(Option<f64>, Option<f64>),
    /// Right and down, px.
    Move(f64, f64),
    Width(f64),
    Height(f64),
    /// In the middle of the page, across or down it.
    Centre(Axis),
    Align(Side),
    VAlign(VAlign),
    /// A multiple of the size.
    Leading(f64),
    /// px between base lines.
    LeadingPx(f64),
    /// em.
    Tracking(f64),
    Case(Case),
}

/// A direction of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Across,
    Down,
}

/// A side that lines are set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Centre,
    Right,
}

/// Most values of one clause.
const CHANGES_MAX: usize = 16;

/// Sizes of type, px.
const SIZES: (f64, f64) = (4.0, 2_000.0);
/// Places and distances on the page, px.
const PLACES: (f64, f64) = (-10_000.0, 10_000.0);
/// Widths and heights, px.
const SIDES: (f64, f64) = (1.0, 10_000.0);
/// Distances of base lines, as multiples of the size.
const LEADINGS: (f64, f64) = (0.5, 4.0);
/// Letter spacings, em.
const TRACKINGS: (f64, f64) = (-0.2, 1.0);

/// The layers that a clause names itself, and what it changes.
///
/// Numbers stand before what they say ("160 wide") or behind it ("opacity 80%"). Where both can be meant, the reading
/// that leaves no number over counts, and of two that do the second order. A number alone may be the weight of a family
/// that the clause before ended with: `after_family`.
pub(super) fn changes(atoms: &[Atom], after_family: bool) -> Result<(Option<Target>, Vec<Change>), String> {
    let mut named = atoms.iter().filter_map(|atom| match atom {
        Atom::Target(target) => Some(target),
        _ => None,
    });
    let target = named.next().cloned();
    if named.any(|other| Some(other) != target.as_ref()) {
        return Err("two layers are named at once; part them with a comma, each with its own values".to_owned());
    }
    let values: Vec<&Atom> = atoms.iter().filter(|atom| !matches!(atom, Atom::Target(_))).collect();
    let read = |number_last: bool| {
        let mut resolver = Resolver::new(&values, number_last, target.is_some());
        resolver.after_family = after_family && target.is_none();
        resolver.read()
    };
    let changes = read(true).or_else(|why| read(false).map_err(|_| why))?;
    check_agreement(&changes)?;
    Ok((target, changes))
}

/// Whether no thing is said to have two values at once, and not too many are said.
fn check_agreement(changes: &[Change]) -> Result<(), String> {
    if changes.len() > CHANGES_MAX {
        return Err(format!("it says {} values; at most {CHANGES_MAX} are read between two commas", changes.len()));
    }
    let disagree = |a: &Change, b: &Change| match (a, b) {
        (Change::At(ax, ay), Change::At(bx, by)) => (ax.is_some() && bx.is_some()) || (ay.is_some() && by.is_some()),
        // Right and down go together.
        (Change::Move(..), Change::Move(..)) | (Change::Centre(_), Change::Centre(_)) => false,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b) && a != b,
    };
    let twice = changes.iter().enumerate().any(|(at, a)| changes[..at].iter().any(|b| disagree(a, b)));
    if twice { Err("one thing is said to have two values at once; say one of them".to_owned()) } else { Ok(()) }
}

struct Resolver<'a> {
    atoms: &'a [&'a Atom],
    at: usize,
    /// Whether a noun such as "width" takes the number behind it first.
    number_last: bool,
    /// Whether the clause names a layer of its own.
    is_named: bool,
    /// Whether the clause before ended with a family, and this one goes on with it.
    after_family: bool,
    /// A number that nothing took yet, and where it stands.
    loose: Option<(usize, Quantity)>,
    changes: Vec<Change>,
}

impl<'a> Resolver<'a> {
    fn new(atoms: &'a [&'a Atom], number_last: bool, is_named: bool) -> Self {
        Self { atoms, at: 0, number_last, is_named, after_family: false, loose: None, changes: Vec::new() }
    }

    fn read(mut self) -> Result<Vec<Change>, String> {
        while let Some(atom) = self.atoms.get(self.at) {
            self.at += 1;
            self.take(atom)?;
        }
        self.settle()?;
        Ok(self.changes)
    }

    fn take(&mut self, atom: &Atom) -> Result<(), String> {
        // Only what stands right behind a number takes it.
        if !matches!(atom, Atom::Quantity(_) | Atom::Key(_) | Atom::Way(_) | Atom::Times) {
            self.settle()?;
        }
        match atom {
            Atom::Target(_) | Atom::Aligned | Atom::Anticlockwise => {}
            Atom::Quantity(quantity) => self.quantity(*quantity)?,
            Atom::Key(Key::At) => self.place()?,
            Atom::Key(key) => self.key(*key)?,
            Atom::Way(way) => self.way(*way)?,
            Atom::Times => self.times()?,
            Atom::Glue => return Err("a place has two numbers, as in `at 40,40`".to_owned()),
            Atom::Colour(asked) => self.changes.push(Change::Colour(asked.clone())),
            Atom::Family(family) => self.changes.push(Change::Family(family.clone())),
            Atom::Weight(weight) => self.changes.push(Change::Weight(*weight)),
            Atom::Italic(italic) => self.changes.push(Change::Italic(*italic)),
            Atom::Lock(lock) => self.changes.push(Change::Lock(*lock)),
            Atom::Case(case) => self.changes.push(Change::Case(*case)),
            Atom::Centred => self.centred(),
            Atom::Edge(edge) if self.has(&Atom::Aligned) => self.changes.push(Change::VAlign(*edge)),
            Atom::Edge(_) => {
                return Err("say what is at that edge, as in `top aligned`, or a place: `at 40,40`".to_owned());
            }
            Atom::Vertically | Atom::Horizontally if !self.has(&Atom::Centred) => {
                return Err("say what is to be done that way, as in `centred vertically`".to_owned());
            }
            Atom::Vertically | Atom::Horizontally => {}
        }
        Ok(())
    }

    fn has(&self, atom: &Atom) -> bool {
        self.atoms.contains(&atom)
    }

    fn behind(&self, count: usize) -> Option<&'a Atom> {
        self.atoms.get(self.at + count).copied()
    }

    fn quantity(&mut self, quantity: Quantity) -> Result<(), String> {
        let follows_family = self.at >= 2 && matches!(self.atoms[self.at - 2], Atom::Family(_));
        self.settle()?;
        self.loose = Some((self.at - 1, quantity));
        // "Inter 800": nothing that comes later may take it.
        if follows_family && quantity.unit == Unit::None { self.settle() } else { Ok(()) }
    }

    /// Has the number that nothing took say what it says by itself: px the size of type, degrees the rotation, and
    /// beside a family hundreds its weight.
    fn settle(&mut self) -> Result<(), String> {
        let Some((at, Quantity { value, unit })) = self.loose.take() else { return Ok(()) };
        let before = &self.atoms[..at];
        let has_family = self.after_family || before.iter().any(|atom| matches!(atom, Atom::Family(_)));
        let has_weight = self.changes.iter().any(|change| matches!(change, Change::Weight(_)));
        let is_weight = !has_weight && (100.0..=1_000.0).contains(&value) && value % 50.0 == 0.0;
        let change = match unit {
            Unit::Px => Change::Size(within("size", value, SIZES, " px")?),
            Unit::Degree => self.turned(value)?,
            Unit::None if has_family && is_weight => Change::Weight(value as u16),
            Unit::None if is_weight && self.is_named => {
                return Err(format!("{0} may be a size or a weight; say `{0} px` or `weight {0}`", plain(value)));
            }
            Unit::None if self.is_named || has_family => Change::Size(within("size", value, SIZES, " px")?),
            Unit::None | Unit::Percent | Unit::Em => {
                let sign = if unit == Unit::Percent { "%" } else { "" };
                let said = plain(value);
                return Err(format!("{said}{sign} of what is not said; as in `96 px`, `opacity 80%`, `160 wide`"));
            }
        };
        self.changes.push(change);
        Ok(())
    }

    /// Takes the number that says `what` from before the word or from behind it.
    fn number(&mut self, what: &str, fits: impl Fn(Unit) -> bool, number_last: bool) -> Result<Quantity, String> {
        let before =
            self.loose.filter(|(at, quantity)| at + 2 == self.at && fits(quantity.unit)).map(|(_, found)| found);
        let behind = match self.behind(0) {
            Some(Atom::Quantity(quantity)) if fits(quantity.unit) => Some(*quantity),
            _ => None,
        };
        match (before, behind) {
            (_, Some(found)) if number_last || before.is_none() => {
                self.at += 1;
                Ok(found)
            }
            (Some(found), _) => {
                self.loose = None;
                Ok(found)
            }
            _ => Err(format!("the {what} has no number, or one of another kind")),
        }
    }

    fn key(&mut self, key: Key) -> Result<(), String> {
        let (is_length, is_share) =
            (|unit| matches!(unit, Unit::None | Unit::Px), |unit| matches!(unit, Unit::None | Unit::Percent));
        let is_noun = self.number_last;
        let change = match key {
            Key::At => return Ok(()),
            Key::Size => Change::Size(within("size", self.number("size", is_length, is_noun)?.value, SIZES, " px")?),
            Key::Weight => {
                let weight = self.number("weight", |unit| unit == Unit::None, is_noun);
                match (weight, self.behind(0)) {
                    (Ok(weight), _) => Change::Weight(within("weight", weight.value, (1.0, 1_000.0), "")? as u16),
                    // "Weight bold" and "bold weight".
                    (Err(_), Some(Atom::Weight(_))) => return Ok(()),
                    (Err(_), _) if self.at >= 2 && matches!(self.atoms[self.at - 2], Atom::Weight(_)) => return Ok(()),
                    (Err(why), _) => return Err(why),
                }
            }
            Key::Opacity => Change::Opacity(share(self.number("opacity", is_share, is_noun)?)?),
            Key::Transparency => Change::Opacity(1.0 - share(self.number("transparency", is_share, is_noun)?)?),
            Key::Rotation => {
                let turn = self.number("rotation", |unit| matches!(unit, Unit::None | Unit::Degree), is_noun)?;
                self.turned(turn.value)?
            }
            Key::X => Change::At(Some(self.length("x", is_noun, PLACES)?), None),
            Key::Y => Change::At(None, Some(self.length("y", is_noun, PLACES)?)),
            Key::Width => Change::Width(self.length("width", is_noun, SIDES)?),
            Key::Height => Change::Height(self.length("height", is_noun, SIDES)?),
            Key::Wide => Change::Width(self.length("width", false, SIDES)?),
            Key::High => Change::Height(self.length("height", false, SIDES)?),
            Key::Leading => leading(self.number("line height", |unit| unit != Unit::Degree, is_noun)?)?,
            Key::Tracking => tracking(self.number("letter spacing", |unit| unit != Unit::Degree, is_noun)?)?,
        };
        self.changes.push(change);
        Ok(())
    }

    fn length(&mut self, what: &str, number_last: bool, range: (f64, f64)) -> Result<f64, String> {
        let length = self.number(what, |unit| matches!(unit, Unit::None | Unit::Px), number_last)?;
        within(what, length.value, range, " px")
    }

    fn turned(&self, degrees: f64) -> Result<Change, String> {
        let degrees = within("rotation", degrees, (-360.0, 360.0), "°")?;
        Ok(Change::Rotation(if self.has(&Atom::Anticlockwise) { -degrees } else { degrees }))
    }

    /// "At 40,40"; before a single number "at" says nothing, nor before "x".
    fn place(&mut self) -> Result<(), String> {
        let second = if self.behind(1) == Some(&Atom::Glue) { 2 } else { 1 };
        let is_length = |unit: Unit| matches!(unit, Unit::None | Unit::Px);
        match (self.behind(0), self.behind(second)) {
            (Some(Atom::Quantity(x)), Some(Atom::Quantity(y))) if is_length(x.unit) && is_length(y.unit) => {
                let (x, y) = (within("x", x.value, PLACES, " px")?, within("y", y.value, PLACES, " px")?);
                self.at += second + 1;
                self.changes.push(Change::At(Some(x), Some(y)));
            }
            (Some(Atom::Quantity(_) | Atom::Key(Key::X | Key::Y)), _) if second == 1 => {}
            _ => return Err("a place has two numbers, as in `at 40,40`".to_owned()),
        }
        Ok(())
    }

    /// "160 × 80".
    fn times(&mut self) -> Result<(), String> {
        let (Some((_, w)), Some(Atom::Quantity(h))) = (self.loose.take(), self.behind(0)) else {
            return Err("`×` stands between a width and a height, as in `160 × 80`".to_owned());
        };
        if [w.unit, h.unit].iter().any(|unit| !matches!(unit, Unit::None | Unit::Px)) {
            return Err("a width and a height are lengths, as in `160 × 80`".to_owned());
        }
        self.at += 1;
        self.changes.push(Change::Width(within("width", w.value, SIDES, " px")?));
        self.changes.push(Change::Height(within("height", h.value, SIDES, " px")?));
        Ok(())
    }

    fn way(&mut self, way: Way) -> Result<(), String> {
        if self.has(&Atom::Aligned) {
            let side = match way {
                Way::Left => Side::Left,
                Way::Right => Side::Right,
                Way::Up | Way::Down => return Err("lines are aligned left, centred or right".to_owned()),
            };
            self.changes.push(Change::Align(side));
            return Ok(());
        }
        let by = self
            .length("distance", false, PLACES)
            .map_err(|_| "say how far, as in `left 24`, or which way lines are set, as in `left aligned`".to_owned())?;
        self.changes.push(match way {
            Way::Up => Change::Move(0.0, -by),
            Way::Down => Change::Move(0.0, by),
            Way::Left => Change::Move(-by, 0.0),
            Way::Right => Change::Move(by, 0.0),
        });
        Ok(())
    }

    fn centred(&mut self) {
        let (down, across) = (self.has(&Atom::Vertically), self.has(&Atom::Horizontally));
        match (self.has(&Atom::Aligned), down) {
            (true, true) => self.changes.push(Change::VAlign(VAlign::Middle)),
            (true, false) => self.changes.push(Change::Align(Side::Centre)),
            _ => {
                self.changes.extend((across || !down).then_some(Change::Centre(Axis::Across)));
                self.changes.extend(down.then_some(Change::Centre(Axis::Down)));
            }
        }
    }
}

/// A share of 0–1, said in per cent, or as a fraction where it has no sign and is at most 1.
fn share(Quantity { value, unit }: Quantity) -> Result<f64, String> {
    let percent = if unit == Unit::None && value.abs() <= 1.0 { value * 100.0 } else { value };
    // Eight bits hold no more than this, and a sum of decimals is written shortly.
    Ok(libm::round(within("opacity", percent, (0.0, 100.0), "%")? * 100.0) / 10_000.0)
}

fn leading(Quantity { value, unit }: Quantity) -> Result<Change, String> {
    match unit {
        Unit::Px => Ok(Change::LeadingPx(within("line height", value, SIZES, " px")?)),
        Unit::Percent => Ok(Change::Leading(within("line height", value / 100.0, LEADINGS, "")?)),
        Unit::None | Unit::Em | Unit::Degree => Ok(Change::Leading(within("line height", value, LEADINGS, "")?)),
    }
}

/// Letter spacing in em; whole numbers of 2 and more are thousandths of it, as layout programs count.
fn tracking(Quantity { value, unit }: Quantity) -> Result<Change, String> {
    let em = match unit {
        Unit::Percent => value / 100.0,
        Unit::None if value.abs() >= 2.0 => value / 1_000.0,
        Unit::Px => return Err("letter spacing is a share of the size, as in `tracking 0.02 em`".to_owned()),
        Unit::None | Unit::Em | Unit::Degree => value,
    };
    Ok(Change::Tracking(within("letter spacing", em, TRACKINGS, " em")?))
}

fn within(what: &str, value: f64, (low, high): (f64, f64), unit: &str) -> Result<f64, String> {
    if (low..=high).contains(&value) {
        return Ok(value);
    }
    let found = if value.abs() < 1e9 { plain(value) } else { "such a number".to_owned() };
    Err(format!("{found} is out of range: the {what} lies between {} and {}{unit}", plain(low), plain(high)))
}

/// A number as people write it, to two decimals.
pub(super) fn plain(value: f64) -> String {
    let rounded = libm::round(value * 100.0) / 100.0;
    // No minus before nothing.
    format!("{}", rounded + 0.0)
}
