//! Follows references, and checks every value against the type of its token.

use serde_json::{Map, Value};

use super::extend::{CIRCLE_NAMES_MAX, clip_names};
use super::finding::{Findings, KitFindingCode};
use super::flat::Flat;
use super::reference::Reference;
use super::text::Fault;
use super::value::{TokenKind, TokenValue};
use crate::kit::KitError;
use crate::kit::reader::clip;

/// Deepest nesting of values whose parts refer to values whose parts refer on. Plain aliases do not count.
pub const NESTED_MAX: usize = 32;

/// How far a token has come.
#[derive(Debug)]
enum State {
    Open,
    Running,
    Done(TokenValue),
}

/// Values on their way from what is written to what is meant.
#[derive(Debug)]
pub(super) struct Values<'t, 'a> {
    pub(super) flat: &'t Flat<'a>,
    states: Vec<State>,
    /// The tokens that wait for each other, outermost first.
    running: Vec<usize>,
    depth: usize,
    pub(super) findings: Findings,
}

impl<'t, 'a> Values<'t, 'a> {
    /// The value of every token, in the order of their paths.
    pub(super) fn of(flat: &'t Flat<'a>, findings: Findings) -> Result<(Vec<TokenValue>, Findings), KitError> {
        let states = flat.entries.iter().map(|_| State::Open).collect();
        let mut values = Self { flat, states, running: Vec::new(), depth: 0, findings };
        for entry in 0..flat.entries.len() {
            values.finish(entry).map_err(|fault| flat.place(entry, fault))?;
        }
        let done = values.states.into_iter().filter_map(|state| match state {
            State::Done(value) => Some(value),
            State::Open | State::Running => None,
        });
        Ok((done.collect(), values.findings))
    }

    /// Finishes a token and everything that it needs. Chains of aliases are walked, not climbed, so they may be long.
    fn finish(&mut self, start: usize) -> Result<(), Fault> {
        let mut chain = Vec::new();
        let mut at = start;
        loop {
            match self.states[at] {
                State::Done(_) => break,
                State::Running => return Err(self.circle(at).into()),
                State::Open => {}
            }
            self.states[at] = State::Running;
            self.running.push(at);
            match self.alias(at).map_err(|fault| self.flat.place(at, fault))? {
                Some(target) => {
                    chain.push(at);
                    at = target;
                }
                None => {
                    let value = self.evaluate(at).map_err(|fault| self.flat.place(at, fault))?;
                    self.states[at] = State::Done(value);
                    self.running.pop();
                    break;
                }
            }
        }
        for alias in chain.into_iter().rev() {
            let value = self.inherit(alias, at).map_err(|fault| self.flat.place(alias, fault))?;
            self.states[alias] = State::Done(value);
            self.running.pop();
            at = alias;
        }
        Ok(())
    }

    /// The token that a token refers to as a whole.
    fn alias(&self, entry: usize) -> Result<Option<usize>, Fault> {
        match Reference::read(self.flat.entries[entry].value)? {
            Some(Reference::Token(path)) => Ok(Some(self.flat.target(&path)?)),
            Some(Reference::Part { .. }) | None => Ok(None),
        }
    }

    /// The value of an alias: that of its target, if it is of the type that the alias states.
    fn inherit(&self, alias: usize, target: usize) -> Result<TokenValue, Fault> {
        let State::Done(value) = &self.states[target] else {
            return Err(Fault::new("refers to a token that has no value"));
        };
        match self.flat.entries[alias].stated {
            Some(stated) if stated.kind != value.kind() => Err(Fault::new(format!(
                "its $type is {}, but it refers to `{{{}}}`, which is a token of another type, {}",
                clip(stated.name),
                clip(&self.flat.entries[target].path),
                value.kind().name()
            ))),
            _ => Ok(value.clone()),
        }
    }

    /// Reads a value that is no alias.
    fn evaluate(&mut self, entry: usize) -> Result<TokenValue, Fault> {
        let token = &self.flat.entries[entry];
        let Some(stated) = token.stated.or(token.around) else {
            return Err(Fault::new(
                "a $value without a type: it has no $type, and neither has a group around it; \
                 write for example \"$type\": \"color\"",
            ));
        };
        self.note_fields(entry);
        let value = token.value;
        Ok(match stated.kind {
            TokenKind::Color => TokenValue::Color(self.color(value)?),
            TokenKind::Dimension => TokenValue::Dimension(self.dimension(value)?),
            TokenKind::FontFamily => TokenValue::FontFamily(self.font_family(value)?),
            TokenKind::FontWeight => TokenValue::FontWeight(self.font_weight(value)?),
            TokenKind::Duration => TokenValue::Duration(self.duration(value)?),
            TokenKind::CubicBezier => TokenValue::CubicBezier(self.cubic_bezier(value)?),
            TokenKind::Number => TokenValue::Number(self.number(value)?),
            TokenKind::StrokeStyle => TokenValue::StrokeStyle(self.stroke_style(value)?),
            TokenKind::Border => TokenValue::Border(self.border(value)?),
            TokenKind::Transition => TokenValue::Transition(self.transition(value)?),
            TokenKind::Shadow => TokenValue::Shadow(self.shadow(value)?),
            TokenKind::Gradient => TokenValue::Gradient(self.gradient(value)?),
            TokenKind::Typography => TokenValue::Typography(self.typography(value)?),
            TokenKind::Other => {
                self.note(KitFindingCode::UnknownType);
                TokenValue::Other(clip(stated.name).into())
            }
        })
    }

    /// Says which fields of a token are not read.
    fn note_fields(&mut self, entry: usize) {
        const KNOWN: [&str; 6] = ["$value", "$type", "$description", "$deprecated", "$extensions", "$ref"];
        let fields = self.flat.entries[entry].fields;
        if fields.keys().any(|name| !KNOWN.contains(&name.as_str())) {
            self.note(KitFindingCode::IgnoredField);
        }
    }

    /// Notes something about the token that is being read.
    pub(super) fn note(&mut self, code: KitFindingCode) {
        let Some(&entry) = self.running.last() else { return };
        let (token, flat) = (&self.flat.entries[entry], self.flat);
        let file = flat.tree.file(token.node);
        self.findings.add(file, code, &clip(&token.path), || flat.pointer(entry, &[]).1);
    }

    fn circle(&self, again: usize) -> KitError {
        let start = self.running.iter().position(|&entry| entry == again).unwrap_or(0);
        let circle = &self.running[start..];
        let path = |&entry: &usize| self.flat.entries[entry].path.clone();
        let mut names: Vec<String> = circle.iter().take(CIRCLE_NAMES_MAX).map(path).collect();
        if circle.len() > CIRCLE_NAMES_MAX {
            names.push("…".to_owned());
        }
        names.push(path(&again));
        let (file, pointer) = self.flat.pointer(again, &[]);
        let texts = self.flat.tree.texts;
        KitError::Cycle {
            file: clip(texts.name(file)),
            place: Some(super::place::find(texts.text(file), &pointer)),
            path: clip_names(&names),
        }
    }

    /// A part of a value that is either written out or a reference to something of its type.
    ///
    /// `take` gets what is needed out of a finished token, `read` reads what is written.
    pub(super) fn part<T>(
        &mut self,
        value: &'a Value,
        kind: TokenKind,
        take: impl FnOnce(&TokenValue) -> Option<T>,
        read: impl FnOnce(&mut Self, &'a Value) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        match Reference::read(value)? {
            None => read(self, value),
            Some(Reference::Part { .. }) => {
                let literal = self.flat.literal(value)?;
                read(self, literal)
            }
            Some(Reference::Token(path)) => {
                let target = self.flat.target(&path)?;
                if self.depth == NESTED_MAX {
                    return Err(Fault::new(format!("values refer into each other deeper than {NESTED_MAX} levels")));
                }
                self.depth += 1;
                self.finish(target)?;
                self.depth -= 1;
                let State::Done(found) = &self.states[target] else {
                    return Err(Fault::new("refers to a token that has no value"));
                };
                take(found).ok_or_else(|| {
                    let is = if found.kind() == kind { "more than one" } else { found.kind().name() };
                    Fault::new(format!(
                        "refers to `{{{}}}`, which is {is}; a {} is needed here",
                        clip(&path),
                        kind.name()
                    ))
                })
            }
        }
    }

    /// A plain text such as a unit; references are followed.
    pub(super) fn text(&self, value: &'a Value) -> Result<Option<&'a str>, Fault> {
        Ok(self.flat.literal(value)?.as_str())
    }

    /// The fields of a value that has these, and no others.
    pub(super) fn fields(
        &self,
        value: &'a Value,
        what: &str,
        needed: &[&str],
        optional: &[&str],
    ) -> Result<&'a Map<String, Value>, Fault> {
        let Value::Object(fields) = value else {
            return Err(Fault::new(format!("a {what} is {{ {} }}", needed.join(", "))));
        };
        if let Some(unknown) = fields.keys().find(|key| !needed.iter().chain(optional).any(|name| name == key)) {
            let all: Vec<&str> = needed.iter().chain(optional).copied().collect();
            let reason = format!("unknown field `{}`; a {what} has {}", clip(unknown), all.join(", "));
            return Err(Fault::new(reason).under(unknown));
        }
        match needed.iter().find(|name| !fields.contains_key(**name)) {
            Some(missing) => Err(Fault::new(format!("a {what} needs `{missing}`"))),
            None => Ok(fields),
        }
    }
}
