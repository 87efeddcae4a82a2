//! Letters whose link lets somebody in: sealed while they wait, empty once they have left.

use shegong::accounts::actions::{forgotten_password, reset_with_link};
use shegong::clock::Clock;
use shegong::mail::SendError;
use shegong::mail::sending::send_all;

use super::*;
use crate::harness::link_in;

on_both_databases! {
    fn a_letter_with_a_link_is_readable_by_nobody_who_reads_the_database(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        forgotten_password(&app.app, "13800000001", "", after(&app, 0)).unwrap();
        let secret = link_in(&app.letters()[0]);
        let stored = || app.texts("SELECT text_body || html_body AS text FROM outbox").remove(0);

        assert!(!stored().contains(&secret) && !stored().contains("/password/reset/"), "{}", stored());
        let (mails, transport) = app.post_box();
        mails.fail_next(SendError::Unreachable { server: "mail".to_owned(), reason: "gone".to_owned() });
        assert!(send_all(&app.app, &transport, "test").is_err());
        assert!(!stored().contains(&secret) && !stored().is_empty(), "it still waits");

        let mut later = app.app.clone();
        later.clock = Clock::Fixed(after(&app, 600).instant);
        assert_eq!(send_all(&later, &transport, "test").unwrap().sent, 1);
        assert!(mails.sent()[0].message.html.contains(&secret));
        assert_eq!(stored(), "");
        reset_with_link(&app.app, &secret, GOOD, GOOD, "", after(&app, 700)).unwrap();
    }

    fn a_letter_that_waited_in_clear_before_is_sent_and_emptied(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        forgotten_password(&app.app, "13800000001", "", after(&app, 0)).unwrap();
        app.run("UPDATE outbox SET text_body = 'http://x/password/reset/00', html_body = 'http://x/password/reset/00'");
        let (mails, transport) = app.post_box();

        assert_eq!(send_all(&app.app, &transport, "test").unwrap().sent, 1);

        assert_eq!(mails.sent()[0].message.text, "http://x/password/reset/00");
        assert_eq!(app.texts("SELECT text_body || html_body AS text FROM outbox"), [""]);
    }

    fn a_shared_mobile_number_reaches_each_of_its_owners_at_the_own_address(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        issued(&app, &admin, "张三");
        issued(&app, &admin, "李四");
        app.run("UPDATE people SET mobile = '13800000001', email = 'li@example.test' WHERE name = '李四'");

        forgotten_password(&app.app, "13800000001", "", after(&app, 0)).unwrap();

        let letters = app.letters();
        let to: Vec<&str> = letters.iter().map(|letter| letter.to_address.as_str()).collect();
        assert_eq!(to, ["li@example.test", "zhang@example.test"]);
        reset_with_link(&app.app, &link_in(&letters[0]), GOOD, GOOD, "", after(&app, 1)).unwrap();
        let inside = enter(&app, "13800000001", GOOD, after(&app, 2)).unwrap();
        assert_eq!(viewer(&app, &inside, after(&app, 2)).name, "李四");
    }
}
