//! The first page of a PDF as a picture, so that whoever reviews it sees it beside the
//! figures. It is a stranger's file, so the work is bounded: the points of its pictures,
//! the time that anybody waits for it, and how many are drawn at once.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Object;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// Wide enough to read the small print of a certificate.
const WIDTH: f32 = 1000.0;
/// A page is never drawn higher than this.
const MOST_HEIGHT: f32 = 2000.0;
/// A picture inside the page may have this many points, as one that is uploaded may.
const MOST_PIXELS: u64 = 40_000_000;
/// How long somebody waits for the picture.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// A page that never ends keeps its place; when all are taken, nothing is drawn until
/// the program starts anew, and the file can still be downloaded.
const MOST_AT_ONCE: usize = 2;

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// The first page as PNG; none where it cannot be drawn in time.
pub(super) fn drawn(pdf: Vec<u8>) -> Option<Vec<u8>> {
    let place = UNDER_WAY.fetch_update(Ordering::AcqRel, Ordering::Acquire, |busy| {
        (busy < MOST_AT_ONCE).then_some(busy + 1)
    });
    place.ok()?;
    let (done, result) = mpsc::channel();
    let started = std::thread::Builder::new()
        .name("first-page".to_owned())
        .spawn(move || {
            // A damaged file may trip the reader; that is the file's end, not ours.
            let picture = catch_unwind(|| draw(pdf)).ok().flatten();
            UNDER_WAY.fetch_sub(1, Ordering::AcqRel);
            let _ = done.send(picture);
        });
    if started.is_err() {
        UNDER_WAY.fetch_sub(1, Ordering::AcqRel);
        return None;
    }
    let picture = result.recv_timeout(LONGEST_WAIT);
    if picture.is_err() {
        tracing::warn!("the first page of a PDF took too long to draw");
    }
    picture.ok().flatten()
}

fn draw(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let pdf = Pdf::new(bytes).ok()?;
    if pdf
        .objects()
        .into_iter()
        .any(|object| is_too_large(&object))
    {
        return None;
    }
    let page = pdf.pages().iter().next()?;
    let (width, height) = page.render_dimensions();
    let scale = (WIDTH / width).min(MOST_HEIGHT / height);
    if !(width >= 1.0 && height >= 1.0 && scale.is_finite()) {
        return None;
    }
    let settings = InterpreterSettings {
        font_resolver: Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            // A Chinese font that the file only names.
            FontQuery::Fallback(font) if font.character_collection.is_some() => {
                Some((Arc::new(crate::print::SANS), 0))
            }
            FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
        }),
        ..InterpreterSettings::default()
    };
    let sizes = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let picture = render(page, &RenderCache::new(), &settings, &sizes);
    picture.into_png().ok()
}

/// Whether the object is a picture that would fill the server's memory.
fn is_too_large(object: &Object<'_>) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    let side = |key: &str| stream.dict().get::<u32>(key).map_or(0, u64::from);
    side("Width").saturating_mul(side("Height")) > MOST_PIXELS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One page of 200 × 100 points with a black square, and a picture that is said to be
    /// of this size.
    fn page(width: u32, height: u32) -> Vec<u8> {
        let content = "0 0 0 rg 0 0 100 100 re f";
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj\n\
             4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
             5 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/Length 0>>stream\n\nendstream endobj\n\
             trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
            content.len()
        )
        .into_bytes()
    }

    #[test]
    fn the_first_page_is_drawn_as_wide_as_small_print_needs() {
        let png = drawn(page(10, 10)).unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_rgb8();

        assert_eq!(picture.dimensions(), (1000, 500));
        assert_eq!(picture.get_pixel(100, 400).0, [0, 0, 0]);
        assert_eq!(picture.get_pixel(900, 100).0, [255, 255, 255]);
    }

    #[test]
    fn what_cannot_be_drawn_gives_no_picture() {
        for bytes in [
            page(60_000, 60_000),
            b"%PDF-1.4\n%%EOF".to_vec(),
            b"no PDF at all".to_vec(),
            page(10, 10)[..120].to_vec(),
        ] {
            assert_eq!(drawn(bytes), None);
        }
        assert_eq!(UNDER_WAY.load(Ordering::Acquire), 0);
    }
}
