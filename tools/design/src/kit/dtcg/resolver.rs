//! Resolver documents: which sources lie on top of each other, and which of them a choice brings in.
//!
//! Source: Design Tokens Community Group, "Design Tokens Resolver Module 2025.10". References lead to files of the kit
//! and into the document; neither out of the folder nor to an address.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::finding::{Findings, KitFindingCode};
use super::modifier::{Choice, Modifier};
use super::place::{escape, unescape};
use super::text::Texts;
use crate::kit::reader::{clip, nearest};
use crate::kit::{KitError, KitFiles};

/// Most sources of a document, those of all contexts together.
pub const SOURCES_MAX: usize = 512;

/// Most references that lead to one another.
const REFERENCES_MAX: usize = 32;

const VERSION: &str = "2025.10";

/// How the names of resolver documents end.
pub(super) const SUFFIX: &str = ".resolver.json";

const FIELDS: [&str; 9] =
    ["$schema", "name", "version", "description", "sets", "modifiers", "resolutionOrder", "$defs", "$extensions"];

/// One source: a file, or an object inside one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    /// The file's path inside the kit.
    pub(super) file: String,
    /// The JSON pointer of the object in it.
    pub(super) pointer: String,
    /// Members that do not count.
    pub(super) except: Vec<String>,
}

/// What a document says for a choice.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The sources, the lowest first.
    pub(super) layers: Vec<Layer>,
    /// Every file that some context names.
    pub(super) mentioned: BTreeSet<String>,
}

/// A document that is being read.
pub(super) struct Resolver<'r> {
    pub(super) texts: &'r Texts<'r>,
    /// The number of the document.
    pub(super) file: usize,
    pub(super) document: &'r Map<String, Value>,
    pub(super) files: &'r KitFiles,
    mentioned: BTreeSet<String>,
    sources: usize,
}

/// An object with what it refers to: the object's own fields win.
pub(super) struct Object<'r> {
    parts: Vec<(&'r Map<String, Value>, String)>,
}

impl<'r> Object<'r> {
    /// A field, and the JSON pointer of its value.
    pub(super) fn get(&self, name: &str) -> Option<(&'r Value, String)> {
        let (fields, pointer) = self.parts.iter().find(|(fields, _)| fields.contains_key(name))?;
        Some((fields.get(name)?, format!("{pointer}/{}", escape(name))))
    }
}

impl<'r> Resolver<'r> {
    /// Reads a document and follows a choice through it.
    pub(super) fn plan(
        texts: &'r Texts<'r>,
        file: usize,
        document: &'r Value,
        files: &'r KitFiles,
        choice: &Choice<'_>,
        findings: &mut Findings,
    ) -> Result<Plan, KitError> {
        let Value::Object(fields) = document else {
            return Err(texts.invalid(file, "", "", "a resolver document is a JSON object"));
        };
        let mut resolver = Self { texts, file, document: fields, files, mentioned: BTreeSet::new(), sources: 0 };
        resolver.check()?;
        let declared = resolver.declared()?;
        choice.check(&declared)?;
        for modifier in declared.iter().filter(|modifier| modifier.contexts.len() == 1) {
            findings.add(file, KitFindingCode::LoneContext, &clip(&modifier.name), || modifier.pointer.clone());
        }
        let layers = resolver.order(&declared, choice)?;
        Ok(Plan { layers, mentioned: resolver.mentioned })
    }

    /// An error at a place of the document.
    pub(super) fn fault(&self, pointer: &str, reason: &str) -> KitError {
        self.texts.invalid(self.file, pointer, &clip(pointer.trim_start_matches('/')), reason)
    }

    fn check(&self) -> Result<(), KitError> {
        if let Some(unknown) = self.document.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            let near = nearest(unknown, FIELDS.into_iter());
            let reason = format!("unknown field; did you mean `{near}`");
            return Err(self.fault(&format!("/{}", escape(unknown)), &reason));
        }
        match self.document.get("version") {
            Some(Value::String(version)) if version == VERSION => {}
            Some(_) => return Err(self.fault("/version", &format!("this reader knows version \"{VERSION}\""))),
            None => return Err(self.fault("", &format!("a resolver document needs \"version\": \"{VERSION}\""))),
        }
        for name in ["sets", "modifiers"] {
            if self.document.get(name).is_some_and(|map| !map.is_object()) {
                return Err(self.fault(&format!("/{name}"), "is an object of names"));
            }
        }
        Ok(())
    }

    /// All modifiers: those with a name of their own, and those that are written into the order.
    fn declared(&self) -> Result<Vec<Modifier<'r>>, KitError> {
        let mut declared = Vec::new();
        for (name, value) in self.document.get("modifiers").and_then(Value::as_object).into_iter().flatten() {
            declared.push(Modifier::read(self, name, value, format!("/modifiers/{}", escape(name)))?);
        }
        for (at, item) in self.items()?.iter().enumerate() {
            let name = item.get("name").and_then(Value::as_str);
            if item.get("type").and_then(Value::as_str) == Some("modifier")
                && item.get("$ref").is_none()
                && let Some(name) = name
            {
                declared.push(Modifier::read(self, name, item, format!("/resolutionOrder/{at}"))?);
            }
        }
        Ok(declared)
    }

    fn items(&self) -> Result<&'r [Value], KitError> {
        match self.document.get("resolutionOrder") {
            Some(Value::Array(items)) if !items.is_empty() && items.len() <= SOURCES_MAX => Ok(items),
            Some(_) => {
                Err(self.fault("/resolutionOrder", &format!("is a list of 1 to {SOURCES_MAX} sets and modifiers")))
            }
            None => Err(self.fault("", "a resolver document needs a resolutionOrder")),
        }
    }

    /// The sources in their order, as chosen.
    fn order(&mut self, declared: &[Modifier<'r>], choice: &Choice<'_>) -> Result<Vec<Layer>, KitError> {
        let mut layers = Vec::new();
        let mut names = BTreeSet::new();
        for (at, item) in self.items()?.iter().enumerate() {
            let pointer = format!("/resolutionOrder/{at}");
            let (name, is_set) = self.item(item, &pointer)?;
            if !names.insert(name.clone()) {
                return Err(self.fault(&pointer, &format!("`{}` is in the order already", clip(&name))));
            }
            if is_set {
                let set = self.object(item, pointer)?;
                self.set(&set, &mut layers, &mut vec![name])?;
                continue;
            }
            let inline = item.get("$ref").is_none();
            let start = if inline { "/resolutionOrder" } else { "/modifiers" };
            let modifier = declared.iter().find(|other| other.name == name && other.pointer.starts_with(start));
            let Some(modifier) = modifier else { return Err(self.fault(&pointer, "there is no such modifier")) };
            // Here, because a reference may come with a default of its own.
            let item = if inline { None } else { Some(self.object(item, pointer.clone())?) };
            let chosen = choice.context(self, modifier, item.as_ref())?;
            for context in &modifier.contexts {
                // All are read, so that a slip in one that is not chosen shows today rather than later.
                let mut found = Vec::new();
                self.sources(context.value, &context.pointer, &mut found, &mut Vec::new())?;
                if context.name == chosen {
                    layers.append(&mut found);
                }
            }
        }
        Ok(layers)
    }

    /// The name of an item of the order, and whether it is a set.
    fn item(&self, item: &Value, pointer: &str) -> Result<(String, bool), KitError> {
        let Some(target) = item.get("$ref") else {
            let name = item.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            let is_set = match item.get("type").and_then(Value::as_str) {
                Some("set") => Some(true),
                Some("modifier") => Some(false),
                _ => None,
            };
            return name
                .map(str::to_owned)
                .zip(is_set)
                .ok_or_else(|| self.fault(pointer, "is neither a $ref nor a set or modifier with `name` and `type`"));
        };
        let target = target.as_str().unwrap_or_default();
        let named = |start: &str| target.strip_prefix(start).filter(|name| !name.is_empty() && !name.contains('/'));
        let found = named("#/sets/").map(|name| (name, true)).or(named("#/modifiers/").map(|name| (name, false)));
        found.map(|(name, is_set)| (unescape(name).into_owned(), is_set)).ok_or_else(|| {
            let reason = format!("`{}` is neither \"#/sets/…\" nor \"#/modifiers/…\"", clip(target));
            self.fault(&format!("{pointer}/$ref"), &reason)
        })
    }

    /// An object, its references inside the document followed.
    pub(super) fn object(&self, value: &'r Value, pointer: String) -> Result<Object<'r>, KitError> {
        let (mut value, mut pointer) = (value, pointer);
        let mut parts: Vec<(&Map<String, Value>, String)> = Vec::new();
        loop {
            let Value::Object(fields) = value else { return Err(self.fault(&pointer, "is no object")) };
            if parts.iter().any(|(_, earlier)| *earlier == pointer) || parts.len() == REFERENCES_MAX {
                return Err(self.fault(&pointer, "references lead in a circle, or through too many others"));
            }
            parts.push((fields, pointer.clone()));
            let Some(target) = fields.get("$ref") else { return Ok(Object { parts }) };
            let target = target.as_str().unwrap_or_default();
            let Some(found) = target.strip_prefix('#').and_then(|inside| self.at(inside)) else {
                return Err(self.nothing(&pointer, target));
            };
            value = found;
            target[1..].clone_into(&mut pointer);
        }
    }

    fn at(&self, pointer: &str) -> Option<&'r Value> {
        let mut parts = pointer.strip_prefix('/')?.splitn(2, '/');
        let first = self.document.get(&*unescape(parts.next()?))?;
        parts.next().map_or(Some(first), |rest| first.pointer(&format!("/{rest}")))
    }

    /// The error of a `$ref` that leads nowhere, with what is there.
    fn nothing(&self, pointer: &str, target: &str) -> KitError {
        let mut hint = String::new();
        for kind in ["sets", "modifiers"] {
            if target.starts_with(&format!("#/{kind}/")) {
                let names = self.document.get(kind).and_then(Value::as_object).into_iter().flat_map(Map::keys);
                let names: Vec<String> = names.take(12).map(|name| clip(name)).collect();
                hint = format!("; there are {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") });
            }
        }
        self.fault(&format!("{pointer}/$ref"), &format!("`{}` leads nowhere{hint}", clip(target)))
    }

    /// The sources of a set. `trail` holds the sets on the way, for circles.
    fn set(&mut self, set: &Object<'r>, layers: &mut Vec<Layer>, trail: &mut Vec<String>) -> Result<(), KitError> {
        let Some((sources, pointer)) = set.get("sources") else {
            let pointer = set.parts.last().map_or("", |(_, pointer)| pointer.as_str());
            return Err(self.fault(pointer, "a set needs `sources`"));
        };
        self.sources(sources, &pointer, layers, trail)
    }

    fn sources(
        &mut self,
        sources: &'r Value,
        pointer: &str,
        layers: &mut Vec<Layer>,
        trail: &mut Vec<String>,
    ) -> Result<(), KitError> {
        let Value::Array(sources) = sources else {
            return Err(self.fault(pointer, "is a list of { \"$ref\": \"file.json\" } or tokens"));
        };
        for (at, source) in sources.iter().enumerate() {
            self.source(source, format!("{pointer}/{at}"), layers, trail)?;
        }
        Ok(())
    }

    /// One source: what it refers to, and what it says itself on top of that.
    fn source(
        &mut self,
        source: &'r Value,
        pointer: String,
        layers: &mut Vec<Layer>,
        trail: &mut Vec<String>,
    ) -> Result<(), KitError> {
        self.sources += 1;
        if self.sources > SOURCES_MAX {
            return Err(self.fault(&pointer, &format!("more than {SOURCES_MAX} sources")));
        }
        let Value::Object(fields) = source else { return Err(self.fault(&pointer, "is no object of tokens")) };
        let own: Vec<String> = fields.keys().filter(|name| *name != "$ref").cloned().collect();
        let Some(target) = fields.get("$ref") else {
            layers.push(self.inline(pointer, Vec::new()));
            return Ok(());
        };
        let target = target.as_str().unwrap_or_default();
        let (file, inside) = target.split_once('#').map_or((target, None), |(file, inside)| (file, Some(inside)));
        match (file, inside) {
            ("", Some(inside)) => self.inside(source, inside, &pointer, own.clone(), layers, trail)?,
            ("", None) => return Err(self.nothing(&pointer, target)),
            (file, inside) => {
                let file = self.file_of(file, &pointer)?;
                self.mentioned.insert(file.clone());
                // The module's own example leaves out the slash.
                let inside = inside.unwrap_or_default();
                let slash = if inside.is_empty() || inside.starts_with('/') { "" } else { "/" };
                layers.push(Layer { file, pointer: format!("{slash}{inside}"), except: own.clone() });
            }
        }
        let is_set = target.starts_with("#/sets/");
        if !own.is_empty() && !is_set {
            layers.push(self.inline(pointer, vec!["$ref".to_owned()]));
        }
        Ok(())
    }

    fn inline(&self, pointer: String, except: Vec<String>) -> Layer {
        Layer { file: self.texts.name(self.file).to_owned(), pointer, except }
    }

    /// A source that refers into the document.
    fn inside(
        &mut self,
        source: &'r Value,
        inside: &str,
        pointer: &str,
        own: Vec<String>,
        layers: &mut Vec<Layer>,
        trail: &mut Vec<String>,
    ) -> Result<(), KitError> {
        let field = format!("{pointer}/$ref");
        if inside == "/modifiers" || inside.starts_with("/modifiers/") || inside.starts_with("/resolutionOrder") {
            return Err(self.fault(&field, "only the order refers to modifiers, and nothing refers into the order"));
        }
        let step = inside.to_owned();
        let set = inside.strip_prefix("/sets/").filter(|name| !name.contains('/')).map(|name| unescape(name));
        let name = set.as_deref().unwrap_or(&step).to_owned();
        if trail.contains(&name) || trail.len() == REFERENCES_MAX {
            let names: Vec<String> = trail.iter().chain([&name]).map(|name| clip(name)).collect();
            return Err(self.fault(&field, &format!("sources lead in a circle or too deep: {}", names.join(" → "))));
        }
        trail.push(name);
        if set.is_some() {
            let set = self.object(source, pointer.to_owned())?;
            self.set(&set, layers, trail)?;
        } else {
            let Some(target) = self.at(inside) else { return Err(self.nothing(pointer, &format!("#{inside}"))) };
            if target.get("$ref").is_some() {
                self.source(target, step, layers, trail)?;
            } else {
                layers.push(self.inline(step, own));
            }
        }
        trail.pop();
        Ok(())
    }

    /// The file of the kit that a document means, from where it lies itself.
    fn file_of(&self, written: &str, pointer: &str) -> Result<String, KitError> {
        let fault = |reason: &str| self.fault(&format!("{pointer}/$ref"), &format!("`{}` {reason}", clip(written)));
        if written.contains([':', '\\']) || written.starts_with('/') || written.chars().any(char::is_control) {
            return Err(fault("is no path inside the brand folder; addresses are not followed"));
        }
        let mut parts: Vec<&str> = self.texts.name(self.file).split('/').collect();
        parts.pop();
        for part in written.split('/') {
            match part {
                "" => return Err(fault("has an empty part")),
                "." => {}
                ".." if parts.pop().is_none() => return Err(fault("leads out of the brand folder")),
                ".." => {}
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        if path.ends_with(SUFFIX) || path == crate::kit::reader::MANIFEST {
            return Err(fault("is no token file"));
        }
        if !self.files.0.contains_key(&path) {
            let near = nearest(&path, self.files.0.keys().map(String::as_str));
            return Err(fault(&format!("is not in the brand folder; did you mean `{}`", clip(near))));
        }
        Ok(path)
    }
}

/// Names on one line, a dozen at most.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.take(12).map(clip).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// What a kit chooses, by modifier.
pub(super) type Chosen = BTreeMap<String, String>;
