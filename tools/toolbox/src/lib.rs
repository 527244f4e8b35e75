//! The actions: typed tools and the stack around them.
