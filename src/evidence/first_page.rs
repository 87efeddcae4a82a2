//! The first page of a PDF as a picture, so that whoever reviews it sees it beside the
//! figures. It is a stranger's file and may be made to never end or to fill the memory, so
//! it is drawn by a process of its own (`shegong draw-first-page`) that is killed when its
//! time is over and that the system gives only so much memory.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Object;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

use super::MOST_BYTES;

/// Wide enough to read the small print of a certificate.
const WIDTH: f32 = 1000.0;
/// A page is never drawn higher than this.
const MOST_HEIGHT: f32 = 2000.0;
/// A picture inside the page may have this many points, as one that is uploaded may.
const MOST_PIXELS: u64 = 40_000_000;
/// How long somebody waits for the picture; then its process is killed.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How often it is asked whether the process is done.
const LOOKS_EVERY: Duration = Duration::from_millis(5);
/// So many are drawn at once; whoever comes then downloads the file.
const MOST_AT_ONCE: usize = 2;
/// The process may use this much memory, the program itself included.
const MOST_MEMORY: u64 = 1024 * 1024 * 1024;
/// And this much time of a processor, in seconds, should nobody be left to kill it.
const MOST_PROCESSOR_SECONDS: u64 = 10;
/// No picture of a page is larger.
const MOST_PICTURE_BYTES: u64 = 20 * 1024 * 1024;
/// The word on the command line that makes the program draw one page.
pub(crate) const COMMAND: &str = "draw-first-page";

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// One of the places that are drawn in; given back in any case.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        UNDER_WAY
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |busy| {
                (busy < MOST_AT_ONCE).then_some(busy + 1)
            })
            .ok()
            .map(|_| Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The first page as PNG, drawn by a process of `program`; none where it cannot be drawn
/// in time.
pub(super) fn drawn(program: &Path, pdf: &[u8]) -> Option<Vec<u8>> {
    let _place = Place::take()?;
    drawn_apart(program, pdf)
        .inspect_err(|error| tracing::warn!(%error, "the first page of a PDF is not drawn"))
        .ok()
        .flatten()
}

fn drawn_apart(program: &Path, pdf: &[u8]) -> std::io::Result<Option<Vec<u8>>> {
    let mut page = tempfile::tempfile()?;
    page.write_all(pdf)?;
    page.seek(SeekFrom::Start(0))?;
    let mut picture = tempfile::tempfile()?;
    let child = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        .stdin(Stdio::from(page))
        .stdout(Stdio::from(picture.try_clone()?))
        .stderr(Stdio::null())
        .spawn()?;
    if !ends_well_in_time(child)? {
        return Ok(None);
    }
    picture.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    picture.take(MOST_PICTURE_BYTES).read_to_end(&mut bytes)?;
    Ok((!bytes.is_empty()).then_some(bytes))
}

/// Waits for the process; one that takes too long is killed.
fn ends_well_in_time(mut child: Child) -> std::io::Result<bool> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if begun.elapsed() > LONGEST_WAIT {
            child.kill()?;
            child.wait()?;
            return Err(std::io::Error::other("it took too long"));
        }
        std::thread::sleep(LOOKS_EVERY);
    }
}

/// What the process does: reads a PDF from standard input, writes the picture to standard
/// output; whether there was one.
pub(crate) fn draw_standard_input() -> bool {
    // Where the system knows no limits, the time is what bounds it.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MOST_MEMORY, MOST_MEMORY);
    let seconds = MOST_PROCESSOR_SECONDS;
    let _ = rlimit::setrlimit(rlimit::Resource::CPU, seconds, seconds);
    let mut pdf = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(MOST_BYTES)
        .read_to_end(&mut pdf);
    let Some(picture) = read.ok().and_then(|_| draw(pdf)) else {
        return false;
    };
    let mut out = std::io::stdout().lock();
    out.write_all(&picture).and_then(|()| out.flush()).is_ok()
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
        let png = draw(page(10, 10)).unwrap();
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
            assert_eq!(draw(bytes), None);
        }
    }

    #[test]
    fn a_program_that_is_not_there_gives_no_picture_and_its_place_back() {
        for _ in 0..=MOST_AT_ONCE {
            assert_eq!(drawn(Path::new("/nowhere/shegong"), &page(10, 10)), None);
        }
        assert_eq!(UNDER_WAY.load(Ordering::Acquire), 0);
    }
}
