//! GIF: comments, captions and what programs wrote for themselves go; pictures, their timing and the loop stay.

use super::{
    FileFault, few_pixels,
    walk::{Format, Step},
};

/// Extension that steers the next picture.
const CONTROL: u8 = 0xf9;
/// Extension of a program.
const PROGRAM: u8 = 0xff;

#[derive(Default, Clone, Copy)]
enum At {
    #[default]
    Header,
    Block,
    Label,
    /// The name of the program behind an extension, with its length before it.
    Program,
    Picture,
    /// After the colours of a picture: how many bits its pixels begin with.
    Pixels,
    Pieces {
        kept: bool,
    },
    Piece {
        kept: bool,
    },
}

/// Where in a GIF we are.
#[derive(Default)]
pub(super) struct Gif {
    at: At,
}

impl Format for Gif {
    fn opening(&self) -> Step {
        Step::Need(13)
    }

    fn next(&mut self, held: &[u8], out: &mut Vec<u8>) -> Result<Step, FileFault> {
        match (self.at, held) {
            (At::Header, [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', w1, w2, h1, h2, flags, ..]) => {
                few_pixels(u16::from_le_bytes([*w1, *w2]).into(), u16::from_le_bytes([*h1, *h2]).into())?;
                out.extend_from_slice(held);
                self.at = At::Block;
                Ok(Step::Copy(colours(*flags)))
            }
            (At::Block | At::Pixels, []) => Ok(Step::Need(1)),
            (At::Block, [0x21]) => self.to(At::Label, 1),
            (At::Block, [0x2c]) => self.to(At::Picture, 9),
            (At::Block, [0x3b]) => {
                out.push(0x3b);
                Ok(Step::End)
            }
            (At::Label, [CONTROL]) => {
                out.extend_from_slice(&[0x21, CONTROL]);
                self.to(At::Pieces { kept: true }, 1)
            }
            (At::Label, [PROGRAM]) => self.to(At::Program, 12),
            (At::Label, _) => self.to(At::Pieces { kept: false }, 1),
            (At::Program, [11, name @ ..]) => {
                let kept = name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0";
                if kept {
                    out.extend_from_slice(&[0x21, PROGRAM]);
                    out.extend_from_slice(held);
                }
                self.to(At::Pieces { kept }, 1)
            }
            (At::Picture, [.., flags]) => {
                out.push(0x2c);
                out.extend_from_slice(held);
                self.at = At::Pixels;
                Ok(Step::Copy(colours(*flags)))
            }
            (At::Pixels, [_]) => {
                out.extend_from_slice(held);
                self.to(At::Pieces { kept: true }, 1)
            }
            (At::Pieces { kept }, [length]) => {
                if kept {
                    out.push(*length);
                }
                let length = u64::from(*length);
                self.at = if length == 0 { At::Block } else { At::Piece { kept } };
                Ok(if kept { Step::Copy(length) } else { Step::Drop(length) })
            }
            (At::Piece { kept }, _) => self.to(At::Pieces { kept }, 1),
            _ => Err(FileFault::Damaged),
        }
    }

    fn may_end(&self, _: usize) -> bool {
        false
    }
}

impl Gif {
    #[expect(clippy::unnecessary_wraps, reason = "every arm of `next` answers with a result")]
    fn to(&mut self, at: At, need: usize) -> Result<Step, FileFault> {
        self.at = at;
        Ok(Step::Need(need))
    }
}

/// Bytes of a table of colours.
fn colours(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

#[cfg(test)]
mod tests {
    use crate::files::{FileFault, FileKind, clean::cleaned};

    #[test]
    fn comments_and_what_programs_wrote_go_and_pictures_and_the_loop_stay() {
        let start = b"GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xff\xff\xff";
        let told = b"\x21\xfe\x03GPS\x04more\0\x21\xff\x0bXMP DataXMP\x03GPS\0\x21\x01\x03GPS\0";
        let stays = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x02\0\x02\0\0\x02\x02\x44\x01\0\x3b";
        let picture = [start.as_slice(), told, stays, b"GPS behind"].concat();
        for piece in [1, 4, 1000] {
            assert_eq!(cleaned(FileKind::Gif, &picture, piece).unwrap(), [start.as_slice(), stays].concat());
        }
        assert_eq!(cleaned(FileKind::Gif, &picture[..40], 9), Err(FileFault::Damaged));
        assert_eq!(cleaned(FileKind::Gif, b"GIF89a\xff\xff\xff\xff\0\0\0", 9), Err(FileFault::Giant));
    }
}
