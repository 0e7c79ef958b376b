//! Fields that templates ask for and no page has.

use crate::sandbox::Sandbox;

/// A site of the sample records, checked for such fields alone.
fn said(site: &Sandbox) -> String {
    let run = site.copy("content", "content").run(&["-v", "check", "--only", "unknown-field"]);
    run.succeeds();
    run.stderr()
}

#[test]
fn the_programs_own_templates_ask_only_for_what_pages_have() {
    let site = Sandbox::new();
    site.copy("templates", "templates");
    assert_eq!(said(&site), "");
    assert_eq!(said(site.file("synopsite.toml", "base_url = 'https://example.org'\nlanguage = 'en'\n")), "");
}

#[test]
fn a_field_in_a_condition_that_is_never_true_is_named_with_its_place() {
    let site = Sandbox::new();
    let record = "{% extends \"synopsite/record.html\" %}\n{% block main %}\n{% if record.subtitel %}<p>x</p>{% endif %}\n\
                  {% for tag in record.tags %}{% if tag.nmae %}x{% endif %}{% endfor %}\n{{ super() }}{% endblock main %}";
    site.file("templates/record.html", record).file("synopsite.toml", "language = 'en'\n");
    let card = "<b>{{ card.title }}</b>{% if card.title and not card.tilte %}x{% endif %}{% if site.titel %}x{% endif %}";
    site.file("templates/card.html", card);
    let said = said(&site);
    for (place, path, hint) in [
        ("templates/record.html:3:14", "record.subtitel", "help: there are: "),
        ("templates/record.html:4:39", "tag.nmae", "help: did you mean `name`?"),
        ("templates/card.html:1:54", "card.tilte", "help: did you mean `title`?"),
        ("templates/card.html:1:85", "site.titel", "help: did you mean `title`?"),
    ] {
        let at =
            said.find(&format!("no page has a field `{path}`")).unwrap_or_else(|| panic!("{path}: {said}"));
        assert!(said[at..].contains(place) && said[at..].contains(hint), "{path}: {said}");
    }
    assert_eq!(said.matches("warning[unknown-field]").count(), 4, "{said}");
    assert!(site.run(&["build", "-v"]).stderr().contains("record.subtitel"));
    assert!(site.page("problems/index.html").body().contains("card.tilte"));
}

#[test]
fn a_field_that_keeps_a_page_from_being_rendered_is_told_once() {
    let site = Sandbox::new();
    site.file("templates/record.html", "{{ record.subtitel }}\n");
    let run = site.copy("content", "content").run(&["check"]);
    assert!(
        run.stderr().contains("[template-fault]") && !run.stderr().contains("[unknown-field]"),
        "{}",
        run.stderr()
    );
}
