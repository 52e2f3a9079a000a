//! Fields of the typed views, which take objects out of a message and return them to it. One table generates a struct
//! for each command, with a field for each object that the standard lays down.

use sim_wire::proactive::ObjectTag;

use super::Value;
use super::message::Object;

/// Takes the first object of that tag whose value is of that type.
pub(super) fn one<T: TryFrom<Value, Error = Value>>(objects: &mut Vec<Object>, tag: ObjectTag) -> Option<Object<T>> {
    let place = objects.iter().position(|object| object.known() == Some(tag))?;
    let object = objects.remove(place);
    match T::try_from(object.value.clone()) {
        Ok(value) => Some(object.with(value)),
        Err(_) => {
            objects.insert(place, object);
            None
        }
    }
}

/// Takes every object of that tag whose value is of that type.
pub(super) fn many<T: TryFrom<Value, Error = Value>>(objects: &mut Vec<Object>, tag: ObjectTag) -> Vec<Object<T>> {
    std::iter::from_fn(|| one(objects, tag)).collect()
}

/// Field that returns its objects to a message.
pub(super) trait Give {
    fn give(&self, into: &mut Vec<Object>);
}

impl<T: Clone + Into<Value>> Give for Option<Object<T>> {
    fn give(&self, into: &mut Vec<Object>) {
        into.extend(self.iter().map(|object| object.clone().with(object.value.clone().into())));
    }
}

impl<T: Clone + Into<Value>> Give for Vec<Object<T>> {
    fn give(&self, into: &mut Vec<Object>) {
        into.extend(self.iter().map(|object| object.clone().with(object.value.clone().into())));
    }
}

/// Type of a field: at most one object, or many.
macro_rules! field {
    (one $type:ty) => { Option<Object<$type>> };
    (many $type:ty) => { Vec<Object<$type>> };
}

/// Defines the structs of a table and the enum over them.
macro_rules! bodies {
    (
        $(#[doc = $about:literal])* $body:ident by $code:ident;
        $($variant:ident { $($field:ident: $arity:ident $tag:ident $type:ty),* $(,)? })+
    ) => {
        $(
            #[doc = concat!("The objects of ", stringify!($variant), ".")]
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            pub struct $variant {
                $(#[doc = concat!("The object [`ObjectTag::", stringify!($tag), "`].")] pub $field: field!($arity $type),)*
            }
        )+

        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $body {
            $(#[doc = concat!("[`", stringify!($code), "::", stringify!($variant), "`].")] $variant(Box<$variant>),)+
            /// Objects of a type that is not known: all are among those that no view has.
            Unknown,
        }

        impl $body {
            fn take(code: Option<$code>, objects: &mut Vec<Object>) -> $body {
                match code {
                    $(Some($code::$variant) => $body::$variant(Box::new($variant {
                        $($field: $arity(objects, ObjectTag::$tag),)*
                    })),)+
                    _ => { let _ = objects; $body::Unknown }
                }
            }

            fn give(&self, into: &mut Vec<Object>) {
                match self {
                    $($body::$variant(own) => { let _ = (own, &into); $(own.$field.give(into);)* })+
                    $body::Unknown => {}
                }
            }

            /// Returns the code of the variant; `None` where the type is not known.
            pub const fn code(&self) -> Option<$code> {
                match self {
                    $($body::$variant(_) => Some($code::$variant),)+
                    $body::Unknown => None,
                }
            }
        }
    };
}

pub(super) use {bodies, field};
