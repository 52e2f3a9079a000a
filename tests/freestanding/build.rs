//! Links without start files and without any library, so that whatever the card would borrow from std or libc is an
//! undefined symbol.

fn main() {
    for argument in ["-nostartfiles", "-nostdlib", "-static"] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
