//! One attempt: looks for what is there already, sends what is not, waits for it, and fetches the picture.

use planner::WorldOutcome;
use tokio::time::Instant;

use super::call::ComfyCall;
use super::history::{File, Sight};
use super::server::Server;
use super::socket::Socket;
use super::watch::{Made, Watch};
use crate::grant::Grant;
use crate::image_model::Picture;
use crate::provider::bare::bare;
use crate::provider::{Fault, FaultClass};
use crate::quote::Quote;

/// Names that a call is sent under, one after the other, each time that what was sent came to nothing.
const TURNS: u8 = 4;
/// How often a prompt whose sending was not answered must be nowhere to be given up.
const ABSENCES: u32 = 3;
/// How often a picture is fetched that is there.
const FETCHES: u32 = 3;

/// A picture, and what the attempt cost: nothing, where it waited for what an earlier one had paid for.
pub(super) async fn attempt(server: &Server, call: &ComfyCall, grant: &Grant) -> Result<(Picture, Quote), Fault> {
    let paid = call.left.paid();
    let place = find(server, call).await.map_err(free)?;
    let is_paid = place.id().is_some_and(|id| paid.as_deref() == Some(id));
    if is_paid {
        // Nothing new leaves, so there is nothing to pay for should this attempt end in the middle of waiting.
        grant.did_not_happen();
    }
    let client = call.id(0);
    let (id, made) = match place {
        Place::Done(id, file) => (id, Ok(Made::Kept(file))),
        Place::There(id) => {
            call.left.is_there(&id);
            let socket = Socket::open(server, &client).await;
            let made = Watch::new(server, call, (&id, &client), socket, true).end().await;
            (id, made)
        }
        Place::Free(id) => {
            for upload in &call.parts.uploads {
                // What it is to be made of has to be there, and costs nothing.
                server.upload(upload).await.map_err(free)?;
            }
            let socket = Socket::open(server, &client).await;
            let id = submit(server, call, &id, paid.clone()).await?;
            let made = Watch::new(server, call, (&id, &client), socket, false).end().await;
            (id, made)
        }
    };
    let made = match made {
        Ok(made) => made,
        Err((fault, is_over)) => {
            if is_over {
                call.left.is_over();
            }
            if fault.outcome == WorldOutcome::DidNotHappen {
                call.left.did_not_happen(paid);
            }
            // What an earlier attempt paid for is not paid for by this one.
            return Err(if is_paid { free(fault) } else { fault });
        }
    };
    call.left.is_over();
    tracing::debug!(prompt = %id, "made");
    let picture = fetch(server, made).await.map_err(|fault| if is_paid { free(fault) } else { doubtful(fault) })?;
    Ok((picture, if is_paid { Quote::FREE } else { call.parts.price }))
}

fn free(fault: Fault) -> Fault {
    Fault { outcome: WorldOutcome::DidNotHappen, ..fault }
}

fn doubtful(fault: Fault) -> Fault {
    Fault { outcome: WorldOutcome::InDoubt, ..fault }
}

/// Where a call stands.
enum Place {
    /// Nothing of that name is there.
    Free(String),
    /// It waits or runs.
    There(String),
    /// It is done.
    Done(String, File),
}

impl Place {
    /// The name of what is there.
    fn id(&self) -> Option<&str> {
        match self {
            Self::Free(_) => None,
            Self::There(id) | Self::Done(id, _) => Some(id),
        }
    }
}

/// Looks for what this call, or one before a restart of this process, has left.
async fn find(server: &Server, call: &ComfyCall) -> Result<Place, Fault> {
    let outputs = &call.parts.outputs;
    let mut last = None;
    // A server of old gave it a name of its own.
    let foreign = call.left.paid().filter(|paid| (0..TURNS).all(|turn| call.id(turn) != *paid));
    if let Some(id) = foreign {
        match server.look(&id, outputs).await? {
            Sight::Waiting | Sight::Running => return Ok(Place::There(id)),
            Sight::Done(Some(file)) => return Ok(Place::Done(id, file)),
            Sight::Absent | Sight::Done(None) | Sight::Failed(_) => {}
        }
    }
    for id in (0..TURNS).map(|turn| call.id(turn)) {
        match server.look(&id, outputs).await? {
            Sight::Absent => return Ok(Place::Free(id)),
            Sight::Waiting | Sight::Running => return Ok(Place::There(id)),
            Sight::Done(Some(file)) => return Ok(Place::Done(id, file)),
            // What was sent to somebody else is gone.
            Sight::Done(None) => {}
            Sight::Failed(fault) => last = Some(fault),
        }
    }
    let last = last.map_or_else(|| "it was made and is gone".to_owned(), |fault| fault.message);
    Err(Fault::new(FaultClass::Invalid, format!("it came to nothing {TURNS} times: {last}")))
}

/// Sends a prompt, once: when no answer comes, it is looked for. Its name at the server.
async fn submit(server: &Server, call: &ComfyCall, id: &str, paid: Option<String>) -> Result<String, Fault> {
    call.left.leaves(id);
    let fault = match server.submit(id, &call.parts.graph).await {
        Ok(own) => {
            if own != id {
                call.left.leaves(&own);
            }
            call.left.is_there(&own);
            return Ok(own);
        }
        Err(fault) => fault,
    };
    if fault.outcome == WorldOutcome::DidNotHappen {
        call.left.did_not_happen(paid);
        return Err(fault);
    }
    if arrived(server, call, id).await {
        call.left.is_there(id);
        return Ok(id.to_owned());
    }
    // Nothing says that it will not be taken up yet.
    Err(fault)
}

/// Whether a prompt is there whose sending was not answered.
async fn arrived(server: &Server, call: &ComfyCall, id: &str) -> bool {
    let begun = Instant::now();
    let mut absences = 0;
    while absences < ABSENCES {
        match server.look(id, &call.parts.outputs).await {
            Ok(Sight::Absent) => absences += 1,
            Ok(Sight::Waiting | Sight::Running | Sight::Done(_) | Sight::Failed(_)) => return true,
            Err(fault) if fault.class.is_passing() && begun.elapsed() < server.patience => {}
            Err(_) => return false,
        }
        tokio::time::sleep(server.poll).await;
    }
    false
}

/// The picture, without what the server wrote beside its pixels.
async fn fetch(server: &Server, made: Made) -> Result<Picture, Fault> {
    let bytes = match made {
        Made::Sent(bytes) => bytes,
        Made::Kept(file) => {
            let mut left = FETCHES;
            loop {
                left -= 1;
                match server.view(&file).await {
                    Ok(bytes) => break bytes,
                    Err(fault) if fault.class.is_passing() && left > 0 => tokio::time::sleep(server.poll).await,
                    Err(fault) => return Err(fault),
                }
            }
        }
    };
    let (bytes, media) = bare(&bytes).map_err(|error| Fault::new(FaultClass::Unreadable, error.to_string()))?;
    Ok(Picture { bytes, media })
}
