//! A form as a browser understands it: its fields, what stands in them, and the
//! sentences tied to them.

use super::Seen;

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// `text`, `hidden`, `checkbox` …, `select` or `textarea`.
    pub kind: String,
    /// What would be sent; none for an empty box or a file.
    pub value: Option<String>,
    /// Marked as wrong.
    pub invalid: bool,
    /// The sentence that it is described by.
    pub sentence: String,
}

/// A form of a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its fields in order.
    pub fields: Vec<Field>,
}

impl Form {
    /// The form with this action.
    pub fn of(seen: &Seen, action: &str) -> Form {
        let html = seen.text();
        Form::find(&html, action)
            .unwrap_or_else(|| panic!("no form to {action} in a page with {}: {html}", seen.status))
    }

    /// The same, if there is one. Of several to one address, the one that changes
    /// something, not the filter of a list.
    pub fn find(html: &str, action: &str) -> Option<Form> {
        let mut asking = None;
        let mut rest = html;
        while let Some(at) = rest.find("<form") {
            let after = &rest[at..];
            let end = after.find("</form>").unwrap_or(after.len());
            let form = &after[..end];
            let tag = form.split('>').next().unwrap_or_default();
            let sent_to = attribute(tag, "action").unwrap_or_default();
            let (path, _) = sent_to.split_once('?').unwrap_or((&sent_to, ""));
            if sent_to == action || path == action {
                let found = Form {
                    fields: fields(form, html),
                };
                if attribute(tag, "method").as_deref() != Some("get") {
                    return Some(found);
                }
                asking.get_or_insert(found);
            }
            rest = &after[end..];
        }
        asking
    }

    /// What a browser would send.
    pub fn values(&self) -> Vec<(String, String)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field.name.clone(), field.value.clone()?)))
            .collect()
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> &Field {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .unwrap_or_else(|| panic!("no field {name}: {:?}", self.fields))
    }

    /// What stands in it.
    pub fn value(&self, name: &str) -> &str {
        self.field(name).value.as_deref().unwrap_or_default()
    }
}

/// Sends a form as it stands, with other values in some fields.
pub fn filled<'f>(
    form: &'f [(String, String)],
    other: &[(&'f str, &'f str)],
) -> Vec<(&'f str, &'f str)> {
    let mut sent: Vec<(&str, &str)> = form
        .iter()
        .filter(|(name, _)| name != "csrf")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for (name, value) in other {
        match sent.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => sent.push((name, value)),
        }
    }
    sent
}

fn fields(form: &str, page: &str) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    let mut rest = form;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(element) = ["input", "select", "textarea", "button"]
            .into_iter()
            .find(|element| rest.starts_with(&format!("{element} ")))
        else {
            continue;
        };
        let tag_end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..tag_end];
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        if element == "button" {
            continue;
        }
        let close = format!("</{element}>");
        let inner = rest[tag_end..]
            .find(&close)
            .map_or("", |end| &rest[tag_end + 1..tag_end + end]);
        let kind = match element {
            "input" => attribute(tag, "type").unwrap_or_else(|| "text".to_owned()),
            other => other.to_owned(),
        };
        let boxed = matches!(kind.as_str(), "checkbox" | "radio");
        let value = match kind.as_str() {
            "file" => None,
            "select" => chosen(inner),
            "textarea" => Some(decoded(inner.strip_prefix('\n').unwrap_or(inner))),
            _ if boxed && !tag.contains(" checked") => None,
            _ => Some(attribute(tag, "value").unwrap_or_default()),
        };
        let field = Field {
            name,
            kind,
            value,
            invalid: attribute(tag, "aria-invalid").as_deref() == Some("true"),
            sentence: attribute(tag, "aria-describedby")
                .map(|ids| described(page, &ids))
                .unwrap_or_default(),
        };
        // Radio buttons of one name are one field.
        match found
            .iter_mut()
            .find(|known| boxed && known.name == field.name)
        {
            Some(known) if known.value.is_none() => *known = field,
            Some(_) => {}
            None => found.push(field),
        }
    }
    found
}

fn chosen(options: &str) -> Option<String> {
    let mut all = options.split("<option").skip(1);
    let first = all.clone().next()?;
    let option = all
        .find(|option| {
            option
                .split('>')
                .next()
                .unwrap_or_default()
                .contains(" selected")
        })
        .unwrap_or(first);
    attribute(option.split('>').next().unwrap_or_default(), "value")
}

/// The texts of the elements with these ids.
fn described(page: &str, ids: &str) -> String {
    ids.split(' ')
        .filter_map(|id| {
            let (_, after) = page.split_once(&format!("id=\"{id}\""))?;
            let (_, text) = after.split_once('>')?;
            Some(decoded(text.split('<').next().unwrap_or_default()))
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    Some(decoded(after.split('"').next().unwrap_or_default()))
}

fn decoded(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}
