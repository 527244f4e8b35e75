//! What is set for one provider, in one place.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What is set for one provider. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderSettings {
    /// Its name in messages and traces.
    pub name: String,
    /// Calls that are under way at a time, 1–10 000.
    pub running_max: usize,
    /// How many of them may be of the batch lane at most: the rest stay free for people who wait.
    pub batch_running_max: usize,
    /// Calls that wait at a time.
    pub waiting_max: usize,
    /// Attempts of a call in all, 1–10.
    pub attempts: u32,
    /// Longest wait before the second attempt; it doubles with each, and a random part of it is waited.
    pub backoff_ms: u64,
    /// Longest wait before any.
    pub backoff_max_ms: u64,
    /// Calls that go well pay for one repeat, 1–1 000; beside them a hundred repeats may be made in ten seconds.
    pub calls_per_repeat: u32,
    /// Calls a minute; no limit where there is none.
    pub calls_per_minute: Option<u32>,
    /// Tokens a minute, counted as they are quoted.
    pub tokens_per_minute: Option<u32>,
    /// Failures in a row that open the breaker.
    pub breaker_failures: u32,
    /// Failures that open it, per cent of the calls of ten seconds, when there were twenty at least.
    pub breaker_per_cent: u32,
    /// How long an open breaker lets nothing through; it doubles each time that the probe fails.
    pub breaker_pause_ms: u64,
    /// The longest that it grows to; how long an account without money is left alone, and the longest rest that a provider can
    /// ask for and be believed.
    pub breaker_pause_max_ms: u64,
    /// Time to connect.
    pub connect_ms: u64,
    /// Time until the answer begins.
    pub first_byte_ms: u64,
    /// Time between two pieces of it.
    pub idle_ms: u64,
    /// Time for a whole attempt.
    pub attempt_ms: u64,
    /// Time for a whole call, its waiting and its attempts, when it comes without a deadline.
    pub call_ms: u64,
    /// Largest answer, bytes.
    pub answer_bytes_max: usize,
    /// Whether it is known not to charge for errors of its own (5xx). Otherwise they count as spent.
    pub errors_are_free: bool,
    /// Answers kept of each tenant for requests that always have the same one; none where it is 0.
    pub kept_answers: usize,
}

impl Default for ProviderSettings {
    fn default() -> Self {
        Self {
            name: "the provider".to_owned(),
            running_max: 16,
            batch_running_max: 12,
            waiting_max: 256,
            attempts: 3,
            backoff_ms: 200,
            backoff_max_ms: 8_000,
            calls_per_repeat: 10,
            calls_per_minute: None,
            tokens_per_minute: None,
            breaker_failures: 5,
            breaker_per_cent: 50,
            breaker_pause_ms: 1_000,
            breaker_pause_max_ms: 60_000,
            connect_ms: 5_000,
            first_byte_ms: 30_000,
            idle_ms: 15_000,
            attempt_ms: 60_000,
            call_ms: 120_000,
            answer_bytes_max: 32 * 1024 * 1024,
            errors_are_free: false,
            kept_answers: 0,
        }
    }
}

/// A setting that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the provider's `{setting}` must be {allowed}")]
pub struct SettingsError {
    /// Which.
    pub setting: &'static str,
    /// What it may be.
    pub allowed: &'static str,
}

impl ProviderSettings {
    /// The usual settings for a provider of that name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Checks that every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] for the first that is not.
    pub fn check(&self) -> Result<(), SettingsError> {
        let positive = [
            ("backoff_ms", self.backoff_ms),
            ("breaker_pause_ms", self.breaker_pause_ms),
            ("connect_ms", self.connect_ms),
            ("first_byte_ms", self.first_byte_ms),
            ("idle_ms", self.idle_ms),
            ("attempt_ms", self.attempt_ms),
            ("call_ms", self.call_ms),
        ];
        let day = 86_400_000;
        if let Some((setting, _)) = positive.into_iter().find(|(_, ms)| !(1..=day).contains(ms)) {
            return Err(SettingsError { setting, allowed: "between a millisecond and a day" });
        }
        let checks = [
            ("running_max", (1..=10_000).contains(&self.running_max), "1 to 10,000"),
            (
                "batch_running_max",
                (1..=self.running_max).contains(&self.batch_running_max),
                "1 at least and no more than `running_max`",
            ),
            ("waiting_max", self.waiting_max <= 1_000_000, "a million at most"),
            ("attempts", (1..=10).contains(&self.attempts), "1 to 10"),
            ("backoff_max_ms", self.backoff_max_ms >= self.backoff_ms, "`backoff_ms` at least"),
            ("calls_per_repeat", (1..=1_000).contains(&self.calls_per_repeat), "1 to 1,000"),
            ("calls_per_minute", self.calls_per_minute != Some(0), "1 at least"),
            ("tokens_per_minute", self.tokens_per_minute != Some(0), "1 at least"),
            ("breaker_failures", self.breaker_failures >= 1, "1 at least"),
            ("breaker_per_cent", (1..=100).contains(&self.breaker_per_cent), "1 to 100"),
            ("breaker_pause_max_ms", self.breaker_pause_max_ms >= self.breaker_pause_ms, "`breaker_pause_ms` at least"),
            ("answer_bytes_max", (1_024..=256 << 20).contains(&self.answer_bytes_max), "1 KiB to 256 MiB"),
            ("kept_answers", self.kept_answers <= 100_000, "100,000 at most"),
        ];
        match checks.into_iter().find(|(_, sound, _)| !sound) {
            Some((setting, _, allowed)) => Err(SettingsError { setting, allowed }),
            None => Ok(()),
        }
    }
}

/// Milliseconds as a duration.
pub(crate) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
