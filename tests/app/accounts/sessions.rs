//! Sessions and tokens: kept, replaced, ended.

use shegong::accounts::actions::{
    TokenWish, create_token, end_session, own_sessions, own_tokens, resume_token, revoke_token,
    rotate, sign_out, sign_out_everywhere, touch,
};
use shegong::accounts::rules::{SessionEnd, Upkeep};
use shegong::accounts::{SessionId, TokenScope};

use super::*;

fn write<T>(
    app: &TestApp,
    work: impl FnOnce(&mut shegong::db::Conn) -> diesel::QueryResult<T>,
) -> T {
    app.app
        .db
        .write(|conn| Ok::<_, DatabaseError>(work(conn)?))
        .unwrap()
}

fn over(resumed: Resumed) -> SessionEnd {
    match resumed {
        Resumed::Over(end) => end,
        Resumed::Live(_) => panic!("it lives"),
    }
}

on_both_databases! {
    fn a_session_lives_while_it_is_used_and_twelve_hours_at_the_most(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        let mut seconds = 0;
        while seconds < 12 * 3600 - 1500 {
            seconds += 1500;
            let Resumed::Live(live) = look(&app, &inside, after(&app, seconds)) else {
                panic!("over after {seconds} s");
            };
            assert_eq!(live.upkeep, Upkeep::Rotate);
            write(&app, |conn| touch(conn, inside.session, 1, after(&app, seconds)));
        }

        assert_eq!(over(look(&app, &inside, after(&app, 12 * 3600))), SessionEnd::Expired);
        assert_eq!(over(look(&app, &inside, after(&app, seconds + 1800))), SessionEnd::Expired);
    }

    fn a_session_that_is_not_used_for_half_an_hour_is_over(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();

        assert!(matches!(look(&app, &inside, after(&app, 1799)), Resumed::Live(_)));
        assert_eq!(over(look(&app, &inside, after(&app, 1800))), SessionEnd::Idle);
    }

    fn of_two_requests_at_once_one_replaces_the_cookie_and_both_go_on(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        let now = after(&app, 601);

        let first = write(&app, |conn| rotate(conn, inside.session, 1, now));
        let second = write(&app, |conn| rotate(conn, inside.session, 1, now));

        assert_eq!((first, second), (Some(2), None));
        assert!(matches!(look_with(&app, &inside, 1, after(&app, 660)), Resumed::Live(_)));
        assert!(matches!(look_with(&app, &inside, 2, after(&app, 660)), Resumed::Live(_)));
        write(&app, |conn| touch(conn, inside.session, 2, after(&app, 660)));
        // A minute later the old cookie is a copy: the new one has been seen.
        assert_eq!(over(look_with(&app, &inside, 1, after(&app, 661))), SessionEnd::Superseded);
        assert!(matches!(look_with(&app, &inside, 2, after(&app, 661)), Resumed::Live(_)));
    }

    fn a_cookie_that_never_arrived_is_sent_again(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        write(&app, |conn| rotate(conn, inside.session, 1, after(&app, 601)));

        // The answer was lost; the browser comes back after lunch with the cookie it has.
        let Resumed::Live(live) = look_with(&app, &inside, 1, after(&app, 1500)) else {
            panic!("the session is lost with the answer");
        };
        assert_eq!((live.upkeep, live.generation), (Upkeep::SendAgain, 2));

        // From the first use of the new one the old one is a copy.
        write(&app, |conn| touch(conn, inside.session, 2, after(&app, 1501)));
        assert_eq!(over(look_with(&app, &inside, 1, after(&app, 1502))), SessionEnd::Superseded);
        assert!(matches!(look_with(&app, &inside, 2, after(&app, 1502)), Resumed::Live(_)));
    }

    fn signing_out_ends_one_session_and_signing_out_elsewhere_the_others(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let now = after(&app, 0);
        let sessions: Vec<SignedIn> = (0..4).map(|_| enter(&app, "hr", GOOD, now).unwrap()).collect();
        let own = viewer(&app, &sessions[0], now);
        let listed = app.app.db.read(|conn| {
            Ok::<_, DatabaseError>(own_sessions(conn, &own, now, &app.app.config.security)?)
        }).unwrap();
        assert_eq!(listed.len(), 4);

        assert!(write(&app, |conn| end_session(conn, &own, sessions[3].session, &app.occasion())));
        assert!(!write(&app, |conn| end_session(conn, &own, sessions[3].session, &app.occasion())));
        assert_eq!(write(&app, |conn| sign_out_everywhere(conn, &own, &app.occasion())), 2);
        assert!(matches!(look(&app, &sessions[0], now), Resumed::Live(_)));
        write(&app, |conn| sign_out(conn, &own, &app.occasion()));

        for session in &sessions {
            assert_eq!(over(look(&app, session, now)), SessionEnd::Ended);
        }
        assert_eq!(history(&app, "signed_out").len(), 3);
    }

    fn nobody_ends_somebody_else_s_session(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        office(&app, "other", Role::Admin, None);
        let now = after(&app, 0);
        let (mine, theirs) = (enter(&app, "hr", GOOD, now).unwrap(), enter(&app, "other", GOOD, now).unwrap());
        let own = viewer(&app, &mine, now);

        assert!(!write(&app, |conn| end_session(conn, &own, theirs.session, &app.occasion())));
        assert!(!write(&app, |conn| end_session(conn, &own, SessionId(999), &app.occasion())));

        assert!(matches!(look(&app, &theirs, now), Resumed::Live(_)));
    }

    fn a_token_works_until_it_is_revoked_or_its_days_are_over(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let now = after(&app, 0);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        let own = viewer(&app, &inside, now);
        let wish = TokenWish { label: "同步", scope: TokenScope::Read, days: 2 };
        let made = create_token(&app.app, &own, &wish, &app.occasion()).unwrap();
        let bear = |secret: &str, seconds: i64| {
            let settings = &app.app.config.security;
            app.app.db.read(|conn| {
                Ok::<_, DatabaseError>(resume_token(conn, &app.app.keys, secret, after(&app, seconds), settings)?)
            }).unwrap()
        };

        let live = bear(&made.secret, 0).unwrap();
        assert_eq!(live.viewer.token, Some((made.id, TokenScope::Read)));
        assert!(live.viewer.may(shegong::accounts::Right::SeePeople) && live.note_used);
        assert!(bear("sgt_0000", 0).is_none());
        assert!(bear(&made.secret, 2 * 86_400 - 1).is_some());
        assert!(bear(&made.secret, 2 * 86_400).is_none());
        // A token makes no tokens.
        let refused = create_token(&app.app, &live.viewer, &wish, &app.occasion()).err().unwrap();
        assert!(matches!(refused, AccountRefusal::SessionOnly));
        revoke_token(&app.app, &own, made.id, &app.occasion()).unwrap();
        assert!(bear(&made.secret, 0).is_none());
        assert!(matches!(revoke_token(&app.app, &own, made.id, &app.occasion()), Err(AccountRefusal::NotFound)));
        let kept = app.app.db.read(|conn| Ok::<_, DatabaseError>(own_tokens(conn, &own)?)).unwrap();
        assert!(kept[0].revoked_at.is_some());
        let stored = app.texts("SELECT token_hash AS text FROM api_tokens");
        assert!(!stored[0].contains(&made.secret[4..]));
    }

    fn a_token_needs_a_name_and_a_time(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        let own = viewer(&app, &inside, after(&app, 0));

        for (label, days, sentence) in [
            (" ", 1, "令牌要有一个名称"),
            (&*"长".repeat(61), 1, "令牌要有一个名称"),
            ("同步", 0, "令牌的有效期应为"),
            ("同步", 367, "令牌的有效期应为"),
        ] {
            let wish = TokenWish { label, scope: TokenScope::Write, days };
            let told = refused(create_token(&app.app, &own, &wish, &app.occasion()));
            assert!(told.starts_with(sentence), "{told}");
        }
    }
}
