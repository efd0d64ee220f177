//! How many reports came from one place on the network lately: counted in memory, forgotten within the hour.
//!
//! Nothing but a truncated keyed hash of an address is held, under a random key of this process that is thrown away every hour together
//! with everything that was counted. It stands in no log, no metric and no table, and says nothing about anybody afterwards. It never
//! refuses: whoever is over the limit is read by somebody else first, because a school, a hospital or a whole mobile network may share
//! one address.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Ids, Timestamp};

/// Reports from one address within one turn of the key before the next ones are looked at first.
pub const LIMIT: u32 = 20;
/// How long a key and what was counted under it lasts.
const TURN: Duration = Duration::hours(1);
/// Most addresses counted at once: a flood from everywhere must not fill the memory. Beyond, nothing new is counted.
const MOST: usize = 100_000;

/// The counts of this process.
#[derive(Default)]
pub struct Visitors(Mutex<Option<Counts>>);

struct Counts {
    key: [u8; 32],
    since: Timestamp,
    reports: HashMap<u64, u32>,
}

impl Visitors {
    /// Counts one more report from `address`, and says whether that is more than one place sends in an hour.
    pub fn one_more_is_many(&self, ids: &dyn Ids, now: Timestamp, address: IpAddr) -> bool {
        self.with(ids, now, |counts| {
            let known = counts.reports.len();
            let mark = counts.mark(address);
            match counts.reports.get_mut(&mark) {
                Some(count) => {
                    *count = count.saturating_add(1);
                    *count > LIMIT
                }
                None if known >= MOST => false,
                None => {
                    counts.reports.insert(mark, 1);
                    false
                }
            }
        })
    }

    /// Whether `address` is over the limit now, without counting: for what may be asked to wait.
    pub fn are_many(&self, ids: &dyn Ids, now: Timestamp, address: IpAddr) -> bool {
        self.with(ids, now, |counts| counts.reports.get(&counts.mark(address)).is_some_and(|count| *count >= LIMIT))
    }

    fn with(&self, ids: &dyn Ids, now: Timestamp, ask: impl FnOnce(&mut Counts) -> bool) -> bool {
        // Whoever panicked while counting has left nothing half-done that could hurt.
        let mut held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fresh = held.as_ref().is_some_and(|counts| now >= counts.since && now < counts.since + TURN);
        if !fresh {
            let mut key = [0; 32];
            ids.fill(&mut key);
            *held = Some(Counts { key, since: now, reports: HashMap::new() });
        }
        held.as_mut().is_some_and(ask)
    }
}

impl std::fmt::Debug for Visitors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[visitors]")
    }
}

impl Counts {
    /// One household or one machine: an IPv6 address without its lower half, which changes at will.
    fn mark(&self, address: IpAddr) -> u64 {
        let place = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
        };
        let mut block = [0; 64];
        for (slot, byte) in block.iter_mut().zip(self.key) {
            *slot = byte;
        }
        let hash: [u8; 32] = Hmac::<Sha256>::new((&block).into()).chain_update(&place).finalize().into_bytes().into();
        hash.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use chrono::{Duration, TimeZone, Utc};

    use super::{LIMIT, Visitors};
    use crate::kernel::ids::SeededIds;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn more_than_one_place_sends_is_noticed_and_forgotten_within_the_hour() {
        let (visitors, ids) = (Visitors::default(), SeededIds::new(1));
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 5, 0, 0).unwrap();
        let many = |visitors: &Visitors, from: &str, now| visitors.one_more_is_many(&ids, now, address(from));
        let answers: Vec<bool> = (0..=LIMIT).map(|_| many(&visitors, "203.0.113.7", now)).collect();
        assert_eq!(answers.iter().filter(|many| **many).count(), 1);
        assert!(visitors.are_many(&ids, now, address("::ffff:203.0.113.7")), "the same address, written otherwise");
        assert!(!visitors.are_many(&ids, now, address("203.0.113.8")) && !many(&visitors, "203.0.113.8", now));
        assert!(!many(&visitors, "203.0.113.7", now + Duration::hours(1)), "a new key knows nobody");
        assert!(!many(&visitors, "203.0.113.7", now), "nor does one after the clock was put back");
    }

    #[test]
    fn a_household_with_many_addresses_is_one_place() {
        let (visitors, ids) = (Visitors::default(), SeededIds::new(1));
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 5, 0, 0).unwrap();
        for host in 0..LIMIT {
            visitors.one_more_is_many(&ids, now, address(&format!("2001:db8:1:1::{host:x}")));
        }
        assert!(visitors.one_more_is_many(&ids, now, address("2001:db8:1:1:ffff::1")));
        assert!(!visitors.one_more_is_many(&ids, now, address("2001:db8:1:2::1")));
    }

    #[test]
    fn nothing_of_it_prints() {
        assert_eq!(format!("{:?}", Visitors::default()), "[visitors]");
    }
}
