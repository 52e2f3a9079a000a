//! What it takes that pcscd has the virtual reader vpcd: packages, a configuration, and the commands.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic as _, WrapErr as _, miette};

use super::address::VpcdAddress;
use crate::cli::{CliResult, Ending, print};

/// Places at which packages of vpcd put the driver of pcscd.
const DRIVERS: [&str; 4] = [
    "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
    "/usr/lib64/pcsc/drivers/serial/libifdvpcd.so",
    "/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so",
    "/opt/homebrew/lib/pcsc/drivers/serial/libifdvpcd.so",
];

/// Name of the file in the configuration folder.
const FILE: &str = "reader.conf";

/// Program of PC/SC, which is in no ordinary user's path.
const PCSCD: &str = "pcscd";

/// Returns the driver that is installed; `None` if there is none.
fn driver() -> Option<&'static Path> {
    DRIVERS.iter().map(Path::new).find(|path| path.exists())
}

/// Returns whether pcscd is installed.
fn has_pcscd() -> bool {
    let named = std::env::var_os("PATH");
    let in_path = named.iter().flat_map(std::env::split_paths);
    in_path.chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from)).any(|dir| dir.join(PCSCD).exists())
}

/// Returns the command that installs what is missing; `None` if everything is there.
fn install() -> Option<String> {
    let mut packages = Vec::new();
    packages.extend((!has_pcscd()).then_some("pcscd"));
    packages.extend(driver().is_none().then_some("vsmartcard-vpcd"));
    (!packages.is_empty()).then(|| format!("sudo apt-get install {}", packages.join(" ")))
}

/// Returns what is said where vpcd cannot be reached.
pub(super) fn missing(address: &VpcdAddress, why: &io::Error) -> String {
    let mut lines =
        vec![format!("The virtual reader vpcd is not at {address}: {why}. It is looked for until it comes.")];
    match install() {
        Some(install) => lines.push(format!("Install it: {install}")),
        None => lines.push("Start it: sudo pcscd -f, or sudo systemctl restart pcscd.".to_owned()),
    }
    lines.push("`rfid-sim reader --setup DIR` writes a configuration and prints every command.".to_owned());
    lines.join("\n")
}

/// Returns the configuration of a reader whose first slot listens on a port.
fn configuration(port: u16, driver: &Path) -> String {
    format!(
        "# Virtual reader for `rfid-sim reader`: slots at TCP ports {port} and {next}.\n\
         FRIENDLYNAME \"rfid-sim\"\n\
         DEVICENAME   /dev/null:0x{port:04X}\n\
         LIBPATH      {driver}\n\
         CHANNELID    0x{port:04X}\n",
        next = u32::from(port).saturating_add(1),
        driver = driver.display(),
    )
}

/// Writes the configuration into a folder, and prints the commands.
pub(super) fn run(folder: &Path, address: &VpcdAddress, force: bool) -> CliResult {
    let path = folder.join(FILE);
    if path.exists() && !force {
        return Err(miette!("{} is already there; --force writes over it.", path.display()));
    }
    let is_there = driver();
    let driver = is_there.or_else(|| DRIVERS.first().map(Path::new)).unwrap_or(Path::new(""));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, configuration(address.port(), driver)));
    written.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", path.display()))?;
    let mut lines = vec![format!("{} is written. Then:", path.display()), String::new()];
    lines.extend(install().map(|install| format!("  {install}")));
    lines.push("  sudo systemctl stop pcscd.socket pcscd     # where systemd has started one".to_owned());
    lines.push(format!("  sudo pcscd -f -c {}", folder.display()));
    let port = if *address == VpcdAddress::default() { String::new() } else { format!(" --vpcd {address}") };
    lines.push(format!("  rfid-sim reader{port}"));
    lines.push(String::new());
    lines.push("The ports of vpcd are open to the network, and nothing in them is secret or checked.".to_owned());
    lines.push("`opensc-tool -l` lists the reader.".to_owned());
    print(&lines.join("\n"));
    Ok(Ending::Held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_names_port_and_driver() {
        let text = configuration(0x8C7B, Path::new("/a/libifdvpcd.so"));
        assert!(text.contains("/dev/null:0x8C7B\n") && text.contains("CHANNELID    0x8C7B\n"), "{text}");
        assert!(text.contains("LIBPATH      /a/libifdvpcd.so\n"), "{text}");
        assert!(text.contains("ports 35963 and 35964"), "{text}");
    }
}
