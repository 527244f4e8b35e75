//! Guests for tests, put together from text: a core module with all that the interface wants, and whatever a test adds.

use maquette_sandbox::encode::encode;

/// A guest that echoes its arguments, unless its parts say otherwise.
#[derive(Clone)]
pub(crate) struct Parts {
    /// What it says of itself.
    pub(crate) describe: &'static str,
    /// Instructions before it describes itself.
    pub(crate) in_describe: String,
    /// Instructions before it answers. `$op $op_len $in $in_len $blobs $blobs_len` are there, and the local `$n`.
    pub(crate) in_invoke: String,
    /// Instructions of its allocator.
    pub(crate) in_realloc: String,
    /// Instructions after it answered.
    pub(crate) in_post: String,
    /// What else is in the module.
    pub(crate) more: String,
    /// Its memory.
    pub(crate) memory: &'static str,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            describe: r#"{"id":"test.echo","ops":[{"kind":"call","name":"echo"}]}"#,
            in_describe: String::new(),
            in_invoke: String::new(),
            in_realloc: String::new(),
            in_post: String::new(),
            more: String::new(),
            memory: "2",
        }
    }
}

/// Text as a data segment has it.
pub(crate) fn data(text: &[u8]) -> String {
    text.iter().map(|byte| format!("\\{byte:02x}")).collect()
}

impl Parts {
    pub(crate) fn invoking(instructions: impl Into<String>) -> Self {
        Self { in_invoke: instructions.into(), ..Self::default() }
    }

    pub(crate) fn with(self, more: impl Into<String>) -> Self {
        Self { more: more.into(), ..self }
    }

    /// The core module, as text.
    pub(crate) fn wat(&self) -> String {
        let Self { describe, in_describe, in_invoke, in_realloc, in_post, more, memory } = self;
        let (text, len) = (data(describe.as_bytes()), describe.len());
        format!(
            r#"(module
  (import "maquette:tool/host@0.1.0" "log" (func $log (param i32 i32 i32)))
  (import "maquette:tool/host@0.1.0" "read-blob" (func $read_blob (param i32 i64 i32 i32)))
  (import "maquette:tool/host@0.1.0" "read-rows" (func $read_rows (param i32 i32 i32 i32)))
  (import "maquette:tool/host@0.1.0" "emit-blob" (func $emit_blob (param i32 i32 i32 i32 i32)))
  (import "maquette:tool/host@0.1.0" "random" (func $random (param i32 i32)))
  (import "maquette:tool/host@0.1.0" "now-ms" (func $now (param i32)))
  (memory (export "memory") {memory})
  (global $heap (mut i32) (i32.const 65536))
  (data (i32.const 1024) "{text}")
  (data (i32.const 8192) "image/png")
  {more}
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    {in_realloc}
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (block $enough (loop $more
      (br_if $enough (i32.le_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))))
      (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
      (br $more)))
    (local.get $at))
  (func (export "maquette:tool/tool@0.1.0#describe") (result i32)
    {in_describe}
    (i32.store (i32.const 16) (i32.const 1024)) (i32.store (i32.const 20) (i32.const {len}))
    (i32.const 16))
  (func $answer (param $text i32) (param $len i32) (result i32)
    (i32.store8 (i32.const 32) (i32.const 0))
    (i32.store (i32.const 36) (local.get $text)) (i32.store (i32.const 40) (local.get $len))
    (i32.store (i32.const 44) (i32.const 0)) (i32.store (i32.const 48) (i32.const 0))
    (i32.const 32))
  (func (export "maquette:tool/tool@0.1.0#invoke")
    (param $op i32) (param $op_len i32) (param $in i32) (param $in_len i32) (param $blobs i32) (param $blobs_len i32)
    (result i32) (local $n i32)
    {in_invoke}
    (call $answer (local.get $in) (local.get $in_len)))
  (func (export "cabi_post_maquette:tool/tool@0.1.0#invoke") (param i32)
    {in_post})
)"#
        )
    }

    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        let module = wat::parse_str(self.wat()).unwrap_or_else(|error| panic!("{error}\n{}", self.wat()));
        encode(&module).unwrap()
    }
}

/// A guest that answers with that text.
pub(crate) fn answering(text: &[u8]) -> Parts {
    let more = format!(r#"(data (i32.const 16384) "{}")"#, data(text));
    Parts::invoking(format!("(return (call $answer (i32.const 16384) (i32.const {})))", text.len())).with(more)
}
