//! The models that an engine may ask.

use maquette::Builder;
use maquette::tools::Tesseract;

use crate::args::EndpointArgs;
use crate::failure::{Failure, chain};
#[cfg(feature = "openai")]
use crate::images;
use crate::{encoder, learned, prompt};

/// Answers that are kept.
#[cfg(feature = "openai")]
const KEPT_ANSWERS: usize = 256;

/// The engine with the models of an endpoint, where one is named, with the prompts of a folder, and with a learned judge.
pub(crate) fn with(builder: Builder, args: &EndpointArgs) -> Result<Builder, Failure> {
    let mut builder = with_models(builder, args)?;
    if let Some(folder) = &args.picture_moderator {
        builder = learned::moderated(builder, folder)?;
    }
    if let Some(folder) = &args.text_moderator {
        builder = encoder::moderated(builder, folder)?;
    }
    if let Some(program) = &args.reader {
        let reader = Tesseract::open(program, &args.reader_languages);
        builder = builder.reader(reader.map_err(|error| Failure::usage(chain(&error)))?);
    }
    match &args.judge {
        Some(folder) => learned::with(builder, folder, args.judge_weight),
        None => Ok(builder),
    }
}

#[cfg(feature = "openai")]
fn with_models(mut builder: Builder, args: &EndpointArgs) -> Result<Builder, Failure> {
    use std::sync::Arc;

    use maquette::tools::builtin::Moderation;
    use maquette::tools::provider::ProviderSettings;
    use maquette::tools::provider::openai::{Endpoint, OpenAiChat, OpenAiModerations};

    if args.prompts.is_some() {
        builder = builder.prompts(prompt::library(args.prompts.as_deref())?);
    }
    if let Some(name) = &args.images {
        builder = images::with(builder, name, book(args)?)?;
    }
    let Some(url) = &args.base_url else { return Ok(builder) };
    let key = std::env::var("MAQUETTE_API_KEY").ok().filter(|key| !key.is_empty()).map(secrecy::SecretString::from);
    // Equal questions with equal seeds are asked once.
    let settings = ProviderSettings { kept_answers: KEPT_ANSWERS, ..ProviderSettings::named("endpoint") };
    let endpoint = Endpoint::new(url, key, settings);
    let endpoint = endpoint.map_err(|error| Failure::usage(chain(&error)))?;
    if let Some(model) = &args.moderator {
        let moderator = OpenAiModerations::new(endpoint.clone(), model, !args.moderator_reads);
        let moderator = moderator.map_err(|error| Failure::usage(chain(&error)))?;
        builder = builder.moderator(moderator, Moderation::default());
    }
    if let Some(model) = &args.judge_model {
        builder = builder.rubric_judge(model, args.judge_weight);
    }
    let prices = prices(args, endpoint.is_on_this_machine())?;
    let chat = OpenAiChat::new(endpoint, Arc::new(prices), &maquette::today());
    let chat = chat.map_err(|error| Failure::usage(chain(&error)))?;
    Ok(builder.chat(if args.whole_answers { chat.whole_answers() } else { chat }))
}

/// What models cost: a file says it, and on this machine they cost nothing.
#[cfg(feature = "openai")]
fn prices(args: &EndpointArgs, here: bool) -> Result<maquette::tools::PriceBook, Failure> {
    use maquette::tools::prices::{ANY_MODEL, Prices, TokenRates};

    let mut book = book(args)?;
    // Whoever says what models cost says it of all of them.
    if here && args.prices.is_none() {
        let free = Prices { tokens: vec![TokenRates::default()], ..Prices::default() };
        book.0.insert(ANY_MODEL.to_owned(), vec![free]);
    }
    Ok(book)
}

/// The prices of a file, where one is named.
#[cfg(feature = "openai")]
fn book(args: &EndpointArgs) -> Result<maquette::tools::PriceBook, Failure> {
    /// Largest file of prices, bytes.
    const FILE_BYTES_MAX: usize = 8 << 20;
    let mut book = maquette::tools::PriceBook::default();
    if let Some(path) = &args.prices {
        let wrong = |what: String| Failure::usage(format!("{}: {what}", path.display()));
        let text = crate::file::text(path, FILE_BYTES_MAX)?;
        book.overridden_by(serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?);
    }
    Ok(book)
}

/// A build without a client for models takes none.
#[cfg(not(feature = "openai"))]
fn with_models(builder: Builder, args: &EndpointArgs) -> Result<Builder, Failure> {
    let photographed = args.images.is_some() && !args.draws();
    if args.base_url.is_some() || photographed {
        return Err(Failure::usage("this build has no client for models").hint("build it with --features openai"));
    }
    match &args.prompts {
        Some(folder) => Ok(builder.prompts(prompt::library(Some(folder))?)),
        None => Ok(builder),
    }
}
