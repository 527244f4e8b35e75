//! The interface maquette:tool@0.1 for Rust: implement [`Tool`], and say `export!(YourTool);` once.
//!
//! Works with and without the standard library. Memory is never given back: an instance lives for one call.
#![allow(dead_code, reason = "a tool uses what it needs")]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;

/// A blob of a call, by its place in [`Call::blobs`].
#[repr(C)]
pub struct Blob {
    media: (*const u8, usize),
    /// Bytes.
    pub len: u64,
    /// Width, px; 0 for what is no picture.
    pub width: u32,
    /// Height, px.
    pub height: u32,
}

/// What the house asks for.
pub struct Call {
    /// One of the manifest's operations.
    pub op: String,
    /// JSON that fits its schema.
    pub input: String,
    /// What it is handed.
    pub blobs: &'static [Blob],
}

/// What it gets.
#[derive(Default)]
pub struct Reply {
    /// JSON that fits the operation's schema.
    pub output: String,
    /// What [`emit_blob`] answered.
    pub blobs: Vec<u32>,
}

/// Why it gets nothing.
pub struct Failure {
    /// In kebab-case.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

/// A tool.
pub trait Tool {
    /// The operations, as the manifest has them.
    fn describe() -> String;
    /// Does what it is asked for.
    fn invoke(call: Call) -> Result<Reply, Failure>;
}

/// Numbers of errors: 1 not granted, 2 there is no such blob or part of it, 3 too much at once, 4 not a picture.
pub type HostError = u32;

#[link(wasm_import_module = "maquette:tool/host@0.1.0")]
unsafe extern "C" {
    #[link_name = "log"]
    fn host_log(level: u32, at: *const u8, len: usize);
    #[link_name = "read-blob"]
    fn host_read_blob(index: u32, offset: u64, len: u32, out: *mut [usize; 3]);
    #[link_name = "read-rows"]
    fn host_read_rows(index: u32, y: u32, rows: u32, out: *mut [usize; 3]);
    #[link_name = "emit-blob"]
    fn host_emit_blob(media: *const u8, media_len: usize, at: *const u8, len: usize, out: *mut [usize; 2]);
    #[link_name = "random"]
    fn host_random(n: u32, out: *mut [usize; 3]);
}

/// Writes a line into the run's log: 0 debug, 1 info, 2 warning, 3 error.
pub fn log(level: u32, message: &str) {
    // SAFETY: the house reads the text during the call.
    unsafe { host_log(level, message.as_ptr(), message.len()) }
}

fn bytes(out: [usize; 3]) -> Result<&'static [u8], HostError> {
    if out[0] & 255 != 0 {
        return Err(out[1] as HostError);
    }
    if out[2] == 0 {
        return Ok(&[]);
    }
    // SAFETY: the house put that many bytes there, with `cabi_realloc`, and nothing gives memory back.
    Ok(unsafe { core::slice::from_raw_parts(out[1] as *const u8, out[2]) })
}

/// A part of a blob.
pub fn read_blob(index: u32, offset: u64, len: u32) -> Result<&'static [u8], HostError> {
    let mut out = [0; 3];
    // SAFETY: `out` holds the three words that are written.
    unsafe { host_read_blob(index, offset, len, &mut out) };
    bytes(out)
}

/// Rows of a picture, RGBA8.
pub fn read_rows(index: u32, y: u32, rows: u32) -> Result<&'static [u8], HostError> {
    let mut out = [0; 3];
    // SAFETY: as above.
    unsafe { host_read_rows(index, y, rows, &mut out) };
    bytes(out)
}

/// Random bytes, the same for the same call.
pub fn random(n: u32) -> Result<&'static [u8], HostError> {
    let mut out = [0; 3];
    // SAFETY: as above.
    unsafe { host_random(n, &mut out) };
    bytes(out)
}

/// Hands bytes back; the answer goes into [`Reply::blobs`].
pub fn emit_blob(media: &str, data: &[u8]) -> Result<u32, HostError> {
    let mut out = [0; 2];
    // SAFETY: the house reads both during the call, and writes two words.
    unsafe { host_emit_blob(media.as_ptr(), media.len(), data.as_ptr(), data.len(), &mut out) };
    if out[0] & 255 == 0 { Ok(out[1] as u32) } else { Err(out[1] as HostError) }
}

/// Memory that is only taken.
struct Bump(UnsafeCell<usize>);

// SAFETY: an instance has one thread.
unsafe impl Sync for Bump {}

#[global_allocator]
static MEMORY: Bump = Bump(UnsafeCell::new(0));

unsafe extern "C" {
    static __heap_base: u8;
}

// SAFETY: what is handed out lies beyond everything that was handed out before, within memory, aligned as asked for.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: an instance has one thread, and this does not call itself.
        let next = unsafe { &mut *self.0.get() };
        if *next == 0 {
            *next = &raw const __heap_base as usize;
        }
        let at = (*next + layout.align() - 1) & !(layout.align() - 1);
        let end = at + layout.size();
        let have = core::arch::wasm32::memory_size(0) * 65_536;
        if end > have && core::arch::wasm32::memory_grow(0, (end - have).div_ceil(65_536)) == usize::MAX {
            return core::ptr::null_mut();
        }
        *next = end;
        at as *mut u8
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

/// What the house writes its texts into.
///
/// # Safety
///
/// `old` holds `old_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cabi_realloc(old: *const u8, old_len: usize, align: usize, len: usize) -> *mut u8 {
    let Ok(layout) = Layout::from_size_align(len, align) else { core::arch::wasm32::unreachable() };
    // SAFETY: the layout is sound; of length 0 any place will do.
    let at = unsafe { MEMORY.alloc(layout) };
    if at.is_null() {
        core::arch::wasm32::unreachable();
    }
    // SAFETY: both hold as many bytes, and the new ones were nobody's.
    unsafe { core::ptr::copy_nonoverlapping(old, at, old_len.min(len)) };
    at
}

/// The words of an answer, which stay where they are.
#[doc(hidden)]
pub fn answer(words: [usize; 6]) -> *const usize {
    Vec::leak(Vec::from(words)).as_ptr()
}

#[doc(hidden)]
pub fn text(text: String) -> [usize; 2] {
    let text = String::leak(text);
    [text.as_ptr() as usize, text.len()]
}

#[doc(hidden)]
pub fn reply(result: Result<Reply, Failure>) -> *const usize {
    match result {
        Ok(Reply { output, blobs }) => {
            let ([at, len], blobs) = (text(output), Vec::leak(blobs));
            answer([0, at, len, blobs.as_ptr() as usize, blobs.len(), 0])
        }
        Err(Failure { code, message }) => {
            let [at, len] = text(message);
            answer([1, code.as_ptr() as usize, code.len(), at, len, 0])
        }
    }
}

/// # Safety
///
/// The house wrote that many bytes there.
#[doc(hidden)]
pub unsafe fn given(at: *const u8, len: usize) -> String {
    // SAFETY: texts of the interface are UTF-8.
    unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(at, len)) }.into()
}

/// Makes a tool what the house calls.
#[macro_export]
macro_rules! export {
    ($tool:ty) => {
        #[unsafe(export_name = "maquette:tool/tool@0.1.0#describe")]
        extern "C" fn maquette_describe() -> *const usize {
            let [at, len] = $crate::maquette_tool::text(<$tool as $crate::maquette_tool::Tool>::describe());
            $crate::maquette_tool::answer([at, len, 0, 0, 0, 0])
        }

        #[unsafe(export_name = "maquette:tool/tool@0.1.0#invoke")]
        unsafe extern "C" fn maquette_invoke(
            op: *const u8,
            op_len: usize,
            input: *const u8,
            input_len: usize,
            blobs: *const $crate::maquette_tool::Blob,
            blobs_len: usize,
        ) -> *const usize {
            // SAFETY: the house wrote all three, and nothing gives memory back.
            let call = unsafe {
                $crate::maquette_tool::Call {
                    op: $crate::maquette_tool::given(op, op_len),
                    input: $crate::maquette_tool::given(input, input_len),
                    blobs: if blobs_len == 0 { &[] } else { core::slice::from_raw_parts(blobs, blobs_len) },
                }
            };
            $crate::maquette_tool::reply(<$tool as $crate::maquette_tool::Tool>::invoke(call))
        }
    };
}
