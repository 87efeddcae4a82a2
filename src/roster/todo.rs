//! What an office has to do: the short list at the head of each office's start, the most
//! urgent first. The same for the district, the training officer and the registrar.

use chrono::{NaiveDate, TimeDelta};

use super::view::Badge;
use super::{RegistrationStanding, RegistrationState};
use crate::accounts::Reach;
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::operations::failed_mails;
use crate::training::store::submissions::{Wanted, count_standing};
use crate::training::submission::Standing;

/// A mail that failed longer ago is no work for today.
const FAILED_MAIL_DAYS: i64 = 30;
/// A registration that ends within so many days is counted apart.
const LAST_DAYS: i64 = 30;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeTask {
    /// How urgent it is, as shape and colour; its word is the title.
    pub badge: Badge,
    /// Why, and what to do.
    pub sentence: String,
    /// Where it is done.
    pub path: String,
    /// What the button says.
    pub button: &'static str,
}

impl OfficeTask {
    /// One thing to do; `class` is that of the style sheet (late, soon, ask, wait).
    pub fn new(
        class: &'static str,
        title: String,
        sentence: &str,
        path: &str,
        button: &'static str,
    ) -> Self {
        Self {
            badge: Badge::new(class, title),
            sentence: sentence.to_owned(),
            path: path.to_owned(),
            button,
        }
    }
}

/// Puts the most urgent first; what is as urgent stays in its order.
pub fn by_urgency(tasks: &mut [OfficeTask]) {
    const ORDER: [&str; 4] = ["late", "soon", "ask", "behind"];
    tasks.sort_by_key(|task| {
        let place = ORDER.iter().position(|class| *class == task.badge.class);
        place.unwrap_or(ORDER.len())
    });
}

/// People whose training is late.
pub fn overdue_training(people: usize) -> Option<OfficeTask> {
    (people > 0).then(|| {
        OfficeTask::new(
            "late",
            format!("{people} 人继续教育已逾期"),
            "登记有效期已过、培训还没有完成，影响再登记；请通知本人补报漏登的培训，并与登记机关商定。",
            "/training/gaps?state=overdue",
            "看名单",
        )
    })
}

/// People whose period ends soon.
pub fn training_due_soon(people: usize) -> Option<OfficeTask> {
    (people > 0).then(|| {
        OfficeTask::new(
            "soon",
            format!("{people} 人继续教育快到期"),
            "登记有效期还剩不到180天，培训还没有完成；请安排培训或发群通知。",
            "/training/gaps?state=due_soon",
            "看名单",
        )
    })
}

/// Training proofs that wait to be decided, within reach.
///
/// # Errors
/// When the query fails.
pub fn waiting_proofs(conn: &mut Conn, reach: &Reach) -> diesel::QueryResult<Option<OfficeTask>> {
    let wanted = Wanted {
        units: reach.units(),
        standing: Standing::Waiting,
        kind: None,
        people: None,
    };
    let waiting = count_standing(conn, &wanted)?;
    Ok((waiting > 0).then(|| {
        OfficeTask::new(
            "ask",
            format!("{waiting} 份培训证明待审核"),
            "审核以后才计入继续教育；需要核对的排在最前面。",
            "/reviews",
            "去审核",
        )
    }))
}

/// Mails that failed for good lately, to people and units within reach.
///
/// # Errors
/// When a query fails.
pub fn mails_that_failed(
    conn: &mut Conn,
    reach: &Reach,
    now: Now,
) -> Result<Option<OfficeTask>, DatabaseError> {
    let since = now.instant - TimeDelta::days(FAILED_MAIL_DAYS);
    let failed = failed_mails(conn, reach)?
        .into_iter()
        .filter(|(mail, _)| mail.next_attempt_at >= since)
        .count();
    Ok((failed > 0).then(|| {
        OfficeTask::new(
            "ask",
            format!("{failed} 封邮件没有送到"),
            "近30天发送失败，不会再自动重发；请核对收件人的邮箱，或改用电话通知。",
            "/operations#failed",
            "看原因",
        )
    }))
}

/// How many registrations stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RegistrationCounts {
    /// The last day has passed.
    pub ended: usize,
    /// The renewal is accepted.
    pub renewal_open: usize,
    /// Of them those that end within 30 days.
    pub last_days: usize,
    /// Never registered, and still within the year for the first registration.
    pub first_in_time: usize,
}

impl RegistrationCounts {
    /// Counts one more.
    pub fn add(&mut self, standing: RegistrationStanding, today: NaiveDate) {
        let left = standing.due_on.map(|due| (due - today).num_days());
        match standing.state {
            RegistrationState::InForce => {}
            RegistrationState::Ended => self.ended += 1,
            RegistrationState::RenewalOpen => {
                self.renewal_open += 1;
                self.last_days += usize::from(left.is_some_and(|days| days <= LAST_DAYS));
            }
            RegistrationState::NotRegistered => {
                self.first_in_time += usize::from(left.is_some_and(|days| days >= 0));
            }
        }
    }

    /// What is to be done about them.
    pub fn tasks(self) -> Vec<OfficeTask> {
        let mut tasks = Vec::new();
        if self.ended > 0 {
            tasks.push(OfficeTask::new(
                "late",
                format!("{} 人登记已过期", self.ended),
                "请通知本人补办再登记；继续教育没有完成的，先与登记机关商定。",
                "/registrations?standing=ended",
                "看名单",
            ));
        }
        if self.renewal_open > 0 {
            let last = match self.last_days {
                0 => String::new(),
                people => format!("其中 {people} 人有效期只剩30天以内。"),
            };
            tasks.push(OfficeTask::new(
                "soon",
                format!("{} 人可办再登记", self.renewal_open),
                &format!("有效期最后3个月内办理。{last}"),
                "/registrations?standing=renewal_open",
                "看名单",
            ));
        }
        if self.first_in_time > 0 {
            tasks.push(OfficeTask::new(
                "ask",
                format!("{} 人取得证书不满一年、还没有登记", self.first_in_time),
                "首次登记应在批准之日起1年内申请。",
                "/registrations?standing=not_registered",
                "看名单",
            ));
        }
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;
    use crate::certificates::Level;

    #[test]
    fn registrations_are_told_by_what_is_to_be_done_about_them() {
        use RegistrationState::{Ended, InForce, NotRegistered, RenewalOpen};
        let mut counts = RegistrationCounts::default();
        for (state, due_on) in [
            (InForce, Some("2028-01-01")),
            (Ended, Some("2026-03-08")),
            (Ended, Some("2013-01-01")),
            (RenewalOpen, Some("2026-03-09")),
            (RenewalOpen, Some("2026-04-08")),
            (RenewalOpen, Some("2026-04-09")),
            (NotRegistered, Some("2026-03-09")),
            (NotRegistered, Some("2026-03-08")),
            (NotRegistered, None),
        ] {
            let standing = RegistrationStanding {
                level: Level::Assistant,
                state,
                due_on: due_on.map(day),
            };
            counts.add(standing, day("2026-03-09"));
        }

        assert_eq!(
            counts,
            RegistrationCounts {
                ended: 2,
                renewal_open: 3,
                last_days: 2,
                first_in_time: 1,
            }
        );
        let told: Vec<(&str, String)> = counts
            .tasks()
            .into_iter()
            .map(|task| {
                (
                    task.badge.shape,
                    format!("{}：{}", task.badge.word, task.sentence),
                )
            })
            .collect();
        assert_eq!(told[0].0, "!");
        assert!(told[0].1.starts_with("2 人登记已过期"));
        assert_eq!(told[1].0, "▲");
        assert!(told[1].1.contains("3 人可办再登记") && told[1].1.contains("其中 2 人"));
        assert!(told[2].1.starts_with("1 人取得证书不满一年"));
        assert!(RegistrationCounts::default().tasks().is_empty());
    }

    #[test]
    fn the_most_urgent_comes_first_and_what_is_as_urgent_stays_in_order() {
        let task = |class, title: &str| OfficeTask::new(class, title.to_owned(), "", "/", "看");
        let mut tasks = [
            task("wait", "a"),
            task("ask", "b"),
            task("late", "c"),
            task("ask", "d"),
            task("soon", "e"),
        ];

        by_urgency(&mut tasks);

        let order: String = tasks.iter().map(|task| task.badge.word.as_str()).collect();
        assert_eq!(order, "cebda");
    }
}
