//! Pictures are decoded and written anew: what a telephone adds about place, time and
//! owner does not stay, and whatever else was hidden in the file neither.

use std::io::Cursor;
use std::sync::Mutex;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat};
use image::{ImageReader, Limits};

use super::{EvidenceRefusal, MediaType, jpeg};

/// A picture may have this many points: above any telephone's usual photograph
/// (12 to 24 million), below what would fill an office server's memory.
const MOST_PIXELS: u64 = 40_000_000;
/// The most bytes the decoder may ask for: 40 million points of 8 bytes and its own work.
const MOST_DECODED_BYTES: u64 = 400 * 1024 * 1024;
/// Small print on a certificate stays readable.
const JPEG_QUALITY: u8 = 88;
/// The end of every PNG.
const PNG_END: &[u8] = b"IEND\xAE\x42\x60\x82";

/// One picture at a time, so that ten uploads at once do not need ten times the memory.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The same picture, upright, without anything beside its points.
///
/// # Errors
/// [`EvidenceRefusal`] for a picture that is cut, damaged or too large.
pub(super) fn written_anew(kind: MediaType, bytes: &[u8]) -> Result<Vec<u8>, EvidenceRefusal> {
    let whole = match kind {
        MediaType::Jpg => jpeg::has_its_end(bytes),
        _ => bytes.windows(PNG_END.len()).any(|end| end == PNG_END),
    };
    if !whole {
        return Err(EvidenceRefusal::Cut(kind));
    }
    // A panic of an earlier decoder leaves nothing behind that could harm the next.
    let _turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let picture = decoded(kind, bytes)?;
    encoded(kind, &picture).map_err(|_| EvidenceRefusal::Damaged(kind))
}

fn decoded(kind: MediaType, bytes: &[u8]) -> Result<DynamicImage, EvidenceRefusal> {
    let format = match kind {
        MediaType::Jpg => ImageFormat::Jpeg,
        _ => ImageFormat::Png,
    };
    let damaged = |_| EvidenceRefusal::Damaged(kind);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(EvidenceRefusal::TooManyPixels { width, height });
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encoded(kind: MediaType, picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let mut out = Vec::new();
    match (kind, picture) {
        (MediaType::Jpg, DynamicImage::ImageLuma8(grey)) => {
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).write_image(
                grey,
                width,
                height,
                ExtendedColorType::L8,
            )?;
        }
        (MediaType::Jpg, other) => {
            JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY).write_image(
                &other.to_rgb8(),
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
        _ => picture.write_with_encoder(PngEncoder::new_with_quality(
            &mut out,
            CompressionType::Default,
            FilterType::Adaptive,
        ))?,
    }
    Ok(out)
}
