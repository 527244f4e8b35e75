//! One call: what is asked, the name that both sides know it by, and what it may have left at the server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use design::{NodeId, Sha256};
use serde_json::{Map, Value};
use tokio::runtime::Handle;

use super::graph::Output;
use super::server::Server;
use crate::context::Context;
use crate::image_edit::HandedPicture;
use crate::image_model::Picture;
use crate::image_progress::{ImageProgress, Preview, ProgressSink};
use crate::provider::ProviderCall;
use crate::quote::Quote;

/// What a call is made of.
pub(super) struct Parts {
    /// The workflow, filled.
    pub(super) graph: Map<String, Value>,
    pub(super) outputs: Vec<Output>,
    /// Pictures that the workflow names, which have to be there first.
    pub(super) uploads: Vec<Upload>,
    pub(super) price: Quote,
    /// How long it is expected to take.
    pub(super) expected: u64,
    /// The node that will show the picture.
    pub(super) node: NodeId,
    /// Who is told how far it is.
    pub(super) progress: Vec<ProgressSink>,
}

/// A picture that is brought to the server, under a name that is that of what it holds.
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) png: Arc<[u8]>,
    pub(super) sha256: Sha256,
}

impl Upload {
    /// The folder of inputs that they are in.
    pub(super) const FOLDER: &'static str = "maquette";

    pub(super) fn of(picture: &HandedPicture) -> Self {
        let hex: String = picture.sha256.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{hex}.png"), png: picture.png.clone(), sha256: picture.sha256 }
    }

    /// What a workflow calls it.
    pub(super) fn path(&self) -> String {
        format!("{}/{}", Self::FOLDER, self.name)
    }
}

/// A call, shared by its attempts.
pub(super) struct ComfyCall {
    pub(super) parts: Parts,
    identity: Sha256,
    pub(super) left: Left,
}

impl ProviderCall for ComfyCall {
    type Answer = Picture;
    const OPERATION: &'static str = "generate_content";

    /// The same workflow with the same words and seed, in the same run.
    fn identity(&self) -> Option<Sha256> {
        Some(self.identity)
    }

    fn expected(&self) -> u64 {
        self.parts.expected
    }
}

impl ComfyCall {
    pub(super) fn new(server: Arc<Server>, context: &Context, parts: Parts) -> Self {
        let tenant = Sha256::of_parts(&[context.tenant().name().as_bytes()]);
        let key = Sha256::of_parts(&[context.idempotency_key().unwrap_or_default().as_bytes()]);
        let began = context.began_ms().to_le_bytes();
        let graph = Value::Object(parts.graph.clone()).to_string();
        let identity = Sha256::of_parts(&[tenant.as_bytes(), key.as_bytes(), &began, graph.as_bytes()]);
        let left = Left { server, runtime: Handle::try_current().ok(), state: Mutex::default() };
        Self { parts, identity, left }
    }

    /// The name of the call at the server: another one each time that one came to nothing.
    pub(super) fn id(&self, turn: u8) -> String {
        uuid_of(&Sha256::of_parts(&[b"prompt", &[turn], self.identity.as_bytes()]))
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, (step, of): (u32, u32), preview: Option<Preview>) {
        for progress in &self.parts.progress {
            let (node, preview) = (self.parts.node.clone(), preview.clone());
            progress.tell(ImageProgress { candidate: None, node, step, of, preview });
        }
    }
}

/// A digest in the shape of a UUID. Source: RFC 9562, 5.8 (version 8, whose bits are anybody's).
fn uuid_of(digest: &Sha256) -> String {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest.as_bytes()).for_each(|(byte, own)| *byte = *own);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What a call may have left at the server. When nobody waits for the call any more, it is taken back.
pub(super) struct Left {
    server: Arc<Server>,
    runtime: Option<Handle>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What may be waiting or running there.
    open: Option<Prompt>,
    /// The last that an attempt of this call sent.
    paid: Option<String>,
}

/// A prompt at the server.
#[derive(Clone)]
struct Prompt {
    id: String,
    /// Whether the server said that it has it.
    is_sure: bool,
}

impl Left {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The prompt that the attempts before have paid for.
    pub(super) fn paid(&self) -> Option<String> {
        self.state().paid.clone()
    }

    /// A prompt leaves: from now on it may be there, and is paid for by this attempt.
    pub(super) fn leaves(&self, id: &str) {
        *self.state() = State { open: Some(Prompt { id: id.to_owned(), is_sure: false }), paid: Some(id.to_owned()) };
    }

    /// A prompt is there.
    pub(super) fn is_there(&self, id: &str) {
        self.state().open = Some(Prompt { id: id.to_owned(), is_sure: true });
    }

    /// What left did not happen; what the attempts before paid for stays so.
    pub(super) fn did_not_happen(&self, paid: Option<String>) {
        *self.state() = State { open: None, paid };
    }

    /// Nothing is there any more that could be taken back.
    pub(super) fn is_over(&self) {
        self.state().open = None;
    }
}

impl Drop for Left {
    fn drop(&mut self) {
        let open = self.state.get_mut().unwrap_or_else(PoisonError::into_inner).open.take();
        let (Some(Prompt { id, is_sure }), Some(runtime)) = (open, &self.runtime) else { return };
        let server = self.server.clone();
        runtime.spawn(async move { server.cancel(&id, is_sure).await });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_shape_of_a_uuid_and_are_the_same_again() {
        let digest = Sha256::of_parts(&[b"one"]);
        let id = uuid_of(&digest);
        assert_eq!(id, uuid_of(&digest));
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!((&id[14..15], "89ab".contains(&id[19..20])), ("8", true), "{id}");
        assert_ne!(id, uuid_of(&Sha256::of_parts(&[b"two"])));
    }
}
