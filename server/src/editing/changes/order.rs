//! What of a list stands in the order it stood in before.

use std::collections::HashSet;

/// The most numbers that rise from each to the next: what stands in that order has not moved.
pub(super) fn longest_rise(numbers: &[usize]) -> HashSet<usize> {
    // `ends[n]` is where the best rise of n + 1 numbers ends; `previous` leads back through it.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        previous.push(length.checked_sub(1).map(|before| ends[before]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut rise = HashSet::new();
    let mut at = ends.last().copied();
    while let Some(index) = at {
        rise.insert(numbers[index]);
        at = previous[index];
    }
    rise
}
