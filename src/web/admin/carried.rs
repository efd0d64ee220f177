//! A file that a page carries from its preview to its confirmation, packed so that it is exactly the same and not much longer.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use crate::{
    http::{refusal::Refusal, register_file},
    kernel::Kind,
    registers::LARGEST_FILE,
};

/// Longest packed file, in bytes: base 64 of one that cannot be packed tighter.
pub(super) const LARGEST: usize = LARGEST_FILE / 3 * 4 + 64 * 1024;

pub(super) async fn pack(file: Vec<u8>) -> Result<String, Refusal> {
    aside(move || {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&file).and_then(|()| packed.finish()).map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
    })
    .await?
    .map_err(|_| Refusal::new(Kind::Internal, "internal"))
}

/// The file again; never more than a register may be long, whatever the packed form promises.
pub(super) async fn unpack(carried: String) -> Result<Vec<u8>, Refusal> {
    aside(move || {
        let packed = URL_SAFE_NO_PAD.decode(carried.trim()).map_err(|_| not_ours())?;
        let mut file = Vec::new();
        GzDecoder::new(packed.as_slice()).take(LARGEST_FILE as u64 + 1).read_to_end(&mut file).map_err(|_| not_ours())?;
        if file.len() > LARGEST_FILE { Err(register_file::too_large()) } else { Ok(file) }
    })
    .await?
}

/// A form that was not filled by our page.
fn not_ours() -> Refusal {
    Refusal::new(Kind::Forbidden, "csrf")
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::new(Kind::Internal, "internal"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use flate2::{Compression, write::GzEncoder};

    use super::{LARGEST_FILE, pack, unpack};

    #[tokio::test]
    async fn a_file_arrives_byte_for_byte_and_a_bomb_does_not_go_off() {
        let file = b"\xFF\xFEa\x00\r\x00\n\x00".to_vec();
        assert_eq!(unpack(pack(file.clone()).await.unwrap()).await.unwrap(), file);
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        for _ in 0..=LARGEST_FILE / 1_000 {
            bomb.write_all(&[0; 1_001]).unwrap();
        }
        let bomb = URL_SAFE_NO_PAD.encode(bomb.finish().unwrap());
        assert!(bomb.len() < 100_000);
        assert_eq!(unpack(bomb).await.unwrap_err().code, "register-too-large");
        assert_eq!(unpack("?".into()).await.unwrap_err().code, "csrf");
        assert_eq!(unpack(URL_SAFE_NO_PAD.encode(b"no gzip")).await.unwrap_err().code, "csrf");
    }
}
