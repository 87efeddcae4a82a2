//! Every field of every form wrong in every way: 422, the sentence tied to that field,
//! what was typed kept, nothing stored; and no text of a user ever becomes markup.

mod office;
mod own;
mod people;
mod policies;

use actix_web::http::StatusCode;

use crate::harness::forms::{Field, Form};
use crate::harness::{Contents, Seen, TestApp, Visitor};

/// A form, how it is filled rightly, and what its fields take.
pub struct Sheet<'s> {
    /// The page with the form.
    pub page: String,
    /// Where it is sent.
    pub action: String,
    /// What is typed beside what stands in it already; with this it would be taken.
    pub right: Vec<(&'s str, String)>,
    /// Fields that must be filled.
    pub needed: &'s [&'s str],
    /// Fields for days.
    pub days: &'s [&'s str],
    /// Fields for numbers.
    pub numbers: &'s [&'s str],
    /// Further wrong words of single fields.
    pub wrong: &'s [(&'s str, &'s str)],
    /// Fields that this way of sending it does not read.
    pub unread: &'s [&'s str],
    /// Sent with files.
    pub files: &'s [(&'s str, &'s str, &'s [u8])],
}

impl<'s> Sheet<'s> {
    /// A form whose page is also its action.
    pub fn at(path: impl Into<String>, right: &[(&'s str, &str)]) -> Sheet<'s> {
        let page = path.into();
        Sheet {
            action: page.clone(),
            page,
            right: right
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            needed: &[],
            days: &[],
            numbers: &[],
            wrong: &[],
            unread: &[],
            files: &[],
        }
    }

    /// Sent somewhere else.
    pub fn to(mut self, action: impl Into<String>) -> Sheet<'s> {
        self.action = action.into();
        self
    }

    fn send(&self, visitor: &mut Visitor, values: &[(String, String)]) -> Seen {
        let fields: Vec<(&str, &str)> = values
            .iter()
            .filter(|(name, _)| name != "csrf")
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if self.files.is_empty() {
            visitor.post(&self.action, &fields)
        } else {
            visitor.upload(&self.action, &fields, self.files)
        }
    }

    /// The form as it is filled rightly.
    fn filled(&self, visitor: &mut Visitor) -> (Vec<Field>, Vec<(String, String)>) {
        let seen = visitor.get(&self.page);
        assert_eq!(
            seen.status,
            StatusCode::OK,
            "{}: {}",
            self.page,
            seen.text()
        );
        let form = Form::of(&seen, &self.action);
        let mut values = form.values();
        for (name, value) in &self.right {
            set(&mut values, name, value);
        }
        (form.fields, values)
    }

    /// Field and what is wrong in it.
    fn mistakes(&self, fields: &[Field]) -> Vec<(String, String)> {
        let long = "长".repeat(5_000);
        let mut mistakes: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| mistakes.push((name.to_owned(), value.to_owned()));
        for field in fields {
            if self.unread.contains(&field.name.as_str()) {
                continue;
            }
            match field.kind.as_str() {
                "select" | "radio" => add(&field.name, "no-such-word"),
                "hidden" | "checkbox" | "file" => {}
                _ => add(&field.name, &long),
            }
        }
        for name in self.needed {
            add(name, "");
            if fields
                .iter()
                .any(|field| field.name == *name && field.kind != "select")
            {
                add(name, "   ");
            }
        }
        for name in self.days {
            for day in ["2026-02-30", "昨天", "-1", "2026-13-01", "99999-01-01"] {
                add(name, day);
            }
        }
        for name in self.numbers {
            for number in ["-1", "十二", "1e5", "0x10", "99999999999999999999", "1.234"] {
                add(name, number);
            }
        }
        for (name, value) in self.wrong {
            add(name, value);
        }
        mistakes
    }

    /// Sends every mistake and tells what is not as it should be.
    pub fn faults(&self, app: &TestApp, visitor: &mut Visitor) -> Vec<String> {
        let (fields, right) = self.filled(visitor);
        for name in self.needed.iter().chain(self.days).chain(self.numbers) {
            assert!(
                fields.iter().any(|field| field.name == *name),
                "{}: no field {name}",
                self.page
            );
        }
        let before = app.contents();
        let mut faults = Vec::new();
        for (name, value) in self.mistakes(&fields) {
            let mut values = right.clone();
            set(&mut values, &name, &value);
            let seen = self.send(visitor, &values);
            let shown: String = value.chars().take(20).collect();
            let mut told =
                |what: String| faults.push(format!("{} {name}=“{shown}”: {what}", self.action));
            match self.shown_again(&seen, &name, &values) {
                Err(what) => told(what),
                Ok(()) if app.contents() != before => {
                    told(format!(
                        "something was stored: {:?}",
                        changed(&before, &app.contents())
                    ));
                    return faults;
                }
                Ok(()) => {}
            }
        }
        assert!(app.contents() == before, "{}", self.action);
        faults
    }

    fn shown_again(
        &self,
        seen: &Seen,
        wrong: &str,
        values: &[(String, String)],
    ) -> Result<(), String> {
        if seen.status != StatusCode::UNPROCESSABLE_ENTITY {
            return Err(format!("status {} {}", seen.status, seen.location()));
        }
        let html = seen.text();
        let form = Form::find(&html, &self.action).ok_or("the form is not shown again")?;
        let field = form
            .fields
            .iter()
            .find(|field| field.name == wrong)
            .ok_or("the field is gone")?;
        if !field.invalid || field.sentence.is_empty() {
            let named: Vec<&str> = form
                .fields
                .iter()
                .filter(|field| field.invalid)
                .map(|field| field.name.as_str())
                .collect();
            return Err(format!("no sentence at the field, but at {named:?}"));
        }
        if field.sentence.chars().count() > 160 || !field.sentence.chars().any(|c| c > '\u{4e00}') {
            return Err(format!("no short Chinese sentence: {}", field.sentence));
        }
        for field in &form.fields {
            let sent = values.iter().find(|(name, _)| *name == field.name);
            let kept = match field.kind.as_str() {
                // Never sent back; a version stays what it was.
                "password" | "file" => true,
                "select" if field.name == wrong => true,
                "checkbox" | "radio" if field.name == wrong => true,
                _ if field.name == "csrf" => true,
                _ => field.value.as_deref().map(str::trim) == sent.map(|(_, value)| value.trim()),
            };
            if !kept {
                return Err(format!(
                    "{} is not kept: {:?} of {sent:?}",
                    field.name, field.value
                ));
            }
        }
        Ok(())
    }

    /// Filled rightly it is taken, so that every mistake above was the only one.
    pub fn is_taken(&self, visitor: &mut Visitor) -> Seen {
        let (_, right) = self.filled(visitor);
        let seen = self.send(visitor, &right);
        let taken = matches!(seen.status, StatusCode::SEE_OTHER | StatusCode::OK);
        assert!(taken, "{}: {} {}", self.action, seen.status, seen.text());
        seen
    }
}

/// Markup in a field: shown as text on the form again, or stored and shown as text.
pub fn markup_stays_text(sheet: &Sheet<'_>, visitor: &mut Visitor, fields: &[&str]) {
    const MARKUP: &str = "<script>alert(1)</script>\"'><b>";
    for name in fields {
        let (_, mut values) = sheet.filled(visitor);
        set(&mut values, name, MARKUP);
        let mut seen = sheet.send(visitor, &values);
        if seen.status == StatusCode::SEE_OTHER {
            seen = visitor.get(seen.location());
        }
        assert!(
            matches!(
                seen.status,
                StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT
            ),
            "{name}: {}",
            seen.status
        );
        assert!(
            !seen.text().contains("<script>alert"),
            "{} {name}",
            sheet.action
        );
        assert!(!seen.text().contains("\"'><b>"), "{} {name}", sheet.action);
    }
}

fn set(values: &mut Vec<(String, String)>, name: &str, value: &str) {
    match values.iter_mut().find(|(known, _)| known == name) {
        Some(pair) => pair.1 = value.to_owned(),
        None => values.push((name.to_owned(), value.to_owned())),
    }
}

/// The tables that are not what they were.
fn changed(before: &Contents, after: &Contents) -> Vec<String> {
    [
        "history",
        "people",
        "units",
        "accounts",
        "training_records",
        "evidence_files",
        "certificates",
        "seasons",
        "outbox",
    ]
    .into_iter()
    .filter(|table| before.rows(table) != after.rows(table))
    .map(str::to_owned)
    .collect()
}

/// All sheets are as they should be, and are taken when filled rightly.
pub fn all_right(app: &TestApp, visitor: &mut Visitor, sheets: &[Sheet<'_>]) {
    let mut faults = Vec::new();
    for sheet in sheets {
        faults.extend(sheet.faults(app, visitor));
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
