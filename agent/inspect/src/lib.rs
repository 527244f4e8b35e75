//! Reading recorded runs.
