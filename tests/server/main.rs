//! A model of no thought on loopback, for comparing what loops around a model cost: nineteen calls of a tool, then words.
//!
//! ```sh
//! cargo run --release -p maquette-tests --bin model-server -- 127.0.0.1:8094
//! ```

use std::io::Write as _;

use maquette_tests::model_server::{ModelServer, twenty_calls};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let server = ModelServer::start(&address, twenty_calls).await?;
    writeln!(std::io::stdout(), "listening on {}", server.url())?;
    std::io::stdout().flush()?;
    server.forever().await;
    Ok(())
}
