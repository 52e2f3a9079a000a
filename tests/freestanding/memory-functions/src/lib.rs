//! `memcpy` and its kin: the five functions that the compiler calls and every C library has. On this target nobody
//! provides them when libc is not linked, so they stand here, byte by byte.
//!
//! They are a crate of their own because `no_builtins`, which keeps the compiler from turning the loops back into
//! calls of themselves, holds for a whole crate. They are `unsafe` because C's signatures are.
#![no_std]
#![no_builtins]

/// Copies `count` octets; the regions do not overlap.
///
/// # Safety
/// `source` is readable and `target` writable for `count` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(target: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    let mut at = 0;
    while at < count {
        // SAFETY: `at < count`, and the caller vouches for `count` octets of both regions.
        unsafe { target.wrapping_add(at).write(source.wrapping_add(at).read()) };
        at = at.wrapping_add(1);
    }
    target
}

/// Copies `count` octets; the regions may overlap.
///
/// # Safety
/// `source` is readable and `target` writable for `count` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(target: *mut u8, source: *const u8, count: usize) -> *mut u8 {
    if (target as usize) <= (source as usize) {
        // SAFETY: as the caller's; upwards, no octet is overwritten before it is read.
        return unsafe { memcpy(target, source, count) };
    }
    let mut at = count;
    while at > 0 {
        at = at.wrapping_sub(1);
        // SAFETY: `at < count`, and the caller vouches for `count` octets of both regions.
        unsafe { target.wrapping_add(at).write(source.wrapping_add(at).read()) };
    }
    target
}

/// Fills `count` octets.
///
/// # Safety
/// `target` is writable for `count` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(target: *mut u8, octet: i32, count: usize) -> *mut u8 {
    let mut at = 0;
    while at < count {
        // SAFETY: `at < count`, and the caller vouches for `count` octets.
        unsafe { target.wrapping_add(at).write(octet as u8) };
        at = at.wrapping_add(1);
    }
    target
}

/// Compares `count` octets: negative, zero or positive.
///
/// # Safety
/// Both regions are readable for `count` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    let mut at = 0;
    while at < count {
        // SAFETY: `at < count`, and the caller vouches for `count` octets of both regions.
        let (left, right) = unsafe { (left.wrapping_add(at).read(), right.wrapping_add(at).read()) };
        if left != right {
            return i32::from(left).wrapping_sub(i32::from(right));
        }
        at = at.wrapping_add(1);
    }
    0
}

/// Compares `count` octets: zero where they are equal.
///
/// # Safety
/// Both regions are readable for `count` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    // SAFETY: as the caller's.
    unsafe { memcmp(left, right, count) }
}
