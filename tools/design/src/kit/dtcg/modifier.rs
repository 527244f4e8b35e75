//! Modifiers of a resolver document, and which of their contexts a kit chooses.

use serde_json::Value;

use super::place::escape;
use super::resolver::{Chosen, Object, Resolver, listed};
use super::text::Texts;
use crate::kit::KitError;
use crate::kit::reader::clip;

/// A modifier: sources that depend on a choice.
#[derive(Debug)]
pub(super) struct Modifier<'r> {
    pub(super) name: String,
    /// Where it is written.
    pub(super) pointer: String,
    pub(super) contexts: Vec<Context<'r>>,
    pub(super) default: Option<&'r str>,
}

/// One of the choices of a modifier.
#[derive(Debug)]
pub(super) struct Context<'r> {
    pub(super) name: &'r str,
    /// Its list of sources.
    pub(super) value: &'r Value,
    pub(super) pointer: String,
}

impl<'r> Modifier<'r> {
    pub(super) fn read(
        resolver: &Resolver<'r>,
        name: &str,
        value: &'r Value,
        pointer: String,
    ) -> Result<Self, KitError> {
        let object = resolver.object(value, pointer.clone())?;
        let Some((Value::Object(contexts), at)) = object.get("contexts") else {
            return Err(resolver.fault(&pointer, "a modifier needs `contexts`, an object of lists of sources"));
        };
        if contexts.is_empty() {
            return Err(resolver.fault(&at, "a modifier needs one context at least, better two"));
        }
        let context = |(name, value): (&'r String, &'r Value)| Context {
            name: name.as_str(),
            value,
            pointer: format!("{at}/{}", escape(name)),
        };
        let contexts = contexts.iter().map(context).collect();
        let mut modifier = Self { name: name.to_owned(), pointer, contexts, default: None };
        modifier.default = modifier.default_of(resolver, &object)?;
        Ok(modifier)
    }

    /// The default that an object gives; it is one of the contexts.
    fn default_of(&self, resolver: &Resolver<'r>, object: &Object<'r>) -> Result<Option<&'r str>, KitError> {
        let Some((default, at)) = object.get("default") else { return Ok(None) };
        let found = default.as_str().filter(|name| self.contexts.iter().any(|context| context.name == *name));
        match found {
            Some(name) => Ok(Some(name)),
            None => Err(resolver.fault(&at, &format!("is none of the contexts, {}", self.names()))),
        }
    }

    fn names(&self) -> String {
        listed(self.contexts.iter().map(|context| context.name))
    }
}

/// What `kit.json` chooses.
pub(super) struct Choice<'c> {
    pub(super) texts: &'c Texts<'c>,
    /// The number of `kit.json`.
    pub(super) manifest: usize,
    pub(super) chosen: &'c Chosen,
}

impl Choice<'_> {
    pub(super) fn fault(&self, name: &str, reason: &str) -> KitError {
        let pointer = format!("/modifiers/{}", escape(name));
        self.texts.invalid(self.manifest, &pointer, &clip(&pointer), reason)
    }

    /// Refuses choices that no modifier offers.
    pub(super) fn check(&self, declared: &[Modifier<'_>]) -> Result<(), KitError> {
        for (name, context) in self.chosen {
            let Some(modifier) = declared.iter().find(|modifier| alike(&modifier.name, name)) else {
                let names = listed(declared.iter().map(|modifier| modifier.name.as_str()));
                return Err(self.fault(name, &format!("there is no modifier `{}`; there are: {names}", clip(name))));
            };
            if !modifier.contexts.iter().any(|other| alike(other.name, context)) {
                let reason = format!("`{}` has no context `{}`; there are: ", clip(name), clip(context));
                return Err(self.fault(name, &(reason + &modifier.names())));
            }
        }
        Ok(())
    }

    /// The context of a modifier that counts: the chosen one, else the default of the item in the order or its own.
    pub(super) fn context<'r>(
        &self,
        resolver: &Resolver<'r>,
        modifier: &Modifier<'r>,
        item: Option<&Object<'r>>,
    ) -> Result<&'r str, KitError> {
        let exact = self.chosen.get(&modifier.name);
        let chosen = exact
            .or_else(|| self.chosen.iter().find(|(name, _)| alike(name, &modifier.name)).map(|(_, chosen)| chosen));
        if let Some(chosen) = chosen {
            let names = || modifier.contexts.iter().map(|context| context.name);
            let found = names().find(|name| name == chosen).or_else(|| names().find(|name| alike(name, chosen)));
            return found.ok_or_else(|| {
                self.fault(
                    &modifier.name,
                    &format!("has no context `{}`; there are: {}", clip(chosen), modifier.names()),
                )
            });
        }
        let default = item.map(|item| modifier.default_of(resolver, item)).transpose()?.flatten();
        default.or(modifier.default).ok_or_else(|| {
            let name = clip(&modifier.name);
            let reason = format!(
                "the modifier `{name}` has no default; choose a context under `modifiers` in kit.json: {}",
                modifier.names()
            );
            resolver.fault(&modifier.pointer, &reason)
        })
    }
}

/// Names are compared as the Resolver Module advises: small and capital letters are the same.
fn alike(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}
