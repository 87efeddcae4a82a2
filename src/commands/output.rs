//! Answers on standard output.

use std::io::{BufWriter, StdoutLock, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::CommandError;

/// A line on standard output. Whoever stopped reading (`| head`) ends nothing: the
/// work is done, only the telling is not.
macro_rules! say {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($part)*);
    }};
}
pub(super) use say;

/// Standard output, buffered: a city's status is long.
pub(super) fn buffered() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, std::io::stdout().lock())
}

/// One JSON value, indented.
pub(super) fn json(value: &impl Serialize) -> Result<(), CommandError> {
    let mut out = buffered();
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// A cell padded to a width in columns; a Chinese character takes two.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let width = text.width();
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}
