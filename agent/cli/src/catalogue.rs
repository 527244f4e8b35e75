//! `maquette brand index`, and the catalogue that searches and runs look things up in.

use std::path::Path;
use std::sync::mpsc;

use maquette::TenantId;
use maquette::retrieval::Query;
use maquette::tools::brand_index::{
    Answer, AnyBrandIndex, BrandIndex as _, BrandIndexError, EmbeddedIndex, Synced, TenantScope,
};
use maquette::tools::builtin::Catalogue;
use serde_json::json;

use crate::args::BrandIndexArgs;
use crate::failure::{Exit, Failure, chain};
use crate::print_line;
use crate::progress::Counter;

/// Most findings that are shown.
const FINDINGS_MAX: usize = 40;

/// The catalogue in a folder.
pub(crate) fn open(folder: &Path) -> Result<Catalogue, Failure> {
    // One that is asked is there: a slip of the pen would make an empty one.
    if !folder.is_dir() {
        let hint = format!("maquette brand index FOLDER --catalogue {}", folder.display());
        return Err(Failure::usage(format!("there is no catalogue in {}", folder.display())).hint(hint));
    }
    let index = EmbeddedIndex::open(folder).map_err(failure)?;
    Ok(Catalogue { index: AnyBrandIndex::new(index), embedder: None })
}

/// What a catalogue finds.
pub(crate) fn search(folder: &Path, query: Query) -> Result<Answer, Failure> {
    let catalogue = open(folder)?;
    runtime()?.block_on(catalogue.index.search(&scope(), query)).map_err(failure)
}

/// Brings a catalogue up to a folder of files.
pub(crate) fn index(args: &BrandIndexArgs) -> Result<(), Failure> {
    let label = args.label.clone().or_else(|| Some(args.from.file_name()?.to_str()?.to_owned()));
    let label = label.unwrap_or_else(|| "assets".to_owned());
    let index = EmbeddedIndex::open(&args.catalogue).map_err(failure)?;
    let counter = Counter::new("files looked at", args.json);
    let runtime = runtime()?;
    let (stop, stopped) = mpsc::channel();
    runtime.spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        let _ = stop.send(());
    });
    let shown = counter.clone();
    let go_on = move |looked: usize| {
        shown.show(looked as u64);
        stopped.try_recv() != Ok(())
    };
    let synced = runtime.block_on(async {
        let synced = index.sync_folder(&scope(), &label, &args.from, go_on).await?;
        Ok((synced, index.count(&scope()).await?))
    });
    counter.clear();
    let (synced, count) = synced.map_err(failure)?;
    tell(args, &synced, count)?;
    if synced.called_off {
        let message = "interrupted; what was looked at is kept, and the same command goes on from there";
        return Err(Failure::new(Exit::Interrupted, message));
    }
    Ok(())
}

fn tell(args: &BrandIndexArgs, synced: &Synced, count: u64) -> Result<(), Failure> {
    let Synced { added, changed, unchanged, removed, findings, called_off } = synced;
    if args.json {
        let findings: Vec<_> = findings.iter().map(|one| json!({ "file": one.file, "message": one.what })).collect();
        return print_line(
            &json!({ "catalogue": args.catalogue, "assets": count, "added": added, "changed": changed, "unchanged": unchanged, "removed": removed, "called_off": called_off, "findings": findings })
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
        "{}: {count} assets; {added} new, {changed} changed, {unchanged} as they were, {removed} gone",
        args.catalogue.display()
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
    Failure::usage(chain(&error))
}
