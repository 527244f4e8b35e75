//! The craft: archetypes, colour roles, procedural imagery, repair.
