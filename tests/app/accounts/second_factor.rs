//! The second factor and its recovery codes.

use shegong::accounts::Step;
use shegong::accounts::actions::{
    begin_second_factor, confirm_second_factor, give_second_factor, remove_lost_second_factor,
    remove_second_factor, renew_recovery_codes,
};
use shegong::audit::Occasion;
use totp_rs::{Builder, Secret};

use super::*;

/// The code that an app with this secret shows.
pub(super) fn shown(secret: &str, now: Now) -> String {
    let app = Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .build()
        .unwrap();
    let seconds = now.instant.and_utc().timestamp();
    app.generate(u64::try_from(seconds).unwrap()).to_string()
}

fn occasion(app: &TestApp, now: Now) -> Occasion {
    Occasion {
        now,
        ..app.occasion()
    }
}

/// `hr` with a second factor: the secret and the recovery codes.
fn enrolled(app: &TestApp) -> (String, Vec<String>) {
    office(app, "hr", Role::Hr, None);
    let now = after(app, 0);
    let inside = enter(app, "hr", GOOD, now).unwrap();
    let own = viewer(app, &inside, now);
    let enrolment = begin_second_factor(&app.app, &own, &occasion(app, now)).unwrap();
    let code = shown(&enrolment.secret, now);
    let codes = confirm_second_factor(&app.app, &own, &code, &occasion(app, now)).unwrap();
    (enrolment.secret, codes)
}

on_both_databases! {
    fn each_sign_in_asks_for_a_code_and_no_code_counts_twice(app: TestApp) {
        let (secret, codes) = enrolled(&app);
        assert_eq!(codes.len(), 10);
        let now = after(&app, 60);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        let own = viewer(&app, &inside, now);
        assert_eq!(own.step, Some(Step::GiveSecondFactor));

        let used = shown(&secret, after(&app, 0));
        assert!(give_second_factor(&app.app, &own, &used, &occasion(&app, now)).is_err());
        give_second_factor(&app.app, &own, &shown(&secret, now), &occasion(&app, now)).unwrap();

        assert_eq!(viewer(&app, &inside, now).step, Some(Step::ReadNotice));
        let again = enter(&app, "hr", GOOD, now).unwrap();
        let own = viewer(&app, &again, now);
        let told = refused(give_second_factor(&app.app, &own, &shown(&secret, now), &occasion(&app, now)));
        assert!(told.contains("已经用过"), "{told}");
    }

    fn a_recovery_code_opens_once(app: TestApp) {
        let (_, codes) = enrolled(&app);
        let now = after(&app, 60);
        let give = |code: &str| {
            let inside = enter(&app, "hr", GOOD, now).unwrap();
            let own = viewer(&app, &inside, now);
            give_second_factor(&app.app, &own, code, &occasion(&app, now))
        };

        give(&codes[3].to_uppercase()).unwrap();
        assert!(give(&codes[3]).is_err());
        give(&codes[4].replace('-', "")).unwrap();
        let stored = app.texts("SELECT code_hash AS text FROM recovery_codes");
        assert!(stored.iter().all(|hash| codes.iter().all(|code| !hash.contains(code))));
    }

    fn guessing_codes_locks_even_with_fresh_sign_ins_in_between(app: TestApp) {
        enrolled(&app);
        let now = after(&app, 60);
        let guess = || {
            let inside = enter(&app, "hr", GOOD, now).unwrap();
            let own = viewer(&app, &inside, now);
            give_second_factor(&app.app, &own, "000000", &occasion(&app, now))
        };

        for _ in 0..4 {
            assert!(matches!(guess(), Err(AccountRefusal::SecondFactor(_))));
        }
        assert!(matches!(guess(), Err(AccountRefusal::LockedOut)));

        assert!(matches!(enter(&app, "hr", GOOD, now), Err(SignInRefusal::LockedUntil(_))));
    }

    fn without_its_first_code_nothing_is_switched_on(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let now = after(&app, 0);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        let own = viewer(&app, &inside, now);
        let first = begin_second_factor(&app.app, &own, &occasion(&app, now)).unwrap();

        assert!(confirm_second_factor(&app.app, &own, "000000", &occasion(&app, now)).is_err());

        // Looked at again it is the same: the code on the phone stays right.
        let second = begin_second_factor(&app.app, &own, &occasion(&app, now)).unwrap();
        assert_eq!(first.secret, second.secret);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        assert_ne!(viewer(&app, &inside, now).step, Some(Step::GiveSecondFactor));
        let stored = app.texts("SELECT second_factor_cipher AS text FROM accounts WHERE login_name = 'hr'");
        assert!(!stored[0].contains(&first.secret));
    }

    fn switching_it_off_or_renewing_codes_asks_for_the_password(app: TestApp) {
        let (secret, codes) = enrolled(&app);
        let now = after(&app, 60);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        let own = viewer(&app, &inside, now);
        give_second_factor(&app.app, &own, &shown(&secret, now), &occasion(&app, now)).unwrap();

        let at = occasion(&app, now);
        assert!(matches!(renew_recovery_codes(&app.app, &own, "Wrong#2026", &at), Err(AccountRefusal::WrongPassword)));
        let renewed = renew_recovery_codes(&app.app, &own, GOOD, &at).unwrap();
        assert!(renewed.iter().all(|code| !codes.contains(code)));
        assert!(matches!(remove_second_factor(&app.app, &own, "Wrong#2026", &at), Err(AccountRefusal::WrongPassword)));
        remove_second_factor(&app.app, &own, GOOD, &at).unwrap();

        let inside = enter(&app, "hr", GOOD, now).unwrap();
        assert_ne!(viewer(&app, &inside, now).step, Some(Step::GiveSecondFactor));
        assert!(app.texts("SELECT code_hash AS text FROM recovery_codes").is_empty());
    }

    fn an_administrator_lifts_a_lost_one_and_hr_does_not(app: TestApp) {
        enrolled(&app);
        let admin = administrator(&app);
        let other = acting(&app, "hr2", Role::Hr, None);
        let account = app.texts("SELECT CAST(id AS TEXT) AS text FROM accounts WHERE login_name = 'hr'");
        let account = AccountId(account[0].parse().unwrap());

        assert!(matches!(remove_lost_second_factor(&app.app, &other, account, &app.occasion()), Err(AccountRefusal::NotFound)));
        remove_lost_second_factor(&app.app, &admin, account, &app.occasion()).unwrap();

        assert!(matches!(remove_lost_second_factor(&app.app, &admin, account, &app.occasion()), Err(AccountRefusal::NoSecondFactor)));
    }
}
