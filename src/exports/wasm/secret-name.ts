// AssemblyScript. Whether what goes by a name may be a secret; as the host's `secretName`, or more often.

/** Of each word up to four letters, and which bytes of a word count. */
const words = memory.data<u32>([
  0x73736170, 0xffffffff, 0x64777000, 0xffffff00, 0x72636573, 0xffffffff, 0x656b6f74, 0xffffffff,
  0x79656b00, 0xffffff00, 0x68747561, 0xffffffff, 0x64657263, 0xffffffff, 0x76697270, 0xffffffff,
  0x6b6f6f63, 0xffffffff, 0x73736573, 0xffffffff, 0x6e676973, 0xffffffff, 0x746c6173, 0xffffffff,
  0x6e736400, 0xffffff00, 0x6e6e6f63, 0xffffffff, 0x61726870, 0xffffffff, 0x74776a00, 0xffffff00,
  0x6e697000, 0xffffff00,
])
const wordCount: usize = 17

/** @param length of at least one byte */
export function holdsSecretName(start: usize, length: usize): bool {
  // The last four letters, in the order of the text.
  let last: u32 = 0
  for (let at: usize = 0; at < length; at++) {
    last = (last >> 8) | (((<u32>load<u8>(start + at)) | 0x20) << 24)
    for (let word: usize = 0; word < wordCount; word++) {
      const entry = words + (word << 3)
      if ((last & load<u32>(entry, 4)) == load<u32>(entry)) return true
    }
  }
  return false
}
