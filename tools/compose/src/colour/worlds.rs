//! Palettes as data: sets of six colours that go together, each with the moods it serves.
//!
//! A kit that holds all six of a set (to within a few steps a channel) may be dressed in it; the built-in kit holds
//! them all, a brand's own kit rarely any, and is dressed by rule instead.

/// Six colours that go together: 0xRRGGBB each.
#[derive(Debug)]
pub(super) struct World {
    /// For people and tests.
    pub(super) name: &'static str,
    /// The scheme that it is one of.
    pub(super) scheme: &'static str,
    /// Ground, panel, ink, accent, spark and support.
    pub(super) colours: [u32; 6],
    /// What it suits.
    pub(super) moods: &'static str,
}

const fn world(name: &'static str, scheme: &'static str, colours: [u32; 6], moods: &'static str) -> World {
    World { name, scheme, colours, moods }
}

/// The sets, by scheme.
pub(super) const WORLDS: &[World] = &[
    world(
        "yolk",
        "flood",
        [0xf7ae12, 0x0e2150, 0x0e2150, 0xfeacc5, 0xdc1a21, 0xf7edd5],
        "playful food kids school retro",
    ),
    world(
        "ultraviolet",
        "flood",
        [0x522fe0, 0x19185e, 0xf7edd5, 0xf7ae12, 0xf65a9d, 0xd5ea84],
        "night music bold tech youth",
    ),
    world(
        "tomato",
        "flood",
        [0xf56333, 0x151822, 0x151822, 0xf7edd5, 0xf6ca7a, 0x90101c],
        "bold food urgent summer sport",
    ),
    world("signal", "flood", [0x0faa5f, 0x101e17, 0x101e17, 0xfaf8ec, 0xfce575, 0x066039], "tech bold fresh culture"),
    world("volt", "flood", [0xb6dd25, 0x151822, 0x151822, 0xffffff, 0x522fe0, 0x545625], "sport tech youth bold"),
    world(
        "cobalt",
        "flood",
        [0x1847a8, 0x0e2150, 0xf8f5f0, 0xf7d71a, 0xf56333, 0x8bd2f4],
        "trust tech school civic culture",
    ),
    world(
        "lipstick",
        "flood",
        [0xf65a9d, 0x420e2a, 0x420e2a, 0xf7edd5, 0xfce575, 0x90101c],
        "fashion beauty youth party playful",
    ),
    world("clay", "flood", [0x753a26, 0x381d15, 0xf7edd5, 0xf6ca7a, 0xebb9ba, 0xf1b99f], "craft food autumn home"),
    world(
        "pine",
        "flood",
        [0x066039, 0x022e1b, 0xf7edd5, 0xf6ca7a, 0xfeb297, 0x91dca3],
        "fresh finance trust winter craft",
    ),
    world("marigold", "flood", [0xfd8a1c, 0x261b16, 0x261b16, 0xf7edd5, 0xfeacc5, 0x90101c], "autumn food bold party"),
    world(
        "lemon",
        "flood",
        [0xf7d71a, 0x151822, 0x151822, 0xdc1a21, 0xffffff, 0x1847a8],
        "bold urgent culture summer tech",
    ),
    world("lavender", "flood", [0xc0c0fe, 0x19185e, 0x19185e, 0xf56333, 0xfce575, 0xf8f5f0], "calm tech care youth"),
    world("lagoon", "flood", [0x065c5b, 0x012c2c, 0xe9f2f7, 0xf6ca7a, 0xfeb297, 0x8ad8d0], "care trust travel summer"),
    world("wine", "flood", [0x8e1256, 0x420e2a, 0xfce5e4, 0xf6ca7a, 0xfeacc5, 0xdac596], "romantic luxe food night"),
    world(
        "poppy",
        "flood",
        [0xdc1a21, 0x460e12, 0xffffff, 0xf6ca7a, 0xf7edd5, 0x90101c],
        "urgent sport winter sale bold",
    ),
    world("stocking", "flood", [0x90101c, 0x460e12, 0xf7edd5, 0x0faa5f, 0xf6ca7a, 0xebb9ba], "winter party home"),
    world("azure", "flood", [0x33b5ed, 0x0e2150, 0x0e2150, 0xfce575, 0xffffff, 0xf56333], "summer travel kids fresh"),
    world("almanac", "paper", [0xf8f5f0, 0x1847a8, 0x151822, 0x1c64e3, 0xf56333, 0x8bd2f4], "trust civic tech school"),
    world("brick", "paper", [0xf9f1e5, 0xf56333, 0x261b16, 0xf56333, 0xf7ae12, 0x066039], "craft food culture home"),
    world("orchard", "paper", [0xf7edd5, 0x066039, 0x022e1b, 0x0faa5f, 0xf56333, 0xf6ca7a], "fresh food craft kids"),
    world(
        "silence",
        "paper",
        [0xece6d9, 0x32363c, 0x151822, 0xf7ae12, 0x616a76, 0xd1cbc2],
        "culture calm minimal architecture",
    ),
    world("glacier", "paper", [0xe9f2f7, 0x0e2150, 0x0e2150, 0x33b5ed, 0xf56333, 0xd7dfe5], "trust care winter calm"),
    world("blushwine", "paper", [0xfce5e4, 0x763b45, 0x391a21, 0xd68b92, 0xc8a65f, 0xebb9ba], "romantic beauty calm"),
    world("herbal", "paper", [0xe3efe0, 0x3d5840, 0x192a1d, 0xae5a37, 0xf6ca7a, 0xb7cfb4], "care fresh calm craft"),
    world("lumen", "paper", [0xfde6da, 0x0e2150, 0x0e2150, 0xae5a37, 0xebb9ba, 0xf6ca7a], "calm care beauty travel"),
    world(
        "helvetia",
        "paper",
        [0xffffff, 0xdc1a21, 0x000000, 0xdc1a21, 0xf6ca7a, 0xd7dfe5],
        "urgent culture civic minimal sale",
    ),
    world("gilt", "paper", [0xfaf8ec, 0x644b19, 0x261b16, 0xc8a65f, 0xebb9ba, 0xdac596], "luxe romantic beauty"),
    world("violetta", "paper", [0xf8f5f0, 0x522fe0, 0x19185e, 0x522fe0, 0xb6dd25, 0xfeacc5], "tech youth playful"),
    world("bergamot", "paper", [0xf7edd5, 0x381d15, 0x381d15, 0xf7ae12, 0xae5a37, 0x898840], "food craft autumn retro"),
    world(
        "tidepool",
        "paper",
        [0xfaf8ec, 0x065c5b, 0x012c2c, 0xf56333, 0xf6ca7a, 0x8ad8d0],
        "care travel summer fresh",
    ),
    world("nursery", "tint", [0xfeacc5, 0x066039, 0x022e1b, 0xf56333, 0xf7ae12, 0xb6dd25], "playful fresh spring kids"),
    world("mint", "tint", [0x91dca3, 0x022e1b, 0x022e1b, 0xf56333, 0xf7edd5, 0xfce575], "fresh kids care spring"),
    world("peach", "tint", [0xfeb297, 0x0e2150, 0x0e2150, 0xdc1a21, 0xf7edd5, 0xf7ae12], "summer playful youth food"),
    world("butter", "tint", [0xf6ca7a, 0x753a26, 0x381d15, 0xf56333, 0xf7edd5, 0x065c5b], "food home retro craft"),
    world(
        "haze",
        "tint",
        [0xd7dfe5, 0x0e2150, 0x151822, 0xf56333, 0xf6ca7a, 0x616a76],
        "tech architecture minimal trust",
    ),
    world(
        "dusk",
        "tint",
        [0xebb9ba, 0x30154a, 0x30154a, 0xf56333, 0xf6ca7a, 0xfce5e4],
        "romantic beauty night fashion",
    ),
    world("celadon", "tint", [0xb7cfb4, 0x101e17, 0x101e17, 0xf7edd5, 0xf56333, 0x3d5840], "care fresh calm home"),
    world("sand", "tint", [0xdac596, 0x012c2c, 0x012c2c, 0xf56333, 0xf7edd5, 0x0ea9a3], "travel summer craft"),
    world("daylight", "tint", [0x8bd2f4, 0x0e2150, 0x0e2150, 0xf56333, 0xfce575, 0xf8f5f0], "kids travel school fresh"),
    world("sorbet", "tint", [0xfce575, 0x8e1256, 0x420e2a, 0xf65a9d, 0xf7edd5, 0xf56333], "party playful summer kids"),
    world("brass", "dark", [0x0d1125, 0x0e2150, 0xfaf8ec, 0xc8a65f, 0xf6ca7a, 0x644b19], "luxe night music winter"),
    world("noir", "dark", [0x000000, 0x151822, 0xffffff, 0xf7d71a, 0xdc1a21, 0x616a76], "sale urgent bold night tech"),
    world(
        "lantern",
        "dark",
        [0x151822, 0x30154a, 0xf7edd5, 0xfd8a1c, 0xb6dd25, 0x5f228b],
        "autumn night party playful",
    ),
    world("holly", "dark", [0x022e1b, 0x066039, 0xf7edd5, 0xdc1a21, 0xf6ca7a, 0xdac596], "winter party home"),
    world("ledger", "dark", [0x022e1b, 0x066039, 0xf7edd5, 0xf56333, 0xf6ca7a, 0x91dca3], "finance trust tech fresh"),
    world("neon", "dark", [0x151822, 0x522fe0, 0xf8f5f0, 0xb6dd25, 0xf65a9d, 0xc0c0fe], "tech night youth sport party"),
    world("ember", "dark", [0x261b16, 0x753a26, 0xf7edd5, 0xf7ae12, 0xf56333, 0xf1b99f], "food autumn craft retro"),
    world(
        "midnight",
        "dark",
        [0x0e2150, 0x1847a8, 0xe9f2f7, 0xfce575, 0xfeb297, 0x8bd2f4],
        "kids winter night school tech",
    ),
    world(
        "velvet",
        "dark",
        [0x30154a, 0x5f228b, 0xfce5e4, 0xfeacc5, 0xf6ca7a, 0xf65a9d],
        "romantic night party beauty",
    ),
    world(
        "studio",
        "dark",
        [0x32363c, 0x151822, 0xf8f5f0, 0xf56333, 0xf6ca7a, 0x616a76],
        "architecture tech culture minimal",
    ),
    world("aubergine", "dark", [0x420e2a, 0x8e1256, 0xfce5e4, 0xfeacc5, 0xdac596, 0xd68b92], "romantic luxe food"),
    world("abyss", "dark", [0x012c2c, 0x065c5b, 0xe9f2f7, 0xfeb297, 0xf6ca7a, 0x8ad8d0], "care travel tech"),
    world("onyx", "dark", [0x000000, 0x32363c, 0xfaf8ec, 0xc8a65f, 0xdac596, 0x58514c], "luxe fashion minimal sport"),
    world("debate", "duo", [0xf56333, 0x151822, 0x151822, 0xece6d9, 0xf6ca7a, 0xfeb297], "tech culture urgent bold"),
    world(
        "valentine",
        "duo",
        [0xfeacc5, 0xdc1a21, 0x460e12, 0xdc1a21, 0xf7edd5, 0xfee3e9],
        "romantic party fashion playful sale",
    ),
    world("conservatory", "duo", [0xc0c0fe, 0x022e1b, 0x022e1b, 0xf56333, 0xd5ea84, 0xf7edd5], "culture fresh fashion"),
    world("arcade", "duo", [0xd5ea84, 0x3622aa, 0x19185e, 0x522fe0, 0xfeacc5, 0xf7edd5], "tech youth playful kids"),
    world("regatta", "duo", [0xfce575, 0x1847a8, 0x0e2150, 0x1c64e3, 0xf56333, 0xe9f2f7], "sport school travel civic"),
    world("grove", "duo", [0xfdb67d, 0x012c2c, 0x012c2c, 0x065c5b, 0xf7edd5, 0xf56333], "autumn craft travel food"),
    world("sundae", "duo", [0x91dca3, 0x8e1256, 0x420e2a, 0xf65a9d, 0xf7edd5, 0xf6ca7a], "playful food beauty"),
    world("lido", "duo", [0x8bd2f4, 0xdc1a21, 0x0e2150, 0xdc1a21, 0xfce575, 0xf7edd5], "summer sport kids bold"),
    world("kettle", "duo", [0xf7edd5, 0x381d15, 0x381d15, 0x753a26, 0xf6ca7a, 0xae5a37], "craft food autumn calm"),
    world("harvest", "duo", [0xf6ca7a, 0x066039, 0x022e1b, 0x066039, 0xf56333, 0xf7edd5], "food autumn fresh craft"),
];
