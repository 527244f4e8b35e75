//! The assets of several tenants, each in an index of its own, and what is asked of them.

use design::Random;
use maquette_retrieval::{Asset, AssetIndex, Query};

use super::{Ask, Corpus};

/// One asset in so many is asked about.
const ASKED_ABOUT: usize = 10;

pub struct Brands {
    pub indexes: Vec<AssetIndex>,
    corpus: Corpus,
    random: Random,
    asked_about: Vec<(usize, Asset)>,
}

impl Brands {
    /// So many tenants with so many assets each; `seen` is told of every asset with its tenant, in the order of their numbers.
    pub fn new(seed: u64, tenants: usize, each: usize, dimensions: usize, mut seen: impl FnMut(usize, &Asset)) -> Self {
        let mut corpus = Corpus::new(seed, dimensions);
        let (mut indexes, mut asked_about) = (Vec::new(), Vec::new());
        for tenant in 0..tenants {
            let mut index = AssetIndex::default();
            for at in 0..each {
                let asset = corpus.asset(tenant * each + at);
                seen(tenant, &asset);
                if at % ASKED_ABOUT == 0 {
                    asked_about.push((tenant, Asset { embedding: Vec::new(), ..asset.clone() }));
                }
                index.put(asset).expect("it is small");
            }
            index.settle();
            indexes.push(index);
        }
        Self { indexes, corpus, random: Random::new(seed).fork("asked"), asked_about }
    }

    /// The next question, and whom it is asked of; without a kind it is one as people ask most.
    pub fn ask(&mut self, ask: Option<Ask>) -> (usize, Query) {
        let (tenant, about) = &self.asked_about[self.random.index(self.asked_about.len())];
        let query = match ask {
            Some(ask) => self.corpus.question(ask, about),
            None => self.corpus.hybrid(about),
        };
        (*tenant, query)
    }
}
