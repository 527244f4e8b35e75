//! Briefs as JSON: what is given is taken as said, the rest is read from the text.

use serde_json::{Map, Value};

use super::reader::ITEMS_MAX;
use super::{BRIEF_BYTES_MAX, Brief, BriefError, CopyRequest, CopyRole, Fact, FactKind, text};

/// Longest of the short fields, characters.
const FIELD_CHARS_MAX: usize = 2_000;

impl Brief {
    /// Reads a brief from JSON. Only `v` and `text` are needed; fields that are not known are passed over.
    ///
    /// # Errors
    ///
    /// [`BriefError::TooLong`] beyond [`BRIEF_BYTES_MAX`]; [`BriefError::Empty`] when `text` says nothing;
    /// [`BriefError::Invalid`] with the field's pointer when a field is not what it should be.
    pub fn from_json(json: &[u8]) -> Result<Self, BriefError> {
        if json.len() > BRIEF_BYTES_MAX {
            return Err(BriefError::TooLong { bytes: json.len() });
        }
        let value: Value = serde_json::from_slice(json).map_err(|e| invalid("", format!("it is not JSON: {e}")))?;
        let Value::Object(fields) = value else {
            return Err(invalid("", "it must be an object with `v` and `text`".to_owned()));
        };
        match fields.get("v") {
            Some(v) if v.as_u64() == Some(1) => {}
            Some(_) => return Err(invalid("/v", "it must be 1, the only version there is".to_owned())),
            None => return Err(invalid("/v", "it is missing; write 1".to_owned())),
        }
        let words = match fields.get("text") {
            Some(Value::String(words)) => words,
            Some(_) => return Err(invalid("/text", "it must be a string".to_owned())),
            None => return Err(invalid("/text", "it is missing; say in a sentence what the design is for".to_owned())),
        };
        let mut brief = Self::read(words)?;
        overlay(&mut brief, &fields)?;
        Ok(brief)
    }
}

fn invalid(pointer: &str, reason: String) -> BriefError {
    BriefError::Invalid { pointer: pointer.to_owned(), reason }
}

/// Puts what the JSON says over what the text was read to say.
fn overlay(brief: &mut Brief, fields: &Map<String, Value>) -> Result<(), BriefError> {
    let mut said: Vec<&str> = Vec::new();
    for (field, slot) in [
        ("format", &mut brief.format),
        ("subject", &mut brief.subject),
        ("audience", &mut brief.audience),
        ("cta", &mut brief.cta),
    ] {
        if let Some(value) = given(fields, field) {
            *slot = Some(line(value, &format!("/{field}"))?);
            said.push(field);
        }
    }
    if let Some(value) = given(fields, "language") {
        brief.language = language(&line(value, "/language")?)?;
        said.push("language");
    }
    for (field, slot) in [
        ("tone", &mut brief.tone),
        ("colours", &mut brief.colours),
        ("exact", &mut brief.exact),
        ("missing", &mut brief.missing),
    ] {
        if let Some(value) = given(fields, field) {
            *slot = array(value, &format!("/{field}"))?
                .iter()
                .enumerate()
                .map(|(i, v)| line(v, &format!("/{field}/{i}")))
                .collect::<Result<_, _>>()?;
            said.push(field);
        }
    }
    if let Some(value) = given(fields, "copy") {
        brief.copy = array(value, "/copy")?
            .iter()
            .enumerate()
            .map(|(i, v)| copy(v, &format!("/copy/{i}")))
            .collect::<Result<_, _>>()?;
        said.push("copy");
    }
    if let Some(value) = given(fields, "facts") {
        brief.facts = array(value, "/facts")?
            .iter()
            .enumerate()
            .map(|(i, v)| fact(v, &format!("/facts/{i}")))
            .collect::<Result<_, _>>()?;
        said.push("facts");
    }
    brief.inferred.retain(|pointer| !said.iter().any(|field| pointer.trim_start_matches('/') == *field));
    if let Some(value) = given(fields, "inferred") {
        for (i, v) in array(value, "/inferred")?.iter().enumerate() {
            let pointer = line(v, &format!("/inferred/{i}"))?;
            if !brief.inferred.contains(&pointer) {
                brief.inferred.push(pointer);
            }
        }
    }
    Ok(())
}

fn given<'a>(fields: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    fields.get(field).filter(|v| !v.is_null())
}

/// A string on one line, without control characters, that is not empty.
fn line(value: &Value, pointer: &str) -> Result<String, BriefError> {
    let Value::String(source) = value else {
        return Err(invalid(pointer, "it must be a string".to_owned()));
    };
    let line = text::clean(source).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(invalid(pointer, "it must not be empty; leave it out instead".to_owned()));
    }
    if line.chars().count() > FIELD_CHARS_MAX {
        return Err(invalid(pointer, format!("it must have at most {FIELD_CHARS_MAX} characters")));
    }
    Ok(line)
}

fn array<'a>(value: &'a Value, pointer: &str) -> Result<&'a [Value], BriefError> {
    match value {
        Value::Array(items) if items.len() <= ITEMS_MAX => Ok(items),
        Value::Array(items) => {
            Err(invalid(pointer, format!("it holds {} items; at most {ITEMS_MAX} are read", items.len())))
        }
        _ => Err(invalid(pointer, "it must be an array".to_owned())),
    }
}

fn object<'a>(value: &'a Value, pointer: &str) -> Result<&'a Map<String, Value>, BriefError> {
    value.as_object().ok_or_else(|| invalid(pointer, "it must be an object".to_owned()))
}

fn copy(value: &Value, pointer: &str) -> Result<CopyRequest, BriefError> {
    let fields = object(value, pointer)?;
    let role = match fields.get("role") {
        None => CopyRole::Body,
        Some(role) => serde_json::from_value(role.clone()).map_err(|_| {
            invalid(&format!("{pointer}/role"), "it must be one of headline, subhead, body, cta, legal".to_owned())
        })?,
    };
    let required = match fields.get("required") {
        None => true,
        Some(Value::Bool(required)) => *required,
        Some(_) => return Err(invalid(&format!("{pointer}/required"), "it must be true or false".to_owned())),
    };
    let text = line(fields.get("text").unwrap_or(&Value::Null), &format!("{pointer}/text"))?;
    Ok(CopyRequest { role, text, required })
}

fn fact(value: &Value, pointer: &str) -> Result<Fact, BriefError> {
    let fields = object(value, pointer)?;
    let kind: FactKind = serde_json::from_value(fields.get("kind").cloned().unwrap_or(Value::Null)).map_err(|_| {
        invalid(
            &format!("{pointer}/kind"),
            "it must be one of date, time, price, place, phone, url, name, offer".to_owned(),
        )
    })?;
    let text = line(fields.get("text").unwrap_or(&Value::Null), &format!("{pointer}/text"))?;
    Ok(Fact { kind, text })
}

fn language(tag: &str) -> Result<String, BriefError> {
    let sound = tag.len() <= 35
        && tag.split('-').enumerate().all(|(i, part)| {
            let length = part.len();
            part.bytes().all(|b| b.is_ascii_alphanumeric())
                && if i == 0 { (2..=3).contains(&length) } else { (1..=8).contains(&length) }
        });
    if sound {
        Ok(tag.to_owned())
    } else {
        Err(invalid("/language", "it must be a BCP 47 tag such as en or pt-BR".to_owned()))
    }
}
