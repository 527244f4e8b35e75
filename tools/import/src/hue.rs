//! What colours are called where nobody named them.

use design::Srgb;
use design::color::Lch;

/// What people would call a colour: `deep-blue`, `light-grey`.
pub(crate) fn name(color: Srgb) -> String {
    let Lch { l, c, h } = color.to_lch();
    if c < 0.03 {
        return match l {
            l if l > 0.97 => "white",
            l if l > 0.8 => "light-grey",
            l if l > 0.5 => "grey",
            l if l > 0.25 => "dark-grey",
            _ => "black",
        }
        .to_owned();
    }
    let hues = [
        (12.0, "pink"),
        (40.0, "red"),
        (68.0, "orange"),
        (88.0, "amber"),
        (112.0, "yellow"),
        (132.0, "lime"),
        (165.0, "green"),
        (200.0, "teal"),
        (235.0, "cyan"),
        (278.0, "blue"),
        (298.0, "indigo"),
        (325.0, "purple"),
        (350.0, "magenta"),
        (361.0, "pink"),
    ];
    let hue = hues.iter().find(|(end, _)| h < *end).map_or("red", |(_, name)| name);
    let shade = match l {
        l if l > 0.88 => "pale-",
        l if l > 0.76 => "light-",
        l if l < 0.3 => "dark-",
        l if l < 0.45 => "deep-",
        _ => "",
    };
    format!("{shade}{hue}")
}
