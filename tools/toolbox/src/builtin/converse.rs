//! `converse`: a model is told what a prompt says, and what its calls came to; what it asks for is read and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jsonschema::Validator;
use planner::calls::{Call, CallResult, Converse as Args, Conversed, ModelCall, ShownPicture};
use planner::offered;
use prompts::{Library, Prompt};
use serde_json::{Map, Value};

use super::small_picture::{SHOWN_BYTES_MAX, small_jpeg};
use super::{conversation, told};
use crate::args;
use crate::chat_model::{AnyChatModel, AskedCall, ChatAnswer, ChatRequest, Message, Said, ToolOffer, picture_bytes};
use crate::context::Context;
use crate::error::ToolError;
use crate::foreign;
use crate::mend::mend;
use crate::prices::ChatShape;
use crate::quote::Quote;
use crate::schema::to_strict;
use crate::tool::{Audience, Tier, Tool, ToolEffect};
use crate::toolbox::ToolSpec;

/// Largest arguments of one call that are read, bytes: a drawing, and what JSON adds to it.
const ARGUMENTS_BYTES_MAX: usize = 48 * 1024;
/// Most calls of one answer that are read.
const CALLS_MAX: usize = 16;
/// Largest conversation that goes on, bytes.
const CONVERSATION_BYTES_MAX: u64 = 1 << 20;
/// Longest name that a server gives, bytes.
const NAME_BYTES_MAX: usize = 200;
/// Longest words of an answer that are kept, bytes.
const TEXT_BYTES_MAX: usize = 32 * 1024;
/// Most problems of one call that are told.
const PROBLEMS_MAX: usize = 6;
/// What the dialect puts around a call: names, parameters.
const AROUND_BYTES: u64 = 2_048;
/// Parameters that a prompt may set, and their names in the dialect.
const PARAMETERS: [(&str, &str); 3] = [("temperature", "temperature"), ("topP", "top_p"), ("stop", "stop")];

struct Known {
    offer: ToolOffer,
    validator: Validator,
}

/// Goes on with conversations.
#[derive(Clone)]
pub struct Converse {
    model: AnyChatModel,
    prompts: Arc<Library>,
    tools: Arc<BTreeMap<String, Known>>,
    /// Offers of all of them, in the order in which they are offered.
    all: Arc<[ToolOffer]>,
}

impl std::fmt::Debug for Converse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Converse").field("model", &self.model).finish_non_exhaustive()
    }
}

impl Converse {
    /// Converses with `model` by `prompts`.
    #[must_use]
    pub fn new(model: AnyChatModel, prompts: Arc<Library>) -> Self {
        let known = offered::NAMES.iter().filter_map(|&name| {
            let (description, mut full) = offered::spec(name)?;
            // What a picture shows is told to those who do not see it, so it is one of the things that there are.
            if let Some(motif) = full.pointer_mut("/properties/motif") {
                motif["enum"] = compose::motif_names().into_iter().chain(["abstract"]).collect();
            }
            let schema = to_strict(&full).ok()?;
            let validator = jsonschema::validator_for(&full).ok()?;
            let offer = ToolOffer::new(name, description, &schema);
            Some((name.to_owned(), Known { offer, validator }))
        });
        let tools: BTreeMap<_, Known> = known.collect();
        let all = offered::NAMES.iter().filter_map(|name| tools.get(*name)).map(|known| known.offer.clone()).collect();
        Self { model, prompts, tools: Arc::new(tools), all }
    }

    /// The same with foreign tools that the model may call; those that are not offered to models are left out.
    #[must_use]
    pub fn with_foreign<'a>(self, specs: impl IntoIterator<Item = &'a ToolSpec>) -> Self {
        let Self { model, prompts, tools, all } = self;
        let mut tools = Arc::try_unwrap(tools).unwrap_or_default();
        for spec in specs {
            let (Some(strict), Ok(validator)) = (&spec.strict_input, foreign::validator(&spec.input)) else { continue };
            let offer = ToolOffer::new(&spec.name, &spec.description, strict);
            tools.insert(spec.name.clone().into_owned(), Known { offer, validator });
        }
        Self { model, prompts, tools: Arc::new(tools), all }
    }

    fn prompt(&self, args: &Args) -> Result<&Prompt, ToolError> {
        told::prompt(Self::NAME, &self.prompts, &args.prompt)
    }

    fn offers(&self, args: &Args) -> Arc<[ToolOffer]> {
        if args.tools == offered::NAMES {
            return self.all.clone();
        }
        args.tools.iter().filter_map(|name| self.tools.get(name.as_str())).map(|known| known.offer.clone()).collect()
    }

    /// The shape of what is asked, before it is known which pictures can be shown.
    fn asked(&self, args: &Args) -> Result<ChatShape, ToolError> {
        Ok(self.shape(args, &conversation::said(&self.prompts, args, &[])?))
    }

    fn shape(&self, args: &Args, said: &[Said]) -> ChatShape {
        let offers = self.offers(args);
        let tools: u64 = offers.iter().map(|offer| offer.on_the_wire().len() as u64).sum();
        let before = args.after.as_ref().map_or((0, 0), |after| (after.bytes, u64::from(after.messages)));
        let pictures = args.results.iter().filter(|result| result.picture.is_some()).count() as u64;
        ChatShape {
            // Some servers' templates write every tool down twice.
            bytes: before.0
                + said.iter().map(Said::bytes).sum::<u64>()
                + pictures * (picture_bytes(SHOWN_BYTES_MAX) + AROUND_BYTES)
                + 2 * tools
                + AROUND_BYTES,
            messages: before.1 + pictures + (said.len() + offers.len()) as u64,
            max_tokens: Some(u64::from(args.max_tokens)),
        }
    }

    /// The pictures that the model is shown now, small.
    async fn shown(context: &Context, results: &[CallResult]) -> Result<Vec<ShownPicture>, ToolError> {
        let mut shown = Vec::new();
        for (result, png) in results.iter().filter_map(|result| Some((result, result.picture?))) {
            let inner = context.clone();
            let small = context.compute(Self::NAME, move || {
                // One that is not there, or cannot be read, is not shown, and nothing else comes of it.
                let Ok(bytes) = inner.fetch(Self::NAME, &png) else { return Ok(None) };
                let picture = render::decode_picture(&bytes).and_then(render::Picture::into_pixels);
                let jpeg = picture.ok().and_then(|pixels| small_jpeg(&pixels));
                jpeg.map(|jpeg| Ok((inner.keep(Self::NAME, &jpeg)?, jpeg.len() as u64))).transpose()
            });
            // One that cannot be made small is not shown.
            if let Some((jpeg, bytes)) = small.await? {
                shown.push(ShownPicture { id: result.id.clone(), jpeg, bytes });
            }
        }
        Ok(shown)
    }

    /// Reads what the model asks for.
    fn read(&self, call: &AskedCall, offered: &[String]) -> ModelCall {
        let (id, name) = (call.id.clone(), call.name.clone());
        let wrong = |problems: Vec<String>, mended: bool| ModelCall {
            id: id.clone(),
            name: name.clone(),
            args: Value::Null,
            problems,
            mended,
        };
        let Some(known) = self.tools.get(call.name.as_str()).filter(|_| offered.contains(&call.name)) else {
            // The planner says which there are.
            return ModelCall { id, name, args: Value::Null, problems: Vec::new(), mended: false };
        };
        if call.arguments.len() > ARGUMENTS_BYTES_MAX {
            let what = format!(
                "the arguments are {} bytes long; at most {ARGUMENTS_BYTES_MAX} are read",
                call.arguments.len()
            );
            return wrong(vec![what], false);
        }
        let parsed = args::parse(&call.name, &call.arguments);
        let (value, mended) = match parsed {
            Ok(value) => (value, false),
            Err(error) => match mend(&call.arguments) {
                Some(value) => (value, true),
                None => return wrong(vec![error.to_string()], false),
            },
        };
        let mut problems = Vec::new();
        if !known.validator.is_valid(&value) {
            problems.extend(known.validator.iter_errors(&value).take(PROBLEMS_MAX).map(|error| {
                let what: String = error.masked().to_string().chars().take(240).collect();
                match error.instance_path().to_string() {
                    at if at.is_empty() => what,
                    at => format!("{at}: {what}"),
                }
            }));
        }
        let idea = value.get("idea").and_then(Value::as_str);
        problems.extend(idea.and_then(compose::idea_objection).map(|what| format!("/idea: {what}")));
        if problems.is_empty() {
            ModelCall { id, name, args: value, problems, mended }
        } else {
            wrong(problems, mended)
        }
    }
}

impl Tool for Converse {
    const NAME: &'static str = Args::TOOL;
    const VERSION: &'static str = "1.1.0";
    const DESCRIPTION: &'static str =
        "Tells a model what a prompt says and what its calls came to, and reads what it asks for.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Args;
    type Output = Conversed;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, input: &Args) -> Quote {
        let shape = self.asked(input);
        let quote = shape.map_err(|error| error.to_string()).and_then(|shape| self.model.quote(&input.model, &shape));
        // What cannot be bounded is more than anybody has.
        quote.unwrap_or(Quote::UNLIMITED)
    }

    fn tiers(&self, input: &Args) -> Vec<Tier> {
        if input.cheaper.is_empty() {
            return Vec::new();
        }
        self.asked(input).map(|shape| told::tiers(&self.model, &input.cheaper, &shape)).unwrap_or_default()
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: Args) -> Result<Conversed, ToolError> {
        if input.after.as_ref().is_some_and(|after| after.bytes > CONVERSATION_BYTES_MAX) {
            let message = format!("the conversation is longer than {CONVERSATION_BYTES_MAX} bytes");
            return Err(ToolError::invalid(Self::NAME, "/after", message));
        }
        let said = conversation::said(&self.prompts, &input, &[])?;
        self.model
            .quote(told::granted(context, &input.model, &input.cheaper), &self.shape(&input, &said))
            .map_err(|reason| ToolError::Refused { tool: Self::NAME.to_owned(), reason })?;
        let before = conversation::before(context, input.after.as_ref())?;
        let shown = Self::shown(context, &input.results).await?;
        let said = if shown.is_empty() { said } else { conversation::said(&self.prompts, &input, &shown)? };
        let mut now = told::messages(said);
        let messages: Vec<Arc<Message>> = before.iter().chain(&now).cloned().collect();
        let mut pictures = BTreeMap::new();
        for jpeg in messages.iter().filter_map(|told| told.picture()) {
            // What was shown and is gone is not shown again.
            pictures.extend(context.fetch(Self::NAME, &jpeg).ok().map(|bytes| (jpeg, bytes)));
        }
        let mut parameters = Map::new();
        let config = self.prompt(&input)?.config().clone();
        for (own, theirs) in PARAMETERS {
            if let Some(value) = config.get(own) {
                parameters.insert(theirs.to_owned(), value.clone());
            }
        }
        let request = ChatRequest {
            model: told::granted(context, &input.model, &input.cheaper).to_owned(),
            messages,
            pictures,
            tools: self.offers(&input),
            max_tokens: input.max_tokens,
            seed: input.seed,
            parameters,
        };
        let ChatAnswer { mut text, mut calls, mut finish, usage, mut model, mut fingerprint } =
            self.model.reply(context, request).await?;
        cut(&mut text, TEXT_BYTES_MAX);
        for name in [Some(&mut finish), model.as_mut(), fingerprint.as_mut()].into_iter().flatten() {
            cut(name, NAME_BYTES_MAX);
        }
        calls.truncate(CALLS_MAX);
        name_apart(&mut calls);
        let read: Vec<ModelCall> = calls.iter().map(|call| self.read(call, &input.tools)).collect();
        now.push(Arc::new(conversation::answer(&text, &read).into()));
        let transcript = conversation::keep(context, input.after.as_ref(), before, now);
        let (tokens_in, tokens_out) = (usage.map(|usage| usage.input), usage.map(|usage| usage.output));
        let pictures = shown;
        Ok(Conversed { text, calls: read, finish, transcript, pictures, model, fingerprint, tokens_in, tokens_out })
    }
}

fn cut(text: &mut String, bytes_max: usize) {
    if text.len() > bytes_max {
        let end = (0..=bytes_max).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
    }
}

/// Gives every call a name of its own: servers take no two answers to one.
fn name_apart(calls: &mut [AskedCall]) {
    let mut seen = BTreeSet::new();
    for (place, call) in calls.iter_mut().enumerate() {
        cut(&mut call.id, 128);
        cut(&mut call.name, 128);
        let mut times = 0;
        while call.id.is_empty() || !seen.insert(call.id.clone()) {
            call.id = format!("call-{place}-{times}");
            times += 1;
        }
    }
}
