//! How many may wait for a password to be hashed: a few of each network, and strangers never in the places of browsers
//! that are known.

use super::Busy;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Places of strangers, and of one network among them.
const STRANGERS: usize = 48;
const OF_ONE_NETWORK: usize = 8;
/// Places of browsers that are known, and of one among them.
const KNOWN: usize = 16;
const OF_ONE_DEVICE: usize = 2;

/// Who wants a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Asker {
    /// Anybody of that network.
    Stranger(IpAddr),
    /// A browser that the account's person has signed in with, by what its failures are counted under.
    Known(String),
}

impl Asker {
    fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// How many have places beside this one at most: of its kind, and of its own.
    fn most(&self) -> (usize, usize) {
        match self {
            Self::Stranger(_) => (STRANGERS, OF_ONE_NETWORK),
            Self::Known(_) => (KNOWN, OF_ONE_DEVICE),
        }
    }
}

type Taken = Arc<Mutex<HashMap<Asker, usize>>>;

/// The places there are.
#[derive(Debug, Default)]
pub(super) struct Places {
    taken: Taken,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    asker: Asker,
    taken: Taken,
}

impl Places {
    /// Takes a place, if there is one.
    pub(super) fn take(&self, asker: &Asker) -> Result<Place, Busy> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = taken
            .iter()
            .filter(|(other, _)| other.is_known() == asker.is_known());
        let of_all: usize = alike.map(|(_, count)| count).sum();
        let of_one = taken.get(asker).copied().unwrap_or_default();
        let (most, most_of_one) = asker.most();
        if of_all >= most || of_one >= most_of_one {
            return Err(Busy);
        }
        taken.insert(asker.clone(), of_one + 1);
        Ok(Place {
            asker: asker.clone(),
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.asker) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.remove(&self.asker);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stranger(network: usize) -> Asker {
        let [high, low] = u16::try_from(network).unwrap().to_be_bytes();
        Asker::Stranger(IpAddr::from([198, 51, high, low]))
    }

    #[test]
    fn a_network_takes_few_places_and_strangers_not_all() {
        let places = Places::default();
        let mut held: Vec<_> = (0..OF_ONE_NETWORK)
            .map(|_| places.take(&stranger(0)).unwrap())
            .collect();
        assert!(places.take(&stranger(0)).is_err());
        held.extend((OF_ONE_NETWORK..STRANGERS).map(|n| places.take(&stranger(n)).unwrap()));
        assert!(places.take(&stranger(999)).is_err());
        // Whoever is known is not kept waiting by all of them.
        let known = Asker::Known("a browser".to_owned());
        let own: Vec<_> = (0..OF_ONE_DEVICE)
            .map(|_| places.take(&known).unwrap())
            .collect();
        assert!(places.take(&known).is_err());
        drop(own);
        assert!(places.take(&known).is_ok());
        held.clear();
        assert!(places.take(&stranger(0)).is_ok());
        assert!(
            places.taken.lock().unwrap().is_empty(),
            "nothing is kept of who has gone"
        );
    }
}
