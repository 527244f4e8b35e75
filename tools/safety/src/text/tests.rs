use proptest::prelude::*;

use super::*;

fn read(text: &str, kind: ReadingKind) -> Vec<String> {
    readings(text)
        .unwrap()
        .iter()
        .filter(|reading| reading.kind() == kind)
        .map(|reading| reading.text().trim().to_owned())
        .collect()
}

#[track_caller]
fn plain_is(text: &str, want: &str) {
    assert_eq!(read(text, ReadingKind::Plain), [want], "{text}");
}

#[track_caller]
fn one_is(text: &str, kind: ReadingKind, want: &str) {
    let read = read(text, kind);
    assert!(read.iter().any(|reading| reading == want), "{text}: {read:?}");
}

#[test]
fn what_is_dressed_up_is_read_plainly() {
    plain_is("ＦＲＥＥ 𝕮𝖆𝖐𝖊", "free cake");
    plain_is("Fr\u{200b}ee\u{ad} c\u{202e}ake\u{fe0f}", "free cake");
    plain_is("c\u{e0061}ake", "cake");
    plain_is("сосоа", "cocoa"); // Cyrillic throughout
    plain_is("НОТ Тea", "hot tea"); // Cyrillic capitals
    plain_is("βread ᴄʜᴇᴇsᴇ", "bread cheese");
    plain_is("c\u{336}a\u{336}k\u{489}e\u{e49}", "cake");
    plain_is("🅲🅰🅺🅴 Ⓣⓔⓐ", "cake tea");
    plain_is("Don’t", "dont");
    plain_is("Crème Brûlée, Straße", "creme brulee strasse");
}

#[test]
fn prices_dates_and_numbers_stay_what_they_are() {
    for text in
        ["50% off", "10k run", "B2B", "4 U", "$599", "7pm", "3rd", "24/7", "+44 20 7946 0000", "B12", "Aug 8, 2018"]
    {
        assert_eq!(read(text, ReadingKind::Deleeted), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn digits_and_signs_among_letters_are_letters() {
    one_is("c4k3", ReadingKind::Deleeted, "cake");
    one_is("$oup", ReadingKind::Deleeted, "soup");
    one_is("gla$$", ReadingKind::Deleeted, "giass");
    one_is("c@ndy", ReadingKind::Deleeted, "candy");
    one_is("p!zza!", ReadingKind::Deleeted, "pizza");
    one_is("tabIe", ReadingKind::Deleeted, "tabie");
    one_is("TABlE", ReadingKind::Deleeted, "tabie");
    one_is("(c4ke)", ReadingKind::Deleeted, "cake");
}

#[test]
fn letters_that_are_spread_are_put_together() {
    one_is("c.a.k.e", ReadingKind::Joined, "cake");
    one_is("c a k e", ReadingKind::Joined, "cake");
    one_is("t e a   c a k e", ReadingKind::Joined, "tea cake");
    one_is("s*o*u*p now", ReadingKind::Joined, "soup now");
    one_is("a c a k e", ReadingKind::Joined, "a cake");
    one_is("c-4-k-3", ReadingKind::Deleeted, "cake");
    assert_eq!(read("4 U & me", ReadingKind::Joined), Vec::<String>::new());
}

#[test]
fn letters_that_are_repeated_or_left_out_are_seen() {
    one_is("caaaaake", ReadingKind::Collapsed, "cake");
    one_is("c*ke", ReadingKind::Unmasked('a'), "cake");
    one_is("sh**t", ReadingKind::Unmasked('o'), "shoot");
    one_is("#FreeCakeToday", ReadingKind::Parted, "free cake today");
}

#[test]
fn what_is_read_knows_where_it_stood() {
    let text = "Eat с.4.k.е!";
    let readings = readings(text).unwrap();
    let found = readings.iter().find_map(|reading| reading.text().find("cake").map(|at| (reading, at)));
    let (reading, at) = found.unwrap();
    assert_eq!(&text[reading.original(at..at + 4)], "с.4.k.е");
}

#[test]
fn a_text_that_is_too_long_is_told() {
    let error = readings(&"a".repeat(TEXT_BYTES_MAX + 1)).unwrap_err();
    assert_eq!(error, TextError::TooLong { found: TEXT_BYTES_MAX + 1 });
    assert!(readings(&"\u{fdfa}".repeat(TEXT_BYTES_MAX / 3)).unwrap()[0].text().len() < 16 * TEXT_BYTES_MAX);
}

proptest! {
    #[test]
    fn any_text_is_read_within_its_bounds(text in "\\PC{0,200}|[a-cA-C0-4 .*$@!|'\u{200b}\u{336}\n]{0,80}") {
        for reading in readings(&text).unwrap() {
            for word in reading.words() {
                let range = reading.original(word.at..word.to);
                prop_assert!(range.start < range.end);
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}

#[test]
fn the_plain_reading_is_the_first_of_all() {
    for text in ["Fr33 c4ke", "F r e e cake", "fr*e cake for all!!!"] {
        assert_eq!(plain_reading(text).unwrap().text(), readings(text).unwrap()[0].text(), "{text}");
    }
    let error = plain_reading(&"a".repeat(TEXT_BYTES_MAX + 1)).unwrap_err();
    assert_eq!(error, TextError::TooLong { found: TEXT_BYTES_MAX + 1 });
}
