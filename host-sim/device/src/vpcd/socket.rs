//! Socket to vpcd.

use std::io;
use std::net::TcpStream;

use super::VpcdStream;

impl VpcdStream for TcpStream {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn prepare_read(&mut self) -> io::Result<()> {
        std::os::linux::net::TcpStreamExt::set_quickack(self, true)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn prepare_read(&mut self) -> io::Result<()> {
        Ok(())
    }
}
