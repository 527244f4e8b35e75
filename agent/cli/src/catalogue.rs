//! `maquette brand index`, and the catalogue that searches and runs look things up in.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use maquette::retrieval::{Query, cut};
use maquette::tools::brand_index::{
    Answer, AnyBrandIndex, BrandIndex as _, BrandIndexError, EmbeddedIndex, LABEL_BYTES_MAX, Synced, TenantScope,
};
use maquette::tools::builtin::Catalogue;
use maquette::{Builder, TenantId};
use serde_json::json;

use crate::args::{BrandIndexArgs, CatalogueArgs};
use crate::encoder::Encoder;
use crate::failure::{Exit, Failure, chain};
use crate::print_line;
use crate::progress::Counter;

/// Most findings that are shown.
const FINDINGS_MAX: usize = 40;

/// The catalogue in a folder, to be searched.
fn open(folder: &Path) -> Result<EmbeddedIndex, Failure> {
    EmbeddedIndex::open_to_read(folder).map_err(|error| match error {
        BrandIndexError::Storage { source, .. } if is_missing(&source) => {
            let hint = format!("maquette brand index FOLDER --catalogue {}", folder.display());
            Failure::usage(format!("there is no catalogue in {}", folder.display())).hint(hint)
        }
        error => failure(error),
    })
}

fn is_missing(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The engine with a catalogue beside the kit, where one is named.
pub(crate) fn with(builder: Builder, args: &CatalogueArgs) -> Result<Builder, Failure> {
    let Some(folder) = named(args)? else { return Ok(builder) };
    let index = open(folder)?;
    let encoder = encoder_of(&index, args)?;
    let embedder = encoder.map(|encoder| encoder.embedder);
    Ok(builder.catalogue(Catalogue { index: AnyBrandIndex::new(index), embedder }))
}

/// The catalogue that is named, where one is: an encoder alone has nothing to compare with.
fn named(args: &CatalogueArgs) -> Result<Option<&Path>, Failure> {
    if args.catalogue.is_none() && args.encoder.is_some() {
        return Err(Failure::usage("an encoder compares with the embeddings of a catalogue, and none is named")
            .hint("--catalogue DIR"));
    }
    Ok(args.catalogue.as_deref())
}

/// The encoder that is named, which has to be the one that the catalogue was made with.
fn encoder_of(index: &EmbeddedIndex, args: &CatalogueArgs) -> Result<Option<Encoder>, Failure> {
    let Some(folder) = &args.encoder else { return Ok(None) };
    let encoder = Encoder::open(folder)?;
    let known = runtime()?.block_on(index.encoder(&scope(), None)).map_err(failure)?;
    let name = encoder.embedder.name();
    match known {
        Some(known) if known == name => Ok(Some(encoder)),
        Some(known) => Err(Failure::usage(format!(
            "the embeddings of the catalogue were made by `{known}`; in {} lies `{name}`",
            folder.display()
        ))),
        None => Err(Failure::usage("the catalogue was made without an encoder")
            .hint(format!("maquette brand index FOLDER --catalogue … --encoder {}", folder.display()))),
    }
}

/// What a catalogue finds, where one is named: by what is asked, and by a picture's meaning.
pub(crate) fn search(args: &CatalogueArgs, query: Query, like: Option<&[u8]>) -> Result<Option<Answer>, Failure> {
    let Some(folder) = named(args)? else { return Ok(None) };
    let index = open(folder)?;
    let embedding = match encoder_of(&index, args)? {
        Some(encoder) => encoder.meaning(&query.text, like)?,
        None => Vec::new(),
    };
    runtime()?.block_on(index.search(&scope(), Query { embedding, ..query })).map(Some).map_err(failure)
}

/// Whether a catalogue has something of that id.
pub(crate) fn has(folder: &Path, id: &str) -> Result<bool, Failure> {
    let index = open(folder)?;
    runtime()?.block_on(index.has(&scope(), id)).map_err(failure)
}

/// Brings a catalogue up to a folder of files.
pub(crate) fn index(args: &BrandIndexArgs) -> Result<(), Failure> {
    let from = args.from.canonicalize().ok().filter(|from| from.is_dir());
    let from = from.ok_or_else(|| Failure::usage(format!("{} is no folder", args.from.display())))?;
    let own = || from.file_name().and_then(|name| name.to_str()).map(|name| cut(name, LABEL_BYTES_MAX));
    let label = args.label.clone().or_else(own).ok_or_else(|| {
        Failure::usage(format!("{} has no name to tell it apart by", from.display())).hint("name one: --label NAME")
    })?;
    let encoder = args.encoder.as_deref().map(Encoder::open).transpose()?;
    let index = EmbeddedIndex::open(&args.catalogue).map_err(failure)?;
    let counter = Counter::new("files looked at", args.json);
    let runtime = runtime()?;
    let stop = Arc::new(AtomicBool::new(false));
    runtime.spawn(interrupted(stop.clone()));
    let shown = counter.clone();
    let go_on = move |looked: usize| {
        shown.show(looked as u64);
        !stop.load(Ordering::Relaxed)
    };
    let synced = runtime.block_on(async {
        if let Some(encoder) = &encoder
            && let Some(known) = index.encoder(&scope(), args.anew.then_some(label.as_str())).await?
            && known != encoder.assets.name()
        {
            // Nothing is forgotten for what cannot be done.
            let message = format!("the catalogue was made with `{known}`, and `{}` is another", encoder.assets.name());
            return Err(BrandIndexError::SetUp(message));
        }
        if args.anew {
            index.forget_folder(&scope(), &label).await?;
        }
        let synced = match encoder {
            None => index.sync_folder(&scope(), &label, &from, go_on).await?,
            Some(encoder) => index.sync_encoded_folder(&scope(), &label, &from, encoder.assets, go_on).await?,
        };
        Ok((synced, index.count(&scope()).await?))
    });
    counter.clear();
    let (synced, count) = synced.map_err(|error| match error {
        BrandIndexError::SetUp(_) => {
            failure(error).hint("another folder: --label NAME; the same, with nothing as it was: --anew; another encoder: another catalogue")
        }
        error => failure(error),
    })?;
    tell(args, &synced, count)?;
    if synced.called_off {
        let message = "interrupted; what was looked at is kept, and the same command goes on from there";
        return Err(Failure { told: args.json, ..Failure::new(Exit::Interrupted, message) });
    }
    Ok(())
}

/// Notes that somebody wants to stop; who wants it twice does not wait.
async fn interrupted(stop: Arc<AtomicBool>) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if stop.swap(true, Ordering::Relaxed) {
            // All that was kept is on the disk.
            std::process::exit(Exit::Interrupted as i32);
        }
    }
}

fn tell(args: &BrandIndexArgs, synced: &Synced, count: u64) -> Result<(), Failure> {
    let Synced { added, changed, unchanged, removed, findings, called_off } = synced;
    let catalogue = args.catalogue.display().to_string();
    if args.json {
        let findings: Vec<_> = findings.iter().map(|one| json!({ "file": one.file, "message": one.what })).collect();
        return print_line(
            &json!({ "catalogue": catalogue, "assets": count, "added": added, "changed": changed, "unchanged": unchanged, "removed": removed, "called_off": called_off, "findings": findings })
                .to_string(),
        );
    }
    for finding in findings.iter().take(FINDINGS_MAX) {
        print_line(&format!("{}: {}", finding.file, finding.what))?;
    }
    if findings.len() > FINDINGS_MAX {
        print_line(&format!("and {} more like that", findings.len() - FINDINGS_MAX))?;
    }
    print_line(&format!(
        "{catalogue}: {count} assets; {added} new, {changed} changed, {unchanged} as they were, {removed} gone"
    ))
}

/// The person whose machine this is.
fn scope() -> TenantScope {
    TenantScope::of(TenantId::local())
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, format!("threads cannot be started: {error}")))
}

fn failure(error: BrandIndexError) -> Failure {
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge];
    match &error {
        BrandIndexError::Storage { source, .. } if full.contains(&source.kind()) => {
            Failure::new(Exit::Internal, chain(&error))
                .hint("what was kept so far is sound; the same command goes on from there")
        }
        _ => Failure::usage(chain(&error)),
    }
}
