//! What can be said on the command line.

mod brand;
mod catalogue;
mod fonts;
mod prompt;
mod safety;
mod talk;
#[cfg(feature = "sandbox")]
mod tool;
mod trace;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::brand::{
    BrandArgs, BrandChoicesArgs, BrandCommand, BrandConsentArgs, BrandImportArgs, BrandIndexArgs, BrandMarkArgs,
    BrandNewArgs, BrandSearchArgs,
};
pub(crate) use self::catalogue::CatalogueArgs;
pub(crate) use self::fonts::{FontsAddArgs, FontsArgs, FontsCommand, FontsLsArgs};
pub(crate) use self::prompt::{PromptArgs, PromptCommand, PromptMoveArgs, PromptNameArgs, PromptRenderArgs};
pub(crate) use self::safety::SafetyArgs;
pub(crate) use self::talk::{Previews, TalkArgs};
#[cfg(feature = "sandbox")]
pub(crate) use self::tool::{
    ToolAddArgs, ToolArgs, ToolCommand, ToolCompileArgs, ToolNewArgs, ToolRunArgs, ToolSignArgs,
};
pub(crate) use self::trace::{TraceArgs, TraceBisectArgs, TraceCommand};

/// Turns a brief into designs that are on brand, scored and replayable.
#[derive(Debug, Parser)]
#[command(name = "maquette", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make designs from a brief and let you choose.
    Design(Box<DesignArgs>),
    /// Make a recorded run again, without network or cost, and compare.
    Replay(ReplayArgs),
    /// Go on with a run that was interrupted; what it finished is not done or paid for again.
    Resume(ResumeArgs),
    /// Branch off a recorded run at one of its records, with something changed, and compare.
    Fork(ForkArgs),
    /// Read recorded runs: show, verify, salvage, compare, report.
    Trace(TraceArgs),
    /// Write a layered design as a picture or a document.
    Render(RenderArgs),
    /// Say how good a design is, and what would mend it.
    Score(ScoreArgs),
    /// List the faces that designs may be set in, or add families to a font folder.
    Fonts(FontsArgs),
    /// Begin, check, show, import and search brand kits.
    Brand(BrandArgs),
    /// List, show, fill in, compare and promote what models are told.
    Prompt(PromptArgs),
    /// Begin, build, check, run and add foreign tools, which run in a sandbox.
    #[cfg(feature = "sandbox")]
    Tool(ToolArgs),
    /// Say what this build can do on this machine.
    Doctor,
}

/// Make designs from a brief and let you choose.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette design \"Jazz night, Thursday 9 October, doors 7.30pm. Elegant poster.\" --format A3
  maquette design --brief-file brief.json --brand brands/acme --turns 3
  maquette design \"Bake sale on Friday, 3pm, in the gym\" --auto best --json

At the prompt: a number goes on from that option, `a2` takes option 2, `n` wants others, Enter takes the best, and your own
words say what should change (`calmer`, `2 but with bolder type`). `why`, `taste`, `scores`, `budget` and `open` tell more,
`?` lists everything, `q` leaves; `maquette resume DIR` goes on.")]
pub(crate) struct DesignArgs {
    /// What the design is for, in your own words
    #[arg(value_name = "BRIEF", conflicts_with = "brief_file", required_unless_present = "brief_file")]
    pub(crate) brief: Option<String>,
    /// Read the brief from a file: plain text, or JSON when it ends in .json
    #[arg(long, value_name = "FILE")]
    pub(crate) brief_file: Option<PathBuf>,
    /// A design to begin with, such as out/design.json: its layers stay as they are, and the brief is set in the room that they leave
    #[arg(long, value_name = "FILE")]
    pub(crate) begin_with: Option<PathBuf>,
    /// Folder of the brand kit; without one a neutral kit is used
    #[arg(long, value_name = "DIR", env = "MAQUETTE_BRAND")]
    pub(crate) brand: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueArgs,
    /// Folder of installed faces (see `maquette fonts add`); without one none are used
    #[arg(long, value_name = "DIR", env = "MAQUETTE_FONTS")]
    pub(crate) fonts: Option<PathBuf>,
    /// File of what a person used and marked; read before the run, and told of what the design shows after it
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PERSON")]
    pub(crate) person: Option<PathBuf>,
    /// File of what people who chose with the kit before like (see `maquette brand choices`): what you are believed to like begins
    /// there
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PAST_CHOICES")]
    pub(crate) past_choices: Option<PathBuf>,
    /// Page format: a name such as story, A4, leaderboard, or WxH in px [default: what the brief says, or instagram-post]
    #[arg(long, value_name = "NAME|WxH", env = "MAQUETTE_FORMAT")]
    pub(crate) format: Option<String>,
    /// Candidates made a turn, 1 to 32 [default: 10]
    #[arg(long, value_name = "N", env = "MAQUETTE_CANDIDATES")]
    pub(crate) candidates: Option<u32>,
    /// Options shown a turn, 1 to 6 [default: 3]
    #[arg(long, value_name = "N", env = "MAQUETTE_OPTIONS")]
    pub(crate) options: Option<u32>,
    /// Turns at most, 1 to 20 [default: 1 unattended, else 5]
    #[arg(long, value_name = "N", env = "MAQUETTE_TURNS")]
    pub(crate) turns: Option<u32>,
    /// Questions that may be asked before anything is made, where the brief leaves open what no picture shows [default: 1 at a
    /// terminal, else none]
    #[arg(long, value_name = "N")]
    pub(crate) questions: Option<u32>,
    /// Seed of everything random [default: from brief, kit and format]
    #[arg(long, value_name = "N", env = "MAQUETTE_SEED")]
    pub(crate) seed: Option<u64>,
    /// The most that may be spent, in dollars [default: 0.25]
    #[arg(long, value_name = "USD", env = "MAQUETTE_BUDGET")]
    pub(crate) budget: Option<String>,
    /// The most that one turn of it may spend, in dollars
    #[arg(long, value_name = "USD", env = "MAQUETTE_TURN_BUDGET")]
    pub(crate) turn_budget: Option<String>,
    /// Who decides: the rules of the house, or a model [default: house, or model where one is named]
    #[arg(long, value_name = "house|model", env = "MAQUETTE_POLICY", value_parser = ["house", "model"])]
    pub(crate) policy: Option<String>,
    /// The model that leads, as its endpoint names it
    #[arg(long, value_name = "NAME", env = "MAQUETTE_MODEL")]
    pub(crate) model: Option<String>,
    /// The model that writes words, where another is better at it
    #[arg(long, value_name = "NAME", env = "MAQUETTE_WRITE_MODEL")]
    pub(crate) write_model: Option<String>,
    /// Model that is asked where there is no money for the others; may be given up to four times
    #[arg(long, value_name = "NAME")]
    pub(crate) cheaper_model: Vec<String>,
    /// The model reads pictures: it is shown its designs
    #[arg(long)]
    pub(crate) sees: bool,
    /// Which version of its prompt it is told: production, canary, head, or a version
    #[arg(long, value_name = "WHICH", env = "MAQUETTE_PROMPT")]
    pub(crate) prompt: Option<String>,
    /// Designs are for somebody whose work that is
    #[arg(long)]
    pub(crate) professional: bool,
    #[command(flatten)]
    pub(crate) endpoint: EndpointArgs,
    #[command(flatten)]
    pub(crate) safety: SafetyArgs,
    /// Folder of a foreign tool that judges designs or changes pictures; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) tool: Vec<PathBuf>,
    /// Choose without asking: `best`, or one pick a turn such as `2,1,best`
    #[arg(long, value_name = "best|IDX[,IDX…]", env = "MAQUETTE_AUTO")]
    pub(crate) auto: Option<String>,
    /// Folder for the results; an earlier run in it is replaced, files of other names stay [default: maquette-out/RUN-ID]
    #[arg(long, value_name = "DIR", env = "MAQUETTE_OUT")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
    /// Worker threads, 1 to 64; never changes what is made [default: one per core]
    #[arg(long, value_name = "N", env = "MAQUETTE_THREADS", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    /// Write events to stdout, one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where models answer, and which of them judge. The key is read from MAQUETTE_API_KEY.
#[derive(Debug, Default, Args)]
pub(crate) struct EndpointArgs {
    /// Address of the endpoint, of the OpenAI dialect: https://api.example.com/v1
    #[arg(long, value_name = "URL", env = "MAQUETTE_BASE_URL")]
    pub(crate) base_url: Option<String>,
    /// Have answers come whole, for a server that cannot stream calls of tools
    #[arg(long, env = "MAQUETTE_WHOLE_ANSWERS")]
    pub(crate) whole_answers: bool,
    /// File of prices by model, JSON; without one a model on this machine is free
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PRICES")]
    pub(crate) prices: Option<PathBuf>,
    /// The model that judges designs before anybody sees them; what it cannot be asked about is not shown
    #[arg(long, value_name = "NAME", env = "MAQUETTE_MODERATOR", requires = "base_url")]
    pub(crate) moderator: Option<String>,
    /// The judging model looks at words alone, not at pictures
    #[arg(long, requires = "moderator")]
    pub(crate) moderator_reads: bool,
    /// Folder of a learned classifier (ONNX models under a judge.json whose heads are labels) that looks at the picture of every
    /// design, whole and in tiles, before anybody sees it; what it cannot look at is not shown
    #[arg(long, value_name = "DIR", conflicts_with = "moderator")]
    pub(crate) picture_moderator: Option<PathBuf>,
    /// Folder of a sentence encoder (config.json, tokenizer.json and model.safetensors of all-MiniLM-L6-v2) by which the house judges
    /// what briefs and designs say, beside its screen; what it holds waits for a reviewer
    #[arg(long, value_name = "DIR", conflicts_with_all = ["moderator", "picture_moderator"])]
    pub(crate) text_moderator: Option<PathBuf>,
    /// Program that reads what is written in pictures (tesseract, version 4 or later), so that their words are held against the policy
    /// before anybody sees them; what it cannot read is not shown
    #[arg(long, value_name = "PROGRAM", env = "MAQUETTE_READER")]
    pub(crate) reader: Option<PathBuf>,
    /// What the words in pictures are written in, by the program's names
    #[arg(long, value_name = "NAMES", default_value = "eng", requires = "reader")]
    pub(crate) reader_languages: String,
    /// The model that answers a rubric of twelve questions about every design; not the one that leads
    #[arg(long, value_name = "NAME", env = "MAQUETTE_JUDGE_MODEL", requires = "base_url")]
    pub(crate) judge_model: Option<String>,
    /// Folder of a learned judge, ONNX models under a judge.json, that scores the picture of every design
    #[arg(long, value_name = "DIR")]
    pub(crate) judge: Option<PathBuf>,
    /// What each of these two counts, in per cent of the critique's total, 0 to 50; neither is a gate
    #[arg(long, value_name = "PERCENT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=50))]
    pub(crate) judge_weight: u32,
    /// What makes photographs: `procedural`, which draws by rule, or the name of an [images.NAME] table of maquette.toml
    #[arg(long, value_name = "BACKEND", env = "MAQUETTE_IMAGES")]
    pub(crate) images: Option<String>,
    /// Folder of prompts; without one those that are built in
    #[arg(long, value_name = "DIR", env = "MAQUETTE_PROMPTS")]
    pub(crate) prompts: Option<PathBuf>,
}

/// The name of what the house draws itself.
pub(crate) const PROCEDURAL: &str = "procedural";

impl EndpointArgs {
    /// Whether it was said that pictures are drawn by rule.
    pub(crate) fn draws(&self) -> bool {
        self.images.as_deref() == Some(PROCEDURAL)
    }
}

/// Make a recorded run again, without network or cost, and compare.
#[derive(Debug, Args)]
#[command(
    after_help = "The verdict is `identical`, `equivalent`, `diverged at record N` (exit 3) or `unverifiable` (exit 3).

Example:
  maquette replay out"
)]
pub(crate) struct ReplayArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Have foreign tools make their results again, too, and exit with 3 when any result could not be: `equivalent` is not
    /// good enough
    #[arg(long)]
    pub(crate) verify_tools: bool,
    /// Folder of a foreign tool that the run was made with, to make its results again
    #[arg(long, value_name = "DIR")]
    pub(crate) tool: Vec<PathBuf>,
    /// Write the run's report page, with where it came out otherwise
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write the report to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Go on with a run that was interrupted; what it finished is not done or paid for again.
#[derive(Debug, Args)]
#[command(after_help = "Of a run that has its end, results that are missing are put back.

Examples:
  maquette resume out
  maquette resume out --auto best --json")]
pub(crate) struct ResumeArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Folder of a foreign tool that the run was begun with
    #[arg(long, value_name = "DIR")]
    pub(crate) tool: Vec<PathBuf>,
    /// The person's file that the run was begun with; told of what the design shows and of what was picked
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PERSON")]
    pub(crate) person: Option<PathBuf>,
    /// Choose without asking: `best`, or one pick a turn such as `2,1,best` [default: as the run began]
    #[arg(long, value_name = "best|IDX[,IDX…]")]
    pub(crate) auto: Option<String>,
    /// The call that record SEQ asked for did happen before the run broke off
    #[arg(long, value_name = "SEQ")]
    pub(crate) happened: Vec<u64>,
    /// The call that record SEQ asked for did not happen: it is made
    #[arg(long, value_name = "SEQ")]
    pub(crate) did_not_happen: Vec<u64>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueArgs,
    #[command(flatten)]
    pub(crate) endpoint: EndpointArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
    /// Worker threads, 1 to 64; never changes what is made [default: one per core]
    #[arg(long, value_name = "N", env = "MAQUETTE_THREADS", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    /// Write events to stdout, one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Branch off a recorded run at one of its records, with something changed, and compare.
#[derive(Debug, Args)]
#[command(
    after_help = "The last event up to SEQ happens again, and all that follows from it. What is asked for as before has its recorded
result: it is neither made nor paid for again. `maquette trace show RUN` lists the records.

Examples:
  maquette fork out --at 2 --set seed=7
  maquette fork out --at 140 --set kit=brands/acme --set budget=0.10 --out what-if
  maquette fork out --at 2 --set scorer.fit=70 --auto best --json"
)]
pub(crate) struct ForkArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// The record to branch off at
    #[arg(long, value_name = "SEQ")]
    pub(crate) at: u64,
    /// What is different from there on: kit=DIR, budget=USD, seed=N, policy=house|model, model=NAME, prompt.design_turn=WHICH, prompt.write_variants=WHICH, scorer.NAME=WEIGHT
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueArgs,
    #[command(flatten)]
    pub(crate) endpoint: EndpointArgs,
    /// Folder of a foreign tool that takes part from there on; those of the run do where they are named again
    #[arg(long, value_name = "DIR")]
    pub(crate) tool: Vec<PathBuf>,
    /// Folder for the results [default: maquette-out/RUN-ID]
    #[arg(long, value_name = "DIR", env = "MAQUETTE_OUT")]
    pub(crate) out: Option<PathBuf>,
    /// Choose without asking: `best`, or one pick a turn such as `2,1,best` [default: as the run began]
    #[arg(long, value_name = "best|IDX[,IDX…]")]
    pub(crate) auto: Option<String>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
    /// Worker threads, 1 to 64; never changes what is made [default: one per core]
    #[arg(long, value_name = "N", env = "MAQUETTE_THREADS", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    /// Write events to stdout, one JSON object a line; the last compares the two runs
    #[arg(long)]
    pub(crate) json: bool,
}

fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|threads| (1..=64).contains(threads))
        .ok_or_else(|| "give a number from 1 to 64".to_owned())
}

/// Write a layered design as a picture or a document.
#[derive(Debug, Args)]
#[command(
    after_help = "Pictures named by the design are looked up beside it: in run/blobs of its output folder, and in the kit.
With --formats the design is composed anew for each page, and FILE.png becomes FILE.story.png and so on. What fails a gate
is written all the same, named on stderr, and the exit code is 7.
A LICA layout is taken over: its texts and boxes, in the colours of the kit, with painted pictures.

Examples:
  maquette render out/design.json --out poster.pdf
  maquette render out/options/turn-1/option-2.json --out two.png --scale 2
  maquette render out/design.json --out sale.png --formats instagram-post,story,leaderboard,A3"
)]
pub(crate) struct RenderArgs {
    /// The layered design
    #[arg(value_name = "DESIGN.json")]
    pub(crate) design: PathBuf,
    /// The file to write: .png, .jpg, .webp, .svg (outlined), .live.svg or .pdf
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Folder of the brand kit that the design was made with; without one, the run's own or the neutral kit
    #[arg(long, value_name = "DIR", env = "MAQUETTE_BRAND")]
    pub(crate) brand: Option<PathBuf>,
    /// Page formats to make the design anew for, by name or WxH, with commas between
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) formats: Vec<String>,
    /// Folder of installed faces (see `maquette fonts add`); without one none are used
    #[arg(long, value_name = "DIR", env = "MAQUETTE_FONTS")]
    pub(crate) fonts: Option<PathBuf>,
    /// Pixels per page px, for pictures
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub(crate) scale: f64,
    /// Sign what is written, so that readers see what it is made of and which of it a model made (C2PA); `[credentials]` of
    /// maquette.toml names the certificates and the key. A PDF has its credentials in a file beside it
    #[cfg(feature = "c2pa")]
    #[arg(long)]
    pub(crate) credentials: bool,
    #[command(flatten)]
    pub(crate) safety: SafetyArgs,
}

/// Say how good a design is, and what would mend it.
#[derive(Debug, Args)]
#[command(after_help = "Exits with 7 when a gate fails.

Examples:
  maquette score out/design.json
  maquette score poster.png --json
  maquette score out/design.json --html=card.html")]
pub(crate) struct ScoreArgs {
    /// A layered design, or a picture (PNG, JPEG, WebP, SVG)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Folder of the brand kit to score against
    #[arg(long, value_name = "DIR", env = "MAQUETTE_BRAND")]
    pub(crate) brand: Option<PathBuf>,
    /// Folder of installed faces (see `maquette fonts add`); without one none are used
    #[arg(long, value_name = "DIR", env = "MAQUETTE_FONTS")]
    pub(crate) fonts: Option<PathBuf>,
    /// Folder of a judge (`judge.json` with ONNX models), which says what it thinks beside the total; more than one may be named
    #[arg(long, value_name = "DIR")]
    pub(crate) judge: Vec<PathBuf>,
    /// Write the critique to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Write a report card, with what was found drawn on the picture, to stdout or to a file: --html=PAGE
    #[arg(long, value_name = "PAGE", num_args = 0..=1, require_equals = true, default_missing_value = "-")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) safety: SafetyArgs,
}
