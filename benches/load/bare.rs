//! The bare routes: actix-web and diesel with nothing of the site around them.
//!
//! They look the session up and load the reach as the site does, run the same SELECT
//! and write its rows as JSON. They check no right but the reach, mask nothing and have
//! no middleware.

use actix_web::{App as Site, HttpRequest, HttpResponse, HttpServer, web};
use serde::Serialize;
use shegong::accounts::actions::{Resumed, resume, resume_token};
use shegong::accounts::{Right, SessionId, Viewer};
use shegong::app::App;
use shegong::db::{Conn, DatabaseError};
use shegong::people::{self, Person, PersonId};

/// Serves them on a free port.
pub fn serve(app: App) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let workers = app.config.server.workers;
    std::thread::spawn(move || {
        let data = web::Data::new(app);
        actix_web::rt::System::new().block_on(async move {
            HttpServer::new(move || {
                Site::new()
                    .app_data(data.clone())
                    .route("/session", web::get().to(session))
                    .route("/people", web::get().to(list))
            })
            .workers(workers)
            .listen(listener)
            .expect("a listening server")
            .run()
            .await
            .expect("a server that runs");
        });
    });
    port
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    details: people::PersonDetails,
    id: PersonId,
    unit_path: Option<String>,
    version: i64,
}

/// Who asks, and nothing else.
async fn session(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    let session = header(&request, "x-session").parse().map(SessionId);
    let answered = web::block(move || {
        app.db.read(|conn| {
            let session = session.unwrap_or(SessionId(0));
            let found = resume(conn, session, 1, app.now(), &app.config.security)?;
            Ok::<_, DatabaseError>(matches!(found, Resumed::Live(_)))
        })
    })
    .await;
    match answered {
        Ok(Ok(true)) => HttpResponse::Ok().body("在线"),
        _ => HttpResponse::Unauthorized().finish(),
    }
}

/// Twenty people of those the token reaches.
async fn list(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    let bearer = header(&request, "authorization")
        .trim_start_matches("Bearer ")
        .to_owned();
    let answered = web::block(move || {
        app.db.read(|conn| {
            let live = resume_token(conn, &app.keys, &bearer, app.now(), &app.config.security)?;
            match live {
                None => Ok(None),
                Some(live) => rows(conn, &app, &live.viewer).map(Some),
            }
        })
    })
    .await;
    match answered {
        Ok(Ok(Some(rows))) => HttpResponse::Ok().json(rows),
        Ok(Err::<_, DatabaseError>(error)) => {
            HttpResponse::InternalServerError().body(error.to_string())
        }
        _ => HttpResponse::Unauthorized().finish(),
    }
}

fn rows(conn: &mut Conn, app: &App, viewer: &Viewer) -> Result<Vec<Row>, DatabaseError> {
    let tree = app.units(conn)?;
    let units = viewer.reach(Right::SeePeople, &tree).units();
    let people = people::store::load_page(conn, units.as_deref(), PersonId(0), 21)?;
    Ok(people
        .into_iter()
        .take(20)
        .map(|person: Person| Row {
            unit_path: tree
                .get(person.details.unit_id)
                .map(|unit| unit.details.path.clone()),
            details: person.details,
            id: person.id,
            version: person.version,
        })
        .collect())
}

fn header<'r>(request: &'r HttpRequest, name: &str) -> &'r str {
    request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
