//! The counter-based generator: the only source of randomness in anything that must replay.

/// A stream of pseudo-random numbers that depends on nothing but its key and how many were drawn.
///
/// Each number is a mixed hash of (key, counter), so streams forked by name are independent of the order in which
/// they are drawn. Source: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), applied twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    key: u64,
    counter: u64,
}

impl Random {
    /// A stream for `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { key: mix(seed ^ 0x6d61_7175_6574_7465), counter: 0 }
    }

    /// A stream of its own for `name`: the same for the same seed and name, whatever was drawn before.
    #[must_use]
    pub fn fork(&self, name: &str) -> Self {
        let key = name.bytes().fold(self.key, |key, byte| mix(key ^ u64::from(byte)));
        Self { key: mix(key), counter: 0 }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(1);
        mix(mix(self.key.wrapping_add(self.counter.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    }

    /// A seed for another stream: below 2⁵³, so that it is exact in any JSON reader.
    pub fn seed(&mut self) -> u64 {
        self.next_u64() >> 11
    }

    /// A number in 0 ≤ x < 1 with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number in `low` ≤ x < `high`.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// An index in 0 ≤ i < `len`; 0 when `len` is 0.
    pub fn index(&mut self, len: usize) -> usize {
        // The widening multiply keeps the bias below 2⁻⁶⁴ × len.
        ((u128::from(self.next_u64()) * len as u128) >> 64) as usize
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of `items`; `None` when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.index(items.len());
        items.get(index)
    }

    /// Puts `items` in a random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fork_does_not_depend_on_what_was_drawn_before() {
        let mut drawn = Random::new(7);
        drawn.next_u64();
        assert_eq!(drawn.fork("leaf"), Random::new(7).fork("leaf"));
        assert_ne!(drawn.fork("leaf").next_u64(), drawn.fork("stem").next_u64());
    }

    #[test]
    fn units_fill_the_interval_evenly() {
        let mut random = Random::new(1);
        let mut buckets = [0u32; 10];
        for _ in 0..10_000 {
            buckets[(random.unit() * 10.0) as usize] += 1;
        }
        assert!(buckets.iter().all(|&n| (900..1100).contains(&n)), "{buckets:?}");
    }
}
