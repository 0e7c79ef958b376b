//! From the site to bytes: which pages there are, what each one shows, and how a template writes it.

pub mod assets;
pub mod plan;
pub mod audit;
pub mod plot;
pub mod view;
pub mod templates;
pub mod export;
pub mod builder;
pub mod lost;
pub mod snapshot;
pub mod keys;
