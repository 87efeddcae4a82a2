//! Proofs made on the spot: pictures, PDFs, OFDs, and what only looks like one.

use std::io::{Cursor, Write as _};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use zip::write::SimpleFileOptions;

/// A picture with a pattern, so that two seeds are two pictures.
pub fn picture(width: u32, height: u32, seed: u8) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7) as u8 ^ seed, (y * 5) as u8, seed])
    }))
}

/// The picture as a file.
pub fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A small PNG.
pub fn png(seed: u8) -> Vec<u8> {
    written(&picture(40, 20, seed), ImageFormat::Png)
}

/// A small JPEG.
pub fn jpg(seed: u8) -> Vec<u8> {
    written(&picture(40, 20, seed), ImageFormat::Jpeg)
}

/// A JPEG as a telephone writes it: lying on its side, with a place in its Exif.
pub fn telephone_jpg(seed: u8) -> Vec<u8> {
    let plain = jpg(seed);
    let mut exif =
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 29.028N 106.651E");
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&plain[2..]);
    bytes
}

/// A PDF of one empty page; `trailer` stands in its trailer.
pub fn pdf_with(trailer: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
         xref\n0 3\ntrailer<</Size 3/Root 1 0 R{trailer}>>\nstartxref\n108\n%%EOF\n"
    )
    .into_bytes()
}

/// A PDF.
pub fn pdf(name: &str) -> Vec<u8> {
    pdf_with(&format!("/Name({name})"))
}

/// A PDF with a page of 200 × 100 points and a black square on it.
pub fn pdf_of_one_page() -> Vec<u8> {
    let content = "0 0 0 rg 0 0 100 100 re f";
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         trailer<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
        content.len()
    )
    .into_bytes()
}

/// A PDF whose page calls itself without end: nobody may wait for it.
pub fn pdf_without_end() -> Vec<u8> {
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
     2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
     3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
     /Resources<</XObject<</F 5 0 R>>>>>>endobj\n\
     4 0 obj<</Length 11>>stream\n/F Do /F Do\nendstream endobj\n\
     5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]\
     /Resources<</XObject<</F 5 0 R>>>>/Length 11>>stream\n/F Do /F Do\nendstream endobj\n\
     trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
        .as_bytes()
        .to_vec()
}

/// A zip of these parts.
pub fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OFD.
pub fn ofd() -> Vec<u8> {
    zip_of(&[
        ("OFD.xml", b"<ofd:OFD/>"),
        ("Doc_0/Document.xml", b"<ofd:Document/>"),
    ])
}

/// A PNG of a few hundred bytes that says it has so many points.
pub fn bomb_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            };
        }
    }
    !sum
}

/// An OFD of less than a megabyte that inflates to more than two hundred.
pub fn bomb_ofd() -> Vec<u8> {
    let part = vec![0_u8; 8 * 1024 * 1024];
    let once = zip_of(&[("OFD.xml", b"<o/>"), ("a", &part)]);
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(once)).unwrap();
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.raw_copy_file(source.by_index(0).unwrap()).unwrap();
    for number in 0..26 {
        bomb.raw_copy_file_rename(source.by_index(1).unwrap(), format!("part{number}"))
            .unwrap();
    }
    bomb.finish().unwrap().into_inner()
}
