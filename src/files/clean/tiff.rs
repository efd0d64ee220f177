//! The one thing of an Exif block that has to stay: which way is up.

/// Tag of the orientation.
const ORIENTATION: u16 = 0x0112;
/// Entries of a directory that are looked at.
const MOST_ENTRIES: u16 = 512;

/// The orientation in a TIFF block, where it says another than upright.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<4>()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = short(directory)?.min(MOST_ENTRIES);
    let at = (0..usize::from(entries)).map(|entry| directory + 2 + 12 * entry).find(|at| short(*at) == Some(ORIENTATION))?;
    u8::try_from(short(at + 8)?).ok().filter(|turn| (2..=8).contains(turn))
}

/// A TIFF block that says the orientation and nothing else.
pub(super) fn with_orientation(turn: u8) -> [u8; 26] {
    [b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0]
}

#[cfg(test)]
mod tests {
    use super::{orientation, with_orientation};

    #[test]
    fn the_orientation_is_read_in_both_byte_orders_and_never_beyond_the_end() {
        for turn in 2..=8 {
            assert_eq!(orientation(&with_orientation(turn)), Some(turn));
        }
        let little = [b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(orientation(&little), Some(6));
        for cut in 0..20 {
            assert_eq!(orientation(&little[..cut.min(18)]), None);
        }
        assert_eq!(orientation(&with_orientation(1)), None, "upright needs no word");
        assert_eq!(orientation(&[b'I', b'I', 42, 0, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
