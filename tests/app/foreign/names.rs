//! Who lives and works in the two townships of these tests.

use crate::harness::{id_number, masked};

/// What tells a township's people and papers apart from everybody else's.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    pub town: &'static str,
    pub village: &'static str,
    /// Hands in a training and has a certificate.
    pub worker: &'static str,
    /// Of the worker's name in pinyin.
    pub initials: &'static str,
    /// Works beside the worker and has a training as well.
    pub colleague: &'static str,
    /// HR, and a person of the township herself.
    pub officer: &'static str,
    /// Left long ago.
    pub leaver: &'static str,
    /// Has no account yet.
    pub newcomer: &'static str,
    /// Of the training that the worker hands in.
    pub title: &'static str,
    /// Of the first ID number; the others follow.
    pub number: u32,
    /// The first nine digits of the mobile numbers.
    pub mobile: &'static str,
    /// Before the @ of the mail addresses.
    pub mail: &'static str,
}

/// The township whose people ask.
pub const OWN: Names = Names {
    town: "古南街道",
    village: "城南社区",
    worker: "欧阳青竹",
    initials: "oyqz",
    colleague: "诸葛白薇",
    officer: "夏侯紫苏",
    leaver: "东方连翘",
    newcomer: "公孙半夏",
    title: "竹溪社区照护研修",
    number: 101,
    mobile: "138111100",
    mail: "bamboogrove",
};

/// The township that is asked for.
pub const FOREIGN: Names = Names {
    town: "石壕镇",
    village: "琉璃湾村",
    worker: "司马琥珀",
    initials: "smhp",
    colleague: "上官琉璃",
    officer: "慕容玳瑁",
    leaver: "令狐珊瑚",
    newcomer: "宇文砗磲",
    title: "珠玑督导能力集训",
    number: 505,
    mobile: "139777700",
    mail: "amberhill",
};

impl Names {
    pub fn people(&self) -> [&'static str; 5] {
        [
            self.worker,
            self.colleague,
            self.officer,
            self.leaver,
            self.newcomer,
        ]
    }

    pub fn id_number(&self, person: usize) -> String {
        id_number(self.number + u32::try_from(person).unwrap())
    }

    pub fn mobile(&self, person: usize) -> String {
        format!("{}{person:02}", self.mobile)
    }

    /// What nobody of another township may ever read.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = [self.village, self.title, self.mail]
            .map(str::to_owned)
            .to_vec();
        for (at, name) in self.people().into_iter().enumerate() {
            let mobile = self.mobile(at);
            secrets.push(name.to_owned());
            secrets.push(self.id_number(at));
            secrets.push(masked(&self.id_number(at)));
            secrets.push(format!("{}****{}", &mobile[..3], &mobile[7..]));
            secrets.push(mobile);
        }
        secrets
    }
}
