//! Whether a JPEG has its end: the decoder fills what is missing with grey and says
//! nothing, so that a half-sent photograph would be kept as a whole one.

/// Walks the segments to the scans and looks for the end marker after the last of
/// them. A thumbnail inside a segment has an end marker of its own and is skipped.
pub(super) fn has_its_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(marker) = next_marker(bytes, &mut at) {
        match marker {
            END => return true,
            START_OF_SCAN => {
                if !skip_segment(bytes, &mut at) {
                    return false;
                }
                skip_scan(bytes, &mut at);
            }
            _ if stands_alone(marker) => {}
            _ => {
                if !skip_segment(bytes, &mut at) {
                    return false;
                }
            }
        }
    }
    false
}

const END: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Restart markers, the start, and TEM have no length.
fn stands_alone(marker: u8) -> bool {
    marker == 0x01 || (0xD0..=0xD8).contains(&marker)
}

/// The marker at `at`, which moves behind it; fill bytes before it are skipped.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    if *bytes.get(*at)? != 0xFF {
        return None;
    }
    while *bytes.get(*at)? == 0xFF {
        *at += 1;
    }
    let marker = *bytes.get(*at)?;
    *at += 1;
    Some(marker)
}

fn skip_segment(bytes: &[u8], at: &mut usize) -> bool {
    let (Some(high), Some(low)) = (bytes.get(*at), bytes.get(*at + 1)) else {
        return false;
    };
    *at += usize::from(*high) * 256 + usize::from(*low);
    *at < bytes.len()
}

/// Moves to the first marker that is neither a stuffed byte nor a restart.
fn skip_scan(bytes: &[u8], at: &mut usize) {
    while let (Some(first), Some(second)) = (bytes.get(*at), bytes.get(*at + 1)) {
        if *first == 0xFF && *second != 0 && *second != 0xFF && !(0xD0..=0xD7).contains(second) {
            return;
        }
        *at += 1;
    }
    *at = bytes.len();
}
