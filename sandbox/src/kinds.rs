//! What operations of a kind are handed and hand back: designs as a stranger needs to know them, scores, findings, repairs.

use std::collections::{BTreeMap, BTreeSet};

use design::document::{Content, Lock, Paint, Role, Text};
use design::{BrandKit, Document, Finding, Node, NodeId, Operation, Rect, Score, Severity};
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::{is_hidden, quoted};
use crate::manifest::{Capability, OpKind};

/// Most findings taken of one answer.
const FINDINGS_MAX: usize = 32;
/// Longest words that a repair puts in the place of others, characters.
const WORDS_CHARS_MAX: usize = 200;
/// Longest text that a repair leaves, characters: each replacement may make it longer.
const TEXT_CHARS_MAX: usize = 4_000;

/// A design as foreign tools see it: what is on the page, flat, bottom first, in px.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Seen {
    /// The page.
    pub page: SeenPage,
    /// Its layers, groups opened.
    pub nodes: Vec<SeenNode>,
    /// The colours that it uses, in the order in which they are first drawn, `#rrggbb`.
    pub colours: Vec<String>,
    /// The brand.
    pub kit: SeenKit,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeenPage {
    /// Width, px.
    pub w: f64,
    /// Height, px.
    pub h: f64,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeenNode {
    /// Its name, for findings.
    pub id: NodeId,
    /// `text`, `image`, `shape` or `svg`.
    pub kind: &'static str,
    /// What it is for.
    pub role: Role,
    /// Where it is: left, top, width, height.
    #[serde(rename = "box")]
    pub area: Rect,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The size of its largest letters, px of the em.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
    /// Its colour, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<String>,
    /// What may not be changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub locked: Vec<Lock>,
}

/// A brand.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeenKit {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its colours by token, `#rrggbb`.
    pub colours: BTreeMap<String, String>,
    /// Words that it does not use.
    pub banned: Vec<String>,
}

impl Seen {
    /// What foreign tools see of a design.
    #[must_use]
    pub fn of(document: &Document, kit: &BrandKit) -> Self {
        let hex = |paint: &Paint| {
            let token = match paint {
                Paint::Token(token) => token,
                Paint::Gradient(gradient) => &gradient.stops.first()?.token,
            };
            kit.color(token).map(|colour| colour.to_string())
        };
        let mut seen = Self {
            page: SeenPage { w: document.page.w, h: document.page.h },
            nodes: Vec::new(),
            colours: Vec::new(),
            kit: SeenKit {
                id: kit.id.clone(),
                name: kit.name.clone(),
                colours: kit.colors.iter().map(|(token, colour)| (token.to_string(), colour.to_string())).collect(),
                banned: kit.voice.banned.clone(),
            },
        };
        // Groups are opened in the order of drawing.
        let mut open: Vec<&Node> = document.nodes.iter().rev().collect();
        while let Some(node) = open.pop() {
            let (kind, text, size, fill) = match &node.content {
                Content::Group { children } => {
                    open.extend(children.iter().rev());
                    continue;
                }
                Content::Text { text, fill } => {
                    let size = text.runs.iter().map(|run| run.size).fold(0.0, f64::max);
                    ("text", Some(text.plain()), Some(size), hex(fill))
                }
                Content::Image { .. } => ("image", None, None, None),
                Content::Shape { fill, .. } => ("shape", None, None, fill.as_ref().and_then(&hex)),
                Content::Svg { .. } => ("svg", None, None, None),
            };
            seen.colours
                .extend(fill.iter().filter(|colour| !seen.colours.contains(colour)).cloned().collect::<Vec<_>>());
            let (id, role, area, locked) = (node.id.clone(), node.role, node.area, node.locked.clone());
            seen.nodes.push(SeenNode { id, kind, role, area, text, size, fill, locked });
        }
        seen
    }
}

/// What a scorer or a linter answers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Judged {
    /// How good the design is, 0–1, 1 best; scorers alone.
    #[schemars(range(min = 0, max = 1))]
    pub score: Option<f64>,
    /// What is wrong with it.
    #[schemars(length(max = 256))]
    pub findings: Vec<Found>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct Found {
    /// The rule, `snake_case`.
    #[schemars(length(min = 1, max = 40), regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub code: String,
    /// `gate`, `warn` or `info`; anything else counts as `info`.
    #[schemars(length(max = 10))]
    pub severity: String,
    /// A sentence for people.
    #[schemars(length(min = 1, max = 240))]
    pub message: String,
    /// The layer that it is about.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub node: Option<String>,
    /// What was measured.
    #[serde(default)]
    pub value: Option<f64>,
    /// What it was measured against.
    #[serde(default)]
    pub threshold: Option<f64>,
    /// What would mend it.
    #[serde(default)]
    pub repair: Option<Mend>,
}

/// What would mend a fault. Which values it needs follows from its action.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct Mend {
    /// `replace_text` (find, with), `move` (box), `fade` (amount 0–1), `recolour` (token), `remove`; nothing else is known.
    #[schemars(length(max = 20))]
    pub action: String,
    /// Words to be replaced, wherever the layer has them.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub find: Option<String>,
    /// What takes their place.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub with: Option<String>,
    /// Where the layer goes.
    #[serde(default, rename = "box")]
    pub area: Option<[f64; 4]>,
    /// How much.
    #[serde(default)]
    pub amount: Option<f64>,
    /// A colour of the kit.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub token: Option<String>,
}

/// The schema of what operations of a kind are handed.
#[must_use]
pub fn input_schema(kind: OpKind) -> Value {
    match kind {
        OpKind::Score | OpKind::Lint => schema_for!(Seen).to_value(),
        OpKind::Filter => json!({ "type": "object" }),
        OpKind::Call => json!({}),
    }
}

/// The schema of what they hand back.
#[must_use]
pub fn output_schema(kind: OpKind) -> Value {
    match kind {
        OpKind::Score => {
            let mut schema = schema_for!(Judged).to_value();
            schema["required"] = json!(["score"]);
            schema["properties"]["score"]["type"] = json!("number");
            schema
        }
        OpKind::Lint => schema_for!(Judged).to_value(),
        OpKind::Filter => json!({ "type": "object" }),
        OpKind::Call => json!({}),
    }
}

/// What an answer comes to, once it was checked against the design: as much of it as the tool may say.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The score.
    pub score: Option<Score>,
    /// The findings, each named after the tool.
    pub findings: Vec<Finding>,
}

/// Takes an answer of the tool `name` in.
#[must_use]
pub fn take(
    judged: Judged,
    name: &str,
    grants: &BTreeSet<Capability>,
    veto_below: Option<f64>,
    document: &Document,
    kit: &BrandKit,
) -> Verdict {
    let vetoes = grants.contains(&Capability::Veto);
    let mut findings: Vec<Finding> = Vec::new();
    // Several repairs of one text build on each other.
    let mut texts: BTreeMap<NodeId, Text> = BTreeMap::new();
    for found in judged.findings.into_iter().take(FINDINGS_MAX) {
        let severity = match found.severity.as_str() {
            "gate" if vetoes => Severity::Gate,
            "gate" | "warn" => Severity::Warn,
            _ => Severity::Info,
        };
        let mut finding = Finding::new(&format!("{name}.{}", found.code), severity, quoted(&found.message));
        let node = found.node.and_then(|id| find(&document.nodes, &id));
        if let Some(node) = node {
            finding = finding.at(&node.id, node.area);
            finding.repair = found.repair.and_then(|mend| operation(&mend, node, &mut texts, grants, kit));
        }
        let number =
            |value: Option<f64>| value.filter(|value| value.is_finite()).map(|value| (value * 1e4).round() / 1e4);
        finding.value = number(found.value);
        finding.threshold = number(found.threshold);
        findings.push(finding);
    }
    if let Some((score, least)) = judged.score.zip(veto_below.filter(|_| vetoes))
        && score < least
    {
        let mut finding = Finding::new(&format!("{name}.veto"), Severity::Gate, format!("{name} turns it down."));
        (finding.value, finding.threshold) = (Some(Score::from_f64(score).as_f64()), Some(least));
        findings.push(finding);
    }
    findings.sort_by_key(|finding| finding.severity);
    Verdict { score: judged.score.map(Score::from_f64), findings }
}

pub(crate) fn find<'d>(nodes: &'d [Node], id: &str) -> Option<&'d Node> {
    let mut open: Vec<&Node> = nodes.iter().collect();
    while let Some(node) = open.pop() {
        if node.id.0 == id {
            return Some(node);
        }
        if let Content::Group { children } = &node.content {
            open.extend(children);
        }
    }
    None
}

/// Whether words would go with a node.
fn holds_text(node: &Node) -> bool {
    match &node.content {
        Content::Text { .. } => true,
        Content::Group { children } => children.iter().any(holds_text),
        Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => false,
    }
}

/// The edit that a repair comes to, if the tool may make it and the layer may be changed like that.
fn operation(
    mend: &Mend,
    node: &Node,
    texts: &mut BTreeMap<NodeId, Text>,
    grants: &BTreeSet<Capability>,
    kit: &BrandKit,
) -> Option<Operation> {
    let id = node.id.clone();
    let may = |capability: Capability, lock: Lock| grants.contains(&capability) && !node.locked.contains(&lock);
    match mend.action.as_str() {
        "replace_text" if may(Capability::EditText, Lock::Content) => {
            let Content::Text { text, .. } = &node.content else { return None };
            let (find, with) = (mend.find.as_deref()?, mend.with.as_deref()?);
            let plain = with.chars().count() <= WORDS_CHARS_MAX && !with.chars().any(is_hidden);
            if find.is_empty() || !plain {
                return None;
            }
            let was = texts.get(&id).unwrap_or(text);
            let mut text = was.clone();
            text.runs.iter_mut().for_each(|run| run.text = run.text.replace(find, with));
            if text == *was || text.plain().trim().is_empty() || text.plain().chars().count() > TEXT_CHARS_MAX {
                return None;
            }
            texts.insert(id.clone(), text.clone());
            Some(Operation::SetText { id, text })
        }
        "move" if may(Capability::EditLayout, Lock::Move) => {
            let area = mend.area?;
            let sane = area.iter().all(|length| length.is_finite() && length.abs() <= 32_768.0);
            (sane && area[2] > 0.0 && area[3] > 0.0).then(|| Operation::SetBox { id, area: area.into() })
        }
        "fade" if may(Capability::EditLayout, Lock::Style) => {
            let opacity = mend.amount.filter(|amount| (0.0..=1.0).contains(amount))?;
            Some(Operation::SetOpacity { id, opacity: (opacity * 100.0).round() / 100.0 })
        }
        "recolour" if may(Capability::EditLayout, Lock::Style) => {
            let token = design::TokenPath::from(mend.token.as_deref()?);
            kit.color(&token)?;
            matches!(node.content, Content::Text { .. } | Content::Shape { .. })
                .then(|| Operation::SetFill { id, fill: Some(Paint::Token(token)) })
        }
        // What was asked for stays; decoration may go.
        "remove" if may(Capability::EditLayout, Lock::Content) && node.role == Role::Embellishment => {
            (!holds_text(node)).then_some(Operation::RemoveNode { id })
        }
        _ => None,
    }
}
