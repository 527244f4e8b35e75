use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use design::Random;
use retrieval::{AssetKind, Filter};

use super::*;
use crate::TenantId;

/// Names the folder that a child of these tests writes to.
const CHILD: &str = "MAQUETTE_INDEX_CHILD";

fn scope(name: &str) -> TenantScope {
    TenantScope::of(TenantId::new(name).unwrap())
}

fn asset(at: usize) -> Asset {
    let mut random = Random::new(at as u64);
    let embedding = (0..16).map(|_| random.range(-1.0, 1.0) as f32).collect();
    Asset { embedding, ..Asset::new(format!("imagery:{at:06}"), AssetKind::Imagery, format!("harbour {at}")) }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|extension| extension == "assets")).collect()
}

async fn all(index: &EmbeddedIndex, scope: &TenantScope) -> Vec<String> {
    let query = Query { filter: Filter::of_kind(AssetKind::Imagery), ..Query::words("harbour", 100) };
    let mut ids: Vec<String> = index.search(scope, query).await.unwrap().hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn what_was_put_is_there_again_and_nobody_elses() {
    let place = tempfile::tempdir().unwrap();
    let (acme, other) = (scope("acme"), scope("ACME"));
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.put(&acme, (0..50).map(asset).collect()).await.unwrap();
    index.put(&other, vec![asset(900)]).await.unwrap();
    index.remove(&acme, vec!["imagery:000003".into(), "imagery:nowhere".into()]).await.unwrap();
    let refused = Asset { embedding: vec![1.0], ..asset(60) };
    index.put(&acme, vec![asset(61), refused]).await.unwrap_err();
    let before = all(&index, &acme).await;
    assert!(EmbeddedIndex::open(place.path()).unwrap_err().to_string().contains("another process"));
    drop(index);
    let index = EmbeddedIndex::open(place.path()).unwrap();
    assert_eq!(all(&index, &acme).await, before);
    assert_eq!((before.len(), index.count(&acme).await.unwrap()), (49, 49));
    assert_eq!(all(&index, &other).await, ["imagery:000900"]);
    let near = Query { embedding: asset(7).embedding, limit: 1, ..Query::default() };
    assert_eq!(index.search(&acme, near).await.unwrap().hits[0].id, "imagery:000007");
    index.health().await.unwrap();
}

#[tokio::test]
async fn many_may_read_while_nobody_changes_it() {
    let place = tempfile::tempdir().unwrap();
    let acme = scope("acme");
    EmbeddedIndex::open_to_read(place.path()).unwrap_err();
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0, "a look makes nothing");
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.put(&acme, vec![asset(1), asset(2)]).await.unwrap();
    EmbeddedIndex::open_to_read(place.path()).unwrap_err();
    drop(index);
    let path = files(place.path()).remove(0);
    let torn = [&std::fs::read(&path).unwrap()[..], &[7; 5]].concat();
    std::fs::write(&path, &torn).unwrap();
    let readers = [(); 2].map(|()| EmbeddedIndex::open_to_read(place.path()).unwrap());
    for index in &readers {
        assert_eq!(all(index, &acme).await, ["imagery:000001", "imagery:000002"]);
        assert_eq!(index.count(&scope("nobody")).await.unwrap(), 0);
        assert!(index.has(&acme, "imagery:000001").await.unwrap() && !index.has(&acme, "imagery:3").await.unwrap());
        assert!(index.put(&acme, vec![asset(3)]).await.unwrap_err().to_string().contains("to be read"));
    }
    EmbeddedIndex::open(place.path()).unwrap_err();
    drop(readers);
    assert_eq!(std::fs::read(&path).unwrap(), torn, "what is read is not mended");
    EmbeddedIndex::open(place.path()).unwrap();
}

#[tokio::test]
async fn another_folder_takes_nothing_out() {
    let (place, press, other) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (acme, index) = (scope("acme"), EmbeddedIndex::open(place.path()).unwrap());
    std::fs::write(press.path().join("a.txt"), "Quay").unwrap();
    let sync = async |root: &Path, label| index.sync_folder(&acme, label, root, |_| true).await;
    sync(press.path(), "press").await.unwrap();
    for _ in 0..2 {
        // Empty at first, as where a disk is missing; then with other files.
        sync(other.path(), "press").await.unwrap_err();
        std::fs::write(other.path().join("b.txt"), "Pier").unwrap();
    }
    sync(other.path(), "other").await.unwrap();
    assert_eq!(index.count(&acme).await.unwrap(), 2);
    assert_eq!(index.forget_folder(&acme, "press").await.unwrap(), 1);
    assert_eq!(sync(other.path(), "press").await.unwrap().added, 1);
    let off = index.sync_folder(&acme, "press", other.path(), |_| false).await.unwrap();
    assert!(off.called_off && off.removed == 0, "{off:?}");
}

#[tokio::test]
async fn many_tenants_come_and_go() {
    let place = tempfile::tempdir().unwrap();
    let index = EmbeddedIndex::open(place.path()).unwrap();
    for at in 0..TENANTS_HELD_MAX + 20 {
        index.put(&scope(&format!("t{at}")), vec![asset(at)]).await.unwrap();
    }
    assert!(index.0.tenants().len() <= TENANTS_HELD_MAX);
    for at in (0..TENANTS_HELD_MAX + 20).rev() {
        assert_eq!(all(&index, &scope(&format!("t{at}"))).await, [format!("imagery:{at:06}")]);
    }
}

#[tokio::test]
async fn a_record_that_was_torn_anywhere_is_put_aside() {
    let place = tempfile::tempdir().unwrap();
    let acme = scope("acme");
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.put(&acme, vec![asset(1)]).await.unwrap();
    let path = files(place.path()).remove(0);
    let sound = std::fs::read(&path).unwrap();
    index.put(&acme, vec![asset(2)]).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    drop(index);
    let zeros = [&sound[..], &[0; 300]].concat();
    for torn in (sound.len() + 1..whole.len()).map(|end| &whole[..end]).chain([&zeros[..]]) {
        std::fs::write(&path, torn).unwrap();
        let index = EmbeddedIndex::open(place.path()).unwrap();
        assert_eq!(all(&index, &acme).await, ["imagery:000001"]);
        assert_eq!(std::fs::read(&path).unwrap(), sound);
        let aside = std::fs::read(path.with_extension(format!("torn-{}", sound.len()))).unwrap();
        assert_eq!(aside, &torn[sound.len()..]);
        // And it goes on from there.
        index.put(&acme, vec![asset(3)]).await.unwrap();
        drop(index);
        let index = EmbeddedIndex::open(place.path()).unwrap();
        assert_eq!(index.count(&acme).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_bit_that_flipped_is_named_and_nothing_is_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let acme = scope("acme");
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.put(&acme, (0..3).map(asset).collect()).await.unwrap();
    drop(index);
    let path = files(place.path()).remove(0);
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&path, &flipped).unwrap();
        let index = EmbeddedIndex::open(place.path()).unwrap();
        let error = index.count(&acme).await.unwrap_err().to_string();
        assert!(error.contains("byte "), "{at}: {error}");
        assert!(std::fs::read(&path).unwrap() == flipped, "{at}");
    }
}

#[tokio::test]
async fn a_file_that_is_mostly_of_no_use_is_written_anew() {
    let place = tempfile::tempdir().unwrap();
    let acme = scope("acme");
    let index = EmbeddedIndex::open(place.path()).unwrap();
    let long = |at: usize| Asset { text: "x".repeat(4_000), ..asset(at % 50) };
    for round in 0..20 {
        index.put(&acme, (0..50).map(|at| long(at + round)).collect()).await.unwrap();
    }
    let path = files(place.path()).remove(0);
    assert!(std::fs::metadata(&path).unwrap().len() < 2 * COMPACTED_FROM);
    let before = all(&index, &acme).await;
    drop(index);
    // What a crash left of writing it anew is in nobody's way.
    std::fs::write(path.with_extension("new"), "half").unwrap();
    let index = EmbeddedIndex::open(place.path()).unwrap();
    assert_eq!(all(&index, &acme).await, before);
    let near = Query { embedding: asset(7).embedding, limit: 1, ..Query::default() };
    assert_eq!(index.search(&acme, near).await.unwrap().hits[0].id, "imagery:000007");
}

/// Puts batches and says of each that it is kept, until it is killed. It does nothing unless a test began it.
#[tokio::test]
async fn a_child_that_puts_until_it_is_killed() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let index = EmbeddedIndex::open(Path::new(&folder)).unwrap();
    let acme = scope("acme");
    let from = usize::try_from(index.count(&acme).await.unwrap()).unwrap();
    for batch in 0..2_000 {
        let at = from + batch * 20;
        index.put(&acme, (at..at + 20).map(asset).collect()).await.unwrap();
        println!("kept {}", at + 20);
    }
}

#[tokio::test]
async fn what_was_told_to_be_kept_outlives_a_kill() {
    let place = tempfile::tempdir().unwrap();
    let mut random = Random::new(11);
    let mut kept = 0;
    for _ in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "brand_index::embedded::tests::a_child_that_puts_until_it_is_killed", "--nocapture"])
            .env(CHILD, place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = 1 + random.index(20);
        let mut told = 0;
        for line in lines.by_ref().map(Result::unwrap) {
            if let Some(number) = line.strip_prefix("kept ") {
                kept = kept.max(number.parse::<u64>().unwrap());
                told += 1;
            }
            if told == wanted {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(random.index(3_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // Some that nobody was told of may be there too.
        for line in lines.map_while(Result::ok) {
            kept = kept.max(line.strip_prefix("kept ").and_then(|number| number.parse().ok()).unwrap_or(0));
        }
        let index = EmbeddedIndex::open(place.path()).unwrap();
        assert!(index.count(&scope("acme")).await.unwrap() >= kept, "{kept}");
    }
    assert!(kept > 100, "{kept}");
}

const SVG: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path fill="#103060" d="M0 0h90v60h-90z"/></svg>"##;

#[tokio::test]
async fn a_folder_is_looked_at_once_and_again_where_it_changed() {
    let (place, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let acme = scope("acme");
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    for at in 0..450 {
        write(&format!("harbour/boat-{at}.svg"), SVG);
    }
    write("logos/full_on-dark.svg", SVG);
    write("logos/full_on-dark.svg.json", r#"{ "on": ["dark"], "licence": "CC0-1.0", "aliases": ["Anker"] }"#);
    write("voice/quote.txt", "It was on the doorstep before breakfast.");
    write("broken.png", "no picture");
    write("said.svg", SVG);
    write("said.svg.json", "{ \"smell\": 1 }");
    write("notes.docx", "not looked at");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("out.txt")).unwrap();
        assert!(Command::new("mkfifo").arg(folder.path().join("pipe.svg")).status().unwrap().success());
    }
    let index = EmbeddedIndex::open(place.path()).unwrap();
    // Called off after the first batch, and gone on with by another process.
    let first = index.sync_folder(&acme, "press", folder.path(), |looked| looked < 260).await.unwrap();
    // Those that others were looking at are kept as well.
    assert!(first.called_off && (260..280).contains(&first.added), "{first:?}");
    drop(index);
    let index = EmbeddedIndex::open(place.path()).unwrap();
    let second = index.sync_folder(&acme, "press", folder.path(), |_| true).await.unwrap();
    assert_eq!((second.added + first.added, second.unchanged, second.changed), (454, first.added, 0), "{second:?}");
    for (file, what) in [("broken.png", "no picture"), ("said.svg", "smell")] {
        let found =
            |one: &Synced| one.findings.iter().any(|finding| finding.file == file && finding.what.contains(what));
        assert!(found(&first) || found(&second), "{file}: {first:?} {second:?}");
    }
    #[cfg(unix)]
    assert_eq!(second.findings.iter().filter(|finding| finding.what.contains("link")).count(), 2);
    let find = async |text: &str| index.search(&acme, Query::words(text, 1)).await.unwrap().hits[0].id.clone();
    assert_eq!(find("Anker").await, "logo:press/logos/full_on-dark.svg");
    assert_eq!(find("doorstep breakfast").await, "voice:press/voice/quote.txt");
    assert_eq!(find("broken").await, "imagery:press/broken.png");

    // One changed, one touched, one gone; of another folder nothing is taken out.
    write("harbour/boat-7.svg", &SVG.replace("#103060", "#c02020"));
    write("harbour/boat-8.svg", SVG);
    std::fs::remove_file(folder.path().join("harbour/boat-9.svg")).unwrap();
    index.put(&acme, vec![asset(1)]).await.unwrap();
    let third = index.sync_folder(&acme, "press", folder.path(), |_| true).await.unwrap();
    assert_eq!((third.added, third.changed, third.unchanged, third.removed), (0, 1, 451, 1), "{third:?}");
    // What is said of one cannot be read: that is told each time, and nothing may be done with it until somebody mends it.
    assert!(third.findings.iter().any(|finding| finding.file == "said.svg"), "{third:?}");
    assert_eq!(index.count(&acme).await.unwrap(), 454);
    let red = Query { colors: vec![design::Srgb::new(0xc0, 0x20, 0x20)], limit: 1, ..Query::default() };
    assert_eq!(index.search(&acme, red).await.unwrap().hits[0].id, "imagery:press/harbour/boat-7.svg");
    let missing = index.sync_folder(&acme, "press", &folder.path().join("nowhere"), |_| true).await;
    assert!(missing.unwrap_err().to_string().contains("nowhere"));
    assert_eq!(index.count(&acme).await.unwrap(), 454, "a folder that cannot be read takes nothing out");
}

#[tokio::test]
async fn an_asset_at_all_its_limits_is_there_again() {
    let place = tempfile::tempdir().unwrap();
    let acme = scope("acme");
    let most = |bytes: usize| "\u{1}".repeat(bytes);
    let facet = || Some(most(retrieval::KEY_BYTES_MAX));
    let facets = retrieval::Facets {
        role: facet(),
        on: (0..retrieval::NAMES_MAX).map(|at| format!("{at:02}{}", most(retrieval::KEY_BYTES_MAX - 2))).collect(),
        orientation: facet(),
        licence: facet(),
        language: facet(),
        campaign: facet(),
        kit: facet(),
        ..Default::default()
    };
    let names = || vec![most(retrieval::NAME_BYTES_MAX); retrieval::NAMES_MAX];
    let large = Asset {
        aliases: names(),
        tags: names(),
        text: most(retrieval::TEXT_BYTES_MAX),
        facets,
        embedding: vec![0.1; retrieval::DIMENSIONS_MAX],
        ..Asset::new("large", AssetKind::Voice, most(retrieval::NAME_BYTES_MAX))
    };
    large.check().unwrap();
    let index = EmbeddedIndex::open(place.path()).unwrap();
    index.put(&acme, vec![large]).await.unwrap();
    drop(index);
    let index = EmbeddedIndex::open(place.path()).unwrap();
    assert_eq!(index.count(&acme).await.unwrap(), 1);
}

#[tokio::test]
async fn a_record_that_could_not_be_read_is_not_written() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("log.assets");
    let mut log = Log::open(&path, "acme", |_| Ok(())).unwrap();
    let before = std::fs::read(&path).unwrap();
    log.append(&[vec![1; 10], vec![0; log::BODY_BYTES_MAX + 1]]).unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), before);
    log.append(&[vec![1; 10], vec![0; log::BODY_BYTES_MAX]]).unwrap();
    drop(log);
    let mut sizes = Vec::new();
    Log::open(&path, "acme", |body| {
        sizes.push(body.len());
        Ok(())
    })
    .unwrap();
    assert_eq!(sizes, [10, log::BODY_BYTES_MAX]);
}

/// What cannot be looked at is not gone, and a right that cannot be read is none.
#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_looked_at_is_not_taken_out() {
    let (place, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let acme = scope("acme");
    let file = |name: &str| folder.path().join(name);
    std::fs::create_dir(file("shut")).unwrap();
    for name in ["shut/a.svg", "large.svg", "rights.svg", "link.svg"] {
        std::fs::write(file(name), SVG).unwrap();
    }
    std::fs::write(file("rights.svg.json"), r#"{ "licence": "CC0-1.0", "expires": "2030-01-01" }"#).unwrap();
    let index = EmbeddedIndex::open(place.path()).unwrap();
    let sync = async || index.sync_folder(&acme, "press", folder.path(), |_| true).await.unwrap();
    assert_eq!(sync().await.added, 4);

    // It lies too deep now, one grew, one became a link: what is a link is gone, the others are not looked at.
    let deep = file("x").join(["y"; 70].join("/"));
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("new.svg"), SVG).unwrap();
    std::fs::File::options().write(true).open(file("large.svg")).unwrap().set_len(65 << 20).unwrap();
    std::fs::remove_file(file("link.svg")).unwrap();
    std::os::unix::fs::symlink(file("rights.svg"), file("link.svg")).unwrap();
    // Whoever may read everything reads it all the same.
    let mut shut = std::fs::metadata(file("shut")).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut shut, 0);
    std::fs::set_permissions(file("shut"), shut.clone()).unwrap();
    std::fs::write(file("rights.svg.json"), "{ broken").unwrap();
    let synced = sync().await;
    std::os::unix::fs::PermissionsExt::set_mode(&mut shut, 0o755);
    std::fs::set_permissions(file("shut"), shut).unwrap();
    assert_eq!((synced.added, synced.removed), (0, 1), "{synced:?}");
    assert_eq!(index.count(&acme).await.unwrap(), 3);
    let usable = |day: &str, licence: &str| {
        let usable_on = retrieval::Day::parse(day);
        let licences = [licence].into_iter().filter(|one| !one.is_empty()).map(str::to_owned).collect();
        let filter = Filter { usable_on, licences, ..Filter::default() };
        let (index, acme) = (index.clone(), acme.clone());
        async move {
            let query = Query { filter, ..Query::words("rights fresh", 9) };
            index.search(&acme, query).await.unwrap().hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
        }
    };
    let rights = "imagery:press/rights.svg".to_owned();
    assert!(usable("2029-01-01", "CC0-1.0").await.contains(&rights), "it may be used as before");
    assert!(!usable("2031-01-01", "").await.contains(&rights));

    // One that is new may not be used at all, until what is said of it can be read.
    std::fs::write(file("fresh.svg"), SVG).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", file("fresh.svg.json")).unwrap();
    assert_eq!(sync().await.added, 1);
    let fresh = "imagery:press/fresh.svg".to_owned();
    assert!(!usable("1990-01-01", "").await.contains(&fresh));
    std::fs::remove_file(file("fresh.svg.json")).unwrap();
    assert_eq!(sync().await.changed, 1);
    assert!(usable("2031-01-01", "").await.contains(&fresh));

    // Another picture of one size, older than what is said of it.
    std::fs::write(file("fresh.svg.json"), "{}").unwrap();
    sync().await;
    std::fs::write(file("fresh.svg"), SVG.replace("#103060", "#c02020")).unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    std::fs::File::options().write(true).open(file("fresh.svg")).unwrap().set_modified(old).unwrap();
    assert_eq!(sync().await.changed, 1);
}

/// The size of a large brand: put, opened again, resident memory. Looked at by hand with a release build.
#[tokio::test]
async fn a_hundred_thousand_assets_fit() {
    let Some(count) = std::env::var("MAQUETTE_MANY_ASSETS").ok().and_then(|count| count.parse::<usize>().ok()) else {
        eprintln!("skipped: MAQUETTE_MANY_ASSETS says no number of assets");
        return;
    };
    // A folder that is named is kept: begun again with it, nothing but what is opened is in memory.
    let place = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("MAQUETTE_MANY_FOLDER").map_or_else(|| place.path().to_owned(), PathBuf::from);
    let acme = scope("acme");
    let large = |at: usize| {
        let mut random = Random::new(at as u64);
        let embedding = (0..384).map(|_| random.range(-1.0, 1.0) as f32).collect();
        let name = format!("harbour {} {at}", ["boat", "quay", "light", "rope", "gull"][at % 5]);
        Asset {
            embedding,
            tags: vec!["sea".into(), format!("trip {}", at % 97)],
            ..Asset::new(format!("imagery:{at}"), AssetKind::Imagery, name)
        }
    };
    let began = std::time::Instant::now();
    let index = EmbeddedIndex::open(&folder).unwrap();
    let there = usize::try_from(index.count(&acme).await.unwrap()).unwrap();
    for at in (there..count).step_by(500) {
        index.put(&acme, (at..count.min(at + 500)).map(large).collect()).await.unwrap();
    }
    let put = began.elapsed();
    drop(index);
    let began = std::time::Instant::now();
    let index = EmbeddedIndex::open(&folder).unwrap();
    assert_eq!(index.count(&acme).await.unwrap(), count as u64);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident =
        status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).collect::<Vec<_>>();
    eprintln!(
        "{count} put in {put:?} ({:.0}/s), opened in {:?}, {resident:?}",
        count as f64 / put.as_secs_f64(),
        began.elapsed()
    );
}
