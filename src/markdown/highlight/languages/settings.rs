//! Languages for queries, settings, and how things look.

use super::super::scan::Class;
use super::super::words::Language;
use super::{LIKE_C, LIKE_SHELL, between, quote, text};

pub(in super::super) static JSON: Language =
    Language { keys: (b"{,", b':'), types: "", capitals: false, ..LIKE_C };

pub(in super::super) static SQL: Language = Language {
    comments: &["--", "# "],
    strings: &[between("'", "'"), between("\"", "\""), between("`", "`")],
    keywords: "add all alter analyze and any as asc auto_increment begin between by cascade case check column commit \
               constraint create cross current database declare default delete desc describe distinct drop else end \
               exists explain fetch first for foreign from full function grant group having if ilike in index inner \
               insert intersect into is join key last lateral left like limit materialized merge natural not null nulls \
               of offset on only or order outer over partition primary procedure references rename replace returning \
               returns revoke right rollback row rows schema select sequence set show table temporary then to \
               transaction trigger truncate union unique update use using values view when where window with",
    literals: "true false",
    types: "int integer bigint smallint tinyint decimal numeric real float double char varchar text nvarchar boolean bool \
            date time timestamp timestamptz datetime interval json jsonb uuid blob bytea serial bigserial",
    capitals: false,
    any_case: true,
    signs: &[(b'@', Class::Name), (b':', Class::Name)],
    ..LIKE_C
};

pub(in super::super) static CSS: Language = Language {
    keywords: "important",
    literals: "",
    types: "",
    capitals: false,
    letters: b"-",
    keys: (b"{;", b':'),
    signs: &[(b'@', Class::Keyword), (b'#', Class::Literal), (b'$', Class::Name), (b'.', Class::Type)],
    ..LIKE_C
};

const LIKE_TOML: Language = Language {
    capitals: false,
    letters: b"-.",
    keys: (b"\n", b'='),
    signs: &[(b'$', Class::Name)],
    sections: true,
    ..LIKE_SHELL
};

pub(in super::super) static TOML: Language = Language {
    strings: &[text("\"\"\""), between("'''", "'''"), quote("\""), quote("'")],
    literals: "true false inf nan",
    capitals: false,
    letters: b"-.",
    keys: (b"\n{,", b'='),
    signs: &[],
    sections: true,
    ..LIKE_SHELL
};

pub(in super::super) static INI: Language = Language {
    comments: &["#", ";"],
    keywords: "export",
    literals: "true false yes no on off none",
    any_case: true,
    ..LIKE_TOML
};

pub(in super::super) static DOCKER: Language = Language {
    keywords: "FROM AS RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK \
               SHELL MAINTAINER",
    literals: "",
    capitals: false,
    letters: b"-./",
    signs: &[(b'$', Class::Name)],
    ..LIKE_SHELL
};

pub(in super::super) static MAKE: Language = Language {
    keywords: "define endef else endif export ifdef ifeq ifndef ifneq include override unexport",
    literals: "",
    capitals: false,
    letters: b"-./%",
    keys: (b"\n", b':'),
    signs: &[(b'$', Class::Name), (b'.', Class::Name)],
    ..LIKE_SHELL
};

pub(in super::super) static NGINX: Language = Language {
    keywords: "server location upstream http events if return rewrite set include",
    literals: "on off",
    capitals: false,
    letters: b"-",
    signs: &[(b'$', Class::Name)],
    ..LIKE_SHELL
};

pub(in super::super) static HCL: Language = Language {
    comments: &["#", "//"],
    keywords: "resource variable output module provider data locals terraform backend dynamic for for_each in if",
    literals: "true false null",
    types: "string number bool list map object set tuple any",
    capitals: false,
    letters: b"-",
    keys: (b"\n{,", b'='),
    ..LIKE_C
};

pub(in super::super) static PROTO: Language = Language {
    keywords: "enum extend extensions import map message oneof option optional package public repeated required reserved \
               returns rpc service stream syntax",
    types: "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes",
    ..LIKE_C
};

pub(in super::super) static GRAPHQL: Language = Language {
    strings: &[text("\"\"\""), quote("\"")],
    keywords: "directive enum extend fragment implements input interface mutation on query scalar schema subscription type \
               union",
    signs: &[(b'@', Class::Name), (b'$', Class::Name)],
    ..LIKE_SHELL
};

pub(in super::super) static LATEX: Language = Language {
    comments: &["%"],
    strings: &[],
    literals: "",
    capitals: false,
    signs: &[(b'\\', Class::Keyword)],
    ..LIKE_SHELL
};
