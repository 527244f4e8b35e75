//! What a guest can count on.

use std::collections::BTreeSet;

use maquette_sandbox::{BlobIn, Call, Capability, Limits, Sandbox};
use serde_json::json;

use crate::call;
use crate::guest::Parts;

#[test]
fn a_guest_echoes_what_it_is_given() {
    let sandbox = Sandbox::new().unwrap();
    let guest = sandbox.load(&Parts::default().component(), &Limits::SMALL).unwrap();
    let grants = BTreeSet::new();
    let first = guest.call(call(r#"{"text":"grüß"}"#, &grants)).unwrap();
    assert_eq!(first.output, json!({ "text": "grüß" }));
    assert!(first.usage.fuel > 0 && first.usage.memory_bytes == 2 * 65_536, "{:?}", first.usage);
    // The same call takes the same.
    assert_eq!(guest.call(call(r#"{"text":"grüß"}"#, &grants)).unwrap(), first);
    assert_eq!(guest.describe(&Limits::SMALL).unwrap()["id"], "test.echo");
}

/// A guest that answers with eight bytes of whatever was written behind 72, as digits.
fn bytes_as_digits(ask: &str) -> Parts {
    Parts::invoking(format!(
        "{ask}
         (if (i32.load8_u (i32.const 64)) (then
           (i32.store8 (i32.const 100) (i32.add (i32.const 48) (i32.load (i32.const 68))))
           (return (call $answer (i32.const 100) (i32.const 1)))))
         (i32.store8 (i32.const 100) (i32.const 57))
         (loop $more
           (i32.store8 (i32.add (i32.const 101) (local.get $n))
             (i32.add (i32.const 48) (i32.rem_u (i32.load8_u (i32.add (i32.load (i32.const 68)) (local.get $n))) (i32.const 10))))
           (local.set $n (i32.add (local.get $n) (i32.const 1)))
           (br_if $more (i32.lt_u (local.get $n) (i32.const 8))))
         (return (call $answer (i32.const 100) (i32.const 9)))"
    ))
}

#[test]
fn what_is_not_granted_is_denied_and_nothing_breaks() {
    let sandbox = Sandbox::new().unwrap();
    let random = bytes_as_digits("(call $random (i32.const 8) (i32.const 64))");
    let guest = sandbox.load(&random.component(), &Limits::SMALL).unwrap();
    let denied = guest.call(call("{}", &BTreeSet::new())).unwrap();
    assert_eq!(denied.output, json!(1));

    let grants: BTreeSet<_> = [Capability::Random].into();
    let digits = |seed: u64| guest.call(Call { seed, ..call("{}", &grants) }).unwrap().output;
    assert_eq!(digits(1), digits(1));
    assert_ne!(digits(1), digits(2));
    assert!(digits(1).as_u64().unwrap() > 900_000_000);
}

#[test]
fn pictures_are_read_by_rows_without_a_decoder() {
    let sandbox = Sandbox::new().unwrap();
    let pixels = render::Pixels { width: 2, height: 2, data: (0..16).collect() };
    let png = pixels.to_png().unwrap();
    let rows = |y: u32, rows: u32| {
        let ask = format!("(call $read_rows (i32.const 0) (i32.const {y}) (i32.const {rows}) (i32.const 64))");
        let guest = sandbox.load(&bytes_as_digits(&ask).component(), &Limits::SMALL).unwrap();
        let blobs = vec![BlobIn::decoded("image/png", png.clone(), pixels.clone())];
        guest.call(Call { blobs, ..call("{}", &BTreeSet::new()) }).unwrap().output
    };
    assert_eq!(rows(0, 1), json!(901_234_567));
    assert_eq!(rows(1, 1), json!(989_012_345));
    assert_eq!(rows(1, 2), json!(2));
    assert_eq!(rows(u32::MAX, u32::MAX), json!(2));
    // Bytes that are no picture.
    let guest = bytes_as_digits("(call $read_rows (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64))");
    let guest = sandbox.load(&guest.component(), &Limits::SMALL).unwrap();
    let blobs = vec![BlobIn::new("image/png", *b"no picture")];
    assert_eq!(guest.call(Call { blobs, ..call("{}", &BTreeSet::new()) }).unwrap().output, json!(4));
}

#[test]
fn lines_of_a_log_are_kept_as_far_as_they_go() {
    let sandbox = Sandbox::new().unwrap();
    let log = "(loop $more (call $log (i32.const 9) (i32.const 1024) (i32.const 12))
        (local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $more (i32.lt_u (local.get $n) (i32.const 100))))";
    let guest = sandbox.load(&Parts::invoking(log).component(), &Limits::SMALL).unwrap();
    let grants: BTreeSet<_> = [Capability::Log].into();
    let answer = guest.call(call("{}", &grants)).unwrap();
    assert_eq!((answer.lines.len(), answer.dropped_lines), (64, 36));
    assert_eq!((answer.lines[0].level, answer.lines[0].said.as_str()), (3, "\u{201c}{\"id\":\"test.\u{201d}"));
    assert_eq!(guest.call(call("{}", &BTreeSet::new())).unwrap().dropped_lines, 100);
}

/// What the echoing guest takes, on every machine, in every process, compiled for whichever processor.
const ECHO_FUEL: u64 = 77;

#[test]
fn a_call_makes_and_takes_the_same_wherever_it_is_made() {
    let component = Parts::default().component();
    let grants = BTreeSet::new();
    let made = |sandbox: Sandbox| {
        let guest = sandbox.load(&component, &Limits::SMALL).unwrap();
        guest.call(call(r#"{"text":"golden"}"#, &grants)).unwrap()
    };
    let here = made(Sandbox::new().unwrap());
    assert_eq!((here.output.clone(), here.usage.fuel), (json!({ "text": "golden" }), ECHO_FUEL));
    // Another engine, and one that uses nothing of what this processor has beyond others of its kind.
    assert_eq!(made(Sandbox::new().unwrap()), here);
    #[cfg(target_os = "linux")]
    assert_eq!(made(Sandbox::portable().unwrap()), here);
}

#[test]
fn a_number_that_is_none_has_one_form() {
    // 0/0 with a payload of its own: its bits are those of every other such number.
    let parts = Parts::invoking(
        "(f64.store (i32.const 72) (f64.div (f64.const 0) (f64.const 0)))
         (f64.store (i32.const 80) (f64.add (f64.const nan:0x123) (f64.const 1)))
         (i32.store8 (i32.const 90)
           (i32.add (i32.const 48) (i64.eq (i64.load (i32.const 72)) (i64.load (i32.const 80)))))
         (return (call $answer (i32.const 90) (i32.const 1)))",
    );
    let sandbox = Sandbox::new().unwrap();
    let guest = sandbox.load(&parts.component(), &Limits::SMALL).unwrap();
    assert_eq!(guest.call(call("{}", &BTreeSet::new())).unwrap().output, json!(1));
}
