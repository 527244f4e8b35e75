//! A session that is answered from elsewhere: choices come in as messages, and it goes on after a break.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example session -- swap "A poster for the winter book swap, 9 December"
//! ```
//!
//! You will see three options a turn. Answer in words: `2`, `2 but calmer`, `with 1's photo`, `lock the colours`, `undo`, `a1`.
//! Stop it at any time; the same command goes on where it was.

use std::path::Path;

use maquette::answer::Answer;
use maquette::{Brief, ChoiceError, Maquette, Request, Resume, RunEventBody, Session, Waiting};

async fn begin_or_go_on(engine: &Maquette, folder: &str, brief: &str) -> anyhow::Result<Session> {
    if Path::new(folder).join("run").is_dir() {
        return Ok(engine.resume_session(Resume::new(folder)).await?);
    }
    let request = Request::new(Brief::read(brief)?).turns(5).expires_after(14 * 24 * 3_600).out(folder);
    Ok(engine.session(request).await?)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| "session".to_owned());
    let brief = args.next().unwrap_or_else(|| "A poster for the winter book swap, 9 December, town library".to_owned());
    let engine = Maquette::builder().build()?;
    let mut session = begin_or_go_on(&engine, &folder, &brief).await?;

    // What happens goes to the product's screens.
    let mut events = session.events();
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if let RunEventBody::OptionsPresented { set, .. } = event.body {
                for option in &set.options {
                    println!("{}  {} — {}", option.index, option.label, option.rationale);
                }
                println!("answer for {}:", set.id);
            }
        }
    });

    // What people say comes back, with the set that they saw.
    while let Some(waiting) = session.waits().await {
        if let Waiting::Question(question) = &waiting {
            println!("{} {}", question.text, question.choices.join(" / "));
        }
        let line = tokio::task::spawn_blocking(|| std::io::stdin().lines().next()).await?;
        let Some(words) = line.transpose()? else { return Ok(()) };
        match waiting {
            Waiting::Question(question) => session.answer(&question.id.to_string(), Some(words)).await?,
            Waiting::Set(set) => match session.say(&set, &words).await {
                Ok(Answer::Leave) => return Ok(()),
                Ok(_) => {}
                Err(ChoiceError::Expired { .. }) => session.renew(&set).await?,
                Err(error) => println!("{error}"),
            },
        }
    }
    let delivered = session.finish().await?;
    println!("{}", delivered.files["final.png"].path.as_deref().unwrap_or(Path::new("")).display());
    Ok(())
}
