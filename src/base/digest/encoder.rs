//! How a value becomes the bytes that its digest is of.

use std::fmt;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// The name of a newtype whose value is left out.
pub(super) const LEFT_OUT: &str = "$left out";

/// Writes every value with what it is and, where it is of many, with how long it is or where it ends. Names of fields are
/// written, too, because some are left out. No value is escaped or made to text, which takes most of the time of JSON.
pub(super) struct Encoder<'a>(pub(super) &'a mut Vec<u8>);

/// Nothing that is encoded fails by itself.
#[derive(Debug)]
pub(super) struct Never;

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that cannot be written")
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), Never>;

const END: u8 = b']';

impl Encoder<'_> {
    fn number(&mut self, tag: u8, number: u64) -> Done {
        self.0.push(tag);
        self.0.extend_from_slice(&number.to_le_bytes());
        Ok(())
    }

    fn text(&mut self, tag: u8, text: &[u8]) -> Done {
        self.number(tag, text.len() as u64)?;
        self.0.extend_from_slice(text);
        Ok(())
    }

    fn begin(self, tag: u8) -> Result<Self, Never> {
        self.0.push(tag);
        Ok(self)
    }

    fn variant(mut self, name: &'static str) -> Result<Self, Never> {
        self.text(b'v', name.as_bytes())?;
        Ok(self)
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Done {
        value.serialize(Encoder(self.0))
    }

    fn field(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Done {
        self.text(b'k', name.as_bytes())?;
        self.value(value)
    }

    fn finish(self) -> Done {
        self.0.push(END);
        Ok(())
    }
}

/// What is written as a number of 64 bits.
macro_rules! numbers {
    ($($name:ident $type:ty),+) => {
        $(fn $name(mut self, value: $type) -> Done {
            self.number(b'n', value as u64)
        })+
    };
}

impl Serializer for Encoder<'_> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    numbers! { serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
    serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_char char }

    /// What is written in words for people has a shorter form here, which says the same.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_f32(self, value: f32) -> Done {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(mut self, value: f64) -> Done {
        self.number(b'f', value.to_bits())
    }

    fn serialize_str(mut self, value: &str) -> Done {
        self.text(b's', value.as_bytes())
    }

    fn serialize_bytes(mut self, value: &[u8]) -> Done {
        self.text(b'b', value)
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        self.0.push(b'!');
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.0.push(b'0');
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.variant(variant)?.serialize_unit()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Done {
        if name == LEFT_OUT { Ok(()) } else { value.serialize(self) }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self.variant(variant)?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Never> {
        self.begin(b'[')
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Never> {
        self.begin(b'[')
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        self.begin(b'[')
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        self.variant(variant)?.begin(b'[')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Never> {
        self.begin(b'{')
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        self.begin(b'{')
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        self.variant(variant)?.begin(b'{')
    }
}

/// Values one after the other.
macro_rules! sequences {
    ($($trait:ident $method:ident),+) => {
        $(impl $trait for Encoder<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.value(value)
            }

            fn end(self) -> Done {
                self.finish()
            }
        })+
    };
}

/// Values with names.
macro_rules! structs {
    ($($trait:ident),+) => {
        $(impl $trait for Encoder<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
                self.field(name, value)
            }

            fn end(self) -> Done {
                self.finish()
            }
        })+
    };
}

sequences! { SerializeSeq serialize_element, SerializeTuple serialize_element,
SerializeTupleStruct serialize_field, SerializeTupleVariant serialize_field }
structs! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Encoder<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.value(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.value(value)
    }

    fn end(self) -> Done {
        self.finish()
    }
}
