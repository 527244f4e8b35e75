//! Memory that was freed goes back to the system.

/// Gives whole pages that hold nothing back to the system.
///
/// glibc keeps what it was given once: after two hundred runs a hundred megabytes lie between a few small things that live on.
/// With another allocator or C library this does nothing, for those give memory back by themselves.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "the C library alone knows its pages")]
        // SAFETY: `malloc_trim` takes no pointer, may be called from any thread at any time, and changes nothing that is in use.
        unsafe {
            libc::malloc_trim(0);
        }
    }
}
