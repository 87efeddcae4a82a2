//! The notice about personal data (个人信息保护法 art. 17): read, and proved to be read.

use serde::Serialize;

use super::super::rules::NOTICE_VERSION;
use super::super::{AccountRefusal, Viewer, store};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};

#[derive(Serialize)]
struct NoticeLine<'a> {
    notice: &'a str,
}

/// Notes that the viewer read the notice of this version.
///
/// # Errors
/// [`AccountRefusal::NoticeReplaced`] when another one holds now.
pub fn read_notice(
    app: &App,
    viewer: &Viewer,
    version: &str,
    address: &str,
    occasion: &Occasion,
) -> Result<(), AccountRefusal> {
    if viewer.session.is_none() {
        return Err(AccountRefusal::SessionOnly);
    }
    if version != NOTICE_VERSION {
        return Err(AccountRefusal::NoticeReplaced);
    }
    app.db.write(|conn| {
        let at = occasion.now.instant;
        store::set_notice(conn, viewer.account, version)?;
        store::record_notice(conn, viewer.account, version, address, at)?;
        let line = NoticeLine { notice: version };
        let change = Change::created(Entity::Account, viewer.account.0, viewer.person, &line);
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}
