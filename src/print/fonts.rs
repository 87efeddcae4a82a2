//! The fonts of the press: two built in, more from a folder.

use std::path::Path;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;

use super::PrintError;

/// 宋体-like: body and every name.
const SERIF: &[u8] = include_bytes!("../../assets/fonts/NotoSerifCJKsc-Regular.otf");
/// 黑体-like: headings and labels.
pub const SANS: &[u8] = include_bytes!("../../assets/fonts/NotoSansCJKsc-Regular.otf");

/// All fonts, in the order in which they were found.
pub(super) struct Fonts {
    fonts: Vec<Font>,
    /// The same fonts at their regular weight, for the widths of texts.
    faces: Vec<FontInstance>,
    book: LazyHash<FontBook>,
    /// One bit a code point: a font's own list of ranges is long, and is read
    /// from its beginning for every character.
    covered: Vec<u64>,
}

impl Fonts {
    /// The built-in fonts and those of `folder` (by file name; other files are
    /// passed over).
    ///
    /// # Errors
    /// `FontUnreadable`, `FontMalformed`.
    pub(super) fn load(folder: Option<&Path>) -> Result<Fonts, PrintError> {
        Fonts::load_beside(&[SERIF, SANS], folder)
    }

    /// The same beside other built-in fonts.
    fn load_beside(built_in: &[&'static [u8]], folder: Option<&Path>) -> Result<Fonts, PrintError> {
        let mut fonts: Vec<Font> = built_in
            .iter()
            .flat_map(|bytes| Font::iter(Bytes::new(*bytes)))
            .collect();
        if let Some(folder) = folder {
            for path in font_files(folder)? {
                let bytes = std::fs::read(&path).map_err(|source| PrintError::FontUnreadable {
                    path: path.clone(),
                    source,
                })?;
                let known = fonts.len();
                fonts.extend(Font::iter(Bytes::new(bytes)));
                if fonts.len() == known {
                    return Err(PrintError::FontMalformed { path });
                }
            }
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let mut covered = vec![0_u64; 0x11_0000 / 64];
        for code_point in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
            if let Some(word) = covered.get_mut(code_point as usize / 64) {
                *word |= 1 << (code_point % 64);
            }
        }
        let faces = fonts.iter().cloned().map(regular).collect();
        Ok(Fonts {
            fonts,
            faces,
            book,
            covered,
        })
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether any font has a glyph for the character.
    pub(super) fn cover(&self, character: char) -> bool {
        let code_point = u32::from(character);
        self.covered
            .get(code_point as usize / 64)
            .is_some_and(|word| word >> (code_point % 64) & 1 == 1)
    }

    /// How far a character moves the pen, in em: by the first font that has it.
    pub(super) fn advance(&self, character: char) -> f64 {
        self.faces
            .iter()
            .find_map(|face| face.x_advance(face.ttf().glyph_index(character)?.0))
            .map_or(1.0, |advance| advance.get())
    }
}

/// A font that comes in one weight, or the regular one of a variable font.
fn regular(font: Font) -> FontInstance {
    font.instantiate(
        FontVariant::default(),
        Abs::pt(10.0),
        &FontVariations::default(),
    )
}

/// The folder's font files, sorted, so that the same folder gives the same forms.
fn font_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, PrintError> {
    let unreadable = |source| PrintError::FontUnreadable {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_font = path
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| {
                ["otf", "ttf", "ttc", "otc"].contains(&extension.to_ascii_lowercase().as_str())
            });
        if is_font {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_in_the_folder_adds_its_characters() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            !Fonts::load_beside(&[SANS], Some(folder.path()))
                .unwrap()
                .cover('𠂇')
        );

        std::fs::write(folder.path().join("more.OTF"), SERIF).unwrap();

        let fonts = Fonts::load_beside(&[SANS], Some(folder.path())).unwrap();
        assert!(fonts.cover('𠂇') && fonts.cover('张'));
        assert!(!fonts.cover('𪚥'));
        assert_eq!(fonts.book().families().count(), 2);
    }
}
