//! How far a picture is, for whoever waits for it and wants to see it come.

use std::sync::Arc;

use design::NodeId;
use tokio::sync::mpsc;

use crate::image_model::Media;

/// Most reports that may wait to be read.
const WAITING_MAX: usize = 1_024;

/// How far a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageProgress {
    /// The candidate that waits for it, where a run asked.
    pub candidate: Option<Arc<str>>,
    /// The node that will show it.
    pub node: NodeId,
    /// Steps made, of those of the part of the work that is under way.
    pub step: u32,
    /// Steps in all; 0 where nobody says.
    pub of: u32,
    /// What it looks like so far.
    pub preview: Option<Preview>,
}

/// A picture that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The encoded bytes, a mebibyte at most. They come from outside, as a picture's do.
    pub bytes: Arc<[u8]>,
    /// What they are.
    pub media: Media,
}

/// Where reports of progress go. Cheap to clone. Whoever reads too slowly misses some: no picture waits for a reader.
#[derive(Debug, Clone)]
pub struct ProgressSink {
    reports: mpsc::Sender<Box<ImageProgress>>,
    candidate: Option<Arc<str>>,
    previews: bool,
}

impl ProgressSink {
    /// A sink, and what comes out of it; `waiting_max` reports may wait to be read (1–1,024), and those beyond are dropped.
    #[must_use]
    pub fn channel(waiting_max: usize) -> (Self, mpsc::Receiver<Box<ImageProgress>>) {
        let (sender, receiver) = mpsc::channel(waiting_max.clamp(1, WAITING_MAX));
        (Self { reports: sender, candidate: None, previews: true }, receiver)
    }

    /// The same for the picture of one candidate.
    #[must_use]
    pub fn for_candidate(&self, candidate: &str) -> Self {
        Self { candidate: Some(candidate.into()), ..self.clone() }
    }

    /// The same without previews: what somebody has to judge first is not shown before.
    #[must_use]
    pub fn without_previews(self) -> Self {
        Self { previews: false, ..self }
    }

    /// Reports, or drops the report: at once in either case.
    pub fn tell(&self, progress: ImageProgress) {
        let candidate = self.candidate.clone().or(progress.candidate);
        let preview = progress.preview.filter(|_| self.previews);
        // Full, or nobody reads any more.
        let _ = self.reports.try_send(Box::new(ImageProgress { candidate, preview, ..progress }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_is_slow_or_gone_holds_nobody_up() {
        let (sink, mut reports) = ProgressSink::channel(2);
        let report = |step| ImageProgress { candidate: None, node: "art".into(), step, of: 9, preview: None };
        (1..=9).for_each(|step| sink.tell(report(step)));
        assert_eq!((reports.try_recv().unwrap().step, reports.try_recv().unwrap().step), (1, 2));
        reports.try_recv().unwrap_err();
        drop(reports);
        sink.tell(report(1));
    }

    #[test]
    fn a_report_says_whose_picture_it_is_and_shows_what_may_be_shown() {
        let (sink, mut reports) = ProgressSink::channel(2);
        let preview = Some(Preview { bytes: Arc::from(&b"..."[..]), media: Media::Jpeg });
        let report = ImageProgress { candidate: None, node: "art".into(), step: 1, of: 9, preview };
        sink.for_candidate("t1.c02").tell(report.clone());
        sink.without_previews().tell(report);
        let (shown, kept) = (reports.try_recv().unwrap(), reports.try_recv().unwrap());
        assert_eq!((shown.candidate.as_deref(), shown.preview.is_some()), (Some("t1.c02"), true));
        assert_eq!((kept.candidate, kept.preview), (None, None));
    }
}
