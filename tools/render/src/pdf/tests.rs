use design::document::{Fit, Shape};

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
