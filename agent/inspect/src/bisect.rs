//! Which of several changes makes the difference.

/// The smallest part of `count` changes that still flips an outcome, by their indices; `None` when all of them together do not.
///
/// `flips` is asked for parts of them, each of which it has to try: all first, then each alone, then all but one as long as one
/// can be spared. So what is returned is enough, and nothing of it can be left out; another part of the same size may do too.
/// At most 1 + `count` + `count`² questions are asked.
///
/// # Errors
///
/// What `flips` says when it cannot tell.
pub fn smallest_flip<E>(
    count: usize,
    mut flips: impl FnMut(&[usize]) -> Result<bool, E>,
) -> Result<Option<Vec<usize>>, E> {
    let mut kept: Vec<usize> = (0..count).collect();
    if kept.is_empty() || !flips(&kept)? {
        return Ok(None);
    }
    if count > 1 {
        for one in 0..count {
            if flips(&[one])? {
                return Ok(Some(vec![one]));
            }
        }
    }
    let mut at = 0;
    while at < kept.len() && kept.len() > 2 {
        let mut fewer = kept.clone();
        fewer.remove(at);
        if flips(&fewer)? {
            (kept, at) = (fewer, 0);
        } else {
            at += 1;
        }
    }
    Ok(Some(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(count: usize, flips: impl Fn(&[usize]) -> bool, want: Option<&[usize]>) {
        let mut asked = 0;
        let found = smallest_flip(count, |part| {
            asked += 1;
            Ok::<_, ()>(flips(part))
        });
        assert_eq!(found.unwrap().as_deref(), want);
        assert!(asked <= 1 + count + count * count, "{asked} questions for {count}");
    }

    #[test]
    fn what_makes_the_difference_is_found_and_nothing_more() {
        check(0, |_| true, None);
        check(4, |_| false, None);
        check(1, |part| part.contains(&0), Some(&[0]));
        check(5, |part| part.contains(&3), Some(&[3]));
        check(6, |part| part.contains(&1) && part.contains(&4), Some(&[1, 4]));
        check(5, |part| [0, 2, 4].iter().all(|one| part.contains(one)), Some(&[0, 2, 4]));
        // Some changes cancel each other out.
        check(3, |part| part.contains(&2) != part.contains(&1) || part.len() == 3, Some(&[1]));
    }

    #[test]
    fn what_cannot_be_tried_ends_the_search() {
        assert_eq!(smallest_flip(3, |_| Err::<bool, _>("no")), Err("no"));
    }
}
