//! A colour scorer: hues that lie next to each other, opposite, or a third of the circle apart go together.
#![no_std]

extern crate alloc;

#[path = "../../../../sandbox/guest/maquette_tool.rs"]
mod maquette_tool;

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use maquette_tool::{Call, Failure, Reply, Tool};

/// Colours with less than this between their channels are greys, which go with everything.
const CHROMA_MIN: i32 = 40;
/// Angles that please, degrees.
const PLEASING: [i32; 5] = [0, 30, 120, 150, 180];

struct Harmony;

export!(Harmony);

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

impl Tool for Harmony {
    fn describe() -> String {
        r#"{"id":"northlight.harmony","ops":[{"kind":"call","name":"palette"},{"kind":"score","name":"score"}]}"#.to_string()
    }

    fn invoke(call: Call) -> Result<Reply, Failure> {
        // A design and a palette both have a list of colours, and it is all that counts.
        if !matches!(call.op.as_str(), "score" | "palette") {
            return Err(Failure { code: "unknown-op", message: "there are score and palette".to_string() });
        }
        let hues: Vec<(i32, i32)> = colours(&call.input).filter_map(hue).collect();
        let (mut weight, mut discord, mut worst) = (0, 0, (0, 0, 0));
        for (place, (one, strong)) in hues.iter().enumerate() {
            for (other, as_strong) in &hues[place + 1..] {
                let apart = (one - other).abs().min(360 - (one - other).abs());
                let off = PLEASING.iter().map(|angle| (apart - angle).abs()).min().unwrap_or(0);
                let both = strong.min(as_strong);
                weight += both;
                discord += both * off;
                if off > worst.0 {
                    worst = (off, *one, *other);
                }
            }
        }
        // The farthest that an angle lies from all that please is 45°.
        let thousandths = if weight == 0 { 1000 } else { 1000 - (discord * 1000 / weight / 45).min(1000) };
        let mut findings = String::new();
        if worst.0 > 25 {
            findings = format!(
                r#"{{"code":"clash","severity":"info","message":"Hues at {}° and {}° neither meet nor oppose.","value":{},"threshold":25}}"#,
                worst.1, worst.2, worst.0
            );
        }
        let score = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        Ok(Reply { output: format!(r#"{{"score":{score},"findings":[{findings}]}}"#), blobs: Vec::new() })
    }
}

/// The colours of a design, `#rrggbb`, as its list of them has them.
fn colours(input: &str) -> impl Iterator<Item = &str> {
    let list = input.split_once(r#""colours":["#).map_or("", |(_, rest)| rest);
    let list = list.split_once(']').map_or("", |(list, _)| list);
    list.split(',').map(|colour| colour.trim().trim_matches('"'))
}

/// The hue of a colour, degrees, and how strong it is, 0–255; greys have none. Source: the hexagon of HSV.
fn hue(colour: &str) -> Option<(i32, i32)> {
    let channel = |at: usize| i32::from_str_radix(colour.get(at..at + 2)?, 16).ok();
    let (r, g, b) = (channel(1)?, channel(3)?, channel(5)?);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = most - least;
    if chroma < CHROMA_MIN {
        return None;
    }
    let sixth = |along: i32, from: i32| (from + along * 60 / chroma).rem_euclid(360);
    let hue = if most == r {
        sixth(g - b, 0)
    } else if most == g {
        sixth(b - r, 120)
    } else {
        sixth(r - g, 240)
    };
    Some((hue, chroma))
}
