//! A brand's assets, found by what they mean: by words and the runs of letters in them, by colours, by what a picture looks like,
//! by embeddings; filtered by what may be used, and said why.
//!
//! ```
//! use maquette_retrieval::{Asset, AssetIndex, AssetKind, Query};
//!
//! let mut index = AssetIndex::default();
//! index.put(Asset::new("a", AssetKind::Logo, "Ocean Freight")).unwrap();
//! index.put(Asset::new("b", AssetKind::Logo, "Harbour Light")).unwrap();
//! let found = index.search(&Query::words("ocaen freigth", 1));
//! assert_eq!(found.hits[0].id, "a");
//! ```
//!
//! The map: an [`Asset`] is one thing of a brand; an [`AssetIndex`] holds those of one tenant; a [`Query`] is read into a [`Plan`]
//! of lanes, whose rankings are [fused](fusion); a [`Filter`] says what may be found at all; a [`Hit`] says [why](Why). Everything
//! follows from what is handed in: the same assets and question give the same answer everywhere.

mod asset;
mod best;
mod explain;
mod facets;
mod filter;
pub mod fusion;
mod index;
mod kept;
mod kit;
mod look;
mod palette;
mod personal;
mod postings;
mod query;
mod scoring;
mod used;
mod vectors;
mod words;

pub use asset::{
    Asset, AssetError, AssetKind, DIMENSIONS_MAX, Facets, KEY_BYTES_MAX, NAME_BYTES_MAX, NAMES_MAX, PALETTE_MAX,
    TEXT_BYTES_MAX,
};
pub use design::{Day, Personal, REMEMBERED_MAX};
pub use explain::{Why, explain};
pub use filter::Filter;
pub use index::{ASSETS_MAX, AssetIndex, Found, Hit, IndexError, LIKE_SHARE, NAMES_LOOKED_AT};
pub use kit::{Seen, assets_of, cut, see};
pub use look::{LOOK, Look};
pub use palette::{LIFTED, Lab, Swatch};
pub use personal::lift;
pub use query::{COLORS_MAX, HITS_MAX, Lane, Named, Plan, QUERY_CHARS_MAX, Query, WORDS_FLOOR};
pub use used::{Used, used};
pub use vectors::{DimensionError, Scan};
pub use words::{Sparse, folded};
