//! What both programs need to live without an operating system's libraries: an entry, an exit and a panic handler
//! that keeps every panic's location in the image.
#![no_std]

use core::hint::black_box;
use core::panic::PanicInfo;

use memory_functions as _;

/// Ends the process with this status, by a system call since there is no library to ask.
#[allow(unsafe_code, reason = "leaving a process without libc is a system call, and a system call is assembly")]
pub fn exit(status: u8) -> ! {
    let status = i32::from(status);
    // SAFETY: exit_group takes one number and does not return.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!("syscall", in("eax") 231, in("edi") status, options(noreturn, nostack))
    }
    // SAFETY: exit_group takes one number and does not return.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!("svc 0", in("x8") 94, in("x0") status, options(noreturn, nostack))
    }
}

/// Ends the process with status 101 at a panic. The location goes through `black_box`, so no optimiser may take it out
/// of the image of a program in which the panic can be reached.
#[panic_handler]
fn panicked(info: &PanicInfo<'_>) -> ! {
    black_box(info.location());
    exit(101)
}

/// Defines the symbol at which the kernel starts the program: it aligns the stack as the ABI asks and calls the
/// function named here.
#[macro_export]
macro_rules! entry {
    ($start:path) => {
        #[allow(unsafe_code, reason = "the entry is found by its symbol, and nobody but assembly can align a stack")]
        mod entry {
            extern "C" fn start() -> ! {
                $start()
            }

            // SAFETY: no other `_start` is linked; the kernel enters here once, and `start` does not return.
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            extern "C" fn _start() -> ! {
                #[cfg(target_arch = "x86_64")]
                core::arch::naked_asm!("xor ebp, ebp", "and rsp, -16", "call {}", sym start);
                #[cfg(target_arch = "aarch64")]
                core::arch::naked_asm!("b {}", sym start);
            }
        }
    };
}
