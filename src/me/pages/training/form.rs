//! The form of a training record with its proofs.

use askama::Template;

use crate::accounts::Right;
use crate::db::{Conn, DatabaseError};
use crate::evidence::{self, Evidence, EvidenceId};
use crate::people::{self, Person, PersonId};
use crate::training::filing::{
    FilingRefusal, Handing, SentFile, mend as mend_record, submit as submit_record,
};
use crate::training::store::{self as records, proofs, submissions};
use crate::training::submission::{Filer, TypedRecord};
use crate::training::{StoredRecord, TrainingKind, TrainingMode, TrainingRecordId, conflict};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "me/training_form.html")]
pub(super) struct FormPage {
    frame: Frame,
    heading: String,
    explanation: String,
    action: String,
    back: String,
    button: &'static str,
    typed: TypedRecord,
    kinds: Vec<(&'static str, &'static str)>,
    modes: Vec<(&'static str, &'static str)>,
    proofs: Vec<Evidence>,
    removed: Vec<EvidenceId>,
    version: i64,
    problems: Vec<FieldProblem>,
    same_file: Option<String>,
    on_behalf: bool,
}

/// What a form is about: a new record, one of one's own, or one for somebody else.
enum About<'a> {
    New,
    Own(TrainingRecordId),
    For(&'a Person),
}

pub(super) fn new(request: &Request, _conn: &mut Conn) -> Answer {
    request.own_person()?;
    Reply::html(&empty(request, &About::New))
}

pub(super) fn edit(request: &Request, conn: &mut Conn) -> Answer {
    let (record, proofs) = own_record(request, conn)?;
    let mut page = empty(request, &About::Own(record.id));
    page.typed = TypedRecord::from(&record);
    page.proofs = proofs;
    page.version = record.version;
    Reply::html(&page)
}

pub(super) fn new_for(request: &Request, conn: &mut Conn) -> Answer {
    let person = person_within(request, conn)?;
    // One's own record is not filed for somebody.
    if request.viewer()?.person == Some(person.id) {
        return Ok(Reply::see_other("/me/training/new"));
    }
    Reply::html(&empty(request, &About::For(&person)))
}

pub(super) fn submit(request: &Request) -> Answer {
    let person = request.own_person()?;
    let handing = handing(request)?;
    let typed = handing.typed.clone();
    match submit_record(
        &request.app,
        person,
        &filer(request)?,
        handing,
        &request.occasion()?,
    ) {
        Ok(id) => Ok(Reply::see_other(format!("/me/training/{id}"))
            .with_notice("已提交，等待单位审核；结果会显示在这里，并发到您的邮箱")),
        Err(refusal) => again(empty(request, &About::New), request, typed, refusal),
    }
}

pub(super) fn submit_for(request: &Request) -> Answer {
    let person = request.app.db.read(|conn| person_within(request, conn))?;
    let handing = handing(request)?;
    let typed = handing.typed.clone();
    match submit_record(
        &request.app,
        person.id,
        &filer(request)?,
        handing,
        &request.occasion()?.on_behalf_of(person.id),
    ) {
        Ok(_) => {
            Ok(Reply::see_other(format!("/people/{}", person.id))
                .with_notice("已代为提交，等待审核"))
        }
        Err(refusal) => again(
            empty(request, &About::For(&person)),
            request,
            typed,
            refusal,
        ),
    }
}

pub(super) fn mend(request: &Request) -> Answer {
    let person = request.own_person()?;
    let id: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let handing = handing(request)?;
    let (typed, removed) = (handing.typed.clone(), handing.removed.clone());
    let version = request.fields().text("version").parse().unwrap_or_default();
    let outcome = mend_record(
        &request.app,
        person,
        id,
        version,
        &filer(request)?,
        handing,
        &request.occasion()?,
    );
    match outcome {
        Ok(()) => {
            Ok(Reply::see_other(format!("/me/training/{id}")).with_notice("已保存，等待单位审核"))
        }
        Err(FilingRefusal::Stale) => Err(request
            .app
            .db
            .read(|conn| conflict::of_record(request, conn, id, Some(&typed)))?),
        Err(refusal) => {
            let (_, proofs) = request.app.db.read(|conn| own_record(request, conn))?;
            let mut page = empty(request, &About::Own(id));
            page.proofs = proofs;
            page.removed = removed;
            page.version = version;
            again(page, request, typed, refusal)
        }
    }
}

/// The same form with what was typed and the sentences beside the fields. Chosen files
/// a browser does not send twice; they must be chosen again, which the form says.
fn again(
    mut page: FormPage,
    request: &Request,
    typed: TypedRecord,
    refusal: FilingRefusal,
) -> Answer {
    page.typed = typed;
    match refusal {
        FilingRefusal::Invalid(wrong) => {
            page.problems = wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    message: wrong.message,
                })
                .collect();
            let chosen = !request.files("proof").is_empty();
            if chosen && page.problems.iter().all(|problem| problem.field != "proof") {
                page.problems.push(FieldProblem {
                    field: "proof".to_owned(),
                    message: "请重新选择证明文件：浏览器不会保留刚才选的文件".to_owned(),
                });
            }
        }
        FilingRefusal::SameFile(sentence) => page.same_file = Some(sentence),
        other => return Err(problem(other)),
    }
    Reply::invalid(&page)
}

/// A refusal that no field can carry.
pub(in crate::me) fn problem(refusal: FilingRefusal) -> Problem {
    match refusal {
        FilingRefusal::NoRecord => Problem::NotFound,
        FilingRefusal::Stale => Problem::Stale(refusal.to_string()),
        FilingRefusal::NotEditable(_) | FilingRefusal::SameFile(_) => {
            Problem::Refused(refusal.to_string())
        }
        FilingRefusal::Invalid(wrong) => Problem::Invalid(
            wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    message: wrong.message,
                })
                .collect(),
        ),
        FilingRefusal::Database(DatabaseError::Query(error)) => error.into(),
        FilingRefusal::Database(error) => error.into(),
    }
}

/// Who hands in: the account that is signed in.
pub(in crate::me) fn filer(request: &Request) -> Result<Filer, Problem> {
    let viewer = request.viewer()?;
    Ok(Filer {
        account: Some(viewer.account),
        name: viewer.name.clone(),
        person: viewer.person,
    })
}

/// The fields and files of the form.
pub(in crate::me) fn handing(request: &Request) -> Result<Handing, Problem> {
    let fields = request.fields();
    let text = |name: &str| fields.text(name).to_owned();
    let mut files = Vec::new();
    for file in request.files("proof") {
        // A file field left empty comes as a file without name and bytes.
        if file.size == 0 && file.name.is_empty() {
            continue;
        }
        files.push(SentFile {
            name: file.name.clone(),
            bytes: std::fs::read(file.path())
                .map_err(|error| Problem::NoSpace(error.to_string()))?,
        });
    }
    Ok(Handing {
        typed: TypedRecord {
            title: text("title"),
            organiser: text("organiser"),
            first_day: text("first_day"),
            last_day: text("last_day"),
            days: text("days"),
            hours: text("hours"),
            mode: text("mode"),
            kind: text("kind"),
        },
        files,
        removed: fields
            .all("removed")
            .into_iter()
            .filter_map(|id| id.parse().ok().map(EvidenceId))
            .collect(),
        same_file_confirmed: fields.checked("same_file"),
    })
}

fn empty(request: &Request, about: &About<'_>) -> FormPage {
    let section = match about {
        About::For(_) => Section::People,
        About::New | About::Own(_) => Section::MyTraining,
    };
    let (heading, action, back, button) = match about {
        About::New => (
            "登记一次培训".to_owned(),
            "/me/training".to_owned(),
            "/me/training".to_owned(),
            "提交审核",
        ),
        About::Own(id) => (
            "修改培训记录".to_owned(),
            format!("/me/training/{id}"),
            format!("/me/training/{id}"),
            "保存并提交审核",
        ),
        About::For(person) => (
            format!("代{}登记一次培训", person.details.name),
            format!("/people/{}/training", person.id),
            format!("/people/{}", person.id),
            "代为提交",
        ),
    };
    let on_behalf = matches!(about, About::For(_));
    FormPage {
        frame: request.frame(&heading, section),
        explanation: if on_behalf {
            "记录会注明由您代填；本单位另有审核人的，由另一人审核。".to_owned()
        } else {
            "按证明上写的填写，天数和学时有几项填几项；单位审核后计入继续教育。".to_owned()
        },
        heading,
        action,
        back,
        button,
        typed: TypedRecord {
            kind: TrainingKind::Training.as_str().to_owned(),
            ..TypedRecord::default()
        },
        kinds: TrainingKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), kind.label()))
            .collect(),
        modes: [("", "证明上没有写")]
            .into_iter()
            .chain(
                TrainingMode::ALL
                    .iter()
                    .map(|mode| (mode.as_str(), mode.label())),
            )
            .collect(),
        proofs: Vec::new(),
        removed: Vec::new(),
        version: 0,
        problems: Vec::new(),
        same_file: None,
        on_behalf,
    }
}

/// One's own record that was handed in, with its proofs.
pub(super) fn own_record(
    request: &Request,
    conn: &mut Conn,
) -> Result<(StoredRecord, Vec<Evidence>), Problem> {
    let id: TrainingRecordId = request.param::<i64>("id").map(TrainingRecordId)?;
    let person = request.own_person()?;
    let record = records::find(conn, id)?
        .filter(|record| record.details.person_id == person)
        .ok_or(Problem::NotFound)?;
    submissions::find(conn, id)?.ok_or(Problem::NotFound)?;
    let files: Vec<EvidenceId> = proofs::load_of_records(conn, &[id])?
        .iter()
        .map(|proof| proof.evidence_id)
        .collect();
    Ok((record, evidence::store::load_of_ids(conn, &files)?))
}

pub(in crate::me) fn person_within(request: &Request, conn: &mut Conn) -> Result<Person, Problem> {
    let id: PersonId = request.param::<i64>("id").map(PersonId)?;
    let tree = request.app.units(conn)?;
    let reach = request.viewer()?.reach(Right::EditPeople, &tree);
    let person = people::store::get(conn, id)?;
    if reach.contains(person.details.unit_id) {
        Ok(person)
    } else {
        Err(Problem::NotFound)
    }
}
