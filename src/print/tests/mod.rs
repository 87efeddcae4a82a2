//! What stands in the PDFs, read back from their bytes.
//!
//! With `SHEGONG_PRINT_SAMPLES=folder` every form made here is also written
//! there, for looking at.

mod application;
mod certificate;
mod claim;
mod document;
pub(super) mod samples;
mod statement;

use pdf_extract::Document;

/// The text of each page without blanks (typst places words, it writes no spaces)
/// and without the invisible marks that allow a break inside a long run.
pub(super) fn pages(pdf: &[u8]) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(pdf)
        .unwrap()
        .into_iter()
        .map(|page| {
            page.chars()
                .filter(|one| !one.is_whitespace() && *one != '\u{200b}')
                .collect()
        })
        .collect()
}

pub(super) fn text(pdf: &[u8]) -> String {
    pages(pdf).concat()
}

/// Width and height of every page in mm, rounded.
pub(super) fn sizes(pdf: &[u8]) -> Vec<(i64, i64)> {
    let document = Document::load_mem(pdf).unwrap();
    let to_mm = |points: f32| (f64::from(points) * 25.4 / 72.0).round() as i64;
    document
        .get_pages()
        .values()
        .map(|id| {
            let page = document.get_dictionary(*id).unwrap();
            let edges = page.get(b"MediaBox").unwrap().as_array().unwrap();
            (
                to_mm(edges[2].as_float().unwrap()),
                to_mm(edges[3].as_float().unwrap()),
            )
        })
        .collect()
}

/// Keeps the form for looking at, where asked for.
pub(super) fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("SHEGONG_PRINT_SAMPLES") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.pdf")),
            pdf,
        )
        .unwrap();
    }
}
