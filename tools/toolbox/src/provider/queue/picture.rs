//! Fetches a picture from the address that a queue gave: what was made is paid for, so that every fault here landed.

use http::Method;
use http::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use planner::WorldOutcome;
use reqwest::{Request, Response, Url};
use tokio::time::sleep;

use super::Queue;
use super::hosts::is_same_place;
use super::job::Pause;
use crate::image_model::{Media, Picture};
use crate::provider::{Fault, FaultClass};

/// How often a picture is asked for.
const FETCHES_MAX: u32 = 4;
/// How often its place may be passed on within a machine.
const MOVES_MAX: u32 = 3;

/// Fetches a picture, again where that may help.
pub(super) async fn fetch(queue: &Queue, address: Option<&str>) -> Result<Picture, Fault> {
    let none = || landed(unreadable("the job is done, and its result names no picture"));
    let url = queue.pictures.follow(address.ok_or_else(none)?).map_err(|host| {
        landed(unreadable(&format!("its picture is at {host}, which is not on the list; see `picture_hosts`")))
    })?;
    let mut pause = Pause::new(queue);
    let mut fetched = 0;
    loop {
        let fault = match fetch_once(queue, url.clone()).await {
            Ok(picture) => return Ok(picture),
            Err(fault) => fault,
        };
        fetched += 1;
        if !fault.class.is_passing() {
            return Err(landed(fault));
        }
        if fetched >= FETCHES_MAX {
            return Err(landed(Fault::new(FaultClass::Expired, format!("its picture cannot be had: {fault}"))));
        }
        sleep(pause.next()).await;
    }
}

/// A fault after the picture was made.
pub(super) fn landed(fault: Fault) -> Fault {
    Fault { outcome: WorldOutcome::Landed, status: None, retry_after: None, ..fault }
}

fn unreadable(what: &str) -> Fault {
    Fault::new(FaultClass::Unreadable, what)
}

async fn fetch_once(queue: &Queue, mut url: Url) -> Result<Picture, Fault> {
    for _ in 0..=MOVES_MAX {
        let answer = queue.api.begin_any(asking(&url)).await?;
        if answer.status().is_redirection() {
            url = moved(&url, answer.headers())?;
            continue;
        }
        refused(answer.status().as_u16())?;
        return read(queue, answer).await;
    }
    Err(unreadable("its picture is passed on from place to place"))
}

/// The request for a picture, without the key: addresses of pictures are signed, where that is needed.
fn asking(url: &Url) -> Request {
    let mut request = Request::new(Method::GET, url.clone());
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("image/png, image/jpeg, image/webp"));
    request
}

/// Where a picture has moved to on the same machine.
fn moved(from: &Url, headers: &HeaderMap) -> Result<Url, Fault> {
    let to = headers.get(LOCATION).and_then(|to| to.to_str().ok()).and_then(|to| from.join(to).ok());
    let to = to.ok_or_else(|| unreadable("its picture was passed on to nowhere"))?;
    if is_same_place(from, &to) { Ok(to) } else { Err(unreadable("its picture was passed on to another machine")) }
}

/// What a status says of a picture. What the server says of it may hold the signature, and is not repeated.
fn refused(status: u16) -> Result<(), Fault> {
    let class = match status {
        200..=299 => return Ok(()),
        403 | 404 | 410 => FaultClass::Expired,
        _ => match FaultClass::of_status(status, None) {
            passing if passing.is_passing() => passing,
            _ => FaultClass::Unreadable,
        },
    };
    Err(Fault::new(class, format!("{status} in the place of its picture")))
}

async fn read(queue: &Queue, answer: Response) -> Result<Picture, Fault> {
    let bytes = queue.api.picture(answer, queue.settings.picture_bytes_max).await?;
    let media = Media::of_pixels(&bytes);
    let media = media.ok_or_else(|| unreadable("its picture is neither a PNG nor a JPEG nor a WebP file"))?;
    Ok(Picture { bytes: bytes.into(), media })
}
