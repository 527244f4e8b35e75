//! What the double does with a prompt: node by node, in the order in which a real server tells it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use render::Pixels;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::Message;

use super::KEY;
use super::double::{Fate, Prompt, Shared, restart};
use crate::provider::bare::tests::png_of;

/// The pixels of a picture of noise.
pub(super) fn noise(seed: u64, width: u32, height: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..width * height * 3).map(|_| next()).collect()
}

/// What one node of a workflow is to do.
fn input(graph: &Value, name: &str) -> Option<u64> {
    graph.as_object()?.values().find_map(|node| node["inputs"][name].as_u64())
}

/// What becomes of pictures that were brought, where the workflow begins with those: as much as tests look at.
fn edited(brought: &BTreeMap<String, Vec<u8>>, graph: &Value) -> Option<Vec<u8>> {
    let nodes = graph.as_object()?;
    let of = |class: &str| nodes.values().find(|node| node["class_type"] == class);
    let load = of("LoadImage")?;
    let file = brought.get(load["inputs"]["image"].as_str()?).expect("it was brought before");
    let mut pixels = render::decode_picture(file).unwrap().into_pixels().unwrap();
    if of("JoinImageWithAlpha").is_some() {
        pixels.data.chunks_exact_mut(4).for_each(|rgba| rgba[3] = if rgba[0] > 128 { 255 } else { 0 });
    }
    if let Some(pad) = of("ImagePadForOutpaint") {
        let side = |name: &str| pad["inputs"][name].as_u64().unwrap() as u32;
        let (width, height) =
            (pixels.width + side("left") + side("right"), pixels.height + side("top") + side("bottom"));
        let place = |x: u32, y: u32| Some((x.checked_sub(side("left"))?, y.checked_sub(side("top"))?));
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let at = |(x, y)| place(x, y).and_then(|(x, y)| pixels.at(x, y)).unwrap_or([127, 127, 127, 255]);
        pixels = Pixels { width, height, data: places.flat_map(at).collect() };
    }
    Some(pixels.to_png().unwrap())
}

fn picture(shared: &Shared, graph: &Value) -> Vec<u8> {
    if let Some(edited) = edited(&shared.world().brought, graph) {
        return edited;
    }
    let size = |name: &str| u32::try_from(input(graph, name).unwrap_or(8)).unwrap();
    let (width, height) = (size("width"), size("height"));
    let words = format!("prompt\0{graph}").into_bytes();
    png_of(width, height, &noise(input(graph, "seed").unwrap_or(0), width, height), &[(b"tEXt", &words)])
}

/// Runs one prompt after the other.
pub(super) async fn work(shared: Arc<Shared>) {
    loop {
        let next = {
            let mut world = shared.world();
            let next = if shared.manner.is_held { None } else { world.waiting.pop_front() };
            world.running.clone_from(&next);
            world.interrupted = false;
            next
        };
        match next {
            Some(prompt) => run(&shared, prompt).await,
            None => shared.more.notified().await,
        }
    }
}

/// How a run ended.
enum End {
    Success,
    Error(Value),
    Interrupted,
    Gone,
}

async fn run(shared: &Arc<Shared>, prompt: Prompt) {
    let (id, client) = (prompt.id.clone(), prompt.client.clone());
    let fate = {
        let mut world = shared.world();
        world.begun += 1;
        shared.manner.fates.get(world.begun - 1).copied().unwrap_or(Fate::Made)
    };
    let ended = nodes(shared, &prompt, fate).await;
    let (outputs, end) = ended;
    let (kind, status, data) = match end {
        End::Gone => return,
        End::Success => ("execution_success", "success", json!({ "prompt_id": id, "timestamp": 1 })),
        End::Error(data) => ("execution_error", "error", data),
        End::Interrupted => {
            ("execution_interrupted", "error", json!({ "prompt_id": id, "node_id": "2", "executed": [] }))
        }
    };
    shared.tell(&client, kind, data.clone());
    tokio::time::sleep(Duration::from_millis(shared.manner.race_ms)).await;
    {
        let mut world = shared.world();
        let messages = json!([["execution_start", { "prompt_id": id }], [kind, data]]);
        let entry = json!({
            "prompt": [1, id, prompt.graph, {}, []], "outputs": outputs,
            "status": { "status_str": status, "completed": status == "success", "messages": messages },
        });
        world.history.insert(id.clone(), entry);
        world.running = None;
    }
    shared.tell(&client, "status", json!({ "status": { "exec_info": { "queue_remaining": 0 } } }));
    shared.tell(&client, "executing", json!({ "node": null, "prompt_id": id }));
}

async fn nodes(shared: &Arc<Shared>, prompt: &Prompt, fate: Fate) -> (Value, End) {
    let Prompt { id, client, graph } = prompt;
    let key = graph.to_string();
    let cached = shared.world().cache.clone().filter(|(own, _)| *own == key).map(|(_, name)| name);
    shared.tell(client, "status", json!({ "status": { "exec_info": { "queue_remaining": 1 } } }));
    shared.tell(client, "execution_start", json!({ "prompt_id": id, "timestamp": 1 }));
    let known: Vec<&String> = if cached.is_some() { graph.as_object().unwrap().keys().collect() } else { Vec::new() };
    shared.tell(client, "execution_cached", json!({ "nodes": known, "prompt_id": id }));
    let mut outputs = json!({});
    let mut states = json!({});
    for (node, value) in graph.as_object().unwrap() {
        let class = value["class_type"].as_str().unwrap();
        if cached.is_none() {
            at(shared, prompt, &mut states, node, ("running", 0, 1));
            shared.tell(client, "executing", json!({ "node": node, "display_node": node, "prompt_id": id }));
        }
        if value["inputs"]["seed"].is_u64()
            && cached.is_none()
            && let Some(end) = steps(shared, prompt, &mut states, node, fate).await
        {
            return (outputs, end);
        }
        match class {
            "SaveImage" | "PreviewImage" => {
                let name = cached.clone().unwrap_or_else(|| {
                    let made = picture(shared, graph);
                    let mut world = shared.world();
                    world.runs += 1;
                    let name = format!("maquette_{:05}_.png", world.runs);
                    world.files.insert(name.clone(), made);
                    world.cache = Some((key.clone(), name.clone()));
                    name
                });
                let made = json!({ "images": [{ "filename": name, "subfolder": "of a test", "type": "output" }] });
                outputs[node.as_str()] = made.clone();
                if shared.manner.tells_files {
                    shared.tell(
                        client,
                        "executed",
                        json!({ "node": node, "display_node": node, "output": made, "prompt_id": id }),
                    );
                }
            }
            "SaveImageWebsocket" => {
                shared.world().runs += 1;
                at(shared, prompt, &mut states, node, ("running", 0, 1));
                shared.tell(client, "progress", json!({ "value": 0, "max": 1, "prompt_id": id, "node": node }));
                shared.send(client, frame(2, &picture(shared, graph)));
            }
            _ => {}
        }
        // Of what comes out of the cache, only outputs are told.
        if cached.is_none() || !outputs[node.as_str()].is_null() {
            let of = states[node.as_str()]["max"].as_f64().unwrap_or(1.0) as u32;
            at(shared, prompt, &mut states, node, ("finished", of, of));
        }
    }
    (outputs, End::Success)
}

/// Tells where each node is that has begun: one of them is there now.
fn at(shared: &Shared, prompt: &Prompt, states: &mut Value, node: &str, (state, value, of): (&str, u32, u32)) {
    let Prompt { id, client, .. } = prompt;
    states[node] = json!({
        "value": f64::from(value), "max": f64::from(of), "state": state, "node_id": node, "prompt_id": id,
        "display_node_id": node, "parent_node_id": null, "real_node_id": node,
    });
    shared.tell(client, "progress_state", json!({ "prompt_id": id, "nodes": states.clone() }));
}

/// The steps of a node, and how it ended if it did not go on.
async fn steps(shared: &Arc<Shared>, prompt: &Prompt, states: &mut Value, node: &str, fate: Fate) -> Option<End> {
    let Prompt { id, client, .. } = prompt;
    let of = shared.manner.steps;
    for step in 1..=of {
        tokio::time::sleep(Duration::from_millis(shared.manner.step_ms)).await;
        {
            let world = shared.world();
            if world.is_away || world.running.as_ref().is_none_or(|running| running.id != *id) {
                return Some(End::Gone);
            }
            if world.interrupted {
                return Some(End::Interrupted);
            }
        }
        at(shared, prompt, states, node, ("running", step, of));
        shared.tell(client, "progress", json!({ "value": step, "max": of, "prompt_id": id, "node": node }));
        shared.send(client, frame(1, format!("look {step}").as_bytes()));
        match fate {
            _ if step < 2 => {}
            Fate::Made => {}
            Fate::Interrupted => return Some(End::Interrupted),
            Fate::Restarts => {
                restart(shared);
                return Some(End::Gone);
            }
            Fate::Fails(kind) => {
                let data = json!({
                    "prompt_id": id, "node_id": node, "node_type": "KSampler", "exception_type": kind,
                    "exception_message": format!("it cannot be done {}{KEY}\n", "-".repeat(130)), "traceback": ["…"], "current_inputs": {}, "executed": [],
                });
                return Some(End::Error(data));
            }
        }
    }
    None
}

fn frame(format: u32, bytes: &[u8]) -> Message {
    let head = [1_u32, format].into_iter().flat_map(u32::to_be_bytes);
    Message::binary(head.chain(bytes.iter().copied()).collect::<Vec<u8>>())
}
