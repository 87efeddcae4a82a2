//! Sends a temporary file piece by piece; it is gone when the last piece was read.

use std::io::Read as _;

use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use futures_util::stream;
use tempfile::NamedTempFile;

const PIECE_BYTES: usize = 256 * 1024;

/// The response with the file as its body.
pub(super) fn file(mut response: HttpResponseBuilder, file: NamedTempFile) -> HttpResponse {
    let opened = file.reopen().map(|reader| (reader, file));
    match opened {
        Ok(opened) => response.streaming(stream::try_unfold(opened, |(mut reader, file)| async {
            let read = web::block(move || {
                let mut piece = vec![0_u8; PIECE_BYTES];
                let count = reader.read(&mut piece)?;
                piece.truncate(count);
                Ok::<_, std::io::Error>((piece, reader))
            })
            .await
            .map_err(std::io::Error::other)??;
            let (piece, reader) = read;
            if piece.is_empty() {
                return Ok::<_, std::io::Error>(None);
            }
            Ok(Some((Bytes::from(piece), (reader, file))))
        })),
        Err(error) => {
            tracing::error!(%error, "a file cannot be sent");
            HttpResponse::InternalServerError().finish()
        }
    }
}
