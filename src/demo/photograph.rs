//! The photograph of a certificate that nobody can read.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::actions::DemoError;

/// A photograph out of focus: a frame and lines of writing that nobody can read.
pub(super) fn blurred() -> Result<Vec<u8>, DemoError> {
    const WIDTH: u32 = 720;
    const HEIGHT: u32 = 510;
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let edge = x.min(y).min(WIDTH - 1 - x).min(HEIGHT - 1 - y);
        let line = y % 46 < 14 && (70..400).contains(&y) && (90..90 + line_end(y)).contains(&x);
        match (edge, line) {
            (14..26, _) => Rgb([190, 150, 145]),
            (_, true) => Rgb([196, 188, 178]),
            _ => Rgb([236, 230, 218]),
        }
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image)
        .write_to(&mut out, ImageFormat::Png)
        .map_err(|error| DemoError::Setting(error.to_string()))?;
    Ok(out.into_inner())
}

/// How far a line of writing reaches.
fn line_end(y: u32) -> u32 {
    300 + y / 46 * 67 % 240
}
