//! What turns a sentence encoder that others made into a judge of what texts ask for: small matrices that are added to its weights, and
//! a head. Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2021).

use std::collections::{BTreeMap, BTreeSet};

use candle_core::{DType, Device, Tensor, safetensors};
use design::Sha256;
use serde::Deserialize;

use super::encoder::Tensors;

/// Largest files of a tuning, bytes.
const MANIFEST_BYTES_MAX: usize = 64 * 1024;
const TENSORS_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Most labels that a head has.
const LABELS_MAX: usize = 64;
/// Most rows of the table of thresholds.
const LENGTHS_MAX: usize = 32;
/// The tensors of the head.
const HEAD: [&str; 2] = ["head.weight", "head.bias"];
/// What the two matrices that are added to `NAME.weight` are called.
const DOWN: &str = ".down";
const UP: &str = ".up";

/// What a tuning says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Version of the format.
    pub(super) v: u32,
    /// Its name and version, as traces have it.
    pub(super) name: String,
    /// The weights that it was made for: hash of the file.
    pub(super) base: Sha256,
    /// What the product of two matrices is multiplied by before it is added.
    pub(super) scale: f64,
    /// What a text may be, in the order of the head's rows; the first row is before them: whether it is any.
    pub(super) labels: Vec<String>,
    /// How much the score of the screen of texts counts beside the head's, for each 1 000 of it.
    pub(super) screen: f32,
    /// The score from which on a text of at most so many words is more likely than not to be one that is not shown; in rising order.
    pub(super) thresholds: Vec<(usize, f32)>,
    /// The same for a part of a longer text: it begins and ends anywhere, and says less of what it is for.
    pub(super) part: f32,
}

/// A tuning.
pub(super) struct Tuning {
    pub(super) manifest: Manifest,
    tensors: Tensors,
}

impl Tuning {
    /// Reads one.
    pub(super) fn read(manifest: &[u8], tensors: &[u8]) -> Result<Self, String> {
        if manifest.len() > MANIFEST_BYTES_MAX || tensors.len() > TENSORS_BYTES_MAX {
            return Err("is larger than any tuning".to_owned());
        }
        let manifest: Manifest = serde_json::from_slice(manifest).map_err(|error| error.to_string())?;
        if manifest.v != 1 {
            return Err("this reader knows version 1 of the format".to_owned());
        }
        let rising = manifest.thresholds.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let lengths = (1..=LENGTHS_MAX).contains(&manifest.thresholds.len());
        let finite = manifest
            .thresholds
            .iter()
            .map(|(_, score)| *score)
            .chain([manifest.screen, manifest.part])
            .all(f32::is_finite);
        if !rising || !lengths || !finite || !manifest.scale.is_finite() {
            return Err("has no thresholds, or some that are none".to_owned());
        }
        if !(1..=LABELS_MAX).contains(&manifest.labels.len()) {
            return Err(format!("has {} labels; there are 1 to {LABELS_MAX}", manifest.labels.len()));
        }
        if manifest.labels.iter().collect::<BTreeSet<_>>().len() != manifest.labels.len() {
            return Err("has a label twice".to_owned());
        }
        let read = || -> candle_core::Result<Tensors> {
            let tensors = safetensors::load_buffer(tensors, &Device::Cpu)?;
            tensors.into_iter().map(|(name, tensor)| Ok((name, tensor.to_dtype(DType::F32)?))).collect()
        };
        let tensors = read().map_err(|error| error.to_string())?;
        Ok(Self { manifest, tensors })
    }

    /// The weights of the encoder with everything added that was learned.
    pub(super) fn tuned(&self, mut weights: Tensors, hash: &Sha256) -> Result<Tensors, String> {
        if *hash != self.manifest.base {
            return Err(format!(
                "is not the encoder that {} was made for, whose hash begins with {}",
                self.manifest.name,
                self.manifest.base.short(6)
            ));
        }
        let names: BTreeMap<&str, &Tensor> =
            self.tensors.iter().filter_map(|(name, down)| Some((name.strip_suffix(DOWN)?, down))).collect();
        if names.len() * 2 + HEAD.len() != self.tensors.len() {
            return Err("cannot be tuned: there are matrices without another, or of unknown names".to_owned());
        }
        for (name, down) in names {
            let weight = format!("{name}.weight");
            let (base, up) = (weights.get(&weight), self.tensors.get(&format!("{name}{UP}")));
            let (Some(base), Some(up)) = (base, up) else { return Err(format!("has no {weight} to be tuned")) };
            let add = || up.matmul(down)?.affine(self.manifest.scale, 0.0)?.add(&base.to_dtype(DType::F32)?);
            let tuned = add().map_err(|error: candle_core::Error| format!("{weight} cannot be tuned: {error}"))?;
            weights.insert(weight, tuned);
        }
        Ok(weights)
    }

    /// The head: a row of weights for whether a text is any of it and for each label, and what is added to each.
    pub(super) fn head(&self, dimensions: usize) -> Result<(Vec<Vec<f32>>, Vec<f32>), String> {
        let of = |name: &str| self.tensors.get(name).ok_or_else(|| format!("has no {name}"));
        let (weight, bias) = (of(HEAD[0])?, of(HEAD[1])?);
        let read = || Ok((weight.to_vec2::<f32>()?, bias.to_vec1::<f32>()?));
        let (weight, bias) = read().map_err(|error: candle_core::Error| error.to_string())?;
        let rows = self.manifest.labels.len() + 1;
        if weight.len() != rows || bias.len() != rows || weight.iter().any(|row| row.len() != dimensions) {
            return Err(format!("has a head of another size than {rows} by {dimensions}"));
        }
        Ok((weight, bias))
    }
}
