//! Languages whose programs are run as they are written, as a rule.

use super::super::scan::Class;
use super::super::words::Language;
use super::{LIKE_C, LIKE_SHELL, between, quote, text};

pub(in super::super) static PYTHON: Language = Language {
    strings: &[text("\"\"\""), text("'''"), quote("\""), quote("'")],
    prefixes: "r b f u t rb br fr rf R B F U Rb bR",
    keywords: "and as assert async await break case class continue def del elif else except finally for from global if \
               import in is lambda match nonlocal not or pass raise return try while with yield",
    literals: "True False None self cls",
    types: "int float str bool list dict set tuple bytes object",
    ..LIKE_SHELL
};

const LIKE_JAVASCRIPT: Language = Language {
    strings: &[quote("\""), quote("'"), text("`")],
    literals: "true false null undefined NaN Infinity this",
    letters: b"$",
    keys: (b"{,", b':'),
    regexes: true,
    ..LIKE_C
};

pub(in super::super) static JAVASCRIPT: Language = Language {
    keywords: "async await break case catch class const continue debugger default delete do else export \
    extends finally for from function get if import in instanceof let new of return set static super switch throw try \
    typeof var void while with yield",
    types: "",
    ..LIKE_JAVASCRIPT
};

pub(in super::super) static TYPESCRIPT: Language = Language {
    keywords: "async await break case catch class const continue debugger default delete do else export extends finally \
               for from function get if import in instanceof let new of return set static super switch throw try typeof \
               var while with yield abstract as declare enum implements infer interface is keyof namespace private \
               protected public readonly satisfies type override",
    types: "any boolean never number object string unknown void bigint symbol",
    ..LIKE_JAVASCRIPT
};

pub(in super::super) static PHP: Language = Language {
    comments: &["//", "# "],
    strings: &[text("\""), text("'")],
    keywords: "abstract and array as break callable case catch class clone const continue declare default do echo else \
               elseif empty enum extends final finally fn for foreach function global goto if implements include \
               include_once instanceof insteadof interface isset list match namespace new or print private protected \
               public readonly require require_once return static switch throw trait try unset use var while xor yield",
    literals: "true false null TRUE FALSE NULL self parent",
    types: "int float string bool void mixed iterable object never",
    signs: &[(b'$', Class::Name)],
    ..LIKE_C
};

pub(in super::super) static RUBY: Language = Language {
    blocks: &[("=begin", "=end")],
    strings: &[text("\""), text("'"), text("`")],
    keywords: "alias and begin break case class def defined? do else elsif end ensure extend for if in include module next \
               not or private protected public raise redo require require_relative rescue retry return super then undef \
               unless until when while yield attr_accessor attr_reader attr_writer",
    literals: "true false nil self",
    letters: b"?!",
    signs: &[(b'@', Class::Name), (b'$', Class::Name), (b':', Class::Literal)],
    ..LIKE_SHELL
};

pub(in super::super) static LUA: Language = Language {
    comments: &["--"],
    blocks: &[("--[[", "]]"), ("--[=[", "]=]")],
    strings: &[quote("\""), quote("'"), between("[[", "]]")],
    keywords: "and break do else elseif end for function goto if in local not or repeat return then until while",
    literals: "true false nil self",
    types: "",
    capitals: false,
    ..LIKE_C
};

pub(in super::super) static PERL: Language = Language {
    strings: &[text("\""), text("'")],
    keywords: "and cmp defined die do else elsif eq for foreach ge gt if last le lt my ne next no not or our package print \
               push redo require return say shift sub unless until use while x xor",
    literals: "undef",
    signs: &[(b'$', Class::Name), (b'@', Class::Name)],
    ..LIKE_SHELL
};

pub(in super::super) static R: Language = Language {
    strings: &[text("\""), text("'")],
    keywords: "break else for function if in next repeat return while library require",
    literals: "TRUE FALSE NULL NA NaN Inf T F",
    capitals: false,
    letters: b".",
    ..LIKE_SHELL
};

pub(in super::super) static JULIA: Language = Language {
    blocks: &[("#=", "=#")],
    strings: &[text("\"\"\""), text("\""), quote("'")],
    keywords: "abstract baremodule begin break catch const continue do else elseif end export finally for function global \
               if import in isa let local macro module mutable quote return struct try using where while",
    literals: "true false nothing missing",
    letters: b"!",
    signs: &[(b'@', Class::Function), (b':', Class::Literal)],
    ..LIKE_SHELL
};

pub(in super::super) static MATLAB: Language = Language {
    comments: &["%"],
    blocks: &[("%{", "%}")],
    strings: &[quote("\""), quote("'")],
    keywords: "break case catch classdef continue else elseif end for function global if methods otherwise parfor \
               persistent properties return switch try while",
    literals: "true false pi inf nan",
    capitals: false,
    ..LIKE_SHELL
};

pub(in super::super) static ELIXIR: Language = Language {
    strings: &[text("\"\"\""), text("\""), text("'")],
    keywords: "after alias and case catch cond def defimpl defmacro defmodule defp defprotocol defstruct do else end fn for \
               if import in not or quote raise receive require rescue try unless unquote use when with",
    literals: "true false nil",
    letters: b"?!",
    signs: &[(b'@', Class::Name), (b':', Class::Literal)],
    ..LIKE_SHELL
};

pub(in super::super) static POWERSHELL: Language = Language {
    blocks: &[("<#", "#>")],
    strings: &[between("@\"", "\"@"), between("@'", "'@"), between("\"", "\""), between("'", "'")],
    keywords: "begin break catch class continue do else elseif end exit finally for foreach function if in param process \
               return switch throw trap try until using while",
    literals: "",
    any_case: true,
    letters: b"-",
    keys: (b"\n{;", b'='),
    signs: &[(b'$', Class::Name)],
    ..LIKE_SHELL
};
