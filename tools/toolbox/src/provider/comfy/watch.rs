//! Waits for what becomes of a prompt, whichever way it is told first.

use std::time::Duration;

use bytes::Bytes;
use planner::WorldOutcome;
use tokio::time::Instant;

use super::call::ComfyCall;
use super::history::{File, Sight, failed, interrupted};
use super::server::Server;
use super::socket::{Event, Socket};
use crate::image_model::Media;
use crate::image_progress::Preview;
use crate::provider::{Fault, FaultClass};

/// Largest picture that is shown before it is done, bytes.
const PREVIEW_BYTES_MAX: usize = 1 << 20;
/// How often a prompt must be nowhere to be gone: one that is done is in neither list for a moment.
const ABSENCES: u32 = 3;
/// How often a socket that closed is opened again.
const REOPENS_MAX: u32 = 3;
/// Longest time from the word that a prompt is done until the history has it.
const SETTLE_MAX: Duration = Duration::from_secs(5);
/// Time between two questions meanwhile.
const SETTLE_POLL: Duration = Duration::from_millis(50);
/// Times that of a question without a socket, with one, and the longest: nobody says that a socket is dead.
const RARELY: (u32, Duration) = (10, Duration::from_secs(5));

/// What came of a prompt.
#[derive(Debug)]
pub(super) enum Made {
    /// A picture that the server keeps.
    Kept(File),
    /// A picture that it sent.
    Sent(Bytes),
}

/// Whoever waits for a prompt.
pub(super) struct Watch<'a> {
    server: &'a Server,
    call: &'a ComfyCall,
    id: &'a str,
    client: &'a str,
    socket: Option<Socket>,
    reopens: u32,
    /// Whether nothing of what was told can have been missed.
    heard_all: bool,
    has_begun: bool,
    node: Option<String>,
    steps: (u32, u32),
    kept: Option<File>,
    sent: Option<Bytes>,
    /// When it was said to be done.
    done: Option<Instant>,
    absences: u32,
    unheard_since: Option<Instant>,
}

impl<'a> Watch<'a> {
    /// Waits for the prompt `id`, which may have been sent before `socket` was opened (`is_late`).
    pub(super) fn new(
        server: &'a Server,
        call: &'a ComfyCall,
        (id, client): (&'a str, &'a str),
        socket: Option<Socket>,
        is_late: bool,
    ) -> Self {
        let heard_all = socket.is_some() && !is_late;
        let reopens = if socket.is_some() { REOPENS_MAX } else { 0 };
        Self {
            server,
            call,
            id,
            client,
            socket,
            reopens,
            heard_all,
            has_begun: false,
            node: None,
            steps: (0, 0),
            kept: None,
            sent: None,
            done: None,
            absences: 0,
            unheard_since: None,
        }
    }

    /// What came of it.
    ///
    /// # Errors
    ///
    /// The fault, and whether the prompt is over: one that may still be there can be asked for again.
    pub(super) async fn end(mut self) -> Result<Made, (Fault, bool)> {
        let mut next = Instant::now() + self.pause();
        loop {
            let event = tokio::select! {
                event = heard(&mut self.socket, self.id) => Some(event),
                () = tokio::time::sleep_until(next) => None,
            };
            let made = match event {
                Some(Some(event)) => {
                    let was_done = self.done.is_some();
                    let made = self.take(event)?;
                    if self.done.is_some() && !was_done {
                        next = Instant::now();
                    }
                    made
                }
                // It may be a restart, so it is asked at once.
                Some(None) => {
                    self.socket = None;
                    next = Instant::now();
                    None
                }
                None => {
                    let made = self.look().await?;
                    next = Instant::now() + self.pause();
                    made
                }
            };
            if let Some(made) = made {
                return Ok(made);
            }
        }
    }

    /// Time until the next question.
    fn pause(&self) -> Duration {
        match (self.done, &self.socket) {
            (Some(_), _) => SETTLE_POLL,
            (None, Some(_)) if self.absences == 0 => (self.server.poll * RARELY.0).min(RARELY.1).max(self.server.poll),
            (None, _) => self.server.poll,
        }
    }

    fn is_output(&self, node: &str) -> bool {
        self.call.parts.outputs.iter().any(|output| output.node == node)
    }

    /// Whether the result comes over the socket.
    fn is_sent(&self, node: &str) -> bool {
        self.call.parts.outputs.iter().any(|output| output.is_sent && output.node == node)
    }

    fn take(&mut self, event: Event) -> Result<Option<Made>, (Fault, bool)> {
        match event {
            Event::Begun => self.has_begun = true,
            Event::Node(node) => (self.has_begun, self.node) = (true, Some(node)),
            Event::Steps(step, of) => {
                self.has_begun = true;
                if self.steps != (step, of) {
                    self.steps = (step, of);
                    self.call.tell(self.steps, None);
                }
            }
            Event::Made(node, file) => {
                self.has_begun = true;
                if self.is_output(&node) && self.kept.is_none() {
                    self.kept = file;
                }
            }
            Event::Picture(media, bytes) => self.picture(media, bytes),
            Event::Done => {
                self.done.get_or_insert_with(Instant::now);
                return Ok(self.made());
            }
            Event::Failed(data) => return Err((failed(&data, &|text| self.server.hide(text)), true)),
            Event::Interrupted => return Err((interrupted(), true)),
            Event::Other => {}
        }
        Ok(None)
    }

    /// What was told of the result.
    fn made(&mut self) -> Option<Made> {
        let first_is_sent = self.call.parts.outputs.first().is_some_and(|output| output.is_sent);
        let sent = self.sent.take().map(Made::Sent);
        let kept = self.kept.take().map(Made::Kept);
        if first_is_sent { sent.or(kept) } else { kept.or(sent) }
    }

    /// A picture belongs to the node that is under way: of an output it is the result, of any other a look at what is to come.
    fn picture(&mut self, media: Media, bytes: Bytes) {
        if self.node.as_deref().is_some_and(|node| self.is_sent(node)) {
            self.sent.get_or_insert(bytes);
        } else if bytes.len() <= PREVIEW_BYTES_MAX {
            self.call.tell(self.steps, Some(Preview { bytes: bytes.as_ref().into(), media }));
        }
    }

    /// Asks where it is.
    async fn look(&mut self) -> Result<Option<Made>, (Fault, bool)> {
        let sight = match self.server.look(self.id, &self.call.parts.outputs).await {
            Ok(sight) => sight,
            Err(fault) => return self.unheard(fault).map(|()| None),
        };
        self.unheard_since = None;
        if sight != Sight::Absent {
            self.absences = 0;
        }
        match sight {
            Sight::Absent if self.done.is_some() => self.settles("the server forgot what it had made").map(|()| None),
            Sight::Absent => self.absent().map(|()| None),
            Sight::Waiting => {
                self.listen().await;
                Ok(None)
            }
            Sight::Running => {
                self.has_begun = true;
                self.listen().await;
                Ok(None)
            }
            Sight::Failed(fault) => Err((fault, true)),
            Sight::Done(Some(file)) => Ok(Some(Made::Kept(file))),
            // What was sent may still be on its way here.
            Sight::Done(None) => {
                self.done.get_or_insert_with(Instant::now);
                match self.made() {
                    Some(made) => Ok(Some(made)),
                    None if self.socket.is_some() => self.settles(NOTHING).map(|()| None),
                    None => Err((in_doubt(FaultClass::Invalid, NOTHING), true)),
                }
            }
        }
    }

    /// Opens a socket that closed once more.
    async fn listen(&mut self) {
        if self.socket.is_none() && self.reopens > 0 {
            self.reopens -= 1;
            self.heard_all = false;
            self.socket = Socket::open(self.server, self.client).await;
        }
    }

    /// Waits a little longer for what must be there.
    fn settles(&self, what: &str) -> Result<(), (Fault, bool)> {
        match self.done {
            Some(done) if done.elapsed() >= SETTLE_MAX => Err((in_doubt(FaultClass::Broken, what), true)),
            _ => Ok(()),
        }
    }

    fn absent(&mut self) -> Result<(), (Fault, bool)> {
        self.absences += 1;
        if self.absences < ABSENCES {
            return Ok(());
        }
        // Who heard everything up to the end would have heard that it began.
        if self.heard_all && !self.has_begun {
            let lost = Fault::new(FaultClass::Busy, "the server dropped it before it began");
            return Err((Fault { outcome: WorldOutcome::DidNotHappen, ..lost }, true));
        }
        Err((in_doubt(FaultClass::Broken, "the server lost it: it is neither in its queue nor in its history"), true))
    }

    /// The server did not say where it is.
    fn unheard(&mut self, fault: Fault) -> Result<(), (Fault, bool)> {
        let since = *self.unheard_since.get_or_insert_with(Instant::now);
        if fault.class.is_passing() && since.elapsed() < self.server.patience {
            return Ok(());
        }
        Err((Fault { outcome: WorldOutcome::InDoubt, ..fault }, false))
    }
}

const NOTHING: &str = "it made no picture at the node that was named for it, or sent it to nobody";

fn in_doubt(class: FaultClass, message: &str) -> Fault {
    Fault { outcome: WorldOutcome::InDoubt, ..Fault::new(class, message) }
}

/// What a socket tells next, if there is one; `None` when it closes.
async fn heard(socket: &mut Option<Socket>, id: &str) -> Option<Event> {
    match socket {
        Some(socket) => socket.next(id).await,
        None => std::future::pending().await,
    }
}
