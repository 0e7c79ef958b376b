//! Languages that are compiled, as a rule.

use super::super::scan::Class;
use super::super::words::Language;
use super::{LIKE_C, between, quote, text};

pub(in super::super) static RUST: Language = Language {
    strings: &[text("\""), quote("'")],
    prefixes: "r b br c cr",
    keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move \
               mut pub ref return static struct super trait type union unsafe use where while",
    literals: "true false self Self",
    types: "u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char str",
    rust: true,
    ..LIKE_C
};

const C_TYPES: &str = "int long short char float double bool void size_t ssize_t int8_t int16_t int32_t int64_t uint8_t \
    uint16_t uint32_t uint64_t wchar_t";

pub(in super::super) static C: Language = Language {
    keywords: "auto break case const continue default do else enum extern for goto if inline register restrict \
    return signed sizeof static struct switch typedef union unsigned volatile while",
    literals: "true false NULL nullptr",
    types: C_TYPES,
    directives: true,
    signs: &[],
    ..LIKE_C
};

pub(in super::super) static CPP: Language = Language {
    prefixes: "L u8 u U",
    keywords: "auto break case catch class co_await co_return co_yield concept const consteval constexpr const_cast \
               continue decltype default delete do dynamic_cast else enum explicit export extern final for friend goto if \
               inline mutable namespace new noexcept operator override private protected public register \
               reinterpret_cast requires return signed sizeof static static_assert static_cast struct switch template \
               throw try typedef typename union unsigned using virtual volatile while",
    literals: "true false NULL nullptr this nil YES NO self",
    types: C_TYPES,
    directives: true,
    ..LIKE_C
};

pub(in super::super) static JAVA: Language = Language {
    strings: &[text("\"\"\""), quote("\""), quote("'")],
    keywords: "abstract assert break case catch class continue default do else enum extends final finally for if \
               implements import instanceof interface native new package permits private protected public record return \
               sealed static super switch synchronized throw throws transient try var volatile while yield",
    literals: "true false null this",
    ..LIKE_C
};

pub(in super::super) static KOTLIN: Language = Language {
    strings: &[text("\"\"\""), quote("\""), quote("'")],
    keywords: "abstract as break by catch class companion const constructor continue data do else enum external final \
               finally for fun if import in infix init inline inner interface internal is lateinit object open operator \
               out override package private protected public reified return sealed suspend super tailrec throw try \
               typealias val var vararg when where while",
    literals: "true false null this it",
    types: "",
    ..LIKE_C
};

pub(in super::super) static SCALA: Language = Language {
    strings: &[text("\"\"\""), quote("\""), quote("'")],
    prefixes: "s f raw",
    keywords: "abstract as case catch class def do else enum extends final finally for forSome given if implicit import \
               instanceof interface lazy match new object override package private protected public return sealed static \
               super switch then throw throws trait try type using val var void while with yield",
    literals: "true false null this",
    ..LIKE_C
};

pub(in super::super) static CSHARP: Language = Language {
    keywords: "abstract as async await base break case catch checked class const continue default delegate do else enum \
               event explicit extern finally fixed for foreach get goto if implicit in init interface internal is lock \
               namespace new operator out override params private protected public readonly record ref required return \
               sealed set sizeof static struct switch throw try typeof unchecked unsafe using var virtual volatile when \
               where while yield",
    literals: "true false null this",
    types: "int long short byte char float double decimal bool string object void uint ulong dynamic nint",
    directives: true,
    signs: &[],
    ..LIKE_C
};

pub(in super::super) static GO: Language = Language {
    strings: &[quote("\""), quote("'"), between("`", "`")],
    keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface map \
               package range return select struct switch type var",
    literals: "true false nil iota",
    types: "int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 complex64 complex128 bool \
            byte rune string error any comparable",
    ..LIKE_C
};

pub(in super::super) static SWIFT: Language = Language {
    strings: &[text("\"\"\""), quote("\"")],
    keywords: "actor as associatedtype async await break case catch class continue default defer deinit didSet do else \
               enum extension fallthrough fileprivate final for func get guard if import in init inout internal is lazy \
               let mutating open operator override private protocol public repeat required rethrows return set some \
               static struct subscript super switch throw throws try typealias var weak where while willSet",
    literals: "true false nil self Self",
    types: "",
    ..LIKE_C
};

pub(in super::super) static DART: Language = Language {
    strings: &[text("\"\"\""), text("'''"), quote("\""), quote("'")],
    prefixes: "r",
    keywords: "abstract as assert async await base break case catch class const continue covariant default do else enum \
               export extends extension external factory final finally for get hide if implements import in interface is \
               late library mixin new on operator part required rethrow return sealed set show static super switch sync \
               throw try typedef var when while with yield",
    literals: "true false null this",
    types: "int double num bool void dynamic",
    ..LIKE_C
};

pub(in super::super) static HASKELL: Language = Language {
    comments: &["--"],
    blocks: &[("{-", "-}")],
    keywords: "case class data default deriving do else forall foreign if import in infix infixl infixr instance let \
               module newtype of qualified then type where",
    literals: "otherwise",
    types: "",
    letters: b"'",
    signs: &[],
    ..LIKE_C
};

pub(in super::super) static ZIG: Language = Language {
    blocks: &[],
    keywords: "align allowzero and anyframe anytype asm async await break callconv catch comptime const continue defer \
               else enum errdefer error export extern fn for if inline noalias nosuspend opaque or orelse packed pub \
               resume return struct suspend switch test threadlocal try union unreachable usingnamespace var volatile \
               while",
    literals: "true false null undefined",
    types: "u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 bool void anyerror type",
    signs: &[(b'@', Class::Function)],
    ..LIKE_C
};

pub(in super::super) static SOLIDITY: Language = Language {
    keywords: "abstract assembly break calldata constant constructor continue contract delete do else emit enum error event \
               external fallback for function if immutable import indexed interface internal is library mapping memory \
               modifier new override payable pragma private public pure receive require return returns revert storage \
               struct throw try unchecked using view virtual while",
    literals: "true false this msg",
    types: "address bool bytes bytes32 int int256 string uint uint8 uint256",
    ..LIKE_C
};
