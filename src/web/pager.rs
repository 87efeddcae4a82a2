//! Pages of a list, fifty lines each (templates/parts/pages.html).

use super::{Fields, Request};

/// Lines on a page.
const LINES: usize = 50;

/// Where in a list a page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are, at least one.
    pub pages: usize,
    /// How many lines there are in all.
    pub total: usize,
    /// The first line of the page, from 1; 0 in an empty list.
    pub first: usize,
    /// The last line of the page.
    pub last: usize,
    /// The other fields of the query.
    pub query: String,
}

impl Pager {
    /// The page that a request asks for; the last one where it asks for more.
    pub fn new(request: &Request, total: usize) -> Self {
        Self::at(request.query_fields(), total)
    }

    fn at(query: &Fields, total: usize) -> Self {
        let pages = total.div_ceil(LINES).max(1);
        let asked = query.text("page").parse().unwrap_or(1_usize);
        let page = asked.clamp(1, pages);
        let start = (page - 1) * LINES;
        Self {
            page,
            pages,
            total,
            first: if total == 0 { 0 } else { start + 1 },
            last: (start + LINES).min(total),
            query: query.query_without(&["page"]),
        }
    }

    /// The lines of the page.
    pub fn cut<T>(&self, lines: Vec<T>) -> Vec<T> {
        let start = self.first.saturating_sub(1);
        lines.into_iter().skip(start).take(LINES).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        for (query, total, page, first, last) in [
            ("", 0, 1, 0, 0),
            ("", 50, 1, 1, 50),
            ("page=2", 51, 2, 51, 51),
            ("page=9", 51, 2, 51, 51),
            ("page=0", 51, 1, 1, 50),
            ("page=x", 51, 1, 1, 50),
        ] {
            let pager = Pager::at(&Fields::parse(query.as_bytes()), total);
            assert_eq!(
                (pager.page, pager.first, pager.last),
                (page, first, last),
                "{query}"
            );
        }
    }
}
