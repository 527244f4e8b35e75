//! Edits by the thousand: only what was named changes, every step comes back byte for byte, locks hold.

use proptest::prelude::*;

use super::*;
use crate::canonical::{BlobRef, Sha256, to_canonical_json};
use crate::document::{Align, Fit, FontRef, Paint, Role, Run, Shape, VAlign};
use crate::{BrandKit, Format, Random, Rect, TokenPath};

const ALL: [Lock; 3] = [Lock::Move, Lock::Style, Lock::Content];
const WORDS: [&str; 4] = ["Open late", "Frische\nFische", "49", ""];

fn text(words: &str, size: f64) -> Text {
    Text {
        runs: vec![Run::new(words, FontRef::new("Inter", 700), size)],
        align: Align::Start,
        valign: VAlign::Top,
        leading: 1.2,
        case: Default::default(),
        wrap: true,
        language: "en".to_owned(),
    }
}

fn words(words: &str) -> Content {
    Content::Text { text: text(words, 32.0), fill: Paint::Token("maquette.neutral.ink".into()) }
}

fn form() -> Content {
    Content::Shape {
        shape: Shape::Rect { radius: 4.0 },
        fill: Some(Paint::Token("maquette.coral.500".into())),
        stroke: None,
    }
}

fn picture(name: u8) -> Content {
    Content::Svg { blob: BlobRef(Sha256::of(&[name])), fit: Fit::Contain }
}

fn node(id: &str, role: Role, content: Content) -> Node {
    Node::new(id, role, Rect::new(40.0, 60.0, 320.0, 96.0), content)
}

fn document() -> Document {
    let mut document = Document::new(&Format::parse("1080x1350").unwrap(), BrandKit::builtin().reference());
    let row = Content::Group {
        children: vec![node("dish", Role::Body, words("Soup")), node("price", Role::Body, words("4.50"))],
    };
    let nested =
        Content::Group { children: vec![node("row", Role::Body, row), node("dot", Role::Embellishment, form())] };
    document.nodes = vec![
        node("ground", Role::Background, form()),
        node("art", Role::Image, picture(1)),
        node("menu", Role::Body, nested),
        node("headline", Role::Headline, words("Tonight")),
        node("cta", Role::Cta, words("Book")),
        node("logo", Role::Logo, picture(2)),
    ];
    document
}

/// Every node without what lies in it, by name.
fn parts(document: &Document) -> Vec<(NodeId, Vec<u8>)> {
    let mut parts: Vec<_> = document.walk().map(|node| (node.id.clone(), alone(node))).collect();
    parts.sort();
    parts
}

fn alone(node: &Node) -> Vec<u8> {
    let mut node = node.clone();
    if let Content::Group { children } = &mut node.content {
        children.clear();
    }
    to_canonical_json(&node)
}

/// A number as people give one, or one that nobody means.
fn number(random: &mut Random, low: f64, high: f64) -> f64 {
    const ODD: [f64; 8] =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308, -0.0, f64::MIN_POSITIVE, 0.1 + 0.2];
    if random.chance(0.08) { ODD[random.index(ODD.len())] } else { random.range(low, high) }
}

fn id(document: &Document, random: &mut Random) -> NodeId {
    let ids: Vec<&Node> = document.walk().collect();
    match random.pick(&ids) {
        Some(node) if random.chance(0.93) => node.id.clone(),
        _ => ["", "nobody", "menu\u{0}", "HEADLINE"][random.index(4)].into(),
    }
}

fn area(random: &mut Random) -> Rect {
    let mut side = || number(random, -500.0, 1_500.0);
    Rect { x: side(), y: side(), w: side(), h: side() }
}

fn random_text(random: &mut Random) -> Text {
    let mut text = text(WORDS[random.index(WORDS.len())], number(random, 4.0, 200.0));
    text.leading = number(random, 0.8, 2.0);
    if random.chance(0.3) {
        let mut run = Run::new("more", FontRef::new("Lora", 400), 18.0);
        run.leading = Some(number(random, 0.8, 2.0));
        run.shift = [number(random, -1.0, 1.0), 0.0];
        text.runs.push(run);
    }
    text
}

fn content(random: &mut Random) -> Content {
    match random.index(5) {
        0 => Content::Text { text: random_text(random), fill: Paint::Token("maquette.neutral.ink".into()) },
        1 => form(),
        2 => picture(random.index(9) as u8),
        3 => Content::Group { children: vec![] },
        // Names that may be taken already, or twice the same.
        _ => Content::Group { children: (0..2).map(|_| new_node(random, form())).collect() },
    }
}

fn new_node(random: &mut Random, content: Content) -> Node {
    let mut node = node(&format!("new-{}", random.index(40)), Role::Embellishment, content);
    (node.area, node.rotation, node.opacity) = (area(random), number(random, -90.0, 90.0), number(random, 0.0, 1.0));
    node
}

fn index(random: &mut Random) -> usize {
    if random.chance(0.05) { usize::MAX - random.index(3) } else { random.index(8) }
}

fn operation(document: &Document, random: &mut Random) -> Operation {
    let id = id(document, random);
    match random.index(13) {
        0 => {
            let content = content(random);
            Operation::AddNode { index: index(random), node: Box::new(new_node(random, content)) }
        }
        1 => Operation::RemoveNode { id },
        2 | 3 => Operation::SetBox { id, area: area(random) },
        4 => Operation::SetRotation { id, rotation: number(random, -360.0, 360.0) },
        5 => Operation::SetOpacity { id, opacity: number(random, -0.1, 1.1) },
        6 => {
            let token = TokenPath::from(["maquette.blue.900", "no.such", ""][random.index(3)]);
            Operation::SetFill { id, fill: random.chance(0.8).then_some(Paint::Token(token)) }
        }
        7 | 8 => Operation::SetText { id, text: random_text(random) },
        9 => Operation::SetImage { id, blob: BlobRef(Sha256::of(b"x")), fit: Fit::Cover },
        10 => Operation::SetSvg { id, blob: BlobRef(Sha256::of(b"y")), fit: Fit::Contain },
        11 => Operation::SetContent { id, content: Box::new(content(random)) },
        _ => Operation::Reorder { id, index: index(random) },
    }
}

/// An operation or, now and then, a lock or its end.
fn any_step(document: &Document, random: &mut Random) -> Operation {
    if random.chance(0.9) {
        return operation(document, random);
    }
    let locked = ALL.into_iter().filter(|_| random.chance(0.2)).collect();
    Operation::SetLocks { id: id(document, random), locked }
}

fn is_sound(bytes: &[u8]) -> bool {
    let read: Document = serde_json::from_slice(bytes).unwrap();
    read.to_bytes() == bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_edit_changes_its_node_alone_and_its_inverse_brings_it_back(seed: u64) {
        let mut random = Random::new(seed);
        let mut editing = Editing::new(document()).unwrap();
        for _ in 0..60 {
            let (was, operation) = (editing.document().clone(), any_step(editing.document(), &mut random));
            let before = was.to_bytes();
            if editing.apply(&operation).is_err() {
                prop_assert_eq!(editing.document().to_bytes(), before, "refused, yet changed: {:?}", operation);
                continue;
            }
            prop_assert!(is_sound(&editing.document().to_bytes()), "{:?}", operation);
            let named: BTreeSet<NodeId> = [&was, editing.document()]
                .into_iter()
                .filter_map(|document| document.node(operation.target()))
                .flat_map(|node| node.walk().map(|node| node.id.clone()))
                .collect();
            let others = |document: &Document| -> Vec<_> {
                parts(document).into_iter().filter(|(id, _)| !named.contains(id)).collect()
            };
            prop_assert_eq!(others(&was), others(editing.document()), "{:?}", operation);
            let mut again = editing.clone();
            again.undo().unwrap();
            prop_assert_eq!(again.document().to_bytes(), before, "{:?}", operation);
        }
    }

    #[test]
    fn two_hundred_steps_come_back_one_by_one_and_are_made_again(seed: u64) {
        let mut random = Random::new(seed);
        let mut editing = Editing::new(document()).unwrap();
        let mut states = vec![editing.document().to_bytes()];
        // Some are refused; two hundred are made.
        for _ in 0..10_000 {
            let step = any_step(editing.document(), &mut random);
            if editing.apply(&step).is_ok() {
                states.push(editing.document().to_bytes());
            }
            if states.len() > 200 {
                break;
            }
        }
        prop_assert_eq!(states.len(), 201);
        let stored = serde_json::to_vec(&editing).unwrap();
        let read: Editing = serde_json::from_slice(&stored).unwrap();
        prop_assert_eq!(&read, &editing);
        let mut editing = read;
        for state in states.iter().rev().skip(1) {
            editing.undo().unwrap();
            prop_assert_eq!(&editing.document().to_bytes(), state);
        }
        prop_assert_eq!((editing.undo(), editing.steps()), (None, (0, states.len() - 1)));
        let mut editing: Editing = serde_json::from_slice(&serde_json::to_vec(&editing).unwrap()).unwrap();
        for state in &states[1..] {
            editing.redo().unwrap();
            prop_assert_eq!(&editing.document().to_bytes(), state);
        }
        prop_assert_eq!((editing.redo(), editing.into_document().to_bytes()), (None, states.pop().unwrap()));
    }

    #[test]
    fn a_locked_node_is_touched_by_no_operation(seed: u64, which in 0_usize..10) {
        let mut random = Random::new(seed);
        let mut editing = Editing::new(document()).unwrap();
        let locked: NodeId = editing.document().walk().nth(which).unwrap().id.clone();
        editing.lock(&locked, &ALL).unwrap();
        let kept = |editing: &Editing| to_canonical_json(editing.document().node(&locked).unwrap());
        let before = kept(&editing);
        for _ in 0..80 {
            let drawn = (0..6).map(|_| operation(editing.document(), &mut random));
            let operation = drawn.max_by_key(|operation| *operation.target() == locked).unwrap();
            let _ = editing.apply(&operation);
            prop_assert_eq!(kept(&editing), before.clone(), "{:?}", operation);
        }
        let faded = editing.apply(&Operation::SetOpacity { id: locked.clone(), opacity: 0.5 });
        prop_assert!(matches!(faded, Err(EditError::Locked { .. })), "{:?}", faded);
    }

    #[test]
    fn whatever_is_stored_is_read_or_refused_and_stepped_through_without_harm(seed: u64) {
        // Steps of another document: they may or may not fit.
        let mut random = Random::new(seed);
        let steps: Vec<_> = (0..12).map(|_| serde_json::to_value(operation(&document(), &mut random)).unwrap()).collect();
        let stored = serde_json::json!({ "document": document(), "done": steps[..6], "undone": steps[6..] });
        if let Ok(mut editing) = serde_json::from_value::<Editing>(stored) {
            for _ in 0..8 {
                editing.undo();
            }
            for _ in 0..16 {
                editing.redo();
            }
            prop_assert!(is_sound(&editing.document().to_bytes()));
        }
    }
}

fn editing() -> Editing {
    Editing::new(document()).unwrap()
}

#[test]
fn each_lock_forbids_its_own_and_says_what_to_do() {
    let (recoloured, moved) = (
        Operation::SetFill { id: "headline".into(), fill: Some(Paint::Token("maquette.blue.900".into())) },
        Operation::SetBox { id: "headline".into(), area: Rect::new(0.0, 0.0, 9.0, 9.0) },
    );
    let (reworded, reset) = (
        Operation::SetText { id: "headline".into(), text: text("Tomorrow", 32.0) },
        Operation::SetText { id: "headline".into(), text: text("Tonight", 48.0) },
    );
    for (lock, forbidden) in
        [(Lock::Style, [&recoloured, &reset]), (Lock::Move, [&moved; 2]), (Lock::Content, [&reworded; 2])]
    {
        let mut editing = editing();
        editing.lock(&"headline".into(), &[lock]).unwrap();
        for operation in [&recoloured, &moved, &reworded, &reset] {
            let is_forbidden = forbidden.contains(&operation);
            assert_eq!(editing.apply(operation).is_err(), is_forbidden, "{lock:?} {operation:?}");
        }
        editing.unlock(&"headline".into(), &[lock]).unwrap();
        assert!(forbidden.iter().all(|operation| editing.apply(operation).is_ok()));
    }
    let mut editing = editing();
    editing.lock(&"headline".into(), &[Lock::Move]).unwrap();
    let said = editing.apply(&moved).unwrap_err().to_string();
    assert_eq!(said, "`headline` stays as it is: the place of `headline` is locked; unlock `headline` first");
    assert!(editing.apply(&Operation::RemoveNode { id: "headline".into() }).is_err());
}

#[test]
fn a_group_locks_what_is_in_it_and_is_held_by_it() {
    let mut editing = editing();
    editing.lock(&"menu".into(), &[Lock::Style]).unwrap();
    let set = Operation::SetText { id: "price".into(), text: text("4.50", 40.0) };
    let error = editing.apply(&set).unwrap_err();
    assert_eq!(error, EditError::Locked { id: "price".into(), by: "menu".into(), lock: Lock::Style });
    editing.unlock(&"menu".into(), &ALL).unwrap();
    editing.lock(&"price".into(), &[Lock::Content]).unwrap();
    editing.apply(&set).unwrap();
    for id in ["menu", "row", "price"] {
        let emptied = Operation::SetContent { id: id.into(), content: Box::new(form()) };
        assert!(matches!(editing.apply(&emptied), Err(EditError::Locked { by, .. }) if by.0 == "price"), "{id}");
    }
    assert!(matches!(editing.apply(&Operation::RemoveNode { id: "menu".into() }), Err(EditError::Locked { .. })));
    editing.apply(&Operation::SetOpacity { id: "menu".into(), opacity: 0.5 }).unwrap();
}

#[test]
fn a_new_edit_ends_what_could_be_made_again_and_the_oldest_steps_are_forgotten() {
    let mut editing = editing();
    let fade = |opacity: f64| Operation::SetOpacity { id: "art".into(), opacity };
    editing.apply(&fade(0.5)).unwrap();
    assert_eq!(editing.undo(), Some(fade(1.0)));
    assert_eq!(editing.redo(), Some(fade(0.5)));
    editing.undo();
    editing.apply(&fade(0.25)).unwrap();
    assert_eq!((editing.redo(), editing.steps()), (None, (1, 0)));
    for step in 0..=STEPS_MAX {
        editing.apply(&fade(step as f64 / 2_000.0)).unwrap();
    }
    assert_eq!(editing.steps(), (STEPS_MAX, 0));
    while editing.undo().is_some() {}
    let opacity = editing.document().node(&"art".into()).unwrap().opacity;
    assert_eq!((opacity, editing.steps()), (0.0, (0, STEPS_MAX)), "the two oldest steps stay made");
}

#[test]
fn what_could_not_be_recorded_or_undone_is_refused() {
    let mut editing = editing();
    let before = editing.document().to_bytes();
    let refused = |editing: &mut Editing, operation: Operation, said: &str| {
        let error = editing.apply(&operation).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    };
    let nan = Rect { x: f64::NAN, ..Rect::default() };
    refused(&mut editing, Operation::SetBox { id: "art".into(), area: nan }, "not finite");
    let far = Rect { x: 1e308, ..Rect::default() };
    refused(&mut editing, Operation::SetBox { id: "art".into(), area: far }, "between -1000000 and 1000000");
    refused(&mut editing, Operation::SetOpacity { id: "art".into(), opacity: 1.5 }, "between 0 and 1");
    refused(&mut editing, Operation::Reorder { id: "art".into(), index: 6 }, "between 0 and 5");
    refused(&mut editing, Operation::RemoveNode { id: "price".into() }, "no node `price`");
    let mut unread = text("x", 20.0);
    unread.runs[0].leading = Some(f64::NAN);
    refused(&mut editing, Operation::SetText { id: "cta".into(), text: unread }, "not finite");
    refused(&mut editing, Operation::SetText { id: "cta".into(), text: text(&"x".repeat(300_000), 9.0) }, "in parts");
    let twin = Content::Group { children: vec![node("cta", Role::Body, form())] };
    refused(&mut editing, Operation::SetContent { id: "art".into(), content: Box::new(twin) }, "`cta` already");
    let deep =
        (0..60).fold(form(), |inner, n| Content::Group { children: vec![node(&format!("g{n}"), Role::Body, inner)] });
    refused(&mut editing, Operation::SetContent { id: "art".into(), content: Box::new(deep) }, "32 groups");
    let many =
        (0..NODES_MAX).map(|n| node(&format!("n{n}"), Role::Body, Content::Group { children: vec![] })).collect();
    let many = Node::new("many", Role::Body, Rect::default(), Content::Group { children: many });
    let error = editing.apply(&Operation::AddNode { index: 0, node: Box::new(many) }).unwrap_err();
    assert!(matches!(error, EditError::TooLarge { .. } | EditError::Refused(OperationError::TooManyNodes)), "{error}");
    assert_eq!((editing.document().to_bytes(), editing.steps()), (before, (0, 0)));
}

#[test]
fn a_document_that_could_not_be_brought_back_is_not_edited() {
    let mut twins = document();
    twins.nodes.push(node("price", Role::Body, form()));
    assert!(matches!(Editing::new(twins), Err(EditError::Refused(OperationError::DuplicateNode { .. }))));
    let mut bright = document();
    bright.nodes[1].opacity = 1.7;
    assert!(matches!(Editing::new(bright), Err(EditError::OutOfRange { what: "opacity", .. })));
    let mut endless = document();
    endless.nodes[3].content = Content::Text { text: text("x", f64::INFINITY), fill: Paint::Token("a".into()) };
    assert!(matches!(Editing::new(endless), Err(EditError::NotFinite { .. })));
    let steps = vec![Operation::RemoveNode { id: "art".into() }; STEPS_MAX + 1];
    let stored = serde_json::json!({ "document": document(), "done": steps, "undone": [] });
    assert!(serde_json::from_value::<Editing>(stored).unwrap_err().to_string().contains("1001 steps"));
}
