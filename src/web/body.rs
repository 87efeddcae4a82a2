//! Reading a request's body, bounded in bytes and time, files into temporary files.

use std::io::Write as _;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;

use super::Fields;
use super::problem::Problem;
use super::request::UploadedFile;
use super::route::Body;

/// The most bytes of a form's fields.
const MOST_FORM_BYTES: usize = 256 * 1024;
/// The most bytes of a JSON body.
const MOST_JSON_BYTES: usize = 1024 * 1024;
/// The most bytes of one field beside files.
const MOST_FIELD_BYTES: usize = 64 * 1024;
/// The most fields and files of one upload.
const MOST_PARTS: usize = 200;
/// How long a body may take in all.
const MOST_TIME: Duration = Duration::from_secs(120);

/// What a body holds.
#[derive(Default)]
pub(super) struct ReadBody {
    pub fields: Fields,
    pub files: Vec<(String, UploadedFile)>,
    pub json: Vec<u8>,
}

/// Reads the body that a route expects.
///
/// # Errors
/// [`Problem::TooBig`], [`Problem::BrokenBody`].
pub(super) async fn read(
    expected: Body,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<ReadBody, Problem> {
    let reading = async {
        match expected {
            Body::None => Ok(ReadBody::default()),
            Body::Form => {
                let bytes = whole(payload, MOST_FORM_BYTES).await?;
                Ok(ReadBody {
                    fields: Fields::parse(&bytes),
                    ..ReadBody::default()
                })
            }
            Body::Json => Ok(ReadBody {
                json: whole(payload, MOST_JSON_BYTES).await?,
                ..ReadBody::default()
            }),
            Body::Upload { most } => upload(request, payload, most).await,
        }
    };
    match tokio::time::timeout(MOST_TIME, reading).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Problem::BrokenBody),
    }
}

async fn whole(mut payload: web::Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::BrokenBody)?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::TooBig(megabytes(most as u64)));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn upload(
    request: &HttpRequest,
    payload: web::Payload,
    most: u64,
) -> Result<ReadBody, Problem> {
    let multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if !multipart {
        // A form without its files, such as a forged one: its fields are looked at all the same.
        let bytes = whole(payload, MOST_FORM_BYTES).await?;
        return Ok(ReadBody {
            fields: Fields::parse(&bytes),
            ..ReadBody::default()
        });
    }
    let mut parts = Multipart::new(request.headers(), payload);
    let mut body = ReadBody::default();
    let mut left = most;
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Problem::BrokenBody)?;
        count += 1;
        if count > MOST_PARTS {
            return Err(Problem::BrokenBody);
        }
        let disposition = part.content_disposition().cloned();
        let name = disposition
            .as_ref()
            .and_then(|found| found.get_name())
            .unwrap_or_default()
            .to_owned();
        let file_name = disposition
            .as_ref()
            .and_then(|found| found.get_filename())
            .map(str::to_owned);
        match file_name {
            None => {
                let mut bytes = Vec::new();
                while let Some(chunk) = part.next().await {
                    let chunk = chunk.map_err(|_| Problem::BrokenBody)?;
                    left = take(left, chunk.len(), most)?;
                    if bytes.len() + chunk.len() > MOST_FIELD_BYTES {
                        return Err(Problem::TooBig(1));
                    }
                    bytes.extend_from_slice(&chunk);
                }
                let value = String::from_utf8_lossy(&bytes).into_owned();
                body.fields.push(name, value);
            }
            Some(file_name) => {
                let mut file = crate::files::temporary("").map_err(full)?;
                let mut size = 0_u64;
                while let Some(chunk) = part.next().await {
                    let chunk = chunk.map_err(|_| Problem::BrokenBody)?;
                    left = take(left, chunk.len(), most)?;
                    size += chunk.len() as u64;
                    file.write_all(&chunk).map_err(full)?;
                }
                file.flush().map_err(full)?;
                // A file field that was left empty comes as a file without name and bytes.
                if size > 0 || !file_name.is_empty() {
                    body.files.push((
                        name,
                        UploadedFile {
                            name: file_name,
                            size,
                            file,
                        },
                    ));
                }
            }
        }
    }
    Ok(body)
}

fn take(left: u64, bytes: usize, most: u64) -> Result<u64, Problem> {
    left.checked_sub(bytes as u64)
        .ok_or_else(|| Problem::TooBig(megabytes(most)))
}

fn megabytes(bytes: u64) -> u64 {
    (bytes / (1024 * 1024)).max(1)
}

/// The temporary folder is full or away.
fn full(error: std::io::Error) -> Problem {
    Problem::NoSpace(error.to_string())
}
