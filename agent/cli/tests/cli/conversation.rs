//! Whole sessions of people at a keyboard, played in a pseudo-terminal.

use crate::terminal::{CTRL_C, CTRL_D, MONO, Terminal, XTERM, delivered, stripped};

#[test]
fn somebody_new_picks_twice_and_takes_the_best() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 100, XTERM, &[]);
    terminal.wait_for("Look at the options");
    terminal.wait_for("Turn 1 of 5: 3 directions");
    terminal.prompt();
    assert!(String::from_utf8_lossy(&terminal.raw).contains("▀"), "the options are to be seen");
    terminal.say("2");
    terminal.wait_for("Going on from 2");
    terminal.wait_for("Turn 2 of 5");
    terminal.prompt();
    terminal.say("why");
    terminal.wait_for("more were made and left out");
    terminal.prompt();
    terminal.say("What do you think I like?");
    terminal.wait_for("You seem to like:");
    terminal.prompt();
    terminal.say("1");
    terminal.wait_for("Turn 3 of 5");
    terminal.prompt();
    terminal.say("");
    terminal.wait_for("Taking the best:");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    assert!(terminal.said().contains("final.png"));
    delivered(folder.path());
    assert_eq!(terminal.said().matches("Look at the options").count(), 1);
}

#[test]
fn own_words_change_what_comes_next_and_pasted_nonsense_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 90, MONO, &["--turns", "3"]);
    terminal.prompt();
    terminal.press(&format!("\u{1b}[200~{}\u{1b}[201~\r", "pasted text\n".repeat(900)));
    terminal.wait_for("longer than an answer can be");
    terminal.prompt();
    terminal.say("もっと静かに 日本語 ÄÖÜ");
    terminal.wait_for("do not know what to do with that");
    terminal.prompt();
    terminal.press("\u{1b}[200~7\n2\n1\n\u{1b}[201~\r");
    terminal.wait_for("There is no option 7");
    terminal.prompt();
    terminal.say("calmer");
    terminal.wait_for("Once more, with calmer pages.");
    terminal.wait_for("Turn 2 of 3");
    terminal.prompt();
    terminal.say("2 but warmer");
    terminal.wait_for("More like 2, with warmer colours.");
    terminal.wait_for("Turn 3 of 3, the last");
    terminal.prompt();
    terminal.say("a1");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
    assert!(!String::from_utf8_lossy(&terminal.raw).contains('▀'), "no pictures under NO_COLOR");
}

#[test]
fn who_rejects_everything_is_told_when_nothing_new_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 40, MONO, &["--turns", "3"]);
    for turn in 1..=2 {
        terminal.wait_for(&format!("Turn {turn} of 3"));
        terminal.prompt();
        terminal.say("none of these");
        terminal.wait_for("None of these: here come others.");
    }
    // Two refusals in a row are worth a question.
    terminal.wait_for("What should be different?");
    terminal.wait_for("Enter to skip.");
    terminal.say("calmer");
    terminal.wait_for("Turn 3 of 3, the last");
    terminal.prompt();
    for words in ["n", "calmer"] {
        terminal.say(words);
        terminal.wait_for("This was the last turn");
        terminal.prompt();
    }
    terminal.say("budget");
    terminal.wait_for("Spent $0.00 of $0.25");
    terminal.prompt();
    let asked = String::from_utf8_lossy(&terminal.raw).into_owned();
    terminal.say("");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
    assert!(!asked.contains("\u{1b}[1m") && !asked.contains("\u{1b}[3"), "no colour under NO_COLOR");
    // What is typed and the line that moves are the terminal's to break.
    let set = asked.split("Turn 3 of 3").nth(1).unwrap();
    for line in stripped(set).lines().take_while(|line| !line.contains('>')) {
        assert!(line.trim_end().chars().count() <= 40, "{line}");
    }
}

#[test]
fn an_interruption_at_the_prompt_can_be_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 100, MONO, &["--turns", "2"]);
    terminal.prompt();
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130, "{}", terminal.said());
    assert!(terminal.said().contains("go on with it: maquette resume"), "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.wait_for("Turn 1 of 2");
    terminal.prompt();
    terminal.press(CTRL_D);
    assert_eq!(terminal.end(), 130, "{}", terminal.said());
    assert!(terminal.said().contains("you left") && !terminal.said().contains("error"), "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.prompt();
    terminal.say("quit");
    assert_eq!(terminal.end(), 130, "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.prompt();
    terminal.say("a2");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
}

#[cfg(unix)]
#[test]
fn a_signal_while_a_line_is_edited_ends_it_and_gives_the_terminal_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 100, MONO, &["--turns", "2"]);
    let fresh = terminal.master.get_termios().map(|termios| termios.local_flags);
    terminal.prompt();
    let edited = terminal.master.get_termios().map(|termios| termios.local_flags);
    assert_ne!(edited, fresh);
    let process = terminal.child.process_id().unwrap().to_string();
    let sent = std::process::Command::new("kill").args(["-INT", &process]).status().unwrap();
    assert!(sent.success());
    assert_eq!(terminal.end(), 130, "{}", terminal.said());
    let after = terminal.master.get_termios().map(|termios| termios.local_flags);
    assert_eq!(after, fresh);
}

#[test]
fn a_terminal_that_can_do_nothing_is_told_a_fact_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 80, &[("TERM", "dumb")], &["--turns", "2"]);
    terminal.wait_for("Option 1:");
    terminal.wait_for("Picture:");
    terminal.wait_for("out/options/turn-1/option-1.png");
    terminal.wait_for("Your answer:");
    terminal.say("scores 1");
    terminal.wait_for("total: 0.");
    terminal.wait_for("Your answer:");
    terminal.say("hello there");
    terminal.wait_for("do not know what to do");
    terminal.wait_for("Your answer:");
    terminal.say("2");
    terminal.wait_for("Going on from 2");
    terminal.wait_for("Your answer:");
    terminal.say("1");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
    let raw = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(!raw.contains('\u{1b}'), "{raw}");
    assert!(raw.chars().all(|c| !('─'..='▟').contains(&c) && !('⠀'..='⣿').contains(&c)), "{raw}");
}

#[test]
fn a_professional_says_exact_values_and_looks_at_raw_scores() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 110, MONO, &["--turns", "4"]);
    terminal.prompt();
    terminal.say("headline 40 px");
    terminal.wait_for("Of which option?");
    terminal.prompt();
    terminal.say("2: image opacity 90%, frobnicate 7 px");
    terminal.wait_for("Editing 2");
    terminal.wait_for("Turn 1 again");
    terminal.wait_for("Not read:");
    terminal.prompt();
    terminal.say("scores 2");
    terminal.wait_for("total");
    terminal.prompt();
    // Who says exact values speaks the trade, and says otherwise where that is wrong.
    terminal.say("2");
    terminal.wait_for("Turn 2 of 4");
    terminal.wait_for("total 0.");
    terminal.wait_for("headline ");
    terminal.prompt();
    terminal.say("details");
    terminal.wait_for("Turn 2 of 4");
    terminal.prompt();
    terminal.say("taste");
    terminal.wait_for("with a likelihood of");
    terminal.prompt();
    terminal.say("forget everything");
    terminal.wait_for("Turn 2 again");
    terminal.prompt();
    terminal.say("taste");
    terminal.wait_for("Nothing yet.");
    terminal.prompt();
    terminal.say("lock layout and colours");
    terminal.wait_for("Kept as it is from here on: layout and colours.");
    terminal.prompt();
    terminal.say("lock layout");
    terminal.wait_for("It is so already.");
    terminal.prompt();
    terminal.say("a1");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
}

#[test]
fn who_changes_their_mind_gets_back_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::design(folder.path(), 100, MONO, &["--turns", "3"]);
    terminal.prompt();
    terminal.say("undo");
    terminal.wait_for("nothing before them");
    terminal.prompt();
    terminal.say("3");
    terminal.wait_for("Turn 2 of 3");
    terminal.prompt();
    terminal.say("undo");
    terminal.wait_for("Back to the options of turn 1.");
    terminal.wait_for("Turn 1 again: 3 directions");
    terminal.prompt();
    terminal.say("redo");
    terminal.wait_for("Turn 2 again: 3 arrangements");
    terminal.prompt();
    terminal.say("redo");
    terminal.wait_for("Nothing was undone here.");
    terminal.prompt();
    terminal.say("lock type");
    terminal.wait_for("Kept as it is");
    terminal.prompt();
    // Something new can still be made, however often somebody went back.
    terminal.say("calmer");
    terminal.wait_for("Turn 3 of 3, the last");
    terminal.prompt();
    terminal.say("undo");
    terminal.wait_for("again, the last: 3 arrangements");
    terminal.prompt();
    terminal.say("n");
    terminal.wait_for("nothing new can be made");
    terminal.prompt();
    terminal.say("back 1");
    terminal.wait_for("Turn 1 again, the last: 3 directions");
    terminal.prompt();
    terminal.say("best");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
}

#[test]
fn a_brief_that_says_nothing_is_asked_about_once_and_ctrl_c_is_safe_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let brief = "something nice for my shop";
    let args = ["design", brief, "--format", "480x480", "--candidates", "5", "--out", "out", "--turns", "2"];
    let mut terminal = Terminal::open(folder.path(), 100, MONO, &args);
    terminal.wait_for("What is it for?");
    terminal.wait_for("Enter to skip");
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130, "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.wait_for("What is it for?");
    terminal.wait_for("Enter to skip");
    terminal.say("a spring sale");
    terminal.wait_for("Turn 1 of 2");
    terminal.prompt();
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130, "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.prompt();
    assert!(!terminal.said().contains("What is it for?"), "{}", terminal.said());
    terminal.say("1");
    // While it works, and what was chosen is on the disk.
    terminal.wait_for("Going on from 1");
    terminal.wait_for("planned the candidates");
    terminal.press(CTRL_C);
    assert_eq!(terminal.end(), 130, "{}", terminal.said());

    let mut terminal = Terminal::open(folder.path(), 100, MONO, &["resume", "out"]);
    terminal.wait_for("Turn 2 of 2, the last");
    terminal.prompt();
    terminal.say("a1");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    delivered(folder.path());
}
