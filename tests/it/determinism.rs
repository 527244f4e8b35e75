//! The same in, the same out.

use maquette::{Auto, Maquette};

use crate::{BRIEFS, deliver, files, request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_and_company_do_not_change_what_is_made() {
    let alone = Maquette::builder().workers(1).build().unwrap();
    let crowd = Maquette::builder().workers(4).build().unwrap();
    let wanted = || request(BRIEFS[2]).seed(5).turns(2).chooser(Auto::parse("2,best").unwrap());
    let first = deliver(&alone, wanted()).await;
    // Other runs on the same engine at the same time must not leak into this one.
    let (second, _) = tokio::join!(deliver(&crowd, wanted()), deliver(&crowd, request(BRIEFS[3])));
    assert_eq!(first.option, second.option);
    assert!(files(&first) == files(&second), "the files differ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_seed_comes_from_brief_kit_and_format() {
    let engine = Maquette::builder().build().unwrap();
    let seed = |brief: &'static str, format: &'static str| {
        let engine = engine.clone();
        async move { engine.run(request(brief).format(format)).await.unwrap().seed() }
    };
    let square = seed(BRIEFS[1], "instagram-post").await;
    assert_eq!(square, seed(BRIEFS[1], "1080x1080").await);
    assert_ne!(square, seed(BRIEFS[1], "story").await);
    assert_ne!(square, seed(BRIEFS[3], "instagram-post").await);
}
