//! What makes the photographs of designs, where it is not the house: a table of `maquette.toml`.
//!
//! ```toml
//! [images.studio]
//! kind = "openai"                     # or "queue", or "comfyui" with a `workflow` and what is set for it in `comfy`
//! base_url = "http://127.0.0.1:8000/v1"
//! tiers = [{ what = "as it is", model = "flux", sizes = [[1024, 1024], [1024, 1536]] }]
//! usd = "0"                           # a picture, where the price book says nothing
//! stack = { running_max = 4 }
//!
//! [images.studio.edit.remove_background]   # what it does to photographs of the kit; at a ComfyUI server a `workflow` each
//! model = "flux-edit"
//! sizes = [[1024, 1024], [1024, 1536]]
//! more = { background = "transparent" }
//! ```

use std::collections::BTreeMap;

use design::EditKind;
use maquette::Builder;
use maquette::NanoUsd;
use maquette::tools::PriceBook;
use maquette::tools::prices::{ImageRate, PicoUsd, Prices};
use maquette::tools::provider::ProviderSettings;
#[cfg(feature = "comfyui")]
use maquette::tools::provider::comfy::{ComfyEdit, ComfySettings, ComfyUi};
use maquette::tools::provider::openai::{Endpoint, ImageTier, OpenAiImages};
use maquette::tools::provider::queue::{QueueImages, QueueSettings};
use secrecy::SecretString;
use serde::Deserialize;

use crate::args::PROCEDURAL;
#[cfg(feature = "comfyui")]
use crate::failure::Exit;
use crate::failure::{Failure, chain};

/// How long a server is asked what it has.
#[cfg(feature = "comfyui")]
const CHECK_MAX: std::time::Duration = std::time::Duration::from_secs(20);

/// The field of every table that says under what terms pictures of it may be used.
const LICENCE: &str = "licence";

/// A back end as its table says it.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum BackEnd {
    /// Image generations of the OpenAI dialect.
    Openai {
        base_url: String,
        #[serde(default)]
        key_env: Option<String>,
        tiers: Vec<ImageTier>,
        #[serde(default)]
        usd: Option<String>,
        /// What it does to pictures, by kind, at the same price unless the book says otherwise.
        #[serde(default)]
        edit: BTreeMap<EditKind, ImageTier>,
        #[serde(default)]
        stack: ProviderSettings,
    },
    /// A queue of jobs: fal, Black Forest Labs, Replicate.
    Queue {
        #[serde(default)]
        key_env: Option<String>,
        queue: QueueSettings,
        #[serde(default)]
        stack: ProviderSettings,
    },
    /// A workflow at a ComfyUI server.
    #[cfg(feature = "comfyui")]
    Comfyui {
        base_url: String,
        #[serde(default)]
        key_env: Option<String>,
        /// The file of the workflow, in the format for the API.
        workflow: std::path::PathBuf,
        #[serde(default)]
        comfy: Box<ComfySettings>,
        /// What it does to pictures: a workflow for each kind.
        #[serde(default)]
        edit: BTreeMap<EditKind, EditWorkflow>,
        /// What is set otherwise than is usual for a server of one's own.
        #[serde(default)]
        stack: toml::Table,
    },
}

/// A workflow that does something to pictures.
#[cfg(feature = "comfyui")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditWorkflow {
    /// Its file, in the format for the API.
    workflow: std::path::PathBuf,
    #[serde(default)]
    comfy: ComfyEdit,
}

/// The engine with the back end of that name.
pub(crate) fn with(builder: Builder, name: &str, prices: PriceBook) -> Result<Builder, Failure> {
    if name == PROCEDURAL {
        return Ok(builder);
    }
    let tables = crate::configuration::Configuration::read(std::path::Path::new("."))?.images();
    let mut table = tables.get(name).cloned().ok_or_else(|| {
        let known: Vec<&str> = std::iter::once(PROCEDURAL).chain(tables.keys().map(String::as_str)).collect();
        Failure::usage(format!("there is no [images.{name}] in maquette.toml"))
            .hint(format!("there is: {}", known.join(", ")))
    })?;
    let wrong = |why: String| Failure::usage(format!("maquette.toml: [images.{name}]: {why}"));
    let licence = match table.remove(LICENCE).map(toml::Value::try_into::<String>).transpose() {
        Ok(licence) => licence.unwrap_or_default(),
        Err(_) => return Err(wrong(format!("`{LICENCE}` is a text: under what terms its pictures may be used"))),
    };
    let back_end: BackEnd = table.try_into().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let (day, named) =
        (maquette::today(), |stack: ProviderSettings| ProviderSettings { name: name.to_owned(), ..stack });
    Ok(match back_end {
        BackEnd::Openai { base_url, key_env, tiers, usd, edit, stack } => {
            let endpoint = Endpoint::new(&base_url, key(key_env.as_deref()), named(stack));
            let endpoint = endpoint.map_err(|error| wrong(chain(&error)))?;
            let all: Vec<ImageTier> = tiers.iter().chain(edit.values()).cloned().collect();
            let prices = priced(prices, &all, usd.as_deref()).map_err(wrong)?;
            let mut images = OpenAiImages::new(endpoint, tiers, &prices, &day).map_err(|error| wrong(chain(&error)))?;
            for (kind, tier) in edit {
                let with = images.with_edit(kind, tier, &prices, &day);
                images = with.map_err(|error| wrong(format!("edit.{kind}: {}", chain(&error))))?;
            }
            builder.images_under(images, &licence)
        }
        BackEnd::Queue { key_env, queue, stack } => {
            let images = QueueImages::new(queue, key(key_env.as_deref()), named(stack), &prices, &day);
            builder.images_under(images.map_err(|error| wrong(chain(&error)))?, &licence)
        }
        #[cfg(feature = "comfyui")]
        BackEnd::Comfyui { base_url, key_env, workflow, comfy, edit, stack } => {
            let stack = over(ComfyUi::usual(name), stack).map_err(|error| wrong(format!("`stack`: {error}")))?;
            let workflow = written(&workflow).map_err(wrong)?;
            let images = || {
                let endpoint = Endpoint::new(&base_url, key(key_env.as_deref()), named(stack.clone()));
                let endpoint = endpoint.map_err(|error| wrong(chain(&error)))?;
                let images = ComfyUi::new(endpoint, &workflow, (*comfy).clone(), &prices, &day);
                let mut images = images.map_err(|error| wrong(chain(&error)))?;
                for (kind, EditWorkflow { workflow, comfy }) in &edit {
                    let wrong = |why: String| wrong(format!("edit.{kind}: {why}"));
                    let workflow = written(workflow).map_err(wrong)?;
                    let with = images.with_edit(*kind, &workflow, comfy, &prices, &day);
                    images = with.map_err(|error| wrong(chain(&error)))?;
                }
                Ok::<_, Failure>(images)
            };
            // One that is asked here and now, and another for the run: connections do not outlive what they were made in.
            check(name, &images()?)?;
            builder.images_under(images()?, &licence)
        }
    })
}

/// Asks a server whether it has what a workflow is made of, before anything is begun.
#[cfg(feature = "comfyui")]
fn check(name: &str, images: &ComfyUi) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))?;
    let asked = runtime.block_on(async { tokio::time::timeout(CHECK_MAX, images.check()).await });
    let why = match asked {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => chain(&error),
        Err(_) => format!("the server did not say within {} s what it has", CHECK_MAX.as_secs()),
    };
    Err(Failure::new(Exit::Provider, format!("[images.{name}]: {why}"))
        .hint("nothing was begun; mend the workflow or the server, or have pictures drawn: --images procedural where a run is forked, no --images where one begins"))
}

/// The key in an environment variable: keys do not stand in files that are shared.
fn key(variable: Option<&str>) -> Option<SecretString> {
    let value = std::env::var(variable.unwrap_or("MAQUETTE_IMAGES_KEY")).ok()?;
    Some(value).filter(|key| !key.is_empty()).map(SecretString::from)
}

/// The usual settings with what a table says otherwise.
#[cfg(feature = "comfyui")]
fn over(usual: ProviderSettings, stack: toml::Table) -> Result<ProviderSettings, String> {
    let mut whole = toml::Table::try_from(usual).map_err(|error| error.to_string())?;
    whole.extend(stack);
    whole.try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// The workflow in a file.
#[cfg(feature = "comfyui")]
fn written(path: &std::path::Path) -> Result<String, String> {
    use maquette::tools::provider::comfy::WORKFLOW_BYTES_MAX;

    crate::file::text(path, WORKFLOW_BYTES_MAX).map_err(|failure| failure.message)
}

/// The price book with what a table says of its own models, where the book does not.
fn priced(mut prices: PriceBook, tiers: &[ImageTier], usd: Option<&str>) -> Result<PriceBook, String> {
    let Some(usd) = usd else { return Ok(prices) };
    let amount = NanoUsd::parse_usd(usd).ok_or_else(|| format!("`usd` is {usd:?}, no amount such as \"0.03\""))?;
    let pico = amount.0.checked_mul(1_000).ok_or_else(|| format!("`usd` is {usd:?}, which no picture costs"))?;
    for tier in tiers {
        let rate = ImageRate { size: None, quality: None, image: PicoUsd(pico) };
        let own = Prices { images: vec![rate], ..Prices::default() };
        prices.0.entry(tier.model.clone()).or_insert_with(|| vec![own]);
    }
    Ok(prices)
}

#[cfg(all(test, feature = "comfyui"))]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_a_comfyui_server_is_read() {
        let table: toml::Table = toml::from_str(
            r#"
            kind = "comfyui"
            base_url = "http://127.0.0.1:8188"
            workflow = "poster.json"
            comfy = { model = "sdxl", slots = { prompt = "6.text", seed = ["3.seed"] }, image_nano_usd = 0 }
            stack = { call_ms = 300000 }

            [edit.remove_background]
            workflow = "cut.json"
            comfy = { slots = { image = "1.image" }, image_nano_usd = 0 }
            "#,
        )
        .unwrap();
        let BackEnd::Comfyui { comfy, stack, key_env, edit, .. } = table.try_into().unwrap() else {
            panic!("another kind")
        };
        let cut = &edit[&EditKind::RemoveBackground];
        assert_eq!((cut.workflow.to_str(), cut.comfy.slots.len()), (Some("cut.json"), 1));
        assert_eq!((cut.comfy.image_nano_usd, cut.comfy.side_step), (Some(0), 8));
        assert_eq!(
            (comfy.model.as_str(), comfy.image_nano_usd, comfy.slots.len(), key_env),
            ("sdxl", Some(0), 2, None)
        );
        let usual = ComfyUi::usual("studio");
        let stack = over(usual.clone(), stack).unwrap();
        assert_eq!(stack, ProviderSettings { call_ms: 300_000, ..usual.clone() });
        let wrong: toml::Table = toml::from_str("cal_ms = 1").unwrap();
        assert!(over(usual, wrong).unwrap_err().contains("cal_ms"));
    }

    #[test]
    fn a_workflow_has_a_largest_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("poster.json");
        std::fs::write(&path, "{}").unwrap();
        assert_eq!(written(&path).unwrap(), "{}");
        std::fs::write(&path, " ".repeat((256 << 10) + 1)).unwrap();
        assert!(written(&path).unwrap_err().ends_with("it is larger than 262144 bytes"));
        assert!(written(&folder.path().join("none.json")).is_err());
    }
}
