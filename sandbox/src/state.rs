//! What a guest's call holds, and what the house answers when the guest asks.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use design::Sha256;
use render::Pixels;
use wasmtime::ResourceLimiter;

use crate::bindings::maquette::tool::{host, types};
use crate::fault::{FaultCode, Usage, quoted};
use crate::limits::Limits;
use crate::manifest::Capability;

/// Most bytes handed to a guest at once.
const READ_BYTES_MAX: u64 = 1024 * 1024;
/// Most random bytes at once.
const RANDOM_BYTES_MAX: u32 = 64 * 1024;
/// Longest line of a log, bytes.
const LINE_BYTES_MAX: usize = 1024;
/// Longest media type, bytes.
const MEDIA_BYTES_MAX: usize = 100;

/// The errors of the interface, by number.
mod code {
    pub(super) const DENIED: u32 = 1;
    pub(super) const MISSING: u32 = 2;
    pub(super) const TOO_MUCH: u32 = 3;
    pub(super) const NO_PICTURE: u32 = 4;
}

/// Bytes that a guest is handed; a picture is decoded when it is asked for, once.
#[derive(Debug, Clone)]
pub struct BlobIn(Arc<Held>);

#[derive(Debug)]
struct Held {
    media: String,
    bytes: Arc<[u8]>,
    pixels: OnceLock<Option<Pixels>>,
}

impl BlobIn {
    /// Bytes of a media type.
    #[must_use]
    pub fn new(media: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(Arc::new(Held { media: media.into(), bytes: bytes.into(), pixels: OnceLock::new() }))
    }

    /// A picture that is decoded already.
    #[must_use]
    pub fn decoded(media: impl Into<String>, bytes: impl Into<Arc<[u8]>>, pixels: Pixels) -> Self {
        Self(Arc::new(Held { media: media.into(), bytes: bytes.into(), pixels: Some(pixels).into() }))
    }

    /// Their digest.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        Sha256::of(&self.0.bytes)
    }

    fn pixels(&self) -> Option<&Pixels> {
        let decode = || render::decode_picture(&self.0.bytes).ok()?.into_pixels().ok();
        self.0.pixels.get_or_init(decode).as_ref()
    }

    /// As the guest is told of it, with its size where it is a picture.
    pub(crate) fn info(&self) -> types::BlobInfo {
        let (width, height) = self.pixels().map_or((0, 0), |pixels| (pixels.width, pixels.height));
        types::BlobInfo { media_type: self.0.media.clone(), len: self.0.bytes.len() as u64, width, height }
    }
}

/// Bytes that a guest handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobOut {
    /// What it says that they are.
    pub media: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A line of a guest's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 0 debug, 1 info, 2 warning, 3 error.
    pub level: u32,
    /// What it said, harmless.
    pub said: String,
}

/// All that one call holds.
pub(crate) struct CallState {
    pub(crate) limits: Limits,
    grants: BTreeSet<Capability>,
    blobs: Vec<BlobIn>,
    seed: u64,
    drawn: u64,
    now_ms: u64,
    memory: u64,
    table: u64,
    pub(crate) usage: Usage,
    pub(crate) emitted: Vec<BlobOut>,
    emitted_bytes: u64,
    pub(crate) lines: Vec<Line>,
    pub(crate) dropped_lines: u64,
    /// Why the house stopped the guest: better known than how the guest noticed.
    pub(crate) stopped: Option<(FaultCode, String)>,
    /// What a guest was refused that may be why it gave up.
    pub(crate) refused: Option<String>,
}

impl CallState {
    pub(crate) fn new(
        limits: Limits,
        grants: BTreeSet<Capability>,
        blobs: Vec<BlobIn>,
        seed: u64,
        now_ms: u64,
    ) -> Self {
        Self {
            limits,
            grants,
            blobs,
            seed,
            drawn: 0,
            now_ms,
            memory: 0,
            table: 0,
            usage: Usage::default(),
            emitted: Vec::new(),
            emitted_bytes: 0,
            lines: Vec::new(),
            dropped_lines: 0,
            stopped: None,
            refused: None,
        }
    }

    /// Most bytes that are copied at once from the guest: a result, or a blob where it may hand any back.
    pub(crate) fn copied_at_once(&self) -> u64 {
        let blobs = if self.may(Capability::EmitBlob).is_ok() { self.limits.blob_bytes } else { 0 };
        self.limits.output_bytes + blobs + 64 * 1024
    }

    /// Stops the guest, and remembers why.
    pub(crate) fn stop(&mut self, code: FaultCode, why: impl Into<String>) -> wasmtime::Error {
        let why = why.into();
        let error = wasmtime::Error::msg(why.clone());
        self.stopped.get_or_insert((code, why));
        error
    }

    /// Counts a question to the house.
    fn asked(&mut self) -> wasmtime::Result<()> {
        self.usage.host_calls += 1;
        if self.usage.host_calls > self.limits.host_calls {
            let most = self.limits.host_calls;
            return Err(self.stop(FaultCode::HostCallLimit, format!("it asked the house more than {most} times")));
        }
        Ok(())
    }

    fn may(&self, capability: Capability) -> Result<(), u32> {
        if self.grants.contains(&capability) { Ok(()) } else { Err(code::DENIED) }
    }

    fn read(&self, index: u32, offset: u64, len: u32) -> Result<Vec<u8>, u32> {
        let bytes = &self.blobs.get(index as usize).ok_or(code::MISSING)?.0.bytes;
        if u64::from(len) > READ_BYTES_MAX {
            return Err(code::TOO_MUCH);
        }
        let start = usize::try_from(offset).map_err(|_| code::MISSING)?;
        let end = start.checked_add(len as usize).ok_or(code::MISSING)?;
        bytes.get(start..end).map(<[u8]>::to_vec).ok_or(code::MISSING)
    }

    fn rows(&self, index: u32, y: u32, rows: u32) -> Result<Vec<u8>, u32> {
        let blob = self.blobs.get(index as usize).ok_or(code::MISSING)?;
        let pixels = blob.pixels().ok_or(code::NO_PICTURE)?;
        let row = u64::from(pixels.width) * 4;
        let end = u64::from(y) + u64::from(rows);
        if end > u64::from(pixels.height) {
            return Err(code::MISSING);
        }
        if u64::from(rows) * row > READ_BYTES_MAX {
            return Err(code::TOO_MUCH);
        }
        let (start, end) = ((u64::from(y) * row) as usize, (end * row) as usize);
        pixels.data.get(start..end).map(<[u8]>::to_vec).ok_or(code::MISSING)
    }

    fn emit(&mut self, media: String, bytes: Vec<u8>) -> wasmtime::Result<u32> {
        self.emitted_bytes = self.emitted_bytes.saturating_add(bytes.len() as u64);
        if self.emitted.len() as u64 >= self.limits.blobs || self.emitted_bytes > self.limits.blob_bytes {
            let (blobs, most) = (self.limits.blobs, self.limits.blob_bytes);
            let why = format!("it handed back more than {blobs} blobs or {most} bytes");
            return Err(self.stop(FaultCode::BlobLimit, why));
        }
        let media: String = media.chars().take(MEDIA_BYTES_MAX).filter(char::is_ascii_graphic).collect();
        self.emitted.push(BlobOut { media, bytes });
        Ok(u32::try_from(self.emitted.len() - 1).unwrap_or(u32::MAX))
    }

    /// Random bytes in blocks of a digest, counted up: the same ones for the same call.
    fn draw(&mut self, count: u32) -> Result<Vec<u8>, u32> {
        self.may(Capability::Random)?;
        if count > RANDOM_BYTES_MAX {
            return Err(code::TOO_MUCH);
        }
        let mut bytes = Vec::with_capacity(count as usize + 32);
        while bytes.len() < count as usize {
            let (seed, drawn) = (self.seed.to_le_bytes(), self.drawn.to_le_bytes());
            bytes.extend_from_slice(Sha256::of_parts(&[b"guest", &seed, &drawn]).as_bytes());
            self.drawn += 1;
        }
        bytes.truncate(count as usize);
        Ok(bytes)
    }
}

impl types::Host for CallState {}

impl host::Host for CallState {
    fn log(&mut self, level: u32, message: String) -> wasmtime::Result<()> {
        self.asked()?;
        if self.may(Capability::Log).is_err() || self.lines.len() as u64 >= self.limits.log_lines {
            self.dropped_lines += 1;
            return Ok(());
        }
        let mut end = message.len().min(LINE_BYTES_MAX);
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        self.lines.push(Line { level: level.min(3), said: quoted(&message[..end]) });
        Ok(())
    }

    fn read_blob(&mut self, index: u32, offset: u64, len: u32) -> wasmtime::Result<Result<Vec<u8>, u32>> {
        self.asked()?;
        Ok(self.read(index, offset, len))
    }

    fn read_rows(&mut self, index: u32, y: u32, rows: u32) -> wasmtime::Result<Result<Vec<u8>, u32>> {
        self.asked()?;
        Ok(self.rows(index, y, rows))
    }

    fn emit_blob(&mut self, media_type: String, data: Vec<u8>) -> wasmtime::Result<Result<u32, u32>> {
        self.asked()?;
        if let Err(denied) = self.may(Capability::EmitBlob) {
            return Ok(Err(denied));
        }
        self.emit(media_type, data).map(Ok)
    }

    fn random(&mut self, n: u32) -> wasmtime::Result<Result<Vec<u8>, u32>> {
        self.asked()?;
        Ok(self.draw(n))
    }

    fn now_ms(&mut self) -> wasmtime::Result<Result<u64, u32>> {
        self.asked()?;
        Ok(self.may(Capability::Clock).map(|()| self.now_ms))
    }
}

impl ResourceLimiter for CallState {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let grown = self.memory.saturating_sub(current as u64).saturating_add(desired as u64);
        if grown > self.limits.memory_bytes {
            let most = self.limits.memory_bytes;
            self.refused = Some(format!("it wanted {grown} bytes of memory, and may have {most}"));
            return Ok(false);
        }
        // It is asked before the memory's own maximum is: what that forbids is not counted.
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.memory = grown;
        self.usage.memory_bytes = self.usage.memory_bytes.max(grown);
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let grown = self.table.saturating_sub(current as u64).saturating_add(desired as u64);
        if grown > self.limits.table_elements {
            let most = self.limits.table_elements;
            self.refused = Some(format!("it wanted tables of {grown} elements, and may have {most}"));
            return Ok(false);
        }
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.table = grown;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.instances as usize
    }

    fn tables(&self) -> usize {
        self.limits.tables as usize
    }

    fn memories(&self) -> usize {
        self.limits.memories as usize
    }
}
