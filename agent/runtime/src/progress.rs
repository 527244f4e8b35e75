//! How far a run is, in words.

use std::collections::BTreeMap;

use crate::events::RunEventBody;

/// Counts the calls of each tool.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    counts: BTreeMap<String, (u32, u32)>,
}

impl Progress {
    /// A call was asked for.
    pub(crate) fn asked(&mut self, tool: &str) {
        self.counts.entry(tool.to_owned()).or_default().1 += 1;
    }

    /// A call is over.
    pub(crate) fn done(&mut self, tool: &str) -> RunEventBody {
        let (done, total) = self.counts.entry(tool.to_owned()).or_default();
        *done += 1;
        let doing = match tool {
            "brand_search" => "searched the brand kit",
            "write_copy" => "wrote the copy",
            "plan_designs" => "planned the candidates",
            "compose" => "laid out designs",
            "generate_image" | "edit_image" | "paint_image" => "made pictures",
            "render" => "drew designs",
            "critique" => "looked designs over",
            "export" => "wrote the files",
            other => other,
        };
        let message = if *total > 1 { format!("{doing}: {done} of {total}") } else { doing.to_owned() };
        RunEventBody::Progress { stage: tool.to_owned(), done: *done, total: *total, message }
    }
}
