//! A made-up district in a SQLite file, filled through the rooms' own stores. Filled
//! once for each size and kept under `target/bench-data`.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, NaiveDateTime};
use shegong::app::App;
use shegong::certificates::{
    self, CertificateDetails, CertificateScope, Level, RegistrationDetails, RegistrationKind,
};
use shegong::clock::Clock;
use shegong::config::{Config, Redacted};
use shegong::db::{Conn, DatabaseError};
use shegong::identity::IdNumber;
use shegong::people::store::StorePersonError;
use shegong::people::{self, EmploymentKind, PersonDetails, PersonId};
use shegong::text::compare_key;
use shegong::training::{
    self, RecordDetails, RecordSource, RecordState, TrainingKind, TrainingMode,
};
use shegong::units::{self, UnitDetails, UnitId, UnitKind};

/// The day that every benchmark asks for.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day that exists")
}

/// Raised when what is filled in changes, so that old files are not used again.
const EDITION: u32 = 1;

/// People that are stored together.
const PEOPLE_AT_ONCE: usize = 1_000;
/// Rows of one bulk insert of records: 17 columns each, below SQLite's 32,766 parameters.
const RECORDS_AT_ONCE: usize = 1_500;

const SURNAMES: [&str; 12] = [
    "李", "王", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "欧阳", "单",
];
const GIVEN: [&str; 14] = [
    "明", "芳", "海波", "晓燕", "建国", "秀英", "志强", "丽", "永红", "雪梅", "俊杰", "桂兰", "涛",
    "婷婷",
];
const TITLES: [&str; 10] = [
    "社会工作者继续教育培训班",
    "社区治理与社会工作实务培训",
    "儿童社会工作专题培训",
    "老年社会工作服务能力提升班",
    "社会工作法规与政策解读",
    "社会工作督导能力建设",
    "农村社会工作骨干培训",
    "心理疏导与危机干预专题",
    "社会工作者考前培训",
    "志愿服务与社会工作融合发展研讨",
];

/// Where benchmarks keep their files.
pub fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target"),
        PathBuf::from,
    );
    let folder = target.join("bench-data");
    std::fs::create_dir_all(&folder).expect("a folder for the benchmarks' data");
    folder
}

/// The application on a SQLite file.
pub fn open(database: &Path) -> App {
    let mut config = Config::default();
    config.database.url = Redacted(format!("sqlite:{}", database.display()));
    config.security.key_file = database.with_extension("key");
    let noon = today().and_hms_opt(4, 0, 0).expect("a time that exists");
    App::open(config, Clock::Fixed(noon)).expect("the application opens")
}

/// A district of so many people with so many training records, made if it is not
/// there yet.
pub fn of_size(people: usize, records: usize) -> App {
    let file = folder().join(format!("district-{EDITION}-{people}-{records}.db"));
    if !file.exists() {
        eprintln!("filling {} …", file.display());
        // Filled beside its place, so that an interrupted run leaves nothing half filled.
        let unfinished = file.with_extension("unfinished.db");
        for old in ["db", "db-wal", "db-shm", "key"] {
            let _ = std::fs::remove_file(unfinished.with_extension(old));
        }
        fill(&open(&unfinished), people, records);
        std::fs::rename(unfinished.with_extension("key"), file.with_extension("key"))
            .expect("the key moves");
        std::fs::rename(&unfinished, &file).expect("the database moves");
    }
    open(&file)
}

/// The ID number of the person with this index, with a right check digit.
pub fn id_number(index: usize) -> IdNumber {
    let born = NaiveDate::from_ymd_opt(1965, 1, 1).expect("a day that exists")
        + Days::new((index % 12_000) as u64);
    let body = format!("500222{}{:03}", born.format("%Y%m%d"), index / 12_000);
    let sum: u32 = body
        .bytes()
        .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = char::from(b"10X98765432"[sum as usize % 11]);
    format!("{body}{check}").parse().expect("a right ID number")
}

/// The name of the person with this index.
pub fn name(index: usize) -> String {
    format!(
        "{}{}",
        SURNAMES[index % SURNAMES.len()],
        GIVEN[index / SURNAMES.len() % GIVEN.len()]
    )
}

/// The title of a training.
pub fn title(index: usize) -> &'static str {
    TITLES[index % TITLES.len()]
}

/// The last day of the training with this number, spread over the five years before
/// today so that windows cut through them.
pub fn last_day(person: usize, number: usize) -> NaiveDate {
    today() - Days::new(((person * 37 + number * 131) % 1_800) as u64)
}

/// Wide enough for every error of the stores.
#[derive(Debug, thiserror::Error)]
enum FillError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
    #[error(transparent)]
    Person(#[from] StorePersonError),
}

fn fill(app: &App, people: usize, records: usize) {
    let at = app.now().instant;
    let units = app
        .db
        .write(|conn| Ok::<_, FillError>(make_units(conn, at)?))
        .expect("units are stored");
    for first in (0..people).step_by(PEOPLE_AT_ONCE) {
        let block = first..(first + PEOPLE_AT_ONCE).min(people);
        app.db
            .write(|conn| {
                let newcomers = block
                    .clone()
                    .map(|index| (id_number(index), person(index, units[index % units.len()])))
                    .collect();
                let ids = people::store::insert(conn, &app.keys, newcomers, at)?;
                let mut waiting = Vec::with_capacity(RECORDS_AT_ONCE);
                for (index, id) in block.clone().zip(ids) {
                    certify(conn, index, id, at)?;
                    // Shared out evenly, the remainder to the first.
                    let share = records / people + usize::from(index < records % people);
                    for number in 0..share {
                        waiting.push(record(index, number, id));
                        if waiting.len() == RECORDS_AT_ONCE {
                            training::store::insert(conn, std::mem::take(&mut waiting), at)?;
                        }
                    }
                }
                training::store::insert(conn, waiting, at)?;
                Ok::<_, FillError>(())
            })
            .expect("people are stored");
    }
}

/// One district, ten townships, ten villages and communities in each.
fn make_units(conn: &mut Conn, at: NaiveDateTime) -> Result<Vec<UnitId>, diesel::result::Error> {
    let details = |parent: Option<&units::Unit>, name: String, kind| UnitDetails {
        parent_id: parent.map(|unit| unit.id),
        path: match parent {
            Some(unit) => format!("{}/{name}", unit.details.path),
            None => name.clone(),
        },
        name_key: compare_key(&name),
        region: parent.is_none().then(|| name.clone()),
        name,
        kind,
        kind_guessed: false,
        contact_name: None,
        contact_mobile: None,
        contact_email: None,
        employee_count: None,
        has_social_work_office: None,
    };
    let district = details(None, "綦江区".to_owned(), UnitKind::District);
    let district = units::store::insert(conn, &district, at)?;
    let mut made = vec![district.id];
    for township in 1..=10 {
        let above = details(
            Some(&district),
            format!("第{township}镇"),
            UnitKind::Township,
        );
        let above = units::store::insert(conn, &above, at)?;
        made.push(above.id);
        for village in 1..=10 {
            let below = details(
                Some(&above),
                format!("第{township}镇{village}村"),
                UnitKind::Village,
            );
            made.push(units::store::insert(conn, &below, at)?.id);
        }
    }
    Ok(made)
}

fn person(index: usize, unit_id: UnitId) -> PersonDetails {
    PersonDetails {
        name: name(index),
        pinyin_key: String::new(),
        pinyin_initials: String::new(),
        unit_id,
        mobile: Some(format!("139{:08}", index % 100_000_000)),
        email: None,
        education: None,
        major: None,
        graduated_on: None,
        social_work_since: None,
        employment_kind: Some(EmploymentKind::CommunityWorker),
        joined_on: None,
        left_on: None,
    }
    .with_name_keys()
}

/// One certificate each, registered for three of four.
fn certify(
    conn: &mut Conn,
    index: usize,
    person_id: PersonId,
    at: NaiveDateTime,
) -> Result<(), diesel::result::Error> {
    let level = match index % 20 {
        0..=6 => Level::Worker,
        7..=13 => Level::Assistant,
        14..=18 => Level::Intermediate,
        _ => Level::Senior,
    };
    let certificate = CertificateDetails {
        person_id,
        level,
        number: Some(format!("{:020}", index)),
        approved_on: Some(today() - Days::new(1_900 + (index % 1_000) as u64)),
        scope: CertificateScope::National,
        scope_region: None,
    };
    let certificate = certificates::store::insert(conn, certificate, at)?;
    if index % 4 == 3 {
        return Ok(());
    }
    let first_day = today() - Days::new((index % 1_200) as u64);
    let registration = RegistrationDetails {
        certificate_id: certificate.id,
        follows_id: None,
        kind: RegistrationKind::First,
        first_day,
        last_day: first_day + Days::new(1_094),
        last_day_printed: false,
        document: None,
    };
    certificates::store::insert_registration(conn, registration, at)?;
    Ok(())
}

fn record(person: usize, number: usize, person_id: PersonId) -> RecordDetails {
    // The number makes each record's key its own.
    let title = format!("{}（第{}期）", title(person + number), number + 1);
    let last_day = last_day(person, number);
    let days = 1 + (number % 3) as i64;
    RecordDetails {
        person_id,
        title_key: compare_key(&title),
        title,
        organiser: Some("綦江区民政局".to_owned()),
        first_day: last_day - Days::new(days as u64 - 1),
        last_day,
        days_hundredths: Some(days * 100),
        hours_hundredths: number.is_multiple_of(2).then_some(days * 600),
        mode: Some(if number.is_multiple_of(5) {
            TrainingMode::Online
        } else {
            TrainingMode::InPerson
        }),
        kind: if (person + number) % 10 == 8 {
            TrainingKind::PreExam
        } else {
            TrainingKind::Training
        },
        state: if number % 29 == 28 {
            RecordState::Pending
        } else {
            RecordState::Recognised
        },
        source: RecordSource::Imported,
    }
}
