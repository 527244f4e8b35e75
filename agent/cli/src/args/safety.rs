//! What says for whom designs are, and who answers for them.

use std::path::PathBuf;

use clap::Args;

/// For whom designs are, and who answers for them.
#[derive(Debug, Default, Args)]
pub(crate) struct SafetyArgs {
    /// Whom the designs are for: what may not be shown to them is not made [default: general]
    #[arg(long, value_name = "general|teen|child", env = "MAQUETTE_AUDIENCE", value_parser = ["general", "teen", "child"])]
    pub(crate) audience: Option<String>,
    /// Where they are shown, such as uk; may be given several times
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Vec<String>,
    /// File of rules beside the house's, JSON; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
    /// Rule that somebody lifts who may, as a refusal names it; may be given several times
    #[arg(long, value_name = "PACK/RULE", requires_all = ["lift_as", "because"])]
    pub(crate) lift: Vec<String>,
    /// The role of who lifts it; it is recorded
    #[arg(long, value_name = "member|reviewer|owner", requires = "lift", value_parser = ["member", "reviewer", "owner"])]
    pub(crate) lift_as: Option<String>,
    /// Why it is lifted; it is recorded
    #[arg(long, value_name = "REASON", requires = "lift")]
    pub(crate) because: Option<String>,
}
