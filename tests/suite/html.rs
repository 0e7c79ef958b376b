//! Pages as a browser takes them.

use scraper::{ElementRef, Html, Selector};

/// A page of the site.
pub(crate) struct Page {
    pub(crate) html: String,
    document: Html,
}

impl Page {
    pub(crate) fn new(html: &str) -> Self {
        Self { html: html.to_owned(), document: Html::parse_document(html) }
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).unwrap();
        self.document.select(&selector).collect()
    }

    pub(crate) fn one(&self, selector: &str) -> ElementRef<'_> {
        match self.all(selector)[..] {
            [element] => element,
            ref found => panic!("{} times {selector} in {}", found.len(), self.html),
        }
    }

    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text).collect()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        text(self.one(selector))
    }

    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector).iter().filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.all("[id]").iter().any(|element| element.attr("id") == Some(id))
    }

    /// Everything that can be read on the page.
    pub(crate) fn body(&self) -> String {
        self.text("body")
    }

    /// The facts of a record: names and values.
    pub(crate) fn facts(&self) -> Vec<(String, ElementRef<'_>)> {
        let names = self.texts("#facts dt").into_iter();
        names.zip(self.all("#facts dd")).collect()
    }

    pub(crate) fn fact(&self, name: &str) -> Option<ElementRef<'_>> {
        self.facts().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The path of the record's file, which is the last of the facts.
    pub(crate) fn file(&self) -> String {
        self.texts("#facts dd").pop().unwrap()
    }

    /// The transcript, as its paragraphs give it one after the other.
    pub(crate) fn transcript(&self) -> String {
        self.texts("section.transcript p").concat()
    }

    /// The names of the problems.
    pub(crate) fn problems(&self) -> Vec<String> {
        self.texts(".problems li > code")
    }
}

pub(crate) fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The element below `element` that the selector finds, where there is one.
pub(crate) fn within<'a>(element: ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    element.select(&Selector::parse(selector).unwrap()).next()
}
