//! What a critique found: where, how much, and what would mend it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::NodeId;
use crate::geometry::Rect;
use crate::operation::Operation;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The design may not be shown.
    Gate,
    /// The design is weaker for it.
    Warn,
    /// Worth knowing.
    Info,
}

/// One thing that a rule found, with what it measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's name, `snake_case`.
    pub rule: String,
    /// The node it is about.
    pub node: Option<NodeId>,
    /// Where on the page, px.
    #[serde(rename = "box")]
    pub area: Option<Rect>,
    /// What was measured, in the rule's unit, rounded to 1/10 000.
    pub value: Option<f64>,
    /// What it was measured against, in the rule's unit.
    pub threshold: Option<f64>,
    /// How much it weighs.
    pub severity: Severity,
    /// A sentence for people.
    pub message: String,
    /// An edit that would mend it.
    pub repair: Option<Operation>,
}

impl Finding {
    /// A finding about the whole design.
    #[must_use]
    pub fn new(rule: &str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            node: None,
            area: None,
            value: None,
            threshold: None,
            severity,
            message: message.into(),
            repair: None,
        }
    }

    /// Says which node it is about, and where that is.
    #[must_use]
    pub fn at(mut self, node: &NodeId, area: Rect) -> Self {
        self.node = Some(node.clone());
        self.area = Some(area);
        self
    }

    /// Says what was measured, against what.
    #[must_use]
    pub fn measured(mut self, value: f64, threshold: f64) -> Self {
        let quantised = |x: f64| if x.is_finite() { Some(libm::round(x * 10_000.0) / 10_000.0) } else { None };
        self.value = quantised(value);
        self.threshold = quantised(threshold);
        self
    }

    /// Says what would mend it.
    #[must_use]
    pub fn mended_by(mut self, repair: Operation) -> Self {
        self.repair = Some(repair);
        self
    }
}
