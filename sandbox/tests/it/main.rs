//! The sandbox from outside: guests that do what they should, and guests that do anything but.

mod attacks;
mod contract;
mod guest;
