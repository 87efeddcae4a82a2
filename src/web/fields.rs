//! The fields of a form or of a query, as they were typed.

/// Fields in the order in which they came; a name may come more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(encoded).unwrap_or_default())
    }

    /// Adds one field.
    pub fn push(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }

    /// What was typed, with the blanks around it; empty where the field is absent.
    /// For passwords only.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// What was typed without blanks around it; empty where the field is absent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed, if anything was.
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a name that was sent more than once, empty ones left out.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(known, value)| known == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// Whether a box was ticked.
    pub fn checked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Every field in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same fields as a query, without some; for links that change one of them.
    pub fn query_without(&self, left_out: &[&str]) -> String {
        let kept: Vec<(&str, &str)> = self
            .iter()
            .filter(|(name, value)| !left_out.contains(name) && !value.is_empty())
            .collect();
        serde_urlencoded::to_string(kept).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_typed_and_told_without_blanks() {
        let fields =
            Fields::parse("name=+%E9%99%88%E9%9D%99+&ids=1&ids=2&ids=&ok=on&empty=".as_bytes());

        assert_eq!(fields.text("name"), "陈静");
        assert_eq!(fields.raw("name"), " 陈静 ");
        assert_eq!(fields.all("ids"), ["1", "2"]);
        assert!(fields.checked("ok") && !fields.checked("empty") && !fields.checked("absent"));
        assert_eq!(fields.optional("empty"), None);
        assert_eq!(fields.query_without(&["ids", "name"]), "ok=on");
    }

    #[test]
    fn what_is_no_form_has_no_fields() {
        assert_eq!(Fields::parse(&[0xff, b'=', 0xfe]).text("name"), "");
    }
}
