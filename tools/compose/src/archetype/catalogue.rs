//! The archetypes.

use super::strip::{STRIP, STRIP_PLAIN, STRIP_PLATE, STRIP_TYPE, TOWER, TOWER_PLATE, TOWER_TYPE};
use super::{Archetype, Wants, square, tall, wide};

/// The name of the archetype that holds anything.
pub const NOTICE: &str = "notice";

/// Content of any size.
const ANY: Wants = Wants { letters: (0, 90), words: 14, longest: 18, words_in_all: 70, facts: (0, 7), figure: false };

/// Every archetype. `notice` is the last and is only used where no other holds the text.
pub const CATALOGUE: &[Archetype] = &[
    Archetype {
        name: "monument",
        idea: "{headline}, as large as the page",
        moods: "bold urgent sale sport night music party youth tech fashion",
        wants: Wants { letters: (1, 24), words: 4, longest: 12, words_in_all: 32, ..ANY },
        pictured: false,
        schemes: &["flood", "duo", "dark", "tint"],
        layouts: [TOWER_TYPE, tall::MONUMENT, tall::MONUMENT, wide::MONUMENT, STRIP_TYPE],
    },
    Archetype {
        name: "swiss-hang",
        idea: "everything hangs from one edge",
        moods: "culture civic tech architecture trust minimal finance school calm science",
        wants: ANY,
        pictured: false,
        schemes: &["paper", "flood", "tint", "dark"],
        layouts: [TOWER, tall::SWISS, tall::SWISS, wide::SWISS, STRIP_TYPE],
    },
    Archetype {
        name: "split-field",
        idea: "the {motif} above, the message below",
        moods: "food travel home school trust sale fresh kids calm care",
        wants: ANY,
        pictured: true,
        schemes: &["duo", "tint", "paper", "flood", "dark"],
        layouts: [TOWER, tall::SPLIT, square::SPLIT, wide::SPLIT, STRIP],
    },
    Archetype {
        name: "lone-object",
        idea: "one {motif}, alone",
        moods: "calm craft luxe food beauty minimal tech playful winter fresh",
        wants: Wants { words_in_all: 50, ..ANY },
        pictured: true,
        schemes: &["flood", "tint", "paper", "dark"],
        layouts: [TOWER, tall::LONE, square::LONE, wide::LONE, STRIP],
    },
    Archetype {
        name: "fitted-stack",
        idea: "the words are the picture",
        moods: "bold urgent sport youth night music party fashion culture summer",
        wants: Wants { letters: (6, 56), words: 9, longest: 13, words_in_all: 44, ..ANY },
        pictured: false,
        schemes: &["flood", "duo", "dark", "tint"],
        layouts: [TOWER_TYPE, tall::FITTED, tall::FITTED, wide::FITTED, STRIP_TYPE],
    },
    Archetype {
        name: "numeral-lead",
        idea: "the number says it",
        moods: "bold sale urgent sport finance food party night culture school",
        wants: Wants { figure: true, words_in_all: 50, ..ANY },
        pictured: false,
        schemes: &["flood", "duo", "tint", "dark", "paper"],
        layouts: [TOWER, tall::NUMERAL, square::NUMERAL, wide::NUMERAL, STRIP],
    },
    Archetype {
        name: "window-frame",
        idea: "a window on the {motif}",
        moods: "travel culture luxe romantic home architecture calm beauty craft",
        wants: ANY,
        pictured: true,
        schemes: &["paper", "tint", "dark", "duo"],
        layouts: [TOWER, tall::WINDOW, tall::WINDOW, wide::WINDOW, STRIP],
    },
    Archetype {
        name: "timetable",
        idea: "the plan, row by row",
        moods: "civic school trust culture sport tech music",
        wants: Wants { facts: (3, 12), words_in_all: 110, ..ANY },
        pictured: false,
        schemes: &["paper", "flood", "tint", "dark"],
        layouts: [TOWER_TYPE, tall::TIMETABLE, tall::TIMETABLE, wide::TIMETABLE, STRIP_TYPE],
    },
    Archetype {
        name: "whisper",
        idea: "a low voice in a large room",
        moods: "luxe romantic calm minimal culture beauty winter architecture",
        wants: Wants { letters: (1, 60), words_in_all: 30, ..ANY },
        pictured: false,
        schemes: &["paper", "dark", "tint", "flood"],
        layouts: [TOWER, tall::QUIET, tall::QUIET, wide::QUIET, STRIP_TYPE],
    },
    Archetype {
        name: "pattern-plate",
        idea: "a label on a cloth of {motif}",
        moods: "romantic food craft kids party home fashion retro spring winter playful",
        wants: ANY,
        pictured: true,
        schemes: &["paper", "tint", "duo", "dark"],
        layouts: [TOWER_PLATE, tall::PLATE, tall::PLATE, wide::PLATE, STRIP_PLATE],
    },
    Archetype {
        name: "hung-quote",
        idea: "one honest sentence",
        moods: "trust culture care calm craft finance civic romantic",
        wants: Wants { letters: (30, 180), words: 34, words_in_all: 60, ..ANY },
        pictured: false,
        schemes: &["flood", "paper", "tint", "dark"],
        layouts: [TOWER_TYPE, tall::HUNG, tall::HUNG, wide::HUNG, STRIP_TYPE],
    },
    Archetype {
        name: "chorus",
        idea: "many alike, one {motif} different",
        moods: "playful kids school food youth sale fresh care spring",
        wants: Wants { words_in_all: 46, ..ANY },
        pictured: true,
        schemes: &["flood", "tint", "duo", "paper", "dark"],
        layouts: [TOWER, tall::CHORUS, tall::CHORUS, wide::CHORUS, STRIP],
    },
    Archetype {
        name: "low-horizon",
        idea: "words in the sky over the {motif}",
        moods: "travel fresh kids summer winter autumn spring home food calm",
        wants: ANY,
        pictured: true,
        schemes: &["tint", "flood", "dark", "paper", "duo"],
        layouts: [TOWER, tall::HORIZON, tall::HORIZON, wide::HORIZON, STRIP],
    },
    Archetype {
        name: "artefact",
        idea: "a ticket to keep",
        moods: "retro culture music food party travel school craft night",
        wants: Wants { facts: (1, 6), words_in_all: 50, ..ANY },
        pictured: false,
        schemes: &["flood", "dark", "tint", "duo"],
        layouts: [TOWER, tall::TICKET, tall::TICKET, wide::TICKET, STRIP],
    },
    Archetype {
        name: "orbit",
        idea: "forms in motion round the words",
        moods: "music science tech night kids culture party youth",
        wants: Wants { words_in_all: 46, ..ANY },
        pictured: true,
        schemes: &["dark", "flood", "tint", "duo"],
        layouts: [TOWER, tall::ORBIT, tall::ORBIT, wide::ORBIT, STRIP],
    },
    Archetype {
        name: "spine",
        idea: "one band of colour holds the page",
        moods: "culture school architecture fashion trust tech food",
        wants: ANY,
        pictured: true,
        schemes: &["paper", "tint", "flood", "duo"],
        layouts: [TOWER_PLATE, tall::SPINE, tall::SPINE, wide::SPINE, STRIP_PLATE],
    },
    Archetype {
        name: "crest",
        idea: "a {motif} as an emblem",
        moods: "romantic craft retro luxe winter home",
        wants: Wants { letters: (1, 48), words_in_all: 40, ..ANY },
        pictured: true,
        schemes: &["paper", "dark", "tint"],
        layouts: [TOWER, tall::CREST, tall::CREST, wide::LONE, STRIP],
    },
    Archetype {
        name: NOTICE,
        idea: "all that there is to say, plainly",
        moods: "",
        wants: Wants {
            letters: (0, usize::MAX),
            words: usize::MAX,
            longest: usize::MAX,
            words_in_all: usize::MAX,
            facts: (0, usize::MAX),
            figure: false,
        },
        pictured: false,
        schemes: &["paper", "dark", "flood", "tint", "duo"],
        layouts: [tall::PLAIN, tall::PLAIN, tall::PLAIN, wide::PLAIN, STRIP_PLAIN],
    },
];

/// The archetype of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Archetype> {
    CATALOGUE.iter().find(|archetype| archetype.name == name)
}
