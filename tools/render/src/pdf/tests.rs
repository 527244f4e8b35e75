use design::document::{Fit, Paint, Shape};
use design::{Format, Role};

use crate::fixture::{Blobs, laid_out, page, picture, png, run, shape, text, words};

const HARD: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><defs><mask id="m"><rect width="20" height="20" fill="#fff"/></mask><filter id="f"><feGaussianBlur stdDeviation="2"/></filter><pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="2"/></pattern><radialGradient id="r"><stop stop-color="#fff"/><stop offset="1" stop-color="#00f" stop-opacity=".5"/></radialGradient><clipPath id="c"><circle cx="20" cy="10" r="9"/><rect width="5" height="5"/></clipPath></defs><rect width="40" height="20" fill="url(#r)" mask="url(#m)"/><circle cx="30" cy="10" r="6" filter="url(#f)"/><rect width="10" height="10" fill="url(#p)"/><g clip-path="url(#c)" style="mix-blend-mode:multiply"><rect width="40" height="20" stroke="#f00" stroke-dasharray="3 1" opacity=".5"/></g></svg>"##;

#[test]
fn a_page_of_everything_becomes_the_same_pdf_twice() {
    let mut blobs = Blobs::new();
    let mut words_of_many_faces = text("Inter ", 30.0);
    for (index, family) in ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono", "Inter"].iter().enumerate() {
        words_of_many_faces.runs.push(run(" fin שלום", family, 300 + 200 * index as u16, 24.0));
    }
    let mut document = page(
        400,
        300,
        vec![
            picture("art", [0.0, 0.0, 400.0, 300.0], HARD.as_bytes(), Fit::Cover, &mut blobs),
            picture("photo", [20.0, 20.0, 100.0, 80.0], &png(8, 8, [9, 8, 7, 100]), Fit::Cover, &mut blobs),
            shape("pill", [20.0, 200.0, 100.0, 40.0], Shape::Rect { radius: 20.0 }, "accent"),
            words("words", [150.0, 20.0, 230.0, 260.0], words_of_many_faces),
        ],
    );
    document.page.bleed = 12.0;
    document.idea = Some("Everything at once".to_owned());
    let pdf = laid_out(&document, &blobs).unwrap().to_pdf().unwrap();
    assert_eq!(pdf, laid_out(&document, &blobs).unwrap().to_pdf().unwrap());
    assert!(pdf.starts_with(b"%PDF-"));
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    for needle in ["/TrimBox", "/BleedBox", "/ToUnicode", "LibertinusSerif", "Everything at once"] {
        assert!(holds(needle), "{needle}");
    }
    for needle in ["/CreationDate", "/ModDate"] {
        assert!(!holds(needle), "{needle}");
    }
}

#[test]
fn a_page_without_bleed_has_one_box() {
    let document = page(400, 300, vec![words("words", [20.0, 20.0, 300.0, 200.0], text("Hello", 40.0))]);
    let pdf = laid_out(&document, &Blobs::new()).unwrap().to_pdf().unwrap();
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("/MediaBox [0 0 400 300]") || holds("/MediaBox[0 0 400 300]"));
    assert!(!holds("/TrimBox"));
}

/// The four numbers of a box of the page, points.
fn page_box(pdf: &[u8], name: &str) -> Option<[f64; 4]> {
    let text = String::from_utf8_lossy(pdf);
    let (_, rest) = text.split_once(&format!("/{name}"))?;
    let (_, rest) = rest.split_once('[')?;
    let (numbers, _) = rest.split_once(']')?;
    let numbers: Vec<f64> = numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers.try_into().ok()
}

#[test]
fn printed_formats_have_their_size_and_three_millimetres_of_bleed() {
    for (name, width_mm, height_mm) in [("A3", 297.0, 420.0), ("A4", 210.0, 297.0), ("business-card", 88.9, 50.8)] {
        let format = Format::parse(name).unwrap();
        let mut document = page(format.width, format.height, vec![]);
        document.page = design::document::Page::of(&format);
        let pdf = laid_out(&document, &Blobs::new()).unwrap().to_pdf().unwrap();
        let mm = |points: f64| points / 72.0 * 25.4;
        let [media, bleed, trim] =
            ["MediaBox", "BleedBox", "TrimBox"].map(|name| page_box(&pdf, name).unwrap().map(mm));
        assert_eq!(media, bleed, "{name}");
        let near = |a: f64, b: f64| (a - b).abs() <= 0.1;
        let [left, top, right, bottom] = trim;
        assert!(near(right - left, width_mm) && near(bottom - top, height_mm), "{name}: {trim:?}");
        for distance in [left - bleed[0], top - bleed[1], bleed[2] - right, bleed[3] - bottom] {
            assert!(near(distance, 3.0), "{name}: {distance} mm");
        }
    }
}

#[test]
fn headings_paragraphs_and_pictures_are_tagged_and_the_rest_is_decoration() {
    let mut blobs = Blobs::new();
    let mut art = picture("art", [0.0, 0.0, 400.0, 150.0], HARD.as_bytes(), Fit::Cover, &mut blobs);
    art.alt = Some("a kite over a field".to_owned());
    let mut faded = words("faded", [20.0, 250.0, 300.0, 40.0], text("Admission is free", 20.0));
    faded.opacity = 0.8;
    let mut headline = words("headline", [20.0, 150.0, 300.0, 60.0], text("Kite day", 40.0));
    headline.role = Role::Headline;
    let mut sub = words("sub", [20.0, 210.0, 300.0, 40.0], text("on the common", 20.0));
    sub.role = Role::Subhead;
    let ornament = shape("ornament", [350.0, 250.0, 20.0, 20.0], Shape::Ellipse, "accent");
    let document = page(400, 300, vec![art, headline, sub, faded, ornament]);
    let pdf = laid_out(&document, &blobs).unwrap().to_pdf().unwrap();
    let count = |needle: &str| pdf.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count();
    assert_eq!([count("/S/H1"), count("/S/H2"), count("/S/P/"), count("/S/Figure")], [1, 1, 1, 1]);
    for needle in ["a kite over a field", "/Lang", "/DisplayDocTitle true", "/Marked true", "/Outlines", "pdfuaid"] {
        assert!(count(needle) > 0, "{needle}");
    }
}

#[test]
fn a_gradient_under_words_is_still_decoration() {
    let mut words = words("words", [20.0, 20.0, 300.0, 100.0], text("Hello", 40.0));
    let design::document::Content::Text { fill, .. } = &mut words.content else { panic!("a text") };
    let stop = |offset: f64, token: &str| design::document::GradientStop { offset, token: token.into() };
    *fill =
        Paint::Gradient(design::document::Gradient { angle: 0.0, stops: vec![stop(0.0, "ink"), stop(1.0, "accent")] });
    let pdf = laid_out(&page(400, 300, vec![words]), &Blobs::new()).unwrap().to_pdf().unwrap();
    let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("pdfuaid") && holds("/S/P/"));
}
