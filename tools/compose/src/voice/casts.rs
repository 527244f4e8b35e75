//! The voices: for each, the families that can speak in it and those that can serve beside them, best first.

/// A voice before anybody knows which faces are at hand.
pub(super) struct Cast {
    pub(super) name: &'static str,
    /// What it says, in the words briefs use.
    pub(super) says: &'static str,
    /// Who can speak, best first.
    pub(super) speakers: &'static [Speaker],
    /// Who serves beside a speaker that does not serve itself, best first; the last one is embedded.
    pub(super) servers: &'static [&'static str],
    /// Weights of what supports, what is read, and labels.
    pub(super) serving: (u16, u16, u16),
    /// Who sets labels, when they have a family of their own; best first.
    pub(super) labels: &'static [&'static str],
    pub(super) capitals: bool,
    /// The voice that is taken when no speaker is at hand; none where the last speaker is embedded.
    pub(super) stand_in: Option<&'static str>,
    /// Most words of a headline in it.
    pub(super) words_max: usize,
    /// How loud it is, tenths from −10 to 10.
    pub(super) loudness: i8,
}

/// A family that can speak.
pub(super) struct Speaker {
    pub(super) family: &'static str,
    /// Weight of headlines and of figures that lead.
    pub(super) weights: (u16, u16),
    pub(super) italic: bool,
    /// Whether it serves beside itself.
    pub(super) serves: bool,
    /// Whether it is heavy enough to fill a page.
    pub(super) heavy: bool,
    /// Places on axes besides those that the family always has when it speaks.
    pub(super) axes: &'static [(&'static str, f64)],
}

/// A speaker that leaves serving to others.
const fn speaks(family: &'static str, weight: u16) -> Speaker {
    Speaker { family, weights: (weight, weight), italic: false, serves: false, heavy: weight >= 600, axes: &[] }
}

/// A speaker that serves as well.
const fn alone(family: &'static str, weight: u16, figure: u16) -> Speaker {
    Speaker { weights: (weight, figure), serves: true, ..speaks(family, weight) }
}

/// A speaker whose one weight is heavy, whatever its number.
const fn loud(family: &'static str) -> Speaker {
    Speaker { heavy: true, ..speaks(family, 400) }
}

const fn slanted(speaker: Speaker) -> Speaker {
    Speaker { italic: true, ..speaker }
}

const fn wide(speaker: Speaker, axes: &'static [(&'static str, f64)]) -> Speaker {
    Speaker { axes, ..speaker }
}

const INTER: &str = "Inter";
const LIBERTINUS: &str = "Libertinus Serif";
const MODERN: &str = "New Computer Modern";
const MONO: &str = "DejaVu Sans Mono";

const PLAIN: Cast = Cast {
    name: "",
    says: "",
    speakers: &[],
    servers: &[INTER],
    serving: (500, 400, 600),
    labels: &[],
    capitals: false,
    stand_in: None,
    words_max: usize::MAX,
    loudness: 0,
};

/// The voices. The first nine can be had with the embedded faces alone; the others wait for a face of their own.
pub(super) const CASTS: &[Cast] = &[
    Cast {
        name: "grotesk",
        says: "bold loud urgent sale sport youth playful kids food clear civic trust bargain summer school tech",
        speakers: &[
            alone("Inter Tight", 800, 900),
            alone("Archivo", 800, 900),
            alone("Schibsted Grotesk", 800, 900),
            alone(INTER, 800, 900),
        ],
        capitals: true,
        loudness: 10,
        ..PLAIN
    },
    Cast {
        name: "black",
        says: "bold loud urgent sale sport night music party youth retro",
        speakers: &[alone("Archivo", 900, 900), alone(INTER, 900, 900)],
        serving: (600, 500, 700),
        capitals: true,
        loudness: 10,
        ..PLAIN
    },
    Cast {
        name: "medium",
        says: "tech clear trust civic minimal architecture care calm finance school",
        speakers: &[alone("Inter Tight", 500, 500), alone("Schibsted Grotesk", 500, 500), alone(INTER, 500, 500)],
        serving: (400, 400, 500),
        loudness: -4,
        ..PLAIN
    },
    Cast {
        name: "light",
        says: "luxe minimal beauty fashion architecture tech calm",
        speakers: &[alone("Jost", 300, 200), alone(INTER, 250, 200)],
        serving: (400, 400, 500),
        loudness: -10,
        ..PLAIN
    },
    Cast {
        name: "literary",
        says: "culture calm luxe romantic retro ceremony minimal travel winter",
        speakers: &[
            alone("EB Garamond", 400, 400),
            alone("Newsreader", 400, 400),
            speaks("Cormorant", 500),
            alone(LIBERTINUS, 400, 400),
        ],
        servers: &["EB Garamond", "Source Sans 3", LIBERTINUS],
        serving: (400, 400, 400),
        loudness: -10,
        ..PLAIN
    },
    Cast {
        name: "italic",
        says: "romantic luxe beauty care food music home craft",
        speakers: &[
            slanted(speaks("Cormorant", 500)),
            slanted(alone("Newsreader", 400, 400)),
            slanted(alone("EB Garamond", 400, 400)),
            slanted(alone(LIBERTINUS, 400, 400)),
        ],
        servers: &["EB Garamond", "Source Sans 3", LIBERTINUS],
        serving: (400, 400, 400),
        loudness: -10,
        ..PLAIN
    },
    Cast {
        name: "contrast",
        says: "craft food home fresh travel culture trust autumn retro kids care romantic finance",
        speakers: &[speaks("Newsreader", 700), speaks(LIBERTINUS, 700)],
        servers: &["Source Sans 3", INTER],
        serving: (400, 400, 500),
        ..PLAIN
    },
    Cast {
        name: "didone",
        says: "fashion beauty luxe romantic culture music night",
        speakers: &[speaks("Bodoni Moda", 500), speaks("Playfair Display", 500), speaks(MODERN, 400)],
        servers: &["Jost", INTER],
        serving: (300, 400, 500),
        loudness: -10,
        ..PLAIN
    },
    Cast {
        name: "mono",
        says: "tech science architecture culture minimal youth",
        speakers: &[speaks("Space Grotesk", 700), speaks("IBM Plex Sans", 700), alone(INTER, 700, 700)],
        servers: &["IBM Plex Sans", "Space Grotesk", INTER],
        serving: (500, 400, 400),
        labels: &["JetBrains Mono", "IBM Plex Mono", "Space Mono", MONO],
        ..PLAIN
    },
    Cast {
        name: "condensed",
        says: "bold loud urgent sale sport night music party youth civic",
        speakers: &[
            loud("Anton"),
            speaks("Barlow Condensed", 800),
            speaks("Oswald", 700),
            speaks("Big Shoulders Display", 800),
        ],
        servers: &["Barlow", "Archivo", INTER],
        capitals: true,
        stand_in: Some("black"),
        loudness: 10,
        ..PLAIN
    },
    Cast {
        name: "expanded",
        says: "fashion tech night music party youth bold",
        speakers: &[
            speaks("Unbounded", 700),
            speaks("Syne", 800),
            wide(alone("Archivo", 800, 800), &[("wdth", 125.0)]),
        ],
        servers: &["Manrope", "Archivo", INTER],
        stand_in: Some("black"),
        loudness: 10,
        ..PLAIN
    },
    Cast {
        name: "soft",
        says: "food home craft fresh autumn kids care playful culture travel",
        speakers: &[speaks("Fraunces", 650), loud("Young Serif"), loud("DM Serif Display")],
        servers: &["DM Sans", "Work Sans", INTER],
        serving: (500, 400, 600),
        stand_in: Some("contrast"),
        ..PLAIN
    },
    Cast {
        name: "slab",
        says: "civic school trust craft sport retro home autumn",
        speakers: &[speaks("Zilla Slab", 700), speaks("Bitter", 800), speaks("Arvo", 700)],
        servers: &["Public Sans", "Source Sans 3", INTER],
        capitals: true,
        stand_in: Some("contrast"),
        loudness: 10,
        ..PLAIN
    },
    Cast {
        name: "geometric",
        says: "tech architecture home clear trust finance summer minimal fresh",
        speakers: &[alone("Outfit", 700, 800), alone("Urbanist", 800, 900), alone("Jost", 600, 700)],
        stand_in: Some("grotesk"),
        ..PLAIN
    },
    Cast {
        name: "rounded",
        says: "kids playful care school party summer food",
        speakers: &[speaks("Fredoka", 600), speaks("Baloo 2", 800), alone("Nunito", 900, 900)],
        servers: &["Nunito", "Nunito Sans", INTER],
        stand_in: Some("grotesk"),
        ..PLAIN
    },
    Cast {
        name: "retro",
        says: "retro party food music summer playful autumn",
        speakers: &[loud("Caprasimo"), loud("Abril Fatface"), loud("Shrikhand")],
        servers: &["Work Sans", "DM Sans", INTER],
        stand_in: Some("contrast"),
        ..PLAIN
    },
    Cast {
        name: "hand",
        says: "craft kids playful romantic food fresh",
        speakers: &[speaks("Caveat Brush", 400), speaks("Kalam", 700)],
        servers: &["Nunito Sans", "Source Sans 3", INTER],
        stand_in: Some("italic"),
        words_max: 4,
        ..PLAIN
    },
];
