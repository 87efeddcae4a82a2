//! What every page has around it: who is signed in, where one can go, the CSRF
//! token of its forms.

use super::Request;
use crate::accounts::{Right, Viewer};
use crate::calendar::chinese_day;

/// The page's place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Nowhere: signing in, problems.
    None,
    /// 我的首页.
    Me,
    /// 我的培训.
    MyTraining,
    /// 我的考试.
    MyExams,
    /// 我的证书与登记.
    MyCertificates,
    /// 个人资料.
    MyProfile,
    /// 人员.
    People,
    /// 今年可报考.
    Candidates,
    /// 待审核的培训证明.
    Reviews,
    /// 登记到期.
    Registrations,
    /// 导入.
    Imports,
    /// 培训缺口.
    Gaps,
    /// 全区概况.
    District,
    /// 单位.
    Units,
    /// 考试安排.
    Seasons,
    /// 政策.
    Policies,
    /// 批量延长登记.
    Extensions,
    /// 人才目标.
    Targets,
    /// 年度统计.
    Statistics,
    /// 账号.
    Accounts,
    /// 历史记录.
    History,
    /// 数据清理.
    Retention,
    /// 运行情况.
    Operations,
    /// 帮助.
    Help,
    /// 密码、登录设备、令牌.
    OwnAccount,
}

/// One page of the navigation: where it is, what it needs, what it is called.
struct Place {
    section: Section,
    path: &'static str,
    label: &'static str,
    right: Right,
}

const fn place(section: Section, path: &'static str, label: &'static str, right: Right) -> Place {
    Place {
        section,
        path,
        label,
        right,
    }
}

/// The navigation: groups of pages, in the order in which they are shown.
const GROUPS: &[(&str, &[Place])] = &[
    (
        "我的",
        &[
            place(Section::Me, "/me", "首页", Right::Own),
            place(Section::MyTraining, "/me/training", "培训", Right::Own),
            place(Section::MyExams, "/me/exams", "考试", Right::Own),
            place(
                Section::MyCertificates,
                "/me/certificates",
                "证书与登记",
                Right::Own,
            ),
            place(Section::MyProfile, "/me/profile", "个人资料", Right::Own),
        ],
    ),
    (
        "人员",
        &[
            place(Section::People, "/people", "人员", Right::SeePeople),
            place(
                Section::Candidates,
                "/people/candidates",
                "报考",
                Right::SeePeople,
            ),
            place(Section::Reviews, "/reviews", "审核", Right::SeeReviews),
            place(
                Section::Registrations,
                "/registrations",
                "登记",
                Right::SeePeople,
            ),
            place(Section::Gaps, "/training/gaps", "培训缺口", Right::SeeGaps),
            place(Section::Imports, "/imports", "导入", Right::SeeImports),
        ],
    ),
    (
        "全区",
        &[
            place(Section::District, "/district", "概况", Right::SeeDistrict),
            place(Section::Units, "/units", "单位", Right::SeeDistrict),
            place(Section::Seasons, "/seasons", "考试安排", Right::SeeDistrict),
            place(Section::Policies, "/policies", "政策", Right::SeeDistrict),
            place(
                Section::Extensions,
                "/extensions",
                "登记延长",
                Right::SeeExtensions,
            ),
            place(Section::Targets, "/targets", "人才目标", Right::SeeDistrict),
            place(
                Section::Statistics,
                "/statistics",
                "年度统计",
                Right::SeeDistrict,
            ),
        ],
    ),
    (
        "系统",
        &[
            place(Section::Accounts, "/accounts", "账号", Right::SeeAccounts),
            place(Section::History, "/history", "历史记录", Right::SeeHistory),
            place(
                Section::Retention,
                "/retention",
                "数据清理",
                Right::SeeRetention,
            ),
            place(
                Section::Operations,
                "/operations",
                "运行情况",
                Right::SeeOperations,
            ),
        ],
    ),
];

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub path: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Whether the page is there.
    pub current: bool,
}

/// What the layout shows around a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The page's title.
    pub title: String,
    /// The groups of the navigation.
    pub groups: Vec<Link>,
    /// The pages of the current group, where there is more than one.
    pub pages: Vec<Link>,
    /// The name of who is signed in.
    pub viewer: Option<String>,
    /// Whether forms of one's own account can be reached (not while a step is forced).
    pub free: bool,
    /// The CSRF token for the page's forms.
    pub csrf: String,
    /// Today in words: 2026年3月9日.
    pub today: String,
    /// What was just done.
    pub notice: Option<String>,
    /// The district.
    pub region: String,
    /// The program's version.
    pub version: &'static str,
    /// Distinguishes the style sheet of one build from the next.
    pub style: &'static str,
}

impl Frame {
    pub(super) fn new(request: &Request, title: &str, section: Section) -> Self {
        let viewer = request.find_viewer();
        let free = viewer.is_some_and(|viewer| viewer.step.is_none());
        let (groups, pages) = match viewer.filter(|_| free) {
            Some(viewer) => navigation(viewer, section),
            None => (Vec::new(), Vec::new()),
        };
        Self {
            title: title.to_owned(),
            groups,
            pages,
            viewer: viewer.map(|viewer| viewer.name.clone()),
            free,
            csrf: request.csrf().to_owned(),
            today: chinese_day(request.now.today),
            notice: request.notice.clone(),
            region: request.app.config.region.clone(),
            version: env!("CARGO_PKG_VERSION"),
            style: super::assets::style_version(),
        }
    }
}

/// The groups, and the pages of the group where `section` is.
fn navigation(viewer: &Viewer, section: Section) -> (Vec<Link>, Vec<Link>) {
    let mut groups = Vec::new();
    let mut pages = Vec::new();
    for (label, places) in GROUPS {
        let open: Vec<&Place> = places
            .iter()
            .filter(|place| viewer.may(place.right))
            .collect();
        let Some(first) = open.first() else { continue };
        let current = open.iter().any(|place| place.section == section);
        groups.push(Link {
            path: first.path,
            label,
            current,
        });
        if current && open.len() > 1 {
            pages = open
                .iter()
                .map(|place| Link {
                    path: place.path,
                    label: place.label,
                    current: place.section == section,
                })
                .collect();
        }
    }
    (groups, pages)
}

/// Where a viewer begins: the first page of the first group that is theirs by office,
/// else the page of their own.
pub(super) fn start_of(viewer: &Viewer) -> &'static str {
    let by_office = GROUPS
        .iter()
        .skip(1)
        .flat_map(|(_, places)| places.iter())
        .filter(|place| viewer.may(place.right));
    // Who keeps no people's files begins with the list of the own office.
    let own_work = [
        (Section::District, true),
        (
            Section::Registrations,
            viewer.may(Right::EditCertificates) && !viewer.may(Right::EditPeople),
        ),
        (
            Section::Gaps,
            viewer.may(Right::ReviewTraining) && !viewer.may(Right::EditPeople),
        ),
    ];
    let chosen = own_work
        .into_iter()
        .filter(|(_, theirs)| *theirs)
        .find_map(|(section, _)| by_office.clone().find(|place| place.section == section));
    chosen.or_else(|| by_office.clone().next()).map_or(
        if viewer.may(Right::Own) {
            "/me"
        } else {
            "/sessions"
        },
        |place| place.path,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountId, Role, RoleAt};
    use crate::people::PersonId;
    use crate::units::UnitId;

    fn viewer(roles: &[Role], person: bool) -> Viewer {
        Viewer {
            account: AccountId(1),
            name: "刘敏".to_owned(),
            person: person.then_some(PersonId(1)),
            unit: None,
            roles: roles
                .iter()
                .map(|role| RoleAt {
                    role: *role,
                    unit: Some(UnitId(1)),
                })
                .collect(),
            session: None,
            token: None,
            step: None,
        }
    }

    #[test]
    fn everyone_begins_where_their_work_is() {
        let starts = [
            (&[][..], true, "/me"),
            (&[Role::Worker], true, "/me"),
            (&[Role::Hr], true, "/people"),
            (&[Role::TrainingOfficer], true, "/training/gaps"),
            (&[Role::TrainingOfficer, Role::Hr], true, "/people"),
            (&[Role::Registrar], true, "/registrations"),
            (&[Role::District], false, "/district"),
            (&[Role::Auditor], false, "/district"),
            (&[Role::Admin], false, "/accounts"),
            (&[Role::Trainer], false, "/sessions"),
        ];
        for (roles, person, start) in starts {
            assert_eq!(start_of(&viewer(roles, person)), start, "{roles:?}");
        }
    }

    #[test]
    fn the_navigation_shows_only_what_the_rights_allow() {
        let (groups, pages) = navigation(&viewer(&[Role::Hr], true), Section::People);

        let labels: Vec<_> = groups.iter().map(|link| link.label).collect();
        assert_eq!(labels, ["我的", "人员", "系统"]);
        assert!(
            pages
                .iter()
                .any(|link| link.label == "人员" && link.current)
        );
        assert!(pages.iter().any(|link| link.path == "/imports"));
    }
}
