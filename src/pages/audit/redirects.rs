//! Old addresses in the settings that lead to nothing.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::redirect::Target;
use crate::config::Config;

/// The redirects of the settings whose targets `stands` says do not stand in the site. One may lead to another, which is
/// judged by itself.
pub(super) fn dead(config: &Config, stands: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let leads_on = |path: &str| config.redirects.keys().any(|from| from.as_str() == path);
    let dead = config.redirects.iter().filter_map(|(from, to)| match to {
        Target::Page(path, _) if !stands(path) && !leads_on(path) => Some((from, path)),
        _ => None,
    });
    dead.map(|(from, to)| {
        let what = Message::new("dead_redirect").with("from", from.as_str()).with("to", to.as_str());
        let hint = Message::new("dead_redirect_hint");
        match config.places.redirect(from.as_str()) {
            Some(place) => Diagnostic::place(Code::DeadRedirect, place, what, hint),
            None => Diagnostic::file(Code::DeadRedirect, what, hint),
        }
    })
    .collect()
}
