import { expect, test } from 'vitest'
import { kindOfBinary } from '../../src/sources/binary-kind.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

test.for([
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image'],
  ['GIF89a', 'image'],
  ['RIFF\x24\n\0\0WEBPVP8 ', 'image'],
  ['\0\0\0\x18ftypheic', 'image'],
  ['\0\0\0\x18ftypavif', 'image'],
  ['OggS\0\x02', 'audio'],
  ['ID3\x04\0', 'audio'],
  ['\xff\xfb\x90\x64', 'audio'],
  ['RIFF\x24\n\0\0WAVEfmt ', 'audio'],
  ['\0\0\0\x1cftypM4A ', 'audio'],
  ['\0\0\0\x20ftypisom', 'video'],
  ['\x1a\x45\xdf\xa3\x9f', 'video'],
  ['RIFF\x24\n\0\0AVI LIST', 'video'],
  ['%PDF-1.7\n', 'PDF'],
  ['\x7fELF\x02\x01', 'binary'],
  ['', 'binary'],
] as const)('%j begins what is called %s', ([head, kind]) => {
  expect(kindOfBinary(bytesOfLatin1(head))).toBe(kind)
})
