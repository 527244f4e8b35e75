//! What holds from brief to design, through the crates alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage up should panic")]

mod agreement;
mod begun;
mod budget;
mod crashes;
mod determinism;
mod edited_pictures;
mod formats;
mod golden;
#[path = "../../sandbox/tests/it/guest.rs"]
mod guest;
mod guests;
mod injection;
mod judging;
mod ladder;
mod locking;
mod marks;
mod model;
mod moderation;
mod paid_once;
mod pdf;
mod personal;
mod photographs;
mod schema;
mod served;
mod sets;
mod spread;
mod tenants;

use std::collections::BTreeMap;
use std::sync::Arc;

use maquette::{Brief, Delivered, Maquette, OptionSet, Request};

/// What a service of many sessions is advised to use, so that what is measured here is what it would hold.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Briefs of many kinds: short, long, without a fact, all facts, foreign, shouting.
const BRIEFS: [&str; 8] = [
    "Sale",
    "A poster for the Wednesday choir: we sing in the old fire station, 7pm, newcomers welcome.",
    "Create an Instagram post for a bicycle repair workshop. 20% off every service until 30 June. Call 020 7946 0018 or visit www.spoke-and-chain.example.",
    "Design a story for 'The Quiet Hour', a meditation class at Studio Lumen every Monday at 6.30am. First class free.",
    "Invitation to the wedding of Nora Lindqvist and Tomas Weber on 12 September 2026 at Villa Aurora, Lake Como. Elegant, ivory and olive green.",
    "Facebook ad for hiring: we look for a Pastry Chef, a Barista, a Baker and a Delivery Driver. Send your CV to jobs@crumb.example. Modern.",
    "Design a coupon for a flower shop named Petal & Stem: $15 off any bouquet, valid until October 31st, coupon No: 8841-2207.",
    "Announce the 12th International Symposium on Coastal Erosion and Sediment Transport, 3–5 June, Rotterdam, early registration until 1 March, https://symposium.example/register, contact: office@symposium.example, 60 talks in four halls. Serious, technical.",
];

/// Runs one request to its end.
async fn deliver(engine: &Maquette, request: Request) -> Delivered {
    let run = engine.run(request).await.expect("the run starts");
    run.finish().await.expect("the run delivers")
}

fn request(brief: &str) -> Request {
    Request::new(Brief::read(brief).expect("the brief reads"))
}

fn first_set(delivered: &Delivered) -> &OptionSet {
    delivered.sets.first().expect("a run that delivers has shown a set")
}

fn files(delivered: &Delivered) -> BTreeMap<&str, Arc<[u8]>> {
    delivered.files.keys().map(|name| (name.as_str(), delivered.bytes(name).expect("delivered bytes"))).collect()
}
