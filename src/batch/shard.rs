//! A share of a batch, for many machines.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Most shards; our own choice, far above the tasks that an array of Slurm may have.
const MOST: u32 = 100_000;

/// One of several equal shares. A clip belongs to the same one wherever and whenever it is asked, whatever other clips there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// Whether a clip belongs to it, told by its name from the batch's root alone.
    pub fn holds(self, name: &str) -> bool {
        let hash: [u8; 32] = Sha256::digest(name.as_bytes()).into();
        let number = hash.iter().take(8).fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        number % u64::from(self.of) + 1 == u64::from(self.number)
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) && of <= MOST => Ok(Self { number, of }),
            _ => Err(format!("expected I/N, for example 2/8 for the second of eight shards; N up to {MOST}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_several_from_one_on() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        for wrong in ["0/8", "9/8", "8", "1/0", "a/b", "1/200000", "-1/2", "1/2/3", ""] {
            assert!(wrong.parse::<Shard>().unwrap_err().contains("2/8"), "{wrong}");
        }
    }

    #[test]
    fn every_clip_is_in_one_shard_and_the_shards_are_about_equal() {
        let names: Vec<String> = (0..2000).map(|k| format!("athlete {}/set {k}.mp4", k % 40)).collect();
        let shards: Vec<Shard> = (1..=8).map(|number| Shard { number, of: 8 }).collect();
        let mut sizes = [0; 8];
        for name in &names {
            let holding: Vec<usize> = (0..8).filter(|&k| shards[k].holds(name)).collect();
            assert_eq!(holding.len(), 1, "{name}");
            sizes[holding[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (200..300).contains(size)), "{sizes:?}");
        assert!("1/1".parse::<Shard>().unwrap().holds("a"));
    }

    #[test]
    fn the_share_of_a_clip_never_changes() {
        // A change here would analyse clips twice, or never, where a batch in shards is gone on with by a newer program.
        let shard = |name: &str| (1..=7).find(|&number| Shard { number, of: 7 }.holds(name));
        assert_eq!([shard("a.mp4"), shard("athlete 12/front.mov"), shard("五.mp4")], [Some(1), Some(5), Some(1)]);
    }
}
