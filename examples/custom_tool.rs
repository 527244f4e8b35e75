//! Gives the engine a tool of one's own: here, a copywriter that signs every design.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example custom_tool -- custom-tool.png
//! ```
//!
//! You will see the line that the tool added, inside a design that the rest of the house made around it.

use maquette::tools::{Context, Pure, PureTool, ToolError, builtin};
use maquette::{Brief, CopyBlock, CopyRole, Maquette, Request, calls};

/// Replaces the built-in `write_copy`: the house copywriter, then a signature.
struct SignedCopy;

impl PureTool for SignedCopy {
    const NAME: &'static str = "write_copy";
    const VERSION: &'static str = "1.0.0-signed";
    const DESCRIPTION: &'static str = "Writes the copy and signs it.";
    type Input = calls::WriteCopy;
    type Output = calls::WrittenCopy;

    fn compute(&self, context: &Context, input: Self::Input) -> Result<Self::Output, ToolError> {
        let mut written = builtin::WriteCopy.compute(context, input)?;
        written.copy.blocks.push(CopyBlock {
            role: CopyRole::Legal,
            kind: None,
            text: "Made in the back room".to_owned(),
            required: true,
            rank: 9,
        });
        Ok(written)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "custom-tool.png".to_owned());
    let engine = Maquette::builder().replace_tool(Pure::new(SignedCopy)).build()?;
    let brief = Brief::read("Open studio weekend, 7–8 June, 11am–6pm, Unit 4, Mill Lane. Warm and crafted.")?;
    let delivered = engine.run(Request::new(brief)).await?.finish().await?;
    let design = delivered.bytes("design.json").ok_or_else(|| anyhow::anyhow!("no design was delivered"))?;
    let signed = String::from_utf8_lossy(&design).contains("Made in the back room");
    println!("the tool's line is in the design: {signed}");
    let picture = delivered.bytes("final.png").ok_or_else(|| anyhow::anyhow!("no picture was delivered"))?;
    std::fs::write(&path, picture)?;
    println!("{path}");
    Ok(())
}
