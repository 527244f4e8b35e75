//! What shapes the weights besides the texts. The text of this file is part of their digest: a change here asks for new ones.

use maquette_safety::screen::LENGTHS;
use maquette_safety::screen::features::GROUPS;

/// The files of the corpus, in the order in which they are read; the last are the cases of the suite.
pub(crate) const FILES: [&str; 18] = [
    "people",
    "force",
    "trade",
    "claims",
    "body",
    "ordinary",
    "indirect",
    "everyday",
    "plain",
    "coded",
    "veiled",
    "languages",
    "twins",
    "florid",
    "asides",
    "readers",
    "pairs",
    "mixed",
];
/// Those of them that were written to sound like nothing that is unsafe.
pub(crate) const ORDINARY_FILES: [&str; 3] = ["ordinary", "everyday", "languages"];
/// Cases of the suite, which the screen learns from as well.
pub(crate) const SUITE: [(&str, bool); 3] = [("unsafe", true), ("disguised", true), ("allowed", false)];

/// Ordinary texts that are put together.
pub(crate) const ORDINARY: usize = 4_000;
/// What it costs to be wrong about a text; the more, the closer the machine keeps to it.
pub(crate) const COST: f64 = 0.3;
/// How much of that it costs to be wrong about texts that are put together, and about those that are framed.
pub(crate) const ORDINARY_COST: f64 = 0.4;
pub(crate) const FRAMED_COST: f64 = 0.5;
/// Shares of the words of a text that are left out, once each, and what it costs to be wrong about what is left.
pub(crate) const LOST: [f64; 3] = [0.25, 0.25, 0.4];
pub(crate) const LOST_COST: f64 = 0.5;
/// What it costs to be wrong about a part of a safe text.
pub(crate) const PART_COST: f64 = 0.3;
/// Texts of each category that are put together, unsafe and safe each, and what it costs to be wrong about them.
pub(crate) const SAID: usize = 1_000;
pub(crate) const SAID_COST: f64 = 0.2;
/// And about texts spelt as disguises are read.
pub(crate) const DISGUISED_COST: f64 = 0.3;
/// How much more the cases of the suite weigh, and texts that nobody would look at twice.
pub(crate) const SUITE_COST: f64 = 2.0;
/// And how much short ones, which say so little that many of them would drown the others; most words of one.
pub(crate) const SHORT_COST: f64 = 0.3;
pub(crate) const SHORT_WORDS: usize = LENGTHS[3];
/// Parts that texts are divided into: each is judged by what was learned of the others.
pub(crate) const FOLDS: usize = 5;
/// A step of a table that counts for nothing is worth that much of the margin.
pub(crate) const STEP: f32 = 1.0 / 64.0;

/// A feature is known that is in so many texts: what is in one or two alone tells those texts and no other.
pub(crate) const KNOWN_TEXTS: u32 = 3;

/// How much each group of features counts, its size apart: see `Group`.
pub(crate) const WORTH: [f64; GROUPS] = [1.0, 1.0, 1.5, 0.5, 0.5];
/// How much what words mean together counts beside them.
pub(crate) const MEANING_WORTH: f64 = 1.5;
/// Words whose meaning is kept, the most frequent.
pub(crate) const MEANT: usize = 20_000;
/// Directions of word vectors that most words share, and that tell nothing.
pub(crate) const SHARED: usize = 3;
/// What the regression that finds the directions of meanings counts its own size.
pub(crate) const RIDGE: f64 = 3.0;
/// The number of a word vector of length 1 that is the largest that a byte holds.
pub(crate) const VECTOR_RANGE: f64 = 0.8;
/// Rounds over all texts.
pub(crate) const ROUNDS: usize = 24;

/// Of ordinary texts that many in a hundred are held as a whole at most, and as many more for a part of them; each is scored by
/// what was learned of others.
pub(crate) const ORDINARY_PERCENT: [f64; 2] = [5.0, 0.4];
/// The same of short ones, of which a design has many.
pub(crate) const SHORT_ORDINARY_PERCENT: [f64; 2] = [0.4, 0.0];
/// The same of texts that only sound alike, where they are short, and where they are longer.
pub(crate) const SHORT_ALIKE_PERCENT: [f64; 2] = [3.0, 0.0];
pub(crate) const ALIKE_PERCENT: [f64; 2] = [20.0, 0.8];
/// How much more it takes to hold a text of each length, thousandths: a few words say little, and many are bound to say something.
pub(crate) const MORE: [i32; LENGTHS.len() + 1] = [2_000, 900, 100, 0, 0, 0, 200, 450, 500];
/// What the numbers that are drawn begin with.
pub(crate) const SEED: u64 = 1;
/// The score that makes a text e times as likely, thousandths of the margin.
pub(crate) const SLOPE: i32 = 500;
