//! The key in the hidden field of a form: it guards against sending twice, and says when the form was shown.
//!
//! Random bytes, an instant, and a MAC over both under a key that follows from the pepper, so that whoever fills forms by machine cannot
//! say that one was shown earlier than it was. Any process of a public face reads what another wrote.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    derive::{keyed_hash, same, subkey},
    fields::Fields,
    keys::Pepper,
};
use crate::kernel::{Ids, Timestamp};

const RANDOM_BYTES: usize = 16;
const TIME_BYTES: usize = 8;
const MAC_BYTES: usize = 8;

/// A fresh key for a form that is shown at `now`: 43 base64url characters, an Idempotency-Key like any other.
#[must_use]
pub fn fresh(pepper: &Pepper, ids: &dyn Ids, now: Timestamp) -> String {
    let mut random = [0; RANDOM_BYTES];
    ids.fill(&mut random);
    let shown_at = now.timestamp_micros();
    let mac = mac(pepper, &random, shown_at);
    URL_SAFE_NO_PAD.encode([random.as_slice(), &shown_at.to_be_bytes(), &mac].concat())
}

/// When the form of a key was shown; nothing for a key that we did not write.
#[must_use]
pub fn shown_at(pepper: &Pepper, key: &str) -> Option<Timestamp> {
    let bytes = URL_SAFE_NO_PAD.decode(key).ok()?;
    let (random, rest) = bytes.split_first_chunk::<RANDOM_BYTES>()?;
    let (time, claimed) = rest.split_first_chunk::<TIME_BYTES>()?;
    let shown_at = i64::from_be_bytes(*time);
    same(&mac(pepper, random, shown_at), claimed).then(|| Timestamp::from_timestamp_micros(shown_at)).flatten()
}

fn mac(pepper: &Pepper, random: &[u8; RANDOM_BYTES], shown_at: i64) -> [u8; MAC_BYTES] {
    let key = subkey(pepper.key(), &Fields::of("form key"));
    let hash = keyed_hash(&key, &Fields::of("form shown").bytes(random).number(shown_at));
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::{fresh, shown_at};
    use crate::{
        kernel::{ids::SeededIds, secret::SecretKey},
        vault::{idempotency::IdempotencyKey, keys::Pepper},
    };

    #[test]
    fn a_form_says_when_it_was_shown_and_nobody_can_say_otherwise() {
        let (pepper, other) = (Pepper::new(SecretKey::new([1; 32])), Pepper::new(SecretKey::new([2; 32])));
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 5, 0, 0).unwrap();
        let key = fresh(&pepper, &SeededIds::new(1), now);
        assert!(IdempotencyKey::parse(&key).is_ok(), "{key}");
        assert_eq!((shown_at(&pepper, &key), shown_at(&other, &key)), (Some(now), None));
        for at in 0..key.len() - 1 {
            let mut changed = key.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(shown_at(&pepper, std::str::from_utf8(&changed).unwrap()), None, "{at}");
        }
        for bad in ["", "x", "not base64!", IdempotencyKey::random(&SeededIds::new(2)).reveal()] {
            assert_eq!(shown_at(&pepper, bad), None, "{bad}");
        }
    }
}
