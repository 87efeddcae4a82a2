//! Proofs that wait for a review, with what a reviewer should look at; one sent back,
//! one recognised with other figures. The pictures are drawn here, the PDF comes from
//! our own press.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::accounts::Reach;
use crate::accounts::store::{AccountRow, find_by_login};
use crate::app::App;
use crate::audit::Occasion;
use crate::calendar::plus_days;
use crate::claims::print as claim_print;
use crate::db::{Conn, DatabaseError};
use crate::people::{self, Person, PersonId};
use crate::training::TrainingRecordId;
use crate::training::filing::{Handing, SentFile, submit};
use crate::training::print::statement;
use crate::training::review::{Correction, Decision, Seen, decide};
use crate::training::rules::review::Reviewer;
use crate::training::submission::{Filer, TypedRecord};
use crate::units::{self, UnitId};

use super::actions::DemoError;

/// So many people are looked at to find those of the township.
const PEOPLE_LOOKED_AT: i64 = 1_000;

/// What lies behind a record.
enum Proof {
    /// A picture; the same number is the same picture.
    Picture(u8),
    /// A printed statement.
    Statement,
    /// Nothing but paper in the office.
    Paper,
}

/// One record that was handed in.
struct Story {
    who: usize,
    title: &'static str,
    days_ago: i64,
    days: &'static str,
    hours: &'static str,
    proof: Proof,
}

const fn story(
    who: usize,
    title: &'static str,
    days_ago: i64,
    days: &'static str,
    hours: &'static str,
    proof: Proof,
) -> Story {
    Story {
        who,
        title,
        days_ago,
        days,
        hours,
        proof,
    }
}

/// The first person is the one whose sign-in is `worker`.
const STORIES: [Story; 12] = [
    story(0, "社区矛盾调解实务培训", 20, "1", "6", Proof::Picture(1)),
    story(0, "老年人能力评估培训", 3, "1", "", Proof::Picture(2)),
    story(
        1,
        "社会救助政策与实务线上课程",
        9,
        "",
        "8",
        Proof::Picture(3),
    ),
    story(1, "儿童主任能力提升班", 30, "2", "12", Proof::Picture(4)),
    story(
        2,
        "社会救助政策与实务线上课程",
        9,
        "",
        "8",
        Proof::Picture(3),
    ),
    story(3, "禁毒社会工作专题培训", 6, "1", "12", Proof::Picture(5)),
    story(4, "乡镇（街道）社工站建设培训", 5, "1", "6", Proof::Paper),
    story(5, "年度继续教育汇总证明", 4, "1", "6", Proof::Statement),
    story(6, "志愿服务组织管理培训", 7, "1", "6", Proof::Picture(6)),
    story(6, "基层协商议事工作坊", 7, "0.5", "", Proof::Picture(7)),
    story(7, "医务社会工作实务培训", 2, "1", "6", Proof::Picture(8)),
    story(8, "项目设计与评估培训", 8, "1", "6", Proof::Picture(9)),
];

/// Hands everything in and decides about two of them.
///
/// # Errors
/// When a file, a record or a decision is refused.
pub(super) fn make(app: &App, occasion: &Occasion) -> Result<(), DemoError> {
    let Some(cast) = app.db.read(|conn| Cast::find(conn, occasion))? else {
        return Ok(());
    };
    let mut made: Vec<TrainingRecordId> = Vec::new();
    for story in &STORIES {
        let Some(person) = cast.people.get(story.who) else {
            continue;
        };
        made.push(hand_in(app, &cast, person, story, occasion)?);
    }
    let decisions = [
        (
            0,
            Decision::Return("照片看不清学时，请重新拍照上传".to_owned()),
        ),
        (
            3,
            Decision::Recognise(Some(Correction {
                days: "1.5".to_owned(),
                hours: "9".to_owned(),
            })),
        ),
    ];
    for (place, decision) in decisions {
        let Some(record) = made.get(place) else {
            continue;
        };
        let seen = Seen {
            record: *record,
            version: 1,
        };
        decide(
            app,
            &Reach::Everywhere,
            &cast.reviewer,
            seen,
            &decision,
            occasion,
        )
        .map_err(|refusal| DemoError::Setting(refusal.to_string()))?;
    }
    Ok(())
}

/// Who appears.
struct Cast {
    people: Vec<Person>,
    office: Filer,
    reviewer: Reviewer,
}

impl Cast {
    fn find(conn: &mut Conn, occasion: &Occasion) -> Result<Option<Self>, DemoError> {
        let account = |conn: &mut Conn, name: &str| -> Result<Option<AccountRow>, DemoError> {
            Ok(find_by_login(conn, name).map_err(DatabaseError::Query)?)
        };
        let worker = account(conn, "worker")?.and_then(|account| account.person_id);
        let (Some(town), Some(training)) = (account(conn, "hr-town")?, account(conn, "training")?)
        else {
            return Ok(None);
        };
        let posts = |conn: &mut Conn, account: &AccountRow| -> Result<Vec<UnitId>, DemoError> {
            let held = crate::accounts::store::load_of_accounts(conn, &[account.id])?;
            Ok(held.into_iter().filter_map(|row| row.unit_id).collect())
        };
        let tree = units::store::load_tree(conn)?;
        let towns: Vec<UnitId> = posts(conn, &town)?
            .into_iter()
            .flat_map(|unit| tree.below(unit))
            .collect();
        let of_town = people::store::load_page(conn, Some(&towns), PersonId(0), PEOPLE_LOOKED_AT)?;
        let mut cast = match worker {
            Some(worker) => people::store::load_of_ids(conn, &[worker])?,
            None => Vec::new(),
        };
        cast.extend(of_town.into_iter().filter(|person| {
            !person.details.has_left(occasion.now.today)
                && Some(person.id) != worker
                && Some(person.id) != town.person_id
        }));
        Ok(Some(Self {
            people: cast,
            office: Filer {
                account: Some(town.id),
                name: town.display_name.clone(),
                person: town.person_id,
            },
            reviewer: Reviewer {
                account: training.id,
                name: training.display_name.clone(),
                person: training.person_id,
                posts: posts(conn, &training)?,
            },
        }))
    }
}

fn hand_in(
    app: &App,
    cast: &Cast,
    person: &Person,
    story: &Story,
    occasion: &Occasion,
) -> Result<TrainingRecordId, DemoError> {
    let today = occasion.now.today;
    let last = plus_days(today, -story.days_ago);
    let first = if story.days == "2" {
        plus_days(last, -1)
    } else {
        last
    };
    let filer = match story.proof {
        Proof::Paper => cast.office.clone(),
        Proof::Picture(_) | Proof::Statement => Filer {
            account: None,
            name: person.details.name.clone(),
            person: Some(person.id),
        },
    };
    let files = match story.proof {
        Proof::Paper => Vec::new(),
        Proof::Picture(number) => vec![SentFile {
            name: format!("结业证书{number}.png"),
            bytes: picture(number)?,
        }],
        Proof::Statement => vec![SentFile {
            name: "继续教育汇总.pdf".to_owned(),
            bytes: printed(app, person, occasion)?,
        }],
    };
    let typed = TypedRecord {
        title: story.title.to_owned(),
        organiser: "重庆市社会工作者协会".to_owned(),
        first_day: first.to_string(),
        last_day: last.to_string(),
        days: story.days.to_owned(),
        hours: story.hours.to_owned(),
        mode: if story.title.contains("线上") {
            "online".to_owned()
        } else {
            "in_person".to_owned()
        },
        kind: "training".to_owned(),
    };
    let handing = Handing {
        typed,
        files,
        ..Handing::default()
    };
    submit(app, person.id, &filer, handing, occasion)
        .map_err(|refusal| DemoError::Setting(refusal.to_string()))
}

/// The person's own statement of training.
fn printed(app: &App, person: &Person, occasion: &Occasion) -> Result<Vec<u8>, DemoError> {
    let press = claim_print::press(app)?;
    let setup = claim_print::setup(app, occasion.now);
    Ok(statement(
        app,
        &press,
        person.id,
        occasion.now.today,
        false,
        &setup,
    )?)
}

/// A certificate as one is photographed: a frame, lines of writing, a red seal.
fn picture(number: u8) -> Result<Vec<u8>, DemoError> {
    const WIDTH: u32 = 720;
    const HEIGHT: u32 = 510;
    let paper = Rgb([252, 249, 240]);
    let ink = Rgb([70, 60, 55]);
    let frame = Rgb([160 - number * 6, 40 + number * 9, 45]);
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let edge = x.min(y).min(WIDTH - 1 - x).min(HEIGHT - 1 - y);
        if (14..20).contains(&edge) || edge == 26 {
            return frame;
        }
        let (dx, dy) = (x.abs_diff(570), y.abs_diff(390));
        let ring = dx * dx + dy * dy;
        if (46 * 46..52 * 52).contains(&ring) || ring < 12 * 12 {
            return Rgb([200, 30, 35]);
        }
        let title = (70..106).contains(&y) && (230..490).contains(&x) && x % 52 < 40;
        let line =
            (y % 46 < 14) && (160..360).contains(&y) && (90..90 + line_end(y, number)).contains(&x);
        if title || (line && x % 22 < 17) {
            return ink;
        }
        paper
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image)
        .write_to(&mut out, ImageFormat::Png)
        .map_err(|error| DemoError::Setting(error.to_string()))?;
    Ok(out.into_inner())
}

/// How far a line of writing reaches; every picture differs.
fn line_end(y: u32, number: u8) -> u32 {
    300 + (y / 46 * 67 + u32::from(number) * 41) % 240
}
