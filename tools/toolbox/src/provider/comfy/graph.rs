//! Somebody's own workflow in ComfyUI's API format, and the places in it that each call fills.
//!
//! A place is named in one of two ways: in the configuration, from the slot to `node.input` (`prompt = "6.text"`), or in the
//! workflow itself, as a whole value of an input (`"text": "{{prompt}}"`). Both may be used, and a slot may have several places.

use std::collections::{BTreeMap, BTreeSet};

use design::EditKind;
use serde_json::{Map, Value};

use super::ComfyError;
use super::slots::{Places, Slot, Values, needed};

/// Largest workflow, bytes.
pub const WORKFLOW_BYTES_MAX: usize = 256 * 1024;
/// Most nodes of one.
const NODES_MAX: usize = 1_000;
/// Longest name of a node, of its class or of an input, bytes.
const NAME_BYTES_MAX: usize = 128;
/// Most places of a slot.
const PLACES_MAX: usize = 16;
/// Nodes that show or keep pictures and are taken for the output where there is one of them.
const OUTPUT_CLASSES: [&str; 3] = ["SaveImage", "PreviewImage", SOCKET_CLASS];
/// The one of them whose pictures come over the socket alone.
const SOCKET_CLASS: &str = "SaveImageWebsocket";

/// A node whose pictures are the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) node: String,
    /// Whether they come over the socket and are kept nowhere.
    pub(super) is_sent: bool,
}

/// A workflow that has been looked through.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    nodes: Map<String, Value>,
    /// Node and input of each place.
    places: Vec<(Slot, String, String)>,
    outputs: Vec<Output>,
}

impl Graph {
    /// Reads a workflow; `without` names slots that it goes without knowingly, `outputs` the nodes whose pictures are the result.
    pub(super) fn read(
        workflow: &str,
        slots: &BTreeMap<Slot, Places>,
        without: &[Slot],
        outputs: &[String],
    ) -> Result<Self, ComfyError> {
        let nodes = nodes_of(workflow)?;
        let mut places = Vec::new();
        for (slot, named) in slots {
            if !(1..=PLACES_MAX).contains(&named.all().len()) {
                return Err(ComfyError::BadPlace { slot: *slot, place: String::new() });
            }
            for place in named.all() {
                let (node, input) = place_of(&nodes, *slot, place)?;
                places.push((*slot, node, input));
            }
        }
        places.extend(placeholders(&nodes)?);
        places.sort();
        places.dedup();
        let mut filled = BTreeSet::new();
        if let Some((_, node, input)) = places.iter().find(|(_, node, input)| !filled.insert((node, input))) {
            return Err(ComfyError::TwoSlots { node: node.clone(), input: input.clone() });
        }
        let outputs = outputs_of(&nodes, outputs)?;
        let graph = Self { nodes, places, outputs };
        graph.check_needs(without)?;
        Ok(graph)
    }

    /// The workflow with its places filled.
    pub(super) fn filled(&self, values: &Values) -> Map<String, Value> {
        let mut nodes = self.nodes.clone();
        for (slot, node, input) in &self.places {
            if let Some(place) = nodes
                .get_mut(node)
                .and_then(|node| node.pointer_mut("/inputs"))
                .and_then(|inputs| inputs.get_mut(input))
            {
                *place = values.of(*slot);
            }
        }
        nodes
    }

    /// The nodes whose pictures are the result, those that are asked first before others.
    pub(super) fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Nodes with the names of their classes.
    pub(super) fn classes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.nodes.iter().map(|(id, node)| (id.as_str(), class_of(node)))
    }

    /// The places: node and input.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        self.places.iter().map(|(_, node, input)| (node.as_str(), input.as_str()))
    }

    /// Checks that a workflow has what it needs for an edit, or for a picture of words alone, and waits for nothing that it is not
    /// given there.
    pub(super) fn check_for(&self, kind: Option<EditKind>) -> Result<(), ComfyError> {
        if let Some((slot, node, _)) = self.places.iter().find(|(slot, ..)| !slot.is_given(kind)) {
            return Err(ComfyError::NotGiven { slot: *slot, node: node.clone(), operation: operation(kind) });
        }
        match needed(kind).iter().find(|slot| !self.has(**slot)) {
            Some(slot) => Err(ComfyError::NoPlace { slot: *slot, operation: operation(kind) }),
            None => Ok(()),
        }
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        self.places.iter().any(|(own, ..)| *own == slot)
    }

    /// Checks that no node waits for what no slot gives.
    fn check_needs(&self, without: &[Slot]) -> Result<(), ComfyError> {
        for (node, value) in &self.nodes {
            let class = class_of(value);
            let is_number =
                |name: &str| value.pointer("/inputs").and_then(|inputs| inputs.get(name)).is_some_and(Value::is_number);
            let is_empty_picture = class.starts_with("Empty") && is_number("width");
            let needs = [
                (Slot::Prompt, class.contains("TextEncode")),
                (Slot::Seed, is_number("seed") || is_number("noise_seed")),
                (Slot::Width, is_empty_picture),
                (Slot::Height, is_empty_picture),
            ];
            let missing =
                needs.into_iter().find(|(slot, needed)| *needed && !self.has(*slot) && !without.contains(slot));
            if let Some((slot, _)) = missing {
                return Err(ComfyError::MissingSlot { slot, node: node.clone(), class: class.to_owned() });
            }
        }
        match (self.has(Slot::Width), self.has(Slot::Height)) {
            (true, false) => Err(ComfyError::OneSide { slot: Slot::Height }),
            (false, true) => Err(ComfyError::OneSide { slot: Slot::Width }),
            _ => Ok(()),
        }
    }
}

/// What a workflow is for, by its name.
fn operation(kind: Option<EditKind>) -> &'static str {
    kind.map_or("generate", EditKind::name)
}

fn class_of(node: &Value) -> &str {
    node.get("class_type").and_then(Value::as_str).unwrap_or_default()
}

fn is_name(name: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&name.len()) && !name.chars().any(char::is_control)
}

fn nodes_of(workflow: &str) -> Result<Map<String, Value>, ComfyError> {
    if workflow.len() > WORKFLOW_BYTES_MAX {
        return Err(ComfyError::TooLarge { bytes: workflow.len() });
    }
    let mut value: Value =
        serde_json::from_str(workflow).map_err(|error| ComfyError::NotJson { reason: error.to_string() })?;
    // A prompt is known by what it is, whatever order the program keeps objects in.
    value.sort_all_objects();
    if value.get("nodes").is_some_and(Value::is_array) {
        return Err(ComfyError::EditorFormat);
    }
    let Value::Object(nodes) = value else {
        return Err(ComfyError::NotJson { reason: "it is no object of nodes".to_owned() });
    };
    if !(1..=NODES_MAX).contains(&nodes.len()) {
        return Err(ComfyError::NodeCount { count: nodes.len() });
    }
    let broken = nodes.iter().find(|(id, node)| {
        !is_name(id) || !is_name(class_of(node)) || !node.get("inputs").is_some_and(Value::is_object)
    });
    match broken {
        Some((id, _)) => Err(ComfyError::NotANode { node: id.chars().take(NAME_BYTES_MAX).collect() }),
        None => Ok(nodes),
    }
}

/// Node and input of `6.text`. Inputs may have dots in their names, nodes do not.
fn place_of(nodes: &Map<String, Value>, slot: Slot, place: &str) -> Result<(String, String), ComfyError> {
    let bad = || ComfyError::BadPlace { slot, place: place.chars().take(NAME_BYTES_MAX).collect() };
    let (id, input) = place.split_once('.').filter(|(id, input)| is_name(id) && is_name(input)).ok_or_else(bad)?;
    let (node, name) = (id.to_owned(), input.to_owned());
    let Some(found) = nodes.get(id) else { return Err(ComfyError::NoSuchNode { node }) };
    let Some(value) = found.pointer("/inputs").and_then(|inputs| inputs.get(input)) else {
        return Err(ComfyError::NoSuchInput { node, input: name });
    };
    let is_placeholder = value.as_str().and_then(Slot::of_placeholder).is_some();
    match value {
        Value::Array(_) => Err(ComfyError::Linked { slot, node, input: name }),
        Value::String(_) if slot.is_text() || is_placeholder => Ok((node, name)),
        Value::Number(_) if !slot.is_text() => Ok((node, name)),
        _ => Err(ComfyError::OtherKind {
            slot,
            node,
            input: name,
            wanted: if slot.is_text() { "text" } else { "number" },
        }),
    }
}

fn placeholders(nodes: &Map<String, Value>) -> Result<Vec<(Slot, String, String)>, ComfyError> {
    let mut found = Vec::new();
    for (node, value) in nodes {
        for (input, value) in value.get("inputs").and_then(Value::as_object).into_iter().flatten() {
            match value.as_str().and_then(Slot::of_placeholder) {
                Some(Ok(slot)) => found.push((slot, node.clone(), input.clone())),
                Some(Err(name)) => {
                    let name = name.chars().take(NAME_BYTES_MAX).collect();
                    return Err(ComfyError::UnknownSlot { node: node.clone(), input: input.clone(), name });
                }
                None => {}
            }
        }
    }
    Ok(found)
}

fn outputs_of(nodes: &Map<String, Value>, named: &[String]) -> Result<Vec<Output>, ComfyError> {
    let output = |node: &str, class: &str| Output { node: node.to_owned(), is_sent: class == SOCKET_CLASS };
    if !named.is_empty() {
        let one = |id: &String| {
            let node = nodes
                .get(id)
                .ok_or_else(|| ComfyError::NoSuchNode { node: id.chars().take(NAME_BYTES_MAX).collect() })?;
            Ok(output(id, class_of(node)))
        };
        return named.iter().take(PLACES_MAX).map(one).collect();
    }
    let classes = nodes.iter().map(|(id, node)| (id, class_of(node)));
    let found: Vec<Output> =
        classes.filter(|(_, class)| OUTPUT_CLASSES.contains(class)).map(|(id, class)| output(id, class)).collect();
    match found.len() {
        1 => Ok(found),
        0 => Err(ComfyError::NoOutput),
        _ => Err(ComfyError::SeveralOutputs { nodes: found.into_iter().map(|output| output.node).collect() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A graph with weights, as the editor exports it.
    fn diffusion() -> Value {
        json!({
            "3": { "class_type": "KSampler", "inputs": { "seed": 5, "steps": 20, "cfg": 7.5, "model": ["4", 0],
                "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0] }, "_meta": { "title": "KSampler" } },
            "4": { "class_type": "CheckpointLoaderSimple", "inputs": { "ckpt_name": "x.safetensors" } },
            "5": { "class_type": "EmptyLatentImage", "inputs": { "width": 512, "height": 512, "batch_size": 4 } },
            "6": { "class_type": "CLIPTextEncode", "inputs": { "text": "a cat", "clip": ["4", 1] } },
            "7": { "class_type": "CLIPTextEncode", "inputs": { "text": "{{negative}}", "clip": ["4", 1] } },
            "8": { "class_type": "VAEDecode", "inputs": { "samples": ["3", 0], "vae": ["4", 2] } },
            "9": { "class_type": "SaveImage", "inputs": { "filename_prefix": "ComfyUI", "images": ["8", 0] } },
        })
    }

    fn slots(pairs: &[(Slot, &str)]) -> BTreeMap<Slot, Places> {
        pairs.iter().map(|(slot, place)| (*slot, Places::from(*place))).collect()
    }

    const ALL: [(Slot, &str); 5] = [
        (Slot::Prompt, "6.text"),
        (Slot::Width, "5.width"),
        (Slot::Height, "5.height"),
        (Slot::Seed, "3.seed"),
        (Slot::Batch, "5.batch_size"),
    ];

    fn read(graph: &Value, pairs: &[(Slot, &str)]) -> Result<Graph, ComfyError> {
        Graph::read(&graph.to_string(), &slots(pairs), &[], &[])
    }

    #[test]
    fn places_are_filled_and_nothing_else_is_touched() {
        let graph = read(&diffusion(), &ALL).unwrap();
        let values = Values {
            prompt: "a \"red\" {bike}".into(),
            negative: "text".into(),
            size: (640, 960),
            seed: u64::MAX,
            ..Values::default()
        };
        let filled = Value::Object(graph.filled(&values));
        let mut wanted = diffusion();
        wanted["6"]["inputs"]["text"] = json!("a \"red\" {bike}");
        wanted["7"]["inputs"]["text"] = json!("text");
        wanted["5"]["inputs"] = json!({ "width": 640, "height": 960, "batch_size": 1 });
        wanted["3"]["inputs"]["seed"] = json!(u64::MAX);
        assert_eq!(filled, wanted);
        assert!(filled.to_string().contains("18446744073709551615"), "no float on the way");
        assert_eq!(graph.outputs(), [Output { node: "9".to_owned(), is_sent: false }]);
    }

    #[test]
    fn several_places_have_one_value() {
        let two = BTreeMap::from([(Slot::Prompt, Places::Several(vec!["6.text".into(), "7.text".into()]))]);
        let rest = slots(&ALL[1..]);
        let both = two.into_iter().chain(rest).collect();
        let mut plain = diffusion();
        plain["7"]["inputs"]["text"] = json!("x");
        let graph = Graph::read(&plain.to_string(), &both, &[], &[]).unwrap();
        let filled =
            graph.filled(&Values { prompt: "p".into(), negative: "n".into(), size: (8, 8), ..Values::default() });
        assert_eq!((&filled["6"]["inputs"]["text"], &filled["7"]["inputs"]["text"]), (&json!("p"), &json!("p")));
    }

    #[test]
    fn a_graph_without_weights_needs_no_prompt() {
        let graph = json!({
            "1": { "class_type": "EmptyImage", "inputs": { "width": "{{width}}", "height": "{{ height }}", "batch_size": 1, "color": 0 } },
            "2": { "class_type": "ImageAddNoise", "inputs": { "image": ["1", 0], "seed": "{{seed}}", "strength": 0.5 } },
            "3": { "class_type": "SaveImageWebsocket", "inputs": { "images": ["2", 0] } },
        });
        let read = read(&graph, &[]).unwrap();
        assert_eq!(read.outputs(), [Output { node: "3".to_owned(), is_sent: true }]);
        let filled = read.filled(&Values { size: (64, 48), seed: 7, ..Values::default() });
        assert_eq!((&filled["1"]["inputs"]["width"], &filled["2"]["inputs"]["seed"]), (&json!(64), &json!(7)));
    }

    #[test]
    fn what_is_missing_is_said_before_any_call() {
        let without = |slot: Slot| ALL.into_iter().filter(|(own, _)| *own != slot).collect::<Vec<_>>();
        for slot in [Slot::Prompt, Slot::Seed, Slot::Width, Slot::Height] {
            let error = read(&diffusion(), &without(slot)).unwrap_err();
            assert!(matches!(&error, ComfyError::MissingSlot { slot: own, .. } if *own == slot), "{error}");
            assert!(error.to_string().contains(slot.name()), "{error}");
        }
        let goes_without = Graph::read(&diffusion().to_string(), &slots(&without(Slot::Seed)), &[Slot::Seed], &[]);
        assert!(goes_without.is_ok());
        let error =
            Graph::read(&diffusion().to_string(), &slots(&without(Slot::Width)), &[Slot::Width], &[]).unwrap_err();
        assert_eq!(error, ComfyError::OneSide { slot: Slot::Width });
    }

    #[test]
    fn places_that_are_none_are_named() {
        let with = |slot: Slot, place: &'static str| {
            let pairs: Vec<_> = ALL.into_iter().filter(|(own, _)| *own != slot).chain([(slot, place)]).collect();
            read(&diffusion(), &pairs).unwrap_err()
        };
        assert!(matches!(with(Slot::Prompt, "text"), ComfyError::BadPlace { .. }));
        assert!(matches!(with(Slot::Prompt, ".text"), ComfyError::BadPlace { .. }));
        assert!(matches!(with(Slot::Prompt, "66.text"), ComfyError::NoSuchNode { .. }));
        assert!(matches!(with(Slot::Prompt, "6.txt"), ComfyError::NoSuchInput { .. }));
        assert!(matches!(with(Slot::Prompt, "6.clip"), ComfyError::Linked { .. }));
        assert!(matches!(with(Slot::Prompt, "3.seed"), ComfyError::OtherKind { wanted: "text", .. }));
        assert!(matches!(with(Slot::Seed, "6.text"), ComfyError::OtherKind { wanted: "number", .. }));
        assert!(matches!(with(Slot::Batch, "3.seed"), ComfyError::TwoSlots { .. }));
        let mut graph = diffusion();
        graph["6"]["inputs"]["text"] = json!("{{promt}}");
        assert!(matches!(read(&graph, &ALL), Err(ComfyError::UnknownSlot { name, .. }) if name == "promt"));
    }

    #[test]
    fn outputs_are_named_or_alone() {
        let mut graph = diffusion();
        graph["10"] = json!({ "class_type": "PreviewImage", "inputs": { "images": ["8", 0] } });
        let error = read(&graph, &ALL).unwrap_err();
        assert!(matches!(&error, ComfyError::SeveralOutputs { nodes } if nodes.len() == 2), "{error}");
        let named = Graph::read(&graph.to_string(), &slots(&ALL), &[], &["10".to_owned()]).unwrap();
        assert_eq!(named.outputs()[0].node, "10");
        let error = Graph::read(&graph.to_string(), &slots(&ALL), &[], &["11".to_owned()]).unwrap_err();
        assert!(matches!(error, ComfyError::NoSuchNode { .. }));
        let nodes = graph.as_object_mut().unwrap();
        nodes.remove("9");
        nodes.remove("10");
        assert_eq!(read(&graph, &ALL).unwrap_err(), ComfyError::NoOutput);
    }

    #[test]
    fn what_is_no_workflow_is_refused() {
        let read = |text: &str| Graph::read(text, &BTreeMap::new(), &[], &[]).unwrap_err();
        assert!(matches!(read("{"), ComfyError::NotJson { .. }));
        assert!(matches!(read("[]"), ComfyError::NotJson { .. }));
        assert_eq!(read("{}"), ComfyError::NodeCount { count: 0 });
        assert_eq!(read(r#"{"nodes": [], "links": []}"#), ComfyError::EditorFormat);
        assert!(matches!(read(r#"{"1": {"class_type": "SaveImage"}}"#), ComfyError::NotANode { .. }));
        assert!(matches!(read(&" ".repeat(WORKFLOW_BYTES_MAX + 1)), ComfyError::TooLarge { .. }));
        assert!(matches!(read(&format!("{{\"1\":{}}}", "[".repeat(200_000))), ComfyError::NotJson { .. }));
    }
}
