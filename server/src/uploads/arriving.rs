//! How much is arriving at this moment: what is on its way is in no database yet, and takes space on the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts the bytes that arrive, of everybody and of each sender; cheap to clone.
#[derive(Debug, Clone)]
pub struct Arriving {
    most: u64,
    most_of_one: u64,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Debug, Default)]
struct Counts {
    all: u64,
    by_sender: HashMap<String, u64>,
}

/// The bytes of one request, given back when it ends.
#[derive(Debug)]
pub struct Arrival {
    arriving: Arriving,
    sender: String,
    bytes: u64,
}

impl Arriving {
    /// With the most bytes of all, and of one sender.
    #[must_use]
    pub fn new(most: u64, most_of_one: u64) -> Self {
        Self {
            most,
            most_of_one,
            counts: Arc::default(),
        }
    }

    /// Begins to count a request of that sender.
    #[must_use]
    pub fn of(&self, sender: &str) -> Arrival {
        Arrival {
            arriving: self.clone(),
            sender: sender.to_owned(),
            bytes: 0,
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // Nothing panics while it counts.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Arrival {
    /// Counts more bytes, if there is room for them.
    #[must_use]
    pub fn add(&mut self, bytes: u64) -> bool {
        let mut counts = self.arriving.counts();
        let of_one = counts.by_sender.get(&self.sender).copied().unwrap_or(0) + bytes;
        let all = counts.all + bytes;
        if all > self.arriving.most || of_one > self.arriving.most_of_one {
            return false;
        }
        counts.all = all;
        counts.by_sender.insert(self.sender.clone(), of_one);
        self.bytes += bytes;
        true
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let mut counts = self.arriving.counts();
        counts.all -= self.bytes;
        let left = counts.by_sender.get(&self.sender).copied().unwrap_or(0);
        if left > self.bytes {
            counts
                .by_sender
                .insert(self.sender.clone(), left - self.bytes);
        } else {
            counts.by_sender.remove(&self.sender);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_is_bounded_for_each_and_for_all() {
        let arriving = Arriving::new(100, 60);
        let (mut one, mut again, mut other) =
            (arriving.of("a"), arriving.of("a"), arriving.of("b"));
        assert!(one.add(40) && again.add(20));
        assert!(!again.add(1));
        assert!(other.add(40));
        assert!(!other.add(1));
        drop(one);
        assert!(again.add(40) && !other.add(1));
        drop((again, other));
        assert!(arriving.counts().by_sender.is_empty());
        assert_eq!(arriving.counts().all, 0);
    }
}
